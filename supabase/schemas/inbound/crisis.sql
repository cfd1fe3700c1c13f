-- What words of a crisis do.

create function private.time_until_morning(contact_id uuid)
returns interval
language sql
stable
set search_path = ''
as $$
  select mornings.instant - private.clock_now()
  from public.contacts
  cross join generate_series(0, 2) as ahead (days)
  cross join lateral (
    select (
      (private.clock_now() at time zone contacts.timezone)::date + ahead.days + time '08:00'
    ) at time zone contacts.timezone as instant
  ) as mornings
  where contacts.id = time_until_morning.contact_id
    and mornings.instant >= private.clock_now() + interval '6 hours'
  order by mornings.instant
  limit 1;
$$;

comment on function private.time_until_morning(uuid) is
  'How long until the next eight o''clock in the morning of a contact that is six hours away at '
  'least: so long is help worth sending.';
revoke execute on function private.time_until_morning(uuid) from public;

create function private.hold_user(user_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  update public.users
  set held_at = private.clock_now()
  where users.id = hold_user.user_id and users.held_at is null;
  perform private.end_invitations(
    array(
      select invitations.id
      from public.invitations
      left join public.message_queue on message_queue.id = invitations.message_id
      where invitations.user_id = hold_user.user_id
        and invitations.status in ('waiting', 'open')
        and coalesce(message_queue.sent_at is null, true)
    ),
    'withdrawn'
  );
end;
$$;

comment on function private.hold_user(uuid) is
  'From here on nobody is told anything about this person or asked in their name, nor are they '
  'sent anything, until they end it.';
revoke execute on function private.hold_user(uuid) from public;

create function private.end_hold_of(phone text)
returns void
language sql
volatile
set search_path = ''
as $$
  update public.users
  set held_at = null
  from public.contacts
  where private.phone_key(contacts.phone) = private.phone_key(end_hold_of.phone)
    and contacts.relationship = 'self'
    and users.id = contacts.user_id
    and users.held_at is not null;
$$;

comment on function private.end_hold_of(text) is
  'START from the phone of somebody who is held ends that.';
revoke execute on function private.end_hold_of(text) from public;

create function public.end_hold()
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_was_held boolean;
begin
  perform set_config('rundown.ends_hold', 'yes', true);
  update public.users
  set held_at = null
  where users.id = (select auth.uid()) and users.held_at is not null;
  v_was_held := found;
  perform set_config('rundown.ends_hold', '', true);
  return v_was_held;
end;
$$;

comment on function public.end_hold() is
  'Ends the hold that words of a crisis put on whoever calls it; returns whether there was one. '
  'What their phone said stays: a number that is opted out says START. No other update of theirs '
  'ends it (RD108). For authenticated.';
revoke execute on function public.end_hold() from public, anon, service_role;
grant execute on function public.end_hold() to authenticated;

create function private.tell_of_crisis(details jsonb)
returns void
language sql
volatile
set search_path = ''
as $$
  select private.raise_alert(
    'crisis',
    'Somebody wrote words of a crisis: read it, and see that a human answers. You may answer them '
      'and call for help where you know of danger; tell no contact of theirs, no user and no '
      'model, and do not end the hold: docs/operations.md',
    tell_of_crisis.details
  );
$$;

comment on function private.tell_of_crisis(jsonb) is
  'Tells the operator, and what they may and may not do. details names rows, and nobody''s words.';
revoke execute on function private.tell_of_crisis(jsonb) from public;

create function private.answer_with_help(inbound private.inbound, message_type text)
returns private.answer
language sql
volatile
set search_path = ''
as $$
  select private.answer_to(
    inbound,
    message_type,
    jsonb_build_object(
      'lifeline',
      private.lifeline(
        inbound.from_phone,
        (select contacts.locale from public.contacts where contacts.id = inbound.contact_id)
      )
    )
  );
$$;

comment on function private.answer_with_help(private.inbound, text) is
  'The answer that says where help is, of the country of whoever wrote.';
revoke execute on function private.answer_with_help(private.inbound, text) from public;

create function private.help_in_crisis(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.stop_number(inbound, 'crisis');
  -- Whether or not this phone was confirmed as theirs.
  perform private.hold_user(contacts.user_id)
  from public.contacts
  where private.phone_key(contacts.phone) = private.phone_key(inbound.from_phone)
    and contacts.relationship = 'self'
  order by contacts.user_id;
  perform private.tell_of_crisis(
    jsonb_build_object('inbound_message_id', inbound.id, 'is_held', true)
  );
  return private.answer_with_help(inbound, 'crisis');
end;
$$;

comment on function private.help_in_crisis(private.inbound) is
  'Words of somebody in danger: every program stops for that person, the operator is told, and one '
  'answer says where help is. Contacts hear nothing.';
revoke execute on function private.help_in_crisis(private.inbound) from public;

create function private.help_in_distress(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.tell_of_crisis(
    jsonb_build_object('inbound_message_id', inbound.id, 'is_held', false)
  );
  return private.answer_with_help(inbound, 'distress');
end;
$$;

comment on function private.help_in_distress(private.inbound) is
  'Words that may be of a crisis: an answer says where help is, the operator is told, and nothing '
  'else changes.';
revoke execute on function private.help_in_distress(private.inbound) from public;

create function private.tell_unsent_help()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform private.raise_alert(
    'crisis_answer_unsent',
    'Somebody wrote words of a crisis, and our answer with help did not reach them: see that a '
      'human answers',
    jsonb_build_object('message_id', new.id, 'status', new.status, 'reason', new.reason)
  );
  return null;
end;
$$;

comment on function private.tell_unsent_help() is
  'Trigger: help in a crisis expired, failed, was canceled, or nobody knows whether it left.';
revoke execute on function private.tell_unsent_help() from public;

create trigger tell_unsent_help
  after update of status on public.message_queue
  for each row when (
    new.priority = -1
    and new.status in ('expired', 'failed', 'canceled', 'unconfirmed')
    and old.status is distinct from new.status
  )
  execute function private.tell_unsent_help();
