-- In which hours of their own day people may be texted: the rest are quiet hours.

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
