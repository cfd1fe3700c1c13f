-- Every try to hand a message to the provider.

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
