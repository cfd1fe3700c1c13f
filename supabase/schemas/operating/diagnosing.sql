-- Whether this installation is as it should be, and how to mend what is not.
--
-- The bodies name objects of schemas that may not exist: plpgsql looks for them only when a
-- statement runs, and none runs before its schema was seen.

create type private.check_result as (name text, is_ok boolean, finding text, fix text);
comment on type private.check_result is
  'What came of one check. is_ok is null where there was nothing to check; fix is null unless '
  'is_ok is false.';

create function private.result_of(name text, problem text, fix text, otherwise text)
returns private.check_result
language sql
immutable
set search_path = ''
as $$
  select
    result_of.name,
    result_of.problem is null,
    coalesce(result_of.problem, result_of.otherwise),
    case when result_of.problem is not null then result_of.fix end;
$$;

comment on function private.result_of(text, text, text, text) is
  'The result of a check: what is wrong and its fix, or what was found if problem is null.';
revoke execute on function private.result_of(text, text, text, text) from public;

create function private.is_hosted()
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from pg_catalog.pg_available_extensions where pg_available_extensions.name = 'pg_cron'
  );
$$;

comment on function private.is_hosted() is
  'Whether this server could have pg_cron: hosted ones do, the one of the local stack does not.';
revoke execute on function private.is_hosted() from public;

create function private.diagnose_cron()
returns setof private.check_result
language plpgsql
stable
set search_path = ''
as $$
declare
  v_missing text;
begin
  if not private.is_hosted() then
    return query
    select checks.name, null::boolean, 'not hosted', null::text
    from unnest(array['extensions', 'cron', 'vault']) as checks (name);
    return;
  end if;

  select string_agg(wanted.name, ', ' order by wanted.place)
  into v_missing
  from (
    values
      (1, 'pg_cron', to_regclass('cron.job') is not null),
      (
        2, 'pg_net',
        to_regprocedure('net.http_post(text, jsonb, jsonb, jsonb, integer)') is not null
      ),
      (3, 'vault', to_regclass('vault.decrypted_secrets') is not null)
  ) as wanted (place, name, is_there)
  where not wanted.is_there;
  return next private.result_of(
    'extensions', 'missing: ' || v_missing,
    'Enable them under Database > Extensions, then run: select private.install_cron();',
    'pg_cron, pg_net and vault are enabled'
  );

  v_missing := null;
  if to_regclass('cron.job') is null then
    select string_agg(cron_schedules.job_name, ', ' order by cron_schedules.job_name)
    into v_missing
    from private.cron_schedules;
  else
    select string_agg(cron_schedules.job_name, ', ' order by cron_schedules.job_name)
    into v_missing
    from private.cron_schedules
    where not exists (
      select from cron.job
      where job.jobname = cron_schedules.job_name
        and job.schedule = cron_schedules.schedule
        and job.active
    );
  end if;
  return next private.result_of(
    'cron', 'no active job at the time of private.cron_schedules: ' || v_missing,
    'select private.install_cron(); and for a job that is paused: '
      'select cron.alter_job(jobid, active := true) from cron.job where jobname = ''…'';',
    'a job for each row of private.cron_schedules'
  );

  select string_agg(wanted.name, ', ' order by wanted.name)
  into v_missing
  from unnest(array['rundown_functions_url', 'rundown_cron_key']) as wanted (name)
  where private.vault_secret(wanted.name) is null;
  return next private.result_of(
    'vault', 'secrets that are missing or empty: ' || v_missing,
    'Add them under Integrations > Vault; docs/operations.md says what is in them.',
    'both secrets are there'
  );
end;
$$;

comment on function private.diagnose_cron() is
  'Whether pg_cron calls the functions: extensions, jobs, and the secrets in Vault.';
revoke execute on function private.diagnose_cron() from public;

create function private.diagnose_privileges()
returns setof private.check_result
language plpgsql
stable
set search_path = ''
as $$
declare
  v_found text;
begin
  select string_agg(relation.oid::regclass::text, ', ' order by relation.oid::regclass::text)
  into v_found
  from pg_catalog.pg_class as relation
  where relation.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
    and relation.relkind in ('r', 'p')
    and not relation.relrowsecurity;
  return next private.result_of(
    'row security', 'tables without row level security: ' || v_found,
    'alter table … enable row level security;', 'on for every table'
  );

  select string_agg(
    format('%s %s %s', held.grantee, held.privilege, held.relation),
    ', ' order by held.relation, held.grantee, held.privilege
  )
  into v_found
  from (
    select
      relation.oid::regclass::text as relation,
      coalesce(roles.rolname, 'public') as grantee,
      acl.privilege_type as privilege
    from pg_catalog.pg_class as relation
    cross join lateral aclexplode(relation.relacl) as acl
    left join pg_catalog.pg_roles as roles on roles.oid = acl.grantee
    where relation.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
      and relation.relkind in ('r', 'p', 'v', 'm', 'S')
      and coalesce(roles.rolname, 'public')
        in ('public', 'anon', 'authenticated', 'service_role')
  ) as held
  -- The migrations let people write single columns, and service_role nothing at all.
  where not (held.grantee = 'authenticated' and held.privilege in ('SELECT', 'DELETE'))
    and not (held.grantee = 'service_role' and held.privilege = 'SELECT');
  return next private.result_of(
    'table grants', 'beyond what the migrations grant: ' || v_found,
    'revoke … on table … from …; whole tables may be read, and deleted from by those signed in.',
    'nobody holds more than the migrations grant'
  );

  select string_agg(routine.oid::regprocedure::text, ', ' order by routine.oid::regprocedure::text)
  into v_found
  from pg_catalog.pg_proc as routine
  where routine.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
    and not exists (
      select from pg_catalog.pg_depend
      where pg_depend.classid = 'pg_catalog.pg_proc'::regclass
        and pg_depend.objid = routine.oid
        and pg_depend.deptype = 'e'
    )
    and (
      has_function_privilege('anon', routine.oid, 'execute')
      or (routine.prosecdef and has_function_privilege('authenticated', routine.oid, 'execute'))
    );
  return next private.result_of(
    'function grants', 'within reach of people, as their definer or not signed in: ' || v_found,
    'revoke execute on function … from public, anon, authenticated;',
    'anon executes none, nobody signed in a definer'
  );
end;
$$;

comment on function private.diagnose_privileges() is
  'Whether tables and functions are open to nobody beyond what the migrations say, as far as the '
  'catalog tells: a dashboard grants with one click.';
revoke execute on function private.diagnose_privileges() from public;

create function private.diagnose_data()
returns setof private.check_result
language plpgsql
stable
set search_path = ''
as $$
declare
  v_stopped text;
  v_settings private.settings;
  v_lacking text;
  v_unknown text;
begin
  if private.is_hosted() or not exists (select from private.virtual_clock) then
    return next private.result_of(
      'clock',
      'stands at ' || (select virtual_clock.instant::text from private.virtual_clock),
      'delete from private.virtual_clock;', 'real'
    );
  else
    return next row('clock', null, 'virtual, as the local stack wants it', null)
      ::private.check_result;
  end if;

  select string_agg(places.name, ', ' order by places.name)
  into v_lacking
  from private.places_with_a_zone() as places (name)
  where not private.is_time_zone(places.name);
  select string_agg(time_zones.name, ', ' order by time_zones.name)
  into v_unknown
  from private.time_zones
  where not exists (
    select from private.places_with_a_zone() as places (name) where places.name = time_zones.name
  );
  return next private.result_of(
    'time zones',
    nullif(
      concat_ws('; ', 'nobody can choose ' || v_lacking, 'Postgres does not know ' || v_unknown),
      ''
    ),
    'insert into private.time_zones (name) select private.places_with_a_zone() on conflict do '
      'nothing; and give people in a zone that is gone another one.',
    (select count(*) from private.time_zones) || ' places'
  );

  select
    string_agg(
      concat(
        case
          when circuit.channel <> private.default_channel() then circuit.channel || ' '
        end,
        case
          when circuit.paused_at is not null then 'paused: ' || circuit.paused_because
          else concat_ws(' ', 'stopped by itself:', circuit.reason, circuit.error_code)
        end
      ),
      '; '
      order by circuit.channel
    )
  into v_stopped
  from private.delivery_circuits as circuit
  where circuit.paused_at is not null or circuit.opened_at is not null;
  return next private.result_of(
    'circuit', v_stopped, 'Mend that, then: deno task ops resume', 'closed'
  );

  select * into v_settings from private.settings;
  return next private.result_of(
    'settings',
    nullif(
      concat_ws(
        '; ',
        case when v_settings.messages_per_hour = 0 then 'no text leaves at 0 an hour' end,
        case when v_settings.replies_per_hour = 0 then 'no reply leaves at 0 an hour' end,
        -- Hosted functions end after 150 seconds.
        case
          when v_settings.lease_duration < interval '150 seconds'
          then 'lease_duration is shorter than a sender may run'
        end,
        case
          when v_settings.scheduling_horizon < interval '24 hours'
          then 'scheduling_horizon is shorter than the day between two schedulers'
        end,
        case
          when v_settings.allowed_from < time '08:00' or v_settings.allowed_until > time '21:00'
          then 'texts may leave before 8:00 or after 21:00'
        end
      ),
      ''
    ),
    'update private.settings set …;', 'sane'
  );

  return next private.result_of(
    'operators',
    case
      -- The app of a local stack has no operators.
      when private.is_hosted() and not exists (
        select from auth.users where users.raw_app_meta_data ->> 'rundown_role' = 'operator'
      )
      then 'there is none'
    end,
    'update auth.users set raw_app_meta_data = coalesce(raw_app_meta_data, ''{}'') || '
      '''{"rundown_role": "operator"}'' where email = ''…'';',
    (
      select count(*) || ' can see the queue in the app'
      from auth.users where users.raw_app_meta_data ->> 'rundown_role' = 'operator'
    )
  );
end;
$$;

comment on function private.diagnose_data() is
  'Whether the clock is real, zones are complete, nothing keeps texts back, settings are sane and '
  'somebody may look.';
revoke execute on function private.diagnose_data() from public;

create function private.diagnose_runs()
returns setof private.check_result
language sql
stable
set search_path = ''
as $$
  -- By real time, as runs are noted.
  select checked.*
  from private.settings
  cross join lateral (
    values
      ('message-scheduler', settings.scheduler_silence),
      ('message-sender', settings.sender_silence)
  ) as expected (function_name, silence)
  left join lateral (
    select function_runs.status, function_runs.started_at, function_runs.error
    from public.function_runs
    where function_runs.function_name = expected.function_name
    order by function_runs.started_at desc
    limit 1
  ) as last on true
  cross join lateral private.result_of(
    expected.function_name,
    case
      when last.status = 'failed' then 'the last run failed: ' || last.error
      when last.status = 'running' and last.started_at < now() - settings.stuck_after
      then 'the last run was killed'
      -- Nothing calls them by itself where there is no cron.
      when private.is_hosted() and last.status is null then 'never ran'
      when private.is_hosted() and last.started_at < now() - expected.silence
      then 'has not run since ' || to_char(last.started_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI')
        || ' UTC'
    end,
    'See the checks of cron, vault and secrets, then the function''s log.',
    coalesce(
      'ran at ' || to_char(last.started_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC',
      'has not run yet'
    )
  ) as checked;
$$;

comment on function private.diagnose_runs() is
  'Whether the last run of scheduler and sender went well and is not too long ago.';
revoke execute on function private.diagnose_runs() from public;

create function public.diagnose()
returns table (name text, is_ok boolean, finding text, fix text)
language sql
stable
security definer
set search_path = ''
as $$
  select * from private.diagnose_cron()
  union all
  select * from private.diagnose_privileges()
  union all
  select * from private.diagnose_data()
  union all
  select * from private.diagnose_runs();
$$;

comment on function public.diagnose() is
  'Every check of the database, in the order in which to mend what is wrong: what was found, '
  'whether that is ok (null where there is nothing to check) and the fix of what is not. Definer '
  'to look everywhere. For service_role.';
revoke execute on function public.diagnose() from public, anon, authenticated;
grant execute on function public.diagnose() to service_role;
