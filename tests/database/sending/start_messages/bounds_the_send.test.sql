-- The sender learns how long it may take and how long the provider may try: neither outlasts the
-- lease, the allowed hours or the message.
begin;
select plan(9);

create function pg_temp.start_at(clock timestamptz, expires_at timestamptz default null)
returns table (start_within_ms integer, valid_for_seconds integer)
language plpgsql
as $$
begin
  perform tests.set_clock('2026-06-07 12:00Z');
  perform tests.create_message('At ' || clock);
  update public.message_queue
  set
    expires_at = coalesce(start_at.expires_at, message_queue.expires_at),
    scheduled_for = '2026-06-07 08:00Z'
  where message_queue.user_id = tests.user_id('At ' || clock);
  perform tests.set_clock(clock);
  return query
  select started.start_within_ms, started.valid_for_seconds
  from public.start_messages(array[tests.claim('At ' || clock)]) as started;
end;
$$;

create temporary table usual as select * from pg_temp.start_at('2026-06-07 18:00Z');
select cmp_ok(
  (select start_within_ms from usual), '<=', 180000, 'never longer than the lease'
);
select cmp_ok(
  (select start_within_ms from usual), '>', 150000, 'by the real clock, which hardly moved'
);
select is(
  (select valid_for_seconds from usual), 3 * 60 * 60,
  'the provider may try until allowed hours end'
);
select results_eq(
  $$select * from pg_temp.start_at('2026-06-07 20:59:58.5Z')$$, 'values (1500, 1)',
  'close to 21:00 both end there, in whole milliseconds and seconds'
);
select results_eq(
  $$select * from pg_temp.start_at('2026-06-07 20:59:59.9999Z')$$, 'values (0, 1)',
  'the provider''s least is a second'
);
select results_eq(
  $$select * from pg_temp.start_at('2026-06-08 17:59:50Z')$$, 'values (10000, 10)',
  'close to its expiry both end there'
);
select results_eq(
  $$select valid_for_seconds from pg_temp.start_at('2026-06-08 08:00Z', '2026-06-09 08:00Z')$$,
  'values (36000)', 'its most are ten hours'
);
select results_eq(
  $$select valid_for_seconds from pg_temp.start_at('2026-06-08 11:00Z', '2026-06-08 12:00Z')$$,
  'values (3600)', 'an expiry on the same day ends it sooner'
);
select is_empty(
  $$select * from pg_temp.start_at('2026-06-08 12:00Z', '2026-06-08 12:00Z')$$,
  'what has expired is not even claimed'
);

select * from finish();
rollback;
