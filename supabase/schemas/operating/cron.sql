-- When the functions and the jobs of the database run.

create table private.cron_schedules (
  job_name text primary key,
  schedule text not null,
  function_name text,
  command text,
  created_at timestamptz not null default now(),
  constraint a_job_rings_a_function_or_runs_a_command
    check (num_nonnulls(function_name, command) = 1)
);

comment on table private.cron_schedules is
  'What runs when: cron expressions in UTC (R46, T113, T115). Cron, hosted or local, reads them '
  'here.';
comment on column private.cron_schedules.function_name is 'The Edge Function that is called.';
comment on column private.cron_schedules.command is
  'The one statement that is run instead, in no transaction of its own.';
alter table private.cron_schedules enable row level security;
revoke all on table private.cron_schedules from public, anon, authenticated, service_role;
create policy "Nobody reaches cron schedules through the API" on private.cron_schedules
  for all to anon, authenticated using (false);

insert into private.cron_schedules (job_name, schedule, function_name)
values
  ('message-scheduler', '0 6 * * *', 'message-scheduler'),
  ('message-sender', '*/10 * * * *', 'message-sender');
insert into private.cron_schedules (job_name, schedule, command)
values
  ('check-health', '5 * * * *', 'select private.check_health()'),
  -- Commits after each batch, so that no lock and no snapshot grows old. A procedure could not:
  -- one with its search_path pinned may not commit.
  (
    'clean-up', '0 3 * * 0',
    'do ''begin for batch in 1 .. 1000 loop exit when not private.clean_up(); commit; end loop; '
    'end'''
  );
