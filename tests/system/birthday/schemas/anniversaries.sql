-- On which date of a year a birthday is, and when the next one is told.

create function private.birthday_in(year integer, month integer, day integer)
returns date
language sql
immutable
strict
set search_path = ''
as $$
  select least(
    make_date(birthday_in.year, birthday_in.month, 1) + birthday_in.day - 1,
    -- 29 February, where there is none.
    (make_date(birthday_in.year, birthday_in.month, 1) + interval '1 month')::date - 1
  );
$$;

comment on function private.birthday_in(integer, integer, integer) is
  'The date of a birthday in that year: one of 29 February is on the 28th in common years.';
revoke execute on function private.birthday_in(integer, integer, integer) from public;
grant execute on function private.birthday_in(integer, integer, integer) to authenticated;

create function private.next_birthday(
  month integer,
  day integer,
  send_time time,
  timezone text,
  after timestamptz
)
returns timestamptz
language sql
stable
strict
set search_path = ''
as $$
  select min(turn.at)
  -- From the year before: a gap over midnight may move its last day into this one.
  from generate_series(-1, 1) as years
  cross join lateral (
    select private.local_to_instant(
      private.birthday_in(
        extract(
          year from next_birthday.after at time zone next_birthday.timezone
        )::integer + years,
        next_birthday.month,
        next_birthday.day
      ) + next_birthday.send_time,
      next_birthday.timezone
    )
  ) as turn (at)
  where turn.at > next_birthday.after;
$$;

comment on function private.next_birthday(integer, integer, time, text, timestamptz) is
  'The first instant after "after" at which it is that birthday and send_time in the zone. '
  'DST-exact, see private.local_to_instant.';
revoke execute on function private.next_birthday(integer, integer, time, text, timestamptz)
  from public;
