-- Scheduling again changes nothing: not at once, not after the due time was set back.
begin;
select plan(9);

select tests.set_clock('2026-06-07 06:00Z');
select tests.create_person('Maya');
select tests.create_person('Noah');

select results_eq(
  'select * from public.schedule_due_messages()',
  'values (2, 2, 0, 0, 0, false)',
  'everybody who is due is planned'
);
select is(
  (
    select array_agg(distinct next_due_at)
    from public.notification_preferences
    where user_id in (tests.user_id('Maya'), tests.user_id('Noah'))
  ),
  array['2026-06-14 18:00Z'::timestamptz],
  'and due again a week later'
);
select results_eq(
  'select * from public.schedule_due_messages()',
  'values (0, 0, 0, 0, 0, false)',
  'the second call finds nobody'
);

update public.notification_preferences set next_due_at = '2026-06-07 18:00Z';
select results_eq(
  'select * from public.schedule_due_messages()',
  'values (2, 0, 0, 0, 0, false)',
  'planned again, nothing is new'
);
update public.notification_preferences set send_time = '18:30';
select results_eq(
  'select * from public.schedule_due_messages()',
  'values (0, 0, 0, 0, 0, false)',
  'a turn is a date: another time of the same day is no other turn, and planned already'
);
select is(
  (select count(*) from public.message_queue), 2::bigint, 'each of them has one message'
);
select is(
  (select count(*) from public.occurrences), 2::bigint, 'and one decision'
);

-- The queue forgets, decisions do not.
delete from public.message_queue;
update public.notification_preferences set next_due_at = '2026-06-07 18:30Z';
select results_eq(
  'select * from public.schedule_due_messages()',
  'values (2, 0, 0, 0, 0, false)',
  'nor is a turn planned again after the queue forgot it'
);
select is((select count(*) from public.message_queue), 0::bigint, 'nothing is queued again');

select * from finish();
rollback;
