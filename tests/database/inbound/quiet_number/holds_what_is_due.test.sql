-- Who asks for some hours of quiet has them: what is due then leaves afterwards, and nobody is told
-- that they stopped.
begin;
select plan(11);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Maya', phone => '+12025550101');
select public.schedule_due_messages();
select tests.set_clock('2026-06-07 17:30Z');
select is(
  tests.text_from_contact_of('Maya', 'please stop for an hour, I am at the dentist'),
  'quiet: answered', 'an hour of quiet is no STOP'
);
select is(
  tests.answers(), 'Rundown: fine, no texts before Sunday 18:30. To end them for good, reply STOP.',
  'and the answer says until when, and how to end them for good'
);
select is((select consent_status from public.contacts), 'confirmed', 'the contact stays');
select tests.set_clock('2026-06-07 18:10Z');
select is(
  (select count(*) from public.get_messages_to_send(10) as claimed
   join public.message_queue on message_queue.id = claimed.message_id
   where message_queue.program = 'accountability'),
  0::bigint, 'what is due meanwhile does not leave'
);
select is(
  (
    select status || ' ' || scheduled_for from public.message_queue
    where program = 'accountability'
  ),
  'queued 2026-06-07 18:30:00+00', 'it waits'
);
select tests.set_clock('2026-06-07 18:30Z');
select is(
  (select count(*) from public.get_messages_to_send(10) as claimed
   join public.message_queue on message_queue.id = claimed.message_id
   where message_queue.program = 'accountability'),
  1::bigint, 'and leaves when the hour is over'
);
select is(
  tests.text_from_contact_of('Maya', 'not tonight. and please take me off your list'),
  'stop: answered', 'who asks for an end beside it is stopped'
);

-- Who cannot be texted at midnight is not told of midnight, nor of a day for an hour of the next.
select tests.set_clock('2026-06-08 20:00Z');
select tests.create_person('Noah', phone => '+12025550102');
select tests.text_from_contact_of('Noah', 'not tonight please');
select matches(
  tests.answers(),
  'Rundown: fine, no texts before Tuesday 08:00. To end them for good, reply STOP.$',
  'the answer says when the next text may come'
);
select is(
  tests.text_from_contact_of('Noah', 'pause these texts tonight'), 'quiet: answered',
  'a command of users, from somebody else, may still ask for quiet'
);
select is(
  tests.text_from_contact_of('Noah', 'no texts until monday'), 'stop: answered',
  'what is more than a day is a STOP, which can be undone'
);
select tests.text_from_contact_of('Noah', 'START');
select is(
  tests.text_from_contact_of('Noah', 'stop for 200 hours'), 'stop: answered', 'however it is said'
);

select * from finish();
rollback;
