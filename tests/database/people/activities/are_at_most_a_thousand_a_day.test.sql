-- Nobody logs more than a thousand things a day: each is read whenever the week is judged.
begin;
select plan(6);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_user('Maya');
select tests.create_user('Noah');
select tests.create_goal('Maya');
create function pg_temp.log(many integer, occurred_at text)
returns void
language sql
as $$
  insert into public.activities (user_id, goal_id, amount, occurred_at)
  select tests.user_id('Maya'), goals.id, 1, log.occurred_at::timestamptz
  from public.goals
  cross join generate_series(1, log.many)
  where goals.user_id = tests.user_id('Maya');
$$;

select lives_ok(
  $$select pg_temp.log(1000, '2026-06-06 23:59:59Z')$$, 'a thousand are fine, also at once'
);
select throws_like(
  $$select pg_temp.log(1, '2026-06-06 00:00Z')$$, '%1000 activities already', 'one more is not'
);
select lives_ok(
  $$
    select pg_temp.log(1, '2026-06-07 00:00Z');
    select pg_temp.log(1, '2026-06-05 23:59:59Z');
  $$,
  'another day is another matter'
);
select throws_ok(
  $$
    update public.activities set occurred_at = '2026-06-06 12:00Z'
    where occurred_at = '2026-06-07 00:00Z'
  $$,
  'RD146', null, 'none is moved there'
);
select lives_ok(
  $$
    update public.activities set occurred_at = '2026-06-06 12:00Z'
    where occurred_at = '2026-06-06 23:59:59Z'
  $$,
  'within the day they may be corrected'
);
select is(
  left(
    tests.refusal_to(
      'Noah',
      format(
        'insert into public.activities (user_id, goal_id, amount, occurred_at)
          select %L, %L, 1, ''2026-06-06 12:00Z''',
        tests.user_id('Maya'), (select id from public.goals)
      )
    ),
    5
  ),
  '42501', 'a stranger does not learn that somebody has a thousand'
);

select * from finish();
rollback;
