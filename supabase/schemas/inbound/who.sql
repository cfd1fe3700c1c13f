-- Who texts me, and what this is.

insert into private.commands (command, program)
values ('who', 'reply'), ('about', 'reply');

insert into private.command_patterns (place, command, pattern)
values
  (
    6, 'who',
    '^(who|whos this|who is this|who are you|quien|quien es|qui|wer|wer ist das|quem|quem e)$'
  ),
  (6, 'about', '^about( you| this)?$');

create function private.tell_who_asked(inbound private.inbound)
returns private.answer
language plpgsql
stable
set search_path = ''
as $$
declare
  v_asked record;
begin
  select
    string_agg(distinct private.clean_name(users.display_name, 30), ', ') as names,
    bool_and(contacts.relationship = 'self') as is_own
  into v_asked
  from public.contacts
  join public.users on users.id = contacts.user_id
  where private.phone_key(contacts.phone) = private.phone_key(inbound.from_phone)
    -- In the name of whoever is gone nothing is sent.
    and coalesce(users.gone_until <= private.clock_now(), true)
    and (
      contacts.consent_status = 'confirmed'
      -- Whoever merely typed the number in is none of its business.
      or exists (
        select from public.invitations
        where invitations.contact_id = contacts.id
          and invitations.phone = contacts.phone
          and invitations.status = 'open'
          and private.may_have_been_sent(invitations.message_id)
      )
    );
  return case
    when v_asked.names is null then private.answer_to(inbound, 'who_nobody')
    when v_asked.is_own and inbound.is_own_phone then private.answer_to(inbound, 'who_self')
    else private.answer_to(
      inbound, 'who', jsonb_build_object('names', private.cut_text(v_asked.names, 100))
    )
  end;
end;
$$;

comment on function private.tell_who_asked(private.inbound) is
  'WHO: in whose name this number gets texts, or was asked whether it wants them.';
revoke execute on function private.tell_who_asked(private.inbound) from public;
