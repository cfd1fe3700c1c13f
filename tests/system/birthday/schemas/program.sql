-- The program: once a year a user's contacts hear that it is the user's birthday, while it is one.

insert into private.programs (program, gates, goes_to)
values ('birthday', '{enabled, switch, pause, consent, opt_out, allowed_hours}', 'contacts');

insert into private.reasons (code, meaning)
values
  ('no_birthday', 'The birthday was taken back, switched off or moved to another day.'),
  ('told_this_year', 'The contact was told of this birthday less than half a year before.');

create table private.birthday_settings (
  id boolean primary key default true,
  tells_again_after integer not null default 180,
  keeps_off_for interval not null default '1 year',
  created_at timestamptz not null default now(),
  constraint birthday_settings_have_one_row check (id),
  constraint a_birthday_is_told_every_year check (tells_again_after between 1 and 364),
  constraint what_is_off_is_kept_for_a_while check (keeps_off_for > interval '0')
);

comment on table private.birthday_settings is
  'Constants of the birthdays: one row, changed by plain update.';
comment on column private.birthday_settings.tells_again_after is
  'So many days after one text about a birthday the next may come: whoever moves the day about '
  'tells everybody once.';
comment on column private.birthday_settings.keeps_off_for is
  'How long a birthday is kept that is switched off: nothing needs it.';
alter table private.birthday_settings enable row level security;
revoke all on table private.birthday_settings from public, anon, authenticated, service_role;
-- A preview asks as whoever it is about.
grant select (tells_again_after) on table private.birthday_settings to authenticated;

create policy "Everybody signed in can read the settings of birthdays"
  on private.birthday_settings
  for select to authenticated using (true);

insert into private.birthday_settings default values;
