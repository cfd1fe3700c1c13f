-- A person's last word: what they change is planned again at once.

insert into private.reasons (code, meaning)
values
  ('superseded', 'Something was changed before its time came, and it was planned anew.');

create function private.supersede_upcoming(program text, user_id uuid, instant timestamptz)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
begin
  -- What a sender has claimed is judged there; what was started is out of our hands.
  with waiting as (
    select message_queue.id
    from public.message_queue
    join public.occurrences on occurrences.id = message_queue.occurrence_id
    where message_queue.user_id = supersede_upcoming.user_id
      and message_queue.program = supersede_upcoming.program
      and message_queue.status = 'queued'
      and message_queue.attempts = 0
      and occurrences.nominal_at > supersede_upcoming.instant
    order by message_queue.id
    for update of message_queue skip locked
  )
  update public.message_queue
  set status = 'canceled', reason = 'superseded'
  from waiting
  where message_queue.id = waiting.id;

  update public.occurrences
  set decision = 'superseded', reasons = array['superseded']
  where occurrences.program = supersede_upcoming.program
    and occurrences.user_id = supersede_upcoming.user_id
    and occurrences.nominal_at > supersede_upcoming.instant
    and not exists (
      select from public.message_queue
      where message_queue.occurrence_id = occurrences.id
        and not (message_queue.status = 'canceled' and message_queue.reason = 'superseded')
    );
  return found;
end;
$$;

comment on function private.supersede_upcoming(text, uuid, timestamptz) is
  'Takes back what a program decided about times of a user that have not come, as far as no sender '
  'has it. Returns whether there was anything.';
revoke execute on function private.supersede_upcoming(text, uuid, timestamptz) from public;

create function private.reopen(program text, user_id uuid, instant timestamptz)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_reopen constant text := private.seam('reopen', reopen.program, 'uuid, timestamptz');
  v_is_due boolean := true;
begin
  if v_reopen is not null then
    execute format('select %s($1, $2)', v_reopen) into v_is_due using user_id, instant;
  end if;
  return v_is_due;
end;
$$;

comment on function private.reopen(text, uuid, timestamptz) is
  'Moves a user''s due time in a program back to what is ahead of this moment, and tells whether '
  'it is to be planned at once; true for a program without a function of its own for it.';
revoke execute on function private.reopen(text, uuid, timestamptz) from public;

create function private.replan_program(
  program text,
  user_id uuid,
  is_asked_anyway boolean,
  instant timestamptz
)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_asked constant private.asked := private.ask(program, 'propose');
  v_is_superseded boolean;
  v_is_due boolean;
  v_planned private.planned;
  v_context text;
begin
  v_is_superseded := private.supersede_upcoming(program, user_id, instant);
  if v_is_superseded or is_asked_anyway then
    v_is_due := private.reopen(program, user_id, instant);
    -- By now what was planned is taken back.
    perform private.hear(v_asked, may_queue => true);
    if v_is_due then
      v_planned := private.plan_or_skip(program, array[user_id], instant);
      if v_planned.problem is not null then
        raise exception using message = v_planned.problem, errcode = v_planned.state;
      end if;
    end if;
  end if;
  return v_is_superseded;
exception
  -- What was planned stays, and the claim decides about it.
  when query_canceled or assert_failure or others then
    get stacked diagnostics v_context = pg_exception_context;
    if private.is_trouble_of_the_server(sqlstate, v_context, program) then
      raise;
    end if;
    perform private.fail_for_one(v_asked, user_id, sqlerrm, sqlstate);
    return false;
end;
$$;

comment on function private.replan_program(text, uuid, boolean, timestamptz) is
  'Plans afresh what a program decided about a user for times that have not come; is_asked_anyway '
  'where it looks at what others planned. Where it fails everything stays as it was. Returns '
  'whether anything was taken back.';
revoke execute on function private.replan_program(text, uuid, boolean, timestamptz) from public;

create function private.replan_users(user_ids uuid[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_now constant timestamptz := private.clock_now();
  v_user_id uuid;
  v_program record;
  v_is_changed boolean;
begin
  for v_user_id in
    select preferences.user_id
    from public.notification_preferences as preferences
    -- Not those whose account is being deleted: their goals go first.
    join public.users on users.id = preferences.user_id
    where preferences.user_id = any (user_ids)
    order by preferences.user_id
    -- Before any message, as the scheduler locks: else the two may wait for each other.
    for update of preferences
  loop
    v_is_changed := false;
    for v_program in
      select
        proposing.program,
        private.seam('due', proposing.program, 'timestamptz, integer') is null as is_follower
      from private.programs_that('propose', 'uuid[], timestamptz') as proposing
      -- Those without a due time of their own look at what the others planned.
      order by is_follower, proposing.program
    loop
      -- Where nothing was decided yet, the scheduler will find everything as it is by then.
      v_is_changed := private.replan_program(
        v_program.program, v_user_id, v_program.is_follower and v_is_changed, v_now
      ) or v_is_changed;
    end loop;
  end loop;
end;
$$;

comment on function private.replan_users(uuid[]) is
  'Plans afresh what was decided about these users for times that have not come, unless a sender '
  'has it: what still falls into the scheduler''s horizon is decided again at once. What cannot be '
  'planned keeps nobody from changing it, nor a STOP from counting.';
revoke execute on function private.replan_users(uuid[]) from public;

create function private.replan_after_change()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_user_ids uuid[];
begin
  execute format('select array_agg(distinct %I) from changed', tg_argv[0]) into v_user_ids;
  if v_user_ids is not null then
    perform private.replan_users(v_user_ids);
  end if;
  return null;
end;
$$;

comment on function private.replan_after_change() is
  'Trigger: plans the users of the changed rows again; its argument names the column that holds '
  'the user. Definer because users may not write the queue.';
revoke execute on function private.replan_after_change() from public;

create function private.replan_user_of_row()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.replan_users(
    array[(to_jsonb(new) ->> tg_argv[0])::uuid]
  );
  return null;
end;
$$;

comment on function private.replan_user_of_row() is
  'Trigger: plans the user of the changed row again; its argument names the column that holds the '
  'user. Definer because users may not write the queue.';
revoke execute on function private.replan_user_of_row() from public;

create trigger replan_after_change
  after update of
    enabled, send_day, send_time, timezone, send_if_goal_met, send_if_partial_goal,
    remind_before_miss, max_messages_per_week
  on public.notification_preferences
  for each row when (
    (
      new.enabled, new.send_day, new.send_time, new.timezone, new.send_if_goal_met,
      new.send_if_partial_goal, new.remind_before_miss, new.max_messages_per_week
    ) is distinct from (
      old.enabled, old.send_day, old.send_time, old.timezone, old.send_if_goal_met,
      old.send_if_partial_goal, old.remind_before_miss, old.max_messages_per_week
    )
  )
  execute function private.replan_user_of_row('user_id');

create trigger replan_after_change
  after update of
    display_name, message_style, paused_until, held_at, gone_until, quiet_minutes, avoid_days
  on public.users
  for each row when (
    (
      new.display_name, new.message_style, new.paused_until, new.held_at, new.gone_until,
      new.quiet_minutes, new.avoid_days
    ) is distinct from (
      old.display_name, old.message_style, old.paused_until, old.held_at, old.gone_until,
      old.quiet_minutes, old.avoid_days
    )
  )
  execute function private.replan_user_of_row('id');

create trigger replan_after_change
  after update on public.contacts
  for each row when (
    (new.name, new.phone, new.relationship, new.timezone, new.consent_status)
      is distinct from (old.name, old.phone, old.relationship, old.timezone, old.consent_status)
  )
  execute function private.replan_user_of_row('user_id');

create trigger replan_after_insert
  after insert on public.contacts
  referencing new table as changed
  for each statement execute function private.replan_after_change('user_id');

create trigger replan_after_insert
  after insert on public.goals
  referencing new table as changed
  for each statement execute function private.replan_after_change('user_id');

create trigger replan_after_change
  after update on public.goals
  for each row when (new is distinct from old)
  execute function private.replan_user_of_row('user_id');

create trigger replan_after_delete
  after delete on public.goals
  referencing old table as changed
  for each statement execute function private.replan_after_change('user_id');

create trigger replan_after_insert
  after insert on public.channel_choices
  for each row when (not new.is_on)
  execute function private.replan_user_of_row('user_id');

create trigger replan_after_change
  after update of is_on on public.channel_choices
  for each row when (new.is_on is distinct from old.is_on)
  execute function private.replan_user_of_row('user_id');

create function private.hold_planning_of_user()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform
  from public.notification_preferences as preferences
  where preferences.user_id = old.id
  for update;
  return old;
end;
$$;

comment on function private.hold_planning_of_user() is
  'Trigger: who plans locks the preferences first and needs the person and their messages later. '
  'Deleting an account takes them in the same order, or both may wait for each other. Definer '
  'because the Auth server may not read our tables.';
revoke execute on function private.hold_planning_of_user() from public;

-- By its name it fires before lock_messages_of_user.
create trigger hold_planning_of_user
  before delete on auth.users
  for each row execute function private.hold_planning_of_user();

create function private.hold_planning_of_caller()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform
  from public.notification_preferences as preferences
  where preferences.user_id = (select auth.uid())
  for update;
  return null;
end;
$$;

comment on function private.hold_planning_of_caller() is
  'Trigger: who plans locks the preferences first and then, by its foreign key, each contact that '
  'gets a text. Changing a number and deleting a contact lock that contact for good, and would '
  'wait in a circle, or take it away under a plan; so the app''s user takes the preferences first '
  'as well. Definer because users may not lock them.';
revoke execute on function private.hold_planning_of_caller() from public;

create trigger hold_planning
  before update of phone, relationship or delete on public.contacts
  for each statement execute function private.hold_planning_of_caller();

-- A STOP by text holds the preferences before it ends the other channels.
create trigger hold_planning
  before insert or update of is_on on public.channel_choices
  for each statement execute function private.hold_planning_of_caller();
