-- What a hosted Supabase project has before its first migration, as far as our migrations and the
-- API rely on it, in words that Postgres 15 knows. Runs once in each new database, as its
-- superuser.

do $$
begin
  -- Roles belong to the server: another database of it may have brought them.
  if to_regrole('anon') is null then
    create role anon nologin noinherit;
    create role authenticated nologin noinherit;
    create role service_role nologin noinherit bypassrls;
  end if;
  execute format(
    'alter database %I set search_path = "$user", public, extensions', current_database()
  );
end;
$$;

create schema auth;
create schema extensions;
grant usage on schema auth, extensions, public to anon, authenticated, service_role;

-- Hosted projects hand every new object in public to the API roles. Kept here so that a migration
-- that forgets to revoke is caught by the privilege tests.
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public
  grant all on functions to anon, authenticated, service_role;
alter default privileges in schema public
  grant all on sequences to anon, authenticated, service_role;
