-- What words of a crisis do.

create function private.help_in_crisis(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.stop_number(inbound, 'crisis');
  -- Of a person in distress nobody is told anything, whether or not this phone was confirmed as
  -- theirs, nor is anybody asked in their name.
  update public.users
  set paused_until = 'infinity'
  from public.contacts
  where private.phone_key(contacts.phone) = private.phone_key(inbound.from_phone)
    and contacts.relationship = 'self'
    and users.id = contacts.user_id;
  perform private.end_invitations(
    array(
      select invitations.id
      from public.contacts as own
      join public.invitations on invitations.user_id = own.user_id
      left join public.message_queue on message_queue.id = invitations.message_id
      where private.phone_key(own.phone) = private.phone_key(inbound.from_phone)
        and own.relationship = 'self'
        and invitations.status in ('waiting', 'open')
        and coalesce(message_queue.sent_at is null, true)
    ),
    'withdrawn'
  );
  perform private.raise_alert(
    'crisis', 'Somebody wrote words of a crisis: read it, and see that a human answers',
    jsonb_build_object('inbound_message_id', inbound.id)
  );
  return private.answer_to(
    inbound, 'crisis',
    jsonb_build_object(
      'lifeline',
      private.lifeline(
        inbound.from_phone,
        (select contacts.locale from public.contacts where contacts.id = inbound.contact_id)
      )
    )
  );
end;
$$;

comment on function private.help_in_crisis(private.inbound) is
  'Words of a crisis: every program stops for that person, the operator is told, and one answer '
  'says where help is. Contacts hear nothing.';
revoke execute on function private.help_in_crisis(private.inbound) from public;
