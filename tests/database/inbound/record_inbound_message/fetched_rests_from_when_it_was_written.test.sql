-- PAUSE, SKIP and SNOOZE that are fetched late count from when they were written.
begin;
select plan(5);

-- Everybody's week ends on Sunday at 18:00.
create function pg_temp.fetched(body text, sent_at timestamptz)
returns text
language sql
as $$
  delete from public.inbound_messages;
  update public.users set paused_until = null;
  select public.record_inbound_message(
    'SM-' || gen_random_uuid(), '+12025550101', fetched.body, sent_at => fetched.sent_at
  );
  select to_char(paused_until at time zone 'UTC', 'MM-DD HH24:MI') from public.users;
$$;

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Maya', 'self', '+12025550101');
select tests.set_clock('2026-06-08 12:00Z');
select is(
  pg_temp.fetched('PAUSE 2d', '2026-06-07 12:00Z'), '06-09 12:00', 'two days from then on'
);
select is(pg_temp.fetched('PAUSE 1d', '2026-06-07 12:00Z'), null, 'a pause that is over is none');
select is(
  pg_temp.fetched('SKIP', '2026-06-07 18:00Z'), '06-15 18:00', 'a SKIP of this week skips its turn'
);
select is(
  pg_temp.fetched('SKIP', '2026-06-07 17:59Z'), null, 'one of the last week skips no other'
);
select is(pg_temp.fetched('PAUSE', '2026-06-07 12:00Z'), null, 'and nonsense stays nonsense');

select * from finish();
rollback;
