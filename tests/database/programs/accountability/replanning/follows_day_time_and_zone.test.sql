-- A text that is planned moves at once with the day, time and zones that decide its moment.
begin;
select plan(11);

-- Everybody's turn of Sunday 18:00 is planned, and in reach until Monday 18:00.
select tests.set_clock('2026-06-07 12:00Z');

create function pg_temp.plan_after(display_name text, statement text)
returns text
language plpgsql
as $$
begin
  perform tests.create_planned(display_name);
  execute format(statement, tests.user_id(display_name));
  return tests.plan(display_name);
end;
$$;

select tests.create_planned('Maya');
select is(
  tests.plan('Maya'), '06-07 18:00 queued | 06-07 18:00 queued; next 06-14 18:00',
  'nothing changed, nothing moved'
);
select is(
  pg_temp.plan_after(
    'Day', 'update public.notification_preferences set send_day = ''Monday'' where user_id = %L'
  ),
  '06-07 18:00 superseded | 06-07 18:00 canceled superseded; '
  '06-08 18:00 queued | 06-08 18:00 queued; next 06-15 18:00',
  'another day in reach is planned at once instead'
);
select is(
  (
    select period_start from public.occurrences
    where user_id = tests.user_id('Day') and decision = 'queued'
  ),
  '2026-06-01 18:00Z'::timestamptz, 'over the week that ends then'
);
select is(
  pg_temp.plan_after(
    'Far', 'update public.notification_preferences set send_day = ''Tuesday'' where user_id = %L'
  ),
  '06-07 18:00 superseded | 06-07 18:00 canceled superseded; next 06-09 18:00',
  'a day out of reach is left to the scheduler'
);
select is(
  pg_temp.plan_after(
    'Time', 'update public.notification_preferences set send_time = ''20:00'' where user_id = %L'
  ),
  '06-07 20:00 queued | 06-07 20:00 queued; next 06-14 20:00', 'another time moves the same turn'
);
select is(
  (select expires_at from tests.message('Time')), '2026-06-08 20:00Z'::timestamptz,
  'and with it the time until which it is worth sending'
);
select is(
  pg_temp.plan_after(
    'Over', 'update public.notification_preferences set send_time = ''12:00'' where user_id = %L'
  ),
  '06-07 18:00 superseded | 06-07 18:00 canceled superseded; next 06-14 12:00',
  'a time that is over today is next week''s'
);
select is(
  pg_temp.plan_after(
    'Zone',
    'update public.notification_preferences set timezone = ''America/New_York'' where user_id = %L'
  ),
  '06-07 22:00 queued | 06-08 08:00 queued; next 06-14 22:00',
  'another zone moves it, and it waits for the morning of its recipient'
);
select is(
  pg_temp.plan_after(
    'East',
    $$
      update public.notification_preferences set timezone = 'Pacific/Kiritimati' where user_id = %L
    $$
  ),
  '06-07 18:00 superseded | 06-07 18:00 canceled superseded; next 06-14 04:00',
  'where Sunday is over it is next week''s'
);
select is(
  pg_temp.plan_after(
    'Recipient', 'update public.contacts set timezone = ''Asia/Tokyo'' where user_id = %L'
  ),
  '06-07 18:00 queued | 06-07 23:00 queued; next 06-14 18:00',
  'a recipient''s zone moves the text, not the turn'
);
select is(
  pg_temp.plan_after(
    'Twice',
    $$
      update public.notification_preferences set send_time = '20:00' where user_id = %1$L;
      update public.notification_preferences set send_time = '19:00' where user_id = %1$L
    $$
  ),
  '06-07 19:00 queued | 06-07 19:00 queued; next 06-14 19:00', 'the last word counts'
);

select * from finish();
rollback;
