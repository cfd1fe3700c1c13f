-- The log has one row for each message that was sent or failed, and none for the others.
begin;
select plan(11);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name)
from unnest(array[
  'Sent', 'Failed', 'Canceled', 'Expired', 'Doubtful', 'Waiting', 'Retried'
]) as name;
select tests.set_clock('2026-06-07 18:00Z');
select tests.start('Sent');
select tests.report('Sent', 'accepted', 'SM1');
select tests.start('Failed');
select tests.report('Failed', 'rejected', error_code => 21614);
select tests.start('Doubtful');
select tests.report('Doubtful', 'unknown');
select tests.start('Retried');
select tests.report('Retried', 'rejected', error_code => 30001);
update public.message_queue
set status = 'canceled', reason = 'paused' where user_id = tests.user_id('Canceled');
update public.message_queue
set status = 'expired', reason = 'too_late' where user_id = tests.user_id('Expired');

select results_eq(
  $$
    select display_name, status, reason, provider_message_id, sent_at, error_code, segments
    from public.messages
    join public.users on users.id = user_id
    order by display_name
  $$,
  $$
    values
      ('Failed', 'failed', 'number_unreachable', null, null::timestamptz, 21614, null::smallint),
      ('Sent', 'sent', null, 'SM1', '2026-06-07 18:00Z', null, 1::smallint)
  $$,
  'sent and failed are logged, nothing else is'
);
select is(
  (
    select (
      messages.user_id, messages.contact_id, messages.occurrence_id, messages.program,
      messages.message_type, messages.message_style, messages.channel
    )
    from public.messages where id = (tests.message('Sent')).id
  )::text,
  (
    select (user_id, contact_id, occurrence_id, program, message_type, message_style, channel)
    from tests.message('Sent')
  )::text,
  'under the message''s own id, with what it was'
);
select results_eq(
  $$
    select messages.scheduled_for = message_queue.scheduled_for, messages.ended_at
    from public.messages join public.message_queue using (id)
  $$,
  $$values (true, '2026-06-07 18:00Z'::timestamptz), (true, '2026-06-07 18:00Z')$$,
  'with when it was to leave, and when it was sent or failed'
);
select is_empty(
  $$
    select column_name from information_schema.columns
    where table_schema = 'public' and table_name = 'messages'
      and column_name in ('message_text', 'body', 'phone', 'to_phone')
  $$,
  'without its text and number'
);

select tests.report('Failed', 'accepted', 'SM2');
select is(
  (
    select (status, reason, provider_message_id, error_code)::text
    from public.messages where id = (tests.message('Failed')).id
  ),
  '(sent,,SM2,)', 'proof puts the log right, in the same row'
);

-- Removing a contact touches their messages, finished as they are.
create temporary table logged as select ctid as place, messages.* from public.messages;
select is(
  tests.outcome_as('Failed', 'delete from public.contacts'), '1 rows',
  'whoever may not write the log may remove a contact who was texted'
);
delete from public.contacts where user_id = tests.user_id('Failed');
select set_eq(
  'select ctid as place, messages.* from public.messages', 'select * from logged',
  'what ends no message, and counts no segments, writes nothing into the log'
);

-- One statement about many, each with an end of its own.
update public.message_queue
set
  status = case user_id when tests.user_id('Waiting') then 'sent' else 'failed' end,
  provider_message_id = case user_id when tests.user_id('Waiting') then 'SM3' end,
  reason = 'rejected',
  sent_at = '2026-06-07 18:00Z'
where user_id in (tests.user_id('Waiting'), tests.user_id('Retried'));
select set_eq(
  $$
    select display_name, status from public.messages
    join public.users on users.id = user_id
    where messages.id not in (select id from logged)
  $$,
  $$values ('Waiting', 'sent'), ('Retried', 'failed')$$,
  'a statement that ends many logs each of them'
);
delete from public.messages where id not in (select id from logged);

-- The queue may forget; the log does not.
delete from public.message_queue;
select is((select count(*) from public.messages), 2::bigint, 'the log outlives the queue');

-- The questions it is there for (R54, R55), as they are written.
select results_eq(
  $$
    select date(sent_at) as day, count(*) from public.messages
    where status = 'sent' group by date(sent_at)
  $$,
  $$values ('2026-06-07'::date, 2::bigint)$$, 'it answers how many were sent each day'
);
select results_eq(
  $$
    select
      message_style,
      count(*) filter (where status = 'sent'),
      count(*) filter (where status = 'failed')
    from public.messages group by message_style
  $$,
  $$values ('supportive', 2::bigint, 0::bigint)$$, 'and how many of each style'
);

select * from finish();
rollback;
