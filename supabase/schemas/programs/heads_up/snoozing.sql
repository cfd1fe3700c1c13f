-- SNOOZE: a warning that is put off.

insert into private.commands (command, program, is_for_users, changes_plans)
values ('snooze', 'heads_up', true, true);
insert into private.command_patterns (command, place, pattern)
values
  ('snooze', 6, '^(snooze|later)( .+)?$'),
  ('snooze', 5, '^(not now )?(ask|remind|text) me (again |later )?(later|in .+|at .+)$');

create function private.take_back_snoozed(contact_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  with waiting as (
    update public.message_queue
    set status = 'canceled', reason = 'superseded'
    from public.occurrences
    where occurrences.id = message_queue.occurrence_id
      and occurrences.slot > 0
      and message_queue.contact_id = take_back_snoozed.contact_id
      and message_queue.program = 'heads_up'
      and message_queue.status = 'queued'
    returning message_queue.occurrence_id
  )
  -- Not superseded: planning again must not bring it back.
  update public.occurrences
  set decision = 'skipped', reasons = array['superseded']
  from waiting
  where occurrences.id = waiting.occurrence_id;
end;
$$;

comment on function private.take_back_snoozed(uuid) is
  'Whoever puts a warning off again is asked once.';
revoke execute on function private.take_back_snoozed(uuid) from public;

create function private.put_off_warning(
  inbound private.inbound,
  warning private.warning,
  at timestamptz
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.take_back_snoozed(inbound.contact_id);
  perform private.record_turns(
    array(
      select private.turn_of(
        user_id => inbound.user_id,
        contact_id => inbound.contact_id,
        nominal_date => warning.nominal_date,
        slot => 1 + coalesce(
          (
            select max(occurrences.slot)::integer from public.occurrences
            where occurrences.program = 'heads_up'
              and occurrences.user_id = inbound.user_id
              and occurrences.contact_id = inbound.contact_id
              and occurrences.nominal_date = warning.nominal_date
          ),
          0
        ),
        nominal_at => put_off_warning.at,
        period_start => warning.period_start,
        send_at => put_off_warning.at,
        expires_at => warning.nominal_at,
        timezone => null,
        template => template,
        facts => warning.facts,
        priority => 1
      )
      from public.message_templates as template
      where template.id = 'heads_up.heads_up'
    ),
    'heads_up',
    private.clock_now()
  );
end;
$$;

comment on function private.put_off_warning(private.inbound, private.warning, timestamptz) is
  'Warns the phone that a text came from once more, then and only then.';
revoke execute on function private.put_off_warning(
  private.inbound, private.warning, timestamptz
) from public;

create function private.snoozed_until(argument text, since timestamptz, timezone text)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  v_said constant text := regexp_replace(
    argument, '^(now (ask|remind|text) )?me (again |later )?', ''
  );
  v_for constant text[] := regexp_match(
    coalesce(v_said, '1h'),
    '^(?:for |in )?(?:(half an|an|a|one|two|three|[0-9]{1,3}) ?(m|mins?|minutes?|h|hrs?|hours?)'
    '|(half) hour)$'
  );
  v_till constant text[] := regexp_match(
    v_said,
    '^(?:till?|until|at) ([0-9]{1,2})(?:[ .]?([0-9]{2}))? ?(am|pm)?$'
  );
  v_hour constant integer := v_till[1]::integer;
  v_local constant timestamp := since at time zone timezone;
begin
  if v_for is not null then
    return since + case
      when v_for[3] is not null or v_for[1] = 'half an' then interval '30 minutes'
      else case v_for[1] when 'two' then 2 when 'three' then 3
        else coalesce(substring(v_for[1] from '^[0-9]+')::integer, 1)
      end * case left(v_for[2], 1) when 'm' then interval '1 minute' else interval '1 hour' end
    end;
  end if;
  -- At five: in the morning or at night? 17 needs no word for it, and five no minutes.
  if v_till is null
    or v_till[2]::integer > 59
    or v_till[3] is null and (v_hour < 13 or v_hour > 23)
    or v_till[3] is not null and v_hour not between 1 and 12
  then
    return null;
  end if;
  return private.local_to_instant(
    v_local::date + make_time(
      case
        when v_till[3] is null then v_hour
        else v_hour % 12 + case v_till[3] when 'pm' then 12 else 0 end
      end,
      coalesce(v_till[2]::integer, 0),
      0
    ),
    timezone
  );
end;
$$;

comment on function private.snoozed_until(text, timestamptz, text) is
  'Until when SNOOZE puts off what it is written since: 30M, HALF AN HOUR, TILL 5PM, alone an '
  'hour; null if it does not say.';
revoke execute on function private.snoozed_until(text, timestamptz, text) from public;

create function private.obey_heads_up(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_warning private.warning;
  v_at timestamptz := private.snoozed_until(
    inbound.argument,
    inbound.sent_at,
    (
      select preferences.timezone
      from public.notification_preferences as preferences
      where preferences.user_id = inbound.user_id
    )
  );
begin
  if v_at is null then
    return private.answer_to(inbound, 'snooze_how_long');
  end if;
  select warning.* into v_warning
  from private.warnings_for(array[inbound.user_id], private.clock_now()) as warning;
  -- Not at night.
  select private.next_open_instant(
    'heads_up', contacts.user_id, v_at, contacts.timezone, contacts.id
  ) into v_at
  from public.contacts
  where contacts.id = inbound.contact_id;
  if v_at is null
    or v_warning.nominal_at is null
    or v_at <= private.clock_now()
    or v_at >= v_warning.nominal_at
  then
    return private.answer_to(inbound, 'bad_snooze');
  end if;
  perform private.put_off_warning(inbound, v_warning, v_at);
  return private.answer_to(
    inbound,
    'snoozed',
    jsonb_build_object(
      'at', (
        select to_char(v_at at time zone preferences.timezone, 'HH24:MI')
        from public.notification_preferences as preferences
        where preferences.user_id = inbound.user_id
      )
    )
  );
end;
$$;

comment on function private.obey_heads_up(private.inbound) is
  'SNOOZE 30M, 1H, TILL 5PM or alone (an hour): warns once more, if something is missing then and '
  'the week has not ended.';
revoke execute on function private.obey_heads_up(private.inbound) from public;
