-- Who may propose messages, which checks bind what they propose, and whom they are on for.

create table private.programs (
  program text primary key,
  is_judged boolean not null,
  needs_consent boolean not null,
  honours_opt_out boolean not null,
  honours_pause boolean not null,
  honours_allowed_hours boolean not null,
  needs_invitation boolean not null,
  warns_of_miss boolean not null,
  enabled_percent smallint not null default 100,
  created_at timestamptz not null default now(),
  constraint enabled_percent_is_0_to_100 check (enabled_percent between 0 and 100),
  -- Somebody who wrote to us, or whom a user just asked, waits for these: a STOP must be confirmed
  -- whatever else is switched off.
  constraint what_people_wait_for_is_on_for_everybody
    check (program not in ('consent', 'reply') or enabled_percent = 100),
  -- The judgement of a week asks them all.
  constraint what_is_judged_is_bound_by_all check (
    not is_judged
    or (needs_consent and honours_opt_out and honours_pause and honours_allowed_hours)
  )
);

comment on table private.programs is
  'One row for each program, with the checks that bind its messages when they are claimed and '
  'again when they are started. Expiry and the latest start bind all.';
comment on column private.programs.is_judged is
  'The week is judged again at the claim, and what is no longer true is not sent.';
comment on column private.programs.needs_consent is 'Only to contacts who said yes.';
comment on column private.programs.honours_opt_out is
  'Not to numbers that opted out or cannot be reached.';
comment on column private.programs.honours_pause is 'Not while the user pauses.';
comment on column private.programs.honours_allowed_hours is
  'Only in the recipient''s allowed hours; a direct reply may come at any hour.';
comment on column private.programs.needs_invitation is
  'Only while the invitation that it carries is open.';
comment on column private.programs.warns_of_miss is
  'Only while the user''s next turn is going to be told as not reached.';
comment on column private.programs.enabled_percent is
  'For how many of a hundred users it is on. The same people stay in when it rises.';

alter table private.programs enable row level security;
revoke all on table private.programs from public, anon, authenticated, service_role;
-- A preview asks as whoever it is about.
grant select (program, enabled_percent) on table private.programs to authenticated;

create policy "Everybody signed in can read programs" on private.programs
  for select to authenticated using (true);

insert into private.programs (
  program, is_judged, needs_consent, honours_opt_out, honours_pause, honours_allowed_hours,
  needs_invitation, warns_of_miss
)
values
  ('accountability', true, true, true, true, true, false, false),
  ('heads_up', false, true, true, true, true, false, true),
  -- Asks for consent, so it cannot need it.
  ('consent', false, false, true, false, true, true, false),
  -- Answers whoever wrote just now, at any hour. record_inbound_message() answers nobody who opted
  -- out, but for the words that confirm it.
  ('reply', false, false, false, false, false, false, false);

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
        -- A place from 0 to 99 that is theirs for good, and another in every program. By md5, which
        -- is the same in every version of Postgres.
        ('x' || left(md5(programs.program || ' ' || is_program_on.user_id), 8))::bit(32)::bigint
          % 100 < programs.enabled_percent
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
