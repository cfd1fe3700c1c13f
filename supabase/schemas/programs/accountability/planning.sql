-- Judging the turns that come next, finding a time for each, and queueing them, once.

create function private.plan_occurrences(
  user_ids uuid[],
  only_contact_id uuid,
  instant timestamptz
)
returns table (occurrence_id uuid, decision text)
language sql
volatile
set search_path = ''
as $$
  select *
  from private.record_turns(
    array(
      select placed
      from private.place_turns(array(
        select judged::private.turn
        from private.judge_turns(
          plan_occurrences.user_ids, plan_occurrences.only_contact_id, plan_occurrences.instant
        ) as judged
      )) as placed
    ),
    'accountability',
    plan_occurrences.instant
  );
$$;

comment on function private.plan_occurrences(uuid[], uuid, timestamptz) is
  'Judges the next turn of these users for each of their contacts (or only one), finds each a '
  'time, and records and queues what comes of it. Returns what is new.';
revoke execute on function private.plan_occurrences(uuid[], uuid, timestamptz) from public;

create function public.schedule_accountability_message(user_id uuid, contact_id uuid)
returns table (occurrence_id uuid, decision text, reasons text[], message_id uuid)
language plpgsql
volatile
security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  if not exists (
    select from public.contacts
    where contacts.id = schedule_accountability_message.contact_id
      and contacts.user_id = schedule_accountability_message.user_id
  ) then
    raise exception 'Cannot schedule a message: user "%" has no contact "%"',
      schedule_accountability_message.user_id, schedule_accountability_message.contact_id
      using errcode = 'RD030';
  end if;

  -- As the scheduler locks: a change of preferences waits, and then has the last word.
  perform
  from public.notification_preferences as preferences
  where preferences.user_id = schedule_accountability_message.user_id
  for update;
  perform private.plan_occurrences(
    array[schedule_accountability_message.user_id],
    schedule_accountability_message.contact_id,
    private.clock_now()
  );

  return query
  select occurrences.id, occurrences.decision, occurrences.reasons, message_queue.id
  from public.notification_preferences as preferences
  join public.occurrences
    on occurrences.user_id = preferences.user_id
    and occurrences.program = 'accountability'
    and occurrences.contact_id = schedule_accountability_message.contact_id
    and occurrences.nominal_date
      = private.nominal_date(
        preferences.next_due_at, preferences.send_time, preferences.timezone
      )
  left join public.message_queue on message_queue.occurrence_id = occurrences.id
  where preferences.user_id = schedule_accountability_message.user_id;
end;
$$;

comment on function public.schedule_accountability_message(uuid, uuid) is
  'Proposes the message of the user''s next occurrence to one contact (R34) and returns the '
  'decision; calling it again changes nothing. No row if the user''s notifications are off. Raises '
  'RD030 if the contact is not the user''s. Definer to write the queue. For service_role.';
revoke execute on function public.schedule_accountability_message(uuid, uuid)
  from public, anon, authenticated;
grant execute on function public.schedule_accountability_message(uuid, uuid) to service_role;
