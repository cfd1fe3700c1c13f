-- A text that was taken for not sent counts in its hour when it turns out to have been, once.
begin;
select plan(4);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Maya');
select tests.create_message('Noah');
select tests.set_clock('2026-06-07 18:00Z');
select tests.start('Maya');
select tests.report('Maya', 'not_sent');
select tests.start('Noah');
select tests.report('Noah', 'not_sent');
select is(tests.budget('2026-06-07 18:00Z'), '0/0', 'what was not sent costs nothing');

select tests.report('Maya', 'accepted', 'SM1');
select tests.report('Maya', 'accepted', 'SM1');
select is(tests.budget('2026-06-07 18:00Z'), '1/0', 'until it is proven');
create temporary table first_attempt as select (tests.attempt('Noah')).*;
select tests.set_clock('2026-06-07 19:00Z');
select tests.claim('Noah');
select public.record_delivery_status(first_attempt.id, 'SM2', 'sent') from first_attempt;
select is(
  concat_ws(' ', tests.state('Noah'), tests.budget('2026-06-07 18:00Z'),
    tests.budget('2026-06-07 19:00Z')),
  'sent 1/0 1/0', 'a message that is claimed again is counted by the claim'
);
select ok(tests.budget_is_balanced(), 'the books agree with the queue');

select * from finish();
rollback;
