-- WHY by text is answered in one segment, whatever names and reasons there are.
begin;
select plan(12);

-- Maya has her own phone, and contacts of whom some are told and some are not.
select tests.set_clock('2026-06-05 12:00Z');
select tests.create_user('Maya');
select tests.create_goal('Maya');
select tests.create_contact('Maya', 'self', '+12025550101');

create function pg_temp.why(phone text default '+12025550101')
returns text
language plpgsql
as $$
declare
  v_id constant text := 'SM-' || gen_random_uuid();
begin
  perform public.record_inbound_message(v_id, phone, 'Why?');
  return (
    select message_text
    from public.inbound_messages
    join public.message_queue on message_queue.id = inbound_messages.answer_id
    where inbound_messages.provider_message_id = v_id
  );
end;
$$;

select is(
  pg_temp.why(), 'Rundown: nothing was sent, and nothing was due yet.', 'before the first turn'
);

insert into public.contacts (user_id, name, phone, relationship, timezone, consent_status)
values
  (tests.user_id('Maya'), 'Ada', '+12025550102', 'coach', 'UTC', 'confirmed'),
  (tests.user_id('Maya'), 'Ben', '+12025550103', 'friend', 'UTC', 'pending');
select public.schedule_due_messages(horizon => '7 days');
select tests.set_clock('2026-06-07 18:00Z');
select is(
  pg_temp.why(),
  'Rundown: Week to Sun 7 Jun: nothing logged. Not yet texted: Ada. Not texted: Ben. The '
    || 'contact has not said yes to these texts, or ended them.',
  'each contact, with the reason if there is one'
);
select is(
  public.sms_segments(pg_temp.why()), 1, 'that is a segment'
);

select public.update_message_status(attempt_id, lease_token, 'accepted', 'SM-told')
from public.start_messages(
  array(
    select claimed.lease_token from public.get_messages_to_send(50) as claimed
    join public.message_queue on message_queue.id = claimed.message_id
    where message_queue.program = 'accountability'
  )
);
select is(
  pg_temp.why(),
  'Rundown: Week to Sun 7 Jun: nothing logged. Texted: Ada. Not texted: Ben. The contact has '
    || 'not said yes to these texts, or ended them.',
  'who was told comes first'
);
select is(
  pg_temp.why('+12025550102'),
  'Rundown: Maya''s week to Sun 7 Jun: not every goal was logged. They asked us to tell you. MUTE '
    || 'or STOP ends it.',
  'a contact learns what the text told, and how to end it'
);
select is(
  pg_temp.why('+12025550103'), 'Rundown: nothing was sent, and nothing was due yet.',
  'who was told nothing learns nothing'
);

-- Who asks the same thing three times in an hour is taken for a robot.
select tests.set_clock('2026-06-07 20:00Z');
-- Long names, in letters that take two thirds of the room.
update public.occurrences
set forecast = forecast || '{"contact_name": "Вероника-Александра Константиновна"}';
update public.message_queue
set facts = facts || '{"contact_name": "Вероника-Александра Константиновна"}';
select is(public.sms_segments(pg_temp.why()), 1, 'another alphabet is cut sooner');
select is(length(pg_temp.why()), 70, 'to what one segment holds');
select alike(pg_temp.why(), '%...', 'and that is shown');

select is(
  private.fit_into_a_segment('x: ', repeat('a', 157)), repeat('a', 157), 'what fits is whole'
);
select is(
  private.fit_into_a_segment('x: ', repeat('a', 158)), repeat('a', 154) || '...',
  'one character more is cut'
);
select is(private.fit_into_a_segment('x: ', ''), '', 'nothing stays nothing');

select * from finish();
rollback;
