-- What is planned follows the goals that are judged: made, changed, deleted, one or many at once.
begin;
select plan(9);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Maya');
select tests.log_activity('Maya', 1);
select public.schedule_due_messages();

create function pg_temp.forecast(display_name text)
returns text
language sql
as $$
  select concat_ws(
    ' ', decision, array_to_string(nullif(reasons, '{}'), ' '), forecast ->> 'outcome',
    forecast ->> 'reached_goals', forecast ->> 'judged_goals'
  )
  from public.occurrences
  where user_id = tests.user_id(forecast.display_name);
$$;

select is(pg_temp.forecast('Maya'), 'queued partial 0 1', 'one of three is partial');
update public.goals set weekly_target = 1 where user_id = tests.user_id('Maya');
select is(
  pg_temp.forecast('Maya'), 'silent met_and_silent met 1 1', 'of a target of one it is all'
);
select is(tests.state('Maya'), 'canceled: superseded', 'and the text is taken back');
select tests.create_goal('Maya', 2, 'Read');
select is(
  pg_temp.forecast('Maya'), 'queued partial 1 2', 'another goal of that age was not reached'
);
select tests.create_goal('Maya', 2, 'Sing', '2026-06-07 11:00Z');
select is(pg_temp.forecast('Maya'), 'queued partial 1 2', 'one made today is not judged');
delete from public.goals where user_id = tests.user_id('Maya') and title = 'Run';
select is(pg_temp.forecast('Maya'), 'queued missed 0 1', 'what counted for a deleted goal is gone');
delete from public.goals where user_id = tests.user_id('Maya');
select is(pg_temp.forecast('Maya'), 'skipped no_goals 0 0', 'without goals there is no text');
select is(
  tests.plan('Maya'), '06-07 18:00 skipped no_goals | 06-07 18:00 canceled superseded; '
  'next 06-14 18:00',
  'its message does not come back'
);

select tests.create_planned(name) from unnest(array['Ada', 'Ben', 'Cleo']) as name;
insert into public.goals (user_id, title, weekly_target, created_at)
select tests.user_id(name), 'Read', 1, '2026-01-01'
from unnest(array['Ada', 'Ben', 'Cleo']) as name;
select is(
  array(select pg_temp.forecast(name) from unnest(array['Ada', 'Ben', 'Cleo']) as name),
  array_fill('queued missed 0 2'::text, array[3]),
  'one statement about several people plans each of them'
);

select * from finish();
rollback;
