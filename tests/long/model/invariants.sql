-- What must hold at every moment, whatever happened: the violations in plain words, and the state
-- of every message. $1 are messages that an operator had sent again by hand.
with violations (words) as (
  select format(
    'hour %s has %s reserved for %s claimed messages and %s sent for %s attempts',
    hour, booked.messages_reserved, claimed.messages, booked.messages_sent, spent.attempts
  )
  from public.message_rate_limits as booked
  cross join lateral (select booked.time_slot) as slot (hour)
  cross join lateral (
    select count(*) as messages
    from public.message_queue
    where message_queue.status = 'processing' and message_queue.budget_hour = slot.hour
  ) as claimed
  cross join lateral (
    select count(*) as attempts
    from private.message_attempts
    where message_attempts.budget_hour = slot.hour
      and message_attempts.outcome in ('accepted', 'unknown')
  ) as spent
  where booked.messages_reserved <> claimed.messages or booked.messages_sent <> spent.attempts
  union all
  select format(
    '%s message %s has attempts %s', message_queue.status, message_queue.id, tried.outcomes
  )
  from public.message_queue
  cross join lateral (
    select
      array_agg(coalesce(message_attempts.outcome, 'open') order by message_attempts.number)
        as outcomes,
      count(*) filter (where message_attempts.outcome = 'accepted') as accepted,
      count(*) filter (where message_attempts.outcome = 'unknown') as unknown,
      count(*) filter (where message_attempts.outcome is null) as open
    from private.message_attempts
    where message_attempts.message_id = message_queue.id
  ) as tried
  where (message_queue.status = 'sent') <> (tried.accepted = 1)
    or tried.open > (message_queue.status = 'processing')::integer
    or (message_queue.status = 'unconfirmed' and tried.unknown = 0)
    or (
      tried.unknown > 0
      and message_queue.status in ('queued', 'processing', 'canceled', 'expired')
      and message_queue.id <> all ($1::uuid[])
    )
  union all
  select format(
    '%s message %s is logged as %s', message_queue.status, message_queue.id, messages.status
  )
  from public.message_queue
  full join public.messages on messages.id = message_queue.id
  where (
      message_queue.status in ('sent', 'failed')
      and messages.status is distinct from message_queue.status
    )
    or (
      messages.id is not null
      and message_queue.status not in ('sent', 'failed')
      and message_queue.id <> all ($1::uuid[])
    )
  union all
  select format(
    'occurrence %s is decided as %s with message %s: %s', occurrences.id, occurrences.decision,
    message_queue.status, message_queue.reason
  )
  from public.occurrences
  left join public.message_queue on message_queue.occurrence_id = occurrences.id
  where (occurrences.decision = 'queued' and message_queue.id is null)
    or (
      message_queue.id is not null
      and (occurrences.decision = 'queued')
        = (message_queue.reason is not distinct from 'superseded')
    )
  union all
  select format('%s: %s', alerts.kind, alerts.details)
  from public.alerts
  where alerts.kind in ('sent_twice', 'broken_data')
)
select
  (select coalesce(json_agg(violations.words), '[]') from violations) as violations,
  (
    select coalesce(
      json_object_agg(
        message_queue.id,
        json_build_object(
          'status', message_queue.status,
          'reason', message_queue.reason,
          'sid', message_queue.provider_message_id
        )
      ),
      '{}'
    )
    from public.message_queue
  ) as messages,
  (
    select coalesce(
      json_object_agg(
        message_rate_limits.time_slot,
        json_build_object(
          'taken', message_rate_limits.messages_sent + message_rate_limits.messages_reserved,
          'limit', message_rate_limits.max_messages_per_slot
        )
      ),
      '{}'
    )
    from public.message_rate_limits
  ) as hours;
