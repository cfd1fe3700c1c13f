-- What is known of numbers, whoever knows them.

create table private.phone_numbers (
  phone text primary key,
  opted_out_at timestamptz,
  unreachable_until timestamptz,
  created_at timestamptz not null default now(),
  is_blocked_by_provider boolean not null default false,
  quiet_until timestamptz,
  -- Short codes say STOP as well.
  constraint phone_is_e164 check (phone ~ '^\+[1-9][0-9]{2,14}$')
);

comment on table private.phone_numbers is
  'One row for each number with a history, whoever knows it. STOP is about a number; consent is '
  'about a contact.';
comment on column private.phone_numbers.opted_out_at is
  'Since when nothing may be sent to this number; null if it may.';
comment on column private.phone_numbers.is_blocked_by_provider is
  'Whether the provider itself heard the STOP: it refuses texts then, and answers START.';
comment on column private.phone_numbers.quiet_until is
  'Whoever holds it asked for quiet until then, a day at most; what is due leaves afterwards.';
comment on column private.phone_numbers.unreachable_until is
  'The provider said for good that this number cannot be reached; not tried again before then.';
alter table private.phone_numbers enable row level security;
revoke all on table private.phone_numbers from public, anon, authenticated, service_role;
grant select (phone, opted_out_at, unreachable_until)
  on table private.phone_numbers to authenticated;

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
