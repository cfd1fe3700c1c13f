-- Words of a crisis: nothing more is sent to that person nor about them, but one answer with help.
begin;
select plan(16);

-- Maya's own phone, and her friend's.
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Maya', phone => '+12025550109');
insert into public.contacts (user_id, name, phone, relationship, timezone, consent_status)
values (tests.user_id('Maya'), 'Me', '+12025550101', 'self', 'UTC', 'confirmed');
insert into public.consent_events (user_id, contact_id, phone, event)
select user_id, id, phone, 'confirmed' from public.contacts;
select public.schedule_due_messages();

select is(
  public.record_inbound_message('SM1', '+12025550101', 'I can''t go on anymore. Done.'),
  'crisis: answered', 'it comes before any command'
);
select is(
  tests.answers(),
  'Rundown: we are an automatic service, but you matter. Please talk to someone now: call or text '
    || '988 (Suicide & Crisis Lifeline). You get no more texts from us; START undoes that.',
  'the answer says where help is'
);
select is(
  (select reasons from public.occurrences where contact_id = (
    select id from public.contacts where phone = '+12025550109'
  )),
  '{paused}', 'contacts hear nothing'
);
select is(
  (select count(*) from public.alerts where kind = 'crisis'), 1::bigint, 'the operator is told'
);
select tests.act_as_user(tests.user_id('Maya'));
select is_empty(
  'select from public.consent_events where event = ''crisis''', 'the ledger shows it to no user'
);
select is_empty('select from public.inbound_messages', 'nor does what was written');
select tests.act_as('postgres');
select is(
  (select message_text is not null from public.message_queue
    where id = (select message_id from public.get_messages_to_send(replies_only => true))),
  true, 'the answer is sent at any hour'
);
select is(
  (select held_at from public.users), private.clock_now(), 'she is held'
);
select is(
  public.record_inbound_message('SM2', '+12025550101', 'START'), 'start: answered',
  'she decides to go on'
);
select is(
  public.record_inbound_message('SM3', '+12025550101', 'RESUME'), 'resume: answered', 'and how'
);
select is(
  (select held_at from public.users), null, 'the hold is over'
);

-- A contact in distress: their user learns nothing of it but that they left.
select is(
  public.record_inbound_message('SM4', '+12025550109', 'i wish i was dead'), 'crisis: answered',
  'a contact is helped the same way'
);

-- A phone that was given as somebody's own and never confirmed: better one text too few.
select tests.create_person('Noah');
select tests.create_contact('Noah', 'self', '+12025550102', consent_status => 'pending');
select tests.create_contact('Noah', 'coach', '+12025550103', consent_status => 'pending');
insert into public.invitations (user_id, contact_id)
select user_id, id from public.contacts
where user_id = tests.user_id('Noah') and relationship = 'coach';
select public.record_inbound_message('SM5', '+12025550102', 'I want to end my life');
select is(
  (select held_at from public.users where id = tests.user_id('Noah')),
  private.clock_now(), 'who may be the user is taken for the user'
);
select is(
  (select status from public.invitations where user_id = tests.user_id('Noah')),
  'withdrawn', 'nobody is asked in their name'
);

-- Whoever wrote much before is told as well, but a robot not twice.
select tests.create_person('Olga', phone => '+12025550104');
select public.record_inbound_message('SM-much' || n, '+12025550104', 'Text ' || n)
from generate_series(1, 21) as n;
select is(
  public.record_inbound_message('SM6', '+12025550104', 'I want to die'), 'crisis: answered',
  'somebody who wrote twenty texts before is told where help is'
);
select is(
  public.record_inbound_message('SM7', '+12025550104', '> I want to die'), 'crisis', 'once'
);

select * from finish();
rollback;
