-- From claim to outcome: attempts begin here before a byte leaves, and end here with what happened.

create function public.start_messages(lease_tokens uuid[])
returns table (
  message_id uuid,
  attempt_id uuid,
  lease_token uuid,
  to_phone text,
  body text,
  start_within_ms integer,
  valid_for_seconds integer
)
language plpgsql
volatile
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_now constant timestamptz := private.clock_now();
begin
  -- The rows stay locked until the attempts are in, so that no lease is swept away meanwhile.
  perform
  from public.message_queue
  where message_queue.lease_token = any (start_messages.lease_tokens)
  order by message_queue.id
  for update;

  return query
  with startable as (
    select
      message_queue.id,
      message_queue.lease_token,
      message_queue.budget_hour,
      message_queue.attempts,
      message_queue.message_text,
      contacts.phone,
      least(
        message_queue.lease_expires_at - clock_timestamp(),
        message_queue.expires_at - v_now,
        private.allowed_until(v_now, contacts.timezone) - v_now
      ) as time_left,
      least(message_queue.expires_at, private.allowed_until(v_now, contacts.timezone)) - v_now
        as still_true_for
    from public.message_queue
    join public.users on users.id = message_queue.user_id
    join public.notification_preferences as preferences on preferences.user_id = users.id
    join public.contacts on contacts.id = message_queue.contact_id
    left join private.phone_numbers on phone_numbers.phone = contacts.phone
    where message_queue.lease_token = any (start_messages.lease_tokens)
      and message_queue.status = 'processing'
      and message_queue.lease_expires_at > clock_timestamp()
      and message_queue.expires_at > v_now
      -- What may have changed since the claim, up to a lease ago.
      and preferences.enabled
      and contacts.consent_status = 'confirmed'
      and contacts.relationship <> 'self'
      and phone_numbers.opted_out_at is null
      and (phone_numbers.unreachable_until is null or phone_numbers.unreachable_until <= v_now)
      and (users.paused_until is null or users.paused_until <= v_now)
      and private.next_allowed_instant(v_now, contacts.timezone) = v_now
      and not exists (
        select from private.message_attempts
        where message_attempts.lease_token = message_queue.lease_token
      )
  ),
  started as (
    insert into private.message_attempts (
      message_id, number, to_phone, body, lease_token, budget_hour
    )
    select
      startable.id,
      1 + (
        select count(*) from private.message_attempts
        where message_attempts.message_id = startable.id
      ),
      startable.phone,
      startable.message_text,
      startable.lease_token,
      startable.budget_hour
    from startable
    returning
      message_attempts.id, message_attempts.message_id, message_attempts.lease_token,
      message_attempts.to_phone, message_attempts.body
  ),
  counted as (
    update public.message_queue
    set attempts = message_queue.attempts + 1
    from started
    where message_queue.id = started.message_id
    returning message_queue.id
  )
  select
    started.message_id,
    started.id,
    started.lease_token,
    started.to_phone,
    started.body,
    floor(extract(epoch from startable.time_left) * 1000)::integer,
    -- Twilio takes 1 to 36,000 seconds.
    least(greatest(floor(extract(epoch from startable.still_true_for)), 1), 36000)::integer
  from started
  join startable on startable.id = started.message_id
  join counted on counted.id = started.message_id;
end;
$$;

comment on function public.start_messages(uuid[]) is
  'Begins an attempt for each claimed message that may still be sent, and returns only those: the '
  'lease holds, the contact is confirmed and not opted out, the hour is allowed. Nothing may be '
  'sent without it, nor later than start_within_ms after the call; valid_for_seconds is for how '
  'long the provider may keep trying. A lease starts once. Definer to write attempts. For '
  'service_role.';
revoke execute on function public.start_messages(uuid[]) from public, anon, authenticated;
grant execute on function public.start_messages(uuid[]) to service_role;

create function public.release_messages(lease_tokens uuid[])
returns integer
language sql
volatile
security definer
set search_path = ''
as $$
  with released as (
    update public.message_queue
    set status = 'queued'
    where message_queue.lease_token = any (release_messages.lease_tokens)
      and message_queue.status = 'processing'
      and not exists (
        select from private.message_attempts
        where message_attempts.lease_token = message_queue.lease_token
      )
    returning message_queue.id
  )
  select count(*)::integer from released;
$$;

comment on function public.release_messages(uuid[]) is
  'Gives claimed messages back that were not started, and returns how many. Definer to write the '
  'queue. For service_role.';
revoke execute on function public.release_messages(uuid[]) from public, anon, authenticated;
grant execute on function public.release_messages(uuid[]) to service_role;

create function private.accept_attempt(
  attempt_id uuid,
  provider_message_id text,
  segments integer
)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_message_id uuid;
begin
  select message_attempts.message_id
  into v_message_id
  from private.message_attempts
  where message_attempts.id = accept_attempt.attempt_id;
  if exists (
    select from private.message_attempts as others
    where others.message_id = v_message_id
      and others.id <> accept_attempt.attempt_id
      and others.outcome = 'accepted'
  ) then
    raise warning 'Message % was sent twice: attempt % has the provider''s id "%" as well',
      v_message_id, attempt_id, provider_message_id;
    return false;
  end if;

  update private.message_attempts
  set
    outcome = 'accepted',
    provider_message_id = accept_attempt.provider_message_id,
    settled_at = clock_timestamp()
  where message_attempts.id = accept_attempt.attempt_id
    and message_attempts.outcome is distinct from 'accepted';

  update public.message_queue
  set
    status = 'sent',
    provider_message_id = accept_attempt.provider_message_id,
    segments = coalesce(accept_attempt.segments, message_queue.segments),
    reason = null,
    error_code = null,
    error_class = null,
    sent_at = private.clock_now()
  where message_queue.id = v_message_id and message_queue.status <> 'sent';
  if found then
    return true;
  end if;

  -- A callback told it first; how many segments, only the reply knows.
  update public.message_queue
  set segments = accept_attempt.segments
  where message_queue.id = v_message_id
    and message_queue.provider_message_id = accept_attempt.provider_message_id
    and message_queue.segments is null;
  return false;
end;
$$;

comment on function private.accept_attempt(uuid, text, integer) is
  'Records proof that the provider has the message. It wins over every other state, and is taken '
  'from anybody: a late sender as well as a callback. Returns whether the message became sent. A '
  'second attempt that was accepted is a text sent twice: it is warned of and changes nothing.';
revoke execute on function private.accept_attempt(uuid, text, integer) from public;

create function private.apply_consequences(
  attempt_id uuid,
  error_class text
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_phone text;
begin
  if error_class not in ('opt_out', 'recipient') then
    return;
  end if;
  select message_attempts.to_phone
  into v_phone
  from private.message_attempts
  where message_attempts.id = apply_consequences.attempt_id;

  insert into private.phone_numbers as number (phone, opted_out_at, unreachable_until)
  values (
    v_phone,
    case when error_class = 'opt_out' then private.clock_now() end,
    case when error_class = 'recipient' then private.clock_now() + interval '30 days' end
  )
  on conflict (phone) do update set
    opted_out_at = coalesce(number.opted_out_at, excluded.opted_out_at),
    unreachable_until = greatest(number.unreachable_until, excluded.unreachable_until);
end;
$$;

comment on function private.apply_consequences(uuid, text) is
  'What an error means for the attempt''s number: after an opt-out nobody texts it again, after a '
  'permanent recipient error nobody for 30 days.';
revoke execute on function private.apply_consequences(uuid, text) from public;

create function private.reject_attempt(
  attempt_id uuid,
  outcome text,
  error_code integer,
  error_message text,
  retry_after interval
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_class constant text := case
    when reject_attempt.outcome = 'not_sent' then 'transient'
    else private.classify_provider_error(reject_attempt.error_code)
  end;
  v_burnt boolean;
  v_message_id uuid;
  v_failures integer;
  v_next_try timestamptz;
begin
  update private.message_attempts
  set
    outcome = reject_attempt.outcome,
    error_code = reject_attempt.error_code,
    error_message = left(reject_attempt.error_message, 500),
    settled_at = clock_timestamp()
  where message_attempts.id = reject_attempt.attempt_id
  returning message_attempts.message_id, message_attempts.number into v_message_id, v_failures;

  perform private.apply_consequences(attempt_id, v_class);

  -- What never reached the provider's work, or failed over our own account, costs the message no
  -- attempt: only its expiry bounds those tries.
  v_burnt := reject_attempt.outcome <> 'not_sent' and v_class <> 'configuration';
  v_next_try := private.clock_now()
    + greatest(retry_after, private.retry_delay(v_failures, random()));

  update public.message_queue
  set
    status = case
      when v_class in ('opt_out', 'recipient', 'message') then 'failed'
      when v_burnt and message_queue.attempts >= message_queue.max_attempts then 'failed'
      when v_next_try >= message_queue.expires_at then 'expired'
      else 'queued'
    end,
    reason = case
      when v_class = 'opt_out' then 'number_opted_out'
      when v_class = 'recipient' then 'number_unreachable'
      when v_class = 'message' then 'rejected'
      when v_burnt and message_queue.attempts >= message_queue.max_attempts
      then 'attempts_exhausted'
      when v_next_try >= message_queue.expires_at then 'too_late'
      when v_class = 'configuration' then 'provider_configuration'
      else 'retry'
    end,
    attempts = message_queue.attempts - (not v_burnt)::integer,
    error_code = reject_attempt.error_code,
    error_class = v_class,
    scheduled_for = least(v_next_try, message_queue.expires_at)
  where message_queue.id = v_message_id;
end;
$$;

comment on function private.reject_attempt(uuid, text, integer, text, interval) is
  'Records that the provider refused an attempt, or never got it (not_sent), and decides by the '
  'class of the error whether the message fails, expires or is tried again.';
revoke execute on function private.reject_attempt(uuid, text, integer, text, interval)
  from public;

create function private.lock_messages_of_attempts(attempt_ids uuid[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform
  from public.message_queue
  where message_queue.id in (
    select message_attempts.message_id
    from private.message_attempts
    where message_attempts.id = any (lock_messages_of_attempts.attempt_ids)
  )
  order by message_queue.id
  for update;
end;
$$;

comment on function private.lock_messages_of_attempts(uuid[]) is
  'Locks the messages in order of their ids and before any budget hour: whoever locks otherwise '
  'may wait in a circle.';
revoke execute on function private.lock_messages_of_attempts(uuid[]) from public;

create function public.update_message_status(
  attempt_id uuid,
  lease_token uuid,
  outcome text,
  provider_message_id text default null,
  segments integer default null,
  error_code integer default null,
  error_message text default null,
  retry_after_seconds integer default null
)
returns text
language plpgsql
volatile
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_attempt private.message_attempts;
  v_message public.message_queue;
begin
  if outcome is null or outcome not in ('accepted', 'rejected', 'not_sent', 'unknown') then
    raise exception 'Cannot record the outcome of attempt "%": outcome is "%"', attempt_id, outcome
      using errcode = 'RD050', hint = 'Use accepted, rejected, not_sent or unknown.';
  end if;
  if (outcome = 'accepted') <> (coalesce(provider_message_id, '') <> '') then
    raise exception 'Cannot record outcome "%" of attempt "%": provider_message_id is "%"',
      outcome, attempt_id, provider_message_id
      using errcode = 'RD051', hint = 'It comes with accepted, and only with accepted.';
  end if;

  perform private.lock_messages_of_attempts(array[update_message_status.attempt_id]);
  select * into v_attempt
  from private.message_attempts
  where message_attempts.id = update_message_status.attempt_id;
  if not found then
    -- It went with its account while the text was on its way; the other reports still count.
    return 'unknown_attempt';
  end if;
  select * into v_message
  from public.message_queue
  where message_queue.id = v_attempt.message_id;

  if outcome = 'accepted' then
    return case
      when private.accept_attempt(attempt_id, provider_message_id, segments) then 'applied'
      else 'known'
    end;
  end if;

  -- The fence: without the lease, only proof of acceptance counts.
  if v_message.lease_token is distinct from update_message_status.lease_token
    or v_attempt.lease_token is distinct from update_message_status.lease_token
    or v_attempt.outcome is not null
  then
    return 'stale';
  end if;

  if outcome = 'unknown'
    or (outcome = 'rejected' and private.classify_provider_error(error_code) = 'unknown')
  then
    update private.message_attempts
    set
      outcome = 'unknown',
      error_code = update_message_status.error_code,
      error_message = left(update_message_status.error_message, 500),
      settled_at = clock_timestamp()
    where message_attempts.id = v_attempt.id;
    update public.message_queue
    set
      status = 'unconfirmed',
      reason = 'outcome_unknown',
      error_code = update_message_status.error_code,
      unconfirmed_at = now()
    where message_queue.id = v_message.id;
  else
    perform private.reject_attempt(
      attempt_id, outcome, error_code, error_message, make_interval(secs => retry_after_seconds)
    );
  end if;
  return 'applied';
end;
$$;

comment on function public.update_message_status(
  uuid, uuid, text, text, integer, integer, text, integer
) is
  'Records what happened to an attempt (R36): accepted with the provider''s id and segments, '
  'rejected with its error code, not_sent (never processed; retry_after_seconds if the provider '
  'named a wait), or unknown. The database decides what follows. Returns applied; known if it was '
  'accepted already; stale if the lease is another''s by now, or unknown_attempt, which change '
  'nothing. Raises RD050 and RD051. Definer to write the queue. For service_role.';
revoke execute on function public.update_message_status(
  uuid, uuid, text, text, integer, integer, text, integer
) from public, anon, authenticated;
grant execute on function public.update_message_status(
  uuid, uuid, text, text, integer, integer, text, integer
) to service_role;

create function public.update_message_statuses(outcomes jsonb)
returns table (attempt_id uuid, result text)
language plpgsql
volatile
security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  if jsonb_typeof(outcomes) is distinct from 'array' then
    raise exception 'Cannot record outcomes: outcomes is not an array but %',
      coalesce(jsonb_typeof(outcomes), 'null') using errcode = 'RD053';
  end if;

  perform private.lock_messages_of_attempts(array(
    select report.attempt_id
    from jsonb_to_recordset(outcomes) as report (attempt_id uuid)
  ));
  return query
  select
    report.attempt_id,
    public.update_message_status(
      report.attempt_id, report.lease_token, report.outcome, report.provider_message_id,
      report.segments, report.error_code, report.error_message, report.retry_after_seconds
    )
  from jsonb_to_recordset(outcomes) as report (
    attempt_id uuid,
    lease_token uuid,
    outcome text,
    provider_message_id text,
    segments integer,
    error_code integer,
    error_message text,
    retry_after_seconds integer
  );
end;
$$;

comment on function public.update_message_statuses(jsonb) is
  'update_message_status for an array of objects with the names of its arguments, in one '
  'transaction: all are recorded or, on an error, none. Raises RD050, RD051 and RD053. Definer to '
  'write the queue. For service_role.';
revoke execute on function public.update_message_statuses(jsonb) from public, anon, authenticated;
grant execute on function public.update_message_statuses(jsonb) to service_role;
