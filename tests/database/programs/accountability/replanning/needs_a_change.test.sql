-- An update that changes nothing, or nothing that is planned by, plans nothing again.
begin;
select plan(6);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_planned('Maya');

-- Where the rows of the plan lie: a row that is written again lies elsewhere.
create function pg_temp.places()
returns text
language sql
as $$
  select concat_ws(' ', occurrences.ctid, message_queue.ctid)
  from public.occurrences
  join public.message_queue on message_queue.occurrence_id = occurrences.id;
$$;
create temporary table before as select pg_temp.places() as places;

update public.notification_preferences
set
  enabled = enabled, send_day = send_day, send_time = send_time, timezone = timezone,
  send_if_goal_met = send_if_goal_met, send_if_partial_goal = send_if_partial_goal,
  max_messages_per_week = max_messages_per_week;
select is(pg_temp.places(), (select places from before), 'preferences that stay the same');
select is(
  tests.plan('Maya'), '06-07 18:00 queued | 06-07 18:00 queued; next 06-14 18:00',
  'the next turn is still the one after it'
);
update public.users
set display_name = display_name, message_style = message_style, paused_until = paused_until;
update public.users set locale = 'de';
select is(pg_temp.places(), (select places from before), 'a person who stays the same, or moves');
update public.contacts
set
  name = name, phone = phone, relationship = relationship, timezone = timezone,
  consent_status = consent_status;
select is(pg_temp.places(), (select places from before), 'a contact who stays the same');
update public.goals set title = title, weekly_target = weekly_target, unit = unit;
update public.goals set weekly_target = 5 where false;
select is(pg_temp.places(), (select places from before), 'a goal that stays the same');
update public.goals set weekly_target = 5;
select isnt(pg_temp.places(), (select places from before), 'a real change writes them again');

select * from finish();
rollback;
