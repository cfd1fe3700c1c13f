-- A warning finds its time as every text does: in an hour with room, before the week ends, or not.
begin;
select plan(3);

-- One place an hour, and two people who would be warned at 16:00 about 18:00.
select tests.set_clock('2026-06-07 12:00Z');
update private.settings set messages_per_hour = 2;
select tests.create_person(name, contact_timezone => 'UTC')
from unnest(array['Maya', 'Noah', 'Olga']) as name;
select tests.create_contact(name, 'self') from unnest(array['Maya', 'Noah', 'Olga']) as name;

select public.schedule_due_messages();
select is(
  array(
    select coalesce(message.scheduled_for::text, occurrences.reasons[1])
    from public.occurrences
    left join public.message_queue as message on message.occurrence_id = occurrences.id
    where occurrences.program = 'heads_up'
    order by message.scheduled_for
  ),
  array['2026-06-07 16:00:00+00', '2026-06-07 17:00:00+00', 'no_capacity'],
  'the next hour, and none after the end of the week'
);
select is(
  (select details from public.alerts where kind = 'no_capacity'),
  '{"texts": 1, "first_at": "2026-06-07T16:00:00+00:00"}'::jsonb, 'the operator is told'
);
update public.notification_preferences set send_time = '09:30', send_day = 'Monday';
update public.contacts set timezone = 'America/New_York' where relationship = 'self';
select is(
  array(
    select distinct decision || ': ' || reasons[1] from public.occurrences
    where program = 'heads_up' and decision <> 'superseded'
  ),
  array['skipped: no_allowed_hour'], 'nor at night'
);

select * from finish();
rollback;
