-- STOP binds everybody who knows the number, at once; START gives back what was agreed to, and
-- nothing else. Twilio's own words get no second answer.
begin;
select plan(17);

-- One number, known to three people: two were told yes, one was never answered.
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person(name, phone => '+12025550101')
from unnest(array['Maya', 'Noah', 'Olga']) as name;
update public.contacts set consent_status = 'pending' where user_id = tests.user_id('Olga');
insert into public.consent_events (user_id, contact_id, phone, event)
select user_id, id, phone, 'confirmed' from public.contacts where consent_status = 'confirmed';
select tests.invite('Olga');
select public.schedule_due_messages();
select tests.set_clock('2026-06-07 18:00Z');
select tests.start('Maya');

create function pg_temp.consents()
returns text
language sql
as $$
  select string_agg(consent_status, ' ' order by users.display_name)
  from public.contacts join public.users on users.id = contacts.user_id;
$$;

select is(tests.text_from_contact_of('Maya', ' Stop '), 'stop', 'STOP is answered by Twilio alone');
select is(pg_temp.consents(), 'stopped stopped stopped', 'everybody is stopped');
select is(
  (select opted_out_at from private.phone_numbers), '2026-06-07 18:00Z', 'the number opted out'
);
select is((select status from public.invitations), 'declined', 'nobody goes on asking it');
select is(tests.start('Noah'), null, 'what a sender has claimed does not start');
select is(tests.start('Olga'), null, 'nor does the question');
select is(
  (select count(*) from public.consent_events where event = 'stopped'), 3::bigint,
  'the ledger has it for each'
);
select is(tests.text_from_contact_of('Maya', 'DONE'), 'not_understood', 'and hears nothing more');
select is(tests.answers(), null, 'from us');

select is(tests.text_from_contact_of('Maya', 'start'), 'start', 'START is answered by Twilio too');
select is(pg_temp.consents(), 'confirmed confirmed stopped', 'who was agreed to may text again');
select is((select opted_out_at from private.phone_numbers), null, 'the number may be texted');

select is(
  tests.text_from_contact_of('Maya', 'MUTE Noah'), 'mute: answered', 'one person can be muted'
);
select is(pg_temp.consents(), 'confirmed stopped stopped', 'and only that one');
-- Later, because answers are told apart by their time.
select tests.set_clock('2026-06-07 18:01Z');
select tests.text_from_contact_of('Maya', 'Please stop texting me!');
select is(
  tests.answers(),
  'Rundown: you get no more texts about Noah. STOP ends texts about everybody. | Rundown: you are '
    || 'opted out and get no more texts from us. Reply START to undo that.',
  'what Twilio does not know for a STOP is one, and we confirm it'
);
select is(
  tests.text_from_contact_of('Maya', 'YES'), 'start: answered',
  'a YES is a START for Twilio, and for us, who heard this STOP alone'
);
select is(pg_temp.consents(), 'confirmed stopped stopped', 'who was muted stays so');

select * from finish();
rollback;
