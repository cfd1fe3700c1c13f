-- The program: the answer to a text. What is answered stands in inbound/.

-- It answers whoever wrote just now, at any hour, and has no switch. private.queue_answer() answers
-- nobody who opted out, but for the words that confirm it.
insert into private.programs (program, gates)
values ('reply', '{}');

create function private.explain_reply(story private.story)
returns table (event text, words text)
language sql
immutable
set search_path = ''
as $$
  select 'proposed', format('An answer to a text from %s.', explain_reply.story.contact_name);
$$;

comment on function private.explain_reply(private.story) is
  'The seam''s explain: what an answer is.';
revoke execute on function private.explain_reply(private.story) from public;
grant execute on function private.explain_reply(private.story) to authenticated, service_role;
