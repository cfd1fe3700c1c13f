-- The truth about a week, and every reason not to tell it. Planning and the claim both ask here.

create function private.outcomes_of(weeks private.week[], instant timestamptz)
returns table (
  user_id uuid,
  nominal_date date,
  nominal_at timestamptz,
  period_start timestamptz,
  outcome text,
  goals integer,
  judged_goals integer,
  reached_goals integer,
  progressed_goals integer
)
language plpgsql
stable
rows 100
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  with person_weeks as materialized (
    select distinct week.user_id, week.nominal_date, week.nominal_at, week.period_start
    from private.each(outcomes_of.weeks) as week
  )
  select
    person_weeks.user_id, person_weeks.nominal_date, person_weeks.nominal_at,
    person_weeks.period_start, progress.outcome, progress.goals, progress.judged_goals,
    progress.reached_goals, progress.progressed_goals
  from private.progress_in(array(
    -- Everything that is logged, also by a phone whose clock is ahead: it is no miss.
    select distinct row(
      person_weeks.user_id, person_weeks.period_start,
      outcomes_of.instant + settings.clock_tolerance
    )::private.period
    from person_weeks
    cross join private.settings
  )) as progress
  join person_weeks
    on person_weeks.user_id = progress.user_id and person_weeks.period_start = progress.starts_at;
end;
$$;

comment on function private.outcomes_of(private.week[], timestamptz) is
  'What users logged in these weeks until "instant", with the outcome of private.progress_in: one '
  'row for each user and week, however many contacts may be told.';
revoke execute on function private.outcomes_of(private.week[], timestamptz) from public;
grant execute on function private.outcomes_of(private.week[], timestamptz) to authenticated;

create function private.judge_people(weeks private.week[], instant timestamptz)
returns table (
  user_id uuid,
  nominal_date date,
  nominal_at timestamptz,
  period_start timestamptz,
  message_type text,
  message_style text,
  facts jsonb,
  max_messages_per_week smallint,
  reasons text[]
)
language plpgsql
stable
rows 100
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  with outcomes as materialized (
    select * from private.outcomes_of(judge_people.weeks, judge_people.instant)
  ),
  third_misses as materialized (
    select *
    from private.missed_two_weeks_before(array(
      select row(outcomes.user_id, null, outcomes.nominal_date, null, outcomes.period_start)
        ::private.week
      from outcomes
      where outcomes.outcome = 'missed'
    ))
  )
  select
    users.id,
    outcomes.nominal_date,
    outcomes.nominal_at,
    outcomes.period_start,
    case
      when outcomes.outcome = 'met' then 'congratulatory'
      when outcomes.outcome = 'partial' and preferences.send_if_partial_goal then 'partial'
      -- Its words say that the goals were not reached, not that nothing was logged: something may
      -- be, for a goal that is too new or where partial counts as missed.
      when outcomes.outcome is not null then 'accountability'
    end,
    -- Nobody is teased about the third miss in a row.
    case when third_misses.user_id is not null then 'supportive' else users.message_style end,
    jsonb_build_object(
      'brand', settings.brand_name,
      'user_name', named.user_name,
      'outcome', outcomes.outcome,
      'judged_goals', outcomes.judged_goals,
      'reached_goals', outcomes.reached_goals,
      'progressed_goals', outcomes.progressed_goals
    ),
    preferences.max_messages_per_week,
    array[
      -- Also a name of which nothing is left that can be read.
      case when coalesce(named.user_name, '') = '' then 'no_display_name' end,
      case when outcomes.goals = 0 then 'no_goals' end,
      case when outcomes.goals > 0 and outcomes.judged_goals = 0 then 'goal_too_new' end,
      case
        when outcomes.outcome = 'met' and not preferences.send_if_goal_met then 'met_and_silent'
      end
    ]
  from outcomes
  join public.users on users.id = outcomes.user_id
  join public.notification_preferences as preferences on preferences.user_id = users.id
  cross join private.settings
  cross join lateral (
    select private.clean_name(users.display_name, 30) as user_name
  ) as named
  left join third_misses
    on third_misses.user_id = outcomes.user_id
    and third_misses.nominal_date = outcomes.nominal_date;
end;
$$;

comment on function private.judge_people(private.week[], timestamptz) is
  'The part of private.judge_weeks that is the same whoever is told: what a week asks for, in '
  'which style, the facts about its user, and what about the week speaks against a text, with '
  'nulls between.';
revoke execute on function private.judge_people(private.week[], timestamptz) from public;
grant execute on function private.judge_people(private.week[], timestamptz) to authenticated;

create function private.judge_weeks(weeks private.week[], instant timestamptz)
returns table (
  week private.week,
  message_type text,
  message_style text,
  template_id text,
  facts jsonb,
  message_text text,
  reasons text[]
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  with people as materialized (
    select * from private.judge_people(judge_weeks.weeks, judge_weeks.instant)
  ),
  wordings as materialized (
    select
      message_templates.message_type, message_templates.style,
      array_agg(message_templates.id order by message_templates.id) as ids
    from public.message_templates
    where message_templates.program = 'accountability'
    group by message_templates.message_type, message_templates.style
  ),
  truth as materialized (
    select
      week,
      worded.message_type,
      people.message_style,
      last_text.contact_id is null as is_first_text,
      people.facts
        || jsonb_build_object('contact_name', private.clean_name(contacts.name, 30)) as facts,
      people.reasons
        || array[
          case
            when coalesce(told_lately.messages, 0) >= people.max_messages_per_week then 'weekly_cap'
          end,
          case when told_lately.same_turn > 0 then 'told_before' end
        ] as reasons,
      private.choose_wording(wordings.ids, week.contact_id, week.nominal_date) as template_id
    from private.each(judge_weeks.weeks) as week
    join people
      on people.user_id = week.user_id
      and people.nominal_date = week.nominal_date
      and people.nominal_at = week.nominal_at
      and people.period_start = week.period_start
    left join public.contacts
      on contacts.id = week.contact_id and contacts.user_id = week.user_id
    left join private.told_lately(judge_weeks.weeks) as told_lately
      on told_lately.user_id = week.user_id
      and told_lately.contact_id = week.contact_id
      and told_lately.nominal_date = week.nominal_date
    left join private.last_texts(judge_weeks.weeks) as last_text
      on last_text.user_id = week.user_id and last_text.contact_id = week.contact_id
    cross join lateral (
      select case
        -- Never miss twice: whoever heard of the miss hears that it stayed one.
        when people.message_type = 'congratulatory' and last_text.message_type = 'accountability'
        then 'comeback'
        else people.message_type
      end
    ) as worded (message_type)
    left join wordings
      on wordings.message_type = worded.message_type and wordings.style = people.message_style
  )
  select
    truth.week,
    truth.message_type,
    truth.message_style,
    template.id,
    truth.facts,
    private.render_text(template.body, truth.facts)
      || case when truth.is_first_text then template.first_text_suffix else '' end,
    array_remove(
      truth.reasons
        || case
          when truth.message_type is not null
            and (truth.week).contact_id is not null
            and template.id is null
          then 'no_template'
        end,
      null
    )
  from truth
  left join public.message_templates as template on template.id = truth.template_id;
end;
$$;

comment on function private.judge_weeks(private.week[], timestamptz) is
  'What is true at "instant" about each of these weeks: the type of text it asks for (null without '
  'a judged goal), its facts and words, and every reason of the week not to tell it; '
  'private.gates_against has those of the people. '
  'One row for each week, none where the user is gone. The one judgement: planning, preview and '
  'the claim all ask here, for many weeks at once, which costs a fraction of one by one. plpgsql, '
  'as all that the claim asks, so that a session plans it once.';
revoke execute on function private.judge_weeks(private.week[], timestamptz) from public;
grant execute on function private.judge_weeks(private.week[], timestamptz) to authenticated;

create function private.judge_accountability(message_ids uuid[], instant timestamptz)
returns setof private.judged
language plpgsql
stable
rows 100
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  with asked as materialized (
    select
      message_queue.id,
      row(
        message_queue.user_id, message_queue.contact_id, occurrences.nominal_date,
        occurrences.nominal_at, occurrences.period_start
      )::private.week as week
    from public.message_queue
    join public.occurrences on occurrences.id = message_queue.occurrence_id
    where message_queue.id = any (judge_accountability.message_ids)
  )
  select
    asked.id, coalesce(judged.reasons, '{}'), judged.message_type, judged.message_style,
    judged.template_id, judged.facts, judged.message_text
  from asked
  left join private.judge_weeks(
    array(select distinct asked.week from asked), judge_accountability.instant
  ) as judged on judged.week = asked.week;
end;
$$;

comment on function private.judge_accountability(uuid[], timestamptz) is
  'The seam''s judge: see private.judge_weeks. Whoever lost their preferences is told by the '
  'gates.';
revoke execute on function private.judge_accountability(uuid[], timestamptz) from public;
