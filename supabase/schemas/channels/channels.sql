-- By which ways a message reaches somebody: one row each. What belongs to one channel alone (its
-- circuit, its pace, its books of hours, what its codes mean) is found by its name (decision 0017).

create table private.channels (
  channel text primary key,
  address_kind text not null,
  is_delivered_by_the_database boolean not null default false,
  messages_per_hour integer,
  replies_per_hour integer,
  counts_segments boolean not null default false,
  can_dedupe boolean not null default false,
  delivery_codes int4range,
  created_at timestamptz not null default now(),
  constraint channel_is_a_short_word check (channel ~ '^[a-z_]{1,20}$'),
  constraint address_kind_is_known check (address_kind in ('phone', 'user')),
  constraint only_the_database_delivers_to_a_user
    check (is_delivered_by_the_database = (address_kind = 'user')),
  constraint an_hour_carries_both_or_neither
    check ((messages_per_hour is null) = (replies_per_hour is null)),
  constraint hours_are_not_negative
    check (least(messages_per_hour, replies_per_hour) >= 0),
  constraint what_the_database_delivers_has_no_hour
    check (not is_delivered_by_the_database or messages_per_hour is null)
);

comment on table private.channels is
  'One row for each channel. Senders know by this name which provider to ask.';
comment on column private.channels.address_kind is
  'phone: the number of a contact. user: the account itself, so that such a message has no '
  'contact.';
comment on column private.channels.is_delivered_by_the_database is
  'Whether the claim itself delivers: no sender, no attempt and no budget take part.';
comment on column private.channels.messages_per_hour is
  'Messages that an hour carries, unless message_rate_limits says otherwise for it; null is as '
  'private.settings has it, and nothing at all where the database delivers.';
comment on column private.channels.replies_per_hour is
  'Messages of priority 0 that an hour carries beside those.';
comment on column private.channels.counts_segments is 'Whether its provider bills by segments.';
comment on column private.channels.can_dedupe is
  'Whether its provider takes the same attempt twice for one, so that an unknown outcome may be '
  'asked for again.';
comment on column private.channels.delivery_codes is
  'Codes in this range that private.provider_errors does not know come from the delivery, and are '
  'worth another try.';

alter table private.channels enable row level security;
revoke all on table private.channels from public, anon, authenticated, service_role;
-- A preview asks as whoever it is about, and so does the story of a message.
grant select (channel, address_kind, is_delivered_by_the_database)
  on table private.channels to authenticated, service_role;

create policy "Everybody signed in can read channels" on private.channels
  for select to authenticated using (true);

insert into private.channels (channel, address_kind, counts_segments, delivery_codes)
values ('sms', 'phone', true, '[30000, 31000)');
insert into private.channels (channel, address_kind, is_delivered_by_the_database)
values ('inbox', 'user', true);

create function private.default_channel()
returns text
language sql
immutable
set search_path = ''
as $$
  select 'sms';
$$;

comment on function private.default_channel() is
  'The channel of whatever names none.';
revoke execute on function private.default_channel() from public;
grant execute on function private.default_channel() to authenticated, service_role;

create function private.refuse_unknown_channel(channel text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (
    select from private.channels where channels.channel = refuse_unknown_channel.channel
  ) then
    raise exception 'There is no channel "%"', left(channel, 60)
      using errcode = 'RD088',
        hint = (
          select format('Use %s.', string_agg(channels.channel, ', ' order by channels.channel))
          from private.channels
        );
  end if;
end;
$$;

comment on function private.refuse_unknown_channel(text) is
  'Raises RD088 for what is no channel.';
revoke execute on function private.refuse_unknown_channel(text) from public;
