-- Outside allowed hours a message waits, for as long as it is worth sending.
begin;
select plan(9);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Maya');
select tests.create_message('Coach', 'coach');
select tests.create_message('Moved');
select tests.create_message('Samoa');
select tests.change_unnoticed(
  $$
    update public.contacts set timezone = 'Asia/Kathmandu' where user_id = tests.user_id('Moved')
  $$
);

select tests.set_clock('2026-06-07 20:59:59.999999Z');
update public.contacts set timezone = 'UTC' where user_id = tests.user_id('Samoa');
select isnt(tests.claim('Samoa'), null, 'just before 21:00 a message is claimed');
select is(
  concat_ws(' ', tests.state('Moved'), (tests.message('Moved')).scheduled_for),
  'queued: outside_allowed_hours 2026-06-08 02:15:00+00',
  'where it is night it waits for the morning, by the zone the contact has now'
);
select public.release_messages(
  array(select lease_token from public.message_queue where status = 'processing')
);

select tests.set_clock('2026-06-07 21:00Z');
select is(tests.claim('Maya'), null, 'at 21:00 none is');
select is(
  concat_ws(' ', tests.state('Coach'), (tests.message('Coach')).scheduled_for),
  'queued: outside_allowed_hours 2026-06-08 08:00:00+00', 'not even a coach''s'
);
select is(
  (tests.message('Maya')).expires_at, '2026-06-08 18:00Z'::timestamptz,
  'waiting does not make it live longer'
);

select tests.set_clock('2026-06-08 08:00Z');
select isnt(tests.claim('Maya'), null, 'in the morning it is claimed');
select is((tests.message('Maya')).reason, null, 'and the reason to wait is gone');

-- Past its expiry, or with no allowed hour left before it.
update public.message_queue
set status = 'queued'
where user_id in (tests.user_id('Coach'), tests.user_id('Samoa'));
update public.contacts set timezone = 'Asia/Kabul' where user_id = tests.user_id('Samoa');
select tests.set_clock('2026-06-08 17:00Z');
select tests.claim('Samoa');
select is(
  tests.state('Samoa'), 'expired: no_allowed_hour',
  'a message that could only go out after its expiry expires'
);
update public.message_queue set status = 'queued' where status = 'processing';
select tests.set_clock('2026-06-08 18:00Z');
select tests.claim('Coach');
select is(tests.state('Coach'), 'expired: too_late', 'at its expiry it is too late');

select * from finish();
rollback;
