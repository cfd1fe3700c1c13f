-- People with an account in the app.

create table public.users (
  id uuid primary key references auth.users (id) on delete cascade,
  display_name text,
  message_style text not null default 'supportive',
  locale text not null default 'en',
  frequency text references private.frequencies (frequency),
  quiet_minutes int4multirange,
  avoid_days text[],
  paused_until timestamptz,
  held_at timestamptz,
  gone_until timestamptz,
  seen_at timestamptz,
  created_at timestamptz not null default now(),
  constraint display_name_has_1_to_100_characters
    check (length(btrim(display_name)) > 0 and length(display_name) <= 100),
  constraint message_style_is_known
    check (message_style in ('supportive', 'snarky', 'chaotic')),
  constraint locale_is_a_language_tag
    check (locale ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' and length(locale) <= 35),
  constraint quiet_minutes_are_of_a_day check (quiet_minutes <@ '{[0,1440)}'),
  constraint avoid_days_are_day_names check (
    avoid_days <@ array[
      'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'
    ]
  )
);

create index users_by_frequency on public.users (frequency);

comment on table public.users is 'People with an account; one row for each row of auth.users.';
comment on column public.users.display_name is
  'How a text names this person. Nothing is sent about somebody without a name.';
comment on column public.users.message_style is 'Tone of the texts about this person (R43).';
comment on column public.users.frequency is
  'How often we may write to this person, by private.frequencies; null is settings.places_a_day. '
  'What others are texted about them does not count.';
comment on column public.users.quiet_minutes is
  'Minutes of a day, 0 to 1440, at which no program writes to this person, by the zone of their '
  'own phone, in the app by that of their preferences: {[0,420),[1320,1440)} is from 22:00 to '
  '07:00.';
comment on column public.users.avoid_days is
  'English names of the days on which no program writes to this person, by the same zones.';
comment on column public.users.paused_until is 'Nothing is sent about this person before then.';
comment on column public.users.held_at is
  'Since when nothing is sent to or about this person, because of words of a crisis; null if not. '
  'Only they end it: by START, or by end_hold().';
comment on column public.users.gone_until is
  'Until when Auth has banned the account; infinity where it was deleted and Auth keeps the row. '
  'Until then nothing is sent, planned or asked in its name. Kept by a trigger on auth.users.';
comment on column public.users.seen_at is
  'The last sign of the person in the app, by our clock: the app updates it, with whatever value, '
  'when it is opened. Written once an hour at most, and always the first time after a message to '
  'them; an update that writes nothing returns no row.';

alter table public.users enable row level security;
revoke all on table public.users from public, anon, authenticated, service_role;
grant
  select,
  update (
    display_name, message_style, locale, frequency, quiet_minutes, avoid_days, paused_until,
    held_at, seen_at
  )
  on table public.users to authenticated;
grant select on table public.users to service_role;

create policy "Users can see themselves, operators all" on public.users
  for select to authenticated using (
    id = (select auth.uid())
    -- A question about the log may join them (R55).
    or (select private.is_operator())
  );
create policy "Users can change themselves" on public.users
  for update to authenticated
  using (id = (select auth.uid())) with check (id = (select auth.uid()));

insert into private.refusals (code, thing, field, problem, advice)
values
  (
    'RD101', 'user', 'display_name', 'is not a name of 1 to 100 characters',
    'Use a shorter name with something to read in it, or null for none.'
  ),
  ('RD102', 'user', 'message_style', 'is not a known style', 'Use supportive, snarky or chaotic.'),
  (
    'RD103', 'user', 'locale', 'is not a language tag',
    'Use a tag such as en or pt-BR, of 35 characters at most.'
  ),
  (
    'RD104', 'user', 'paused_until', 'is more than ten years ahead',
    'Use a nearer moment, or infinity for a pause without end.'
  ),
  (
    'RD105', 'user', 'frequency', 'is not a known frequency',
    'Use minimal, daily, optimal or frequent, or null for the default.'
  ),
  (
    'RD106', 'user', 'quiet_minutes', 'is not a set of minutes of a day',
    'Use ten ranges at most of minutes from 0 to 1440 such as {[0,420),[1320,1440)}, or null.'
  ),
  (
    'RD107', 'user', 'avoid_days', 'is not a list of days of the week',
    'Use English day names such as {Saturday,Sunday}, each once, or null for none.'
  ),
  (
    'RD108', 'user', 'held_at', 'is not ended by an update',
    'Call end_hold() when the person themself asks for it.'
  );

create function private.check_user_input()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.refuse_unless(
    new.display_name is null or private.is_readable(new.display_name, 100),
    'RD101', new.display_name
  );
  perform private.refuse_unless(
    new.message_style in ('supportive', 'snarky', 'chaotic'), 'RD102', new.message_style
  );
  perform private.refuse_unless(
    new.locale ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' and length(new.locale) <= 35,
    'RD103', new.locale
  );
  -- Later ones have no words in every zone.
  perform private.refuse_unless(
    coalesce(new.paused_until, '-infinity') in ('-infinity', 'infinity')
    or new.paused_until <= private.clock_now() + interval '10 years',
    'RD104', new.paused_until::text
  );
  perform private.refuse_unless(
    new.frequency is null
    or exists (
      select from private.frequencies where frequencies.frequency = new.frequency
    ),
    'RD105', new.frequency
  );
  perform private.refuse_unless(
    new.quiet_minutes is null
    or new.quiet_minutes <@ '{[0,1440)}'
      -- Each is walked whenever a text looks for its time.
      and (select count(*) from unnest(new.quiet_minutes)) <= 10,
    'RD106', new.quiet_minutes::text
  );
  perform private.refuse_unless(
    coalesce(
      new.avoid_days = '{}'
      or cardinality(private.day_numbers(new.avoid_days)) = (
        select count(distinct private.day_of_week(name)) from unnest(new.avoid_days) as name
      ),
      true
    )
    and coalesce(array_ndims(new.avoid_days), 1) = 1
    and array_position(private.day_numbers(new.avoid_days), null) is null,
    'RD107', new.avoid_days::text
  );
  -- A row that the app read before and writes back ends nothing.
  if tg_op = 'UPDATE' then
    perform private.refuse_unless(
      new.held_at is not null
      or old.held_at is null
      or auth.uid() is null
      or coalesce(current_setting('rundown.ends_hold', true) = 'yes', false),
      'RD108', new.held_at::text
    );
  end if;
  return new;
end;
$$;

comment on function private.check_user_input() is
  'Trigger: refuses what no user can have (RD101 to RD107), and the end of a hold by the way '
  '(RD108). Definer because users may not execute '
  'what it calls.';
revoke execute on function private.check_user_input() from public;

create trigger check_input
  before insert or update of
    display_name, message_style, locale, frequency, quiet_minutes, avoid_days, paused_until,
    held_at
  on public.users
  for each row execute function private.check_user_input();
