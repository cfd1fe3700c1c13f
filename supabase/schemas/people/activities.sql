-- What a user logged.

create table public.activities (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  goal_id uuid not null,
  amount numeric not null,
  occurred_at timestamptz not null,
  source text not null default 'app',
  created_at timestamptz not null default now(),
  constraint activity_counts_for_a_goal_of_its_user
    foreign key (goal_id, user_id) references public.goals (id, user_id) on delete cascade,
  constraint amount_is_positive check (amount > 0 and amount < 1000000),
  constraint source_is_known check (source in ('app', 'sms'))
);

comment on table public.activities is 'What a user logged towards a goal.';
comment on column public.activities.amount is 'In the unit of its goal.';
comment on column public.activities.occurred_at is
  'When it was done, which decides the period it counts in; created_at is when it was logged. Not '
  'more than ten minutes ahead of the clock of domain logic: phones are not set to the second.';

create index activities_by_goal_and_time
  on public.activities (goal_id, user_id, occurred_at) include (amount);
create index activities_by_user_and_time on public.activities (user_id, occurred_at);

alter table public.activities enable row level security;
revoke all on table public.activities from public, anon, authenticated, service_role;
grant
  select,
  insert (user_id, goal_id, amount, occurred_at),
  update (amount, occurred_at),
  delete
  on table public.activities to authenticated;
grant select on table public.activities to service_role;

create policy "Users can see their activities" on public.activities
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can log activities" on public.activities
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "Users can correct their activities" on public.activities
  for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "Users can remove their activities" on public.activities
  for delete to authenticated using (user_id = (select auth.uid()));

insert into private.refusals (code, thing, field, problem, advice)
values
  (
    'RD141', 'activity', 'amount', 'is not a number above 0 and below 1000000',
    'Use the amount that was done, in the unit of the goal.'
  ),
  (
    'RD142', 'activity', 'occurred_at', 'is not a moment that has come',
    'Log what was done. A phone''s clock may be ten minutes ahead, not more.'
  ),
  ('RD143', 'activity', 'occurred_at', 'is more than ten years ago', 'Check the year.'),
  (
    'RD144', 'activity', 'goal_id', 'is not a goal of this user',
    'Use the id of one of the user''s goals.'
  ),
  ('RD145', 'activity', 'amount', 'has more than 30 decimals', 'Round it.'),
  (
    'RD146', 'activity', 'occurred_at', 'is a day (UTC) with 1000 activities already',
    'Log the sum of several as one.'
  );

create function private.check_activity_input()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.refuse_unless(
    new.amount > 0 and new.amount < 1000000, 'RD141', new.amount::text
  );
  perform private.refuse_unless(scale(new.amount) <= 30, 'RD145', new.amount::text);
  -- Old entries stay editable: only a new moment is measured against the clock.
  if tg_op = 'INSERT' or new.occurred_at is distinct from old.occurred_at then
    perform private.refuse_unless(
      new.occurred_at
        <= private.clock_now() + (select settings.clock_tolerance from private.settings),
      'RD142', new.occurred_at::text
    );
    perform private.refuse_unless(
      new.occurred_at >= private.clock_now() - interval '10 years',
      'RD143', new.occurred_at::text
    );
  end if;
  -- Row level security refuses a row in somebody else's name only after this trigger: it must not
  -- tell a stranger first which goals they have.
  if tg_op = 'INSERT' and new.user_id = coalesce((select auth.uid()), new.user_id) then
    perform private.refuse_unless(
      exists (
        select from public.goals where goals.id = new.goal_id and goals.user_id = new.user_id
      ),
      'RD144', new.goal_id::text
    );
  end if;
  return new;
end;
$$;

comment on function private.check_activity_input() is
  'Trigger: refuses what nobody can have done (RD141 to RD143, RD145) and what counts for no goal '
  'of the user (RD144). Definer because users may not read the clock.';
revoke execute on function private.check_activity_input() from public;

create trigger check_input
  before insert or update of amount, occurred_at on public.activities
  for each row execute function private.check_activity_input();

create function private.limit_activities()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_day constant timestamptz := date_trunc('day', new.occurred_at, 'UTC');
begin
  -- As above: a stranger must not learn it.
  if new.user_id = coalesce((select auth.uid()), new.user_id)
    and (tg_op = 'INSERT' or v_day <> date_trunc('day', old.occurred_at, 'UTC'))
  then
    perform private.refuse_unless(
      (
        select count(*)
        from public.activities
        where activities.user_id = new.user_id
          and activities.occurred_at >= v_day
          and activities.occurred_at < v_day + interval '1 day'
      ) < 1000,
      'RD146', new.occurred_at::text
    );
  end if;
  return new;
end;
$$;

comment on function private.limit_activities() is
  'Trigger: no account can make planning slow for all. Definer so that it counts whatever row '
  'level security hides. Raises RD146.';
revoke execute on function private.limit_activities() from public;

create trigger limit_activities
  before insert or update of occurred_at on public.activities
  for each row execute function private.limit_activities();
