-- What will come of a user's weeks, if nothing changes.

create function private.preview_queued_messages(user_id uuid, instant timestamptz)
returns table (
  contact_id uuid,
  nominal_at timestamptz,
  expected_at timestamptz,
  delay text,
  message_type text,
  message_text text,
  template_id text,
  reasons text[]
)
language sql
stable
set search_path = ''
as $$
  select
    message_queue.contact_id,
    occurrences.nominal_at,
    leaves.at,
    case
      when leaves.at <= private.next_open_instant(
        message_queue.program, message_queue.user_id,
        greatest(occurrences.nominal_at, preview_queued_messages.instant), contacts.timezone,
        contacts.id
      )
      then 'outside_allowed_hours'
      else coalesce(message_queue.reason, 'hour_is_full')
    end,
    judged.message_type,
    judged.message_text,
    judged.template_id,
    gates.reasons
      || judged.reasons
      || case when leaves.at >= message_queue.expires_at then array['too_late'] else '{}' end
  from public.message_queue
  join public.occurrences on occurrences.id = message_queue.occurrence_id
  join public.contacts on contacts.id = message_queue.contact_id
  cross join lateral (
    select private.next_open_instant(
      message_queue.program, message_queue.user_id,
      greatest(message_queue.scheduled_for, preview_queued_messages.instant), contacts.timezone,
      contacts.id
    )
  ) as leaves (at)
  -- As it will be judged when it is claimed.
  cross join lateral private.gates_against(
    array[
      row(
        1, message_queue.program, message_queue.user_id, message_queue.contact_id,
        message_queue.id, leaves.at, message_queue.channel
      )::private.approach
    ]
  ) as gates
  cross join lateral private.judge_weeks(
    array[
      row(
        message_queue.user_id, message_queue.contact_id, occurrences.nominal_date,
        occurrences.nominal_at, occurrences.period_start
      )::private.week
    ],
    leaves.at
  ) as judged
  where message_queue.user_id = preview_queued_messages.user_id
    and message_queue.program = 'accountability'
    and message_queue.status = 'queued';
$$;

comment on function private.preview_queued_messages(uuid, timestamptz) is
  'What the claim will make of the user''s queued messages if nothing changes: when each leaves, '
  'why later than its nominal time if it does (delay), what it says, and every reason that will '
  'keep it back.';
revoke execute on function private.preview_queued_messages(uuid, timestamptz) from public;
grant execute on function private.preview_queued_messages(uuid, timestamptz) to authenticated;

create function private.preview_turns(user_id uuid, instant timestamptz, until timestamptz)
returns table (
  contact_id uuid,
  nominal_at timestamptz,
  expected_at timestamptz,
  delay text,
  message_type text,
  message_text text,
  template_id text,
  reasons text[]
)
language sql
stable
set search_path = ''
as $$
  select
    turn.contact_id,
    turn.nominal_at,
    turn.send_at,
    'outside_allowed_hours',
    turn.message_type,
    turn.message_text,
    turn.template_id,
    turn.reasons
      -- The first turn may be due by another day than those after it.
      || case
        when turn.nominal_date - lag(turn.nominal_date) over same_contact < 7
          and lag(turn.reasons) over same_contact in ('{}', '{met_and_silent}')
        then array['period_too_short']
        else '{}'
      end
  from private.judge_turns(
    array[preview_turns.user_id],
    null,
    preview_turns.instant,
    preview_turns.until
  ) as turn
  where turn.nominal_at <= preview_turns.until
  window same_contact as (partition by turn.contact_id order by turn.nominal_date);
$$;

comment on function private.preview_turns(uuid, timestamptz, timestamptz) is
  'What planning will make of the user''s turns until then that nobody has planned yet, if nothing '
  'changes. Hours that others will have filled by then are not foreseen.';
revoke execute on function private.preview_turns(uuid, timestamptz, timestamptz) from public;
grant execute on function private.preview_turns(uuid, timestamptz, timestamptz) to authenticated;

create function private.preview_accountability(user_id uuid, until timestamptz)
returns setof private.preview
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_now constant timestamptz := private.clock_now();
begin
  return query
  with upcoming as (
    select *
    from private.preview_queued_messages(preview_accountability.user_id, v_now)
    union all
    select *
    from private.preview_turns(
      preview_accountability.user_id, v_now, preview_accountability.until
    )
    union all
    -- Decided for good, unless the user changes something.
    select
      occurrences.contact_id, occurrences.nominal_at, null, null, null, null, null,
      occurrences.reasons
    from public.occurrences
    where occurrences.user_id = preview_accountability.user_id
      and occurrences.program = 'accountability'
      and occurrences.nominal_at > v_now
      and occurrences.decision in ('silent', 'skipped')
  ),
  numbered as (
    select
      upcoming.*,
      count(*) filter (where upcoming.reasons = '{}') over (
        partition by upcoming.contact_id order by upcoming.nominal_at
      ) as texts_by_then
    from upcoming
  )
  select
    numbered.contact_id,
    contacts.name,
    numbered.nominal_at,
    case when numbered.reasons = '{}' then numbered.expected_at end,
    case
      when numbered.reasons = '{met_and_silent}' then 'silent'
      when numbered.reasons <> '{}' then 'skipped'
      when numbered.expected_at > greatest(numbered.nominal_at, v_now) then 'held'
      else 'send'
    end,
    case when numbered.reasons = '{}' then numbered.message_type end,
    case
      when numbered.reasons <> '{}' then null
      -- Only the first of them is the first text.
      when numbered.texts_by_then > 1
        and right(numbered.message_text, length(template.first_text_suffix))
          = template.first_text_suffix
      then left(
        numbered.message_text,
        length(numbered.message_text) - length(template.first_text_suffix)
      )
      else numbered.message_text
    end,
    case
      when numbered.reasons = '{}'
        and numbered.expected_at > greatest(numbered.nominal_at, v_now)
      then array[numbered.delay]
      else numbered.reasons
    end
  from numbered
  left join public.contacts on contacts.id = numbered.contact_id
  left join public.message_templates as template on template.id = numbered.template_id;
end;
$$;

comment on function private.preview_accountability(uuid, timestamptz) is
  'The seam''s preview: what will come of each turn of a user until then, for each contact.';
revoke execute on function private.preview_accountability(uuid, timestamptz) from public;
grant execute on function private.preview_accountability(uuid, timestamptz) to authenticated;
