-- At which minutes of their own day people may be texted. A set of minutes is a multirange of a
-- local day, {[480,1260)} from 08:00 to before 21:00, so that limits of different origin meet by
-- the operator *.

create function private.legal_minutes()
returns int4multirange
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select int4multirange(int4range(
      ceil(extract(epoch from settings.allowed_from) / 60)::integer,
      floor(extract(epoch from settings.allowed_until) / 60)::integer
    ))
    from private.settings
  );
end;
$$;

comment on function private.legal_minutes() is
  'The minutes of anybody''s local day at which a text may be sent at all: the rest is night.';
revoke execute on function private.legal_minutes() from public;
grant execute on function private.legal_minutes() to authenticated;

create function private.day_numbers(day_names text[])
returns smallint[]
language sql
immutable
set search_path = ''
as $$
  select coalesce(array_agg(private.day_of_week(name)::smallint), '{}')
  from unnest(day_names) as name;
$$;

comment on function private.day_numbers(text[]) is
  'ISO numbers of English day names, as private.day_of_week; none for null.';
revoke execute on function private.day_numbers(text[]) from public;
grant execute on function private.day_numbers(text[]) to authenticated;

create function private.is_open(
  instant timestamptz,
  timezone text,
  open_minutes int4multirange,
  avoid_days smallint[]
)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
declare
  v_local constant timestamp := instant at time zone timezone;
begin
  return open_minutes
      @> (extract(hour from v_local) * 60 + extract(minute from v_local))::integer
    and extract(isodow from v_local)::smallint <> all (avoid_days);
end;
$$;

comment on function private.is_open(timestamptz, text, int4multirange, smallint[]) is
  'Whether the local minute of an instant is open, on a day that is not avoided (ISO numbers).';
revoke execute on function private.is_open(timestamptz, text, int4multirange, smallint[])
  from public;
grant execute on function private.is_open(timestamptz, text, int4multirange, smallint[])
  to authenticated;

create function private.clock_change(starts_at timestamptz, ends_at timestamptz, timezone text)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  v_offset_before constant interval :=
    starts_at at time zone timezone - starts_at at time zone 'UTC';
  v_before timestamptz := starts_at;
  v_after timestamptz := ends_at;
  v_between timestamptz;
begin
  if v_after at time zone timezone - v_after at time zone 'UTC' = v_offset_before then
    return null;
  end if;
  -- Clocks change on a full minute.
  while v_after - v_before > interval '1 minute' loop
    v_between := date_trunc('minute', v_before + (v_after - v_before) / 2);
    if v_between at time zone timezone - v_between at time zone 'UTC' = v_offset_before then
      v_before := v_between;
    else
      v_after := v_between;
    end if;
  end loop;
  return v_after;
end;
$$;

comment on function private.clock_change(timestamptz, timestamptz, text) is
  'The first instant of a zone''s new offset between two full minutes of which the first has the '
  'old one; null where they have the same.';
revoke execute on function private.clock_change(timestamptz, timestamptz, text) from public;
grant execute on function private.clock_change(timestamptz, timestamptz, text) to authenticated;

create function private.next_edge_by_clock_change(
  instant timestamptz,
  timezone text,
  open_minutes int4multirange,
  avoid_days smallint[],
  is_open boolean,
  day date,
  offset_before interval,
  offset_after interval,
  changes_at timestamptz
)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  -- Minutes begin to be open, or cease to, at midnight, where a range begins or ends, and where the
  -- clocks change. A local time is one instant by each offset, or none.
  return (
    select min(edge.at)
    from (
      select walls.at, (walls.at - zone_offset) at time zone 'UTC'
      from (
        select day::timestamp
        union all
        select
          day + interval '1 minute'
            * case
              when next_edge_by_clock_change.is_open then lower(open_range)
              else upper(open_range)
            end
        from unnest(open_minutes) as open_range
      ) as walls (at)
      cross join (values (offset_before), (offset_after)) as offsets (zone_offset)
      union all
      select null, changes_at
    ) as edge (wall, at)
    cross join lateral (select edge.at at time zone timezone as at) as local
    where edge.at > instant
      and local.at::date = day
      and coalesce(local.at = edge.wall, true)
      and private.is_open(edge.at, timezone, open_minutes, avoid_days)
        = next_edge_by_clock_change.is_open
  );
end;
$$;

comment on function private.next_edge_by_clock_change(
  timestamptz, text, int4multirange, smallint[], boolean, date, interval, interval, timestamptz
) is
  'private.next_edge() on a local day on which the clocks change, or beside one.';
revoke execute on function private.next_edge_by_clock_change(
  timestamptz, text, int4multirange, smallint[], boolean, date, interval, interval, timestamptz
) from public;
grant execute on function private.next_edge_by_clock_change(
  timestamptz, text, int4multirange, smallint[], boolean, date, interval, interval, timestamptz
) to authenticated;

create function private.next_edge(
  instant timestamptz,
  timezone text,
  open_minutes int4multirange,
  avoid_days smallint[],
  is_open boolean
)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  v_local constant timestamp := instant at time zone timezone;
  v_day date := v_local::date;
  v_minute integer := extract(hour from v_local) * 60 + extract(minute from v_local) + 1;
  v_from timestamptz := date_trunc('minute', instant);
  v_to timestamptz;
  v_offset_before interval;
  v_offset_after interval;
  v_open int4multirange;
  v_rest int4multirange;
  v_edge timestamptz;
begin
  -- What is never open, or always, has none.
  if isempty(open_minutes)
    or cardinality(avoid_days) = 7
    or avoid_days = '{}' and open_minutes @> '[0,1440)'::int4range
  then
    return null;
  end if;
  -- Each day of the week, one more where the clocks skip what is open, and one that a zone skips.
  for v_number in 0..9 loop
    -- By then the day is over on every clock.
    v_to := (v_day + 1) at time zone 'UTC' + interval '12 hours';
    v_offset_before := v_from at time zone timezone - v_from at time zone 'UTC';
    v_offset_after := v_to at time zone timezone - v_to at time zone 'UTC';
    if v_offset_before = v_offset_after then
      v_open := case
        when extract(isodow from v_day)::smallint = any (avoid_days) then '{}' else open_minutes
      end;
      v_rest := int4multirange(int4range(v_minute, 1440));
      v_rest := case when is_open then v_rest * v_open else v_rest - v_open end;
      v_edge := (v_day + lower(v_rest) * interval '1 minute' - v_offset_before) at time zone 'UTC';
    else
      v_edge := private.next_edge_by_clock_change(
        instant, timezone, open_minutes, avoid_days, is_open, v_day, v_offset_before,
        v_offset_after, private.clock_change(v_from, v_to, timezone)
      );
    end if;
    if v_edge is not null then
      return v_edge;
    end if;
    v_day := v_day + 1;
    v_minute := 0;
    -- Before it the day begins on no clock.
    v_from := v_day at time zone 'UTC' - interval '14 hours';
  end loop;
  return null;
end;
$$;

comment on function private.next_edge(
  timestamptz, text, int4multirange, smallint[], boolean
) is
  'The first instant after this one that is open, or is not; null where there is none for days.';
revoke execute on function private.next_edge(
  timestamptz, text, int4multirange, smallint[], boolean
) from public;
grant execute on function private.next_edge(
  timestamptz, text, int4multirange, smallint[], boolean
) to authenticated;

create function private.next_allowed_instant(
  instant timestamptz,
  timezone text,
  open_minutes int4multirange default private.legal_minutes(),
  avoid_days smallint[] default '{}'
)
returns timestamptz
language plpgsql
stable
strict
set search_path = ''
as $$
begin
  if private.is_open(instant, timezone, open_minutes, avoid_days) then
    return instant;
  end if;
  return private.next_edge(instant, timezone, open_minutes, avoid_days, true);
end;
$$;

comment on function private.next_allowed_instant(timestamptz, text, int4multirange, smallint[]) is
  'The instant itself if its local minute is open, else the first after it that is; null where '
  'none is. Without open_minutes: by the legal hours. A local time that the clocks skip is not '
  'open, one that comes twice is open twice.';
revoke execute on function private.next_allowed_instant(
  timestamptz, text, int4multirange, smallint[]
) from public;
grant execute on function private.next_allowed_instant(
  timestamptz, text, int4multirange, smallint[]
) to authenticated;

create function private.allowed_until(
  instant timestamptz,
  timezone text,
  open_minutes int4multirange default private.legal_minutes(),
  avoid_days smallint[] default '{}'
)
returns timestamptz
language plpgsql
stable
strict
set search_path = ''
as $$
begin
  if private.is_open(instant, timezone, open_minutes, avoid_days) then
    return coalesce(
      private.next_edge(instant, timezone, open_minutes, avoid_days, false), 'infinity'
    );
  end if;
  return private.local_to_instant(
    (instant at time zone timezone)::date + upper(open_minutes) * interval '1 minute', timezone
  );
end;
$$;

comment on function private.allowed_until(timestamptz, text, int4multirange, smallint[]) is
  'The end of the open minutes that hold the instant, infinity where they have none; of an instant '
  'that is not open, the end of the last of that local day.';
revoke execute on function private.allowed_until(
  timestamptz, text, int4multirange, smallint[]
) from public;
