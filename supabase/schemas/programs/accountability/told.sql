-- What a contact was told about a user's weeks before.

create function private.told_lately(weeks private.week[])
returns table (
  user_id uuid,
  contact_id uuid,
  nominal_date date,
  messages bigint,
  same_turn bigint
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  -- By nominal date, never by sent_at: a text that was late last week blocks nothing this week. Who
  -- deletes a contact and adds the number again has told that number all the same.
  return query
  select week.user_id, week.contact_id, week.nominal_date, told.messages, told.same_turn
  from private.each(told_lately.weeks) as week
  -- Counted for each week, so that a few rows of the indexes are read whatever the statistics say.
  cross join lateral (
    select
      count(*) as messages,
      count(*) filter (where occurrences.nominal_date = week.nominal_date) as same_turn
    from public.contacts
    join public.occurrences on occurrences.user_id = week.user_id
    join public.message_queue
      on message_queue.occurrence_id = occurrences.id
      and message_queue.status in ('queued', 'processing', 'unconfirmed', 'sent')
    where contacts.id = week.contact_id
      and occurrences.program = 'accountability'
      and occurrences.nominal_date between week.nominal_date - 6 and week.nominal_date
      -- Says no more, but lets the index by time be read: zones are a day apart at most.
      and occurrences.nominal_at > week.nominal_at - interval '9 days'
      and case
        when message_queue.contact_id is not null
        then message_queue.contact_id = week.contact_id
          and occurrences.nominal_date < week.nominal_date
        else exists (
          select from private.message_attempts
          where message_attempts.message_id = message_queue.id
            and private.phone_key(message_attempts.to_phone) = private.phone_key(contacts.phone)
        )
      end
  ) as told;
end;
$$;

comment on function private.told_lately(private.week[]) is
  'How many texts the contact of each week was told or is to be told in the six dates before or on '
  'it, other than by the week''s own message, and how many of them about the same date.';
revoke execute on function private.told_lately(private.week[]) from public;
grant execute on function private.told_lately(private.week[]) to authenticated;

create function private.last_texts(weeks private.week[])
returns table (user_id uuid, contact_id uuid, message_type text, sent_at timestamptz)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  select told.user_id, told.contact_id, last.message_type, last.sent_at
  from (
    select distinct week.user_id, week.contact_id
    from private.each(last_texts.weeks) as week
  ) as told
  cross join lateral (
    select messages.message_type, messages.sent_at
    from public.messages
    where messages.contact_id = told.contact_id
      and messages.user_id = told.user_id
      and messages.program = 'accountability'
      and messages.status = 'sent'
      -- What the carrier lost told nobody anything.
      and coalesce(messages.delivery_status, '') not in ('failed', 'undelivered')
      -- Whoever has the number now heard nothing of what was told to the one before.
      and messages.sent_at >= coalesce(
        (
          select max(consent_events.created_at)
          from public.consent_events
          where consent_events.contact_id = told.contact_id
            and consent_events.event = 'confirmed'
        ),
        '-infinity'
      )
    order by messages.sent_at desc
    limit 1
  ) as last;
end;
$$;

comment on function private.last_texts(private.week[]) is
  'The last text that the contact of each week got, after their yes, about a week of its user; no '
  'row where there was none.';
revoke execute on function private.last_texts(private.week[]) from public;
grant execute on function private.last_texts(private.week[]) to authenticated;

create function private.upcoming_texts(user_ids uuid[], instant timestamptz)
returns table (
  user_id uuid,
  nominal_at timestamptz,
  nominal_date date,
  period_start timestamptz
)
language plpgsql
stable
rows 100
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  select distinct on (occurrences.user_id)
    occurrences.user_id, occurrences.nominal_at, occurrences.nominal_date,
    occurrences.period_start
  from public.occurrences
  join public.message_queue
    on message_queue.occurrence_id = occurrences.id and message_queue.status = 'queued'
  where occurrences.program = 'accountability'
    and occurrences.user_id = any (upcoming_texts.user_ids)
    and occurrences.nominal_at > upcoming_texts.instant
    -- What waits for somebody without this program is canceled when its time comes.
    and private.is_program_on('accountability', occurrences.user_id)
  order by occurrences.user_id, occurrences.nominal_at;
end;
$$;

comment on function private.upcoming_texts(uuid[], timestamptz) is
  'The next turn of each of these users about which a text waits; no row where none does.';
revoke execute on function private.upcoming_texts(uuid[], timestamptz) from public;
