-- Messages that missed the recipients' hours are not all moved to the same morning hour.
begin;
select plan(3);

-- Three texts that could not leave before 21:00; an hour takes two, and keeps a tenth free.
select tests.set_clock('2026-06-07 12:00Z');
update private.settings set messages_per_hour = 2;
select tests.create_person('Maya');
select tests.create_person('Noah', 'coach');
select tests.create_person('Olga');
update public.notification_preferences set send_time = '20:00';
select public.schedule_due_messages();
update public.message_queue set scheduled_for = '2026-06-07 20:00Z';
select tests.set_clock('2026-06-07 21:30Z');

select is_empty('select * from public.get_messages_to_send()', 'nothing may be sent at night');
select results_eq(
  $$
    select to_char(scheduled_for at time zone 'UTC', 'MM-DD HH24:MI'), priority::integer
    from public.message_queue
    order by scheduled_for
  $$,
  $$
    values ('06-08 08:00', 1), ('06-08 09:00', 3), ('06-08 10:00', 3)
  $$,
  'one leaves every hour, the coach''s first'
);
select is(
  (select array_agg(distinct status || ': ' || reason) from public.message_queue),
  array['queued: outside_allowed_hours'], 'and the reason is their hours'
);

select * from finish();
rollback;
