-- Ten thousand old messages go five hundred at a time.
begin;
select plan(7);

-- Without triggers and foreign keys, which would take a minute.
select tests.set_clock('2026-06-07 18:00Z');
set local session_replication_role = replica;
insert into public.message_queue (
  user_id, program, message_type, message_style, facts, message_text, scheduled_for, expires_at,
  status, reason, finished_at
)
select
  gen_random_uuid(), 'consent', 'invite', 'plain', '{}', 'Hi', '2026-01-01', '2026-01-02',
  'canceled', 'paused', timestamptz '2026-01-01 12:00Z' + number * interval '1 second'
from generate_series(1, 10000) as number;
set local session_replication_role = origin;
create function pg_temp.is_left() returns text language sql as $$
  select concat_ws(
    ' from ', count(*), min(extract(epoch from finished_at - '2026-01-01 12:00Z'))::integer
  )
  from public.message_queue;
$$;
create function pg_temp.batches() returns integer language plpgsql as $$
declare
  v_batches integer := 1;
begin
  while private.clean_up() loop
    v_batches := v_batches + 1;
  end loop;
  return v_batches;
end;
$$;

select ok(private.clean_up(), 'a full batch says that there may be more');
select is(pg_temp.is_left(), '9500 from 501', 'five hundred went, the oldest first');
select private.clean_up(1);
select is(pg_temp.is_left(), '9499 from 502', 'or as many as asked for');
-- 9,499 are eighteen full batches and one that is not.
select is(pg_temp.batches(), 19, 'until a batch is not full');
select is(pg_temp.is_left(), '0', 'and nothing is left');

select throws_ok(
  format('select private.clean_up(%s)', size), 'RD087', null, size || ' are refused'
)
from unnest(array['0', '501']) as size;

select * from finish();
rollback;
