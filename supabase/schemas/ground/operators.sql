-- Who is an operator.

create function private.is_operator()
returns boolean
language sql
stable
set search_path = ''
as $$
  select coalesce(auth.jwt() -> 'app_metadata' ->> 'rundown_role' = 'operator', false);
$$;

comment on function private.is_operator() is
  'Whether the token of whoever asks makes them an operator. app_metadata, because users can '
  'change user_metadata themselves.';
revoke execute on function private.is_operator() from public;
grant execute on function private.is_operator() to authenticated, service_role;
