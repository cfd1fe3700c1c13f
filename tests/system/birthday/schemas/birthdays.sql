-- The birthdays that users entered.

create table public.birthdays (
  user_id uuid primary key references public.users (id) on delete cascade,
  month smallint not null,
  day smallint not null,
  send_time time not null default '09:00:00',
  is_on boolean not null default true,
  switched_off_at timestamptz,
  next_due_at timestamptz,
  created_at timestamptz not null default now(),
  constraint month_is_1_to_12 check (month between 1 and 12),
  constraint day_is_one_of_its_month check (
    day between 1 and coalesce(
      (array[31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])[month], 0
    )
  ),
  -- Postgres takes 24:00 for a time; it would be due on the day after.
  constraint send_time_lies_within_the_day check (send_time < '24:00'),
  constraint next_due_at_exists_exactly_while_on check (is_on = (next_due_at is not null)),
  constraint switched_off_at_exists_exactly_while_off
    check (is_on = (switched_off_at is null))
);

comment on table public.birthdays is
  'The birthday of a user, once a year told to each confirmed contact. The year is nobody''s '
  'business.';
comment on column public.birthdays.day is '29 February is the 28th in common years.';
comment on column public.birthdays.send_time is
  'When it is told, by the user''s own clock; where a recipient sleeps then, as soon as they may '
  'be texted, while it still is the day.';
comment on column public.birthdays.is_on is 'Whether it is told. BIRTHDAY OFF switches it, too.';
comment on column public.birthdays.switched_off_at is 'Since when not. Kept by the database.';
comment on column public.birthdays.next_due_at is
  'When the next turn is due that nobody scheduled yet. Kept by the database.';

create index birthdays_by_due_time on public.birthdays (next_due_at) where is_on;
create index birthdays_switched_off on public.birthdays (switched_off_at) where not is_on;

alter table public.birthdays enable row level security;
revoke all on table public.birthdays from public, anon, authenticated, service_role;
grant
  select,
  insert (user_id, month, day, send_time, is_on),
  update (month, day, send_time, is_on),
  delete
  on table public.birthdays to authenticated;
grant select on table public.birthdays to service_role;

create policy "Users can see their birthday" on public.birthdays
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can add their birthday" on public.birthdays
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "Users can change their birthday" on public.birthdays
  for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "Users can remove their birthday" on public.birthdays
  for delete to authenticated using (user_id = (select auth.uid()));

insert into private.refusals (code, thing, field, problem, advice)
values
  ('RD161', 'birthday', 'month', 'is not a month', 'Use a number from 1 to 12.'),
  (
    'RD162', 'birthday', 'day', 'is not a day of that month',
    'Use a number from 1 to the last day of the month, 29 for February.'
  ),
  ('RD163', 'birthday', 'send_time', 'is not a time of day', 'Use a time from 00:00 to 23:59.'),
  ('RD164', 'birthday', 'is_on', 'is neither true nor false', 'Use true or false.');

create function private.check_birthday_input()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.refuse_unless(new.month between 1 and 12, 'RD161', new.month::text);
  perform private.refuse_unless(
    -- 2000 was a leap year.
    new.day between 1 and private.birthday_in(2000, new.month, 31)
      - make_date(2000, new.month, 1) + 1,
    'RD162', new.day::text
  );
  perform private.refuse_unless(new.send_time < '24:00', 'RD163', new.send_time::text);
  perform private.refuse_unless(new.is_on is not null, 'RD164', null);
  return new;
end;
$$;

comment on function private.check_birthday_input() is
  'Trigger: refuses what no birthday can be (RD161 to RD164). Definer because users may not '
  'execute what it calls.';
revoke execute on function private.check_birthday_input() from public;

create trigger check_input
  before insert or update of month, day, send_time, is_on on public.birthdays
  for each row execute function private.check_birthday_input();

-- Planning locks the preferences first and moves due times afterwards.
create trigger hold_planning
  before insert or delete or update of month, day, send_time, is_on on public.birthdays
  for each statement execute function private.hold_planning_of_caller();

create function private.keep_next_birthday()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if new.is_on then
    new.switched_off_at := null;
    select
      private.next_birthday(
        new.month, new.day, new.send_time, preferences.timezone, private.clock_now()
      )
    into new.next_due_at
    from public.notification_preferences as preferences
    where preferences.user_id = new.user_id;
  else
    new.switched_off_at := coalesce(new.switched_off_at, private.clock_now());
    new.next_due_at := null;
  end if;
  return new;
end;
$$;

comment on function private.keep_next_birthday() is
  'Trigger: the next due time follows day, time and switch. Definer because users may not '
  'execute what it calls.';
revoke execute on function private.keep_next_birthday() from public;

create trigger keep_next_birthday
  before insert or update of month, day, send_time, is_on on public.birthdays
  for each row execute function private.keep_next_birthday();

create trigger stamp_created_at
  before insert on public.birthdays
  for each row execute function private.stamp_created_at();

create function private.move_birthday_to_zone()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- Its trigger keeps the due time.
  update public.birthdays
  set send_time = birthdays.send_time
  where birthdays.user_id = new.user_id;
  return null;
end;
$$;

comment on function private.move_birthday_to_zone() is
  'Trigger: a birthday is told by the user''s clock, wherever they go. Where it is planned already '
  'it is planned anew as well, but nobody reopens what is not. Definer because users may not '
  'execute what it calls.';
revoke execute on function private.move_birthday_to_zone() from public;

create trigger move_birthday_to_zone
  after update of timezone on public.notification_preferences
  for each row when (new.timezone is distinct from old.timezone)
  execute function private.move_birthday_to_zone();

create trigger replan_after_insert
  after insert on public.birthdays
  referencing new table as changed
  for each statement execute function private.replan_after_change('user_id');

-- Not when an app saves its whole form and nothing in it is new.
create trigger replan_after_change
  after update on public.birthdays
  for each row when (
    (new.month, new.day, new.send_time, new.is_on)
      is distinct from (old.month, old.day, old.send_time, old.is_on)
  )
  execute function private.replan_user_of_row('user_id');

create trigger replan_after_delete
  after delete on public.birthdays
  referencing old table as changed
  for each statement execute function private.replan_after_change('user_id');
