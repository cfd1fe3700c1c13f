-- What a user may expect: who will get which text and when, and what will not be sent, and why.

create function private.preview_program(
  function_name text,
  user_id uuid,
  until timestamptz
)
returns setof private.preview
language plpgsql
stable
set search_path = ''
as $$
begin
  if private.is_out_of_time() then
    return;
  end if;
  return query execute format('select * from %s($1, $2)', function_name) using user_id, until;
exception
  -- What the others expect is shown all the same.
  when query_canceled or assert_failure or others then
    perform private.note_time(sqlstate);
    return;
end;
$$;

comment on function private.preview_program(text, uuid, timestamptz) is
  'What one program expects, or nothing where it fails.';
revoke execute on function private.preview_program(text, uuid, timestamptz) from public;
grant execute on function private.preview_program(text, uuid, timestamptz) to authenticated;

create function private.preview_messages(user_id uuid, days integer)
returns table (
  contact_id uuid,
  contact_name text,
  nominal_at timestamptz,
  expected_at timestamptz,
  decision text,
  message_type text,
  message_text text,
  reasons text[],
  program text
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  perform private.refuse_outside(days, 1, 31, 'preview messages', 'days', 'RD070');
  return query
  select preview.*, asked.program
  from private.programs_that('preview', 'uuid, timestamptz') as asked
  cross join lateral private.preview_program(
    asked.function_name,
    preview_messages.user_id,
    private.clock_now() + preview_messages.days * interval '1 day'
  ) as preview
  order by preview.nominal_at, preview.contact_name, preview.contact_id, asked.program;
end;
$$;

comment on function private.preview_messages(uuid, integer) is
  'What preview_upcoming_messages() shows the user, for whoever may see it: run as somebody who is '
  'signed in, row level security leaves nothing of anybody else. Raises RD070.';
revoke execute on function private.preview_messages(uuid, integer) from public;
grant execute on function private.preview_messages(uuid, integer) to authenticated;

create function public.preview_upcoming_messages(days integer default 7)
returns table (
  contact_id uuid,
  contact_name text,
  nominal_at timestamptz,
  expected_at timestamptz,
  decision text,
  message_type text,
  message_text text,
  reasons text[],
  program text
)
language sql
stable
set search_path = ''
as $$
  select *
  from private.preview_messages((select auth.uid()), preview_upcoming_messages.days);
$$;

comment on function public.preview_upcoming_messages(integer) is
  'What will be sent about the caller in the next days (1 to 31), if nothing changes and nothing '
  'more is logged: for each turn and contact the decision (send, held until the recipient''s hours '
  'or an hour with room, silent, skipped), when it will leave, its type and words, and the reasons '
  'for anything but send. contact_id is null where there is nobody to tell; program says which '
  'proposes it. No rows while notifications are off. Raises RD070. Runs as the caller. For '
  'authenticated.';
revoke execute on function public.preview_upcoming_messages(integer)
  from public, anon, authenticated, service_role;
grant execute on function public.preview_upcoming_messages(integer) to authenticated;
