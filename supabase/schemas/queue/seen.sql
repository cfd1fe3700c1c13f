-- When a person was last seen in the app.

create function private.keep_seen_at()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_now constant timestamptz := private.clock_now();
begin
  new.seen_at := case
    when old.seen_at > v_now - interval '1 hour'
      and not exists (
        select from public.messages
        join private.channels on channels.channel = messages.channel
        left join public.contacts on contacts.id = messages.contact_id
        where messages.user_id = new.id
          and (contacts.relationship = 'self' or channels.address_kind = 'user')
          and messages.status = 'sent'
          and messages.sent_at >= old.seen_at
      )
    then old.seen_at
    else greatest(v_now, old.seen_at)
  end;
  if new is not distinct from old then
    return null;
  end if;
  return new;
end;
$$;

comment on function private.keep_seen_at() is
  'Trigger: users.seen_at is our clock''s, and costs a write an hour at most, but for the first '
  'sign after a message to the user, by phone or in the app: whether that was answered must not '
  'wait. Definer to read the clock and the log.';
revoke execute on function private.keep_seen_at() from public;

create trigger keep_seen_at
  before update of seen_at on public.users
  for each row execute function private.keep_seen_at();
