-- Where sending stands at this moment.

create view public.sending_now with (security_invoker = true) as
-- Or it would be asked for each message.
with clock as materialized (select private.clock_now() as instant)
select
  waiting.ready,
  extract(epoch from clock.instant - waiting.oldest_ready_at)::integer as oldest_ready_seconds,
  waiting.later,
  waiting.held,
  (select count(*) from public.message_queue where message_queue.status = 'processing')
    as processing,
  (select count(*) from public.message_queue where message_queue.status = 'unconfirmed')
    as unconfirmed,
  case
    when circuit.paused_at is not null then 'paused'
    when circuit.opened_at is not null then 'open'
    when circuit.channel is not null then 'closed'
  end as circuit,
  coalesce(circuit.paused_at, circuit.opened_at) as stopped_at,
  coalesce(circuit.paused_because, circuit.reason) as stopped_because
from clock
cross join lateral (
  select
    count(*) filter (where message_queue.scheduled_for <= clock.instant) as ready,
    min(message_queue.scheduled_for) filter (where message_queue.scheduled_for <= clock.instant)
      as oldest_ready_at,
    count(*) filter (where message_queue.scheduled_for > clock.instant) as later,
    count(*) filter (
      where message_queue.scheduled_for > clock.instant
        and message_queue.reason in ('outside_allowed_hours', 'hour_is_full')
    ) as held
  from public.message_queue
  -- A status by itself, here and above: each has an index that holds no finished message.
  where message_queue.status = 'queued'
) as waiting
left join lateral (
  select
    delivery_circuits.channel, delivery_circuits.paused_at, delivery_circuits.paused_because,
    delivery_circuits.opened_at, delivery_circuits.reason
  from private.delivery_circuits
  order by
    delivery_circuits.paused_at is null, delivery_circuits.opened_at is null,
    delivery_circuits.channel
  limit 1
) as circuit on true;

comment on view public.sending_now is
  'One row: how much waits, how old it is, and whether texts leave (R52).';
comment on column public.sending_now.ready is 'Messages that are due and wait to be claimed.';
comment on column public.sending_now.oldest_ready_seconds is
  'Seconds since the oldest of them was due; null if there is none.';
comment on column public.sending_now.later is 'Messages that are not due yet.';
comment on column public.sending_now.held is
  'Messages of these that a sender put off: outside the recipient''s hours, or the hour was full.';
comment on column public.sending_now.processing is 'Messages that senders hold.';
comment on column public.sending_now.unconfirmed is
  'Messages whose outcome nobody knows yet.';
comment on column public.sending_now.circuit is
  'closed: every channel sends. paused by an operator, open: one stopped by itself; that which '
  'holds a channel back, of several the pause. Null to whoever may not know.';
comment on column public.sending_now.stopped_at is 'Since when it is paused or open.';
comment on column public.sending_now.stopped_because is
  'What the operator said, or the circuit''s reason.';

revoke all on table public.sending_now from public, anon, authenticated, service_role;
grant select on table public.sending_now to authenticated, service_role;
