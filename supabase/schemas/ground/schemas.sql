-- Where things live and who may touch them unless a file says otherwise: nobody.
--
-- public holds what the app uses, under row level security. private holds the rest and is not
-- exposed. Hosted projects grant new objects in public to the API roles by default; these defaults
-- are taken back here, and every table and function repeats its own revoke and grants, so that
-- reading one file tells who may use what it makes.

create schema private;
comment on schema private is
  'What Rundown needs and the API does not show: settings, attempts, numbers, helpers.';
-- A preview runs with the rights of whoever asks, who may use what it is made of; each table and
-- function still says by itself who may. Nothing of it can be called through the API.
grant usage on schema private to authenticated, service_role;

-- Only the global form works for the execute that every role has through public.
alter default privileges revoke execute on functions from public;
alter default privileges in schema public
  revoke execute on functions from anon, authenticated, service_role;
alter default privileges in schema public
  revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public
  revoke all on sequences from anon, authenticated, service_role;
