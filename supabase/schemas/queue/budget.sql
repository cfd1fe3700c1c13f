-- How many messages an hour of a channel may carry, and what of it is taken.

create table public.message_rate_limits (
  channel text not null default private.default_channel()
    references private.channels (channel),
  time_slot timestamptz not null,
  messages_sent integer not null default 0,
  messages_reserved integer not null default 0,
  max_messages_per_slot integer not null default 100,
  replies_sent integer not null default 0,
  replies_reserved integer not null default 0,
  max_replies_per_slot integer not null default 100,
  created_at timestamptz not null default now(),
  primary key (channel, time_slot),
  constraint time_slot_is_a_full_hour
    check (time_slot = date_trunc('hour', time_slot, 'UTC')),
  constraint counts_are_not_negative
    check (
      least(
        messages_sent, messages_reserved, max_messages_per_slot, replies_sent, replies_reserved,
        max_replies_per_slot
      ) >= 0
    )
);

comment on table public.message_rate_limits is
  'The sending budget of each channel and clock hour (R15). Sent counts texts that the provider '
  'accepted or may have accepted; reserved counts messages that are claimed and not settled.';
comment on column public.message_rate_limits.max_messages_per_slot is
  'Texts of this hour. Lowering it stops new grants; what is granted already stays.';

comment on column public.message_rate_limits.max_replies_per_slot is
  'Texts of priority 0 of this hour, beside the others.';

alter table public.message_rate_limits enable row level security;
revoke all on table public.message_rate_limits from public, anon, authenticated, service_role;
grant select on table public.message_rate_limits to authenticated, service_role;

create policy "Operators can see the budget" on public.message_rate_limits
  for select to authenticated using (
    (select private.is_operator())
  );

create function private.hourly_limits(channel text)
returns table (messages integer, replies integer)
language plpgsql
stable
rows 1
set search_path = ''
as $$
begin
  return query
  select
    coalesce(channels.messages_per_hour, settings.messages_per_hour),
    coalesce(channels.replies_per_hour, settings.replies_per_hour)
  from private.channels
  cross join private.settings
  where channels.channel = hourly_limits.channel
    and not channels.is_delivered_by_the_database;
end;
$$;

comment on function private.hourly_limits(text) is
  'How many messages, and replies beside them, an hour of this channel carries unless '
  'message_rate_limits says otherwise for it; no row where nothing limits it.';
revoke execute on function private.hourly_limits(text) from public;

create function private.has_room(channel text, is_reply boolean, instant timestamptz)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
declare
  v_slot public.message_rate_limits;
begin
  select * into v_slot
  from public.message_rate_limits
  where message_rate_limits.channel = has_room.channel
    and message_rate_limits.time_slot = date_trunc('hour', has_room.instant, 'UTC');
  return case
    when not found then true
    when is_reply
    then v_slot.replies_sent + v_slot.replies_reserved < v_slot.max_replies_per_slot
    else v_slot.messages_sent + v_slot.messages_reserved
      < ceil(v_slot.max_messages_per_slot * private.current_pace(instant, channel))
  end;
end;
$$;

comment on function private.has_room(text, boolean, timestamptz) is
  'Whether the hour of this moment has a place left for a message of the channel, or for a reply. '
  'Nothing is locked: by the time of the claim it may be gone.';
revoke execute on function private.has_room(text, boolean, timestamptz) from public;

create function private.reserve_budget(
  hour timestamptz,
  wanted integer,
  wanted_replies integer,
  pace numeric,
  channel text default private.default_channel()
)
returns table (granted integer, granted_replies integer)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
begin
  insert into public.message_rate_limits (
    channel, time_slot, max_messages_per_slot, max_replies_per_slot
  )
  select reserve_budget.channel, reserve_budget.hour, limits.messages, limits.replies
  from private.hourly_limits(reserve_budget.channel) as limits
  on conflict on constraint message_rate_limits_pkey do nothing;

  select
    greatest(
      least(
        reserve_budget.wanted,
        -- Rounded up, so that the slowest pace still sends.
        ceil(max_messages_per_slot * reserve_budget.pace)::integer
          - messages_sent - messages_reserved
      ),
      0
    ),
    greatest(
      least(
        reserve_budget.wanted_replies, max_replies_per_slot - replies_sent - replies_reserved
      ),
      0
    )
  into granted, granted_replies
  from public.message_rate_limits
  where message_rate_limits.channel = reserve_budget.channel
    and message_rate_limits.time_slot = reserve_budget.hour
  for update;

  update public.message_rate_limits
  set
    messages_reserved = messages_reserved + granted,
    replies_reserved = replies_reserved + granted_replies
  where message_rate_limits.channel = reserve_budget.channel
    and message_rate_limits.time_slot = reserve_budget.hour
    and (granted > 0 or granted_replies > 0);
  return next;
end;
$$;

comment on function private.reserve_budget(timestamptz, integer, integer, numeric, text) is
  'Takes up to "wanted" texts, and so many replies, from the hour of a channel and returns how '
  'many of each it got. pace is the share of the hour''s texts that may be used. Locks the hour''s '
  'row: call it last, after every message row is locked, or two senders may wait for each other; '
  'and channel by channel in order of their names.';
revoke execute on function private.reserve_budget(timestamptz, integer, integer, numeric, text)
  from public;

create function private.settle_budget()
returns trigger
language plpgsql
set search_path = ''
-- Nobody counts what a statement changed: a plan for few rows compares each with each other.
set enable_nestloop = off
as $$
declare
  v_settled record;
begin
  for v_settled in
    select
      before.channel,
      before.budget_hour as hour,
      count(*) filter (where before.priority > 0) as messages,
      count(*) filter (
        where before.priority > 0 and after.status in ('sent', 'unconfirmed')
      ) as messages_spent,
      count(*) filter (where before.priority = 0) as replies,
      count(*) filter (
        where before.priority = 0 and after.status in ('sent', 'unconfirmed')
      ) as replies_spent
    from before_update as before
    join after_update as after using (id)
    where before.status = 'processing' and after.status <> 'processing'
    group by before.channel, before.budget_hour
    order by before.channel, before.budget_hour
  loop
    update public.message_rate_limits
    set
      messages_reserved = messages_reserved - v_settled.messages,
      messages_sent = messages_sent + v_settled.messages_spent,
      replies_reserved = replies_reserved - v_settled.replies,
      replies_sent = replies_sent + v_settled.replies_spent
    where message_rate_limits.channel = v_settled.channel
      and message_rate_limits.time_slot = v_settled.hour;
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
  -- Whoever may have been texted counts as sent: nobody will hear what became of it.
  update public.message_rate_limits
  set
    messages_reserved = messages_reserved - deleted.messages,
    messages_sent = messages_sent + deleted.messages_spent,
    replies_reserved = replies_reserved - deleted.replies,
    replies_sent = replies_sent + deleted.replies_spent
  from (
    select
      before.channel,
      before.budget_hour as hour,
      count(*) filter (where before.priority > 0) as messages,
      count(*) filter (where before.priority > 0 and before.attempts > 0) as messages_spent,
      count(*) filter (where before.priority = 0) as replies,
      count(*) filter (where before.priority = 0 and before.attempts > 0) as replies_spent
    from before_delete as before
    where before.status = 'processing'
    group by before.channel, before.budget_hour
  ) as deleted
  where message_rate_limits.channel = deleted.channel
    and message_rate_limits.time_slot = deleted.hour;
  return null;
end;
$$;

comment on function private.settle_budget_of_deleted() is
  'Trigger: a person who deletes their account while a message is claimed leaves no reservation '
  'behind, and one that was tried counts as sent.';
revoke execute on function private.settle_budget_of_deleted() from public;

create trigger settle_budget_of_deleted
  after delete on public.message_queue
  referencing old table as before_delete
  for each statement execute function private.settle_budget_of_deleted();
