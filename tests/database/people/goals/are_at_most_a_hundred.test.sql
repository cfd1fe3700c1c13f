-- Nobody has more than a hundred goals: each is read whenever they are judged.
begin;
select plan(4);

select tests.create_user('Maya');
select tests.create_user('Noah');
create function pg_temp.add(display_name text, many integer)
returns void
language sql
as $$
  insert into public.goals (user_id, title, weekly_target)
  select tests.user_id(add.display_name), 'Run', 1
  from generate_series(1, add.many);
$$;

select lives_ok($$select pg_temp.add('Maya', 100)$$, 'a hundred are fine, also at once');
select throws_like($$select pg_temp.add('Maya', 1)$$, '%100 goals already', 'one more is not');
select throws_ok(
  $$select pg_temp.add('Noah', 101)$$, 'RD135', null, 'nor are a hundred and one at once'
);
select is(
  left(
    tests.refusal_to(
      'Noah',
      format(
        'insert into public.goals (user_id, title, weekly_target) values (%L, ''Run'', 1)',
        tests.user_id('Maya')
      )
    ),
    5
  ),
  '42501', 'a stranger does not learn that somebody has a hundred'
);

select * from finish();
rollback;
