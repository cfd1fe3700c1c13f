-- Whose text it is, and whether it gets an answer.

create function private.identify_sender(phone text)
returns table (user_id uuid, contact_id uuid, is_own_phone boolean)
language sql
stable
set search_path = ''
as $$
  select
    contacts.user_id,
    contacts.id,
    contacts.relationship = 'self' and contacts.consent_status = 'confirmed'
  from public.contacts
  where contacts.phone = identify_sender.phone
  order by
    contacts.relationship = 'self' and contacts.consent_status = 'confirmed' desc,
    (
      select max(messages.sent_at) from public.messages
      where messages.contact_id = contacts.id and messages.status = 'sent'
    ) desc nulls last,
    contacts.created_at desc,
    contacts.id
  limit 1;
$$;

comment on function private.identify_sender(text) is
  'Whom a text from this number concerns: the user whose own phone it is, else the user whose '
  'contact was texted last. No row for a stranger.';
revoke execute on function private.identify_sender(text) from public;

create function private.may_answer(inbound private.inbound)
returns boolean
language sql
stable
set search_path = ''
as $$
  select
    -- A robot that answers our answers gets none after twenty in an hour, or three alike. Somebody
    -- in a crisis is told where help is once in an hour, however much they wrote.
    (
      count(*) <= 20
      or may_answer.inbound.command = 'crisis'
        and count(*) filter (
          where inbound_messages.command = 'crisis' and inbound_messages.answer_id is not null
        ) = 0
    )
    and count(*) filter (where inbound_messages.body = may_answer.inbound.body) <= 3
    -- What nobody understands gets one helpful answer a day.
    and (
      may_answer.inbound.command is not null
      or not exists (
        select from public.inbound_messages
        where inbound_messages.from_phone = may_answer.inbound.from_phone
          and inbound_messages.command is null
          and inbound_messages.answer_id is not null
          and inbound_messages.created_at > private.clock_now() - interval '1 day'
      )
    )
  from public.inbound_messages
  where inbound_messages.from_phone = may_answer.inbound.from_phone
    and inbound_messages.created_at > private.clock_now() - interval '1 hour';
$$;

comment on function private.may_answer(private.inbound) is
  'Whether a text gets an answer at all: no conversation with another robot, and not every time '
  'that we understand nothing.';
revoke execute on function private.may_answer(private.inbound) from public;
