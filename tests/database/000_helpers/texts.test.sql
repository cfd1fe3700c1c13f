-- What contacts are asked, what they text, and what they are answered.
begin;
select plan(1);

-- Asks somebody's one contact, whose consent is pending.
create or replace function tests.invite(display_name text)
returns uuid
language sql
set search_path = ''
as $$
  insert into public.invitations (user_id, contact_id)
  values (tests.user_id(invite.display_name), tests.contact_id(invite.display_name))
  returning id;
$$;

-- A text from somebody's one contact, as Twilio's webhook brings it; returns what came of it.
create or replace function tests.text_from_contact_of(display_name text, body text)
returns text
language sql
set search_path = ''
as $$
  select public.record_inbound_message('SM-in-' || gen_random_uuid(), contacts.phone, body)
  from public.contacts
  where contacts.id = tests.contact_id(display_name);
$$;

-- The answers that wait for the sender, oldest first.
create or replace function tests.answers()
returns text
language sql
set search_path = ''
as $$
  select string_agg(message_queue.message_text, ' | ' order by inbound_messages.created_at)
  from public.inbound_messages
  join public.message_queue on message_queue.id = inbound_messages.answer_id;
$$;

select has_function('tests', 'text_from_contact_of', 'contacts can text');
select * from finish();
commit;
