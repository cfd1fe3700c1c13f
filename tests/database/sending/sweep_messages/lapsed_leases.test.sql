-- A sender that died: what it had not started is harmless, what it had started is in doubt.
begin;
select plan(14);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name)
from unnest(array['Claimed', 'Started', 'Reported', 'Alive', 'Again']) as name;
select tests.set_clock('2026-06-07 18:00Z');
select tests.start('Started');
select tests.start('Reported');
select tests.report('Reported', 'accepted', 'SM1');
select tests.start('Again');
select tests.report('Again', 'not_sent');
update public.message_queue
set scheduled_for = '2026-06-07 18:00Z' where user_id = tests.user_id('Again');
select tests.claim('Again');
select is(tests.budget('2026-06-07 18:00Z'), '1/4', 'four are claimed and one is spent');

select tests.lapse(name) from unnest(array['Claimed', 'Started', 'Reported', 'Again']) as name
where (tests.message(name)).status = 'processing';

select results_eq(
  'select * from public.sweep_messages()', 'values (2, 1, 0, 0)',
  'what lapsed is found and counted'
);
select is(tests.state('Claimed'), 'queued: lease_ran_out', 'never started goes back to the queue');
select is((tests.message('Claimed')).attempts, 0::smallint, 'at the cost of no attempt');
select is(tests.state('Started'), 'unconfirmed: outcome_unknown', 'started waits for proof');
select is((tests.message('Started')).unconfirmed_at, now(), 'from now on');
select is((tests.attempt('Started')).outcome, 'unknown', 'its attempt says so');
select is(tests.state('Alive'), 'processing', 'a lease that holds is not touched');
select is(tests.state('Reported'), 'sent', 'nor is what is over');
select is(
  tests.state('Again'), 'queued: lease_ran_out',
  'an attempt under an earlier lease does not make this one started'
);
select is((tests.attempt('Again')).outcome, 'not_sent', 'and keeps its own outcome');
select is(
  tests.budget('2026-06-07 18:00Z'), '2/1', 'doubt is spent, the rest is given back'
);
select results_eq(
  'select * from public.sweep_messages()', 'values (0, 0, 0, 0)', 'there is nothing more to sweep'
);
select isnt(tests.claim('Claimed'), null, 'the next sender takes it');

select * from finish();
rollback;
