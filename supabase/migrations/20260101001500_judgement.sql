-- The truth about a week, and every reason not to tell it. Planning and the claim both ask here.

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
  with progress as (
    select
      goals.weekly_target,
      goals.created_at <= weekly_goal_progress.period_start as is_judged,
      (
        select coalesce(sum(activities.amount), 0)
        from public.activities
        where activities.goal_id = goals.id
          and activities.user_id = goals.user_id
          and activities.occurred_at >= weekly_goal_progress.period_start
          and activities.occurred_at < weekly_goal_progress.period_end
      ) as logged
    from public.goals
    where goals.user_id = weekly_goal_progress.user_id
  ),
  counts as (
    select
      count(*)::integer as goals,
      (count(*) filter (where progress.is_judged))::integer as judged_goals,
      (count(*) filter (where progress.is_judged and progress.logged >= progress.weekly_target))
        ::integer as reached_goals,
      (count(*) filter (where progress.is_judged and progress.logged > 0))::integer
        as progressed_goals
    from progress
  )
  select
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
  from counts;
$$;

comment on function public.weekly_goal_progress(uuid, timestamptz, timestamptz) is
  'What a user logged from period_start until just before period_end. outcome: met when every '
  'judged goal was reached, missed when none has any progress, partial in between, null without a '
  'judged goal. A goal made after period_start is not judged. Definer to read everybody''s goals. '
  'For service_role.';
revoke execute on function public.weekly_goal_progress(uuid, timestamptz, timestamptz)
  from public, anon, authenticated;
grant execute on function public.weekly_goal_progress(uuid, timestamptz, timestamptz)
  to service_role;

create function private.is_third_miss(
  user_id uuid,
  nominal_date date,
  period_start timestamptz,
  outcome text
)
returns boolean
language sql
stable
set search_path = ''
as $$
  select is_third_miss.outcome = 'missed'
    and (
      select bool_and(earlier.outcome is not distinct from 'missed')
      from public.notification_preferences as preferences
      cross join lateral (
        values
          (
            private.local_to_instant(
              is_third_miss.nominal_date - 14 + preferences.send_time, preferences.timezone
            ),
            is_third_miss.period_start
          ),
          (
            private.local_to_instant(
              is_third_miss.nominal_date - 21 + preferences.send_time, preferences.timezone
            ),
            private.local_to_instant(
              is_third_miss.nominal_date - 14 + preferences.send_time, preferences.timezone
            )
          )
      ) as week (starts_at, ends_at)
      cross join lateral public.weekly_goal_progress(
        preferences.user_id, week.starts_at, week.ends_at
      ) as earlier
      where preferences.user_id = is_third_miss.user_id
    );
$$;

comment on function private.is_third_miss(uuid, date, timestamptz, text) is
  'Whether this week and the two before it were missed, by what is logged for them today. A week '
  'without a goal that was old enough ends the row.';
revoke execute on function private.is_third_miss(uuid, date, timestamptz, text) from public;

create function private.judge_week(
  user_id uuid,
  contact_id uuid,
  nominal_date date,
  nominal_at timestamptz,
  period_start timestamptz,
  instant timestamptz
)
returns table (
  message_type text,
  message_style text,
  template_id text,
  facts jsonb,
  message_text text,
  reasons text[]
)
language sql
stable
set search_path = ''
as $$
  with truth as (
    select
      case
        when progress.outcome = 'met' then 'congratulatory'
        when progress.outcome = 'partial' and preferences.send_if_partial_goal then 'partial'
        -- Its words say that the goals were not reached, not that nothing was logged: something may
        -- be, for a goal that is too new or where partial counts as missed.
        when progress.outcome is not null then 'accountability'
      end as message_type,
      -- Nobody is teased about the third miss in a row.
      case when private.is_third_miss(
        users.id, judge_week.nominal_date, judge_week.period_start, progress.outcome
      )
      then 'supportive' else users.message_style end as message_style,
      jsonb_build_object(
        'brand', settings.brand_name,
        'user_name', private.clean_name(users.display_name, 30),
        'contact_name', private.clean_name(contacts.name, 30),
        'outcome', progress.outcome,
        'judged_goals', progress.judged_goals,
        'reached_goals', progress.reached_goals,
        'progressed_goals', progress.progressed_goals
      ) as facts,
      array[
        case when not preferences.enabled then 'disabled' end,
        -- A pause counts at the time that the text would leave, not when it is planned.
        case
          when users.paused_until > greatest(judge_week.nominal_at, judge_week.instant)
          then 'paused'
        end,
        case when contacts.id is null then 'no_contact' end,
        case when contacts.relationship = 'self' then 'contact_is_self' end,
        case when contacts.consent_status <> 'confirmed' then 'contact_not_confirmed' end,
        case when phone_numbers.opted_out_at is not null then 'number_opted_out' end,
        case
          when phone_numbers.unreachable_until
            > greatest(judge_week.nominal_at, judge_week.instant)
          then 'number_unreachable'
        end,
        -- Also a name of which nothing is left that can be read.
        case
          when coalesce(private.clean_name(users.display_name, 30), '') = '' then 'no_display_name'
        end,
        case when progress.goals = 0 then 'no_goals' end,
        case when progress.goals > 0 and progress.judged_goals = 0 then 'goal_too_new' end,
        case
          when progress.outcome = 'met' and not preferences.send_if_goal_met then 'met_and_silent'
        end,
        case
          when earlier.messages >= preferences.max_messages_per_week then 'weekly_cap'
        end,
        case when earlier.same_turn > 0 then 'told_before' end
      ] as reasons,
      not exists (
        select from public.messages
        where messages.contact_id = judge_week.contact_id and messages.status = 'sent'
      ) as is_first_text
    from public.users
    join public.notification_preferences as preferences on preferences.user_id = users.id
    cross join private.settings
    left join public.contacts
      on contacts.id = judge_week.contact_id and contacts.user_id = users.id
    left join private.phone_numbers on phone_numbers.phone = contacts.phone
    cross join lateral public.weekly_goal_progress(
      users.id, judge_week.period_start, judge_week.instant
    ) as progress
    cross join lateral (
      -- By nominal date, never by sent_at: a text that was late last week blocks nothing this week.
      -- Who deletes a contact and adds the number again has told that number all the same.
      select
        count(*) as messages,
        count(*) filter (where occurrences.nominal_date = judge_week.nominal_date) as same_turn
      from public.message_queue
      join public.occurrences on occurrences.id = message_queue.occurrence_id
      where message_queue.user_id = judge_week.user_id
        and message_queue.program = 'accountability'
        and message_queue.status in ('queued', 'processing', 'unconfirmed', 'sent')
        and occurrences.nominal_date between judge_week.nominal_date - 6 and judge_week.nominal_date
        and case
          when message_queue.contact_id is not null
          then message_queue.contact_id = judge_week.contact_id
            and occurrences.nominal_date < judge_week.nominal_date
          else exists (
            select from private.message_attempts
            where message_attempts.message_id = message_queue.id
              and message_attempts.to_phone = contacts.phone
          )
        end
    ) as earlier
    where users.id = judge_week.user_id
  )
  select
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
            and judge_week.contact_id is not null
            and template.id is null
          then 'no_template'
        end,
      null
    )
  from truth
  left join public.message_templates as template
    on template.id = private.choose_template(
      'accountability', truth.message_type, truth.message_style, judge_week.contact_id,
      judge_week.nominal_date
    );
$$;

comment on function private.judge_week(uuid, uuid, date, timestamptz, timestamptz, timestamptz) is
  'What is true at "instant" about a user''s week and one contact: the type of text it asks for '
  '(null without a judged goal), its facts and words, and every reason not to send it. No reasons '
  'means send. One row, or none if the user is gone.';
revoke execute on function private.judge_week(
  uuid, uuid, date, timestamptz, timestamptz, timestamptz
) from public;
