-- What will come of a user's birthday, if nothing changes.

create function private.preview_birthday(user_id uuid, until timestamptz)
returns setof private.preview
language sql
stable
set search_path = ''
as $$
  with upcoming as (
    select
      ahead.contact_id, ahead.nominal_at, ahead.send_at as expected_at,
      'outside_allowed_hours' as delay, ahead.message_text, ahead.reasons
    from private.birthdays_ahead(
      array[preview_birthday.user_id], private.clock_now(), preview_birthday.until
    ) as ahead
    union all
    select
      message_queue.contact_id, occurrences.nominal_at, leaves.at,
      coalesce(message_queue.reason, 'outside_allowed_hours'), told.message_text,
      -- As the claim will see it.
      gates.reasons
        || told.reasons
        || case when leaves.at >= message_queue.expires_at then array['too_late'] else '{}' end
    from public.message_queue
    join public.occurrences on occurrences.id = message_queue.occurrence_id
    join public.contacts on contacts.id = message_queue.contact_id
    cross join lateral (
      select private.next_allowed_instant(
        greatest(message_queue.scheduled_for, private.clock_now()), contacts.timezone
      )
    ) as leaves (at)
    cross join lateral private.gates_against(
      array[
        row(
          1, message_queue.program, message_queue.user_id, message_queue.contact_id,
          message_queue.id, leaves.at, message_queue.channel
        )::private.approach
      ]
    ) as gates
    cross join lateral private.tell_birthday_of(
      message_queue.user_id, message_queue.contact_id, occurrences.nominal_date
    ) as told
    where message_queue.user_id = preview_birthday.user_id
      and message_queue.program = 'birthday'
      and message_queue.status = 'queued'
    union all
    -- Decided for good, unless the user changes something.
    select
      occurrences.contact_id, occurrences.nominal_at, null, null, null, occurrences.reasons
    from public.occurrences
    where occurrences.user_id = preview_birthday.user_id
      and occurrences.program = 'birthday'
      and occurrences.nominal_at > private.clock_now()
      and occurrences.decision = 'skipped'
  )
  select
    upcoming.contact_id,
    contacts.name,
    upcoming.nominal_at,
    case when upcoming.reasons = '{}' then upcoming.expected_at end,
    case
      when upcoming.reasons <> '{}' then 'skipped'
      when upcoming.expected_at > greatest(upcoming.nominal_at, private.clock_now()) then 'held'
      else 'send'
    end,
    case when upcoming.reasons = '{}' then 'birthday' end,
    case when upcoming.reasons = '{}' then upcoming.message_text end,
    case
      when upcoming.reasons = '{}'
        and upcoming.expected_at > greatest(upcoming.nominal_at, private.clock_now())
      then array[upcoming.delay]
      else upcoming.reasons
    end
  from upcoming
  left join public.contacts on contacts.id = upcoming.contact_id;
$$;

comment on function private.preview_birthday(uuid, timestamptz) is
  'The seam''s preview: what will come of the user''s next birthday, for each contact.';
revoke execute on function private.preview_birthday(uuid, timestamptz) from public;
grant execute on function private.preview_birthday(uuid, timestamptz) to authenticated;
