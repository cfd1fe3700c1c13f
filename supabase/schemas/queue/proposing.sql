-- How a message gets into the queue: with the decision about a turn, or as an answer.

create function private.queue_text(
  user_id uuid,
  contact_id uuid,
  program text,
  message_type text,
  facts jsonb,
  valid_for interval,
  worded_by text default null,
  priority smallint default 0
)
returns uuid
language sql
volatile
set search_path = ''
as $$
  insert into public.message_queue (
    user_id, contact_id, program, message_type, message_style, template_id, facts, message_text,
    priority, scheduled_for, expires_at, created_at
  )
  select
    queue_text.user_id,
    queue_text.contact_id,
    queue_text.program,
    template.message_type,
    template.style,
    template.id,
    told.facts,
    private.render_text(template.body, told.facts),
    queue_text.priority,
    private.clock_now(),
    private.clock_now() + queue_text.valid_for,
    private.clock_now()
  from private.settings
  join public.users on users.id = queue_text.user_id
  left join public.contacts on contacts.id = queue_text.contact_id
  cross join lateral private.plain_wording(
    coalesce(queue_text.worded_by, queue_text.program), queue_text.message_type, contacts.locale
  ) as template
  cross join lateral (
    select jsonb_build_object(
      'brand', settings.brand_name,
      'user_name', private.clean_name(users.display_name, 30),
      'contact_name', private.clean_name(contacts.name, 30)
    ) || queue_text.facts
  ) as told (facts)
  returning message_queue.id;
$$;

comment on function private.queue_text(uuid, uuid, text, text, jsonb, interval, text, smallint) is
  'Queues a text that no calendar proposes, an invitation or an answer, due now: the one wording '
  'of its type in the language of the contact, with these facts, and the names. The wording may be '
  'that of another program (worded_by); priority is -1 for help in a crisis. Returns its id.';
revoke execute on function private.queue_text(
  uuid, uuid, text, text, jsonb, interval, text, smallint
) from public;

create function private.record_decisions(
  turns private.turn[],
  program text,
  instant timestamptz
)
returns setof public.occurrences
language sql
volatile
set search_path = ''
as $$
  insert into public.occurrences as occurrence (
    program, user_id, contact_id, nominal_date, slot, nominal_at, period_start, forecast, decision,
    reasons, created_at
  )
  select
    record_decisions.program, turn.user_id, turn.contact_id, turn.nominal_date, turn.slot,
    turn.nominal_at, turn.period_start, turn.facts,
    case
      when turn.reasons = '{}' then 'queued'
      when turn.reasons <@ array(select reasons.code from private.reasons where reasons.is_silence)
      then 'silent'
      else 'skipped'
    end,
    turn.reasons,
    record_decisions.instant
  from private.each(record_decisions.turns) as turn
  on conflict on constraint an_occurrence_is_judged_once do update set
    nominal_at = excluded.nominal_at,
    period_start = excluded.period_start,
    forecast = excluded.forecast,
    decision = excluded.decision,
    reasons = excluded.reasons,
    lost_to = null
  where occurrence.decision = 'superseded'
  returning occurrence.*;
$$;

comment on function private.record_decisions(private.turn[], text, timestamptz) is
  'Writes down what was decided about these turns. What was decided before stays, unless it was '
  'superseded. Returns what is new.';
revoke execute on function private.record_decisions(private.turn[], text, timestamptz) from public;

create function private.queue_turns(turns private.turn[], recorded public.occurrences[])
returns void
language sql
volatile
set search_path = ''
as $$
  insert into public.message_queue as message (
    user_id, contact_id, occurrence_id, program, message_type, message_style, channel,
    copies_to_inbox, template_id, facts, message_text, priority, scheduled_for, expires_at
  )
  select
    turn.user_id, turn.contact_id, occurrence.id, occurrence.program, turn.message_type,
    turn.message_style, turn.channel, turn.copies_to_inbox, turn.template_id, turn.facts,
    turn.message_text, turn.priority, turn.send_at, turn.expires_at
  from private.each(queue_turns.recorded) as occurrence
  join private.each(queue_turns.turns) as turn
    on turn.user_id = occurrence.user_id
    and turn.contact_id is not distinct from occurrence.contact_id
    and turn.nominal_date = occurrence.nominal_date
    and turn.slot = occurrence.slot
  where occurrence.decision = 'queued'
  on conflict (occurrence_id) do update set
    status = 'queued',
    reason = null,
    message_type = excluded.message_type,
    message_style = excluded.message_style,
    channel = excluded.channel,
    copies_to_inbox = excluded.copies_to_inbox,
    template_id = excluded.template_id,
    facts = excluded.facts,
    message_text = excluded.message_text,
    priority = excluded.priority,
    scheduled_for = excluded.scheduled_for,
    expires_at = excluded.expires_at
  where message.status = 'canceled' and message.reason = 'superseded';
$$;

comment on function private.queue_turns(private.turn[], public.occurrences[]) is
  'Queues the texts of those turns whose recorded decision is to send; a message that was '
  'superseded lives on.';
revoke execute on function private.queue_turns(private.turn[], public.occurrences[]) from public;

create function private.record_turns(turns private.turn[], program text, instant timestamptz)
returns table (occurrence_id uuid, decision text)
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_recorded constant public.occurrences[] := array(
    select recorded
    from private.record_decisions(turns, record_turns.program, instant) as recorded
  );
begin
  perform private.queue_turns(turns, v_recorded);
  perform private.raise_alert(
    'no_capacity',
    'Some texts found no hour with room before they expire: raise messages_per_hour',
    jsonb_build_object('texts', count(*), 'first_at', min(recorded.nominal_at))
  )
  from unnest(v_recorded) as recorded
  where 'no_capacity' = any (recorded.reasons)
  having count(*) > 0;
  return query
  select recorded.id, recorded.decision from unnest(v_recorded) as recorded;
end;
$$;

comment on function private.record_turns(private.turn[], text, timestamptz) is
  'Records what was decided about these turns of a program, with the reasons, and queues the texts '
  'of those with none. What was decided before is left alone, unless replan_users() superseded it. '
  'Returns what is new.';
revoke execute on function private.record_turns(private.turn[], text, timestamptz) from public;
