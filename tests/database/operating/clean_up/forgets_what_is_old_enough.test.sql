-- What is as old as it is kept goes, what is a second younger stays, and some things stay for good.
begin;
select plan(19);

-- Everything happens on a Sunday evening in June.
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name)
from unnest(array['Sent', 'Failed', 'Canceled', 'Answered', 'Waiting', 'Doubtful']) as name;
select tests.create_person('Asking');
update public.contacts set consent_status = 'pending' where user_id = tests.user_id('Asking');
select tests.invite('Asking');
select tests.set_clock('2026-06-07 18:00Z');
select tests.start(name)
from unnest(array['Sent', 'Failed', 'Answered', 'Doubtful', 'Asking']) as name;
select tests.report(name, 'accepted', 'SM-' || name)
from unnest(array['Sent', 'Answered', 'Asking']) as name;
select tests.report('Failed', 'rejected', error_code => 21614);
select tests.report('Doubtful', 'unknown');
select public.release_messages(array_agg(lease_token)) from public.message_queue;
update public.message_queue set status = 'canceled', reason = 'paused'
where user_id = tests.user_id('Canceled');
select tests.text_from_contact_of('Answered', 'good for her');
insert into public.message_rate_limits (time_slot, messages_reserved)
values ('2026-06-07 15:00Z', 0), ('2026-06-07 16:00Z', 1), ('2026-06-07 19:00Z', 0);
insert into public.function_runs (function_name, started_at)
values
  ('message-sender', now() - interval '30 days'),
  ('message-sender', now() - interval '30 days' + interval '1 second');
select private.raise_alert('crisis', 'Somebody wrote', '{}');

-- Whose messages are there, in order.
create function pg_temp.kept() returns text language sql as $$
  select string_agg(display_name, ' ' order by display_name)
  from public.message_queue join public.users on users.id = user_id
  where program <> 'reply';
$$;
create temporary table logged as
select id, status from public.messages;
create temporary table told as
select id, decision from public.occurrences;

select tests.set_clock('2026-09-05 17:59:59Z');
select private.clean_up();
select is(
  pg_temp.kept(), 'Answered Asking Canceled Doubtful Failed Sent Waiting',
  'for 90 days nothing goes'
);
select is(
  (select body from public.inbound_messages), 'good for her', 'nor the words of anybody'
);
select tests.set_clock('2026-09-05 18:00Z');
select private.clean_up();
select is(
  pg_temp.kept(), 'Answered Asking Doubtful Waiting',
  'then goes what is finished: not what waits, what somebody answered, or an open invitation'
);
select is(
  (
    select string_agg(display_name, ' ' order by display_name)
    from private.message_attempts
    join public.message_queue on message_queue.id = message_id
    join public.users on users.id = user_id
  ),
  'Answered Asking Doubtful', 'its attempts go with it'
);
select is(
  (select count(*) from private.message_attempts), 3::bigint, 'and no other'
);
select is(
  (select array[body, command] from public.inbound_messages),
  array[null, null], 'words go, the text that came in is still known'
);
select is(
  (select count(*) from public.inbound_messages), 1::bigint, 'so that it is not taken in twice'
);
select results_eq(
  'select id, status from public.messages order by id', 'select * from logged order by id',
  'the log stays'
);
select results_eq(
  'select id, decision from public.occurrences order by id', 'select * from told order by id',
  'so do the decisions'
);
select is(
  (select count(*) from public.consent_events), 1::bigint, 'and the ledger of consent'
);
select is(
  (select string_agg(to_char(time_slot at time zone 'UTC', 'HH24'), ' ' order by time_slot)
    from public.message_rate_limits),
  '16 19', 'old hours go, but none that still has to be settled'
);
select is(
  (select count(*) from public.function_runs), 1::bigint,
  'so do runs of 30 days, by the real clock'
);

update public.invitations set status = 'expired', ended_at = '2026-06-10 18:00Z';
select private.clean_up();
select is(pg_temp.kept(), 'Answered Doubtful Waiting', 'an invitation that ended goes as well');
select is(
  (select array[status, message_id::text] from public.invitations), array['expired', null],
  'and what became of it stays'
);

select tests.set_clock('2027-06-07 17:59:59Z');
select private.clean_up();
select is(pg_temp.kept(), 'Answered Doubtful Waiting', 'what was answered is kept for a year');
select tests.set_clock('2027-06-07 18:00Z');
select private.clean_up();
select is(pg_temp.kept(), 'Doubtful Waiting', 'and no longer');
select is((select count(*) from public.alerts), 1::bigint, 'alerts are kept for a year of days');
select tests.set_clock('2027-06-08 00:00Z');
select private.clean_up();
select is((select count(*) from public.alerts), 0::bigint, 'and no longer');
select is(
  (select count(*) from public.message_responses where answered_at is not null), 1::bigint,
  'that it was answered is still counted'
);

select * from finish();
rollback;
