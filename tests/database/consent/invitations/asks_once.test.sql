-- A contact is asked exactly once, and gets nothing else before their yes.
begin;
select plan(15);

-- It is Saturday; Maya's contact is new.
select tests.set_clock('2026-06-06 12:00Z');
select tests.create_person('Maya', phone => '+12025550101');
update public.contacts set consent_status = 'pending';
select public.schedule_due_messages(horizon => '30 days');
select is(
  (select string_agg(distinct reasons::text, ' ') from public.occurrences),
  '{contact_not_confirmed}', 'nothing is proposed to who was not asked'
);

-- What the app may insert, as the user.
select tests.act_as_user(tests.user_id('Maya'));
insert into public.invitations (user_id, contact_id)
select contacts.user_id, contacts.id from public.contacts;
select tests.act_as('postgres');
select is(
  (select message_text from public.message_queue),
  'Rundown: Maya asked us to text you about their weekly goals, up to 1 a week. Reply YES to '
    || 'agree, NO or STOP to decline, HELP for help. Msg&data rates may apply.',
  'the text names who asks, the brand, how often, HELP, STOP and rates'
);
select is(
  (select priority || ' ' || program from public.message_queue), '0 consent', 'it is asked at once'
);
select is((select status from public.invitations), 'open', 'the invitation is open');
select is(
  (
    select event || ' ' || (wording = message_text)
    from public.consent_events, public.message_queue
  ),
  'invited true', 'the ledger has the exact words'
);
select is(
  tests.refusal_to('Maya', format(
    'insert into public.invitations (user_id, contact_id) values (%L, %L)',
    tests.user_id('Maya'), tests.contact_id('Maya')
  )) like 'RD154%', true, 'nobody is asked twice'
);
select tests.start('Maya');
select tests.report('Maya', 'accepted', 'SM1');
select is(tests.state('Maya'), 'sent', 'it is sent');
select tests.set_clock('2026-06-09 11:59Z');
select public.sweep_messages();
select is((select status from public.invitations), 'open', 'for 72 hours an answer is awaited');
select tests.set_clock('2026-06-09 12:00Z');
select public.sweep_messages();
select is((select status from public.invitations), 'expired', 'silence is no yes');
select is(tests.text_from_contact_of('Maya', 'Yes!'), 'yes: answered', 'a late yes counts');
select is(
  (select consent_status from public.contacts), 'confirmed', 'since the number itself says so'
);
select is((select status from public.invitations), 'accepted', 'the invitation is answered');
select is(
  tests.answers(),
  'Rundown: thank you! We will text you about Maya''s weekly goals, up to 1 a week. Msg&data '
    || 'rates may apply. Reply HELP for help, STOP to end.',
  'the answer names who asked'
);
select is(
  (select string_agg(event, ' ' order by recorded_at) from public.consent_events),
  'invited expired confirmed', 'and the ledger tells it all'
);
select is(
  (
    select evidence ->> 'inbound_message_id' = inbound_messages.id::text
    from public.consent_events, public.inbound_messages
    where event = 'confirmed'
  ),
  true, 'with its evidence'
);

select * from finish();
rollback;
