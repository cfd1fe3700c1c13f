-- What users logged in a stretch of their time, and what that makes of their goals.

create type private.week as (
  user_id uuid,
  contact_id uuid,
  nominal_date date,
  nominal_at timestamptz,
  period_start timestamptz
);
comment on type private.week is
  'A week of one user that one contact may be told about: it ends at nominal_at, the turn of '
  'nominal_date. contact_id is null where there is nobody to tell.';

create type private.period as (user_id uuid, starts_at timestamptz, ends_at timestamptz);
comment on type private.period is
  'A stretch of one user''s time, from starts_at until just before ends_at.';

create function private.progress_in(periods private.period[])
returns table (
  user_id uuid,
  starts_at timestamptz,
  ends_at timestamptz,
  outcome text,
  goals integer,
  judged_goals integer,
  reached_goals integer,
  progressed_goals integer
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  select
    period.user_id,
    period.starts_at,
    period.ends_at,
    case
      when counts.judged_goals = 0 then null
      when counts.reached_goals = counts.judged_goals then 'met'
      when counts.progressed_goals = 0 then 'missed'
      else 'partial'
    end,
    counts.goals,
    counts.judged_goals,
    counts.reached_goals,
    counts.progressed_goals
  from private.each(progress_in.periods) as period
  cross join lateral (
    select
      count(*)::integer as goals,
      (count(*) filter (where progress.is_judged))::integer as judged_goals,
      (count(*) filter (where progress.is_judged and progress.logged >= progress.weekly_target))
        ::integer as reached_goals,
      (count(*) filter (where progress.is_judged and progress.logged > 0))::integer
        as progressed_goals
    from (
      select
        goals.weekly_target,
        goals.created_at <= period.starts_at as is_judged,
        (
          select coalesce(sum(activities.amount), 0)
          from public.activities
          where activities.goal_id = goals.id
            and activities.user_id = goals.user_id
            and activities.occurred_at >= period.starts_at
            and activities.occurred_at < period.ends_at
        ) as logged
      from public.goals
      where goals.user_id = period.user_id
    ) as progress
  ) as counts;
end;
$$;

comment on function private.progress_in(private.period[]) is
  'What users logged in each of these periods. outcome: met when every judged goal was reached, '
  'missed when none has any progress, partial in between, null without a judged goal. A goal made '
  'after the start of a period is not judged in it.';
revoke execute on function private.progress_in(private.period[]) from public;
grant execute on function private.progress_in(private.period[]) to authenticated;

create function public.weekly_goal_progress(
  user_id uuid,
  period_start timestamptz,
  period_end timestamptz
)
returns table (
  outcome text,
  goals integer,
  judged_goals integer,
  reached_goals integer,
  progressed_goals integer
)
language sql
stable
security definer
set search_path = ''
as $$
  select
    progress.outcome, progress.goals, progress.judged_goals, progress.reached_goals,
    progress.progressed_goals
  from private.progress_in(array[
    row(
      weekly_goal_progress.user_id, weekly_goal_progress.period_start,
      weekly_goal_progress.period_end
    )::private.period
  ]) as progress;
$$;

comment on function public.weekly_goal_progress(uuid, timestamptz, timestamptz) is
  'What a user logged from period_start until just before period_end: see private.progress_in. '
  'Definer to read everybody''s goals. For service_role.';
revoke execute on function public.weekly_goal_progress(uuid, timestamptz, timestamptz)
  from public, anon, authenticated;
grant execute on function public.weekly_goal_progress(uuid, timestamptz, timestamptz)
  to service_role;

create function private.missed_two_weeks_before(weeks private.week[])
returns table (user_id uuid, nominal_date date)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  with weeks_before as materialized (
    select
      week.user_id,
      week.nominal_date,
      week.period_start,
      private.local_to_instant(
        week.nominal_date - 14 + preferences.send_time, preferences.timezone
      ) as one_before,
      private.local_to_instant(
        week.nominal_date - 21 + preferences.send_time, preferences.timezone
      ) as two_before
    from private.each(missed_two_weeks_before.weeks) as week
    join public.notification_preferences as preferences on preferences.user_id = week.user_id
  ),
  progress as materialized (
    select *
    from private.progress_in(array(
      select row(weeks_before.user_id, weeks_before.one_before, weeks_before.period_start)
        ::private.period
      from weeks_before
      union
      select row(weeks_before.user_id, weeks_before.two_before, weeks_before.one_before)
        ::private.period
      from weeks_before
    ))
  )
  select weeks_before.user_id, weeks_before.nominal_date
  from weeks_before
  join progress
    on progress.user_id = weeks_before.user_id
    and (progress.starts_at, progress.ends_at) in (
      (weeks_before.one_before, weeks_before.period_start),
      (weeks_before.two_before, weeks_before.one_before)
    )
  group by weeks_before.user_id, weeks_before.nominal_date
  having count(distinct progress.starts_at) filter (where progress.outcome = 'missed') = 2;
end;
$$;

comment on function private.missed_two_weeks_before(private.week[]) is
  'Those weeks before which two others were missed, by what is logged for them today. A week '
  'without a goal that was old enough was not missed.';
revoke execute on function private.missed_two_weeks_before(private.week[]) from public;
grant execute on function private.missed_two_weeks_before(private.week[]) to authenticated;

create function private.outcome_in_words(facts jsonb)
returns text
language sql
stable
set search_path = ''
as $$
  select case outcome_in_words.facts ->> 'outcome'
    when 'met' then 'every goal was reached'
    when 'partial' then format(
      '%s of %s goals were reached and some progress was logged',
      outcome_in_words.facts ->> 'reached_goals', outcome_in_words.facts ->> 'judged_goals'
    )
    when 'missed' then 'nothing was logged'
    else 'no goal could be judged'
  end;
$$;

comment on function private.outcome_in_words(jsonb) is
  'What the facts of a judgement say about the week.';
revoke execute on function private.outcome_in_words(jsonb) from public;
grant execute on function private.outcome_in_words(jsonb) to authenticated, service_role;
