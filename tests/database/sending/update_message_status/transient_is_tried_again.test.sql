-- A refusal that may pass is tried again, max_attempts times in all, ever more slowly.
begin;
select plan(12);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Maya');
select tests.set_clock('2026-06-07 18:00Z');

select tests.start('Maya');
select is(
  tests.report('Maya', 'rejected', error_code => 30017), 'applied', 'the refusal is recorded'
);
select is(tests.state('Maya'), 'queued: retry', 'the message waits for another try');
select is(
  (select (error_code, error_class)::text from tests.message('Maya')), '(30017,transient)',
  'code and class are kept'
);
select ok(
  (tests.message('Maya')).scheduled_for
    between '2026-06-07 18:00:30Z' and '2026-06-07 18:01:00Z',
  'for half a minute to a minute'
);
select is(tests.claim('Maya'), null, 'before that nobody can claim it');
select tests.set_clock_to_next_try('Maya');
select tests.start('Maya');
select is((tests.message('Maya')).reason, null, 'once it is claimed, it waits for nothing');
select tests.report('Maya', 'rejected', error_code => 30017);
select ok(
  (tests.message('Maya')).scheduled_for - private.clock_now() between '1 minute' and '2 minutes',
  'after the second refusal it waits up to twice as long'
);
select tests.set_clock_to_next_try('Maya');
select tests.start('Maya');
select is((tests.message('Maya')).attempts, 3::smallint, 'the third attempt is the last');
select tests.report('Maya', 'rejected', error_code => 30017);
select is(tests.state('Maya'), 'failed: attempts_exhausted', 'after it, the message failed');
select is(
  (select count(*) from private.message_attempts), 3::bigint, 'every attempt is on record'
);

-- Near the end of its day there is no next try.
select tests.create_message('Late');
update public.message_queue
set scheduled_for = '2026-06-07 18:00Z', expires_at = private.clock_now() + interval '20 seconds'
where user_id = tests.user_id('Late');
select tests.start('Late');
select tests.report('Late', 'rejected', error_code => 30017);
select is(tests.state('Late'), 'expired: too_late', 'a try after the expiry is none');
select ok(tests.budget_is_balanced(), 'the books agree with the queue');

select * from finish();
rollback;
