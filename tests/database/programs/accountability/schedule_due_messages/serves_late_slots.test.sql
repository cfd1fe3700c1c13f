-- A slot after the daily run is still served today, and one that a run missed is served late.
begin;
select plan(8);

-- The run of 06:00 has been.
select tests.set_clock('2026-06-07 06:00Z');
select public.schedule_due_messages();
select tests.set_clock('2026-06-07 10:00Z');
select tests.create_person('New');
select tests.create_person('Moved');
update public.notification_preferences
set send_day = 'Wednesday'
where user_id = tests.user_id('Moved');
select tests.set_clock('2026-06-07 17:00Z');
update public.notification_preferences
set send_day = 'Sunday', send_time = '17:30'
where user_id = tests.user_id('Moved');

-- As every run of the sender does first.
select results_eq(
  'select users, queued from public.schedule_due_messages(500, ''30 minutes'')',
  'values (1, 1)', 'half an hour before, who is due is planned'
);
select is(
  tests.plan('Moved'), '06-07 17:30 queued | 06-07 17:30 queued; next 06-14 17:30',
  'who chose a slot of today gets it'
);
select is(tests.plan('New'), 'next 06-07 18:00', 'who is due later is not planned yet');
select tests.set_clock('2026-06-07 17:40Z');
select public.schedule_due_messages(500, '30 minutes');
select is(
  tests.plan('New'), '06-07 18:00 queued | 06-07 18:00 queued; next 06-14 18:00',
  'but when the time comes'
);

-- The runs of a whole day did not happen.
select tests.set_clock('2026-06-13 06:00Z');
select tests.create_person('Late');
select tests.create_person('Coach', 'coach');
update public.notification_preferences
set send_day = 'Saturday', send_time = '07:00'
where user_id = tests.user_id('Coach');
select tests.set_clock('2026-06-15 06:00Z');
select results_eq(
  'select users, queued, skipped, more from public.schedule_due_messages()',
  'values (4, 3, 1, false)', 'everybody is caught up with'
);
select is(
  tests.plan('Late'), '06-14 18:00 queued | 06-15 08:00 queued; next 06-21 18:00',
  'what was due yesterday evening leaves this morning'
);
select is(
  (tests.message('Late')).expires_at, '2026-06-15 18:00Z'::timestamptz,
  'and is worth sending until the evening'
);
select is(
  tests.plan('Coach'), '06-13 07:00 skipped too_late; next 06-20 07:00',
  'what was due the day before is over'
);

select * from finish();
rollback;
