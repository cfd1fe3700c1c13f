-- Nobody is teased about the third miss in a row; and the first text to somebody says how to stop.
begin;
select plan(8);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Maya');
update public.users set message_style = 'snarky';
update public.goals set created_at = '2026-05-01';

create function pg_temp.week()
returns table (message_type text, message_style text, message_text text)
language sql
as $$
  select week.message_type, week.message_style, week.message_text
  from tests.judge_week(
    tests.user_id('Maya'), tests.contact_id('Maya'), '2026-06-07', '2026-06-07 18:00Z',
    '2026-05-31 18:00Z', '2026-06-07 18:00Z'
  ) as week;
$$;

select is(
  (select message_style from pg_temp.week()), 'supportive', 'the third miss is told kindly'
);
select tests.log_activity('Maya', 0.5, '2026-05-17 18:00Z');
select is(
  (select message_style from pg_temp.week()), 'snarky',
  'progress at the very start of the earliest week makes it the second'
);
update public.activities set occurred_at = '2026-05-17 17:59:59.999999Z';
select is(
  (select message_style from pg_temp.week()), 'supportive', 'a moment earlier it counts no more'
);
update public.activities set occurred_at = '2026-05-31 17:59Z';
select is(
  (select message_style from pg_temp.week()), 'snarky', 'so does progress at the end of last week'
);
update public.activities set occurred_at = '2026-06-05 12:00Z';
select results_eq(
  'select message_type, message_style from pg_temp.week()', $$values ('partial', 'snarky')$$,
  'a week with progress is no miss, whatever came before'
);
delete from public.activities;
update public.goals set created_at = '2026-05-17 18:00:00.000001Z';
select is(
  (select message_style from pg_temp.week()), 'snarky',
  'a week that nobody was judged for is no miss'
);

select alike(
  (select message_text from pg_temp.week()), '%Reply STOP to end.',
  'the first text says how to stop'
);
insert into public.messages (
  id, user_id, contact_id, program, message_type, message_style, channel, status, sent_at,
  provider_message_id
)
values (
  gen_random_uuid(), tests.user_id('Maya'), tests.contact_id('Maya'), 'accountability',
  'accountability', 'snarky', 'sms', 'sent', '2026-05-31 18:00Z', 'SM1'
);
select unalike(
  (select message_text from pg_temp.week()), '%STOP%', 'the second does not repeat it'
);

select * from finish();
rollback;
