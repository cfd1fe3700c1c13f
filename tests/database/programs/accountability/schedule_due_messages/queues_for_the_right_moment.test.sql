-- A message waits for its nominal time and its recipient's allowed hours, and dies with its day.
begin;
select plan(7);

select tests.set_clock('2026-06-07 06:00Z');
select tests.create_person('Friend');
select tests.create_person('Coach', 'coach');
select tests.create_person('Good');
select tests.create_person('GoodCoach', 'coach');
select tests.log_activity('Good', 3);
select tests.log_activity('GoodCoach', 3);
update public.notification_preferences
set send_if_goal_met = true
where user_id in (tests.user_id('Good'), tests.user_id('GoodCoach'));
select tests.create_person('Late', contact_timezone => 'Asia/Kathmandu');
select tests.create_person('Edge', contact_timezone => 'Africa/Nairobi');
select public.schedule_due_messages();

select is(
  (select (message).scheduled_for from tests.message('Friend') as message),
  '2026-06-07 18:00Z'::timestamptz, 'it is due at its nominal time'
);
select is(
  (select (message).scheduled_for from tests.message('Late') as message),
  '2026-06-08 02:15Z'::timestamptz, 'or when allowed hours begin at its recipient''s'
);
select is(
  (select (message).scheduled_for from tests.message('Edge') as message),
  '2026-06-08 05:00Z'::timestamptz, 'at 21:00 sharp it is too late for today'
);
select is(
  (select array_agg(distinct expires_at) from public.message_queue),
  array['2026-06-08 18:00Z'::timestamptz],
  'it expires 24 hours after its nominal time, however long it was held'
);
select is(
  (select nominal_at from public.occurrences where user_id = tests.user_id('Late')),
  '2026-06-07 18:00Z'::timestamptz, 'holding it does not move its nominal time'
);
select is(
  array(
    select (tests.message(name)).priority
    from unnest(array['Coach', 'GoodCoach', 'Good', 'Friend'])
      with ordinality as people (name, position)
    order by position
  ),
  array[1, 1, 2, 3]::smallint[],
  'coaches come first, then congratulations, then the rest'
);
select is(
  (
    select concat_ws(' ', status, attempts, max_attempts, channel, program, message_type)
    from tests.message('Friend')
  ),
  'queued 0 3 sms accountability accountability', 'it begins untried'
);

select * from finish();
rollback;
