-- The due time follows every preference that decides it, and no other.
begin;
select plan(15);

select tests.set_clock('2026-06-03 12:00Z');
select tests.create_user('Maya');

create function pg_temp.next_due_after(assignment text)
returns timestamptz
language plpgsql
as $$
declare
  v_due timestamptz;
begin
  execute 'update public.notification_preferences set ' || assignment
    || ' where user_id = tests.user_id(''Maya'') returning next_due_at' into v_due;
  return v_due;
end;
$$;

select is(
  pg_temp.next_due_after('send_day = ''Friday'''), '2026-06-05 18:00Z'::timestamptz,
  'it follows the day'
);
select is(
  pg_temp.next_due_after('send_time = ''09:15'''), '2026-06-05 09:15Z'::timestamptz,
  'it follows the time'
);
select is(
  pg_temp.next_due_after('timezone = ''America/New_York'''), '2026-06-05 13:15Z'::timestamptz,
  'it follows the zone'
);
select is(pg_temp.next_due_after('enabled = false'), null, 'whoever is off is never due');
select is(
  pg_temp.next_due_after('send_day = ''Monday'''), null, 'and stays so while other things change'
);
select tests.set_clock('2026-06-09 12:00Z');
select is(
  pg_temp.next_due_after('enabled = true'), '2026-06-15 13:15Z'::timestamptz,
  'back on, the next turn counts from now'
);

-- As the scheduler does once the turn is planned.
update public.notification_preferences
set next_due_at = '2026-06-22 13:15Z'
where user_id = tests.user_id('Maya');
select is(
  pg_temp.next_due_after(
    'send_if_goal_met = true, send_if_partial_goal = false, max_messages_per_week = 3'
  ),
  '2026-06-22 13:15Z'::timestamptz,
  'what is told does not move when'
);

select is(
  pg_temp.next_due_after(
    'enabled = enabled, send_day = send_day, send_time = send_time, timezone = timezone'
  ),
  '2026-06-22 13:15Z'::timestamptz,
  'nor does saving the whole form with nothing new in it'
);
update public.users set paused_until = '2026-09-01' where display_name = 'Maya';
select is(
  (
    select next_due_at from public.notification_preferences
    where user_id = tests.user_id('Maya')
  ),
  '2026-06-22 13:15Z'::timestamptz,
  'a pause does not move it: what falls into one is judged in its turn'
);
update public.users set paused_until = null where display_name = 'Maya';
select is(
  (
    select next_due_at from public.notification_preferences
    where user_id = tests.user_id('Maya')
  ),
  '2026-06-22 13:15Z'::timestamptz,
  'nor does its end'
);

-- A turn has come and the scheduler was late.
select tests.set_clock('2026-06-22 15:00Z');
select is(
  pg_temp.next_due_after('send_day = ''Friday'', timezone = ''UTC'''),
  '2026-06-22 13:15Z'::timestamptz,
  'a turn that has come is still owed, whatever is changed before the scheduler comes'
);
select pg_temp.next_due_after('enabled = false');
select is(
  pg_temp.next_due_after('enabled = true'), '2026-06-26 09:15Z'::timestamptz,
  'unless everything was switched off in between'
);
update public.notification_preferences
set next_due_at = '2026-06-12 09:15Z'
where user_id = tests.user_id('Maya');
select is(
  pg_temp.next_due_after('send_day = ''Saturday'''), '2026-06-27 09:15Z'::timestamptz,
  'a turn that is too late to be planned holds up nothing'
);

select is(
  tests.outcome_as(
    'Maya',
    'update public.notification_preferences set send_day = ''Tuesday'', send_time = ''07:00'''
  ),
  '1 rows',
  'its owner can set it off without reading clock or zones'
);
select throws_ok(
  $$
    update public.notification_preferences set next_due_at = null
    where user_id = tests.user_id('Maya')
  $$,
  '23514', null, 'who is on always has a due time'
);

select * from finish();
rollback;
