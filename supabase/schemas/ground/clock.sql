-- The one clock of domain logic.

create table private.virtual_clock (
  id boolean primary key default true,
  instant timestamptz not null,
  created_at timestamptz not null default now(),
  constraint virtual_clock_has_one_row check (id)
);

comment on table private.virtual_clock is
  'Empty wherever messages are real. The local stack alone puts a row here, to move time in tests.';
alter table private.virtual_clock enable row level security;
revoke all on table private.virtual_clock from public, anon, authenticated, service_role;
grant select (instant) on table private.virtual_clock to authenticated, service_role;

create policy "Everybody signed in can read the virtual clock" on private.virtual_clock
  for select to authenticated using (true);

create function private.clock_now()
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  return coalesce((select virtual_clock.instant from private.virtual_clock), now());
end;
$$;

comment on function private.clock_now() is
  'The only clock of domain logic: due times, judgement, expiry, budget hours. now(), unless the '
  'local stack set a virtual time. Leases and time-outs use the real clock instead. plpgsql, so '
  'that a session plans it once: each message that ends asks.';
revoke execute on function private.clock_now() from public;
grant execute on function private.clock_now() to authenticated, service_role;

create function private.stamp_created_at()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  new.created_at := private.clock_now();
  return new;
end;
$$;

comment on function private.stamp_created_at() is
  'Trigger: sets created_at from the clock of domain logic, for tables whose age counts. Definer '
  'because the people who insert may not read the clock.';
revoke execute on function private.stamp_created_at() from public;
