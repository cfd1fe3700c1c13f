-- Which text a week asks for, and what it says.
begin;
select plan(11);

select tests.set_clock('2026-06-07 18:00Z');
select tests.create_person('Maya');
update public.notification_preferences set send_if_goal_met = true;

create temporary table ids as
select tests.user_id('Maya') as user_id, tests.contact_id('Maya') as contact_id;

create function pg_temp.week()
returns table (
  message_type text, message_style text, template_id text, facts jsonb, message_text text,
  reasons text[]
)
language sql
as $$
  select week.*
  from ids
  cross join lateral tests.judge_week(
    ids.user_id, ids.contact_id, '2026-06-07', '2026-06-07 18:00Z', '2026-05-31 18:00Z',
    private.clock_now()
  ) as week;
$$;

select is((select message_type from pg_temp.week()), 'accountability', 'a missed week');
select is(
  (select facts - 'brand' from pg_temp.week()),
  '{
    "user_name": "Maya", "contact_name": "Sam", "outcome": "missed", "judged_goals": 1,
    "reached_goals": 0, "progressed_goals": 0
  }'::jsonb,
  'its facts are the numbers behind it'
);
select matches(
  (select message_text from pg_temp.week()), '^Rundown: .*Maya', 'a text names its sender first'
);

select tests.log_activity('Maya', 1);
select is((select message_type from pg_temp.week()), 'partial', 'a week with some progress');
update public.notification_preferences set send_if_partial_goal = false;
select is(
  (select message_type from pg_temp.week()), 'accountability',
  'counts as missed for whoever wants no encouragement'
);
select is(
  (select facts ->> 'outcome' from pg_temp.week()), 'partial', 'though the facts stay the facts'
);

select tests.log_activity('Maya', 2);
select is((select message_type from pg_temp.week()), 'congratulatory', 'a week that was met');

update public.users set message_style = 'snarky', display_name = E'Maya\n{{brand}}\t\r\n  B. ';
select is((select message_style from pg_temp.week()), 'snarky', 'the style is the user''s');
select is(
  (select facts ->> 'user_name' from pg_temp.week()), 'Maya {{brand}} B.',
  'line breaks and other control characters of a name become blanks'
);
select matches(
  (select message_text from pg_temp.week()), 'Maya \{\{brand\}\} B\.',
  'what looks like a placeholder in a name stays what it is'
);

delete from public.goals;
select is(
  (select message_type from pg_temp.week()), null, 'without a judged goal there is no text'
);

select * from finish();
rollback;
