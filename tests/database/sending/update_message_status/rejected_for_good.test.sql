-- What will never work is not tried again, and what it says about the number is remembered.
begin;
select plan(13);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Stopped', phone => '+12025550101');
select tests.create_message('Landline', phone => '+12025550102');
select tests.create_message('Empty', phone => '+12025550103');
select tests.create_message('NoCode', phone => '+12025550104');
select tests.create_message('NewCode', phone => '+12025550105');
select tests.set_clock('2026-06-07 18:00Z');
select tests.start(name)
from unnest(array['Stopped', 'Landline', 'Empty', 'NoCode', 'NewCode']) as name;

select tests.report('Stopped', 'rejected', error_code => 21610);
select is(tests.state('Stopped'), 'failed: number_opted_out', 'STOP ends the message');
select is(
  (
    select (opted_out_at, unreachable_until)::text from private.phone_numbers
    where phone = '+12025550101'
  ),
  '("2026-06-07 18:00:00+00",)', 'and the number gets no more'
);

select tests.report('Landline', 'rejected', error_code => 21614);
select is(tests.state('Landline'), 'failed: number_unreachable', 'so does a number without texts');
select is(
  (
    select (opted_out_at, unreachable_until)::text from private.phone_numbers
    where phone = '+12025550102'
  ),
  '(,"2026-07-07 18:00:00+00")', 'which is left alone for 30 days'
);

select tests.report('Empty', 'rejected', error_code => 21602);
select is(tests.state('Empty'), 'failed: rejected', 'so does a text that cannot pass');
select tests.report('NoCode', 'rejected');
select is(
  tests.state('NoCode'), 'failed: recipient_not_allowed', 'so does our own refusal, without a code'
);
select tests.report('NewCode', 'rejected', error_code => 21999);
select is(tests.state('NewCode'), 'failed: rejected', 'and one with a code that is new');
select is(
  (select count(*) from private.phone_numbers), 2::bigint, 'none of these is the number''s fault'
);

select is(
  (select (error_code, error_class)::text from tests.message('Stopped')), '(21610,opt_out)',
  'code and class are kept'
);
select is(
  (select (outcome, error_code, error_message)::text from tests.attempt('Stopped')),
  '(rejected,21610,"Error of the provider")', 'the attempt keeps what the provider said'
);
select is(
  tests.report('Stopped', 'rejected', error_code => 21610), 'stale',
  'it is over: said again, it is stale'
);
select is(tests.budget('2026-06-07 18:00Z'), '0/0', 'a refused text costs the hour nothing');
select is_empty('select * from public.get_messages_to_send(500)', 'and nothing is tried again');

select * from finish();
rollback;
