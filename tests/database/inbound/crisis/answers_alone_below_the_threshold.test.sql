-- Words that may be of a crisis are answered with help, and nothing else changes.
begin;
select plan(10);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Maya', phone => '+12025550109');
insert into public.contacts (user_id, name, phone, relationship, timezone, consent_status)
values (tests.user_id('Maya'), 'Me', '+12025550101', 'self', 'UTC', 'confirmed');
insert into public.consent_events (user_id, contact_id, phone, event)
select user_id, id, phone, 'confirmed' from public.contacts;

select is(
  public.record_inbound_message('SM1', '+12025550101', 'There is no future for me'),
  'distress: answered', 'it is answered'
);
select is(
  tests.answers(),
  'Rundown: we are an automatic service, but you matter. If you are in a hard place, please talk '
    || 'to someone: call or text 988 (Suicide & Crisis Lifeline).',
  'the answer says where help is, and that is all'
);
select is((select held_at from public.users), null, 'nobody is held');
select is(
  (select consent_status from public.contacts where phone = '+12025550101'), 'confirmed',
  'no number is stopped'
);
select is(
  (select details ->> 'is_held' from public.alerts where kind = 'crisis'), 'false',
  'the operator is told, and that nothing is held'
);
select tests.act_as_user(tests.user_id('Maya'));
select is_empty('select from public.inbound_messages', 'no user reads it');
select tests.act_as('postgres');
select is(
  public.record_inbound_message('SM2', '+12025550101', 'i feel hopeless'), 'distress',
  'once in an hour'
);
select is(
  public.record_inbound_message('SM3', '+12025550109', 'Stop texting me, I see no way out'),
  'crisis: answered', 'whoever asks for an end beside it has the end as well'
);
select isnt(
  (
    select opted_out_at from private.phone_numbers
    where phone = private.phone_key('+12025550109')
  ),
  null, 'at once'
);
select is(
  (select string_agg(year || ' ' || referrals, ',') from public.crisis_referrals_by_year),
  '2026 2', 'it is counted how often help was named'
);

select * from finish();
rollback;
