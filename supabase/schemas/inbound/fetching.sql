-- Texts that the provider has and the webhook did not bring: how far a fetch reaches back, what it
-- found, and what is told if it fails.

create table private.inbound_fetching (
  is_the_only_one boolean primary key default true,
  inbound_since timestamptz,
  fetched_until timestamptz,
  failing_since timestamptz,
  last_error text,
  created_at timestamptz not null default now(),
  constraint there_is_one_row check (is_the_only_one),
  constraint last_error_exists_exactly_while_failing
    check ((failing_since is null) = (last_error is null))
);

comment on table private.inbound_fetching is 'How far texts were fetched: one row.';
comment on column private.inbound_fetching.inbound_since is
  'When this project began to take in texts, which is when this row was made: what the number got '
  'before is not ours to obey. Null until the first fetch.';
comment on column private.inbound_fetching.fetched_until is
  'Everything written until then was listed, and is taken in; null before the first fetch.';
comment on column private.inbound_fetching.failing_since is
  'Since when no fetch succeeded; null if the last one did.';

insert into private.inbound_fetching default values;

alter table private.inbound_fetching enable row level security;
revoke all on table private.inbound_fetching from public, anon, authenticated, service_role;
create policy "Nobody reaches the state of fetching through the API" on private.inbound_fetching
  for all to anon, authenticated using (false);

create function private.fetch_reaches_back_to()
returns timestamptz
language sql
stable
set search_path = ''
as $$
  -- The provider's list lags behind, by a quarter of an hour as people report: an hour is safe.
  select greatest(
    coalesce(state.inbound_since, state.created_at), state.fetched_until - interval '1 hour'
  )
  from private.inbound_fetching as state;
$$;

comment on function private.fetch_reaches_back_to() is
  'From when on the next fetch lists texts: an hour before the end of the last that succeeded.';
revoke execute on function private.fetch_reaches_back_to() from public;

create function public.begin_inbound_fetch()
returns table (fetch_from timestamptz, fetch_until timestamptz)
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_now constant timestamptz := private.clock_now();
begin
  -- Only a clock that somebody moved back makes any of it later than now.
  update private.inbound_fetching as state
  set
    inbound_since = least(coalesce(state.inbound_since, state.created_at), v_now),
    fetched_until = least(state.fetched_until, v_now)
  where coalesce(state.inbound_since > v_now, true) or state.fetched_until > v_now;
  return query select private.fetch_reaches_back_to(), v_now;
end;
$$;

comment on function public.begin_inbound_fetch() is
  'The stretch of time whose texts are to be listed at the provider, both ends included. Definer '
  'because the state of fetching is private. For service_role.';
revoke execute on function public.begin_inbound_fetch() from public, anon, authenticated;
grant execute on function public.begin_inbound_fetch() to service_role;

create table private.unreadable_texts (
  provider_message_id text primary key,
  failures integer not null,
  last_error text not null,
  created_at timestamptz not null default now(),
  constraint failures_are_positive check (failures > 0)
);

comment on table private.unreadable_texts is
  'Fetched texts that could not be taken in, and how often. After three times one is kept unread: '
  'no text may keep those out that were written after it.';

alter table private.unreadable_texts enable row level security;
revoke all on table private.unreadable_texts from public, anon, authenticated, service_role;
create policy "Nobody reaches unreadable texts through the API" on private.unreadable_texts
  for all to anon, authenticated using (false);

create function public.give_up_text(
  provider_message_id text,
  from_phone text,
  body text,
  to_address text,
  sent_at timestamptz,
  error text
)
returns boolean
language plpgsql
volatile
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_inbound private.inbound;
  v_failures integer;
begin
  insert into private.unreadable_texts as unreadable (provider_message_id, failures, last_error)
  values (give_up_text.provider_message_id, 1, left(give_up_text.error, 500))
  on conflict (provider_message_id) do update set
    failures = unreadable.failures + 1,
    last_error = excluded.last_error
  returning unreadable.failures into v_failures;
  if v_failures < 3 or private.is_known_text(give_up_text.provider_message_id) then
    return false;
  end if;
  v_inbound.id := gen_random_uuid();
  v_inbound.provider_message_id := give_up_text.provider_message_id;
  v_inbound.from_phone := give_up_text.from_phone;
  v_inbound.to_address := give_up_text.to_address;
  v_inbound.body := left(give_up_text.body, 1600);
  v_inbound.media_count := 0;
  v_inbound.sent_at := least(give_up_text.sent_at, private.clock_now());
  v_inbound.is_fetched := true;
  -- What Twilio blocks by binds, unread as it is.
  if private.twilio_keyword(v_inbound.body, v_inbound.to_address, null) = 'STOP' then
    v_inbound.command := 'stop';
    perform private.bind_stop(v_inbound);
  end if;
  perform private.keep_text(v_inbound);
  perform private.raise_alert(
    'inbound_unreadable',
    'A text could not be taken in three times and is kept unread: read it at the provider',
    jsonb_build_object(
      'provider_message_id', v_inbound.provider_message_id, 'error', left(give_up_text.error, 500)
    )
  );
  return true;
end;
$$;

comment on function public.give_up_text(text, text, text, text, timestamptz, text) is
  'Notes that a fetched text could not be taken in, with the error. The third time it is kept '
  'unread, as nobody''s and without its words, the operator is told to read it at the provider, '
  'and true is returned. Definer because what was taken in is private. For service_role.';
revoke execute on function public.give_up_text(text, text, text, text, timestamptz, text)
from public, anon, authenticated;
grant execute on function public.give_up_text(text, text, text, text, timestamptz, text)
to service_role;

create function public.find_missed_texts(provider_message_ids text[], written_at timestamptz[])
returns text[]
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  -- What the webhook brought has the time at which it came. By the provider's own, texts of one
  -- number are in order, whichever way they came.
  update public.inbound_messages
  set sent_at = early.sent_at
  from (
    select inbound_messages.id, listed.sent_at
    from unnest(provider_message_ids, written_at) as listed (id, sent_at)
    join public.inbound_messages on inbound_messages.provider_message_id = listed.id
    where inbound_messages.sent_at > listed.sent_at
    -- Whoever deletes their account holds them.
    for update of inbound_messages skip locked
  ) as early
  where inbound_messages.id = early.id;
  -- One value and no rows: of rows the API returns a thousand at most, and drops the rest silently.
  return array(
    select listed.id
    from unnest(provider_message_ids) with ordinality as listed (id, place)
    left join private.unreadable_texts on unreadable_texts.provider_message_id = listed.id
    where not private.is_known_text(listed.id)
    -- What failed before may take its time again: after all others.
    order by coalesce(unreadable_texts.failures, 0), listed.place
  );
end;
$$;

comment on function public.find_missed_texts(text[], timestamptz[]) is
  'Of texts that the provider listed, by id and time (null if unknown), the ids of those that were '
  'never taken in, in the same order but for those that could not be taken in before, which come '
  'last. Notes the times of the others. Definer because what was taken in is private. For '
  'service_role.';
revoke execute on function public.find_missed_texts(text[], timestamptz[])
from public, anon, authenticated;
grant execute on function public.find_missed_texts(text[], timestamptz[]) to service_role;

create function public.finish_inbound_fetch(until timestamptz, error text default null)
returns void
language sql
volatile
security definer
set search_path = ''
as $$
  update private.inbound_fetching as state
  set
    fetched_until = case
      when finish_inbound_fetch.error is null
        then greatest(state.fetched_until, finish_inbound_fetch.until)
      else state.fetched_until
    end,
    failing_since = case
      when finish_inbound_fetch.error is not null
        then coalesce(state.failing_since, private.clock_now())
    end,
    last_error = left(finish_inbound_fetch.error, 500);
$$;

comment on function public.finish_inbound_fetch(timestamptz, text) is
  'Tells that everything written until then is taken in, or with an error that it may not be: then '
  'the next fetch begins where this one did. Definer because the state of fetching is private. For '
  'service_role.';
revoke execute on function public.finish_inbound_fetch(timestamptz, text)
from public, anon, authenticated;
grant execute on function public.finish_inbound_fetch(timestamptz, text) to service_role;

create function private.note_missed_text(inbound private.inbound)
returns void
language sql
volatile
set search_path = ''
as $$
  select private.raise_alert(
    'inbound_webhook_missed',
    'A text came in that the webhook did not bring: it was fetched from the provider''s list',
    jsonb_build_object(
      'provider_message_id', note_missed_text.inbound.provider_message_id,
      'sent_at', note_missed_text.inbound.sent_at
    )
  )
  where note_missed_text.inbound.is_fetched
    -- A younger one may be on its way.
    and note_missed_text.inbound.sent_at < private.clock_now() - interval '3 minutes';
$$;

comment on function private.note_missed_text(private.inbound) is
  'Tells the operator of a fetched text, if its webhook must have failed.';
revoke execute on function private.note_missed_text(private.inbound) from public;

create function private.forget_known_texts(batch_size integer, instant timestamptz)
returns integer
language sql
volatile
set search_path = ''
as $$
  with old as materialized (
    select known_texts.provider_message_id
    from private.known_texts
    -- A day more, because the provider's clock is not ours.
    where known_texts.sent_at < least(
      private.fetch_reaches_back_to(), forget_known_texts.instant
    ) - interval '1 day'
    order by known_texts.sent_at
    limit forget_known_texts.batch_size
    for update of known_texts skip locked
  ),
  forgotten as (
    delete from private.known_texts
    where known_texts.provider_message_id = any (array(select old.provider_message_id from old))
    returning known_texts.provider_message_id
  )
  select count(*)::integer from forgotten;
$$;

comment on function private.forget_known_texts(integer, timestamptz) is
  'Forgets the ids of texts that no fetch can reach any more, the oldest first. Returns how many.';
revoke execute on function private.forget_known_texts(integer, timestamptz) from public;
