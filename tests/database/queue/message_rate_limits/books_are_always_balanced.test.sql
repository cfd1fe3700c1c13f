-- On every path a message can take, an hour has reserved exactly what is claimed on its account,
-- and spent what was or may have been sent.
begin;
select plan(20);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name)
from unnest(array[
  'Accepted', 'Rejected', 'Transient', 'NotSent', 'Unknown', 'Proven', 'Released', 'Lapsed',
  'LapsedStarted', 'Deleted', 'DeletedStarted'
]) as name;
select tests.set_clock('2026-06-07 18:00Z');
select count(*) from public.get_messages_to_send(500);

-- The books after a step, or a complaint.
create function pg_temp.books()
returns text
language sql
as $$
  select case
    when tests.budget_is_balanced() then tests.budget('2026-06-07 18:00Z')
    else 'not balanced: ' || tests.budget('2026-06-07 18:00Z')
  end;
$$;

select is(pg_temp.books(), '0/11', 'claimed: reserved');

select tests.start('Accepted');
select is(pg_temp.books(), '0/11', 'started: still reserved');
select tests.report('Accepted', 'accepted', 'SM1');
select is(pg_temp.books(), '1/10', 'accepted: spent');
select tests.report('Accepted', 'accepted', 'SM1');
select is(pg_temp.books(), '1/10', 'said twice: spent once');

select tests.start('Rejected');
select tests.report('Rejected', 'rejected', error_code => 21610);
select is(pg_temp.books(), '1/9', 'refused for good: given back');

select tests.start('Transient');
select tests.report('Transient', 'rejected', error_code => 30001);
select is(pg_temp.books(), '1/8', 'refused for now: given back');

select tests.start('NotSent');
select tests.report('NotSent', 'not_sent');
select is(pg_temp.books(), '1/7', 'not sent: given back');

select tests.start('Unknown');
select tests.report('Unknown', 'unknown');
select is(pg_temp.books(), '2/6', 'unknown: spent');

select tests.start('Proven');
select public.record_delivery_status((tests.attempt('Proven')).id, 'SM2', 'sent');
select is(pg_temp.books(), '3/5', 'proven by a callback: spent');

select public.release_messages(array[(tests.message('Released')).lease_token]);
select is(pg_temp.books(), '3/4', 'released: given back');

select tests.start('LapsedStarted');
select tests.lapse('LapsedStarted');
select tests.lapse('Lapsed');
select public.sweep_messages();
select is(pg_temp.books(), '4/2', 'lapsed: spent if it was started, given back if not');

select public.record_delivery_status((tests.attempt('LapsedStarted')).id, 'SM3', 'sent');
select is(pg_temp.books(), '4/2', 'proven after doubt: not spent again');
update public.message_queue
set unconfirmed_at = now() - interval '2 hours' where status = 'unconfirmed';
select public.record_lookup(attempt.id, '{}') from private.message_attempts as attempt;
select public.sweep_messages();
select is(pg_temp.books(), '4/2', 'failed without proof: stays spent');

select tests.start('DeletedStarted');
delete from auth.users where id = tests.user_id('Deleted');
select is(pg_temp.books(), '4/1', 'the account is gone: given back');
delete from public.contacts where user_id = tests.user_id('DeletedStarted');
select is(pg_temp.books(), '4/1', 'only the contact is gone: still claimed');
delete from auth.users where id = tests.user_id('DeletedStarted');
select is(pg_temp.books(), '5/0', 'the account is gone after the start: spent');

-- A row remembers its hour.
select tests.set_clock('2026-06-07 18:59:59Z');
select tests.claim('Released');
select is(pg_temp.books(), '5/4', 'what was given back is claimed again');
select tests.set_clock('2026-06-07 19:00:01Z');
select tests.start('Released');
select tests.report('Released', 'accepted', 'SM4');
select is(pg_temp.books(), '6/3', 'sent in the next hour: spent in the hour that granted it');
select is_empty(
  $$select from public.message_rate_limits where time_slot = '2026-06-07 19:00Z'$$,
  'the next hour is untouched'
);
select throws_ok(
  $$insert into public.message_rate_limits (time_slot) values ('2026-06-07 18:30Z')$$,
  '23514', null, 'an hour begins at the full hour'
);

select * from finish();
rollback;
