-- The week is judged again when the message is claimed, and the text says what is true then.
begin;
select plan(12);

-- Everybody's week is missed when it is planned.
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Still');
select tests.create_message('Partly');
select tests.create_message('PartlyOff');
select tests.create_message('MetSilent');
select tests.create_message('MetTold');
select tests.create_message('Renamed');
select tests.create_message('Late');
update public.notification_preferences
set send_if_partial_goal = false where user_id = tests.user_id('PartlyOff');
update public.notification_preferences
set send_if_goal_met = true where user_id = tests.user_id('MetTold');

-- On their way to the due time, and after it while the message waits.
select tests.set_clock('2026-06-07 18:30Z');
select tests.log_activity('Partly', 1, '2026-06-07 17:00Z');
select tests.log_activity('PartlyOff', 1, '2026-06-07 17:00Z');
select tests.log_activity('MetSilent', 3, '2026-06-07 17:59:59Z');
select tests.log_activity('MetTold', 3, '2026-06-07 17:00Z');
select tests.log_activity('Late', 3, '2026-06-07 18:30Z');
select tests.set_clock('2026-06-07 12:00Z');
update public.users
set display_name = 'Renata', message_style = 'chaotic' where display_name = 'Renamed';

select tests.set_clock('2026-06-07 19:00Z');
select public.get_messages_to_send(500);

create function pg_temp.type_and_outcome(display_name text)
returns text
language sql
as $$
  select concat_ws(' ', status, message_type, facts ->> 'outcome')
  from tests.message(type_and_outcome.display_name);
$$;

select is(
  pg_temp.type_and_outcome('Still'), 'processing accountability missed', 'missed stays missed'
);
select is(
  pg_temp.type_and_outcome('Partly'), 'processing partial partial',
  'progress since then turns it into encouragement'
);
select is(
  (tests.message('Partly')).template_id like '%.partial.%', true, 'with words for that'
);
select is(
  (tests.message('Partly')).message_text,
  (
    select private.render_text(body, message.facts) || first_text_suffix
    from tests.message('Partly') as message
    join public.message_templates on message_templates.id = message.template_id
  ),
  'and a text made from the facts of this moment'
);
select is(
  pg_temp.type_and_outcome('PartlyOff'), 'processing accountability partial',
  'for whoever wants no encouragement it stays what it was'
);
select is(
  tests.state('MetSilent'), 'canceled: met_and_silent',
  'a goal reached in the last second means silence'
);
select is(
  pg_temp.type_and_outcome('MetTold'), 'processing congratulatory met',
  'or a congratulation where good news is wanted'
);
select is(
  tests.state('Late'), 'canceled: met_and_silent',
  'what was logged while the message waited counts: nobody is told a thing that is not true'
);
select is(
  (
    select (message).message_style || ' ' || ((message).message_text like '%Renata%')::text
    from tests.message('Renata') as message
  ),
  'chaotic true', 'name and style are those of this moment'
);
select is(
  (
    select forecast ->> 'outcome' from public.occurrences
    where user_id = tests.user_id('MetSilent')
  ),
  'missed', 'the forecast stays what planning saw'
);

-- In the other direction, also where planning did not hear of it; and where nothing was queued.
select tests.set_clock('2026-06-14 12:00Z');
select tests.create_person('Undone');
select tests.create_person('Silent');
update public.notification_preferences
set send_if_goal_met = true where user_id = tests.user_id('Undone');
select tests.log_activity('Undone', 3);
select tests.log_activity('Silent', 3);
select public.schedule_due_messages();
select tests.change_unnoticed($$
  delete from public.activities where user_id = tests.user_id('Undone')
$$);
delete from public.activities where user_id = tests.user_id('Silent');
select tests.set_clock('2026-06-14 18:00Z');
select public.get_messages_to_send(500);
select is(
  pg_temp.type_and_outcome('Undone'), 'processing accountability missed',
  'a congratulation that is no longer true is not sent'
);
select is(
  pg_temp.type_and_outcome('Silent'), 'processing accountability missed',
  'what was to be silent is told: a silent forecast is no promise'
);

select * from finish();
rollback;
