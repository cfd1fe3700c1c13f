-- Met is every judged goal, missed is no progress at all, partial is anything between.
begin;
select plan(11);

-- (outcome, goals, judged, reached, progressed)
select tests.set_clock('2026-06-07 18:00Z');

create function pg_temp.progress(display_name text)
returns text
language sql
as $$
  select progress::text
  from public.weekly_goal_progress(
    tests.user_id(progress.display_name), '2026-05-31 18:00Z', '2026-06-07 18:00Z'
  ) as progress;
$$;

select tests.create_user('Maya');

select is(pg_temp.progress('Maya'), '(,0,0,0,0)', 'without a goal there is nothing to judge');

select tests.create_goal('Maya', weekly_target => 3, title => 'Run');
select is(pg_temp.progress('Maya'), '(missed,1,1,0,0)', 'nothing logged is missed');

select tests.log_activity('Maya', 0.5);
select is(pg_temp.progress('Maya'), '(partial,1,1,0,1)', 'half a unit is progress');

select tests.log_activity('Maya', 2.499);
select is(pg_temp.progress('Maya'), '(partial,1,1,0,1)', 'a thousandth short is not reached');

select tests.log_activity('Maya', 0.001);
select is(pg_temp.progress('Maya'), '(met,1,1,1,1)', 'the target itself is reached');

select tests.log_activity('Maya', 100);
select is(pg_temp.progress('Maya'), '(met,1,1,1,1)', 'more than the target is reached as well');

select tests.create_goal('Maya', weekly_target => 1, title => 'Swim');
select is(
  pg_temp.progress('Maya'), '(partial,2,2,1,1)',
  'one goal reached and one untouched is partial'
);

select tests.log_activity('Maya', 1, title => 'Swim');
select is(pg_temp.progress('Maya'), '(met,2,2,2,2)', 'both reached is met');

select tests.create_goal(
  'Maya', weekly_target => 1, title => 'Read', created_at => '2026-06-01 00:00Z'
);
select is(
  pg_temp.progress('Maya'), '(met,3,2,2,2)', 'a goal younger than the week is counted, not judged'
);

select tests.create_user('Noah');
select tests.create_goal('Noah', weekly_target => 3);
select is(
  pg_temp.progress('Noah'), '(missed,1,1,0,0)', 'what somebody else logged counts for nobody else'
);

select is(
  (
    select progress::text
    from public.weekly_goal_progress(
      gen_random_uuid(), '2026-05-31 18:00Z', '2026-06-07 18:00Z'
    ) as progress
  ),
  '(,0,0,0,0)', 'about nobody there is nothing to say'
);

select * from finish();
rollback;
