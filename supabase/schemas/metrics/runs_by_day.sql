-- Runs of the functions, by day.

create view public.runs_by_day with (security_invoker = true) as
select
  (runs.started_at at time zone 'UTC')::date as day,
  runs.function_name,
  count(*) as runs,
  count(*) filter (where runs.status = 'failed') as failed,
  count(*) filter (where runs.status = 'running') as unfinished,
  round(percentile_cont(0.5) within group (order by took.ms)) as run_ms_p50,
  round(percentile_cont(0.95) within group (order by took.ms)) as run_ms_p95,
  max((runs.report ->> 'slowest_claim_ms')::numeric) as slowest_claim_ms,
  sum((runs.report ->> 'claimed')::bigint) as claimed
from public.function_runs as runs
cross join lateral (
  select extract(epoch from runs.finished_at - runs.started_at)::double precision * 1000
) as took (ms)
group by (runs.started_at at time zone 'UTC')::date, runs.function_name;

comment on view public.runs_by_day is
  'How long the functions'' runs of each UTC date took (R52), as long as they are kept.';
comment on column public.runs_by_day.day is 'UTC date on which the runs began.';
comment on column public.runs_by_day.function_name is 'Edge Function.';
comment on column public.runs_by_day.runs is 'Runs that began.';
comment on column public.runs_by_day.failed is 'Runs of these that failed.';
comment on column public.runs_by_day.unfinished is
  'Runs of these that go on, or were killed if they began long ago.';
comment on column public.runs_by_day.run_ms_p50 is
  'Milliseconds that half of those that ended took at most.';
comment on column public.runs_by_day.run_ms_p95 is
  'Milliseconds that 95 of 100 of those that ended took at most.';
comment on column public.runs_by_day.slowest_claim_ms is
  'Milliseconds of the slowest claim as the sender saw it; null for other functions.';
comment on column public.runs_by_day.claimed is
  'Messages that the sender''s runs claimed; null for other functions.';

revoke all on table public.runs_by_day from public, anon, authenticated, service_role;
grant select on table public.runs_by_day to authenticated, service_role;
