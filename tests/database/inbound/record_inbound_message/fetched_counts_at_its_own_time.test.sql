-- What is fetched late counts at the time it was written: it undoes nothing newer, and nobody is
-- answered hours later.
begin;
select plan(29);

-- The own phone of Maya, at noon of a Sunday; nothing is fetched until a test says so.
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Maya', 'self', '+12025550101');
insert into public.consent_events (user_id, contact_id, phone, event)
select user_id, id, phone, 'confirmed' from public.contacts;

create function pg_temp.fetched(body text, sent_at timestamptz, phone text default '+12025550101')
returns text
language sql
as $$
  select public.record_inbound_message(
    'SM-' || gen_random_uuid(), fetched.phone, fetched.body, sent_at => fetched.sent_at
  );
$$;

create function pg_temp.come_in(body text, instant timestamptz)
returns text
language sql
as $$
  select tests.set_clock(come_in.instant);
  select tests.text_from_contact_of('Maya', come_in.body);
$$;

-- A clean number again, with nothing that it ever wrote.
create function pg_temp.forget_texts()
returns void
language sql
as $$
  delete from public.inbound_messages;
  update private.phone_numbers set opted_out_at = null, is_blocked_by_provider = false;
  update public.contacts set consent_status = 'confirmed';
  delete from public.message_queue where program = 'reply';
$$;

create function pg_temp.is_opted_out()
returns boolean
language sql
as $$
  select exists (select from private.phone_numbers where opted_out_at is not null);
$$;

-- STOP.
select is(
  pg_temp.fetched('please stop texting me', '2026-06-07 09:00Z'), 'stop',
  'a STOP of this morning is heard, and not answered any more'
);
select is(
  (select opted_out_at from private.phone_numbers), '2026-06-07 09:00Z',
  'it counts from when it was written'
);
select is((select consent_status from public.contacts), 'stopped', 'who knows the number sees it');
select is(
  pg_temp.fetched('START', '2026-06-07 10:00Z'), 'start', 'a START that was written later'
);
select is(pg_temp.is_opted_out(), false, 'undoes it');
select is(pg_temp.fetched('STOP', '2026-06-07 09:30Z'), 'stop', 'a STOP from between the two');
select is(pg_temp.is_opted_out(), false, 'does not bind any more');
select is(
  (select consent_status from public.contacts), 'confirmed', 'nor change what contacts are'
);
select is(pg_temp.fetched('STOP', '2026-06-07 10:00Z'), 'stop', 'one of the same moment');
select is(pg_temp.is_opted_out(), true, 'does: in doubt it is a STOP');

select pg_temp.forget_texts();
select pg_temp.come_in('STOP', '2026-06-07 12:00Z');
select is(
  pg_temp.fetched('START', '2026-06-07 11:59Z'), 'start', 'a START that is older than a STOP'
);
select is(pg_temp.is_opted_out(), true, 'starts nothing');
delete from public.inbound_messages;
select is(
  pg_temp.fetched('START', '2026-06-07 11:58Z'), 'start', 'also when the STOP itself is erased'
);
select is(pg_temp.is_opted_out(), true, 'because the number remembers when it opted out');

select pg_temp.forget_texts();
select is(pg_temp.fetched('STOP', '2026-05-20 12:00Z'), 'stop', 'a STOP of two weeks ago');
select is(pg_temp.is_opted_out(), true, 'binds');

-- Anything else: until something newer came in, and for 48 hours.
select pg_temp.forget_texts();
select is(pg_temp.fetched('1 times', '2026-06-05 12:00Z'), 'number', 'what is 48 hours old');
select is(
  (select string_agg(occurred_at::text, ' ') from public.activities),
  '2026-06-05 12:00:00+00', 'is done, as of then'
);
delete from public.activities;
select pg_temp.forget_texts();
select pg_temp.fetched('1 times', '2026-06-05 11:59:59Z');
select is_empty('select from public.activities', 'what is older is not');
select is(
  (select command || ': ' || body from public.inbound_messages), 'number: 1 times',
  'but it is kept, and what it was'
);
select pg_temp.forget_texts();
select pg_temp.come_in('Thanks', '2026-06-07 12:00Z');
select pg_temp.fetched('PAUSE 1w', '2026-06-07 11:59Z');
select is(
  (select paused_until from public.users), null, 'nor is what is older than the last that came in'
);

-- Answers.
select pg_temp.forget_texts();
select is(
  pg_temp.fetched('STATUS', '2026-06-07 11:50:01Z'), 'status: answered',
  'an answer goes to who waits for it'
);
select pg_temp.forget_texts();
select is(
  pg_temp.fetched('STATUS', '2026-06-07 11:50Z'), 'status', 'and to nobody after ten minutes'
);
select is(
  (select count(*) from public.message_queue where program = 'reply'), 0::bigint, 'really'
);

-- A crisis.
select pg_temp.forget_texts();
select pg_temp.come_in('Thanks', '2026-06-07 12:00Z');
select is(
  pg_temp.fetched('I want to die', '2026-06-01 12:00Z'), 'crisis: answered',
  'help is never too late'
);
select is(pg_temp.is_opted_out(), true, 'and everything else stops');

-- What comes by itself has no time of its own.
select pg_temp.forget_texts();
select pg_temp.fetched('STATUS', '2026-06-07 11:59Z');
select is(pg_temp.come_in('1 times', '2026-06-07 12:00Z'), 'number: answered', 'what comes now');
select is((select count(*) from public.activities), 1::bigint, 'is done now');
update private.phone_numbers set unreachable_until = '2026-06-30';
insert into private.phone_numbers (phone, unreachable_until) values ('+12025550102', '2026-06-30');
select pg_temp.fetched('Hi', '2026-06-07 11:00Z', '+12025550102');
select is(
  (select count(*) from private.phone_numbers
    where phone = '+12025550102' and unreachable_until is not null),
  1::bigint, 'an old text does not prove that a number can be reached now'
);

select * from finish();
rollback;
