-- What comes of a message says something of its own channel: its circuit, its pace, what its codes
-- mean, and whether what is claimed may start.
begin;
select plan(16);

select tests.set_clock('2026-06-07 12:00Z');
insert into private.channels (channel, address_kind, messages_per_hour, replies_per_hour)
values ('pigeon', 'phone', 100, 100);
insert into private.delivery_circuits (channel) values ('pigeon');
insert into private.provider_errors (channel, code, class, meaning, wait)
values
  ('pigeon', 21610, 'throttled', 'Too many pigeons', '3 hours'),
  ('pigeon', 20003, 'message', 'It does not fit the capsule', null);
select tests.create_message(left(name, 1) || number)
from unnest(array['Sms', 'Pigeon']) as name
cross join generate_series(1, 8) as number;
select tests.change_unnoticed(
  $$
    update public.message_queue set channel = 'pigeon'
    from public.users where users.id = user_id and display_name like 'P%'
  $$
);
select tests.set_clock('2026-06-07 18:00Z');
select count(*) from public.get_messages_to_send(500);
select tests.start(name || number)
from unnest(array['S', 'P']) as name
cross join generate_series(1, 7) as number;

-- The state of both circuits: "pigeon outcomes_unknown, sms closed".
create function pg_temp.circuits()
returns text
language sql
as $$
  select string_agg(channel || ' ' || coalesce(reason, 'closed'), ', ' order by channel)
  from private.delivery_circuits;
$$;

-- Codes.
select is(private.classify_provider_error(21610), 'opt_out', 'a code means what SMS says of it');
select is(private.classify_provider_error(21610, 'pigeon'), 'throttled', 'or another channel');
select is(private.classify_provider_error(30999), 'transient', 'an unknown code of a carrier');
select is(private.classify_provider_error(30999, 'pigeon'), 'message', 'is nothing to a pigeon');
select is(
  private.wait_after_error(21610, private.clock_now(), 'pigeon'), interval '3 hours',
  'so are waits'
);

-- One report about both: the refusal of our account is SMS's alone.
select public.update_message_statuses(jsonb_agg(jsonb_build_object(
  'attempt_id', (tests.attempt(name)).id,
  'lease_token', (tests.attempt(name)).lease_token,
  'outcome', 'rejected',
  'error_code', 20003,
  'error_message', 'Error of the provider'
)))
from unnest(array['P1', 'S1']) as name;
select is(
  pg_temp.circuits(), 'pigeon closed, sms provider_configuration',
  'an error about the account of one opens its circuit alone'
);
select is(
  tests.state('S1') || ', ' || tests.state('P1'),
  'queued: provider_configuration, failed: rejected',
  'and each message goes by what the code means there'
);
select is(tests.start('S8'), null, 'what is claimed does not start where it is open');
select isnt(tests.start('P8'), null, 'and does where it is not');
select private.resume_sending();

-- Unknown outcomes are counted for each.
select tests.report(name || number, 'unknown')
from unnest(array['S', 'P']) as name
cross join generate_series(2, 5) as number;
select is(pg_temp.circuits(), 'pigeon closed, sms closed', 'four of each are not five of one');
select tests.report('P6', 'unknown');
select is(pg_temp.circuits(), 'pigeon outcomes_unknown, sms closed', 'five are, for that one');
select is(
  (select details ->> 'channel' from public.alerts where kind = 'circuit_open'), 'pigeon',
  'the operator is told which'
);
select private.resume_sending('pigeon');

-- The pace.
select tests.report('P7', 'not_sent', error_code => 21610);
select is(
  array[
    private.current_pace(private.clock_now()), private.current_pace(private.clock_now(), 'pigeon')
  ],
  array[1, 0.5], 'one that has too much slows down alone'
);
select tests.report('S6', 'rejected', error_code => 21610);
select tests.report('P8', 'accepted', 'PIGEON-1');
select ok(tests.budget_is_balanced(), 'the books of both agree with the queue');
select is(
  (
    select string_agg(
      concat_ws(' ', channel, messages_sent, messages_reserved), ', ' order by channel
    )
    from public.message_rate_limits
  ),
  'pigeon 6 0, sms 4 2', 'each has what was spent by it'
);
select is(
  (select string_agg(concat_ws(' ', channel, address), ', ' order by channel, address)
    from public.get_attempts_to_look_up(20)
    where to_phone = address),
  (
    select string_agg(concat_ws(' ', channel, to_phone), ', ' order by channel, to_phone)
    from private.message_attempts
    join public.message_queue on message_queue.id = message_attempts.message_id
    where outcome = 'unknown'
  ),
  'a lookup asks the channel of the attempt'
);

select * from finish();
rollback;
