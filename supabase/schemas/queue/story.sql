-- What is known of a message, or of a decision that got none: programs put it into words.

create type private.story as (
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
  timezone text,
  lost_to uuid,
  channel text
);
comment on type private.story is
  'A message, an occurrence, or both, as far as somebody may see them.';

create function private.story_of(id uuid)
returns setof private.story
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
    coalesce(preferences.timezone, 'UTC'),
    occurrences.lost_to,
    message.channel
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
