-- What each run of a function reported.

create table public.function_runs (
  id uuid primary key default gen_random_uuid(),
  function_name text not null,
  status text not null default 'running',
  report jsonb,
  error text,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  created_at timestamptz not null default now(),
  constraint status_is_known check (status in ('running', 'succeeded', 'failed')),
  constraint finished_at_exists_exactly_when_ended
    check ((status = 'running') = (finished_at is null))
);

comment on table public.function_runs is
  'One row for each run of a scheduled function. A run that stays running was killed.';
create index function_runs_by_start on public.function_runs (function_name, started_at desc);

alter table public.function_runs enable row level security;
revoke all on table public.function_runs from public, anon, authenticated, service_role;
grant select on table public.function_runs to authenticated, service_role;

create policy "Operators can see runs" on public.function_runs
  for select to authenticated using (
    (select private.is_operator())
  );

create function public.begin_function_run(function_name text)
returns uuid
language sql
volatile
security definer
set search_path = ''
as $$
  insert into public.function_runs (function_name)
  values (begin_function_run.function_name)
  returning id;
$$;

comment on function public.begin_function_run(text) is
  'Notes that a function started and returns the run''s id. Definer because nobody may write the '
  'table. For service_role.';
revoke execute on function public.begin_function_run(text) from public, anon, authenticated;
grant execute on function public.begin_function_run(text) to service_role;

create function public.finish_function_run(run_id uuid, report jsonb, error text default null)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  update public.function_runs
  set
    status = case when finish_function_run.error is null then 'succeeded' else 'failed' end,
    report = finish_function_run.report,
    error = finish_function_run.error,
    finished_at = clock_timestamp()
  where function_runs.id = finish_function_run.run_id and function_runs.status = 'running';
  if not found then
    raise exception 'Cannot finish run "%": no such run is running', run_id using errcode = 'RD020';
  end if;
end;
$$;

comment on function public.finish_function_run(uuid, jsonb, text) is
  'Notes what a run did, and its error if it failed. Raises RD020 if no such run is running. '
  'Definer because nobody may write the table. For service_role.';
revoke execute on function public.finish_function_run(uuid, jsonb, text)
  from public, anon, authenticated;
grant execute on function public.finish_function_run(uuid, jsonb, text) to service_role;
