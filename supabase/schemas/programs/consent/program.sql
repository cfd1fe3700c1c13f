-- The program: the question to a contact whether they want texts. How it is asked stands in the
-- room consent, what is answered to it in inbound/consent.sql.

-- It asks for consent, so it cannot need it; and a user just asked for it, so it has no switch.
insert into private.programs (program, gates)
values ('consent', '{opt_out, invitation, allowed_hours}');

create function private.explain_consent(story private.story)
returns table (event text, words text)
language sql
immutable
set search_path = ''
as $$
  select
    'proposed', format('%s is asked whether they want texts.', explain_consent.story.contact_name);
$$;

comment on function private.explain_consent(private.story) is
  'The seam''s explain: what a question is.';
revoke execute on function private.explain_consent(private.story) from public;
grant execute on function private.explain_consent(private.story) to authenticated, service_role;

create function private.why_consent(message_id uuid)
returns text
language sql
stable
set search_path = ''
as $$
  select format(
    '%s asked us to text you about weekly goals. %s',
    private.clean_name(users.display_name, 30),
    case contacts.consent_status
      when 'confirmed' then 'You said yes.'
      else 'Nothing more is sent unless you reply YES.'
    end
  )
  from public.message_queue
  join public.users on users.id = message_queue.user_id
  join public.contacts on contacts.id = message_queue.contact_id
  where message_queue.id = why_consent.message_id;
$$;

comment on function private.why_consent(uuid) is
  'The seam''s why: who had a number asked, and what follows.';
revoke execute on function private.why_consent(uuid) from public;
