-- Turns that were missed are decided late rather than never, and their texts not sent too late.
begin;
select plan(8);

select tests.set_clock('2026-06-07 06:00Z');
select tests.create_person('Maya');
select tests.set_clock('2026-06-28 19:00Z');

select results_eq(
  'select * from public.schedule_due_messages()', 'values (1, 0, 0, 1, 0, true)',
  'after three weeks the first missed turn is decided, and there is more to do'
);
select results_eq(
  'select * from public.schedule_due_messages()', 'values (1, 0, 0, 1, 0, true)', 'then the second'
);
select results_eq(
  'select * from public.schedule_due_messages()', 'values (1, 0, 0, 1, 0, true)', 'then the third'
);
select results_eq(
  'select * from public.schedule_due_messages()', 'values (1, 1, 0, 0, 0, false)',
  'and this week''s, an hour late, is queued'
);
select results_eq(
  $$
    select nominal_date, decision, reasons from public.occurrences order by nominal_date
  $$,
  $$
    values
      ('2026-06-07'::date, 'skipped', array['too_late']),
      ('2026-06-14'::date, 'skipped', array['too_late']),
      ('2026-06-21'::date, 'skipped', array['too_late']),
      ('2026-06-28'::date, 'queued', array[]::text[])
  $$,
  'every turn has its decision'
);
select is(
  (tests.message('Maya')).scheduled_for, '2026-06-28 19:00Z'::timestamptz,
  'what is late is due at once'
);

-- The edge of the grace, and an hour within it that comes too late for the recipient.
select tests.create_person('Edge');
select tests.create_person('Kabul', contact_timezone => 'Asia/Kabul');
update public.notification_preferences
set next_due_at = '2026-06-27 18:00Z'
where user_id = tests.user_id('Edge');
update public.notification_preferences
set next_due_at = '2026-06-27 18:00:00.000001Z'
where user_id = tests.user_id('Kabul');
select tests.set_clock('2026-06-28 18:00Z');
select public.schedule_due_messages();
select is(
  (
    select reasons from public.occurrences
    where user_id = tests.user_id('Edge') and nominal_date = '2026-06-27'
  ),
  array['too_late'], 'a text 24 hours late is too late'
);
select is(
  (
    select reasons from public.occurrences
    where user_id = tests.user_id('Kabul') and nominal_date = '2026-06-27'
  ),
  array['no_allowed_hour'],
  'one that is not, is, when no allowed hour of its recipient is left'
);

select * from finish();
rollback;
