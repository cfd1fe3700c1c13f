-- What a user wants to do each week.

create table public.goals (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  title text not null,
  weekly_target numeric not null,
  unit text not null default 'times',
  created_at timestamptz not null default now(),
  constraint a_goal_belongs_to_one_user unique (id, user_id),
  constraint title_has_1_to_200_characters
    check (length(btrim(title)) > 0 and length(title) <= 200),
  constraint weekly_target_is_positive check (weekly_target > 0 and weekly_target < 1000000),
  constraint unit_has_1_to_30_characters
    check (length(btrim(unit)) > 0 and length(unit) <= 30)
);

comment on table public.goals is 'What a user wants to reach every week.';
comment on column public.goals.weekly_target is
  'Amount to reach in a period of seven days, in unit. The one of the moment of judgement counts, '
  'whenever it was set.';
comment on column public.goals.created_at is
  'By the clock of domain logic: a goal younger than the period is not judged.';

create index goals_by_user on public.goals (user_id);

alter table public.goals enable row level security;
revoke all on table public.goals from public, anon, authenticated, service_role;
grant
  select,
  insert (user_id, title, weekly_target, unit),
  update (title, weekly_target, unit),
  delete
  on table public.goals to authenticated;
grant select on table public.goals to service_role;

create policy "Users can see their goals" on public.goals
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can add goals" on public.goals
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "Users can change their goals" on public.goals
  for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "Users can remove their goals" on public.goals
  for delete to authenticated using (user_id = (select auth.uid()));

insert into private.refusals (code, thing, field, problem, advice)
values
  (
    'RD131', 'goal', 'title', 'is not a title of 1 to 200 characters',
    'Use a shorter title with something to read in it.'
  ),
  (
    'RD132', 'goal', 'weekly_target', 'is not a number above 0 and below 1000000',
    'Use the amount to reach in a week; a goal of nothing is no goal.'
  ),
  (
    'RD133', 'goal', 'unit', 'is not a unit of 1 to 30 characters',
    'Use a short word such as times, km or minutes.'
  ),
  (
    'RD134', 'goal', 'weekly_target', 'has more than 30 decimals',
    'Round it.'
  ),
  (
    'RD135', 'goal', 'user_id', 'has 100 goals already',
    'Remove one that does not matter any more.'
  );

create function private.check_goal_input()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.refuse_unless(private.is_readable(new.title, 200), 'RD131', new.title);
  -- NaN is above every number in Postgres, so the upper bound refuses it.
  perform private.refuse_unless(
    new.weekly_target > 0 and new.weekly_target < 1000000, 'RD132', new.weekly_target::text
  );
  perform private.refuse_unless(
    scale(new.weekly_target) <= 30, 'RD134', new.weekly_target::text
  );
  perform private.refuse_unless(private.is_readable(new.unit, 30), 'RD133', new.unit);
  return new;
end;
$$;

comment on function private.check_goal_input() is
  'Trigger: refuses what no goal can have (RD131 to RD134). Definer because users may not execute '
  'what it calls.';
revoke execute on function private.check_goal_input() from public;

create trigger check_input
  before insert or update of title, weekly_target, unit on public.goals
  for each row execute function private.check_goal_input();

-- Only where the default stood in: an import may bring goals with their true age.
create trigger stamp_created_at
  before insert on public.goals
  for each row when (new.created_at = now())
  execute function private.stamp_created_at();

create function private.limit_goals()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- Row level security refuses a row in somebody else's name only after this trigger: a stranger
  -- must not learn how many goals they have.
  if new.user_id = coalesce((select auth.uid()), new.user_id) then
    perform private.refuse_unless(
      (select count(*) from public.goals where goals.user_id = new.user_id) < 100,
      'RD135', new.user_id::text
    );
  end if;
  return new;
end;
$$;

comment on function private.limit_goals() is
  'Trigger: no account can make planning slow for all. Definer so that it counts whatever row '
  'level security hides. Raises RD135.';
revoke execute on function private.limit_goals() from public;

create trigger limit_goals
  before insert on public.goals
  for each row execute function private.limit_goals();
