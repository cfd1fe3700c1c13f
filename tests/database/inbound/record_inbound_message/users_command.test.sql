-- What a user does by text from their own phone, and what nobody can do from another.
begin;
select plan(29);

-- Maya runs and reads; her own phone is confirmed, and is also Noah's contact.
select tests.set_clock('2026-06-05 12:00Z');
select tests.create_person('Maya', phone => '+12025550109');
select tests.create_person('Noah', phone => '+12025550101');
insert into public.contacts (user_id, name, phone, relationship, timezone, consent_status)
values (tests.user_id('Maya'), 'Me', '+12025550101', 'self', 'UTC', 'confirmed');
update public.goals set unit = 'km', weekly_target = 10 where user_id = tests.user_id('Maya');
select public.schedule_due_messages(horizon => '7 days');

create function pg_temp.says(body text, phone text default '+12025550101')
returns text
language plpgsql
as $$
declare
  v_id constant text := 'SM-' || gen_random_uuid();
  v_result constant text := public.record_inbound_message(v_id, phone, body);
begin
  return coalesce(
    (
      select message_text
      from public.inbound_messages
      join public.message_queue on message_queue.id = inbound_messages.answer_id
      where inbound_messages.provider_message_id = v_id
    ),
    v_result
  );
end;
$$;

create function pg_temp.logged()
returns numeric
language sql
as $$
  select coalesce(sum(amount), 0) from public.activities where user_id = tests.user_id('Maya');
$$;

select is(
  pg_temp.says('3'), 'Rundown: logged 3 km for Run. That makes 3 of 10 this week.',
  'a bare number goes to the only goal'
);
select is(
  pg_temp.says('Ran 2.5k today!'),
  'Rundown: logged 2.5 km for Run. That makes 5.5 of 10 this week.', 'with words around it'
);
select is(
  pg_temp.says('3 hours'),
  'Rundown: for which goal? Reply with its unit or its name, like 3 km. Your goals: Run (km).',
  'a unit that no goal has is asked about, not logged'
);
select is(
  pg_temp.says('1,000'),
  'Rundown: 1,000 is not an amount to log. Reply with a number like 3 or 2.5 km.',
  'nor is what may mean two things'
);
select is(pg_temp.logged(), 5.5, 'nothing was logged by those');
select tests.create_goal('Maya', 5, 'Read', '2026-06-01');
update public.goals set unit = 'hours' where title = 'Read';
select is(
  pg_temp.says('2'),
  'Rundown: for which goal? Reply with its unit or its name, like 2 km. Your goals: Run (km), '
    || 'Read (hours).',
  'among several a bare number is asked about'
);
select is(
  pg_temp.says('2h'), 'Rundown: logged 2 hours for Read. That makes 2 of 5 this week.',
  'one with a unit finds its goal'
);
select is(
  pg_temp.says('Done run'),
  'Rundown: logged 4.5 km for Run. With that, every goal of this week is reached. Well done, Maya!',
  'DONE logs what is missing'
);
select is(
  pg_temp.says('DONE run'), 'Rundown: Run was reached already, 10 of 10 this week.', 'once'
);
select is(
  pg_temp.says('status'),
  'Rundown: Run 10 of 10 km, Read 2 of 5 hours. Next turn: Sunday, 2026-06-07 18:00 (UTC).',
  'STATUS says how it stands'
);
select is(
  pg_temp.says('Pause 2 weeks'),
  'Rundown: paused until Friday, 2026-06-19 12:00 (UTC). Nobody is texted about you. RESUME ends '
    || 'the pause.',
  'PAUSE'
);
select is(
  (select paused_until from public.users where id = tests.user_id('Maya')), '2026-06-19 12:00Z',
  'pauses'
);
select is(
  pg_temp.says('resume'), 'Rundown: you are back. The next turn is Sunday, 2026-06-07 18:00 (UTC).',
  'RESUME'
);
select is(
  (select paused_until from public.users where id = tests.user_id('Maya')), null, 'ends it'
);
select is(
  pg_temp.says('pause'),
  'Rundown: pause for how long? Reply PAUSE 3D or PAUSE 2W, for a year at most.', 'not for ever'
);
select is(
  pg_temp.says('Skip this week'),
  'Rundown: this week does not count, nobody is texted about it. Judging goes on after Monday, '
    || '2026-06-08 18:00 (UTC).',
  'SKIP'
);
select is(
  (
    select reasons from public.occurrences
    where contact_id in (select id from public.contacts where phone = '+12025550109')
      and nominal_date = '2026-06-07'
  ),
  '{superseded}', 'takes back what was queued'
);
select pg_temp.says('resume');
select is(
  pg_temp.says('more'), 'Rundown: from now on at most 2 a week goes to each of your contacts.',
  'MORE'
);
select is(
  pg_temp.says('LESS'), 'Rundown: from now on at most 1 a week goes to each of your contacts.',
  'LESS'
);
select is(pg_temp.says('why'), 'Rundown: nothing was sent, and nothing was due yet.', 'WHY');
select is(
  pg_temp.says('what is this'),
  'Rundown: we did not get that. Text DONE, a number like 3 km, STATUS, SKIP, PAUSE 1W, RESUME or '
    || 'WHY.',
  'what nobody understands gets a helpful answer'
);
select is(pg_temp.says('eh?'), 'not_understood', 'once a day');

-- The same words from a contact are words.
select is(
  pg_temp.says('3', '+12025550109'),
  'Rundown: your text is kept for Maya, who can read it in the app. Reply HELP for help, STOP to '
    || 'end.',
  'a contact logs nothing'
);
select tests.act_as_user(tests.user_id('Maya'));
select is(
  (select string_agg(body, ' ') from public.inbound_messages where command is null),
  'what is this eh? 3', 'but the user reads it'
);
select tests.act_as('postgres');
select is(
  pg_temp.says('3', '+12025550177'), 'not_understood', 'a stranger''s text is taken'
);
select is(
  (select concat_ws(' ', user_id, body) from public.inbound_messages
    where from_phone = '+12025550177'),
  '', 'but not kept, and not answered'
);
select is(
  public.record_inbound_message('SM-one', '+12025550101', '1 h'), 'number: answered',
  'a text counts'
);
select is(
  public.record_inbound_message('SM-one', '+12025550101', '1 h'), 'known', 'once'
);
select is(pg_temp.logged(), 13.0, 'however often it comes');

select * from finish();
rollback;
