-- A turn of the week in words: to users and operators, to contacts who ask WHY, and by text.

create function private.explain_accountability(story private.story)
returns table (event text, words text)
language sql
stable
set search_path = ''
as $$
  select
    'planned',
    format(
      'For the week until %s, %s: %s',
      private.in_words(
        explain_accountability.story.nominal_at, explain_accountability.story.timezone
      ),
      private.outcome_in_words(explain_accountability.story.forecast),
      case explain_accountability.story.decision
        when 'queued'
        then format('a text to %s was proposed.', explain_accountability.story.contact_name)
        when 'silent' then format('%s is not texted.', explain_accountability.story.contact_name)
        else 'nothing was proposed.'
      end
    )
  union all
  select
    'judged_again',
    format(
      'When its time had come it was judged again, %s.',
      private.outcome_in_words(explain_accountability.story.facts)
    );
$$;

comment on function private.explain_accountability(private.story) is
  'The seam''s explain: what planning and the claim saw of the week.';
revoke execute on function private.explain_accountability(private.story) from public;
grant execute on function private.explain_accountability(private.story)
  to authenticated, service_role;

create function private.why_accountability(message_id uuid)
returns text
language sql
stable
set search_path = ''
as $$
  select format(
    '%s''s week to %s: %s. They asked us to tell you. MUTE or STOP ends it.',
    private.clean_name(users.display_name, 30),
    to_char(occurrences.nominal_at at time zone contacts.timezone, 'FMDy FMDD Mon'),
    case message_queue.message_type
      when 'accountability' then 'not every goal was logged'
      when 'partial' then 'a part of the goals was logged'
      else 'every goal was logged'
    end
  )
  from public.message_queue
  join public.users on users.id = message_queue.user_id
  join public.contacts on contacts.id = message_queue.contact_id
  join public.occurrences on occurrences.id = message_queue.occurrence_id
  where message_queue.id = why_accountability.message_id;
$$;

comment on function private.why_accountability(uuid) is
  'The seam''s why, for whoever holds the number: of the week only what the text told already.';
revoke execute on function private.why_accountability(uuid) from public;

create function private.tell_accountability(user_id uuid)
returns table (at timestamptz, words text)
language sql
stable
set search_path = ''
as $$
  with last_turn as (
    select occurrences.nominal_at
    from public.occurrences
    where occurrences.user_id = tell_accountability.user_id
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
      on occurrences.user_id = tell_accountability.user_id
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
    last_turn.nominal_at,
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
    on preferences.user_id = tell_accountability.user_id;
$$;

comment on function private.tell_accountability(uuid) is
  'The seam''s tell: when the last turn of a user was and what came of it: the week, who was told, '
  'and who was not and why. No row before their first.';
revoke execute on function private.tell_accountability(uuid) from public;
