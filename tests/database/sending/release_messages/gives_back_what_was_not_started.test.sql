-- A sender that stops early gives back what it did not start, and only that.
begin;
select plan(12);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Started');
select tests.create_message('Claimed');
select tests.create_message('Kept');
select tests.set_clock('2026-06-07 18:00Z');
select tests.start('Started');
create temporary table leases as
select users.display_name, message_queue.lease_token
from public.message_queue
join public.users on users.id = user_id;

select is(tests.budget('2026-06-07 18:00Z'), '0/3', 'three messages are claimed');
select is(
  public.release_messages(
    array(select lease_token from leases where display_name <> 'Kept')
      || array[gen_random_uuid(), null]
  ),
  1, 'of two messages and an unknown one, one is given back'
);
select is(tests.state('Claimed'), 'queued', 'the one that was not started waits again');
select is((tests.message('Claimed')).attempts, 0::smallint, 'at the cost of no attempt');
select is((tests.message('Claimed')).lease_token, null, 'its lease is over');
select is(tests.state('Started'), 'processing', 'the one that was started must be reported');
select is(tests.state('Kept'), 'processing', 'another sender''s is not touched');
select is(tests.budget('2026-06-07 18:00Z'), '0/2', 'its place in the hour is free again');
select is(
  public.release_messages(array(select lease_token from leases where display_name = 'Claimed')), 0,
  'giving it back again changes nothing'
);
select is(public.release_messages(null), 0, 'nor does giving back nothing');
select is(
  (
    select count(*) from public.start_messages(
      array(select lease_token from leases where display_name = 'Claimed')
    )
  ),
  0::bigint, 'who gave it back can no longer start it'
);
select isnt(tests.claim('Claimed'), null, 'the next sender can claim it');

select * from finish();
rollback;
