-- What came back to texts: answers, ratings and farewells, noted as they come in.

create table public.message_responses (
  message_id uuid primary key references public.messages (id) on delete cascade,
  answered_at timestamptz,
  rating text,
  opted_out_at timestamptz,
  created_at timestamptz not null default now(),
  constraint rating_is_known check (rating in ('good', 'bad')),
  constraint a_response_says_something check (
    num_nonnulls(answered_at, rating, opted_out_at) > 0
  )
);

comment on table public.message_responses is
  'What came back to a text, without its words, so that it can be counted when the words are gone. '
  'A table of its own, because whoever takes in a text may not wait for whoever logs one.';
comment on column public.message_responses.answered_at is
  'When its recipient first wrote after it, within private.settings.answer_window; other than to '
  'stop, to start again, or in distress.';
comment on column public.message_responses.rating is 'GOOD or BAD, the last that was said (R58).';
comment on column public.message_responses.opted_out_at is
  'When its recipient ended the texts after it (STOP, MUTE), however late.';

alter table public.message_responses enable row level security;
revoke all on table public.message_responses from public, anon, authenticated, service_role;
grant select on table public.message_responses to authenticated, service_role;

create policy "Operators can see what came back" on public.message_responses
  for select to authenticated using (
    (select private.is_operator())
  );

create function private.last_text_to(
  contact_id uuid,
  until timestamptz default 'infinity'
)
returns table (message_id uuid, sent_at timestamptz)
language sql
stable
set search_path = ''
as $$
  select messages.id, messages.sent_at
  from public.messages
  where messages.contact_id = last_text_to.contact_id
    and messages.sent_at <= last_text_to.until
    and messages.status = 'sent'
    and messages.program <> 'reply'
  order by messages.sent_at desc
  limit 1;
$$;

comment on function private.last_text_to(uuid, timestamptz) is
  'The last text to a contact until then that was no answer; no row if there was none.';
revoke execute on function private.last_text_to(uuid, timestamptz) from public;

create function private.note_answer()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  insert into public.message_responses as response (message_id, answered_at)
  select last.message_id, new.sent_at
  from private.last_text_to(new.contact_id, new.sent_at) as last
  cross join private.settings
  where new.sent_at <= last.sent_at + settings.answer_window
    and not exists (
      select from private.commands
      where commands.command = new.command and not commands.is_an_answer
    )
  on conflict (message_id) do update set
    answered_at = coalesce(response.answered_at, excluded.answered_at);
  return null;
end;
$$;

comment on function private.note_answer() is
  'Trigger: a text that comes in answers the last one to its sender, if that was not long ago.';
revoke execute on function private.note_answer() from public;

create trigger note_answer
  after insert on public.inbound_messages
  for each row when (new.contact_id is not null)
  execute function private.note_answer();

create function private.note_rating()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  insert into public.message_responses as response (message_id, rating)
  select messages.id, new.command
  from public.messages
  where messages.id = new.rating_of
  on conflict (message_id) do update set rating = excluded.rating;
  return null;
end;
$$;

comment on function private.note_rating() is 'Trigger: keeps what GOOD or BAD was said of.';
revoke execute on function private.note_rating() from public;

create trigger note_rating
  after update of rating_of on public.inbound_messages
  for each row when (new.rating_of is not null)
  execute function private.note_rating();

create function private.note_opt_out()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  insert into public.message_responses as response (message_id, opted_out_at)
  select last.message_id, said.at
  from (
    select coalesce(
      (
        select inbound_messages.sent_at
        from public.inbound_messages
        where inbound_messages.id = (new.evidence ->> 'inbound_message_id')::uuid
      ),
      new.created_at
    )
  ) as said (at)
  cross join lateral private.last_text_to(new.contact_id, said.at) as last
  on conflict (message_id) do update set
    opted_out_at = coalesce(response.opted_out_at, excluded.opted_out_at);
  return null;
end;
$$;

comment on function private.note_opt_out() is
  'Trigger: whoever ends the texts does it over the last one they got.';
revoke execute on function private.note_opt_out() from public;

create trigger note_opt_out
  after insert on public.consent_events
  -- What stands for a crisis has no text of its own.
  for each row when (
    new.event in ('stopped', 'stopped_by_machine', 'muted') and new.evidence ? 'inbound_message_id'
  )
  execute function private.note_opt_out();

create function private.rate_last_text(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
begin
  update public.inbound_messages
  set rating_of = (
    select message_queue.id
    from public.message_queue
    join public.contacts on contacts.id = message_queue.contact_id
    where private.phone_key(contacts.phone) = private.phone_key(inbound.from_phone)
      -- Users may read what was rated, so it is theirs.
      and message_queue.user_id = inbound.user_id
      and message_queue.status = 'sent'
      and message_queue.program <> 'reply'
      and message_queue.sent_at <= inbound.sent_at
      and exists (
        select from private.message_attempts
        where message_attempts.message_id = message_queue.id
          and private.phone_key(message_attempts.to_phone)
            = private.phone_key(inbound.from_phone)
          and message_attempts.outcome = 'accepted'
      )
    order by message_queue.sent_at desc
    limit 1
  )
  where inbound_messages.id = inbound.id;
  return private.answer_to(inbound, 'rated');
end;
$$;

comment on function private.rate_last_text(private.inbound) is
  'GOOD and BAD: about the last text to this number that was no answer (R58).';
revoke execute on function private.rate_last_text(private.inbound) from public;
