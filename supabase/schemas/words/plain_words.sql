-- Times, numbers and goals as people say them.

create function private.in_words(instant timestamptz, timezone text)
returns text
language sql
stable
strict
set search_path = ''
as $$
  select trim(to_char(in_words.instant at time zone in_words.timezone, 'Day'))
    || to_char(in_words.instant at time zone in_words.timezone, ', YYYY-MM-DD HH24:MI')
    || format(' (%s)', in_words.timezone);
$$;

comment on function private.in_words(timestamptz, text) is
  'An instant as a user knows it: "Sunday, 2026-06-07 18:00 (Europe/Berlin)".';
revoke execute on function private.in_words(timestamptz, text) from public;
grant execute on function private.in_words(timestamptz, text) to authenticated, service_role;

create function private.in_digits(amount numeric)
returns text
language sql
immutable
strict
set search_path = ''
as $$
  select trim_scale(in_digits.amount)::text;
$$;

comment on function private.in_digits(numeric) is 'A number without needless zeros: 3, not 3.00.';
revoke execute on function private.in_digits(numeric) from public;

create function private.goal_in_words(
  title text,
  progress numeric,
  weekly_target numeric,
  unit text
)
returns text
language sql
immutable
set search_path = ''
as $$
  select format(
    '%s %s of %s %s',
    private.clean_name(goal_in_words.title, 30),
    private.in_digits(goal_in_words.progress),
    private.in_digits(goal_in_words.weekly_target),
    private.clean_name(goal_in_words.unit, 15)
  );
$$;

comment on function private.goal_in_words(text, numeric, numeric, text) is
  'How far a goal is: "Run 2 of 3 times".';
revoke execute on function private.goal_in_words(text, numeric, numeric, text) from public;
