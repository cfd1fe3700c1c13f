-- What is planned follows at once what its user wants told, and to whom.
begin;
select plan(16);

select tests.set_clock('2026-06-07 12:00Z');

create function pg_temp.plan_after(display_name text, statement text)
returns text
language plpgsql
as $$
begin
  execute format(statement, tests.user_id(display_name));
  return tests.plan(display_name);
end;
$$;
create function pg_temp.set(display_name text, assignments text)
returns text
language sql
as $$
  select pg_temp.plan_after(
    display_name,
    'update public.notification_preferences set ' || assignments || ' where user_id = %L'
  );
$$;

select tests.create_planned('Off');
select is(
  pg_temp.set('Off', 'enabled = false'), '06-07 18:00 superseded | 06-07 18:00 canceled superseded',
  'turned off, nothing is due any more'
);
select is(
  pg_temp.set('Off', 'enabled = true'),
  '06-07 18:00 queued | 06-07 18:00 queued; next 06-14 18:00', 'turned on again, it is'
);

select tests.create_person('Met');
select tests.log_activity('Met', 3);
select public.schedule_due_messages();
select is(
  tests.plan('Met'), '06-07 18:00 silent met_and_silent; next 06-14 18:00', 'a met week is silent'
);
select is(
  pg_temp.set('Met', 'send_if_goal_met = true'),
  '06-07 18:00 queued | 06-07 18:00 queued; next 06-14 18:00', 'until good news is wanted'
);
select is((tests.message('Met')).message_type, 'congratulatory', 'which is what is queued');
select is(
  pg_temp.set('Met', 'send_if_goal_met = false'),
  '06-07 18:00 silent met_and_silent | 06-07 18:00 canceled superseded; next 06-14 18:00',
  'or no more'
);

select tests.create_person('Partly');
select tests.log_activity('Partly', 1);
select public.schedule_due_messages();
select is((tests.message('Partly')).message_type, 'partial', 'some progress is encouraged');
select pg_temp.set('Partly', 'send_if_partial_goal = false');
select is(
  (tests.message('Partly')).message_type, 'accountability', 'until no encouragement is wanted'
);

select tests.create_planned('Capped');
select is(
  pg_temp.set('Capped', 'max_messages_per_week = 0'),
  '06-07 18:00 skipped weekly_cap | 06-07 18:00 canceled superseded; next 06-14 18:00',
  'a cap of none cancels what is planned'
);
select is(
  pg_temp.set('Capped', 'max_messages_per_week = 1'),
  '06-07 18:00 queued | 06-07 18:00 queued; next 06-14 18:00', 'and lets it go again'
);

select tests.create_planned('Promoted');
select pg_temp.plan_after(
  'Promoted', 'update public.contacts set relationship = ''coach'' where user_id = %L'
);
select is(
  (select priority from tests.message('Promoted')), 1::smallint, 'who becomes a coach comes first'
);
select is(
  pg_temp.plan_after(
    'Promoted', 'update public.contacts set relationship = ''self'' where user_id = %L'
  ),
  '06-07 18:00 skipped no_contact; 06-07 18:00 superseded | 06-07 18:00 canceled superseded; '
  'next 06-14 18:00',
  'who turns out to be the user themselves gets nothing'
);

select tests.create_planned('Stopped');
select is(
  pg_temp.plan_after(
    'Stopped', 'update public.contacts set consent_status = ''stopped'' where user_id = %L'
  ),
  '06-07 18:00 skipped contact_not_confirmed | 06-07 18:00 canceled superseded; next 06-14 18:00',
  'who says no gets nothing'
);
select is(
  pg_temp.plan_after(
    'Stopped', 'update public.contacts set consent_status = ''confirmed'' where user_id = %L'
  ),
  '06-07 18:00 queued | 06-07 18:00 queued; next 06-14 18:00', 'who says yes again does'
);
select is(
  pg_temp.plan_after(
    'Stopped', 'update public.contacts set phone = ''+12025550199'' where user_id = %L'
  ),
  '06-07 18:00 skipped contact_not_confirmed | 06-07 18:00 canceled superseded; next 06-14 18:00',
  'another number has not said yes'
);
select is(
  (
    select count(*) from public.message_queue
    where user_id in (tests.user_id('Off'), tests.user_id('Met'), tests.user_id('Stopped'))
  ),
  3::bigint, 'nobody has a second message of it all'
);

select * from finish();
rollback;
