-- A warning in words.

create function private.explain_heads_up(story private.story)
returns table (event text, words text)
language sql
immutable
set search_path = ''
as $$
  select 'proposed', 'A warning before the week ends.';
$$;

comment on function private.explain_heads_up(private.story) is
  'The seam''s explain: what a warning is.';
revoke execute on function private.explain_heads_up(private.story) from public;
grant execute on function private.explain_heads_up(private.story) to authenticated, service_role;

create function private.why_heads_up(message_id uuid)
returns text
language sql
stable
set search_path = ''
as $$
  select format(
    'your week ends at %s, and your contacts would hear of what is missing. The app can switch '
    'these warnings off.',
    message_queue.facts ->> 'at'
  )
  from public.message_queue
  where message_queue.id = why_heads_up.message_id;
$$;

comment on function private.why_heads_up(uuid) is 'The seam''s why, for the user who was warned.';
revoke execute on function private.why_heads_up(uuid) from public;
