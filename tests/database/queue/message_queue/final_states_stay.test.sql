-- A message that is over stays as it ended; only proof of acceptance wins over any end.
begin;
select plan(5);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Maya');

-- What comes of moving a message from one state to another, undone again.
create function pg_temp.move(old_status text, new_status text)
returns text
language plpgsql
as $$
begin
  update public.message_queue
  set status = old_status, reason = 'rejected', provider_message_id = 'SM1', sent_at = now();
  update public.message_queue set status = new_status;
  raise exception 'moved' using errcode = 'UNDO1';
exception
  when others then
    return case when sqlstate = 'UNDO1' then sqlerrm else sqlstate end;
end;
$$;

create temporary table moves as
select old_status, new_status, pg_temp.move(old_status, new_status) as outcome
from unnest(array['sent', 'failed', 'canceled', 'expired']) as old_status
cross join unnest(array[
  'queued', 'processing', 'unconfirmed', 'sent', 'failed', 'canceled', 'expired'
]) as new_status;

select is_empty(
  $$
    select * from moves
    where outcome <> 'RD010' and new_status <> old_status and new_status <> 'sent'
  $$,
  'no final state can be left, not even for another'
);
select is_empty(
  $$select * from moves where outcome <> 'moved' and new_status = 'sent'$$,
  'except for sent'
);
select is_empty(
  $$select * from moves where outcome <> 'moved' and new_status = old_status$$,
  'staying is no move'
);

-- The time at which it ended, and the lease, follow the state.
update public.message_queue set status = 'canceled', reason = 'paused';
select is(
  (tests.message('Maya')).finished_at, '2026-06-07 12:00Z'::timestamptz,
  'a message that ends has its time, whoever ended it'
);
select throws_like(
  $$update public.message_queue set status = 'queued'$$,
  'Cannot move message % from "canceled" to "queued": final states stay',
  'the error says what was tried'
);

select * from finish();
rollback;
