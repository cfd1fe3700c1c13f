-- What no goal can have is refused by field and value, and nothing changes.
begin;
select plan(9);

select tests.create_user('Maya');
select tests.create_goal('Maya', weekly_target => 3);
create temporary table before as select * from public.goals;

-- A swim a week, with one thing about it changed.
create function pg_temp.refusal(
  title text default 'Swim',
  weekly_target text default '1',
  unit text default 'times'
)
returns text
language sql
as $$
  select tests.refusal_to(
    'Maya',
    format(
      'insert into public.goals (user_id, title, weekly_target, unit) values (%L, %L, %L, %L)',
      tests.user_id('Maya'), title, weekly_target, unit
    )
  );
$$;

select is(
  pg_temp.refusal(title => repeat('a', 201)),
  'RD131: Cannot save the goal: title "' || repeat('a', 60)
    || '…" (201 characters) is not a title of 1 to 200 characters',
  'a title of 201 characters'
);
select is(
  array(
    select left(pg_temp.refusal(title => title), 5)
    from unnest(array['', ' ', e'\n', null]) as title
  ),
  array_fill('RD131'::text, array[4]),
  'a title with nothing to read in it'
);
select is(
  array(
    select pg_temp.refusal(weekly_target => target)
    from unnest(array['0', '-1', 'NaN', 'Infinity', '-Infinity', '1000000', null]) as target
  ),
  array(
    select format(
      'RD132: Cannot save the goal: weekly_target %s is not a number above 0 and below 1000000',
      value
    )
    from unnest(array[
      '"0"', '"-1"', '"NaN"', '"Infinity"', '"-Infinity"', '"1000000"', 'null'
    ]) as value
  ),
  'a target of nothing, of less, of no number, of no end, of too much, or none'
);
select is(
  array[
    left(pg_temp.refusal(weekly_target => '1e-31'), 52),
    pg_temp.refusal(weekly_target => '1.' || repeat('3', 30))
  ],
  array['RD134: Cannot save the goal: weekly_target "0.000000', null],
  'a target of 31 decimals; 30 are fine'
);
delete from public.goals where weekly_target <> 3;
select is(
  array[pg_temp.refusal(unit => ' '), pg_temp.refusal(unit => repeat('k', 31))],
  array[
    'RD133: Cannot save the goal: unit " " is not a unit of 1 to 30 characters',
    'RD133: Cannot save the goal: unit "' || repeat('k', 31)
      || '" is not a unit of 1 to 30 characters'
  ],
  'a blank or an endless unit'
);
select is(
  tests.refusal_to('Maya', $$update public.goals set title = 'Walk', weekly_target = 'NaN'$$),
  'RD132: Cannot save the goal: weekly_target "NaN" is not a number above 0 and below 1000000',
  'a change to what is no number'
);
select set_eq(
  'select * from public.goals', 'select * from before',
  'none of it, nor what came along with it, is saved'
);
select is(
  array[
    pg_temp.refusal(title => repeat('🏃', 200)),
    pg_temp.refusal(weekly_target => '0.5'),
    pg_temp.refusal(weekly_target => '999999.999', unit => repeat('k', 30))
  ],
  array[null, null, null],
  'two hundred characters are a title, and half a unit a target'
);
select throws_ok(
  $$
    set local session_replication_role = replica;
    update public.goals set weekly_target = 'NaN'
  $$,
  '23514', null, 'the constraints hold without the trigger'
);

select * from finish();
rollback;
