-- One answer about a stretch of time: texts, responses, shares.

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

create function private.count_answers(from_time timestamptz, to_time timestamptz)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(
    jsonb_object_agg(
      counted.program,
      jsonb_build_object('texts', counted.texts, 'answered', counted.answered)
    ),
    '{}'
  )
  from (
    select
      messages.program,
      count(*) as texts,
      count(responses.answered_at) as answered
    from public.messages
    left join public.message_responses as responses on responses.message_id = messages.id
    where messages.ended_at >= count_answers.from_time
      and messages.ended_at < count_answers.to_time
      and messages.status = 'sent'
      and messages.program <> 'reply'
    group by messages.program
  ) as counted;
$$;

comment on function private.count_answers(timestamptz, timestamptz) is
  'How many texts of each program were sent, and how many of them were answered.';
revoke execute on function private.count_answers(timestamptz, timestamptz) from public;
grant execute on function private.count_answers(timestamptz, timestamptz)
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
    'opted_out', counted.opted_out,
    'opt_out_rate', private.share(counted.opted_out, counted.texts),
    'by_program', private.count_answers(
      summarize_responses.from_time, summarize_responses.to_time
    )
  )
  from (
    select texts.*, responses.*
    -- Each by itself: to few texts something comes back, and the others need not look for it.
    from (
      select count(*) as texts
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
        'hours', count(distinct hours.hour),
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
