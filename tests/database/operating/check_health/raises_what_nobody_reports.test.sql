-- Each kind of trouble, at its limit and just below it.
begin;
select plan(26);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name) from unnest(array['Maya', 'Noah', 'Olga']) as name;
-- Both functions ran just now.
insert into public.function_runs (function_name, status, started_at, finished_at)
values
  ('message-scheduler', 'succeeded', now(), now()), ('message-sender', 'succeeded', now(), now());
create function pg_temp.trouble() returns text language sql as $$
  select string_agg(kind || ': ' || summary, '; ' order by kind) from private.find_trouble();
$$;

-- Nothing
select is(private.check_health(), '{}'::text[], 'where all is well nothing is raised');
select is_empty('select from public.alerts', 'and no alert made');

-- The queue
select tests.set_clock('2026-06-07 18:59:59Z');
select is(pg_temp.trouble(), null, 'for less than an hour a text may wait');
select tests.set_clock('2026-06-07 19:00Z');
select is(
  pg_temp.trouble(), 'queue_backlog: 3 texts are due and wait, the oldest for 60 minutes',
  'for an hour it may not'
);
select tests.set_clock('2026-06-07 18:00Z');
update private.settings set backlog_messages = 3;
select is(pg_temp.trouble(), null, 'so many may wait');
update private.settings set backlog_messages = 2;
select is(
  pg_temp.trouble(), 'queue_backlog: 3 texts are due and wait, the oldest for 0 minutes',
  'and no more'
);
update private.settings set backlog_messages = 200;

-- What is stuck
select tests.start('Maya');
update public.message_queue set lease_expires_at = now() - interval '14 minutes 59 seconds'
where user_id = tests.user_id('Maya');
select is(pg_temp.trouble(), null, 'a lease that ran out is swept before long');
update public.message_queue set lease_expires_at = now() - interval '15 minutes'
where user_id = tests.user_id('Maya');
select is(
  pg_temp.trouble(),
  'stuck_messages: 1 texts are under a lease that nobody ends, 0 wait too long for proof',
  'one that is not is stuck'
);
select tests.report('Maya', 'unknown');
update public.message_queue set unconfirmed_at = now() - interval '2 hours 14 minutes'
where user_id = tests.user_id('Maya');
select is(pg_temp.trouble(), null, 'proof is waited for');
update public.message_queue set unconfirmed_at = now() - interval '2 hours 15 minutes'
where user_id = tests.user_id('Maya');
select is(
  pg_temp.trouble(),
  'stuck_messages: 0 texts are under a lease that nobody ends, 1 wait too long for proof',
  'but not for ever'
);
select tests.report('Maya', 'accepted', 'SM1');

-- Failures: one was sent, so that nine more make ten.
select public.release_messages(array_agg(lease_token)) from public.message_queue;
insert into public.messages (
  id, user_id, program, message_type, message_style, channel, status, reason, created_at
)
select
  gen_random_uuid(), tests.user_id('Noah'), 'accountability', 'partial', 'plain', 'sms', 'failed',
  'rejected', '2026-06-06 18:00:01Z'
from generate_series(1, 9);
select is(pg_temp.trouble(), null, 'nine failures are too few to tell');
insert into public.messages (
  id, user_id, program, message_type, message_style, channel, status, reason, created_at
)
values (
  gen_random_uuid(), tests.user_id('Noah'), 'accountability', 'partial', 'plain', 'sms', 'failed',
  'rejected', '2026-06-06 18:00:01Z'
);
select is(
  pg_temp.trouble(), 'failures_high: 10 of 11 texts failed in 24 hours', 'ten are enough'
);
update private.settings set failure_share = 0.95;
select is(pg_temp.trouble(), null, 'unless so large a share is usual');
update private.settings set failure_share = 0.1;
select tests.set_clock('2026-06-07 18:00:01Z');
select is(pg_temp.trouble(), null, 'after a day they are forgotten');

-- The circuit
update private.delivery_circuits
set opened_at = '2026-06-07 18:00Z', reason = 'outcomes_unknown', probe_after = '2026-06-07 18:09Z';
select private.raise_alert('circuit_open', 'It opened', '{}');
select is(pg_temp.trouble(), null, 'that the circuit opened was told when it did');
update public.alerts set day = '2026-06-06';
select matches(
  pg_temp.trouble(), '^circuit_open: Sending is still stopped: The provider did not answer',
  'on another day it is told again'
);
select private.resume_sending();

-- Runs
update public.function_runs set status = 'failed', error = 'boom' where function_name like '%r';
select is(
  pg_temp.trouble(),
  'runs_failing: The last run of message-scheduler and message-sender failed or was killed',
  'runs that failed are told'
);
insert into public.function_runs (function_name, started_at)
values
  ('message-scheduler', clock_timestamp()),
  ('message-sender', clock_timestamp());
select is(pg_temp.trouble(), null, 'one that goes on is none of them');
delete from public.function_runs where status = 'failed';
update public.function_runs set started_at = now() - interval '15 minutes'
where function_name = 'message-sender';
select is(
  pg_temp.trouble(), 'runs_failing: The last run of message-sender failed or was killed',
  'one that goes on for too long is'
);
update public.function_runs set status = 'succeeded', finished_at = now();

-- Cron
update public.notification_preferences set created_at = now() - interval '30 days';
update public.function_runs set started_at = now() - interval '25 hours 59 minutes'
where function_name = 'message-scheduler';
update public.function_runs set started_at = now() - interval '29 minutes'
where function_name = 'message-sender';
select is(pg_temp.trouble(), null, 'cron may take its time');
update public.function_runs set started_at = now() - interval '30 minutes'
where function_name = 'message-sender';
select is(
  pg_temp.trouble(),
  'cron_silent: No run of message-sender has begun for too long: does cron ring?',
  'half an hour without a sender is silence'
);
update public.function_runs set started_at = now() - interval '26 hours'
where function_name = 'message-scheduler';
delete from public.function_runs where function_name = 'message-sender';
select is(
  pg_temp.trouble(),
  'cron_silent: No run of message-scheduler and message-sender has begun for too long: '
    'does cron ring?',
  'so is a day without a scheduler, and so is no run at all'
);
update public.notification_preferences set created_at = now() - interval '29 minutes';
update public.message_queue set created_at = now();
select is(pg_temp.trouble(), null, 'for people who have only just come it is none');
update public.notification_preferences set created_at = now() - interval '30 days';
delete from public.message_queue;
update public.notification_preferences set enabled = false;
select is(pg_temp.trouble(), null, 'nor where there is nothing to do');
update public.notification_preferences set enabled = true;

-- What is raised
select private.check_health(), private.check_health();
select is(
  (select array[kind, times::text, details ->> 'message-sender'] from public.alerts
    where day = '2026-06-07'),
  array['cron_silent', '2', null], 'while it stays wrong its alert counts the hours'
);
select is_empty(
  $$
    select from public.alerts, public.users
    where (summary || details::text) like '%' || users.id || '%'
      or (summary || details::text) like '%' || users.display_name || '%'
      or details::text ~ '\+\d{7}'
  $$,
  'no alert of it names a person'
);

select * from finish();
rollback;
