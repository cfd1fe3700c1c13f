-- What no hour can hold is decided at planning, and the operator is told.
begin;
select plan(8);

-- One place an hour, which makes thirteen until Monday 18:00.
select tests.set_clock('2026-06-07 12:00Z');
update private.settings set messages_per_hour = 2;
select tests.create_person('P' || n) from generate_series(1, 14) as n;
select tests.create_person('Coach', 'coach');
select tests.create_person('Good');
select tests.log_activity('Good', 3);
update public.notification_preferences
set send_if_goal_met = true
where user_id = tests.user_id('Good');

select results_eq(
  'select * from public.schedule_due_messages()', 'values (16, 13, 0, 3, 0, false)',
  'thirteen fit, three do not'
);
select is(
  (select array_agg(distinct reasons) from public.occurrences where decision = 'skipped'),
  array[array['no_capacity']], 'and that is why'
);
select is(
  array(
    select scheduled_for from public.message_queue
    where user_id in (tests.user_id('Coach'), tests.user_id('Good'))
    order by priority
  ),
  array['2026-06-07 18:00Z', '2026-06-07 19:00Z']::timestamptz[],
  'the coach keeps the time, the congratulation comes next'
);
select results_eq(
  'select kind, day, times, details from public.alerts',
  $$
    values (
      'no_capacity', '2026-06-07'::date, 1,
      '{"texts": 3, "first_at": "2026-06-07T18:00:00+00:00"}'::jsonb
    )
  $$,
  'the operator is told once for all of them'
);

select public.schedule_due_messages();
select is((select times from public.alerts), 1, 'what is decided is not told again');
select tests.create_planned('More');
select is((select times from public.alerts), 2, 'the next of that day counts up');

-- Somebody who makes room.
update public.notification_preferences set enabled = false where user_id = tests.user_id('Coach');
update public.users set message_style = 'snarky' where display_name = 'More';
select is(
  tests.plan('More'), '06-07 18:00 queued | 06-07 18:00 queued; next 06-14 18:00',
  'a place that comes free can be had'
);

select tests.set_clock('2026-06-14 12:00Z');
select public.schedule_due_messages();
select is(
  (select array_agg(day || ' ' || times order by day) from public.alerts),
  array['2026-06-07 2', '2026-06-14 1'], 'another day is another alert'
);

select * from finish();
rollback;
