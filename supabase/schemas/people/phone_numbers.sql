-- What is known of numbers, whoever knows them.

create table private.phone_numbers (
  phone text primary key,
  opted_out_at timestamptz,
  unreachable_until timestamptz,
  created_at timestamptz not null default now(),
  is_blocked_by_provider boolean not null default false,
  quiet_until timestamptz,
  is_ours boolean not null default false,
  open_minutes int4multirange,
  timezone text references private.time_zones (name),
  -- Short codes say STOP as well.
  constraint phone_is_e164 check (phone ~ '^\+[1-9][0-9]{2,14}$'),
  -- Whoever asks by another spelling would find nothing.
  constraint phone_is_what_numbers_are_compared_by check (phone = private.phone_key(phone))
);

comment on table private.phone_numbers is
  'One row for each phone with a history, whoever knows it and however they write its number. STOP '
  'is about a phone; consent is about a contact.';
comment on column private.phone_numbers.phone is
  'private.phone_key() of its numbers: asked by it, never sent to.';
comment on column private.phone_numbers.opted_out_at is
  'Since when nothing may be sent to this number; null if it may.';
comment on column private.phone_numbers.is_blocked_by_provider is
  'Whether the provider itself heard the STOP: it refuses texts then, and answers START.';
comment on column private.phone_numbers.quiet_until is
  'Whoever holds it asked for quiet until then, a day at most; what is due leaves afterwards.';
comment on column private.phone_numbers.open_minutes is
  'The minutes of a local day in which its holder wants texts, by HOURS; null where they said '
  'nothing. They bind what goes to contacts who said yes, inside the legal hours.';
comment on column private.phone_numbers.timezone is
  'Where its holder lives, by ZONE; null where they said nothing. See private.take_said_zone().';
comment on column private.phone_numbers.unreachable_until is
  'The provider said for good that this number cannot be reached; not tried again before then.';
comment on column private.phone_numbers.is_ours is
  'Whether texts are sent from it: known since somebody texted it.';
alter table private.phone_numbers enable row level security;
revoke all on table private.phone_numbers from public, anon, authenticated, service_role;
grant select (phone, opted_out_at, quiet_until, unreachable_until, open_minutes)
  on table private.phone_numbers to authenticated;

create index phone_numbers_by_timezone on private.phone_numbers (timezone);

create function private.mask_phone(phone text)
returns text
language sql
immutable
strict
set search_path = ''
as $$
  select left(mask_phone.phone, 2) || '…' || right(mask_phone.phone, 4);
$$;

comment on function private.mask_phone(text) is
  'A number as it may stand in lists and logs: "+1…0123".';
revoke execute on function private.mask_phone(text) from public;
