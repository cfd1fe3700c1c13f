-- WHY by text: the last text, or what came of the last turn, in one segment. The whole story is in
-- the app, by explain_message().

create function private.fit_into_a_segment(prefix text, body text)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  v_body text := body;
  v_longest integer := least(length(body), 160);
begin
  while public.sms_segments(prefix || v_body) > 1 loop
    v_longest := v_longest - 1;
    v_body := private.cut_text(body, v_longest) || '...';
  end loop;
  return v_body;
end;
$$;

comment on function private.fit_into_a_segment(text, text) is
  'As much of a text as one segment holds after this prefix, with three dots where it is cut.';
revoke execute on function private.fit_into_a_segment(text, text) from public;

create function private.tell_last_turn(user_id uuid)
returns text
language sql
stable
set search_path = ''
as $$
  with last_turn as (
    select occurrences.nominal_at
    from public.occurrences
    where occurrences.user_id = tell_last_turn.user_id
      and occurrences.program = 'accountability'
      and occurrences.nominal_at <= private.clock_now()
      and occurrences.decision <> 'superseded'
    order by occurrences.nominal_at desc
    limit 1
  ),
  told as (
    select
      coalesce(message.facts, occurrences.forecast) as facts,
      coalesce(message.facts, occurrences.forecast) ->> 'contact_name' as name,
      case
        when message.status = 'sent' then 1
        when message.status in ('queued', 'processing', 'unconfirmed') then 2
        else 3
      end as place,
      coalesce(message.reason, occurrences.reasons[1]) as reason
    from last_turn
    join public.occurrences
      on occurrences.user_id = tell_last_turn.user_id
      and occurrences.program = 'accountability'
      and occurrences.nominal_at = last_turn.nominal_at
      and occurrences.decision <> 'superseded'
    left join public.message_queue as message on message.occurrence_id = occurrences.id
  ),
  grouped as (
    select
      told.place,
      string_agg(told.name, ', ' order by told.name) as names,
      reasons.meaning
    from told
    left join public.reasons() as reasons on reasons.code = told.reason
    group by told.place, reasons.meaning
  )
  select
    format(
      'Week to %s: %s.',
      to_char(last_turn.nominal_at at time zone preferences.timezone, 'FMDy FMDD Mon'),
      (
        select case told.facts ->> 'outcome'
          when 'met' then 'every goal reached'
          when 'partial' then format(
            '%s of %s goals reached', told.facts ->> 'reached_goals', told.facts ->> 'judged_goals'
          )
          when 'missed' then 'nothing logged'
          else 'no goal to judge'
        end
        from told
        order by told.place
        limit 1
      )
    )
    || (
      select string_agg(
        case grouped.place
          when 1 then format(' Texted: %s.', grouped.names)
          when 2 then format(' Not yet texted: %s.', grouped.names)
          else format(' Not texted: %s.', coalesce(grouped.names, 'nobody'))
        end
        || coalesce(' ' || grouped.meaning, ''),
        ''
        order by grouped.place, grouped.names
      )
      from grouped
    )
  from last_turn
  join public.notification_preferences as preferences
    on preferences.user_id = tell_last_turn.user_id;
$$;

comment on function private.tell_last_turn(uuid) is
  'What came of the last turn of a user: the week, who was told, and who was not and why. Null '
  'before their first.';
revoke execute on function private.tell_last_turn(uuid) from public;

create function private.tell_last_text(phone text)
returns table (sent_at timestamptz, story text)
language sql
stable
set search_path = ''
as $$
  select
    last.sent_at,
    case last.program
      when 'consent'
      then format('%s asked us to text you about weekly goals. ', last.user_name)
        || case last.consent_status
          when 'confirmed' then 'You said yes.'
          else 'Nothing more is sent unless you reply YES.'
        end
      when 'heads_up'
      then format(
        'your week ends at %s, and your contacts would hear of what is missing. The app can switch '
        'these warnings off.',
        last.facts ->> 'at'
      )
      else format(
        '%s''s week to %s: %s. They asked us to tell you. MUTE or STOP ends it.',
        last.user_name,
        to_char(last.nominal_at at time zone last.timezone, 'FMDy FMDD Mon'),
        case last.message_type
          when 'accountability' then 'not every goal was logged'
          when 'partial' then 'a part of the goals was logged'
          else 'every goal was logged'
        end
      )
    end
  from (
    select
      message.sent_at,
      message.program,
      message.message_type,
      message.facts,
      occurrences.nominal_at,
      contacts.timezone,
      contacts.consent_status,
      private.clean_name(users.display_name, 30) as user_name
    from public.contacts
    join public.message_queue as message on message.contact_id = contacts.id
    join public.users on users.id = message.user_id
    left join public.occurrences on occurrences.id = message.occurrence_id
    where contacts.phone = tell_last_text.phone
      and message.status = 'sent'
      and message.program <> 'reply'
      -- Not to the number that this contact had before.
      and exists (
        select from private.message_attempts
        where message_attempts.message_id = message.id
          and message_attempts.to_phone = tell_last_text.phone
          and message_attempts.outcome = 'accepted'
      )
    order by message.sent_at desc
    limit 1
  ) as last;
$$;

comment on function private.tell_last_text(text) is
  'Why this number got its last text that was no answer, in words for whoever holds it: of a week '
  'only what the text told already.';
revoke execute on function private.tell_last_text(text) from public;

create function private.explain_last_text(inbound private.inbound)
returns private.answer
language plpgsql
stable
set search_path = ''
as $$
declare
  v_text record;
  v_story text;
begin
  select told.sent_at, told.story into v_text
  from private.tell_last_text(inbound.from_phone) as told;
  v_story := case
    when inbound.is_own_phone
      -- A warning about the running week, or a text about somebody else, came after it.
      and not exists (
        select from public.occurrences
        where occurrences.user_id = inbound.user_id
          and occurrences.program = 'accountability'
          and occurrences.nominal_at between v_text.sent_at and private.clock_now()
      )
    then coalesce(v_text.story, private.tell_last_turn(inbound.user_id))
    when inbound.is_own_phone then private.tell_last_turn(inbound.user_id)
    else v_text.story
  end;
  return private.answer_to(
    inbound,
    case when v_story is null then 'why_nothing' else 'why' end,
    jsonb_build_object(
      'story', (
        select private.fit_into_a_segment(settings.brand_name || ': ', v_story)
        from private.settings
      )
    )
  );
end;
$$;

comment on function private.explain_last_text(private.inbound) is
  'WHY: to a user about their last turn, unless another text came to that phone since; to a '
  'contact about the last text they got. One segment.';
revoke execute on function private.explain_last_text(private.inbound) from public;
