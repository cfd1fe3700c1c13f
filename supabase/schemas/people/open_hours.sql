-- When a program may write to somebody: every limit of its hours at once.

insert into private.reasons (code, meaning)
values
  (
    'no_open_minute',
    'The quiet hours and days leave these texts no time at which they may be sent.'
  );

create type private.open_hours as (open_minutes int4multirange, avoid_days smallint[]);
comment on type private.open_hours is
  'The minutes of a local day at which something may leave, and the days (ISO numbers) without.';

create function private.open_hours(
  goes_to text,
  program_minutes int4multirange,
  quiet_minutes int4multirange,
  avoid_days text[],
  legal_minutes int4multirange
)
returns private.open_hours
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_minutes constant int4multirange := legal_minutes * coalesce(program_minutes, '{(,)}');
begin
  -- What somebody wishes for themselves binds nobody who texts others about them.
  if goes_to is distinct from 'user' then
    return row(v_minutes, '{}'::smallint[])::private.open_hours;
  end if;
  return row(
    v_minutes - coalesce(quiet_minutes, '{}'), private.day_numbers(avoid_days)
  )::private.open_hours;
end;
$$;

comment on function private.open_hours(text, int4multirange, int4multirange, text[], int4multirange)
is
  'Where the legal minutes, the program''s own and, in what goes to the user, the user''s wishes '
  'meet. goes_to and program_minutes are the program''s, the next two the user''s.';
revoke execute on function private.open_hours(
  text, int4multirange, int4multirange, text[], int4multirange
) from public;
grant execute on function private.open_hours(
  text, int4multirange, int4multirange, text[], int4multirange
) to authenticated;

create function private.open_hours_of(
  program text,
  user_id uuid,
  contact_id uuid default null
)
returns private.open_hours
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select
      private.open_hours(
        programs.goes_to, programs.open_minutes, users.quiet_minutes, users.avoid_days,
        private.legal_minutes() * private.own_minutes(contact_id)
      )
    from private.programs
    join public.users on users.id = open_hours_of.user_id
    where programs.program = open_hours_of.program
  );
end;
$$;

comment on function private.open_hours_of(text, uuid, uuid) is
  'When a program may write about a user, to a contact or to no one of theirs; in the recipient''s '
  'local time.';
revoke execute on function private.open_hours_of(text, uuid, uuid) from public;
grant execute on function private.open_hours_of(text, uuid, uuid) to authenticated;

create function private.next_open_instant(
  program text,
  user_id uuid,
  instant timestamptz,
  timezone text,
  contact_id uuid default null
)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  v_hours constant private.open_hours := private.open_hours_of(
    program, user_id, contact_id
  );
begin
  return private.next_allowed_instant(
    instant, timezone, v_hours.open_minutes, v_hours.avoid_days
  );
end;
$$;

comment on function private.next_open_instant(text, uuid, timestamptz, text, uuid) is
  'The first moment from this one on at which a program may write to somebody in this zone about a '
  'user; null where it never may.';
revoke execute on function private.next_open_instant(text, uuid, timestamptz, text, uuid)
  from public;
grant execute on function private.next_open_instant(text, uuid, timestamptz, text, uuid)
  to authenticated;
