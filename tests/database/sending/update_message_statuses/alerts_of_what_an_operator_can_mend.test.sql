-- A text that is refused for what it says, and a country that the account may not text, are told.
begin;
select plan(5);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name)
from unnest(array['Maya', 'Noah', 'Olga', 'Peter']) as name;
select tests.set_clock('2026-06-07 18:00Z');
select tests.start(name) from unnest(array['Maya', 'Noah', 'Olga', 'Peter']) as name;

select tests.report('Maya', 'rejected', error_code => 21408);
select is(tests.state('Maya'), 'failed: region_not_permitted', 'a country fails the message');
select is(
  (select opened_at from private.delivery_circuits), null, 'and nobody else''s'
);
select tests.report('Noah', 'rejected', error_code => 21617);
select tests.report('Olga', 'rejected');
select is(
  tests.state('Olga'), 'failed: recipient_not_allowed', 'our own refusal has no code'
);
select tests.report('Peter', 'accepted', 'SM1');
select public.record_delivery_status((tests.attempt('Peter')).id, 'SM1', 'undelivered', 30007);
select public.record_delivery_status((tests.attempt('Peter')).id, 'SM1', 'undelivered', 30007);
select results_eq(
  'select kind, times from public.alerts order by kind',
  $$values ('region_not_permitted', 1), ('text_refused', 2)$$,
  'the provider''s are told, a callback that comes twice once'
);
select is_empty('select from private.phone_numbers', 'none says anything about the number');

select * from finish();
rollback;
