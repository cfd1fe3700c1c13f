-- A turn that has come and is not planned yet keeps its whole week, whatever the user changes
-- before it is planned: else what they logged in lost hours would not count, a false miss.
begin;
select plan(6);

-- Due on Sunday at 18:00 in New York, and nobody planned it until 18:05.
select tests.set_clock('2026-06-05 12:00Z');
select tests.create_person(name)
from unnest(array['Unchanged', 'Later', 'Earlier', 'Moved', 'OtherDay']) as name;
update public.notification_preferences set timezone = 'America/New_York';
select tests.set_clock('2026-06-07 22:05Z');

-- What is logged in the first hour of that week.
select tests.log_activity(display_name, 3, '2026-05-31 22:30Z') from public.users;

update public.notification_preferences
set send_time = '20:00' where user_id = tests.user_id('Later');
update public.notification_preferences
set send_time = '09:00' where user_id = tests.user_id('Earlier');
update public.notification_preferences
set timezone = 'Asia/Tokyo', send_time = '23:30' where user_id = tests.user_id('Moved');
update public.notification_preferences
set send_day = 'Wednesday', send_time = '23:59:59' where user_id = tests.user_id('OtherDay');

select is_empty(
  $$
    select from public.notification_preferences
    where next_due_at is distinct from '2026-06-07 22:00Z'
  $$,
  'the turn stays due when it was'
);
select lives_ok('select public.schedule_due_messages(horizon => $$0$$)', 'and is planned');
select is(
  (select count(*) from public.occurrences where nominal_at = '2026-06-07 22:00Z'), 5::bigint,
  'for everybody'
);
select is_empty(
  $$ select from public.occurrences where period_start <> '2026-05-31 22:00Z' $$,
  'each with the seven days before it'
);
select is_empty(
  $$ select from public.occurrences where decision <> 'silent' $$, 'so nobody missed anything'
);
select is_empty(
  $$ select from public.notification_preferences where next_due_at <= '2026-06-07 22:05Z' $$,
  'and the next turn is by the new settings'
);

select * from finish();
rollback;
