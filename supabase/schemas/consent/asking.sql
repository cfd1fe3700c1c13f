-- How an invitation goes out, waits its turn, and ends.

create function private.is_another_accounts_phone(contact_id uuid)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select
    from public.contacts as asked
    join public.contacts as own
      on private.phone_key(own.phone) = private.phone_key(asked.phone)
      and own.user_id <> asked.user_id
      and own.relationship = 'self'
      and own.consent_status = 'confirmed'
    join public.users on users.id = own.user_id
    where asked.id = is_another_accounts_phone.contact_id
      and asked.relationship = 'self'
      -- Who is gone for good answers by it no more.
      and users.gone_until is distinct from 'infinity'
  );
$$;

comment on function private.is_another_accounts_phone(uuid) is
  'Whether a contact would be the own phone of a user, and another user has confirmed it as '
  'theirs: by a YES what its owner texts would go to whoever asked.';
revoke execute on function private.is_another_accounts_phone(uuid) from public;

create function private.can_be_asked(invitation public.invitations)
returns boolean
language sql
stable
set search_path = ''
as $$
  select not exists (
    select from public.invitations as other
    where private.phone_key(other.phone) = private.phone_key(can_be_asked.invitation.phone)
      and other.status = 'open'
  )
  -- Who opted out is asked nothing, and the inviter is not told why: it waits until it expires.
  and not exists (
    select from private.phone_numbers
    where phone_numbers.phone = private.phone_key(can_be_asked.invitation.phone)
      and (
        phone_numbers.opted_out_at is not null
        or phone_numbers.unreachable_until > private.clock_now()
      )
  )
  -- Nor, in the same silence, whoever has this phone as their own in another account.
  and not private.is_another_accounts_phone(can_be_asked.invitation.contact_id)
  -- Nor is anybody asked in the name of who has none any more, or is gone.
  and exists (
    select from public.users
    where users.id = can_be_asked.invitation.user_id
      and coalesce(users.gone_until <= private.clock_now(), true)
      and private.clean_name(users.display_name, 30) <> ''
  );
$$;

comment on function private.can_be_asked(public.invitations) is
  'Whether an invitation that waits may be sent: no other to its number is open, the number may be '
  'texted and is no other account''s own, and its inviter is there and has a name.';
revoke execute on function private.can_be_asked(public.invitations) from public;

create function private.open_next_invitation(phone text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_invitation public.invitations;
  v_message_id uuid;
begin
  -- One at a time for each phone, whoever comes by.
  perform pg_advisory_xact_lock(
    hashtextextended('invitation ' || private.phone_key(phone), 0)
  );
  select invitations.* into v_invitation
  from public.invitations
  where private.phone_key(invitations.phone) = private.phone_key(open_next_invitation.phone)
    and invitations.status = 'waiting'
    and private.can_be_asked(invitations)
  order by invitations.created_at, invitations.id
  limit 1;
  if not found then
    return;
  end if;

  select private.queue_text(
    contacts.user_id,
    contacts.id,
    'consent',
    case contacts.relationship when 'self' then 'invite_self' else 'invite' end,
    jsonb_build_object('times', greatest(preferences.max_messages_per_week, 1)),
    interval '48 hours'
  )
  into v_message_id
  from public.contacts
  join public.notification_preferences as preferences on preferences.user_id = contacts.user_id
  where contacts.id = v_invitation.contact_id;
  update public.invitations
  set status = 'open', message_id = v_message_id
  where invitations.id = v_invitation.id;
  insert into public.consent_events (user_id, contact_id, phone, event, wording, evidence)
  select
    v_invitation.user_id, v_invitation.contact_id, v_invitation.phone, 'invited',
    message_queue.message_text, jsonb_build_object('message_id', v_message_id)
  from public.message_queue
  where message_queue.id = v_message_id;
end;
$$;

comment on function private.open_next_invitation(text) is
  'Sends the oldest invitation that waits for this number and can be asked.';
revoke execute on function private.open_next_invitation(text) from public;

create function private.open_new_invitation()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.open_next_invitation(new.phone);
  return null;
end;
$$;

comment on function private.open_new_invitation() is
  'Trigger: asks at once, if nobody else is asking. Definer because users may not write the queue.';
revoke execute on function private.open_new_invitation() from public;

create trigger open_new_invitation
  after insert on public.invitations
  for each row execute function private.open_new_invitation();

create function private.end_invitations(invitation_ids uuid[], new_status text)
returns void
language sql
volatile
set search_path = ''
as $$
  update public.message_queue
  set status = 'canceled', reason = 'invitation_ended'
  from public.invitations
  where invitations.id = any (end_invitations.invitation_ids)
    and message_queue.id = invitations.message_id
    and message_queue.status = 'queued';

  update public.invitations
  set status = end_invitations.new_status, ended_at = private.clock_now()
  where invitations.id = any (end_invitations.invitation_ids)
    and invitations.status in ('waiting', 'open');
$$;

comment on function private.end_invitations(uuid[], text) is
  'Ends invitations that wait or are open, and takes back what was not sent. What a sender has '
  'claimed already, it finds ended when it starts.';
revoke execute on function private.end_invitations(uuid[], text) from public;

create function private.withdraw_invitations_of_contact()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- With an account everything goes anyway.
  if exists (select from public.users where users.id = old.user_id) then
    perform private.end_invitations(
      array(select invitations.id from public.invitations where invitations.contact_id = old.id),
      'withdrawn'
    );
    -- A late yes to it would be about whoever the contact was.
    update public.invitations
    set status = 'withdrawn'
    where invitations.contact_id = old.id and invitations.status = 'expired';
    if tg_op = 'UPDATE' and old.consent_status <> 'pending' then
      insert into public.consent_events (user_id, contact_id, phone, event)
      values (old.user_id, old.id, old.phone, 'withdrawn');
    end if;
    -- Nor are answers meant for whoever did not ask.
    update public.message_queue
    set status = 'canceled', reason = 'contact_not_confirmed'
    where message_queue.contact_id = old.id
      and message_queue.program = 'reply'
      and message_queue.status = 'queued';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end;
$$;

comment on function private.withdraw_invitations_of_contact() is
  'Trigger: whoever holds the new number was not meant, nor a contact who was removed or is '
  'another person by now: takes back their invitations and answers. Definer because users may not '
  'write the queue.';
revoke execute on function private.withdraw_invitations_of_contact() from public;

create trigger withdraw_invitations
  before delete on public.contacts
  for each row execute function private.withdraw_invitations_of_contact();

create trigger withdraw_invitations_of_old_number
  before update of phone, relationship on public.contacts
  for each row when (
    (new.phone, new.relationship = 'self') is distinct from (old.phone, old.relationship = 'self')
  )
  execute function private.withdraw_invitations_of_contact();

create function private.withdraw_invitations_of_gone()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.end_invitations(
    array(
      select invitations.id
      from public.invitations
      where invitations.user_id = new.id
        and invitations.status = 'open'
        -- Whoever comes back may still be answered.
        and (
          new.gone_until = 'infinity'
          or not private.may_have_been_sent(invitations.message_id)
        )
    ),
    'withdrawn'
  );
  return null;
end;
$$;

comment on function private.withdraw_invitations_of_gone() is
  'Trigger: nobody is asked in the name of an account that is gone, and the number is free for '
  'others. What waits goes on waiting. Definer because the Auth server may not write the queue.';
revoke execute on function private.withdraw_invitations_of_gone() from public;

create trigger withdraw_invitations_of_gone
  after update of gone_until on public.users
  for each row when (new.gone_until > private.clock_now())
  execute function private.withdraw_invitations_of_gone();

create function private.tend_invitations()
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_now constant timestamptz := private.clock_now();
  v_silent uuid[];
  v_phone text;
begin
  v_silent := array(
    select invitations.id
    from public.invitations
    join public.message_queue on message_queue.id = invitations.message_id
    cross join private.settings
    where invitations.status = 'open'
      -- What may have arrived is waited for as well.
      and (message_queue.status = 'sent' or message_queue.reason = 'outcome_unknown')
      and message_queue.finished_at <= v_now - settings.invitation_lasts
    for update of invitations skip locked
  );
  insert into public.consent_events (user_id, contact_id, phone, event)
  select invitations.user_id, invitations.contact_id, invitations.phone, 'expired'
  from public.invitations
  where invitations.id = any (v_silent);
  perform private.end_invitations(v_silent, 'expired');

  perform private.end_invitations(
    array(
      select invitations.id
      from public.invitations
      join public.message_queue on message_queue.id = invitations.message_id
      where invitations.status = 'open'
        and message_queue.status in ('failed', 'expired', 'canceled')
        and message_queue.reason <> 'outcome_unknown'
      for update of invitations skip locked
    ),
    'failed'
  );
  perform private.end_invitations(
    array(
      select invitations.id
      from public.invitations
      cross join private.settings
      where invitations.status = 'waiting'
        and invitations.created_at <= v_now - settings.invitation_lasts
      for update of invitations skip locked
    ),
    -- Nobody was asked.
    'failed'
  );

  for v_phone in
    select distinct private.phone_key(invitations.phone) as phone
    from public.invitations
    where invitations.status = 'waiting'
      -- Those that wait for nothing but their end must not keep others from their turn.
      and private.can_be_asked(invitations)
    order by phone
    limit 100
  loop
    perform private.open_next_invitation(v_phone);
  end loop;
end;
$$;

comment on function private.tend_invitations() is
  'Ends invitations that nobody answered in time or that could not be sent, and sends those that '
  'waited for them. Part of every sweep.';
revoke execute on function private.tend_invitations() from public;
