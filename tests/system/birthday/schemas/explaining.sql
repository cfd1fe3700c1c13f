-- A birthday in words: to users and operators, and to contacts who ask WHY.

create function private.explain_birthday(story private.story)
returns table (event text, words text)
language sql
stable
set search_path = ''
as $$
  select
    'planned',
    format(
      'For the birthday, %s: %s',
      private.in_words(explain_birthday.story.nominal_at, explain_birthday.story.timezone),
      case explain_birthday.story.decision
        when 'queued'
        then format('a text to %s was proposed.', explain_birthday.story.contact_name)
        else 'nothing was proposed.'
      end
    );
$$;

comment on function private.explain_birthday(private.story) is
  'The seam''s explain: which birthday, and what planning made of it.';
revoke execute on function private.explain_birthday(private.story) from public;
grant execute on function private.explain_birthday(private.story) to authenticated, service_role;

create function private.why_birthday(message_id uuid)
returns text
language sql
stable
set search_path = ''
as $$
  select format(
    '%s asked us to tell you of their birthday, once a year. MUTE or STOP ends it.',
    message_queue.facts ->> 'user_name'
  )
  from public.message_queue
  where message_queue.id = why_birthday.message_id;
$$;

comment on function private.why_birthday(uuid) is
  'The seam''s why, for whoever holds the number: only what the text told already.';
revoke execute on function private.why_birthday(uuid) from public;
