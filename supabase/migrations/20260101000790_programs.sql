-- Who may propose messages, and which checks bind what they propose.

create table private.programs (
  program text primary key,
  is_judged boolean not null,
  needs_consent boolean not null,
  honours_opt_out boolean not null,
  honours_pause boolean not null,
  honours_allowed_hours boolean not null,
  needs_invitation boolean not null,
  warns_of_miss boolean not null,
  created_at timestamptz not null default now(),
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

alter table private.programs enable row level security;
revoke all on table private.programs from public, anon, authenticated, service_role;
create policy "Nobody reaches programs through the API" on private.programs
  for all to anon, authenticated using (false);

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
