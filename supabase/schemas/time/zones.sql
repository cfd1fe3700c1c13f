-- Which zones people may choose.

create table private.time_zones (
  name text primary key,
  created_at timestamptz not null default now(),
  constraint name_is_utc_or_a_place check (name = 'UTC' or name like '%/%')
);

comment on table private.time_zones is
  'The zones that people may choose: IANA names of places, and UTC. Fixed offsets are left out '
  'because nobody lives in one.';
alter table private.time_zones enable row level security;
revoke all on table private.time_zones from public, anon, authenticated, service_role;
create policy "Nobody reaches time zones through the API" on private.time_zones
  for all to anon, authenticated using (false);

create function private.places_with_a_zone()
returns setof text
language sql
stable
set search_path = ''
as $$
  select pg_timezone_names.name
  from pg_catalog.pg_timezone_names
  where pg_timezone_names.name = 'UTC'
    or (
      pg_timezone_names.name like '%/%'
      and pg_timezone_names.name !~ '^(Etc|posix|right|SystemV)/'
    );
$$;

comment on function private.places_with_a_zone() is
  'The zones that people could choose by what this version of Postgres knows.';
revoke execute on function private.places_with_a_zone() from public;

insert into private.time_zones (name)
select places.name from private.places_with_a_zone() as places (name);

create function private.is_time_zone(name text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (select from private.time_zones where time_zones.name = is_time_zone.name);
$$;

comment on function private.is_time_zone(text) is 'Whether people may choose this zone.';
revoke execute on function private.is_time_zone(text) from public;
