-- Hosted cron: pg_cron runs each job of private.cron_schedules. Last of all, because it makes
-- extensions and jobs where it can.

create function private.install_cron()
returns integer
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  -- Tells our jobs from those of others, whatever they run.
  c_mark constant text := '/* Rundown */ ';
  v_jobs integer;
begin
  if to_regclass('cron.job') is null then
    raise notice 'Nothing runs on schedule: this database has no pg_cron'
      using hint = 'Once it is enabled, run: select private.install_cron();';
    return 0;
  end if;

  perform cron.unschedule(job.jobid)
  from cron.job
  where job.username = current_user
    and starts_with(job.command, c_mark)
    and not exists (
      select from private.cron_schedules where cron_schedules.job_name = job.jobname
    );

  -- Takes over a job of the same name.
  perform cron.schedule(
    cron_schedules.job_name,
    cron_schedules.schedule,
    c_mark || coalesce(
      cron_schedules.command,
      format('select private.ring_function(%L)', cron_schedules.function_name)
    )
  )
  from private.cron_schedules;
  get diagnostics v_jobs = row_count;
  return v_jobs;
end;
$$;

comment on function private.install_cron() is
  'Makes pg_cron''s jobs equal to private.cron_schedules, one for each row, and returns how '
  'many there are; 0, with a notice, where pg_cron does not exist. Run it again after a schedule '
  'changed or pg_cron was enabled. Definer so that the jobs always belong to the same role: '
  'pg_cron lets each role have a job of the same name. For operators.';
revoke execute on function private.install_cron() from public;

do $$
declare
  v_extension record;
begin
  for v_extension in
    select wanted.extension_name, wanted.schema_name
    from (values ('pg_cron', 'pg_catalog'), ('pg_net', 'extensions'))
      as wanted (extension_name, schema_name)
    join pg_available_extensions on pg_available_extensions.name = wanted.extension_name
  loop
    begin
      execute format(
        'create extension if not exists %I with schema %I',
        v_extension.extension_name, v_extension.schema_name
      );
    exception
      -- This role may not, the server does not load it, or it lives in another database: the rest
      -- of Rundown works without.
      when others then
        raise warning 'Cannot enable %: %', v_extension.extension_name, sqlerrm;
    end;
  end loop;
end;
$$;

select private.install_cron();
