-- Attempts begin here, before a byte leaves; what does not begin is given back.

create function private.startable_messages(lease_tokens uuid[], instant timestamptz)
returns table (
  message_id uuid,
  lease_token uuid,
  budget_hour timestamptz,
  message_text text,
  channel text,
  address text,
  start_within interval,
  valid_for interval
)
language plpgsql
stable
rows 100
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  with leased as materialized (
    select row_number() over ()::integer as number, message.*
    from (
      -- A lease may be named twice.
      select distinct token from private.each(startable_messages.lease_tokens) as token
    ) as asked
    cross join lateral (
      select
        message_queue.id, message_queue.lease_token, message_queue.lease_expires_at,
        message_queue.budget_hour, message_queue.message_text, message_queue.program,
        message_queue.user_id, message_queue.contact_id, message_queue.expires_at,
        message_queue.channel, contacts.phone, contacts.timezone
      from public.message_queue
      join public.contacts on contacts.id = message_queue.contact_id
      left join private.delivery_circuits as circuit on circuit.channel = message_queue.channel
      where message_queue.lease_token = asked.token
        and message_queue.lease_expires_at > clock_timestamp()
        and message_queue.expires_at > startable_messages.instant
        and not exists (
          select from private.message_attempts
          where message_attempts.lease_token = message_queue.lease_token
        )
        -- What may have changed since the claim, up to a lease ago, here and at the gates.
        and circuit.paused_at is null
        and (circuit.opened_at is null or circuit.probe_message_id = message_queue.id)
      -- Says no more, nor would status = 'processing', with which the index of leases would be read
      -- instead, all of it for each: by the statistics hardly anything is under one.
      limit 1
    ) as message
  ),
  gates as materialized (
    select *
    from private.gates_against(array(
      select
        row(
          leased.number, leased.program, leased.user_id, leased.contact_id, leased.id,
          startable_messages.instant, leased.channel
        )::private.approach
      from leased
    ))
  )
  select
    leased.id,
    leased.lease_token,
    leased.budget_hour,
    leased.message_text,
    leased.channel,
    leased.phone,
    least(
      leased.lease_expires_at - clock_timestamp(), allowed.until - startable_messages.instant
    ),
    allowed.until - startable_messages.instant
  from leased
  join gates
    on gates.number = leased.number
    and gates.reasons = '{}'
    and gates.opens_at = startable_messages.instant
  cross join lateral (
    -- Null, and so nothing, where no hours bind.
    select least(
      leased.expires_at,
      private.allowed_until(
        startable_messages.instant, leased.timezone, (gates.hours).open_minutes,
        (gates.hours).avoid_days
      )
    )
  ) as allowed (until);
end;
$$;

comment on function private.startable_messages(uuid[], timestamptz) is
  'Which of these claimed messages may still be sent at this moment, to which address of their '
  'channel, and within what time: start_within ends with the lease, valid_for with the message''s '
  'truth and the recipient''s allowed hours. A lease starts once.';
revoke execute on function private.startable_messages(uuid[], timestamptz) from public;

create function public.start_messages(lease_tokens uuid[])
returns table (
  message_id uuid,
  attempt_id uuid,
  lease_token uuid,
  to_phone text,
  body text,
  start_within_ms integer,
  valid_for_seconds integer,
  channel text,
  address text
)
language plpgsql
volatile
security definer
set search_path = ''
set plan_cache_mode = force_generic_plan
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
  with startable as materialized (
    select startable.*, gen_random_uuid() as attempt_id
    from private.startable_messages(start_messages.lease_tokens, v_now) as startable
  ),
  started as (
    insert into private.message_attempts (
      id, message_id, number, to_phone, body, lease_token, budget_hour, created_at
    )
    select
      startable.attempt_id,
      startable.message_id,
      1 + (
        select count(*) from private.message_attempts
        where message_attempts.message_id = startable.message_id
      ),
      startable.address,
      startable.message_text,
      startable.lease_token,
      startable.budget_hour,
      v_now
    from startable
  ),
  counted as (
    update public.message_queue
    set attempts = message_queue.attempts + 1
    from startable
    where message_queue.id = startable.message_id
  )
  select
    startable.message_id,
    startable.attempt_id,
    startable.lease_token,
    startable.address,
    startable.message_text,
    floor(extract(epoch from startable.start_within) * 1000)::integer,
    -- Twilio takes 1 to 36,000 seconds.
    least(greatest(floor(extract(epoch from startable.valid_for)), 1), 36000)::integer,
    startable.channel,
    startable.address
  from startable;
end;
$$;

comment on function public.start_messages(uuid[]) is
  'Begins an attempt for each claimed message that may still be sent, and returns only those: the '
  'lease holds, sending is neither paused nor stopped, the program is on, the contact is confirmed '
  'and not opted out, the hour is allowed. Nothing may be sent without it, nor later than '
  'start_within_ms after the call; valid_for_seconds after the call the provider must have stopped '
  'trying. channel and address say by which way and to whom; to_phone is the address, by the name '
  'it had before there were channels. A lease starts once. Definer to write attempts. For '
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
