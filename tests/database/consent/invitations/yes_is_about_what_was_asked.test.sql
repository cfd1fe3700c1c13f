-- A YES is about the last question that this number was sent, and about no other.
begin;
select plan(11);

-- Three people know the same number.
select tests.set_clock('2026-06-01 12:00Z');
select tests.create_person(name, phone => '+12025550101')
from unnest(array['Maya', 'Noah', 'Olga']) as name;
update public.contacts set consent_status = 'pending';

create function pg_temp.consents()
returns text
language sql
as $$
  select string_agg(
    users.display_name || ' ' || contacts.consent_status, ', ' order by users.display_name
  )
  from public.contacts
  join public.users on users.id = contacts.user_id;
$$;

-- Maya gets no answer, Noah's question waits for the morning.
select tests.invite('Maya');
select tests.start('Maya');
select tests.report('Maya', 'accepted', 'SM1');
select tests.set_clock('2026-06-04 22:00Z');
select public.sweep_messages();
select tests.invite('Noah');
select public.get_messages_to_send();
select is(
  tests.state('Noah'), 'queued: outside_allowed_hours', 'a question waits for the allowed hours'
);
select tests.text_from_contact_of('Maya', 'yes');
select is(
  pg_temp.consents(), 'Maya confirmed, Noah pending, Olga pending',
  'a late yes is about what was asked'
);
select is(
  (select status from public.invitations where user_id = tests.user_id('Noah')), 'open',
  'what was not yet asked stays open'
);
select tests.text_from_contact_of('Maya', 'yes');
select is(
  pg_temp.consents(), 'Maya confirmed, Noah pending, Olga pending', 'and is confirmed by nothing'
);

-- Noah gets no answer either; Olga does, twice.
select tests.set_clock('2026-06-05 08:00Z');
select tests.start('Noah');
select tests.report('Noah', 'accepted', 'SM2');
select tests.set_clock('2026-06-08 08:00Z');
select public.sweep_messages();
select tests.invite('Olga');
select tests.start('Olga');
select tests.report('Olga', 'unknown');
select tests.text_from_contact_of('Maya', 'Yes');
select is(
  pg_temp.consents(), 'Maya confirmed, Noah pending, Olga confirmed',
  'a text of which nobody knows whether it arrived has, if it is answered'
);
select tests.text_from_contact_of('Maya', 'Yes!');
select is(
  pg_temp.consents(), 'Maya confirmed, Noah pending, Olga confirmed',
  'who says yes twice agrees to nobody else'
);
select alike(tests.answers(), '%nobody is waiting for your answer%', 'and is told so');

-- A question of which nobody knows is waited for like any other.
select tests.create_person('Peter', phone => '+12025550102');
update public.contacts set consent_status = 'pending' where user_id = tests.user_id('Peter');
select tests.invite('Peter');
select tests.start('Peter');
select tests.report('Peter', 'unknown');
update public.message_queue
set unconfirmed_at = now() - interval '1 day' where status = 'unconfirmed';
update private.message_attempts set looked_up_at = 'infinity' where outcome = 'unknown';
select public.sweep_messages();
select is(tests.state('Peter'), 'failed: outcome_unknown', 'no proof came');
select is(
  (select status from public.invitations where user_id = tests.user_id('Peter')), 'open',
  'its answer may still come'
);
select tests.set_clock('2026-06-11 08:00Z');
select public.sweep_messages();
select is(
  (select status from public.invitations where user_id = tests.user_id('Peter')), 'expired',
  'for 72 hours'
);
select tests.text_from_contact_of('Peter', 'yes');
select is(
  (select consent_status from public.contacts where user_id = tests.user_id('Peter')), 'confirmed',
  'and counts when it is late'
);

select * from finish();
rollback;
