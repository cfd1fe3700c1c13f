-- Weeks that were worked out by hand: over changes of clocks, and with entries that come late, go,
-- or change. Each Maya asked for a local time; her week is the seven local days before it.
begin;
select plan(22);

select tests.set_clock('2026-12-01 12:00Z');
select tests.create_user('Maya');

-- Starts over with one old goal of so many.
create function pg_temp.begin_with(weekly_target numeric)
returns void
language sql
as $$
  delete from public.goals where user_id = tests.user_id('Maya');
  select tests.create_goal('Maya', begin_with.weekly_target, created_at => '2026-01-01 00:00Z');
$$;

-- The outcome of the week that ends at a local time.
create function pg_temp.outcome(ends timestamp, timezone text default 'UTC')
returns text
language sql
as $$
  select progress.outcome
  from public.weekly_goal_progress(
    tests.user_id('Maya'),
    private.local_to_instant(outcome.ends - interval '7 days', outcome.timezone),
    private.local_to_instant(outcome.ends, outcome.timezone)
  ) as progress;
$$;

-- The week ends in a gap. Sunday 29 March 2026, 02:30 does not exist in Berlin and is 03:30.
select pg_temp.begin_with(2);
select tests.log_activity('Maya', 1, '2026-03-29 03:29:59.999999 Europe/Berlin');
select is(
  pg_temp.outcome('2026-03-29 02:30', 'Europe/Berlin'), 'partial',
  'what was done before the moved end counts'
);
select is(
  pg_temp.outcome('2026-04-05 02:30', 'Europe/Berlin'), 'missed', 'and not in the next week again'
);
select tests.log_activity('Maya', 1, '2026-03-29 03:30 Europe/Berlin');
select is(
  pg_temp.outcome('2026-03-29 02:30', 'Europe/Berlin'), 'partial',
  'what was done at the moved end does not count'
);
select is(
  pg_temp.outcome('2026-04-05 02:30', 'Europe/Berlin'), 'partial',
  'it counts in the week that begins then'
);
select pg_temp.begin_with(1);
select tests.log_activity('Maya', 1, '2026-03-22 18:00 Europe/Berlin');
select is(
  pg_temp.outcome('2026-03-29 18:00', 'Europe/Berlin'), 'met',
  'a week with a gap has 167 hours: its first moment counts'
);
select tests.log_activity('Maya', 1, '2026-03-22 17:59:59.999999 Europe/Berlin');
select is(
  pg_temp.outcome('2026-03-22 18:00', 'Europe/Berlin'), 'met', 'and the moment before it does not'
);

-- The week ends in a fold: 02:30 comes twice on 25 October 2026, and the first is meant.
select pg_temp.begin_with(2);
select tests.log_activity('Maya', 1, '2026-10-25 00:29:59.999999Z');
select tests.log_activity('Maya', 1, '2026-10-25 00:30Z');
select tests.log_activity('Maya', 1, '2026-10-25 01:15Z');
select is(
  pg_temp.outcome('2026-10-25 02:30', 'Europe/Berlin'), 'partial',
  'the last moment before the first 02:30 counts'
);
select is(
  pg_temp.outcome('2026-11-01 02:30', 'Europe/Berlin'), 'met',
  'the first 02:30 and the second 02:15 belong to the next week'
);
select pg_temp.begin_with(1);
select tests.log_activity('Maya', 1, '2026-10-18 18:00 Europe/Berlin');
select is(
  pg_temp.outcome('2026-10-25 18:00', 'Europe/Berlin'), 'met',
  'a week with a fold has 169 hours: its first moment counts'
);

-- In other zones: where somebody was does not matter, only when.
select pg_temp.begin_with(1);
select tests.log_activity('Maya', 1, '2026-06-08 00:30 Asia/Tokyo');
select is(
  pg_temp.outcome('2026-06-07 18:00', 'America/New_York'), 'met',
  'a run in Tokyo on Monday is one of Sunday in New York'
);
select tests.log_activity('Maya', 1, '2026-06-14 18:00 America/Los_Angeles');
select is(
  pg_temp.outcome('2026-06-14 18:00', 'America/New_York'), 'missed',
  'one in Los Angeles at 18:00 comes three hours after the end in New York'
);

-- Late, gone, changed.
select pg_temp.begin_with(1);
insert into public.activities (user_id, goal_id, amount, occurred_at, created_at)
select user_id, id, 1, '2026-06-05 07:00Z', '2026-06-20 12:00Z'
from public.goals
where user_id = tests.user_id('Maya');
select is(
  pg_temp.outcome('2026-06-07 18:00'), 'met', 'what was entered two weeks late counts in its week'
);
select is(pg_temp.outcome('2026-06-21 18:00'), 'missed', 'and not in the week it was entered in');
update public.activities set amount = 0.5 where user_id = tests.user_id('Maya');
select is(pg_temp.outcome('2026-06-07 18:00'), 'partial', 'corrected to half, it is half');
update public.activities set occurred_at = '2026-06-08 07:00Z'
where user_id = tests.user_id('Maya');
select is(
  array[pg_temp.outcome('2026-06-07 18:00'), pg_temp.outcome('2026-06-14 18:00')],
  array['missed', 'partial'],
  'corrected to Monday, it moves to the next week'
);
delete from public.activities where user_id = tests.user_id('Maya');
select is(pg_temp.outcome('2026-06-14 18:00'), 'missed', 'deleted, it never was');

-- Halves and tenths: numeric adds them up exactly, where floats would end below the target.
select pg_temp.begin_with(1);
select tests.log_activity('Maya', 0.1, '2026-06-05 07:00Z') from generate_series(1, 10);
select is(pg_temp.outcome('2026-06-07 18:00'), 'met', 'ten tenths are one');
select pg_temp.begin_with(2.5);
select tests.log_activity('Maya', 0.5, '2026-06-05 07:00Z') from generate_series(1, 5);
select is(pg_temp.outcome('2026-06-07 18:00'), 'met', 'five times half a kilometre are 2.5');

-- Targets: the one of today counts, whenever it was set.
update public.goals set weekly_target = 3 where user_id = tests.user_id('Maya');
select is(
  pg_temp.outcome('2026-06-07 18:00'), 'partial', 'a target raised on the way is the target'
);
update public.goals set weekly_target = 1 where user_id = tests.user_id('Maya');
select is(pg_temp.outcome('2026-06-07 18:00'), 'met', 'and so is one that was lowered');
select throws_ok(
  $$update public.goals set weekly_target = 0 where user_id = tests.user_id('Maya')$$, 'RD132',
  null, 'a target of nothing, which every week would reach, cannot be set'
);

-- Goals that go take what was logged for them along.
select tests.create_goal('Maya', 1, 'Swim', created_at => '2026-01-01 00:00Z');
delete from public.goals where user_id = tests.user_id('Maya') and title = 'Run';
select results_eq(
  $$
    select outcome, goals, judged_goals
    from public.weekly_goal_progress(
      tests.user_id('Maya'), '2026-05-31 18:00Z', '2026-06-07 18:00Z'
    )
  $$,
  $$values ('missed', 1, 1)$$,
  'a goal that was deleted within the week is judged no more; the others are'
);

select * from finish();
rollback;
