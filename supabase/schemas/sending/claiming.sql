-- Taking the next messages to send: the truth is asked again, the text rendered, the budget taken.
--
-- Planning these queries takes longer than running them. So here, in what the claim asks, in
-- starting.sql, outcomes.sql and reporting.sql they are plpgsql, which a session plans once, and
-- plan_cache_mode keeps Postgres from doing it again for each batch (decision 0012).

create function private.claimable_messages(
  batch_size integer,
  lowest_priority integer,
  instant timestamptz,
  except_ids uuid[]
)
returns setof uuid
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_set_aside constant text[] := array(
    select tasks_set_aside.program
    from private.tasks_set_aside
    where tasks_set_aside.task = 'judge'
      and tasks_set_aside.set_aside_until > claimable_messages.instant
  );
begin
  return query
  with due as materialized (
    select message.*
    from generate_series(0, claimable_messages.lowest_priority) as priorities (priority)
    cross join lateral (
      select message_queue.id, message_queue.priority, message_queue.scheduled_for
      from public.message_queue
      where message_queue.status = 'queued'
        and message_queue.priority = priorities.priority
        and message_queue.scheduled_for <= claimable_messages.instant
        and message_queue.id <> all (claimable_messages.except_ids)
        and message_queue.program <> all (v_set_aside)
      order by message_queue.scheduled_for, message_queue.id
      limit claimable_messages.batch_size
      for update skip locked
    ) as message
  ),
  ranked as (
    select
      due.id,
      row_number() over (order by due.priority, due.scheduled_for, due.id) as rank,
      row_number() over (order by due.scheduled_for, due.id) as age
    from due
  )
  select ranked.id
  from ranked
  -- After every four by rank comes the oldest that is left, so that no priority starves another.
  order by least(ranked.rank, 4 * ranked.age), ranked.rank
  limit claimable_messages.batch_size;
end;
$$;

comment on function private.claimable_messages(integer, integer, timestamptz, uuid[]) is
  'Locks the due messages that come next and returns them in order: most urgent first, one in '
  'five the oldest whatever its priority. 0 to lowest_priority are asked, each by a range of its '
  'own in the index. Messages that another sender holds, those of programs that are set aside, and '
  'except_ids are passed over.';
revoke execute on function private.claimable_messages(integer, integer, timestamptz, uuid[])
  from public;

create function private.settle_untrue_messages(
  message_ids uuid[],
  instant timestamptz,
  chosen_ids uuid[] default '{}'
)
returns setof private.checked_message
language plpgsql
volatile
set search_path = ''
as $$
begin
  return query
  with true_alone as materialized (
    select *
    from private.check_messages(settle_untrue_messages.message_ids, settle_untrue_messages.instant)
  ),
  yielding as materialized (
    select *
    from private.yieldings(
      array(
        select
          row(
            true_alone.message_id, true_alone.verdict, true_alone.reason, true_alone.hold_until,
            true_alone.message_type, null, null, null, null
          )::private.checked_message
        from true_alone
      ),
      settle_untrue_messages.instant,
      settle_untrue_messages.chosen_ids
    )
  ),
  checked as materialized (
    select
      true_alone.message_id,
      coalesce(yielding.verdict, true_alone.verdict) as verdict,
      coalesce(yielding.reason, true_alone.reason) as reason,
      coalesce(yielding.hold_until, true_alone.hold_until) as hold_until,
      true_alone.message_type, true_alone.message_style, true_alone.template_id,
      true_alone.facts, true_alone.message_text
    from true_alone
    left join yielding on yielding.message_id = true_alone.message_id
  ),
  lost as (
    update public.occurrences
    set lost_to = yielding.lost_to
    from yielding
    join public.message_queue on message_queue.id = yielding.message_id
    where occurrences.id = message_queue.occurrence_id and yielding.lost_to is not null
  ),
  holding as materialized (
    select
      row_number() over (
        order by message_queue.user_id, message_queue.contact_id, checked.message_id
      )::integer as number,
      checked.message_id, checked.hold_until, message_queue.expires_at, message_queue.priority,
      contacts.timezone,
      private.open_hours_of(message_queue.program, message_queue.user_id) as hours
    from checked
    join public.message_queue on message_queue.id = checked.message_id
    join public.contacts on contacts.id = message_queue.contact_id
    where checked.verdict = 'hold'
      -- Invitations and answers have a budget of their own, and so much room.
      and message_queue.occurrence_id is not null
  ),
  held as materialized (
    select holding.message_id, place.send_at
    from private.find_places(array(
      select
        row(
          holding.number, holding.hold_until, holding.expires_at, holding.timezone,
          holding.priority, holding.hours
        )::private.place
      from holding
    )) as place
    join holding on holding.number = place.number
  ),
  settled as (
    update public.message_queue
    set
      status = case checked.verdict
        when 'cancel' then 'canceled' when 'expire' then 'expired' else 'queued'
      end,
      scheduled_for = case
        when checked.verdict = 'hold'
        -- Where no hour has room it keeps the first, and the sender's budget decides.
        then coalesce(
          (select held.send_at from held where held.message_id = message_queue.id),
          checked.hold_until
        )
        -- Out of the way of those that can be judged.
        when checked.verdict = 'put_off'
        then least(settle_untrue_messages.instant + interval '1 hour', message_queue.expires_at)
        else message_queue.scheduled_for
      end,
      reason = checked.reason,
      message_type = checked.message_type,
      message_style = checked.message_style,
      template_id = checked.template_id,
      facts = checked.facts,
      message_text = checked.message_text
    from checked
    where message_queue.id = checked.message_id
      and checked.verdict in ('cancel', 'expire', 'hold', 'put_off')
  )
  select * from checked where checked.verdict = 'send';
end;
$$;

comment on function private.settle_untrue_messages(uuid[], timestamptz, uuid[]) is
  'Cancels, expires or holds what may not be sent at this moment, or has no place in its user''s '
  'day beside chosen_ids, and returns the rest with what it should say. What is held '
  'goes to an hour with room, as in planning.';
revoke execute on function private.settle_untrue_messages(uuid[], timestamptz, uuid[]) from public;

create function private.claim_messages(
  sendable private.checked_message[],
  hour timestamptz,
  instant timestamptz
)
returns table (message_id uuid, lease_token uuid)
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  with wanted as materialized (
    select checked.*, message_queue.priority
    from unnest(claim_messages.sendable) with ordinality as checked (
      message_id, verdict, reason, hold_until, message_type, message_style, template_id, facts,
      message_text, position
    )
    join public.message_queue on message_queue.id = checked.message_id
  ),
  budget as materialized (
    -- Last, because it locks the row that all senders share.
    select *
    from private.reserve_budget(
      claim_messages.hour,
      (select count(*)::integer from wanted where wanted.priority > 0),
      (select count(*)::integer from wanted where wanted.priority = 0),
      private.current_pace(claim_messages.instant)
    )
  ),
  chosen as (
    select numbered.*
    from (
      select
        wanted.*,
        row_number() over (partition by wanted.priority = 0 order by wanted.position) as place
      from wanted
    ) as numbered
    cross join budget
    where numbered.place <= case
      when numbered.priority = 0 then budget.granted_replies else budget.granted
    end
  ),
  claimed as (
    -- The one update of these rows: a second one in the same transaction would ask the foreign keys
    -- again, and wait for whoever deletes a person or contact and waits for the message.
    update public.message_queue
    set
      status = 'processing',
      reason = null,
      message_type = chosen.message_type,
      message_style = chosen.message_style,
      template_id = chosen.template_id,
      facts = chosen.facts,
      message_text = chosen.message_text,
      lease_token = gen_random_uuid(),
      lease_expires_at = now() + settings.lease_duration,
      budget_hour = claim_messages.hour,
      claimed_at = claim_messages.instant
    from chosen, private.settings
    where message_queue.id = chosen.message_id
    returning message_queue.id, message_queue.lease_token, chosen.position
  )
  select claimed.id, claimed.lease_token
  from claimed
  order by claimed.position;
end;
$$;

comment on function private.claim_messages(
  private.checked_message[], timestamptz, timestamptz
) is
  'Leases these messages, which the caller has locked, in their order and as far as the hour''s '
  'budget goes.';
revoke execute on function private.claim_messages(
  private.checked_message[], timestamptz, timestamptz
) from public;

create function public.get_messages_to_send(
  batch_size integer default 50,
  replies_only boolean default false
)
returns table (message_id uuid, lease_token uuid, more boolean)
language plpgsql
volatile
security definer
set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_now constant timestamptz := private.clock_now();
  v_circuit private.delivery_circuits;
  v_wanted integer := batch_size;
  v_candidates uuid[];
  v_seen uuid[] := '{}';
  v_sendable private.checked_message[] := '{}';
  v_is_exhausted boolean := false;
begin
  perform private.refuse_outside(batch_size, 1, 500, 'claim messages', 'batch_size', 'RD040');

  select * into v_circuit
  from private.delivery_circuits
  where delivery_circuits.channel = 'sms';
  if v_circuit.paused_at is not null or v_circuit.probe_after > v_now then
    return;
  end if;
  if v_circuit.opened_at is not null then
    -- One probe at a time: whoever waits here finds that another took it.
    select * into v_circuit
    from private.delivery_circuits
    where delivery_circuits.channel = 'sms'
    for update;
    if v_circuit.probe_after > v_now then
      return;
    end if;
    v_wanted := 1;
  end if;

  -- Messages that turn out untrue or held do not blank the batch: look on, for a bounded while.
  for v_look in 1..10 loop
    select coalesce(array_agg(claimable.id order by claimable.place), '{}')
    into v_candidates
    from private.claimable_messages(
      v_wanted - cardinality(v_sendable),
      case when replies_only then 0 else 3 end,
      v_now,
      v_seen
    ) with ordinality as claimable (id, place);
    v_seen := v_seen || v_candidates;
    v_is_exhausted := cardinality(v_candidates) < v_wanted - cardinality(v_sendable);

    v_sendable := v_sendable || array(
      select sendable
      from private.settle_untrue_messages(
        v_candidates, v_now, array(select chosen.message_id from unnest(v_sendable) as chosen)
      ) as sendable
      join unnest(v_candidates) with ordinality as candidate (id, place)
        on candidate.id = sendable.message_id
      order by candidate.place
    );
    exit when cardinality(v_sendable) = v_wanted or v_is_exhausted
      -- What is found untrue is settled by now, and the statement must end in time.
      or clock_timestamp() > statement_timestamp() + interval '2 seconds';
  end loop;

  return query
  select
    claimed.message_id,
    claimed.lease_token,
    -- An hour without budget has nothing more to give.
    (not v_is_exhausted or private.is_out_of_time())
      and count(*) over () = cardinality(v_sendable)
  from private.claim_messages(
    v_sendable, date_trunc('hour', v_now, 'UTC'), v_now
  ) as claimed;
  -- What the hour had no room for probes nothing.
  if found and v_circuit.opened_at is not null then
    perform private.take_probe(v_sendable[1].message_id);
  end if;
end;
$$;

comment on function public.get_messages_to_send(integer, boolean) is
  'Claims up to batch_size (1 to 500) due messages under a lease each, most urgent first, within '
  'the hour''s budget; replies_only leaves everything but priority 0 alone. Each is judged again '
  'first: one that is no longer true or allowed is canceled, expired or held with its reason, and '
  'the others are worded anew. "more" tells whether to call again. No row while sending is paused, '
  'and one at a time while the circuit is open; why_nothing_to_send() says why. Raises RD040. '
  'Definer to write the queue. For service_role.';
revoke execute on function public.get_messages_to_send(integer, boolean)
  from public, anon, authenticated;
grant execute on function public.get_messages_to_send(integer, boolean) to service_role;

create function public.why_nothing_to_send(replies_only boolean default false)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  with due as (
    select kinds.is_reply
    from (values (true, '{0}'::smallint[]), (false, '{1,2,3}')) as kinds (is_reply, priorities)
    where (kinds.is_reply or not why_nothing_to_send.replies_only)
      and exists (
        select from public.message_queue
        where message_queue.status = 'queued'
          and message_queue.priority = any (kinds.priorities)
          and message_queue.scheduled_for <= private.clock_now()
      )
  )
  select
    case
      when circuit.paused_at is not null then 'paused'
      when circuit.probe_after > private.clock_now() then 'circuit_open'
      when not exists (select from due) then 'nothing_due'
      when exists (
        select from due
        left join public.message_rate_limits as slot
          on slot.time_slot = date_trunc('hour', private.clock_now(), 'UTC')
        where slot.time_slot is null
          or case
            when due.is_reply
            then slot.replies_sent + slot.replies_reserved < slot.max_replies_per_slot
            else slot.messages_sent + slot.messages_reserved
              < ceil(slot.max_messages_per_slot * private.current_pace(private.clock_now()))
          end
      )
      then 'claimed_elsewhere'
      else 'budget_spent'
    end
  from private.delivery_circuits as circuit
  where circuit.channel = 'sms';
$$;

comment on function public.why_nothing_to_send(boolean) is
  'Why a claim got no message: paused, circuit_open, nothing_due, budget_spent where the hour has '
  'no room for any that is due, or claimed_elsewhere where messages are due that others hold or '
  'that the claim had no time to look at. Definer to read the circuit. For service_role.';
revoke execute on function public.why_nothing_to_send(boolean) from public, anon, authenticated;
grant execute on function public.why_nothing_to_send(boolean) to service_role;
