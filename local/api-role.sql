-- The role of the local REST and Auth server. It owns the schema auth and becomes one of the three
-- API roles for each request. It must own nothing else: on its first request it grants all
-- tables of the exposed schemas to the API roles, and only lacking the right to grant makes that
-- a warning instead of the end of our privileges. pg_read_all_data is what turns the error into
-- that warning; requests never run with it.

create role authenticator login noinherit password 'postgres';
grant anon, authenticated, service_role to authenticator with inherit false, set true;
grant pg_read_all_data to authenticator with inherit true;
grant create, connect on database postgres to authenticator;
alter schema auth owner to authenticator;
-- As hosted (supabase.com/docs/guides/database/postgres/timeouts, read 2026-11-29): it bounds the
-- functions' calls too, and is how a program that hangs is noticed.
alter role authenticator set statement_timeout = '8s';
