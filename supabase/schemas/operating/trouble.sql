-- What nobody reports because it does not happen: signs of trouble in the queue, the runs and what
-- fails (T115, T148).

create function private.find_trouble_in_queue()
returns table (kind text, summary text, details jsonb)
language sql
stable
set search_path = ''
as $$
  with limits as (
    -- Leases and proofs go by the real clock, the rest by that of domain logic.
    select settings.*, private.clock_now() as domain_now
    from private.settings
  ),
  waiting as (
    select
      count(*) as messages,
      coalesce(
        floor(extract(epoch from max(limits.domain_now - message_queue.scheduled_for)) / 60), 0
      ) as minutes
    from limits
    join public.message_queue
      on message_queue.status = 'queued' and message_queue.scheduled_for <= limits.domain_now
  ),
  stuck as (
    select
      (
        select count(*) from public.message_queue
        where message_queue.status = 'processing'
          and message_queue.lease_expires_at <= now() - limits.stuck_after
      ) as leases,
      (
        select count(*) from public.message_queue
        where message_queue.status = 'unconfirmed'
          and message_queue.unconfirmed_at
            <= now() - limits.proof_timeout - limits.stuck_after
      ) as unconfirmed
    from limits
  ),
  ended as (
    select count(*) as messages, count(*) filter (where messages.status = 'failed') as failed
    from limits
    join public.messages
      on messages.ended_at > limits.domain_now - interval '24 hours'
      and messages.ended_at <= limits.domain_now
  )
  select
    'queue_backlog',
    format(
      '%s texts are due and wait, the oldest for %s minutes', waiting.messages, waiting.minutes
    ),
    jsonb_build_object('messages', waiting.messages, 'minutes', waiting.minutes)
  from waiting
  cross join limits
  where waiting.messages > limits.backlog_messages
    or waiting.minutes * interval '1 minute' >= limits.backlog_age
  union all
  select
    'stuck_messages',
    format(
      '%s texts are under a lease that nobody ends, %s wait too long for proof',
      stuck.leases, stuck.unconfirmed
    ),
    jsonb_build_object('leases', stuck.leases, 'unconfirmed', stuck.unconfirmed)
  from stuck
  where stuck.leases > 0 or stuck.unconfirmed > 0
  union all
  select
    'failures_high',
    format('%s of %s texts failed in 24 hours', ended.failed, ended.messages),
    jsonb_build_object('failed', ended.failed, 'messages', ended.messages)
  from ended
  cross join limits
  where ended.failed >= limits.failure_minimum
    and ended.failed >= limits.failure_share * ended.messages;
$$;

comment on function private.find_trouble_in_queue() is
  'The part of private.find_trouble that the messages show: queue_backlog, stuck_messages, '
  'failures_high.';
revoke execute on function private.find_trouble_in_queue() from public;

create function private.find_trouble_with_provider()
returns table (kind text, summary text, details jsonb)
language sql
stable
set search_path = ''
as $$
  -- It tells itself when it opens; here, once on every further day.
  select
    'circuit_open',
    format('Sending is still stopped: %s', reasons.meaning),
    jsonb_build_object(
      'channel', circuit.channel,
      'opened_at', circuit.opened_at,
      'error_code', circuit.error_code
    )
  from private.delivery_circuits as circuit
  left join public.reasons() as reasons on reasons.code = case circuit.reason
    when 'outcomes_unknown' then 'outcome_unknown' else circuit.reason
  end
  where circuit.opened_at is not null
    and not exists (
      select from public.alerts
      where alerts.kind = 'circuit_open'
        and alerts.day = (private.clock_now() at time zone 'UTC')::date
    );
$$;

comment on function private.find_trouble_with_provider() is
  'The part of private.find_trouble that the channels show: circuit_open.';
revoke execute on function private.find_trouble_with_provider() from public;

create function private.find_trouble_with_runs()
returns table (kind text, summary text, details jsonb)
language sql
stable
set search_path = ''
as $$
  with expected_runs as (
    select
      expected.function_name,
      expected.silence,
      last.status,
      last.started_at,
      last.started_at <= now() - settings.stuck_after as is_old
    from private.settings
    cross join lateral (
      values
        ('message-scheduler', settings.scheduler_silence),
        ('message-sender', settings.sender_silence)
    ) as expected (function_name, silence)
    left join lateral (
      select runs.status, runs.started_at
      from public.function_runs as runs
      where runs.function_name = expected.function_name
      order by runs.started_at desc
      limit 1
    ) as last on true
  )
  select
    'runs_failing',
    format(
      'The last run of %s failed or was killed',
      string_agg(expected_runs.function_name, ' and ' order by expected_runs.function_name)
    ),
    jsonb_object_agg(expected_runs.function_name, expected_runs.started_at)
  from expected_runs
  where expected_runs.status = 'failed' or (expected_runs.status = 'running' and is_old)
  having count(*) > 0
  union all
  select
    'cron_silent',
    format(
      'No run of %s has begun for too long: does cron ring?',
      string_agg(expected_runs.function_name, ' and ' order by expected_runs.function_name)
    ),
    jsonb_object_agg(expected_runs.function_name, expected_runs.started_at)
  from expected_runs
  where coalesce(expected_runs.started_at <= now() - expected_runs.silence, true)
    -- Nothing to do, or only since a moment ago, is no silence.
    and (
      exists (
        select from public.notification_preferences as preferences
        where preferences.enabled and preferences.created_at <= now() - expected_runs.silence
      )
      or exists (
        select from public.message_queue
        where message_queue.status = 'queued'
          and message_queue.created_at <= now() - expected_runs.silence
      )
    )
  having count(*) > 0;
$$;

comment on function private.find_trouble_with_runs() is
  'The part of private.find_trouble that runs show, by the real clock: runs_failing, cron_silent.';
revoke execute on function private.find_trouble_with_runs() from public;

create function private.find_trouble_with_fetching()
returns table (kind text, summary text, details jsonb)
language sql
stable
set search_path = ''
as $$
  select
    'inbound_fetch_failing',
    format(
      'For %s minutes no list of what people texted could be fetched',
      floor(extract(epoch from private.clock_now() - state.failing_since) / 60)
    ),
    jsonb_build_object('failing_since', state.failing_since, 'error', state.last_error)
  from private.inbound_fetching as state
  where state.failing_since <= private.clock_now() - interval '30 minutes';
$$;

comment on function private.find_trouble_with_fetching() is
  'The part of private.find_trouble that the fetching of texts shows: inbound_fetch_failing.';
revoke execute on function private.find_trouble_with_fetching() from public;

create function private.find_trouble()
returns table (kind text, summary text, details jsonb)
language sql
stable
set search_path = ''
as $$
  select * from private.find_trouble_in_queue()
  union all
  select * from private.find_trouble_with_provider()
  union all
  select * from private.find_trouble_with_runs()
  union all
  select * from private.find_trouble_with_fetching();
$$;

comment on function private.find_trouble() is
  'What is wrong now by the limits in private.settings, as alerts: queue_backlog, stuck_messages, '
  'failures_high, circuit_open (where no alert of this day says so), runs_failing, cron_silent, '
  'inbound_fetch_failing. No row if all is well. Neither summary nor details name a person.';
revoke execute on function private.find_trouble() from public;
