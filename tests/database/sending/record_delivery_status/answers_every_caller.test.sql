-- Whatever comes in is answered, and only what belongs to the attempt changes anything.
begin;
select plan(13);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Maya');
select tests.set_clock('2026-06-07 18:00Z');
select tests.start('Maya');
select tests.report('Maya', 'accepted', 'SM1');

create function pg_temp.callback(
  provider_message_id text,
  delivery_status text,
  error_code integer default null
)
returns text
language sql
as $$
  select public.record_delivery_status(
    (tests.attempt('Maya')).id, callback.provider_message_id, callback.delivery_status,
    callback.error_code
  );
$$;

create function pg_temp.logged()
returns text
language sql
as $$
  select concat_ws(' ', delivery_status, to_char(delivery_status_at at time zone 'UTC', 'HH24:MI'))
  from public.messages
  where id = (tests.message('Maya')).id;
$$;

select tests.set_clock('2026-06-07 18:01Z');
select is(pg_temp.callback('SM1', 'sent'), 'applied', 'news are recorded');
select is(pg_temp.logged(), 'sent 18:01', 'with their time');
select tests.set_clock('2026-06-07 18:02Z');
select is(pg_temp.callback('SM1', 'sent'), 'known', 'the same again is known');
select is(pg_temp.callback('SM1', 'queued'), 'known', 'older news are as well');
select is(pg_temp.logged(), 'sent 18:01', 'and change nothing, not even the time');
select is(
  pg_temp.callback('SM2', 'delivered', 21610), 'other_message',
  'another text''s id does not belong to the attempt'
);
select is_empty('select from private.phone_numbers', 'and has no consequences');
select is(pg_temp.callback('SM1', 'rejoiced'), 'unknown_status', 'an unknown status is no status');
select is(pg_temp.callback('SM1', null), 'unknown_status', 'nor is none');
select is(
  public.record_delivery_status(gen_random_uuid(), 'SM1', 'delivered'), 'unknown_attempt',
  'an attempt that nobody began has no news'
);
select is(pg_temp.logged(), 'sent 18:01', 'none of these is recorded');
select tests.set_clock('2026-06-07 18:03Z');
select is(pg_temp.callback('SM1', 'delivered'), 'applied', 'better news are');
select is(pg_temp.logged(), 'delivered 18:03', 'and replace the older');

select * from finish();
rollback;
