-- SNOOZE again means another time, not two; and no time at night.
begin;
select plan(4);

select tests.set_clock('2026-06-07 15:00Z');
select tests.create_person('Maya');
select tests.create_contact('Maya', 'self', '+12025550191');
select public.schedule_due_messages();

create function pg_temp.says(body text)
returns text
language plpgsql
as $$
declare
  v_id constant text := 'SM-' || gen_random_uuid();
begin
  perform public.record_inbound_message(v_id, '+12025550191', body);
  return (
    select message_text
    from public.inbound_messages
    join public.message_queue on message_queue.id = inbound_messages.answer_id
    where inbound_messages.provider_message_id = v_id
  );
end;
$$;

select pg_temp.says('snooze 90m');
select is(
  pg_temp.says('snooze 2h'), 'Rundown: fine, we ask again at 17:00.', 'it can be put off once more'
);
select is(
  array(
    select status || ' ' || to_char(scheduled_for at time zone 'UTC', 'HH24:MI')
    from public.message_queue where program = 'heads_up' order by scheduled_for
  ),
  array['queued 16:00', 'canceled 16:30', 'queued 17:00'], 'and is asked at that time alone'
);
update public.notification_preferences set send_time = '23:00';
select tests.set_clock('2026-06-07 20:30Z');
select is(
  pg_temp.says('snooze 1h'),
  'Rundown: there is nothing to ask again about before the week ends. Reply SNOOZE 30M or SNOOZE '
    || '1H to a reminder.',
  'nobody is promised a text at night'
);

-- A pause without end has no time.
update public.users set paused_until = 'infinity';
select is(
  pg_temp.says('pause 1w'),
  'Rundown: paused until you reply RESUME. Nobody is texted about you. RESUME ends the pause.',
  'a pause that has no end is told as one'
);

select * from finish();
rollback;
