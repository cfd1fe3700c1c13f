-- Who is due within the scheduling horizon, or so many hours, soonest first.
begin;
select plan(10);

-- It is Saturday noon.
select tests.set_clock('2026-06-06 12:00Z');
select tests.create_person(name) from unnest(array['Maya', 'Noah', 'Olga', 'Peter']) as name;
select tests.create_contact('Maya', 'self');
select tests.create_contact('Noah', 'coach', consent_status => 'pending');
update public.notification_preferences set send_time = '17:59'
where user_id = tests.user_id('Noah');
update public.notification_preferences set send_time = '18:01'
where user_id = tests.user_id('Olga');
update public.notification_preferences set enabled = false
where user_id = tests.user_id('Peter');
update public.users set paused_until = '2026-06-06 11:00Z' where id = tests.user_id('Maya');
update public.users set paused_until = '2026-06-09' where id = tests.user_id('Noah');

create function pg_temp.due(hours integer, limit_rows integer default 50)
returns text
language sql
as $$
  select string_agg(display_name || ' ' || confirmed_contacts, ', ')
  from public.list_due_users(due.hours, due.limit_rows);
$$;

select is(pg_temp.due(null), 'Noah 1, Maya 1', 'the horizon of 30 hours, to the minute');
select is(pg_temp.due(31), 'Noah 1, Maya 1, Olga 1', 'or so many hours; nobody who is off');
select is(pg_temp.due(29), null, 'nobody is due yet');
select is(pg_temp.due(31, 2), 'Noah 1, Maya 1', 'no more than asked for');
select is(
  (select array_agg(paused_until) from public.list_due_users()),
  array['2026-06-09 00:00Z'::timestamptz, null], 'a pause that is over is none'
);
select public.schedule_due_messages();
select is(pg_temp.due(null), null, 'what is planned is not due any more');
select throws_ok(
  format('select public.list_due_users(%s)', hours), 'RD091', null, hours || ' hours are refused'
)
from unnest(array[-1, 1001]) as hours;
select throws_ok(
  format('select public.list_due_users(1, %s)', limit_rows), 'RD092', null,
  limit_rows || ' rows are refused'
)
from unnest(array['0', 'null']) as limit_rows;

select * from finish();
rollback;
