-- When the turn of a week is: the next one, the date it is about, and where its week begins.

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
