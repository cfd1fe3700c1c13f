-- Whose text it is, and whether it gets an answer.

create function private.is_asked(contact public.contacts)
returns boolean
language sql
stable
set search_path = ''
as $$
  select is_asked.contact.consent_status = 'pending'
    and exists (
      select from public.invitations
      where invitations.contact_id = is_asked.contact.id
        and invitations.phone = is_asked.contact.phone
        and invitations.status in ('open', 'expired')
        and private.may_have_been_sent(invitations.message_id)
    );
$$;

comment on function private.is_asked(public.contacts) is
  'Whether somebody may have read our question to this contact and has not answered it, in time or '
  'not.';
revoke execute on function private.is_asked(public.contacts) from public;

create function private.identify_sender(phone text, command text)
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
  join public.users
    on users.id = contacts.user_id
    -- Nobody writes to whoever is gone.
    and coalesce(users.gone_until <= private.clock_now(), true)
  where private.phone_key(contacts.phone) = private.phone_key(identify_sender.phone)
  order by
    -- A yes or no belongs to the question, the open one first, whoever else knows the number.
    coalesce(identify_sender.command in ('yes', 'no'), false) and private.is_asked(contacts) desc,
    coalesce(identify_sender.command in ('yes', 'no'), false)
      and exists (
        select from public.invitations
        where invitations.contact_id = contacts.id and invitations.status = 'open'
      ) desc,
    contacts.relationship = 'self' and contacts.consent_status = 'confirmed' desc,
    contacts.consent_status = 'confirmed' desc,
    (
      select max(messages.sent_at) from public.messages
      where messages.contact_id = contacts.id
        and messages.status = 'sent'
        and messages.program <> 'reply'
    ) desc nulls last,
    contacts.created_at desc,
    contacts.id
  limit 1;
$$;

comment on function private.identify_sender(text, text) is
  'Whom a text from this number concerns: of a yes or no the user who asked; else the user whose '
  'own phone it is, else one to whose texts it agreed, the last that it got. Only where nobody is '
  'agreed to, whoever typed the number in, so that an answer has a sender. No row for a stranger.';
revoke execute on function private.identify_sender(text, text) from public;

create function private.reaches_user(inbound private.inbound)
returns boolean
language sql
stable
set search_path = ''
as $$
  select
    -- Operators read it, and no user does.
    private.tells_of_crisis(reaches_user.inbound.command)
    -- Nobody knows yet whose it is.
    or reaches_user.inbound.command is distinct from 'whose' and exists (
      select from public.contacts
      where contacts.id = reaches_user.inbound.contact_id
        and (
          contacts.consent_status = 'confirmed'
          or reaches_user.inbound.command in ('yes', 'no') and private.is_asked(contacts)
        )
    );
$$;

comment on function private.reaches_user(private.inbound) is
  'Whether a text is kept as one to its user, before anything follows from it: it is from somebody '
  'who agreed to texts about them, or answers their question. Whoever merely typed a number in '
  'reads nothing of what its owner writes.';
revoke execute on function private.reaches_user(private.inbound) from public;

create function private.may_answer(inbound private.inbound)
returns boolean
language sql
stable
set search_path = ''
as $$
  select
    -- A robot that answers our answers gets none after twenty in an hour, or three alike. Somebody
    -- in a crisis is told where help is once in an hour, however much they wrote.
    case
      when private.tells_of_crisis(may_answer.inbound.command)
      then count(*) filter (
        where inbound_messages.answer_id is not null
          and inbound_messages.command in ('crisis', may_answer.inbound.command)
      ) = 0
      else count(*) <= 20
    end
    and count(*) filter (where inbound_messages.body = may_answer.inbound.body) <= 3
    -- What nobody understands gets one helpful answer a day.
    and (
      may_answer.inbound.command is not null
      or not exists (
        select from public.inbound_messages
        where private.phone_key(inbound_messages.from_phone)
          = private.phone_key(may_answer.inbound.from_phone)
          and inbound_messages.command is null
          and inbound_messages.answer_id is not null
          and inbound_messages.created_at > private.clock_now() - interval '1 day'
      )
    )
  from public.inbound_messages
  where private.phone_key(inbound_messages.from_phone)
    = private.phone_key(may_answer.inbound.from_phone)
    and inbound_messages.created_at > private.clock_now() - interval '1 hour';
$$;

comment on function private.may_answer(private.inbound) is
  'Whether a text gets an answer at all: no conversation with another robot, and not every time '
  'that we understand nothing.';
revoke execute on function private.may_answer(private.inbound) from public;
