-- Who stopped where, and who says so: what Twilio blocks and we block is the same, and each STOP,
-- START, HELP and YES has one answer.
begin;
select plan(26);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person(name, phone => phone)
from (
  values
    ('Long', '+12025550101'), ('Free', '+12025550102'), ('Short', '+12025550103'),
    ('Own', '+12025550104'), ('Asked', '+12025550105'), ('Crisis', '+12025550106')
) as people (name, phone);
update public.contacts set consent_status = 'pending' where user_id = tests.user_id('Asked');
insert into public.consent_events (user_id, contact_id, phone, event)
select user_id, id, phone, 'confirmed' from public.contacts where consent_status = 'confirmed';

-- A text to a number of ours, and what Twilio says about it.
create function pg_temp.texts(name text, body text, number text, type text default null)
returns text
language sql
as $$
  select public.record_inbound_message(
    'SM-' || gen_random_uuid(), contacts.phone, texts.body, to_address => texts.number,
    opt_out_type => texts.type
  )
  from public.contacts where contacts.id = tests.contact_id(texts.name);
$$;
create function pg_temp.number_of(name text)
returns text
language sql
as $$
  select coalesce(
    (
      select case when opted_out_at is not null then 'stopped' else 'on' end
        || case when is_blocked_by_provider then ', blocked' else '' end
      from private.phone_numbers join public.contacts using (phone)
      where contacts.id = tests.contact_id(number_of.name)
    ),
    'on'
  );
$$;

-- A long code.
select is(pg_temp.texts('Long', 'UNSUBSCRIBE', '+12025550100'), 'stop', 'Twilio confirms it');
select is(pg_temp.number_of('Long'), 'stopped, blocked', 'and blocks');
select is(pg_temp.texts('Long', 'resubscribe', '+12025550100'), 'start', 'a word of ours alone');
select is(pg_temp.number_of('Long'), 'stopped, blocked', 'does not unblock, and we do not pretend');
select is(pg_temp.texts('Long', 'Yes', '+12025550100'), 'start', 'a YES does; Twilio says so');
select is(pg_temp.number_of('Long'), 'on', 'here as there');

-- A toll-free number.
select is(
  pg_temp.texts('Free', 'UNSUBSCRIBE', '+18335550100'), 'stop: answered',
  'what the network does not know we confirm'
);
select is(pg_temp.number_of('Free'), 'stopped', 'it blocks nothing');
select is(pg_temp.texts('Free', 'STOP', '+18335550100'), 'stop', 'what it knows it confirms');
select is(pg_temp.number_of('Free'), 'stopped, blocked', 'and blocks');
select is(pg_temp.texts('Free', 'YES', '+18335550100'), 'start', 'a YES starts nothing there');
select is(pg_temp.number_of('Free'), 'stopped, blocked', 'and we do not pretend');
select is(
  (select consent_status from public.contacts where id = tests.contact_id('Free')), 'stopped',
  'nor do we in the app'
);
select is(pg_temp.texts('Free', 'UNSTOP', '+18335550100'), 'start', 'the network says this one');
select is(pg_temp.number_of('Free'), 'on', 'and lets through again');

-- A short code by itself.
select is(
  pg_temp.texts('Short', 'STOP', '68849'), 'stop: answered', 'we confirm where nobody else does'
);

-- A Messaging Service with words of its own.
select is(pg_temp.texts('Own', 'Hilfe!', '+12025550100', 'HELP'), 'help', 'HELP by its words');
select is(pg_temp.texts('Own', 'Schluss damit', '+12025550100', 'STOP'), 'stop', 'STOP as well');
select is(pg_temp.number_of('Own'), 'stopped, blocked', 'which binds');
select is(pg_temp.texts('Own', 'YES', '+12025550100'), 'start', 'a YES that it does not know');
select is(pg_temp.number_of('Own'), 'stopped, blocked', 'starts nothing here either');
select is(pg_temp.texts('Own', 'Weiter', '+12025550100', 'START'), 'start', 'and START');
select is(pg_temp.number_of('Own'), 'on', 'which ends it');

-- What it takes for its START may be the yes to our question.
select tests.invite('Asked');
select tests.start('Asked');
select tests.report('Asked', 'accepted', 'SM1');
select is(
  pg_temp.texts('Asked', 'YES', '+12025550100', 'START'), 'yes: answered',
  'a YES to a question is answered by us, with what a yes must be told'
);
select is(
  (select consent_status from public.contacts where id = tests.contact_id('Asked')), 'confirmed',
  'and counts'
);

select is(
  pg_temp.texts('Crisis', 'I want to die', '+12025550100', 'HELP'), 'crisis: answered',
  'words of a crisis are answered by us'
);

select * from finish();
rollback;
