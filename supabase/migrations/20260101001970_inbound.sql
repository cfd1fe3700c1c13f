-- What people text us: who they are, what they want, and the answer. Words are for users to read.

create table public.inbound_messages (
  id uuid primary key default gen_random_uuid(),
  provider_message_id text not null,
  from_phone text not null,
  user_id uuid references public.users (id) on delete cascade,
  contact_id uuid references public.contacts (id) on delete set null,
  body text,
  command text,
  rating_of uuid references public.message_queue (id) on delete set null,
  answer_id uuid references public.message_queue (id) on delete set null,
  created_at timestamptz not null default now(),
  constraint a_text_comes_in_once unique (provider_message_id),
  constraint from_phone_is_e164 check (from_phone ~ '^\+[1-9][0-9]{2,14}$'),
  constraint body_has_at_most_1600_characters check (length(body) <= 1600),
  constraint only_what_belongs_to_somebody_is_kept check (user_id is not null or body is null)
);

comment on table public.inbound_messages is
  'Every text that came in, once. A user reads what their contacts wrote; the words of strangers '
  'are not kept.';
comment on column public.inbound_messages.user_id is
  'Whom it concerns: whose own phone or whose contact it is from; of several, who last texted it.';
comment on column public.inbound_messages.command is
  'What it was taken for; null if nobody understood it.';
comment on column public.inbound_messages.rating_of is 'The text that GOOD or BAD is about (R58).';

create index inbound_messages_by_user on public.inbound_messages (user_id, created_at desc);
create index inbound_messages_by_phone on public.inbound_messages (from_phone, created_at desc);
create index inbound_messages_by_contact on public.inbound_messages (contact_id);
create index inbound_messages_by_answer on public.inbound_messages (answer_id);
create index inbound_messages_by_rating on public.inbound_messages (rating_of);
-- Whose words are still to be forgotten.
create index inbound_messages_with_words
  on public.inbound_messages (created_at) where body is not null;

alter table public.inbound_messages enable row level security;
revoke all on table public.inbound_messages from public, anon, authenticated, service_role;
grant select (id, user_id, contact_id, body, command, rating_of, created_at)
  on table public.inbound_messages to authenticated;
grant select on table public.inbound_messages to service_role;

create policy "Users can read what was texted to them" on public.inbound_messages
  for select to authenticated using (
    user_id = (select auth.uid())
    -- A contact in distress told us, not the user.
    and command is distinct from 'crisis'
  );

create trigger stamp_created_at
  before insert on public.inbound_messages
  for each row execute function private.stamp_created_at();

create type private.inbound as (
  id uuid,
  from_phone text,
  body text,
  command text,
  argument text,
  provider_message_id text,
  user_id uuid,
  contact_id uuid,
  is_own_phone boolean
);
comment on type private.inbound is
  'A text that came in, who it is from and what it says. is_own_phone: it is from the confirmed '
  'phone of user_id, who may give commands.';

create type private.answer as (
  user_id uuid,
  contact_id uuid,
  message_type text,
  facts jsonb
);
comment on type private.answer is
  'The answer to a text: a wording of program reply, its facts, and in whose name it goes to whom. '
  'No message_type is no answer.';

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
  where contacts.phone = inbound.from_phone
    and contacts.relationship = 'self'
    and users.id = contacts.user_id;
  perform private.end_invitations(
    array(
      select invitations.id
      from public.contacts as own
      join public.invitations on invitations.user_id = own.user_id
      left join public.message_queue on message_queue.id = invitations.message_id
      where own.phone = inbound.from_phone
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
  return row(
    inbound.user_id, inbound.contact_id, 'crisis',
    jsonb_build_object('lifeline', private.lifeline(inbound.from_phone))
  )::private.answer;
end;
$$;

comment on function private.help_in_crisis(private.inbound) is
  'Words of a crisis: every program stops for that person, the operator is told, and one answer '
  'says where help is. Contacts hear nothing.';
revoke execute on function private.help_in_crisis(private.inbound) from public;

create function private.rate_last_text(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
begin
  update public.inbound_messages
  set rating_of = (
    select message_queue.id
    from public.message_queue
    join public.contacts on contacts.id = message_queue.contact_id
    where contacts.phone = inbound.from_phone
      and message_queue.status = 'sent'
      and message_queue.program <> 'reply'
      and exists (
        select from private.message_attempts
        where message_attempts.message_id = message_queue.id
          and message_attempts.to_phone = inbound.from_phone
          and message_attempts.outcome = 'accepted'
      )
    order by message_queue.sent_at desc
    limit 1
  )
  where inbound_messages.id = inbound.id;
  return row(inbound.user_id, inbound.contact_id, 'rated', '{}')::private.answer;
end;
$$;

comment on function private.rate_last_text(private.inbound) is
  'GOOD and BAD: about the last text to this number that was no answer (R58).';
revoke execute on function private.rate_last_text(private.inbound) from public;

create function private.answer_text(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return case
    when inbound.command = 'stop' then private.stop_number(inbound, 'stopped')
    when inbound.command = 'start' then private.restart_number(inbound)
    when inbound.command in ('yes', 'no') then private.answer_invitation(inbound)
    when inbound.command = 'mute' then private.mute_user(inbound)
    when inbound.command = 'crisis' then private.help_in_crisis(inbound)
    when inbound.command = 'help'
    then row(inbound.user_id, inbound.contact_id, 'help', '{}')::private.answer
    when inbound.command = 'why' then private.explain_last_text(inbound)
    when inbound.command in ('good', 'bad') then private.rate_last_text(inbound)
    when inbound.command is null
    then row(
      inbound.user_id, inbound.contact_id,
      case when inbound.is_own_phone then 'not_understood_self' else 'not_understood' end, '{}'
    )::private.answer
    else private.obey(inbound)
  end;
end;
$$;

comment on function private.answer_text(private.inbound) is
  'Does what a text asks for and returns its answer.';
revoke execute on function private.answer_text(private.inbound) from public;

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

create function private.read_text(provider_message_id text, from_phone text, body text)
returns private.inbound
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_inbound private.inbound;
begin
  v_inbound.id := gen_random_uuid();
  v_inbound.provider_message_id := read_text.provider_message_id;
  v_inbound.from_phone := read_text.from_phone;
  v_inbound.body := left(read_text.body, 1600);
  if private.is_crisis(v_inbound.body) then
    v_inbound.command := 'crisis';
  else
    select understood.command, understood.argument
    into v_inbound.command, v_inbound.argument
    from private.understand_text(v_inbound.body) as understood;
  end if;
  select sender.user_id, sender.contact_id, sender.is_own_phone
  into v_inbound.user_id, v_inbound.contact_id, v_inbound.is_own_phone
  from private.identify_sender(v_inbound.from_phone) as sender;
  -- Commands are for users, from their own phones; a contact who writes "3" writes words.
  if not coalesce(v_inbound.is_own_phone, false) and v_inbound.command in (
    'done', 'skip', 'snooze', 'pause', 'resume', 'status', 'less', 'more', 'number'
  ) then
    v_inbound.command := null;
  end if;
  return v_inbound;
end;
$$;

comment on function private.read_text(text, text, text) is
  'A text that came in: who wrote it, as far as we know them, and what they ask for.';
revoke execute on function private.read_text(text, text, text) from public;

create function public.record_inbound_message(
  provider_message_id text,
  from_phone text,
  body text
)
returns text
language plpgsql
volatile
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_number private.phone_numbers;
  v_inbound private.inbound;
  v_answer private.answer;
  v_answer_id uuid;
begin
  -- One text of a number after the other: two that come at once do not answer one invitation twice.
  perform pg_advisory_xact_lock(hashtextextended('inbound ' || from_phone, 0));
  if exists (
    select from public.inbound_messages
    where inbound_messages.provider_message_id = record_inbound_message.provider_message_id
  ) then
    return 'known';
  end if;

  v_inbound := private.read_text(provider_message_id, from_phone, body);
  -- Everybody whose plans may change, in one order and before anything else, as planning locks: two
  -- numbers that the same people know say STOP at the same time.
  if v_inbound.command in (
    'stop', 'start', 'yes', 'no', 'mute', 'crisis', 'skip', 'snooze', 'pause', 'resume', 'less',
    'more'
  ) then
    perform
    from public.notification_preferences as preferences
    where preferences.user_id in (
      select contacts.user_id from public.contacts where contacts.phone = v_inbound.from_phone
    )
    order by preferences.user_id
    for update;
  end if;
  select * into v_number
  from private.phone_numbers
  where phone_numbers.phone = v_inbound.from_phone;

  -- Whoever writes can be reached.
  update private.phone_numbers
  set unreachable_until = null
  where phone_numbers.phone = v_inbound.from_phone and phone_numbers.unreachable_until is not null;
  insert into public.inbound_messages (
    id, provider_message_id, from_phone, user_id, contact_id, body, command
  )
  values (
    v_inbound.id, v_inbound.provider_message_id, v_inbound.from_phone, v_inbound.user_id,
    v_inbound.contact_id,
    case when v_inbound.user_id is not null then v_inbound.body end,
    v_inbound.command
  );

  -- Twilio takes a YES for START where somebody had stopped, and so do we.
  if v_number.opted_out_at is not null and v_inbound.command = 'yes' then
    v_inbound.command := 'start';
  end if;
  v_answer := private.answer_text(v_inbound);
  if v_answer.message_type is null
    or v_answer.contact_id is null
    or private.is_answered_by_twilio(
      v_inbound.body, is_blocked => coalesce(v_number.is_blocked_by_provider, false)
    )
    or not private.may_answer(v_inbound)
    -- Who opted out hears nothing more, but once that it is so.
    or (
      v_number.opted_out_at is not null
      and coalesce(v_inbound.command not in ('crisis', 'start'), true)
    )
  then
    return coalesce(v_inbound.command, 'not_understood');
  end if;
  v_answer_id := private.queue_text(
    v_answer.user_id, v_answer.contact_id, 'reply', v_answer.message_type, v_answer.facts,
    interval '1 hour'
  );
  update public.inbound_messages
  set answer_id = v_answer_id
  where inbound_messages.id = v_inbound.id;
  return coalesce(v_inbound.command, 'not_understood') || ': answered';
end;
$$;

comment on function public.record_inbound_message(text, text, text) is
  'Takes in a text that somebody sent us, once for each id of the provider: does what it asks for, '
  'and queues the answer unless Twilio gives it. Returns known for one that came before; else what '
  'it was taken for (a command, or not_understood), with ": answered" if an answer waits for the '
  'sender. Definer to write what people decide. For service_role.';
revoke execute on function public.record_inbound_message(text, text, text)
  from public, anon, authenticated;
grant execute on function public.record_inbound_message(text, text, text) to service_role;
