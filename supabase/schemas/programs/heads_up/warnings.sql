-- A warning to the user's own phone before a text would tell that a goal was missed: whoever did it
-- and forgot to log it can say so in time.

create type private.warning as (
  user_id uuid,
  nominal_at timestamptz,
  facts jsonb
);
comment on type private.warning is
  'A turn of a user that is going to be told as not reached, when it is, and what a warning says.';

create function private.warnings_for(user_ids uuid[], instant timestamptz)
returns setof private.warning
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  with upcoming as (
    -- The next turn of each about which a text waits.
    select distinct on (occurrences.user_id)
      occurrences.user_id, occurrences.nominal_at, occurrences.period_start
    from public.occurrences
    join public.message_queue
      on message_queue.occurrence_id = occurrences.id and message_queue.status = 'queued'
    where occurrences.program = 'accountability'
      and occurrences.user_id = any (warnings_for.user_ids)
      and occurrences.nominal_at > warnings_for.instant
      -- What waits for somebody without that program is canceled when its time comes.
      and private.is_program_on('accountability', occurrences.user_id)
    order by occurrences.user_id, occurrences.nominal_at
  )
  select
    upcoming.user_id,
    upcoming.nominal_at,
    jsonb_build_object(
      'brand', settings.brand_name,
      'user_name', private.clean_name(users.display_name, 30),
      'at', to_char(upcoming.nominal_at at time zone preferences.timezone, 'HH24:MI'),
      'goals', missing.goals
    )
  from upcoming
  join public.users on users.id = upcoming.user_id
  join public.notification_preferences as preferences on preferences.user_id = upcoming.user_id
  cross join private.settings
  cross join lateral (
    select private.cut_text(
      string_agg(
        private.goal_in_words(goals.title, logged.amount, goals.weekly_target, goals.unit),
        ', '
        order by goals.created_at, goals.id
      ),
      120
    ) as goals
    from public.goals
    cross join lateral (
      select coalesce(sum(activities.amount), 0) as amount
      from public.activities
      where activities.goal_id = goals.id
        and activities.user_id = goals.user_id
        and activities.occurred_at >= upcoming.period_start
        and activities.occurred_at < warnings_for.instant + settings.clock_tolerance
    ) as logged
    where goals.user_id = upcoming.user_id
      and goals.created_at <= upcoming.period_start
      and logged.amount < goals.weekly_target
  ) as missing
  where missing.goals is not null;
end;
$$;

comment on function private.warnings_for(uuid[], timestamptz) is
  'For each of these users whose next turn is going to be told as not reached, by what is logged '
  'at "instant": when that is and what is missing. No row where nothing is, or nobody would be '
  'told.';
revoke execute on function private.warnings_for(uuid[], timestamptz) from public;

create function private.plan_heads_ups(user_ids uuid[], instant timestamptz)
returns void
language sql
volatile
set search_path = ''
as $$
  select private.record_turns(
    array(
      select placed
      from private.place_turns(array(
        select
          row(
            warning.user_id, contacts.id, turn.nominal_date,
            warning.nominal_at - settings.heads_up, turn.period_start, allowed.send_at,
            warning.nominal_at, contacts.timezone, 1, 'heads_up', template.style, template.id,
            warning.facts, private.render_text(template.body, warning.facts),
            -- A night until the week ends leaves no time to warn.
            case
              when allowed.send_at >= warning.nominal_at then array['no_allowed_hour'] else '{}'
            end
          )::private.turn
        from private.warnings_for(
          -- Most have no phone of their own to warn.
          array(
            select preferences.user_id
            from public.notification_preferences as preferences
            join public.contacts as own
              on own.user_id = preferences.user_id
              and own.relationship = 'self'
              and own.consent_status = 'confirmed'
            where preferences.user_id = any (plan_heads_ups.user_ids)
              and preferences.remind_before_miss
              and private.is_program_on('heads_up', preferences.user_id)
          ),
          plan_heads_ups.instant
        ) as warning
        cross join private.settings
        join public.contacts
          on contacts.user_id = warning.user_id
          and contacts.relationship = 'self'
          and contacts.consent_status = 'confirmed'
        join public.message_templates as template on template.id = 'heads_up.heads_up'
        cross join lateral (
          select occurrences.nominal_date, occurrences.period_start
          from public.occurrences
          where occurrences.program = 'accountability'
            and occurrences.user_id = warning.user_id
            and occurrences.nominal_at = warning.nominal_at
          limit 1
        ) as turn
        cross join lateral (
          select private.next_allowed_instant(
            greatest(warning.nominal_at - settings.heads_up, plan_heads_ups.instant),
            contacts.timezone
          )
        ) as allowed (send_at)
      )) as placed
    ),
    'heads_up',
    plan_heads_ups.instant
  );
$$;

comment on function private.plan_heads_ups(uuid[], timestamptz) is
  'Queues a warning to the own, confirmed phones of these users who want it and for whom it is on, '
  'some time before their next turn would be told as not reached; once for each turn. Where there '
  'is no hour for it, that is recorded.';
revoke execute on function private.plan_heads_ups(uuid[], timestamptz) from public;
