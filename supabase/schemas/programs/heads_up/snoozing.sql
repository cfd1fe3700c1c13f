-- SNOOZE: a warning that is put off.

create function private.snooze_heads_up(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_parts constant text[] := regexp_match(
    coalesce(inbound.argument, '1h'), '^(?:for )?(an|one|[0-9]{1,3}) ?(m|mins?|minutes?|h|hours?)$'
  );
  v_turn record;
  v_at timestamptz;
begin
  select warning.nominal_at, warning.facts, preferences.timezone into v_turn
  from private.warnings_for(array[inbound.user_id], private.clock_now()) as warning
  join public.notification_preferences as preferences on preferences.user_id = warning.user_id;
  v_at := private.clock_now() + case when v_parts[1] ~ '^[0-9]' then v_parts[1]::integer else 1 end
    * case left(v_parts[2], 1) when 'm' then interval '1 minute' else interval '1 hour' end;
  -- Not at night.
  select private.next_allowed_instant(v_at, contacts.timezone) into v_at
  from public.contacts
  where contacts.id = inbound.contact_id;
  if v_at is null
    or v_turn.nominal_at is null
    or v_at <= private.clock_now()
    or v_at >= v_turn.nominal_at
  then
    return private.answer_to(inbound, 'bad_snooze');
  end if;
  -- Whoever puts it off again is asked once.
  update public.message_queue
  set status = 'canceled', reason = 'superseded'
  where message_queue.contact_id = inbound.contact_id
    and message_queue.program = 'heads_up'
    and message_queue.status = 'queued'
    and message_queue.occurrence_id is null;
  insert into public.message_queue (
    user_id, contact_id, program, message_type, message_style, template_id, facts, message_text,
    priority, scheduled_for, expires_at, created_at
  )
  select
    inbound.user_id, inbound.contact_id, template.program, template.message_type, template.style,
    template.id, v_turn.facts, private.render_text(template.body, v_turn.facts), 1, v_at,
    v_turn.nominal_at, private.clock_now()
  from public.message_templates as template
  where template.id = 'heads_up.heads_up';
  return private.answer_to(
    inbound,
    'snoozed',
    jsonb_build_object('at', to_char(v_at at time zone v_turn.timezone, 'HH24:MI'))
  );
end;
$$;

comment on function private.snooze_heads_up(private.inbound) is
  'SNOOZE 30M, 1H or alone (an hour): warns once more, if something is missing then and the week '
  'has not ended.';
revoke execute on function private.snooze_heads_up(private.inbound) from public;
