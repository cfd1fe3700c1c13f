-- Nobody is texted before they said yes: invitations, and the ledger of what people agreed to.

create table public.consent_events (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  contact_id uuid,
  phone text not null,
  event text not null,
  wording text,
  evidence jsonb not null default '{}',
  recorded_at timestamptz not null default clock_timestamp(),
  created_at timestamptz not null default now(),
  constraint event_is_known check (
    event in (
      'invited', 'confirmed', 'declined', 'stopped', 'muted', 'restarted', 'expired', 'crisis'
    )
  )
);

comment on table public.consent_events is
  'The ledger of consent, append-only: who was asked what in which words, and what they answered. '
  'The app shows a user what their contacts decided. It outlives account and contact, then '
  'without words and number.';
comment on column public.consent_events.user_id is
  'No foreign key: the ledger outlives the account.';
comment on column public.consent_events.phone is
  'E.164; once the account is gone, its SHA-256 in hexadecimal.';
comment on column public.consent_events.wording is
  'The exact text: of the question where it was asked, of the answer where it was given.';
comment on column public.consent_events.evidence is
  'What proves it: ids of messages, by us and by the provider.';

comment on column public.consent_events.recorded_at is
  'By the real clock: the order of entries.';

create index consent_events_by_user on public.consent_events (user_id, created_at desc);
create index consent_events_by_contact on public.consent_events (contact_id, created_at desc);
create index consent_events_by_phone on public.consent_events (phone, created_at desc);

alter table public.consent_events enable row level security;
revoke all on table public.consent_events from public, anon, authenticated, service_role;
grant select (id, user_id, contact_id, event, created_at)
  on table public.consent_events to authenticated;
grant select on table public.consent_events to service_role;

create policy "Users can see what their contacts decided" on public.consent_events
  for select to authenticated using (
    -- Who is in distress tells nobody but us.
    user_id = (select auth.uid()) and event <> 'crisis'
  );

create trigger stamp_created_at
  before insert on public.consent_events
  for each row execute function private.stamp_created_at();

create function private.guard_ledger()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  -- Only an account that goes takes words and number with it.
  if tg_op = 'UPDATE'
    and new.wording is null
    and new.phone ~ '^[0-9a-f]{64}$'
    and (new.id, new.user_id, new.contact_id, new.event, new.evidence, new.created_at)
      is not distinct from
      (old.id, old.user_id, old.contact_id, old.event, old.evidence, old.created_at)
  then
    return new;
  end if;
  raise exception 'Cannot change the ledger of consent: event % stays as it is', old.id
    using errcode = 'RD011';
end;
$$;

comment on function private.guard_ledger() is
  'Trigger: what somebody agreed to is never rewritten. Raises RD011.';
revoke execute on function private.guard_ledger() from public;

create trigger guard_ledger
  before update or delete on public.consent_events
  for each row execute function private.guard_ledger();

create function private.forget_people_in_ledger()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.consent_events
  set wording = null, phone = encode(sha256(consent_events.phone::bytea), 'hex')
  where consent_events.user_id = old.id and consent_events.phone like '+%';
  return old;
end;
$$;

comment on function private.forget_people_in_ledger() is
  'Trigger: with an account go the names in the ledger''s words and the numbers. Definer because '
  'the Auth server may not write it.';
revoke execute on function private.forget_people_in_ledger() from public;

create trigger forget_people_in_ledger
  before delete on public.users
  for each row execute function private.forget_people_in_ledger();

create table public.invitations (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  contact_id uuid references public.contacts (id) on delete set null,
  phone text not null default '',
  status text not null default 'waiting',
  message_id uuid references public.message_queue (id) on delete set null,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  constraint phone_is_e164 check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  constraint status_is_known check (
    status in ('waiting', 'open', 'accepted', 'declined', 'expired', 'failed', 'withdrawn')
  ),
  constraint ended_at_exists_exactly_when_ended
    check ((status in ('waiting', 'open')) = (ended_at is null))
);

comment on table public.invitations is
  'The one question to a contact whether they want texts. The app inserts it; the text goes out in '
  'the contact''s allowed hours, when no other invitation to that number is open.';
comment on column public.invitations.phone is
  'The number that is asked: the contact''s when it was inserted. Filled in by a trigger.';
comment on column public.invitations.status is
  'waiting until it is asked; open while an answer is awaited, 72 hours after the provider took '
  'the text; accepted, declined, expired (no answer), failed (never asked) or withdrawn (the '
  'contact was removed, or has another number).';

create unique index a_number_has_one_open_invitation
  on public.invitations (phone) where status = 'open';
create index invitations_by_phone on public.invitations (phone, created_at desc);
create index invitations_by_user on public.invitations (user_id, created_at desc);
create index invitations_by_contact on public.invitations (contact_id);
create unique index a_message_carries_one_invitation on public.invitations (message_id);
create index invitations_under_way
  on public.invitations (created_at) where status in ('waiting', 'open');

alter table public.invitations enable row level security;
revoke all on table public.invitations from public, anon, authenticated, service_role;
grant select, insert (user_id, contact_id) on table public.invitations to authenticated;
grant select on table public.invitations to service_role;

create policy "Users can see their invitations" on public.invitations
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can invite their contacts" on public.invitations
  for insert to authenticated with check (user_id = (select auth.uid()));

create function private.is_invitation_open(message_id uuid, phone text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from public.invitations
    where invitations.message_id = is_invitation_open.message_id
      and invitations.phone = is_invitation_open.phone
      and invitations.status = 'open'
  );
$$;

comment on function private.is_invitation_open(uuid, text) is
  'Whether a message carries an invitation to this number that nobody has answered or taken back.';
revoke execute on function private.is_invitation_open(uuid, text) from public;

create function private.queue_text(
  user_id uuid,
  contact_id uuid,
  program text,
  message_type text,
  facts jsonb,
  valid_for interval
)
returns uuid
language sql
volatile
set search_path = ''
as $$
  insert into public.message_queue (
    user_id, contact_id, program, message_type, message_style, template_id, facts, message_text,
    priority, scheduled_for, expires_at, created_at
  )
  select
    queue_text.user_id,
    queue_text.contact_id,
    template.program,
    template.message_type,
    template.style,
    template.id,
    told.facts,
    private.render_text(template.body, told.facts),
    0,
    private.clock_now(),
    private.clock_now() + queue_text.valid_for,
    private.clock_now()
  from public.message_templates as template
  cross join private.settings
  join public.users on users.id = queue_text.user_id
  cross join lateral (
    select jsonb_build_object(
      'brand', settings.brand_name,
      'user_name', private.clean_name(users.display_name, 30),
      'contact_name', (
        select private.clean_name(contacts.name, 30) from public.contacts
        where contacts.id = queue_text.contact_id
      )
    ) || queue_text.facts
  ) as told (facts)
  where template.program = queue_text.program
    and template.message_type = queue_text.message_type
    and template.style = 'plain'
  returning message_queue.id;
$$;

comment on function private.queue_text(uuid, uuid, text, text, jsonb, interval) is
  'Queues a text that no calendar proposes, an invitation or an answer, due now: the one wording '
  'of its type with these facts, and the names. Returns its id.';
revoke execute on function private.queue_text(uuid, uuid, text, text, jsonb, interval) from public;

create function private.can_be_asked(invitation public.invitations)
returns boolean
language sql
stable
set search_path = ''
as $$
  select not exists (
    select from public.invitations as other
    where other.phone = can_be_asked.invitation.phone and other.status = 'open'
  )
  -- Who opted out is asked nothing, and the inviter is not told why: it waits until it expires.
  and not exists (
    select from private.phone_numbers
    where phone_numbers.phone = can_be_asked.invitation.phone
      and (
        phone_numbers.opted_out_at is not null
        or phone_numbers.unreachable_until > private.clock_now()
      )
  )
  -- Nor is anybody asked in the name of who has none any more.
  and exists (
    select from public.users
    where users.id = can_be_asked.invitation.user_id
      and private.clean_name(users.display_name, 30) <> ''
  );
$$;

comment on function private.can_be_asked(public.invitations) is
  'Whether an invitation that waits may be sent: no other to its number is open, the number may be '
  'texted, and its inviter has a name.';
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
  -- One at a time for each number, whoever comes by.
  perform pg_advisory_xact_lock(hashtextextended('invitation ' || phone, 0));
  select invitations.* into v_invitation
  from public.invitations
  where invitations.phone = open_next_invitation.phone
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

create function private.check_invitation_input()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_contact public.contacts;
begin
  -- Row level security refuses a row in somebody else's name only after this trigger.
  if new.user_id <> coalesce((select auth.uid()), new.user_id) then
    return new;
  end if;
  -- Two invitations at the same time must not both be the day's last.
  perform from public.users where users.id = new.user_id for no key update;
  select * into v_contact
  from public.contacts
  where contacts.id = new.contact_id and contacts.user_id = new.user_id;
  perform private.refuse_unless(
    found and v_contact.consent_status = 'pending', 'RD151', new.contact_id::text
  );
  perform private.refuse_unless(
    exists (
      select from public.users
      where users.id = new.user_id and private.clean_name(users.display_name, 30) <> ''
    ),
    'RD152', new.user_id::text
  );
  perform private.refuse_unless(
    not exists (
      select from public.invitations
      where invitations.user_id = new.user_id
        and invitations.phone = v_contact.phone
        -- What never reached them asked them nothing; what was taken back later did ask them.
        and (
          invitations.status not in ('failed', 'withdrawn')
          or private.may_have_been_sent(invitations.message_id)
        )
    ),
    'RD154', new.contact_id::text
  );
  perform private.refuse_unless(
    (
      select count(*) from public.invitations
      where invitations.user_id = new.user_id
        and invitations.created_at > private.clock_now() - interval '1 day'
    ) < (select settings.invitations_per_day from private.settings),
    'RD153', new.user_id::text
  );
  new.phone := v_contact.phone;
  return new;
end;
$$;

comment on function private.check_invitation_input() is
  'Trigger: refuses to ask who cannot be asked (RD151), in nobody''s name (RD152), too many in a '
  'day (RD153) or anybody twice (RD154). Definer to see all of the user''s invitations.';
revoke execute on function private.check_invitation_input() from public;

create trigger check_input
  before insert on public.invitations
  for each row execute function private.check_invitation_input();

create trigger stamp_created_at
  before insert on public.invitations
  for each row execute function private.stamp_created_at();

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
    select distinct invitations.phone
    from public.invitations
    where invitations.status = 'waiting'
      -- Those that wait for nothing but their end must not keep others from their turn.
      and private.can_be_asked(invitations)
    order by invitations.phone
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
