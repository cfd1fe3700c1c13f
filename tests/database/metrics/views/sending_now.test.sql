-- One row says how much waits and whether texts leave; to a user only of their own.
begin;
select plan(6);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name)
from unnest(array['Maya', 'Noah', 'Olga', 'Peter', 'Held', 'Doubtful', 'Claimed', 'Gone']) as name;
select tests.create_user('Operator');
select tests.set_clock('2026-06-07 18:05Z');
select tests.start(name) from unnest(array['Doubtful', 'Gone']) as name;
select tests.report('Doubtful', 'unknown');
select tests.report('Gone', 'accepted', 'SM1');
select public.release_messages(array(
  select lease_token from public.message_queue
  where lease_token is not null and user_id <> tests.user_id('Claimed')
));
update public.message_queue set scheduled_for = '2026-06-08 08:00Z'
where user_id = tests.user_id('Peter');
update public.message_queue
set scheduled_for = '2026-06-08 08:00Z', reason = 'outside_allowed_hours'
where user_id = tests.user_id('Held');

select is(
  (
    select (
      ready, oldest_ready_seconds, later, held, processing, unconfirmed, circuit
    )::text
    from public.sending_now
  ),
  '(3,300,2,1,1,1,closed)',
  'what is due and how long, what is not, what was put off, what is under way'
);
select private.pause_sending('Lunch');
select is(
  (select array[circuit, to_char(stopped_at at time zone 'UTC', 'HH24:MI'), stopped_because]
    from public.sending_now),
  array['paused', '18:05', 'Lunch'], 'a pause, since when and why'
);
select private.resume_sending();
update private.delivery_circuits
set opened_at = '2026-06-07 18:04Z', reason = 'outcomes_unknown', probe_after = '2026-06-07 18:09Z';
select is(
  (select array[circuit, to_char(stopped_at at time zone 'UTC', 'HH24:MI'), stopped_because]
    from public.sending_now),
  array['open', '18:04', 'outcomes_unknown'], 'an open circuit, since when and why'
);

select tests.act_as_user(tests.user_id('Operator'), 'operator');
select is(
  (select (ready, later, circuit)::text from public.sending_now), '(3,2,open)',
  'an operator''s token sees the same'
);
select tests.act_as('service_role');
select is(
  (select (ready, later, circuit)::text from public.sending_now), '(3,2,open)',
  'and so does service_role'
);
select tests.act_as_user(tests.user_id('Peter'));
select is(
  (select (ready, later, circuit)::text from public.sending_now), '(0,1,)',
  'a user sees their own, and nothing of the circuit'
);
select tests.act_as('postgres');

select * from finish();
rollback;
