-- Nobody logs for somebody else, nor towards a goal that is not theirs.
begin;
select plan(5);

select tests.set_clock('2026-06-07 18:00Z');
select tests.create_user('Maya');
select tests.create_user('Noah');
select tests.create_goal('Maya');
select tests.create_goal('Noah');

create function pg_temp.log(persona text, of_user text, goal_of text, amount numeric default 1)
returns text
language sql
as $$
  select tests.outcome_as(
    persona,
    format(
      'insert into public.activities (user_id, goal_id, amount, occurred_at)
        values (%L, %L, %s, ''2026-06-07 12:00Z'')',
      tests.user_id(of_user),
      (select id from public.goals where user_id = tests.user_id(goal_of)),
      amount
    )
  );
$$;

select is(pg_temp.log('Maya', 'Maya', 'Maya'), '1 rows', 'an activity can be logged');
select is(
  pg_temp.log('Maya', 'Maya', 'Noah'), 'RD144', 'but not towards somebody else''s goal'
);
select is(
  pg_temp.log('Noah', 'Maya', 'Maya'), '42501', 'nor in somebody else''s name'
);
select is(pg_temp.log('Maya', 'Maya', 'Maya', 0), 'RD141', 'nothing is no activity');
select is(pg_temp.log('Maya', 'Maya', 'Maya', -1), 'RD141', 'nor is less than nothing');

select * from finish();
rollback;
