-- How many texts an hour may carry, and what of it is taken.

create table public.message_rate_limits (
  time_slot timestamptz primary key,
  messages_sent integer not null default 0,
  messages_reserved integer not null default 0,
  max_messages_per_slot integer not null default 100,
  created_at timestamptz not null default now(),
  constraint time_slot_is_a_full_hour
    check (time_slot = date_trunc('hour', time_slot, 'UTC')),
  constraint counts_are_not_negative
    check (messages_sent >= 0 and messages_reserved >= 0 and max_messages_per_slot >= 0)
);

comment on table public.message_rate_limits is
  'The sending budget of each clock hour (R15). Sent counts texts that the provider accepted or '
  'may have accepted; reserved counts messages that are claimed and not settled.';
comment on column public.message_rate_limits.max_messages_per_slot is
  'Texts of this hour. Lowering it stops new grants; what is granted already stays.';

alter table public.message_rate_limits enable row level security;
revoke all on table public.message_rate_limits from public, anon, authenticated, service_role;
grant select on table public.message_rate_limits to authenticated, service_role;

create policy "Operators can see the budget" on public.message_rate_limits
  for select to authenticated using (
    ((select auth.jwt()) -> 'app_metadata' ->> 'rundown_role') = 'operator'
  );

create function private.reserve_budget(hour timestamptz, wanted integer)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_granted integer;
begin
  insert into public.message_rate_limits (time_slot, max_messages_per_slot)
  select reserve_budget.hour, settings.messages_per_hour
  from private.settings
  on conflict (time_slot) do nothing;

  select greatest(
    least(reserve_budget.wanted, max_messages_per_slot - messages_sent - messages_reserved), 0
  )
  into v_granted
  from public.message_rate_limits
  where message_rate_limits.time_slot = reserve_budget.hour
  for update;

  update public.message_rate_limits
  set messages_reserved = messages_reserved + v_granted
  where message_rate_limits.time_slot = reserve_budget.hour and v_granted > 0;
  return v_granted;
end;
$$;

comment on function private.reserve_budget(timestamptz, integer) is
  'Takes up to "wanted" texts from the hour and returns how many it got. Locks the hour''s row: '
  'call it last, after every message row is locked, or two senders may wait for each other.';
revoke execute on function private.reserve_budget(timestamptz, integer) from public;

create function private.settle_budget()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  v_settled record;
begin
  for v_settled in
    select
      before.budget_hour as hour,
      count(*) as reservations,
      count(*) filter (where after.status in ('sent', 'unconfirmed')) as spent
    from before_update as before
    join after_update as after using (id)
    where before.status = 'processing' and after.status <> 'processing'
    group by before.budget_hour
    order by before.budget_hour
  loop
    update public.message_rate_limits
    set
      messages_reserved = messages_reserved - v_settled.reservations,
      messages_sent = messages_sent + v_settled.spent
    where message_rate_limits.time_slot = v_settled.hour;
  end loop;
  return null;
end;
$$;

comment on function private.settle_budget() is
  'Trigger: a message that leaves processing gives its reservation back, and counts as sent if the '
  'provider accepted it or may have. Whatever ends a claim, the books stay right.';
revoke execute on function private.settle_budget() from public;

create trigger settle_budget
  after update on public.message_queue
  referencing old table as before_update new table as after_update
  for each statement execute function private.settle_budget();

create function private.settle_budget_of_deleted()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  update public.message_rate_limits
  set messages_reserved = messages_reserved - deleted.reservations
  from (
    select before.budget_hour as hour, count(*) as reservations
    from before_delete as before
    where before.status = 'processing'
    group by before.budget_hour
  ) as deleted
  where message_rate_limits.time_slot = deleted.hour;
  return null;
end;
$$;

comment on function private.settle_budget_of_deleted() is
  'Trigger: a person who deletes their account while a message is claimed leaves no reservation '
  'behind.';
revoke execute on function private.settle_budget_of_deleted() from public;

create trigger settle_budget_of_deleted
  after delete on public.message_queue
  referencing old table as before_delete
  for each statement execute function private.settle_budget_of_deleted();
