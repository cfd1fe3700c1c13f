-- Taking the next messages to send: the truth is asked again, the text rendered, the budget taken.
--
-- Planning these queries takes longer than running them. So here, in what the claim asks, in
-- starting.sql, outcomes.sql and reporting.sql they are plpgsql, which a session plans once, and
-- plan_cache_mode keeps Postgres from doing it again for each batch (decision 0012).

create function private.claimable_messages(
  batch_size integer,
  lowest_priority integer,
  instant timestamptz,
  except_ids uuid[],
  channel text default private.default_channel()
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
    from generate_series(-1, claimable_messages.lowest_priority) as priorities (priority)
    cross join lateral (
      select message_queue.id, message_queue.priority, message_queue.scheduled_for
      from public.message_queue
      where message_queue.status = 'queued'
        and message_queue.channel = claimable_messages.channel
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
      due.priority,
      row_number() over (order by due.priority, due.scheduled_for, due.id) as rank,
      row_number() over (order by due.scheduled_for, due.id) as age
    from due
  )
  select ranked.id
  from ranked
  -- Help in a crisis before all else. Then after every four by rank comes the oldest that is left,
  -- so that no priority starves another.
  order by ranked.priority >= 0, least(ranked.rank, 4 * ranked.age), ranked.rank
  limit claimable_messages.batch_size;
end;
$$;

comment on function private.claimable_messages(integer, integer, timestamptz, uuid[], text) is
  'Locks the due messages of a channel that come next and returns them in order: help in a crisis, '
  'then the most urgent, one in five the oldest whatever its priority. -1 to lowest_priority are '
  'asked, each by a range of its own in the index. Messages that another sender holds, those of '
  'programs that are '
  'set aside, and except_ids are passed over.';
revoke execute on function private.claimable_messages(integer, integer, timestamptz, uuid[], text)
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
      message_queue.channel, contacts.timezone,
      private.open_hours_of(
        message_queue.program, message_queue.user_id, message_queue.contact_id
      ) as hours
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
          holding.priority, holding.hours, holding.channel
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
returns table (message_id uuid, lease_token uuid, channel text, has_room boolean)
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  with wanted as materialized (
    select checked.*, message_queue.priority, message_queue.channel
    from unnest(claim_messages.sendable) with ordinality as checked (
      message_id, verdict, reason, hold_until, message_type, message_style, template_id, facts,
      message_text, position
    )
    join public.message_queue on message_queue.id = checked.message_id
  ),
  asked as materialized (
    select
      wanted.channel,
      count(*) filter (where wanted.priority > 0)::integer as messages,
      count(*) filter (where wanted.priority = 0)::integer as replies
    from wanted
    group by wanted.channel
    order by wanted.channel
  ),
  budget as materialized (
    -- Last, because it locks the rows that all senders share.
    select asked.*, reserved.granted, reserved.granted_replies
    from asked
    cross join lateral private.reserve_budget(
      claim_messages.hour,
      asked.messages,
      asked.replies,
      private.current_pace(claim_messages.instant, asked.channel),
      asked.channel
    ) as reserved
  ),
  chosen as (
    select
      numbered.*,
      budget.granted + budget.granted_replies = budget.messages + budget.replies as has_room
    from (
      select
        wanted.*,
        row_number() over (
          partition by wanted.channel, sign(wanted.priority) order by wanted.position
        ) as place,
        row_number() over (partition by wanted.channel order by wanted.position) as turn
      from wanted
    ) as numbered
    join budget on budget.channel = numbered.channel
    where numbered.place <= case
      when numbered.priority = 0 then budget.granted_replies
      -- Help in a crisis takes no budget, so that nothing can use it up.
      when numbered.priority < 0 then numbered.place
      else budget.granted
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
    returning
      message_queue.id, message_queue.lease_token, message_queue.channel, chosen.has_room,
      chosen.turn
  )
  select claimed.id, claimed.lease_token, claimed.channel, claimed.has_room
  from claimed
  -- The channels take turns, so that a slow one does not keep the others waiting.
  order by claimed.turn, claimed.channel;
end;
$$;

comment on function private.claim_messages(
  private.checked_message[], timestamptz, timestamptz
) is
  'Leases these messages, which the caller has locked, in their order and as far as the hour''s '
  'budget of each channel goes; has_room tells whether that was far enough for all of its channel.';
revoke execute on function private.claim_messages(
  private.checked_message[], timestamptz, timestamptz
) from public;

create function private.open_channels(instant timestamptz, replies_only boolean)
returns table (channel text, is_probing boolean, takes_replies_only boolean)
language plpgsql
volatile
rows 2
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_channel record;
  v_has_room boolean;
begin
  -- In order of their names, and before any budget hour: they may have to be locked.
  for v_channel in
    select channels.channel, circuit.opened_at is not null as is_probing
    from private.channels
    left join private.delivery_circuits as circuit on circuit.channel = channels.channel
    where not channels.is_delivered_by_the_database
      and circuit.paused_at is null
      and coalesce(circuit.probe_after <= open_channels.instant, true)
    order by channels.channel
  loop
    v_has_room := not open_channels.replies_only
      and private.has_room(v_channel.channel, false, open_channels.instant);
    continue when not v_has_room
      and not private.has_room(v_channel.channel, true, open_channels.instant)
      and not exists (
        select from public.message_queue
        where message_queue.status = 'queued'
          and message_queue.channel = v_channel.channel
          and message_queue.priority = -1
          and message_queue.scheduled_for <= open_channels.instant
      );
    -- One probe at a time: whoever waits here finds that another took it.
    continue when v_channel.is_probing
      and (private.lock_circuit(v_channel.channel)).probe_after > open_channels.instant;
    return query select v_channel.channel, v_channel.is_probing, not v_has_room;
  end loop;
end;
$$;

comment on function private.open_channels(timestamptz, boolean) is
  'The channels from which a sender may take messages at this moment: neither paused nor open, '
  'and with room in their hour, if only for replies, or with help in a crisis, which needs none. '
  'is_probing is one whose '
  'circuit is open and may try one message; its circuit is locked then.';
revoke execute on function private.open_channels(timestamptz, boolean) from public;

create function private.find_sendable(
  channel text,
  wanted integer,
  replies_only boolean,
  instant timestamptz,
  chosen_ids uuid[],
  out sendable private.checked_message[],
  out is_exhausted boolean
)
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_candidates uuid[];
  v_seen uuid[] := '{}';
begin
  sendable := '{}';
  is_exhausted := false;
  -- Messages that turn out untrue or held do not blank the batch: look on, for a bounded while.
  for v_look in 1..10 loop
    select coalesce(array_agg(claimable.id order by claimable.place), '{}')
    into v_candidates
    from private.claimable_messages(
      wanted - cardinality(sendable),
      case when replies_only then 0 else 3 end,
      instant,
      v_seen,
      channel
    ) with ordinality as claimable (id, place);
    v_seen := v_seen || v_candidates;
    is_exhausted := cardinality(v_candidates) < wanted - cardinality(sendable);

    sendable := sendable || array(
      select each
      from private.settle_untrue_messages(
        v_candidates,
        instant,
        chosen_ids || array(select chosen.message_id from unnest(sendable) as chosen)
      ) as each
      join unnest(v_candidates) with ordinality as candidate (id, place)
        on candidate.id = each.message_id
      order by candidate.place
    );
    exit when cardinality(sendable) = wanted or is_exhausted
      -- What is found untrue is settled by now, and the statement must end in time.
      or clock_timestamp() > statement_timestamp() + interval '2 seconds';
  end loop;
end;
$$;

comment on function private.find_sendable(text, integer, boolean, timestamptz, uuid[]) is
  'Locks up to "wanted" due messages of a channel that are still true and allowed, and settles '
  'those that are not; is_exhausted where nothing more is due. chosen_ids are what this claim is '
  'going to send already by other channels: places of a person are gone with them.';
revoke execute on function private.find_sendable(text, integer, boolean, timestamptz, uuid[])
  from public;

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
  v_channels text[];
  v_are_probing boolean[];
  v_take_replies_only boolean[];
  v_place integer;
  v_wanted integer;
  v_found private.checked_message[];
  v_is_exhausted boolean;
  v_sendable private.checked_message[] := '{}';
  v_probes uuid[] := '{}';
  v_unexhausted text[] := '{}';
begin
  perform private.refuse_outside(batch_size, 1, 500, 'claim messages', 'batch_size', 'RD040');

  -- No answer leaves by it, and who wrote to us waits for that.
  if not replies_only then
    perform private.deliver_to_inboxes(v_now);
  end if;
  select
    coalesce(array_agg(open.channel order by open.channel), '{}'),
    array_agg(open.is_probing order by open.channel),
    array_agg(open.takes_replies_only order by open.channel)
  into v_channels, v_are_probing, v_take_replies_only
  from private.open_channels(v_now, replies_only) as open;

  for v_place in 1..cardinality(v_channels) loop
    -- Each channel has its share of the batch, and what those before it left of theirs.
    v_wanted := case
      when v_are_probing[v_place] then 1
      else ceil(
        (batch_size - cardinality(v_sendable))::numeric / (cardinality(v_channels) - v_place + 1)
      )
    end;
    continue when v_wanted = 0;
    select found.sendable, found.is_exhausted
    into v_found, v_is_exhausted
    from private.find_sendable(
      v_channels[v_place], v_wanted, v_take_replies_only[v_place], v_now,
      array(select chosen.message_id from unnest(v_sendable) as chosen)
    ) as found;
    v_sendable := v_sendable || v_found;
    if v_are_probing[v_place] then
      v_probes := v_probes || array(select found.message_id from unnest(v_found) as found);
    end if;
    if not v_is_exhausted or private.is_out_of_time() then
      v_unexhausted := v_unexhausted || v_channels[v_place];
    end if;
  end loop;

  return query
  select
    claimed.message_id,
    claimed.lease_token,
    -- An hour without budget has nothing more to give.
    bool_or(claimed.channel = any (v_unexhausted) and claimed.has_room) over ()
  from private.claim_messages(
    v_sendable, date_trunc('hour', v_now, 'UTC'), v_now
  ) as claimed;
  if v_probes <> '{}' then
    perform private.take_probe(message_queue.id, message_queue.channel)
    from public.message_queue
    where message_queue.id = any (v_probes)
      -- What the hour had no room for probes nothing.
      and message_queue.status = 'processing';
  end if;
end;
$$;

comment on function public.get_messages_to_send(integer, boolean) is
  'Claims up to batch_size (1 to 500) due messages under a lease each, most urgent first, within '
  'the hour''s budget of their channels, which take turns; replies_only leaves everything but '
  'priority 0 alone. Each is judged again first: one that is no longer true or allowed is '
  'canceled, expired or held with its reason, and the others are worded anew. "more" tells whether '
  'to call again. Nothing of a channel while it is paused, and one at a time while its circuit is '
  'open; why_nothing_to_send() says why there is no row. What is due in inboxes is delivered '
  'first, and is sent with this call. Raises RD040. Definer to write the queue. For service_role.';
revoke execute on function public.get_messages_to_send(integer, boolean)
  from public, anon, authenticated;
grant execute on function public.get_messages_to_send(integer, boolean) to service_role;

create function private.is_due(channel text, is_reply boolean, instant timestamptz)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from unnest(
      case when is_due.is_reply then '{0}' else '{1,2,3}' end::smallint[]
    ) as priorities (priority)
    -- The first of each range of the claim's index: whether it is due says whether any is.
    cross join lateral (
      select message_queue.scheduled_for
      from public.message_queue
      where message_queue.status = 'queued'
        and message_queue.channel = is_due.channel
        and message_queue.priority = priorities.priority
      order by message_queue.scheduled_for
      limit 1
    ) as first
    where first.scheduled_for <= is_due.instant
  );
$$;

comment on function private.is_due(text, boolean, timestamptz) is
  'Whether a message of the channel is due, or a reply.';
revoke execute on function private.is_due(text, boolean, timestamptz) from public;

create function public.why_nothing_to_send(replies_only boolean default false)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select told.why
  from (values (private.clock_now())) as clock (instant)
  cross join private.channels
  left join private.delivery_circuits as circuit on circuit.channel = channels.channel
  cross join lateral (
    select
      count(*) as kinds,
      count(*) filter (
        where private.has_room(channels.channel, kinds.is_reply, clock.instant)
      ) as with_room
    from (values (true), (false)) as kinds (is_reply)
    where (kinds.is_reply or not why_nothing_to_send.replies_only)
      and private.is_due(channels.channel, kinds.is_reply, clock.instant)
  ) as due
  cross join lateral (
    select case
      when circuit.paused_at is not null then 'paused'
      when circuit.probe_after > clock.instant then 'circuit_open'
      when due.kinds = 0 then 'nothing_due'
      when due.with_room > 0 then 'claimed_elsewhere'
      else 'budget_spent'
    end
  ) as told (why)
  -- Of several channels the one that is worth another call comes first.
  order by array_position(
    array['claimed_elsewhere', 'circuit_open', 'paused', 'budget_spent', 'nothing_due'], told.why
  )
  limit 1;
$$;

comment on function public.why_nothing_to_send(boolean) is
  'Why a claim got no message: paused, circuit_open, nothing_due, budget_spent where the hour has '
  'no room for any that is due, or claimed_elsewhere where messages are due that others hold or '
  'that the claim had no time to look at. Of several channels it tells the first of '
  'claimed_elsewhere, circuit_open, paused, budget_spent and nothing_due. Definer to read the '
  'circuits. For service_role.';
revoke execute on function public.why_nothing_to_send(boolean) from public, anon, authenticated;
grant execute on function public.why_nothing_to_send(boolean) to service_role;
