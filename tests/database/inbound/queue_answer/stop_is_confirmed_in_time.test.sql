-- The confirmation of a STOP leaves within five minutes of the STOP or not at all (47 CFR
-- 64.1200(a)(12)); the STOP binds all the same.
begin;
select plan(10);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('P' || n, phone => '+1202555010' || n) from generate_series(1, 5) as n;

-- A text that is fetched now, written so long ago; null for one that comes by itself.
create function pg_temp.texts(name text, body text, ago interval)
returns text
language sql
as $$
  select public.record_inbound_message(
    'SM-' || gen_random_uuid(), contacts.phone, texts.body,
    sent_at => private.clock_now() - texts.ago
  )
  from public.contacts where contacts.id = tests.contact_id(texts.name);
$$;
create function pg_temp.lasts(name text)
returns interval
language sql
as $$
  select expires_at - private.clock_now()
  from public.message_queue where contact_id = tests.contact_id(lasts.name) and program = 'reply';
$$;

select is(pg_temp.texts('P1', 'stop texting me', null), 'stop: answered', 'a STOP just now');
select is(pg_temp.lasts('P1'), '5 minutes', 'is confirmed for five minutes');
select is(pg_temp.texts('P2', 'stop texting me', '4 minutes'), 'stop: answered', 'an older one');
select is(pg_temp.lasts('P2'), '1 minute', 'for what is left of them');
select is(pg_temp.texts('P3', 'stop texting me', '5 minutes'), 'stop', 'then no more');
select isnt(
  (select opted_out_at from private.phone_numbers where phone = '+12025550103'), null,
  'but it binds'
);
select pg_temp.texts('P4', 'stop texting me', '-1 hour');
select is(pg_temp.lasts('P4'), '5 minutes', 'a clock that is ahead makes it no longer');
select pg_temp.texts('P5', 'mute', '4 minutes');
select is(pg_temp.lasts('P5'), '1 hour', 'other answers are worth sending for an hour');

select tests.set_clock('2026-06-07 12:05Z');
select is_empty(
  $$
    select from public.get_messages_to_send(replies_only => true) as claimed
    join public.message_queue on message_queue.id = claimed.message_id
    where message_queue.message_type = 'stopped'
  $$,
  'after five minutes none of them leaves'
);
select tests.create_person('P6', phone => '+12025550106');
select pg_temp.texts('P6', 'stop texting me', '1 minute');
select tests.set_clock('2026-06-07 12:06:30Z');
select results_eq(
  $$select valid_for_seconds from public.start_messages(array[tests.claim('P6')])$$,
  array[150], 'nor does Twilio try for longer'
);

select * from finish();
rollback;
