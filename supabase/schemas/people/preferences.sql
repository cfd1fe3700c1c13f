-- When and about what a person wants texts sent.

create table public.notification_preferences (
  user_id uuid primary key references public.users (id) on delete cascade,
  enabled boolean not null default true,
  send_day text not null default 'Sunday',
  send_time time not null default '18:00:00',
  timezone text not null default 'UTC' references private.time_zones (name),
  send_if_goal_met boolean not null default false,
  send_if_partial_goal boolean not null default true,
  remind_before_miss boolean not null default true,
  max_messages_per_week smallint not null default 1,
  next_due_at timestamptz,
  created_at timestamptz not null default now(),
  constraint send_day_is_a_day_name check (
    send_day in ('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday')
  ),
  -- Postgres takes 24:00 for a time; it would be due on the day after send_day.
  constraint send_time_lies_within_the_day check (send_time < '24:00'),
  constraint max_messages_per_week_is_0_to_7 check (max_messages_per_week between 0 and 7),
  constraint next_due_at_exists_exactly_while_enabled check (enabled = (next_due_at is not null))
);

comment on table public.notification_preferences is
  'One row for each user (R8): when to judge the week, and which outcomes to tell.';
comment on column public.notification_preferences.timezone is 'The user''s only time zone.';
comment on column public.notification_preferences.send_if_goal_met is
  'Whether contacts get a congratulation when every goal was reached (R4).';
comment on column public.notification_preferences.send_if_partial_goal is
  'Whether partial progress gets encouragement (R5). If not, it counts as missed.';
comment on column public.notification_preferences.remind_before_miss is
  'Whether the user''s own phone, once it is confirmed, is warned before a text tells a miss.';
comment on column public.notification_preferences.max_messages_per_week is
  'How many texts one contact may get in any seven local dates (R6).';
comment on column public.notification_preferences.next_due_at is
  'When the next occurrence is due that nobody scheduled yet. Kept by the database. A pause does '
  'not move it: what falls into one is judged in its turn and recorded as paused.';

-- The scheduler's only question is who is due; everybody else must not be read.
create index notification_preferences_by_due_time
  on public.notification_preferences (next_due_at) where enabled;
create index notification_preferences_by_timezone on public.notification_preferences (timezone);

alter table public.notification_preferences enable row level security;
revoke all on table public.notification_preferences
  from public, anon, authenticated, service_role;
grant
  select,
  update (
    enabled, send_day, send_time, timezone, send_if_goal_met, send_if_partial_goal,
    remind_before_miss, max_messages_per_week
  )
  on table public.notification_preferences to authenticated;
grant select on table public.notification_preferences to service_role;

create policy "Users can see their preferences" on public.notification_preferences
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can change their preferences" on public.notification_preferences
  for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));

insert into private.refusals (code, thing, field, problem, advice)
values
  (
    'RD111', 'preferences', 'send_day', 'is not a day of the week',
    'Use an English day name such as Sunday.'
  ),
  ('RD112', 'preferences', 'send_time', 'is not a time of day', 'Use a time from 00:00 to 23:59.'),
  (
    'RD113', 'preferences', 'timezone', 'is not the time zone of a place',
    'Use an IANA name such as Europe/Berlin, or UTC.'
  ),
  (
    'RD114', 'preferences', 'max_messages_per_week', 'is not a number from 0 to 7',
    'Use 0 for no text at all.'
  ),
  ('RD115', 'preferences', 'enabled', 'is neither true nor false', 'Use true or false.'),
  ('RD116', 'preferences', 'send_if_goal_met', 'is neither true nor false', 'Use true or false.'),
  (
    'RD117', 'preferences', 'send_if_partial_goal', 'is neither true nor false',
    'Use true or false.'
  ),
  ('RD118', 'preferences', 'remind_before_miss', 'is neither true nor false', 'Use true or false.');

create function private.check_preferences_input()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.refuse_unless(
    private.day_of_week(new.send_day) is not null, 'RD111', new.send_day
  );
  perform private.refuse_unless(new.send_time < '24:00', 'RD112', new.send_time::text);
  perform private.refuse_unless(private.is_time_zone(new.timezone), 'RD113', new.timezone);
  perform private.refuse_unless(
    new.max_messages_per_week between 0 and 7, 'RD114', new.max_messages_per_week::text
  );
  perform private.refuse_unless(new.enabled is not null, 'RD115', null);
  perform private.refuse_unless(new.send_if_goal_met is not null, 'RD116', null);
  perform private.refuse_unless(new.send_if_partial_goal is not null, 'RD117', null);
  perform private.refuse_unless(new.remind_before_miss is not null, 'RD118', null);
  return new;
end;
$$;

comment on function private.check_preferences_input() is
  'Trigger: refuses preferences that cannot be followed (RD111 to RD118). Definer because users '
  'may not read the list of zones.';
revoke execute on function private.check_preferences_input() from public;

create trigger check_input
  before insert or update of
    enabled, send_day, send_time, timezone, send_if_goal_met, send_if_partial_goal,
    remind_before_miss, max_messages_per_week
  on public.notification_preferences
  for each row execute function private.check_preferences_input();

create function private.keep_next_due_at()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- A turn that has come and is not planned yet is still owed, whatever changes afterwards.
  if tg_op = 'UPDATE' and new.enabled and old.enabled
    and old.next_due_at <= private.clock_now()
    and old.next_due_at
      > private.clock_now() - (select settings.catch_up_grace from private.settings)
  then
    return new;
  end if;
  new.next_due_at := case
    when new.enabled
    then public.next_send_at(new.send_day, new.send_time, new.timezone, private.clock_now())
  end;
  return new;
end;
$$;

comment on function private.keep_next_due_at() is
  'Trigger: the next due time follows the day, time, zone and switch that the user set. Definer '
  'because users may not read the clock or the list of zones.';
revoke execute on function private.keep_next_due_at() from public;

create trigger keep_next_due_at
  before insert on public.notification_preferences
  for each row execute function private.keep_next_due_at();

-- Not when an app saves its whole form and nothing in it is new.
create trigger keep_next_due_at_on_change
  before update of enabled, send_day, send_time, timezone on public.notification_preferences
  for each row when (
    (new.enabled, new.send_day, new.send_time, new.timezone)
      is distinct from (old.enabled, old.send_day, old.send_time, old.timezone)
  )
  execute function private.keep_next_due_at();
