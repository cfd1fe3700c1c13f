-- Every text that came in, and what is passed on about one.

create table public.inbound_messages (
  id uuid primary key default gen_random_uuid(),
  provider_message_id text not null,
  from_phone text not null,
  to_address text,
  user_id uuid references public.users (id) on delete cascade,
  contact_id uuid references public.contacts (id) on delete set null,
  body text,
  media_count smallint not null default 0,
  command text,
  sent_at timestamptz not null default private.clock_now(),
  rating_of uuid references public.message_queue (id) on delete set null,
  answer_id uuid references public.message_queue (id) on delete set null,
  created_at timestamptz not null default now(),
  constraint a_text_comes_in_once unique (provider_message_id),
  constraint from_phone_is_e164 check (from_phone ~ '^\+[1-9][0-9]{2,14}$'),
  constraint body_has_at_most_1600_characters check (length(body) <= 1600),
  constraint only_what_belongs_to_somebody_is_kept check (user_id is not null or body is null)
);

comment on table public.inbound_messages is
  'Every text that came in, once. A user reads what was written by those who agreed to texts about '
  'them; the words of all others are not kept.';
comment on column public.inbound_messages.user_id is
  'Whom it concerns: whose own phone it is from, or whose contact who agreed to texts; of several, '
  'who last texted it. Null of everybody else.';
comment on column public.inbound_messages.to_address is
  'What was texted: a number of ours, a short code or a name; null if nobody said.';
comment on column public.inbound_messages.media_count is 'How many pictures came with it.';
comment on column public.inbound_messages.sent_at is
  'When it was written: of one that was fetched later, what the provider says.';
comment on column public.inbound_messages.command is
  'What it was taken for; null if nobody understood it.';
comment on column public.inbound_messages.rating_of is 'The text that GOOD or BAD is about (R58).';

create index inbound_messages_by_user on public.inbound_messages (user_id, created_at desc);
create index inbound_messages_by_phone
  on public.inbound_messages (private.phone_key(from_phone), created_at desc);
create index inbound_messages_by_contact on public.inbound_messages (contact_id);
create index inbound_messages_by_answer on public.inbound_messages (answer_id);
create index inbound_messages_by_rating on public.inbound_messages (rating_of);
-- Whose words are still to be forgotten.
create index inbound_messages_with_words
  on public.inbound_messages (created_at) where body is not null;

alter table public.inbound_messages enable row level security;
revoke all on table public.inbound_messages from public, anon, authenticated, service_role;
grant
  select (
    id, user_id, contact_id, body, media_count, command, rating_of, answer_id, sent_at, created_at
  )
  on table public.inbound_messages to authenticated;
grant select on table public.inbound_messages to service_role;

create policy "Users can read what was texted to them" on public.inbound_messages
  for select to authenticated using (
    user_id = (select auth.uid())
    -- Whoever ends the texts, declines them or is in distress told us, not the user.
    and coalesce(command not in ('stop', 'no', 'mute', 'crisis', 'distress'), true)
  );

-- What we answered would tell as well.
create policy "Users see answers to what they may read" on public.message_queue
  as restrictive for select to authenticated using (
    program <> 'reply'
    or (select private.is_operator())
    -- These name whoever else texts that phone.
    or message_type not in ('who', 'mute_whom', 'whose', 'why')
      and exists (
        select from public.inbound_messages where inbound_messages.answer_id = message_queue.id
      )
  );
create policy "Users see answers to what they may read" on public.messages
  as restrictive for select to authenticated using (
    program <> 'reply'
    or (select private.is_operator())
    -- These name whoever else texts that phone.
    or message_type not in ('who', 'mute_whom', 'whose', 'why')
      and exists (
        select from public.inbound_messages where inbound_messages.answer_id = messages.id
      )
  );

create trigger stamp_created_at
  before insert on public.inbound_messages
  for each row execute function private.stamp_created_at();

create function private.learn_own_number()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  -- Asked first, so that one text does not wait for another.
  if not exists (
    select from private.phone_numbers
    where phone_numbers.phone = private.phone_key(new.to_address) and phone_numbers.is_ours
  ) then
    insert into private.phone_numbers (phone, is_ours)
    values (private.phone_key(new.to_address), true)
    on conflict (phone) do update set is_ours = true;
  end if;
  return null;
end;
$$;

comment on function private.learn_own_number() is
  'Trigger: what people text is a number of ours, which no contact can have. The database is told '
  'of no other way: a Messaging Service may send from many.';
revoke execute on function private.learn_own_number() from public;

create trigger learn_own_number
  after insert on public.inbound_messages
  for each row when (new.to_address ~ '^\+[1-9][0-9]{6,14}$')
  execute function private.learn_own_number();

create type private.inbound as (
  id uuid,
  from_phone text,
  body text,
  command text,
  argument text,
  provider_message_id text,
  user_id uuid,
  contact_id uuid,
  is_own_phone boolean,
  to_address text,
  media_count smallint,
  opt_out_type text,
  sent_at timestamptz,
  is_fetched boolean
);
comment on type private.inbound is
  'A text that came in, who it is from and what it says. is_own_phone: it is from the confirmed '
  'phone of user_id, who may give commands. opt_out_type: what the provider took it for. '
  'is_fetched: it did not come by itself.';

create type private.answer as (
  user_id uuid,
  contact_id uuid,
  message_type text,
  facts jsonb
);
comment on type private.answer is
  'The answer to a text: a wording of the program that obeyed, or of reply, its facts, and in '
  'whose name it goes to whom. No message_type is no answer.';

create function private.answer_to(
  inbound private.inbound,
  message_type text,
  facts jsonb default '{}'
)
returns private.answer
language sql
immutable
set search_path = ''
as $$
  select row(
    answer_to.inbound.user_id, answer_to.inbound.contact_id, answer_to.message_type, answer_to.facts
  )::private.answer;
$$;

comment on function private.answer_to(private.inbound, text, jsonb) is
  'The answer to whoever wrote, in the name of the user whom their text concerns.';
revoke execute on function private.answer_to(private.inbound, text, jsonb) from public;
