-- A warning follows the turn that it is about: through changed times, nights and pauses.
begin;
select plan(6);

select tests.set_clock('2026-06-07 06:00Z');
select tests.create_person('Maya');
insert into public.contacts (user_id, name, phone, relationship, timezone, consent_status)
values (tests.user_id('Maya'), 'Me', '+12025550191', 'self', 'UTC', 'confirmed');
select public.schedule_due_messages();

-- That of the latest turn.
create function pg_temp.warning()
returns text
language sql
as $$
  select status || coalesce(': ' || reason, '') || ', '
    || to_char(scheduled_for at time zone 'UTC', 'MM-DD HH24:MI')
  from public.message_queue
  join public.occurrences on occurrences.id = message_queue.occurrence_id
  where message_queue.program = 'heads_up'
  order by occurrences.nominal_date desc
  limit 1;
$$;

update public.notification_preferences set send_time = '20:00';
select is(pg_temp.warning(), 'queued, 06-07 18:00', 'a later time, a later warning');
update public.notification_preferences set remind_before_miss = false;
select is(pg_temp.warning(), 'canceled: superseded, 06-07 18:00', 'who wants none any more');
update public.notification_preferences set remind_before_miss = true;
select is(pg_temp.warning(), 'queued, 06-07 18:00', 'and does again');
update public.users set paused_until = '2026-06-09';
select is(pg_temp.warning(), 'canceled: superseded, 06-07 18:00', 'in a pause there is none');
update public.users set paused_until = null;
-- The hours of the phone begin at eight; the week ends at nine.
update public.notification_preferences set send_day = 'Monday', send_time = '09:00';
select is(
  pg_temp.warning(), 'queued, 06-08 08:00',
  'it waits for the morning if that is in time'
);
update public.notification_preferences set send_time = '07:30';
select is(
  pg_temp.warning(), 'canceled: superseded, 06-08 08:00', 'and is left out if it is not'
);

select * from finish();
rollback;
