-- What a person may take with them and have erased (T141).

create function private.export_program(function_name text, user_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_rows jsonb;
begin
  if private.is_out_of_time() then
    return jsonb_build_object('problem', 'There was no time to read this. Ask for it again.');
  end if;
  execute format('select %s($1)', function_name) into v_rows using user_id;
  return v_rows;
exception
  -- The rest is theirs all the same; that something is missing must not be silent.
  when query_canceled or assert_failure or others then
    perform private.note_time(sqlstate);
    return jsonb_build_object('problem', 'This could not be read. Ask for it again.');
end;
$$;

comment on function private.export_program(text, uuid) is
  'What a program has stored about a user, as an object of rows by table.';
revoke execute on function private.export_program(text, uuid) from public;
grant execute on function private.export_program(text, uuid) to authenticated;

create function public.export_my_data()
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'users', (
      select coalesce(jsonb_agg(to_jsonb(users)), '[]')
      from public.users where users.id = (select auth.uid())
    ),
    'notification_preferences', (
      select coalesce(jsonb_agg(to_jsonb(preferences)), '[]')
      from public.notification_preferences as preferences
      where preferences.user_id = (select auth.uid())
    ),
    'contacts', (
      select coalesce(jsonb_agg(to_jsonb(contacts) order by contacts.created_at), '[]')
      from public.contacts where contacts.user_id = (select auth.uid())
    ),
    'invitations', (
      select coalesce(jsonb_agg(to_jsonb(invitations) order by invitations.created_at), '[]')
      from public.invitations where invitations.user_id = (select auth.uid())
    ),
    'consent_events', (
      select coalesce(jsonb_agg(to_jsonb(events) order by events.created_at), '[]')
      from (
        select
          consent_events.id, consent_events.contact_id, consent_events.event,
          consent_events.created_at
        from public.consent_events
        where consent_events.user_id = (select auth.uid())
      ) as events
    ),
    'goals', (
      select coalesce(jsonb_agg(to_jsonb(goals) order by goals.created_at), '[]')
      from public.goals where goals.user_id = (select auth.uid())
    ),
    'activities', (
      select coalesce(jsonb_agg(to_jsonb(activities) order by activities.occurred_at), '[]')
      from public.activities where activities.user_id = (select auth.uid())
    ),
    'occurrences', (
      select coalesce(jsonb_agg(to_jsonb(occurrences) order by occurrences.nominal_at), '[]')
      from public.occurrences where occurrences.user_id = (select auth.uid())
    ),
    'message_queue', (
      select coalesce(jsonb_agg(to_jsonb(texts) order by texts.scheduled_for), '[]')
      from (
        select
          message.id, message.contact_id, message.occurrence_id, message.program,
          message.message_type, message.message_style, message.message_text, message.facts,
          message.status, message.reason, message.scheduled_for, message.sent_at, message.segments
        from public.message_queue as message
        where message.user_id = (select auth.uid())
      ) as texts
    ),
    'messages', (
      select coalesce(jsonb_agg(to_jsonb(messages) order by messages.created_at), '[]')
      from public.messages where messages.user_id = (select auth.uid())
    ),
    'inbox_messages', (
      select coalesce(jsonb_agg(to_jsonb(texts) order by texts.created_at), '[]')
      from public.inbox_messages as texts where texts.user_id = (select auth.uid())
    ),
    'channel_choices', (
      select coalesce(jsonb_agg(to_jsonb(choices) order by choices.channel), '[]')
      from public.channel_choices as choices where choices.user_id = (select auth.uid())
    ),
    'inbound_messages', (
      select coalesce(jsonb_agg(to_jsonb(texts) order by texts.created_at), '[]')
      from (
        select
          inbound.id, inbound.contact_id, inbound.body, inbound.command, inbound.rating_of,
          inbound.created_at
        from public.inbound_messages as inbound
        where inbound.user_id = (select auth.uid())
      ) as texts
    )
  ) || (
    select coalesce(
      jsonb_object_agg(
        asked.program, private.export_program(asked.function_name, (select auth.uid()))
      ),
      '{}'
    )
    from private.programs_that('export', 'uuid') as asked
  );
$$;

comment on function public.export_my_data() is
  'Everything that is stored about whoever calls, as arrays of rows by table, and under the name '
  'of a program what it alone stores; times are UTC. Runs as the caller. For authenticated.';
revoke execute on function public.export_my_data() from public, anon, authenticated, service_role;
grant execute on function public.export_my_data() to authenticated;

create table public.deletion_requests (
  user_id uuid primary key references public.users (id) on delete cascade,
  created_at timestamptz not null default now()
);

comment on table public.deletion_requests is
  'Always empty: whoever inserts themselves here is deleted, and the row with them.';

alter table public.deletion_requests enable row level security;
revoke all on table public.deletion_requests from public, anon, authenticated, service_role;
grant insert (user_id) on table public.deletion_requests to authenticated;

create policy "Users can ask to be deleted" on public.deletion_requests
  for insert to authenticated with check (user_id = (select auth.uid()));

create function private.delete_account()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from auth.users where users.id = new.user_id;
  return null;
end;
$$;

comment on function private.delete_account() is
  'Trigger: deletes the account of whoever asked, and with it all that is stored about them. '
  'Definer because users may not write the Auth server''s tables.';
revoke execute on function private.delete_account() from public;

create trigger delete_account
  after insert on public.deletion_requests
  for each row execute function private.delete_account();

create function public.delete_my_data()
returns text
language plpgsql
volatile
set search_path = ''
as $$
begin
  insert into public.deletion_requests (user_id) values ((select auth.uid()));
  return 'Your account and everything stored about you are deleted. What stays: which numbers '
    'opted out of texts, so that nobody texts them again, and a ledger that somebody agreed or '
    'declined, without names, words and numbers.';
end;
$$;

comment on function public.delete_my_data() is
  'Deletes the account of whoever calls, at once and for good, and says what stays. The app asks '
  'before. Runs as the caller. For authenticated.';
revoke execute on function public.delete_my_data() from public, anon, authenticated, service_role;
grant execute on function public.delete_my_data() to authenticated;
