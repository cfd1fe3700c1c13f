-- However crowded the hours, every turn is placed rightly or has no place at all.
begin;
select plan(8);

-- 300 turns of Sunday 18:00 UTC, over zones whose mornings come at different times.
select tests.set_clock('2026-06-07 12:00Z');
update private.settings set messages_per_hour = 12;
select setseed(0.5);
create temporary table turns as
select
  row(
    gen_random_uuid(), gen_random_uuid(), '2026-06-07', 0, '2026-06-07 18:00Z',
    '2026-05-31 18:00Z',
    private.next_allowed_instant('2026-06-07 18:00Z', zone), '2026-06-08 18:00Z', zone,
    1 + floor(random() * 3)::integer, 'accountability', 'supportive', null, '{}', 'Hi', '{}', 'sms',
    false
  )::private.turn as turn
from generate_series(1, 300) as n
cross join lateral (
  select (array[
    'UTC', 'America/New_York', 'America/St_Johns', 'Europe/Berlin', 'Asia/Kathmandu',
    'Australia/Sydney', 'Pacific/Chatham', 'Pacific/Pago_Pago'
  ])[1 + n % 8] as zone
) as zones;

create temporary table placed as
select *, date_trunc('hour', send_at, 'UTC') as hour, reasons = '{}' as has_place
from private.place_turns(array(select turn from turns));

select is(
  (select count(distinct contact_id) || ' of ' || count(*) from placed), '300 of 300',
  'no turn is lost or doubled'
);
select cmp_ok(
  (select count(*) from placed where has_place and send_at > '2026-06-07 19:00Z'), '>', 50::bigint,
  'many had to move'
);
select is_empty(
  $$
    select from placed
    join turns on (turn).contact_id = contact_id
    where has_place and (send_at < (turn).send_at or send_at >= expires_at)
  $$,
  'none comes before its time or after its expiry'
);
select is_empty(
  $$
    select from placed
    where has_place
      and (
        (send_at at time zone timezone)::time < '08:00'
        or (send_at at time zone timezone)::time >= '21:00'
      )
  $$,
  'none comes outside allowed hours'
);
select is_empty(
  'select from placed where has_place group by hour having count(*) > 10',
  'no hour holds more than nine tenths of its budget'
);
select is_empty(
  $$
    select from placed
    join turns on (turn).contact_id = contact_id
    join placed as other
      on other.has_place
      and other.priority > placed.priority
      and other.hour >= date_trunc('hour', (turn).send_at, 'UTC')
      and (not placed.has_place or other.hour < placed.hour)
      -- An hour that this recipient allows.
      and private.next_allowed_instant(
        greatest(other.hour, (turn).send_at), placed.timezone
      ) < other.hour + interval '1 hour'
  $$,
  'nobody was passed over for somebody less important'
);
select cmp_ok(
  (select count(*) from placed where not has_place), '>', 50::bigint, 'there was not room for all'
);
select is_empty(
  $$
    select from placed
    cross join lateral generate_series(
      '2026-06-07 18:00Z'::timestamptz, '2026-06-08 17:00Z', '1 hour'
    ) as hours (starts_at)
    where not has_place
      and private.next_allowed_instant(starts_at, timezone) < starts_at + interval '1 hour'
      and (
        select count(*) from placed as other where other.has_place and other.hour = starts_at
      ) < 10
  $$,
  'who has no place found none'
);

select * from finish();
rollback;
