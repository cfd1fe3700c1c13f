-- What fails after it was accepted has consequences for the number and is never sent again.
begin;
select plan(9);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Stopped', phone => '+12025550101');
select tests.create_message('Gone', phone => '+12025550102');
select tests.create_message('Busy', phone => '+12025550103');
select tests.set_clock('2026-06-07 18:00Z');
select tests.start(name), tests.report(name, 'accepted', 'SM-' || name)
from unnest(array['Stopped', 'Gone', 'Busy']) as name;
update public.contacts set phone = '+12025550109' where user_id = tests.user_id('Gone');
select tests.set_clock('2026-06-07 18:10Z');
select
  public.record_delivery_status((tests.attempt(name)).id, 'SM-' || name, 'undelivered', code)
from (values ('Stopped', 21610), ('Gone', 30005), ('Busy', 30003)) as failures (name, code);

select is(
  (select count(*) from public.message_queue where status = 'sent'), 3::bigint,
  'they stay sent'
);
select is_empty('select * from public.get_messages_to_send(500)', 'none is sent again');
select results_eq(
  $$
    select users.display_name, messages.status, messages.delivery_status, messages.error_code
    from public.messages join public.users on users.id = user_id
    order by 1
  $$,
  $$
    values
      ('Busy', 'sent', 'undelivered', 30003),
      ('Gone', 'sent', 'undelivered', 30005),
      ('Stopped', 'sent', 'undelivered', 21610)
  $$,
  'the log tells what became of each'
);
select isnt(
  (select opted_out_at from private.phone_numbers where phone = '+12025550101'), null,
  'an opt-out is kept'
);
select is(
  (select unreachable_until from private.phone_numbers where phone = '+12025550102'),
  '2026-07-07 18:10Z'::timestamptz,
  'a dead number is left alone for 30 days: the one that was tried'
);
select is_empty(
  $$select from private.phone_numbers where phone in ('+12025550103', '+12025550109')$$,
  'nobody else''s number is blamed'
);
select is(tests.budget('2026-06-07 18:00Z'), '3/0', 'the texts stay spent');

select public.record_delivery_status(
  (tests.attempt('Busy')).id, 'SM-Busy', 'delivered', 21610
);
select is_empty(
  $$select from private.phone_numbers where phone = '+12025550103'$$,
  'news that are none have no consequences'
);
select is(
  (tests.attempt('Busy')).error_code, 30003, 'nor do they change what the attempt says'
);

select * from finish();
rollback;
