-- What was logged by text can be taken back and put right by text; what comes twice is logged once.
begin;
select plan(27);

-- Maya, in Berlin, runs and swims; her week ends on Sunday at 18:00.
select tests.set_clock('2026-06-05 12:00Z');
select tests.create_person('Maya');
select tests.create_contact('Maya', 'self', '+12025550101');
update public.goals set unit = 'km', weekly_target = 20;
select tests.create_goal('Maya', 3, 'Swim', '2026-06-01');
update public.notification_preferences set timezone = 'Europe/Berlin';

create function pg_temp.says(body text, later interval default '2 minutes')
returns text
language plpgsql
as $$
declare
  v_id constant text := 'SM-' || gen_random_uuid();
begin
  perform tests.set_clock(private.clock_now() + later);
  perform public.record_inbound_message(v_id, '+12025550101', body);
  return (
    select message_text
    from public.inbound_messages
    join public.message_queue on message_queue.id = inbound_messages.answer_id
    where inbound_messages.provider_message_id = v_id
  );
end;
$$;
create function pg_temp.logged()
returns text
language sql
as $$
  select coalesce(
    string_agg(
      goals.title || ' ' || trim_scale(amount), ', ' order by activities.created_at, title
    ),
    ''
  )
  from public.activities
  join public.goals on goals.id = activities.goal_id;
$$;

select is(
  pg_temp.says('undo'),
  'Rundown: no log by text of this week fits that. The app shows them all and can change them.',
  'where nothing was logged there is nothing to take back'
);
select is(
  pg_temp.says('ran 5k and 2 swims'),
  'Rundown: logged 5 km for Run, 2 times for Swim. This week: Run 5 of 20 km, Swim 2 of 3 times.',
  'two goals in one text are two logs'
);
select is(
  pg_temp.says('UNDO'),
  'Rundown: took back 5 km for Run, 2 times for Swim. This week: Run 0 of 20 km, Swim 0 of 3 '
    || 'times.',
  'UNDO takes back all that the last text logged'
);
select is(pg_temp.logged(), '', 'really');
select pg_temp.says('3 km');
select is(
  pg_temp.says('sorry, 4 not 3'), 'Rundown: 4 km for Run, not 3. This week: Run 4 of 20 km.',
  'a correction mends the last log'
);
select is(pg_temp.logged(), 'Run 4', 'in its place');
select pg_temp.says('5 not 3');
select is(pg_temp.logged(), 'Run 4', 'not if it was another amount');
select pg_temp.says('make that 6 times');
select is(pg_temp.logged(), 'Run 4', 'or another unit');
select pg_temp.says('make that 400 km');
select is(pg_temp.logged(), 'Run 4', 'or far too much');
select pg_temp.says('make that -6');
select is(pg_temp.logged(), 'Run 4', 'or less than nothing');
select pg_temp.says('make that 4.5 km');
select is(pg_temp.logged(), 'Run 4.5', 'the unit may be said');

-- Twice.
select is(
  pg_temp.says('2 swims'), 'Rundown: logged 2 times for Swim. That makes 2 of 3 this week.', 'once'
);
select is(
  pg_temp.says('2 swims', '59 seconds'),
  'Rundown: that came twice and is logged once. If you meant twice, text it again in a minute.',
  'the same within a minute is not logged twice'
);
select is(pg_temp.logged(), 'Run 4.5, Swim 2', 'really');
select pg_temp.says('2 swims', '61 seconds');
select is(pg_temp.logged(), 'Run 4.5, Swim 2, Swim 2', 'later it is another');
select pg_temp.says('undo');
select pg_temp.says('scratch that', '0');
select is(pg_temp.logged(), 'Run 4.5', 'each UNDO takes back one');
select pg_temp.says('1 swim', '10 minutes');
select pg_temp.says('oops', '1 second');
select pg_temp.says('1 swim', '1 second');
select is(pg_temp.logged(), 'Run 4.5, Swim 1', 'what was taken back may be said again at once');

-- Only what was logged by text.
select tests.set_clock('2026-06-06 12:00Z');
insert into public.activities (user_id, goal_id, amount, occurred_at)
select user_id, id, 9, '2026-06-06 11:00Z' from public.goals where title = 'Run';
select pg_temp.says('delete last');
select is(pg_temp.logged(), 'Run 4.5, Run 9', 'what the app logged stays');

-- Yesterday, which begins at midnight where she lives.
select tests.set_clock('2026-06-06 22:10Z');
select is(
  pg_temp.says('ran 3 km yesterday'),
  'Rundown: logged 3 km for Run yesterday. This week: Run 16.5 of 20 km.', 'yesterday'
);
select is(
  (select occurred_at from public.activities where amount = 3), '2026-06-05 22:12Z',
  'is this time of the local day before'
);
-- After the turn of the week: it counts in the one before.
select tests.set_clock('2026-06-07 17:00Z');
select is(
  pg_temp.says('swam yesterday'),
  'Rundown: logged 1 times for Swim yesterday. This week: Swim 0 of 3 times.',
  'that may be another week'
);
select pg_temp.says('undo');
select is(
  pg_temp.logged(), 'Run 4.5, Run 3, Swim 1, Run 9', 'whose logs are put right in the app only'
);

-- A pause until a day is one until its midnight.
select is(
  pg_temp.says('pause till monday'),
  'Rundown: paused until Monday, 2026-06-08 00:00 (Europe/Berlin). Nobody is texted about you. '
    || 'RESUME ends the pause.',
  'PAUSE until the next Monday'
);
select tests.set_clock('2026-06-08 10:00Z');
select alike(pg_temp.says('Pause until Monday'), '%Monday, 2026-06-15 00:00%', 'never this one');
select alike(pg_temp.says('pause two weeks'), '%Monday, 2026-06-22 12:%', 'words for numbers');
select alike(pg_temp.says('pause till we meet'), '%pause for how long?%', 'no end is asked for');
select pg_temp.says('<3');
select is(pg_temp.logged(), 'Run 4.5, Run 3, Swim 1, Run 9', 'a heart is no amount');

select * from finish();
rollback;
