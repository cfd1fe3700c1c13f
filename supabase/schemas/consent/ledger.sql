-- The ledger of what people agreed to.

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
      'invited', 'confirmed', 'declined', 'stopped', 'stopped_by_machine', 'muted', 'restarted',
      'expired', 'withdrawn', 'crisis'
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
comment on column public.consent_events.event is
  'stopped_by_machine is a STOP that looks like an automatic reply: it binds all the same, and the '
  'user may ask the person. withdrawn: the user made another person or number of this contact, '
  'whose yes it was not.';
comment on column public.consent_events.evidence is
  'What proves it: ids of messages, by us and by the provider.';

comment on column public.consent_events.recorded_at is
  'By the real clock: the order of entries.';

create index consent_events_by_user on public.consent_events (user_id, created_at desc);
create index consent_events_by_contact on public.consent_events (contact_id, created_at desc);
create index consent_events_by_phone
  on public.consent_events (private.phone_key(phone), created_at desc);

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
