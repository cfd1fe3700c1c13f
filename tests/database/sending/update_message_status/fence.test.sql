-- Who lost the lease has no say any more, except to prove that the message was accepted.
begin;
select plan(17);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name)
from unnest(array['Maya', 'Lapsed', 'Expired', 'Canceled', 'Failed', 'Retried']) as name;
select tests.set_clock('2026-06-07 18:00Z');

create function pg_temp.snapshot(display_name text)
returns jsonb
language sql
as $$
  select jsonb_build_array(
    to_jsonb(tests.message(snapshot.display_name)), to_jsonb(tests.attempt(snapshot.display_name)),
    (select jsonb_agg(limits) from public.message_rate_limits as limits),
    (select jsonb_agg(numbers) from private.phone_numbers as numbers)
  );
$$;

-- A wrong token.
select tests.start('Maya');
create temporary table before as select pg_temp.snapshot('Maya') as everything;
select is(
  array[
    tests.report('Maya', 'rejected', error_code => 21610, lease_token => gen_random_uuid()),
    tests.report('Maya', 'not_sent', lease_token => gen_random_uuid()),
    tests.report('Maya', 'unknown', lease_token => gen_random_uuid())
  ],
  array['stale', 'stale', 'stale'],
  'with another token every report but acceptance is stale'
);
select is(
  public.update_message_status((tests.attempt('Maya')).id, null, 'unknown'), 'stale',
  'so it is without one'
);
select is(pg_temp.snapshot('Maya'), (select everything from before), 'and changes nothing');
select is(
  tests.report('Maya', 'accepted', 'SM1', lease_token => gen_random_uuid()), 'applied',
  'acceptance is taken from anybody'
);

-- A sender that was thought dead.
select tests.start('Lapsed');
select tests.lapse('Lapsed');
select public.sweep_messages();
truncate before;
insert into before select pg_temp.snapshot('Lapsed');
select is(
  tests.report('Lapsed', 'rejected', error_code => 21610), 'stale', 'a late refusal is stale'
);
select is(tests.report('Lapsed', 'not_sent'), 'stale', 'so is late harmlessness');
select is(pg_temp.snapshot('Lapsed'), (select everything from before), 'neither changes anything');
select is(tests.report('Lapsed', 'accepted', 'SM2'), 'applied', 'late acceptance counts');
select is(tests.state('Lapsed'), 'sent', 'and wins over doubt');
select is(tests.budget('2026-06-07 18:00Z'), '2/4', 'without being counted twice');

-- Proof wins over every end that came too early.
select tests.start('Failed');
select tests.report('Failed', 'unknown');
update public.message_queue
set unconfirmed_at = now() - interval '3 hours' where user_id = tests.user_id('Failed');
select public.record_lookup((tests.attempt('Failed')).id, '{}');
select public.sweep_messages();
select is(tests.state('Failed'), 'failed: outcome_unknown', 'a message without proof failed');
select tests.report('Failed', 'accepted', 'SM3');
select is(tests.state('Failed'), 'sent', 'proof brings it back');

select tests.start('Canceled');
select tests.report('Canceled', 'not_sent');
delete from public.contacts where user_id = tests.user_id('Canceled');
select tests.report('Canceled', 'accepted', 'SM4');
select is(tests.state('Canceled'), 'sent', 'so it does with a canceled one');

select tests.start('Expired');
select tests.report('Expired', 'not_sent', retry_after_seconds => 86400);
select tests.report('Expired', 'accepted', 'SM5');
select is(tests.state('Expired'), 'sent', 'and with an expired one');

-- A second attempt is under way when the first turns out to have arrived.
select tests.start('Retried');
select tests.report('Retried', 'not_sent');
create temporary table first_attempt as select (tests.attempt('Retried')).*;
select tests.set_clock_to_next_try('Retried');
select tests.start('Retried');
select is(
  public.update_message_status(id, lease_token, 'accepted', 'SM6'), 'applied',
  'an old attempt can prove it as well'
) from first_attempt;
select is(
  tests.report('Retried', 'accepted', 'SM7'), 'known',
  'a second text for the message is warned of and does not replace the first'
);
select is(
  (select concat_ws(' ', status, provider_message_id) from tests.message('Retried')), 'sent SM6',
  'a message never has two accepted attempts'
);

select * from finish();
rollback;
