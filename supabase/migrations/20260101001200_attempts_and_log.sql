-- Every try to hand a message to the provider, and the permanent log of what came of it.

create table private.message_attempts (
  id uuid primary key default gen_random_uuid(),
  message_id uuid not null references public.message_queue (id) on delete cascade,
  number smallint not null,
  to_phone text not null,
  body text not null,
  lease_token uuid not null,
  budget_hour timestamptz not null,
  started_at timestamptz not null default clock_timestamp(),
  outcome text,
  provider_message_id text,
  delivery_status text,
  error_code integer,
  error_message text,
  settled_at timestamptz,
  looked_up_at timestamptz,
  created_at timestamptz not null default now(),
  constraint attempts_of_a_message_are_numbered unique (message_id, number),
  constraint a_lease_starts_one_attempt unique (lease_token),
  constraint a_provider_message_belongs_to_one_attempt unique (provider_message_id),
  constraint outcome_is_known
    check (outcome in ('accepted', 'rejected', 'not_sent', 'unknown')),
  constraint accepted_has_the_providers_own_id
    check ((outcome is not distinct from 'accepted') = (provider_message_id is not null)),
  constraint settled_at_exists_exactly_with_an_outcome
    check ((outcome is null) = (settled_at is null))
)
-- As the queue: a fifth of all that ever was would come too late.
with (autovacuum_vacuum_scale_factor = 0.01);

comment on table private.message_attempts is
  'A try begins here, before a byte leaves: without this row nothing may be sent. No outcome means '
  'that the sender has not reported.';
comment on column private.message_attempts.started_at is 'By the real clock, as leases are.';
comment on column private.message_attempts.created_at is
  'The same moment by the clock of domain logic, which is the provider''s as well.';
comment on column private.message_attempts.looked_up_at is
  'When the provider last answered that it knows nothing of this text, by the real clock.';
comment on column private.message_attempts.outcome is
  'What really happened: accepted or rejected by the provider, not sent at all, or unknown.';
comment on column private.message_attempts.delivery_status is
  'What the carrier''s callbacks said last; only ever moves up.';

create unique index a_message_has_one_accepted_attempt
  on private.message_attempts (message_id) where outcome = 'accepted';

alter table private.message_attempts enable row level security;
revoke all on table private.message_attempts from public, anon, authenticated, service_role;
-- Whom a user's texts went to and what came of it, for what is judged and explained in the user's
-- name. Not the lease.
grant
  select (message_id, number, to_phone, outcome, error_code, created_at)
  on table private.message_attempts to authenticated;
grant select (message_id, number, outcome, error_code, created_at)
  on table private.message_attempts to service_role;

create policy "Users and operators can see attempts" on private.message_attempts
  for select to authenticated using (
    exists (
      select from public.message_queue
      where message_queue.id = message_attempts.message_id
        and (
          message_queue.user_id = (select auth.uid())
          or (select private.is_operator())
        )
    )
  );

create function private.may_have_been_sent(message_id uuid)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from private.message_attempts
    where message_attempts.message_id = may_have_been_sent.message_id
      and coalesce(message_attempts.outcome, 'unknown') in ('accepted', 'unknown')
  );
$$;

comment on function private.may_have_been_sent(uuid) is
  'Whether somebody may have read this message: an attempt was accepted, or nobody knows.';
revoke execute on function private.may_have_been_sent(uuid) from public;

create table public.messages (
  id uuid primary key,
  user_id uuid not null references public.users (id) on delete cascade,
  contact_id uuid,
  occurrence_id uuid references public.occurrences (id) on delete set null,
  program text not null,
  message_type text not null,
  message_style text not null,
  channel text not null,
  status text not null,
  reason text,
  scheduled_for timestamptz,
  sent_at timestamptz,
  delivery_status text,
  delivery_status_at timestamptz,
  provider_message_id text,
  error_code integer,
  segments smallint,
  created_at timestamptz not null default now(),
  ended_at timestamptz not null generated always as (coalesce(sent_at, created_at)) stored,
  was_delivered boolean generated always as (
    case
      when delivery_status in ('delivered', 'read') then true
      when delivery_status in ('undelivered', 'failed', 'canceled') then false
    end
  ) stored,
  constraint a_provider_message_is_logged_once unique (provider_message_id),
  constraint status_is_sent_or_failed check (status in ('sent', 'failed')),
  constraint sent_has_the_providers_own_id check (
    status <> 'sent' or (provider_message_id is not null and sent_at is not null)
  )
)
with (autovacuum_vacuum_scale_factor = 0.01);

comment on table public.messages is
  'The permanent log: one row for each message that was sent or failed (R48), without its text and '
  'number.';
comment on column public.messages.id is 'The message''s id in message_queue, which forgets sooner.';
comment on column public.messages.scheduled_for is
  'When it was to leave; after a failed try, when it was to be tried again.';
comment on column public.messages.delivery_status is
  'From the carrier; null until it said anything.';
comment on column public.messages.ended_at is
  'When it was sent; of one that failed, when it did.';
comment on column public.messages.was_delivered is
  'Whether it is on the phone, by the carrier''s last word; null until there is one.';

create index messages_by_user on public.messages (user_id, created_at desc);
create index messages_by_occurrence on public.messages (occurrence_id);
-- What a contact was told last.
create index messages_sent_to_contact
  on public.messages (contact_id, sent_at desc) where status = 'sent';
create index messages_by_end on public.messages (ended_at);

alter table public.messages enable row level security;
revoke all on table public.messages from public, anon, authenticated, service_role;
grant select on table public.messages to authenticated, service_role;

create policy "Users and operators can see the log" on public.messages
  for select to authenticated using (
    user_id = (select auth.uid())
    or (select private.is_operator())
  );

create function private.log_finished_message()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  insert into public.messages (
    id, user_id, contact_id, occurrence_id, program, message_type, message_style, channel, status,
    reason, scheduled_for, sent_at, provider_message_id, error_code, segments, created_at
  )
  values (
    new.id, new.user_id, new.contact_id, new.occurrence_id, new.program, new.message_type,
    new.message_style, new.channel, new.status, new.reason, new.scheduled_for, new.sent_at,
    new.provider_message_id, new.error_code, new.segments, new.finished_at
  )
  on conflict (id) do update set
    status = excluded.status,
    reason = excluded.reason,
    scheduled_for = excluded.scheduled_for,
    sent_at = excluded.sent_at,
    provider_message_id = excluded.provider_message_id,
    error_code = excluded.error_code,
    segments = excluded.segments;
  return null;
end;
$$;

comment on function private.log_finished_message() is
  'Trigger: what was sent or failed is in the log, however it came to that.';
revoke execute on function private.log_finished_message() from public;

create trigger log_finished_message
  after update of status, segments on public.message_queue
  for each row when (
    new.status in ('sent', 'failed')
    and (new.status, new.segments) is distinct from (old.status, old.segments)
  )
  execute function private.log_finished_message();
