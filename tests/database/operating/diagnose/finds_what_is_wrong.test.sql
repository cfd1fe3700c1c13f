-- An installation as the migrations leave it has nothing wrong with it, and everything that can be
-- wrong is found, with its fix.
begin;
select plan(34);

-- What the checks say once these statements have run, which are undone.
create function pg_temp.problems_after(statements text)
returns text
language plpgsql
as $$
begin
  execute statements;
  raise exception using errcode = 'UNDO1', message = coalesce(
    (
      select string_agg(name || ': ' || finding, ' | ')
      from public.diagnose()
      where not is_ok
    ),
    'none'
  );
exception
  when sqlstate 'UNDO1' then
    return sqlerrm;
end;
$$;
delete from private.virtual_clock;

-- A server that could have pg_cron is taken for hosted; this one is not, whatever it has.
create or replace function private.is_hosted()
returns boolean
language sql
stable
set search_path = ''
as 'select false';

select is(pg_temp.problems_after('select 1'), 'none', 'nothing is wrong to begin with');
select results_eq(
  'select name from public.diagnose() where is_ok is null',
  array['extensions', 'cron', 'vault'], 'and nothing of cron is asked where there can be none'
);
select set_eq(
  'select name from public.diagnose() where is_ok',
  array[
    'row security', 'table grants', 'function grants', 'clock', 'time zones', 'circuit',
    'settings', 'operators', 'message-scheduler', 'message-sender'
  ],
  'the other checks are made'
);
select is_empty('select from public.diagnose() where fix is not null', 'what is well has no fix');
select isnt_empty(
  $$select from public.diagnose() where finding = 'closed' and name = 'circuit'$$,
  'and says what was found'
);

select is(pg_temp.problems_after(scenarios.statements), scenarios.problems, scenarios.statements)
from (
  values
    (
      'create table public.open_to_all (id integer)',
      'row security: tables without row level security: public.open_to_all'
    ),
    (
      'grant select on public.goals to anon',
      'table grants: beyond what the migrations grant: anon SELECT public.goals'
    ),
    (
      'grant insert, update on public.goals to authenticated',
      'table grants: beyond what the migrations grant: authenticated INSERT public.goals, '
      'authenticated UPDATE public.goals'
    ),
    (
      'grant truncate on private.phone_numbers to service_role',
      'table grants: beyond what the migrations grant: service_role TRUNCATE private.phone_numbers'
    ),
    (
      'grant execute on function public.sms_segments(text) to public',
      'function grants: within reach of people, as their definer or not signed in: '
      'public.sms_segments(text)'
    ),
    (
      'grant execute on function public.diagnose() to authenticated',
      'function grants: within reach of people, as their definer or not signed in: '
      'public.diagnose()'
    ),
    (
      'delete from private.time_zones where name in (''Asia/Kabul'', ''Europe/Berlin'')',
      'time zones: nobody can choose Asia/Kabul, Europe/Berlin'
    ),
    (
      'insert into private.time_zones (name) values (''Mars/Base'')',
      'time zones: Postgres does not know Mars/Base'
    ),
    ('select private.pause_sending(''Lunch'')', 'circuit: paused: Lunch'),
    (
      $$
        update private.delivery_circuits
        set opened_at = now(), probe_after = now(), reason = 'provider_configuration',
          error_code = 20003
      $$,
      'circuit: stopped by itself: provider_configuration 20003'
    ),
    (
      'update private.settings set messages_per_hour = 0, replies_per_hour = 0',
      'settings: no text leaves at 0 an hour; no reply leaves at 0 an hour'
    ),
    (
      'update private.settings set lease_duration = ''149 seconds''',
      'settings: lease_duration is shorter than a sender may run'
    ),
    (
      'update private.settings set scheduling_horizon = ''23 hours''',
      'settings: scheduling_horizon is shorter than the day between two schedulers'
    ),
    (
      'update private.settings set allowed_until = ''21:01''',
      'settings: texts may leave before 8:00 or after 21:00'
    ),
    (
      $$
        select public.finish_function_run(
          public.begin_function_run('message-sender'), '{}', 'Twilio is gone'
        )
      $$,
      'message-sender: the last run failed: Twilio is gone'
    ),
    (
      $$
        insert into public.function_runs (function_name, started_at)
        values ('message-scheduler', now() - interval '16 minutes')
      $$,
      'message-scheduler: the last run was killed'
    ),
    ('select public.begin_function_run(''message-scheduler'')', 'none')
) as scenarios (statements, problems);

select tests.set_clock('2026-06-07 12:00Z');
select results_eq(
  'select is_ok, finding from public.diagnose() where name = ''clock''',
  $$values (null::boolean, 'virtual, as the local stack wants it')$$, 'a local clock may stand'
);
delete from private.virtual_clock;

-- On a hosted project, with stand-ins for what only those have.
create or replace function private.is_hosted()
returns boolean
language sql
stable
set search_path = ''
as 'select true';
select is(
  pg_temp.problems_after('select 1'),
  'extensions: missing: pg_cron, pg_net, vault | '
  'cron: no active job at the time of private.cron_schedules: '
  'check-health, clean-up, message-scheduler, message-sender | '
  'vault: secrets that are missing or empty: rundown_cron_key, rundown_functions_url | '
  'operators: there is none | '
  'message-scheduler: never ran | message-sender: never ran',
  'a hosted project is asked for more'
);
create schema cron;
create table cron.job (jobid integer, jobname text, schedule text, active boolean);
insert into cron.job
select 1, job_name, schedule, true from private.cron_schedules;
create schema net;
create function net.http_post(text, jsonb, jsonb, jsonb, integer)
returns bigint language sql as 'select 1';
create schema vault;
create table vault.decrypted_secrets (name text, decrypted_secret text);
insert into vault.decrypted_secrets
values ('rundown_functions_url', 'https://p.example'), ('rundown_cron_key', 'sb_secret_x');
select tests.create_user('Olga');
update auth.users set raw_app_meta_data = '{"rundown_role": "operator"}';
select public.finish_function_run(public.begin_function_run(function_name), '{}')
from unnest(array['message-scheduler', 'message-sender']) as function_name;
select is(pg_temp.problems_after('select 1'), 'none', 'one that has it all is well');
select is(pg_temp.problems_after(scenarios.statements), scenarios.problems, scenarios.statements)
from (
  values
    (
      'delete from cron.job where jobname in (''clean-up'', ''message-sender'')',
      'cron: no active job at the time of private.cron_schedules: clean-up, message-sender'
    ),
    (
      'update cron.job set active = false where jobname = ''message-scheduler''',
      'cron: no active job at the time of private.cron_schedules: message-scheduler'
    ),
    (
      $$update private.cron_schedules set schedule = '1 1 * * *'
        where function_name = 'message-sender'$$,
      'cron: no active job at the time of private.cron_schedules: message-sender'
    ),
    (
      'update vault.decrypted_secrets set decrypted_secret = '' '' where name ~ ''key''',
      'vault: secrets that are missing or empty: rundown_cron_key'
    ),
    (
      'insert into private.virtual_clock (instant) values (''2026-06-07 12:00Z'')',
      'clock: stands at 2026-06-07 12:00:00+00'
    ),
    (
      $$
        update public.function_runs
        set started_at = '2026-06-07 12:00Z' where function_name = 'message-sender'
      $$,
      'message-sender: has not run since 2026-06-07 12:00 UTC'
    ),
    (
      $$
        update public.function_runs
        set started_at = now() - interval '24 hours' where function_name = 'message-scheduler'
      $$,
      'none'
    )
) as scenarios (statements, problems);
delete from cron.job;
update auth.users set raw_app_meta_data = '{}';
select is_empty(
  'select from public.diagnose() where is_ok is distinct from (fix is null)',
  'what is wrong has a fix, and nothing else'
);
select is(
  tests.outcome_as('Olga', 'select public.diagnose()', 'operator'), '42501',
  'not even an operator''s token may look everywhere'
);

select * from finish();
rollback;
