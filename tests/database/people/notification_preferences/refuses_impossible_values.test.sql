-- Bad preferences are refused by field and value when they are set, and nothing changes.
begin;
select plan(13);

select tests.create_user('Maya');
create temporary table before as select * from public.notification_preferences;

-- Along with a change that alone is fine.
create function pg_temp.refusal(assignment text)
returns text
language sql
as $$
  select tests.refusal_to(
    'Maya',
    'update public.notification_preferences
      set send_if_goal_met = not send_if_goal_met, ' || assignment
  );
$$;

select is(
  pg_temp.refusal($$send_day = 'Someday'$$),
  'RD111: Cannot save the preferences: send_day "Someday" is not a day of the week',
  'an unknown day'
);
select is(
  pg_temp.refusal($$send_day = 'sunday'$$),
  'RD111: Cannot save the preferences: send_day "sunday" is not a day of the week',
  'a day in lower case'
);
select is(
  pg_temp.refusal('send_day = null'),
  'RD111: Cannot save the preferences: send_day null is not a day of the week',
  'no day'
);
select is(
  pg_temp.refusal($$send_time = '24:00'$$),
  'RD112: Cannot save the preferences: send_time "24:00:00" is not a time of day',
  'a time that lies on the next day'
);
select is(
  pg_temp.refusal('send_time = null'),
  'RD112: Cannot save the preferences: send_time null is not a time of day',
  'no time'
);
select is(
  pg_temp.refusal($$timezone = 'Mars/Olympus'$$),
  'RD113: Cannot save the preferences: timezone "Mars/Olympus" is not the time zone of a place',
  'an unknown zone'
);
select is(
  array(
    select left(pg_temp.refusal(format('timezone = %L', zone)), 5)
    from unnest(array[
      'Etc/GMT+5', 'Etc/UTC', '+02:00', 'UTC+2', 'GMT', 'EST', 'EST5EDT', 'CET', 'posixrules',
      'posix/Europe/Berlin', 'europe/berlin', 'Europe/Berlin ', 'Berlin', 'local', ''
    ]) as zone
  ),
  array_fill('RD113'::text, array[15]),
  'fixed offsets, abbreviations and what only looks like a place'
);
select is(
  pg_temp.refusal('timezone = null'),
  'RD113: Cannot save the preferences: timezone null is not the time zone of a place',
  'no zone'
);
select is(
  array(
    select pg_temp.refusal('max_messages_per_week = ' || messages)
    from unnest(array['8', '-1', 'null']) as messages
  ),
  array[
    'RD114: Cannot save the preferences: max_messages_per_week "8" is not a number from 0 to 7',
    'RD114: Cannot save the preferences: max_messages_per_week "-1" is not a number from 0 to 7',
    'RD114: Cannot save the preferences: max_messages_per_week null is not a number from 0 to 7'
  ],
  'more texts a week than days, or fewer than none'
);
select is(
  array[
    tests.refusal_to('Maya', 'update public.notification_preferences set enabled = null'),
    tests.refusal_to('Maya', 'update public.notification_preferences set send_if_goal_met = null'),
    pg_temp.refusal('send_if_partial_goal = null')
  ],
  array[
    'RD115: Cannot save the preferences: enabled null is neither true nor false',
    'RD116: Cannot save the preferences: send_if_goal_met null is neither true nor false',
    'RD117: Cannot save the preferences: send_if_partial_goal null is neither true nor false'
  ],
  'a switch that is neither on nor off'
);
select set_eq(
  'select * from public.notification_preferences', 'select * from before',
  'none of it, nor what came along with it, is saved'
);
select is(
  array[
    pg_temp.refusal($$send_time = '23:59:59.999999'$$),
    pg_temp.refusal('max_messages_per_week = 0'),
    pg_temp.refusal($$timezone = 'UTC', send_day = 'Monday'$$)
  ],
  array[null, null, null],
  'the last moment of a day, no texts at all, and UTC are choices'
);
select throws_ok(
  $$
    set local session_replication_role = replica;
    update public.notification_preferences set send_day = 'Someday'
  $$,
  '23514', null, 'the constraints hold without the trigger'
);

select * from finish();
rollback;
