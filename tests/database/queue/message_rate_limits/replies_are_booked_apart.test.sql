-- On every path that a reply can take, it is booked where replies are and nowhere else; an hour
-- without room for others does not keep it back.
begin;
select plan(14);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name)
from unnest(array[
  'Accepted', 'Refused', 'NotSent', 'Unknown', 'Released', 'Lapsed', 'LapsedStarted', 'Deleted',
  'DeletedStarted', 'OneTooMany', 'NoReply'
]) as name;
select tests.set_clock('2026-06-07 18:00Z');
update private.settings set messages_per_hour = 0, replies_per_hour = 9;
update public.message_queue
set scheduled_for = '2026-06-07 17:00Z', priority = 0
where user_id not in (tests.user_id('OneTooMany'), tests.user_id('NoReply'));
update public.message_queue set priority = 0 where user_id = tests.user_id('OneTooMany');
select tests.claim('Accepted');

-- What is booked for replies, "sent/reserved", or a complaint.
create function pg_temp.books()
returns text
language sql
as $$
  select case
    when not tests.budget_is_balanced() then 'not balanced: '
    when tests.budget('2026-06-07 18:00Z') <> '0/0' then 'booked as others: '
    else ''
  end || replies_sent || '/' || replies_reserved
  from public.message_rate_limits
  where time_slot = '2026-06-07 18:00Z';
$$;

select is(pg_temp.books(), '0/9', 'claimed, though the hour has no room for others: reserved');
select is(
  concat_ws(', ', tests.state('OneTooMany'), tests.state('NoReply')), 'queued, queued',
  'a reply that is one too many waits, as others do'
);

select tests.start('Accepted');
select tests.report('Accepted', 'accepted', 'SM1');
select is(pg_temp.books(), '1/8', 'accepted: spent');

select tests.start('Refused');
select tests.report('Refused', 'rejected', error_code => 21617);
select is(pg_temp.books(), '1/7', 'refused: given back');

select tests.start('NotSent');
select tests.report('NotSent', 'not_sent');
select is(pg_temp.books(), '1/6', 'not sent: given back');
select public.record_delivery_status((tests.attempt('NotSent')).id, 'SM2', 'sent');
select is(pg_temp.books(), '2/6', 'proven after that: spent');
select public.record_delivery_status((tests.attempt('NotSent')).id, 'SM2', 'delivered');
select is(pg_temp.books(), '2/6', 'proven twice: spent once');

select tests.start('Unknown');
select tests.report('Unknown', 'unknown');
select is(pg_temp.books(), '3/5', 'unknown: spent');

select public.release_messages(array[(tests.message('Released')).lease_token]);
select is(pg_temp.books(), '3/4', 'released: given back');

select tests.start('LapsedStarted');
select tests.lapse('LapsedStarted');
select tests.lapse('Lapsed');
select public.sweep_messages();
select is(pg_temp.books(), '4/2', 'lapsed: spent if it was started, given back if not');

select tests.start('DeletedStarted');
delete from auth.users where id = tests.user_id('DeletedStarted');
select is(pg_temp.books(), '5/1', 'the account is gone after the start: spent');
delete from auth.users where id = tests.user_id('Deleted');
select is(pg_temp.books(), '5/0', 'the account is gone before it: given back');

select tests.claim('Released');
select is(
  concat_ws(' ', pg_temp.books(), (tests.message('OneTooMany')).status), '5/3 processing',
  'what was given back can be granted again'
);
select is(tests.state('NoReply'), 'queued', 'and to replies alone');

select * from finish();
rollback;
