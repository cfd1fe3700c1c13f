-- A phone is one account's at a time. Whoever asks for one that another account has confirmed as
-- its own learns nothing, the phone hears nothing, and its words stay where they went.
begin;
select plan(13);

create function pg_temp.asked(display_name text)
returns text
language sql
as $$
  select string_agg(invitations.status, ' ' order by invitations.created_at)
  from public.invitations
  where invitations.user_id = tests.user_id(asked.display_name);
$$;

-- Maya's own phone, which somebody who calls themselves like her gives as theirs.
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person(name, 'self', '+525512345678')
from unnest(array['Maya', 'Attacker', 'Friend', 'Opted']) as name;
update public.contacts set consent_status = 'pending' where user_id <> tests.user_id('Maya');
update public.contacts
set phone = '+5215512345678' where user_id = tests.user_id('Attacker');
update public.contacts set relationship = 'friend' where user_id = tests.user_id('Friend');
select lives_ok($$select tests.invite('Attacker')$$, 'the one who asks is not refused');
select is(pg_temp.asked('Attacker'), 'waiting', 'but the phone is not asked, by either spelling');
select public.sweep_messages();
select is(pg_temp.asked('Attacker'), 'waiting', 'by no sweep');
select public.record_inbound_message('SM-yes', '+525512345678', 'yes');
select is(
  (select consent_status from public.contacts where user_id = tests.user_id('Attacker')),
  'pending', 'a yes from there is not theirs'
);
select public.record_inbound_message('SM-words', '+525512345678', 'ran with Jo, feeling low');
select is(
  (select user_id from public.inbound_messages where body like 'ran with%'), tests.user_id('Maya'),
  'nor are words'
);
select tests.invite('Friend');
select is(pg_temp.asked('Friend'), 'open', 'as somebody''s friend the phone may be asked');
select tests.start('Friend');
select tests.report('Friend', 'accepted', 'SM1');
select public.record_inbound_message('SM-no', '+525512345678', 'no');

-- It ends as a question to a number that opted out does.
update public.contacts
set phone = '+12025550188' where user_id = tests.user_id('Opted');
insert into private.phone_numbers (phone, opted_out_at) values ('+12025550188', '2026-06-01');
select tests.invite('Opted');
select tests.set_clock('2026-06-11 12:00Z');
select public.sweep_messages();
select is(pg_temp.asked('Attacker'), pg_temp.asked('Opted'), 'it ends like any that was not asked');
select is(
  (
    select count(*) from public.consent_events
    where user_id = tests.user_id('Attacker')
  ),
  0::bigint, 'and leaves no trace that says why'
);

-- The phone is free again when its owner lets it go.
update public.contacts set relationship = 'friend' where user_id = tests.user_id('Maya');
select tests.invite('Attacker');
select is(pg_temp.asked('Attacker'), 'failed open', 'who lets it go leaves it to others');

-- A question that was open first, and answered when another account had the phone.
select tests.start('Attacker');
select tests.report('Attacker', 'accepted', 'SM2');
update public.contacts
set relationship = 'self', consent_status = 'confirmed' where user_id = tests.user_id('Maya');
update public.contacts set consent_status = 'confirmed' where user_id = tests.user_id('Maya');
select public.record_inbound_message('SM-late', '+525512345678', 'yes');
select is(
  (select consent_status from public.contacts where user_id = tests.user_id('Attacker')),
  'pending', 'a yes that comes too late moves nothing'
);
update auth.users set banned_until = '2027-01-01' where id = tests.user_id('Maya');
select is(
  private.is_another_accounts_phone(
    (select id from public.contacts where user_id = tests.user_id('Attacker'))
  ),
  true, 'of who is banned it stays'
);
update auth.users set deleted_at = now() where id = tests.user_id('Maya');
select public.record_inbound_message('SM-free', '+525512345678', 'yes');
select is(
  (select consent_status from public.contacts where user_id = tests.user_id('Attacker')),
  'confirmed', 'an account that is deleted holds no phone'
);
select is(
  (select consent_status from public.contacts where user_id = tests.user_id('Friend')),
  'declined', 'and others'' questions are others'''
);

select * from finish();
rollback;
