-- A run is on record from its first moment, and ends once.
begin;
select plan(8);

create temporary table runs as
select
  public.begin_function_run('message-sender') as good,
  public.begin_function_run('message-sender') as bad;

create function pg_temp.run(run_id uuid)
returns text
language sql
as $$
  select concat_ws(' ', function_name, status, report, error, (finished_at is not null)::text)
  from public.function_runs
  where id = run_id;
$$;

select is(
  pg_temp.run((select good from runs)), 'message-sender running false', 'a run begins'
);
select public.finish_function_run((select good from runs), '{"sent": 2}');
select is(
  pg_temp.run((select good from runs)), 'message-sender succeeded {"sent": 2} true',
  'ends with its report'
);
select public.finish_function_run((select bad from runs), null, 'no database');
select is(
  pg_temp.run((select bad from runs)), 'message-sender failed no database true',
  'or with its error'
);
select throws_ok(
  format('select public.finish_function_run(%L, null)', good), 'RD020', null,
  'it does not end twice'
) from runs;
select is(
  pg_temp.run((select good from runs)), 'message-sender succeeded {"sent": 2} true',
  'and stays as it ended'
);
select throws_ok(
  format('select public.finish_function_run(%L, null)', gen_random_uuid()), 'RD020', null,
  'what never began does not end'
);
select throws_ok(
  'select public.finish_function_run(null, null)', 'RD020', null, 'nor does nothing'
);
select throws_ok(
  'select public.begin_function_run(null)', '23502', null, 'a run is somebody''s'
);

select * from finish();
rollback;
