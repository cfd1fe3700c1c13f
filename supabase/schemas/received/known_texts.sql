-- Which texts were taken in, for as long as a fetch can reach them.

create table private.known_texts (
  provider_message_id text primary key,
  sent_at timestamptz not null,
  created_at timestamptz not null default now()
);

comment on table private.known_texts is
  'The ids of texts that were taken in, also of those that went with an account: without them the '
  'next fetch would take in again what somebody had erased. Neither words nor numbers.';
comment on column private.known_texts.sent_at is
  'When it was written; what no fetch can reach any more is forgotten.';

create index known_texts_by_time on private.known_texts (sent_at);

alter table private.known_texts enable row level security;
revoke all on table private.known_texts from public, anon, authenticated, service_role;
create policy "Nobody reaches known texts through the API" on private.known_texts
  for all to anon, authenticated using (false);

create function private.is_known_text(provider_message_id text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from private.known_texts
    where known_texts.provider_message_id = is_known_text.provider_message_id
  )
  or exists (
    select from public.inbound_messages
    where inbound_messages.provider_message_id = is_known_text.provider_message_id
  );
$$;

comment on function private.is_known_text(text) is
  'Whether a text with this id of the provider was taken in before.';
revoke execute on function private.is_known_text(text) from public;
