-- The permanent log of what was sent or failed.

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
security definer
set search_path = ''
-- Nobody counts what a statement changed: a plan for few rows compares each with each other.
set enable_nestloop = off
as $$
begin
  insert into public.messages (
    id, user_id, contact_id, occurrence_id, program, message_type, message_style, channel, status,
    reason, scheduled_for, sent_at, provider_message_id, error_code, segments, created_at
  )
  select
    after.id, after.user_id, after.contact_id, after.occurrence_id, after.program,
    after.message_type, after.message_style, after.channel, after.status, after.reason,
    after.scheduled_for, after.sent_at, after.provider_message_id, after.error_code,
    after.segments, after.finished_at
  from before_update as before
  join after_update as after using (id)
  where after.status in ('sent', 'failed')
    and (after.status, after.segments) is distinct from (before.status, before.segments)
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
  'Trigger: what was sent or failed is in the log, however it came to that, and once a statement '
  'for all that it changed. Definer because whoever removes a contact touches finished messages, '
  'and may not write the log.';
revoke execute on function private.log_finished_message() from public;

create trigger log_finished_message
  after update on public.message_queue
  referencing old table as before_update new table as after_update
  for each statement execute function private.log_finished_message();
