-- An hour carries what was granted, to the text.
begin;
select plan(14);

-- Seven messages, of which the coach's was made last.
update private.settings set messages_per_hour = 5;
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('M' || number) from generate_series(1, 6) as number;
select tests.create_message('Coach', 'coach');
select tests.create_message('Refused');
select tests.change_unnoticed(
  $$
    update public.contacts set consent_status = 'pending' where user_id = tests.user_id('Refused')
  $$
);
-- More than the hour holds: planning would have spread them.
update public.message_queue set scheduled_for = '2026-06-07 18:00Z';
select tests.set_clock('2026-06-07 18:00Z');

create function pg_temp.claim(batch_size integer)
returns text
language sql
as $$
  select concat_ws(' ', count(*), bool_and(more)::text)
  from public.get_messages_to_send(batch_size);
$$;

select is(pg_temp.claim(3), '3 true', 'a batch within the budget is granted whole');
select is(tests.budget('2026-06-07 18:00Z'), '0/3', 'and reserved');
select is(tests.state('Coach'), 'processing', 'coaches are among the first');
select is(pg_temp.claim(500), '2 false', 'the rest of the budget goes to the next, and no more');
select is(tests.budget('2026-06-07 18:00Z'), '0/5', 'the hour is full');
select is(pg_temp.claim(500), '0', 'a full hour grants nothing');
select is(
  (select count(*) from public.message_queue where status = 'queued'), 2::bigint,
  'what found no room waits'
);
select is(
  tests.state('Refused'), 'canceled: contact_not_confirmed', 'what is refused takes no room'
);
select ok(tests.budget_is_balanced(), 'the books agree with the queue');

select public.release_messages(array[(tests.message('Coach')).lease_token]);
select is(pg_temp.claim(500), '1 false', 'what is given back can be granted again');

-- A lowered limit breaks nothing and grants nothing.
update public.message_rate_limits set max_messages_per_slot = 2;
select is(pg_temp.claim(500), '0', 'a lowered limit stops new grants');
select is(tests.budget('2026-06-07 18:00Z'), '0/5', 'what was granted stays');
select tests.set_clock('2026-06-07 19:00Z');
select is(pg_temp.claim(500), '2 false', 'the next hour has a budget of its own');
select results_eq(
  'select time_slot, max_messages_per_slot from public.message_rate_limits order by time_slot',
  $$values ('2026-06-07 18:00Z'::timestamptz, 2), ('2026-06-07 19:00Z'::timestamptz, 5)$$,
  'each hour keeps its own limit'
);

select * from finish();
rollback;
