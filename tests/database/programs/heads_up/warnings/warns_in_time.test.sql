-- Two hours before a text would tell a miss, the user's own phone is warned, by what is missing at
-- that moment; whoever logs in time is told about by nobody.
begin;
select plan(15);

-- Five people with their own phones, a friend each, and a goal of three.
select tests.set_clock('2026-06-07 06:00Z');
select tests.create_person(name)
from unnest(array['Maya', 'Noah', 'Olga', 'Peter', 'Quinn']) as name;
insert into public.contacts (user_id, name, phone, relationship, timezone, consent_status)
select
  users.id, 'Me', '+1202555019' || row_number() over (order by users.display_name), 'self', 'UTC',
  case users.display_name when 'Olga' then 'pending' else 'confirmed' end
from public.users;
update public.notification_preferences
set remind_before_miss = false where user_id = tests.user_id('Peter');
-- Nobody would be told about Quinn.
update public.contacts
set consent_status = 'declined'
where user_id = tests.user_id('Quinn') and relationship <> 'self';
select public.schedule_due_messages();

create function pg_temp.warning_of(display_name text)
returns text
language sql
as $$
  select status || coalesce(': ' || reason, '') || ', '
    || to_char(scheduled_for at time zone 'UTC', 'HH24:MI')
  from public.message_queue
  where message_queue.user_id = tests.user_id(warning_of.display_name) and program = 'heads_up';
$$;

select is(pg_temp.warning_of('Maya'), 'queued, 16:00', 'it is planned for two hours before');
select is(pg_temp.warning_of('Olga'), null, 'not to a phone that nobody confirmed');
select is(pg_temp.warning_of('Peter'), null, 'nor to who wants none');
select is(pg_temp.warning_of('Quinn'), null, 'nor where nobody would be told');
select public.schedule_due_messages();
select is(
  (select count(*) from public.message_queue where program = 'heads_up'), 2::bigint,
  'planning again warns once'
);

-- Maya logged a part of it by then, Noah everything.
select tests.set_clock('2026-06-07 15:59Z');
select tests.log_activity('Maya', 1, '2026-06-07 10:00Z');
select tests.log_activity('Noah', 3, '2026-06-07 10:00Z');
select is_empty('select public.get_messages_to_send()', 'nobody is warned before');
select tests.set_clock('2026-06-07 16:00Z');
select public.get_messages_to_send();
select is(
  (
    select message_text from public.message_queue
    where program = 'heads_up' and status = 'processing'
  ),
  'Rundown: your week ends at 18:00, logged so far: Run 1 of 3 times. Forgot some? Reply DONE or '
    || 'a number. SNOOZE 1H or SKIP work too.',
  'the text says what is missing now'
);
select is(
  pg_temp.warning_of('Noah'), 'canceled: nothing_to_prevent, 16:00', 'who has it all is not warned'
);

-- She asks to be asked again, and logs in the meantime.
create temporary table own as
select users.display_name as name, contacts.phone
from public.contacts join public.users on users.id = contacts.user_id
where relationship = 'self';
select is(
  public.record_inbound_message('SM1', phone, 'Snooze 30m'), 'snooze: answered', 'SNOOZE'
) from own where name = 'Maya';
select is(
  (select count(*) from public.message_queue where program = 'heads_up' and status = 'queued'
    and scheduled_for = '2026-06-07 16:30Z'),
  1::bigint, 'asks again then'
);
select is(
  public.record_inbound_message('SM2', phone, 'Snooze 5h'), 'snooze: answered', 'not after the end'
) from own where name = 'Maya';
select is(
  public.record_inbound_message('SM3', phone, 'Done'), 'done: answered', 'DONE in time'
) from own where name = 'Maya';
select tests.set_clock('2026-06-07 16:30Z');
select public.get_messages_to_send(500);
select is(
  (select string_agg(status || ': ' || reason, ', ') from public.message_queue
    where program = 'heads_up' and scheduled_for = '2026-06-07 16:30Z'),
  'canceled: nothing_to_prevent', 'leaves nothing to ask about'
);
select tests.set_clock('2026-06-07 18:00Z');
select public.get_messages_to_send(500);
select is(
  (select string_agg(status || ': ' || reason, ', ') from public.message_queue
    where program = 'accountability' and user_id = tests.user_id('Maya')),
  'canceled: met_and_silent', 'and nothing to tell'
);
select is(
  (select status from public.message_queue
    where program = 'accountability' and user_id = tests.user_id('Peter')),
  'processing', 'who logged nothing is told about'
);

select * from finish();
rollback;
