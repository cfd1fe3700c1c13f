-- Cleaning up after senders that died and messages that time ran out on.

create function public.sweep_messages(batch_size integer default 500)
returns table (requeued integer, unconfirmed integer, expired integer, failed integer)
language plpgsql
volatile
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_lapsed uuid[];
begin
  if batch_size is null or batch_size not between 1 and 500 then
    raise exception 'Cannot sweep messages: batch_size is %', batch_size
      using errcode = 'RD060', hint = 'Use a number from 1 to 500.';
  end if;

  -- Leases that ran out. Never started: nothing happened. Started: anything may have.
  select coalesce(array_agg(lapsed.id), '{}')
  into v_lapsed
  from (
    select message_queue.id
    from public.message_queue
    where message_queue.status = 'processing'
      and message_queue.lease_expires_at <= clock_timestamp()
    order by message_queue.lease_expires_at
    limit batch_size
    for update skip locked
  ) as lapsed;

  with doubtful as (
    update private.message_attempts
    set outcome = 'unknown', settled_at = clock_timestamp()
    from public.message_queue
    where message_queue.id = any (v_lapsed)
      and message_attempts.message_id = message_queue.id
      and message_attempts.lease_token = message_queue.lease_token
      and message_attempts.outcome is null
    returning message_attempts.message_id
  ),
  moved as (
    update public.message_queue
    set
      status = case
        when message_queue.id in (select doubtful.message_id from doubtful)
        then 'unconfirmed' else 'queued'
      end,
      reason = case
        when message_queue.id in (select doubtful.message_id from doubtful)
        then 'outcome_unknown' else 'lease_ran_out'
      end,
      unconfirmed_at = case
        when message_queue.id in (select doubtful.message_id from doubtful) then now()
      end
    where message_queue.id = any (v_lapsed)
    returning message_queue.status
  )
  select
    count(*) filter (where moved.status = 'queued'),
    count(*) filter (where moved.status = 'unconfirmed')
  into requeued, unconfirmed
  from moved;

  with late as (
    select message_queue.id
    from public.message_queue
    where message_queue.status = 'queued'
      and message_queue.expires_at <= private.clock_now()
      and message_queue.id <> all (v_lapsed)
    order by message_queue.expires_at
    limit batch_size
    for update skip locked
  ),
  ended as (
    update public.message_queue
    set status = 'expired', reason = 'too_late'
    from late
    where message_queue.id = late.id
    returning message_queue.id
  )
  select count(*) into expired from ended;

  with unproven as (
    select message_queue.id
    from public.message_queue
    cross join private.settings
    where message_queue.status = 'unconfirmed'
      and message_queue.unconfirmed_at <= now() - settings.proof_timeout
      -- Lookups that fail stop the clock: somebody must have asked in vain when time was up.
      and not exists (
        select from private.message_attempts
        where message_attempts.message_id = message_queue.id
          and message_attempts.outcome = 'unknown'
          and coalesce(
            message_attempts.looked_up_at
              < message_queue.unconfirmed_at + settings.proof_timeout,
            true
          )
      )
    order by message_queue.unconfirmed_at
    limit batch_size
    for update of message_queue skip locked
  ),
  ended as (
    update public.message_queue
    set status = 'failed', reason = 'outcome_unknown'
    from unproven
    where message_queue.id = unproven.id
    returning message_queue.id
  )
  select count(*) into failed from ended;

  perform private.tend_invitations();
  return next;
end;
$$;

comment on function public.sweep_messages(integer) is
  'Ends what nobody else will: leases that ran out (back to the queue if never started, else '
  'unconfirmed), messages past their expiry, and unconfirmed ones that found no proof in time and '
  'were looked up in vain since. Up to batch_size (1 to 500) of each; returns the counts. Tends '
  'invitations as well. First step of every sender run. Raises RD060. Definer to write the queue. '
  'For service_role.';
revoke execute on function public.sweep_messages(integer) from public, anon, authenticated;
grant execute on function public.sweep_messages(integer) to service_role;
