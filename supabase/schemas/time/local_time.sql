-- Which instant a local time means, over every change of the clocks.

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
