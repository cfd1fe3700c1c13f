-- Cleaning up after senders that died and messages that time ran out on.

insert into private.reasons (code, meaning)
values
  ('lease_ran_out', 'The sender that had it stopped before it began; it waits for the next one.');

create function private.end_lapsed_leases(
  batch_size integer,
  out lapsed uuid[],
  out requeued integer,
  out unconfirmed integer
)
language plpgsql
volatile
set search_path = ''
as $$
begin
  select coalesce(array_agg(found.id), '{}')
  into lapsed
  from (
    select message_queue.id
    from public.message_queue
    where message_queue.status = 'processing'
      and message_queue.lease_expires_at <= clock_timestamp()
    order by message_queue.lease_expires_at
    limit batch_size
    for update skip locked
  ) as found;

  with doubtful as (
    update private.message_attempts
    set outcome = 'unknown', settled_at = clock_timestamp()
    from public.message_queue
    where message_queue.id = any (lapsed)
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
    where message_queue.id = any (lapsed)
    returning message_queue.status
  )
  select
    count(*) filter (where moved.status = 'queued'),
    count(*) filter (where moved.status = 'unconfirmed')
  into requeued, unconfirmed
  from moved;
end;
$$;

comment on function private.end_lapsed_leases(integer) is
  'Takes up to batch_size leases that ran out from senders that died, and returns whose they were '
  'and how many. Never started: nothing happened, and the message is queued again. Started: '
  'anything may have, and it waits for proof.';
revoke execute on function private.end_lapsed_leases(integer) from public;

create function private.expire_messages(batch_size integer, except_ids uuid[])
returns integer
language sql
volatile
set search_path = ''
as $$
  with late as (
    select message_queue.id
    from public.message_queue
    where message_queue.status = 'queued'
      and message_queue.expires_at <= private.clock_now()
      and message_queue.id <> all (expire_messages.except_ids)
      -- What could not be asked about did not come too late by its own fault: once its program is
      -- back, the claim decides.
      and not private.is_set_aside(message_queue.program, 'judge')
    order by message_queue.expires_at
    limit expire_messages.batch_size
    for update skip locked
  ),
  ended as (
    update public.message_queue
    set status = 'expired', reason = 'too_late'
    from late
    where message_queue.id = late.id
    returning message_queue.id
  )
  select count(*)::integer from ended;
$$;

comment on function private.expire_messages(integer, uuid[]) is
  'Ends up to batch_size queued messages past their expiry but for except_ids, and returns how '
  'many.';
revoke execute on function private.expire_messages(integer, uuid[]) from public;

create function private.fail_unproven_messages(batch_size integer)
returns integer
language sql
volatile
set search_path = ''
as $$
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
    limit fail_unproven_messages.batch_size
    for update of message_queue skip locked
  ),
  ended as (
    update public.message_queue
    set status = 'failed', reason = 'outcome_unknown'
    from unproven
    where message_queue.id = unproven.id
    returning message_queue.id
  )
  select count(*)::integer from ended;
$$;

comment on function private.fail_unproven_messages(integer) is
  'Ends up to batch_size messages of which nobody knows whether they were sent, once proof did not '
  'come in time and a lookup found nothing since; returns how many.';
revoke execute on function private.fail_unproven_messages(integer) from public;

create function public.sweep_messages(batch_size integer default 500)
returns table (requeued integer, unconfirmed integer, expired integer, failed integer)
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_lapsed uuid[];
begin
  perform private.refuse_outside(batch_size, 1, 500, 'sweep messages', 'batch_size', 'RD060');

  select ended.lapsed, ended.requeued, ended.unconfirmed
  into v_lapsed, requeued, unconfirmed
  from private.end_lapsed_leases(batch_size) as ended;
  -- What was queued again just now expires in the next sweep: a second update of a row in one
  -- transaction may wait for whoever deletes its contact and waits for the row.
  expired := private.expire_messages(batch_size, v_lapsed);
  failed := private.fail_unproven_messages(batch_size);
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
