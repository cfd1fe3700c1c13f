-- Taking the next messages to send: the truth is asked again, the text rendered, the budget taken.

create function private.claimable_messages(
  batch_size integer,
  instant timestamptz,
  except_ids uuid[]
)
returns setof uuid
language sql
volatile
set search_path = ''
as $$
  select due.id
  from (values (0), (1), (2), (3)) as priorities (priority)
  cross join lateral (
    select message_queue.id, message_queue.scheduled_for
    from public.message_queue
    where message_queue.status = 'queued'
      and message_queue.priority = priorities.priority
      and message_queue.scheduled_for <= claimable_messages.instant
      and message_queue.id <> all (claimable_messages.except_ids)
    order by message_queue.scheduled_for, message_queue.id
    limit claimable_messages.batch_size
    for update skip locked
  ) as due
  order by priorities.priority, due.scheduled_for, due.id
  limit claimable_messages.batch_size;
$$;

comment on function private.claimable_messages(integer, timestamptz, uuid[]) is
  'Locks the due messages that come next, highest priority first; each priority is a range of its '
  'own in the index. Messages that another sender holds, and except_ids, are passed over.';
revoke execute on function private.claimable_messages(integer, timestamptz, uuid[]) from public;

create type private.checked_message as (
  message_id uuid,
  verdict text,
  reason text,
  hold_until timestamptz,
  message_type text,
  message_style text,
  template_id text,
  facts jsonb,
  message_text text
);
comment on type private.checked_message is
  'What is true of a message at one moment: see private.check_messages.';

create function private.check_messages(message_ids uuid[], instant timestamptz)
returns setof private.checked_message
language sql
stable
set search_path = ''
as $$
  with weeks_of_messages as materialized (
    select
      message_queue.id as message_id,
      row(
        message_queue.user_id, message_queue.contact_id, occurrences.nominal_date,
        occurrences.nominal_at, occurrences.period_start
      )::private.week as week
    from public.message_queue
    join public.occurrences on occurrences.id = message_queue.occurrence_id
    where message_queue.id = any (check_messages.message_ids)
  )
  select
    message_queue.id,
    case
      when message_queue.expires_at <= check_messages.instant then 'expire'
      when judged.reasons <> '{}' then 'cancel'
      when allowed.next_instant >= message_queue.expires_at then 'expire'
      when allowed.next_instant > check_messages.instant then 'hold'
      else 'send'
    end,
    case
      when message_queue.expires_at <= check_messages.instant then 'too_late'
      when judged.reasons <> '{}' then judged.reasons[1]
      when allowed.next_instant >= message_queue.expires_at then 'no_allowed_hour'
      when allowed.next_instant > check_messages.instant then 'outside_allowed_hours'
    end,
    allowed.next_instant,
    coalesce(judged.message_type, message_queue.message_type),
    judged.message_style,
    coalesce(judged.template_id, message_queue.template_id),
    judged.facts,
    coalesce(judged.message_text, message_queue.message_text)
  from weeks_of_messages
  join public.message_queue on message_queue.id = weeks_of_messages.message_id
  join private.judge_weeks(
    array(select distinct weeks_of_messages.week from weeks_of_messages), check_messages.instant
  ) as judged on judged.week = weeks_of_messages.week
  left join public.contacts on contacts.id = message_queue.contact_id
  cross join lateral (
    select private.next_allowed_instant(check_messages.instant, contacts.timezone)
  ) as allowed (next_instant);
$$;

comment on function private.check_messages(uuid[], timestamptz) is
  'Whether each message is still true and allowed at this moment: send, hold until its '
  'recipient''s allowed hours, cancel or expire, with the reason; and what it should say.';
revoke execute on function private.check_messages(uuid[], timestamptz) from public;

create function private.settle_untrue_messages(message_ids uuid[], instant timestamptz)
returns setof private.checked_message
language sql
volatile
set search_path = ''
as $$
  with checked as materialized (
    select *
    from private.check_messages(settle_untrue_messages.message_ids, settle_untrue_messages.instant)
  ),
  held as materialized (
    select placed.user_id, placed.contact_id, placed.nominal_date, placed.send_at
    from private.place_turns(array(
      select
        row(
          message_queue.user_id, message_queue.contact_id, occurrences.nominal_date,
          occurrences.nominal_at, occurrences.period_start, checked.hold_until,
          message_queue.expires_at, contacts.timezone, message_queue.priority, null, null, null,
          null, null, '{}'
        )::private.turn
      from checked
      join public.message_queue on message_queue.id = checked.message_id
      join public.occurrences on occurrences.id = message_queue.occurrence_id
      join public.contacts on contacts.id = message_queue.contact_id
      where checked.verdict = 'hold'
    )) as placed
    -- Where no hour has room it keeps the first, and the sender's budget decides.
    where placed.reasons = '{}'
  ),
  settled as (
    update public.message_queue
    set
      status = case checked.verdict
        when 'cancel' then 'canceled' when 'expire' then 'expired' else 'queued'
      end,
      scheduled_for = case
        when checked.verdict = 'hold'
        then coalesce(
          (
            select held.send_at
            from public.occurrences
            join held
              on held.user_id = occurrences.user_id
              and held.contact_id = occurrences.contact_id
              and held.nominal_date = occurrences.nominal_date
            where occurrences.id = message_queue.occurrence_id
          ),
          checked.hold_until
        )
        else message_queue.scheduled_for
      end,
      reason = checked.reason,
      message_type = checked.message_type,
      message_style = checked.message_style,
      template_id = checked.template_id,
      facts = checked.facts,
      message_text = checked.message_text
    from checked
    where message_queue.id = checked.message_id and checked.verdict <> 'send'
  )
  select * from checked where checked.verdict = 'send';
$$;

comment on function private.settle_untrue_messages(uuid[], timestamptz) is
  'Cancels, expires or holds what may not be sent at this moment, and returns the rest with what '
  'it should say. What is held goes to an hour with room, as in planning.';
revoke execute on function private.settle_untrue_messages(uuid[], timestamptz) from public;

create function public.get_messages_to_send(batch_size integer default 50)
returns table (message_id uuid, lease_token uuid, more boolean)
language plpgsql
volatile
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_now constant timestamptz := private.clock_now();
  v_hour constant timestamptz := date_trunc('hour', v_now, 'UTC');
  v_candidates uuid[];
  v_sendable private.checked_message[] := '{}';
  v_granted integer;
  v_more boolean := true;
begin
  if batch_size is null or batch_size not between 1 and 500 then
    raise exception 'Cannot claim messages: batch_size is %', batch_size
      using errcode = 'RD040', hint = 'Use a number from 1 to 500.';
  end if;

  -- Messages that turn out untrue or held do not blank the batch: look on, for a bounded while.
  for v_look in 1..10 loop
    select coalesce(array_agg(claimable.id), '{}')
    into v_candidates
    from private.claimable_messages(
      batch_size - cardinality(v_sendable),
      v_now,
      array(select sendable.message_id from unnest(v_sendable) as sendable)
    ) as claimable (id);
    v_more := cardinality(v_candidates) = batch_size - cardinality(v_sendable);

    v_sendable := v_sendable || array(
      select sendable from private.settle_untrue_messages(v_candidates, v_now) as sendable
    );
    exit when cardinality(v_sendable) = batch_size or not v_more;
  end loop;

  -- Last, because it locks the row that all senders share.
  v_granted := private.reserve_budget(v_hour, cardinality(v_sendable));

  return query
  with chosen as (
    select sendable.*
    from unnest(v_sendable) as sendable
    join public.message_queue on message_queue.id = sendable.message_id
    order by message_queue.priority, message_queue.scheduled_for, message_queue.id
    limit v_granted
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
      budget_hour = v_hour,
      claimed_at = v_now
    from chosen, private.settings
    where message_queue.id = chosen.message_id
    returning
      message_queue.id, message_queue.lease_token, message_queue.priority,
      message_queue.scheduled_for
  )
  -- An hour without budget has nothing more to give.
  select claimed.id, claimed.lease_token, v_more and v_granted = cardinality(v_sendable)
  from claimed
  order by claimed.priority, claimed.scheduled_for, claimed.id;
end;
$$;

comment on function public.get_messages_to_send(integer) is
  'Claims up to batch_size (1 to 500) due messages under a lease each, coaches first, within the '
  'hour''s budget. Each is judged again first: one that is no longer true or allowed is canceled, '
  'expired or held with its reason, and the others are worded anew. "more" tells whether to call '
  'again. Raises RD040. Definer to write the queue. For service_role.';
revoke execute on function public.get_messages_to_send(integer) from public, anon, authenticated;
grant execute on function public.get_messages_to_send(integer) to service_role;
