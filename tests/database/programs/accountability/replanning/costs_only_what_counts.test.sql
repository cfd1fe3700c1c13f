-- What is taken back plans nothing again where it cannot matter; what is logged never does.
begin;
select plan(12);

-- How often a function was called in this transaction.
set local track_functions = 'pl';
create function pg_temp.calls(function_name text)
returns bigint
language sql
volatile
as $$
  select coalesce(sum(pg_stat_get_xact_function_calls(pg_proc.oid)), 0)::bigint
  from pg_proc
  where pg_proc.proname = calls.function_name and pg_proc.pronamespace = 'private'::regnamespace;
$$;
create function pg_temp.replanned(change text)
returns bigint
language plpgsql
as $$
declare
  v_before constant bigint := pg_temp.calls('reopen_accountability');
begin
  execute change;
  return pg_temp.calls('reopen_accountability') - v_before;
end;
$$;

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Maya');
select tests.log_activity('Maya', 3, '2026-06-03 12:00Z');
select tests.log_activity('Maya', 2, '2026-05-30 12:00Z');

select is(
  pg_temp.replanned('delete from public.activities where amount = 2'), 0::bigint,
  'while nothing is decided nothing is planned again'
);
select public.schedule_due_messages();

select is(
  array(
    select tgname::text from pg_trigger
    where tgrelid = 'public.activities'::regclass and tgtype & 4 > 0 and not tgisinternal
    order by tgname
  ),
  array['check_input', 'limit_activities'],
  'an insert sets off nothing that plans'
);
create temporary table before as
select pg_temp.calls('replan_users') as calls, pg_temp.calls('hold_planning_of_caller') as holds,
  (select string_agg(ctid::text, ' ') from public.occurrences) as occurrences,
  (select string_agg(ctid::text || xmax::text, ' ') from public.notification_preferences)
    as preferences;
select tests.log_activity('Maya', 1, '2026-06-04 12:00Z');
select is(
  (
    select row(
      pg_temp.calls('replan_users'), pg_temp.calls('hold_planning_of_caller'),
      (select string_agg(ctid::text, ' ') from public.occurrences),
      (select string_agg(ctid::text || xmax::text, ' ') from public.notification_preferences)
    )::text
  ),
  (select row(before.*)::text from before),
  'an insert plans, locks and writes nothing else'
);
select tests.log_activity('Maya', 2, '2026-05-31 17:59Z');
select is(
  pg_temp.replanned('delete from public.activities where amount = 2'), 0::bigint,
  'nor does what is taken back from a week before'
);
select is(
  pg_temp.replanned('update public.activities set amount = amount'), 0::bigint,
  'nor an update that changes nothing'
);
select is(
  pg_temp.replanned('update public.activities set amount = amount + 1'), 0::bigint,
  'nor one that raises'
);
select is(
  pg_temp.replanned('update public.activities set amount = amount - 1'), 1::bigint,
  'two that are lowered at once plan once'
);
select is(
  pg_temp.replanned('update public.activities set amount = 1 where false'), 0::bigint,
  'what reaches no row plans nothing'
);

-- With a goal goes its log.
select tests.create_goal('Maya', 2, 'Read');
select tests.log_activity('Maya', 1, '2026-06-03 12:00Z', 'Read');
select tests.log_activity('Maya', 1, '2026-06-04 12:00Z', 'Read');
select is(
  pg_temp.replanned($$delete from public.goals where title = 'Read'$$), 1::bigint,
  'a goal that goes with its log plans once'
);
select is(
  tests.plan('Maya'),
  '06-07 18:00 silent met_and_silent | 06-07 18:00 canceled superseded; next 06-14 18:00',
  'and what is left was reached'
);

-- With an account goes everything.
select tests.create_person('Ben');
select tests.create_goal('Ben', 2, 'Read');
select tests.log_activity('Ben', 3, '2026-06-03 12:00Z');
select tests.log_activity('Ben', 3, '2026-06-03 12:00Z', 'Read');
select public.schedule_due_messages();
select is(
  pg_temp.replanned('delete from auth.users where id = tests.user_id(''Ben'')'), 0::bigint,
  'an account that is deleted plans nothing'
);
select is(
  (select count(*) from public.activities), 2::bigint, 'and leaves nothing but what is Maya''s'
);

select * from finish();
rollback;
