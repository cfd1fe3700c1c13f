-- What the views and get_delivery_metrics() say about seven texts that can be counted by hand.
begin;
select plan(18);

set local timezone = 'UTC';
select tests.set_clock('2026-06-10 12:00Z');
select tests.create_user(name) from unnest(array['Maya', 'Noah', 'Olga']) as name;
update public.users set message_style = 'snarky' where display_name = 'Maya';
update private.settings set cost_per_segment = 0.01, cost_currency = 'EUR';
create function pg_temp.text_id(number integer) returns uuid language sql as $$
  select lpad(number::text, 32, '0')::uuid;
$$;
insert into public.messages (
  id, user_id, program, message_type, message_style, channel, status, reason, scheduled_for,
  sent_at, delivery_status, provider_message_id, error_code, segments, created_at
)
select
  pg_temp.text_id(number), tests.user_id(name), program, 'partial', style, 'sms',
  case when reason is null then 'sent' else 'failed' end, reason,
  case when reason is null then ended_at - late end, case when reason is null then ended_at end,
  delivery_status, case when reason is null then 'SM' || number end, error_code, segments, ended_at
from (
  values
    (1, 'Maya', 'accountability', 'supportive', null, '2026-06-08 18:00:10Z'::timestamptz,
      interval '10 s', 'delivered', null::integer, 1),
    (2, 'Maya', 'accountability', 'snarky', null, '2026-06-08 18:01Z', '60 s', 'undelivered',
      30005, 2),
    (3, 'Maya', 'accountability', 'snarky', 'number_unreachable', '2026-06-08 18:30Z', null, null,
      21614, null),
    (4, 'Noah', 'accountability', 'supportive', null, '2026-06-09 10:00:20Z', '20 s', 'read',
      null, 1),
    (5, 'Noah', 'heads_up', 'plain', null, '2026-06-09 16:00:30Z', '30 s', 'sent', null, 1),
    (6, 'Noah', 'reply', 'plain', null, '2026-06-09 16:05:02Z', '2 s', 'delivered', null, 3),
    (7, 'Noah', 'accountability', 'snarky', 'outcome_unknown', '2026-06-10 09:00Z', null, null,
      null, null),
    -- Too long ago for the views.
    (8, 'Noah', 'accountability', 'supportive', null, '2026-03-01 18:00Z', '0 s', 'failed', 30007,
      1)
) as texts (
  number, name, program, style, reason, ended_at, late, delivery_status, error_code, segments
);
insert into public.message_responses (message_id, answered_at, rating, opted_out_at)
values
  (pg_temp.text_id(1), '2026-06-08 19:00Z', 'good', null),
  (pg_temp.text_id(2), null, null, '2026-06-09 07:00Z'),
  (pg_temp.text_id(4), null, 'bad', null),
  (pg_temp.text_id(5), '2026-06-09 16:05Z', null, null);
insert into public.message_rate_limits (
  time_slot, messages_sent, messages_reserved, max_messages_per_slot, replies_sent
)
values
  ('2026-06-08 18:00Z', 30, 10, 100, 0),
  ('2026-06-09 16:00Z', 50, 0, 50, 1),
  ('2026-06-10 00:00Z', 0, 0, 0, 0);
insert into public.function_runs (function_name, status, report, started_at, finished_at)
values
  ('message-sender', 'succeeded', '{"claimed": 2, "slowest_claim_ms": 7}',
    '2026-06-09 10:00Z', '2026-06-09 10:00:01Z'),
  ('message-sender', 'succeeded', '{"claimed": 3, "slowest_claim_ms": 40}',
    '2026-06-09 10:10Z', '2026-06-09 10:10:02Z'),
  ('message-sender', 'failed', null, '2026-06-09 10:20Z', '2026-06-09 10:20:06Z'),
  ('message-sender', 'running', null, '2026-06-09 10:30Z', null),
  ('message-scheduler', 'succeeded', '{"users": 5}', '2026-06-09 06:00Z', '2026-06-09 06:00:00.5Z');

-- The same answers to whoever runs the place, by the key or by an operator's token.
create function pg_temp.act_as_reader(reader text) returns void language plpgsql as $$
begin
  perform case reader
    when 'service_role' then tests.act_as('service_role')
    else tests.act_as_user(tests.user_id('Olga'), 'operator')
  end;
end;
$$;
create temporary table answers (reader text, what text, answer jsonb);
grant select, insert on answers to public;

do $$
declare
  v_reader text;
  v_what text;
  v_query text;
  v_answer jsonb;
begin
  foreach v_reader in array array['service_role', 'operator'] loop
    perform pg_temp.act_as_reader(v_reader);
    for v_what, v_query in
      values
        ('R54', $q$
          select date_trunc('day', sent_at) as day, count(*) from messages
          where status = 'sent' group by 1 order by 1
        $q$),
        ('R55', $q$
          select u.message_style, m.status, count(*) from messages m join users u
          on u.id = m.user_id group by 1, 2
        $q$),
        ('messages_by_hour', 'table messages_by_hour'),
        ('messages_by_day', 'table messages_by_day'),
        ('messages_by_style', 'table messages_by_style'),
        ('failures_by_reason', 'table failures_by_reason'),
        ('responses_by_day', 'table responses_by_day'),
        ('budget_by_hour', 'table budget_by_hour'),
        ('runs_by_day', 'table runs_by_day'),
        ('metrics', $q$select * from get_delivery_metrics('2026-06-08', '2026-06-10')$q$)
    loop
      execute format(
        $q$
          select jsonb_agg(cells order by cells::text)
          from (
            select (
              select jsonb_agg(cell.value order by cell.ordinality)
              from json_each(to_json(found)) with ordinality as cell
            ) as cells
            from (%s) as found
          ) as listed
        $q$,
        v_query
      ) into v_answer;
      insert into answers values (v_reader, v_what, v_answer);
    end loop;
    perform tests.act_as('postgres');
  end loop;
end;
$$;
create function pg_temp.told(what text) returns jsonb language sql as $$
  select answer from answers where answers.what = told.what and reader = 'service_role';
$$;

select is_empty(
  $$
    select what from answers group by what
    having count(distinct answer) <> 1 or count(answer) <> 2
  $$,
  'an operator''s token sees what service_role sees'
);
select is(
  pg_temp.told('R54'),
  '[["2026-03-01T00:00:00+00:00", 1], ["2026-06-08T00:00:00+00:00", 2],
    ["2026-06-09T00:00:00+00:00", 3]]',
  'R54 runs as it is written'
);
select is(
  pg_temp.told('R55'),
  '[["snarky", "failed", 1], ["snarky", "sent", 2], ["supportive", "failed", 1],
    ["supportive", "sent", 4]]',
  'so does R55'
);
select is(
  pg_temp.told('messages_by_hour'),
  '[["2026-06-08T18:00:00+00:00", 2, 1], ["2026-06-09T10:00:00+00:00", 1, 0],
    ["2026-06-09T16:00:00+00:00", 2, 0], ["2026-06-10T09:00:00+00:00", 0, 1]]',
  'each hour of the last week has its texts, a failed one in the hour it failed'
);
select is(
  pg_temp.told('messages_by_day'),
  '[["2026-06-08", 2, 1, 1, 1, 3, 0.03, "EUR"], ["2026-06-09", 3, 0, 2, 0, 5, 0.05, "EUR"],
    ["2026-06-10", 0, 1, 0, 0, 0, 0.00, "EUR"]]',
  'each day its texts, what the carrier said, segments and cost'
);
select is(
  pg_temp.told('messages_by_style'),
  '[["plain", 2, 0, 1, 0, 1.0000, 1.0000], ["snarky", 1, 2, 0, 1, 0.3333, 0.0000],
    ["supportive", 2, 0, 2, 0, 1.0000, 1.0000]]',
  'each style its successes'
);
select is(
  pg_temp.told('failures_by_reason'),
  '[["number_unreachable", 21614, "Number is not a mobile number", 1,
      "2026-06-08T18:30:00+00:00"],
    ["outcome_unknown", null, null, 1, "2026-06-10T09:00:00+00:00"],
    ["undelivered", 30005, "Number does not exist", 1, "2026-06-08T18:01:00+00:00"]]',
  'each reason its failures'
);
select is(
  pg_temp.told('responses_by_day'),
  '[["2026-06-08", "accountability", 2, 1, 1, 0, 1],
    ["2026-06-09", "accountability", 1, 0, 0, 1, 0], ["2026-06-09", "heads_up", 1, 1, 0, 0, 0]]',
  'what came back is counted on the day of the text, and answers of ours are none of them'
);
select is(
  pg_temp.told('budget_by_hour'),
  '[["2026-06-08T18:00:00+00:00", 30, 10, 100, 0.4000, 0, 0, 100, "sms"],
    ["2026-06-09T16:00:00+00:00", 50, 0, 50, 1.0000, 1, 0, 100, "sms"],
    ["2026-06-10T00:00:00+00:00", 0, 0, 0, null, 0, 0, 100, "sms"]]',
  'each hour what is used of it'
);
select is(
  pg_temp.told('runs_by_day'),
  '[["2026-06-09", "message-scheduler", 1, 0, 0, 500, 500, null, null],
    ["2026-06-09", "message-sender", 4, 1, 1, 2000, 5600, 40, 5]]',
  'each function how long its runs and its claims took'
);
select is(
  pg_temp.told('metrics') -> 0 -> 0,
  '{
    "from": "2026-06-08T00:00:00+00:00", "to": "2026-06-10T00:00:00+00:00",
    "texts": {
      "sent": 5, "failed": 1, "success_rate": 0.8333, "delivered": 3, "undelivered": 1,
      "delivery_rate": 0.75, "segments": 8, "cost": 0.08, "cost_currency": "EUR",
      "late_seconds_p50": 20, "late_seconds_p95": 60
    },
    "by_day": [
      {"at": "2026-06-08T00:00:00+00:00", "sent": 2, "failed": 1},
      {"at": "2026-06-09T00:00:00+00:00", "sent": 3, "failed": 0}
    ],
    "by_hour": [
      {"at": "2026-06-08T18:00:00+00:00", "sent": 2, "failed": 1},
      {"at": "2026-06-09T10:00:00+00:00", "sent": 1, "failed": 0},
      {"at": "2026-06-09T16:00:00+00:00", "sent": 2, "failed": 0}
    ],
    "failures": [
      {"reason": "number_unreachable", "error_code": 21614, "messages": 1},
      {"reason": "undelivered", "error_code": 30005, "messages": 1}
    ],
    "responses": {
      "texts": 4, "answered": 2, "answer_rate": 0.5, "rated_good": 1, "rated_bad": 1,
      "opted_out": 1, "opt_out_rate": 0.25,
      "by_program": {
        "accountability": {"texts": 3, "answered": 1}, "heads_up": {"texts": 1, "answered": 1}
      }
    },
    "budget": {
      "hours": 2, "sent": 80, "granted": 150, "used_share": 0.6, "fullest_hour": 1
    }
  }'::jsonb,
  'get_delivery_metrics() says it all of two days'
);
select is(
  public.get_delivery_metrics('2026-06-08 18:00:10Z', '2026-06-08 18:01Z') #>> '{texts,sent}', '1',
  'from its first moment until just before its last'
);
select is(
  public.get_delivery_metrics('2026-06-01', '2026-06-08 00:00:00.000001Z') -> 'by_hour', 'null',
  'hours are told of seven days at most'
);
update private.settings set cost_per_segment = null;
select is(
  array[
    (select cost from public.messages_by_day where day = '2026-06-08'),
    (public.get_delivery_metrics('2026-06-08', '2026-06-10') #>> '{texts,cost}')::numeric
  ],
  array[null, null]::numeric[], 'while nobody has said the price, no cost is shown'
);

-- Nobody is shown what is not theirs.
create temporary view of_everybody as
select relname from pg_class
where relnamespace = 'public'::regnamespace and relkind = 'v' and relname <> 'sending_now';
select is(
  array(
    select tests.outcome_as('anon', 'select from public.' || relname) from of_everybody
    union
    select tests.outcome_as('anon', 'select from public.sending_now')
  ),
  array['42501'], 'who is not signed in sees none of the views'
);
select is(
  array(
    select distinct tests.outcome_as('Olga', 'select from public.' || relname) from of_everybody
  ),
  array['0 rows'], 'who has no texts sees no rows'
);
select tests.act_as_user(tests.user_id('Maya'));
select results_eq(
  'select day, sent, failed from public.messages_by_day',
  $$values ('2026-06-08'::date, 2::bigint, 1::bigint)$$, 'whoever has some sees their own'
);
select is(
  (
    select array_agg(style || sent) from (
      select u.message_style as style, count(*) as sent
      from public.messages m join public.users u on u.id = m.user_id group by 1
    ) as own
  ),
  array['snarky3'], 'also by a question of their own'
);
select tests.act_as('postgres');

select * from finish();
rollback;
