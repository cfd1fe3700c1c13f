-- What RFC 5545 asks for, in every zone that people may choose, around every change of a year.
begin;
select plan(3);

-- Clocks change in the small hours of some day: each day of the year, at two local times.
create temporary table asked as
select
  zone, local_time, private.local_to_instant(local_time, zone) as instant
from (
  select distinct on (offsets) name as zone
  from private.time_zones
  cross join lateral (
    -- One zone for each set of rules in that year.
    select string_agg((instant at time zone name)::text, ',' order by instant) as offsets
    from generate_series('2026-01-01 12:00Z'::timestamptz, '2026-12-31 12:00Z', '3 days') as instant
  ) as rules
  order by offsets, name
) as zones
cross join generate_series(timestamp '2026-01-01 00:00', '2026-12-31', '1 day') as day
cross join unnest(array[interval '30 minutes', '2 hours 15 minutes']) as time_of_day
cross join lateral (select day + time_of_day as local_time) as local;

select is_empty(
  $$
    select zone, local_time, instant from asked
    where instant at time zone zone < local_time
      or instant at time zone zone > local_time + interval '2 hours'
  $$,
  'no local time is moved back, nor forward by more than the widest gap'
);
select is_empty(
  $$
    select zone, local_time, instant from asked
    where (instant - interval '1 hour') at time zone zone = local_time
      or (instant - interval '30 minutes') at time zone zone = local_time
  $$,
  'no earlier instant shows the same local time'
);
select is_empty(
  $$
    select zone, local_time, instant from asked
    where instant at time zone zone <> local_time
      -- Postgres finds one of the instants that show it, if there are any.
      and (local_time at time zone zone) at time zone zone = local_time
  $$,
  'only a local time that does not exist is moved'
);

select * from finish();
rollback;
