-- The one queue of all outbound messages.

create table public.message_queue (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  contact_id uuid references public.contacts (id) on delete set null,
  occurrence_id uuid references public.occurrences (id) on delete cascade,
  program text not null,
  message_type text not null,
  message_style text not null,
  channel text not null default private.default_channel(),
  copies_to_inbox boolean not null default false,
  template_id text references public.message_templates (id),
  facts jsonb not null,
  message_text text not null,
  priority smallint not null default 3,
  scheduled_for timestamptz not null,
  expires_at timestamptz not null,
  status text not null default 'queued',
  reason text,
  attempts smallint not null default 0,
  max_attempts smallint not null default 3,
  lease_token uuid,
  lease_expires_at timestamptz,
  budget_hour timestamptz,
  provider_message_id text,
  error_code integer,
  error_class text,
  segments smallint,
  created_at timestamptz not null default now(),
  claimed_at timestamptz,
  unconfirmed_at timestamptz,
  sent_at timestamptz,
  finished_at timestamptz,
  constraint an_occurrence_has_one_message unique (occurrence_id),
  constraint what_is_proposed_by_the_calendar_has_an_occurrence
    check (occurrence_id is not null or program in ('consent', 'reply')),
  constraint message_type_is_a_word check (message_type ~ '^[a-z_]+$'),
  constraint priority_is_known check (priority between -1 and 3),
  constraint status_is_known check (
    status in ('queued', 'processing', 'unconfirmed', 'sent', 'failed', 'canceled', 'expired')
  ),
  constraint lease_exists_exactly_while_processing check (
    (status = 'processing') = (lease_token is not null)
    and (status = 'processing') = (lease_expires_at is not null)
    and (status = 'processing') = (budget_hour is not null)
  ),
  constraint finished_at_exists_exactly_when_final check (
    (status in ('sent', 'failed', 'canceled', 'expired')) = (finished_at is not null)
  ),
  constraint sent_has_the_providers_own_id check (
    status <> 'sent' or (provider_message_id is not null and sent_at is not null)
  ),
  constraint not_sending_has_a_reason check (
    status not in ('failed', 'canceled', 'expired') or reason is not null
  ),
  constraint attempts_are_bounded check (attempts between 0 and max_attempts),
  constraint message_is_due_before_it_expires check (scheduled_for <= expires_at)
)
-- Every text leaves three dead rows, while finished ones stay: the usual fifth of the table would
-- be weeks of them. A fill factor gains nothing: docs/decisions/0011.
with (autovacuum_vacuum_scale_factor = 0.01);

comment on table public.message_queue is
  'Every outbound message from proposal to final state (R9, R10). queued, processing under a '
  'lease, unconfirmed while the outcome is unknown; sent, failed, canceled, expired are final.';
comment on column public.message_queue.program is 'That of the occurrence, if it has one.';
comment on column public.message_queue.channel is
  'Of private.channels. It stays: a message is never tried by another way than it was planned for.';
comment on column public.message_queue.copies_to_inbox is
  'Whether the inbox in the app keeps it as well, once its channel sent it.';
comment on column public.message_queue.occurrence_id is
  'Null for what no calendar proposes: invitations and answers.';
comment on column public.message_queue.message_text is
  'The text: at first as planning saw the week, at the claim rendered again from the truth.';
comment on column public.message_queue.facts is 'What the text says, before it is put into words.';
comment on column public.message_queue.priority is
  '-1 help in a crisis, 0 replies and consent, 1 coaches, 2 congratulations, 3 the rest (R12, '
  'R41).';
comment on column public.message_queue.reason is 'Why the message is not, or not yet, sent.';
comment on column public.message_queue.attempts is
  'Attempts that may have reached the provider''s work; those it never processed do not count.';
comment on column public.message_queue.lease_token is
  'Proof that the sender who reports is the one who claimed.';
comment on column public.message_queue.budget_hour is
  'The budget hour that holds this message''s reservation.';
comment on column public.message_queue.segments is 'Segments as the provider counted them.';
comment on column public.message_queue.sent_at is 'When the provider accepted it.';

-- The claim reads each priority of a channel by its own range; future rows lie behind the due ones,
-- and rows in any other state are not in the index at all.
create index message_queue_to_claim
  on public.message_queue (channel, priority, scheduled_for, id) where status = 'queued';
create index message_queue_leases
  on public.message_queue (lease_expires_at) where status = 'processing';
-- Starting and giving back name messages by their leases.
create unique index a_lease_holds_one_message
  on public.message_queue (lease_token) where lease_token is not null;
create index message_queue_without_proof
  on public.message_queue (unconfirmed_at) where status = 'unconfirmed';
create index message_queue_expiring
  on public.message_queue (expires_at) where status = 'queued';
-- The oldest finished ones, without those that still wait.
create index message_queue_finished
  on public.message_queue (finished_at) where finished_at is not null;
create index message_queue_by_user on public.message_queue (user_id, scheduled_for desc);
create index message_queue_by_contact on public.message_queue (contact_id);
create index message_queue_by_template on public.message_queue (template_id);

alter table public.message_queue enable row level security;
revoke all on table public.message_queue from public, anon, authenticated, service_role;
-- Not the lease: whoever knows a token could report in a sender's name.
grant
  select (
    id, user_id, contact_id, occurrence_id, program, message_type, message_style, channel,
    copies_to_inbox, template_id, facts, message_text, priority, scheduled_for, expires_at, status,
    reason, attempts, max_attempts, error_code, error_class, segments, created_at, claimed_at,
    unconfirmed_at, sent_at, finished_at
  )
  on table public.message_queue to authenticated;
grant select on table public.message_queue to service_role;

create policy "Users and operators can see the queue" on public.message_queue
  for select to authenticated using (
    user_id = (select auth.uid())
    or (select private.is_operator())
  );

create function private.check_channel_of_message()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if not exists (select from private.channels where channels.channel = new.channel) then
    raise exception 'Cannot queue by "%": no such channel (constraint "channel_is_known")',
      new.channel
      using errcode = 'check_violation', constraint = 'channel_is_known';
  end if;
  return new;
end;
$$;

comment on function private.check_channel_of_message() is
  'Trigger: the channel of a message is listed; raises check_violation. A foreign key would want '
  'an index that every claim writes to, and lock the one row of the channel with each insert.';
revoke execute on function private.check_channel_of_message() from public;

create trigger check_channel
  before insert or update of channel on public.message_queue
  for each row when (new.channel is distinct from private.default_channel())
  execute function private.check_channel_of_message();
