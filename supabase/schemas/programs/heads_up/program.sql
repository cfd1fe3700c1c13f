-- The program: a warning to the user's own phone before a text would tell that a goal was missed.
-- Whoever did it and forgot to log it can say so in time.

-- A warning is one of the texts that its user gets on a day. It needs no place among them: the text
-- to others that it warns of would leave all the same.
insert into private.programs (program, gates, goes_to, takes_place)
values ('heads_up', '{switch, pause, consent, opt_out, allowed_hours}', 'user', true);

insert into private.reasons (code, meaning)
values
  ('nothing_to_prevent', 'Nothing is missing any more, or nobody would be told.');

create table private.heads_up_settings (
  id boolean primary key default true,
  warns_before interval not null default '2 hours',
  created_at timestamptz not null default now(),
  constraint heads_up_settings_have_one_row check (id),
  constraint warning_leaves_time check (warns_before > interval '0')
);

comment on table private.heads_up_settings is
  'Constants of the warnings: one row, changed by plain update.';
comment on column private.heads_up_settings.warns_before is
  'How long before a turn that is not reached its user is warned. Senders plan three hours ahead '
  '(BACKSTOP_HORIZON): more than that is lost with a ring of the scheduler.';
alter table private.heads_up_settings enable row level security;
revoke all on table private.heads_up_settings from public, anon, authenticated, service_role;
create policy "Nobody reaches the settings of warnings through the API" on private.heads_up_settings
  for all to anon, authenticated using (false);

insert into private.heads_up_settings default values;
