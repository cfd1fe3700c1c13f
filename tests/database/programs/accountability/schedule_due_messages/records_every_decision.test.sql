-- Whatever is decided is recorded, with what was seen and every reason.
begin;
select plan(10);

select tests.set_clock('2026-06-07 06:00Z');
select tests.create_person('Missed');
select tests.create_person('Met');
select tests.log_activity('Met', 3);
select tests.create_person('Unconfirmed');
update public.contacts set consent_status = 'pending' where user_id = tests.user_id('Unconfirmed');
select tests.create_user('Alone');
select tests.create_goal('Alone');
select tests.create_person('Self', 'self');
select tests.create_person('Two', 'coach');
select tests.create_contact('Two', 'friend', consent_status => 'declined');
select tests.create_contact('Two', 'self');
select tests.create_person('Off');
update public.notification_preferences set enabled = false where user_id = tests.user_id('Off');
select tests.create_person('MetAndPaused');
select tests.log_activity('MetAndPaused', 3);
update public.users set paused_until = 'infinity' where display_name = 'MetAndPaused';

select results_eq(
  'select * from public.schedule_due_messages()',
  'values (7, 2, 1, 5, 0, false)',
  'the counts are of decisions, one for each contact'
);

create function pg_temp.decisions(display_name text)
returns text[]
language sql
as $$
  select array_agg(
    concat_ws(' ', decision, forecast ->> 'outcome', nullif(reasons, '{}')::text)
    order by decision
  )
  from public.occurrences
  where user_id = tests.user_id(decisions.display_name) and program = 'accountability';
$$;

select is(pg_temp.decisions('Missed'), array['queued missed'], 'a missed week is queued');
select is(
  pg_temp.decisions('Met'), array['silent met {met_and_silent}'],
  'a met week is silence, unless good news is wanted'
);
select is(
  pg_temp.decisions('MetAndPaused'), array['skipped met {paused,met_and_silent}'],
  'silence is only silence when nothing else is in the way'
);
select is(
  pg_temp.decisions('Unconfirmed'), array['skipped missed {contact_not_confirmed}'],
  'who has not confirmed is skipped'
);
select is(
  pg_temp.decisions('Alone'), array['skipped missed {no_contact}'],
  'having nobody to tell is recorded once'
);
select is(
  pg_temp.decisions('Self'), array['skipped missed {no_contact}'],
  'one''s own phone is nobody to tell'
);
select is(
  pg_temp.decisions('Two'),
  array['queued missed', 'skipped missed {contact_not_confirmed}'],
  'each contact is decided on its own'
);
select is(pg_temp.decisions('Off'), null, 'who is off is not looked at');
select is(
  (
    select (
      program, nominal_date, nominal_at, period_start, forecast ->> 'judged_goals'
    )::text
    from public.occurrences where user_id = tests.user_id('Missed')
  ),
  '(accountability,2026-06-07,"2026-06-07 18:00:00+00","2026-05-31 18:00:00+00",1)',
  'a decision names its date, moment, period and numbers'
);

select * from finish();
rollback;
