-- The turns that come next, judged for each contact.

create function private.turns_of(user_ids uuid[], until timestamptz)
returns table (
  user_id uuid,
  nominal_at timestamptz,
  expires_at timestamptz,
  nominal_date date,
  period_start timestamptz
)
language sql
stable
set search_path = ''
as $$
  select
    preferences.user_id,
    turn.nominal_at,
    turn.nominal_at + settings.catch_up_grace as expires_at,
    turn.nominal_date,
    private.period_start(
      turn.nominal_at, preferences.send_time, preferences.timezone
    ) as period_start
  from public.notification_preferences as preferences
  cross join private.settings
  cross join lateral (
    select private.nominal_date(
      preferences.next_due_at, preferences.send_time, preferences.timezone
    )
  ) as next (nominal_date)
  cross join lateral (
    select next.nominal_date, preferences.next_due_at
    union all
    select
      later.nominal_date,
      private.local_to_instant(
        later.nominal_date + preferences.send_time, preferences.timezone
      )
    from generate_series(
      1,
      ceil(extract(epoch from turns_of.until - preferences.next_due_at) / 604800)::integer
    ) as week_number
    cross join lateral (
      -- The first send_day after the next turn, which may have been due by another day.
      select
        next.nominal_date + 7 * week_number
          - (
            extract(isodow from next.nominal_date)::integer
              - private.day_of_week(preferences.send_day)
              + 7
          ) % 7
    ) as later (nominal_date)
  ) as turn (nominal_date, nominal_at)
  where preferences.user_id = any (turns_of.user_ids) and preferences.enabled;
$$;

comment on function private.turns_of(uuid[], timestamptz) is
  'The next turn of each of these users who wants texts, and those of the weeks after it up to '
  '"until" if that is given.';
revoke execute on function private.turns_of(uuid[], timestamptz) from public;
grant execute on function private.turns_of(uuid[], timestamptz) to authenticated;

create function private.undecided_turns(
  user_ids uuid[],
  only_contact_id uuid,
  until timestamptz
)
returns table (
  week private.week,
  expires_at timestamptz,
  relationship text,
  timezone text,
  is_too_short boolean
)
language sql
stable
rows 100
set search_path = ''
as $$
  select
    row(
      due.user_id, contacts.id, due.nominal_date, due.nominal_at, due.period_start
    )::private.week,
    due.expires_at,
    contacts.relationship,
    contacts.timezone,
    recent.is_too_short
  from private.turns_of(undecided_turns.user_ids, undecided_turns.until) as due
  left join public.contacts
    on contacts.user_id = due.user_id
    -- Nobody expects texts to self; asked for one, its reason is recorded like any other.
    and case
      when undecided_turns.only_contact_id is null then contacts.relationship <> 'self'
      else contacts.id = undecided_turns.only_contact_id
    end
  cross join lateral (
    select
      bool_or(
        occurrences.nominal_date = due.nominal_date and occurrences.decision <> 'superseded'
      ) as is_decided,
      -- The user changed the day: days that were judged already are not judged again.
      coalesce(
        bool_or(
          occurrences.nominal_date < due.nominal_date
          and occurrences.decision in ('queued', 'silent')
        ),
        false
      ) as is_too_short
    from public.occurrences
    where occurrences.program = 'accountability'
      and occurrences.user_id = due.user_id
      and occurrences.contact_id is not distinct from contacts.id
      and occurrences.nominal_date between due.nominal_date - 6 and due.nominal_date
  ) as recent
  where recent.is_decided is not true;
$$;

comment on function private.undecided_turns(uuid[], uuid, timestamptz) is
  'The turns of private.turns_of for each contact of their user (or only one) that nobody decided '
  'yet. Those that are decided would take a place a second time.';
revoke execute on function private.undecided_turns(uuid[], uuid, timestamptz) from public;
grant execute on function private.undecided_turns(uuid[], uuid, timestamptz) to authenticated;

create function private.judge_turns(
  user_ids uuid[],
  only_contact_id uuid,
  instant timestamptz,
  until timestamptz default null
)
returns setof private.turn
language sql
stable
set search_path = ''
as $$
  with undecided as materialized (
    select turn.*, row_number() over ()::integer as number
    from private.undecided_turns(
      judge_turns.user_ids, judge_turns.only_contact_id, judge_turns.until
    ) as turn
  ),
  gates as materialized (
    select *
    from private.gates_against(array(
      select
        row(
          undecided.number, 'accountability', (undecided.week).user_id,
          (undecided.week).contact_id, null,
          greatest((undecided.week).nominal_at, judge_turns.instant), private.default_channel()
        )::private.approach
      from undecided
    ))
  )
  select
    (undecided.week).user_id,
    (undecided.week).contact_id,
    (undecided.week).nominal_date,
    0::smallint,
    (undecided.week).nominal_at,
    (undecided.week).period_start,
    gates.opens_at,
    undecided.expires_at,
    undecided.timezone,
    case
      when undecided.relationship = 'coach' then 1
      when judged.message_type in ('congratulatory', 'comeback') then 2
      else 3
    end::smallint,
    judged.message_type,
    judged.message_style,
    judged.template_id,
    judged.facts,
    judged.message_text,
    gates.reasons
      || judged.reasons
      || case when undecided.is_too_short then array['period_too_short'] else '{}' end
      || case
        when undecided.expires_at <= judge_turns.instant then array['too_late']
        when gates.opens_at >= undecided.expires_at then array['no_allowed_hour']
        else '{}'
      end,
    private.default_channel(),
    false
  from undecided
  join gates on gates.number = undecided.number
  join private.judge_weeks(
    array(select undecided.week from undecided), judge_turns.instant
  ) as judged on judged.week = undecided.week;
$$;

comment on function private.judge_turns(uuid[], uuid, timestamptz, timestamptz) is
  'The next turn of these users, and those of the weeks after it up to "until" if that is given, '
  'for each of their contacts (or only one), judged at "instant": what it would say, when the '
  'recipient''s hours allow it, and every reason against it. Turns that are decided already are '
  'left out: they would take a place a second time.';
revoke execute on function private.judge_turns(uuid[], uuid, timestamptz, timestamptz) from public;
grant execute on function private.judge_turns(uuid[], uuid, timestamptz, timestamptz)
  to authenticated;
