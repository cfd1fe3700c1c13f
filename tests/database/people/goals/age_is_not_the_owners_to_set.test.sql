-- A goal is as old as the clock says: its age decides whether a week is judged by it.
begin;
select plan(5);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_user('Maya');
select tests.act_as_user(tests.user_id('Maya'));
insert into public.goals (user_id, title, weekly_target, unit)
values (tests.user_id('Maya'), 'Run', 2.5, 'hours');

select is(
  (select created_at from public.goals), '2026-06-07 12:00Z'::timestamptz,
  'a goal is made at the clock''s time'
);
select tests.act_as('postgres');
select is(
  tests.outcome_as('Maya', 'update public.goals set created_at = ''2020-01-01'''), '42501',
  'its owner cannot make it older'
);
select is(
  tests.outcome_as(
    'Maya',
    format(
      'insert into public.goals (user_id, title, weekly_target, created_at)
        values (%L, ''Swim'', 1, ''2020-01-01'')',
      tests.user_id('Maya')
    )
  ),
  '42501', 'nor make an old one'
);
select tests.create_goal('Maya', title => 'Swim', created_at => '2026-01-01 00:00Z');
select is(
  (select created_at from public.goals where title = 'Swim'), '2026-01-01 00:00Z'::timestamptz,
  'an import keeps the true age'
);
select is(
  array(
    select tests.outcome_as('Maya', 'update public.goals set weekly_target = ' || target)
    from unnest(array['0', '-1', '1000000', '0.5', '999999.9']) as target
  ),
  array['RD132', 'RD132', 'RD132', '2 rows', '2 rows'],
  'a target is positive and below a million'
);

select * from finish();
rollback;
