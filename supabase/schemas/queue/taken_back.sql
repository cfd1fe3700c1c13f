-- What is taken back from the log: a silent forecast is no promise. Where everything was reached
-- when a week was planned nothing may wait that the claim could judge, so that it is planned again.
-- What is logged on top needs no planning: it only makes a text better, and the claim sees it.

create type private.taken_back as (user_id uuid, week_starts tstzmultirange);
comment on type private.taken_back is
  'Whose log counts for less, and in which weeks: those that began at one of these times.';

create function private.replan_taken_back(taken private.taken_back[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_now constant timestamptz := private.clock_now();
begin
  -- Whoever plans these users at this moment may have counted what is gone: they end first, and
  -- what they decided is seen.
  perform
  from public.notification_preferences as preferences
  where preferences.user_id in (select each.user_id from private.each(taken) as each)
  order by preferences.user_id
  for update;
  perform private.replan_users(array(
    select each.user_id
    from private.each(taken) as each
    where exists (
      select from public.occurrences
      where occurrences.user_id = each.user_id
        and occurrences.nominal_at > v_now
        and occurrences.decision <> 'superseded'
        and occurrences.period_start <@ each.week_starts
    )
  ));
end;
$$;

comment on function private.replan_taken_back(private.taken_back[]) is
  'Plans these users again if something is decided about a time of theirs that has not come, and '
  'about a week in which their log counts for less now.';
revoke execute on function private.replan_taken_back(private.taken_back[]) from public;

create function private.replan_after_deleted_log()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_taken private.taken_back[];
begin
  select array_agg(row(deleted.user_id, deleted.week_starts)::private.taken_back)
  into v_taken
  from (
    select
      gone.user_id,
      tstzmultirange(tstzrange(null, max(gone.occurred_at), '[]')) as week_starts
    from gone
    -- With a goal goes its log, and that is planned once, as a goal less.
    join public.goals on goals.id = gone.goal_id
    group by gone.user_id
  ) as deleted;
  if v_taken is not null then
    perform private.replan_taken_back(v_taken);
  end if;
  return null;
end;
$$;

comment on function private.replan_after_deleted_log() is
  'Trigger: what is deleted from the log counts for no week any more. Definer because users may '
  'not write the queue.';
revoke execute on function private.replan_after_deleted_log() from public;

create function private.replan_after_corrected_log()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_taken private.taken_back[];
begin
  select array_agg(row(corrected.user_id, corrected.week_starts)::private.taken_back)
  into v_taken
  from (
    select
      was.user_id,
      range_agg(tstzrange(
        -- As much as before, but earlier: less only in the weeks between.
        case when is_now.amount >= was.amount then is_now.occurred_at end, was.occurred_at, '(]'
      )) as week_starts
    from was
    join is_now on is_now.id = was.id
    where is_now.amount < was.amount or is_now.occurred_at < was.occurred_at
    group by was.user_id
  ) as corrected;
  if v_taken is not null then
    perform private.replan_taken_back(v_taken);
  end if;
  return null;
end;
$$;

comment on function private.replan_after_corrected_log() is
  'Trigger: what is lowered, or was done earlier than it said, may count for less in a week. '
  'Definer because users may not write the queue.';
revoke execute on function private.replan_after_corrected_log() from public;

create trigger replan_after_delete
  after delete on public.activities
  referencing old table as gone
  for each statement execute function private.replan_after_deleted_log();

create trigger replan_after_update
  after update on public.activities
  referencing old table as was new table as is_now
  for each statement execute function private.replan_after_corrected_log();

-- Who deletes an account takes the preferences first and the log after them.
create trigger hold_planning
  before update of amount, occurred_at or delete on public.activities
  for each statement execute function private.hold_planning_of_caller();
