-- The period includes its start and not its end, to the microsecond.
begin;
select plan(7);

select tests.set_clock('2026-06-07 18:00Z');

-- Somebody with one goal of that age and one activity at that moment.
create function pg_temp.outcome(created_at timestamptz, occurred_at timestamptz)
returns text
language plpgsql
as $$
begin
  perform tests.create_user(occurred_at::text || created_at::text);
  perform tests.create_goal(
    occurred_at::text || created_at::text, weekly_target => 2, created_at => outcome.created_at
  );
  perform tests.log_activity(
    occurred_at::text || created_at::text, 1, occurred_at => outcome.occurred_at
  );
  return (
    select progress.outcome
    from public.weekly_goal_progress(
      tests.user_id(occurred_at::text || created_at::text),
      '2026-05-31 18:00Z', '2026-06-07 18:00Z'
    ) as progress
  );
end;
$$;

select is(
  pg_temp.outcome('2026-01-01 00:00Z', '2026-05-31 18:00Z'), 'partial',
  'an activity exactly at the start counts'
);
select is(
  pg_temp.outcome('2026-01-01 00:00Z', '2026-05-31 17:59:59.999999Z'), 'missed',
  'a microsecond before the start it belongs to last week'
);
select is(
  pg_temp.outcome('2026-01-01 00:00Z', '2026-06-07 17:59:59.999999Z'), 'partial',
  'a microsecond before the end it counts'
);
select is(
  pg_temp.outcome('2026-01-01 00:00Z', '2026-06-07 18:00Z'), 'missed',
  'exactly at the end it belongs to next week'
);
select is(
  pg_temp.outcome('2026-05-31 18:00Z', '2026-06-01 00:00Z'), 'partial',
  'a goal made exactly at the start is judged'
);
select is(
  pg_temp.outcome('2026-05-31 18:00:00.000001Z', '2026-06-01 00:00Z'), null,
  'one made a microsecond later is not'
);

select tests.create_user('Maya');
select tests.create_goal('Maya', weekly_target => 1);
insert into public.activities (user_id, goal_id, amount, occurred_at, created_at)
select user_id, id, 1, '2026-06-07 17:00Z', '2026-06-09 12:00Z'
from public.goals
where user_id = tests.user_id('Maya');
select is(
  (
    select outcome
    from public.weekly_goal_progress(
      tests.user_id('Maya'), '2026-05-31 18:00Z', '2026-06-07 18:00Z'
    )
  ),
  'met', 'what was logged late counts for the week in which it was done'
);

select * from finish();
rollback;
