-- What is counted: views for a dashboard, and one answer about a stretch of time.
--
-- The views run as whoever reads them, under row level security: operators and service_role see
-- all, anybody else no more than their own. Days and hours are UTC, shares are from 0 to 1, and
-- null where there is nothing to divide by.

create view public.messages_by_hour with (security_invoker = true) as
select
  date_trunc('hour', messages.ended_at, 'UTC') as hour,
  count(*) filter (where messages.status = 'sent') as sent,
  count(*) filter (where messages.status = 'failed') as failed
from public.messages
where messages.ended_at >= (select private.clock_now()) - interval '7 days'
group by date_trunc('hour', messages.ended_at, 'UTC');

comment on view public.messages_by_hour is
  'Texts of each hour of the last 7 days (R49); no row for an hour without any.';
comment on column public.messages_by_hour.hour is 'Start of the hour.';
comment on column public.messages_by_hour.sent is 'Texts that the provider took.';
comment on column public.messages_by_hour.failed is 'Texts that it did not take.';

create view public.messages_by_day with (security_invoker = true) as
select
  (messages.ended_at at time zone 'UTC')::date as day,
  count(*) filter (where messages.status = 'sent') as sent,
  count(*) filter (where messages.status = 'failed') as failed,
  count(*) filter (where messages.was_delivered) as delivered,
  count(*) filter (where not messages.was_delivered) as undelivered,
  coalesce(sum(messages.segments), 0) as segments,
  coalesce(sum(messages.segments), 0) * price.cost_per_segment as cost,
  price.cost_currency
from public.messages
cross join private.settings as price
where messages.ended_at >= (select private.clock_now()) - interval '90 days'
group by
  (messages.ended_at at time zone 'UTC')::date, price.cost_per_segment, price.cost_currency;

comment on view public.messages_by_day is
  'Texts of each UTC date of the last 90 days (R49, R54), with segments and what they cost; no row '
  'for a day without any.';
comment on column public.messages_by_day.day is 'UTC date.';
comment on column public.messages_by_day.sent is 'Texts that the provider took.';
comment on column public.messages_by_day.failed is 'Texts that it did not take.';
comment on column public.messages_by_day.delivered is
  'Texts of these that the carrier says are on the phone.';
comment on column public.messages_by_day.undelivered is
  'Texts of these that the carrier says did not get there. Of the others nothing was heard.';
comment on column public.messages_by_day.segments is 'Segments, as the provider counted them.';
comment on column public.messages_by_day.cost is
  'In cost_currency, at today''s private.settings.cost_per_segment; null while that is.';
comment on column public.messages_by_day.cost_currency is 'ISO 4217.';

create view public.messages_by_style with (security_invoker = true) as
select
  messages.message_style,
  count(*) filter (where messages.status = 'sent') as sent,
  count(*) filter (where messages.status = 'failed') as failed,
  count(*) filter (where messages.was_delivered) as delivered,
  count(*) filter (where not messages.was_delivered) as undelivered,
  round(count(*) filter (where messages.status = 'sent') / count(*)::numeric, 4) as success_rate,
  round(
    count(*) filter (where messages.was_delivered)
      / nullif(count(messages.was_delivered), 0)::numeric,
    4
  ) as delivery_rate
from public.messages
where messages.ended_at >= (select private.clock_now()) - interval '90 days'
group by messages.message_style;

comment on view public.messages_by_style is
  'What became of the texts of each style in the last 90 days (R50, R55).';
comment on column public.messages_by_style.message_style is
  'Style that the text had: plain where it has none, supportive also where somebody was spared.';
comment on column public.messages_by_style.sent is 'Texts that the provider took.';
comment on column public.messages_by_style.failed is 'Texts that it did not take.';
comment on column public.messages_by_style.delivered is
  'Texts that the carrier says are on the phone.';
comment on column public.messages_by_style.undelivered is
  'Texts that the carrier says did not get there.';
comment on column public.messages_by_style.success_rate is 'Share of sent in sent and failed.';
comment on column public.messages_by_style.delivery_rate is
  'Share of delivered in delivered and undelivered.';

create view public.failures_by_reason with (security_invoker = true) as
select
  coalesce(messages.reason, 'undelivered') as reason,
  messages.error_code,
  errors.meaning,
  count(*) as messages,
  max(messages.ended_at) as last_at
from public.messages
left join private.provider_errors as errors on errors.code = messages.error_code
where messages.ended_at >= (select private.clock_now()) - interval '90 days'
  and (messages.status = 'failed' or not messages.was_delivered)
group by coalesce(messages.reason, 'undelivered'), messages.error_code, errors.meaning;

comment on view public.failures_by_reason is
  'Why texts of the last 90 days did not get to anybody (R50).';
comment on column public.failures_by_reason.reason is
  'Of reasons(); undelivered where the provider took it and the carrier did not deliver it.';
comment on column public.failures_by_reason.error_code is 'Of the provider, if there is one.';
comment on column public.failures_by_reason.meaning is 'What that code means, if we know it.';
comment on column public.failures_by_reason.messages is 'Texts.';
comment on column public.failures_by_reason.last_at is 'When the last of them was sent or failed.';

create view public.responses_by_day with (security_invoker = true) as
select
  (messages.ended_at at time zone 'UTC')::date as day,
  messages.program,
  count(*) as sent,
  count(responses.answered_at) as answered,
  count(*) filter (where responses.rating = 'good') as rated_good,
  count(*) filter (where responses.rating = 'bad') as rated_bad,
  count(responses.opted_out_at) as opted_out
from public.messages
left join public.message_responses as responses on responses.message_id = messages.id
where messages.ended_at >= (select private.clock_now()) - interval '90 days'
  and messages.status = 'sent'
  and messages.program <> 'reply'
group by (messages.ended_at at time zone 'UTC')::date, messages.program;

comment on view public.responses_by_day is
  'What came back to the texts of each UTC date of the last 90 days, by program (R51, R58, R60). '
  'Answers of ours are not in it.';
comment on column public.responses_by_day.day is 'UTC date on which the texts were sent.';
comment on column public.responses_by_day.program is 'Program that proposed them.';
comment on column public.responses_by_day.sent is 'Texts that the provider took.';
comment on column public.responses_by_day.answered is 'Texts of these that somebody answered.';
comment on column public.responses_by_day.rated_good is 'Texts of these that were called GOOD.';
comment on column public.responses_by_day.rated_bad is 'Texts of these that were called BAD.';
comment on column public.responses_by_day.opted_out is
  'Texts of these after which their recipient ended the texts.';

create view public.budget_by_hour with (security_invoker = true) as
select
  limits.time_slot as hour,
  limits.messages_sent as sent,
  limits.messages_reserved as reserved,
  limits.max_messages_per_slot as granted,
  round(
    (limits.messages_sent + limits.messages_reserved)
      / nullif(limits.max_messages_per_slot, 0)::numeric,
    4
  ) as used_share,
  limits.replies_sent,
  limits.replies_reserved,
  limits.max_replies_per_slot as replies_granted
from public.message_rate_limits as limits;

comment on view public.budget_by_hour is
  'How much of each hour''s budget is used (R53); an hour in which nothing was claimed has no row.';
comment on column public.budget_by_hour.hour is 'Start of the hour.';
comment on column public.budget_by_hour.sent is
  'Texts, other than replies, that the provider took or may have taken.';
comment on column public.budget_by_hour.reserved is 'Texts that are claimed and not settled.';
comment on column public.budget_by_hour.granted is 'Texts that the hour may carry.';
comment on column public.budget_by_hour.used_share is 'Share of sent and reserved in granted.';
comment on column public.budget_by_hour.replies_sent is
  'Replies, which have a budget of their own.';
comment on column public.budget_by_hour.replies_reserved is
  'Replies that are claimed and not settled.';
comment on column public.budget_by_hour.replies_granted is 'Replies that the hour may carry.';

create view public.runs_by_day with (security_invoker = true) as
select
  (runs.started_at at time zone 'UTC')::date as day,
  runs.function_name,
  count(*) as runs,
  count(*) filter (where runs.status = 'failed') as failed,
  count(*) filter (where runs.status = 'running') as unfinished,
  round(percentile_cont(0.5) within group (order by took.ms)) as run_ms_p50,
  round(percentile_cont(0.95) within group (order by took.ms)) as run_ms_p95,
  max((runs.report ->> 'slowest_claim_ms')::numeric) as slowest_claim_ms,
  sum((runs.report ->> 'claimed')::bigint) as claimed
from public.function_runs as runs
cross join lateral (
  select extract(epoch from runs.finished_at - runs.started_at)::double precision * 1000
) as took (ms)
group by (runs.started_at at time zone 'UTC')::date, runs.function_name;

comment on view public.runs_by_day is
  'How long the functions'' runs of each UTC date took (R52), as long as they are kept.';
comment on column public.runs_by_day.day is 'UTC date on which the runs began.';
comment on column public.runs_by_day.function_name is 'Edge Function.';
comment on column public.runs_by_day.runs is 'Runs that began.';
comment on column public.runs_by_day.failed is 'Runs of these that failed.';
comment on column public.runs_by_day.unfinished is
  'Runs of these that go on, or were killed if they began long ago.';
comment on column public.runs_by_day.run_ms_p50 is
  'Milliseconds that half of those that ended took at most.';
comment on column public.runs_by_day.run_ms_p95 is
  'Milliseconds that 95 of 100 of those that ended took at most.';
comment on column public.runs_by_day.slowest_claim_ms is
  'Milliseconds of the slowest claim as the sender saw it; null for other functions.';
comment on column public.runs_by_day.claimed is
  'Messages that the sender''s runs claimed; null for other functions.';

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
left join private.delivery_circuits as circuit on circuit.channel = 'sms';

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
  'closed: texts leave. paused by an operator. open: sending stopped by itself. Null to whoever '
  'may not know.';
comment on column public.sending_now.stopped_at is 'Since when it is paused or open.';
comment on column public.sending_now.stopped_because is
  'What the operator said, or the circuit''s reason.';

revoke all on table
  public.messages_by_hour, public.messages_by_day, public.messages_by_style,
  public.failures_by_reason, public.responses_by_day, public.budget_by_hour, public.runs_by_day,
  public.sending_now
  from public, anon, authenticated, service_role;
grant select on table
  public.messages_by_hour, public.messages_by_day, public.messages_by_style,
  public.failures_by_reason, public.responses_by_day, public.budget_by_hour, public.runs_by_day,
  public.sending_now
  to authenticated, service_role;

create function private.share(part numeric, whole numeric)
returns numeric
language sql
immutable
set search_path = ''
as $$
  select round(share.part / nullif(share.whole, 0), 4);
$$;

comment on function private.share(numeric, numeric) is
  'part of whole, from 0 to 1 in four digits; null of nothing.';
revoke execute on function private.share(numeric, numeric) from public;
grant execute on function private.share(numeric, numeric) to authenticated, service_role;

create function private.summarize_texts(from_time timestamptz, to_time timestamptz)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'sent', counted.sent,
    'failed', counted.failed,
    'success_rate', private.share(counted.sent, counted.sent + counted.failed),
    'delivered', counted.delivered,
    'undelivered', counted.undelivered,
    'delivery_rate',
    private.share(counted.delivered, counted.delivered + counted.undelivered),
    'segments', counted.segments,
    'cost', counted.segments * settings.cost_per_segment,
    'cost_currency', settings.cost_currency,
    'late_seconds_p50', counted.late[1],
    'late_seconds_p95', counted.late[2]
  )
  from private.settings
  cross join (
    select
      count(*) filter (where messages.status = 'sent') as sent,
      count(*) filter (where messages.status = 'failed') as failed,
      count(*) filter (where messages.was_delivered) as delivered,
      count(*) filter (where not messages.was_delivered) as undelivered,
      coalesce(sum(messages.segments), 0) as segments,
      percentile_disc(array[0.5, 0.95]) within group (order by late.seconds) as late
    from public.messages
    cross join lateral (
      select case
        when messages.status = 'sent'
        then round(extract(epoch from messages.sent_at - messages.scheduled_for)::numeric, 1)
      end
    ) as late (seconds)
    where messages.ended_at >= summarize_texts.from_time
      and messages.ended_at < summarize_texts.to_time
  ) as counted;
$$;

comment on function private.summarize_texts(timestamptz, timestamptz) is
  'How many texts ended, and how: part of get_delivery_metrics(). Late is how long after '
  'scheduled_for a text was sent.';
revoke execute on function private.summarize_texts(timestamptz, timestamptz) from public;
grant execute on function private.summarize_texts(timestamptz, timestamptz)
  to authenticated, service_role;

create function private.summarize_responses(from_time timestamptz, to_time timestamptz)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'texts', counted.texts,
    'answered', counted.answered,
    'answer_rate', private.share(counted.answered, counted.texts),
    'rated_good', counted.rated_good,
    'rated_bad', counted.rated_bad,
    'heads_ups', counted.heads_ups,
    'heads_ups_answered', counted.heads_ups_answered,
    'opted_out', counted.opted_out,
    'opt_out_rate', private.share(counted.opted_out, counted.texts)
  )
  from (
    select texts.*, responses.*
    -- Each by itself: to few texts something comes back, and the others need not look for it.
    from (
      select
        count(*) as texts,
        count(*) filter (where messages.program = 'heads_up') as heads_ups
      from public.messages
      where messages.ended_at >= summarize_responses.from_time
        and messages.ended_at < summarize_responses.to_time
        and messages.status = 'sent'
        and messages.program <> 'reply'
    ) as texts
    cross join (
      select
        count(responses.answered_at) as answered,
        count(*) filter (where responses.rating = 'good') as rated_good,
        count(*) filter (where responses.rating = 'bad') as rated_bad,
        count(responses.answered_at) filter (where messages.program = 'heads_up')
          as heads_ups_answered,
        count(responses.opted_out_at) as opted_out
      from public.message_responses as responses
      join public.messages on messages.id = responses.message_id
      where messages.ended_at >= summarize_responses.from_time
        and messages.ended_at < summarize_responses.to_time
    ) as responses
  ) as counted;
$$;

comment on function private.summarize_responses(timestamptz, timestamptz) is
  'What came back to texts, other than our own answers: part of get_delivery_metrics().';
revoke execute on function private.summarize_responses(timestamptz, timestamptz) from public;
grant execute on function private.summarize_responses(timestamptz, timestamptz)
  to authenticated, service_role;

create function private.count_by(unit text, from_time timestamptz, to_time timestamptz)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'at', counted.at, 'sent', counted.sent, 'failed', counted.failed
      )
      order by counted.at
    ),
    '[]'
  )
  from (
    select
      date_trunc(count_by.unit, messages.ended_at, 'UTC') as at,
      count(*) filter (where messages.status = 'sent') as sent,
      count(*) filter (where messages.status = 'failed') as failed
    from public.messages
    where messages.ended_at >= count_by.from_time and messages.ended_at < count_by.to_time
    group by 1
  ) as counted;
$$;

comment on function private.count_by(text, timestamptz, timestamptz) is
  'Texts of each UTC hour or day that had any, in order: part of get_delivery_metrics().';
revoke execute on function private.count_by(text, timestamptz, timestamptz) from public;
grant execute on function private.count_by(text, timestamptz, timestamptz)
  to authenticated, service_role;

create function public.get_delivery_metrics(from_time timestamptz, to_time timestamptz)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  -- An answer is read by a person: an hour each for longer would be no answer.
  c_longest_by_hour constant interval := '7 days';
begin
  if current_user = 'authenticated' and not private.is_operator() then
    raise exception 'Cannot tell metrics: you are no operator' using errcode = 'RD085';
  end if;
  if coalesce(from_time >= to_time, true) or not isfinite(from_time) or not isfinite(to_time) then
    raise exception 'Cannot tell metrics from "%" to "%": that is no stretch of time',
      from_time, to_time
      using errcode = 'RD086', hint = 'Use two moments, the earlier first.';
  end if;

  return jsonb_build_object(
    'from', from_time,
    'to', to_time,
    'texts', private.summarize_texts(from_time, to_time),
    'by_day', private.count_by('day', from_time, to_time),
    'by_hour', case
      when to_time - from_time <= c_longest_by_hour
      then private.count_by('hour', from_time, to_time)
    end,
    'failures', (
      select coalesce(
        jsonb_agg(to_jsonb(failure) order by failure.messages desc, failure.reason), '[]'
      )
      from (
        select
          coalesce(messages.reason, 'undelivered') as reason,
          messages.error_code,
          count(*) as messages
        from public.messages
        where messages.ended_at >= get_delivery_metrics.from_time
          and messages.ended_at < get_delivery_metrics.to_time
          and (messages.status = 'failed' or not messages.was_delivered)
        group by 1, 2
      ) as failure
    ),
    'responses', private.summarize_responses(from_time, to_time),
    'budget', (
      select jsonb_build_object(
        'hours', count(*),
        'sent', coalesce(sum(hours.sent), 0),
        'granted', coalesce(sum(hours.granted), 0),
        'used_share', private.share(sum(hours.sent + hours.reserved), sum(hours.granted)),
        'fullest_hour', max(hours.used_share)
      )
      from public.budget_by_hour as hours
      where hours.hour >= get_delivery_metrics.from_time
        and hours.hour < get_delivery_metrics.to_time
    )
  );
end;
$$;

comment on function public.get_delivery_metrics(timestamptz, timestamptz) is
  'What was sent from from_time until just before to_time, and what came of it, as an object: '
  'texts (counts, segments, cost, seconds from scheduled_for to sent), by_day and, of seven days '
  'at most, by_hour (UTC), failures by reason, responses, budget of the hours that begin in it. '
  'Rates are shares from 0 to 1, of delivered in what the carrier reported on, of the others in '
  'texts. Raises RD085 to whoever is signed in and no operator, RD086 if the two are no stretch of '
  'time. Runs as the caller. For authenticated (operators) and service_role.';
revoke execute on function public.get_delivery_metrics(timestamptz, timestamptz)
  from public, anon, authenticated, service_role;
grant execute on function public.get_delivery_metrics(timestamptz, timestamptz)
  to authenticated, service_role;
