-- A claim takes from every channel that is open and has room, in turns, and from no other: what
-- holds one channel back holds no other up.
begin;
select plan(23);

-- Six texts by SMS and six by pigeons, who carry four messages an hour.
select tests.set_clock('2026-06-07 12:00Z');
insert into private.channels (channel, address_kind, messages_per_hour, replies_per_hour)
values ('pigeon', 'phone', 4, 1);
insert into private.delivery_circuits (channel) values ('pigeon');
select tests.create_message('S' || number) from generate_series(1, 6) as number;
select tests.create_message('P' || number) from generate_series(1, 6) as number;
select tests.change_unnoticed(
  $$
    update public.message_queue set channel = 'pigeon'
    from public.users where users.id = user_id and display_name like 'P%'
  $$
);
update public.message_queue
set scheduled_for = '2026-06-07 18:00Z'::timestamptz
  + case channel when 'pigeon' then interval '1 minute' else interval '0' end
  + right(users.display_name, 1)::integer * interval '1 second'
from public.users where users.id = message_queue.user_id;
select tests.set_clock('2026-06-07 18:30Z');

-- Whose messages a claim gets, in its order, and whether there may be more: "S1 P1 true".
create function pg_temp.claim(batch_size integer)
returns text
language sql
as $$
  select string_agg(users.display_name, ' ' order by claimed.place)
    || ' ' || bool_and(claimed.more)
  from public.get_messages_to_send(claim.batch_size) with ordinality as claimed (
    message_id, lease_token, more, place
  )
  join public.message_queue on message_queue.id = claimed.message_id
  join public.users on users.id = message_queue.user_id;
$$;
create function pg_temp.release()
returns integer
language sql
as $$
  select public.release_messages(
    array(select lease_token from public.message_queue where status = 'processing')
  );
$$;
-- What is sent and reserved in the hour of a channel.
create function pg_temp.books(channel text)
returns text
language sql
as $$
  select limits.messages_sent || '/' || limits.messages_reserved
  from public.message_rate_limits as limits
  where limits.channel = books.channel;
$$;

select is(pg_temp.claim(4), 'P1 S1 P2 S2 true', 'the channels share a batch and take turns');
select is(pg_temp.claim(4), 'P3 S3 P4 S4 true', 'and the next one');
select is(pg_temp.books('pigeon') || ' ' || pg_temp.books('sms'), '0/4 0/4', 'each has its books');
select is(
  pg_temp.claim(4), 'S5 S6 false', 'an hour that is full for one channel is not for the other'
);
select is(public.why_nothing_to_send(), 'budget_spent', 'two pigeons wait for the next hour');
select ok(tests.budget_is_balanced(), 'the books agree with the queue');
select pg_temp.release();
select is(
  pg_temp.books('pigeon') || ' ' || pg_temp.books('sms'), '0/0 0/0', 'also when given back'
);

select is(
  pg_temp.claim(500), 'P1 S1 P2 S2 P3 S3 P4 S4 S5 S6 false', 'room for some is for the first'
);
select pg_temp.release();
delete from public.message_rate_limits;
update private.channels set messages_per_hour = 100 where channel = 'pigeon';

select private.pause_sending('The loft burns', 'pigeon');
select is(pg_temp.claim(500), 'S1 S2 S3 S4 S5 S6 false', 'a paused channel waits alone');
select is(public.why_nothing_to_send(), 'paused', 'and it is said why nothing more leaves');
select pg_temp.release();
select private.resume_sending('pigeon');
select private.pause_sending('The mast burns', 'sms');
select is(
  pg_temp.claim(2), 'P1 P2 true', 'the others have the whole batch, whichever of them it is'
);
select pg_temp.release();
select is(
  public.why_nothing_to_send(), 'claimed_elsewhere', 'what could still be claimed is told first'
);
select private.resume_sending();

-- A circuit that opened by itself.
update private.delivery_circuits
set opened_at = '2026-06-07 18:20Z', reason = 'outcomes_unknown', probe_after = '2026-06-07 18:40Z'
where channel = 'pigeon';
select is(pg_temp.claim(500), 'S1 S2 S3 S4 S5 S6 false', 'so does one whose circuit is open');
select is(public.why_nothing_to_send(), 'circuit_open', 'which is said as well');
select pg_temp.release();
select tests.set_clock('2026-06-07 18:40Z');
select is(pg_temp.claim(3), 'P1 S1 S2 true', 'its probe is one of the batch');
select is(
  array(
    select users.display_name from private.delivery_circuits as circuit
    left join public.message_queue on message_queue.id = circuit.probe_message_id
    left join public.users on users.id = message_queue.user_id
    order by circuit.channel
  ),
  array['P1', null], 'and of that channel alone'
);
select is(pg_temp.claim(500), 'S3 S4 S5 S6 false', 'there is no second one');
select pg_temp.release();
select private.resume_sending('pigeon');

-- A channel that was never claimed from has no circuit: nothing ever stopped it.
insert into private.channels (channel, address_kind, messages_per_hour, replies_per_hour)
values ('owl', 'phone', 1, 1);
select tests.change_unnoticed(
  $$update public.message_queue set channel = 'owl' where channel = 'pigeon'$$
);
select is(
  pg_temp.claim(500), 'P1 S1 S2 S3 S4 S5 S6 false', 'a channel without a circuit is open'
);
select pg_temp.release();
select private.pause_sending('It is noon', 'owl');
select is(pg_temp.claim(500), 'S1 S2 S3 S4 S5 S6 false', 'and can be paused all the same');
select pg_temp.release();

-- Nor do the messages of one channel make a claim read those of another.
select throws_ok(
  $$
    insert into public.message_queue (
      user_id, occurrence_id, program, message_type, message_style, facts, message_text,
      scheduled_for, expires_at, channel
    )
    select user_id, null, 'reply', 'help', 'plain', '{}', 'Hi', scheduled_for, expires_at, 'crow'
    from public.message_queue limit 1
  $$,
  '23514', null, 'a message of no channel is no message'
);
select throws_ok(
  format('select private.%s', call), 'RD088', 'There is no channel "crow"', call || ' is refused'
)
from unnest(array[
  $$pause_sending('why', 'crow')$$, $$resume_sending('crow')$$, $$set_messages_per_hour(1, 'crow')$$
]) as call;

select * from finish();
rollback;
