-- The life of a message in plain words, for the user it is about and for operators.

create function private.attempt_in_words(outcome text, error_code integer, meaning text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case coalesce(attempt_in_words.outcome, 'started')
    when 'started' then 'it is on its way to the provider.'
    when 'accepted' then 'the provider took it.'
    when 'not_sent' then 'it did not reach the provider.'
    when 'unknown' then 'the provider did not answer, so nobody knows.'
    else case
      when attempt_in_words.error_code is null then 'it was held back here.'
      else format(
        'the provider refused it: %s (%s).',
        coalesce(attempt_in_words.meaning, 'no reason that we know'),
        attempt_in_words.error_code
      )
    end
  end;
$$;

comment on function private.attempt_in_words(text, integer, text) is
  'What became of an attempt; meaning is that of its error code, if it is known.';
revoke execute on function private.attempt_in_words(text, integer, text) from public;
grant execute on function private.attempt_in_words(text, integer, text)
  to authenticated, service_role;

create function private.explain_by_program(story private.story)
returns table (event text, words text)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_explain constant text := private.seam('explain', story.program, 'private.story');
begin
  if v_explain is null or private.is_out_of_time() then
    return query select 'proposed', format('A text of %s.', story.program);
    return;
  end if;
  return query execute format('select * from %s($1)', v_explain) using story;
exception
  -- What happened is told all the same.
  when query_canceled or assert_failure or others then
    perform private.note_time(sqlstate);
    return query select 'proposed', format('A text of %s.', story.program);
end;
$$;

comment on function private.explain_by_program(private.story) is
  'What a program says of its own turn or message: lines for the events planned, proposed and '
  'judged_again; "A text of …" where it says nothing.';
revoke execute on function private.explain_by_program(private.story) from public;
grant execute on function private.explain_by_program(private.story) to authenticated, service_role;

create function private.fate_in_words(story private.story)
returns text
language sql
stable
set search_path = ''
as $$
  select case fate_in_words.story.status
    when 'queued' then format(
      'It is to leave at %s.',
      private.in_words(fate_in_words.story.scheduled_for, fate_in_words.story.timezone)
    )
    when 'processing' then 'A sender has it.'
    when 'unconfirmed' then 'It waits for proof.'
    when 'sent' then coalesce(
      (
        select 'It is in the inbox.'
        from private.channels
        where channels.channel = fate_in_words.story.channel
          and channels.is_delivered_by_the_database
      ),
      format('It was sent to %s.', fate_in_words.story.contact_name)
    )
    when 'failed' then 'It was not sent.'
    when 'canceled' then 'It was taken back.'
    when 'expired' then 'It was given up.'
  end || coalesce(
    (
      select ' ' || reasons.meaning
      from private.reasons
      where reasons.code = fate_in_words.story.reason
    ),
    ''
  );
$$;

comment on function private.fate_in_words(private.story) is
  'What became of a message, or is to become of it, with the reason.';
revoke execute on function private.fate_in_words(private.story) from public;
grant execute on function private.fate_in_words(private.story) to authenticated, service_role;

create function public.explain_message(message_id uuid)
returns table (at timestamptz, event text, words text)
language sql
stable
set search_path = ''
as $$
  with story as materialized (
    select * from private.story_of(explain_message.message_id)
  ),
  events as (
    select
      case told.event when 'judged_again' then 3 else 1 end as chapter,
      case told.event
        when 'judged_again' then story.claimed_at
        else coalesce(story.planned_at, story.proposed_at)
      end as at,
      told.event,
      told.words
    from story
    cross join lateral private.explain_by_program(story) as told
    where told.event <> 'judged_again' or story.claimed_at is not null
    union all
    select 2, story.planned_at, 'not_proposed', reasons.meaning
    from story
    cross join lateral unnest(story.reasons) with ordinality as against (code, place)
    join private.reasons on reasons.code = against.code
    where story.decision <> 'queued'
    union all
    select
      3 + attempt.number, attempt.created_at, coalesce(attempt.outcome, 'started'),
      format(
        'Attempt %s: %s',
        attempt.number,
        private.attempt_in_words(attempt.outcome, attempt.error_code, errors.meaning)
      )
    from story
    join private.message_attempts as attempt on attempt.message_id = story.message_id
    left join private.provider_errors as errors
      on errors.channel = story.channel and errors.code = attempt.error_code
    union all
    select
      100, messages.delivery_status_at, messages.delivery_status,
      format('The carrier says: %s.', messages.delivery_status)
        || coalesce(' ' || errors.meaning || format(' (%s).', messages.error_code), '')
    from story
    join public.messages on messages.id = story.message_id
    left join private.provider_errors as errors
      on errors.channel = messages.channel
      and errors.code = messages.error_code
      and messages.delivery_status <> 'delivered'
    where messages.delivery_status is not null
    union all
    select
      case story.status when 'sent' then 99 else 101 end,
      coalesce(story.finished_at, story.scheduled_for),
      story.status,
      private.fate_in_words(story)
    from story
    where story.status is not null
    union all
    select
      102, coalesce(story.finished_at, story.scheduled_for), 'lost_to',
      format(
        'The one of %s got its place: %s',
        private.in_words(winner.nominal_at, story.timezone), told.words
      )
    from story
    cross join lateral private.story_of(story.lost_to) as winner
    cross join lateral private.explain_by_program(winner) as told
    where told.event = 'proposed'
  )
  select events.at, events.event, events.words
  from events
  order by events.chapter, events.at;
$$;

comment on function public.explain_message(uuid) is
  'The life of a message, or of an occurrence that got none (by its id), as lines in order: when, '
  'what (a short code) and in plain words. Users see their own, operators all; no row if there is '
  'none to see. Times of attempts and states are by the clock of domain logic. Runs as the caller. '
  'For authenticated and service_role.';
revoke execute on function public.explain_message(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.explain_message(uuid) to authenticated, service_role;
