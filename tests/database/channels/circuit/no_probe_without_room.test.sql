-- A message that the hour has no room for probes nothing, and puts the next probe off by nothing.
begin;
select plan(4);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name) from unnest(array['Maya', 'Noah']) as name;
select tests.set_clock('2026-06-07 18:00Z');
select tests.start('Maya');
select tests.report('Maya', 'rejected', error_code => 20003);
update public.message_rate_limits set max_messages_per_slot = 0;
select tests.set_clock('2026-06-07 18:05Z');

select is_empty('select public.get_messages_to_send()', 'without room nothing is claimed');
select is((select probe_message_id from private.delivery_circuits), null, 'so there is no probe');
select is(
  (select probe_after from private.delivery_circuits), '2026-06-07 18:05Z', 'nor is it put off'
);
update public.message_rate_limits set max_messages_per_slot = 100;
select isnt_empty('select public.get_messages_to_send()', 'it is taken when there is room');

select * from finish();
rollback;
