-- A turn that a DST gap moves over midnight belongs to the date that was asked for, and is judged
-- by the week that ends there.
begin;
select plan(2);

-- In Nuuk clocks go from Saturday 2026-03-28 23:00 to Sunday 00:00.
select tests.set_clock('2026-03-27 12:00Z');
select tests.create_person('Maya');
update public.notification_preferences
set timezone = 'America/Nuuk', send_day = 'Saturday', send_time = '23:30';
select tests.set_clock('2026-03-28 12:00Z');
select * from public.schedule_due_messages();

select is(
  (select nominal_date from public.occurrences), '2026-03-28'::date, 'it is Saturday''s turn'
);
select is(
  (select period_start from public.occurrences),
  '2026-03-21 23:30'::timestamp at time zone 'America/Nuuk',
  'and its week began a Saturday before'
);

select * from finish();
rollback;
