-- What a hosted Supabase project has before its first migration, as far as our migrations and the
-- API rely on it. Runs once on a new local database, as its superuser.

create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;

-- The role of the local REST and Auth server. It owns the schema auth and becomes one of the three
-- roles above for each request. It must own nothing else: on its first request it grants all
-- tables of the exposed schemas to the API roles, and only lacking the right to grant makes that
-- a warning instead of the end of our privileges. pg_read_all_data is what turns the error into
-- that warning; requests never run with it.
create role authenticator login noinherit password 'postgres';
grant anon, authenticated, service_role to authenticator with inherit false, set true;
grant pg_read_all_data to authenticator with inherit true;
grant create, connect on database postgres to authenticator;

create schema extensions;
alter database postgres set search_path = "$user", public, extensions;
create schema auth authorization authenticator;
grant usage on schema auth to anon, authenticated, service_role;
grant usage on schema extensions to anon, authenticated, service_role;
grant usage on schema public to anon, authenticated, service_role;

-- Hosted projects hand every new object in public to the API roles. Kept here so that a migration
-- that forgets to revoke is caught by the privilege tests.
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public
  grant all on functions to anon, authenticated, service_role;
alter default privileges in schema public
  grant all on sequences to anon, authenticated, service_role;
