-- After a change of the day, a turn less than seven local dates after a judged one is skipped.
begin;
select plan(10);

-- Everybody's Sunday is judged and over.
select tests.set_clock('2026-06-07 06:00Z');
select tests.create_person(name)
from unnest(array['Same', 'Earlier', 'Later', 'East', 'Silent', 'Shared']) as name;
select tests.log_activity('Silent', 3);
select tests.create_person('Paused');
update public.users set paused_until = '2026-06-08' where display_name = 'Paused';
select tests.create_person('Superseded');
-- Else the cap would be another reason.
update public.notification_preferences set max_messages_per_week = 7;
select public.schedule_due_messages();
update public.notification_preferences set send_day = 'Monday', send_time = '09:00'
where user_id = tests.user_id('Superseded');
select tests.set_clock('2026-06-07 19:00Z');

create function pg_temp.set(display_name text, assignments text)
returns void
language plpgsql
as $$
begin
  execute 'update public.notification_preferences set ' || assignments
    || format(' where user_id = %L', tests.user_id(display_name));
end;
$$;
select pg_temp.set('Earlier', 'send_day = ''Wednesday''');
select pg_temp.set('Later', 'send_day = ''Saturday''');
select pg_temp.set('East', 'timezone = ''Pacific/Kiritimati''');
select pg_temp.set('Silent', 'send_day = ''Wednesday''');
select pg_temp.set('Shared', 'send_day = ''Wednesday''');
select pg_temp.set('Paused', 'send_day = ''Wednesday''');
select tests.create_contact('Shared', 'coach');

-- Whatever comes due until the second Sunday after.
do $$
begin
  for day in 8..21 loop
    perform tests.set_clock('2026-06-01 06:00Z'::timestamptz + (day - 1) * interval '1 day');
    perform public.schedule_due_messages(500, '24 hours');
  end loop;
end;
$$;

create function pg_temp.decisions(display_name text)
returns text[]
language sql
as $$
  select array_agg(
    concat_ws(
      ' ', to_char(nominal_date, 'MM-DD'), decision,
      nullif(array_to_string(array_remove(reasons, decision), ' '), '')
    )
    order by nominal_date, decision
  )
  from public.occurrences
  where user_id = tests.user_id(decisions.display_name) and nominal_date <= '2026-06-17';
$$;

select is(
  pg_temp.decisions('Same'), array['06-07 queued', '06-14 queued'],
  'seven dates after the last turn the next is judged'
);
select is(
  pg_temp.decisions('Earlier'),
  array['06-07 queued', '06-10 skipped period_too_short', '06-17 queued'],
  'three dates after it none is, ten after it one is again'
);
select is(
  pg_temp.decisions('Later'), array['06-07 queued', '06-13 skipped period_too_short'],
  'nor is one six dates after it'
);
select is(
  pg_temp.decisions('East'), array['06-07 queued', '06-14 queued'],
  'dates count, not hours: a week is a week though the user moved east'
);
select is(
  pg_temp.decisions('Silent'),
  array[
    '06-07 silent met_and_silent', '06-10 skipped met_and_silent period_too_short', '06-17 queued'
  ],
  'a turn that was silent was judged'
);
select is(
  pg_temp.decisions('Paused'), array['06-07 skipped paused', '06-10 queued', '06-17 queued'],
  'one that was skipped was not'
);
select is(
  pg_temp.decisions('Superseded'), array['06-07 superseded', '06-08 queued', '06-15 queued'],
  'nor was one that the change itself took back'
);
select is(
  pg_temp.decisions('Shared'),
  array[
    '06-07 queued', '06-10 queued', '06-10 skipped period_too_short', '06-17 queued',
    '06-17 queued'
  ],
  'each contact''s turns are their own'
);

-- And back: from Wednesday to the Sunday before the next.
select pg_temp.set('Earlier', 'send_day = ''Sunday''');
select tests.set_clock('2026-06-21 06:00Z');
select public.schedule_due_messages();
select is(
  (
    select reasons from public.occurrences
    where user_id = tests.user_id('Earlier') and nominal_date = '2026-06-21'
  ),
  array['period_too_short'], 'the other way round it is the same'
);
select is(
  (
    select count(*) from public.occurrences
    where user_id = tests.user_id('Earlier') and decision = 'queued'
  ),
  2::bigint, 'nobody was judged twice for the same days'
);

select * from finish();
rollback;
