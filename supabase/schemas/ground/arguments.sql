-- How a function refuses a number that it cannot work with.

create function private.refuse_outside(
  value integer,
  lowest integer,
  highest integer,
  task text,
  argument text,
  code text
)
returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
  if value is null or value not between lowest and highest then
    raise exception 'Cannot %: % is %', task, argument, value
      using errcode = code, hint = format('Use a number from %s to %s.', lowest, highest);
  end if;
end;
$$;

comment on function private.refuse_outside(integer, integer, integer, text, text, text) is
  'Raises an error with this code unless the value lies between lowest and highest, both allowed; '
  'null does not. task is what cannot be done then, argument the name of the value.';
revoke execute on function private.refuse_outside(integer, integer, integer, text, text, text)
  from public;
-- A preview asks as whoever it is about.
grant execute on function private.refuse_outside(integer, integer, integer, text, text, text)
  to authenticated;
