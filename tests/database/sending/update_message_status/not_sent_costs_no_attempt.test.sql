-- What the provider never processed, or refused over our own account, is bounded by the message's
-- day and not by its attempts.
begin;
select plan(13);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Throttled');
select tests.create_message('Misconfigured');
select tests.set_clock('2026-06-07 18:00Z');

create function pg_temp.fail_repeatedly(display_name text, outcome text, error_code integer)
returns void
language plpgsql
as $$
begin
  for v_try in 1..5 loop
    -- An operator who wants to know it: else one probe would be all that is tried.
    perform private.resume_sending();
    perform tests.start(display_name);
    perform tests.report(display_name, outcome, error_code => fail_repeatedly.error_code);
    perform tests.set_clock_to_next_try(display_name);
  end loop;
end;
$$;

select pg_temp.fail_repeatedly('Throttled', 'not_sent', null);
select is(
  concat_ws(' ', tests.state('Throttled'), (tests.message('Throttled')).attempts),
  'queued: retry 0', 'five tries that were never processed cost none of three attempts'
);
select is((tests.attempt('Throttled')).number, 5::smallint, 'though all are on record');
select tests.set_clock('2026-06-07 18:00Z');
select pg_temp.fail_repeatedly('Misconfigured', 'rejected', 20003);
select is(
  concat_ws(' ', tests.state('Misconfigured'), (tests.message('Misconfigured')).attempts),
  'queued: provider_configuration 0', 'nor do five that failed over our own account'
);

-- Until the day of the message is over.
update public.message_queue
set
  scheduled_for = private.clock_now(),
  expires_at = private.clock_now() + interval '1 second'
where status = 'queued';
select private.resume_sending();
select tests.start('Throttled');
select tests.start('Misconfigured');
select tests.report('Throttled', 'not_sent');
select is(tests.state('Throttled'), 'expired: too_late', 'then it expires');
select tests.report('Misconfigured', 'rejected', error_code => 20003);
select is(tests.state('Misconfigured'), 'expired: too_late', 'one as the other');
select is(
  (select error_code from tests.message('Misconfigured')), 20003, 'and keeps what went wrong'
);

-- The provider may name the wait.
select private.resume_sending();
select tests.set_clock('2026-06-14 12:00Z');
select tests.create_message('Patient');
select tests.create_message('Hasty');
select tests.create_message('Hopeless');
select tests.set_clock('2026-06-14 18:00Z');
select tests.start('Patient');
select tests.start('Hasty');
select tests.start('Hopeless');
select tests.report('Patient', 'not_sent', retry_after_seconds => 600);
select is(
  (tests.message('Patient')).scheduled_for, '2026-06-14 18:10Z'::timestamptz,
  'a wait that it names is kept'
);
select tests.report('Hasty', 'not_sent', retry_after_seconds => -5);
select cmp_ok(
  (tests.message('Hasty')).scheduled_for, '>=', '2026-06-14 18:00:30Z'::timestamptz,
  'but never shortens ours'
);
select tests.report('Hopeless', 'not_sent', retry_after_seconds => 86400);
select is(tests.state('Hopeless'), 'expired: too_late', 'nor outlasts the day of the message');
select is((tests.attempt('Hopeless')).outcome, 'not_sent', 'the attempt was not sent');
select is(tests.budget('2026-06-14 18:00Z'), '0/0', 'and cost the hour nothing');
select is_empty('select from private.phone_numbers', 'nor did it say anything about a number');
select ok(tests.budget_is_balanced(), 'the books agree with the queue');

select * from finish();
rollback;
