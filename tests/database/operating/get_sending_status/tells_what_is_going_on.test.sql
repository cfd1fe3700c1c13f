-- What an operator sees: whether texts leave, what waits, and what is wrong.
begin;
select plan(8);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name) from unnest(array['Maya', 'Noah', 'Olga', 'Peter']) as name;
select tests.set_clock('2026-06-07 18:00Z');
update public.message_queue set scheduled_for = '2026-06-07 19:00Z'
where user_id = tests.user_id('Peter');
select tests.claim('Maya');
select public.release_messages(
  array[(tests.message('Noah')).lease_token, (tests.message('Olga')).lease_token]
);
select public.begin_function_run('message-sender');
select private.raise_alert('no_capacity', 'Some texts found no hour', '{"texts": 2}');

select is(
  public.get_sending_status() -> 'queue',
  '{
    "ready": 2, "later": 1, "processing": 1, "unconfirmed": 0,
    "oldest_ready_at": "2026-06-07T18:00:00+00:00"
  }'::jsonb,
  'the queue by what becomes of it'
);
select is(
  public.get_sending_status() -> 'hour',
  '{
    "sent": 0, "limit": 100, "reserved": 1, "starts_at": "2026-06-07T18:00:00+00:00"
  }'::jsonb,
  'the hour''s budget'
);
select is(
  (public.get_sending_status() -> 'last_runs' -> 0) ->> 'function_name', 'message-sender',
  'the last run of each function'
);
select is(
  (public.get_sending_status() -> 'alerts' -> 0) ->> 'kind', 'no_capacity', 'and what went wrong'
);
select private.pause_sending('Lunch');
select is(
  public.get_sending_status() -> 'sending' ->> 'paused_because', 'Lunch', 'why it is paused'
);
select results_eq(
  $$
    select count(*), bool_and(masked_phone ~ '^\+1…\d{4}$'), bool_and(contact_name = 'Sam'),
      max(scheduled_for)
    from public.list_queue(3)
  $$,
  $$values (3::bigint, true, true, '2026-06-07 18:00Z'::timestamptz)$$,
  'the queue lists what comes next, numbers masked'
);
select throws_ok(
  'select public.list_queue(' || size || ')', 'RD081', null, size || ' rows are refused'
)
from unnest(array['0', 'null']) as size;

select * from finish();
rollback;
