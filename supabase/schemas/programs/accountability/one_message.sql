-- One contact's message about the next turn, proposed by hand (R34).

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
  perform private.record_turns(
    array(
      select placed
      from private.place_turns(
        array(
          select judged
          from private.judge_turns(
            array[schedule_accountability_message.user_id],
            schedule_accountability_message.contact_id,
            private.clock_now()
          ) as judged
        ),
        'accountability'
      ) as placed
    ),
    'accountability',
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
