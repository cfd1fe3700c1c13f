-- Help in a crisis leaves before every other message, whatever the hour's budget, and until the
-- morning; if it does not, an operator is told.
begin;
select plan(11);

select tests.set_clock('2026-06-07 22:30Z');
update private.settings set replies_per_hour = 1, messages_per_hour = 1;
select tests.create_person('Maya', phone => '+12025550109');
update public.contacts set timezone = 'America/New_York' where phone = '+12025550109';
select tests.create_contact('Maya', 'friend', '+12025550110');
select tests.create_contact('Maya', 'family', '+12025550111');

-- Others asked first, and the hour has a place for one reply.
select public.record_inbound_message('SM1', '+12025550110', 'ABOUT');
select public.record_inbound_message('SM2', '+12025550111', 'ABOUT');
select public.record_inbound_message('SM3', '+12025550109', 'I want to kill myself');
create temporary table help as
select * from public.message_queue where message_type = 'crisis';

select is((select priority from help), -1::smallint, 'help has a priority of its own');
select is(
  (select expires_at from help), '2026-06-08 12:00Z'::timestamptz,
  'it is worth sending until eight in the morning of whoever wrote'
);
create temporary table claimed as
select row_number() over () as place, got.*, message_queue.message_type
from public.get_messages_to_send(replies_only => true) as got
join public.message_queue on message_queue.id = got.message_id;
select is(
  (select message_type from claimed where place = 1), 'crisis', 'it is the first of replies'
);
select is(
  (select count(*) from claimed), 2::bigint, 'and takes no place of theirs: one of the others goes'
);
select is(
  (select replies_reserved from public.message_rate_limits), 1, 'it is not in the books of the hour'
);

-- Nothing is left of the hour.
select public.record_inbound_message('SM4', '+12025550110', 'i want to die');
select is(
  (
    select message_queue.message_type
    from public.get_messages_to_send() as got
    join public.message_queue on message_queue.id = got.message_id
  ),
  'crisis', 'it goes where no reply and no message has room'
);
select is_empty('select from public.get_messages_to_send()', 'and nothing else does');

-- Two hours before eight is no night: the next morning counts.
select tests.set_clock('2026-06-08 09:59Z');
select is(
  (
    select private.clock_now() + private.time_until_morning(id)
    from public.contacts where phone = '+12025550109'
  ),
  '2026-06-09 12:00Z'::timestamptz, 'at least six hours'
);
select is_empty(
  'select from public.alerts where kind = ''crisis_answer_unsent''', 'no alert while it may leave'
);

-- One that never left.
select public.record_inbound_message('SM5', '+12025550111', 'i want to die');
select tests.set_clock('2026-06-10 12:01Z');
select public.get_messages_to_send();
select is(
  (select status from public.message_queue where message_type = 'crisis' and status = 'expired'),
  'expired', 'it expires'
);
select is(
  (select details ->> 'status' from public.alerts where kind = 'crisis_answer_unsent'), 'expired',
  'and an operator is told'
);

select * from finish();
rollback;
