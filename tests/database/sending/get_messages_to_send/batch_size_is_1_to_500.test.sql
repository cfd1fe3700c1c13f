begin;
select plan(6);

select throws_ok(
  'select public.get_messages_to_send(0)', 'RD040', 'Cannot claim messages: batch_size is 0',
  'a batch of none is refused'
);
select throws_ok('select public.get_messages_to_send(-5)', 'RD040', null, 'so is a negative one');
select throws_ok('select public.get_messages_to_send(501)', 'RD040', null, 'so is more than 500');
select throws_ok('select public.get_messages_to_send(null)', 'RD040', null, 'so is no size');
select is_empty('select public.get_messages_to_send(1)', '1 is allowed');
select is_empty('select public.get_messages_to_send(500)', '500 is allowed');

select * from finish();
rollback;
