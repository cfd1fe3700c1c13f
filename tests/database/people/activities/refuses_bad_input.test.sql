-- What nobody can have done is refused by field and value, and nothing changes.
begin;
select plan(14);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_user('Maya');
select tests.create_user('Noah');
select tests.create_goal('Maya');
select tests.create_goal('Noah');
select tests.log_activity('Maya', 1);
create temporary table before as select * from public.activities;

create function pg_temp.goal_of(persona text)
returns uuid
language sql
as $$
  select id from public.goals where user_id = tests.user_id(goal_of.persona);
$$;
-- A run this morning, with one thing about it changed.
create function pg_temp.refusal(
  amount text default '1',
  occurred_at text default '2026-06-07 09:00Z',
  goal_id uuid default pg_temp.goal_of('Maya'),
  persona text default 'Maya'
)
returns text
language sql
as $$
  select tests.refusal_to(
    persona,
    format(
      'insert into public.activities (user_id, goal_id, amount, occurred_at)
        values (%L, %L, %L, %L)',
      tests.user_id('Maya'), goal_id, amount, occurred_at
    )
  );
$$;

select is(
  array(
    select pg_temp.refusal(amount => amount)
    from unnest(array['0', '-3', 'NaN', 'Infinity', '-Infinity', '1000000', null]) as amount
  ),
  array(
    select format(
      'RD141: Cannot save the activity: amount %s is not a number above 0 and below 1000000', value
    )
    from unnest(array[
      '"0"', '"-3"', '"NaN"', '"Infinity"', '"-Infinity"', '"1000000"', 'null'
    ]) as value
  ),
  'an amount of nothing, of less, of no number, of no end, of too much, or none'
);
select is(
  array[
    left(pg_temp.refusal(amount => '1e-31'), 49),
    pg_temp.refusal(amount => '1.' || repeat('3', 30))
  ],
  array['RD145: Cannot save the activity: amount "0.000000', null],
  'an amount of 31 decimals; 30 are fine'
);
select is(
  pg_temp.refusal(occurred_at => '2050-01-01 00:00Z'),
  'RD142: Cannot save the activity: occurred_at "2050-01-01 00:00:00+00" is not a moment that has '
    'come',
  'something done in 2050'
);
select is(
  array[
    left(pg_temp.refusal(occurred_at => 'infinity'), 5),
    left(pg_temp.refusal(occurred_at => null), 5)
  ],
  array['RD142', 'RD142'],
  'something done never'
);
select is(
  array[
    left(pg_temp.refusal(occurred_at => '2026-06-07 12:10:00.000001Z'), 5),
    pg_temp.refusal(occurred_at => '2026-06-07 12:10Z')
  ],
  array['RD142', null],
  'a phone may be ten minutes ahead of the clock, and no more'
);
select is(
  pg_temp.refusal(occurred_at => '1970-01-01 00:00Z'),
  'RD143: Cannot save the activity: occurred_at "1970-01-01 00:00:00+00" is more than ten years '
    'ago',
  'what an empty date becomes'
);
select is(
  array[
    left(pg_temp.refusal(occurred_at => '2016-06-07 11:59:59.999999Z'), 5),
    pg_temp.refusal(occurred_at => '2016-06-07 12:00Z')
  ],
  array['RD143', null],
  'ten years are long, and no longer'
);
select is(
  pg_temp.refusal(goal_id => '00000000-0000-4000-8000-000000000001'),
  'RD144: Cannot save the activity: goal_id "00000000-0000-4000-8000-000000000001" is not a goal '
    'of this user',
  'a goal that does not exist'
);
select is(
  pg_temp.refusal(goal_id => pg_temp.goal_of('Noah')),
  format(
    'RD144: Cannot save the activity: goal_id "%s" is not a goal of this user',
    pg_temp.goal_of('Noah')
  ),
  'a goal of somebody else, who is not given away'
);
select is(
  array[
    pg_temp.refusal(persona => 'Noah'),
    pg_temp.refusal(persona => 'Noah', goal_id => '00000000-0000-4000-8000-000000000001')
  ],
  array_fill(
    '42501: new row violates row-level security policy for table "activities"'::text, array[2]
  ),
  'a stranger is told the same of a goal that she has and one that she has not'
);
delete from public.activities where occurred_at <> '2026-06-07 11:00Z';
select is(
  array[
    left(tests.refusal_to('Maya', 'update public.activities set amount = -3'), 5),
    left(
      tests.refusal_to(
        'Maya', $$update public.activities set amount = 2, occurred_at = '2050-01-01'$$
      ),
      5
    )
  ],
  array['RD141', 'RD142'],
  'a change to what cannot be'
);
select set_eq(
  'select * from public.activities', 'select * from before',
  'none of it, nor what came along with it, is saved'
);

select tests.set_clock('2040-01-01 00:00Z');
select is(
  tests.refusal_to('Maya', 'update public.activities set amount = 2'), null,
  'what is old by now can still be corrected'
);
select throws_ok(
  $$
    set local session_replication_role = replica;
    update public.activities set amount = 'NaN'
  $$,
  '23514', null, 'the constraints hold without the trigger'
);

select * from finish();
rollback;
