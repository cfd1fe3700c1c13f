-- What becomes of messages when a contact or an account goes.

insert into private.reasons (code, meaning)
values
  ('contact_deleted', 'The contact was removed.');

create function private.cancel_messages_of_contact()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.message_queue
  set status = 'canceled', reason = 'contact_deleted'
  where message_queue.contact_id = old.id
    and message_queue.status = 'queued'
    -- With an account everything goes anyway.
    and exists (select from public.users where users.id = old.user_id);
  return old;
end;
$$;

comment on function private.cancel_messages_of_contact() is
  'Trigger: what waits for a deleted contact is not sent. Definer because users may not write the '
  'queue.';
revoke execute on function private.cancel_messages_of_contact() from public;

create trigger cancel_messages_of_contact
  before delete on public.contacts
  for each row execute function private.cancel_messages_of_contact();

create function private.lock_messages_of_user()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform
  from public.message_queue
  where message_queue.user_id = old.id
  order by message_queue.id
  for update;
  return old;
end;
$$;

comment on function private.lock_messages_of_user() is
  'Trigger: whoever reports on a message locks it first and the user second, for the log. Deleting '
  'an account does the same, or both may wait for each other. Definer because the Auth server may '
  'not read the queue.';
revoke execute on function private.lock_messages_of_user() from public;

create trigger lock_messages_of_user
  before delete on auth.users
  for each row execute function private.lock_messages_of_user();
