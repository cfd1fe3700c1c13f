-- Two spellings of one phone are compared as one. An opt-out holds for all of them, a consent for
-- the one that was asked, and a text goes to the number as it was written.
begin;
select plan(54);

create temporary table spellings (one text, other text, what text);
insert into spellings
values
  ('+5215512345678', '+525512345678', 'Mexico, with the 1 of mobiles'),
  ('+5491150000000', '+541150000000', 'Argentina, with the 9 of mobiles'),
  ('+551181234567', '+5511981234567', 'Brazil, before the ninth digit'),
  ('+551161234567', '+5511961234567', 'and the lowest that were mobiles'),
  ('+24106000000', '+24166000000', 'Gabon, before it had eight digits'),
  ('+2416000000', '+24166000000', 'and without the 0'),
  ('+24107000000', '+24177000000', 'and the other operator'),
  ('+22997000000', '+2290197000000', 'Benin, before the 01'),
  ('+22501000000', '+2250101000000', 'Côte d''Ivoire, Moov'),
  ('+22573000000', '+2250173000000', 'and its last digit'),
  ('+22504000000', '+2250504000000', 'MTN'),
  ('+22586000000', '+2250586000000', 'and its last digit'),
  ('+22507000000', '+2250707000000', 'Orange'),
  ('+22599000000', '+2250799000000', 'and its last digit');
select is(private.phone_key(one), private.phone_key(other), what) from spellings;
select isnt(one, other, 'written in two ways: ' || what) from spellings;
select is(private.phone_key(private.phone_key(one)), private.phone_key(one), 'a key is its own')
from spellings limit 1;

-- Near misses are other phones.
select is(private.phone_key(phone), phone, what || ' stays')
from (
  values
    ('+12025550123', 'a number of no such country'),
    ('+521551234567', 'Mexico with a digit too few'),
    ('+52155123456789', 'and one too many'),
    ('+551121234567', 'a fixed line in Brazil'),
    ('+551171234567', 'a mobile radio in Brazil'),
    ('+24166000000', 'a number of Gabon as it is'),
    ('+2252012345678', 'what is of no mobile in Côte d''Ivoire'),
    ('+22520123456', 'nor was'),
    ('+54911500000', 'Argentina with a digit too few')
) as other (phone, what);

-- Luis, whose coach has a Mexican phone that texts with a 1.
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Luis', 'coach', '+525512345678');
select tests.create_person('Ana', 'coach', '+5215512345678');
update public.contacts set consent_status = 'pending' where user_id = tests.user_id('Ana');
select throws_ok(
  $$
    insert into public.contacts (user_id, name, phone, relationship, timezone)
    values (tests.user_id('Luis'), 'Again', '+5215512345678', 'friend', 'UTC')
  $$,
  'RD125', null, 'a user has a phone once'
);
select tests.invite('Ana');
select is(
  (select to_phone from public.start_messages(array[tests.claim('Ana')])), '+5215512345678',
  'a text goes to the number as it was written'
);
select tests.report('Ana', 'accepted', 'SM1');
select public.record_inbound_message('SM-words', '+5215512345678', 'how is he doing');
select is(
  (select user_id from public.inbound_messages where body = 'how is he doing'),
  tests.user_id('Luis'), 'words of that phone are the user''s whom it agreed to'
);
select is(
  public.record_inbound_message('SM-yes', '+525512345678', 'yes'), 'yes: answered',
  'who was asked may answer from either'
);
select is(
  (select consent_status from public.contacts where user_id = tests.user_id('Ana')), 'confirmed',
  'and is taken for whom the question rang at'
);
update public.contacts set phone = '+525512345678' where user_id = tests.user_id('Ana');
select is(
  (select consent_status from public.contacts where user_id = tests.user_id('Ana')), 'pending',
  'a consent is not carried to another spelling'
);

-- A STOP from one spelling ends the texts to the other, queued and claimed, and START undoes it.
select public.schedule_accountability_message(
  tests.user_id('Luis'), tests.contact_id('Luis')
);
select tests.set_clock('2026-06-07 18:00Z');
select tests.claim('Luis');
select is(
  public.record_inbound_message('SM-stop', '+5215512345678', 'please stop texting me'),
  'stop: answered', 'a STOP by the other spelling'
);
select is(
  (select phone from private.phone_numbers), '+525512345678', 'is kept by what both have in common'
);
select is(tests.start('Luis'), null, 'what was claimed does not start');
select is(
  (select string_agg(distinct consent_status, ' ') from public.contacts), 'stopped',
  'every contact with that phone has stopped'
);
select tests.create_person('Rosa', 'coach', '+5215512345678');
select is(
  (
    select gates.reasons
    from private.gates_against(array[
      row(
        1, 'accountability', tests.user_id('Rosa'), tests.contact_id('Rosa'), null,
        private.clock_now(), null
      )::private.approach
    ]) as gates
  ),
  '{number_opted_out}', 'nor is anything planned for it'
);
update public.contacts set consent_status = 'pending' where user_id = tests.user_id('Rosa');
select tests.invite('Rosa');
select is(
  (select status from public.invitations where user_id = tests.user_id('Rosa')), 'waiting',
  'nor is it asked'
);
select is(
  public.record_inbound_message('SM-start', '+5215512345678', 'start'), 'start: answered', 'START'
);
select is(
  (select opted_out_at from private.phone_numbers), null, 'undoes it, from either spelling'
);

-- The provider''s own word for it is about all of them as well.
select tests.create_message('Jo', phone => '+22997000000');
update public.notification_preferences set enabled = false where user_id <> tests.user_id('Jo');
select tests.set_clock('2026-06-14 18:00Z');
select tests.start('Jo');
select tests.report('Jo', 'rejected', error_code => 21610);
select is(
  (select phone from private.phone_numbers where opted_out_at is not null), '+2290197000000',
  'a refusal by the provider is kept by it too'
);
select throws_ok(
  $$insert into private.phone_numbers (phone) values ('+22997000000')$$,
  '23514', null, 'and there is no other row to miss'
);

select * from finish();
rollback;
