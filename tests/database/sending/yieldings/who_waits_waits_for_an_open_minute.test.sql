-- When what waits for a better one is to leave, it may leave.
begin;
select plan(2);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_program('coaching', rank => 1);
select tests.create_program('follow_up', rank => 2);
update private.settings set places_a_day = 1;

select tests.create_user('Night');
select tests.create_user('Quiet');
update public.users set quiet_minutes = '{[900,960)}' where users.display_name = 'Quiet';
create temporary table waiting as
select
  name,
  tests.wish(name, 'coaching', '2026-06-07 12:00Z', better_at) as better,
  tests.wish(name, 'follow_up', '2026-06-07 12:00Z', lasts => '24 hours') as worse
from (
  values
    ('Night', '2026-06-07 20:55Z'::timestamptz),
    ('Quiet', '2026-06-07 14:55Z')
) as people (name, better_at);
select count(*) from public.get_messages_to_send(500);
select is(
  message_queue.scheduled_for, expected.at, format('%s: ten minutes on is closed', waiting.name)
)
from waiting
join public.message_queue on message_queue.id = waiting.worse
join (
  values
    ('Night', '2026-06-08 08:00Z'::timestamptz),
    ('Quiet', '2026-06-07 16:00Z')
) as expected (name, at) on expected.name = waiting.name
order by waiting.name;

select * from finish();
rollback;
