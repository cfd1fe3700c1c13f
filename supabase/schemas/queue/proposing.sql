-- How a message gets into the queue: with the decision about a turn, or as an answer.

create function private.queue_text(
  user_id uuid,
  contact_id uuid,
  program text,
  message_type text,
  facts jsonb,
  valid_for interval
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
    template.program,
    template.message_type,
    template.style,
    template.id,
    told.facts,
    private.render_text(template.body, told.facts),
    0,
    private.clock_now(),
    private.clock_now() + queue_text.valid_for,
    private.clock_now()
  from public.message_templates as template
  cross join private.settings
  join public.users on users.id = queue_text.user_id
  cross join lateral (
    select jsonb_build_object(
      'brand', settings.brand_name,
      'user_name', private.clean_name(users.display_name, 30),
      'contact_name', (
        select private.clean_name(contacts.name, 30) from public.contacts
        where contacts.id = queue_text.contact_id
      )
    ) || queue_text.facts
  ) as told (facts)
  where template.program = queue_text.program
    and template.message_type = queue_text.message_type
    and template.style = 'plain'
  returning message_queue.id;
$$;

comment on function private.queue_text(uuid, uuid, text, text, jsonb, interval) is
  'Queues a text that no calendar proposes, an invitation or an answer, due now: the one wording '
  'of its type with these facts, and the names. Returns its id.';
revoke execute on function private.queue_text(uuid, uuid, text, text, jsonb, interval) from public;

create function private.record_turns(turns private.turn[], program text, instant timestamptz)
returns table (occurrence_id uuid, decision text)
language sql
volatile
set search_path = ''
as $$
  with turns as materialized (
    select turn.* from private.each(record_turns.turns) as turn
  ),
  recorded as (
    insert into public.occurrences as occurrence (
      program, user_id, contact_id, nominal_date, nominal_at, period_start, forecast, decision,
      reasons, created_at
    )
    select
      record_turns.program,
      turns.user_id,
      turns.contact_id,
      turns.nominal_date,
      turns.nominal_at,
      turns.period_start,
      turns.facts,
      case
        when turns.reasons = '{}' then 'queued'
        when turns.reasons = '{met_and_silent}' then 'silent'
        else 'skipped'
      end,
      turns.reasons,
      record_turns.instant
    from turns
    on conflict (program, user_id, contact_id, nominal_date) do update set
      nominal_at = excluded.nominal_at,
      period_start = excluded.period_start,
      forecast = excluded.forecast,
      decision = excluded.decision,
      reasons = excluded.reasons
    where occurrence.decision = 'superseded'
    returning
      occurrence.id, occurrence.user_id, occurrence.contact_id, occurrence.nominal_date,
      occurrence.nominal_at, occurrence.decision, occurrence.reasons
  ),
  queued as (
    insert into public.message_queue as message (
      user_id, contact_id, occurrence_id, program, message_type, message_style, template_id, facts,
      message_text, priority, scheduled_for, expires_at
    )
    select
      turns.user_id,
      turns.contact_id,
      recorded.id,
      record_turns.program,
      turns.message_type,
      turns.message_style,
      turns.template_id,
      turns.facts,
      turns.message_text,
      turns.priority,
      turns.send_at,
      turns.expires_at
    from recorded
    join turns
      on turns.user_id = recorded.user_id
      and turns.contact_id = recorded.contact_id
      and turns.nominal_date = recorded.nominal_date
    where recorded.decision = 'queued'
    on conflict (occurrence_id) do update set
      status = 'queued',
      reason = null,
      message_type = excluded.message_type,
      message_style = excluded.message_style,
      template_id = excluded.template_id,
      facts = excluded.facts,
      message_text = excluded.message_text,
      priority = excluded.priority,
      scheduled_for = excluded.scheduled_for,
      expires_at = excluded.expires_at
    where message.status = 'canceled' and message.reason = 'superseded'
  ),
  alerted as (
    select private.raise_alert(
      'no_capacity',
      'Some texts found no hour with room before they expire: raise messages_per_hour',
      jsonb_build_object('texts', count(*), 'first_at', min(recorded.nominal_at))
    )
    from recorded
    where 'no_capacity' = any (recorded.reasons)
    having count(*) > 0
  )
  select recorded.id, recorded.decision
  from recorded
  -- Read, because nobody would run it otherwise.
  left join alerted on true;
$$;

comment on function private.record_turns(private.turn[], text, timestamptz) is
  'Records what was decided about these turns of a program, with the reasons, and queues the texts '
  'of those with none. What was decided before is left alone, unless replan_users() superseded it. '
  'Returns what is new.';
revoke execute on function private.record_turns(private.turn[], text, timestamptz) from public;
