-- One in five is the oldest that is due, whatever its priority; the others are the most urgent.
begin;
select plan(5);

-- A hundred coaches' texts are due, and ten older ones of others.
select tests.set_clock('2026-06-07 12:00Z');
update private.settings set messages_per_hour = 1000;
select tests.create_message('Coach' || number, 'coach') from generate_series(1, 100) as number;
select tests.create_message('Friend' || number) from generate_series(1, 10) as number;
update public.message_queue
set scheduled_for = '2026-06-07 17:00Z'
where priority = 3;
select tests.set_clock('2026-06-07 18:00Z');

create function pg_temp.priorities(batch_size integer)
returns text
language sql
as $$
  select string_agg(message_queue.priority::text, '' order by claimed.place)
  from public.get_messages_to_send(batch_size) with ordinality
    as claimed (message_id, lease_token, more, place)
  join public.message_queue on message_queue.id = claimed.message_id;
$$;

select is(pg_temp.priorities(1), '1', 'one alone is the most urgent');
select is(pg_temp.priorities(5), '11113', 'of five, one is the oldest');
select is(pg_temp.priorities(20), '11113111131111311113', 'of twenty, four are');
update private.settings set messages_per_hour = 30;
update public.message_rate_limits set max_messages_per_slot = 31;
select is(
  pg_temp.priorities(50), '11113', 'also where the budget ends before the batch does'
);
update public.message_rate_limits set max_messages_per_slot = 1000;
select is(
  pg_temp.priorities(500), repeat('11113', 4) || repeat('1', 59),
  'and then all that are left'
);

select * from finish();
rollback;
