-- Nobody is texted before they said yes: the question, and who may be asked.

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
  on public.invitations (private.phone_key(phone)) where status = 'open';
create index invitations_by_phone
  on public.invitations (private.phone_key(phone), created_at desc);
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
grant execute on function private.is_invitation_open(uuid, text) to authenticated;

insert into private.refusals (code, thing, field, problem, advice)
values
  (
    'RD151', 'invitation', 'contact_id', 'is no contact of this user who can be asked',
    'Invite a contact whose consent is pending.'
  ),
  (
    'RD152', 'invitation', 'user_id', 'has no display name, and an invitation says who asks',
    'Set users.display_name first.'
  ),
  (
    'RD153', 'invitation', 'user_id', 'has invited as many people today as anybody may',
    'Try again tomorrow.'
  ),
  (
    'RD154', 'invitation', 'contact_id', 'has a number that this user has asked before',
    'Nobody is asked twice. They can still answer YES.'
  );

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
        and private.phone_key(invitations.phone) = private.phone_key(v_contact.phone)
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
