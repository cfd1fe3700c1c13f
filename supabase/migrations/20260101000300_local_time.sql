-- Local times: which zones are valid, and which instant a local time means.

create table private.time_zones (
  name text primary key,
  created_at timestamptz not null default now(),
  constraint name_is_utc_or_a_place check (name = 'UTC' or name like '%/%')
);

comment on table private.time_zones is
  'The zones that people may choose: IANA names of places, and UTC. Fixed offsets are left out '
  'because nobody lives in one.';
alter table private.time_zones enable row level security;
revoke all on table private.time_zones from public, anon, authenticated, service_role;
create policy "Nobody reaches time zones through the API" on private.time_zones
  for all to anon, authenticated using (false);

create function private.places_with_a_zone()
returns setof text
language sql
stable
set search_path = ''
as $$
  select pg_timezone_names.name
  from pg_catalog.pg_timezone_names
  where pg_timezone_names.name = 'UTC'
    or (
      pg_timezone_names.name like '%/%'
      and pg_timezone_names.name !~ '^(Etc|posix|right|SystemV)/'
    );
$$;

comment on function private.places_with_a_zone() is
  'The zones that people could choose by what this version of Postgres knows.';
revoke execute on function private.places_with_a_zone() from public;

insert into private.time_zones (name)
select places.name from private.places_with_a_zone() as places (name);

create function private.local_to_instant(local_time timestamp, timezone text)
returns timestamptz
language plpgsql
stable
strict
set search_path = ''
as $$
declare
  -- The offsets in force a day before and a day after; at most one change lies between them.
  v_as_utc constant timestamptz := local_time at time zone 'UTC';
  v_offset_before constant interval :=
    ((v_as_utc - interval '24 hours') at time zone timezone)
    - ((v_as_utc - interval '24 hours') at time zone 'UTC');
  v_offset_after constant interval :=
    ((v_as_utc + interval '24 hours') at time zone timezone)
    - ((v_as_utc + interval '24 hours') at time zone 'UTC');
  v_by_offset_before constant timestamptz := v_as_utc - v_offset_before;
  v_by_offset_after constant timestamptz := v_as_utc - v_offset_after;
begin
  -- Before the change, or the earlier of two in a fold.
  if v_by_offset_before at time zone timezone = local_time then
    return v_by_offset_before;
  end if;
  if v_by_offset_after at time zone timezone = local_time then
    return v_by_offset_after;
  end if;
  -- In a gap: by the old offset, which is the local time moved forward by the gap.
  return v_by_offset_before;
end;
$$;

comment on function private.local_to_instant(timestamp, text) is
  'The instant of a local time in a zone. A time that does not exist (gap) is moved forward by the '
  'gap; of a time that exists twice (fold) it is the earlier (RFC 5545, Temporal "compatible"). '
  'Postgres'' own AT TIME ZONE takes the later one in a fold.';
revoke execute on function private.local_to_instant(timestamp, text) from public;
grant execute on function private.local_to_instant(timestamp, text) to authenticated;

create function private.day_of_week(day_name text)
returns integer
language sql
immutable
strict
set search_path = ''
as $$
  select array_position(
    array['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
    day_name
  );
$$;

comment on function private.day_of_week(text) is
  'ISO number of an English day name, 1 Monday to 7 Sunday; null for anything else.';
revoke execute on function private.day_of_week(text) from public;
grant execute on function private.day_of_week(text) to authenticated;

create function public.next_send_at(
  send_day text,
  send_time time,
  timezone text,
  after timestamptz
)
returns timestamptz
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_day constant integer := private.day_of_week(send_day);
  v_date date;
  v_instant timestamptz;
begin
  if v_day is null then
    raise exception 'Cannot find the next send time: send_day is "%"', send_day
      using errcode = 'RD001', hint = 'Use an English day name such as Sunday.';
  end if;
  if not exists (select from private.time_zones where time_zones.name = next_send_at.timezone) then
    raise exception 'Cannot find the next send time: timezone is "%"', timezone
      using errcode = 'RD002', hint = 'Use an IANA name such as Europe/Berlin, or UTC.';
  end if;

  -- From yesterday, whose turn comes today if a gap over midnight moved it.
  v_date := (after at time zone timezone)::date - 1;
  v_date := v_date + (v_day - extract(isodow from v_date)::integer + 7) % 7;
  for v_week in 0..2 loop
    v_instant := private.local_to_instant(v_date + v_week * 7 + send_time, timezone);
    if v_instant > after then
      return v_instant;
    end if;
  end loop;
  raise exception 'Cannot find the next send time: no % % in "%" within two weeks after %',
    send_day, send_time, timezone, after using errcode = 'RD003';
end;
$$;

comment on function public.next_send_at(text, time, text, timestamptz) is
  'The first instant after "after" at which it is send_day, send_time in the zone. DST-exact, see '
  'private.local_to_instant. Raises RD001 for an unknown day, RD002 for an unknown zone, null '
  'included. Definer to read the list of zones. For service_role.';
revoke execute on function public.next_send_at(text, time, text, timestamptz)
  from public, anon, authenticated;
grant execute on function public.next_send_at(text, time, text, timestamptz) to service_role;

create function private.nominal_date(due_at timestamptz, send_time time, timezone text)
returns date
language plpgsql
stable
strict
set search_path = ''
as $$
declare
  v_local constant timestamp := due_at at time zone timezone;
begin
  return case
    when v_local::time <> send_time
      and private.local_to_instant(v_local::date - 1 + send_time, timezone) = due_at
    then v_local::date - 1
    else v_local::date
  end;
end;
$$;

comment on function private.nominal_date(timestamptz, time, text) is
  'The local date that was asked for when a turn is due at due_at. That is the day before where a '
  'gap over midnight moved the turn into the next day: Saturday 23:30 in Nuuk, where clocks go '
  'from 23:00 to midnight, is due on Sunday at 00:30.';
revoke execute on function private.nominal_date(timestamptz, time, text) from public;
grant execute on function private.nominal_date(timestamptz, time, text) to authenticated;

create function private.period_start(due_at timestamptz, send_time time, timezone text)
returns timestamptz
language plpgsql
stable
strict
set search_path = ''
as $$
declare
  v_asked constant timestamp := private.nominal_date(due_at, send_time, timezone) + send_time;
begin
  return private.local_to_instant(
    case
      when private.local_to_instant(v_asked, timezone) = due_at then v_asked
      else due_at at time zone timezone
    end - interval '7 days',
    timezone
  );
end;
$$;

comment on function private.period_start(timestamptz, time, text) is
  'Where the week begins that ends when a turn is due at due_at: at the same local time seven days '
  'earlier. That is send_time, but for a turn that had come when send_time or the zone was '
  'changed: it must not lose hours of its week by that.';
revoke execute on function private.period_start(timestamptz, time, text) from public;
grant execute on function private.period_start(timestamptz, time, text) to authenticated;

create function private.next_allowed_instant(instant timestamptz, timezone text)
returns timestamptz
language sql
stable
strict
set search_path = ''
as $$
  select
    case
      when local.time_of_day >= settings.allowed_from
        and local.time_of_day < settings.allowed_until
      then next_allowed_instant.instant
      else private.local_to_instant(
        local.day + (local.time_of_day >= settings.allowed_until)::integer + settings.allowed_from,
        next_allowed_instant.timezone
      )
    end
  from private.settings
  cross join lateral (
    select
      (next_allowed_instant.instant at time zone next_allowed_instant.timezone)::time
        as time_of_day,
      (next_allowed_instant.instant at time zone next_allowed_instant.timezone)::date as day
  ) as local;
$$;

comment on function private.next_allowed_instant(timestamptz, text) is
  'The instant itself if it lies inside the recipient''s allowed hours, else the next moment at '
  'which they begin.';
revoke execute on function private.next_allowed_instant(timestamptz, text) from public;
grant execute on function private.next_allowed_instant(timestamptz, text) to authenticated;

create function private.allowed_until(instant timestamptz, timezone text)
returns timestamptz
language sql
stable
strict
set search_path = ''
as $$
  select private.local_to_instant(
    (allowed_until.instant at time zone allowed_until.timezone)::date + settings.allowed_until,
    allowed_until.timezone
  )
  from private.settings;
$$;

comment on function private.allowed_until(timestamptz, text) is
  'The instant at which the allowed hours of that local day end.';
revoke execute on function private.allowed_until(timestamptz, text) from public;
