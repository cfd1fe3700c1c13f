-- The inbox in the app: what the database itself delivers, in the transaction that claims it, and
-- copies of what left by another channel.

create table public.inbox_messages (
  id uuid primary key,
  user_id uuid not null references public.users (id) on delete cascade,
  program text not null,
  message_type text not null,
  message_text text not null,
  channel text not null references private.channels (channel),
  read_at timestamptz,
  dismissed_at timestamptz,
  snoozed_until timestamptz,
  created_at timestamptz not null default now()
);

comment on table public.inbox_messages is
  'What a person can read in the app: each message to them by the channel inbox, and copies of '
  'others. The app updates read_at, dismissed_at and snoozed_until.';
comment on column public.inbox_messages.id is 'The message''s id in message_queue and in the log.';
comment on column public.inbox_messages.channel is
  'By which channel it came: another than the inbox''s own rang already, and this is its copy.';
comment on column public.inbox_messages.created_at is 'When it was delivered.';
comment on column public.inbox_messages.read_at is 'When it was read; null while it is new.';
comment on column public.inbox_messages.dismissed_at is 'When it was put away.';
comment on column public.inbox_messages.snoozed_until is 'Until when the app does not show it.';

create index inbox_messages_by_user on public.inbox_messages (user_id, created_at desc);
create index inbox_messages_by_time on public.inbox_messages (created_at);
create index inbox_messages_by_channel on public.inbox_messages (channel);

alter table public.inbox_messages enable row level security;
revoke all on table public.inbox_messages from public, anon, authenticated, service_role;
grant select, update (read_at, dismissed_at, snoozed_until)
  on table public.inbox_messages to authenticated;
grant select on table public.inbox_messages to service_role;

create policy "Users can see their inbox" on public.inbox_messages
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can tidy their inbox" on public.inbox_messages
  for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));

insert into private.refusals (code, thing, field, problem, advice)
values
  (
    'RD171', 'inbox message', 'read_at', 'is no moment that has come',
    'Use the time at which it was read, or null for not yet.'
  ),
  (
    'RD172', 'inbox message', 'dismissed_at', 'is no moment that has come',
    'Use the time at which it was put away, or null for not yet.'
  ),
  (
    'RD173', 'inbox message', 'snoozed_until', 'is more than a year ahead',
    'Use a nearer moment, or null for now.'
  );

create function private.has_come(moment timestamptz)
returns boolean
language sql
stable
set search_path = ''
as $$
  select has_come.moment is null
    or (
      isfinite(has_come.moment)
      and has_come.moment <= private.clock_now() + settings.clock_tolerance
    )
  from private.settings;
$$;

comment on function private.has_come(timestamptz) is
  'Whether a phone may say that something happened then, or not at all.';
revoke execute on function private.has_come(timestamptz) from public;

create function private.check_inbox_input()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.refuse_unless(private.has_come(new.read_at), 'RD171', new.read_at::text);
  perform private.refuse_unless(
    private.has_come(new.dismissed_at), 'RD172', new.dismissed_at::text
  );
  perform private.refuse_unless(
    new.snoozed_until is null
    or (
      isfinite(new.snoozed_until)
      and new.snoozed_until <= private.clock_now() + interval '1 year'
    ),
    'RD173', new.snoozed_until::text
  );
  return new;
end;
$$;

comment on function private.check_inbox_input() is
  'Trigger: refuses what nobody can have done with a message (RD171 to RD173). Definer to read the '
  'clock and the settings.';
revoke execute on function private.check_inbox_input() from public;

create trigger check_input
  before update of read_at, dismissed_at, snoozed_until on public.inbox_messages
  for each row execute function private.check_inbox_input();

create function private.put_into_inboxes(sendable private.checked_message[], instant timestamptz)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  with delivered as (
    update public.message_queue
    set
      status = 'sent',
      reason = null,
      message_type = checked.message_type,
      message_style = checked.message_style,
      template_id = checked.template_id,
      facts = checked.facts,
      message_text = checked.message_text,
      claimed_at = put_into_inboxes.instant,
      sent_at = put_into_inboxes.instant,
      provider_message_id = message_queue.id::text
    from private.each(put_into_inboxes.sendable) as checked
    where message_queue.id = checked.message_id
    returning message_queue.*
  )
  insert into public.inbox_messages (
    id, user_id, program, message_type, message_text, channel, created_at
  )
  select
    delivered.id, delivered.user_id, delivered.program, delivered.message_type,
    delivered.message_text, delivered.channel, put_into_inboxes.instant
  from delivered;
end;
$$;

comment on function private.put_into_inboxes(private.checked_message[], timestamptz) is
  'Delivers these messages, which the caller has locked: each is in its person''s inbox and sent, '
  'or neither.';
revoke execute on function private.put_into_inboxes(private.checked_message[], timestamptz)
  from public;

create function private.deliver_to_inboxes(instant timestamptz)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  c_batch constant integer := 500;
  -- A sender waits for this, who has other channels to serve and calls again.
  v_end constant timestamptz := clock_timestamp() + interval '1 second';
  v_channel text;
  v_found private.checked_message[];
  v_is_exhausted boolean;
begin
  for v_channel in
    select channels.channel
    from private.channels
    left join private.delivery_circuits as circuit on circuit.channel = channels.channel
    where channels.is_delivered_by_the_database and circuit.paused_at is null
    order by channels.channel
  loop
    loop
      select found.sendable, found.is_exhausted
      into v_found, v_is_exhausted
      from private.find_sendable(v_channel, c_batch, false, instant, '{}') as found;
      perform private.put_into_inboxes(v_found, instant);
      exit when v_is_exhausted or private.is_out_of_time() or clock_timestamp() > v_end;
    end loop;
  end loop;
end;
$$;

comment on function private.deliver_to_inboxes(timestamptz) is
  'Claims what is due by the channels that the database itself delivers, and delivers it. It takes '
  'no budget, and nothing that another claim holds.';
revoke execute on function private.deliver_to_inboxes(timestamptz) from public;

create function private.copy_to_inbox()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.inbox_messages (
    id, user_id, program, message_type, message_text, channel, created_at
  )
  select
    new.id, new.user_id, new.program, new.message_type, new.message_text, new.channel, new.sent_at
  where not exists (
    select from public.channel_choices as choice
    join private.channels
      on channels.channel = choice.channel and channels.is_delivered_by_the_database
    where choice.user_id = new.user_id and not choice.is_on
  )
  on conflict on constraint inbox_messages_pkey do nothing;
  return null;
end;
$$;

comment on function private.copy_to_inbox() is
  'Trigger: what another channel sent to a person is kept in their inbox as well, once it is sent, '
  'unless they ended the inbox. Definer to read what they chose.';
revoke execute on function private.copy_to_inbox() from public;

create trigger copy_to_inbox
  after update of status on public.message_queue
  for each row when (
    new.copies_to_inbox and new.status = 'sent' and old.status is distinct from 'sent'
  )
  execute function private.copy_to_inbox();
