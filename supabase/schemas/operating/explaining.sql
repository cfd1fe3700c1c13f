-- The life of a message in plain words, for the user it is about and for operators.

create function private.story_of(id uuid)
returns table (
  occurrence_id uuid,
  planned_at timestamptz,
  nominal_at timestamptz,
  decision text,
  reasons text[],
  forecast jsonb,
  message_id uuid,
  program text,
  status text,
  reason text,
  facts jsonb,
  scheduled_for timestamptz,
  proposed_at timestamptz,
  claimed_at timestamptz,
  finished_at timestamptz,
  contact_name text,
  timezone text
)
language sql
stable
set search_path = ''
as $$
  with named as (
    select message_queue.occurrence_id, message_queue.id as message_id
    from public.message_queue
    where message_queue.id = story_of.id
    union all
    select occurrences.id, message_queue.id
    from public.occurrences
    left join public.message_queue on message_queue.occurrence_id = occurrences.id
    where occurrences.id = story_of.id
  )
  select
    occurrences.id,
    occurrences.created_at,
    occurrences.nominal_at,
    occurrences.decision,
    occurrences.reasons,
    occurrences.forecast,
    message.id,
    coalesce(message.program, occurrences.program),
    message.status,
    message.reason,
    message.facts,
    message.scheduled_for,
    message.created_at,
    message.claimed_at,
    message.finished_at,
    coalesce(
      message.facts ->> 'contact_name', occurrences.forecast ->> 'contact_name', 'nobody'
    ),
    coalesce(preferences.timezone, 'UTC')
  from named
  left join public.occurrences on occurrences.id = named.occurrence_id
  left join public.message_queue as message on message.id = named.message_id
  left join public.notification_preferences as preferences
    on preferences.user_id = coalesce(occurrences.user_id, message.user_id);
$$;

comment on function private.story_of(uuid) is
  'What is known of a message, or of an occurrence that may have got none, as far as the caller '
  'may see it; no row if there is nothing to see.';
revoke execute on function private.story_of(uuid) from public;
grant execute on function private.story_of(uuid) to authenticated, service_role;

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
      1 as chapter, story.planned_at as at, 'planned' as event,
      format(
        'For the week until %s, %s: %s',
        private.in_words(story.nominal_at, story.timezone),
        private.outcome_in_words(story.forecast),
        case story.decision
          when 'queued' then format('a text to %s was proposed.', story.contact_name)
          when 'silent' then format('%s is not texted.', story.contact_name)
          else 'nothing was proposed.'
        end
      ) as words
    from story
    where story.occurrence_id is not null and story.program <> 'heads_up'
    union all
    select
      1, coalesce(story.planned_at, story.proposed_at), 'proposed',
      case story.program
        when 'heads_up' then 'A warning before the week ends.'
        when 'consent' then format('%s is asked whether they want texts.', story.contact_name)
        when 'reply' then format('An answer to a text from %s.', story.contact_name)
      end
    from story
    where story.occurrence_id is null or story.program = 'heads_up'
    union all
    select 2, story.planned_at, 'not_proposed', reasons.meaning
    from story
    cross join lateral unnest(story.reasons) with ordinality as against (code, place)
    join public.reasons() as reasons on reasons.code = against.code
    where story.decision <> 'queued'
    union all
    select
      3, story.claimed_at, 'judged_again',
      format(
        'When its time had come it was judged again, %s.', private.outcome_in_words(story.facts)
      )
    from story
    where story.claimed_at is not null and story.program = 'accountability'
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
    left join private.provider_errors as errors on errors.code = attempt.error_code
    union all
    select
      100, messages.delivery_status_at, messages.delivery_status,
      format('The carrier says: %s.', messages.delivery_status)
        || coalesce(' ' || errors.meaning || format(' (%s).', messages.error_code), '')
    from story
    join public.messages on messages.id = story.message_id
    left join private.provider_errors as errors
      on errors.code = messages.error_code and messages.delivery_status <> 'delivered'
    where messages.delivery_status is not null
    union all
    select
      case story.status when 'sent' then 99 else 101 end,
      coalesce(story.finished_at, story.scheduled_for),
      story.status,
      case story.status
        when 'queued' then format(
          'It is to leave at %s.', private.in_words(story.scheduled_for, story.timezone)
        )
        when 'processing' then 'A sender has it.'
        when 'unconfirmed' then 'It waits for proof.'
        when 'sent' then format('It was sent to %s.', story.contact_name)
        when 'failed' then 'It was not sent.'
        when 'canceled' then 'It was taken back.'
        when 'expired' then 'It was given up.'
      end || coalesce(' ' || reasons.meaning, '')
    from story
    left join public.reasons() as reasons on reasons.code = story.reason
    where story.status is not null
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
