-- An error about our account stops everything and burns nothing; one probe at a time finds out when
-- it works again, and nothing but its probe closes the circuit.
begin;
select plan(16);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name)
from unnest(array['Maya', 'Noah', 'Olga', 'Peter', 'Quinn']) as name;
select tests.set_clock('2026-06-07 18:00Z');
update public.message_queue
set scheduled_for = '2026-06-07 18:00Z'::timestamptz
  + array_position(array['Maya', 'Noah', 'Olga', 'Peter', 'Quinn'], users.display_name)
    * interval '1 millisecond'
from public.users
where users.id = message_queue.user_id;
select tests.set_clock('2026-06-07 18:01Z');

create function pg_temp.circuit()
returns text
language sql
as $$
  select concat_ws(
    ' ', coalesce(reason, 'closed'), error_code, failed_probes,
    to_char(probe_after at time zone 'UTC', 'HH24:MI')
  )
  from private.delivery_circuits;
$$;

select tests.start('Maya');
select tests.start('Noah');
select tests.report('Maya', 'rejected', error_code => 20003);
select is(pg_temp.circuit(), 'provider_configuration 20003 0 18:06', 'the circuit is open');
select is(
  concat_ws(' ', tests.state('Maya'), (tests.message('Maya')).attempts),
  'queued: provider_configuration 0', 'the message waits and lost no attempt'
);
select is(
  (select (kind, times)::text from public.alerts), '(circuit_open,1)', 'the operator is told'
);
select is(tests.start('Olga'), null, 'what was claimed before is not started');
select tests.report('Noah', 'accepted', 'SM1');
select is(
  pg_temp.circuit(), 'provider_configuration 20003 0 18:06',
  'what was under way says nothing about the account now'
);
select public.release_messages(
  array(select lease_token from public.message_queue where status = 'processing')
);
select is_empty('select public.get_messages_to_send(500)', 'nothing is claimed');
select is(public.why_nothing_to_send(), 'circuit_open', 'and it is said why');

select tests.set_clock('2026-06-07 18:06Z');
select tests.claim('Olga');
select is(
  (select string_agg(users.display_name, ' ')
    from public.message_queue join public.users on users.id = message_queue.user_id
    where status = 'processing'),
  'Olga', 'when the time has come one is claimed'
);
select is_empty('select public.get_messages_to_send(500)', 'and no second one');
select tests.start('Olga');
select tests.report('Olga', 'rejected', error_code => 20003);
select is(
  pg_temp.circuit(), 'provider_configuration 20003 1 18:16', 'its failure doubles the wait'
);

-- A probe that nobody reports on.
select tests.set_clock('2026-06-07 18:16Z');
select tests.start('Peter');
select is_empty('select public.get_messages_to_send(500)', 'a probe is on its way');
select tests.set_clock('2026-06-07 18:26Z');
select isnt(tests.start('Quinn'), null, 'if nobody reports on it, another is tried');
select tests.report('Quinn', 'rejected', error_code => 21614);
select is(pg_temp.circuit(), 'closed 0', 'a refusal of the number says that the account works');
select isnt(tests.claim('Maya'), null, 'and everything goes on');
select tests.report('Peter', 'accepted', 'SM2');
select is((select (kind, times)::text from public.alerts), '(circuit_open,1)', 'one alert for all');
select ok(tests.budget_is_balanced(), 'the books agree with the queue');

select * from finish();
rollback;
