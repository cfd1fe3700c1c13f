-- Who is to be warned, of what, and whether it is still so.

create type private.warning as (
  user_id uuid,
  nominal_at timestamptz,
  nominal_date date,
  period_start timestamptz,
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
  select
    upcoming.user_id,
    upcoming.nominal_at,
    upcoming.nominal_date,
    upcoming.period_start,
    jsonb_build_object(
      'brand', settings.brand_name,
      'user_name', private.clean_name(users.display_name, 30),
      'at', to_char(upcoming.nominal_at at time zone preferences.timezone, 'HH24:MI'),
      'goals', missing.goals
    )
  from private.upcoming_texts(warnings_for.user_ids, warnings_for.instant) as upcoming
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

create function private.warned_phones(user_ids uuid[])
returns setof public.contacts
language sql
stable
set search_path = ''
as $$
  select own.*
  from public.notification_preferences as preferences
  join public.contacts as own
    on own.user_id = preferences.user_id
    and own.relationship = 'self'
    and own.consent_status = 'confirmed'
  where preferences.user_id = any (warned_phones.user_ids)
    and preferences.remind_before_miss
    and private.is_program_on('heads_up', preferences.user_id);
$$;

comment on function private.warned_phones(uuid[]) is
  'The own, confirmed phones of these users who want warnings and for whom they are on; most have '
  'none.';
revoke execute on function private.warned_phones(uuid[]) from public;

create function private.propose_heads_up(user_ids uuid[], instant timestamptz)
returns setof private.turn
language plpgsql
volatile
rows 10
set search_path = ''
as $$
declare
  v_phones constant public.contacts[] := array(
    select own from private.warned_phones(user_ids) as own
  );
begin
  if v_phones = '{}' then
    return;
  end if;
  return query
  select turn.*
  from private.warnings_for(
    array(select own.user_id from unnest(v_phones) as own), propose_heads_up.instant
  ) as warning
  join unnest(v_phones) as own on own.user_id = warning.user_id
  cross join private.heads_up_settings
  join public.message_templates as template on template.id = 'heads_up.heads_up'
  cross join lateral (
    select 0 as slot, warning.nominal_at - heads_up_settings.warns_before as nominal_at
    union all
    -- What was put off, and taken back with everything that a change may concern.
    select occurrences.slot, occurrences.nominal_at
    from public.occurrences
    where occurrences.program = 'heads_up'
      and occurrences.user_id = warning.user_id
      and occurrences.contact_id = own.id
      and occurrences.nominal_date = warning.nominal_date
      and occurrences.slot > 0
      and occurrences.decision = 'superseded'
      and occurrences.nominal_at > propose_heads_up.instant
  ) as times
  cross join lateral (
    select private.next_open_instant(
      'heads_up', own.user_id, greatest(times.nominal_at, propose_heads_up.instant), own.timezone,
      own.id
    )
  ) as allowed (send_at)
  cross join lateral private.turn_of(
    user_id => warning.user_id,
    contact_id => own.id,
    nominal_date => warning.nominal_date,
    slot => times.slot,
    nominal_at => times.nominal_at,
    period_start => warning.period_start,
    send_at => allowed.send_at,
    expires_at => warning.nominal_at,
    timezone => own.timezone,
    template => template,
    facts => warning.facts,
    -- A night until the week ends leaves no time to warn.
    reasons => case
      when allowed.send_at is null then array['no_open_minute']
      when allowed.send_at >= warning.nominal_at then array['no_allowed_hour'] else '{}'
    end,
    priority => 1
  ) as turn;
end;
$$;

comment on function private.propose_heads_up(uuid[], timestamptz) is
  'The seam''s propose: a warning to the own, confirmed phones of these users, some time before '
  'their next turn would be told as not reached; once for each turn, and again where it was put '
  'off. Where there is no hour for it, that is recorded.';
revoke execute on function private.propose_heads_up(uuid[], timestamptz) from public;

create function private.judge_heads_up(message_ids uuid[], instant timestamptz)
returns setof private.judged
language plpgsql
stable
rows 10
set search_path = ''
as $$
begin
  return query
  select
    message_queue.id,
    case when warning.user_id is null then array['nothing_to_prevent'] else '{}' end,
    null::text,
    null::text,
    null::text,
    warning.facts,
    private.render_text(template.body, warning.facts)
  from public.message_queue
  join public.message_templates as template on template.id = message_queue.template_id
  left join private.warnings_for(
    array(
      select distinct asked.user_id from public.message_queue as asked
      where asked.id = any (judge_heads_up.message_ids)
    ),
    judge_heads_up.instant
  ) as warning on warning.user_id = message_queue.user_id
  where message_queue.id = any (judge_heads_up.message_ids);
end;
$$;

comment on function private.judge_heads_up(uuid[], timestamptz) is
  'The seam''s judge: whether something is missing still that a text would tell, and what.';
revoke execute on function private.judge_heads_up(uuid[], timestamptz) from public;
