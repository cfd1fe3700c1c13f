-- Who may propose messages, which checks bind what they propose, and whom they are on for.

create table private.programs (
  program text primary key,
  gates text[] not null,
  goes_to text,
  enabled_percent smallint not null default 100,
  takes_place boolean not null default false,
  needs_place boolean not null default false,
  rank smallint not null default 0,
  max_per_day smallint,
  max_per_week smallint,
  open_minutes int4multirange,
  created_at timestamptz not null default now(),
  -- Its functions are found by it, and no name of Postgres is longer than 63 characters.
  constraint program_is_a_short_word check (program ~ '^[a-z_]{1,40}$'),
  constraint gates_are_known check (
    gates <@ array[
      'enabled', 'switch', 'pause', 'consent', 'opt_out', 'invitation', 'allowed_hours'
    ]
  ),
  constraint goes_to_is_known check (goes_to in ('contacts', 'user')),
  -- Only who wrote to us, or whom a user just asked, hears from us without.
  constraint what_names_its_recipients_passes_every_gate check (
    goes_to is null or gates @> array['switch', 'pause', 'consent', 'opt_out', 'allowed_hours']
  ),
  -- A place is one of the user's own day.
  constraint what_takes_a_place_goes_to_the_user
    check (goes_to is not distinct from 'user' or not (takes_place or needs_place)),
  constraint what_needs_a_place_takes_one check (takes_place or not needs_place),
  constraint only_what_needs_a_place_has_caps
    check (needs_place or num_nonnulls(max_per_day, max_per_week) = 0),
  constraint caps_are_not_negative check (least(max_per_day, max_per_week) >= 0),
  constraint open_minutes_are_of_a_day check (open_minutes <@ '{[0,1440)}'),
  constraint enabled_percent_is_0_to_100 check (enabled_percent between 0 and 100),
  -- Somebody who wrote to us, or whom a user just asked, waits for these: a STOP must be confirmed
  -- whatever else is switched off.
  constraint what_has_no_switch_is_on_for_everybody
    check ('switch' = any (gates) or enabled_percent = 100)
);

comment on table private.programs is
  'One row for each program, which stands in its own folder with the functions that private.ask '
  'finds by name. docs/programs.md tells what they are.';
comment on column private.programs.gates is
  'What must be open for its messages, at planning, at the claim and at the start; see '
  'private.gates_against. Expiry and the latest start bind all.';
comment on column private.programs.goes_to is
  'contacts: not to a user''s own phone. user: only there. Null: to whoever is named.';
comment on column private.programs.enabled_percent is
  'For how many of a hundred users it is on. The same people stay in when it rises.';
comment on column private.programs.takes_place is
  'Its messages count towards what their user may get in a day and in any seven days.';
comment on column private.programs.needs_place is
  'They leave only while a place is left, by private.yieldings.';
comment on column private.programs.rank is 'Who gets the last place: the smallest.';
comment on column private.programs.max_per_day is
  'How many of its own messages one user gets for one local date at most; null, no such cap.';
comment on column private.programs.max_per_week is 'The same for any seven local dates.';
comment on column private.programs.open_minutes is
  'The minutes of the recipient''s day at which its messages may leave, inside the legal ones; '
  'null, all of them.';

create table private.message_types (
  program text not null references private.programs (program),
  message_type text not null,
  score integer not null,
  created_at timestamptz not null default now(),
  primary key (program, message_type)
);

comment on table private.message_types is
  'What a program''s types of message are worth to it. One without a row is worth 0.';
comment on column private.message_types.score is
  'Of two messages of programs of one rank the one with the higher score gets the last place.';

alter table private.message_types enable row level security;
revoke all on table private.message_types from public, anon, authenticated, service_role;
create policy "Nobody reaches types of messages through the API" on private.message_types
  for all to anon, authenticated using (false);

alter table private.programs enable row level security;
revoke all on table private.programs from public, anon, authenticated, service_role;
-- A preview asks as whoever it is about.
grant select (program, gates, goes_to, enabled_percent, open_minutes)
  on table private.programs to authenticated;

create policy "Everybody signed in can read programs" on private.programs
  for select to authenticated using (true);

create table private.program_switches (
  program text not null references private.programs (program),
  user_id uuid not null references public.users (id) on delete cascade,
  is_on boolean not null,
  created_at timestamptz not null default now(),
  primary key (program, user_id),
  constraint what_people_wait_for_has_no_switch check (program not in ('consent', 'reply'))
);

comment on table private.program_switches is
  'Single users for whom an operator switched a program on or off, whatever its percentage.';

create index program_switches_by_user on private.program_switches (user_id);

alter table private.program_switches enable row level security;
revoke all on table private.program_switches from public, anon, authenticated, service_role;
grant select (program, user_id, is_on) on table private.program_switches to authenticated;

create policy "Users can see their switches" on private.program_switches
  for select to authenticated using (user_id = (select auth.uid()));

create function private.is_in_share(program text, user_id uuid, percent smallint)
returns boolean
language sql
immutable
set search_path = ''
as $$
  -- A place from 0 to 99 that is theirs for good, and another in every program. By md5, which is
  -- the same in every version of Postgres.
  select ('x' || left(md5(is_in_share.program || ' ' || is_in_share.user_id), 8))::bit(32)::bigint
    % 100 < is_in_share.percent;
$$;

comment on function private.is_in_share(text, uuid, smallint) is
  'Whether a user is among so many percent of a program''s.';
revoke execute on function private.is_in_share(text, uuid, smallint) from public;
grant execute on function private.is_in_share(text, uuid, smallint) to authenticated;

create function private.is_program_on(program text, user_id uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return coalesce(
    (
      select switch.is_on
      from private.program_switches as switch
      where switch.program = is_program_on.program and switch.user_id = is_program_on.user_id
    ),
    (
      select
        programs.enabled_percent = 100
        or private.is_in_share(programs.program, is_program_on.user_id, programs.enabled_percent)
      from private.programs
      where programs.program = is_program_on.program
    ),
    false
  );
end;
$$;

comment on function private.is_program_on(text, uuid) is
  'Whether a program is on for one user: by their own switch if they have one, else by its '
  'percentage. plpgsql, so that a session plans it once, whoever asks it for how many.';
revoke execute on function private.is_program_on(text, uuid) from public;
grant execute on function private.is_program_on(text, uuid) to authenticated;
