-- Written by `deno task schema` from supabase/schemas and supabase/templates: edit those.

-- supabase/schemas/ground/schemas.sql

-- Where things live and who may touch them unless a file says otherwise: nobody.
--
-- public holds what the app uses, under row level security. private holds the rest and is not
-- exposed. Hosted projects grant new objects in public to the API roles by default; these defaults
-- are taken back here, and every table and function repeats its own revoke and grants, so that
-- reading one file tells who may use what it makes.

create schema private;
comment on schema private is
  'What Rundown needs and the API does not show: settings, attempts, numbers, helpers.';
-- A preview runs with the rights of whoever asks, who may use what it is made of; each table and
-- function still says by itself who may. Nothing of it can be called through the API.
grant usage on schema private to authenticated, service_role;

-- Only the global form works for the execute that every role has through public.
alter default privileges revoke execute on functions from public;
alter default privileges in schema public
  revoke execute on functions from anon, authenticated, service_role;
alter default privileges in schema public
  revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public
  revoke all on sequences from anon, authenticated, service_role;

-- supabase/schemas/ground/operators.sql

-- Who is an operator.

create function private.is_operator()
returns boolean
language sql
stable
set search_path = ''
as $$
  select coalesce(auth.jwt() -> 'app_metadata' ->> 'rundown_role' = 'operator', false);
$$;

comment on function private.is_operator() is
  'Whether the token of whoever asks makes them an operator. app_metadata, because users can '
  'change user_metadata themselves.';
revoke execute on function private.is_operator() from public;
grant execute on function private.is_operator() to authenticated, service_role;

-- supabase/schemas/ground/settings.sql

-- The one row of constants.

create table private.settings (
  id boolean primary key default true,
  brand_name text not null default 'Rundown',
  messages_per_hour integer not null default 100,
  replies_per_hour integer not null default 100,
  allowed_from time not null default '08:00',
  allowed_until time not null default '21:00',
  invitations_per_day integer not null default 10,
  invitation_lasts interval not null default '72 hours',
  places_a_day smallint not null default 2,
  places_a_week smallint not null default 7,
  clock_tolerance interval not null default '10 minutes',
  scheduling_horizon interval not null default '30 hours',
  catch_up_grace interval not null default '24 hours',
  lease_duration interval not null default '3 minutes',
  proof_timeout interval not null default '2 hours',
  retry_delay_base interval not null default '1 minute',
  retry_delay_cap interval not null default '1 hour',
  probe_delay_base interval not null default '5 minutes',
  probe_delay_cap interval not null default '1 hour',
  answer_window interval not null default '24 hours',
  cost_per_segment numeric,
  cost_currency text not null default 'USD',
  backlog_messages integer not null default 200,
  backlog_age interval not null default '1 hour',
  stuck_after interval not null default '15 minutes',
  failure_share numeric not null default 0.1,
  failure_minimum integer not null default 10,
  sender_silence interval not null default '30 minutes',
  scheduler_silence interval not null default '26 hours',
  messages_kept interval not null default '90 days',
  answered_messages_kept interval not null default '1 year',
  inbound_words_kept interval not null default '90 days',
  inbox_kept interval not null default '1 year',
  budget_kept interval not null default '90 days',
  runs_kept interval not null default '30 days',
  alerts_kept interval not null default '1 year',
  created_at timestamptz not null default now(),
  constraint settings_have_one_row check (id),
  constraint brand_name_fits_into_a_text check (length(brand_name) between 1 and 20),
  constraint messages_per_hour_is_not_negative check (messages_per_hour >= 0),
  constraint replies_per_hour_is_not_negative check (replies_per_hour >= 0),
  constraint invitations_per_day_is_not_negative check (invitations_per_day >= 0),
  constraint places_are_not_negative check (least(places_a_day, places_a_week) >= 0),
  constraint allowed_hours_begin_before_they_end check (allowed_from < allowed_until),
  constraint durations_are_positive check (
    least(
      clock_tolerance, invitation_lasts, scheduling_horizon, catch_up_grace,
      lease_duration, proof_timeout,
      retry_delay_base, probe_delay_base,
      answer_window, backlog_age, stuck_after, sender_silence, scheduler_silence
    ) > interval '0'
    and retry_delay_cap >= retry_delay_base
    and probe_delay_cap >= probe_delay_base
  ),
  constraint a_segment_costs_something_or_is_unknown check (cost_per_segment >= 0),
  constraint cost_currency_is_a_code check (cost_currency ~ '^[A-Z]{3}$'),
  constraint alerts_have_limits_to_pass check (
    backlog_messages >= 0 and failure_minimum > 0 and failure_share > 0 and failure_share <= 1
  ),
  -- The weekly cap and the invitations look back over days of it.
  constraint what_is_judged_by_is_kept check (messages_kept >= interval '30 days'),
  constraint what_was_answered_is_kept_longer check (answered_messages_kept >= messages_kept),
  constraint a_week_is_kept_of_everything check (
    least(inbound_words_kept, inbox_kept, budget_kept, runs_kept, alerts_kept)
      >= interval '7 days'
  )
);

comment on table private.settings is
  'Constants of this installation: one row, changed by plain update.';
comment on column private.settings.brand_name is 'How a text names the sender.';
comment on column private.settings.messages_per_hour is
  'Texts that one budget hour grants, unless message_rate_limits says otherwise for that hour.';
comment on column private.settings.replies_per_hour is
  'Texts of priority 0, answers and invitations, that one hour grants beside those, so that nobody '
  'who writes to us waits for the next hour.';
comment on column private.settings.allowed_from is
  'First minute of the recipient''s local day at which a text may be sent.';
comment on column private.settings.allowed_until is
  'Minute of the recipient''s local day from which no text may be sent.';
comment on column private.settings.invitations_per_day is
  'How many people one user may ask in 24 hours whether they want texts.';
comment on column private.settings.invitation_lasts is
  'How long an invitation waits for its YES, from when the provider took it. A later one counts '
  'all the same; until then nobody else asks that number.';
comment on column private.settings.places_a_day is
  'How many texts and messages a user who chose no frequency gets for one local date at most, from '
  'all programs together that write to users themselves.';
comment on column private.settings.places_a_week is 'The same for any seven local dates.';
comment on column private.settings.clock_tolerance is
  'How far a phone''s clock may be ahead: what it logs with such a time counts as done by now.';
comment on column private.settings.scheduling_horizon is
  'How far ahead the scheduler queues: a day, and six hours for a late or slow run.';
comment on column private.settings.catch_up_grace is
  'How long after its nominal time a text is still worth sending.';
comment on column private.settings.lease_duration is
  'How long a claim holds its messages; longer than a sender run may last (150 s when hosted).';
comment on column private.settings.proof_timeout is
  'How long an attempt with unknown outcome waits for proof that the provider accepted it.';
comment on column private.settings.retry_delay_base is 'Longest wait after the first failed try.';
comment on column private.settings.retry_delay_cap is 'Longest wait after any failed try.';
comment on column private.settings.probe_delay_base is
  'How long an open circuit waits for its first probe; each that fails doubles it.';
comment on column private.settings.probe_delay_cap is 'Longest wait for any probe.';
comment on column private.settings.answer_window is
  'How long after a text whatever its recipient writes counts as an answer to it.';
comment on column private.settings.cost_per_segment is
  'What one segment costs, in cost_currency; null while nobody has said it, and then no cost is '
  'shown. The provider''s price list and the carriers'' fees say it.';
comment on column private.settings.cost_currency is 'ISO 4217.';
comment on column private.settings.backlog_messages is
  'More texts than this that are due and wait raise the alert queue_backlog.';
comment on column private.settings.backlog_age is
  'So does one that has been due for this long.';
comment on column private.settings.stuck_after is
  'How long after its time a lease, a wait for proof or a run counts as stuck.';
comment on column private.settings.failure_share is
  'Share of failed among the texts that ended in 24 hours that raises the alert failures_high.';
comment on column private.settings.failure_minimum is 'Fewer failed texts than this raise none.';
comment on column private.settings.sender_silence is
  'How long after the last start of message-sender the alert cron_silent is raised.';
comment on column private.settings.scheduler_silence is 'The same of message-scheduler.';
comment on column private.settings.messages_kept is
  'How long finished messages are kept in the queue, with text and attempts.';
comment on column private.settings.answered_messages_kept is
  'How long those that somebody answered or rated.';
comment on column private.settings.inbound_words_kept is 'How long the words that people text us.';
comment on column private.settings.inbox_kept is 'How long people can read what came in the app.';
comment on column private.settings.budget_kept is 'How long the books of hours.';
comment on column private.settings.runs_kept is 'How long the reports of runs.';
comment on column private.settings.alerts_kept is 'How long alerts.';

alter table private.settings enable row level security;
revoke all on table private.settings from public, anon, authenticated, service_role;
grant select (brand_name, allowed_from, allowed_until, catch_up_grace, clock_tolerance)
  on table private.settings to authenticated;
grant select (cost_per_segment, cost_currency) on table private.settings
  to authenticated, service_role;

create policy "Everybody signed in can read settings" on private.settings
  for select to authenticated using (true);
insert into private.settings default values;

-- supabase/schemas/ground/clock.sql

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

-- supabase/schemas/ground/alerts.sql

-- What an operator should look at.

create table public.alerts (
  kind text not null,
  day date not null,
  summary text not null,
  details jsonb not null default '{}',
  times integer not null default 1,
  last_raised_at timestamptz not null default now(),
  posted_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (kind, day),
  constraint kind_is_known check (
    kind in (
      'no_capacity', 'broken_data', 'circuit_open', 'sent_twice', 'text_refused',
      'region_not_permitted', 'crisis', 'crisis_answer_unsent', 'queue_backlog', 'stuck_messages',
      'failures_high',
      'runs_failing', 'cron_silent', 'program_set_aside', 'inbound_webhook_missed',
      'inbound_fetch_failing', 'inbound_unreadable', 'stop_not_settled'
    )
  ),
  constraint times_are_positive check (times > 0)
);

comment on table public.alerts is
  'What an operator should look at: one row for each kind and UTC date, however often it came up.';
comment on column public.alerts.details is 'Of the last time.';
comment on column public.alerts.posted_at is
  'When it was handed over to the operator''s webhook, if there is one: once, however often it '
  'comes up that day.';

alter table public.alerts enable row level security;
revoke all on table public.alerts from public, anon, authenticated, service_role;
grant select on table public.alerts to authenticated, service_role;

create policy "Operators can see alerts" on public.alerts
  for select to authenticated using (
    (select private.is_operator())
  );

create function private.raise_alert(kind text, summary text, details jsonb)
returns void
language sql
volatile
set search_path = ''
as $$
  insert into public.alerts as alert (kind, day, summary, details)
  values (
    raise_alert.kind,
    (private.clock_now() at time zone 'UTC')::date,
    raise_alert.summary,
    raise_alert.details
  )
  on conflict (kind, day) do update set
    summary = excluded.summary,
    details = excluded.details,
    times = alert.times + 1,
    last_raised_at = now();
$$;

comment on function private.raise_alert(text, text, jsonb) is
  'Tells the operator. The same kind on the same UTC date counts up instead of piling up.';
revoke execute on function private.raise_alert(text, text, jsonb) from public;

-- supabase/schemas/ground/arguments.sql

-- How a function refuses a number that it cannot work with.

create function private.refuse_outside(
  value integer,
  lowest integer,
  highest integer,
  task text,
  argument text,
  code text
)
returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
  if value is null or value not between lowest and highest then
    raise exception 'Cannot %: % is %', task, argument, value
      using errcode = code, hint = format('Use a number from %s to %s.', lowest, highest);
  end if;
end;
$$;

comment on function private.refuse_outside(integer, integer, integer, text, text, text) is
  'Raises an error with this code unless the value lies between lowest and highest, both allowed; '
  'null does not. task is what cannot be done then, argument the name of the value.';
revoke execute on function private.refuse_outside(integer, integer, integer, text, text, text)
  from public;
-- A preview asks as whoever it is about.
grant execute on function private.refuse_outside(integer, integer, integer, text, text, text)
  to authenticated;

-- supabase/schemas/ground/lists.sql

-- Lists as the planner should take them.

create function private.each(list anyarray)
returns setof anyelement
language sql
immutable
rows 100
set search_path = ''
as $$
  select unnest(each.list);
$$;

comment on function private.each(anyarray) is
  'unnest() with a truthful estimate: of any array the planner expects ten rows, and then compares '
  'each week of a batch with each other.';
revoke execute on function private.each(anyarray) from public;
grant execute on function private.each(anyarray) to authenticated;

-- supabase/schemas/ground/reasons.sql

-- Every reason why a text is not, or not yet, sent, in words for the people it concerns. Each row
-- stands beside the rule that gives it.

create table private.reasons (
  code text primary key,
  meaning text not null,
  is_silence boolean not null default false,
  created_at timestamptz not null default now(),
  constraint code_is_a_word check (code ~ '^[a-z_]+$')
);

comment on table private.reasons is 'Every reason that a message or a decision can have.';
comment on column private.reasons.meaning is 'In plain words, for users and operators.';
comment on column private.reasons.is_silence is
  'Whether nothing is wrong: the user wants no text then, and the decision is silent.';
alter table private.reasons enable row level security;
revoke all on table private.reasons from public, anon, authenticated, service_role;
grant select (code, meaning) on table private.reasons to authenticated, service_role;

create policy "Everybody signed in can read reasons" on private.reasons
  for select to authenticated using (true);

create function public.reasons()
returns table (code text, meaning text)
language sql
stable
set search_path = ''
as $$
  select reasons.code, reasons.meaning from private.reasons order by reasons.code;
$$;

comment on function public.reasons() is
  'Every reason that a message or a decision can have, and what it means in plain words. Runs as '
  'the caller. For authenticated and service_role.';
revoke execute on function public.reasons() from public, anon, authenticated, service_role;
grant execute on function public.reasons() to authenticated, service_role;

create function private.refuse_unknown_reasons(codes text[])
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if exists (
    select from unnest(codes) as given (code)
    where not exists (select from private.reasons where reasons.code = given.code)
  ) then
    raise exception 'Cannot store the reasons "%": one is not in private.reasons',
      array_to_string(codes, ', ')
      using errcode = 'check_violation';
  end if;
end;
$$;

comment on function private.refuse_unknown_reasons(text[]) is
  'Raises check_violation unless all of these are listed. Triggers ask it: a foreign key would '
  'want an index that every claim writes to, and holds no array.';
revoke execute on function private.refuse_unknown_reasons(text[]) from public;

-- supabase/schemas/ground/refusals.sql

-- What people may not enter, and the one way to refuse.
--
-- Each table that the app writes has a trigger check_input, which by its name runs before the
-- others and asks refuse_unless for each of its rules; the words of its refusals stand above it.
-- The constraints of the table hold what slips past it: two contacts with one number that are added
-- at the same time, say.

create table private.refusals (
  code text primary key,
  thing text not null,
  field text not null,
  problem text not null,
  advice text not null,
  created_at timestamptz not null default now(),
  constraint code_is_ours check (code ~ '^RD[0-9]{3}$')
);

comment on table private.refusals is
  'Every rule about what people enter; each row stands beside its rule. Codes are never given a '
  'new meaning.';
comment on column private.refusals.code is 'SQLSTATE of the refusal.';
comment on column private.refusals.thing is 'What cannot be saved then.';
comment on column private.refusals.field is 'The column whose value it is about.';
comment on column private.refusals.problem is 'What is wrong with the value.';
comment on column private.refusals.advice is 'What to do.';
alter table private.refusals enable row level security;
revoke all on table private.refusals from public, anon, authenticated, service_role;
create policy "Nobody reaches refusals through the API" on private.refusals
  for all to anon, authenticated using (false);

create function private.refuse_unless(is_valid boolean, code text, value text)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_longest constant integer := 60;
  v_quoted text;
  v_refusal private.refusals;
begin
  if is_valid then
    return;
  end if;
  select * into strict v_refusal
  from private.refusals
  where refusals.code = refuse_unless.code;
  v_quoted := case
    when value is null then 'null'
    when length(value) > v_longest
    then format('"%s…" (%s characters)', left(value, v_longest), length(value))
    else format('"%s"', value)
  end;
  raise exception using
    errcode = v_refusal.code,
    -- One line, whatever somebody typed.
    message = format(
      'Cannot save the %s: %s %s %s',
      v_refusal.thing,
      v_refusal.field,
      regexp_replace(v_quoted, '[[:cntrl:]]', ' ', 'g'),
      v_refusal.problem
    ),
    hint = v_refusal.advice;
end;
$$;

comment on function private.refuse_unless(boolean, text, text) is
  'Raises the refusal of that code unless is_valid is true; null is not. The message names the '
  'field and quotes the value, cut after 60 characters; the hint says what to do.';
revoke execute on function private.refuse_unless(boolean, text, text) from public;

create function private.is_readable(value text, longest integer)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select length(value) <= longest and value ~ '[^[:space:][:cntrl:]]';
$$;

comment on function private.is_readable(text, integer) is
  'Whether a text of so many characters at most has anything to read in it.';
revoke execute on function private.is_readable(text, integer) from public;

-- supabase/schemas/time/zones.sql

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

-- supabase/schemas/time/local_time.sql

-- Which instant a local time means, over every change of the clocks.

create function private.local_to_instant(local_time timestamp, timezone text)
returns timestamptz
language plpgsql
stable
strict
set search_path = ''
as $$
declare
  -- The offsets in force a day before and a day after; at most one change lies between them.
  v_as_utc constant timestamptz := local_time at time zone 'UTC';
  v_offset_before constant interval :=
    ((v_as_utc - interval '24 hours') at time zone timezone)
    - ((v_as_utc - interval '24 hours') at time zone 'UTC');
  v_offset_after constant interval :=
    ((v_as_utc + interval '24 hours') at time zone timezone)
    - ((v_as_utc + interval '24 hours') at time zone 'UTC');
  v_by_offset_before constant timestamptz := v_as_utc - v_offset_before;
  v_by_offset_after constant timestamptz := v_as_utc - v_offset_after;
begin
  -- Before the change, or the earlier of two in a fold.
  if v_by_offset_before at time zone timezone = local_time then
    return v_by_offset_before;
  end if;
  if v_by_offset_after at time zone timezone = local_time then
    return v_by_offset_after;
  end if;
  -- In a gap: by the old offset, which is the local time moved forward by the gap.
  return v_by_offset_before;
end;
$$;

comment on function private.local_to_instant(timestamp, text) is
  'The instant of a local time in a zone. A time that does not exist (gap) is moved forward by the '
  'gap; of a time that exists twice (fold) it is the earlier (RFC 5545, Temporal "compatible"). '
  'Postgres'' own AT TIME ZONE takes the later one in a fold.';
revoke execute on function private.local_to_instant(timestamp, text) from public;
grant execute on function private.local_to_instant(timestamp, text) to authenticated;

create function private.day_of_week(day_name text)
returns integer
language sql
immutable
strict
set search_path = ''
as $$
  select array_position(
    array['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
    day_name
  );
$$;

comment on function private.day_of_week(text) is
  'ISO number of an English day name, 1 Monday to 7 Sunday; null for anything else.';
revoke execute on function private.day_of_week(text) from public;
grant execute on function private.day_of_week(text) to authenticated;

-- supabase/schemas/time/due_time.sql

-- When the turn of a week is: the next one, the date it is about, and where its week begins.

create function public.next_send_at(
  send_day text,
  send_time time,
  timezone text,
  after timestamptz
)
returns timestamptz
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_day constant integer := private.day_of_week(send_day);
  v_date date;
  v_instant timestamptz;
begin
  if v_day is null then
    raise exception 'Cannot find the next send time: send_day is "%"', send_day
      using errcode = 'RD001', hint = 'Use an English day name such as Sunday.';
  end if;
  if not exists (select from private.time_zones where time_zones.name = next_send_at.timezone) then
    raise exception 'Cannot find the next send time: timezone is "%"', timezone
      using errcode = 'RD002', hint = 'Use an IANA name such as Europe/Berlin, or UTC.';
  end if;

  -- From yesterday, whose turn comes today if a gap over midnight moved it.
  v_date := (after at time zone timezone)::date - 1;
  v_date := v_date + (v_day - extract(isodow from v_date)::integer + 7) % 7;
  for v_week in 0..2 loop
    v_instant := private.local_to_instant(v_date + v_week * 7 + send_time, timezone);
    if v_instant > after then
      return v_instant;
    end if;
  end loop;
  raise exception 'Cannot find the next send time: no % % in "%" within two weeks after %',
    send_day, send_time, timezone, after using errcode = 'RD003';
end;
$$;

comment on function public.next_send_at(text, time, text, timestamptz) is
  'The first instant after "after" at which it is send_day, send_time in the zone. DST-exact, see '
  'private.local_to_instant. Raises RD001 for an unknown day, RD002 for an unknown zone, null '
  'included. Definer to read the list of zones. For service_role.';
revoke execute on function public.next_send_at(text, time, text, timestamptz)
  from public, anon, authenticated;
grant execute on function public.next_send_at(text, time, text, timestamptz) to service_role;

create function private.nominal_date(due_at timestamptz, send_time time, timezone text)
returns date
language plpgsql
stable
strict
set search_path = ''
as $$
declare
  v_local constant timestamp := due_at at time zone timezone;
begin
  return case
    when v_local::time <> send_time
      and private.local_to_instant(v_local::date - 1 + send_time, timezone) = due_at
    then v_local::date - 1
    else v_local::date
  end;
end;
$$;

comment on function private.nominal_date(timestamptz, time, text) is
  'The local date that was asked for when a turn is due at due_at. That is the day before where a '
  'gap over midnight moved the turn into the next day: Saturday 23:30 in Nuuk, where clocks go '
  'from 23:00 to midnight, is due on Sunday at 00:30.';
revoke execute on function private.nominal_date(timestamptz, time, text) from public;
grant execute on function private.nominal_date(timestamptz, time, text) to authenticated;

create function private.period_start(due_at timestamptz, send_time time, timezone text)
returns timestamptz
language plpgsql
stable
strict
set search_path = ''
as $$
declare
  v_asked constant timestamp := private.nominal_date(due_at, send_time, timezone) + send_time;
begin
  return private.local_to_instant(
    case
      when private.local_to_instant(v_asked, timezone) = due_at then v_asked
      else due_at at time zone timezone
    end - interval '7 days',
    timezone
  );
end;
$$;

comment on function private.period_start(timestamptz, time, text) is
  'Where the week begins that ends when a turn is due at due_at: at the same local time seven days '
  'earlier. That is send_time, but for a turn that had come when send_time or the zone was '
  'changed: it must not lose hours of its week by that.';
revoke execute on function private.period_start(timestamptz, time, text) from public;
grant execute on function private.period_start(timestamptz, time, text) to authenticated;

-- supabase/schemas/time/open_minutes.sql

-- At which minutes of their own day people may be texted. A set of minutes is a multirange of a
-- local day, {[480,1260)} from 08:00 to before 21:00, so that limits of different origin meet by
-- the operator *.

create function private.legal_minutes()
returns int4multirange
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select int4multirange(int4range(
      ceil(extract(epoch from settings.allowed_from) / 60)::integer,
      floor(extract(epoch from settings.allowed_until) / 60)::integer
    ))
    from private.settings
  );
end;
$$;

comment on function private.legal_minutes() is
  'The minutes of anybody''s local day at which a text may be sent at all: the rest is night.';
revoke execute on function private.legal_minutes() from public;
grant execute on function private.legal_minutes() to authenticated;

create function private.day_numbers(day_names text[])
returns smallint[]
language sql
immutable
set search_path = ''
as $$
  select coalesce(array_agg(private.day_of_week(name)::smallint), '{}')
  from unnest(day_names) as name;
$$;

comment on function private.day_numbers(text[]) is
  'ISO numbers of English day names, as private.day_of_week; none for null.';
revoke execute on function private.day_numbers(text[]) from public;
grant execute on function private.day_numbers(text[]) to authenticated;

create function private.is_open(
  instant timestamptz,
  timezone text,
  open_minutes int4multirange,
  avoid_days smallint[]
)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
declare
  v_local constant timestamp := instant at time zone timezone;
begin
  return open_minutes
      @> (extract(hour from v_local) * 60 + extract(minute from v_local))::integer
    and extract(isodow from v_local)::smallint <> all (avoid_days);
end;
$$;

comment on function private.is_open(timestamptz, text, int4multirange, smallint[]) is
  'Whether the local minute of an instant is open, on a day that is not avoided (ISO numbers).';
revoke execute on function private.is_open(timestamptz, text, int4multirange, smallint[])
  from public;
grant execute on function private.is_open(timestamptz, text, int4multirange, smallint[])
  to authenticated;

create function private.clock_change(starts_at timestamptz, ends_at timestamptz, timezone text)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  v_offset_before constant interval :=
    starts_at at time zone timezone - starts_at at time zone 'UTC';
  v_before timestamptz := starts_at;
  v_after timestamptz := ends_at;
  v_between timestamptz;
begin
  if v_after at time zone timezone - v_after at time zone 'UTC' = v_offset_before then
    return null;
  end if;
  -- Clocks change on a full minute.
  while v_after - v_before > interval '1 minute' loop
    v_between := date_trunc('minute', v_before + (v_after - v_before) / 2);
    if v_between at time zone timezone - v_between at time zone 'UTC' = v_offset_before then
      v_before := v_between;
    else
      v_after := v_between;
    end if;
  end loop;
  return v_after;
end;
$$;

comment on function private.clock_change(timestamptz, timestamptz, text) is
  'The first instant of a zone''s new offset between two full minutes of which the first has the '
  'old one; null where they have the same.';
revoke execute on function private.clock_change(timestamptz, timestamptz, text) from public;
grant execute on function private.clock_change(timestamptz, timestamptz, text) to authenticated;

create function private.next_edge_by_clock_change(
  instant timestamptz,
  timezone text,
  open_minutes int4multirange,
  avoid_days smallint[],
  is_open boolean,
  day date,
  offset_before interval,
  offset_after interval,
  changes_at timestamptz
)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  -- Minutes begin to be open, or cease to, at midnight, where a range begins or ends, and where the
  -- clocks change. A local time is one instant by each offset, or none.
  return (
    select min(edge.at)
    from (
      select walls.at, (walls.at - zone_offset) at time zone 'UTC'
      from (
        select day::timestamp
        union all
        select
          day + interval '1 minute'
            * case
              when next_edge_by_clock_change.is_open then lower(open_range)
              else upper(open_range)
            end
        from unnest(open_minutes) as open_range
      ) as walls (at)
      cross join (values (offset_before), (offset_after)) as offsets (zone_offset)
      union all
      select null, changes_at
    ) as edge (wall, at)
    cross join lateral (select edge.at at time zone timezone as at) as local
    where edge.at > instant
      and local.at::date = day
      and coalesce(local.at = edge.wall, true)
      and private.is_open(edge.at, timezone, open_minutes, avoid_days)
        = next_edge_by_clock_change.is_open
  );
end;
$$;

comment on function private.next_edge_by_clock_change(
  timestamptz, text, int4multirange, smallint[], boolean, date, interval, interval, timestamptz
) is
  'private.next_edge() on a local day on which the clocks change, or beside one.';
revoke execute on function private.next_edge_by_clock_change(
  timestamptz, text, int4multirange, smallint[], boolean, date, interval, interval, timestamptz
) from public;
grant execute on function private.next_edge_by_clock_change(
  timestamptz, text, int4multirange, smallint[], boolean, date, interval, interval, timestamptz
) to authenticated;

create function private.next_edge(
  instant timestamptz,
  timezone text,
  open_minutes int4multirange,
  avoid_days smallint[],
  is_open boolean
)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  v_local constant timestamp := instant at time zone timezone;
  v_day date := v_local::date;
  v_minute integer := extract(hour from v_local) * 60 + extract(minute from v_local) + 1;
  v_from timestamptz := date_trunc('minute', instant);
  v_to timestamptz;
  v_offset_before interval;
  v_offset_after interval;
  v_open int4multirange;
  v_rest int4multirange;
  v_edge timestamptz;
begin
  -- What is never open, or always, has none.
  if isempty(open_minutes)
    or cardinality(avoid_days) = 7
    or avoid_days = '{}' and open_minutes @> '[0,1440)'::int4range
  then
    return null;
  end if;
  -- Each day of the week, one more where the clocks skip what is open, and one that a zone skips.
  for v_number in 0..9 loop
    -- By then the day is over on every clock.
    v_to := (v_day + 1) at time zone 'UTC' + interval '12 hours';
    v_offset_before := v_from at time zone timezone - v_from at time zone 'UTC';
    v_offset_after := v_to at time zone timezone - v_to at time zone 'UTC';
    if v_offset_before = v_offset_after then
      v_open := case
        when extract(isodow from v_day)::smallint = any (avoid_days) then '{}' else open_minutes
      end;
      v_rest := int4multirange(int4range(v_minute, 1440));
      v_rest := case when is_open then v_rest * v_open else v_rest - v_open end;
      v_edge := (v_day + lower(v_rest) * interval '1 minute' - v_offset_before) at time zone 'UTC';
    else
      v_edge := private.next_edge_by_clock_change(
        instant, timezone, open_minutes, avoid_days, is_open, v_day, v_offset_before,
        v_offset_after, private.clock_change(v_from, v_to, timezone)
      );
    end if;
    if v_edge is not null then
      return v_edge;
    end if;
    v_day := v_day + 1;
    v_minute := 0;
    -- Before it the day begins on no clock.
    v_from := v_day at time zone 'UTC' - interval '14 hours';
  end loop;
  return null;
end;
$$;

comment on function private.next_edge(
  timestamptz, text, int4multirange, smallint[], boolean
) is
  'The first instant after this one that is open, or is not; null where there is none for days.';
revoke execute on function private.next_edge(
  timestamptz, text, int4multirange, smallint[], boolean
) from public;
grant execute on function private.next_edge(
  timestamptz, text, int4multirange, smallint[], boolean
) to authenticated;

create function private.next_allowed_instant(
  instant timestamptz,
  timezone text,
  open_minutes int4multirange default private.legal_minutes(),
  avoid_days smallint[] default '{}'
)
returns timestamptz
language plpgsql
stable
strict
set search_path = ''
as $$
begin
  if private.is_open(instant, timezone, open_minutes, avoid_days) then
    return instant;
  end if;
  return private.next_edge(instant, timezone, open_minutes, avoid_days, true);
end;
$$;

comment on function private.next_allowed_instant(timestamptz, text, int4multirange, smallint[]) is
  'The instant itself if its local minute is open, else the first after it that is; null where '
  'none is. Without open_minutes: by the legal hours. A local time that the clocks skip is not '
  'open, one that comes twice is open twice.';
revoke execute on function private.next_allowed_instant(
  timestamptz, text, int4multirange, smallint[]
) from public;
grant execute on function private.next_allowed_instant(
  timestamptz, text, int4multirange, smallint[]
) to authenticated;

create function private.allowed_until(
  instant timestamptz,
  timezone text,
  open_minutes int4multirange default private.legal_minutes(),
  avoid_days smallint[] default '{}'
)
returns timestamptz
language plpgsql
stable
strict
set search_path = ''
as $$
begin
  if private.is_open(instant, timezone, open_minutes, avoid_days) then
    return coalesce(
      private.next_edge(instant, timezone, open_minutes, avoid_days, false), 'infinity'
    );
  end if;
  return private.local_to_instant(
    (instant at time zone timezone)::date + upper(open_minutes) * interval '1 minute', timezone
  );
end;
$$;

comment on function private.allowed_until(timestamptz, text, int4multirange, smallint[]) is
  'The end of the open minutes that hold the instant, infinity where they have none; of an instant '
  'that is not open, the end of the last of that local day.';
revoke execute on function private.allowed_until(
  timestamptz, text, int4multirange, smallint[]
) from public;

-- supabase/schemas/people/frequencies.sql

-- How often a person wants to hear from us, all programs together.

create table private.frequencies (
  frequency text primary key,
  places_a_day smallint not null,
  places_a_week smallint not null,
  created_at timestamptz not null default now(),
  constraint places_are_positive check (least(places_a_day, places_a_week) > 0),
  constraint no_two_give_the_same_a_day unique (places_a_day)
);

comment on table private.frequencies is
  'What people can choose (T88), and how many places it gives them in a day and in any seven days. '
  'Those who chose nothing have settings.places_a_day and places_a_week.';

alter table private.frequencies enable row level security;
revoke all on table private.frequencies from public, anon, authenticated, service_role;
create policy "Nobody reaches frequencies through the API" on private.frequencies
  for all to anon, authenticated using (false);

insert into private.frequencies (frequency, places_a_day, places_a_week)
values
  ('minimal', 1, 3),
  ('daily', 2, 10),
  ('optimal', 3, 14),
  ('frequent', 5, 21);

create function private.next_frequency(frequency text, is_more boolean)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_places_a_day smallint;
  v_places_a_week smallint;
begin
  select
    coalesce(chosen.places_a_day, settings.places_a_day),
    coalesce(chosen.places_a_week, settings.places_a_week)
  into v_places_a_day, v_places_a_week
  from private.settings
  left join private.frequencies as chosen on chosen.frequency = next_frequency.frequency;
  return coalesce(
    (
      select step.frequency
      from private.frequencies as step
      where (step.places_a_day, step.places_a_week) <> (v_places_a_day, v_places_a_week)
        and case
          when is_more
          then step.places_a_day >= v_places_a_day and step.places_a_week >= v_places_a_week
          else step.places_a_day <= v_places_a_day and step.places_a_week <= v_places_a_week
        end
      order by abs(step.places_a_week - v_places_a_week)
      limit 1
    ),
    next_frequency.frequency
  );
end;
$$;

comment on function private.next_frequency(text, boolean) is
  'One step more or less often, never the other way; the same at the end. Null, nothing chosen, is '
  'what the settings give.';
revoke execute on function private.next_frequency(text, boolean) from public;

-- supabase/schemas/people/users.sql

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

-- supabase/schemas/people/phone_key.sql

-- What a number is compared by. Some phones have two numbers: networks and people write them either
-- way, and a text comes from one to whoever was texted at the other.

create function private.phone_key(phone text)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
begin
  return case
    -- Every start asks, and most phones are elsewhere.
    when left(phone, 3) <> all ('{+52,+54,+55,+22,+24}') then phone
    -- Mexico: the 1 before mobiles was dropped on 3 August 2019 and is still written.
    when phone ~ '^\+521[0-9]{10}$' then '+52' || substr(phone, 5)
    -- Argentina: the 9 says mobile, to whoever calls from abroad.
    when phone ~ '^\+549[0-9]{10}$' then '+54' || substr(phone, 5)
    -- Brazil: mobiles got a ninth digit from 2012 to 2016; what begins with 7 is no mobile's and
    -- stayed.
    when phone ~ '^\+55[1-9]{2}[689][0-9]{7}$'
    then left(phone, 5) || '9' || substr(phone, 6)
    -- Benin: 01 before every number since 30 November 2024.
    when phone ~ '^\+229[0-9]{8}$' then '+22901' || substr(phone, 5)
    -- Gabon: another first digit since November 2019, and no 0 before it.
    when phone ~ '^\+2410?[256][0-9]{6}$' then '+2416' || right(phone, 7)
    when phone ~ '^\+2410?[47][0-9]{6}$' then '+2417' || right(phone, 7)
    -- Côte d'Ivoire: two digits before every number since 31 January 2021, of mobiles those of the
    -- operator, who was told by the second digit.
    when phone ~ '^\+225[04-9][0-3][0-9]{6}$' then '+22501' || substr(phone, 5)
    when phone ~ '^\+225[04-9][4-6][0-9]{6}$' then '+22505' || substr(phone, 5)
    when phone ~ '^\+225[04-9][7-9][0-9]{6}$' then '+22507' || substr(phone, 5)
    else phone
  end;
end;
$$;

comment on function private.phone_key(text) is
  'What two spellings of one phone have in common: numbers are compared by it, and never shown by '
  'it or sent to it. Null of null. The countries and their sources: docs/decisions/0020.';
revoke execute on function private.phone_key(text) from public;
-- A contact is written, and its index kept, as the app's user.
grant execute on function private.phone_key(text) to authenticated;

-- supabase/schemas/people/phone_numbers.sql

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

-- supabase/schemas/people/goals.sql

-- What a user wants to do each week.

create table public.goals (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  title text not null,
  weekly_target numeric not null,
  unit text not null default 'times',
  created_at timestamptz not null default now(),
  constraint a_goal_belongs_to_one_user unique (id, user_id),
  constraint title_has_1_to_200_characters
    check (length(btrim(title)) > 0 and length(title) <= 200),
  constraint weekly_target_is_positive check (weekly_target > 0 and weekly_target < 1000000),
  constraint unit_has_1_to_30_characters
    check (length(btrim(unit)) > 0 and length(unit) <= 30)
);

comment on table public.goals is 'What a user wants to reach every week.';
comment on column public.goals.weekly_target is
  'Amount to reach in a period of seven days, in unit. The one of the moment of judgement counts, '
  'whenever it was set.';
comment on column public.goals.created_at is
  'By the clock of domain logic: a goal younger than the period is not judged.';

create index goals_by_user on public.goals (user_id);

alter table public.goals enable row level security;
revoke all on table public.goals from public, anon, authenticated, service_role;
grant
  select,
  insert (user_id, title, weekly_target, unit),
  update (title, weekly_target, unit),
  delete
  on table public.goals to authenticated;
grant select on table public.goals to service_role;

create policy "Users can see their goals" on public.goals
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can add goals" on public.goals
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "Users can change their goals" on public.goals
  for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "Users can remove their goals" on public.goals
  for delete to authenticated using (user_id = (select auth.uid()));

insert into private.refusals (code, thing, field, problem, advice)
values
  (
    'RD131', 'goal', 'title', 'is not a title of 1 to 200 characters',
    'Use a shorter title with something to read in it.'
  ),
  (
    'RD132', 'goal', 'weekly_target', 'is not a number above 0 and below 1000000',
    'Use the amount to reach in a week; a goal of nothing is no goal.'
  ),
  (
    'RD133', 'goal', 'unit', 'is not a unit of 1 to 30 characters',
    'Use a short word such as times, km or minutes.'
  ),
  (
    'RD134', 'goal', 'weekly_target', 'has more than 30 decimals',
    'Round it.'
  ),
  (
    'RD135', 'goal', 'user_id', 'has 100 goals already',
    'Remove one that does not matter any more.'
  );

create function private.check_goal_input()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.refuse_unless(private.is_readable(new.title, 200), 'RD131', new.title);
  -- NaN is above every number in Postgres, so the upper bound refuses it.
  perform private.refuse_unless(
    new.weekly_target > 0 and new.weekly_target < 1000000, 'RD132', new.weekly_target::text
  );
  perform private.refuse_unless(
    scale(new.weekly_target) <= 30, 'RD134', new.weekly_target::text
  );
  perform private.refuse_unless(private.is_readable(new.unit, 30), 'RD133', new.unit);
  return new;
end;
$$;

comment on function private.check_goal_input() is
  'Trigger: refuses what no goal can have (RD131 to RD134). Definer because users may not execute '
  'what it calls.';
revoke execute on function private.check_goal_input() from public;

create trigger check_input
  before insert or update of title, weekly_target, unit on public.goals
  for each row execute function private.check_goal_input();

-- Only where the default stood in: an import may bring goals with their true age.
create trigger stamp_created_at
  before insert on public.goals
  for each row when (new.created_at = now())
  execute function private.stamp_created_at();

create function private.limit_goals()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- Row level security refuses a row in somebody else's name only after this trigger: a stranger
  -- must not learn how many goals they have.
  if new.user_id = coalesce((select auth.uid()), new.user_id) then
    perform private.refuse_unless(
      (select count(*) from public.goals where goals.user_id = new.user_id) < 100,
      'RD135', new.user_id::text
    );
  end if;
  return new;
end;
$$;

comment on function private.limit_goals() is
  'Trigger: no account can make planning slow for all. Definer so that it counts whatever row '
  'level security hides. Raises RD135.';
revoke execute on function private.limit_goals() from public;

create trigger limit_goals
  before insert on public.goals
  for each row execute function private.limit_goals();

-- supabase/schemas/people/accounts.sql

-- What a new account is given, and what becomes of one that Auth switches off.

create function private.gone_until(banned_until timestamptz, deleted_at timestamptz)
returns timestamptz
language sql
stable
set search_path = ''
as $$
  select case
    when gone_until.deleted_at is not null
      -- A ban has to have an end, so that one for good is one of many years.
      or gone_until.banned_until > private.clock_now() + interval '1 year'
    then 'infinity'
    else gone_until.banned_until
  end;
$$;

comment on function private.gone_until(timestamptz, timestamptz) is
  'Until when an account is gone by what Auth says of it; null if it never was.';
revoke execute on function private.gone_until(timestamptz, timestamptz) from public;

create function private.create_user()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_display_name constant text := btrim(new.raw_user_meta_data ->> 'display_name');
begin
  insert into public.users (id, display_name, gone_until)
  values (
    new.id,
    -- A sign-up must not fail over a bad name; the app can set a good one later.
    case when private.is_readable(v_display_name, 100) then v_display_name end,
    private.gone_until(new.banned_until, new.deleted_at)
  );
  insert into public.notification_preferences (user_id) values (new.id);
  return new;
end;
$$;

comment on function private.create_user() is
  'Trigger: gives every new account its row in users and its default preferences. Definer because '
  'the Auth server may not write our tables.';
revoke execute on function private.create_user() from public;

create trigger create_user
  after insert on auth.users
  for each row execute function private.create_user();

create function private.note_gone_account()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- What is planned changes by it, and who plans locks the preferences first.
  perform
  from public.notification_preferences as preferences
  where preferences.user_id = new.id
  for update;
  update public.users
  set gone_until = private.gone_until(new.banned_until, new.deleted_at)
  where users.id = new.id
    and users.gone_until is distinct from private.gone_until(new.banned_until, new.deleted_at);
  return null;
end;
$$;

comment on function private.note_gone_account() is
  'Trigger: a ban and a soft delete leave the row of auth.users, so no cascade says that the '
  'account is gone. Definer because the Auth server may not write our tables.';
revoke execute on function private.note_gone_account() from public;

create trigger note_gone_account
  after update of banned_until, deleted_at on auth.users
  for each row when (
    (new.banned_until, new.deleted_at) is distinct from (old.banned_until, old.deleted_at)
  )
  execute function private.note_gone_account();

-- supabase/schemas/people/activities.sql

-- What a user logged.

create table public.activities (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  goal_id uuid not null,
  amount numeric not null,
  occurred_at timestamptz not null,
  source text not null default 'app',
  created_at timestamptz not null default now(),
  constraint activity_counts_for_a_goal_of_its_user
    foreign key (goal_id, user_id) references public.goals (id, user_id) on delete cascade,
  constraint amount_is_positive check (amount > 0 and amount < 1000000),
  constraint source_is_known check (source in ('app', 'sms'))
);

comment on table public.activities is 'What a user logged towards a goal.';
comment on column public.activities.amount is 'In the unit of its goal.';
comment on column public.activities.occurred_at is
  'When it was done, which decides the period it counts in; created_at is when it was logged. Not '
  'more than ten minutes ahead of the clock of domain logic: phones are not set to the second.';

create index activities_by_goal_and_time
  on public.activities (goal_id, user_id, occurred_at) include (amount);
create index activities_by_user_and_time on public.activities (user_id, occurred_at);

alter table public.activities enable row level security;
revoke all on table public.activities from public, anon, authenticated, service_role;
grant
  select,
  insert (user_id, goal_id, amount, occurred_at),
  update (amount, occurred_at),
  delete
  on table public.activities to authenticated;
grant select on table public.activities to service_role;

create policy "Users can see their activities" on public.activities
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can log activities" on public.activities
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "Users can correct their activities" on public.activities
  for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "Users can remove their activities" on public.activities
  for delete to authenticated using (user_id = (select auth.uid()));

insert into private.refusals (code, thing, field, problem, advice)
values
  (
    'RD141', 'activity', 'amount', 'is not a number above 0 and below 1000000',
    'Use the amount that was done, in the unit of the goal.'
  ),
  (
    'RD142', 'activity', 'occurred_at', 'is not a moment that has come',
    'Log what was done. A phone''s clock may be ten minutes ahead, not more.'
  ),
  ('RD143', 'activity', 'occurred_at', 'is more than ten years ago', 'Check the year.'),
  (
    'RD144', 'activity', 'goal_id', 'is not a goal of this user',
    'Use the id of one of the user''s goals.'
  ),
  ('RD145', 'activity', 'amount', 'has more than 30 decimals', 'Round it.'),
  (
    'RD146', 'activity', 'occurred_at', 'is a day (UTC) with 1000 activities already',
    'Log the sum of several as one.'
  );

create function private.check_activity_input()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.refuse_unless(
    new.amount > 0 and new.amount < 1000000, 'RD141', new.amount::text
  );
  perform private.refuse_unless(scale(new.amount) <= 30, 'RD145', new.amount::text);
  -- Old entries stay editable: only a new moment is measured against the clock.
  if tg_op = 'INSERT' or new.occurred_at is distinct from old.occurred_at then
    perform private.refuse_unless(
      new.occurred_at
        <= private.clock_now() + (select settings.clock_tolerance from private.settings),
      'RD142', new.occurred_at::text
    );
    perform private.refuse_unless(
      new.occurred_at >= private.clock_now() - interval '10 years',
      'RD143', new.occurred_at::text
    );
  end if;
  -- Row level security refuses a row in somebody else's name only after this trigger: it must not
  -- tell a stranger first which goals they have.
  if tg_op = 'INSERT' and new.user_id = coalesce((select auth.uid()), new.user_id) then
    perform private.refuse_unless(
      exists (
        select from public.goals where goals.id = new.goal_id and goals.user_id = new.user_id
      ),
      'RD144', new.goal_id::text
    );
  end if;
  return new;
end;
$$;

comment on function private.check_activity_input() is
  'Trigger: refuses what nobody can have done (RD141 to RD143, RD145) and what counts for no goal '
  'of the user (RD144). Definer because users may not read the clock.';
revoke execute on function private.check_activity_input() from public;

create trigger check_input
  before insert or update of amount, occurred_at on public.activities
  for each row execute function private.check_activity_input();

create function private.limit_activities()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_day constant timestamptz := date_trunc('day', new.occurred_at, 'UTC');
begin
  -- As above: a stranger must not learn it.
  if new.user_id = coalesce((select auth.uid()), new.user_id)
    and (tg_op = 'INSERT' or v_day <> date_trunc('day', old.occurred_at, 'UTC'))
  then
    perform private.refuse_unless(
      (
        select count(*)
        from public.activities
        where activities.user_id = new.user_id
          and activities.occurred_at >= v_day
          and activities.occurred_at < v_day + interval '1 day'
      ) < 1000,
      'RD146', new.occurred_at::text
    );
  end if;
  return new;
end;
$$;

comment on function private.limit_activities() is
  'Trigger: no account can make planning slow for all. Definer so that it counts whatever row '
  'level security hides. Raises RD146.';
revoke execute on function private.limit_activities() from public;

create trigger limit_activities
  before insert or update of occurred_at on public.activities
  for each row execute function private.limit_activities();

-- supabase/schemas/people/calling_codes.sql

-- Which numbers can exist, by the code of their country.

create table private.calling_codes (
  calling_code text primary key,
  fewest_digits smallint not null,
  most_digits smallint not null,
  may_begin_with_zero boolean not null default false,
  created_at timestamptz not null default now(),
  constraint calling_code_has_one_to_three_digits check (calling_code ~ '^[1-9][0-9]{0,2}$'),
  constraint fewest_are_not_more_than_most check (fewest_digits <= most_digits)
);

comment on table private.calling_codes is
  'The codes of countries, and how many digits of fixed lines, mobiles and VoIP follow each. From '
  'libphonenumber, resources/PhoneNumberMetadata.xml at f7e3e88 (17 July 2026), and the older '
  'spellings of private.phone_key(). A country that makes its numbers longer needs an update here.';
comment on column private.calling_codes.may_begin_with_zero is
  'Elsewhere the 0 is dialled inside the country only, and is written here by mistake.';

alter table private.calling_codes enable row level security;
revoke all on table private.calling_codes from public, anon, authenticated, service_role;
create policy "Nobody reaches codes of countries through the API" on private.calling_codes
  for all to anon, authenticated using (false);

insert into private.calling_codes (calling_code, fewest_digits, most_digits, may_begin_with_zero)
select
  code,
  lengths.fewest_digits,
  lengths.most_digits,
  code = any ('{225, 226, 229, 241, 242, 250, 378, 39, 881, 992}')
from (
  values
    (4, 4, '{290}'::text[]),
    (4, 7, '{683, 690}'),
    (4, 11, '{352}'),
    (4, 13, '{43}'),
    (5, 5, '{247, 500, 682}'),
    (5, 7, '{676, 677, 678, 688}'),
    (5, 8, '{686}'),
    (5, 9, '{27}'),
    (5, 10, '{263, 685, 82}'),
    (5, 15, '{49}'),
    (6, 6, '{298, 299, 672, 681, 687}'),
    (6, 7, '{597}'),
    (6, 9, '{252, 359, 376, 40, 421, 508}'),
    (6, 10, '{358, 53, 63, 880, 95, 98}'),
    (6, 11, '{39}'),
    (
      7, 7,
      '{
        220, 238, 239, 246, 248, 269, 291, 297, 501, 592, 599, 673, 674, 679, 680, 691, 692, 960
      }'
    ),
    (7, 8, '{230, 241, 267, 372, 507, 670, 675, 961, 975}'),
    (7, 9, '{231, 245, 254, 265, 354, 423, 46, 48, 595, 967}'),
    (7, 10, '{243, 353}'),
    (7, 11, '{86}'),
    (7, 12, '{381, 62, 882}'),
    (
      8, 8,
      '{
        216, 222, 223, 226, 227, 228, 232, 235, 236, 253, 257, 266, 268, 350, 356, 357, 370,
        371, 373, 374, 382, 386, 389, 45, 47, 502, 503, 504, 505, 506, 509, 591, 598, 65, 689,
        852, 853, 965, 968, 973, 974, 993
      }'
    ),
    (
      8, 9,
      '{
        213, 224, 250, 258, 264, 32, 355, 36, 377, 385, 387, 51, 593, 66, 855, 962, 963, 970,
        971
      }'
    ),
    (8, 10, '{20, 225, 229, 378, 57, 60, 64, 850, 856, 964, 976, 977}'),
    (8, 11, '{886}'),
    (8, 12, '{383, 883, 972}'),
    (
      9, 9,
      '{
        211, 212, 218, 221, 233, 237, 240, 242, 244, 249, 251, 255, 256, 260, 261, 262, 33, 34,
        351, 375, 380, 41, 420, 56, 590, 594, 596, 61, 93, 94, 966, 992, 994, 995, 996, 998
      }'
    ),
    (9, 10, '{81, 84, 881, 92}'),
    (9, 11, '{31}'),
    (9, 12, '{870}'),
    (10, 10, '{1, 234, 30, 44, 58, 7, 90, 91}'),
    (10, 11, '{52, 54, 55}'),
    (12, 12, '{878}')
) as lengths (fewest_digits, most_digits, codes)
cross join unnest(lengths.codes) as code;

create function private.can_exist(phone text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from private.calling_codes as code
    cross join substr(can_exist.phone, 2 + length(code.calling_code)) as rest
    -- No code begins with another.
    where code.calling_code in (
        substr(can_exist.phone, 2, 1), substr(can_exist.phone, 2, 2), substr(can_exist.phone, 2, 3)
      )
      and length(rest) between code.fewest_digits and code.most_digits
      and (code.may_begin_with_zero or rest not like '0%')
  );
$$;

comment on function private.can_exist(text) is
  'Whether a number in E.164 has the code of a country and as many digits as its numbers have.';
revoke execute on function private.can_exist(text) from public;

-- supabase/schemas/people/contacts.sql

-- Who gets texts about a user.

create table public.contacts (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  name text not null,
  phone text not null,
  relationship text not null,
  timezone text not null references private.time_zones (name),
  locale text,
  consent_status text not null default 'pending',
  created_at timestamptz not null default now(),
  constraint name_has_1_to_100_characters
    check (length(btrim(name)) > 0 and length(name) <= 100),
  constraint phone_is_e164 check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  constraint relationship_is_known
    check (relationship in ('coach', 'friend', 'family', 'partner', 'self')),
  constraint locale_has_words check (locale in ('en', 'es', 'fr', 'de', 'pt')),
  constraint consent_status_is_known
    check (consent_status in ('pending', 'confirmed', 'declined', 'stopped'))
);

comment on table public.contacts is
  'People who get texts about a user. relationship self is the user''s own phone, which gets no '
  'accountability texts.';
comment on column public.contacts.timezone is
  'Where the contact lives: their allowed hours follow it. The app passes it; it is never guessed.';
comment on column public.contacts.locale is
  'The language of what they are asked and answered; English if null. The app passes it; it is '
  'never guessed from a number.';
comment on column public.contacts.consent_status is
  'Only confirmed gets texts. Never written by the app.';

create unique index a_user_has_a_number_once
  on public.contacts (user_id, private.phone_key(phone));
create index contacts_by_timezone on public.contacts (timezone);
-- Whom a text that comes in concerns.
create index contacts_by_phone on public.contacts (private.phone_key(phone));

alter table public.contacts enable row level security;
revoke all on table public.contacts from public, anon, authenticated, service_role;
grant
  select,
  insert (user_id, name, phone, relationship, timezone, locale),
  update (name, phone, relationship, timezone, locale),
  delete
  on table public.contacts to authenticated;
grant select on table public.contacts to service_role;

create policy "Users can see their contacts" on public.contacts
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can add contacts" on public.contacts
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "Users can change their contacts" on public.contacts
  for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "Users can remove their contacts" on public.contacts
  for delete to authenticated using (user_id = (select auth.uid()));

-- Nobody learns about a number that they merely typed in.
create policy "Users can see the numbers of contacts who agreed" on private.phone_numbers
  for select to authenticated using (
    exists (
      select from public.contacts
      where private.phone_key(contacts.phone) = phone_numbers.phone
        and contacts.user_id = (select auth.uid())
        and contacts.consent_status = 'confirmed'
    )
  );

insert into private.refusals (code, thing, field, problem, advice)
values
  ('RD100', 'contact', 'user_id', 'has 100 contacts already', 'Remove one first.'),
  (
    'RD121', 'contact', 'name', 'is not a name of 1 to 100 characters',
    'Use a shorter name with something to read in it.'
  ),
  (
    'RD122', 'contact', 'phone', 'is not a number in E.164',
    'Write it as + and 7 to 15 digits with the country first, such as +12025550123.'
  ),
  (
    'RD123', 'contact', 'relationship', 'is not a known relationship',
    'Use coach, friend, family, partner or self.'
  ),
  (
    'RD124', 'contact', 'timezone', 'is not the time zone of a place',
    'Use an IANA name such as Europe/Berlin, or UTC.'
  ),
  (
    'RD125', 'contact', 'phone', 'is the number of another contact already',
    'Change that contact instead.'
  ),
  (
    'RD126', 'contact', 'phone', 'is too short, too long or of no country',
    'After the country code write the whole number without the 0 that is dialled inside the '
      'country, such as +442079460123.'
  ),
  (
    'RD127', 'contact', 'phone', 'is no number of North America',
    'After +1 write ten digits of which the first and the fourth are 2 to 9, such as +12025550123.'
  ),
  (
    'RD128', 'contact', 'phone', 'is the number that texts come from',
    'Write the number of the person.'
  ),
  (
    'RD129', 'contact', 'locale', 'is not a language that we have words in',
    'Use en, es, fr, de or pt, or null for English.'
  );

create function private.check_contact_input()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.refuse_unless(private.is_readable(new.name, 100), 'RD121', new.name);
  perform private.refuse_unless(new.phone ~ '^\+[1-9][0-9]{6,14}$', 'RD122', new.phone);
  -- Who has a number that was possible once may still be renamed.
  if new.phone is distinct from old.phone then
    perform private.refuse_unless(private.can_exist(new.phone), 'RD126', new.phone);
    perform private.refuse_unless(
      new.phone !~ '^\+1' or new.phone ~ '^\+1[2-9][0-9]{2}[2-9][0-9]{6}$', 'RD127', new.phone
    );
    perform private.refuse_unless(
      not exists (
        select from private.phone_numbers
        where phone_numbers.phone = private.phone_key(new.phone) and phone_numbers.is_ours
      ),
      'RD128', new.phone
    );
  end if;
  perform private.refuse_unless(
    new.relationship in ('coach', 'friend', 'family', 'partner', 'self'),
    'RD123', new.relationship
  );
  perform private.refuse_unless(private.is_time_zone(new.timezone), 'RD124', new.timezone);
  perform private.refuse_unless(
    coalesce(new.locale, 'en') in ('en', 'es', 'fr', 'de', 'pt'), 'RD129', new.locale
  );
  -- Row level security refuses a row in somebody else's name only after this trigger: it must not
  -- tell a stranger first whom they know.
  if new.user_id = coalesce((select auth.uid()), new.user_id) then
    perform private.refuse_unless(
      not exists (
        select from public.contacts
        where contacts.user_id = new.user_id
          and private.phone_key(contacts.phone) = private.phone_key(new.phone)
          and contacts.id <> new.id
      ),
      'RD125', new.phone
    );
  end if;
  return new;
end;
$$;

comment on function private.check_contact_input() is
  'Trigger: refuses what no contact can have (RD121 to RD124, RD126 to RD129) and a number that '
  'the user has already (RD125). Definer because users may not read the list of zones.';
revoke execute on function private.check_contact_input() from public;

create trigger check_input
  before insert or update of name, phone, relationship, timezone, locale on public.contacts
  for each row execute function private.check_contact_input();

create function private.withdraw_consent_of_old_number()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.consent_status := 'pending';
  return new;
end;
$$;

comment on function private.withdraw_consent_of_old_number() is
  'Trigger: whoever holds the new number has agreed to nothing yet, nor has a friend to what the '
  'user''s own phone gets and may do.';
revoke execute on function private.withdraw_consent_of_old_number() from public;

create trigger withdraw_consent_of_old_number
  before update of phone, relationship on public.contacts
  for each row when (
    (new.phone, new.relationship = 'self') is distinct from (old.phone, old.relationship = 'self')
  )
  execute function private.withdraw_consent_of_old_number();

create function private.take_said_zone()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  select phone_numbers.timezone into new.timezone
  from private.phone_numbers
  where phone_numbers.phone = private.phone_key(new.phone) and phone_numbers.timezone is not null
  union all
  select new.timezone
  limit 1;
  return new;
end;
$$;

comment on function private.take_said_zone() is
  'Trigger: of whoever said yes the zone is what they said themselves by ZONE, whatever the app '
  'passes. Definer because users may not read what others say about themselves.';
revoke execute on function private.take_said_zone() from public;

-- By its name it fires after withdraw_consent_of_old_number: of a number that was merely typed in
-- nobody learns where its holder lives.
create trigger zone_as_said
  before insert or update of phone, relationship, timezone, consent_status on public.contacts
  for each row when (new.consent_status = 'confirmed')
  execute function private.take_said_zone();

create function private.own_minutes(contact_id uuid)
returns int4multirange
language plpgsql
stable
set search_path = ''
as $$
begin
  return coalesce(
    (
      select phone_numbers.open_minutes
      from public.contacts
      join private.phone_numbers
        on phone_numbers.phone = private.phone_key(contacts.phone)
      where contacts.id = own_minutes.contact_id and contacts.consent_status = 'confirmed'
    ),
    '{(,)}'
  );
end;
$$;

comment on function private.own_minutes(uuid) is
  'The minutes of their local day in which a contact who said yes wants texts; all where they said '
  'nothing.';
revoke execute on function private.own_minutes(uuid) from public;
grant execute on function private.own_minutes(uuid) to authenticated;

create function private.limit_contacts()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- As above: a stranger must not learn it.
  if new.user_id = coalesce((select auth.uid()), new.user_id) then
    perform private.refuse_unless(
      (select count(*) from public.contacts where contacts.user_id = new.user_id) < 100,
      'RD100', new.user_id::text
    );
  end if;
  return new;
end;
$$;

comment on function private.limit_contacts() is
  'Trigger: nobody tells more than 100 people, and no account can make planning slow for all. '
  'Definer so that it counts whatever row level security hides. Raises RD100.';
revoke execute on function private.limit_contacts() from public;

create trigger limit_contacts
  before insert on public.contacts
  for each row execute function private.limit_contacts();

-- supabase/schemas/people/open_hours.sql

-- When a program may write to somebody: every limit of its hours at once.

insert into private.reasons (code, meaning)
values
  (
    'no_open_minute',
    'The quiet hours and days leave these texts no time at which they may be sent.'
  );

create type private.open_hours as (open_minutes int4multirange, avoid_days smallint[]);
comment on type private.open_hours is
  'The minutes of a local day at which something may leave, and the days (ISO numbers) without.';

create function private.open_hours(
  goes_to text,
  program_minutes int4multirange,
  quiet_minutes int4multirange,
  avoid_days text[],
  legal_minutes int4multirange
)
returns private.open_hours
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_minutes constant int4multirange := legal_minutes * coalesce(program_minutes, '{(,)}');
begin
  -- What somebody wishes for themselves binds nobody who texts others about them.
  if goes_to is distinct from 'user' then
    return row(v_minutes, '{}'::smallint[])::private.open_hours;
  end if;
  return row(
    v_minutes - coalesce(quiet_minutes, '{}'), private.day_numbers(avoid_days)
  )::private.open_hours;
end;
$$;

comment on function private.open_hours(text, int4multirange, int4multirange, text[], int4multirange)
is
  'Where the legal minutes, the program''s own and, in what goes to the user, the user''s wishes '
  'meet. goes_to and program_minutes are the program''s, the next two the user''s.';
revoke execute on function private.open_hours(
  text, int4multirange, int4multirange, text[], int4multirange
) from public;
grant execute on function private.open_hours(
  text, int4multirange, int4multirange, text[], int4multirange
) to authenticated;

create function private.open_hours_of(
  program text,
  user_id uuid,
  contact_id uuid default null
)
returns private.open_hours
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select
      private.open_hours(
        programs.goes_to, programs.open_minutes, users.quiet_minutes, users.avoid_days,
        private.legal_minutes() * private.own_minutes(contact_id)
      )
    from private.programs
    join public.users on users.id = open_hours_of.user_id
    where programs.program = open_hours_of.program
  );
end;
$$;

comment on function private.open_hours_of(text, uuid, uuid) is
  'When a program may write about a user, to a contact or to no one of theirs; in the recipient''s '
  'local time.';
revoke execute on function private.open_hours_of(text, uuid, uuid) from public;
grant execute on function private.open_hours_of(text, uuid, uuid) to authenticated;

create function private.next_open_instant(
  program text,
  user_id uuid,
  instant timestamptz,
  timezone text,
  contact_id uuid default null
)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  v_hours constant private.open_hours := private.open_hours_of(
    program, user_id, contact_id
  );
begin
  return private.next_allowed_instant(
    instant, timezone, v_hours.open_minutes, v_hours.avoid_days
  );
end;
$$;

comment on function private.next_open_instant(text, uuid, timestamptz, text, uuid) is
  'The first moment from this one on at which a program may write to somebody in this zone about a '
  'user; null where it never may.';
revoke execute on function private.next_open_instant(text, uuid, timestamptz, text, uuid)
  from public;
grant execute on function private.next_open_instant(text, uuid, timestamptz, text, uuid)
  to authenticated;

-- supabase/schemas/people/preferences.sql

-- When and about what a person wants texts sent.

create table public.notification_preferences (
  user_id uuid primary key references public.users (id) on delete cascade,
  enabled boolean not null default true,
  send_day text not null default 'Sunday',
  send_time time not null default '18:00:00',
  timezone text not null default 'UTC' references private.time_zones (name),
  send_if_goal_met boolean not null default false,
  send_if_partial_goal boolean not null default true,
  remind_before_miss boolean not null default true,
  max_messages_per_week smallint not null default 1,
  next_due_at timestamptz,
  created_at timestamptz not null default now(),
  constraint send_day_is_a_day_name check (
    send_day in ('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday')
  ),
  -- Postgres takes 24:00 for a time; it would be due on the day after send_day.
  constraint send_time_lies_within_the_day check (send_time < '24:00'),
  constraint max_messages_per_week_is_0_to_7 check (max_messages_per_week between 0 and 7),
  constraint next_due_at_exists_exactly_while_enabled check (enabled = (next_due_at is not null))
);

comment on table public.notification_preferences is
  'One row for each user (R8): when to judge the week, and which outcomes to tell.';
comment on column public.notification_preferences.timezone is 'The user''s only time zone.';
comment on column public.notification_preferences.send_if_goal_met is
  'Whether contacts get a congratulation when every goal was reached (R4).';
comment on column public.notification_preferences.send_if_partial_goal is
  'Whether partial progress gets encouragement (R5). If not, it counts as missed.';
comment on column public.notification_preferences.remind_before_miss is
  'Whether the user''s own phone, once it is confirmed, is warned before a text tells a miss.';
comment on column public.notification_preferences.max_messages_per_week is
  'How many texts one contact may get in any seven local dates (R6).';
comment on column public.notification_preferences.next_due_at is
  'When the next occurrence is due that nobody scheduled yet. Kept by the database. A pause does '
  'not move it: what falls into one is judged in its turn and recorded as paused.';

-- The scheduler's only question is who is due; everybody else must not be read.
create index notification_preferences_by_due_time
  on public.notification_preferences (next_due_at) where enabled;
create index notification_preferences_by_timezone on public.notification_preferences (timezone);

alter table public.notification_preferences enable row level security;
revoke all on table public.notification_preferences
  from public, anon, authenticated, service_role;
grant
  select,
  update (
    enabled, send_day, send_time, timezone, send_if_goal_met, send_if_partial_goal,
    remind_before_miss, max_messages_per_week
  )
  on table public.notification_preferences to authenticated;
grant select on table public.notification_preferences to service_role;

create policy "Users can see their preferences" on public.notification_preferences
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can change their preferences" on public.notification_preferences
  for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));

insert into private.refusals (code, thing, field, problem, advice)
values
  (
    'RD111', 'preferences', 'send_day', 'is not a day of the week',
    'Use an English day name such as Sunday.'
  ),
  ('RD112', 'preferences', 'send_time', 'is not a time of day', 'Use a time from 00:00 to 23:59.'),
  (
    'RD113', 'preferences', 'timezone', 'is not the time zone of a place',
    'Use an IANA name such as Europe/Berlin, or UTC.'
  ),
  (
    'RD114', 'preferences', 'max_messages_per_week', 'is not a number from 0 to 7',
    'Use 0 for no text at all.'
  ),
  ('RD115', 'preferences', 'enabled', 'is neither true nor false', 'Use true or false.'),
  ('RD116', 'preferences', 'send_if_goal_met', 'is neither true nor false', 'Use true or false.'),
  (
    'RD117', 'preferences', 'send_if_partial_goal', 'is neither true nor false',
    'Use true or false.'
  ),
  ('RD118', 'preferences', 'remind_before_miss', 'is neither true nor false', 'Use true or false.');

create function private.check_preferences_input()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.refuse_unless(
    private.day_of_week(new.send_day) is not null, 'RD111', new.send_day
  );
  perform private.refuse_unless(new.send_time < '24:00', 'RD112', new.send_time::text);
  perform private.refuse_unless(private.is_time_zone(new.timezone), 'RD113', new.timezone);
  perform private.refuse_unless(
    new.max_messages_per_week between 0 and 7, 'RD114', new.max_messages_per_week::text
  );
  perform private.refuse_unless(new.enabled is not null, 'RD115', null);
  perform private.refuse_unless(new.send_if_goal_met is not null, 'RD116', null);
  perform private.refuse_unless(new.send_if_partial_goal is not null, 'RD117', null);
  perform private.refuse_unless(new.remind_before_miss is not null, 'RD118', null);
  return new;
end;
$$;

comment on function private.check_preferences_input() is
  'Trigger: refuses preferences that cannot be followed (RD111 to RD118). Definer because users '
  'may not read the list of zones.';
revoke execute on function private.check_preferences_input() from public;

create trigger check_input
  before insert or update of
    enabled, send_day, send_time, timezone, send_if_goal_met, send_if_partial_goal,
    remind_before_miss, max_messages_per_week
  on public.notification_preferences
  for each row execute function private.check_preferences_input();

create function private.keep_next_due_at()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- A turn that has come and is not planned yet is still owed, whatever changes afterwards.
  if tg_op = 'UPDATE' and new.enabled and old.enabled
    and old.next_due_at <= private.clock_now()
    and old.next_due_at
      > private.clock_now() - (select settings.catch_up_grace from private.settings)
  then
    return new;
  end if;
  new.next_due_at := case
    when new.enabled
    then public.next_send_at(new.send_day, new.send_time, new.timezone, private.clock_now())
  end;
  return new;
end;
$$;

comment on function private.keep_next_due_at() is
  'Trigger: the next due time follows the day, time, zone and switch that the user set. Definer '
  'because users may not read the clock or the list of zones.';
revoke execute on function private.keep_next_due_at() from public;

create trigger keep_next_due_at
  before insert on public.notification_preferences
  for each row execute function private.keep_next_due_at();

-- Not when an app saves its whole form and nothing in it is new.
create trigger keep_next_due_at_on_change
  before update of enabled, send_day, send_time, timezone on public.notification_preferences
  for each row when (
    (new.enabled, new.send_day, new.send_time, new.timezone)
      is distinct from (old.enabled, old.send_day, old.send_time, old.timezone)
  )
  execute function private.keep_next_due_at();

-- supabase/schemas/people/programs.sql

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

-- supabase/schemas/words/names.sql

-- Names and other words of people, as a text may carry them.

insert into private.reasons (code, meaning)
values ('no_display_name', 'The user has no name that a text could use.');

create function private.cut_text(body text, longest integer)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  -- What belongs to the character before it: combining marks of the scripts in wide use, variation
  -- selectors, skin tones, tags of flags.
  c_marks constant text collate "C" :=
    '\u0300-\u036F\u0483-\u0489\u0591-\u05BD\u05BF\u05C1-\u05C2\u05C4-\u05C5\u05C7\u0610-\u061A'
    '\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E4\u06E7-\u06E8\u06EA-\u06ED\u0711\u0730-\u074A'
    '\u07A6-\u07B0\u0900-\u0903\u093A-\u093C\u093E-\u094F\u0951-\u0957\u0962-\u0963\u0981-\u0983'
    '\u09BC\u09BE-\u09CD\u09D7\u0A01-\u0A03\u0A3C-\u0A51\u0A70-\u0A71\u0A81-\u0A83\u0ABC'
    '\u0ABE-\u0ACD\u0B01-\u0B03\u0B3C\u0B3E-\u0B57\u0B82\u0BBE-\u0BCD\u0BD7\u0C00-\u0C04\u0C3C'
    '\u0C3E-\u0C56\u0C81-\u0C83\u0CBC\u0CBE-\u0CD6\u0D00-\u0D03\u0D3B-\u0D3C\u0D3E-\u0D4D\u0D57'
    '\u0D81-\u0D83\u0DCA-\u0DDF\u0E31\u0E34-\u0E3A\u0E47-\u0E4E\u0EB1\u0EB4-\u0EBC\u0EC8-\u0ECD'
    '\u0F71-\u0F84\u102B-\u103E\u1056-\u1059\u135D-\u135F\u17B6-\u17D3\u1AB0-\u1AFF\u1DC0-\u1DFF'
    '\u20D0-\u20F0\u302A-\u302F\u3099-\u309A\uFE00-\uFE0F\uFE20-\uFE2F\U0001F3FB-\U0001F3FF'
    '\U000E0020-\U000E007F\U000E0100-\U000E01EF';
  c_joiner constant text collate "C" := '\u200D';
  c_flag_letter constant text collate "C" := '[\U0001F1E6-\U0001F1FF]';
  -- One character more than fits, to see whether the last one goes on behind the cut.
  v_body text collate "C" := left(cut_text.body, greatest(cut_text.longest, 0) + 1);
begin
  -- Nothing that hangs on a character may hang on what stands before this text.
  v_body := regexp_replace(v_body, format('^[%s%s]+', c_marks, c_joiner), '');
  if length(v_body) <= cut_text.longest then
    return v_body;
  end if;
  -- Two letters make a flag.
  if right(v_body, 1) ~ c_flag_letter then
    return regexp_replace(
      v_body, format('((?:^|[^\U0001F1E6-\U0001F1FF])(?:%1$s%1$s)*)%1$s%1$s?$', c_flag_letter), '\1'
    );
  end if;
  return regexp_replace(
    v_body, format('[^%1$s%2$s](?:[%1$s]|%2$s+[^%1$s%2$s]?)*$', c_marks, c_joiner), ''
  );
end;
$$;

comment on function private.cut_text(text, integer) is
  'The beginning of a text, at most "longest" characters: nothing is cut apart that people see as '
  'one, neither a letter from its marks nor a family emoji nor a flag. Marks before the first '
  'letter are dropped.';
revoke execute on function private.cut_text(text, integer) from public;
grant execute on function private.cut_text(text, integer) to authenticated;

create function private.defuse_links(body text)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  -- Dots as domain names know them (RFC 3490), and what normalizes to one.
  c_dots constant text collate "C" := '.\u2024\u3002\uFE12\uFE52\uFF0E\uFF61';
  c_digits constant text collate "C" := '0-9\u0660-\u0669\u06F0-\u06F9\uFF10-\uFF19';
  v_body text collate "C" := defuse_links.body;
begin
  -- "http://evil", "tel:911", "evil:8080", though not "Maya :)".
  v_body := regexp_replace(
    v_body, '[:\uFF1A](?=[/\\\uFF0F])[/\\\uFF0F]*|[:\uFF1A](?=[^ !-/:-@[-`{-~])', ' ', 'g'
  );
  -- "evil.com" and "1.2.3.4". The last label of a domain name has two characters at least, so that
  -- "J.R. Ewing" keeps the dots.
  v_body := regexp_replace(
    v_body,
    format(
      '(?<=[^ %1$s])[%1$s]+(?=[^ %1$s!-/:-@[-`{-~]{2})|(?<=[%2$s])[%1$s]+(?=[%2$s])',
      c_dots, c_digits
    ),
    ' ', 'g'
  );
  -- "+1 (202) 555-0199": seven digits and more are a number to call.
  return regexp_replace(
    v_body, format('[+(]*[%1$s](?:[ ()./+-]*[%1$s]){6,}', c_digits), ' ', 'g'
  );
end;
$$;

comment on function private.defuse_links(text) is
  'The text with nothing in it that a phone makes tappable: the colon of a scheme and the dots of '
  'a domain or address become spaces, telephone numbers go.';
revoke execute on function private.defuse_links(text) from public;
grant execute on function private.defuse_links(text) to authenticated;

create function private.clean_name(name text, longest integer)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  c_blanks constant text collate "C" :=
    '[\u0001-\u0020\u007F-\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u2800\u3000]+';
  -- Directions, zero widths, fillers, soft hyphens, annotations.
  c_unseen constant text collate "C" :=
    '[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B\u200E\u200F\u202A-\u202E'
    '\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF0-\uFFFB\U0001D173-\U0001D17A]';
  c_accents constant text collate "C" :=
    '\u0300-\u036F\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20F0';
  c_right_to_left constant text collate "C" :=
    '[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\U00010800-\U00010FFF\U0001E800-\U0001EFFF]';
  v_name text collate "C" := clean_name.name;
  v_longest integer := clean_name.longest;
begin
  -- Most names, at a tenth of the cost.
  if v_name ~ '^[A-Za-z]+(?:[ ''-][A-Za-z]+)*$' and length(v_name) <= v_longest then
    return v_name;
  end if;
  -- Composed letters and plain quotes more often stay within GSM-7, which halves a text's price.
  v_name := translate(normalize(left(v_name, 10000), nfc), '‘’ʼ“”–—', '''''''""--');
  v_name := regexp_replace(v_name, c_unseen, '', 'g');
  v_name := regexp_replace(v_name, c_blanks, ' ', 'g');
  -- Tags only spell flags; anywhere else they are hidden words.
  v_name := regexp_replace(
    v_name, '(\U0001F3F4[\U000E0030-\U000E007A]{2,6}\U000E007F)|[\U000E0000-\U000E007F]', '\1', 'g'
  );
  -- Joiners hold emoji together and shape Arabic and Indic letters; in Latin they hide a link.
  v_name := regexp_replace(v_name, '([\u200C\u200D])[\u200C\u200D]+', '\1', 'g');
  v_name := regexp_replace(
    v_name,
    '(?<![^\u0001-\u024F])[\u200C\u200D]|[\u200C\u200D](?![^\u0001-\u024F])', '', 'g'
  );
  -- More marks on one letter than any language has would spill over the lines around.
  v_name := regexp_replace(v_name, format('([%1$s]{3})[%1$s]+', c_accents), '\1', 'g');
  v_name := btrim(regexp_replace(private.defuse_links(v_name), ' +', ' ', 'g'));
  if v_name ~ c_right_to_left then
    -- An isolate keeps the words and numbers around in their own order (UAX #9).
    v_name := nullif(btrim(private.cut_text(v_name, v_longest - 2)), '');
    return E'\u2068' || v_name || E'\u2069';
  end if;
  return nullif(btrim(private.cut_text(v_name, v_longest)), '');
end;
$$;

comment on function private.clean_name(text, integer) is
  'A name as a text may carry it, at most "longest" characters: on one line, without unseen '
  'characters, links or telephone numbers, unable to turn the direction of the words around, and '
  'cut between whole characters. Braces stay: render_text() reads none in a fact. Null if nothing '
  'is left.';
revoke execute on function private.clean_name(text, integer) from public;
grant execute on function private.clean_name(text, integer) to authenticated;

-- supabase/schemas/words/plain_words.sql

-- Times, numbers and goals as people say them.

create function private.in_words(instant timestamptz, timezone text)
returns text
language sql
stable
strict
set search_path = ''
as $$
  select trim(to_char(in_words.instant at time zone in_words.timezone, 'Day'))
    || to_char(in_words.instant at time zone in_words.timezone, ', YYYY-MM-DD HH24:MI')
    || format(' (%s)', in_words.timezone);
$$;

comment on function private.in_words(timestamptz, text) is
  'An instant as a user knows it: "Sunday, 2026-06-07 18:00 (Europe/Berlin)".';
revoke execute on function private.in_words(timestamptz, text) from public;
grant execute on function private.in_words(timestamptz, text) to authenticated, service_role;

create function private.in_digits(amount numeric)
returns text
language sql
immutable
strict
set search_path = ''
as $$
  select trim_scale(in_digits.amount)::text;
$$;

comment on function private.in_digits(numeric) is 'A number without needless zeros: 3, not 3.00.';
revoke execute on function private.in_digits(numeric) from public;

create function private.goal_in_words(
  title text,
  progress numeric,
  weekly_target numeric,
  unit text
)
returns text
language sql
immutable
set search_path = ''
as $$
  select format(
    '%s %s of %s %s',
    private.clean_name(goal_in_words.title, 30),
    private.in_digits(goal_in_words.progress),
    private.in_digits(goal_in_words.weekly_target),
    private.clean_name(goal_in_words.unit, 15)
  );
$$;

comment on function private.goal_in_words(text, numeric, numeric, text) is
  'How far a goal is: "Run 2 of 3 times".';
revoke execute on function private.goal_in_words(text, numeric, numeric, text) from public;

-- supabase/schemas/words/sms_segments.sql

-- How many segments Twilio sends, and bills, for a text.

create function public.sms_segments(body text)
returns integer
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  -- The GSM-7 alphabet, less what takes two septets there: an escape and the character.
  c_beyond_gsm constant text collate "C" := '[^\n\r !"#$%&''()*+,\-./0-9:;<=>?@A-Z_a-z'
    '¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ\f[\\\]^{|}~€]';
  c_escaped constant text collate "C" := '[\f[\\\]^{|}~€]';
  -- What takes two UTF-16 units: a pair of surrogates.
  c_surrogates constant text collate "C" := '[\U00010000-\U0010FFFF]';
  v_body constant text collate "C" := sms_segments.body;
  v_is_gsm constant boolean := v_body !~ c_beyond_gsm;
  v_alone constant integer := case when v_is_gsm then 160 else 70 end;
  v_part constant integer := case when v_is_gsm then 153 else 67 end;
  v_pairs constant text collate "C" := case when v_is_gsm then c_escaped else c_surrogates end;
  v_units text collate "C" := v_body;
  v_length integer := length(v_body);
  v_at integer := 1;
  v_segments integer := 0;
begin
  if v_length * 2 > v_alone and v_body ~ v_pairs then
    -- One character for each unit: whatever takes two is followed by a filler.
    v_units := regexp_replace(v_body, v_pairs, '\& ', 'g');
    v_length := length(v_units);
  end if;
  if v_length <= v_alone then
    return sign(v_length);
  end if;
  if v_units = v_body then
    return ceil(v_length::numeric / v_part);
  end if;
  while v_at <= v_length loop
    v_segments := v_segments + 1;
    -- A pair that would begin on the last unit of a segment goes whole into the next.
    v_at := v_at + v_part - (substr(v_units, v_at + v_part - 1, 1) ~ v_pairs)::integer;
  end loop;
  return v_segments;
end;
$$;

comment on function public.sms_segments(text) is
  'Segments of a text as Twilio counts them: up to 160 septets in one and 153 in each of several '
  'if every character is in GSM-7, where ^ { } \ [ ~ ] | the euro sign and form feed take two; '
  'else up to 70 and 67 UTF-16 units. A pair of two is never split, CRLF is two characters. An '
  'empty text has 0: Twilio refuses it (21602), so none is sent. For service_role. Source: '
  'twilio.com/docs/glossary/what-is-gsm-7-character-encoding and what-is-ucs-2-character-encoding.';
revoke execute on function public.sms_segments(text) from public, anon, authenticated;
grant execute on function public.sms_segments(text) to service_role;

-- supabase/schemas/words/wordings.sql

-- The wordings, and how a wording becomes a text.

insert into private.reasons (code, meaning)
values ('no_template', 'There are no words for it.');

create table public.message_templates (
  id text primary key,
  program text not null constraint program_is_known references private.programs (program),
  message_type text not null,
  style text not null,
  locale text not null default 'en',
  body text not null,
  first_text_suffix text not null default '',
  created_at timestamptz not null default now(),
  constraint message_type_is_a_word check (message_type ~ '^[a-z_]+$'),
  constraint style_is_known check (style in ('supportive', 'snarky', 'chaotic', 'plain')),
  -- What a user's taste asks for has many wordings of each type, in English.
  constraint only_plain_wordings_are_translated check (
    locale = 'en' or (style = 'plain' and locale in ('es', 'fr', 'de', 'pt'))
  ),
  constraint body_has_1_to_480_characters check (length(body) between 1 and 480),
  constraint first_text_suffix_says_how_to_stop
    check (first_text_suffix = '' or first_text_suffix ~ '^ .*\mSTOP\M')
);

comment on table public.message_templates is
  'Wordings of the texts. Their source is supabase/templates; a generated migration fills this '
  'table. {{user_name}} and the like stand for facts.';
comment on column public.message_templates.style is
  'plain where a user''s taste has no say: consent and replies.';
comment on column public.message_templates.first_text_suffix is
  'Ends the first text of its program to a contact after their yes. It is every wording''s own, so '
  'that whoever renders one needs nothing else.';

create index message_templates_by_use
  on public.message_templates (program, message_type, style, id);

alter table public.message_templates enable row level security;
revoke all on table public.message_templates from public, anon, authenticated, service_role;
grant select on table public.message_templates to authenticated, service_role;

create policy "Everybody signed in can read the wordings" on public.message_templates
  for select to authenticated using ((select auth.uid()) is not null);

create function private.render_text(body text, facts jsonb)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  -- What stands before the first placeholder, then each from its name on.
  v_parts constant text[] := regexp_split_to_array(body, '\{\{(?=[a-z_]+\}\})');
  v_text text := v_parts[1];
  v_part text;
  v_name text;
begin
  -- No query, which costs more to start than a text to put together.
  foreach v_part in array v_parts[2:] loop
    v_name := split_part(v_part, '}}', 1);
    v_text := v_text || coalesce(facts ->> v_name, '') || substr(v_part, length(v_name) + 3);
  end loop;
  return v_text;
end;
$$;

comment on function private.render_text(text, jsonb) is
  'The wording with its {{placeholders}} replaced by facts, in one pass: braces inside a fact stay '
  'what they are, so that nobody''s name is read as a placeholder.';
revoke execute on function private.render_text(text, jsonb) from public;
grant execute on function private.render_text(text, jsonb) to authenticated;

create function private.plain_wording(program text, message_type text, locale text)
returns setof public.message_templates
language sql
stable
rows 1
set search_path = ''
as $$
  select template.*
  from public.message_templates as template
  where template.program = plain_wording.program
    and template.message_type = plain_wording.message_type
    and template.style = 'plain'
    and template.locale in (plain_wording.locale, 'en')
  order by template.locale = 'en'
  limit 1;
$$;

comment on function private.plain_wording(text, text, text) is
  'The one wording of a type without a style, in this language or, if it has none in that or the '
  'language is null, in English. No row if there is none.';
revoke execute on function private.plain_wording(text, text, text) from public;

create function private.choose_wording(wordings text[], contact_id uuid, nominal_date date)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
begin
  -- Each contact starts elsewhere in the list and moves on by one every week, whichever type and
  -- style the weeks between asked for. md5, since no release of Postgres changes what it returns.
  return wordings[
    1 + mod(
      (nominal_date - date '2000-01-03') / 7
        + ('x' || left(md5(contact_id::text), 7))::bit(28)::integer,
      nullif(cardinality(wordings), 0)
    )
  ];
end;
$$;

comment on function private.choose_wording(text[], uuid, date) is
  'The one of these wordings, in the order of their ids, for this contact and week; null if there '
  'is none.';
revoke execute on function private.choose_wording(text[], uuid, date) from public;
grant execute on function private.choose_wording(text[], uuid, date) to authenticated;

create function private.choose_template(
  program text,
  message_type text,
  style text,
  contact_id uuid,
  nominal_date date
)
returns text
language sql
stable
strict
set search_path = ''
as $$
  select private.choose_wording(
    array(
      select message_templates.id
      from public.message_templates
      where message_templates.program = choose_template.program
        and message_templates.message_type = choose_template.message_type
        and message_templates.style = choose_template.style
      order by message_templates.id
    ),
    choose_template.contact_id,
    choose_template.nominal_date
  );
$$;

comment on function private.choose_template(text, text, text, uuid, date) is
  'The wording for this contact and week; null if there is none. It depends on nothing but its '
  'arguments and the list of wordings, so that a preview shows what will be sent. With seven '
  'wordings none comes twice to a contact within six weeks, if dates are at least a week apart. '
  'Whoever words many texts lists the wordings once and asks private.choose_wording.';
revoke execute on function private.choose_template(text, text, text, uuid, date) from public;
grant execute on function private.choose_template(text, text, text, uuid, date) to authenticated;

-- supabase/schemas/channels/backoff.sql

-- How long to wait before the next try.

create function private.retry_delay(failures integer, jitter double precision)
returns interval
language sql
stable
strict
set search_path = ''
as $$
  select
    least(settings.retry_delay_base * power(2, least(retry_delay.failures, 30) - 1),
      settings.retry_delay_cap)
    * (0.5 + retry_delay.jitter / 2)
  from private.settings;
$$;

comment on function private.retry_delay(integer, double precision) is
  'How long to wait after so many failed tries (1 or more): doubling from retry_delay_base up to '
  'retry_delay_cap, of which jitter (0 to 1) takes away up to half, so that tries spread out.';
revoke execute on function private.retry_delay(integer, double precision) from public;

create function private.probe_delay(failed_probes integer)
returns interval
language sql
stable
strict
set search_path = ''
as $$
  select least(
    settings.probe_delay_base * power(2, least(probe_delay.failed_probes, 30)),
    settings.probe_delay_cap
  )
  from private.settings;
$$;

comment on function private.probe_delay(integer) is
  'How long an open circuit waits for its next probe after so many failed ones.';
revoke execute on function private.probe_delay(integer) from public;

-- supabase/schemas/channels/channels.sql

-- By which ways a message reaches somebody: one row each. What belongs to one channel alone (its
-- circuit, its pace, its books of hours, what its codes mean) is found by its name (decision 0017).

create table private.channels (
  channel text primary key,
  address_kind text not null,
  is_delivered_by_the_database boolean not null default false,
  messages_per_hour integer,
  replies_per_hour integer,
  counts_segments boolean not null default false,
  can_dedupe boolean not null default false,
  delivery_codes int4range,
  created_at timestamptz not null default now(),
  constraint channel_is_a_short_word check (channel ~ '^[a-z_]{1,20}$'),
  constraint address_kind_is_known check (address_kind in ('phone', 'user')),
  constraint only_the_database_delivers_to_a_user
    check (is_delivered_by_the_database = (address_kind = 'user')),
  constraint an_hour_carries_both_or_neither
    check ((messages_per_hour is null) = (replies_per_hour is null)),
  constraint hours_are_not_negative
    check (least(messages_per_hour, replies_per_hour) >= 0),
  constraint what_the_database_delivers_has_no_hour
    check (not is_delivered_by_the_database or messages_per_hour is null)
);

comment on table private.channels is
  'One row for each channel. Senders know by this name which provider to ask.';
comment on column private.channels.address_kind is
  'phone: the number of a contact. user: the account itself, so that such a message has no '
  'contact.';
comment on column private.channels.is_delivered_by_the_database is
  'Whether the claim itself delivers: no sender, no attempt and no budget take part.';
comment on column private.channels.messages_per_hour is
  'Messages that an hour carries, unless message_rate_limits says otherwise for it; null is as '
  'private.settings has it, and nothing at all where the database delivers.';
comment on column private.channels.replies_per_hour is
  'Messages of priority 0 that an hour carries beside those.';
comment on column private.channels.counts_segments is 'Whether its provider bills by segments.';
comment on column private.channels.can_dedupe is
  'Whether its provider takes the same attempt twice for one, so that an unknown outcome may be '
  'asked for again.';
comment on column private.channels.delivery_codes is
  'Codes in this range that private.provider_errors does not know come from the delivery, and are '
  'worth another try.';

alter table private.channels enable row level security;
revoke all on table private.channels from public, anon, authenticated, service_role;
-- A preview asks as whoever it is about, and so does the story of a message.
grant select (channel, address_kind, is_delivered_by_the_database)
  on table private.channels to authenticated, service_role;

create policy "Everybody signed in can read channels" on private.channels
  for select to authenticated using (true);

insert into private.channels (channel, address_kind, counts_segments, delivery_codes)
values ('sms', 'phone', true, '[30000, 31000)');
insert into private.channels (channel, address_kind, is_delivered_by_the_database)
values ('inbox', 'user', true);

create function private.default_channel()
returns text
language sql
immutable
set search_path = ''
as $$
  select 'sms';
$$;

comment on function private.default_channel() is
  'The channel of whatever names none.';
revoke execute on function private.default_channel() from public;
grant execute on function private.default_channel() to authenticated, service_role;

create function private.refuse_unknown_channel(channel text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (
    select from private.channels where channels.channel = refuse_unknown_channel.channel
  ) then
    raise exception 'There is no channel "%"', left(channel, 60)
      using errcode = 'RD088',
        hint = (
          select format('Use %s.', string_agg(channels.channel, ', ' order by channels.channel))
          from private.channels
        );
  end if;
end;
$$;

comment on function private.refuse_unknown_channel(text) is
  'Raises RD088 for what is no channel.';
revoke execute on function private.refuse_unknown_channel(text) from public;

-- supabase/schemas/channels/choices.sql

-- By which ways a person does not want to be reached, beside what their phone says by STOP.

create table public.channel_choices (
  user_id uuid not null references public.users (id) on delete cascade,
  channel text not null references private.channels (channel),
  is_on boolean not null,
  stopped_at timestamptz,
  chosen_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (user_id, channel),
  constraint a_stop_switches_off check (stopped_at is null or not is_on)
);

comment on table public.channel_choices is
  'Whether a person wants to be reached by a channel; who chose nothing does. The app inserts the '
  'first choice and updates it later. Not by phone: there STOP and START decide.';
comment on column public.channel_choices.stopped_at is
  'When a STOP by text from the person''s own phone switched it off; null once they chose again.';

comment on column public.channel_choices.chosen_at is
  'When the person last switched it on in the app; null if they never did.';

create index channel_choices_by_channel on public.channel_choices (channel);

alter table public.channel_choices enable row level security;
revoke all on table public.channel_choices from public, anon, authenticated, service_role;
grant select, insert (user_id, channel, is_on), update (is_on)
  on table public.channel_choices to authenticated;
grant select on table public.channel_choices to service_role;

create policy "Users can see their channels" on public.channel_choices
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can choose a channel" on public.channel_choices
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "Users can choose again" on public.channel_choices
  for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));

create trigger stamp_created_at
  before insert on public.channel_choices
  for each row execute function private.stamp_created_at();

insert into private.refusals (code, thing, field, problem, advice)
values
  (
    'RD174', 'choice of a channel', 'channel', 'is not a channel that can be chosen',
    'Use inbox. Texts to a phone end by STOP and go on by START from that phone.'
  ),
  ('RD175', 'choice of a channel', 'is_on', 'is neither true nor false', 'Use true or false.');

create function private.check_channel_choice_input()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.refuse_unless(
    exists (
      select from private.channels
      where channels.channel = new.channel and channels.address_kind <> 'phone'
    ),
    'RD174', new.channel
  );
  perform private.refuse_unless(new.is_on is not null, 'RD175', null);
  if new.is_on then
    new.stopped_at := null;
    new.chosen_at := private.clock_now();
  end if;
  return new;
end;
$$;

comment on function private.check_channel_choice_input() is
  'Trigger: refuses what nobody can choose (RD174, RD175); who chooses a channel again ends what a '
  'STOP did to it. Definer because users may not execute what it calls.';
revoke execute on function private.check_channel_choice_input() from public;

create trigger check_input
  before insert or update of channel, is_on on public.channel_choices
  for each row execute function private.check_channel_choice_input();

create function private.stop_other_channels(phone text, said_at timestamptz)
returns void
language sql
volatile
set search_path = ''
as $$
  insert into public.channel_choices as choice (user_id, channel, is_on, stopped_at)
  select distinct contacts.user_id, channels.channel, false, private.clock_now()
  from public.contacts
  cross join private.channels
  where private.phone_key(contacts.phone) = private.phone_key(stop_other_channels.phone)
    and contacts.relationship = 'self'
    -- A number that never said it is theirs may be anybody's.
    and contacts.consent_status in ('confirmed', 'stopped')
    and channels.address_kind <> 'phone'
  -- In one order everywhere, or two may wait for each other.
  order by contacts.user_id, channels.channel
  on conflict on constraint channel_choices_pkey do update set
    is_on = false,
    stopped_at = excluded.stopped_at
  where coalesce(choice.chosen_at <= stop_other_channels.said_at, true);
$$;

comment on function private.stop_other_channels(text, timestamptz) is
  'A STOP from this number ends every other channel of those whose own phone it is, until they '
  'choose one again in the app, or have since it was said.';
revoke execute on function private.stop_other_channels(text, timestamptz) from public;

-- supabase/schemas/channels/circuits.sql

-- When sending stops by itself, and how fast it goes.

create table private.delivery_circuits (
  channel text primary key references private.channels (channel),
  paused_at timestamptz,
  paused_because text,
  opened_at timestamptz,
  reason text,
  error_code integer,
  failed_probes smallint not null default 0,
  probe_after timestamptz,
  probe_message_id uuid,
  awaits_delivery boolean not null default false,
  unknown_in_a_row smallint not null default 0,
  pace numeric not null default 1,
  slowed_at timestamptz,
  created_at timestamptz not null default now(),
  constraint a_pause_has_a_reason check ((paused_at is null) = (paused_because is null)),
  constraint an_open_circuit_has_a_reason_and_a_probe check (
    (opened_at is null) = (reason is null) and (opened_at is null) = (probe_after is null)
  ),
  constraint only_an_open_circuit_has_a_probe check (
    opened_at is not null
    or (
      probe_message_id is null and failed_probes = 0 and error_code is null
      and not awaits_delivery
    )
  ),
  constraint reason_is_known check (reason in ('provider_configuration', 'outcomes_unknown')),
  constraint pace_is_a_share_of_the_budget check (pace > 0 and pace <= 1)
);

comment on table private.delivery_circuits is
  'One row for each channel that ever stopped or may. While it is paused or open nothing of that '
  'channel is claimed or started, but for one probe at a time where it is open.';
comment on column private.delivery_circuits.paused_at is
  'Since when an operator keeps everything back; null if nobody does.';
comment on column private.delivery_circuits.opened_at is
  'Since when the provider refuses our account or leaves us without answers; null while closed.';
comment on column private.delivery_circuits.reason is
  'provider_configuration: error_code says why. outcomes_unknown: five outcomes in a row were.';
comment on column private.delivery_circuits.probe_after is
  'When the next message may be tried to see whether the channel works again.';
comment on column private.delivery_circuits.probe_message_id is
  'The one message that may be started while the circuit is open.';
comment on column private.delivery_circuits.awaits_delivery is
  'It opened over an error that only came after acceptance: a probe must leave Twilio to close it.';
comment on column private.delivery_circuits.pace is
  'Share of the hour''s budget at slowed_at; see private.current_pace.';

alter table private.delivery_circuits enable row level security;
revoke all on table private.delivery_circuits from public, anon, authenticated, service_role;
grant select (channel, paused_at, paused_because, opened_at, reason)
  on table private.delivery_circuits to authenticated, service_role;

create policy "Operators can see whether sending stopped" on private.delivery_circuits
  for select to authenticated using (
    (select private.is_operator())
  );
insert into private.delivery_circuits (channel)
select channels.channel from private.channels where not channels.is_delivered_by_the_database;

create function private.lock_circuit(channel text)
returns private.delivery_circuits
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_circuit private.delivery_circuits;
begin
  insert into private.delivery_circuits (channel)
  values (lock_circuit.channel)
  on conflict on constraint delivery_circuits_pkey do nothing;
  select * into v_circuit
  from private.delivery_circuits
  where delivery_circuits.channel = lock_circuit.channel
  for update;
  return v_circuit;
end;
$$;

comment on function private.lock_circuit(text) is
  'The circuit of a channel, locked; a channel that never stopped gets its row here.';
revoke execute on function private.lock_circuit(text) from public;

create function private.current_pace(
  instant timestamptz,
  channel text default private.default_channel()
)
returns numeric
language plpgsql
stable
strict
set search_path = ''
as $$
begin
  return coalesce(
    (
      select least(
        delivery_circuits.pace
          + 0.1 * floor(
            extract(epoch from current_pace.instant - delivery_circuits.slowed_at) / 600
          ),
        1
      )
      from private.delivery_circuits
      where delivery_circuits.channel = current_pace.channel
    ),
    1
  );
end;
$$;

comment on function private.current_pace(timestamptz, text) is
  'Share of the channel''s budget of the hour that may be used now (R37): halved when the provider '
  'asks us to slow down, and a tenth more for every ten minutes since.';
revoke execute on function private.current_pace(timestamptz, text) from public;

create type private.noted_outcome as (message_id uuid, class text, error_code integer);
comment on type private.noted_outcome is
  'What became of an attempt, by class: accepted, delivered (what the carrier has), unknown, '
  'not_sent, or a class of private.provider_errors.';

create function private.open_circuit(
  circuit private.delivery_circuits,
  refusal private.noted_outcome,
  is_by_callback boolean
)
returns private.delivery_circuits
language plpgsql
volatile
set search_path = ''
as $$
begin
  circuit.opened_at := private.clock_now();
  circuit.reason := case
    when refusal.message_id is not null then 'provider_configuration' else 'outcomes_unknown'
  end;
  circuit.error_code := refusal.error_code;
  circuit.awaits_delivery := is_by_callback;
  circuit.probe_after := circuit.opened_at + private.probe_delay(0);
  perform private.raise_alert(
    'circuit_open',
    case
      when refusal.message_id is not null
      then 'Sending stopped: the provider refuses our account or settings'
      else 'Sending stopped: the provider did not answer five times in a row'
    end,
    jsonb_build_object(
      'channel', circuit.channel,
      'error_code', refusal.error_code,
      'message_id', refusal.message_id
    )
  );
  return circuit;
end;
$$;

comment on function private.open_circuit(
  private.delivery_circuits, private.noted_outcome, boolean
) is
  'The circuit as it is from now on, opened by this refusal of our account or, where that is null, '
  'by unknown outcomes. Tells the operator; the caller stores it.';
revoke execute on function private.open_circuit(
  private.delivery_circuits, private.noted_outcome, boolean
) from public;

create function private.close_circuit(circuit private.delivery_circuits)
returns private.delivery_circuits
language plpgsql
immutable
set search_path = ''
as $$
begin
  circuit.opened_at := null;
  circuit.reason := null;
  circuit.error_code := null;
  circuit.failed_probes := 0;
  circuit.probe_after := null;
  circuit.probe_message_id := null;
  circuit.awaits_delivery := false;
  circuit.unknown_in_a_row := 0;
  return circuit;
end;
$$;

comment on function private.close_circuit(private.delivery_circuits) is
  'The circuit with everything forgotten that held it open; the caller stores it.';
revoke execute on function private.close_circuit(private.delivery_circuits) from public;

create function private.judge_probe(
  circuit private.delivery_circuits,
  probe_class text,
  refusal private.noted_outcome
)
returns private.delivery_circuits
language plpgsql
stable
set search_path = ''
as $$
begin
  if probe_class in ('unknown', 'configuration', 'not_sent', 'throttled') then
    circuit.failed_probes := least(circuit.failed_probes + 1, 100);
    circuit.error_code := coalesce(refusal.error_code, circuit.error_code);
    circuit.probe_message_id := null;
    circuit.probe_after := private.clock_now() + private.probe_delay(circuit.failed_probes);
    return circuit;
  end if;
  -- The provider took it, or refused it for reasons of its own: it works again.
  return private.close_circuit(circuit);
end;
$$;

comment on function private.judge_probe(
  private.delivery_circuits, text, private.noted_outcome
) is
  'The circuit after its probe came to this class: closed, or with the next probe put off; the '
  'caller stores it. refusal is one of our account that came with it, if any did.';
revoke execute on function private.judge_probe(
  private.delivery_circuits, text, private.noted_outcome
) from public;

create function private.slow_down(circuit private.delivery_circuits, instant timestamptz)
returns private.delivery_circuits
language plpgsql
stable
set search_path = ''
as $$
begin
  -- What was under way together is one request to slow down.
  if coalesce(circuit.slowed_at <= instant - interval '1 minute', true) then
    circuit.pace := greatest(private.current_pace(instant, circuit.channel) / 2, 0.1);
    circuit.slowed_at := instant;
  end if;
  return circuit;
end;
$$;

comment on function private.slow_down(private.delivery_circuits, timestamptz) is
  'The circuit with its pace halved, once a minute at most and never below a tenth; the caller '
  'stores it.';
revoke execute on function private.slow_down(private.delivery_circuits, timestamptz) from public;

create function private.store_circuit(circuit private.delivery_circuits)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  update private.delivery_circuits
  set
    paused_at = circuit.paused_at,
    paused_because = circuit.paused_because,
    opened_at = circuit.opened_at,
    reason = circuit.reason,
    error_code = circuit.error_code,
    failed_probes = circuit.failed_probes,
    probe_after = circuit.probe_after,
    probe_message_id = circuit.probe_message_id,
    awaits_delivery = circuit.awaits_delivery,
    unknown_in_a_row = circuit.unknown_in_a_row,
    pace = circuit.pace,
    slowed_at = circuit.slowed_at
  where delivery_circuits.channel = circuit.channel;
end;
$$;

comment on function private.store_circuit(private.delivery_circuits) is
  'Stores a circuit that the caller has locked: the one place that names all columns of its state.';
revoke execute on function private.store_circuit(private.delivery_circuits) from public;

create function private.concern_a_circuit(outcomes private.noted_outcome[])
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from unnest(outcomes) as outcome
    where outcome.class in ('unknown', 'configuration', 'throttled')
  ) or exists (
    select from private.delivery_circuits
    where delivery_circuits.opened_at is not null or delivery_circuits.unknown_in_a_row <> 0
  );
end;
$$;

comment on function private.concern_a_circuit(private.noted_outcome[]) is
  'Whether private.note_outcomes could make anything of these. If not, all is well and stays so, '
  'and the row that all senders share need not be touched.';
revoke execute on function private.concern_a_circuit(private.noted_outcome[]) from public;

create function private.note_outcomes(
  outcomes private.noted_outcome[],
  is_by_callback boolean,
  channel text default private.default_channel()
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  -- Five unknown outcomes in a row are no accident any more.
  c_unknown_limit constant integer := 5;
  v_circuit private.delivery_circuits;
  v_outcome private.noted_outcome;
  v_refusal private.noted_outcome;
  v_probe_class text;
begin
  v_circuit := private.lock_circuit(note_outcomes.channel);
  foreach v_outcome in array outcomes loop
    if v_outcome.class = 'unknown' then
      v_circuit.unknown_in_a_row := v_circuit.unknown_in_a_row + 1;
    elsif v_outcome.class not in ('not_sent', 'throttled') then
      v_circuit.unknown_in_a_row := 0;
    end if;
    if v_outcome.class = 'configuration' then
      v_refusal := v_outcome;
    end if;
    if v_outcome.message_id = v_circuit.probe_message_id
      and not (v_outcome.class = 'accepted' and v_circuit.awaits_delivery)
    then
      v_probe_class := v_outcome.class;
    end if;
  end loop;

  if v_circuit.opened_at is null
    and (v_refusal.message_id is not null or v_circuit.unknown_in_a_row >= c_unknown_limit)
  then
    v_circuit := private.open_circuit(v_circuit, v_refusal, is_by_callback);
  elsif v_probe_class is not null then
    v_circuit := private.judge_probe(v_circuit, v_probe_class, v_refusal);
  end if;
  if exists (select from unnest(outcomes) as outcome where outcome.class = 'throttled') then
    v_circuit := private.slow_down(v_circuit, private.clock_now());
  end if;
  perform private.store_circuit(v_circuit);
end;
$$;

comment on function private.note_outcomes(private.noted_outcome[], boolean, text) is
  'What outcomes, in the order they came, say about their channel: an error of our account or five '
  'unknown ones in a row open the circuit, the outcome of its probe closes it or puts the next '
  'probe off, and a provider who has too much halves the pace. Locks the channel: call it after '
  'the messages are locked and before any budget hour is.';
revoke execute on function private.note_outcomes(private.noted_outcome[], boolean, text)
  from public;

create function private.take_probe(message_id uuid, channel text)
returns void
language sql
volatile
set search_path = ''
as $$
  update private.delivery_circuits
  set
    probe_message_id = take_probe.message_id,
    -- If nobody reports on it, another may be tried then.
    probe_after = private.clock_now() + private.probe_delay(delivery_circuits.failed_probes)
  where delivery_circuits.channel = take_probe.channel
    and delivery_circuits.opened_at is not null;
$$;

comment on function private.take_probe(uuid, text) is
  'Makes this message the one that may be started while the circuit of its channel is open.';
revoke execute on function private.take_probe(uuid, text) from public;

-- supabase/schemas/channels/pausing.sql

-- When an operator stops a channel, and lets it go on.

create function private.pause_sending(
  because text,
  channel text default private.default_channel()
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_circuit private.delivery_circuits;
begin
  perform private.refuse_unknown_channel(channel);
  if coalesce(btrim(because), '') = '' then
    raise exception 'Cannot pause sending: because is "%"', because
      using errcode = 'RD080', hint = 'Say why, for whoever finds it paused.';
  end if;
  v_circuit := private.lock_circuit(channel);
  v_circuit.paused_at := coalesce(v_circuit.paused_at, private.clock_now());
  v_circuit.paused_because := because;
  perform private.store_circuit(v_circuit);
end;
$$;

comment on function private.pause_sending(text, text) is
  'Keeps everything of a channel back from the next start on, until resume_sending(). Raises RD080 '
  'without a reason and RD088 for what is no channel.';
revoke execute on function private.pause_sending(text, text) from public;

create function private.resume_sending(channel text default private.default_channel())
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_circuit private.delivery_circuits;
begin
  perform private.refuse_unknown_channel(channel);
  v_circuit := private.close_circuit(private.lock_circuit(channel));
  v_circuit.paused_at := null;
  v_circuit.paused_because := null;
  v_circuit.pace := 1;
  v_circuit.slowed_at := null;
  perform private.store_circuit(v_circuit);
end;
$$;

comment on function private.resume_sending(text) is
  'Ends a pause of a channel, closes its circuit without waiting for a probe, and goes at full '
  'pace again. Raises RD088 for what is no channel.';
revoke execute on function private.resume_sending(text) from public;

-- supabase/schemas/channels/provider_errors.sql

-- What the provider's error codes mean for us, in one place for replies and callbacks.

create table private.provider_errors (
  channel text not null default private.default_channel()
    references private.channels (channel),
  code integer not null,
  class text not null,
  meaning text not null,
  wait interval,
  waits_for_midnight_in text references private.time_zones (name),
  created_at timestamptz not null default now(),
  primary key (channel, code),
  constraint class_is_known check (
    class in (
      'opt_out', 'recipient', 'region', 'message', 'configuration', 'throttled', 'transient',
      'unknown', 'notice'
    )
  ),
  constraint only_what_is_tried_again_waits check (
    (wait is null and waits_for_midnight_in is null)
    or class in ('configuration', 'throttled', 'transient')
  ),
  constraint a_wait_has_one_end check (wait is null or waits_for_midnight_in is null),
  constraint waits_are_positive check (wait > interval '0')
);

comment on table private.provider_errors is
  'Error codes of each channel''s provider by what follows from them; those of sms are Twilio''s '
  '(twilio.com/docs/api/errors).';
comment on column private.provider_errors.class is
  'opt_out: nobody texts that number again. recipient: the number cannot be reached. region: our '
  'account may not text that country. message: this text will never pass. configuration: our '
  'account or settings; sending stops and the message waits. throttled: too much at once; sending '
  'slows down and the message waits. transient: worth another attempt. unknown: the text may have '
  'been sent. notice: says nothing about a text.';
comment on column private.provider_errors.wait is
  'The least wait before another attempt, where the usual backoff would be too short.';
comment on column private.provider_errors.waits_for_midnight_in is
  'The zone whose next midnight ends the wait: there, caps begin anew.';

create index provider_errors_by_zone on private.provider_errors (waits_for_midnight_in);
alter table private.provider_errors enable row level security;
revoke all on table private.provider_errors from public, anon, authenticated, service_role;
grant select (channel, code, meaning)
  on table private.provider_errors to authenticated, service_role;

create policy "Everybody signed in can read what codes mean" on private.provider_errors
  for select to authenticated using (true);

insert into private.provider_errors (code, class, meaning)
values
  (10001, 'configuration', 'Account is not active'),
  (10002, 'configuration', 'Trial account does not support this'),
  (11200, 'notice', 'Our webhook did not answer'),
  (11205, 'notice', 'Our webhook did not answer'),
  (11206, 'notice', 'Our webhook answered wrongly'),
  (11210, 'notice', 'Our webhook could not be found'),
  (11220, 'notice', 'Our webhook has no valid certificate'),
  (11235, 'notice', 'Our webhook has no valid certificate'),
  (11237, 'notice', 'Our webhook has no valid certificate'),
  (11321, 'notice', 'URL of our webhook is not valid'),
  (12100, 'notice', 'Our webhook answered wrongly'),
  (12200, 'notice', 'Our webhook answered wrongly'),
  (12300, 'notice', 'Our webhook answered wrongly'),
  (14101, 'notice', 'Our answer to a text is not valid'),
  (14103, 'notice', 'Our answer to a text is not valid'),
  (14107, 'notice', 'Too many answers to one number'),
  (14108, 'notice', 'Our answer to a text is not valid'),
  (14109, 'notice', 'Our answer to a text is not valid'),
  (14110, 'notice', 'Our answer to a text is not valid'),
  (14111, 'notice', 'Our answer to a text is not valid'),
  (20001, 'message', 'Request was not valid'),
  (20003, 'configuration', 'Account SID or auth token is wrong'),
  (20004, 'message', 'Request used the wrong method'),
  (20005, 'configuration', 'Account is not active'),
  (20006, 'configuration', 'Access was denied'),
  (20008, 'configuration', 'Test credentials were used for a real resource'),
  (20403, 'configuration', 'Access is forbidden'),
  (20404, 'configuration', 'Account or resource does not exist'),
  (20422, 'message', 'Request was not valid'),
  (20429, 'throttled', 'Too many requests at once'),
  (20500, 'unknown', 'Twilio failed while it worked on the request'),
  (20503, 'unknown', 'Twilio was not available'),
  (20504, 'unknown', 'Twilio took too long'),
  (21201, 'message', 'Number is missing'),
  (21211, 'recipient', 'Number is not valid'),
  (21212, 'configuration', 'Sending number is not valid'),
  (21214, 'recipient', 'Number cannot be reached'),
  (21216, 'recipient', 'Number is blocked by Twilio'),
  (21217, 'recipient', 'Number is not valid'),
  (21219, 'configuration', 'Trial account may text verified numbers only'),
  (21266, 'recipient', 'Number is the one that sends'),
  (21268, 'recipient', 'Number is a premium number'),
  (21401, 'recipient', 'Number is not valid'),
  (21408, 'region', 'Account may not text that country'),
  (21601, 'configuration', 'Sending number cannot send texts'),
  (21602, 'message', 'Text is empty'),
  (21603, 'configuration', 'Neither a sending number nor a Messaging Service was named'),
  (21604, 'message', 'Number is missing'),
  (21605, 'message', 'Text is too long'),
  (21606, 'configuration', 'Sending number is not ours or cannot send texts'),
  (21607, 'configuration', 'Sending number is not ours or cannot send texts'),
  (21608, 'configuration', 'Trial account may text verified numbers only'),
  (21609, 'configuration', 'Callback URL is not valid'),
  (21610, 'opt_out', 'Number opted out with STOP'),
  (21611, 'throttled', 'Queue of the sending number is full'),
  (21612, 'recipient', 'Our sending number cannot reach that number'),
  (21614, 'recipient', 'Number is not a mobile number'),
  (21617, 'message', 'Text is longer than 1,600 characters'),
  (21618, 'message', 'Text cannot be sent'),
  (21619, 'message', 'Text is empty'),
  (21620, 'message', 'Media is not valid'),
  (21621, 'message', 'Media is not valid'),
  (21622, 'message', 'Media is not valid'),
  (21623, 'message', 'Media is not valid'),
  (21624, 'configuration', 'Validity period is out of range'),
  (21635, 'recipient', 'Number is a landline'),
  (21653, 'message', 'Content of the text is not valid'),
  (21654, 'message', 'Content of the text is not valid'),
  (21655, 'message', 'Content of the text is not valid'),
  (21656, 'message', 'Content of the text is not valid'),
  (21657, 'message', 'Content of the text is not valid'),
  (21658, 'message', 'Content of the text is not valid'),
  (21659, 'configuration', 'Sending number is not a Twilio number'),
  (21660, 'configuration', 'Sending number belongs to another account'),
  (21661, 'configuration', 'Sending number cannot send texts'),
  (21701, 'configuration', 'Messaging Service does not exist'),
  (21702, 'configuration', 'Messaging Service is not available'),
  (21703, 'configuration', 'Messaging Service has no sender that fits'),
  (21704, 'configuration', 'Messaging Service has no senders'),
  (21705, 'configuration', 'Messaging Service is not valid'),
  (21712, 'configuration', 'Sending number is in another Messaging Service'),
  (30001, 'throttled', 'Queue of the sending number was full'),
  (30002, 'configuration', 'Account is suspended'),
  (30003, 'transient', 'Handset cannot be reached'),
  (30004, 'recipient', 'Carrier blocks texts to that number'),
  (30005, 'recipient', 'Number does not exist'),
  (30006, 'recipient', 'Number is a landline or its carrier cannot be reached'),
  (30007, 'message', 'Text was filtered as unwanted'),
  (30008, 'transient', 'Carrier gave no reason'),
  (30009, 'notice', 'Part of a text to us was lost'),
  (30010, 'message', 'Text costs more than was allowed'),
  (30011, 'message', 'Carrier takes no pictures'),
  (30012, 'message', 'Validity period is too short'),
  (30013, 'recipient', 'Number is not valid'),
  (30014, 'message', 'Text does not fit its channel'),
  (30015, 'message', 'Text does not fit its channel'),
  (30016, 'message', 'Text does not fit its channel'),
  (30017, 'transient', 'Carrier is congested'),
  (30018, 'configuration', 'Sender must be registered in that country'),
  (30019, 'message', 'Text is too large'),
  (30020, 'transient', 'Twilio failed'),
  (30021, 'transient', 'Twilio failed'),
  (30022, 'throttled', 'Rate of the campaign was exceeded'),
  (30023, 'throttled', 'Daily cap of the brand was reached'),
  (30024, 'configuration', 'Sending number is not provisioned at that carrier'),
  (30025, 'notice', 'Half of the daily cap of T-Mobile is used'),
  (30026, 'notice', 'Most of the daily cap of T-Mobile is used'),
  (30027, 'throttled', 'Daily cap of T-Mobile was reached'),
  (30032, 'configuration', 'Toll-free number is not verified'),
  (30033, 'configuration', 'Campaign is suspended'),
  (30034, 'configuration', 'Sending number is not registered (A2P 10DLC)'),
  (30035, 'configuration', 'Sending number is still being set up'),
  (30036, 'message', 'Validity period ended in the queue'),
  (30037, 'configuration', 'Account may not send texts'),
  (30038, 'notice', 'A text to us was filtered'),
  (30039, 'message', 'Texts went round in a loop'),
  (30040, 'configuration', 'Sender must be registered in that country'),
  (30041, 'configuration', 'Sender must be registered in that country'),
  (30042, 'configuration', 'Sender must be registered in that country'),
  (30043, 'configuration', 'Domestic route was used for another country'),
  (30047, 'transient', 'Text was not rescheduled'),
  (30122, 'notice', 'Fallback URL is not valid'),
  (30404, 'configuration', 'Base URL of the API is wrong'),
  (30409, 'notice', 'Text cannot be canceled any more'),
  (30410, 'unknown', 'Carrier did not answer in time'),
  (30450, 'transient', 'Prefix is blocked for a while'),
  (30451, 'configuration', 'Toll-free number was refused at its verification'),
  (30452, 'configuration', 'Toll-free number was refused at its verification'),
  (30453, 'transient', 'Prefix is blocked for a while'),
  (30454, 'configuration', 'Trial account reached its limit'),
  (30455, 'configuration', 'Toll-free number was refused at its verification'),
  (30456, 'configuration', 'Toll-free number was refused at its verification'),
  (30457, 'configuration', 'Toll-free number was refused at its verification'),
  (30458, 'configuration', 'Toll-free number was refused at its verification'),
  (30459, 'configuration', 'Toll-free number was refused at its verification'),
  (30460, 'configuration', 'Toll-free number was refused at its verification'),
  (30461, 'configuration', 'Toll-free number was refused at its verification'),
  (30462, 'configuration', 'Toll-free number was refused at its verification'),
  (30463, 'configuration', 'Toll-free number was refused at its verification'),
  (30464, 'configuration', 'Toll-free number was refused at its verification'),
  (30465, 'configuration', 'Toll-free number was refused at its verification'),
  (30466, 'configuration', 'Toll-free number was refused at its verification'),
  (30467, 'configuration', 'Toll-free number was refused at its verification'),
  (30468, 'configuration', 'Toll-free number was refused at its verification'),
  (30469, 'configuration', 'Toll-free number was refused at its verification'),
  (30470, 'configuration', 'Toll-free number was refused at its verification'),
  (30471, 'configuration', 'Toll-free number was refused at its verification'),
  (30472, 'configuration', 'Toll-free number was refused at its verification'),
  (30473, 'configuration', 'Toll-free number was refused at its verification'),
  (30474, 'configuration', 'Toll-free number was refused at its verification'),
  (30475, 'configuration', 'Toll-free number was refused at its verification'),
  (30476, 'configuration', 'Toll-free number was refused at its verification'),
  (30477, 'configuration', 'Toll-free number was refused at its verification'),
  (30478, 'configuration', 'Toll-free number was refused at its verification'),
  (30479, 'configuration', 'Toll-free number was refused at its verification'),
  (30480, 'configuration', 'Toll-free number was refused at its verification'),
  (30485, 'transient', 'Prefix is blocked for a while'),
  (30500, 'transient', 'Twilio failed'),
  (30610, 'transient', 'Text fell into quiet hours'),
  (30615, 'transient', 'Text fell into quiet hours'),
  (30620, 'configuration', 'Text does not fit the registered use'),
  (30630, 'opt_out', 'Number opted out'),
  (30640, 'recipient', 'Number must not be texted for legal reasons'),
  (35114, 'message', 'Schedule of the text is not valid'),
  (35115, 'message', 'Schedule of the text is not valid'),
  (35118, 'message', 'Scheduling wants a Messaging Service'),
  (35125, 'message', 'Too many texts are scheduled'),
  (35126, 'message', 'Schedule of the text is not valid'),
  (57012, 'notice', 'A webhooks signature did not match'),
  (63017, 'throttled', 'Rate of the account was exceeded'),
  (63038, 'configuration', 'Account reached its daily limit'),
  (90010, 'configuration', 'Account is not active');

update private.provider_errors
set wait = waits.wait
from (
  values
    (21611, interval '10 minutes'),
    (30001, interval '10 minutes'),
    (30003, interval '2 hours'),
    (30008, interval '30 minutes'),
    (30035, interval '1 hour'),
    (30450, interval '1 hour'),
    (30453, interval '1 hour'),
    (30485, interval '1 hour'),
    (30610, interval '1 hour'),
    (30615, interval '1 hour'),
    (63038, interval '1 hour')
) as waits (code, wait)
where provider_errors.code = waits.code;

-- Caps of a day end at midnight in California (Twilio docs: A2P 10DLC throughput).
update private.provider_errors
set waits_for_midnight_in = 'America/Los_Angeles'
where code in (30023, 30027);

create function private.wait_after_error(
  code integer,
  instant timestamptz,
  channel text default private.default_channel()
)
returns interval
language sql
stable
strict
set search_path = ''
as $$
  select coalesce(
    errors.wait,
    private.local_to_instant(
      (wait_after_error.instant at time zone errors.waits_for_midnight_in)::date + time '24:00',
      errors.waits_for_midnight_in
    ) - wait_after_error.instant
  )
  from private.provider_errors as errors
  where errors.channel = wait_after_error.channel and errors.code = wait_after_error.code;
$$;

comment on function private.wait_after_error(integer, timestamptz, text) is
  'How long to wait at least after this error of a channel at this moment; null where the usual '
  'backoff is right.';
revoke execute on function private.wait_after_error(integer, timestamptz, text) from public;

create function private.classify_provider_error(
  code integer,
  channel text default private.default_channel()
)
returns text
language sql
stable
set search_path = ''
as $$
  select coalesce(
    (
      select provider_errors.class
      from private.provider_errors
      where provider_errors.channel = classify_provider_error.channel
        and provider_errors.code = classify_provider_error.code
    ),
    -- Codes come without notice: delivery errors are worth another try, the rest is our text.
    case
      when exists (
        select from private.channels
        where channels.channel = classify_provider_error.channel
          and channels.delivery_codes @> classify_provider_error.code
      )
      then 'transient'
      else 'message'
    end
  );
$$;

comment on function private.classify_provider_error(integer, text) is
  'The class of a channel''s code, with a default for codes that do not exist yet.';
revoke execute on function private.classify_provider_error(integer, text) from public;

-- supabase/schemas/queue/occurrences.sql

-- What was decided about every turn of every program, with the reasons.

create table public.occurrences (
  id uuid primary key default gen_random_uuid(),
  program text not null constraint program_is_known references private.programs (program),
  user_id uuid not null references public.users (id) on delete cascade,
  contact_id uuid,
  nominal_date date not null,
  slot smallint not null default 0,
  nominal_at timestamptz not null,
  period_start timestamptz not null,
  forecast jsonb not null,
  decision text not null,
  reasons text[] not null,
  lost_to uuid,
  created_at timestamptz not null default now(),
  constraint an_occurrence_is_judged_once
    unique nulls not distinct (program, user_id, contact_id, nominal_date, slot),
  constraint slot_is_not_negative check (slot >= 0),
  constraint decision_is_known check (decision in ('queued', 'silent', 'skipped', 'superseded')),
  constraint a_decision_against_sending_has_reasons
    check ((decision = 'queued') = (cardinality(reasons) = 0)),
  -- What counts a day's messages looks for them by their moments.
  constraint nominal_date_is_near_nominal_at check (
    nominal_date between (nominal_at at time zone 'UTC')::date - 2
      and (nominal_at at time zone 'UTC')::date + 2
  ),
  constraint period_starts_before_its_end check (period_start < nominal_at)
);

comment on table public.occurrences is
  'One turn of one program for one user and contact. Unique for good, so that scheduling twice '
  'queues once; kept when the queue forgets, so that WHY has an answer.';
comment on column public.occurrences.contact_id is
  'Null where a user had no contact to tell. No foreign key: it outlives the contact.';
comment on column public.occurrences.nominal_date is
  'Local date of nominal_at in the user''s zone.';
comment on column public.occurrences.slot is
  'Which turn of its day it is, where a program may have several.';
comment on column public.occurrences.nominal_at is
  'The moment the user asked for, and the end of the period; spreading and holding never move it.';
comment on column public.occurrences.forecast is
  'What planning saw: outcome missed, partial or met, and the numbers behind it.';
comment on column public.occurrences.reasons is
  'Every reason against sending that held at planning; empty when a message was queued.';
comment on column public.occurrences.lost_to is
  'The occurrence whose message got the place that this one''s needed. No foreign key: it may be '
  'forgotten sooner.';
comment on column public.occurrences.decision is
  'queued: a message was proposed. silent: nothing is wrong, and the user wants no text then. '
  'skipped: for the reasons given. superseded: the user changed something before the time came; '
  'planned anew if that time still is one.';

create index occurrences_by_user on public.occurrences (user_id, nominal_at desc);

alter table public.occurrences enable row level security;
revoke all on table public.occurrences from public, anon, authenticated, service_role;
grant select on table public.occurrences to authenticated, service_role;

create policy "Users and operators can see decisions" on public.occurrences
  for select to authenticated using (
    user_id = (select auth.uid())
    or (select private.is_operator())
  );

create function private.check_reasons_of_decision()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.refuse_unknown_reasons(new.reasons);
  return new;
end;
$$;

comment on function private.check_reasons_of_decision() is
  'Trigger: every reason of a decision is listed. Definer because whoever plans by changing their '
  'own data may not ask.';
revoke execute on function private.check_reasons_of_decision() from public;

-- Asked only where there are any: most turns have none.
create trigger check_reasons
  before insert or update of reasons on public.occurrences
  for each row when (cardinality(new.reasons) > 0)
  execute function private.check_reasons_of_decision();

-- supabase/schemas/queue/message_queue.sql

-- The one queue of all outbound messages.

create table public.message_queue (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  contact_id uuid references public.contacts (id) on delete set null,
  occurrence_id uuid references public.occurrences (id) on delete cascade,
  program text not null,
  message_type text not null,
  message_style text not null,
  channel text not null default private.default_channel(),
  copies_to_inbox boolean not null default false,
  template_id text references public.message_templates (id),
  facts jsonb not null,
  message_text text not null,
  priority smallint not null default 3,
  scheduled_for timestamptz not null,
  expires_at timestamptz not null,
  status text not null default 'queued',
  reason text,
  attempts smallint not null default 0,
  max_attempts smallint not null default 3,
  lease_token uuid,
  lease_expires_at timestamptz,
  budget_hour timestamptz,
  provider_message_id text,
  error_code integer,
  error_class text,
  segments smallint,
  created_at timestamptz not null default now(),
  claimed_at timestamptz,
  unconfirmed_at timestamptz,
  sent_at timestamptz,
  finished_at timestamptz,
  constraint an_occurrence_has_one_message unique (occurrence_id),
  constraint what_is_proposed_by_the_calendar_has_an_occurrence
    check (occurrence_id is not null or program in ('consent', 'reply')),
  constraint message_type_is_a_word check (message_type ~ '^[a-z_]+$'),
  constraint priority_is_known check (priority between -1 and 3),
  constraint status_is_known check (
    status in ('queued', 'processing', 'unconfirmed', 'sent', 'failed', 'canceled', 'expired')
  ),
  constraint lease_exists_exactly_while_processing check (
    (status = 'processing') = (lease_token is not null)
    and (status = 'processing') = (lease_expires_at is not null)
    and (status = 'processing') = (budget_hour is not null)
  ),
  constraint finished_at_exists_exactly_when_final check (
    (status in ('sent', 'failed', 'canceled', 'expired')) = (finished_at is not null)
  ),
  constraint sent_has_the_providers_own_id check (
    status <> 'sent' or (provider_message_id is not null and sent_at is not null)
  ),
  constraint not_sending_has_a_reason check (
    status not in ('failed', 'canceled', 'expired') or reason is not null
  ),
  constraint attempts_are_bounded check (attempts between 0 and max_attempts),
  constraint message_is_due_before_it_expires check (scheduled_for <= expires_at)
)
-- Every text leaves three dead rows, while finished ones stay: the usual fifth of the table would
-- be weeks of them. A fill factor gains nothing: docs/decisions/0011.
with (autovacuum_vacuum_scale_factor = 0.01);

comment on table public.message_queue is
  'Every outbound message from proposal to final state (R9, R10). queued, processing under a '
  'lease, unconfirmed while the outcome is unknown; sent, failed, canceled, expired are final.';
comment on column public.message_queue.program is 'That of the occurrence, if it has one.';
comment on column public.message_queue.channel is
  'Of private.channels. It stays: a message is never tried by another way than it was planned for.';
comment on column public.message_queue.copies_to_inbox is
  'Whether the inbox in the app keeps it as well, once its channel sent it.';
comment on column public.message_queue.occurrence_id is
  'Null for what no calendar proposes: invitations and answers.';
comment on column public.message_queue.message_text is
  'The text: at first as planning saw the week, at the claim rendered again from the truth.';
comment on column public.message_queue.facts is 'What the text says, before it is put into words.';
comment on column public.message_queue.priority is
  '-1 help in a crisis, 0 replies and consent, 1 coaches, 2 congratulations, 3 the rest (R12, '
  'R41).';
comment on column public.message_queue.reason is 'Why the message is not, or not yet, sent.';
comment on column public.message_queue.attempts is
  'Attempts that may have reached the provider''s work; those it never processed do not count.';
comment on column public.message_queue.lease_token is
  'Proof that the sender who reports is the one who claimed.';
comment on column public.message_queue.budget_hour is
  'The budget hour that holds this message''s reservation.';
comment on column public.message_queue.segments is 'Segments as the provider counted them.';
comment on column public.message_queue.sent_at is 'When the provider accepted it.';

-- The claim reads each priority of a channel by its own range; future rows lie behind the due ones,
-- and rows in any other state are not in the index at all.
create index message_queue_to_claim
  on public.message_queue (channel, priority, scheduled_for, id) where status = 'queued';
create index message_queue_leases
  on public.message_queue (lease_expires_at) where status = 'processing';
-- Starting and giving back name messages by their leases.
create unique index a_lease_holds_one_message
  on public.message_queue (lease_token) where lease_token is not null;
create index message_queue_without_proof
  on public.message_queue (unconfirmed_at) where status = 'unconfirmed';
create index message_queue_expiring
  on public.message_queue (expires_at) where status = 'queued';
-- The oldest finished ones, without those that still wait.
create index message_queue_finished
  on public.message_queue (finished_at) where finished_at is not null;
create index message_queue_by_user on public.message_queue (user_id, scheduled_for desc);
create index message_queue_by_contact on public.message_queue (contact_id);
create index message_queue_by_template on public.message_queue (template_id);

alter table public.message_queue enable row level security;
revoke all on table public.message_queue from public, anon, authenticated, service_role;
-- Not the lease: whoever knows a token could report in a sender's name.
grant
  select (
    id, user_id, contact_id, occurrence_id, program, message_type, message_style, channel,
    copies_to_inbox, template_id, facts, message_text, priority, scheduled_for, expires_at, status,
    reason, attempts, max_attempts, error_code, error_class, segments, created_at, claimed_at,
    unconfirmed_at, sent_at, finished_at
  )
  on table public.message_queue to authenticated;
grant select on table public.message_queue to service_role;

create policy "Users and operators can see the queue" on public.message_queue
  for select to authenticated using (
    user_id = (select auth.uid())
    or (select private.is_operator())
  );

create function private.check_channel_of_message()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if not exists (select from private.channels where channels.channel = new.channel) then
    raise exception 'Cannot queue by "%": no such channel (constraint "channel_is_known")',
      new.channel
      using errcode = 'check_violation', constraint = 'channel_is_known';
  end if;
  return new;
end;
$$;

comment on function private.check_channel_of_message() is
  'Trigger: the channel of a message is listed; raises check_violation. A foreign key would want '
  'an index that every claim writes to, and lock the one row of the channel with each insert.';
revoke execute on function private.check_channel_of_message() from public;

create trigger check_channel
  before insert or update of channel on public.message_queue
  for each row when (new.channel is distinct from private.default_channel())
  execute function private.check_channel_of_message();

-- supabase/schemas/queue/budget.sql

-- How many messages an hour of a channel may carry, and what of it is taken.

create table public.message_rate_limits (
  channel text not null default private.default_channel()
    references private.channels (channel),
  time_slot timestamptz not null,
  messages_sent integer not null default 0,
  messages_reserved integer not null default 0,
  max_messages_per_slot integer not null default 100,
  replies_sent integer not null default 0,
  replies_reserved integer not null default 0,
  max_replies_per_slot integer not null default 100,
  created_at timestamptz not null default now(),
  primary key (channel, time_slot),
  constraint time_slot_is_a_full_hour
    check (time_slot = date_trunc('hour', time_slot, 'UTC')),
  constraint counts_are_not_negative
    check (
      least(
        messages_sent, messages_reserved, max_messages_per_slot, replies_sent, replies_reserved,
        max_replies_per_slot
      ) >= 0
    )
);

comment on table public.message_rate_limits is
  'The sending budget of each channel and clock hour (R15). Sent counts texts that the provider '
  'accepted or may have accepted; reserved counts messages that are claimed and not settled.';
comment on column public.message_rate_limits.max_messages_per_slot is
  'Texts of this hour. Lowering it stops new grants; what is granted already stays.';

comment on column public.message_rate_limits.max_replies_per_slot is
  'Texts of priority 0 of this hour, beside the others.';

alter table public.message_rate_limits enable row level security;
revoke all on table public.message_rate_limits from public, anon, authenticated, service_role;
grant select on table public.message_rate_limits to authenticated, service_role;

create policy "Operators can see the budget" on public.message_rate_limits
  for select to authenticated using (
    (select private.is_operator())
  );

create function private.hourly_limits(channel text)
returns table (messages integer, replies integer)
language plpgsql
stable
rows 1
set search_path = ''
as $$
begin
  return query
  select
    coalesce(channels.messages_per_hour, settings.messages_per_hour),
    coalesce(channels.replies_per_hour, settings.replies_per_hour)
  from private.channels
  cross join private.settings
  where channels.channel = hourly_limits.channel
    and not channels.is_delivered_by_the_database;
end;
$$;

comment on function private.hourly_limits(text) is
  'How many messages, and replies beside them, an hour of this channel carries unless '
  'message_rate_limits says otherwise for it; no row where nothing limits it.';
revoke execute on function private.hourly_limits(text) from public;

create function private.has_room(channel text, is_reply boolean, instant timestamptz)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
declare
  v_slot public.message_rate_limits;
begin
  select * into v_slot
  from public.message_rate_limits
  where message_rate_limits.channel = has_room.channel
    and message_rate_limits.time_slot = date_trunc('hour', has_room.instant, 'UTC');
  return case
    when not found then true
    when is_reply
    then v_slot.replies_sent + v_slot.replies_reserved < v_slot.max_replies_per_slot
    else v_slot.messages_sent + v_slot.messages_reserved
      < ceil(v_slot.max_messages_per_slot * private.current_pace(instant, channel))
  end;
end;
$$;

comment on function private.has_room(text, boolean, timestamptz) is
  'Whether the hour of this moment has a place left for a message of the channel, or for a reply. '
  'Nothing is locked: by the time of the claim it may be gone.';
revoke execute on function private.has_room(text, boolean, timestamptz) from public;

create function private.reserve_budget(
  hour timestamptz,
  wanted integer,
  wanted_replies integer,
  pace numeric,
  channel text default private.default_channel()
)
returns table (granted integer, granted_replies integer)
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
begin
  insert into public.message_rate_limits (
    channel, time_slot, max_messages_per_slot, max_replies_per_slot
  )
  select reserve_budget.channel, reserve_budget.hour, limits.messages, limits.replies
  from private.hourly_limits(reserve_budget.channel) as limits
  on conflict on constraint message_rate_limits_pkey do nothing;

  select
    greatest(
      least(
        reserve_budget.wanted,
        -- Rounded up, so that the slowest pace still sends.
        ceil(max_messages_per_slot * reserve_budget.pace)::integer
          - messages_sent - messages_reserved
      ),
      0
    ),
    greatest(
      least(
        reserve_budget.wanted_replies, max_replies_per_slot - replies_sent - replies_reserved
      ),
      0
    )
  into granted, granted_replies
  from public.message_rate_limits
  where message_rate_limits.channel = reserve_budget.channel
    and message_rate_limits.time_slot = reserve_budget.hour
  for update;

  update public.message_rate_limits
  set
    messages_reserved = messages_reserved + granted,
    replies_reserved = replies_reserved + granted_replies
  where message_rate_limits.channel = reserve_budget.channel
    and message_rate_limits.time_slot = reserve_budget.hour
    and (granted > 0 or granted_replies > 0);
  return next;
end;
$$;

comment on function private.reserve_budget(timestamptz, integer, integer, numeric, text) is
  'Takes up to "wanted" texts, and so many replies, from the hour of a channel and returns how '
  'many of each it got. pace is the share of the hour''s texts that may be used. Locks the hour''s '
  'row: call it last, after every message row is locked, or two senders may wait for each other; '
  'and channel by channel in order of their names.';
revoke execute on function private.reserve_budget(timestamptz, integer, integer, numeric, text)
  from public;

create function private.settle_budget()
returns trigger
language plpgsql
set search_path = ''
-- Nobody counts what a statement changed: a plan for few rows compares each with each other.
set enable_nestloop = off
as $$
declare
  v_settled record;
begin
  for v_settled in
    select
      before.channel,
      before.budget_hour as hour,
      count(*) filter (where before.priority > 0) as messages,
      count(*) filter (
        where before.priority > 0 and after.status in ('sent', 'unconfirmed')
      ) as messages_spent,
      count(*) filter (where before.priority = 0) as replies,
      count(*) filter (
        where before.priority = 0 and after.status in ('sent', 'unconfirmed')
      ) as replies_spent
    from before_update as before
    join after_update as after using (id)
    where before.status = 'processing' and after.status <> 'processing'
    group by before.channel, before.budget_hour
    order by before.channel, before.budget_hour
  loop
    update public.message_rate_limits
    set
      messages_reserved = messages_reserved - v_settled.messages,
      messages_sent = messages_sent + v_settled.messages_spent,
      replies_reserved = replies_reserved - v_settled.replies,
      replies_sent = replies_sent + v_settled.replies_spent
    where message_rate_limits.channel = v_settled.channel
      and message_rate_limits.time_slot = v_settled.hour;
  end loop;
  return null;
end;
$$;

comment on function private.settle_budget() is
  'Trigger: a message that leaves processing gives its reservation back, and counts as sent if the '
  'provider accepted it or may have. Whatever ends a claim, the books stay right.';
revoke execute on function private.settle_budget() from public;

create trigger settle_budget
  after update on public.message_queue
  referencing old table as before_update new table as after_update
  for each statement execute function private.settle_budget();

create function private.settle_budget_of_deleted()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  -- Whoever may have been texted counts as sent: nobody will hear what became of it.
  update public.message_rate_limits
  set
    messages_reserved = messages_reserved - deleted.messages,
    messages_sent = messages_sent + deleted.messages_spent,
    replies_reserved = replies_reserved - deleted.replies,
    replies_sent = replies_sent + deleted.replies_spent
  from (
    select
      before.channel,
      before.budget_hour as hour,
      count(*) filter (where before.priority > 0) as messages,
      count(*) filter (where before.priority > 0 and before.attempts > 0) as messages_spent,
      count(*) filter (where before.priority = 0) as replies,
      count(*) filter (where before.priority = 0 and before.attempts > 0) as replies_spent
    from before_delete as before
    where before.status = 'processing'
    group by before.channel, before.budget_hour
  ) as deleted
  where message_rate_limits.channel = deleted.channel
    and message_rate_limits.time_slot = deleted.hour;
  return null;
end;
$$;

comment on function private.settle_budget_of_deleted() is
  'Trigger: a person who deletes their account while a message is claimed leaves no reservation '
  'behind, and one that was tried counts as sent.';
revoke execute on function private.settle_budget_of_deleted() from public;

create trigger settle_budget_of_deleted
  after delete on public.message_queue
  referencing old table as before_delete
  for each statement execute function private.settle_budget_of_deleted();

-- supabase/schemas/queue/placing.sql

-- When a text leaves: an hour with room, inside the recipient's allowed hours.

insert into private.reasons (code, meaning)
values
  ('hour_is_full', 'So many texts want that hour that this one moves to a later one.'),
  ('no_capacity', 'No hour had room for it before it was too late; the operator was told.');

create type private.turn as (
  user_id uuid,
  contact_id uuid,
  nominal_date date,
  slot smallint,
  nominal_at timestamptz,
  period_start timestamptz,
  send_at timestamptz,
  expires_at timestamptz,
  timezone text,
  priority smallint,
  message_type text,
  message_style text,
  template_id text,
  facts jsonb,
  message_text text,
  reasons text[],
  channel text,
  copies_to_inbox boolean
);
comment on type private.turn is
  'One turn of a program for one user and contact, or for the user in the app, judged but not yet '
  'recorded. timezone and send_at are the recipient''s; no reasons means that it is to be sent, by '
  'this channel, of which the inbox may keep a copy.';

create function private.turn_of(
  user_id uuid,
  contact_id uuid,
  nominal_date date,
  nominal_at timestamptz,
  period_start timestamptz,
  send_at timestamptz,
  expires_at timestamptz,
  timezone text,
  template public.message_templates,
  facts jsonb,
  reasons text[] default '{}',
  priority integer default 3,
  slot integer default 0,
  channel text default private.default_channel(),
  copies_to_inbox boolean default false
)
returns private.turn
language sql
immutable
set search_path = ''
as $$
  select row(
    turn_of.user_id, turn_of.contact_id, turn_of.nominal_date, turn_of.slot::smallint,
    turn_of.nominal_at, turn_of.period_start, turn_of.send_at, turn_of.expires_at,
    turn_of.timezone, turn_of.priority::smallint, turn_of.template.message_type,
    turn_of.template.style, turn_of.template.id, turn_of.facts,
    private.render_text(turn_of.template.body, turn_of.facts), turn_of.reasons, turn_of.channel,
    turn_of.copies_to_inbox
  )::private.turn;
$$;

comment on function private.turn_of(
  uuid, uuid, date, timestamptz, timestamptz, timestamptz, timestamptz, text,
  public.message_templates, jsonb, text[], integer, integer, text, boolean
) is
  'A turn whose words are a wording with these facts, for programs that propose one: by names, so '
  'that a column more breaks none of them.';
revoke execute on function private.turn_of(
  uuid, uuid, date, timestamptz, timestamptz, timestamptz, timestamptz, text,
  public.message_templates, jsonb, text[], integer, integer, text, boolean
) from public;

create function private.free_places(
  first_hour timestamptz,
  hours integer,
  channel text default private.default_channel()
)
returns integer[]
language sql
stable
set search_path = ''
as $$
  select array_agg(
    floor(coalesce(slot.max_messages_per_slot, limits.messages) * 0.9)::integer
      - coalesce(slot.messages_sent + slot.messages_reserved, 0)
      - (
        select count(*)::integer
        from public.message_queue
        where message_queue.status = 'queued'
          and message_queue.channel = free_places.channel
          -- All but replies, which have a budget of their own: named so that the index of the
          -- claim can be read by ranges.
          and message_queue.priority = any ('{1,2,3}'::smallint[])
          and message_queue.scheduled_for >= hour.starts_at
          and message_queue.scheduled_for < hour.starts_at + interval '1 hour'
      )
    order by hour.starts_at
  )
  from private.hourly_limits(free_places.channel) as limits
  cross join lateral (
    select free_places.first_hour + offset_hours * interval '1 hour' as starts_at
    from generate_series(0, free_places.hours - 1) as offset_hours
  ) as hour
  left join public.message_rate_limits as slot
    on slot.channel = free_places.channel and slot.time_slot = hour.starts_at;
$$;

comment on function private.free_places(timestamptz, integer, text) is
  'How many more texts each of so many hours of a channel can take, from first_hour on; negative '
  'where an hour is overfull. A tenth of every hour is left free for retries and late plans (R19). '
  'Null where no hour has a limit.';
revoke execute on function private.free_places(timestamptz, integer, text) from public;

create type private.place as (
  number integer,
  send_at timestamptz,
  expires_at timestamptz,
  timezone text,
  priority smallint,
  hours private.open_hours,
  channel text
);
comment on type private.place is
  'What looks for a time in the hours of its channel: from send_at on, before expires_at, in these '
  'hours of the recipient''s timezone. number is whatever the caller knows it by.';

create function private.find_places(places private.place[])
returns setof private.place
language plpgsql
stable
set search_path = ''
as $$
declare
  v_first_hour timestamptz;
  v_hours integer;
  v_channel text;
  v_free integer[];
  v_place private.place;
  v_hour integer;
begin
  select
    date_trunc('hour', min(place.send_at), 'UTC'),
    1 + ceil(extract(epoch from max(place.expires_at) - min(place.send_at)) / 3600)::integer
  into v_first_hour, v_hours
  from unnest(places) as place;

  for v_place in
    select place.*
    from unnest(places) as place
    order by place.channel, place.priority, place.send_at, place.number
  loop
    if v_place.channel is distinct from v_channel then
      v_channel := v_place.channel;
      v_free := private.free_places(v_first_hour, v_hours, v_channel);
    end if;
    -- No hour would ever be found, nor given up.
    if num_nulls(
      v_place.send_at, v_place.expires_at, v_place.timezone, (v_place.hours).open_minutes,
      (v_place.hours).avoid_days
    ) > 0 then
      raise exception
        'Cannot place a turn: it has no send_at, no expires_at, no timezone or no hours'
        using errcode = 'not_null_violation';
    end if;
    if v_free is null then
      return next v_place;
      continue;
    end if;
    loop
      v_hour := 1 + floor(extract(epoch from v_place.send_at - v_first_hour) / 3600)::integer;
      exit when v_free[v_hour] > 0;
      v_place.send_at := private.next_allowed_instant(
        v_first_hour + v_hour * interval '1 hour', v_place.timezone,
        (v_place.hours).open_minutes, (v_place.hours).avoid_days
      );
      -- Where nothing is open there is no hour either.
      if coalesce(v_place.send_at >= v_place.expires_at, true) then
        v_place.send_at := null;
        exit;
      end if;
    end loop;
    if v_place.send_at is not null then
      v_free[v_hour] := v_free[v_hour] - 1;
    end if;
    return next v_place;
  end loop;
end;
$$;

comment on function private.find_places(private.place[]) is
  'The one place that decides a time: what finds its hour full moves to the next with room that '
  'lies in its hours and before expiry, the most urgent first; no send_at where there is none. '
  'What has no limit keeps its time. Two schedulers at once may overfill an hour; the sender''s '
  'budget does not let that through.';
revoke execute on function private.find_places(private.place[]) from public;

create function private.place_turns(turns private.turn[], program text default null)
returns setof private.turn
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_legal constant int4multirange := private.legal_minutes();
begin
  return query
  with numbered as materialized (
    select
      turn.*,
      -- Of those that want one moment, in the same order each time.
      row_number() over (order by turn.user_id, turn.contact_id)::integer as number
    from private.each(place_turns.turns) as turn
  ),
  placed as materialized (
    select place.number, place.send_at
    from private.find_places(array(
      select
        row(
          numbered.number, numbered.send_at, numbered.expires_at, numbered.timezone,
          numbered.priority,
          private.open_hours(
            programs.goes_to, programs.open_minutes, users.quiet_minutes, users.avoid_days,
            v_legal * private.own_minutes(numbered.contact_id)
          ),
          numbered.channel
        )::private.place
      from numbered
      left join private.programs on programs.program = place_turns.program
      left join public.users on users.id = numbered.user_id
      where numbered.reasons = '{}'
    )) as place
  )
  select
    numbered.user_id, numbered.contact_id, numbered.nominal_date, numbered.slot,
    numbered.nominal_at, numbered.period_start, coalesce(placed.send_at, numbered.send_at),
    numbered.expires_at, numbered.timezone, numbered.priority, numbered.message_type,
    numbered.message_style, numbered.template_id, numbered.facts, numbered.message_text,
    case
      when numbered.reasons = '{}' and placed.send_at is null then array['no_capacity']
      else numbered.reasons
    end,
    numbered.channel,
    numbered.copies_to_inbox
  from numbered
  left join placed on placed.number = numbered.number;
end;
$$;

comment on function private.place_turns(private.turn[], text) is
  'These turns at the times that private.find_places found for those to be sent. Where there is '
  'none, the reason is no_capacity. Without a program they have the legal hours.';
revoke execute on function private.place_turns(private.turn[], text) from public;

-- supabase/schemas/queue/asking.sql

-- How programs are asked: by the names of their functions, so that a new one is a folder and
-- nothing else is edited. docs/programs.md tells what each function is asked and answers.

create table private.tasks_set_aside (
  program text not null references private.programs (program),
  task text not null,
  failures smallint not null default 1,
  set_aside_until timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (program, task),
  constraint failures_are_positive check (failures > 0)
);

comment on table private.tasks_set_aside is
  'What programs failed at since they last did it well. Nobody asks them for it before '
  'set_aside_until; where it is the judgement, their messages wait.';
comment on column private.tasks_set_aside.failures is 'How often in a row.';

alter table private.tasks_set_aside enable row level security;
revoke all on table private.tasks_set_aside from public, anon, authenticated, service_role;
-- A preview asks as whoever it is about.
grant select (program, task, set_aside_until) on table private.tasks_set_aside to authenticated;

create policy "Everybody signed in can read what is set aside" on private.tasks_set_aside
  for select to authenticated using (true);

create function private.is_set_aside(program text, task text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from private.tasks_set_aside
    where tasks_set_aside.program = is_set_aside.program
      and tasks_set_aside.task = is_set_aside.task
      and tasks_set_aside.set_aside_until > private.clock_now()
  );
$$;

comment on function private.is_set_aside(text, text) is
  'Whether a program is not asked for this at the moment, because it failed at it.';
revoke execute on function private.is_set_aside(text, text) from public;
grant execute on function private.is_set_aside(text, text) to authenticated;

create function private.seam(task text, program text, arguments text)
returns text
language sql
stable
strict
set search_path = ''
as $$
  select format('private.%I', seam.task || '_' || seam.program)
  where to_regprocedure(
    format('private.%I(%s)', seam.task || '_' || seam.program, seam.arguments)
  ) is not null
    -- One that takes something else fails when it is asked. Were it passed over, texts would leave
    -- that nobody judged.
    or exists (
      select from pg_catalog.pg_proc
      where pg_proc.proname = left(seam.task || '_' || seam.program, 63)
        and pg_proc.pronamespace = 'private'::regnamespace
    );
$$;

comment on function private.seam(text, text, text) is
  'The name of the function that does a task for a program, ready for execute; null where the '
  'program has none, and the default holds. One with other types of arguments is named as well.';
revoke execute on function private.seam(text, text, text) from public;
grant execute on function private.seam(text, text, text) to authenticated, service_role;

create function private.is_out_of_time()
returns boolean
language sql
stable
set search_path = ''
as $$
  select coalesce(current_setting('rundown.is_out_of_time', true) = 'yes', false);
$$;

comment on function private.is_out_of_time() is
  'Whether a program hung in this transaction until the statement was canceled. What is left of it '
  'has no time-out any more, so nobody else is asked.';
revoke execute on function private.is_out_of_time() from public;
grant execute on function private.is_out_of_time() to authenticated, service_role;

create function private.note_time(state text)
returns void
language sql
volatile
set search_path = ''
as $$
  select set_config('rundown.is_out_of_time', 'yes', true) where note_time.state = '57014';
$$;

comment on function private.note_time(text) is
  'Notes that an error with this SQLSTATE was the end of the statement''s time.';
revoke execute on function private.note_time(text) from public;
grant execute on function private.note_time(text) to authenticated, service_role;

create function private.programs_that(task text, arguments text)
returns table (program text, function_name text)
language plpgsql
stable
rows 10
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  select programs.program, private.seam(programs_that.task, programs.program, arguments)
  from private.programs
  where private.seam(programs_that.task, programs.program, arguments) is not null
    and not private.is_set_aside(programs.program, programs_that.task)
    and not private.is_out_of_time()
  order by programs.program;
end;
$$;

comment on function private.programs_that(text, text) is
  'The programs that have a function for this task and did not fail at it, with its name; none '
  'once the time of the statement ran out.';
revoke execute on function private.programs_that(text, text) from public;
grant execute on function private.programs_that(text, text) to authenticated;

-- What follows runs around each call of a program. It is plpgsql because a session plans that once
-- (decision 0012).

create type private.asked as (
  program text,
  task text,
  at timestamptz,
  settings text,
  writes bigint
);
comment on type private.asked is
  'That a program is asked for something, when (real clock), and how everything stood before.';

create function private.settings_to_keep(path text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_settings text := path;
  v_name text;
begin
  foreach v_name in array array[
    'role', 'session_authorization', 'session_replication_role', 'statement_timeout',
    'lock_timeout', 'default_transaction_read_only', 'TimeZone', 'DateStyle', 'IntervalStyle',
    'request.jwt.claims'
  ] loop
    v_settings := concat(v_settings, ' ', current_setting(v_name, true));
  end loop;
  return v_settings;
end;
$$;

comment on function private.settings_to_keep(text) is
  'What a program must leave as it is, for it would hold for whoever gets the session next. path '
  'is the search_path of the caller: this function has its own.';
revoke execute on function private.settings_to_keep(text) from public;

create function private.writes_to_the_queue()
returns bigint
language plpgsql
stable
set search_path = ''
as $$
declare
  v_writes bigint := 0;
  v_table regclass;
begin
  foreach v_table in array array[
    'public.message_queue', 'public.message_rate_limits', 'private.settings', 'private.programs',
    'private.tasks_set_aside'
  ]::regclass[] loop
    v_writes := v_writes
      + pg_stat_get_xact_tuples_inserted(v_table)
      + pg_stat_get_xact_tuples_updated(v_table)
      + pg_stat_get_xact_tuples_deleted(v_table);
  end loop;
  return v_writes;
end;
$$;

comment on function private.writes_to_the_queue() is
  'How many rows this transaction wrote so far of what all programs share.';
revoke execute on function private.writes_to_the_queue() from public;

create function private.ask(
  program text,
  task text,
  path text default current_setting('search_path')
)
returns private.asked
language plpgsql
volatile
set search_path = ''
as $$
begin
  return row(
    program, task, clock_timestamp(), private.settings_to_keep(path), private.writes_to_the_queue()
  )::private.asked;
end;
$$;

comment on function private.ask(text, text, text) is
  'Notes that a program is going to be asked. Leave path: its default is evaluated in the caller.';
revoke execute on function private.ask(text, text, text) from public;

create function private.enter_program()
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  if current_setting('rundown.is_in_program', true) = 'yes' then
    raise exception 'A program that was asked had programs asked' using errcode = 'RD035';
  end if;
  perform set_config('rundown.is_in_program', 'yes', true);
end;
$$;

comment on function private.enter_program() is
  'Until private.hear(), or until it fails, nobody asks any program: one that schedules or claims '
  'by itself would be asked again and again, each time caught one level higher. Call it in the '
  'block that catches the failure. Raises RD035.';
revoke execute on function private.enter_program() from public;

create function private.time_out()
returns interval
language plpgsql
stable
set search_path = ''
as $$
begin
  return nullif(current_setting('statement_timeout')::interval, interval '0');
end;
$$;

comment on function private.time_out() is 'How long a statement may take; null where it may go on.';
revoke execute on function private.time_out() from public;

create function private.hear(
  asked private.asked,
  may_queue boolean default false,
  path text default current_setting('search_path')
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  -- Else what it left behind fails when everything is committed, and takes all with it.
  set constraints all immediate;
  perform set_config('rundown.is_in_program', '', true);
  if private.settings_to_keep(path) is distinct from asked.settings then
    raise exception 'It changed settings of the session' using errcode = 'RD035';
  end if;
  if not may_queue and private.writes_to_the_queue() <> asked.writes then
    raise exception 'It wrote to what all programs share' using errcode = 'RD035';
  end if;
  if clock_timestamp() > asked.at + 0.75 * private.time_out()
    or clock_timestamp() > statement_timestamp() + 0.875 * private.time_out()
  then
    -- The end comes here, where it is caught: else it would come while what was claimed is written,
    -- undo that and what is known of the program, and so each time.
    perform pg_sleep_for(
      greatest(
        statement_timestamp() + private.time_out() + interval '1 second'
          - clock_timestamp(),
        interval '0'
      )
    );
    raise exception 'It took too much of the time that a statement has: %', private.time_out()
      using errcode = 'query_canceled';
  end if;
  perform set_config('rundown.has_heard', 'yes', true);
end;
$$;

comment on function private.hear(private.asked, boolean, text) is
  'Looks at what a program left behind, before anything is made of its answer: raises RD035 or '
  'query_canceled, so that it is undone. may_queue where it may write to the queue itself.';
revoke execute on function private.hear(private.asked, boolean, text) from public;

create function private.set_aside(
  asked private.asked,
  problem text,
  state text default null
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_until timestamptz;
begin
  -- What is left has no time-out any more: it is a matter of milliseconds.
  perform private.note_time(state);
  if state = '57014' then
    -- Whom others left no time is asked in the next run, when those have got what they wanted.
    if current_setting('rundown.has_heard', true) = 'yes'
      and statement_timestamp() + 0.25 * private.time_out() < asked.at
    then
      return;
    end if;
  end if;
  insert into private.tasks_set_aside as failed (program, task, set_aside_until)
  values (
    asked.program, asked.task, private.clock_now() + interval '1 minute'
  )
  on conflict on constraint tasks_set_aside_pkey do update set
    failures = least(failed.failures + 1, 100),
    -- One minute, then two, four and so on.
    set_aside_until = private.clock_now()
      + least(interval '1 minute' * power(2, least(failed.failures, 10)), interval '1 hour')
  returning failed.set_aside_until into v_until;
  perform private.raise_alert(
    'program_set_aside',
    format(
      'The program %s failed (%s) and is not asked for a while: mend it', asked.program, asked.task
    ),
    jsonb_build_object(
      'program', asked.program, 'task', asked.task, 'problem', left(problem, 500), 'until', v_until
    )
  );
end;
$$;

comment on function private.set_aside(private.asked, text, text) is
  'Nobody asks this program for this task for a minute, doubling with each failure in a row up to '
  'an hour. Tells the operator. state is the SQLSTATE of the failure.';
revoke execute on function private.set_aside(private.asked, text, text) from public;

create function private.take_back(program text, task text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  delete from private.tasks_set_aside
  where tasks_set_aside.program = take_back.program and tasks_set_aside.task = take_back.task;
end;
$$;

comment on function private.take_back(text, text) is
  'A program that did well what it had failed at is asked again as before.';
revoke execute on function private.take_back(text, text) from public;

create function private.is_of_the_moment(state text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select coalesce(left(is_of_the_moment.state, 2) in ('40', '53', '55', '57', '58'), false);
$$;

comment on function private.is_of_the_moment(text) is
  'Whether an error with this SQLSTATE says nothing of anybody''s data: waits in a circle, locks, '
  'full disks, the end of the time.';
revoke execute on function private.is_of_the_moment(text) from public;

create function private.is_trouble_of_the_server(state text, context text, program text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select (left(state, 2) in ('40', '53', '58') or state in ('55P03', '57P01'))
    and not (
      context ~ '\A[^\n]* at RAISE(\n|\Z)'
      and context ~ ('_' || is_trouble_of_the_server.program || '\M')
    );
$$;

comment on function private.is_trouble_of_the_server(text, text, text) is
  'Whether an error with this SQLSTATE and context is a wait in a circle, a full disk or a '
  'shutdown, which is over when whoever asked asks again; not where a program says so itself.';
revoke execute on function private.is_trouble_of_the_server(text, text, text) from public;

create function private.is_programs_fault(state text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select left(state, 2) in ('0A', '2F', '39', '42', 'XX')
    or state in ('54001', 'RD034', 'RD035', 'RD036');
$$;

comment on function private.is_programs_fault(text) is
  'Whether an error with this SQLSTATE is code that cannot run at all or an answer that cannot be. '
  'Where one person asks, any other may be of their data, and nobody else must wait for it.';
revoke execute on function private.is_programs_fault(text) from public;

create function private.fail_for_one(
  asked private.asked,
  user_id uuid,
  problem text,
  state text
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  if private.is_programs_fault(state) then
    perform private.set_aside(asked, problem, state);
    return;
  end if;
  perform private.note_time(state);
  perform private.raise_alert(
    'broken_data',
    format('What a person asked for failed in %s (%s)', asked.program, asked.task),
    jsonb_build_object('user_id', user_id, 'program', asked.program, 'problem', left(problem, 500))
  );
end;
$$;

comment on function private.fail_for_one(private.asked, uuid, text, text) is
  'A program failed while one person asked: it is set aside only where that is surely its fault. '
  'Else one person could stop it for all.';
revoke execute on function private.fail_for_one(private.asked, uuid, text, text) from public;

-- supabase/schemas/queue/attempts.sql

-- Every try to hand a message to the provider.

create table private.message_attempts (
  id uuid primary key default gen_random_uuid(),
  message_id uuid not null references public.message_queue (id) on delete cascade,
  number smallint not null,
  to_phone text not null,
  body text not null,
  lease_token uuid not null,
  budget_hour timestamptz not null,
  started_at timestamptz not null default clock_timestamp(),
  outcome text,
  provider_message_id text,
  delivery_status text,
  error_code integer,
  error_message text,
  settled_at timestamptz,
  looked_up_at timestamptz,
  created_at timestamptz not null default now(),
  constraint attempts_of_a_message_are_numbered unique (message_id, number),
  constraint a_lease_starts_one_attempt unique (lease_token),
  constraint a_provider_message_belongs_to_one_attempt unique (provider_message_id),
  constraint outcome_is_known
    check (outcome in ('accepted', 'rejected', 'not_sent', 'unknown')),
  constraint accepted_has_the_providers_own_id
    check ((outcome is not distinct from 'accepted') = (provider_message_id is not null)),
  constraint settled_at_exists_exactly_with_an_outcome
    check ((outcome is null) = (settled_at is null))
)
-- As the queue: a fifth of all that ever was would come too late.
with (autovacuum_vacuum_scale_factor = 0.01);

comment on table private.message_attempts is
  'A try begins here, before a byte leaves: without this row nothing may be sent. No outcome means '
  'that the sender has not reported.';
comment on column private.message_attempts.started_at is 'By the real clock, as leases are.';
comment on column private.message_attempts.created_at is
  'The same moment by the clock of domain logic, which is the provider''s as well.';
comment on column private.message_attempts.looked_up_at is
  'When the provider last answered that it knows nothing of this text, by the real clock.';
comment on column private.message_attempts.outcome is
  'What really happened: accepted or rejected by the provider, not sent at all, or unknown.';
comment on column private.message_attempts.delivery_status is
  'What the carrier''s callbacks said last; only ever moves up.';

create unique index a_message_has_one_accepted_attempt
  on private.message_attempts (message_id) where outcome = 'accepted';

alter table private.message_attempts enable row level security;
revoke all on table private.message_attempts from public, anon, authenticated, service_role;
-- Whom a user's texts went to and what came of it, for what is judged and explained in the user's
-- name. Not the lease.
grant
  select (message_id, number, to_phone, outcome, error_code, created_at)
  on table private.message_attempts to authenticated;
grant select (message_id, number, outcome, error_code, created_at)
  on table private.message_attempts to service_role;

create policy "Users and operators can see attempts" on private.message_attempts
  for select to authenticated using (
    exists (
      select from public.message_queue
      where message_queue.id = message_attempts.message_id
        and (
          message_queue.user_id = (select auth.uid())
          or (select private.is_operator())
        )
    )
  );

create function private.may_have_been_sent(message_id uuid)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from private.message_attempts
    where message_attempts.message_id = may_have_been_sent.message_id
      and coalesce(message_attempts.outcome, 'unknown') in ('accepted', 'unknown')
  );
$$;

comment on function private.may_have_been_sent(uuid) is
  'Whether somebody may have read this message: an attempt was accepted, or nobody knows.';
revoke execute on function private.may_have_been_sent(uuid) from public;

-- supabase/schemas/queue/deleting.sql

-- What becomes of messages when a contact or an account goes.

insert into private.reasons (code, meaning)
values
  ('contact_deleted', 'The contact was removed.');

create function private.cancel_messages_of_contact()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.message_queue
  set status = 'canceled', reason = 'contact_deleted'
  where message_queue.contact_id = old.id
    and message_queue.status = 'queued'
    -- With an account everything goes anyway.
    and exists (select from public.users where users.id = old.user_id);
  return old;
end;
$$;

comment on function private.cancel_messages_of_contact() is
  'Trigger: what waits for a deleted contact is not sent. Definer because users may not write the '
  'queue.';
revoke execute on function private.cancel_messages_of_contact() from public;

create trigger cancel_messages_of_contact
  before delete on public.contacts
  for each row execute function private.cancel_messages_of_contact();

create function private.lock_messages_of_user()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform
  from public.message_queue
  where message_queue.user_id = old.id
  order by message_queue.id
  for update;
  return old;
end;
$$;

comment on function private.lock_messages_of_user() is
  'Trigger: whoever reports on a message locks it first and the user second, for the log. Deleting '
  'an account does the same, or both may wait for each other. Definer because the Auth server may '
  'not read the queue.';
revoke execute on function private.lock_messages_of_user() from public;

create trigger lock_messages_of_user
  before delete on auth.users
  for each row execute function private.lock_messages_of_user();

-- supabase/schemas/queue/judged.sql

-- What a program says of a message when its time has come.

create type private.judged as (
  message_id uuid,
  reasons text[],
  message_type text,
  message_style text,
  template_id text,
  facts jsonb,
  message_text text
);
comment on type private.judged is
  'The truth about a message at one moment: every reason of its program not to send it, and what '
  'it should say. Null is as it was planned.';

create function private.is_text(message_text text)
returns boolean
language sql
immutable
strict
set search_path = ''
as $$
  select length(message_text) <= 1600 and message_text ~ '[^[:space:]]';
$$;

comment on function private.is_text(text) is 'Whether Twilio takes this as a text.';
revoke execute on function private.is_text(text) from public;

create function private.judgement_of(
  message_id uuid,
  reasons text[] default '{}',
  message_type text default null,
  message_style text default null,
  template_id text default null,
  facts jsonb default null,
  message_text text default null
)
returns private.judged
language sql
immutable
set search_path = ''
as $$
  select row(
    judgement_of.message_id, judgement_of.reasons, judgement_of.message_type,
    judgement_of.message_style, judgement_of.template_id, judgement_of.facts,
    judgement_of.message_text
  )::private.judged;
$$;

comment on function private.judgement_of(uuid, text[], text, text, text, jsonb, text) is
  'What a program finds, by names, so that a column more breaks none of them.';
revoke execute on function private.judgement_of(uuid, text[], text, text, text, jsonb, text)
  from public;

-- supabase/schemas/queue/log.sql

-- The permanent log of what was sent or failed.

create table public.messages (
  id uuid primary key,
  user_id uuid not null references public.users (id) on delete cascade,
  contact_id uuid,
  occurrence_id uuid references public.occurrences (id) on delete set null,
  program text not null,
  message_type text not null,
  message_style text not null,
  channel text not null,
  status text not null,
  reason text,
  scheduled_for timestamptz,
  sent_at timestamptz,
  delivery_status text,
  delivery_status_at timestamptz,
  provider_message_id text,
  error_code integer,
  segments smallint,
  created_at timestamptz not null default now(),
  ended_at timestamptz not null generated always as (coalesce(sent_at, created_at)) stored,
  was_delivered boolean generated always as (
    case
      when delivery_status in ('delivered', 'read') then true
      when delivery_status in ('undelivered', 'failed', 'canceled') then false
    end
  ) stored,
  constraint a_provider_message_is_logged_once unique (provider_message_id),
  constraint status_is_sent_or_failed check (status in ('sent', 'failed')),
  constraint sent_has_the_providers_own_id check (
    status <> 'sent' or (provider_message_id is not null and sent_at is not null)
  )
)
with (autovacuum_vacuum_scale_factor = 0.01);

comment on table public.messages is
  'The permanent log: one row for each message that was sent or failed (R48), without its text and '
  'number.';
comment on column public.messages.id is 'The message''s id in message_queue, which forgets sooner.';
comment on column public.messages.scheduled_for is
  'When it was to leave; after a failed try, when it was to be tried again.';
comment on column public.messages.delivery_status is
  'From the carrier; null until it said anything.';
comment on column public.messages.ended_at is
  'When it was sent; of one that failed, when it did.';
comment on column public.messages.was_delivered is
  'Whether it is on the phone, by the carrier''s last word; null until there is one.';

create index messages_by_user on public.messages (user_id, created_at desc);
create index messages_by_occurrence on public.messages (occurrence_id);
-- What a contact was told last.
create index messages_sent_to_contact
  on public.messages (contact_id, sent_at desc) where status = 'sent';
create index messages_by_end on public.messages (ended_at);

alter table public.messages enable row level security;
revoke all on table public.messages from public, anon, authenticated, service_role;
grant select on table public.messages to authenticated, service_role;

create policy "Users and operators can see the log" on public.messages
  for select to authenticated using (
    user_id = (select auth.uid())
    or (select private.is_operator())
  );

create function private.log_finished_message()
returns trigger
language plpgsql
security definer
set search_path = ''
-- Nobody counts what a statement changed: a plan for few rows compares each with each other.
set enable_nestloop = off
as $$
begin
  insert into public.messages (
    id, user_id, contact_id, occurrence_id, program, message_type, message_style, channel, status,
    reason, scheduled_for, sent_at, provider_message_id, error_code, segments, created_at
  )
  select
    after.id, after.user_id, after.contact_id, after.occurrence_id, after.program,
    after.message_type, after.message_style, after.channel, after.status, after.reason,
    after.scheduled_for, after.sent_at, after.provider_message_id, after.error_code,
    after.segments, after.finished_at
  from before_update as before
  join after_update as after using (id)
  where after.status in ('sent', 'failed')
    and (after.status, after.segments) is distinct from (before.status, before.segments)
  on conflict (id) do update set
    status = excluded.status,
    reason = excluded.reason,
    scheduled_for = excluded.scheduled_for,
    sent_at = excluded.sent_at,
    provider_message_id = excluded.provider_message_id,
    error_code = excluded.error_code,
    segments = excluded.segments;
  return null;
end;
$$;

comment on function private.log_finished_message() is
  'Trigger: what was sent or failed is in the log, however it came to that, and once a statement '
  'for all that it changed. Definer because whoever removes a contact touches finished messages, '
  'and may not write the log.';
revoke execute on function private.log_finished_message() from public;

create trigger log_finished_message
  after update on public.message_queue
  referencing old table as before_update new table as after_update
  for each statement execute function private.log_finished_message();

-- supabase/schemas/queue/planning.sql

-- Planning: a program proposes turns, each finds a time, and what was decided is recorded and
-- queued.

insert into private.reasons (code, meaning)
values
  ('broken_data', 'Something stored about this person could not be read; the operator was told.');

create function private.refuse_impossible_turns(
  turns private.turn[],
  program text,
  user_ids uuid[],
  instant timestamptz
)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_impossible private.turn;
begin
  select turn.* into v_impossible
  from private.each(turns) as turn
  left join public.contacts
    on contacts.id = turn.contact_id and contacts.user_id = turn.user_id
  left join public.message_templates as template
    on template.id = turn.template_id and template.program = refuse_impossible_turns.program
  left join private.channels on channels.channel = turn.channel
  left join public.notification_preferences as preferences on preferences.user_id = turn.user_id
  cross join private.programs
  where programs.program = refuse_impossible_turns.program and not coalesce(
    turn.user_id = any (user_ids)
      and (turn.contact_id is null or contacts.id is not null)
      and isfinite(turn.nominal_at)
      and isfinite(turn.period_start)
      -- A day apart by the zone, and another where it is about a moment after it.
      and turn.nominal_date between (turn.nominal_at at time zone 'UTC')::date - 2
        and (turn.nominal_at at time zone 'UTC')::date + 2
      and coalesce(array_ndims(turn.reasons), 1) = 1
      and channels.channel is not null
      -- What is said to others is none of the inbox'.
      and turn.copies_to_inbox is not null
      and (not turn.copies_to_inbox or programs.goes_to = 'user')
      and (
        turn.reasons <> '{}'
        or (
          case channels.address_kind
            when 'user'
            then turn.contact_id is null
              and programs.goes_to = 'user'
              and turn.timezone = preferences.timezone
            else turn.timezone = contacts.timezone
          end
          and isfinite(turn.send_at)
          and turn.send_at <= turn.expires_at
          -- Room is looked for in every hour until then.
          and turn.expires_at <= instant + interval '1 year'
          -- 0 is for answers, which have a budget of their own.
          and turn.priority between 1 and 3
          and (turn.template_id is null or template.id is not null)
          and private.is_text(turn.message_text)
        )
      ),
    false
  )
  limit 1;
  if found then
    raise exception 'It proposed a turn that cannot be: %', left(to_jsonb(v_impossible)::text, 300)
      using errcode = 'RD036';
  end if;
end;
$$;

comment on function private.refuse_impossible_turns(
  private.turn[], text, uuid[], timestamptz
) is
  'Raises RD036 for a turn of somebody not asked for, to somebody else''s contact or by no channel '
  'that there is, for one about others that wants a copy in the inbox, and for one to be sent '
  'without a recipient of its channel, a text, a time before its end, the recipient''s zone, a '
  'priority or a wording of the program. What else cannot be, the tables refuse.';
revoke execute on function private.refuse_impossible_turns(
  private.turn[], text, uuid[], timestamptz
) from public;

create function private.plan_turns(program text, user_ids uuid[], instant timestamptz)
returns table (occurrence_id uuid, decision text)
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_propose constant text := private.seam(
    'propose', plan_turns.program, 'uuid[], timestamptz'
  );
  v_turns private.turn[];
  v_asked private.asked;
begin
  if v_propose is null then
    return;
  end if;
  v_asked := private.ask(plan_turns.program, 'propose');
  perform private.enter_program();
  execute format('select array(select turn from %s($1, $2) as turn)', v_propose)
  into v_turns
  using user_ids, instant;
  perform private.hear(v_asked);
  perform private.refuse_impossible_turns(v_turns, plan_turns.program, user_ids, instant);
  return query
  select *
  from private.record_turns(
    array(select placed from private.place_turns(v_turns, plan_turns.program) as placed),
    plan_turns.program,
    plan_turns.instant
  );
  perform private.take_back(plan_turns.program, 'propose');
end;
$$;

comment on function private.plan_turns(text, uuid[], timestamptz) is
  'Asks a program what it proposes for these users, whose preferences the caller has locked, finds '
  'each turn a time, and records and queues what comes of it. Returns what is new.';
revoke execute on function private.plan_turns(text, uuid[], timestamptz) from public;

create function private.skip_broken_person(program text, user_id uuid, problem text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_skip constant text := private.seam('skip', skip_broken_person.program, 'uuid, text');
begin
  if v_skip is not null then
    execute format('select %s($1, $2)', v_skip) using user_id, problem;
  end if;
  perform private.raise_alert(
    'broken_data',
    'A person could not be planned: occurrences with the reason broken_data say why',
    jsonb_build_object('user_id', skip_broken_person.user_id, 'problem', skip_broken_person.problem)
  );
end;
$$;

comment on function private.skip_broken_person(text, uuid, text) is
  'Has a program pass over the turn of a user that could not be planned, and alerts the operator, '
  'so that one person stops nobody else.';
revoke execute on function private.skip_broken_person(text, uuid, text) from public;

create function private.passes_over(program text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select private.seam('due', passes_over.program, 'timestamptz, integer') is null
    or private.seam('skip', passes_over.program, 'uuid, text') is not null;
$$;

comment on function private.passes_over(text) is
  'Whether a person who cannot be planned by a program is not due at once again.';
revoke execute on function private.passes_over(text) from public;

create type private.planned as (
  queued integer,
  silent integer,
  skipped integer,
  broken integer,
  problem text,
  state text
);
comment on type private.planned is
  'How many turns were decided how, and how many people had data that cannot be planned; or, where '
  'the program failed and nothing is left of it, its problem with its SQLSTATE.';

create function private.plan_or_skip(program text, user_ids uuid[], instant timestamptz)
returns private.planned
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_planned private.planned;
  v_context text;
begin
  select
    count(*) filter (where turn.decision = 'queued'),
    count(*) filter (where turn.decision = 'silent'),
    count(*) filter (where turn.decision = 'skipped'),
    0
  into v_planned.queued, v_planned.silent, v_planned.skipped, v_planned.broken
  from private.plan_turns(program, user_ids, instant) as turn;
  return v_planned;
exception
  when query_canceled or assert_failure or others then
    get stacked diagnostics v_context = pg_exception_context;
    if private.is_trouble_of_the_server(sqlstate, v_context, program) then
      raise;
    elsif private.is_of_the_moment(sqlstate) or not private.passes_over(program) then
      return row(0, 0, 0, 0, sqlerrm, sqlstate)::private.planned;
    elsif cardinality(user_ids) > 1 then
      return private.plan_one_by_one(program, user_ids, instant, sqlerrm, sqlstate);
    -- Of one person nobody can tell whose fault it is, but for code that cannot run at all.
    elsif private.is_programs_fault(sqlstate) then
      return row(0, 0, 0, 0, sqlerrm, sqlstate)::private.planned;
    end if;
    perform private.skip_broken_person(program, user_ids[1], sqlerrm);
    return row(0, 0, 0, 1, null, null)::private.planned;
end;
$$;

comment on function private.plan_or_skip(text, uuid[], timestamptz) is
  'plan_turns() for people of whom some may have data that cannot be planned, by a program that '
  'may fail itself: people are passed over, and what a program did before it failed is undone.';
revoke execute on function private.plan_or_skip(text, uuid[], timestamptz) from public;

create function private.plan_one_by_one(
  program text,
  user_ids uuid[],
  instant timestamptz,
  problem text,
  state text
)
returns private.planned
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_user_id uuid;
  v_one private.planned;
  v_all private.planned := row(0, 0, 0, 0, null, null);
begin
  -- Undone again where it turns out that nobody's data is at fault.
  foreach v_user_id in array user_ids loop
    v_one := private.plan_or_skip(program, array[v_user_id], instant);
    v_all.queued := v_all.queued + v_one.queued;
    v_all.silent := v_all.silent + v_one.silent;
    v_all.skipped := v_all.skipped + v_one.skipped;
    v_all.broken := v_all.broken + v_one.broken;
    exit when private.is_of_the_moment(v_one.state);
    if v_one.problem is not null then
      perform private.skip_broken_person(program, v_user_id, v_one.problem);
      v_all.broken := v_all.broken + 1;
    end if;
  end loop;
  if private.is_of_the_moment(v_one.state) or v_all.broken = cardinality(user_ids) then
    raise exception 'It is the program' using errcode = 'RD033';
  end if;
  return v_all;
exception
  when sqlstate 'RD033' then
    return row(
      0, 0, 0, 0, coalesce(v_one.problem, plan_one_by_one.problem),
      coalesce(v_one.state, plan_one_by_one.state)
    )::private.planned;
end;
$$;

comment on function private.plan_one_by_one(text, uuid[], timestamptz, text, text) is
  'plan_or_skip() one person after the other, to find out whose data is broken. Where it is so of '
  'all of them, it is the program that fails with this problem, and nobody is passed over.';
revoke execute on function private.plan_one_by_one(text, uuid[], timestamptz, text, text)
  from public;

create function private.plan_program(program text, user_ids uuid[], instant timestamptz)
returns private.planned
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_asked constant private.asked := private.ask(program, 'propose');
  v_planned constant private.planned := private.plan_or_skip(program, user_ids, instant);
begin
  if v_planned.problem is not null then
    perform private.set_aside(v_asked, v_planned.problem, v_planned.state);
  end if;
  return v_planned;
end;
$$;

comment on function private.plan_program(text, uuid[], timestamptz) is
  'plan_or_skip(), and a program that failed is set aside.';
revoke execute on function private.plan_program(text, uuid[], timestamptz) from public;

create function private.plan_users(program text, user_ids uuid[], instant timestamptz)
returns private.planned
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_planned constant private.planned := private.plan_program(program, user_ids, instant);
  v_follower text;
begin
  for v_follower in
    select proposing.program
    from private.programs_that('propose', 'uuid[], timestamptz') as proposing
    where proposing.program <> plan_users.program
      and private.seam('due', proposing.program, 'timestamptz, integer') is null
  loop
    perform private.plan_program(v_follower, user_ids, instant);
  end loop;
  return v_planned;
end;
$$;

comment on function private.plan_users(text, uuid[], timestamptz) is
  'Plans these users for a program, and then for every other that has no due time of its own: '
  'those look at what was planned. Returns what was decided for the first.';
revoke execute on function private.plan_users(text, uuid[], timestamptz) from public;

-- supabase/schemas/queue/previewed.sql

-- What a program expects to come of a turn.

create type private.preview as (
  contact_id uuid,
  contact_name text,
  nominal_at timestamptz,
  expected_at timestamptz,
  decision text,
  message_type text,
  message_text text,
  reasons text[]
);
comment on type private.preview is
  'A turn that has not come, and what will be made of it if nothing changes: see '
  'public.preview_upcoming_messages.';

-- supabase/schemas/queue/proposing.sql

-- How a message gets into the queue: with the decision about a turn, or as an answer.

create function private.queue_text(
  user_id uuid,
  contact_id uuid,
  program text,
  message_type text,
  facts jsonb,
  valid_for interval,
  worded_by text default null,
  priority smallint default 0
)
returns uuid
language sql
volatile
set search_path = ''
as $$
  insert into public.message_queue (
    user_id, contact_id, program, message_type, message_style, template_id, facts, message_text,
    priority, scheduled_for, expires_at, created_at
  )
  select
    queue_text.user_id,
    queue_text.contact_id,
    queue_text.program,
    template.message_type,
    template.style,
    template.id,
    told.facts,
    private.render_text(template.body, told.facts),
    queue_text.priority,
    private.clock_now(),
    private.clock_now() + queue_text.valid_for,
    private.clock_now()
  from private.settings
  join public.users on users.id = queue_text.user_id
  left join public.contacts on contacts.id = queue_text.contact_id
  cross join lateral private.plain_wording(
    coalesce(queue_text.worded_by, queue_text.program), queue_text.message_type, contacts.locale
  ) as template
  cross join lateral (
    select jsonb_build_object(
      'brand', settings.brand_name,
      'user_name', private.clean_name(users.display_name, 30),
      'contact_name', private.clean_name(contacts.name, 30)
    ) || queue_text.facts
  ) as told (facts)
  returning message_queue.id;
$$;

comment on function private.queue_text(uuid, uuid, text, text, jsonb, interval, text, smallint) is
  'Queues a text that no calendar proposes, an invitation or an answer, due now: the one wording '
  'of its type in the language of the contact, with these facts, and the names. The wording may be '
  'that of another program (worded_by); priority is -1 for help in a crisis. Returns its id.';
revoke execute on function private.queue_text(
  uuid, uuid, text, text, jsonb, interval, text, smallint
) from public;

create function private.record_decisions(
  turns private.turn[],
  program text,
  instant timestamptz
)
returns setof public.occurrences
language sql
volatile
set search_path = ''
as $$
  insert into public.occurrences as occurrence (
    program, user_id, contact_id, nominal_date, slot, nominal_at, period_start, forecast, decision,
    reasons, created_at
  )
  select
    record_decisions.program, turn.user_id, turn.contact_id, turn.nominal_date, turn.slot,
    turn.nominal_at, turn.period_start, turn.facts,
    case
      when turn.reasons = '{}' then 'queued'
      when turn.reasons <@ array(select reasons.code from private.reasons where reasons.is_silence)
      then 'silent'
      else 'skipped'
    end,
    turn.reasons,
    record_decisions.instant
  from private.each(record_decisions.turns) as turn
  on conflict on constraint an_occurrence_is_judged_once do update set
    nominal_at = excluded.nominal_at,
    period_start = excluded.period_start,
    forecast = excluded.forecast,
    decision = excluded.decision,
    reasons = excluded.reasons,
    lost_to = null
  where occurrence.decision = 'superseded'
  returning occurrence.*;
$$;

comment on function private.record_decisions(private.turn[], text, timestamptz) is
  'Writes down what was decided about these turns. What was decided before stays, unless it was '
  'superseded. Returns what is new.';
revoke execute on function private.record_decisions(private.turn[], text, timestamptz) from public;

create function private.queue_turns(turns private.turn[], recorded public.occurrences[])
returns void
language sql
volatile
set search_path = ''
as $$
  insert into public.message_queue as message (
    user_id, contact_id, occurrence_id, program, message_type, message_style, channel,
    copies_to_inbox, template_id, facts, message_text, priority, scheduled_for, expires_at
  )
  select
    turn.user_id, turn.contact_id, occurrence.id, occurrence.program, turn.message_type,
    turn.message_style, turn.channel, turn.copies_to_inbox, turn.template_id, turn.facts,
    turn.message_text, turn.priority, turn.send_at, turn.expires_at
  from private.each(queue_turns.recorded) as occurrence
  join private.each(queue_turns.turns) as turn
    on turn.user_id = occurrence.user_id
    and turn.contact_id is not distinct from occurrence.contact_id
    and turn.nominal_date = occurrence.nominal_date
    and turn.slot = occurrence.slot
  where occurrence.decision = 'queued'
  on conflict (occurrence_id) do update set
    status = 'queued',
    reason = null,
    message_type = excluded.message_type,
    message_style = excluded.message_style,
    channel = excluded.channel,
    copies_to_inbox = excluded.copies_to_inbox,
    template_id = excluded.template_id,
    facts = excluded.facts,
    message_text = excluded.message_text,
    priority = excluded.priority,
    scheduled_for = excluded.scheduled_for,
    expires_at = excluded.expires_at
  where message.status = 'canceled' and message.reason = 'superseded';
$$;

comment on function private.queue_turns(private.turn[], public.occurrences[]) is
  'Queues the texts of those turns whose recorded decision is to send; a message that was '
  'superseded lives on.';
revoke execute on function private.queue_turns(private.turn[], public.occurrences[]) from public;

create function private.record_turns(turns private.turn[], program text, instant timestamptz)
returns table (occurrence_id uuid, decision text)
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_recorded constant public.occurrences[] := array(
    select recorded
    from private.record_decisions(turns, record_turns.program, instant) as recorded
  );
begin
  perform private.queue_turns(turns, v_recorded);
  perform private.raise_alert(
    'no_capacity',
    'Some texts found no hour with room before they expire: raise messages_per_hour',
    jsonb_build_object('texts', count(*), 'first_at', min(recorded.nominal_at))
  )
  from unnest(v_recorded) as recorded
  where 'no_capacity' = any (recorded.reasons)
  having count(*) > 0;
  return query
  select recorded.id, recorded.decision from unnest(v_recorded) as recorded;
end;
$$;

comment on function private.record_turns(private.turn[], text, timestamptz) is
  'Records what was decided about these turns of a program, with the reasons, and queues the texts '
  'of those with none. What was decided before is left alone, unless replan_users() superseded it. '
  'Returns what is new.';
revoke execute on function private.record_turns(private.turn[], text, timestamptz) from public;

-- supabase/schemas/queue/replanning.sql

-- A person's last word: what they change is planned again at once.

insert into private.reasons (code, meaning)
values
  ('superseded', 'Something was changed before its time came, and it was planned anew.');

create function private.supersede_upcoming(program text, user_id uuid, instant timestamptz)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
begin
  -- What a sender has claimed is judged there; what was started is out of our hands.
  with waiting as (
    select message_queue.id
    from public.message_queue
    join public.occurrences on occurrences.id = message_queue.occurrence_id
    where message_queue.user_id = supersede_upcoming.user_id
      and message_queue.program = supersede_upcoming.program
      and message_queue.status = 'queued'
      and message_queue.attempts = 0
      and occurrences.nominal_at > supersede_upcoming.instant
    order by message_queue.id
    for update of message_queue skip locked
  )
  update public.message_queue
  set status = 'canceled', reason = 'superseded'
  from waiting
  where message_queue.id = waiting.id;

  update public.occurrences
  set decision = 'superseded', reasons = array['superseded']
  where occurrences.program = supersede_upcoming.program
    and occurrences.user_id = supersede_upcoming.user_id
    and occurrences.nominal_at > supersede_upcoming.instant
    and not exists (
      select from public.message_queue
      where message_queue.occurrence_id = occurrences.id
        and not (message_queue.status = 'canceled' and message_queue.reason = 'superseded')
    );
  return found;
end;
$$;

comment on function private.supersede_upcoming(text, uuid, timestamptz) is
  'Takes back what a program decided about times of a user that have not come, as far as no sender '
  'has it. Returns whether there was anything.';
revoke execute on function private.supersede_upcoming(text, uuid, timestamptz) from public;

create function private.reopen(program text, user_id uuid, instant timestamptz)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_reopen constant text := private.seam('reopen', reopen.program, 'uuid, timestamptz');
  v_is_due boolean := true;
begin
  if v_reopen is not null then
    execute format('select %s($1, $2)', v_reopen) into v_is_due using user_id, instant;
  end if;
  return v_is_due;
end;
$$;

comment on function private.reopen(text, uuid, timestamptz) is
  'Moves a user''s due time in a program back to what is ahead of this moment, and tells whether '
  'it is to be planned at once; true for a program without a function of its own for it.';
revoke execute on function private.reopen(text, uuid, timestamptz) from public;

create function private.replan_program(
  program text,
  user_id uuid,
  is_asked_anyway boolean,
  instant timestamptz
)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_asked constant private.asked := private.ask(program, 'propose');
  v_is_superseded boolean;
  v_is_due boolean;
  v_planned private.planned;
  v_context text;
begin
  v_is_superseded := private.supersede_upcoming(program, user_id, instant);
  if v_is_superseded or is_asked_anyway then
    v_is_due := private.reopen(program, user_id, instant);
    -- By now what was planned is taken back.
    perform private.hear(v_asked, may_queue => true);
    if v_is_due then
      v_planned := private.plan_or_skip(program, array[user_id], instant);
      if v_planned.problem is not null then
        raise exception using message = v_planned.problem, errcode = v_planned.state;
      end if;
    end if;
  end if;
  return v_is_superseded;
exception
  -- What was planned stays, and the claim decides about it.
  when query_canceled or assert_failure or others then
    get stacked diagnostics v_context = pg_exception_context;
    if private.is_trouble_of_the_server(sqlstate, v_context, program) then
      raise;
    end if;
    perform private.fail_for_one(v_asked, user_id, sqlerrm, sqlstate);
    return false;
end;
$$;

comment on function private.replan_program(text, uuid, boolean, timestamptz) is
  'Plans afresh what a program decided about a user for times that have not come; is_asked_anyway '
  'where it looks at what others planned. Where it fails everything stays as it was. Returns '
  'whether anything was taken back.';
revoke execute on function private.replan_program(text, uuid, boolean, timestamptz) from public;

create function private.replan_users(user_ids uuid[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_now constant timestamptz := private.clock_now();
  v_user_id uuid;
  v_program record;
  v_is_changed boolean;
begin
  for v_user_id in
    select preferences.user_id
    from public.notification_preferences as preferences
    -- Not those whose account is being deleted: their goals go first.
    join public.users on users.id = preferences.user_id
    where preferences.user_id = any (user_ids)
    order by preferences.user_id
    -- Before any message, as the scheduler locks: else the two may wait for each other.
    for update of preferences
  loop
    v_is_changed := false;
    for v_program in
      select
        proposing.program,
        private.seam('due', proposing.program, 'timestamptz, integer') is null as is_follower
      from private.programs_that('propose', 'uuid[], timestamptz') as proposing
      -- Those without a due time of their own look at what the others planned.
      order by is_follower, proposing.program
    loop
      -- Where nothing was decided yet, the scheduler will find everything as it is by then.
      v_is_changed := private.replan_program(
        v_program.program, v_user_id, v_program.is_follower and v_is_changed, v_now
      ) or v_is_changed;
    end loop;
  end loop;
end;
$$;

comment on function private.replan_users(uuid[]) is
  'Plans afresh what was decided about these users for times that have not come, unless a sender '
  'has it: what still falls into the scheduler''s horizon is decided again at once. What cannot be '
  'planned keeps nobody from changing it, nor a STOP from counting.';
revoke execute on function private.replan_users(uuid[]) from public;

create function private.replan_after_change()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_user_ids uuid[];
begin
  execute format('select array_agg(distinct %I) from changed', tg_argv[0]) into v_user_ids;
  if v_user_ids is not null then
    perform private.replan_users(v_user_ids);
  end if;
  return null;
end;
$$;

comment on function private.replan_after_change() is
  'Trigger: plans the users of the changed rows again; its argument names the column that holds '
  'the user. Definer because users may not write the queue.';
revoke execute on function private.replan_after_change() from public;

create function private.replan_user_of_row()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.replan_users(
    array[(to_jsonb(new) ->> tg_argv[0])::uuid]
  );
  return null;
end;
$$;

comment on function private.replan_user_of_row() is
  'Trigger: plans the user of the changed row again; its argument names the column that holds the '
  'user. Definer because users may not write the queue.';
revoke execute on function private.replan_user_of_row() from public;

create trigger replan_after_change
  after update of
    enabled, send_day, send_time, timezone, send_if_goal_met, send_if_partial_goal,
    remind_before_miss, max_messages_per_week
  on public.notification_preferences
  for each row when (
    (
      new.enabled, new.send_day, new.send_time, new.timezone, new.send_if_goal_met,
      new.send_if_partial_goal, new.remind_before_miss, new.max_messages_per_week
    ) is distinct from (
      old.enabled, old.send_day, old.send_time, old.timezone, old.send_if_goal_met,
      old.send_if_partial_goal, old.remind_before_miss, old.max_messages_per_week
    )
  )
  execute function private.replan_user_of_row('user_id');

create trigger replan_after_change
  after update of
    display_name, message_style, paused_until, held_at, gone_until, quiet_minutes, avoid_days
  on public.users
  for each row when (
    (
      new.display_name, new.message_style, new.paused_until, new.held_at, new.gone_until,
      new.quiet_minutes, new.avoid_days
    ) is distinct from (
      old.display_name, old.message_style, old.paused_until, old.held_at, old.gone_until,
      old.quiet_minutes, old.avoid_days
    )
  )
  execute function private.replan_user_of_row('id');

create trigger replan_after_change
  after update on public.contacts
  for each row when (
    (new.name, new.phone, new.relationship, new.timezone, new.consent_status)
      is distinct from (old.name, old.phone, old.relationship, old.timezone, old.consent_status)
  )
  execute function private.replan_user_of_row('user_id');

create trigger replan_after_insert
  after insert on public.contacts
  referencing new table as changed
  for each statement execute function private.replan_after_change('user_id');

create trigger replan_after_insert
  after insert on public.goals
  referencing new table as changed
  for each statement execute function private.replan_after_change('user_id');

create trigger replan_after_change
  after update on public.goals
  for each row when (new is distinct from old)
  execute function private.replan_user_of_row('user_id');

create trigger replan_after_delete
  after delete on public.goals
  referencing old table as changed
  for each statement execute function private.replan_after_change('user_id');

create trigger replan_after_insert
  after insert on public.channel_choices
  for each row when (not new.is_on)
  execute function private.replan_user_of_row('user_id');

create trigger replan_after_change
  after update of is_on on public.channel_choices
  for each row when (new.is_on is distinct from old.is_on)
  execute function private.replan_user_of_row('user_id');

create function private.hold_planning_of_user()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform
  from public.notification_preferences as preferences
  where preferences.user_id = old.id
  for update;
  return old;
end;
$$;

comment on function private.hold_planning_of_user() is
  'Trigger: who plans locks the preferences first and needs the person and their messages later. '
  'Deleting an account takes them in the same order, or both may wait for each other. Definer '
  'because the Auth server may not read our tables.';
revoke execute on function private.hold_planning_of_user() from public;

-- By its name it fires before lock_messages_of_user.
create trigger hold_planning_of_user
  before delete on auth.users
  for each row execute function private.hold_planning_of_user();

create function private.hold_planning_of_caller()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform
  from public.notification_preferences as preferences
  where preferences.user_id = (select auth.uid())
  for update;
  return null;
end;
$$;

comment on function private.hold_planning_of_caller() is
  'Trigger: who plans locks the preferences first and then, by its foreign key, each contact that '
  'gets a text. Changing a number and deleting a contact lock that contact for good, and would '
  'wait in a circle, or take it away under a plan; so the app''s user takes the preferences first '
  'as well. Definer because users may not lock them.';
revoke execute on function private.hold_planning_of_caller() from public;

create trigger hold_planning
  before update of phone, relationship or delete on public.contacts
  for each statement execute function private.hold_planning_of_caller();

-- A STOP by text holds the preferences before it ends the other channels.
create trigger hold_planning
  before insert or update of is_on on public.channel_choices
  for each statement execute function private.hold_planning_of_caller();

-- supabase/schemas/queue/scheduling.sql

-- Finding who is due, by every program that has a due time of its own, and planning them.

create function private.due_users(function_name text, until timestamptz, batch_size integer)
returns uuid[]
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_user_ids uuid[];
begin
  execute format('select array(select due from %s($1, $2) as due)', function_name)
  into v_user_ids
  using until, batch_size;
  return v_user_ids;
end;
$$;

comment on function private.due_users(text, timestamptz, integer) is
  'Up to batch_size users who are due by then, whom the program locked.';
revoke execute on function private.due_users(text, timestamptz, integer) from public;

create function private.schedule_program(
  program text,
  until timestamptz,
  batch_size integer,
  instant timestamptz
)
returns table (
  users integer,
  queued integer,
  silent integer,
  skipped integer,
  broken integer,
  more boolean
)
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_asked constant private.asked := private.ask(schedule_program.program, 'due');
  v_due constant text := private.seam('due', schedule_program.program, 'timestamptz, integer');
  v_user_ids uuid[];
  v_context text;
begin
  perform private.enter_program();
  v_user_ids := private.due_users(v_due, until, batch_size);
  perform private.hear(v_asked);
  perform private.take_back(schedule_program.program, 'due');
  users := cardinality(v_user_ids);
  if users = 0 then
    return query select 0, 0, 0, 0, 0, false;
    return;
  end if;
  select planned.queued, planned.silent, planned.skipped, planned.broken
  into queued, silent, skipped, broken
  from private.plan_users(schedule_program.program, v_user_ids, instant) as planned;
  -- After an outage of weeks, the same people are due again at once.
  more := queued + silent + skipped + broken > 0
    and not private.is_set_aside(schedule_program.program, 'propose')
    and (users = batch_size or private.due_users(v_due, until, 1) <> '{}');
  return next;
exception
  when query_canceled or assert_failure or others then
    get stacked diagnostics v_context = pg_exception_context;
    if private.is_trouble_of_the_server(sqlstate, v_context, schedule_program.program) then
      raise;
    end if;
    perform private.set_aside(v_asked, sqlerrm, sqlstate);
    return query select 0, 0, 0, 0, 0, false;
end;
$$;

comment on function private.schedule_program(text, timestamptz, integer, timestamptz) is
  'One batch of schedule_due_messages() for one program. One that fails to say who is due is set '
  'aside.';
revoke execute on function private.schedule_program(text, timestamptz, integer, timestamptz)
  from public;

create function public.schedule_due_messages(
  batch_size integer default 500,
  horizon interval default null
)
returns table (
  users integer,
  queued integer,
  silent integer,
  skipped integer,
  broken integer,
  more boolean
)
language plpgsql
volatile
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_now constant timestamptz := private.clock_now();
  v_until timestamptz;
begin
  perform private.refuse_outside(
    batch_size, 1, 500, 'schedule messages', 'batch_size', 'RD031'
  );
  if horizon < interval '0' then
    raise exception 'Cannot schedule messages: horizon is %', horizon
      using errcode = 'RD032', hint = 'Use a positive interval such as 30 hours.';
  end if;
  select v_now + coalesce(schedule_due_messages.horizon, settings.scheduling_horizon)
  into v_until
  from private.settings;

  return query
  select
    coalesce(sum(scheduled.users), 0)::integer,
    coalesce(sum(scheduled.queued), 0)::integer,
    coalesce(sum(scheduled.silent), 0)::integer,
    coalesce(sum(scheduled.skipped), 0)::integer,
    coalesce(sum(scheduled.broken), 0)::integer,
    -- Where a program spent the time, the others come in the next call.
    coalesce(bool_or(scheduled.more), false) or private.is_out_of_time()
  from private.programs_that('due', 'timestamptz, integer') as due
  cross join lateral private.schedule_program(
    due.program, v_until, batch_size, v_now
  ) as scheduled
  where not private.is_set_aside(due.program, 'propose');
end;
$$;

comment on function public.schedule_due_messages(integer, interval) is
  'Plans the next turn of up to batch_size (1 to 500) users of each program who are due within the '
  'horizon (null: the setting) and moves their due time on. Returns how many users it took, what '
  'was decided, how many could not be planned because their data is broken, and whether to call '
  'again. Idempotent, and safe beside itself. A program that fails is set aside. Raises RD031 and '
  'RD032 for arguments out of range. Definer to write the queue. For service_role.';
revoke execute on function public.schedule_due_messages(integer, interval)
  from public, anon, authenticated;
grant execute on function public.schedule_due_messages(integer, interval) to service_role;

-- supabase/schemas/queue/seen.sql

-- When a person was last seen in the app.

create function private.keep_seen_at()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_now constant timestamptz := private.clock_now();
begin
  new.seen_at := case
    when old.seen_at > v_now - interval '1 hour'
      and not exists (
        select from public.messages
        join private.channels on channels.channel = messages.channel
        left join public.contacts on contacts.id = messages.contact_id
        where messages.user_id = new.id
          and (contacts.relationship = 'self' or channels.address_kind = 'user')
          and messages.status = 'sent'
          and messages.sent_at >= old.seen_at
      )
    then old.seen_at
    else greatest(v_now, old.seen_at)
  end;
  if new is not distinct from old then
    return null;
  end if;
  return new;
end;
$$;

comment on function private.keep_seen_at() is
  'Trigger: users.seen_at is our clock''s, and costs a write an hour at most, but for the first '
  'sign after a message to the user, by phone or in the app: whether that was answered must not '
  'wait. Definer to read the clock and the log.';
revoke execute on function private.keep_seen_at() from public;

create trigger keep_seen_at
  before update of seen_at on public.users
  for each row execute function private.keep_seen_at();

-- supabase/schemas/queue/states.sql

-- The guards of a message's states, whoever moves it.

create function private.guard_final_state()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  raise exception 'Cannot move message % from "%" to "%": final states stay',
    old.id, old.status, new.status using errcode = 'RD010';
end;
$$;

comment on function private.guard_final_state() is
  'Trigger: a final message changes no more, except that proof of acceptance always wins, that '
  'planning revives what it superseded, and that an operator may have a failed one tried again.';
revoke execute on function private.guard_final_state() from public;

create trigger guard_final_state
  before update on public.message_queue
  for each row when (
    old.finished_at is not null
    and new.status is distinct from old.status
    and new.status <> 'sent'
    -- Planning again may revive what it gave up before the time came; it was never started.
    and not (old.status = 'canceled' and old.reason = 'superseded' and new.status = 'queued')
    and not (
      old.status = 'failed' and new.status = 'queued' and new.reason = 'retried_by_operator'
    )
  )
  execute function private.guard_final_state();

create function private.keep_state_columns()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if new.status <> 'processing' then
    new.lease_token := null;
    new.lease_expires_at := null;
    new.budget_hour := null;
  end if;
  new.finished_at := case
    when new.status in ('sent', 'failed', 'canceled', 'expired') then private.clock_now()
  end;
  return new;
end;
$$;

comment on function private.keep_state_columns() is
  'Trigger: a message that leaves processing loses its lease, and a final one has its time, '
  'whoever moved it. Definer to read the clock.';
revoke execute on function private.keep_state_columns() from public;

create trigger keep_state_columns
  before update of status on public.message_queue
  for each row when (new.status is distinct from old.status)
  execute function private.keep_state_columns();

create function private.check_reason_of_message()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.refuse_unknown_reasons(array[new.reason]);
  return new;
end;
$$;

comment on function private.check_reason_of_message() is
  'Trigger: the reason of a message is listed. Definer because whoever removes a contact may not '
  'ask.';
revoke execute on function private.check_reason_of_message() from public;

create trigger check_reason_of_new
  before insert on public.message_queue
  for each row when (new.reason is not null)
  execute function private.check_reason_of_message();

create trigger check_reason
  before update of reason on public.message_queue
  for each row when (new.reason is not null and new.reason is distinct from old.reason)
  execute function private.check_reason_of_message();

-- supabase/schemas/queue/story.sql

-- What is known of a message, or of a decision that got none: programs put it into words.

create type private.story as (
  occurrence_id uuid,
  planned_at timestamptz,
  nominal_at timestamptz,
  decision text,
  reasons text[],
  forecast jsonb,
  message_id uuid,
  program text,
  status text,
  reason text,
  facts jsonb,
  scheduled_for timestamptz,
  proposed_at timestamptz,
  claimed_at timestamptz,
  finished_at timestamptz,
  contact_name text,
  timezone text,
  lost_to uuid,
  channel text
);
comment on type private.story is
  'A message, an occurrence, or both, as far as somebody may see them.';

create function private.story_of(id uuid)
returns setof private.story
language sql
stable
set search_path = ''
as $$
  with named as (
    select message_queue.occurrence_id, message_queue.id as message_id
    from public.message_queue
    where message_queue.id = story_of.id
    union all
    select occurrences.id, message_queue.id
    from public.occurrences
    left join public.message_queue on message_queue.occurrence_id = occurrences.id
    where occurrences.id = story_of.id
  )
  select
    occurrences.id,
    occurrences.created_at,
    occurrences.nominal_at,
    occurrences.decision,
    occurrences.reasons,
    occurrences.forecast,
    message.id,
    coalesce(message.program, occurrences.program),
    message.status,
    message.reason,
    message.facts,
    message.scheduled_for,
    message.created_at,
    message.claimed_at,
    message.finished_at,
    coalesce(
      message.facts ->> 'contact_name', occurrences.forecast ->> 'contact_name', 'nobody'
    ),
    coalesce(preferences.timezone, 'UTC'),
    occurrences.lost_to,
    message.channel
  from named
  left join public.occurrences on occurrences.id = named.occurrence_id
  left join public.message_queue as message on message.id = named.message_id
  left join public.notification_preferences as preferences
    on preferences.user_id = coalesce(occurrences.user_id, message.user_id);
$$;

comment on function private.story_of(uuid) is
  'What is known of a message, or of an occurrence that may have got none, as far as the caller '
  'may see it; no row if there is nothing to see.';
revoke execute on function private.story_of(uuid) from public;
grant execute on function private.story_of(uuid) to authenticated, service_role;

-- supabase/schemas/queue/taken_back.sql

-- What is taken back from the log: a silent forecast is no promise. Where everything was reached
-- when a week was planned nothing may wait that the claim could judge, so that it is planned again.
-- What is logged on top needs no planning: it only makes a text better, and the claim sees it.

create type private.taken_back as (user_id uuid, week_starts tstzmultirange);
comment on type private.taken_back is
  'Whose log counts for less, and in which weeks: those that began at one of these times.';

create function private.replan_taken_back(taken private.taken_back[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_now constant timestamptz := private.clock_now();
begin
  -- Whoever plans these users at this moment may have counted what is gone: they end first, and
  -- what they decided is seen.
  perform
  from public.notification_preferences as preferences
  where preferences.user_id in (select each.user_id from private.each(taken) as each)
  order by preferences.user_id
  for update;
  perform private.replan_users(array(
    select each.user_id
    from private.each(taken) as each
    where exists (
      select from public.occurrences
      where occurrences.user_id = each.user_id
        and occurrences.nominal_at > v_now
        and occurrences.decision <> 'superseded'
        and occurrences.period_start <@ each.week_starts
    )
  ));
end;
$$;

comment on function private.replan_taken_back(private.taken_back[]) is
  'Plans these users again if something is decided about a time of theirs that has not come, and '
  'about a week in which their log counts for less now.';
revoke execute on function private.replan_taken_back(private.taken_back[]) from public;

create function private.replan_after_deleted_log()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_taken private.taken_back[];
begin
  select array_agg(row(deleted.user_id, deleted.week_starts)::private.taken_back)
  into v_taken
  from (
    select
      gone.user_id,
      tstzmultirange(tstzrange(null, max(gone.occurred_at), '[]')) as week_starts
    from gone
    -- With a goal goes its log, and that is planned once, as a goal less.
    join public.goals on goals.id = gone.goal_id
    group by gone.user_id
  ) as deleted;
  if v_taken is not null then
    perform private.replan_taken_back(v_taken);
  end if;
  return null;
end;
$$;

comment on function private.replan_after_deleted_log() is
  'Trigger: what is deleted from the log counts for no week any more. Definer because users may '
  'not write the queue.';
revoke execute on function private.replan_after_deleted_log() from public;

create function private.replan_after_corrected_log()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_taken private.taken_back[];
begin
  select array_agg(row(corrected.user_id, corrected.week_starts)::private.taken_back)
  into v_taken
  from (
    select
      was.user_id,
      range_agg(tstzrange(
        -- As much as before, but earlier: less only in the weeks between.
        case when is_now.amount >= was.amount then is_now.occurred_at end, was.occurred_at, '(]'
      )) as week_starts
    from was
    join is_now on is_now.id = was.id
    where is_now.amount < was.amount or is_now.occurred_at < was.occurred_at
    group by was.user_id
  ) as corrected;
  if v_taken is not null then
    perform private.replan_taken_back(v_taken);
  end if;
  return null;
end;
$$;

comment on function private.replan_after_corrected_log() is
  'Trigger: what is lowered, or was done earlier than it said, may count for less in a week. '
  'Definer because users may not write the queue.';
revoke execute on function private.replan_after_corrected_log() from public;

create trigger replan_after_delete
  after delete on public.activities
  referencing old table as gone
  for each statement execute function private.replan_after_deleted_log();

create trigger replan_after_update
  after update on public.activities
  referencing old table as was new table as is_now
  for each statement execute function private.replan_after_corrected_log();

-- Who deletes an account takes the preferences first and the log after them.
create trigger hold_planning
  before update of amount, occurred_at or delete on public.activities
  for each statement execute function private.hold_planning_of_caller();

-- supabase/schemas/consent/ledger.sql

-- The ledger of what people agreed to.

create table public.consent_events (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  contact_id uuid,
  phone text not null,
  event text not null,
  wording text,
  evidence jsonb not null default '{}',
  recorded_at timestamptz not null default clock_timestamp(),
  created_at timestamptz not null default now(),
  constraint event_is_known check (
    event in (
      'invited', 'confirmed', 'declined', 'stopped', 'stopped_by_machine', 'muted', 'restarted',
      'expired', 'withdrawn', 'crisis'
    )
  )
);

comment on table public.consent_events is
  'The ledger of consent, append-only: who was asked what in which words, and what they answered. '
  'The app shows a user what their contacts decided. It outlives account and contact, then '
  'without words and number.';
comment on column public.consent_events.user_id is
  'No foreign key: the ledger outlives the account.';
comment on column public.consent_events.phone is
  'E.164; once the account is gone, its SHA-256 in hexadecimal.';
comment on column public.consent_events.wording is
  'The exact text: of the question where it was asked, of the answer where it was given.';
comment on column public.consent_events.event is
  'stopped_by_machine is a STOP that looks like an automatic reply: it binds all the same, and the '
  'user may ask the person. withdrawn: the user made another person or number of this contact, '
  'whose yes it was not.';
comment on column public.consent_events.evidence is
  'What proves it: ids of messages, by us and by the provider.';

comment on column public.consent_events.recorded_at is
  'By the real clock: the order of entries.';

create index consent_events_by_user on public.consent_events (user_id, created_at desc);
create index consent_events_by_contact on public.consent_events (contact_id, created_at desc);
create index consent_events_by_phone
  on public.consent_events (private.phone_key(phone), created_at desc);

alter table public.consent_events enable row level security;
revoke all on table public.consent_events from public, anon, authenticated, service_role;
grant select (id, user_id, contact_id, event, created_at)
  on table public.consent_events to authenticated;
grant select on table public.consent_events to service_role;

create policy "Users can see what their contacts decided" on public.consent_events
  for select to authenticated using (
    -- Who is in distress tells nobody but us.
    user_id = (select auth.uid()) and event <> 'crisis'
  );

create trigger stamp_created_at
  before insert on public.consent_events
  for each row execute function private.stamp_created_at();

create function private.guard_ledger()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  -- Only an account that goes takes words and number with it.
  if tg_op = 'UPDATE'
    and new.wording is null
    and new.phone ~ '^[0-9a-f]{64}$'
    and (new.id, new.user_id, new.contact_id, new.event, new.evidence, new.created_at)
      is not distinct from
      (old.id, old.user_id, old.contact_id, old.event, old.evidence, old.created_at)
  then
    return new;
  end if;
  raise exception 'Cannot change the ledger of consent: event % stays as it is', old.id
    using errcode = 'RD011';
end;
$$;

comment on function private.guard_ledger() is
  'Trigger: what somebody agreed to is never rewritten. Raises RD011.';
revoke execute on function private.guard_ledger() from public;

create trigger guard_ledger
  before update or delete on public.consent_events
  for each row execute function private.guard_ledger();

create function private.forget_people_in_ledger()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update public.consent_events
  set wording = null, phone = encode(sha256(consent_events.phone::bytea), 'hex')
  where consent_events.user_id = old.id and consent_events.phone like '+%';
  return old;
end;
$$;

comment on function private.forget_people_in_ledger() is
  'Trigger: with an account go the names in the ledger''s words and the numbers. Definer because '
  'the Auth server may not write it.';
revoke execute on function private.forget_people_in_ledger() from public;

create trigger forget_people_in_ledger
  before delete on public.users
  for each row execute function private.forget_people_in_ledger();

-- supabase/schemas/consent/invitations.sql

-- Nobody is texted before they said yes: the question, and who may be asked.

create table public.invitations (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  contact_id uuid references public.contacts (id) on delete set null,
  phone text not null default '',
  status text not null default 'waiting',
  message_id uuid references public.message_queue (id) on delete set null,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  constraint phone_is_e164 check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  constraint status_is_known check (
    status in ('waiting', 'open', 'accepted', 'declined', 'expired', 'failed', 'withdrawn')
  ),
  constraint ended_at_exists_exactly_when_ended
    check ((status in ('waiting', 'open')) = (ended_at is null))
);

comment on table public.invitations is
  'The one question to a contact whether they want texts. The app inserts it; the text goes out in '
  'the contact''s allowed hours, when no other invitation to that number is open.';
comment on column public.invitations.phone is
  'The number that is asked: the contact''s when it was inserted. Filled in by a trigger.';
comment on column public.invitations.status is
  'waiting until it is asked; open while an answer is awaited, 72 hours after the provider took '
  'the text; accepted, declined, expired (no answer), failed (never asked) or withdrawn (the '
  'contact was removed, or has another number).';

create unique index a_number_has_one_open_invitation
  on public.invitations (private.phone_key(phone)) where status = 'open';
create index invitations_by_phone
  on public.invitations (private.phone_key(phone), created_at desc);
create index invitations_by_user on public.invitations (user_id, created_at desc);
create index invitations_by_contact on public.invitations (contact_id);
create unique index a_message_carries_one_invitation on public.invitations (message_id);
create index invitations_under_way
  on public.invitations (created_at) where status in ('waiting', 'open');

alter table public.invitations enable row level security;
revoke all on table public.invitations from public, anon, authenticated, service_role;
grant select, insert (user_id, contact_id) on table public.invitations to authenticated;
grant select on table public.invitations to service_role;

create policy "Users can see their invitations" on public.invitations
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can invite their contacts" on public.invitations
  for insert to authenticated with check (user_id = (select auth.uid()));

create function private.is_invitation_open(message_id uuid, phone text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from public.invitations
    where invitations.message_id = is_invitation_open.message_id
      and invitations.phone = is_invitation_open.phone
      and invitations.status = 'open'
  );
$$;

comment on function private.is_invitation_open(uuid, text) is
  'Whether a message carries an invitation to this number that nobody has answered or taken back.';
revoke execute on function private.is_invitation_open(uuid, text) from public;
grant execute on function private.is_invitation_open(uuid, text) to authenticated;

insert into private.refusals (code, thing, field, problem, advice)
values
  (
    'RD151', 'invitation', 'contact_id', 'is no contact of this user who can be asked',
    'Invite a contact whose consent is pending.'
  ),
  (
    'RD152', 'invitation', 'user_id', 'has no display name, and an invitation says who asks',
    'Set users.display_name first.'
  ),
  (
    'RD153', 'invitation', 'user_id', 'has invited as many people today as anybody may',
    'Try again tomorrow.'
  ),
  (
    'RD154', 'invitation', 'contact_id', 'has a number that this user has asked before',
    'Nobody is asked twice. They can still answer YES.'
  );

create function private.check_invitation_input()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_contact public.contacts;
begin
  -- Row level security refuses a row in somebody else's name only after this trigger.
  if new.user_id <> coalesce((select auth.uid()), new.user_id) then
    return new;
  end if;
  -- Two invitations at the same time must not both be the day's last.
  perform from public.users where users.id = new.user_id for no key update;
  select * into v_contact
  from public.contacts
  where contacts.id = new.contact_id and contacts.user_id = new.user_id;
  perform private.refuse_unless(
    found and v_contact.consent_status = 'pending', 'RD151', new.contact_id::text
  );
  perform private.refuse_unless(
    exists (
      select from public.users
      where users.id = new.user_id and private.clean_name(users.display_name, 30) <> ''
    ),
    'RD152', new.user_id::text
  );
  perform private.refuse_unless(
    not exists (
      select from public.invitations
      where invitations.user_id = new.user_id
        and private.phone_key(invitations.phone) = private.phone_key(v_contact.phone)
        -- What never reached them asked them nothing; what was taken back later did ask them.
        and (
          invitations.status not in ('failed', 'withdrawn')
          or private.may_have_been_sent(invitations.message_id)
        )
    ),
    'RD154', new.contact_id::text
  );
  perform private.refuse_unless(
    (
      select count(*) from public.invitations
      where invitations.user_id = new.user_id
        and invitations.created_at > private.clock_now() - interval '1 day'
    ) < (select settings.invitations_per_day from private.settings),
    'RD153', new.user_id::text
  );
  new.phone := v_contact.phone;
  return new;
end;
$$;

comment on function private.check_invitation_input() is
  'Trigger: refuses to ask who cannot be asked (RD151), in nobody''s name (RD152), too many in a '
  'day (RD153) or anybody twice (RD154). Definer to see all of the user''s invitations.';
revoke execute on function private.check_invitation_input() from public;

create trigger check_input
  before insert on public.invitations
  for each row execute function private.check_invitation_input();

create trigger stamp_created_at
  before insert on public.invitations
  for each row execute function private.stamp_created_at();

-- supabase/schemas/consent/asking.sql

-- How an invitation goes out, waits its turn, and ends.

create function private.is_another_accounts_phone(contact_id uuid)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select
    from public.contacts as asked
    join public.contacts as own
      on private.phone_key(own.phone) = private.phone_key(asked.phone)
      and own.user_id <> asked.user_id
      and own.relationship = 'self'
      and own.consent_status = 'confirmed'
    join public.users on users.id = own.user_id
    where asked.id = is_another_accounts_phone.contact_id
      and asked.relationship = 'self'
      -- Who is gone for good answers by it no more.
      and users.gone_until is distinct from 'infinity'
  );
$$;

comment on function private.is_another_accounts_phone(uuid) is
  'Whether a contact would be the own phone of a user, and another user has confirmed it as '
  'theirs: by a YES what its owner texts would go to whoever asked.';
revoke execute on function private.is_another_accounts_phone(uuid) from public;

create function private.can_be_asked(invitation public.invitations)
returns boolean
language sql
stable
set search_path = ''
as $$
  select not exists (
    select from public.invitations as other
    where private.phone_key(other.phone) = private.phone_key(can_be_asked.invitation.phone)
      and other.status = 'open'
  )
  -- Who opted out is asked nothing, and the inviter is not told why: it waits until it expires.
  and not exists (
    select from private.phone_numbers
    where phone_numbers.phone = private.phone_key(can_be_asked.invitation.phone)
      and (
        phone_numbers.opted_out_at is not null
        or phone_numbers.unreachable_until > private.clock_now()
      )
  )
  -- Nor, in the same silence, whoever has this phone as their own in another account.
  and not private.is_another_accounts_phone(can_be_asked.invitation.contact_id)
  -- Nor is anybody asked in the name of who has none any more, or is gone.
  and exists (
    select from public.users
    where users.id = can_be_asked.invitation.user_id
      and coalesce(users.gone_until <= private.clock_now(), true)
      and private.clean_name(users.display_name, 30) <> ''
  );
$$;

comment on function private.can_be_asked(public.invitations) is
  'Whether an invitation that waits may be sent: no other to its number is open, the number may be '
  'texted and is no other account''s own, and its inviter is there and has a name.';
revoke execute on function private.can_be_asked(public.invitations) from public;

create function private.open_next_invitation(phone text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_invitation public.invitations;
  v_message_id uuid;
begin
  -- One at a time for each phone, whoever comes by.
  perform pg_advisory_xact_lock(
    hashtextextended('invitation ' || private.phone_key(phone), 0)
  );
  select invitations.* into v_invitation
  from public.invitations
  where private.phone_key(invitations.phone) = private.phone_key(open_next_invitation.phone)
    and invitations.status = 'waiting'
    and private.can_be_asked(invitations)
  order by invitations.created_at, invitations.id
  limit 1;
  if not found then
    return;
  end if;

  select private.queue_text(
    contacts.user_id,
    contacts.id,
    'consent',
    case contacts.relationship when 'self' then 'invite_self' else 'invite' end,
    jsonb_build_object('times', greatest(preferences.max_messages_per_week, 1)),
    interval '48 hours'
  )
  into v_message_id
  from public.contacts
  join public.notification_preferences as preferences on preferences.user_id = contacts.user_id
  where contacts.id = v_invitation.contact_id;
  update public.invitations
  set status = 'open', message_id = v_message_id
  where invitations.id = v_invitation.id;
  insert into public.consent_events (user_id, contact_id, phone, event, wording, evidence)
  select
    v_invitation.user_id, v_invitation.contact_id, v_invitation.phone, 'invited',
    message_queue.message_text, jsonb_build_object('message_id', v_message_id)
  from public.message_queue
  where message_queue.id = v_message_id;
end;
$$;

comment on function private.open_next_invitation(text) is
  'Sends the oldest invitation that waits for this number and can be asked.';
revoke execute on function private.open_next_invitation(text) from public;

create function private.open_new_invitation()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.open_next_invitation(new.phone);
  return null;
end;
$$;

comment on function private.open_new_invitation() is
  'Trigger: asks at once, if nobody else is asking. Definer because users may not write the queue.';
revoke execute on function private.open_new_invitation() from public;

create trigger open_new_invitation
  after insert on public.invitations
  for each row execute function private.open_new_invitation();

create function private.end_invitations(invitation_ids uuid[], new_status text)
returns void
language sql
volatile
set search_path = ''
as $$
  update public.message_queue
  set status = 'canceled', reason = 'invitation_ended'
  from public.invitations
  where invitations.id = any (end_invitations.invitation_ids)
    and message_queue.id = invitations.message_id
    and message_queue.status = 'queued';

  update public.invitations
  set status = end_invitations.new_status, ended_at = private.clock_now()
  where invitations.id = any (end_invitations.invitation_ids)
    and invitations.status in ('waiting', 'open');
$$;

comment on function private.end_invitations(uuid[], text) is
  'Ends invitations that wait or are open, and takes back what was not sent. What a sender has '
  'claimed already, it finds ended when it starts.';
revoke execute on function private.end_invitations(uuid[], text) from public;

create function private.withdraw_invitations_of_contact()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- With an account everything goes anyway.
  if exists (select from public.users where users.id = old.user_id) then
    perform private.end_invitations(
      array(select invitations.id from public.invitations where invitations.contact_id = old.id),
      'withdrawn'
    );
    -- A late yes to it would be about whoever the contact was.
    update public.invitations
    set status = 'withdrawn'
    where invitations.contact_id = old.id and invitations.status = 'expired';
    if tg_op = 'UPDATE' and old.consent_status <> 'pending' then
      insert into public.consent_events (user_id, contact_id, phone, event)
      values (old.user_id, old.id, old.phone, 'withdrawn');
    end if;
    -- Nor are answers meant for whoever did not ask.
    update public.message_queue
    set status = 'canceled', reason = 'contact_not_confirmed'
    where message_queue.contact_id = old.id
      and message_queue.program = 'reply'
      and message_queue.status = 'queued';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end;
$$;

comment on function private.withdraw_invitations_of_contact() is
  'Trigger: whoever holds the new number was not meant, nor a contact who was removed or is '
  'another person by now: takes back their invitations and answers. Definer because users may not '
  'write the queue.';
revoke execute on function private.withdraw_invitations_of_contact() from public;

create trigger withdraw_invitations
  before delete on public.contacts
  for each row execute function private.withdraw_invitations_of_contact();

create trigger withdraw_invitations_of_old_number
  before update of phone, relationship on public.contacts
  for each row when (
    (new.phone, new.relationship = 'self') is distinct from (old.phone, old.relationship = 'self')
  )
  execute function private.withdraw_invitations_of_contact();

create function private.withdraw_invitations_of_gone()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.end_invitations(
    array(
      select invitations.id
      from public.invitations
      where invitations.user_id = new.id
        and invitations.status = 'open'
        -- Whoever comes back may still be answered.
        and (
          new.gone_until = 'infinity'
          or not private.may_have_been_sent(invitations.message_id)
        )
    ),
    'withdrawn'
  );
  return null;
end;
$$;

comment on function private.withdraw_invitations_of_gone() is
  'Trigger: nobody is asked in the name of an account that is gone, and the number is free for '
  'others. What waits goes on waiting. Definer because the Auth server may not write the queue.';
revoke execute on function private.withdraw_invitations_of_gone() from public;

create trigger withdraw_invitations_of_gone
  after update of gone_until on public.users
  for each row when (new.gone_until > private.clock_now())
  execute function private.withdraw_invitations_of_gone();

create function private.tend_invitations()
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_now constant timestamptz := private.clock_now();
  v_silent uuid[];
  v_phone text;
begin
  v_silent := array(
    select invitations.id
    from public.invitations
    join public.message_queue on message_queue.id = invitations.message_id
    cross join private.settings
    where invitations.status = 'open'
      -- What may have arrived is waited for as well.
      and (message_queue.status = 'sent' or message_queue.reason = 'outcome_unknown')
      and message_queue.finished_at <= v_now - settings.invitation_lasts
    for update of invitations skip locked
  );
  insert into public.consent_events (user_id, contact_id, phone, event)
  select invitations.user_id, invitations.contact_id, invitations.phone, 'expired'
  from public.invitations
  where invitations.id = any (v_silent);
  perform private.end_invitations(v_silent, 'expired');

  perform private.end_invitations(
    array(
      select invitations.id
      from public.invitations
      join public.message_queue on message_queue.id = invitations.message_id
      where invitations.status = 'open'
        and message_queue.status in ('failed', 'expired', 'canceled')
        and message_queue.reason <> 'outcome_unknown'
      for update of invitations skip locked
    ),
    'failed'
  );
  perform private.end_invitations(
    array(
      select invitations.id
      from public.invitations
      cross join private.settings
      where invitations.status = 'waiting'
        and invitations.created_at <= v_now - settings.invitation_lasts
      for update of invitations skip locked
    ),
    -- Nobody was asked.
    'failed'
  );

  for v_phone in
    select distinct private.phone_key(invitations.phone) as phone
    from public.invitations
    where invitations.status = 'waiting'
      -- Those that wait for nothing but their end must not keep others from their turn.
      and private.can_be_asked(invitations)
    order by phone
    limit 100
  loop
    perform private.open_next_invitation(v_phone);
  end loop;
end;
$$;

comment on function private.tend_invitations() is
  'Ends invitations that nobody answered in time or that could not be sent, and sends those that '
  'waited for them. Part of every sweep.';
revoke execute on function private.tend_invitations() from public;

-- supabase/schemas/consent/gates.sql

-- What speaks against texting somebody at all, whatever the text says. One function for planning,
-- the claim and the start: three dialects of it would soon differ.

insert into private.reasons (code, meaning)
values
  ('account_gone', 'The account was switched off or deleted.'),
  (
    'channel_off',
    'The person ended these messages by STOP, or does not want them in the app, and has not chosen '
    'them again.'
  ),
  ('contact_is_self', 'It is the user''s own phone, which gets no such texts.'),
  ('contact_not_confirmed', 'The contact has not said yes to these texts, or ended them.'),
  ('disabled', 'Notifications are switched off.'),
  ('invitation_ended', 'The invitation was answered or taken back before it was sent.'),
  ('no_contact', 'There is nobody to tell.'),
  ('number_opted_out', 'The number opted out with STOP.'),
  (
    'number_unreachable',
    'The carrier says that the number cannot be reached; it is left alone for 30 days.'
  ),
  ('paused', 'The user paused.'),
  ('program_off', 'These texts are switched off for this person at the moment.');

create type private.approach as (
  number integer,
  program text,
  user_id uuid,
  contact_id uuid,
  message_id uuid,
  leaves_at timestamptz,
  channel text
);
comment on type private.approach is
  'A text of a program about a user that would leave by a channel at a moment, for a contact or, '
  'where the channel reaches the user, for them. number is whatever the caller knows it by; '
  'message_id is null while there is no message yet, and channel where it is the default one.';

create function private.gates_against(approaches private.approach[])
returns table (
  number integer,
  reasons text[],
  opens_at timestamptz,
  hours private.open_hours
)
language plpgsql
stable
rows 100
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_legal constant int4multirange := private.legal_minutes();
begin
  return query
  select
    approach.number,
    array_remove(
      array[
        -- Whoever wrote to us is answered all the same, by what has no gates.
        case
          when programs.gates <> '{}' and users.gone_until > approach.leaves_at
          then 'account_gone'
        end,
        case
          when 'enabled' = any (programs.gates) and preferences.enabled is not true
          then 'disabled'
        end,
        case
          when 'pause' = any (programs.gates)
            and (users.paused_until > approach.leaves_at or users.held_at is not null)
          then 'paused'
        end,
        case
          when 'switch' = any (programs.gates)
            -- As private.is_program_on, for a set.
            and not coalesce(
              switch.is_on,
              programs.enabled_percent = 100
                or private.is_in_share(approach.program, approach.user_id, programs.enabled_percent)
            )
          then 'program_off'
        end,
        case when not choice.is_on then 'channel_off' end,
        case
          when case channels.address_kind
            -- Whoever tells others something tells the user nothing by it.
            when 'user' then programs.goes_to is distinct from 'user'
            else contacts.id is null
              or programs.goes_to = 'user' and contacts.relationship <> 'self'
          end
          then 'no_contact'
        end,
        case
          when programs.goes_to = 'contacts' and contacts.relationship = 'self'
          then 'contact_is_self'
        end,
        case
          when 'consent' = any (programs.gates) and contacts.consent_status <> 'confirmed'
          then 'contact_not_confirmed'
        end,
        case
          when 'opt_out' = any (programs.gates) and phone_numbers.opted_out_at is not null
          then 'number_opted_out'
        end,
        case
          when 'opt_out' = any (programs.gates)
            and phone_numbers.unreachable_until > approach.leaves_at
          then 'number_unreachable'
        end,
        case
          when 'invitation' = any (programs.gates)
            and not private.is_invitation_open(approach.message_id, contacts.phone)
          then 'invitation_ended'
        end,
        case when reached.timezone is not null and opens.at is null then 'no_open_minute' end
      ],
      null
    ),
    opens.at,
    opens.hours
  from private.each(gates_against.approaches) as approach
  join private.programs on programs.program = approach.program
  join private.channels
    on channels.channel = coalesce(approach.channel, private.default_channel())
  left join public.channel_choices as choice
    on choice.user_id = approach.user_id and choice.channel = channels.channel
  left join private.program_switches as switch
    on switch.program = approach.program and switch.user_id = approach.user_id
  join public.users on users.id = approach.user_id
  left join public.notification_preferences as preferences on preferences.user_id = users.id
  left join public.contacts
    on contacts.id = approach.contact_id and contacts.user_id = approach.user_id
  left join private.phone_numbers
    on phone_numbers.phone = private.phone_key(contacts.phone)
    -- Where a yes is needed, nobody learns about a number that they merely typed in.
    and (contacts.consent_status = 'confirmed' or not 'consent' = any (programs.gates))
  cross join lateral (
    select case channels.address_kind when 'user' then preferences.timezone else contacts.timezone
    end
  ) as reached (timezone)
  cross join lateral (
    select case
      when 'allowed_hours' = any (programs.gates)
      then private.open_hours(
        programs.goes_to, programs.open_minutes, users.quiet_minutes, users.avoid_days,
        v_legal * case
          when contacts.consent_status = 'confirmed' and phone_numbers.open_minutes is not null
          then phone_numbers.open_minutes
          else '{(,)}'
        end
      )
    end as hours
    offset 0
  ) as bound
  cross join lateral (
    select
      bound.hours,
      case
        when 'allowed_hours' = any (programs.gates)
        then private.next_allowed_instant(
          greatest(approach.leaves_at, phone_numbers.quiet_until), reached.timezone,
          (bound.hours).open_minutes,
          (bound.hours).avoid_days
        )
        else approach.leaves_at
      end as at
    offset 0
  ) as opens;
end;
$$;

comment on function private.gates_against(private.approach[]) is
  'Of each approach, every reason of person, channel, contact and number against it by the gates '
  'of its program, in the order in which they are told, and the first moment from leaves_at on at '
  'which its hours, which are returned as well, allow it. No reasons means that it may leave then; '
  'no row where the user is gone. hours is null where none bind.';
revoke execute on function private.gates_against(private.approach[]) from public;
grant execute on function private.gates_against(private.approach[]) to authenticated;

-- supabase/schemas/sending/checking.sql

-- Whether a message may still go: by the gates, and by what its program finds true at this moment.

insert into private.reasons (code, meaning)
values
  ('no_allowed_hour', 'The recipient''s day had no allowed hour left before it was too late.'),
  ('outside_allowed_hours', 'It waits for the hours in which the recipient may be texted.'),
  ('too_late', 'A day after its time it is too late to be true.');

create function private.refuse_nonsense(
  program text,
  message_ids uuid[],
  judged private.judged[]
)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if array(select each.message_id from unnest(judged) as each order by 1)
    is distinct from array(select id from unnest(message_ids) as id order by 1)
  then
    raise exception 'It must judge each message once: it judged % of %',
      cardinality(judged), cardinality(message_ids) using errcode = 'RD034';
  end if;
  if exists (
    select from unnest(judged) as each
    left join public.message_templates as template
      on template.id = each.template_id and template.program = refuse_nonsense.program
    where each.reasons is null
      or not private.is_text(each.message_text)
      or each.message_type !~ '^[a-z_]+$'
      or jsonb_typeof(each.facts) <> 'object'
      or (each.template_id is not null and template.id is null)
  ) then
    raise exception 'It judged a message without reasons, or gave it no text, facts or wording'
      using errcode = 'RD034', hint = 'No reason is an empty array.';
  end if;
  perform private.refuse_unknown_reasons(
    array(select distinct unnest(each.reasons) from unnest(judged) as each)
  );
end;
$$;

comment on function private.refuse_nonsense(text, uuid[], private.judged[]) is
  'Raises RD034 or check_violation for a judgement that cannot be one.';
revoke execute on function private.refuse_nonsense(text, uuid[], private.judged[]) from public;

create function private.hear_judge(
  program text,
  function_name text,
  message_ids uuid[],
  instant timestamptz
)
returns private.judged[]
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_asked constant private.asked := private.ask(program, 'judge');
  v_judged private.judged[];
begin
  -- A judge looks on. It is over with this block, as Postgres ends it with each subtransaction.
  perform set_config('transaction_read_only', 'on', true);
  perform private.enter_program();
  execute format('select array(select judged from %s($1, $2) as judged)', function_name)
  into v_judged
  using message_ids, instant;
  perform private.hear(v_asked);
  perform private.refuse_nonsense(program, message_ids, v_judged);
  return v_judged;
exception
  when query_canceled or assert_failure or others then
    raise;
end;
$$;

comment on function private.hear_judge(text, text, uuid[], timestamptz) is
  'What a program says of these messages, which it may not touch meanwhile, nor anything else.';
revoke execute on function private.hear_judge(text, text, uuid[], timestamptz) from public;

create function private.judge_in_parts(
  program text,
  function_name text,
  message_ids uuid[],
  instant timestamptz
)
returns setof private.judged
language plpgsql
volatile
rows 100
set search_path = ''
as $$
declare
  v_judged private.judged[];
  v_half constant integer := cardinality(message_ids) / 2;
begin
  begin
    v_judged := private.hear_judge(program, function_name, message_ids, instant);
  exception
    -- No message is to blame for these.
    when query_canceled or sqlstate 'RD034' or sqlstate 'RD035' then
      raise;
    when assert_failure or others then
      if v_half = 0 then
        v_judged := array[private.judgement_of(message_ids[1], null, message_text => sqlerrm)];
      end if;
  end;
  if v_judged is not null then
    return query select * from unnest(v_judged);
    return;
  end if;
  return query
  select * from private.judge_in_parts(program, function_name, message_ids[:v_half], instant)
  union all
  select * from private.judge_in_parts(program, function_name, message_ids[v_half + 1:], instant);
end;
$$;

comment on function private.judge_in_parts(text, text, uuid[], timestamptz) is
  'What a program says of these messages. Where it fails, it is asked again for each half, so that '
  'one that cannot be judged holds up no other: of that one the reasons are null and the text is '
  'the problem.';
revoke execute on function private.judge_in_parts(text, text, uuid[], timestamptz) from public;

create function private.ask_judge(
  program text,
  function_name text,
  message_ids uuid[],
  instant timestamptz
)
returns setof private.judged
language plpgsql
volatile
rows 100
set search_path = ''
as $$
declare
  v_asked constant private.asked := private.ask(program, 'judge');
  v_judged private.judged[];
  v_broken private.judged;
begin
  v_judged := array(
    select judged
    from private.judge_in_parts(program, function_name, message_ids, instant) as judged
  );
  select broken.* into v_broken
  from unnest(v_judged) as broken where broken.reasons is null
  limit 1;
  if found then
    if not exists (select from unnest(v_judged) as judged where judged.reasons is not null) then
      raise exception using message = v_broken.message_text, errcode = 'RD034';
    end if;
    perform private.raise_alert(
      'broken_data',
      'A message could not be judged and waits: its reason is broken_data',
      jsonb_build_object('message_id', v_broken.message_id, 'problem', v_broken.message_text)
    );
  end if;
  perform private.take_back(ask_judge.program, 'judge');
  return query
  select
    judged.message_id, judged.reasons, judged.message_type, judged.message_style,
    judged.template_id, judged.facts,
    case when judged.reasons is not null then judged.message_text end
  from unnest(v_judged) as judged;
exception
  when query_canceled or assert_failure or others then
    perform private.set_aside(v_asked, sqlerrm, sqlstate);
end;
$$;

comment on function private.ask_judge(text, text, uuid[], timestamptz) is
  'What a program says of these messages, with null for reasons where it cannot judge one of them; '
  'nothing where it fails at all, which sets it aside.';
revoke execute on function private.ask_judge(text, text, uuid[], timestamptz) from public;

create function private.judge_messages(message_ids uuid[], instant timestamptz)
returns setof private.judged
language plpgsql
volatile
rows 100
set search_path = ''
as $$
declare
  v_program record;
  v_judge text;
begin
  for v_program in
    select message_queue.program, array_agg(message_queue.id) as message_ids
    from public.message_queue
    where message_queue.id = any (judge_messages.message_ids)
    group by message_queue.program
    order by message_queue.program
  loop
    v_judge := private.seam('judge', v_program.program, 'uuid[], timestamptz');
    if v_judge is null then
      return query
      select id, '{}'::text[], null::text, null::text, null::text, null::jsonb, null::text
      from unnest(v_program.message_ids) as id;
    elsif not private.is_out_of_time() then
      return query
      select *
      from private.ask_judge(v_program.program, v_judge, v_program.message_ids, instant);
    end if;
  end loop;
end;
$$;

comment on function private.judge_messages(uuid[], timestamptz) is
  'What the programs of these messages say of them; "as planned" where a program has no judge. No '
  'row for those whose program failed or was not asked: nothing is known of them now.';
revoke execute on function private.judge_messages(uuid[], timestamptz) from public;

create type private.checked_message as (
  message_id uuid,
  verdict text,
  reason text,
  hold_until timestamptz,
  message_type text,
  message_style text,
  template_id text,
  facts jsonb,
  message_text text
);
comment on type private.checked_message is
  'What is true of a message at one moment: see private.check_messages.';

create function private.check_messages(message_ids uuid[], instant timestamptz)
returns setof private.checked_message
language plpgsql
volatile
rows 100
set search_path = ''
as $$
begin
  return query
  with numbered as materialized (
    select
      row_number() over ()::integer as number,
      message_queue.id, message_queue.program, message_queue.user_id, message_queue.contact_id,
      message_queue.channel, message_queue.expires_at, message_queue.message_type,
      message_queue.message_style, message_queue.template_id, message_queue.facts,
      message_queue.message_text
    from public.message_queue
    where message_queue.id = any (check_messages.message_ids)
  ),
  gates as materialized (
    select *
    from private.gates_against(array(
      select
        row(
          numbered.number, numbered.program, numbered.user_id, numbered.contact_id, numbered.id,
          check_messages.instant, numbered.channel
        )::private.approach
      from numbered
    ))
  ),
  judged as materialized (
    select * from private.judge_messages(check_messages.message_ids, check_messages.instant)
  ),
  checked as materialized (
    select
      numbered.*,
      judged as truth,
      judged.message_id is null as is_unknown,
      judged.message_id is not null and judged.reasons is null as is_broken,
      gates.reasons || coalesce(judged.reasons, '{}') as reasons,
      gates.opens_at
    from numbered
    join gates on gates.number = numbered.number
    left join judged on judged.message_id = numbered.id
  )
  select
    checked.id,
    case
      when checked.is_unknown then 'leave'
      when checked.expires_at <= check_messages.instant then 'expire'
      when checked.reasons <> '{}' then 'cancel'
      when checked.is_broken then 'put_off'
      when checked.opens_at >= checked.expires_at then 'expire'
      when checked.opens_at > check_messages.instant then 'hold'
      else 'send'
    end,
    case
      when checked.expires_at <= check_messages.instant then 'too_late'
      when checked.reasons <> '{}' then checked.reasons[1]
      when checked.is_broken then 'broken_data'
      when checked.opens_at >= checked.expires_at then 'no_allowed_hour'
      when checked.opens_at > check_messages.instant then 'outside_allowed_hours'
    end,
    checked.opens_at,
    coalesce((checked.truth).message_type, checked.message_type),
    coalesce((checked.truth).message_style, checked.message_style),
    coalesce((checked.truth).template_id, checked.template_id),
    coalesce((checked.truth).facts, checked.facts),
    coalesce((checked.truth).message_text, checked.message_text)
  from checked;
end;
$$;

comment on function private.check_messages(uuid[], timestamptz) is
  'Whether each message is still true and allowed at this moment: send, hold until its '
  'recipient''s allowed hours, cancel or expire, with the reason; put_off where its program cannot '
  'judge it, leave where its program could not be asked. And what it should say.';
revoke execute on function private.check_messages(uuid[], timestamptz) from public;

-- supabase/schemas/sending/claiming.sql

-- Taking the next messages to send: the truth is asked again, the text rendered, the budget taken.
--
-- Planning these queries takes longer than running them. So here, in what the claim asks, in
-- starting.sql, outcomes.sql and reporting.sql they are plpgsql, which a session plans once, and
-- plan_cache_mode keeps Postgres from doing it again for each batch (decision 0012).

create function private.claimable_messages(
  batch_size integer,
  lowest_priority integer,
  instant timestamptz,
  except_ids uuid[],
  channel text default private.default_channel()
)
returns setof uuid
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_set_aside constant text[] := array(
    select tasks_set_aside.program
    from private.tasks_set_aside
    where tasks_set_aside.task = 'judge'
      and tasks_set_aside.set_aside_until > claimable_messages.instant
  );
begin
  return query
  with due as materialized (
    select message.*
    from generate_series(-1, claimable_messages.lowest_priority) as priorities (priority)
    cross join lateral (
      select message_queue.id, message_queue.priority, message_queue.scheduled_for
      from public.message_queue
      where message_queue.status = 'queued'
        and message_queue.channel = claimable_messages.channel
        and message_queue.priority = priorities.priority
        and message_queue.scheduled_for <= claimable_messages.instant
        and message_queue.id <> all (claimable_messages.except_ids)
        and message_queue.program <> all (v_set_aside)
      order by message_queue.scheduled_for, message_queue.id
      limit claimable_messages.batch_size
      for update skip locked
    ) as message
  ),
  ranked as (
    select
      due.id,
      due.priority,
      row_number() over (order by due.priority, due.scheduled_for, due.id) as rank,
      row_number() over (order by due.scheduled_for, due.id) as age
    from due
  )
  select ranked.id
  from ranked
  -- Help in a crisis before all else. Then after every four by rank comes the oldest that is left,
  -- so that no priority starves another.
  order by ranked.priority >= 0, least(ranked.rank, 4 * ranked.age), ranked.rank
  limit claimable_messages.batch_size;
end;
$$;

comment on function private.claimable_messages(integer, integer, timestamptz, uuid[], text) is
  'Locks the due messages of a channel that come next and returns them in order: help in a crisis, '
  'then the most urgent, one in five the oldest whatever its priority. -1 to lowest_priority are '
  'asked, each by a range of its own in the index. Messages that another sender holds, those of '
  'programs that are '
  'set aside, and except_ids are passed over.';
revoke execute on function private.claimable_messages(integer, integer, timestamptz, uuid[], text)
  from public;

create function private.settle_untrue_messages(
  message_ids uuid[],
  instant timestamptz,
  chosen_ids uuid[] default '{}'
)
returns setof private.checked_message
language plpgsql
volatile
set search_path = ''
as $$
begin
  return query
  with true_alone as materialized (
    select *
    from private.check_messages(settle_untrue_messages.message_ids, settle_untrue_messages.instant)
  ),
  yielding as materialized (
    select *
    from private.yieldings(
      array(
        select
          row(
            true_alone.message_id, true_alone.verdict, true_alone.reason, true_alone.hold_until,
            true_alone.message_type, null, null, null, null
          )::private.checked_message
        from true_alone
      ),
      settle_untrue_messages.instant,
      settle_untrue_messages.chosen_ids
    )
  ),
  checked as materialized (
    select
      true_alone.message_id,
      coalesce(yielding.verdict, true_alone.verdict) as verdict,
      coalesce(yielding.reason, true_alone.reason) as reason,
      coalesce(yielding.hold_until, true_alone.hold_until) as hold_until,
      true_alone.message_type, true_alone.message_style, true_alone.template_id,
      true_alone.facts, true_alone.message_text
    from true_alone
    left join yielding on yielding.message_id = true_alone.message_id
  ),
  lost as (
    update public.occurrences
    set lost_to = yielding.lost_to
    from yielding
    join public.message_queue on message_queue.id = yielding.message_id
    where occurrences.id = message_queue.occurrence_id and yielding.lost_to is not null
  ),
  holding as materialized (
    select
      row_number() over (
        order by message_queue.user_id, message_queue.contact_id, checked.message_id
      )::integer as number,
      checked.message_id, checked.hold_until, message_queue.expires_at, message_queue.priority,
      message_queue.channel, contacts.timezone,
      private.open_hours_of(
        message_queue.program, message_queue.user_id, message_queue.contact_id
      ) as hours
    from checked
    join public.message_queue on message_queue.id = checked.message_id
    join public.contacts on contacts.id = message_queue.contact_id
    where checked.verdict = 'hold'
      -- Invitations and answers have a budget of their own, and so much room.
      and message_queue.occurrence_id is not null
  ),
  held as materialized (
    select holding.message_id, place.send_at
    from private.find_places(array(
      select
        row(
          holding.number, holding.hold_until, holding.expires_at, holding.timezone,
          holding.priority, holding.hours, holding.channel
        )::private.place
      from holding
    )) as place
    join holding on holding.number = place.number
  ),
  settled as (
    update public.message_queue
    set
      status = case checked.verdict
        when 'cancel' then 'canceled' when 'expire' then 'expired' else 'queued'
      end,
      scheduled_for = case
        when checked.verdict = 'hold'
        -- Where no hour has room it keeps the first, and the sender's budget decides.
        then coalesce(
          (select held.send_at from held where held.message_id = message_queue.id),
          checked.hold_until
        )
        -- Out of the way of those that can be judged.
        when checked.verdict = 'put_off'
        then least(settle_untrue_messages.instant + interval '1 hour', message_queue.expires_at)
        else message_queue.scheduled_for
      end,
      reason = checked.reason,
      message_type = checked.message_type,
      message_style = checked.message_style,
      template_id = checked.template_id,
      facts = checked.facts,
      message_text = checked.message_text
    from checked
    where message_queue.id = checked.message_id
      and checked.verdict in ('cancel', 'expire', 'hold', 'put_off')
  )
  select * from checked where checked.verdict = 'send';
end;
$$;

comment on function private.settle_untrue_messages(uuid[], timestamptz, uuid[]) is
  'Cancels, expires or holds what may not be sent at this moment, or has no place in its user''s '
  'day beside chosen_ids, and returns the rest with what it should say. What is held '
  'goes to an hour with room, as in planning.';
revoke execute on function private.settle_untrue_messages(uuid[], timestamptz, uuid[]) from public;

create function private.claim_messages(
  sendable private.checked_message[],
  hour timestamptz,
  instant timestamptz
)
returns table (message_id uuid, lease_token uuid, channel text, has_room boolean)
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  with wanted as materialized (
    select checked.*, message_queue.priority, message_queue.channel
    from unnest(claim_messages.sendable) with ordinality as checked (
      message_id, verdict, reason, hold_until, message_type, message_style, template_id, facts,
      message_text, position
    )
    join public.message_queue on message_queue.id = checked.message_id
  ),
  asked as materialized (
    select
      wanted.channel,
      count(*) filter (where wanted.priority > 0)::integer as messages,
      count(*) filter (where wanted.priority = 0)::integer as replies
    from wanted
    group by wanted.channel
    order by wanted.channel
  ),
  budget as materialized (
    -- Last, because it locks the rows that all senders share.
    select asked.*, reserved.granted, reserved.granted_replies
    from asked
    cross join lateral private.reserve_budget(
      claim_messages.hour,
      asked.messages,
      asked.replies,
      private.current_pace(claim_messages.instant, asked.channel),
      asked.channel
    ) as reserved
  ),
  chosen as (
    select
      numbered.*,
      budget.granted + budget.granted_replies = budget.messages + budget.replies as has_room
    from (
      select
        wanted.*,
        row_number() over (
          partition by wanted.channel, sign(wanted.priority) order by wanted.position
        ) as place,
        row_number() over (partition by wanted.channel order by wanted.position) as turn
      from wanted
    ) as numbered
    join budget on budget.channel = numbered.channel
    where numbered.place <= case
      when numbered.priority = 0 then budget.granted_replies
      -- Help in a crisis takes no budget, so that nothing can use it up.
      when numbered.priority < 0 then numbered.place
      else budget.granted
    end
  ),
  claimed as (
    -- The one update of these rows: a second one in the same transaction would ask the foreign keys
    -- again, and wait for whoever deletes a person or contact and waits for the message.
    update public.message_queue
    set
      status = 'processing',
      reason = null,
      message_type = chosen.message_type,
      message_style = chosen.message_style,
      template_id = chosen.template_id,
      facts = chosen.facts,
      message_text = chosen.message_text,
      lease_token = gen_random_uuid(),
      lease_expires_at = now() + settings.lease_duration,
      budget_hour = claim_messages.hour,
      claimed_at = claim_messages.instant
    from chosen, private.settings
    where message_queue.id = chosen.message_id
    returning
      message_queue.id, message_queue.lease_token, message_queue.channel, chosen.has_room,
      chosen.turn
  )
  select claimed.id, claimed.lease_token, claimed.channel, claimed.has_room
  from claimed
  -- The channels take turns, so that a slow one does not keep the others waiting.
  order by claimed.turn, claimed.channel;
end;
$$;

comment on function private.claim_messages(
  private.checked_message[], timestamptz, timestamptz
) is
  'Leases these messages, which the caller has locked, in their order and as far as the hour''s '
  'budget of each channel goes; has_room tells whether that was far enough for all of its channel.';
revoke execute on function private.claim_messages(
  private.checked_message[], timestamptz, timestamptz
) from public;

create function private.open_channels(instant timestamptz, replies_only boolean)
returns table (channel text, is_probing boolean, takes_replies_only boolean)
language plpgsql
volatile
rows 2
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_channel record;
  v_has_room boolean;
begin
  -- In order of their names, and before any budget hour: they may have to be locked.
  for v_channel in
    select channels.channel, circuit.opened_at is not null as is_probing
    from private.channels
    left join private.delivery_circuits as circuit on circuit.channel = channels.channel
    where not channels.is_delivered_by_the_database
      and circuit.paused_at is null
      and coalesce(circuit.probe_after <= open_channels.instant, true)
    order by channels.channel
  loop
    v_has_room := not open_channels.replies_only
      and private.has_room(v_channel.channel, false, open_channels.instant);
    continue when not v_has_room
      and not private.has_room(v_channel.channel, true, open_channels.instant)
      and not exists (
        select from public.message_queue
        where message_queue.status = 'queued'
          and message_queue.channel = v_channel.channel
          and message_queue.priority = -1
          and message_queue.scheduled_for <= open_channels.instant
      );
    -- One probe at a time: whoever waits here finds that another took it.
    continue when v_channel.is_probing
      and (private.lock_circuit(v_channel.channel)).probe_after > open_channels.instant;
    return query select v_channel.channel, v_channel.is_probing, not v_has_room;
  end loop;
end;
$$;

comment on function private.open_channels(timestamptz, boolean) is
  'The channels from which a sender may take messages at this moment: neither paused nor open, '
  'and with room in their hour, if only for replies, or with help in a crisis, which needs none. '
  'is_probing is one whose '
  'circuit is open and may try one message; its circuit is locked then.';
revoke execute on function private.open_channels(timestamptz, boolean) from public;

create function private.find_sendable(
  channel text,
  wanted integer,
  replies_only boolean,
  instant timestamptz,
  chosen_ids uuid[],
  out sendable private.checked_message[],
  out is_exhausted boolean
)
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_candidates uuid[];
  v_seen uuid[] := '{}';
begin
  sendable := '{}';
  is_exhausted := false;
  -- Messages that turn out untrue or held do not blank the batch: look on, for a bounded while.
  for v_look in 1..10 loop
    select coalesce(array_agg(claimable.id order by claimable.place), '{}')
    into v_candidates
    from private.claimable_messages(
      wanted - cardinality(sendable),
      case when replies_only then 0 else 3 end,
      instant,
      v_seen,
      channel
    ) with ordinality as claimable (id, place);
    v_seen := v_seen || v_candidates;
    is_exhausted := cardinality(v_candidates) < wanted - cardinality(sendable);

    sendable := sendable || array(
      select each
      from private.settle_untrue_messages(
        v_candidates,
        instant,
        chosen_ids || array(select chosen.message_id from unnest(sendable) as chosen)
      ) as each
      join unnest(v_candidates) with ordinality as candidate (id, place)
        on candidate.id = each.message_id
      order by candidate.place
    );
    exit when cardinality(sendable) = wanted or is_exhausted
      -- What is found untrue is settled by now, and the statement must end in time.
      or clock_timestamp() > statement_timestamp() + interval '2 seconds';
  end loop;
end;
$$;

comment on function private.find_sendable(text, integer, boolean, timestamptz, uuid[]) is
  'Locks up to "wanted" due messages of a channel that are still true and allowed, and settles '
  'those that are not; is_exhausted where nothing more is due. chosen_ids are what this claim is '
  'going to send already by other channels: places of a person are gone with them.';
revoke execute on function private.find_sendable(text, integer, boolean, timestamptz, uuid[])
  from public;

create function public.get_messages_to_send(
  batch_size integer default 50,
  replies_only boolean default false
)
returns table (message_id uuid, lease_token uuid, more boolean)
language plpgsql
volatile
security definer
set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_now constant timestamptz := private.clock_now();
  v_channels text[];
  v_are_probing boolean[];
  v_take_replies_only boolean[];
  v_place integer;
  v_wanted integer;
  v_found private.checked_message[];
  v_is_exhausted boolean;
  v_sendable private.checked_message[] := '{}';
  v_probes uuid[] := '{}';
  v_unexhausted text[] := '{}';
begin
  perform private.refuse_outside(batch_size, 1, 500, 'claim messages', 'batch_size', 'RD040');

  -- No answer leaves by it, and who wrote to us waits for that.
  if not replies_only then
    perform private.deliver_to_inboxes(v_now);
  end if;
  select
    coalesce(array_agg(open.channel order by open.channel), '{}'),
    array_agg(open.is_probing order by open.channel),
    array_agg(open.takes_replies_only order by open.channel)
  into v_channels, v_are_probing, v_take_replies_only
  from private.open_channels(v_now, replies_only) as open;

  for v_place in 1..cardinality(v_channels) loop
    -- Each channel has its share of the batch, and what those before it left of theirs.
    v_wanted := case
      when v_are_probing[v_place] then 1
      else ceil(
        (batch_size - cardinality(v_sendable))::numeric / (cardinality(v_channels) - v_place + 1)
      )
    end;
    continue when v_wanted = 0;
    select found.sendable, found.is_exhausted
    into v_found, v_is_exhausted
    from private.find_sendable(
      v_channels[v_place], v_wanted, v_take_replies_only[v_place], v_now,
      array(select chosen.message_id from unnest(v_sendable) as chosen)
    ) as found;
    v_sendable := v_sendable || v_found;
    if v_are_probing[v_place] then
      v_probes := v_probes || array(select found.message_id from unnest(v_found) as found);
    end if;
    if not v_is_exhausted or private.is_out_of_time() then
      v_unexhausted := v_unexhausted || v_channels[v_place];
    end if;
  end loop;

  return query
  select
    claimed.message_id,
    claimed.lease_token,
    -- An hour without budget has nothing more to give.
    bool_or(claimed.channel = any (v_unexhausted) and claimed.has_room) over ()
  from private.claim_messages(
    v_sendable, date_trunc('hour', v_now, 'UTC'), v_now
  ) as claimed;
  if v_probes <> '{}' then
    perform private.take_probe(message_queue.id, message_queue.channel)
    from public.message_queue
    where message_queue.id = any (v_probes)
      -- What the hour had no room for probes nothing.
      and message_queue.status = 'processing';
  end if;
end;
$$;

comment on function public.get_messages_to_send(integer, boolean) is
  'Claims up to batch_size (1 to 500) due messages under a lease each, most urgent first, within '
  'the hour''s budget of their channels, which take turns; replies_only leaves everything but '
  'priority 0 alone. Each is judged again first: one that is no longer true or allowed is '
  'canceled, expired or held with its reason, and the others are worded anew. "more" tells whether '
  'to call again. Nothing of a channel while it is paused, and one at a time while its circuit is '
  'open; why_nothing_to_send() says why there is no row. What is due in inboxes is delivered '
  'first, and is sent with this call. Raises RD040. Definer to write the queue. For service_role.';
revoke execute on function public.get_messages_to_send(integer, boolean)
  from public, anon, authenticated;
grant execute on function public.get_messages_to_send(integer, boolean) to service_role;

create function private.is_due(channel text, is_reply boolean, instant timestamptz)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from unnest(
      case when is_due.is_reply then '{0}' else '{1,2,3}' end::smallint[]
    ) as priorities (priority)
    -- The first of each range of the claim's index: whether it is due says whether any is.
    cross join lateral (
      select message_queue.scheduled_for
      from public.message_queue
      where message_queue.status = 'queued'
        and message_queue.channel = is_due.channel
        and message_queue.priority = priorities.priority
      order by message_queue.scheduled_for
      limit 1
    ) as first
    where first.scheduled_for <= is_due.instant
  );
$$;

comment on function private.is_due(text, boolean, timestamptz) is
  'Whether a message of the channel is due, or a reply.';
revoke execute on function private.is_due(text, boolean, timestamptz) from public;

create function public.why_nothing_to_send(replies_only boolean default false)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select told.why
  from (values (private.clock_now())) as clock (instant)
  cross join private.channels
  left join private.delivery_circuits as circuit on circuit.channel = channels.channel
  cross join lateral (
    select
      count(*) as kinds,
      count(*) filter (
        where private.has_room(channels.channel, kinds.is_reply, clock.instant)
      ) as with_room
    from (values (true), (false)) as kinds (is_reply)
    where (kinds.is_reply or not why_nothing_to_send.replies_only)
      and private.is_due(channels.channel, kinds.is_reply, clock.instant)
  ) as due
  cross join lateral (
    select case
      when circuit.paused_at is not null then 'paused'
      when circuit.probe_after > clock.instant then 'circuit_open'
      when due.kinds = 0 then 'nothing_due'
      when due.with_room > 0 then 'claimed_elsewhere'
      else 'budget_spent'
    end
  ) as told (why)
  -- Of several channels the one that is worth another call comes first.
  order by array_position(
    array['claimed_elsewhere', 'circuit_open', 'paused', 'budget_spent', 'nothing_due'], told.why
  )
  limit 1;
$$;

comment on function public.why_nothing_to_send(boolean) is
  'Why a claim got no message: paused, circuit_open, nothing_due, budget_spent where the hour has '
  'no room for any that is due, or claimed_elsewhere where messages are due that others hold or '
  'that the claim had no time to look at. Of several channels it tells the first of '
  'claimed_elsewhere, circuit_open, paused, budget_spent and nothing_due. Definer to read the '
  'circuits. For service_role.';
revoke execute on function public.why_nothing_to_send(boolean) from public, anon, authenticated;
grant execute on function public.why_nothing_to_send(boolean) to service_role;

-- supabase/schemas/sending/delivery_status.sql

-- What the carrier's callbacks say about messages that are on their way.

create function private.delivery_rank(delivery_status text)
returns integer
language sql
immutable
set search_path = ''
as $$
  select case delivery_status
    when 'scheduled' then 0
    when 'accepted' then 1
    when 'queued' then 2
    when 'sending' then 3
    when 'sent' then 4
    when 'delivered' then 5
    when 'undelivered' then 5
    when 'failed' then 5
    when 'canceled' then 5
    when 'read' then 6
  end;
$$;

comment on function private.delivery_rank(text) is
  'How far a delivery status is along its way; null for one that we do not know. Callbacks come in '
  'any order, and a status only ever moves to a higher rank.';
revoke execute on function private.delivery_rank(text) from public;

create function private.class_of_delivery(
  delivery_status text,
  error_code integer,
  channel text
)
returns text
language sql
stable
set search_path = ''
as $$
  select case
    when class_of_delivery.error_code is not null
    then private.classify_provider_error(
      class_of_delivery.error_code, class_of_delivery.channel
    )
    when class_of_delivery.delivery_status in ('sent', 'delivered', 'read') then 'delivered'
  end;
$$;

comment on function private.class_of_delivery(text, integer, text) is
  'What a delivery status says of its channel, as in private.noted_outcome; null for nothing.';
revoke execute on function private.class_of_delivery(text, integer, text) from public;

create function public.record_delivery_status(
  attempt_id uuid,
  provider_message_id text,
  delivery_status text,
  error_code integer default null
)
returns text
language plpgsql
volatile
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_attempt private.message_attempts;
  v_is_news boolean;
  v_class text;
begin
  perform private.lock_messages_of_attempts(array[record_delivery_status.attempt_id]);
  select * into v_attempt
  from private.message_attempts
  where message_attempts.id = record_delivery_status.attempt_id;
  if not found then
    return 'unknown_attempt';
  end if;
  if v_attempt.provider_message_id <> record_delivery_status.provider_message_id then
    perform private.alert_of_doubles(
      array[row(v_attempt.id, provider_message_id, null)::private.acceptance]
    );
    return 'other_message';
  end if;

  v_is_news := coalesce(
    private.delivery_rank(record_delivery_status.delivery_status)
      > coalesce(private.delivery_rank(v_attempt.delivery_status), -1),
    false
  );
  if v_is_news then
    v_class := private.class_of_delivery(
      delivery_status, error_code,
      (
        select message_queue.channel from public.message_queue
        where message_queue.id = v_attempt.message_id
      )
    );
  end if;
  -- In the order of update_message_statuses(): the channel, numbers, hours.
  if v_class in ('configuration', 'throttled', 'delivered') then
    perform private.note_outcomes_by_channel(
      array[row(v_attempt.message_id, v_class, error_code)::private.noted_outcome],
      is_by_callback => true
    );
  end if;
  if v_class <> 'delivered' then
    perform private.apply_consequences(array[row(v_attempt.id, v_class)::private.consequence]);
  end if;

  -- A callback proves that the provider has the message, even when its reply never reached us.
  if v_attempt.provider_message_id is null
    and cardinality(private.accept_attempts(
      array[row(v_attempt.id, provider_message_id, null)::private.acceptance]
    )) = 0
  then
    return 'other_message';
  end if;

  if private.delivery_rank(delivery_status) is null then
    return 'unknown_status';
  end if;
  if not v_is_news then
    return 'known';
  end if;
  update private.message_attempts
  set
    delivery_status = record_delivery_status.delivery_status,
    error_code = coalesce(record_delivery_status.error_code, message_attempts.error_code)
  where message_attempts.id = v_attempt.id;
  update public.messages
  set
    delivery_status = record_delivery_status.delivery_status,
    delivery_status_at = private.clock_now(),
    error_code = coalesce(record_delivery_status.error_code, messages.error_code)
  where messages.id = v_attempt.message_id;
  return 'applied';
end;
$$;

comment on function public.record_delivery_status(uuid, text, text, integer) is
  'Records a status callback for an attempt; its error code has consequences for the number and '
  'never causes a resend. Safe to call twice, late and in any order. Returns applied; known if the '
  'status is no news; unknown_attempt, unknown_status, or other_message if the attempt or its '
  'message is known under another id, or the id as another attempt''s, which change nothing. '
  'Definer to write the log. For service_role.';
revoke execute on function public.record_delivery_status(uuid, text, text, integer)
  from public, anon, authenticated;
grant execute on function public.record_delivery_status(uuid, text, text, integer)
  to service_role;

-- supabase/schemas/sending/inbox.sql

-- The inbox in the app: what the database itself delivers, in the transaction that claims it, and
-- copies of what left by another channel.

create table public.inbox_messages (
  id uuid primary key,
  user_id uuid not null references public.users (id) on delete cascade,
  program text not null,
  message_type text not null,
  message_text text not null,
  channel text not null references private.channels (channel),
  read_at timestamptz,
  dismissed_at timestamptz,
  snoozed_until timestamptz,
  created_at timestamptz not null default now()
);

comment on table public.inbox_messages is
  'What a person can read in the app: each message to them by the channel inbox, and copies of '
  'others. The app updates read_at, dismissed_at and snoozed_until.';
comment on column public.inbox_messages.id is 'The message''s id in message_queue and in the log.';
comment on column public.inbox_messages.channel is
  'By which channel it came: another than the inbox''s own rang already, and this is its copy.';
comment on column public.inbox_messages.created_at is 'When it was delivered.';
comment on column public.inbox_messages.read_at is 'When it was read; null while it is new.';
comment on column public.inbox_messages.dismissed_at is 'When it was put away.';
comment on column public.inbox_messages.snoozed_until is 'Until when the app does not show it.';

create index inbox_messages_by_user on public.inbox_messages (user_id, created_at desc);
create index inbox_messages_by_time on public.inbox_messages (created_at);
create index inbox_messages_by_channel on public.inbox_messages (channel);

alter table public.inbox_messages enable row level security;
revoke all on table public.inbox_messages from public, anon, authenticated, service_role;
grant select, update (read_at, dismissed_at, snoozed_until)
  on table public.inbox_messages to authenticated;
grant select on table public.inbox_messages to service_role;

create policy "Users can see their inbox" on public.inbox_messages
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can tidy their inbox" on public.inbox_messages
  for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));

insert into private.refusals (code, thing, field, problem, advice)
values
  (
    'RD171', 'inbox message', 'read_at', 'is no moment that has come',
    'Use the time at which it was read, or null for not yet.'
  ),
  (
    'RD172', 'inbox message', 'dismissed_at', 'is no moment that has come',
    'Use the time at which it was put away, or null for not yet.'
  ),
  (
    'RD173', 'inbox message', 'snoozed_until', 'is more than a year ahead',
    'Use a nearer moment, or null for now.'
  );

create function private.has_come(moment timestamptz)
returns boolean
language sql
stable
set search_path = ''
as $$
  select has_come.moment is null
    or (
      isfinite(has_come.moment)
      and has_come.moment <= private.clock_now() + settings.clock_tolerance
    )
  from private.settings;
$$;

comment on function private.has_come(timestamptz) is
  'Whether a phone may say that something happened then, or not at all.';
revoke execute on function private.has_come(timestamptz) from public;

create function private.check_inbox_input()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.refuse_unless(private.has_come(new.read_at), 'RD171', new.read_at::text);
  perform private.refuse_unless(
    private.has_come(new.dismissed_at), 'RD172', new.dismissed_at::text
  );
  perform private.refuse_unless(
    new.snoozed_until is null
    or (
      isfinite(new.snoozed_until)
      and new.snoozed_until <= private.clock_now() + interval '1 year'
    ),
    'RD173', new.snoozed_until::text
  );
  return new;
end;
$$;

comment on function private.check_inbox_input() is
  'Trigger: refuses what nobody can have done with a message (RD171 to RD173). Definer to read the '
  'clock and the settings.';
revoke execute on function private.check_inbox_input() from public;

create trigger check_input
  before update of read_at, dismissed_at, snoozed_until on public.inbox_messages
  for each row execute function private.check_inbox_input();

create function private.put_into_inboxes(sendable private.checked_message[], instant timestamptz)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  with delivered as (
    update public.message_queue
    set
      status = 'sent',
      reason = null,
      message_type = checked.message_type,
      message_style = checked.message_style,
      template_id = checked.template_id,
      facts = checked.facts,
      message_text = checked.message_text,
      claimed_at = put_into_inboxes.instant,
      sent_at = put_into_inboxes.instant,
      provider_message_id = message_queue.id::text
    from private.each(put_into_inboxes.sendable) as checked
    where message_queue.id = checked.message_id
    returning message_queue.*
  )
  insert into public.inbox_messages (
    id, user_id, program, message_type, message_text, channel, created_at
  )
  select
    delivered.id, delivered.user_id, delivered.program, delivered.message_type,
    delivered.message_text, delivered.channel, put_into_inboxes.instant
  from delivered;
end;
$$;

comment on function private.put_into_inboxes(private.checked_message[], timestamptz) is
  'Delivers these messages, which the caller has locked: each is in its person''s inbox and sent, '
  'or neither.';
revoke execute on function private.put_into_inboxes(private.checked_message[], timestamptz)
  from public;

create function private.deliver_to_inboxes(instant timestamptz)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  c_batch constant integer := 500;
  -- A sender waits for this, who has other channels to serve and calls again.
  v_end constant timestamptz := clock_timestamp() + interval '1 second';
  v_channel text;
  v_found private.checked_message[];
  v_is_exhausted boolean;
begin
  for v_channel in
    select channels.channel
    from private.channels
    left join private.delivery_circuits as circuit on circuit.channel = channels.channel
    where channels.is_delivered_by_the_database and circuit.paused_at is null
    order by channels.channel
  loop
    loop
      select found.sendable, found.is_exhausted
      into v_found, v_is_exhausted
      from private.find_sendable(v_channel, c_batch, false, instant, '{}') as found;
      perform private.put_into_inboxes(v_found, instant);
      exit when v_is_exhausted or private.is_out_of_time() or clock_timestamp() > v_end;
    end loop;
  end loop;
end;
$$;

comment on function private.deliver_to_inboxes(timestamptz) is
  'Claims what is due by the channels that the database itself delivers, and delivers it. It takes '
  'no budget, and nothing that another claim holds.';
revoke execute on function private.deliver_to_inboxes(timestamptz) from public;

create function private.copy_to_inbox()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into public.inbox_messages (
    id, user_id, program, message_type, message_text, channel, created_at
  )
  select
    new.id, new.user_id, new.program, new.message_type, new.message_text, new.channel, new.sent_at
  where not exists (
    select from public.channel_choices as choice
    join private.channels
      on channels.channel = choice.channel and channels.is_delivered_by_the_database
    where choice.user_id = new.user_id and not choice.is_on
  )
  on conflict on constraint inbox_messages_pkey do nothing;
  return null;
end;
$$;

comment on function private.copy_to_inbox() is
  'Trigger: what another channel sent to a person is kept in their inbox as well, once it is sent, '
  'unless they ended the inbox. Definer to read what they chose.';
revoke execute on function private.copy_to_inbox() from public;

create trigger copy_to_inbox
  after update of status on public.message_queue
  for each row when (
    new.copies_to_inbox and new.status = 'sent' and old.status is distinct from 'sent'
  )
  execute function private.copy_to_inbox();

-- supabase/schemas/sending/lookups.sql

-- Asking the provider about attempts that nobody heard back from.

create function public.get_attempts_to_look_up(batch_size integer default 20)
returns table (
  attempt_id uuid,
  to_phone text,
  body text,
  created_from timestamptz,
  created_until timestamptz,
  channel text,
  address text
)
language sql
volatile
security definer
set search_path = ''
as $$
  select
    attempt.id,
    attempt.to_phone,
    attempt.body,
    -- Two clocks are never the same; a started text leaves within its lease.
    attempt.created_at - interval '1 minute',
    attempt.created_at + settings.lease_duration + interval '1 minute',
    message_queue.channel,
    attempt.to_phone
  from public.message_queue
  join private.message_attempts as attempt
    on attempt.message_id = message_queue.id and attempt.outcome = 'unknown'
  cross join private.settings
  where message_queue.status = 'unconfirmed'
    and (
      attempt.looked_up_at is null
      or attempt.looked_up_at <= now() - settings.proof_timeout / 12
      or (
        attempt.looked_up_at < message_queue.unconfirmed_at + settings.proof_timeout
        and now() >= message_queue.unconfirmed_at + settings.proof_timeout
      )
    )
  order by attempt.looked_up_at nulls first, attempt.started_at
  limit get_attempts_to_look_up.batch_size;
$$;

comment on function public.get_attempts_to_look_up(integer) is
  'Attempts with unknown outcome to ask their channel''s provider about: texts to this address '
  'with exactly this body that it created in this stretch. Each comes again every twelfth of '
  'proof_timeout, and once when that is over. Definer to read attempts. For service_role.';
revoke execute on function public.get_attempts_to_look_up(integer)
  from public, anon, authenticated;
grant execute on function public.get_attempts_to_look_up(integer) to service_role;

create function public.record_lookup(attempt_id uuid, provider_message_ids text[])
returns boolean
language plpgsql
volatile
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_provider_message_id text;
begin
  perform private.lock_messages_of_attempts(array[record_lookup.attempt_id]);
  -- The first that belongs to no other attempt: two people may be told the same.
  select found.id
  into v_provider_message_id
  from unnest(record_lookup.provider_message_ids) with ordinality as found (id, place)
  where not exists (
    select from private.message_attempts
    where message_attempts.provider_message_id = found.id
  )
  order by found.place
  limit 1;

  if v_provider_message_id is null then
    update private.message_attempts
    set looked_up_at = now()
    where message_attempts.id = record_lookup.attempt_id
      and message_attempts.outcome = 'unknown';
    return false;
  end if;
  return cardinality(private.accept_attempts(
    array[row(record_lookup.attempt_id, v_provider_message_id, null)::private.acceptance]
  )) = 1;
end;
$$;

comment on function public.record_lookup(uuid, text[]) is
  'Records that the provider has texts under these ids that can be the attempt''s, newest first, '
  'or none. The first that is not known yet is proof of acceptance. That there is none proves '
  'nothing: its list lags behind. Returns whether the message became sent by it. Definer to write '
  'the queue. For service_role.';
revoke execute on function public.record_lookup(uuid, text[]) from public, anon, authenticated;
grant execute on function public.record_lookup(uuid, text[]) to service_role;

-- supabase/schemas/sending/outcomes.sql

-- What follows from what became of an attempt, whoever tells it: a sender, a callback, a lookup.

insert into private.reasons (code, meaning)
values
  ('attempts_exhausted', 'The provider could not take it, too often in a row.'),
  (
    'outcome_unknown',
    'The provider did not answer, so nobody knows whether it was sent. It is not sent again by '
    'itself, because that could text somebody twice.'
  ),
  (
    'provider_configuration',
    'The provider refuses our account or settings. It waits until the operator has mended that.'
  ),
  (
    'recipient_not_allowed',
    'Only the numbers of RUNDOWN_ALLOWED_RECIPIENTS are texted by this installation.'
  ),
  ('region_not_permitted', 'Our account may not text that country; the operator was told.'),
  ('rejected', 'The provider refused the text; the operator was told.'),
  ('retry', 'The provider could not take it just then; it is tried again.');

create function private.note_outcomes_by_channel(
  outcomes private.noted_outcome[],
  is_by_callback boolean
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_channel text;
  v_outcomes private.noted_outcome[];
begin
  if not private.concern_a_circuit(outcomes) then
    return;
  end if;
  for v_channel, v_outcomes in
    select
      coalesce(message_queue.channel, private.default_channel()),
      array_agg(
        row(outcome.message_id, outcome.class, outcome.error_code)::private.noted_outcome
        order by outcome.place
      )
    from unnest(outcomes) with ordinality as outcome (message_id, class, error_code, place)
    left join public.message_queue on message_queue.id = outcome.message_id
    group by 1
    -- In one order everywhere, or two reports may wait for each other.
    order by 1
  loop
    perform private.note_outcomes(v_outcomes, is_by_callback, v_channel);
  end loop;
end;
$$;

comment on function private.note_outcomes_by_channel(private.noted_outcome[], boolean) is
  'private.note_outcomes() for each channel of these messages, whose outcomes say nothing of the '
  'others. Call it after the messages are locked and before any budget hour is.';
revoke execute on function private.note_outcomes_by_channel(private.noted_outcome[], boolean)
  from public;

create type private.acceptance as (
  attempt_id uuid,
  provider_message_id text,
  segments integer
);
comment on type private.acceptance is
  'Proof that the provider has the text of an attempt: its id for it, and segments if known.';

create function private.alert_of_doubles(acceptances private.acceptance[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.raise_alert(
    'sent_twice',
    'A message has two ids at the provider: somebody may have been texted twice',
    jsonb_build_object(
      'message_id', accepted.message_id,
      'provider_message_ids', array[known.id, accepted.provider_message_id]
    )
  )
  from (
    select
      attempt.message_id,
      acceptance.provider_message_id,
      acceptance.place,
      first_value(acceptance.provider_message_id)
        over (partition by attempt.message_id order by acceptance.place) as first_id
    from unnest(alert_of_doubles.acceptances) with ordinality as acceptance (
      attempt_id, provider_message_id, segments, place
    )
    join private.message_attempts as attempt on attempt.id = acceptance.attempt_id
  ) as accepted
  cross join lateral (
    select coalesce(
      (
        select attempt.provider_message_id
        from private.message_attempts as attempt
        where attempt.message_id = accepted.message_id and attempt.outcome = 'accepted'
      ),
      accepted.first_id
    )
  ) as known (id)
  where known.id <> accepted.provider_message_id
  order by accepted.place;
end;
$$;

comment on function private.alert_of_doubles(private.acceptance[]) is
  'Tells the operator of messages that the provider has under another id already, or has under two '
  'of these.';
revoke execute on function private.alert_of_doubles(private.acceptance[]) from public;

create function private.charge_late_proofs(attempt_ids uuid[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  update public.message_rate_limits as slot
  set
    messages_sent = slot.messages_sent + late.messages,
    replies_sent = slot.replies_sent + late.replies
  from (
    select
      message_queue.channel,
      attempt.budget_hour as hour,
      count(*) filter (where message_queue.priority > 0) as messages,
      count(*) filter (where message_queue.priority = 0) as replies
    from private.message_attempts as attempt
    join public.message_queue on message_queue.id = attempt.message_id
    where attempt.id = any (charge_late_proofs.attempt_ids)
      and attempt.outcome in ('rejected', 'not_sent')
      -- Leaving processing is counted by settle_budget().
      and message_queue.status not in ('processing', 'sent')
    group by message_queue.channel, attempt.budget_hour
  ) as late
  where slot.channel = late.channel and slot.time_slot = late.hour;
end;
$$;

comment on function private.charge_late_proofs(uuid[]) is
  'Counts texts in their hour that were taken for not sent until now.';
revoke execute on function private.charge_late_proofs(uuid[]) from public;

create function private.accept_attempts(acceptances private.acceptance[])
returns uuid[]
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_now constant timestamptz := private.clock_now();
  v_news private.acceptance[];
  v_accepted uuid[];
begin
  perform private.alert_of_doubles(acceptances);
  -- One for each message, the first; and no id that another attempt has: a lookup may have given it
  -- away, and an error here would take the other reports with it.
  v_news := array(
    select distinct on (attempt.message_id)
      row(
        acceptance.attempt_id, acceptance.provider_message_id, acceptance.segments
      )::private.acceptance
    from unnest(acceptances) with ordinality as acceptance (
      attempt_id, provider_message_id, segments, place
    )
    join private.message_attempts as attempt on attempt.id = acceptance.attempt_id
    where not exists (
        select from private.message_attempts as known
        where known.message_id = attempt.message_id and known.outcome = 'accepted'
      )
      and not exists (
        select from private.message_attempts as known
        where known.provider_message_id = acceptance.provider_message_id
      )
    order by attempt.message_id, acceptance.place
  );
  v_accepted := array(select news.attempt_id from unnest(v_news) as news);
  perform private.charge_late_proofs(v_accepted);

  with accepted as (
    update private.message_attempts as attempt
    set
      outcome = 'accepted',
      provider_message_id = acceptance.provider_message_id,
      settled_at = clock_timestamp()
    from unnest(v_news) as acceptance
    where attempt.id = acceptance.attempt_id
    returning attempt.message_id, acceptance.provider_message_id, acceptance.segments
  )
  update public.message_queue
  set
    status = 'sent',
    provider_message_id = accepted.provider_message_id,
    segments = coalesce(accepted.segments, message_queue.segments),
    reason = null,
    error_code = null,
    error_class = null,
    sent_at = v_now
  from accepted
  where message_queue.id = accepted.message_id and message_queue.status <> 'sent';

  if cardinality(v_accepted) < cardinality(acceptances) then
    -- A callback told it first; how many segments, only the reply knows.
    update public.message_queue
    set segments = acceptance.segments
    from unnest(acceptances) as acceptance
    join private.message_attempts as attempt on attempt.id = acceptance.attempt_id
    where message_queue.id = attempt.message_id
      and message_queue.provider_message_id = acceptance.provider_message_id
      and message_queue.segments is null
      and acceptance.segments is not null;
  end if;
  return v_accepted;
end;
$$;

comment on function private.accept_attempts(private.acceptance[]) is
  'Records proof that the provider has these texts. It wins over every other state, and is taken '
  'from anybody: a late sender as well as a callback. Returns the attempts of which it was news. A '
  'second id for one message is a text sent twice: the operator is told, and nothing changes; nor '
  'does it by an id that another attempt has.';
revoke execute on function private.accept_attempts(private.acceptance[]) from public;

create type private.consequence as (attempt_id uuid, error_class text);
comment on type private.consequence is 'What the error of an attempt means for its number.';

create function private.apply_consequences(consequences private.consequence[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  insert into private.phone_numbers as number (
    phone, opted_out_at, is_blocked_by_provider, unreachable_until
  )
  select
    private.phone_key(attempt.to_phone) as phone,
    case
      when bool_or(consequence.error_class = 'opt_out') then private.clock_now()
    end,
    bool_or(consequence.error_class = 'opt_out'),
    case
      when bool_or(consequence.error_class = 'recipient')
      then private.clock_now() + interval '30 days'
    end
  from unnest(apply_consequences.consequences) as consequence
  join private.message_attempts as attempt on attempt.id = consequence.attempt_id
  join public.message_queue on message_queue.id = attempt.message_id
  join private.channels
    on channels.channel = message_queue.channel and channels.address_kind = 'phone'
  where consequence.error_class in ('opt_out', 'recipient')
  group by private.phone_key(attempt.to_phone)
  -- In one order everywhere, or two reports may wait for each other.
  order by phone
  on conflict (phone) do update set
    opted_out_at = coalesce(number.opted_out_at, excluded.opted_out_at),
    is_blocked_by_provider = number.is_blocked_by_provider or excluded.is_blocked_by_provider,
    unreachable_until = greatest(number.unreachable_until, excluded.unreachable_until);

  perform private.raise_alert(
    case consequence.error_class when 'region' then 'region_not_permitted' else 'text_refused' end,
    case consequence.error_class
      when 'region' then 'The provider''s account may not text a country: see its geo permissions'
      else 'The provider refused a text for what it says'
    end,
    jsonb_build_object('message_id', attempt.message_id)
  )
  from unnest(apply_consequences.consequences) as consequence
  join private.message_attempts as attempt on attempt.id = consequence.attempt_id
  where consequence.error_class in ('region', 'message')
  order by consequence.error_class;
end;
$$;

comment on function private.apply_consequences(private.consequence[]) is
  'What errors mean beyond their own message: after an opt-out nobody texts that number again, '
  'after a permanent recipient error nobody for 30 days; what an operator can mend, they are told. '
  'Call it before any budget hour is locked.';
revoke execute on function private.apply_consequences(private.consequence[]) from public;

create type private.report as (
  attempt_id uuid,
  lease_token uuid,
  outcome text,
  provider_message_id text,
  segments integer,
  error_code integer,
  error_message text,
  retry_after_seconds integer,
  message_id uuid,
  class text,
  is_fresh boolean,
  is_first boolean
);
comment on type private.report is
  'What a sender says of an attempt, and what the database knows of it: its class as in '
  'private.noted_outcome, whether the lease is still the sender''s (is_fresh), and whether this is '
  'the word on the attempt that counts in this call (is_first): proof if there is any, else the '
  'first.';

create function private.settle_failures(reports private.report[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_now constant timestamptz := private.clock_now();
begin
  with settled as (
    update private.message_attempts as attempt
    set
      outcome = case when report.class = 'unknown' then 'unknown' else report.outcome end,
      error_code = report.error_code,
      error_message = left(report.error_message, 500),
      settled_at = clock_timestamp()
    from unnest(settle_failures.reports) as report
    where attempt.id = report.attempt_id
    returning
      report.message_id, report.class, report.error_code, report.retry_after_seconds,
      attempt.number
  ),
  judged as (
    select
      settled.*,
      -- What never reached the provider's work, or failed over our own account, costs the message
      -- no attempt: only its expiry bounds those tries.
      settled.class in ('not_sent', 'configuration', 'throttled') as is_free,
      v_now + greatest(
        make_interval(secs => settled.retry_after_seconds),
        private.retry_delay(settled.number, random()),
        private.wait_after_error(
          settled.error_code,
          v_now,
          (
            select message_queue.channel from public.message_queue
            where message_queue.id = settled.message_id
          )
        )
      ) as next_try
    from settled
  ),
  fates as (
    select
      judged.*,
      case
        when judged.class = 'unknown' then 'outcome_unknown'
        when judged.class = 'opt_out' then 'number_opted_out'
        when judged.class = 'recipient' then 'number_unreachable'
        when judged.class = 'region' then 'region_not_permitted'
        -- No provider refuses without a code: it was our own refusal.
        when judged.class = 'message' and judged.error_code is null then 'recipient_not_allowed'
        when judged.class in ('message', 'notice') then 'rejected'
        when not judged.is_free and message_queue.attempts >= message_queue.max_attempts
        then 'attempts_exhausted'
        when judged.next_try >= message_queue.expires_at then 'too_late'
        when judged.class = 'configuration' then 'provider_configuration'
        else 'retry'
      end as reason
    from judged
    join public.message_queue on message_queue.id = judged.message_id
  )
  update public.message_queue
  set
    status = case fates.reason
      when 'outcome_unknown' then 'unconfirmed'
      when 'too_late' then 'expired'
      when 'provider_configuration' then 'queued'
      when 'retry' then 'queued'
      else 'failed'
    end,
    reason = fates.reason,
    attempts = message_queue.attempts - fates.is_free::integer,
    error_code = fates.error_code,
    error_class = fates.class,
    unconfirmed_at = case
      when fates.class = 'unknown' then now() else message_queue.unconfirmed_at
    end,
    scheduled_for = case
      when fates.class = 'unknown' then message_queue.scheduled_for
      else least(fates.next_try, message_queue.expires_at)
    end
  from fates
  where message_queue.id = fates.message_id;
end;
$$;

comment on function private.settle_failures(private.report[]) is
  'Records that the provider refused attempts, never got them (not_sent), or that nobody knows, '
  'and decides by the class of the error whether each message fails, expires, is tried again with '
  'jittered exponential backoff, or waits for proof.';
revoke execute on function private.settle_failures(private.report[]) from public;

create function private.lock_messages_of_attempts(attempt_ids uuid[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform
  from public.message_queue
  where message_queue.id in (
    select message_attempts.message_id
    from private.message_attempts
    where message_attempts.id = any (lock_messages_of_attempts.attempt_ids)
  )
  order by message_queue.id
  for update;
end;
$$;

comment on function private.lock_messages_of_attempts(uuid[]) is
  'Locks the messages in order of their ids and before any budget hour: whoever locks otherwise '
  'may wait in a circle.';
revoke execute on function private.lock_messages_of_attempts(uuid[]) from public;

create function private.lock_hours_of_attempts(attempt_ids uuid[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_channels text[];
  v_hours timestamptz[];
begin
  select array_agg(held.channel), array_agg(held.hour)
  into v_channels, v_hours
  from (
    select message_queue.channel, attempt.budget_hour as hour
    from private.message_attempts as attempt
    join public.message_queue on message_queue.id = attempt.message_id
    where attempt.id = any (lock_hours_of_attempts.attempt_ids)
    union
    select message_queue.channel, message_queue.budget_hour
    from private.message_attempts as attempt
    join public.message_queue on message_queue.id = attempt.message_id
    where attempt.id = any (lock_hours_of_attempts.attempt_ids)
      and message_queue.budget_hour is not null
  ) as held;
  if cardinality(v_hours) > 1 then
    perform
    from unnest(v_channels, v_hours) as held (channel, hour)
    join public.message_rate_limits as slot
      on slot.channel = held.channel and slot.time_slot = held.hour
    order by slot.channel, slot.time_slot
    for update of slot;
  end if;
end;
$$;

comment on function private.lock_hours_of_attempts(uuid[]) is
  'Locks the hours that reports on these attempts may settle, in order of channel and time: '
  'acceptance and failure settle them one after the other, and two senders might do so the other '
  'way round. A single hour has no order, and all senders wait for it: it is locked when it is '
  'settled.';
revoke execute on function private.lock_hours_of_attempts(uuid[]) from public;

-- supabase/schemas/sending/reporting.sql

-- How senders report what became of their attempts.

create function private.classify_reports(outcomes jsonb)
returns setof private.report
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select
    report.attempt_id,
    report.lease_token,
    report.outcome,
    report.provider_message_id,
    report.segments,
    report.error_code,
    report.error_message,
    report.retry_after_seconds,
    attempt.message_id,
    case
      when report.outcome in ('accepted', 'unknown') then report.outcome
      when report.outcome = 'rejected'
      then private.classify_provider_error(report.error_code, attempt.channel)
      when private.classify_provider_error(report.error_code, attempt.channel) = 'throttled'
      then 'throttled'
      else 'not_sent'
    end,
    attempt.current_lease is not distinct from report.lease_token
      and attempt.lease_token = report.lease_token
      and attempt.outcome is null
      and report.word = 1,
    report.word = 1
  from (
    select
      *,
      -- Proof in the same breath wins, and what else was said of the attempt counts nowhere.
      row_number() over (
        partition by listed.attempt_id
        order by (listed.outcome = 'accepted') desc, listed.ordinality
      ) as word
    from rows from (
      jsonb_to_recordset(classify_reports.outcomes) as (
        attempt_id uuid,
        lease_token uuid,
        outcome text,
        provider_message_id text,
        segments integer,
        error_code integer,
        error_message text,
        retry_after_seconds integer
      )
    ) with ordinality as listed
  ) as report
  -- Each report is looked up in the indexes, whatever the statistics say.
  left join lateral (
    select
      message_attempts.message_id, message_attempts.lease_token, message_attempts.outcome,
      message_queue.lease_token as current_lease, message_queue.channel
    from private.message_attempts
    join public.message_queue on message_queue.id = message_attempts.message_id
    where message_attempts.id = report.attempt_id
    limit 1
  ) as attempt on true
  order by report.ordinality;
end;
$$;

comment on function private.classify_reports(jsonb) is
  'The reports of update_message_statuses(), in order; message_id is null where the attempt went '
  'with its account.';
revoke execute on function private.classify_reports(jsonb) from public;

create function private.refuse_invalid_reports(outcomes jsonb)
returns void
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_report record;
begin
  if jsonb_typeof(outcomes) is distinct from 'array' then
    raise exception 'Cannot record outcomes: outcomes is not an array but %',
      coalesce(jsonb_typeof(outcomes), 'null') using errcode = 'RD053';
  end if;
  for v_report in
    select *
    from jsonb_to_recordset(outcomes) as report (
      attempt_id text, outcome text, provider_message_id text
    )
  loop
    if coalesce(v_report.outcome not in ('accepted', 'rejected', 'not_sent', 'unknown'), true) then
      raise exception 'Cannot record the outcome of attempt "%": outcome is "%"',
        v_report.attempt_id, v_report.outcome
        using errcode = 'RD050', hint = 'Use accepted, rejected, not_sent or unknown.';
    end if;
    if (v_report.outcome = 'accepted') <> (coalesce(v_report.provider_message_id, '') <> '') then
      raise exception 'Cannot record outcome "%" of attempt "%": provider_message_id is "%"',
        v_report.outcome, v_report.attempt_id, v_report.provider_message_id
        using errcode = 'RD051', hint = 'It comes with accepted, and only with accepted.';
    end if;
  end loop;
end;
$$;

comment on function private.refuse_invalid_reports(jsonb) is
  'Raises RD050, RD051 and RD053 for reports that say nothing or contradict themselves.';
revoke execute on function private.refuse_invalid_reports(jsonb) from public;

create function public.update_message_statuses(outcomes jsonb)
returns table (attempt_id uuid, result text)
language plpgsql
volatile
security definer
set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_reports private.report[];
  v_failures private.report[];
  v_news uuid[];
begin
  perform private.refuse_invalid_reports(outcomes);
  -- In this order, here and wherever callbacks come in: messages, the channel, numbers, hours.
  perform private.lock_messages_of_attempts(array(
    select report.attempt_id
    from jsonb_to_recordset(outcomes) as report (attempt_id uuid)
  ));
  v_reports := array(select classified from private.classify_reports(outcomes) as classified);
  -- The fence: without the lease, only proof of acceptance counts.
  v_failures := array(
    select report from unnest(v_reports) as report
    where report.is_fresh and report.outcome <> 'accepted'
  );
  perform private.note_outcomes_by_channel(
    array(
      select row(report.message_id, report.class, report.error_code)::private.noted_outcome
      from unnest(v_reports) as report
      where report.is_fresh
    ),
    is_by_callback => false
  );
  perform private.apply_consequences(array(
    select row(failure.attempt_id, failure.class)::private.consequence
    from unnest(v_failures) as failure
    -- Without a code it was our own refusal.
    where failure.error_code is not null
  ));
  perform private.lock_hours_of_attempts(
    array(select report.attempt_id from unnest(v_reports) as report)
  );
  v_news := private.accept_attempts(array(
    select row(report.attempt_id, report.provider_message_id, report.segments)::private.acceptance
    from unnest(v_reports) as report
    where report.outcome = 'accepted' and report.message_id is not null
  ));
  perform private.settle_failures(v_failures);

  return query
  select
    report.attempt_id,
    case
      -- It went with its account while the text was on its way; the other reports still count.
      when report.message_id is null then 'unknown_attempt'
      when report.outcome = 'accepted'
      then case
        when report.is_first and report.attempt_id in (select unnest(v_news)) then 'applied'
        else 'known'
      end
      when report.is_fresh then 'applied'
      else 'stale'
    end
  from unnest(v_reports) as report;
end;
$$;

comment on function public.update_message_statuses(jsonb) is
  'Records what happened to attempts (R36), an array of objects: attempt_id, lease_token, outcome '
  '(accepted with provider_message_id and segments; rejected with error_code and error_message; '
  'not_sent, never processed, with retry_after_seconds if the provider named a wait; or unknown). '
  'The database decides what follows. All in one transaction: on an error none is recorded. '
  'Returns for each attempt applied; known if it was accepted already; stale if the lease is '
  'another''s by now, or unknown_attempt, which change nothing. Raises RD050, RD051 and RD053. '
  'Definer to write the queue. For service_role.';
revoke execute on function public.update_message_statuses(jsonb) from public, anon, authenticated;
grant execute on function public.update_message_statuses(jsonb) to service_role;

create function public.update_message_status(
  attempt_id uuid,
  lease_token uuid,
  outcome text,
  provider_message_id text default null,
  segments integer default null,
  error_code integer default null,
  error_message text default null,
  retry_after_seconds integer default null
)
returns text
language sql
volatile
security definer
set search_path = ''
as $$
  select updated.result
  from public.update_message_statuses(jsonb_build_array(jsonb_build_object(
    'attempt_id', update_message_status.attempt_id,
    'lease_token', update_message_status.lease_token,
    'outcome', update_message_status.outcome,
    'provider_message_id', update_message_status.provider_message_id,
    'segments', update_message_status.segments,
    'error_code', update_message_status.error_code,
    'error_message', update_message_status.error_message,
    'retry_after_seconds', update_message_status.retry_after_seconds
  ))) as updated;
$$;

comment on function public.update_message_status(
  uuid, uuid, text, text, integer, integer, text, integer
) is
  'update_message_statuses() for one attempt; returns its result. Raises RD050 and RD051. Definer '
  'to write the queue. For service_role.';
revoke execute on function public.update_message_status(
  uuid, uuid, text, text, integer, integer, text, integer
) from public, anon, authenticated;
grant execute on function public.update_message_status(
  uuid, uuid, text, text, integer, integer, text, integer
) to service_role;

create function public.report_and_start_messages(outcomes jsonb, lease_tokens uuid[])
returns table (
  message_id uuid,
  attempt_id uuid,
  lease_token uuid,
  to_phone text,
  body text,
  start_within_ms integer,
  valid_for_seconds integer,
  channel text,
  address text
)
language plpgsql
volatile
security definer
set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  -- All of them first, because reporting locks budget hours, and messages come before those.
  perform
  from public.message_queue
  where message_queue.id in (
    select leased.id
    from public.message_queue as leased
    where leased.lease_token = any (report_and_start_messages.lease_tokens)
    union all
    select attempt.message_id
    from jsonb_to_recordset(outcomes) as report (attempt_id uuid)
    join private.message_attempts as attempt on attempt.id = report.attempt_id
  )
  order by message_queue.id
  for update;
  perform public.update_message_statuses(outcomes);
  return query select * from public.start_messages(lease_tokens);
end;
$$;

comment on function public.report_and_start_messages(jsonb, uuid[]) is
  'update_message_statuses() and start_messages() in one call and transaction, so that a sender '
  'who keeps its lanes full pays one round trip. Raises RD050, RD051 and RD053, and then has done '
  'neither. Definer to write the queue. For service_role.';
revoke execute on function public.report_and_start_messages(jsonb, uuid[])
  from public, anon, authenticated;
grant execute on function public.report_and_start_messages(jsonb, uuid[]) to service_role;

-- supabase/schemas/sending/starting.sql

-- Attempts begin here, before a byte leaves; what does not begin is given back.

create function private.startable_messages(lease_tokens uuid[], instant timestamptz)
returns table (
  message_id uuid,
  lease_token uuid,
  budget_hour timestamptz,
  message_text text,
  channel text,
  address text,
  start_within interval,
  valid_for interval
)
language plpgsql
stable
rows 100
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  with leased as materialized (
    select row_number() over ()::integer as number, message.*
    from (
      -- A lease may be named twice.
      select distinct token from private.each(startable_messages.lease_tokens) as token
    ) as asked
    cross join lateral (
      select
        message_queue.id, message_queue.lease_token, message_queue.lease_expires_at,
        message_queue.budget_hour, message_queue.message_text, message_queue.program,
        message_queue.user_id, message_queue.contact_id, message_queue.expires_at,
        message_queue.channel, contacts.phone, contacts.timezone
      from public.message_queue
      join public.contacts on contacts.id = message_queue.contact_id
      left join private.delivery_circuits as circuit on circuit.channel = message_queue.channel
      where message_queue.lease_token = asked.token
        and message_queue.lease_expires_at > clock_timestamp()
        and message_queue.expires_at > startable_messages.instant
        and not exists (
          select from private.message_attempts
          where message_attempts.lease_token = message_queue.lease_token
        )
        -- What may have changed since the claim, up to a lease ago, here and at the gates.
        and circuit.paused_at is null
        and (circuit.opened_at is null or circuit.probe_message_id = message_queue.id)
      -- Says no more, nor would status = 'processing', with which the index of leases would be read
      -- instead, all of it for each: by the statistics hardly anything is under one.
      limit 1
    ) as message
  ),
  gates as materialized (
    select *
    from private.gates_against(array(
      select
        row(
          leased.number, leased.program, leased.user_id, leased.contact_id, leased.id,
          startable_messages.instant, leased.channel
        )::private.approach
      from leased
    ))
  )
  select
    leased.id,
    leased.lease_token,
    leased.budget_hour,
    leased.message_text,
    leased.channel,
    leased.phone,
    least(
      leased.lease_expires_at - clock_timestamp(), allowed.until - startable_messages.instant
    ),
    allowed.until - startable_messages.instant
  from leased
  join gates
    on gates.number = leased.number
    and gates.reasons = '{}'
    and gates.opens_at = startable_messages.instant
  cross join lateral (
    -- Null, and so nothing, where no hours bind.
    select least(
      leased.expires_at,
      private.allowed_until(
        startable_messages.instant, leased.timezone, (gates.hours).open_minutes,
        (gates.hours).avoid_days
      )
    )
  ) as allowed (until);
end;
$$;

comment on function private.startable_messages(uuid[], timestamptz) is
  'Which of these claimed messages may still be sent at this moment, to which address of their '
  'channel, and within what time: start_within ends with the lease, valid_for with the message''s '
  'truth and the recipient''s allowed hours. A lease starts once.';
revoke execute on function private.startable_messages(uuid[], timestamptz) from public;

create function public.start_messages(lease_tokens uuid[])
returns table (
  message_id uuid,
  attempt_id uuid,
  lease_token uuid,
  to_phone text,
  body text,
  start_within_ms integer,
  valid_for_seconds integer,
  channel text,
  address text
)
language plpgsql
volatile
security definer
set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_now constant timestamptz := private.clock_now();
begin
  -- The rows stay locked until the attempts are in, so that no lease is swept away meanwhile.
  perform
  from public.message_queue
  where message_queue.lease_token = any (start_messages.lease_tokens)
  order by message_queue.id
  for update;

  return query
  with startable as materialized (
    select startable.*, gen_random_uuid() as attempt_id
    from private.startable_messages(start_messages.lease_tokens, v_now) as startable
  ),
  started as (
    insert into private.message_attempts (
      id, message_id, number, to_phone, body, lease_token, budget_hour, created_at
    )
    select
      startable.attempt_id,
      startable.message_id,
      1 + (
        select count(*) from private.message_attempts
        where message_attempts.message_id = startable.message_id
      ),
      startable.address,
      startable.message_text,
      startable.lease_token,
      startable.budget_hour,
      v_now
    from startable
  ),
  counted as (
    update public.message_queue
    set attempts = message_queue.attempts + 1
    from startable
    where message_queue.id = startable.message_id
  )
  select
    startable.message_id,
    startable.attempt_id,
    startable.lease_token,
    startable.address,
    startable.message_text,
    floor(extract(epoch from startable.start_within) * 1000)::integer,
    -- Twilio takes 1 to 36,000 seconds.
    least(greatest(floor(extract(epoch from startable.valid_for)), 1), 36000)::integer,
    startable.channel,
    startable.address
  from startable;
end;
$$;

comment on function public.start_messages(uuid[]) is
  'Begins an attempt for each claimed message that may still be sent, and returns only those: the '
  'lease holds, sending is neither paused nor stopped, the program is on, the contact is confirmed '
  'and not opted out, the hour is allowed. Nothing may be sent without it, nor later than '
  'start_within_ms after the call; valid_for_seconds after the call the provider must have stopped '
  'trying. channel and address say by which way and to whom; to_phone is the address, by the name '
  'it had before there were channels. A lease starts once. Definer to write attempts. For '
  'service_role.';
revoke execute on function public.start_messages(uuid[]) from public, anon, authenticated;
grant execute on function public.start_messages(uuid[]) to service_role;

create function public.release_messages(lease_tokens uuid[])
returns integer
language sql
volatile
security definer
set search_path = ''
as $$
  with released as (
    update public.message_queue
    set status = 'queued'
    where message_queue.lease_token = any (release_messages.lease_tokens)
      and not exists (
        select from private.message_attempts
        where message_attempts.lease_token = message_queue.lease_token
      )
    returning message_queue.id
  )
  select count(*)::integer from released;
$$;

comment on function public.release_messages(uuid[]) is
  'Gives claimed messages back that were not started, and returns how many. Definer to write the '
  'queue. For service_role.';
revoke execute on function public.release_messages(uuid[]) from public, anon, authenticated;
grant execute on function public.release_messages(uuid[]) to service_role;

-- supabase/schemas/sending/sweeping.sql

-- Cleaning up after senders that died and messages that time ran out on.

insert into private.reasons (code, meaning)
values
  ('lease_ran_out', 'The sender that had it stopped before it began; it waits for the next one.');

create function private.end_lapsed_leases(
  batch_size integer,
  out lapsed uuid[],
  out requeued integer,
  out unconfirmed integer
)
language plpgsql
volatile
set search_path = ''
as $$
begin
  select coalesce(array_agg(found.id), '{}')
  into lapsed
  from (
    select message_queue.id
    from public.message_queue
    where message_queue.status = 'processing'
      and message_queue.lease_expires_at <= clock_timestamp()
    order by message_queue.lease_expires_at
    limit batch_size
    for update skip locked
  ) as found;

  with doubtful as (
    update private.message_attempts
    set outcome = 'unknown', settled_at = clock_timestamp()
    from public.message_queue
    where message_queue.id = any (lapsed)
      and message_attempts.message_id = message_queue.id
      and message_attempts.lease_token = message_queue.lease_token
      and message_attempts.outcome is null
    returning message_attempts.message_id
  ),
  moved as (
    update public.message_queue
    set
      status = case
        when message_queue.id in (select doubtful.message_id from doubtful)
        then 'unconfirmed' else 'queued'
      end,
      reason = case
        when message_queue.id in (select doubtful.message_id from doubtful)
        then 'outcome_unknown' else 'lease_ran_out'
      end,
      unconfirmed_at = case
        when message_queue.id in (select doubtful.message_id from doubtful) then now()
      end
    where message_queue.id = any (lapsed)
    returning message_queue.status
  )
  select
    count(*) filter (where moved.status = 'queued'),
    count(*) filter (where moved.status = 'unconfirmed')
  into requeued, unconfirmed
  from moved;
end;
$$;

comment on function private.end_lapsed_leases(integer) is
  'Takes up to batch_size leases that ran out from senders that died, and returns whose they were '
  'and how many. Never started: nothing happened, and the message is queued again. Started: '
  'anything may have, and it waits for proof.';
revoke execute on function private.end_lapsed_leases(integer) from public;

create function private.expire_messages(batch_size integer, except_ids uuid[])
returns integer
language sql
volatile
set search_path = ''
as $$
  with late as (
    select message_queue.id
    from public.message_queue
    where message_queue.status = 'queued'
      and message_queue.expires_at <= private.clock_now()
      and message_queue.id <> all (expire_messages.except_ids)
      -- What could not be asked about did not come too late by its own fault: once its program is
      -- back, the claim decides.
      and not private.is_set_aside(message_queue.program, 'judge')
    order by message_queue.expires_at
    limit expire_messages.batch_size
    for update skip locked
  ),
  ended as (
    update public.message_queue
    set status = 'expired', reason = 'too_late'
    from late
    where message_queue.id = late.id
    returning message_queue.id
  )
  select count(*)::integer from ended;
$$;

comment on function private.expire_messages(integer, uuid[]) is
  'Ends up to batch_size queued messages past their expiry but for except_ids, and returns how '
  'many.';
revoke execute on function private.expire_messages(integer, uuid[]) from public;

create function private.fail_unproven_messages(batch_size integer)
returns integer
language sql
volatile
set search_path = ''
as $$
  with unproven as (
    select message_queue.id
    from public.message_queue
    cross join private.settings
    where message_queue.status = 'unconfirmed'
      and message_queue.unconfirmed_at <= now() - settings.proof_timeout
      -- Lookups that fail stop the clock: somebody must have asked in vain when time was up.
      and not exists (
        select from private.message_attempts
        where message_attempts.message_id = message_queue.id
          and message_attempts.outcome = 'unknown'
          and coalesce(
            message_attempts.looked_up_at
              < message_queue.unconfirmed_at + settings.proof_timeout,
            true
          )
      )
    order by message_queue.unconfirmed_at
    limit fail_unproven_messages.batch_size
    for update of message_queue skip locked
  ),
  ended as (
    update public.message_queue
    set status = 'failed', reason = 'outcome_unknown'
    from unproven
    where message_queue.id = unproven.id
    returning message_queue.id
  )
  select count(*)::integer from ended;
$$;

comment on function private.fail_unproven_messages(integer) is
  'Ends up to batch_size messages of which nobody knows whether they were sent, once proof did not '
  'come in time and a lookup found nothing since; returns how many.';
revoke execute on function private.fail_unproven_messages(integer) from public;

create function public.sweep_messages(batch_size integer default 500)
returns table (requeued integer, unconfirmed integer, expired integer, failed integer)
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_lapsed uuid[];
begin
  perform private.refuse_outside(batch_size, 1, 500, 'sweep messages', 'batch_size', 'RD060');

  select ended.lapsed, ended.requeued, ended.unconfirmed
  into v_lapsed, requeued, unconfirmed
  from private.end_lapsed_leases(batch_size) as ended;
  -- What was queued again just now expires in the next sweep: a second update of a row in one
  -- transaction may wait for whoever deletes its contact and waits for the row.
  expired := private.expire_messages(batch_size, v_lapsed);
  failed := private.fail_unproven_messages(batch_size);
  perform private.tend_invitations();
  return next;
end;
$$;

comment on function public.sweep_messages(integer) is
  'Ends what nobody else will: leases that ran out (back to the queue if never started, else '
  'unconfirmed), messages past their expiry, and unconfirmed ones that found no proof in time and '
  'were looked up in vain since. Up to batch_size (1 to 500) of each; returns the counts. Tends '
  'invitations as well. First step of every sender run. Raises RD060. Definer to write the queue. '
  'For service_role.';
revoke execute on function public.sweep_messages(integer) from public, anon, authenticated;
grant execute on function public.sweep_messages(integer) to service_role;

-- supabase/schemas/sending/yielding.sql

-- One person, one day: whose message gets the last place, and which yield to it.

insert into private.reasons (code, meaning)
values
  ('person_cap', 'This person gets no more texts for that day or week.'),
  ('program_cap', 'This person gets no more texts of this kind for that day or week.'),
  ('waits_for_better', 'The last place of the day or week is kept for a better text.');

create type private.contender as (
  message_id uuid,
  occurrence_id uuid,
  user_id uuid,
  program text,
  nominal_date date,
  position bigint,
  next_at timestamptz,
  is_settled boolean,
  is_under_way boolean
);
comment on type private.contender is
  'A message that got a place of its user (is_settled: it was sent, or may have been), is about to '
  '(is_under_way), or wants one and waits. position counts from the best of that user; '
  'next_at is when it is to leave, or was.';

create function private.contenders(
  user_ids uuid[],
  first_date date,
  last_date date,
  checked private.checked_message[],
  chosen_ids uuid[]
)
returns setof private.contender
language plpgsql
stable
rows 100
set search_path = ''
as $$
declare
  -- No day has more places: who is behind so many of their own program and day need not be counted.
  v_most constant integer := (
    select greatest(
      (select max(frequencies.places_a_day) from private.frequencies),
      (select settings.places_a_day from private.settings),
      (select max(programs.max_per_day) from private.programs)
    )
  );
begin
  return query
  with wanted as (
    select
      message_queue.id, message_queue.occurrence_id, message_queue.user_id, message_queue.program,
      occurrences.nominal_date, occurrences.nominal_at, message_queue.scheduled_for,
      programs.rank, coalesce(types.score, 0) as score,
      message_queue.status in ('sent', 'unconfirmed') as is_settled,
      message_queue.status = 'processing' or message_queue.id = any (contenders.chosen_ids)
        as is_under_way
    from public.occurrences
    join private.programs on programs.program = occurrences.program and programs.takes_place
    join public.message_queue on message_queue.occurrence_id = occurrences.id
    -- What is being claimed is what it is found to be now.
    left join unnest(contenders.checked) as found on found.message_id = message_queue.id
    left join private.message_types as types
      on types.program = message_queue.program
      and types.message_type = coalesce(found.message_type, message_queue.message_type)
    left join private.program_switches as switch
      on switch.program = programs.program and switch.user_id = message_queue.user_id
    where occurrences.user_id = any (contenders.user_ids)
      and occurrences.nominal_date between contenders.first_date and contenders.last_date
      -- Says no more, but lets the index by time be read: see nominal_date_is_near_nominal_at.
      and occurrences.nominal_at > contenders.first_date - interval '2 days'
      and occurrences.nominal_at < contenders.last_date + interval '3 days'
      and (
        message_queue.status in ('processing', 'unconfirmed', 'sent')
        -- Nobody waits for what just ended or cannot be judged, nor for a program that is off or
        -- cannot be asked.
        or message_queue.status = 'queued'
          and coalesce(found.verdict in ('send', 'hold'), true)
          and message_queue.reason is distinct from 'broken_data'
          -- As private.is_program_on, for a set.
          and coalesce(
            switch.is_on,
            programs.enabled_percent = 100
              or private.is_in_share(
                programs.program, message_queue.user_id, programs.enabled_percent
              )
          )
          and not exists (
            select from private.tasks_set_aside
            where tasks_set_aside.program = programs.program
              and tasks_set_aside.task = 'judge'
              and tasks_set_aside.set_aside_until > private.clock_now()
          )
      )
  ),
  ranked as (
    select
      wanted.*,
      row_number() over best_of_all as position,
      row_number() over (
        partition by
          wanted.user_id, wanted.program, wanted.nominal_date, wanted.is_settled,
          wanted.is_under_way
        order by wanted.score desc, wanted.nominal_at, wanted.id
      ) as position_of_its_kind
    from wanted
    window best_of_all as (
      partition by wanted.user_id
      order by wanted.rank, wanted.score desc, wanted.nominal_at, wanted.id
    )
  )
  select
    ranked.id, ranked.occurrence_id, ranked.user_id, ranked.program, ranked.nominal_date,
    ranked.position, ranked.scheduled_for, ranked.is_settled, ranked.is_under_way
  from ranked
  where ranked.is_settled
    or ranked.is_under_way
    or ranked.position_of_its_kind <= v_most;
end;
$$;

comment on function private.contenders(
  uuid[], date, date, private.checked_message[], uuid[]
) is
  'What got a place of these users for a local date between these two, or waits for one, in order: '
  'by the rank of its program, the score of its type, its nominal time, its id. By nominal date, '
  'never by sent_at. Of what waits only the best of each program and date. checked is what is '
  'known of some by now, chosen_ids are those of them that are being claimed.';
revoke execute on function private.contenders(
  uuid[], date, date, private.checked_message[], uuid[]
) from public;

create type private.wish as (
  message_id uuid,
  user_id uuid,
  program text,
  nominal_date date,
  expires_at timestamptz,
  is_decided_elsewhere boolean
);
comment on type private.wish is
  'A message that needs a place of its user for a local date. is_decided_elsewhere: another sender '
  'is about to decide who of that user gets one.';

create function private.wishes(message_ids uuid[])
returns setof private.wish
language plpgsql
volatile
rows 10
set search_path = ''
as $$
begin
  if not exists (select from private.programs where programs.needs_place) then
    return;
  end if;
  return query
  with wishing as materialized (
    select
      message_queue.id, message_queue.user_id, message_queue.program, occurrences.nominal_date,
      message_queue.expires_at
    from public.message_queue
    join private.programs on programs.program = message_queue.program and programs.needs_place
    join public.occurrences on occurrences.id = message_queue.occurrence_id
    where message_queue.id = any (wishes.message_ids)
  ),
  held as materialized (
    -- Not to agree on the best: everybody sees the same order. But a better message may be planned
    -- and claimed while a worse one is being claimed, and neither would see the other.
    select
      users.user_id,
      pg_try_advisory_xact_lock(hashtextextended('places ' || users.user_id, 0)) as is_ours
    from (select distinct wishing.user_id from wishing) as users
  )
  select wishing.*, not held.is_ours
  from wishing
  join held on held.user_id = wishing.user_id;
end;
$$;

comment on function private.wishes(uuid[]) is
  'Those of these messages that need a place. Until the transaction ends nobody else decides who '
  'of their users gets one; it waits for nobody, and so in no circle.';
revoke execute on function private.wishes(uuid[]) from public;

create type private.yielding as (
  message_id uuid,
  verdict text,
  reason text,
  hold_until timestamptz,
  lost_to uuid
);
comment on type private.yielding is
  'That a message has no place (cancel); that a better one may get it, so that it waits (hold), or '
  'cannot (expire); or that another sender is about to decide (leave). lost_to is the occurrence '
  'that got the place.';

create function private.yieldings(
  checked private.checked_message[],
  instant timestamptz,
  chosen_ids uuid[]
)
returns setof private.yielding
language plpgsql
volatile
rows 10
set search_path = ''
as $$
declare
  -- When what was waited for is due, a sender needs a moment for it.
  c_moment constant interval := '10 minutes';
  v_wishes constant private.wish[] := array(
    select wish
    from private.wishes(array(
      select found.message_id from unnest(checked) as found where found.verdict = 'send'
    )) as wish
  );
begin
  if v_wishes = '{}' then
    return;
  end if;
  return query
  with contenders as materialized (
    select contender.*, here.message_id is not null as is_here
    from (
      select
        array_agg(distinct wish.user_id) as user_ids,
        min(wish.nominal_date) as first_date,
        max(wish.nominal_date) as last_date
      from unnest(v_wishes) as wish
    ) as asked
    cross join lateral private.contenders(
      asked.user_ids, asked.first_date - 6, asked.last_date + 6, checked, chosen_ids
    ) as contender
    left join unnest(v_wishes) as here on here.message_id = contender.message_id
  ),
  wishing as materialized (
    select
      wish.*,
      -- All that are not among them are behind those that are, and fare alike.
      dense_rank() over (
        order by wish.user_id, wish.program, wish.nominal_date, own.position
      ) as rank,
      coalesce(own.position, 9223372036854775807) as position
    from unnest(v_wishes) as wish
    left join contenders as own on own.message_id = wish.message_id
    where not wish.is_decided_elsewhere
  ),
  asking as materialized (
    select distinct
      wishing.rank, wishing.user_id, wishing.program, wishing.nominal_date, wishing.position,
      coalesce(frequencies.places_a_day, settings.places_a_day) as places_a_day,
      coalesce(frequencies.places_a_week, settings.places_a_week) as places_a_week,
      programs.max_per_day,
      programs.max_per_week
    from wishing
    cross join private.settings
    join private.programs on programs.program = wishing.program
    join public.users on users.id = wishing.user_id
    left join private.frequencies on frequencies.frequency = users.frequency
  ),
  rivals as materialized (
    select
      asking.rank, rival.message_id, rival.occurrence_id, rival.program, rival.nominal_date,
      rival.position, rival.next_at, rival.is_settled
    from asking
    join contenders as rival
      on rival.user_id = asking.user_id
      and rival.nominal_date between asking.nominal_date - 6 and asking.nominal_date + 6
      and (
        rival.is_settled
        or rival.is_under_way
        -- What is worse yields itself, and what waits for a later day is not here yet.
        or rival.position < asking.position
          and (rival.is_here or rival.nominal_date <= asking.nominal_date)
      )
  ),
  narrow as materialized (
    -- Most have room whatever the limit, and are not looked at any closer.
    select asking.*
    from asking
    left join (
      select rivals.rank, count(*) as places from rivals group by rivals.rank
    ) as taken on taken.rank = asking.rank
    where coalesce(taken.places, 0) >= least(
      asking.places_a_day, asking.places_a_week, asking.max_per_day, asking.max_per_week
    )
  ),
  reached as (
    select
      narrow.rank,
      cap.reason,
      -- What is under way may fail yet: only what is settled ends another.
      count(rivals.message_id) filter (where rivals.is_settled) >= cap.places as is_full,
      (
        array_agg(rivals.occurrence_id order by rivals.position)
          filter (where rivals.is_settled)
      )[1] as best,
      min(rivals.position) filter (where rivals.is_settled) as best_position,
      min(rivals.next_at) filter (where not rivals.is_settled) as next_at
    from narrow
    cross join lateral (
      values
        ('person_cap', null, 1, narrow.places_a_day),
        ('person_cap', null, 7, narrow.places_a_week),
        ('program_cap', narrow.program, 1, narrow.max_per_day),
        ('program_cap', narrow.program, 7, narrow.max_per_week)
    ) as cap (reason, only_program, days, places)
    -- Every seven dates of which its own is one.
    cross join lateral generate_series(0, cap.days - 1) as back (days)
    left join rivals
      on rivals.rank = narrow.rank
      and rivals.nominal_date >= narrow.nominal_date - back.days
      and rivals.nominal_date < narrow.nominal_date - back.days + cap.days
      and (cap.only_program is null or rivals.program = cap.only_program)
    where cap.places is not null
    group by narrow.rank, cap.reason, cap.days, back.days, cap.places
    having count(rivals.message_id) >= cap.places
  ),
  worst as (
    select distinct on (reached.rank) reached.*
    from reached
    order by reached.rank, reached.is_full desc, reached.reason, reached.best_position
  ),
  yielding as (
    select
      wishing.message_id, wishing.expires_at, worst.reason, worst.is_full, worst.best,
      case
        when not worst.is_full
        then private.next_open_instant(
          wishing.program, wishing.user_id,
          greatest(worst.next_at, yieldings.instant) + c_moment,
          -- What comes in the app comes to the user.
          coalesce(contacts.timezone, preferences.timezone), contacts.id
        )
      end as hold_until
    from worst
    join wishing on wishing.rank = worst.rank
    join public.message_queue on message_queue.id = wishing.message_id
    left join public.contacts on contacts.id = message_queue.contact_id
    left join public.notification_preferences as preferences
      on preferences.user_id = wishing.user_id
  )
  select
    yielding.message_id,
    case
      when yielding.is_full then 'cancel'
      when yielding.hold_until < yielding.expires_at then 'hold'
      else 'expire'
    end,
    case when yielding.is_full then yielding.reason else 'waits_for_better' end,
    yielding.hold_until,
    case when yielding.is_full then yielding.best end
  from yielding
  union all
  select wish.message_id, 'leave', null, null, null
  from unnest(v_wishes) as wish
  where wish.is_decided_elsewhere;
end;
$$;

comment on function private.yieldings(
  private.checked_message[], timestamptz, uuid[]
) is
  'Those of these messages that could be sent now and have no place left, or must wait for a '
  'better one that may need it. Each counts what was sent or may have been, what is under way '
  '(chosen_ids too, which the caller chose already), and what is better and waits: among these, or '
  'for the same day or one before. Only what was sent ends another.';
revoke execute on function private.yieldings(
  private.checked_message[], timestamptz, uuid[]
) from public;

-- supabase/schemas/received/plain_words.sql

-- A text reduced to what commands are read by.

create function private.plain_words(body text)
returns text
language sql
immutable
strict
set search_path = ''
as $$
  -- Letters without accents in lower case, numbers with their point, single blanks. Apostrophes go
  -- before accents, because one of them falls apart into a blank and an accent; and what comes of
  -- characters that stand for eighteen others is cut once more.
  select btrim(regexp_replace(
    regexp_replace(
      regexp_replace(
        lower(left(
          normalize(translate(left(plain_words.body, 1600), '''‘’‛ʼ`´′', ''), nfkd), 3200
        )),
        '[\u0300-\u036F]', '', 'g'
      ),
      '(?<![0-9])[.,]|[.,](?![0-9])|[^a-z0-9.,]', ' ', 'g'
    ),
    ' +', ' ', 'g'
  ));
$$;

comment on function private.plain_words(text) is
  'A text as commands are read: lower case, without accents, apostrophes, punctuation and emoji; '
  '"Don''t STOP!" is "dont stop".';
revoke execute on function private.plain_words(text) from public;

-- supabase/schemas/received/own_words.sql

-- What of a text its sender wrote: without quoted mails, signatures and taps on a bubble; and
-- whether a phone wrote it by itself.

create function private.own_words(body text)
returns text
language sql
immutable
strict
set search_path = ''
as $$
  select btrim(
    regexp_replace(
      regexp_replace(
        regexp_replace(
          -- What a mail was answered to stands below it, or is marked line by line.
          regexp_replace(
            regexp_replace(
              translate(own_words.body, E'\r\t', E'\n '),
              '\n[ ]*-{2,} ?(original|forwarded|urspr|message d|mensaje|mensagem).*$', '', 'i'
            ),
            '(^|\n)[ ]*>[^\n]*', E'\n', 'g'
          ),
          '(^|\n)[ ]*(on|am|le|el|em|il|op|w dniu) [^\n]{3,120}'
          '(wrote|schrieb[^\n]{0,80}|a écrit|escribió|escreveu|ha scritto|schreef[^\n]{0,80}'
          '|napisał[^\n]{0,80}) ?:[ ]*(?=\n|$)',
          E'\n', 'gi'
        ),
        -- A signature ends a text.
        '(^|\n|[–—-])\s*(sent from|sent via|get outlook for|envoyé de(puis)? mon|envoyé à partir'
        '|enviado (desde|do|a partir)|von meinem [^\n]{2,40} gesendet|gesendet (von|mit)'
        '|inviato da|verzonden (vanaf|met)|verstuurd vanaf|wysłane z|[Оо]тправлено с)\M[^\n]*\s*$',
        '', 'i'
      ),
      '\s*\n-{2,} ?\n.*$', ''
    ),
    E' \n'
  );
$$;

comment on function private.own_words(text) is
  'A text without the mail that it answers and without its signature.';
revoke execute on function private.own_words(text) from public;

-- Cyrillic in both cases: where the database's locale is C, case is of Latin letters alone.
create function private.without_reaction(body text)
returns text
language sql
immutable
strict
set search_path = ''
as $$
  select regexp_replace(
    btrim(without_reaction.body, E' \r\n'),
    '^('
    -- English
    '(liked|loved|disliked|laughed at|emphasi[sz]ed|questioned'
    '|reacted (with )?[^\s"“«„]{1,20} to|removed an? [^"“«„]{1,20} from|[^\w\s"“«„]{1,12} to'
    -- Spanish
    '|(no )?l[ea] (gust[aó]|encant[aó]|dio risa)|se rió (de|con)|enfatizó|destacó|exclamó|cuestionó'
    '|preguntó por|reaccionó (con )?[^\s"“«„]{1,20} [aen]{1,2}|(eliminó|quitó) [^"“«„]{1,24} de'
    '|[^\w\s"“«„]{1,12} a'
    -- French
    '|(n[’'']?)?a (pas )?(aimé|adoré|ri (à|de)|souligné|mis en évidence|mis l[’'']accent sur'
    '|interrogé|posé une question sur)|a réagi (avec )?[^\s"“«„]{1,20} à'
    '|a (supprimé|retiré) [^"“«„]{1,24} (de|à)|[^\w\s"“«„]{1,12} à'
    -- German
    '|gefällt( mir)?( nicht)?|geliebt|liebt|lacht(e)? über|gelacht über|betont(e)?|hervorgehoben'
    '|(hinter)?fragt(e)?|hat (mit )?[^\s"“«„]{1,20} auf|hat [^"“«„]{1,24} (von|bei)'
    -- Portuguese
    '|(não )?(curtiu|gostou d[eao])|amou|adorou|riu (de|com)|enfatizou|questionou'
    '|reagiu (com )?[^\s"“«„]{1,20} [aàem]{1,2}|removeu [^"“«„]{1,24} de'
    -- Italian, Dutch, Polish, Russian and Chinese
    '|ha (adorato|riso (di|a)|enfatizzato|messo [“"«][^”"»]{1,20}[”"»] a|reagito [^"“«„]{1,24} a)'
    '|vindt?|vond|polubiono|uwielbiono|[Пп]онравилось|喜欢了|赞了|不喜欢|强调了'
    '):?[ ]*'
    -- Its quotation, whole or cut short; in some languages a verb follows.
    '(["“«„][ ]*([^”»]*?)([”»]|["“](?=\s*(\S{1,12}\s*)?$)|(…|\.\.\.)\s*$|"(?=\s))'
    '([ ]*(reagiert|entfernt|geweldig|leuk|stom|grappig))?'
    '|an? (image|picture|photo|movie|video|attachment)'
    '|u(n|na|m|ma) (imagen|foto|vídeo|video|imagem)'
    '|une (image|photo|vidéo)|(ein )?(bild|foto|video))'
    ')[.\s]*',
    '', 'i'
  );
$$;

comment on function private.without_reaction(text) is
  'What somebody wrote beside a reaction: phones that cannot show a tap on a bubble get it as a '
  'text that quotes the bubble (Liked “…”). Empty where it is nothing else.';
revoke execute on function private.without_reaction(text) from public;

create function private.is_reaction(body text)
returns boolean
language sql
immutable
strict
set search_path = ''
as $$
  select private.without_reaction(is_reaction.body) = ''
    and btrim(is_reaction.body, E' \r\n') <> '';
$$;

comment on function private.is_reaction(text) is
  'Whether a text is a tap on a bubble, and no words.';
revoke execute on function private.is_reaction(text) from public;

create function private.is_automatic_reply(body text)
returns boolean
language sql
immutable
strict
set search_path = ''
as $$
  select is_automatic_reply.body ~* (
    -- By how it begins: a person who is driving asks for what they ask for, wherever they say so.
    '^[\s\[(【*]*(auto(matic|mated)?[ -]?(reply|response|message|responder)|out of office'
    '|this is an automat(ed|ic) (reply|response|message)|i am out of the office'
    '|i[’'']?m driving|thanks for contacting|thank you for contacting'
    '|(mensaje|mensagem|message|messaggio|automatische) (autom|nachricht)|respuesta autom'
    '|réponse automatique|automatische antwort|autom\. antwort|resposta autom'
    '|risposta automatica|automatisch antwoord|odpowied[zź] automatyczna|autoodpowied'
    '|[Аа]втоответ|[Аа]втоматический ответ|自动回复)'
    '|\msent automatically\M'
  );
$$;

comment on function private.is_automatic_reply(text) is
  'Whether a text looks as if a machine wrote it for whoever is away.';
revoke execute on function private.is_automatic_reply(text) from public;

-- supabase/schemas/received/opt_out_words.sql

-- The words by which people ask us to end, in ten languages, by the part that they play.

create function private.spell_words(body text)
returns text
language sql
immutable
strict
set search_path = ''
as $$
  with spelled as (
    -- Letters without their marks, in lower case; an apostrophe belongs to its word.
    select regexp_replace(
      translate(
        lower(left(
          normalize(translate(left(spell_words.body, 1600), '''‘’‛ʼ`´′’', ''), nfkd), 3200
        )),
        'АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯŁ', 'абвгдеёжзийклмнопрстуфхцчшщъыьэюяł'
      ),
      '[\u0300-\u036F]', '', 'g'
    ) as words
  ),
  signs as (
    select regexp_replace(
      regexp_replace(
        regexp_replace(
          -- "Stooop" is as good as one o. Of a long run of letters nothing is a word, and looking
          -- for what repeats in it takes the cube of its length.
          regexp_replace(
            regexp_replace(spelled.words, '([a-z]{30})[a-z]+', '\1', 'g'),
            '([a-z])\1{2,}', '\1', 'g'
          ),
          '([0-9])[.:]([0-9])', '\1_\2', 'g'
        ),
        '🛑|✋|⛔|🚫|📵|\ms[ .,_-]?t[ .,_-]?o[ .,_-]?p\M', ' stop ', 'g'
      ),
      '[.!?;:…。！？；\n()|]+|[–—-](?=\s)', ' | ', 'g'
    ) as words
    from spelled
  )
  select ' ' || btrim(regexp_replace(
    regexp_replace(
      regexp_replace(signs.words, '[,，、]', ' , ', 'g'),
      '([\u3400-\u9FFF🖕])', ' \1 ', 'g'
    ),
    -- What is no letter, digit or break of ours.
    '[\s"%&''*+/<=>@\[\\\]^`{}~$¡¿«»§°„“”\-\u2000-\u2BFF\u3000-\u303F\uFE0F\uFF00-\uFF0F]+',
    ' ', 'g'
  )) || ' '
  from signs;
$$;

comment on function private.spell_words(text) is
  'A text for private.parts_of_text: its words in lower case without marks, each between blanks, '
  '| where a sentence or line ends and a comma where one stands.';
revoke execute on function private.spell_words(text) from public;

create table private.opt_out_words (
  words text primary key,
  part text not null,
  is_phrase boolean not null generated always as (words like '% %') stored,
  created_at timestamptz not null default now(),
  constraint part_is_a_letter_or_a_dot check (part ~ '^[a-z.]$')
);

comment on table private.opt_out_words is
  'Words and phrases of texts that ask for an end, and the part of each in it, a letter that the '
  'list of its words explains. A star stands for any ending. As private.spell_words() writes them.';

alter table private.opt_out_words enable row level security;
revoke all on table private.opt_out_words from public, anon, authenticated, service_role;
create policy "Nobody reaches these words through the API" on private.opt_out_words
  for all to anon, authenticated using (false);

create procedure private.add_opt_out_words(part text, list text)
language sql
set search_path = ''
as $$
  insert into private.opt_out_words (words, part)
  select distinct
    btrim(private.spell_words(each.words)) || case when each.words like '%*' then '*' else '' end,
    add_opt_out_words.part
  from string_to_table(regexp_replace(add_opt_out_words.list, '\s+', ' ', 'g'), ',') as each (words)
  where btrim(private.spell_words(each.words)) <> '';
$$;

comment on procedure private.add_opt_out_words(text, text) is
  'Gives these words, set apart by commas, a part. A word has one: a second time is an error.';
revoke execute on procedure private.add_opt_out_words(text, text) from public;

-- No part in it, though single words of it would have one.
call private.add_opt_out_words('.', '
  para a semana, la semana, get to, got to, going out, third time today, not now, ahora no,
  pas maintenant, nicht jetzt, agora nao, non ora, nu niet, nie teraz, end of story, end of
  the week, end of the world, wrong bus, keep going, keep it up, stop me if, leave me alone
  time, she opted out, he opted out, they opted out, opted out of, me time, alto ahi,
  не сейчас
');

-- Somebody tells of somebody else's words, or takes back what they wrote.
call private.add_opt_out_words('z', '
  did not say stop, didnt say stop, not say stop, told, tell him, tell her, dialed, dialled,
  some wrong number, a wrong number trying, ignore that, ignore my, le dije, la prof, mi ex,
  my ex, asked him, asked her, wrong person to ask, didnt mean, did not mean, correct,
  autocorrect, corrected, if i text stop, if i reply stop, if i say stop, if i send stop,
  what happens if, i meant, coach says, says to stop, narretez, narrete
');

-- Something is to go on.
call private.add_opt_out_words('p', '
  the rest is, the rest ok, leave the rest, keep sending, rest i like, keep the, keep em,
  keep those, still want, leave on, is fine, are fine, im still in, just gym, the rest i
  like, reste, dejame los, sigue, mais garde, ca me va, will ich weiter, gern weiter,
  bleibt, deixa, deixa as, deixa a, podem continuar, invece si, gli altri si, lascia, wil ik
  blijven, wil ik houden, chce dalej, reszta ok, zostaw, keep them, et garde, garde ceux,
  garde les, weiter schicken, wel graag, deixa os, mas deixa, ma lascia,
  оставь, оставьте, пусть будет,
  照 发, 的 留 着
');

-- Keeping somebody.
call private.add_opt_out_words('g', '
  keep, garde, gardez, behalte, behalt, mantem, mantenha, manten, tieni, hou
');

-- An instruction of ours, said back.
call private.add_opt_out_words('i', '
  reply stop, text stop, reply end, send stop, txt stop, stop to end, stop to opt out, stop
  to unsubscribe, stop ends texts, responde stop, responde baja, responde basta, respondez
  stop, repondez stop, stop pour, antworte stopp, antworte stop, stopp beendet, responda
  sair, responda parar, responda stop, rispondi stop, antwoord stop, stuur stop, odpisz
  stop, wyslij stop, typing stop, text end,
  ответьте стоп,
  回 复 stop, 回 复 退 订, 回 复 td, 回 覆 stop
');

-- Ends it all where it stands alone.
call private.add_opt_out_words('y', '
  unsubscribed, off, salir, remover, none, raus, out, no mas, nada mas
');

-- A word for stop.
call private.add_opt_out_words('s', '
  stop, stopp, stopall, stop all, stpo, sotp, sopt, stoop, stopping, stope, cease, desist,
  discontinue, ceased, cease and desist, kill, optout, opt out, opt outs, opting out, opted
  out, opt me out, opt us out, arret, arretez, arreter, areter, aretez, arreté, detener,
  detengan, detenganse, detente, paren, pare, parem, pares, przestań, przestańcie, przestać,
  stahp, stap,
  стоп, прекратите, прекрати, перестаньте,
  停, 停止
');

-- The subscription itself is to end.
call private.add_opt_out_words('u', '
  unsubscribe, unsub, unsubs, unsubscrib*, unsuscribe*, unsubcribe*, unsubscibe*, unsubscr*,
  unscribe, revoke, withdraw my consent, withdraw consent, revoke any, do not consent, dont
  consent, darme de baja, dame de baja, darse de baja, denme de baja, deme de baja, me doy
  de baja, darme d baja, desuscri*, abmelden, abbestellen, abmeldung, austragen, trag mich
  aus, trag mich bitte aus, unsubscriben, designer, desinscription, desinscrire, desabonner,
  desabonnez*, desabonnement, desinscrivez*, me desabonner, descadastr*, descadastrar,
  descadastre, disiscriv*, disicriv*, disiscrizione, cancellatemi, cancellarmi, afmelden,
  uitschrijven, uitschijven, uitschrijf*, opzeggen, wypisz, wypiszcie, wypisać, rezygnuję,
  zrezygnowac, wypisujcie, desinscris*, td, de me dar baja, doy de baja, kundigen,
  kundigung, kundige,
  отписаться, отпишите, отпиши, отписка, отписывать, отписываться,
  退 订, 退 定, 退 訂, 取 消 订 阅, 取 消 短 信
');

-- An end that needs to say of what, or to stand alone.
call private.add_opt_out_words('e', '
  end, cancel, quit, enough, finish, alto, basta, para, fin, cancela, cancelar, cancelen,
  cancelaar, cancele, suficiente, ya basta, ende, schluss, aufhoren, hör auf, hört auf,
  horen sie auf, genug, es reicht, reicht, ca suffit, assez, resilier, annuler, annulez,
  coupe, coupez, chega, fim, encerrar, smettila, smettetela, smetti, smettere, finitela,
  fermate, genoeg, hou op, houd op, ophouden, koniec, dosc, wystarczy, t arrete, taarrete,
  tarrete, turn off, switch off, shut off, abstellen, ausschalten, terminate, abort, ya no
  mas, shut up, halt, dejen de, deja de, deje de, para de, pare de, parem de, baja, sair, no
  more, stell, stellt, schalt, schaltet, los, loswerden, get off, get rid of, rid of, livro,
  livrar, debarrasser, kwijt, cncl, sarrete, dejar de, parar, canceling, cancelling, ending,
  undo this, dejen, turn it off, turn this off, switch it off, switch this off, shut it off,
  завязывайте, довольно, хватит, отключить, отключите,
  够 了
');

-- Not.
call private.add_opt_out_words('n', '
  shouldnt, should not, no, not, dont, do not, never, will not, without, no longer, nor,
  rather not, ni, nunca, jamas, tampoco, non, ne, pas, plus, jamais, rien, n, nicht, kein,
  keine, keinen, keiner, keinerlei, nie, nix, nichts, nao, nem, mai, niente, nn, niet, geen,
  nooit, nic, let alone, zero, dnt, dun, plus de, ya no, no need, no need to, nich, nicht
  mehr, plu,
  не, нет, ни, никогда, ничего, больше не, не надо,
  不, 別, 不 要, 勿, 没, 请 勿, 別 再, 不 再, 别, 别 再, 不 要 再
');

-- Not, of what somebody did, can or will: no wish.
call private.add_opt_out_words('d', '
  didnt, did not, doesnt, does not, cant, cannot, can not, wont, would not, wouldnt,
  couldnt, could not, isnt, is not, arent, aint, wasnt, hasnt, havent, have not
');

-- What is sent, and sending it.
call private.add_opt_out_words('t', '
  text*, msg*, messag*, mesage*, sms*, send, sends, sending, sent me, notif*, alert, alerts,
  reminder*, remind, ping, pings, pinging, contact, contacting, contacted, communications,
  comunications, communication, email*, mail, mails, write, writing, bother, bothering,
  bother*, spam*, harass*, pester*, bug, bugging, buzz, buzzing, annoy, annoying, blowing
  up, blow up, updat*, call, calling, calls, nag*, robot texts, correspondence,
  subscription, membership, service, program, mensaj*, envi*, mand*, escrib*, escriv*, sms,
  texto*, textit*, notificac*, avis*, molest*, suscripcion, joder, mensagem, mensagens,
  mensage*, mensajit*, escreva*, escrevam, escrev*, envie*, enviem, mande*, enviar, mandar,
  menvoy*, envoy*, envoi*, ecri*, m ecrire, mecrire, ecris, ecrivez, nécrivez, textos,
  message, contact*, harcel*, abonnement, derang*, schreib*, schick*, nachricht*, smsen,
  kontakt*, zuspammen, vollzuspammen, benachricht*, send*, schicken, zusenden, anschreib*,
  belastig*, scriv*, mandat*, inviat*, invio, messagg*, bericht*, stuur*, sturen, appen,
  app, whatsapp, schrijf*, pisz*, pisać, wysyl*, wysył*, przysyl*, przysył*, przychodz*,
  wiadomosc*, smsow, esemes*, txt, txts, txting, mssg, asking, hear about, hear from, know
  about, to know, saber de, saber, sapere,
  пиш*, писать, присыл*, шлите, шли, слать, слат, смс*, сообщени*, рассыл*, беспоко*,
  发, 發, 传, 傳, 短 信, 簡 訊, 简 讯, 消 息, 信 息, 打 扰, 打 擾, 骚 扰, 烦, 煩, 吵
');

-- The writer, and their number.
call private.add_opt_out_words('m', '
  me, us, myself, my number, my mobile number, my name, my phone, my cell, this number, this
  phone, the number, my mobile, my details, mine, my data, my info, me of, our number, this
  phone number, mi, mi numero, mi celular, este numero, este cel, este celular, nosotros,
  nos, mis datos, moi, m, mon num, mon numero, ce numero, ce num, mes donnees, jm, mich,
  mir, uns, meine nummer, meine nr, diese nummer, meine daten, ihre nummer, meiner nummer,
  meiner daten, mim, meu numero, meu nº, esse numero, meu contacto, meus dados, daqui, dai,
  disso, o meu contacto, meu telefone, ele dai, mio numero, il mio numero, questo numero, i
  miei dati, dei miei dati, mij, mijn nummer, dit nummer, mijn gegevens, haar nummer, m
  eraf, mnie, mój numer, mojego numeru, ten numer, moich danych, numer,
  мой номер, мне, меня, номер, этот номер, мои данные,
  我, 我 的 号 码, 我 号 码, 本 人 号 码, 我 的 號 碼, 号 码
');

-- Taking off a list.
call private.add_opt_out_words('r', '
  cancellare, cancellate, cancelli, removed, delete, deleted, erase, erased, drop, rmv,
  remov, scrub, unlist, forget, wipe, strike, leave out, quita*, quiten, quitenme, quiteme,
  saca*, saquen, saqueme, borra*, borre*, borren, borrenlo, elimina*, elimine*, supresion,
  olvid*, retir*, enlev*, supprim*, effac*, vire, virez, oubli*, otez, losch*, entfern*,
  nimm, nehm*, streich*, tira*, tire, apag*, remov*, exclu*, delet*, elimin*, esque*,
  togli*, toglie*, togliet*, rimuov*, rimuovi, haal, halen, verwijder*, wis, wissen, gooi,
  schrap*, usun*, usuniecie, usunięci*, skasuj*, wykresl*, remove, quite, quitele, take off,
  quita, skresl*,
  удал*, убери*, уберите, вычеркн*,
  删, 刪, 拉 黑, 移 除
');

-- Lists, and being off them.
call private.add_opt_out_words('l', '
  list, lists, database, records, record, distribution list, mailing list, contact list,
  system, lista, listas, liste, listes, registro, verteiler, datenbank, kartei, lijst,
  groep, elenco, rubrica, listy, bazy, da raus, eraf, off this, off of this, off it, out of
  it, out of this, ce truc, ton truc, esa lista, eso, esas cosas, isso, isso ai, dallelenco,
  weg,
  базы, списка, рассылки,
  名 单, 名 單
');

-- Wanting and getting.
call private.add_opt_out_words('w', '
  want*, wanna, wish, need, getting, gets, got, receive*, recieve*, receiving, interested,
  care, consent, agree, recibir, recib*, quiero, kiero, kero, queremos, deseo, lleg*,
  llegan, lleguen, necesito, veux, jveux, voudrais, souhaite, recevoir, recois, besoin,
  mochte, brauch*, bekomm*, erhalt*, will das, quero, receber, preciso, desejo, voglio,
  ricever*, desidero, wil, hoef, hoeven, ontvang*, krijg*, chce, otrzym*, potrzebuj*, get,
  kriegen, kriege, be part of, want to be part, wish to be part,
  хочу, получать, надо, нужно, нужны,
  想, 要, 收 到, 收
');

-- A time that is over soon.
call private.add_opt_out_words('k', '
  right now, rn, atm, at the moment, for now, today, tonight, tonite, tmrw, tomorrow, this
  morning, this evening, this afternoon, morning, evening, afternoon, for an hour, for a
  bit, for a while, for a sec, an hour, half an hour, hour, hours, hr, hrs, min, mins,
  minutes, minute, a few hours, until, till, til, untill, noon, lunch, dinner, midnight,
  breakfast, the rest of the day, rest of the day, before, during, while im, recess, we
  land, church, just now, the movies over, hoy, esta noche, ahorita, ahora mismo, manana,
  hasta, esta tarde, una hora, una horita, horita, un rato, un ratito, ratito, rato, horas,
  minutos, un momento, mediodia, por hoy, por ahora, aujourdhui, auj, ce soir, ce matin, cet
  aprem, cet apres midi, pour linstant, demain, jusqua, jusquau, jusquen, une heure, heure,
  heures, h, avant, cette nuit, la maintenant, pour ce soir, heute, heut, heute abend, heut
  abend, morgen, bis, gerade, grad, jetzt grad, kurz, stunde, ne stunde, stunden, minuten,
  nachmittag, fruh, vor, uhr, hoje, amanha, essa noite, esta noite, hoje nao, uma hora, umas
  horas, uma horinha, um pouco, um pouquinho, por hoje, depois, oggi, stasera, stanotte,
  domani, domattina, fino, per ora, unora, unoretta, oretta, un attimo, prima, vandaag,
  vanavond, vannacht, ff, tot, uurtje, een uurtje, uur, dzis, dzisiaj, jutra, do jutra,
  rana, godzinke, godzine, na dzis, wieczor, 2nite,
  сегодня, до утра, завтра, часик, час, часа, на час, до двух, вечером, утра, ща,
  今 天, 今 晚, 明 天, 明 早, 一 会, 一 下, 小 时, 之 前, 点 前, 待 会
');

-- For ever, which undoes such a time.
call private.add_opt_out_words('v', '
  after today, after this, after tonight, or i, or else, before i, monday, tuesday,
  wednesday, thursday, friday, saturday, sunday, the weekend, week, weeks, days, month,
  months, year, holidays, vacation, christmas, easter, lunes, martes, miercoles, jueves,
  viernes, sabado, domingo, semana, semanas, mes, vacaciones, lundi, mardi, mercredi, jeudi,
  vendredi, samedi, dimanche, semaine, semaines, mois, vacances, montag, dienstag, mittwoch,
  donnerstag, freitag, samstag, sonntag, woche, wochen, monat, urlaub, segunda feira, terca
  feira, quarta feira, quinta feira, sexta feira, ferias, natal, ever, forever, for good,
  altogether, every day, everyday, permanently, further notice, until further notice, at
  all, any longer, anymore, any more, not ever, nunca mas, para siempre, definitivement, fur
  immer, nie wieder, nie mehr, para sempre, nunca mais, mai piu, nooit meer, na dobre, nigdy,
  навсегда, совсем,
  永 远, 以 后
');

-- These things.
call private.add_opt_out_words('o', '
  these, this, that, them, those, all, it all, everything, any, anything, more, any more of
  these, another, of these, of this, of them, stuff, crap, shit, thing, things, bullshit,
  esto, estos, estas, ca, cela, ces, ceux, tout, truc, das, diese, dies, alles, isto, estes,
  essas, questo, questi, roba, sta roba, dit, deze, dat, tego, tych, that i, mas, mehr,
  mais, altro, nada, meer, wiecej, todo, todos, it, one of these, em,
  это, этого, эти, всё, больше,
  这 个, 这 些, 這 個, 這 些
');

-- Changes nothing, and is left out.
call private.add_opt_out_words('f', '
  cant you, wont you, why dont you, please, pls, plz, plees, plies, thanks, thx, thank you,
  ty, kindly, ok, okay, k, just, already, immediately, asap, at once, yes, hey, hi, hello,
  sorry, the thing, i said, i am saying, im saying, i mean it, fucking, fuckin, fing,
  bloody, damn, goddamn, the hell, the fuck, can you, could you, can u, could u, would you,
  will you, can, could, you, u, ur, you need to, i want to, i wanna, id like to, i would
  like to, i need to, lets, so, but, and, really, honestly, ffs, jesus, christ, period,
  literally, guys, sir, madam, kind regards, ever again, actually, por favor, porfa, xfa, x
  favor, porfis, gracias, ya, favor, les ruego que, le ruego que, que, s il vous plait, sil
  vous plait, svp, stp, merci, de, d, a, bitte, danke, doch, bitte bitte, por amor de deus,
  pelo amor de deus, pfv, obrigado, obrigada, pf, per favore, x favore, grazie, vi prego, ti
  prego, aub, alstublieft, alsjeblieft, graag, bedankt, maar, prosze, bardzo, dzieki,
  uprzejmie, o, for, fur, por, pour, voor, per, na, jetzt, maintenant, ahora, agora, adesso,
  ora, nu, teraz, will, the, s''il te plait, again, here, mal, vuelvan, vuelva, volver a,
  yesterday, entao, pues, pues eso, alors, then, ai, ahi,
  пожалуйста, пожалуста, плз, плиз, прошу вас, прошу, спасибо, уже, на, сейчас,
  请, 請, 谢 谢, 吧, 了, 麻 烦, 您 好, 好 吗, 啊, 求 你 们
');

-- Being left alone, for good or for a while.
call private.add_opt_out_words('c', '
  leave me alone, leave us alone, leave me in peace, dejenme en paz, dejame en paz, deje me
  en paz, deixem me em paz, dejadme en paz, laissez moi tranquille, laissez nous tranquille,
  lasst mich in ruhe, lass mich in ruhe, lassen sie mich in ruhe, lasciatemi in pace,
  lasciami in pace, laat me met rust, swiety spokoj, foutez moi la paix, lachez moi, lache
  moi, me deixa em paz, me deixe em paz, deixa me em paz,
  отстаньте, отстань от меня, отвалите,
  别 发 了, 别 再 发, 不 要 再 发, 不 要 再 给 我 发, 不 要 再 傳, 不 要 再 传, 不 要 发
');

-- An end in other words: a wrong number, a complaint, no consent, a rude goodbye.
call private.add_opt_out_words('x', '
  wrong number, wrong person, wrong num, wrong no, wrong #, wrong guy, wrong phone, lose my
  number, lose this number, new phone who dis, new phone who this, who dis, never signed up,
  didnt sign up, did not sign up, never agreed, didnt agree, did not agree, never
  subscribed, never asked for, didnt ask for, blocking this number, blocking you, block you,
  going to block, reporting this, reporting you, reported as spam, reported as junk, report
  this, report you, filing a complaint, file a complaint, hearing from my lawyer, fcc, this
  is spam, fuck off, f off, f*** off, piss off, bugger off, get lost, go away, buzz off,
  texting a stranger, not who you think, isnt who you think, who gave you my number, how did
  you get my number, how did you get this number, this isnt, this is not, i dont know any, i
  dont know a, dont know any, dont know an, dont have a, at this number, on this number, no
  longer has this number, no longer uses this number, doesnt have this number, dont have
  this number, changed numbers, had this number, just got this number, got this number, got
  this sim, new number, not interested, im not interested, no interest, not for me, arent
  for me, isnt for me, im out, dont need to know, do not need to know, dont wanna be part,
  dont want to be part, rather not be, not part of, no longer together, we broke up, enough
  already, get me off, take me off, take me out, off this list, off your list, wrong
  recipient, not my, isnt my number, i didnt consent, without my consent, no consent,
  without consent, broken up, go away please, make this go away, 🖕, was her phone, was his
  phone, had it since, whoever had it, numero equivocado, se equivoco, se confundio, se
  equivoca, te equivocaste, no soy la, no soy el, yo no soy, no conozco a, no conozco, te
  bloqueo, los voy a bloquear, voy a bloquear, los voy a denunciar, voy a denunciar, lo
  bloqueo, denunciar, no autorice, nunca autorice, nunca di permiso, quien les dio mi
  numero, quien te dio mi numero, a la mierda, vayanse, sacame, quitame, borrame, olvidense,
  la que tenia esta linea, era de otro, tenia esta linea, no pinto nada, no es pa mi, no es
  para mi, no me interesa, tampoco quiero, solicito la supresion, cese inmediato, proteccion
  de datos, trompe de numero, mauvais numero, faux numero, vous etes trompe, vous vous etes
  trompe, vous faites erreur, il y a erreur, erreur de numero, pas le bon num, pas le bon
  numero, nest plus a ce numero, connais pas de, jconnais pas, je ne connais pas, fous moi
  la paix, fichez moi la paix, porte plainte, je porte plainte, signale comme spam, vous
  signale, jamais donne mon accord, jamais rien signe, rien demande, jamais rien demande,
  rgpd, ne minteresse pas, minteresse pas, ne m interesse pas, oubliez moi, oubliez mon
  numero, on est plus ensemble, ras le bol, saoules, tu saoules, vous saoulez, non merci,
  cest non merci, jmen tape, plus rien, va te faire, degage, degagez, je moppose, moppose,
  mon consentement, mon accord, falsche nummer, falsche person, in der nummer geirrt, nummer
  geirrt, haben sie sich, vertan, kenne keine, kenn keine, kenne keinen, kenn keinen, ist
  ausgezogen, hier ist nicht, hier wohnt, nummer raus, nr neu bekommen, nummer neu, auf den
  sack, auf die nerven, verpiss dich, verpisst euch, bundesnetzagentur, melde ich, zeig euch
  an, zeige euch an, anzeige, widerrufe, widerruf, einwilligung, dsgvo, kein interesse, kb
  mehr, ich will das nicht, will ich das auch nicht, nie zugestimmt, nicht zugestimmt,
  brauch ich nicht, nicht mehr zusammen, nimm mich da, nehmen sie mich, aus dem verteiler,
  aus ihrem verteiler, untersage, lebt nicht mehr, hab ich nie, hau ab, wie oft noch,
  verbitte mir, numero errado, vc errou, voce errou, errou o numero, se enganou, vc se
  enganou, deve ser engano, e engano, engano, nao conheco, n conheco, aqui nao e, chip era,
  esse chip, em paz, encher o saco, vai tomar, vai encher, vou denunciar, eu denuncio,
  procon, bloqueio, vou bloquear, nunca autorizei, nao autorizei, lgpd, consentimento, nao
  tenho interesse, n tenho interesse, sem interesse, a gente terminou, ja deu pra mim, ja
  deu, esquecam, esquece meu, que chatice, faleceu, n quero isso, nao quero isso, sbagliato
  numero, numero sbagliato, hai sbagliato, finite di, la finite, rotto le palle, avete
  rotto, segnalo, denuncio, vi denuncio, garante, non ho firmato, non ho mai, chi vi ha
  dato, revoco, cancellazione, gdpr, chi cavolo, non sono il papa, non sono la, non conosco,
  finita tra noi, toglimi, vaffanculo, non ne voglio, non c e piu, non ce piu, verkeerd
  nummer, de verkeerde, ken geen, rot op, krijg de, doe aangifte, aangifte, nooit
  toestemming, geen toestemming, nooit ja, hoe kom ik hier vanaf, hoe kom ik hiervan af,
  hoeven dit niet, haal me eraf, haal m eraf, haal mij, van de lijst, klaar mee, avg,
  bezwaar, overleden, wil ik het ook niet, geen interesse, donder op, flikker op, sim was
  eerst, pomylka, pomyłka, pomyliliscie numery, zly numer, zły numer, nie znam, odwalcie
  sie, odczepcie sie, zglaszam, zgłaszam, uodo, rodo, nie wyrazalem zgody, nie wyrażałem
  zgody, cofam zgode, skad macie, na nic nie zapisywalem, nie zapisywalem, po kims innym,
  wylacz mi to, wyłącz mi to, wyłączyć na dobre, jak to wylaczyc, jak to wyłączyć, tu wiecej
  nie, zrezygnuj, nie jestem zainteresowany, make it stop, no thanks not for me, sie haben
  sich verwahlt, avete sbagliato, ha sbagliato numero, levami, toglietemi, togliermi,
  cancellami, take my number, take my name, get me out, du hast dich verwahlt, the wrong
  person, wrong numer, passed away and this was, his ex, no wrong number, noch eine sms,
  noch eine nachricht, my lawyer, my attorney, my solicitor, an den anwalt, mein anwalt, mi
  abogado, mon avocat, meu advogado, il mio avvocato, depot de plainte, nie bestellt, never
  ordered, yo no pedi, no pedi esto, kitame, never asked, leave me out, want off, want out,
  bow out, count me out, to fora, correct your records, in error, this aint, switched
  numbers, changed number, jen veux plus, jen veu plu, j en veux plus, sortir de la boucle,
  levatemi, bloqueei, blocked you, already blocked, i said stop, ive said stop, i have said
  stop, asked you to stop, told you to stop, im saying stop, say goodbye to these, dont give
  a damn, doesnt give a damn, me livro disto,
  ошиблись номером, не туда попали, не туда, задолбали, достали, в чс, жалобу, фас, согласия
  не давал, отзываю согласие, откуда у вас мой номер, как это отключить, отключить совсем,
  симку, номер теперь мой, мне это не, не знаю, не надо мне, не интересует, оставьте в
  покое, отвяжитесь,
  发 错 人, 發 錯 人, 打 错, 打 錯, 号 码 搞 错, 不 认 识, 不 認 識, 搞 错, 烦 死, 煩 死, 有 完 没 完, 滚, 滾, 投 诉, 投 訴, 谁
  给, 没 同 意, 沒 同 意, 未 同 意, 从 未 同 意, 怎 么 取 消, 怎 麼 取 消, 老 人 机, 不 想 看, 跟 我 没 关 系, 求 放 过, 别 来 了,
  分 手, 不 要 再 往, 号 码 我 刚 办, 取 消, 删 掉, 删 了
');

-- Somebody else.
call private.add_opt_out_words('h', '
  he, she, they, my boss, boss, coach, the bus, bus, nobody, noone, suegra, mi jefe, chef,
  она
');

-- How to.
call private.add_opt_out_words('q', '
  how do i, how can i, how do you, how to, how does one, is there any way, is there a way,
  any way to, where do i, what do i do to, como hago para, como hago, como puedo, cmt on
  fait, comment on fait, comment je fais, comment, wie kann ich, wie mache ich, wie komme
  ich, weiss nicht wie, weiß nicht wie, como faco pra, como faco para, como faco, come si
  fa, come faccio, cm si fa, hoe kan ik, hoe kom ik, jak to, jak moge, como e que, wie werd
  ich,
  как это, как мне,
  怎 么, 怎 麼
');

-- Of which texts.
call private.add_opt_out_words('a', '
  only, ones, about, from, recap, warnings, updates, mute, mutes, silence, solo, sobre,
  juste, sur, nur, apenas, so as, solo quelli, alleen, die over, tylko,
  про,
  的
');

-- I and we, as those who do something.
call private.add_opt_out_words('j', '
  i, im, i am, we, were, ich, ik, yo, je, jsuis, suis, estoy, estou, bin, sono,
  я
');

-- Quiet, which needs a time.
call private.add_opt_out_words('b', '
  pause, snooze, shush, hush, hold, hold off, ceasefire, give it a rest, peace, silencio,
  callate, ruhe, chut, tranquille, stil, cisza, spokoj, in ruhe, met rust, en paz, in pace,
  тихо, отстань,
  清 静
');

-- supabase/schemas/received/crisis_words.sql

-- The words of a crisis in five languages, by the part that they play.

create table private.crisis_words (
  language text not null,
  words text not null,
  part text not null,
  is_phrase boolean not null generated always as (words like '% %') stored,
  created_at timestamptz not null default now(),
  primary key (language, words)
);

comment on table private.crisis_words is
  'Words and phrases of texts that may tell of a crisis, and the part of each in it, a letter that '
  'private.weigh_crisis() explains. A star stands for any ending. As private.spell_crisis() writes '
  'them.';

alter table private.crisis_words enable row level security;
revoke all on table private.crisis_words from public, anon, authenticated, service_role;
create policy "Nobody reaches words of a crisis through the API" on private.crisis_words
  for all to anon, authenticated using (false);

create function private.spell_crisis(body text)
returns text
language sql
immutable
strict
set search_path = ''
as $$
  -- "Töten", "toeten" and "toten" are one.
  select regexp_replace(
    regexp_replace(
      replace(private.spell_words(replace(lower(spell_crisis.body), 'ß', 'ss')), '_', ' '),
      '(?<=[a-z])1(?=[a-z])', 'i', 'g'
    ),
    '(?<![aeq])([aou])e', '\1', 'g'
  );
$$;

comment on function private.spell_crisis(text) is
  'A text as private.spell_words() writes it, without an e after a, o or u, which is how some '
  'write a German umlaut, and with i for a 1 inside a word; the lists are spelled alike.';
revoke execute on function private.spell_crisis(text) from public;

create procedure private.add_crisis_words(language text, part text, list text)
language sql
set search_path = ''
as $$
  insert into private.crisis_words (language, words, part)
  select distinct
    add_crisis_words.language,
    btrim(private.spell_crisis(each.words)) || case when each.words like '%*' then '*' else '' end,
    add_crisis_words.part
  from string_to_table(regexp_replace(add_crisis_words.list, '\s+', ' ', 'g'), ',') as each (words)
  where btrim(private.spell_crisis(each.words)) <> ''
  on conflict on constraint crisis_words_pkey do nothing;
$$;

comment on procedure private.add_crisis_words(text, text, text) is
  'Gives these words of a language, set apart by commas, a part; those that have one keep it.';
revoke execute on procedure private.add_crisis_words(text, text, text) from public;

-- English.
call private.add_crisis_words('en', '.', '
  alive and kicking, dead battery, dead end, dead lift, dead lifts, dead line, dead sea, dead
  tired, die hard, drop dead gorgeous, live game, live music, live stream, suicide doors
');
call private.add_crisis_words('en', 'Z', '
  boss fight, boss level, career suicide, did suicides, finger chopping, in fortnite, in game,
  in minecraft, in the game, laugh, laughing, of boredom, of cuteness, of embarrassment, of
  hunger, of laughter, of old age, of suicides, on this level, political suicide, ran suicides,
  self harm awareness, social suicide, squad, suicide awareness, suicide drill, suicide drills,
  suicide hill, suicide hotline volunteer, suicide prevention, suicide runs, suicide sprint,
  suicide sprints, suicide squad, suicide squeeze, suicides at practice, the lights, to see you,
  two birds, while cooking
');
call private.add_crisis_words('en', 'z', '
  10k, 5k, alarms, album, alcohol, ankle, article, back, bench, bike, burpee*, cake, calf,
  calves, carbs, cardio, charity, chocolate, chopping, coach, coffee, cooking, course, crossfit,
  deadlift*, dentist, diet, diet app, documentary, email*, episode, essay, exam, exams, fasting,
  film, first aid, gym, haha*, hahah*, hamstring, heat, hiit, hill, hills, homework, inbox, jk,
  joking, karaoke, kidding, kitchen, km, knee, leg day, legs, lifeline, lmao, lol, lunge*,
  lyrics, marathon, maths, meeting, mile, miles, movie, my fringe, my hair, my nails, novel, of
  film, on telly, on the rowing machine, on tv, onion, onions, phone, pizza, plank*, podcast,
  prices, ramadan, rofl, romantic, run, running, season, shaving, shaving again, shoulder,
  smoking, song, sourdough, spin class, spreadsheet, sprint*, squat*, sugar, swim*, the engine,
  the mood, this app, tiktok, to a beach, to hear, to know, to try, traffic, training,
  treadmill, twitter, two weeks, wedding, wifi, work out, workout*, yoga
');
call private.add_crisis_words('en', 'x', '
  an overdose, be better dead, be with my dad in heaven, be with my mom in heaven, better off
  dead, blow my brains out, blow my head off, bullet in my head, by the time u read this, by the
  time you read this, can not go on, cannot go on, cannot live like this, cant go on, cant go on
  living, cant keep living, cant live anymore, cant live like this, cant stay alive, checking
  out for good, crash my car, ctb, cut my wrists, cutting my wrists, death would be easier,
  deserve to die, do not deserve to live, done living, done with life, dont deserve to be alive,
  dont deserve to live, dont wanna be here anymore, dont want to go on, dont want to keep
  living, drive into a tree, drive my car into, driving into a tree, dying would be easier,
  easier if i died, easier to die, exit this life, go to sleep and just not wake up, go to sleep
  and never wake up, going to overdose, goodbye forever, goodbye letter, goodbye letters,
  goodbye note, gun in my mouth, gun to my head, hate being alive, hope i die, hope i do not
  wake up, hope i dont wake up, hope i never wake up, hope i wont wake up, i overdose, id rather
  be dead, id rather die, if i died, if i just died, if i was dead, if i were dead, if i were
  gone, im done with living, in front of a train, in front of the train, isnt worth living, jump
  from the bridge, jump in front of, jump off a bridge, jump off a building, jump off a roof,
  jump off the bridge, jump off the roof, jumping in front of, jumping off a bridge, jumping off
  the bridge, just not wake up, kill me self, last day on earth, leave this earth, leave this
  world, leaving this world, life is not worth living, life is over, life isnt worth living,
  life worth living, make it all stop forever, my last day alive, my last night alive, my life
  to be over, my suicide note, never wake up, no longer want to live, no longer wish to live, no
  one will miss me, no one would miss me, no point being alive, no point in being alive, no
  point in going on, no point in living, no point living, no point to living, no reason to be
  alive, no reason to go on, no reason to keep going, no reason to live, no reason to stay
  alive, nobody will miss me, nobody would miss me, noone would miss me, noose, not be around
  much longer, not be here anymore, not be here tomorrow, not worth living, nothing left to live
  for, nothing to live for, od on, on the train tracks, only way out is, onto the tracks, over
  being alive, overdosed, overdosing, point in staying alive, pray i dont wake up, praying i
  dont wake up, rather be dead, ready to go be with, rope around my neck, saved up pills, saving
  my pills, saving up my pills, saving up pills, should be dead, should die, should have died,
  should just die, should not be alive, shouldnt be alive, shouldnt exist, sick of being alive,
  sick of living, sleep and not wake up, slit my throat, slit my wrist, slit my wrists, slitting
  my wrists, step in front of, step into traffic, stockpiling pills, suicide note, swallow all
  my pills, swallow all the pills, swallowed a bottle, swallowed all the pills, take all my
  pills, take all of my pills, take all the pills, take care of my dog when im gone, taking all
  my pills, tell my family i love them, tell my kids i love them, tell my mom i love her, tell
  my mum i love her, tell them i loved them, the only way out, this is my last night, tired of
  being alive, tired of living, to overdose, tonight is my last night, took a bunch of pills,
  took a whole bottle, took all my pills, took all of my pills, took all the pills, took the
  whole bottle, took too many pills, walk in front of, walk into traffic, walking into traffic,
  want it to be over forever, want my life over, want my life to end, want this life to end,
  what is the point of living, whats the point of being alive, whats the point of living, wish i
  am dead, wish i could die, wish i could disappear forever, wish i could just die, wish i had
  never been born, wish i was dead, wish i was never born, wish i was not alive, wish i wasnt
  alive, wish i wasnt here anymore, wish i were dead, wish i were never born, wish i would die,
  wish id die, wish id never been born, wont be alive, wont be around much longer, wont be here
  much longer, wont be here tomorrow, would rather be dead, wouldnt miss me, written my note,
  written the letters, wrote a goodbye note, wrote goodbye letters, wrote my note, wrote the
  letters
');
call private.add_crisis_words('en', 'q', '
  comit suicide, commit suicide, commiting suicide, committing suicide, delete myself, do myself
  in, drown myself, drowning myself, electrocute myself, end everything, end it all, end it
  tonight, end my lif, end my life, end my own life, end my pain, end my suffering, end myself,
  end the pain, end things tonight, end this life, ending everything, ending it all, ending it
  tonight, ending my life, ending my own life, ending myself, ending things for good, gas
  myself, going to kms, gonna kms, hang my self, hang myself, hanging myself, ill kms, ima kms,
  imma kms, just kms, kil myself, kill meself, kill my self, kill mysef, kill mysel, kill
  myself, kill myslef, killed myself, killing my self, killing myself, kms fr, kms lol, kms
  tonight, might kms, neck myself, not be alive, off myself, offing myself, poison myself, shoot
  my self, shoot myself, shooting myself, stab myself, stabbing myself, sucidal, suffocate
  myself, suicidal, suisidal, take my life, take my live, take my own life, take myself out,
  taking my life, taking my own life, top myself, unalive, unalive myself, unaliving myself,
  wanna kms, want to kms
');
call private.add_crisis_words('en', 's', '
  self delete, sewerslide, suacide, sucide, suicde, suicid*, suicide, suicidle, suiside
');
call private.add_crisis_words('en', 'd', '
  be dead, be dead already, being dead, cease to exist, death, die, disappear for good,
  disappear forever, dye, dying, fall asleep forever, never wake up again, no longer exist, not
  exist, not to exist, not wake up, sleep and never wake, stop existing, to be gone, vanish
  forever
');
call private.add_crisis_words('en', 'l', '
  alive, be alive, be in this world, be on this earth, be on this planet, being alive, exist,
  existing, live, living, stay alive
');
call private.add_crisis_words('en', 'c', '
  be around, be here, carry on, continue, fight, go on, keep fighting, keep going, wake up
');
call private.add_crisis_words('en', 'w', '
  beg, begging, hope, hoping, id love to, just let me, let me, need to, please let me, pray,
  praying, prefer, rather, ready, ready to, waiting to, wanna, want, want to, wanted, wants to,
  wish, wishing, would love to
');
call private.add_crisis_words('en', 'g', '
  about to, decided to, finna, fixing to, going to, gonna, gunna, ill, intend, may, might, might
  just, plan, plan to, planning, plans to, should, tempted to, will
');
call private.add_crisis_words('en', 't', '
  attempt, attempted, best way to, considered, considering, dream of, dreaming of, fantasize,
  fantasizing, feel, feel like, feeling, googling, how to, idea of, imagine, imagining, keep
  imagining, looked up, looking up, researching, think, think about, thinking, thinking about,
  thinking of, thought, thoughts, thoughts of, tried, tried to, try to, urge, urge to, ways to
');
call private.add_crisis_words('en', 'n', '
  aint, didnt, dnt, do not, doesnt, dont, isnt, never, no, no longer, not, nothing, nt, without,
  wont
');
call private.add_crisis_words('en', 'j', '
  can barely, can not, cannot, cant, cnt, couldnt
');
call private.add_crisis_words('en', 'f', '
  again, another day, any longer, any more, anymore, ever again, for good, forever, in the
  morning, like this, no more, tomorrow
');
call private.add_crisis_words('en', 'r', '
  future, meaning, point, purpose, reason, reasons, strength, way out
');
call private.add_crisis_words('en', 'h', '
  bang my head, banging my head, burn myself, burned myself, burning myself, burnt myself, cut
  my arm, cut my arms, cut my legs, cut my self, cut my thighs, cut myself, cutting my arms,
  cutting my self, cutting my thighs, cutting myself, harm myself, harming myself, hit myself,
  hitting myself, hurt my self, hurt myself, hurting my self, hurting myself, injure myself,
  punching myself, punish myself, razor blade, razor blades, relapsed cutting, scratch myself,
  scratching myself, self harm, self harm*, self harmed, self harming, self injure, self injury,
  selfharm, selfharm*, starving myself to death
');
call private.add_crisis_words('en', 'Y', '
  blood everywhere, cut again last night, cutting again, i cut again, relapsed and cut, started
  cutting again
');
call private.add_crisis_words('en', 'b', '
  if i left, if i wasnt around, if im gone, w out me, without me, without me in it, wout me
');
call private.add_crisis_words('en', '+', '
  be fine, betta off, better, better off, easier, happier, relieved
');
call private.add_crisis_words('en', 'e', '
  all of you, every1, everybody, everyone, everyones, family, kids, my children, my family, my
  husband, my mom, my parents, my wife, people, the kids, the world, they, they would, theyd,
  theyll, world, yall, you all
');
call private.add_crisis_words('en', 'k', '
  beat, behead, blow up, bomb, burn down, choke, end, harm, hurt, hurting, kill, killing, make
  her pay, make him pay, make them pay, murder, murdering, poison, run over, shoot, shoot up,
  shooting, slaughter, stab, stabbing, strangle
');
call private.add_crisis_words('en', 'o', '
  coworkers, everyone there, her, him, my baby, my boss, my boyfriend, my brother, my
  classmates, my coworker, my coworkers, my dad, my daughter, my ex, my father, my girlfriend,
  my kids, my manager, my mother, my neighbor, my neighbour, my partner, my roommate, my school,
  my sister, my son, my stepdad, my teacher, other people, somebody, someone, that bastard, that
  bitch, the office, the school, them, this school, those people
');
call private.add_crisis_words('en', 'a', '
  ana, anorexia, anorexic, binge, binged, bingeing, binging, bulimia, bulimic, diet pills,
  laxative, laxatives, make myself sick, making myself sick, mia, not eating, puke, puking,
  purge, purged, purging, restrict, restricting, starve, starve myself, starved, starving,
  starving myself, stop eating, stopped eating, threw up, throw up, throwing up, vomit, vomiting
');
call private.add_crisis_words('en', 'm', '
  after dinner, after eating, after every meal, after i eat, after lunch, after meals, every
  meal, every time i eat, everything i eat, food, myself, whatever i eat
');
call private.add_crisis_words('en', 'y', '
  0 calories, 0 calories til, 0 cals, a dead man, afraid ill do something, afraid of what i
  might do, afraid to eat, am ready to go, ana is my, ana says, arms are a mess, be around by,
  be dead soon, be with her again, be with him again, boss suffer, bought a gun, bring a gun,
  bring my gun, bringing a gun, burden on everyone, burden on my, burden to every1, burden to
  everyone, burden to my, burden to u, by my own hand, by the time anyone reads, by the time u
  read, calories a day, can not do this anymore, cannot do this anymore, cannot take it anymore,
  cant do it anymore, cant do it no more, cant do this any more, cant do this anymore, cant do
  this no more, cant let myself eat, cant make myself eat, cant stop purging, cant take it any
  more, cant take it anymore, cant take no more, cant take this anymore, cba living, cba with
  life, cut again, cuts again, cuts on my, days clean, deeper than i meant, did it again last,
  do not deserve to eat, do not trust myself, do something stupid to myself, done it again, done
  trying, done with being here, done with everything, done with it all, dont deserve food, dont
  deserve to eat, dont feel safe with myself, dont tell my mom, dont tell my mum, dont trust
  myself, dont trust myself alone, ever get better, everything i need here to, feel empty, feel
  hopeless, feeling hopeless, finger down my throat, fingers down my throat, fixin to, fixin to
  end it, frightened of myself, from not eating, gave away all my, gave away my, gave up on
  life, get better ever, get my gun, get the insurance, give up on life, give up on living,
  given away most, given away my, given up on life, giving away my, giving my things away,
  giving up on everything, giving up on life, giving up on living, gonna stab, got a date for
  it, got a gun and, had enough of living, hair is coming out, hair is falling out, hand went
  numb, have a gun and, havent eaten anything in, havent eaten for, havent eaten for days,
  havent eaten in, havent eaten in days, havent eaten since, hear voices telling, hurt my kids,
  hurt the baby, hurting the baby, i am a burden, i give up on life, i have a gun, i relapsed, i
  want out, if i disappeared, if i just wasnt around, if i was gone, if i wasnt here, if i
  werent here, if you are reading this, if youre reading this, ill be dead, ill end her, ill end
  him, im a burden, im done fighting, im gonna stab, im ready to go, im scared ill do it, in
  front of a bus, in front of a car, in front of a truck, insurance pays out, is a dead man,
  jump off a cliff, just a burden, just empty, just not around, just relapsed, just want it
  over, just want it to stop, just wasnt around, kut myself, kutting, laugh at anyone again,
  left a letter, left letters, let myself eat, letters are on, letting trains go by, loaded gun,
  loaded the gun, looking at the bridge, looking at the pills, lost the will, made myself sick,
  made myself throw up, made myself vomit, make her suffer, make him suffer, make myself puke,
  make myself throw up, make myself vomit, make the pain stop, makes it quiet, making myself
  puke, making myself throw up, making myself vomit, mia is my, months clean, my arms are, my
  note, nearly went too far, never get better, never gets better, no food till, no future for
  me, no hope, no hope left, no one would notice, no point anymore, no point in me, no reason to
  stay, no way out, nobody would notice, not eaten anything for, not eaten for, not eaten for
  days, not eaten in, not eaten in days, not getting better, not going to wait, not safe alone,
  not safe with myself, note is on, nothing here for me, nothing left for me, nothing to get up
  for, notice if i died, notice if i disappeared, notice if i vanished, notice if i was gone,
  outside her house, outside his house, period stopped, periods stopped, picture stabbing,
  picturing stabbing, pills in front of me, point in any of it, point in goals, point in it
  anymore, point of any of it, point of it all, purged again, put her in the ground, put him in
  the ground, put them both in the ground, put them in the ground, ready to go now, said my
  goodbyes, saying my goodbyes, scared i will do something, scared ill do something, scared of
  myself, scared of what i might do, scared to eat, see no way out, sh urges, shaking mother,
  shaking the baby, shes dead when, shook the baby, so empty, so hopeless, stab you, standing on
  the bridge, still be around by, still see a whale, still too fat, such a burden, terrified of
  eating, the insurance pays, the letters are written, the pills are, the will is in, then puke,
  threw up again, threw up dinner, throat bleeds, throw up til, throw up till, til i bled, till
  i bled, tired of fighting, too fat to eat, under 500 calories, under my bed ready, until i
  bled, until i see my bones, until im skin and bones, voices say, voices tell me, voices
  telling me, wana end it, wanna disappear, want everything to stop, want it all to be over,
  want it all to stop, want it to be over, want the pain to stop, want to disappear, want to end
  it, want to hurt people, want to hurt someone, water fast day, way out of this except, weeks
  clean, went deeper, what is the point of anything, whats the point anymore, whats the point of
  anything, when anyone reads this, when you read this, wish i could disappear, wish i didnt
  exist, with a knife to, wont exist, wont get better, wont laugh at anyone again, wont need
  goals, wont need to text me, wont see another, working out how to leave, zero calories
');
call private.add_crisis_words('en', 'i', '
  done with, gave up on, give up on, sick of, so tired of, tired of
');
call private.add_crisis_words('en', 'D', '
  chosen the day, decided not to, decided not to wait, i have decided, its tonight, made my mind
  up, made up my mind, picked a date, picked a day, picked the date, picked the day, set a date,
  tonight is the night
');
call private.add_crisis_words('en', 'A', '
  be gone, go to my husband, go to my wife, id be gone, insurance, join her, join him, join my
  husband, join my wife, lived long enough, no future, no reason, nothing left, stopped wanting,
  wont be here, wont be needing, wont need
');
call private.add_crisis_words('en', 'G', '
  after this week, after tonight, dont look for me, dont try to find me, look after, please look
  after, please take care of, take care of my
');
call private.add_crisis_words('en', 'S', '
  bye, forgive me, goodbye, i love you all, i love you guys, im sorry, love you all, love you
  guys, sorry, tell the cat, thank you for everything, thanks for everything, you did your best
');
call private.add_crisis_words('en', 'P', '
  blacked out, cant stand up, collapsed, faint, fainted, fainting, hair is, passed out, passing
  out, periods, potassium
');
call private.add_crisis_words('en', 'W', '
  calories, cant eat, dinner again, eat, eating, fat, scale, scales, skinny, thin, weight
');
call private.add_crisis_words('en', 'B', '
  4x today, blood, can hardly stand, chest hurts, dangerously low, heart is, my heart, third
  time today
');
call private.add_crisis_words('en', 'R', '
  long sleeves, my arms, my legs again, my wrists, new cuts, the cuts, wearing tights
');
call private.add_crisis_words('en', 'X', '
  found out, hasnt noticed, hide, hiding, in august, in july, in summer, it again, nobody sees,
  notice, noticed, sees, so nobody
');
call private.add_crisis_words('en', 'V', '
  all gonna be sorry, are going to pay, are gonna pay, be sorry on, gonna be sorry, hes going to
  pay, is going to pay, r gonna pay, shes going to pay
');
call private.add_crisis_words('en', 'N', '
  at school, dont come in, her house, his house, not going there to talk, the whole class
');

-- Spanish.
call private.add_crisis_words('es', '.', '
  en vivo, fin de semana, muerta de cansancio, muerta de hambre, muerta de risa, muerta de
  sueno, muerto de cansancio, muerto de hambre, muerto de risa, muerto de sueno, peso muerto,
  punto muerto
');
call private.add_crisis_words('es', 'Z', '
  comer jaja, de aburrimiento, de amor, de calor, de emocion, de envidia, de frio, de ganas, de
  hambre, de la risa, de la verguenza, de pena ajena, de risa, de ternura, de verguenza, de
  vieja, de viejo, del susto, dos pajaros, el gusanillo, el hambre, el tiempo, escuadron,
  escuadron suicida, la plancha, la verguenza, las ganas, las unas, me mata si, muero de miedo,
  muero de sueno, pelando, picando, prevencion del suicidio, se suicido, va a matar cuando
');
call private.add_crisis_words('es', 'z', '
  abdominales, afeitandome, agujetas, armario, azucar, bateria, bici, broma, burpees, cancion,
  cardio, cebolla, charla, chocolate, clase, cocinando, cocinar, correr, corriendo, cuesta,
  cuestas, curro, deberes, dieta, documental, dos semanas, el dedo, el juego, el movil, el
  nivel, el pelo, entrenador, entrenamiento, entrenando, entreno, espalda, esta app, estudiando,
  examen, examenes, flexiones, fumar, gimnasio, gym, historia, jaja*, jajaj*, jeje*, karaoke,
  kilometros, km, la cocina, la partida, las llaves, literatura, madrugones, maraton, marisco,
  nadar, novela, patatas, pelicula, pelo, pesas, piernas, pizza, playa, podcast, por el marisco,
  reunion, rodilla, sentadillas, series, spinning, tabaco, tobillo, trabajando, trabajo,
  trafico, vacaciones, videojuego, xd, yoga
');
call private.add_crisis_words('es', 'x', '
  abrirme las venas, adios para siempre, aventarme de un puente, aventarme del puente, bote
  entero de pastillas, cansada de la vida, cansada de vivir, cansado de la vida, cansado de
  vivir, carta de despedida, cartas de despedida, cortarme las munecas, cortarme las venas,
  cuando yo no este, darme un tiro, deberia estar muerta, deberia estar muerto, deberia morirme,
  dejar de existir, dejar de vivir, dejar este mundo, desaparecer para siempre, desearia estar
  muerta, desearia estar muerto, desearia no haber nacido, diganle a mi mama, dile a mi madre
  que la quiero, dile a mi mama que la amo, dormir para siempre, dormir y no despertar, dormirme
  para siempre, dormirme y no despertar, el frasco de pastillas, es mi ultima noche, escrito mi
  carta, estar muerta, estar muerto, estaria mejor muerta, estaria mejor muerto, estrellar el
  coche, estrellarme con el coche, ganas de desaparecer para siempre, ganas de matarme, ganas de
  morir, ganas de morirme, harta de la vida, harta de vivir, harto de la vida, harto de vivir,
  irme de este mundo, la vida no tiene sentido, la vida no vale, lanzarme al vacio, lanzarme de
  un puente, lanzarme del puente, me corto las venas, me he tomado todas las pastillas, me pego
  un tiro, me tome todas las pastillas, mejor muerta, mejor muerto, merezco morir, meterme un
  tiro, mi vida no tiene sentido, mi vida no vale nada, nadie me echaria de menos, nadie me
  extranara, nadie me extranaria, nadie me va a extranar, no despertar jamas, no despertar mas,
  no despertar nunca, no despertarme mas, no encuentro sentido a la vida, no le encuentro
  sentido a la vida, no le veo sentido a la vida, no me quedan ganas de vivir, no merece la pena
  vivir, no merezco vivir, no tengo ganas de vivir, no tengo motivos para vivir, no tengo
  razones para vivir, no tiene sentido seguir viviendo, no tiene sentido vivir, no vale la pena
  vivir, no veo sentido a la vida, no volver a despertar, nota de suicidio, ojala estuviera
  muerta, ojala estuviera muerto, ojala me muera, ojala me muriera, ojala no despertar, ojala no
  despertara, ojala no despierte, ojala no hubiera nacido, pegarme un tiro, preferiria estar
  muerta, preferiria estar muerto, prefiero estar muerta, prefiero estar muerto, saltar al
  vacio, saltar de un puente, saltar del puente, saltar por la ventana, si desaparezco nadie, si
  me muero nadie, si me muriera, si ya no estuviera, sin ganas de vivir, sobredosis, tirarme a
  las vias, tirarme al metro, tirarme al tren, tirarme de la azotea, tirarme de un puente,
  tirarme del puente, tirarme por el balcon, tirarme por la ventana, tomar todas las pastillas,
  tomarme todas las pastillas, un frasco de pastillas, vivir no tiene sentido, volarme la
  cabeza, volarme los sesos
');
call private.add_crisis_words('es', 'q', '
  acabar con este sufrimiento, acabar con esto para siempre, acabar con mi bida, acabar con mi
  vida, ahogarme en, ahorcarme, colgarme de, dispararme, envenenarme, ideas suicidas, kms en
  serio, kms frr, kms hj, matarm, matarme, matarme ya, me ahorco, me kiero matar, me matare, me
  mato, me quiero matar, me quiero suicidar, me quitaria la vida, me quito la vida, me
  suicidare, me suicido, me voy a ahorcar, me voy a colgar, me voy a matar, me voy a quitar la
  vida, me voy a suicidar, poner fin a mi sufrimiento, poner fin a mi vida, poner fin a todo,
  quitarm la vida, quitarme la bida, quitarme la vida, suicidarm, suicidarme, tendencias
  suicidas, terminar con mi vida, terminar mi vida
');
call private.add_crisis_words('es', 's', '
  sucid*, suicid*, suicida, suicidarse, suicidio, suicidios, suisid*
');
call private.add_crisis_words('es', 'd', '
  desaparecer del mundo, me muero, mi muerte, morir, morirm, morirme, muero, no despertar, no
  estar viva, no estar vivo, no existir, no vivir
');
call private.add_crisis_words('es', 'l', '
  bivir, estar en este mundo, estar viva, estar vivo, existiendo, existir, la vida, seguir viva,
  seguir viviendo, seguir vivo, vida, viva, viviendo, vivir, vivo
');
call private.add_crisis_words('es', 'c', '
  continuar, despertar, despertarme, estar aqui, levantarme, seguir, seguir adelante, seguir
  aqui, seguir asi
');
call private.add_crisis_words('es', 'w', '
  ando queriendo, desearia, deseo, espero, estoy lista para, estoy listo para, ganas de, kiero,
  me gustaria, necesito, ojala, preferiria, prefiero, qiero, queria, quero, querria, quiera,
  quiero, quisiera, solo quiero
');
call private.add_crisis_words('es', 'g', '
  a punto de, boy a, decidi, esta noche me, hoy me, pienso, plan para, planeo, tengo pensado,
  tengo un plan para, vo a, voy a
');
call private.add_crisis_words('es', 't', '
  buscando como, como, formas de, he pensado en, he vuelto a, idea de, ideas, ideas de, imagino,
  impulso de, intentado, intente, intento, maneras de, me dan ganas de, me vienen ganas de,
  pensamientos, pensamientos de, pensando en, pensar en, pense en, pienso en, siento, sueno con,
  tentacion de, tratado de, trate de, vienen ganas de, volvi a, vuelvo a
');
call private.add_crisis_words('es', 'n', '
  jamas, nada, ningun, ninguna, no, nunca, sin, tampoco, ya no
');
call private.add_crisis_words('es', 'j', '
  no aguanto, no puedo, no soporto, no soy capaz de, ya no puedo
');
call private.add_crisis_words('es', 'f', '
  asi, de nuevo, manana, mas, nunca mas, otra vez, otro dia, para siempre, un dia mas
');
call private.add_crisis_words('es', 'r', '
  esperanza, fuerzas, futuro, motivo, motivos, para que, razon, razones, salida, sentido
');
call private.add_crisis_words('es', 'h', '
  arañarme, autolesion*, autolesionarme, autolesiones, castigarme, cortandome, cortarme, cortes
  en los brazos, darme golpes, dañarme, golpearme, hacerme cortes, hacerme dano, haciendome
  dano, herirme, la cuchilla, las cuchillas, lastimandome, lastimarme, me autolesiono, me corte,
  me corto, me golpeo, me hago dano, me he cortado, me he hecho dano, me hice dano, me lastimo,
  me pego, me quemo, quemandome, quemarme, una cuchilla
');
call private.add_crisis_words('es', 'b', '
  si yo no estoy, sin mi
');
call private.add_crisis_words('es', '+', '
  bien, facil, felices, feliz, mejor, mejores, tranquilos
');
call private.add_crisis_words('es', 'e', '
  el mundo, ellos, estaran, estareis, estarian, familia, la gente, mi familia, mis hijos, mis
  padres, todo el mundo, todos, van a estar, vivirian
');
call private.add_crisis_words('es', 'k', '
  acuchillar*, apunalar*, asesinar*, degollar*, disparar, dispararle*, dispararles, envenenar,
  estrangular*, hacer dano a, los mato, matar, matarla, matarle, matarles, matarlo, matarlos,
  mato, pegarle un tiro, rajar*
');
call private.add_crisis_words('es', 'o', '
  a alguien, a esa, a ese, a la gente, a mi bebe, a mi esposa, a mi esposo, a mi ex, a mi
  hermano, a mi hijo, a mi jefe, a mi madre, a mi marido, a mi mujer, a mi novia, a mi novio, a
  mi padrastro, a mi padre, a mi pareja, a mi suegra, a mi vecino, a mis companeros, a mis
  hijos, a todos, alguien, mi ex, mi jefe
');
call private.add_crisis_words('es', 'K', '
  a cagar matando, acuchillarla, acuchillarlo, apunalarla, apunalarlo, dispararle,
  estrangularla, estrangularlo, hacerle dano, hacerles dano, la voy a matar, lo voy a matar
');
call private.add_crisis_words('es', 'a', '
  anorexia, atracon, atracones, bulimia, devolver, laxantes, me purgo, provocarme, provoco,
  purga, purgarme, vomitado, vomitando, vomitar, vomite, vomito
');
call private.add_crisis_words('es', 'm', '
  cada comida, cada vez que como, comer, dedos, despues de cada comida, despues de comer, la
  comida, todo lo que como, tras comer
');
call private.add_crisis_words('es', 'y', '
  a humillar a nadie, a pagar con, a proposito otra vez, acabar con mi marido, acabar con mi
  mujer, acabar con mi padre, acabar con todo, acabo con esto, agua y nada mas, ahogar a mi,
  algo al bebe, ana y mia, ana y yo, atraco a escondidas, atracon y vomito, cada dia es un
  castigo, calorias al dia, cero comida, cobraria el seguro, cometer una locura, comprar una
  pistola, cuando lean esto, cuando leas esto, dano al bebe, dedos en la garganta, dejar de
  comer, deje cartas, deje de comer, deje la carta, deje las cartas, deje una carta, desaparecer
  del mapa, desaparesco, desaparezco, dias sin comer, duerma esta noche y no, duerma y no, el
  puente mirando, en el puente mirando, escribi las cartas, escritas las cartas, escrito las
  cartas, estoy vacia, estoy vacio, hacer una locura, hacerme algo, hasta sangrar, he dejado de
  comer, he recaido, he regalado mis, he vivido suficiente, hielo y agua, kilos antes, la carta
  esta, las cartas estan, las pastillas aqui, las pastillas delante, las voces me dicen, le
  clavo, le pego a mi, le pegue a mi mujer, le veo salida, le voy a clavar, llegar a 38, llegar
  a 40, llevar una pistola, llevo dias sin comer, lo hice otra vez, lo vomito todo, los brazos
  fatal, los dedos en la garganta, los quiero mucho adios, los voy a matar, matando al, me da
  miedo comer, me desmaye pero, me lastime, me lastime las, me mato de hambre, me meto los
  dedos, me odio si como, me provoco el vomito, me quiero ir de aqui, me rindo con la vida, me
  rindo con todo, me sigo cortando, me voy de este mundo, mejor ni existir, meterme los dedos,
  mi ultima noche, mia y yo, miedo a comer, miedo de hacerle dano, miedo de hacerme algo, miedo
  de lo que pueda hacer, motivos para estar, nada de comida, nada tiene sentido, nada va a
  mejorar, no aguanto mas, no como nada, no creo que llegue, no despertara, no despertara nunca,
  no espero nada, no hace falta que me escriba, no hay futuro, no hay manana, no hay salida, no
  he comido en, no he comido nada en, no kiero cumplir, no le veo caso, no le veo salida, no le
  veo sentido, no me baja la regla, no me deja cenar, no me deja comer, no me escriban mas
  manana, no me queda nada, no merezco comer, no para de sangrar, no pienso quedarme, no puedo
  mas con esto, no puedo mas con la vida, no puedo parar de vomitar, no puedo seguir, no puedo
  seguir asi, no queda nada para mi, no quiero cumplir, no quiero seguir, no quiero seguir asi,
  no respondo de mi, no soy mas que una carga, no tengo esperanza, no tengo futuro, no tengo
  salida, no tiene sentido seguir, no va a mejorar, no veo salida, nunca va a mejorar, otra
  marca, otra marca mas, otra vez la cajita, pa q seguir, pa que seguir, para cuando lean, para
  de sangrar, para que seguir, para que vivir, parar de vomitar, pastillas delante, pastillas en
  la mano, pegue a mi hijo, pegue a mi mujer, pegue a mi novia, perdi la esperanza, por no
  comer, provocarme el vomito, q no como, q seguir, que no como, que se acabe todo, que todo se
  acabe, quiero desaparecer, quiero que esto acabe, quiero que pare el dolor, quiero que todo
  acabe, quiero que todo termine, quitarme de en medio, quitarme del medio, rasguñe las piernas,
  recai, regale mis, regale todo, se me cae el pelo, se me calla, se me va a pasar, sentido a
  seguir, sentido seguir, si como me odio, si leen esto, si lees esto, si yo no estuviera, sigo
  cortando, sin comer desde, sin comer nada, sin esperanza, sin futuro, sin hacerme dano, sin
  poder tragar, sin salida, solo quiero desaparecer, solo soy una carga, solo veo grasa, soy una
  carga, soy una carga pa, tengo un arma, tengo una pistola, terminar con todo, termino con
  esto, todas las pastillas, un bote de pastillas, un dia desaparezco, una carga, va a mejorar
  nunca, verme gorda, viendome gorda, vivi bastante, voces que me dicen, volvi a recaer, vomitar
  la cena, vomito todo, voy a matarla, voy a matarlo, y no de viaje, y no despierte, y ya no
  despertara, ya he vivido bastante, ya me canse de fingir, ya nada tiene sentido, ya no
  aguanto, ya no aguanto mas, ya no estare, ya no le veo caso, ya no puedo mas, ya no voy a
  estar, ya tengo con que
');
call private.add_crisis_words('es', 'M', '
  me
');
call private.add_crisis_words('es', 'C', '
  arañe, autolesionar, cortando, cortar, corte, corto, herir, lastimar, lastime, lastimo, pego,
  quemar, queme, quemo, rasguñe
');
call private.add_crisis_words('es', 'i', '
  cansada de, cansado de, cansao de, chato de, harta de, harto de, me canse de, me rindo
');
call private.add_crisis_words('es', 'D', '
  elegi el dia, he decidido, he elegido el dia, lo tengo decidido, lo tengo pensado, tengo
  fecha, tome la decision, ya decidi, ya lo tengo decidido, ya tengo fecha
');
call private.add_crisis_words('es', 'A', '
  he vivido bastante, irme con el, irme con ella, me ire con, no estare, no me quedan ganas, no
  tiene sentido, no voy a estar, nunca mejora, reunirme con, seguro
');
call private.add_crisis_words('es', 'G', '
  cuida de, cuidad a, cuiden, cuiden a, cuiden al, no me busqueis, no me busquen
');
call private.add_crisis_words('es', 'S', '
  gracias por la paciencia, gracias por todo, las quiero, los amo, los quiero, los quiero mucho,
  perdon, perdonadme, perdoname, perdonenme
');
call private.add_crisis_words('es', 'P', '
  desmaye, desmayo, la regla, me desmaye, se me cae
');
call private.add_crisis_words('es', 'W', '
  adelgazar, baje, bascula, calorias, gorda, gordo, grasa, kilo, kilos, peso, tragar
');
call private.add_crisis_words('es', 'B', '
  duele el pecho, el corazon, me odio, sangre, tengo en pie, veces hoy
');
call private.add_crisis_words('es', 'R', '
  cicatrices, los brazos, los cortes, manga larga, mangas largas, mis brazos
');
call private.add_crisis_words('es', 'X', '
  calor, esconder, grados, me vea los brazos, no me vea, no me vean, no me vean los brazos,
  notan, tapar, vea, vean
');
call private.add_crisis_words('es', 'V', '
  con su vida, no sale viva, no sale vivo, se va a arrepentir, se van a arrepentir, se van a
  enterar, van a llorar, van a llorar todos
');
call private.add_crisis_words('es', 'N', '
  del salon, el insti, no vayan, q no vayan, que nadie vaya, que no vayan, su casa
');

-- French.
call private.add_crisis_words('fr', '.', '
  en direct, feuille morte, mort de faim, mort de fatigue, mort de rire, morte de faim, morte de
  fatigue, morte de rire, nature morte, point mort, vie de famille
');
call private.add_crisis_words('fr', 'Z', '
  a la tache, a le repeter, a te le dire, au boulot, au travail, cheveux, d ennui, d envie, d
  impatience, de chaud, de curiosite, de faim, de fatigue, de froid, de honte, de peur, de rire,
  de soif, de vieillesse, dennui, denvie, en cuisinant, epluchant, frange, gencives, la frange,
  la partie de, le temps, ongles, prevention du suicide, prise de sang, quand il verra, s est
  suicide, sest suicide, si je rate, suicide squad
');
call private.add_crisis_words('fr', 'z', '
  abdos, archives, au four, batterie, blague, bornes, bouchons, boulot, burpees, canape, cardio,
  ce dossier, ces biscuits, chanson, cheville, chocolat, cinema, coach, cote, courbatures,
  courir, course, cuisine, cuisses, devoirs, documentaire, dos, dossier, durkheim, en corse,
  entrainement, examen, exams, film, footing, formation, fractionne, fumer, genou, haha*, hihi,
  huitres, jambes, jeu video, karaoke, km, le four, lol, marathon, mdr, mollets, muscu,
  natation, oignon, oignons, pave, pizza, plage, pluie, podcast, pompes, ptdr, quinze jours,
  rasant, regime, reunion, reveils, rigole, roman, salle, seance, sous la pluie, sport, squats,
  sucre, tabac, telephone, velo, yoga
');
call private.add_crisis_words('fr', 'x', '
  adieu a tous, adieu pour toujours, arreter de vivre, aucune raison de continuer, aucune raison
  de vivre, aurais du mourir, avale tous les cachets, avale tous les medicaments, avale tous mes
  medicaments, avale une boite, avaler des cachets, avaler tous les cachets, avaler tous mes
  medicaments, boite de cachets, boite de medicaments, boite de somniferes, c est mon dernier
  soir, cesser d exister, cesser dexister, devrais etre mort, devrais etre morte, devrais
  mourir, dis a ma mere que je l aime, disparaitre a jamais, disparaitre pour toujours, dites a
  ma mere, dites a mes enfants, dormir a jamais, dormir pour toujours, ecrit ma lettre, envie d
  en finir, envie de crever, envie de mourir, envie den finir, fatigue de vivre, fatiguee de
  vivre, foncer dans un arbre, j aimerais etre mort, j aimerais etre morte, jaimerais etre mort,
  jaimerais etre morte, jamais ne, je manquerais a personne, je ne manquerai a personne, je ne
  manquerais a personne, la vie n a plus de sens, la vie na plus de sens, la vie ne vaut pas, la
  vie vaut pas, lasse de vivre, lettre d adieu, lettre dadieu, lettres d adieu, lettres dadieu,
  m endormir et ne plus, m endormir pour toujours, m ouvrir les veines, ma vie n a aucun sens,
  ma vie n a plus de sens, ma vie na aucun sens, ma vie na plus de sens, marre de la vie, marre
  de vivre, me coller une balle, me couper les veines, me faire sauter la cervelle, me foutre
  une balle, me jeter d un pont, me jeter dans le vide, me jeter du pont, me jeter dun pont, me
  jeter par la fenetre, me jeter sous, me mettre une balle, me reveiller jamais, me tailler les
  veines, me tirer une balle, me trancher les veines, mendormir et ne plus, mendormir pour
  toujours, merite de mourir, merite pas de vivre, mieux mort, mieux morte, mouvrir les veines,
  n avoir jamais existe, navoir jamais existe, ne jamais etre ne, ne jamais etre nee, ne jamais
  me reveiller, ne pas me reveiller, ne plus etre la, ne plus exister, ne plus jamais me
  reveiller, ne plus me reveiller, overdose, partir de ce monde, pas de raison de vivre, pas
  envie de vivre, pas me reveiller, personne ne me regrettera, personne ne me regretterait,
  planter ma voiture, plus aucune raison de vivre, plus de raison de vivre, plus de sens a ma
  vie, plus envie de vivre, plus exister, plus gout a la vie, plus l envie de vivre, plus le
  gout de vivre, plus lenvie de vivre, prefere etre mort, prefere etre morte, prefererais etre
  mort, prefererais etre morte, prendre tous mes medicaments, pris tous les cachets, pris tous
  mes medicaments, pris toute la boite, quand je ne serai plus la, quand je serai mort, quand je
  serai morte, quand je serai plus la, quitter ce monde, sauter d un pont, sauter dans le vide,
  sauter du pont, sauter du toit, sauter dun pont, sauter par la fenetre, si j etais plus la, si
  je disparaissais, si je mourais, si je n etais plus la, si je netais plus la, si jetais plus
  la, surdose, toute la boite, vaut pas la peine d etre vecue, vaut pas la peine de vivre,
  voudrais etre mort, voudrais etre morte
');
call private.add_crisis_words('fr', 'q', '
  a en finir, denvie den finir, en finir avec la vie, en finir avec tout, finir avec la vie,
  idees suicidaires, je me tue, jme tue, jveux en finir, kms en serio, kms frr, kms hj, m
  empoisonner, m enlever la vie, m oter la vie, m tuer, me buter, me donner la mort, me faire du
  mal pour mourir, me flinguer, me foutre en l air, me foutre en lair, me noyer, me pendre, me
  pends, me suicide, me suicider, me suiciderai, me suicidé, me supprimer, me tuer, me tuerai,
  men finir, menlever la vie, mettre fin a ma vie, mettre fin a mes jours, mettre fin a tout,
  mettre un terme a ma vie, moter la vie, mtuer, nen finir, pensees suicidaires, qu a en finir,
  qua en finir, veux d en finir, veux en finir avec la vie, veux en finir avec tout
');
call private.add_crisis_words('fr', 's', '
  sucid*, suicid*, suicidaire, suicidaires, suicide, suisid*
');
call private.add_crisis_words('fr', 'd', '
  crever, ma mort, mourir, mourrir, plus vivre
');
call private.add_crisis_words('fr', 'l', '
  continuer a vivre, etre en vie, etre vivant, etre vivante, exister, la vie, ma vie, rester en
  vie, vivre
');
call private.add_crisis_words('fr', 'c', '
  avancer, continuer, etre ici, etre la, me battre, me lever, me reveiller, rester la
');
call private.add_crisis_words('fr', 'w', '
  ai hate de, aimerais, besoin de, envie, envie d, envie de, espere, hate de, j espere, jai
  envie de, jaimerais, jve, jveu, jveut, jveux, jvoudrais, prefere, prefererais, pret a, prete
  a, souhaite, souhaiterais, veu, veut, veux, voudrais, voulais
');
call private.add_crisis_words('fr', 'g', '
  ai decide de, ce soir, ce soir je, compte, decide, decide de, jai decide de, je vais, jvai,
  jvais, pense a, prevois de, prevu de, sur le point de, vai, vais, vé
');
call private.add_crisis_words('fr', 't', '
  ai envie de, comment, d envie de, envi de, envies, essaie de, essaye de, essayer de, facon de,
  failli, g envie de, idee de, idees, imagine, j ai recommence a, jai envi de, l idee de, lidee
  de, me sens, moyen de, moyens de, pensees, penser a, pulsion, pulsions, recommence a,
  recommencé, reve de, songe a, tentative, tentative de, tente de, trop envie
');
call private.add_crisis_words('fr', 'n', '
  aucun, aucune, jamais, n, ne, non, pas, personne, plus, rien, sans
');
call private.add_crisis_words('fr', 'j', '
  arrive plus a, n arrive plus a, narrive plus a, peu plus, peut plus, peux pas, peux plus,
  supporte plus, supporte plus de
');
call private.add_crisis_words('fr', 'f', '
  a jamais, ainsi, comme ca, demain, encore, plus jamais, pour de bon, pour toujours, un jour de
  plus
');
call private.add_crisis_words('fr', 'r', '
  avenir, but, espoir, force, interet, issue, raison, raisons, sens
');
call private.add_crisis_words('fr', 'h', '
  automutil*, lame de rasoir, lames de rasoir, m arracher, m automutiler, m entailler,
  mautomutiler, me blesse expres, me blesser, me brule, me bruler, me coupe, me couper, me faire
  du mal, me fais du mal, me frappe, me frapper, me griffer, me mutile, me mutiler, me punir, me
  scarifie, me scarifier, me suis coupe, me suis coupee, me suis fait du mal, me taillade, me
  taillader, me taper la tete, mentailler, mutil*, scarifi*, scarification*
');
call private.add_crisis_words('fr', 'b', '
  sans moi, si je pars, si je suis plus la
');
call private.add_crisis_words('fr', '+', '
  facile, heureux, meilleur, mieux, soulagee, soulages, tranquille, tranquilles
');
call private.add_crisis_words('fr', 'e', '
  elles, ils, le monde, les gens, ma famille, ma femme, mes enfants, mes parents, mes proches,
  mon mari, seraient, tous, tout le monde, vous seriez
');
call private.add_crisis_words('fr', 'k', '
  abattre, assassiner, bruler, buter, cogner, egorger, empoisonner, etrangler, faire du mal,
  faire du mal a, flinguer, fracasser, frapper, planter, poignarder, tirer sur, tuer
');
call private.add_crisis_words('fr', 'o', '
  ce type, cet homme, des gens, les autres, ma copine, ma fille, ma mere, ma soeur, mes
  collegues, mon beau pere, mon bebe, mon chef, mon collegue, mon copain, mon ex, mon fils, mon
  frere, mon patron, mon pere, mon prof, mon voisin, quelqu un, quelquun
');
call private.add_crisis_words('fr', 'K', '
  l etrangler, la buter, la flinguer, la poignarder, le buter, le flinguer, le planter, le
  poignarder, les abattre, les buter, les flinguer, les poignarder, les tuer, letrangler, leur
  faire du mal, lui faire du mal, tous les tuer
');
call private.add_crisis_words('fr', 'a', '
  anorexie, anorexique, boulimie, boulimique, crise de boulimie, gerber, laxatif, laxatifs, me
  purge, purger, vomi, vomir, vomis, vomit
');
call private.add_crisis_words('fr', 'm', '
  apres avoir mange, apres chaque repas, apres les repas, apres manger, chaque fois que je
  mange, chaque repas, manger, me faire, me fais, mes repas, tout ce que je mange
');
call private.add_crisis_words('fr', 'y', '
  0 calorie, 0 calories, a quoi bon, a quoi bon continuer, a quoi bon vivre, a quoi ca sert de
  vivre, abandonne la vie, achete une arme, ana c, ana est, arrete de manger, arreter de manger,
  arrive plus a continuer, assez vecu, au sang, aucun avenir, aucun espoir, aucun lendemain,
  aucune issue, bien fait pour moi, bras en sang, cachets devant, cachets sont devant, calories
  par jour, cherchez pas a me, cheveux tombent, choisi ma date, chui sur le pont, crise vomi,
  dans les pommes, de s en aller, de vivre mais, debout sur le pont, demain ca sera, derniere
  soiree, dites aux enfants, doigts au fond de la gorge, doigts dans la gorge, donne mes
  affaires, donne toutes mes, du mal au bebe, ecrit les lettres, ecrit une lettre, encore fait
  vomir, envie de disparaitre, envie de vivre, etouffe ma, etouffe ma mere, etouffer ma, etre
  plus la, faire la peau, faire une betise, faire une connerie, fait une ts, fait vomir, fasse
  du mal, fera la peau, fini de faire semblant, fini pour moe, fini pour moi, frappe ma femme,
  frappe mes enfants, gout de vivre, idees noires, ira jamais mieux, j abandonne tout, j ai
  decide que non, j ai une arme, j arrete ca, j attends plus rien, j en peux plus, j en peux
  plus de la vie, j etouffe ma, jai une arme, jamais me reveiller, jamais mieux, jarrete ca,
  jattends plus rien, je l ai secoue, je la bute, je le bute, je le tue, je mange pas, je n en
  peux plus, je ne serai plus la, je nen peux plus, je plante, je serai plus la, je suis un
  fardeau, je vomis tout, jen peux plus, jenpeux plus, jla bute, jle bute, jmange toujours pas,
  jme fasse du mal, jours que j ai rien, jours que jai rien, jours que je mange, jours que je ne
  mange, jours sans manger, jserai plus la, jusqu au sang, jusquau sang, juste vide, jvais le
  planter, jveux disparaitre, jveux pas en avoir, kg avant, l abandonne, l gout de vivre, la
  lettre est, la vie avec, laisse la lettre, laisse une lettre, les bras en sang, les lettres
  sont, lgout de vivre, m affame, m affamer, m en voulez pas, m endormir et ne jamais, ma
  derniere nuit, ma derniere soiree, ma ts, maffame, maffamer, mal au bebe, mange plus, mange
  plus rien, mange rien, mange toujours pas, matin est une punition, me cherchez pas, me faire
  mal, me faire saigner, me faire vomir, me fais vomir, me passer dessus, me trouve encore,
  medicaments devant, men voulez pas, mendormir et ne jamais, merite pas de manger, mieux sans
  moi, mon tca, mon tca est, ne compte pas trainer, pas d avenir, pas d issue, pas davenir, pas
  dissue, pas en avoir 16, pas la force de continuer, pas la peine de m ecrire, pas la peine de
  me relancer, pas la peine de mecrire, pas mange depuis, passer a l acte, passer a lacte,
  passer dessus, passerai pas noel, payer de sa vie, pense qu a en finir, pense qua en finir,
  peur de ce que je pourrais, peur de faire du mal, peur de lui faire, peur de manger, peur de
  me faire, peur de moi, peux pas continuer, peux plus continuer, peux plus continuer comme ca,
  plus aucun espoir, plus capable de vivre, plus d avenir, plus d espoir, plus d issue, plus d
  issue sauf, plus davenir, plus de ce monde, plus de raison de rester, plus despoir, plus
  dissue, plus etre la, plus la force, plus mange depuis, plus rien ici pour moi, plus rien n a
  de sens, plus rien na de sens, poids mort pour, pourquoi continuer, pus capable, qu un
  fardeau, quand tu liras, quand vous lirez, que a en finir, que ca s arrete, que ca sarrete,
  que la douleur s arrete, que la douleur sarrete, que tout s arrete, que tout sarrete, quun
  fardeau, raison de rester, recoupee, regles ont disparu, rentrerai pas a la maison, rien
  avale, rien ici pour moi, rien mange, rien mange depuis, rien manger, rien manger depuis, rien
  n a de sens, rien na de sens, rigolera plus, saigne beaucoup, sans scarif, scarif, scarif
  encore, sera sans moi, serai plus de ce monde, si tu lis ca, si vous lisez ca, suis fait
  vomir, tanne de vivre, tete contre le mur, toucheraient l assurance, tout arreter pour de bon,
  tout donne, trop fort cette fois, un fardeau pour, un poids pour ma, un poids pour mes, un
  poids pour tout le monde, une arme chargee, une fois parti, une fois partie, une ts, va le
  payer, vais le tuer, vecu assez, verrai pas, veux disparaitre, veux encore descendre, vois
  encore enorm*, vois encore enorme, vois plus d issue, voix me disent, voix qui me disent,
  vomis tout, voudrais disparaitre, zero calorie, zero repas
');
call private.add_crisis_words('fr', 'M', '
  jme, m, me
');
call private.add_crisis_words('fr', 'C', '
  blesse, brule, coupe, coupee, couper, frappe, griffe, griffee, mutile, mutiler, scarifie,
  scarifier, taillade
');
call private.add_crisis_words('fr', 'i', '
  epuise de, fatigue de, fatiguee de, las de, lasse de, marre de, tanne de
');
call private.add_crisis_words('fr', 'D', '
  ai decide, choisi la date, choisi le jour, decision est prise, j ai decide, jai decide, pris
  ma decision
');
call private.add_crisis_words('fr', 'A', '
  assurance, je rejoins, la rejoindre, le rejoindre, ne serai plus, rejoindre, s en aller, serai
  plus la
');
call private.add_crisis_words('fr', 'G', '
  je m en vais, jmen vais, occupe toi de, occupez vous, occupez vous bien, occupez vous de,
  occupez vous du, prenez soin de
');
call private.add_crisis_words('fr', 'S', '
  adieu, bisous a tous, je vous aime, jvous aime, merci pour tout, pardon, pardonne moi,
  pardonnez moi, que je les aime
');
call private.add_crisis_words('fr', 'P', '
  evanoui, evanouie, hospitalisation, pommes, tombe dans les pommes, tombee dans les pommes, vue
  qui se brouille
');
call private.add_crisis_words('fr', 'W', '
  avale, balance, calorie, calories, enorme, grosse, je mange, kg, kilo, kilos, maigrir, mange,
  poids
');
call private.add_crisis_words('fr', 'B', '
  coeur, du sang, fois aujourd hui, jtiens plus debout, mon coeur, sang, tiens plus debout,
  toute la nuit, trois fois aujourd hui
');
call private.add_crisis_words('fr', 'R', '
  les bras, manche longue, manches longues, mes bras
');
call private.add_crisis_words('fr', 'X', '
  aout, cacher, canicule, craque, en sang, juillet, recommence, voient, voit
');
call private.add_crisis_words('fr', 'V', '
  ca va saigner, ils vont tous, mal finir pour, tous y passer, va saigner
');
call private.add_crisis_words('fr', 'N', '
  au lycee, chez eux, la classe, venez pas, viens pas
');

-- German.
call private.add_crisis_words('de', '.', '
  am leben bleiben im spiel, lach mich tot, lebenslauf, lebensmittel, tod mude, todmude,
  todsicher, tot lachen, tote hose, toter punkt, totlachen
');
call private.add_crisis_words('de', 'Z', '
  an altersschwache, beim kartoffelschalen, beim kochen, beim schneiden, fingernagel, haare, im
  spiel, kartoffelschalen, pony, schluss fur heute, selbstmordkommando, squad, suicide squad,
  suizidpravention, vor durst, vor hitze, vor hunger, vor kalte, vor lachen, vor langeweile, vor
  neugier, vor scham, zur suizidpravention, zwiebelschneiden
');
call private.add_crisis_words('de', 'z', '
  akku, arbeit, backblech, beim rasieren, beine, berg, burpees, cardio, chef, coach, diat, doku,
  drucker, fahrweise, film, fitness, gym, haha*, handy, hausaufgaben, hecke, hihi, joggen,
  karaoke, kilometer, kirchenbuch, klausur, km, knie, kniebeugen, knochel, kuche, kuchenbacken,
  lauf, laufen, level, lied, liegestutze, lol, marathon, mathe, meeting, muscheln, muskelkater,
  nur spass, ostsee, pizza, podcast, prufung, rad, rauchen, regen, roman, rucken, scherz,
  schokolade, schwimmen, spatzle, sport, stau, teller, trainer, trainieren, training, uhr
  aufstehen, urgrossonkel, waden, war spass, witz, workout, yoga, zucker, zwei wochen, zwiebel,
  zwiebeln
');
call private.add_crisis_words('de', 'x', '
  abschiedsbrief, abschiedsbrief*, abschiedsbriefe, alle pillen, auf die gleise legen, aufhoren
  zu existieren, aufhoren zu leben, aus dem fenster springen, aus dem leben gehen, aus dem leben
  scheiden, aus dieser welt, besser tot, das leben lohnt, das leben satt, diese welt verlassen,
  einfach nicht aufwachen, einschlafen und nicht, einschlafen und nie, fur immer einschlafen,
  fur immer schlafen, fur immer verschwinden, fur immer weg, ganze packung tabletten, gegen
  einen baum fahren, grund zum leben, hor auf zu existieren, ich ware gern tot, kein bock mehr
  auf leben, kein grund zu leben, keine lust mehr am leben, keine lust mehr auf leben, keine
  lust mehr zu leben, keinen bock mehr auf leben, keinen bock mehr zu leben, keinen grund mehr
  zu leben, keinen grund zu leben, keinen lebensmut, keinen lebenswillen, keiner wird mich
  vermissen, keiner wurde mich vermissen, kugel durch den kopf, kugel geben, kugel in den kopf,
  leben hat keinen sinn, leben ist sinnlos, leben keinen sinn, leben nicht mehr lebenswert,
  leben satt, lebensmut, lebt wohl, lieber tot, lohnt sich nicht mehr zu leben, lohnt sich nicht
  zu leben, macht es gut fur immer, mein leben hat keinen sinn, meine letzte nacht, mude vom
  leben, nicht langer leben, nicht lebenswert, nicht mehr aufwache, nicht mehr aufwachen, nicht
  mehr existieren, nicht mehr leben, nicht verdient zu leben, nichts wofur es sich lohnt, nichts
  wofur ich lebe, nie auf der welt, nie geboren, nie geboren worden, nie mehr aufwache, nie mehr
  aufwachen, nie wieder aufwache, nie wieder aufwachen, niemand wird mich vermissen, niemand
  wurde mich vermissen, nimmer leben, packung tabletten, pulsader, pulsadern, sag meiner mama,
  sag meiner mutter, sagt meinen kindern, schlaftabletten, sollte nicht leben, sollte sterben,
  sollte tot sein, sterbewunsch, tabletten gesammelt, tabletten geschluckt, todesgedanken,
  todessehnsucht, todeswunsch, tot sein, tot ware, uberdosis, verdiene es nicht zu leben,
  verdiene zu sterben, vom balkon springen, vom dach springen, von der brucke springen, von
  dieser welt, von einer brucke, von ner brucke, vor den zug, vor die bahn werfen, vor die u
  bahn, vor einen zug, vorn zug, ware besser tot, ware ich doch tot, ware ich nur tot, ware ich
  tot, ware lieber tot, wenn es mich nicht, wenn ich nicht mehr bin, wenn ich nicht mehr da bin,
  wenn ich nicht mehr da ware, wenn ich sterbe, wenn ich sterben wurde, wenn ich tot bin, wenn
  ich weg ware, wenns mich nicht, wurde mich eh keiner vermissen, wurde mich keiner vermissen,
  wurde mich niemand vermissen
');
call private.add_crisis_words('de', 'q', '
  allem ein ende, alles beenden, beende ich mein leben, beende mein leben, bring ich mich um,
  bring mich heut noch um, bring mich heut um, bring mich heute noch um, bring mich heute um,
  bring mich um, bringe ich mich um, bringe mich um, das leben nehmen, dem leben ein ende,
  erhange mich, erschiesse mich, hang mich auf, mein leben beenden, mein leben zu beenden,
  meinem leben ein ende, mich aufhangen, mich erhangen, mich erschiessen, mich ertranken, mich
  selber umbringen, mich selbst toten, mich selbst umbringen, mich toten, mich um bringen, mich
  umbring, mich umbringe, mich umbringen, mich umzubringen, mich vergiften, mich wegmachen, mich
  zu toten, mir das leben nehmen, mir das leben zu nehmen, mir etwas antun, mir etwas anzutun,
  mir was antun, mir was anzutun, mit allem schluss, mit dem leben abgeschlossen, mit dem leben
  abschliessen, nehm mir das leben, nehme mir das leben, schluss machen mit allem, selbstmord
  begehen, selbstmord machen, selbstmordgedanken, suizid begehen, suizidal, suizidgedanken
');
call private.add_crisis_words('de', 's', '
  freitod, selbsmord, selbstmord, selbstmord*, suicid*, suizid, suizid*
');
call private.add_crisis_words('de', 'd', '
  draufgehen, krepieren, sterbe, sterben, stirb, stürbe, tot, verrecken
');
call private.add_crisis_words('de', 'l', '
  am leben, am leben sein, auf der welt sein, auf dieser welt sein, dasein, existieren, labe,
  leben, leben müssen, vom leben, weiter leben, weiterleben, weiterzuleben, zu leben
');
call private.add_crisis_words('de', 'c', '
  aufstehen, aufwachen, da sein, hier sein, kampfen, weiter, weiter machen, weiterkampfen,
  weitermachen, weiterzumachen
');
call private.add_crisis_words('de', 'w', '
  am liebsten, bereit zu, hab lust, habe lust, hoffe, hoffentlich, konnt, lieber, mag, mocht,
  mochte, sehne mich, wil, will, willl, wollte, wunsch, wunsche, wunscht, wunschte, wurde gern,
  wurde gerne
');
call private.add_crisis_words('de', 'g', '
  beschlossen, entschieden, geplant, hab vor, habe vor, heute abend, heute nacht, kurz davor,
  plan, plane, vorhabe, werd, werde, wird
');
call private.add_crisis_words('de', 't', '
  angefangen, daran gedacht, daruber nach, denk, denk an, denk dran, denke, denke an, denke
  daran, denke dran, drang, druck, gedanke, gedanken, muss, nachgedacht, stell mir vor, stelle
  mir vor, traume davon, uberleg, uberlege, uberlegt, versuch, versuche, versucht, wie ich, wie
  man, wieder, wieder angefangen
');
call private.add_crisis_words('de', 'n', '
  kein, keine, keinem, keinen, net, nich, nicht, nichts, nie, niemals, nimmer, nix, ohne
');
call private.add_crisis_words('de', 'j', '
  ertrag es nicht, ertrage es nicht, halt es nicht, halte es nicht, halts nicht, kann nich, kann
  nicht, kann so nicht, pack es nicht, schaff es nicht, schaffe es nicht
');
call private.add_crisis_words('de', 'f', '
  aus, fur immer, langer, mehr, morgen, nie mehr, nie wieder, noch einen tag, nochmal
');
call private.add_crisis_words('de', 'r', '
  ausweg, grund, hoffnung, kraft, perspektive, sinn, zukunft, zweck
');
call private.add_crisis_words('de', 'h', '
  arm aufgeschnitten, arme aufgeschnitten, geritzt, mich bestrafen, mich blutig, mich
  geschnitten, mich kratzen, mich ritzen, mich schneiden, mich selbst schlagen, mich selbst
  verletzen, mich selbst verletzt, mich verbrennen, mich verletzen, mich zu schneiden, mich zu
  verletzen, mir selber weh, mir selbst weh, mir weh tun, mir wehtun, mir wehzutun,
  rasierklinge, rasierklingen, ritz mich, ritze, ritze mich, ritzen, schlage mich, schneid mich,
  schneide mich, selbst verletzen, selbstverletz*, selbstverletzung, svv, tu mir weh, tue mir
  weh, verletz mich, verletze mich
');
call private.add_crisis_words('de', 'b', '
  ohne mich, wenn ich gehe
');
call private.add_crisis_words('de', '+', '
  besser, besser dran, einfacher, froh, glucklicher, gut, leichter
');
call private.add_crisis_words('de', 'e', '
  alle, allen, der welt, die welt, euch, ihnen, ihr, jeder, leute, mein mann, meine eltern,
  meine familie, meine frau, meine kinder, meinen kindern, meiner familie, sie
');
call private.add_crisis_words('de', 'k', '
  abknallen, abschlachten, abstechen, amok, amoklauf, anzunden, bring ihn um, bring sie um,
  bringe ihn um, bringe sie um, ermorden, erschiessen, erstechen, erwurgen, etwas antun, kalt
  machen, kaltmachen, schlagen, tote, toten, totschlagen, uber den haufen, umbring, umbringe,
  umlegen, vergiften, verletzen, verprugeln, was antun, weh tun, wehtun, zusammenschlagen
');
call private.add_crisis_words('de', 'o', '
  andere, anderen, das schwein, den kerl, den nachbarn, den typen, der schule, die nachbarn, die
  schule, ihm, ihn, jemandem, jemanden, mein baby, meine ex, meine freundin, meine kollegen,
  meine mutter, meine tochter, meinem baby, meinem kind, meinen bruder, meinen chef, meinen ex,
  meinen freund, meinen lehrer, meinen mann, meinen nachbarn, meinen sohn, meinen stiefvater,
  meinen vater, menschen, sie alle
');
call private.add_crisis_words('de', 'a', '
  abfuhrmittel, ausgekotzt, auskotzen, bulimie, bulimisch, erbreche, erbrechen, erbrochen,
  fressanfall, fressanfalle, gekotzt, hungere, hungern, kotze, kotzen, magersucht, magersuchtig,
  ubergebe, ubergeben
');
call private.add_crisis_words('de', 'm', '
  absichtlich, alles was ich esse, bis ich verschwinde, finger in den hals, jede mahlzeit, jeden
  bissen, jedes mal wenn ich esse, mich zu tode, nach dem essen, nach jedem essen, nach jeder
  mahlzeit
');
call private.add_crisis_words('de', 'y', '
  0 kalorien, abend is schluss, abschied geschrieben, alle tabletten, allen zur last, alles hat
  keinen sinn, alles keinen sinn mehr, alles sinnlos, alles verschenkt, ana ist die, ana lasst,
  angst dass ich ihm, angst dass ich mir, angst vor dem essen, angst vor mir, angst vor mir
  selber, angst vor mir selbst, angst was ich tue, angst zu essen, arme sehen schlimm, arme
  zerkratzt, auf zu bluten, aufgehort zu essen, aufhoren abzunehmen, aufm schulklo, ausweglos,
  auto erwischt, beine zerkratzt, bin eine last, bin ich nicht mehr da, bis blut kam, bis es
  blutet, bis sonntag kein essen, blutig gekratzt, brauchst du mir nicht mehr, brief
  geschrieben, briefe geschrieben, bring mich noch, dafur bluten, dafur wird er bluten, dann
  nicht mehr da, das hungern, dass alles aufhort, dass alles vorbei ist, dass der schmerz
  aufhort, dass es aufhort, dass es vorbei ist, dass ich sie lieb, den finger in den hals, der
  brief liegt, der brucke und weiss, derschlag i, die briefe, die briefe liegen, die
  versicherung zahlt, echt nich, ein morgen gibt, eine dummheit, eine last, eine last fur, eine
  pistole, einfach verschwinden, einfach weg sein, erschlag ihn, erschlage ihn, ertrag das nicht
  mehr, ertrage das alles nicht, ertrage es nicht mehr, es mich bald, es mich nicht mehr gibt,
  ess nichts mehr, esse gar nichts, esse nichts mehr, esse nix mehr, fahr heute nicht mehr heim,
  finger in den, finger in hals, frau geschlagen, frau wieder geschlagen, fressen kotzen, fur
  immer halt, gar nich 15, gar nichts gegessen, geb auf alles, gebe auf alles, gebe auf mit
  allem, gegen die wand geschlagen, genug gelebt, geschieht mir recht, gibts mich nicht mehr,
  grund zu bleiben, haare aus, hab eine waffe, hab es geschuttelt, hab mich geschnitten, hab ne
  waffe, habe aufgegeben, habe eine waffe, halt es nicht mehr aus, halt mich hier nichts, halte
  es nicht mehr aus, halts nicht mehr aus, hass ich mich, hast was unterm bett, hat alles keinen
  sinn, heute ist schluss, heute nacht schluss, hort nicht auf zu bluten, hunger mich, hungere
  mich, hungern nicht mehr, i kann nimma, ich bring ihn, ich ihn kalt, ich kann nicht mehr
  leben, ich kann nimmer, ich mag nicht mehr, ich stech den, ich stech die, ich verbrenne mich,
  ich will nicht mehr, ihm wehtun, ihr wehtun, in den hals, ist alles sinnlos, ist tot wenn ich,
  jeder morgen eine strafe, kalorien am tag, kann einfach nicht mehr, kann nich mehr echt, kann
  nicht mehr ich, kann nicht mehr weiter, kann so nicht weiter, kann und will nicht mehr, kein
  ausweg, kein grund zu bleiben, kein morgen, keine hoffnung, keine zukunft, keine zukunft mehr,
  keinen ausweg, keinen ausweg mehr, kind geschlagen, kopf gegen die, kopf gegen die wand, kopf
  so lange gegen, kotz es, kotz es wieder, kotzen fressen, lacht mein chef, lacht nicht mehr,
  lange genug gelebt, last fur, luscht meh, luscht meh z labe, mach heut schluss, mach ich ihn
  kalt, mach ihn kalt, meine arme sieht, meine frau geschlagen, meine frau umzubringen, meine
  tage sind weg, meinen bruder ersticke, meinen mann umzubringen, mich absichtlich, mich aufm,
  mich bald nicht mehr, mich hier nichts, mich hungern, mich wieder geritzt, mir wieder was an,
  mit dem leben schluss, mog nimma, monate sauber, ne last, nicht 15 werden, nicht alter werden,
  nicht mehr besser, nicht mehr da bin, nicht mehr da sein, nicht mehr da war, nicht mehr da
  ware, nicht mehr zu schreiben, nicht verdient zu essen, nichts gegessen, nichts mehr essen,
  nichts mehr gegessen, nie wieder essen, nie wieder gut, nimma leben, nix gegessen, nix mehr
  gegessen, noch a qual, noch weiter runter, noch zu fett, null kalorien, nur eine last, nur
  leer, nur noch leer, nur noch qual, nur zur last, ohne mich war die, ohne mich ware, pack des
  ois nimma, sachen sind verschenkt, sachen verschenkt, sagt den kindern, schluss mit allem,
  schluss zu machen mit dem, schneidedruck, schnittdruck, schulklo geschnitten, seh keinen
  ausweg, sehe keinen ausweg, sehe nur fett, seit tagen nichts gegessen, so nicht weiterleben,
  stech ich sie ab, stech ihn ab, stech sie ab, steche ihn, steh auf der brucke, steht mein
  entschluss, stimmen befehlen, stimmen sagen, such mich nicht, sucht mich nicht, svv druck,
  tabletten liegen, tabletten vor mir, tage nichts gegessen, tage nix gegessen, tage sauber,
  tagen nichts gegessen, tagen nix gegessen, tiefer als ich, tu ich mir was an, tu ich mir
  wieder was, uberlebt das nicht, umgekippt aber, unalive, unalive mich, verbrenne ich mich,
  verbrenne mich, verdiene es nicht zu essen, verdiene kein essen, verletze ich mich, viel zu
  fett, vor mir liegen die tabletten, warum ich weitermachen, was unterm bett, wegen dem
  gewicht, weitermachen soll, wenn du das liest, wenn ich ess, wenn ich esse, wenn ihr das lest,
  will einfach nicht mehr, will gar nich, will verschwinden, will weg sein, wird eh nie besser,
  wird er bluten, wird nie besser, wo ich hin gehe, wozu das alles, wozu leben, wozu noch, wozu
  noch leben, wozu ziele, ziele brauch ich keine, zu fett, zum kotzen bringen
');
call private.add_crisis_words('de', 'i', '
  hab genug vom, lebensmude, mude vom, mude von, so mude vom, uberdrussig
');
call private.add_crisis_words('de', 'D', '
  der tag steht fest, entschluss, hab mich entschieden, habe mich entschieden, mich entschieden,
  tag steht fest, warte nicht mehr lange
');
call private.add_crisis_words('de', 'A', '
  genug gesehen, keinen sinn, keinen sinn mehr, lebensversicherung, nicht mehr da, versicherung,
  zu ihm, zu ihr, zu meinem mann, zu meiner frau, zu meiner hilde
');
call private.add_crisis_words('de', 'G', '
  kummer dich um, kummert euch, kummert euch um, pass auf meine, passt auf, sucht mich
');
call private.add_crisis_words('de', 'S', '
  danke fur alles, hab euch lieb, ich liebe euch, sorry an alle, sry an alle, tschuss leute, tut
  mir leid, verzeih mir, verzeiht mir
');
call private.add_crisis_words('de', 'P', '
  kaum stehen, ohnmachtig, schwarz, umgekippt, zusammengeklappt
');
call private.add_crisis_words('de', 'W', '
  abnehmen, abzunehmen, dick, ess, esse, fett, gewicht, kalorien, kg, kilo, mensa, waage
');
call private.add_crisis_words('de', 'B', '
  blut, die ganze nacht, herz, heute zum dritten mal, kaum noch stehen, mein herz
');
call private.add_crisis_words('de', 'R', '
  die arme, langarmlig, lange armel, meine arme
');
call private.add_crisis_words('de', 'X', '
  grad, hitze, merkt, ruckfall, schlimm, sehen, sieht, verstecken, wieder gemacht
');
call private.add_crisis_words('de', 'V', '
  alle dran, passiert was, sind sie alle dran
');
call private.add_crisis_words('de', 'N', '
  bleib daheim, bleib lieber daheim, bleib zuhause, bleibt zuhause, in der schule
');

-- Portuguese.
call private.add_crisis_words('pt', '.', '
  ao vivo, morta de cansaco, morta de fome, morta de sono, morto de cansaco, morto de fome,
  morto de rir, morto de sono, peso morto, ponto morto
');
call private.add_crisis_words('pt', 'Z', '
  a fome, a franja, a mao no forno, a saudade, a sede, cabelo bem, da corrida, de amor, de
  calor, de cansaco, de curiosidade, de fome, de frio, de inveja, de medo, de preguica, de rir,
  de saudade, de saudades, de sono, de tanto rir, de tedio, de vergonha, descascar, dois
  coelhos, esquadrao, esquadrao suicida, franja, matar me depois, no forno, o cabelo bem, o
  tempo, picando, prevencao ao suicidio, prevencao do suicidio, saudades, se eu atrasar,
  setembro amarelo, suicidou, suicidou se, unhas, vai me matar quando
');
call private.add_crisis_words('pt', 'z', '
  a aula, abdominais, academia, acordar as, acucar, agachamento*, ameijoas, aula, barba,
  batatas, bateria, bicicleta, bike, brincadeira, brincando, burpees, cardio, cebola, celular,
  chocolate, chuva, cigarro, comer kkk, correndo, correr, corrida, costas, cozinha, cozinhando,
  curso de, dieta, documentario, duas semanas, estudando, estudar, exame, exames, feijoada,
  filme, flexoes, fumar, ginasio, haha*, joelho, jogo, karaoke, kk, kkk*, km, ladeira, licao,
  livro, lol, louca toda, maratona, musica, nadar, natacao, palestra, panturrilha, partida,
  pernas, pizza, podcast, praia, prova, provas, quilometros, relatorio, reuniao, rsrs*, serie,
  spinning, subida, telemovel, tornozelo, trabalhando, trabalhar, trabalho, trabalho de
  portugues, transito, treinando, treinar, treino, vergonha, yoga, zoeira
');
call private.add_crisis_words('pt', 'x', '
  a vida nao vale, abrir os pulsos, adeus para sempre, adeus pra sempre, atirar me ao, atirar me
  da janela, atirar me da ponte, atirar me de uma ponte, atirar me para, atirar-me da ponte,
  bater o carro, caixa de comprimidos, caixa de remedios, cansada de viver, cansado de viver,
  cansei de viver, carta de despedida, carta de suicidio, cartas de despedida, cartela inteira,
  cortar meus pulsos, cortar os pulsos, corto os pulsos, dar um tiro na cabeca, deixar de
  existir, deixar de viver, deixar este mundo, desaparecer para sempre, desaparecer pra sempre,
  desisti da vida, desistir da vida, desisto da vida, deveria morrer, devia estar morta, devia
  estar morto, devia morrer, diga a minha mae, diga pra minha mae, diz a minha mae, dormir e nao
  acordar, dormir para sempre, dormir pra sempre, estar morta, estar morto, fala pra minha mae,
  farta de viver, farto de viver, frente do comboio, ir embora deste mundo, jogar da ponte,
  jogar o carro, me jogar da janela, me jogar da ponte, me jogar de uma ponte, me jogar do
  predio, me jogar embaixo, me jogar na frente, melhor morta, melhor morto, mereco morrer, minha
  vida nao tem, minha vida nao vale, motivo pra viver, motivos pra viver, na frente do trem, na
  linha do comboio, na linha do trem, nao acordar amanha, nao acordar mais, nao acordar nunca
  mais, nao acordasse, nao acorde, nao existir mais, nao faz sentido viver, nao mereco viver,
  nao tenho motivo para viver, nao tenho motivos para viver, nao tenho razao para viver, nao
  tenho razoes para viver, nao tenho vontade de viver, nao ter nascido, nao tivesse nascido, nao
  vale a pena viver, nao vejo sentido em viver, nao vejo sentido na vida, ninguem sentiria a
  minha falta, ninguem sentiria minha falta, ninguem vai sentir a minha falta, ninguem vai
  sentir minha falta, nunca mais acordar, nunca ter nascido, nunca tivesse nascido, overdose,
  parar de existir, parar de viver, perdi a vontade de viver, preferia estar morta, preferia
  estar morto, pular da janela, pular da ponte, pular de uma ponte, pular do predio, quando eu
  me for, quando eu morrer, quando eu nao estiver, queria estar morta, queria estar morto, razao
  pra viver, sair deste mundo, saltar da janela, saltar da ponte, saltar de uma ponte, se eu
  desaparecesse, se eu morrer, se eu morresse, se eu nao existisse, se eu sumisse, sem vontade
  de viver, sobredose, sumir para sempre, sumir pra sempre, tiro na cabeca, tiro na minha
  cabeca, todos os comprimidos, todos os remedios, tomar todos os comprimidos, tomar todos os
  remedios, tomei todos os comprimidos, tomei todos os remedios, um tiro em mim, uma cartela
  inteira, vida nao faz sentido, vida nao tem sentido, vida perdeu o sentido, viver nao faz
  sentido, vontade de me matar, vontade de morrer, vontade de sumir para sempre
');
call private.add_crisis_words('pt', 'q', '
  acabar com a minha vida, acabar com a vida, acabar com isso tudo, acabar com minha vida,
  afogar me, cometer suicidio, cometer suicidiu, dar fim a minha vida, dar fim na minha vida,
  dar me um tiro, dar um fim em tudo, dar um fim na minha vida, enforcar me, envenenar me,
  ideacao suicida, ideias suicidas, kms en serio, kms frr, kms hj, matar me, matarme, mato me,
  me afogar, me dar um tiro, me enforcar, me envenenar, me mata hoje, me matar, me mato, me
  suicidar, mematar, pensamentos suicidas, por fim a minha vida, por fim a tudo, por fim na
  minha vida, por termo a minha vida, por termo a vida, por um fim a tudo, por um fim em tudo,
  por um fim na minha vida, por um fim nisso, pôr fim à vida, suicidar me, suicidarme, suicido
  me, terminar com a minha vida, terminar minha vida, tirar a minha propria vida, tirar a minha
  vida, tirar a propria vida, tirar minha propria vida, tirar minha vida, vo me mata, vou me
  mata, vou me matar
');
call private.add_crisis_words('pt', 's', '
  sucid*, suicid*, suicida, suicidas, suicidio, suisid*
');
call private.add_crisis_words('pt', 'd', '
  minha morte, morer, morrer, morrese, morresse, morro, nao acordar, nao estar viva, nao estar
  vivo, nao viver
');
call private.add_crisis_words('pt', 'l', '
  a vida, a viver, continuar a viver, continuar viva, continuar vivendo, continuar vivo, estar
  nesse mundo, estar neste mundo, estar viva, estar vivo, existir, ficar vivo, seguir vivendo,
  vida, viva, vivendo, viver, vivo
');
call private.add_crisis_words('pt', 'c', '
  acordar, continuar, continuar assim, estar aqui, ficar aqui, levantar, lutar, seguir, seguir
  em frente
');
call private.add_crisis_words('pt', 'w', '
  desejava, desejo, espero, gostaria de, gostava de, keria, kero, oxala, preciso, preferia,
  prefiro, pronta para, pronta pra, pronto para, pronto pra, qria, qro, quer, queria, quero, so
  queria, tomara que, tomara que eu, vontade de
');
call private.add_crisis_words('pt', 'g', '
  ainda vou, decidi, esta noite, hoje a noite, hoje eu, irei, penso, planeio, planejo, plano
  para, plano pra, prestes a, pretendo, vo, vou
');
call private.add_crisis_words('pt', 't', '
  a pensar em, ando a, comecei a, formas de, ideia de, ideias, imagino, impulso de, maneiras de,
  pensamento, pensamentos, pensando em, pensar em, pensei em, penso em, penso todos os dias em,
  sinto, sonho em, tentar, tentativa, tentativa de, tentativas, tentei, voltar a, voltei, voltei
  a
');
call private.add_crisis_words('pt', 'n', '
  jamais, n, nada, nao, naum, nenhum, nenhuma, num, nunca, sem, ñ
');
call private.add_crisis_words('pt', 'j', '
  ja nao aguento, ja nao consigo, n aguento, n consigo, nao aguento, nao consigo, nao da para,
  nao da pra, nao posso, nao suporto
');
call private.add_crisis_words('pt', 'f', '
  amanha, assim, de novo, mais, mais um dia, nunca mais, outra vez, para sempre, pra sempre, um
  dia mais
');
call private.add_crisis_words('pt', 'r', '
  esperanca, forca, forcas, futuro, motivo, motivos, para que, pra que, razao, razoes, saida,
  sentido
');
call private.add_crisis_words('pt', 'h', '
  a cortar me, arranhar me, auto mutil*, autolesao, autolesoes, automutil*, bater em mim,
  castigar me, cortar me, cortei me, corto me, fazer mal a mim, fazer me mal, ferir me, gilete,
  giletes, magoar me, me aleijar, me arranhar, me bater, me bato, me cortando, me cortar, me
  cortei, me corto, me ferir, me furar, me machucando, me machucar, me machuco, me magoar, me
  mutil*, me punir, me queimar, me queimo, mutilar me, queimar me
');
call private.add_crisis_words('pt', 'b', '
  se eu for embora, se eu fosse embora, sem mim
');
call private.add_crisis_words('pt', '+', '
  aliviados, bem, facil, feliz, felizes, melhor, melhores
');
call private.add_crisis_words('pt', 'e', '
  a minha familia, as pessoas, eles, estaria, estariam, ficaria, ficariam, meus filhos, meus
  pais, minha familia, o mundo, os meus filhos, toda a gente, todo mundo, todos, voces
');
call private.add_crisis_words('pt', 'k', '
  acabar com, agredir, assassinar, bater, dar um tiro, degolar, envenenar, esfaquear, espancar,
  estrangular, fazer mal a, ferir, machucar, magoar, matar, mato
');
call private.add_crisis_words('pt', 'o', '
  a minha ex, a minha mae, a minha mulher, alguem, aquela, aquele, gente, meu bebe, meu chefe,
  meu ex, meu filho, meu irmao, meu marido, meu namorado, meu padrasto, meu pai, meu vizinho,
  meus colegas, minha esposa, minha ex, minha filha, minha mae, minha mulher, minha namorada, o
  meu bebe, o meu chefe, o meu ex, o meu marido, o meu padrasto, o meu pai, o meu vizinho,
  pessoas
');
call private.add_crisis_words('pt', 'K', '
  acabar com a vida dela, acabar com a vida dele, dar lhe um tiro, dar um tiro nela, dar um tiro
  nele, esfaquea la, esfaquea lo, esfaquear ele, estrangula la, estrangula lo, fazer lhe mal,
  machucar ela, machucar ele, magoa la, magoa lo, mata la, mata lo, mata los, matalo, matar ela,
  matar ele, matar eles, matar todo mundo
');
call private.add_crisis_words('pt', 'a', '
  anorexia, botar pra fora, bulimia, bulimica, compulsao, forco, laxante, laxantes, provocar,
  provoco, purga, purgar, vomitando, vomitar, vomitei, vomito
');
call private.add_crisis_words('pt', 'm', '
  a comida, apos comer, cada refeicao, cada vez que como, dedo, dedos, depois das refeicoes,
  depois de cada refeicao, depois de comer, me forco, sempre que como, toda vez que como, tudo o
  que como, tudo que como
');
call private.add_crisis_words('pt', 'y', '
  0 cal, a ana manda, a cabeca na parede, a carta esta, a queimar me, a ver me gorda, acabar com
  a dor, acabar com meu marido, acabar com o meu marido, acabar com tudo, acabo com essa dor,
  acabo com isso, acho enorme, amanha pra mim nao, ana e mia, ana manda, aqui na ponte, arranhei
  as pernas, arranhei me, arranjar uma arma, as cartas estao, as vozes, ate sair sangue, ate
  sangrar, bati na minha mulher, bati no meu filho, bato na minha, cabeca na parede, cabelo cai,
  calorias por dia, cansei de fingir, carro me pegasse, chegar ao natal, com a cabeca na parede,
  com a minha mulher, comprei uma arma, comprimidos a minha frente, comprimidos na minha frente,
  de me magoar, de proposito quando, de viver tb, dedo na garganta, dedos na garganta, dei as
  minhas coisas, dei minhas coisas, deixar de comer, deixei a carta, deixei cartas, deixei de
  comer, deixei uma carta, depois de me ir, desisti de tudo, desistir de tudo, dias limpa, dias
  que nao como, dias sem comer, digam aos miudos, doei tudo, dormir e nao, encontrar com ela,
  enfio uma faca, escrevi as cartas, escritas as cartas, eu acabo com isso, eu ja fui, falem
  pros meus, faz oito dias que nao, fazer algo comigo, fazer alguma coisa comigo, fazer sangue,
  fazer uma asneira, fazer uma besteira, fazer uma loucura, fico mais neste mundo, forcar o
  vomito, forco o vomito, fundo do que eu queria, ha dias sem comer, hei de continuar, hoje eu
  acabo com, humilha mais ninguem, internar me por causa, ir de vez, ja nao aguento mais, ja nao
  precisa de, ja nao preciso de metas, ja nao to mais, ja vivi o que, juro q nao da mais, kg ate
  o, kg entao, levar uma arma, machucar o bebe, mais fundo do que, mais nada faz sentido, mal ao
  bebe, mato ela, mato ele, me acho enorme, me acho gorda, me magoo, me resta nada, medo de
  comer, medo de me fazer, medo de mim, medo do que posso fazer, meses limpa, meses limpo, mia e
  ana, minha ultima noite, moletom nesse, motivo pra ficar, n aguento mais, n me procurem, n
  quero fazer, n vou existir, na agua desde, nada de comida, nada faz sentido, nada mais faz
  sentido, nada vai melhorar, nao aguento mais, nao aguento mais viver, nao comi nada, nao como
  ha, nao como nada, nao consigo continuar, nao consigo mais, nao da mais juro, nao estivesse
  mais, nao ha saida, nao me procurem, nao me resta nada, nao menstruo, nao mereco comer, nao
  mereco comida, nao posso mais, nao precisa mais me, nao preciso de metas, nao quero continuar,
  nao quero fazer 15, nao sai de la viva, nao sai de la vivo, nao sobra nada, nao ta mais aqui,
  nao tem futuro, nao tem saida, nao tenho esperanca, nao tivesse mais aqui, nao to mais aqui,
  nao vai melhorar, nao vejo amanha, nao vejo saida, nao volto a casa, nao vou existir, nesse
  mundo, neste mundo, nunca vai melhorar, os comprimidos na, os remedios na minha frente, pagar
  com a vida, para de sangrar, para que viver, parar de comer, parar de emagrecer, parei de
  comer, passar aquele cara, passo fome, perdi a esperanca, ponte olhando, pra mim acabou, pra q
  continuar, pra q meta, pra que continuar, pra que viver, provocar o vomito, provoco o vomito,
  quando eu nao estiver mais, quando lerem isso, quando lerem isto, quando leres isto, que a dor
  acabe, que a dor pare, que acabe tudo, que isso acabe, que isto acabe, que nao como nada, que
  tudo acabe, queimar me de, queimar me de proposito, queimo me, queria desaparecer, queria
  sumir, quero desaparecer, quero sumir, recaida, receber o seguro, sair sangue, se voce ta
  lendo isso, sem come, sem comer desde, sem comer ha, sem comer nada, sem esperanca, sem
  futuro, sem motivo pra, sem saida, sentido em continuar, so na agua, so queria sumir, so quero
  sumir, so um peso, so vazio, sou um peso, sou um vazio, sufocar a minha, tava limpa, tchau pra
  quem fica, tenho uma arma, terminar com tudo, tirar a vida, to sem come, um carro me pegasse,
  um peso para, um peso pra, um peso pra todo, uma faca no, vai melhorar nunca, vai pagar com,
  vejo saida, ver me gorda, ver os cortes, vivi o suficiente, vomitei o jantar, vomito tudo,
  vontade de desaparecer, vontade de sumir, vou embora de vez, vou passar aquele, vozes que me,
  zero calorias
');
call private.add_crisis_words('pt', 'M', '
  me
');
call private.add_crisis_words('pt', 'C', '
  arranhei, cortar, cortei, corto, furei, machuco, machuquei, magoei, magoo, mutilar, mutilei,
  queimar, queimei, queimo
');
call private.add_crisis_words('pt', 'i', '
  cansada de, cansado de, cansei de, desisto, farta de, farto de
');
call private.add_crisis_words('pt', 'D', '
  escolhi a data, escolhi o dia, ja decidi, ja nao espero muito, ja tenho data, ja tratei de
  tudo, tratei de tudo
');
call private.add_crisis_words('pt', 'A', '
  ha sentido em continuar, ir ter com, ir ter com ela, ir ter com ele, ja vivi, nao estou ca,
  nao ha sentido, nao quero chegar, nao vou chegar, nao vou estar, seguro, ter com ela, ter com
  ele, ter com o
');
call private.add_crisis_words('pt', 'G', '
  cuida da, cuida do, cuidem da, cuidem do, me procurem, tomem conta da, tomem conta de
');
call private.add_crisis_words('pt', 'S', '
  adeus a todos, amo vcs, amo voces, desculpem, desculpem la, gosto muito de voces, gosto muito
  deles, me perdoa, me perdoem, obrigada por tudo, obrigado por tudo, perdoa me, perdoem me,
  tchau gente
');
call private.add_crisis_words('pt', 'P', '
  desmaiar, desmaiei, desmaio, subir a escada, vendo tudo preto
');
call private.add_crisis_words('pt', 'W', '
  3kg, balanca, calorias, comer, emagrecer, enorme, fome, gorda, gordo, kg, peso, quilos
');
call private.add_crisis_words('pt', 'B', '
  a noite inteira, coracao, falhando, me aguento em pe, meu coracao, o coracao, sangue, terceira
  hoje
');
call private.add_crisis_words('pt', 'R', '
  manga comprida, manga longa, meus bracos, moletom, os cortes, os meus bracos
');
call private.add_crisis_words('pt', 'X', '
  calor, calorao, esconder, horriveis, recai, veja, vejam, ver
');
call private.add_crisis_words('pt', 'V', '
  se arrepender, todo mundo da sala, vai dar ruim
');
call private.add_crisis_words('pt', 'N', '
  da sala, n vai, na escola, nem vai
');

-- supabase/schemas/received/commands.sql

-- What people mean who text us. What each command does stands beside its rows, in the file of the
-- rule.

create table private.commands (
  command text primary key,
  program text not null references private.programs (program),
  is_for_users boolean not null default false,
  changes_plans boolean not null default false,
  binds_first boolean not null default false,
  is_an_answer boolean not null default true,
  is_about_last_text boolean not null default false,
  created_at timestamptz not null default now(),
  constraint command_is_a_word check (command ~ '^[a-z_]+$')
);

comment on table private.commands is 'What a text can ask for.';
comment on column private.commands.program is 'Whose obey_<program>() does it.';
comment on column private.commands.is_for_users is
  'Only from a user''s own confirmed phone; from anybody else they are words.';
comment on column private.commands.changes_plans is
  'Whether plans may change by it: then they are locked before anything else is.';
comment on column private.commands.binds_first is
  'Whether nothing may be sent to the number from here on, whatever else is under way.';
comment on column private.commands.is_an_answer is
  'Whether it counts as an answer to the text before it.';
comment on column private.commands.is_about_last_text is
  'After a text that needed a place of the user''s day it is about how many those are, and reply '
  'does it.';

create index commands_by_program on private.commands (program);

alter table private.commands enable row level security;
revoke all on table private.commands from public, anon, authenticated, service_role;
create policy "Nobody reaches commands through the API" on private.commands
  for all to anon, authenticated using (false);

create table private.command_patterns (
  pattern text primary key,
  command text not null references private.commands (command),
  place smallint not null,
  created_at timestamptz not null default now()
);

comment on table private.command_patterns is
  'The words of each command, as patterns over private.plain_words().';
comment on column private.command_patterns.place is
  'The patterns of the lowest place come first: start 2, help 3, yes and no 4, what names '
  'something 5, single words 6, what may be meant where nothing else is 7. What asks for an end is '
  'no pattern but a rule, private.read_opt_out().';

create index command_patterns_by_command on private.command_patterns (command);

alter table private.command_patterns enable row level security;
revoke all on table private.command_patterns from public, anon, authenticated, service_role;
create policy "Nobody reaches patterns through the API" on private.command_patterns
  for all to anon, authenticated using (false);

create function private.understand_text(body text, names text[] default '{}')
returns table (command text, argument text)
language plpgsql
stable
strict
rows 1
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_own constant text := private.without_reaction(private.own_words(body));
  v_ends constant text := private.read_opt_out(body, names);
  v_command text;
  v_argument text;
  v_place smallint;
begin
  select
    patterns.place,
    patterns.command,
    case patterns.command
      when 'number' then substring(
        words.said from '[0-9]+(?:[.,][0-9]+)?(?: ?(?!(?:today|more|now)$)[a-z]+)?'
      )
      else substring(words.said from '^(?:did it|(?!did it)\S+) (.+)$')
    end
  into v_place, v_command, v_argument
  from (
    select regexp_replace(
      regexp_replace(private.plain_words(v_own), '(?<=.)( please| pls| thanks| thank you)+$', ''),
      '^(please|pls) (?=.)', ''
    )
    -- Once, not for each pattern.
    offset 0
  ) as words (said)
  join private.command_patterns as patterns on words.said ~ patterns.pattern
  order by patterns.place, patterns.command
  limit 1;
  -- Who is not interested says no to a question; read_text() looks whether there is one.
  if v_ends = 'all' and v_command is distinct from 'no' then
    return query select 'stop', null;
  elsif v_command is not null and (v_place < 7 or v_ends is null) then
    return query select v_command, v_argument;
  elsif v_ends = 'until' then
    return query select 'quiet', v_own;
  elsif v_ends = 'part' then
    return query select 'mute', v_own;
  end if;
end;
$$;

comment on function private.understand_text(text, text[]) is
  'The command of a text (stop, quiet, start, help, yes, no, mute, done, skip, snooze, pause, '
  'resume, status, who, about, why, less, more, good, bad or number) and what follows it: of a '
  'number the number with its unit, "5k" of "Ran 5k!"; of quiet, and of a mute in other words, the '
  'text. names are those in whose name its writer gets texts. No row if nobody understands it.';
revoke execute on function private.understand_text(text, text[]) from public;

-- supabase/schemas/received/crisis.sql

-- Whether a text has words of a crisis, and how grave: by its words and where they stand.
--
-- The words are given their parts first (crisis_words.sql), in each language for itself, and what
-- follows are patterns over those: "I want to die" is .wd in any. docs/decisions/0023 says why, and
-- tests/database/received/is_crisis/lists how much of which list it hears.

create function private.parts_of_crisis(spelled text, language text)
returns text
language plpgsql
stable
strict
set search_path = ''
as $$
declare
  v_text text := spelled;
  v_phrase record;
begin
  for v_phrase in
    select crisis_words.words, crisis_words.part
    from private.crisis_words
    where crisis_words.language = parts_of_crisis.language
      and crisis_words.is_phrase
      and strpos(v_text, ' ' || crisis_words.words || ' ') > 0
    order by length(crisis_words.words) desc, crisis_words.words
  loop
    v_text := replace(v_text, ' ' || v_phrase.words || ' ', ' =' || v_phrase.part || ' ');
  end loop;
  return (
    select coalesce(string_agg(
      case
        when token.word = '|' then '|'
        when token.word ~ '^=.$' then right(token.word, 1)
        else coalesce(
          (
            select crisis_words.part
            from private.crisis_words
            where crisis_words.language = parts_of_crisis.language
              and crisis_words.words = token.word
          ),
          (
            select crisis_words.part
            from private.crisis_words
            join generate_series(3, length(token.word)) as stem (length)
              on crisis_words.words = left(token.word, stem.length) || '*'
            where crisis_words.language = parts_of_crisis.language
            order by stem.length desc
            limit 1
          ),
          '.'
        )
      end,
      '' order by token.place
    ), '')
    from string_to_table(btrim(v_text), ' ') with ordinality as token (word, place)
    where token.word not in ('', ',')
  );
end;
$$;

comment on function private.parts_of_crisis(text, text) is
  'A text of private.spell_crisis() as the parts that its words play in telling of a crisis, a '
  'letter each as in private.crisis_words of this language; a dot is any other word, | a break.';
revoke execute on function private.parts_of_crisis(text, text) from public;

create function private.weigh_crisis(parts text)
returns integer
language sql
immutable
strict
set search_path = ''
as $$
  select
    case
      -- x: what nobody says for fun; q: killing oneself; s: the name of it, of oneself.
      when weigh_crisis.parts ~ concat_ws(
        '|',
        'x', 'q', '[wgt].{0,4}s', 's.{0,3}[wgt]', '^.{0,3}s.?$',
        -- "I want to die": w or t, then d.
        '[wt][^no]{0,3}d', 'd.{0,2}w$',
        -- "I do not want to live", "can't live any more", "no reason to go on".
        'n.{0,2}w.{0,3}l([^.]|$)', 'w.{0,3}n.{0,2}l([^.]|$)', 'j.{0,3}lf',
        'n.{0,2}w.{0,3}c.{0,2}f', 'w.?nf.?c',
        'nr.{0,3}[lc]', 'l.{0,3}nr', 'n.r.{0,2}l',
        -- "Everyone would be better off without me".
        'e.{0,5}[+].{0,3}b', 'b.{0,5}[+].{0,3}e', 'b.{0,3}e.{0,3}[+]',
        -- Hurting oneself, meant or begun.
        '[wgt].{0,3}h', 'h.{0,2}f', 'h.{0,2}[wt]', 'Y'
      ) then 2
      -- What may be despair, or is long ago; others that somebody means to hurt; food.
      when weigh_crisis.parts ~ concat_ws(
        '|',
        -- But not "without coffee".
        'j.{0,3}l[.]?$',
        'y', 's', 'h', '[+].{0,4}b', 'b.{0,5}[+]',
        '[wgt][^n]{0,3}k.{0,2}o', '[wgt][^n]{0,3}o.{0,2}k', '[wgt][^n]{0,3}K',
        'a.{0,3}m', 'm.{0,3}a', '[wt].{0,3}a',
        -- Tired of living; cutting oneself.
        'i.{0,2}[lv]', 'M.{0,3}C'
      ) then 1
      else 0
    end;
$$;

comment on function private.weigh_crisis(text) is
  'How grave a sentence is, given as parts: 2 holds everything, 1 is answered, 0 is nothing. The '
  'parts: w wanting, g going to, t thinking of, n not, j cannot, f any more; d to be dead, l to '
  'live, c to go on, r a reason, q an act, s its name, h hurting oneself; k hurting others and o '
  'those, K both; a food given back, m always; b without me, e everyone, + better; x, Y, y whole '
  'phrases; z takes one off, Z means something else.';
revoke execute on function private.weigh_crisis(text) from public;

create function private.weigh_farewell(parts text)
returns integer
language sql
immutable
strict
set search_path = ''
as $$
  select (
    weigh_farewell.parts !~ 'Z' and weigh_farewell.parts ~ concat_ws(
      '|', 'G.*S', 'S.*G', 'P.*[Wa]', '[Wa].*P', 'D.*[AGS]', '[AGS].*D', 'A.*[GS]',
      '[GS].*A', 'a.*B', 'B.*a', 'R.*X', 'X.*R', 'V.*N', 'N.*V'
    )
  )::integer;
$$;

comment on function private.weigh_farewell(text) is
  'What only a whole text tells, given as parts: two of G somebody is left to others, S sorry or '
  'goodbye, A no more of oneself and D a day or decision; P a body that gives way and W weight or '
  'food; B blood, and food given back; R skin and X that it is hidden; V that somebody will pay '
  'and N where. 1 is answered.';
revoke execute on function private.weigh_farewell(text) from public;

create function private.read_crisis(body text)
returns text
language plpgsql
stable
strict
set search_path = ''
as $$
declare
  v_spelled constant text := private.spell_crisis(body);
begin
  return (
    with lenses as materialized (
      select private.parts_of_crisis(v_spelled, language) as parts
      from unnest('{en,es,fr,de,pt}'::text[]) as language
    ),
    sentences as (
      select
        private.weigh_crisis(sentence.parts) as weight,
        -- A film is one in any language.
        bool_or(sentence.parts ~ 'Z') over of_all as is_else,
        bool_or(sentence.parts ~ 'z') over of_all as is_light
      from lenses
      cross join string_to_table(lenses.parts, '|') with ordinality as sentence (parts, place)
      window of_all as (partition by sentence.place)
    )
    select case max(found.weight) when 2 then 'hold' when 1 then 'answer' end
    from (
      select
        case
          when sentences.is_else then 0
          -- Whoever may be in danger may laugh at it.
          when sentences.weight = 2 then 2
          -- "Lol", or burpees beside less than that: one less.
          else sentences.weight - sentences.is_light::integer
        end as weight
      from sentences
      union all
      select private.weigh_farewell(lenses.parts) from lenses
    ) as found
  );
end;
$$;

comment on function private.read_crisis(text) is
  'Whether a text has words that may tell of a crisis: hold where by their own words somebody may '
  'be in danger, answer where somebody may need help, null for neither. English, Spanish, French, '
  'German and Portuguese, whatever the language of who writes. It is a net with holes.';
revoke execute on function private.read_crisis(text) from public;

create function private.is_crisis(body text)
returns boolean
language sql
stable
strict
set search_path = ''
as $$
  select private.read_crisis(is_crisis.body) is not null;
$$;

comment on function private.is_crisis(text) is
  'Whether a text has words that may tell of a crisis.';
revoke execute on function private.is_crisis(text) from public;

create function private.tells_of_crisis(command text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select coalesce(tells_of_crisis.command in ('crisis', 'distress'), false);
$$;

comment on function private.tells_of_crisis(text) is
  'Whether a text that was taken for this has words of a crisis: crisis holds everything, distress '
  'is answered alone.';
revoke execute on function private.tells_of_crisis(text) from public;

-- supabase/schemas/received/inbound_messages.sql

-- Every text that came in, and what is passed on about one.

create table public.inbound_messages (
  id uuid primary key default gen_random_uuid(),
  provider_message_id text not null,
  from_phone text not null,
  to_address text,
  user_id uuid references public.users (id) on delete cascade,
  contact_id uuid references public.contacts (id) on delete set null,
  body text,
  media_count smallint not null default 0,
  command text,
  sent_at timestamptz not null default private.clock_now(),
  rating_of uuid references public.message_queue (id) on delete set null,
  answer_id uuid references public.message_queue (id) on delete set null,
  created_at timestamptz not null default now(),
  constraint a_text_comes_in_once unique (provider_message_id),
  constraint from_phone_is_e164 check (from_phone ~ '^\+[1-9][0-9]{2,14}$'),
  constraint body_has_at_most_1600_characters check (length(body) <= 1600),
  constraint only_what_belongs_to_somebody_is_kept check (user_id is not null or body is null)
);

comment on table public.inbound_messages is
  'Every text that came in, once. A user reads what was written by those who agreed to texts about '
  'them; the words of all others are not kept.';
comment on column public.inbound_messages.user_id is
  'Whom it concerns: whose own phone it is from, or whose contact who agreed to texts; of several, '
  'who last texted it. Null of everybody else.';
comment on column public.inbound_messages.to_address is
  'What was texted: a number of ours, a short code or a name; null if nobody said.';
comment on column public.inbound_messages.media_count is 'How many pictures came with it.';
comment on column public.inbound_messages.sent_at is
  'When it was written: of one that was fetched later, what the provider says.';
comment on column public.inbound_messages.command is
  'What it was taken for; null if nobody understood it.';
comment on column public.inbound_messages.rating_of is 'The text that GOOD or BAD is about (R58).';

create index inbound_messages_by_user on public.inbound_messages (user_id, created_at desc);
create index inbound_messages_by_phone
  on public.inbound_messages (private.phone_key(from_phone), created_at desc);
create index inbound_messages_by_contact on public.inbound_messages (contact_id);
create index inbound_messages_by_answer on public.inbound_messages (answer_id);
create index inbound_messages_by_rating on public.inbound_messages (rating_of);
-- Whose words are still to be forgotten.
create index inbound_messages_with_words
  on public.inbound_messages (created_at) where body is not null;

alter table public.inbound_messages enable row level security;
revoke all on table public.inbound_messages from public, anon, authenticated, service_role;
grant
  select (
    id, user_id, contact_id, body, media_count, command, rating_of, answer_id, sent_at, created_at
  )
  on table public.inbound_messages to authenticated;
grant select on table public.inbound_messages to service_role;

create policy "Users can read what was texted to them" on public.inbound_messages
  for select to authenticated using (
    user_id = (select auth.uid())
    -- Whoever ends the texts, declines them or is in distress told us, not the user.
    and coalesce(command not in ('stop', 'no', 'mute', 'crisis', 'distress'), true)
  );

-- What we answered would tell as well.
create policy "Users see answers to what they may read" on public.message_queue
  as restrictive for select to authenticated using (
    program <> 'reply'
    or (select private.is_operator())
    -- These name whoever else texts that phone.
    or message_type not in ('who', 'mute_whom', 'whose', 'why')
      and exists (
        select from public.inbound_messages where inbound_messages.answer_id = message_queue.id
      )
  );
create policy "Users see answers to what they may read" on public.messages
  as restrictive for select to authenticated using (
    program <> 'reply'
    or (select private.is_operator())
    -- These name whoever else texts that phone.
    or message_type not in ('who', 'mute_whom', 'whose', 'why')
      and exists (
        select from public.inbound_messages where inbound_messages.answer_id = messages.id
      )
  );

create trigger stamp_created_at
  before insert on public.inbound_messages
  for each row execute function private.stamp_created_at();

create function private.learn_own_number()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  -- Asked first, so that one text does not wait for another.
  if not exists (
    select from private.phone_numbers
    where phone_numbers.phone = private.phone_key(new.to_address) and phone_numbers.is_ours
  ) then
    insert into private.phone_numbers (phone, is_ours)
    values (private.phone_key(new.to_address), true)
    on conflict (phone) do update set is_ours = true;
  end if;
  return null;
end;
$$;

comment on function private.learn_own_number() is
  'Trigger: what people text is a number of ours, which no contact can have. The database is told '
  'of no other way: a Messaging Service may send from many.';
revoke execute on function private.learn_own_number() from public;

create trigger learn_own_number
  after insert on public.inbound_messages
  for each row when (new.to_address ~ '^\+[1-9][0-9]{6,14}$')
  execute function private.learn_own_number();

create type private.inbound as (
  id uuid,
  from_phone text,
  body text,
  command text,
  argument text,
  provider_message_id text,
  user_id uuid,
  contact_id uuid,
  is_own_phone boolean,
  to_address text,
  media_count smallint,
  opt_out_type text,
  sent_at timestamptz,
  is_fetched boolean
);
comment on type private.inbound is
  'A text that came in, who it is from and what it says. is_own_phone: it is from the confirmed '
  'phone of user_id, who may give commands. opt_out_type: what the provider took it for. '
  'is_fetched: it did not come by itself.';

create type private.answer as (
  user_id uuid,
  contact_id uuid,
  message_type text,
  facts jsonb
);
comment on type private.answer is
  'The answer to a text: a wording of the program that obeyed, or of reply, its facts, and in '
  'whose name it goes to whom. No message_type is no answer.';

create function private.answer_to(
  inbound private.inbound,
  message_type text,
  facts jsonb default '{}'
)
returns private.answer
language sql
immutable
set search_path = ''
as $$
  select row(
    answer_to.inbound.user_id, answer_to.inbound.contact_id, answer_to.message_type, answer_to.facts
  )::private.answer;
$$;

comment on function private.answer_to(private.inbound, text, jsonb) is
  'The answer to whoever wrote, in the name of the user whom their text concerns.';
revoke execute on function private.answer_to(private.inbound, text, jsonb) from public;

-- supabase/schemas/received/known_texts.sql

-- Which texts were taken in, for as long as a fetch can reach them.

create table private.known_texts (
  provider_message_id text primary key,
  sent_at timestamptz not null,
  created_at timestamptz not null default now()
);

comment on table private.known_texts is
  'The ids of texts that were taken in, also of those that went with an account: without them the '
  'next fetch would take in again what somebody had erased. Neither words nor numbers.';
comment on column private.known_texts.sent_at is
  'When it was written; what no fetch can reach any more is forgotten.';

create index known_texts_by_time on private.known_texts (sent_at);

alter table private.known_texts enable row level security;
revoke all on table private.known_texts from public, anon, authenticated, service_role;
create policy "Nobody reaches known texts through the API" on private.known_texts
  for all to anon, authenticated using (false);

create function private.is_known_text(provider_message_id text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from private.known_texts
    where known_texts.provider_message_id = is_known_text.provider_message_id
  )
  or exists (
    select from public.inbound_messages
    where inbound_messages.provider_message_id = is_known_text.provider_message_id
  );
$$;

comment on function private.is_known_text(text) is
  'Whether a text with this id of the provider was taken in before.';
revoke execute on function private.is_known_text(text) from public;

-- supabase/schemas/received/lifelines.sql

-- Where help is.

create function private.lifeline(phone text, locale text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when lifelines.number is null then sayings.without_number
    when lifelines.reads_texts then format(sayings.call_or_text, lifelines.number)
    else format(sayings.call, lifelines.number)
  end
  from (
    values
      ('en', 'call %s', 'call or text %s', 'call your local emergency number'),
      (
        'es', 'llama al %s', 'llama o escribe al %s',
        'llama a los servicios de emergencia de donde vives'
      ),
      (
        'fr', 'appelez le %s', 'appelez le %s ou écrivez-y par SMS',
        'appelez le numéro d''urgence de votre pays'
      ),
      (
        'de', 'rufen Sie %s an', 'rufen Sie %s an oder schreiben Sie eine SMS dorthin',
        'rufen Sie den Notruf vor Ort an'
      ),
      (
        'pt', 'ligue para %s', 'ligue ou envie um SMS para %s',
        'ligue para o número de emergência local'
      )
  ) as sayings (locale, call, call_or_text, without_number)
  left join (
    values
      ('+1', '988 (Suicide & Crisis Lifeline)', true),
      ('+44', '116 123 (Samaritans)', false),
      ('+353', '116 123 (Samaritans)', false),
      ('+49', '0800 111 0 111 (Telefonseelsorge)', false),
      ('+33', '3114', false),
      ('+34', '024', false),
      ('+61', '13 11 14 (Lifeline)', false),
      ('+64', '1737', true)
  ) as lifelines (prefix, number, reads_texts)
    on starts_with(lifeline.phone, lifelines.prefix)
    -- Where +1 is neither the United States nor Canada: Bahamas, Barbados, Anguilla, Antigua and
    -- Barbuda, British Virgin Islands, Cayman Islands, Bermuda, Grenada, Turks and Caicos Islands,
    -- Jamaica (658, 876), Montserrat, Sint Maarten, Saint Lucia, Dominica, Saint Vincent, Dominican
    -- Republic (809, 829, 849), Trinidad and Tobago, Saint Kitts and Nevis. 988 reaches nobody.
    and lifeline.phone !~ ('^\+1(242|246|264|268|284|345|441|473|649|658|876|664|721|758|767|784'
      '|809|829|849|868|869)')
  where sayings.locale = coalesce(lifeline.locale, 'en');
$$;

comment on function private.lifeline(text, text) is
  'Where somebody with this number finds help at any hour, in their language (English if null); '
  'their local emergency number where we know no other. Numbers change: an operator checks those '
  'of the countries that they serve before going live; none was verified. Area codes: '
  'en.wikipedia.org/wiki/Area_codes_in_the_Caribbean, read in November 2026; at NANPA unverified.';
revoke execute on function private.lifeline(text, text) from public;

-- supabase/schemas/received/opt_outs.sql

-- Whether a text asks us to end, and what: by its words and where they stand.
--
-- The words are given their parts first (opt_out_words.sql), and what follows are patterns over
-- those: 'stop texting me' is stm, 'I do not want these' is jnwo. docs/decisions/0019 says why, and
-- tests/database/received/opt_outs how many of which list it hears.

create function private.parts_of_text(body text, names text[] default '{}')
returns text
language plpgsql
stable
strict
set search_path = ''
as $$
declare
  v_text text := private.spell_words(body);
  -- With the s of "Maya's".
  v_names constant text[] := array(
    select spelled.name || ending
    from (
      select btrim(private.spell_words(left(name, 40))) as name from unnest(names) as name offset 0
    ) as spelled
    cross join unnest('{"",s,ns}'::text[]) as ending
  );
  v_phrase record;
begin
  for v_phrase in
    select words, part from private.opt_out_words
    where is_phrase and strpos(v_text, ' ' || words || ' ') > 0
    order by length(words) desc
  loop
    v_text := replace(v_text, ' ' || v_phrase.words || ' ', ' =' || v_phrase.part || ' ');
  end loop;
  return (
    select coalesce(string_agg(
      case
        when token.word in ('|', ',') then token.word
        when token.word ~ '^=.$' then right(token.word, 1)
        else coalesce(
          (
            select opt_out_words.part from private.opt_out_words
            where opt_out_words.words = token.word
          ),
          (
            select opt_out_words.part
            from private.opt_out_words
            join generate_series(3, length(token.word)) as stem (length)
              on opt_out_words.words = left(token.word, stem.length) || '*'
            order by stem.length desc
            limit 1
          ),
          -- Nobody escapes a STOP by a name that is a word of it.
          case
            when token.word = any (v_names) then 'H'
            when token.word ~ '^[0-9]+(_[0-9]+)?(am|pm|h|hrs?|mins?|uhr)?$' then '0' else '.'
          end
        )
      end,
      '' order by token.place
    ), '')
    from string_to_table(btrim(v_text), ' ') with ordinality as token (word, place)
    where token.word <> ''
  );
end;
$$;

comment on function private.parts_of_text(text, text[]) is
  'A text as the parts that its words play in asking for an end, a letter each as in '
  'private.opt_out_words; H is a name, 0 a number, a dot any other word, | a break and a comma '
  'one.';
revoke execute on function private.parts_of_text(text, text[]) from public;

create function private.ask_for_end(parts text)
returns boolean
language sql
immutable
strict
set search_path = ''
as $$
  select
    -- Somebody else stops, or is told to.
    ask_for_end.parts !~ 'z.*[sueirxc]'
    -- And what is not to stop, or not to be taken off, goes on.
    and regexp_replace(ask_for_end.parts, '[nd][.wm]{0,3}[suxce]|[nd]m?r', '!', 'g') ~ concat_ws(
      '|',
      -- Alone with what it is about, or with a name: "end texts", "stop these now", "STOP Vic".
      '^[.H]?[sue][suetomlkvwjyH0]*$', '^[er][suetomlkvwH0]*$', '^s+[.]$', '^ym?$',
      '^[tomlwq]*[su]$',
      -- First, where no other thing is to stop, or last, where nobody else is said to.
      '^s([tmklvnux0j]|o+([tmkvxj]|$)|$)', '^([^nd!]*[^ndhH!])?s$', 'w[^ndhH!]*o.?e$',
      -- Before what is sent, or before getting it.
      's[tm]', '[se][.moH]{0,2}t', '^[se]H([atp]|$)', 'yt', '[se][.o]?w',
      -- In other words, wherever they stand.
      'x', 'c', 'u', 'i',
      -- Not to be sent: "don't text me", "no more texts", "schreiben Sie nicht mehr".
      'n[mowvj]?[.]?[mowvj]?t', 't.{0,3}no', 't.{0,2}n$',
      -- Not to be wanted or got: "I no longer wish to receive these", "das will ich nicht".
      'n.{0,2}w.{0,3}[tow]', '[ot]no?w', '[ot].nw$', 'w.{0,2}t.?n', 'nmw',
      -- Taken off: "delete my number", "retirez-moi de la liste".
      'r[o.]?m', 'r.{0,4}l', 'm.?r([mlt]|.?[lt]|$)', 'l.{0,2}r',
      -- How to: "how do I make this stop".
      'q.*[suerl]', 'q.?n'
    );
$$;

comment on function private.ask_for_end(text) is
  'Whether a sentence or a piece of one, as parts without fillers, asks for an end.';
revoke execute on function private.ask_for_end(text) from public;

create function private.agrees_to_quoted_stop(body text)
returns boolean
language sql
immutable
strict
set search_path = ''
as $$
  select
    agrees_to_quoted_stop.body ~ E'(^|\\n) ?>'
    and private.spell_words(agrees_to_quoted_stop.body) ~ ' (stop|stopp|sair|baja|стоп) '
    and private.spell_words(agrees_to_quoted_stop.body) !~ ' (yes|si|oui|ja|sim) [^|]* stop'
    and private.spell_words(private.own_words(agrees_to_quoted_stop.body)) ~ (
      '^ (entao |pues |alors |dann )?(yes|yep|ok|do that|ja|oui|si|sim|tak|да|eso|cancel[a-z]*)'
      '( (,|do|it|that|please|pls|bitte|volontiers|por|favor|merci|cancel[a-z]*))*( [|])* $'
    );
$$;

comment on function private.agrees_to_quoted_stop(text) is
  'Whether a text says yes to a quoted mail that tells how to stop, and not how to agree.';
revoke execute on function private.agrees_to_quoted_stop(text) from public;

create function private.ends_a_part(parts text)
returns boolean
language sql
immutable
strict
set search_path = ''
as $$
  select
    ends_a_part.parts ~ 'p' and ends_a_part.parts ~ '[sernb].{0,5}a|a.{0,5}[nse]'
    -- Of two people one is to end: "no more about Maya, Jonas yes".
    or ends_a_part.parts !~ 'x|u'
      and exists (
        select
        from regexp_split_to_table(ends_a_part.parts, '[|,]') as piece
        where piece ~ 'H' and length(piece) <= 8
        having count(*) filter (where private.ask_for_end(piece) or piece ~ '[se][.o]?a|^Hn$|no?H$')
          between 1 and count(*) - 1
      );
$$;

comment on function private.ends_a_part(text) is
  'Whether a text as parts ends some texts and keeps others.';
revoke execute on function private.ends_a_part(text) from public;

create function private.read_opt_out(body text, names text[] default '{}')
returns text
language plpgsql
stable
strict
set search_path = ''
as $$
declare
  v_own constant text := private.without_reaction(private.own_words(body));
  v_parts text := translate(private.parts_of_text(v_own, names), 'f', '');
  v_asks text[];
begin
  -- "Stop it, five of five?!" is amazed, and "cancel that, I meant" corrects itself.
  v_parts := regexp_replace(v_parts, '[^|,]*,j?z', 'z', 'g');
  -- "Keep Maya's coming" goes on; "keep it up" is cheering.
  v_parts := translate(replace(v_parts, 'gH', 'pH'), 'g', '.');
  if v_own ~ '[?]!|[?][?]|[!][?]' and v_parts ~ '^[se][om]?,' then
    return null;
  end if;
  v_asks := array(
    select units.unit
    from (
      select replace(sentence, ',', '') as unit from string_to_table(v_parts, '|') as sentence
      union
      select piece from regexp_split_to_table(v_parts, '[|,]') as piece
      union
      -- "Lose. My. Number."
      select translate(
        private.parts_of_text(regexp_replace(v_own, '[.,!]', ' ', 'g'), names), 'f|,', ''
      )
      where length(translate(v_parts, '|,', '')) <= 4
    ) as units
    where private.ask_for_end(units.unit)
      -- A machine that will answer when it has stopped does not ask for it, nor one that says how
      -- to leave its own list.
      and (
        units.unit ~ '^[sue]+$|x|c|s[tm]|n[mowv]{0,2}t|r' or not private.is_automatic_reply(v_own)
      )
  );
  if v_asks = '{}' and private.agrees_to_quoted_stop(body) then
    return 'all';
  elsif private.ends_a_part(v_parts)
    or v_asks <> '{}' and v_parts ~ 'p' and v_parts ~ '[ahH]'
    -- Of several who text this phone one is named. "Stop texting me, Maya" is about all.
    or cardinality(names) > 1
      and v_asks <> '{}'
      and not exists (
        select from unnest(v_asks) as unit
        where unit !~ '[suernbt].{0,3}H|H.{0,2}[suern]' or unit ~ 'tm|x|u'
      )
  then
    return 'part';
  -- "Take me off today" names a deadline, "leave me alone today" a while.
  elsif exists (select from unnest(v_asks) as unit where unit !~ 'k' or unit ~ '[urx]')
    or v_asks <> '{}' and v_own ~* '\m(cancel|end|terminate)\M'
    or v_parts ~ 'v' and (v_asks <> '{}' or v_parts ~ '(^|[|,])n[ow]?k')
  then
    return 'all';
  -- Quiet is for a day at most, see private.quiet_until(): so many hours are an end.
  elsif v_asks <> '{}'
    and private.spell_words(v_own) ~ ' (2[5-9]|[3-9][0-9]|[0-9]{3,}) ?(h|hour|hr)'
  then
    return 'all';
  elsif v_parts ~ 'v' then
    return null;
  elsif v_asks <> '{}'
    or exists (
      select from regexp_split_to_table(v_parts, '[|,]') as piece
      where piece !~ '[hH].{0,2}[se]'
        and piece ~ '^[.]?n[ow]?k$|^k+n|[seb].{0,3}k|k.{0,3}[seb]|b.{0,3}0|kt?n|n.?kt|otk'
    )
  then
    return 'until';
  end if;
  return null;
end;
$$;

comment on function private.read_opt_out(text, text[]) is
  'What a text wants ended: all, until (for some hours only), part (some people or programs, while '
  'others go on), or null if nothing. names are those in whose name its writer gets texts. Where '
  'it is in doubt it is all: a false STOP costs a few texts and can be undone, a missed one is an '
  'unwanted text.';
revoke execute on function private.read_opt_out(text, text[]) from public;

-- supabase/schemas/received/referrals.sql

-- How often somebody was told where help is. Kept when texts and alerts are forgotten.

create table private.crisis_referrals (
  year smallint primary key,
  referrals integer not null default 0,
  created_at timestamptz not null default now(),
  constraint referrals_are_not_negative check (referrals >= 0)
);

comment on table private.crisis_referrals is
  'How often in each UTC year somebody was told where help is; of whom and when is not kept.';

alter table private.crisis_referrals enable row level security;
revoke all on table private.crisis_referrals from public, anon, authenticated, service_role;
grant select (year, referrals) on table private.crisis_referrals to authenticated, service_role;

create policy "Operators can see how often help was named" on private.crisis_referrals
  for select to authenticated using (
    (select private.is_operator())
  );

create function private.count_referral()
returns void
language sql
volatile
set search_path = ''
as $$
  insert into private.crisis_referrals as counted (year, referrals)
  values (extract(year from private.clock_now() at time zone 'UTC'), 1)
  on conflict (year) do update set referrals = counted.referrals + 1;
$$;

comment on function private.count_referral() is 'Counts that somebody is told where help is.';
revoke execute on function private.count_referral() from public;

-- supabase/schemas/received/twilio_keywords.sql

-- The words that Twilio, or the network, obeys and answers itself: we must take them for the same,
-- and not answer them once more.

create function private.twilio_keyword(body text, to_address text, opt_out_type text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when twilio_keyword.opt_out_type in ('STOP', 'START', 'HELP') then twilio_keyword.opt_out_type
    -- A short code obeys and answers nothing by itself.
    when twilio_keyword.to_address ~ '^[0-9]{3,8}$' then null
    when words.said in ('STOP', 'START', 'HELP') then words.said
    when words.said = 'INFO' then 'HELP'
    when words.said = 'UNSTOP' then 'START'
    -- The network behind toll-free numbers knows no other word.
    when twilio_keyword.to_address ~ '^\+18(00|33|44|55|66|77|88)' then null
    when words.said = 'YES' then 'START'
    when words.said in ('STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT')
    then 'STOP'
  end
  -- One word, in any case, and nothing else.
  from (select upper(btrim(twilio_keyword.body, E' \t\r\n')) as said) as words;
$$;

comment on function private.twilio_keyword(text, text, text) is
  'What Twilio takes a text for: STOP, START or HELP; null for any other. opt_out_type, which a '
  'Messaging Service with Advanced Opt-Out tells us, decides over the words; without it the words '
  'do that are known for the number that was texted, a long code if nobody said. Nobody can text '
  'to a name. Source: support.twilio.com, articles 223134027 (keywords), 360058144374 (toll-free) '
  'and 223181748 (short codes), as read in November 2026.';
revoke execute on function private.twilio_keyword(text, text, text) from public;

create function private.is_answered_by_twilio(
  body text,
  is_blocked boolean,
  to_address text,
  opt_out_type text
)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select coalesce(
    keyword in ('STOP', 'HELP')
    -- A START where there is something to start, or where it says that it was one.
    or keyword = 'START'
      and (is_answered_by_twilio.is_blocked or is_answered_by_twilio.opt_out_type is not null),
    false
  )
  from private.twilio_keyword(
    is_answered_by_twilio.body, is_answered_by_twilio.to_address,
    is_answered_by_twilio.opt_out_type
  ) as keyword;
$$;

comment on function private.is_answered_by_twilio(text, boolean, text, text) is
  'Whether Twilio itself answers a text: we must not answer it once more. is_blocked: it heard a '
  'STOP from this number. to_address and opt_out_type are as for private.twilio_keyword.';
revoke execute on function private.is_answered_by_twilio(text, boolean, text, text) from public;

-- supabase/schemas/programs/accountability/program.sql

-- The program: a contact hears what came of a user's week.

insert into private.programs (program, gates, goes_to)
values (
  'accountability',
  '{enabled, switch, pause, consent, opt_out, allowed_hours}',
  'contacts'
);

insert into private.reasons (code, meaning)
values
  ('goal_too_new', 'Every goal is younger than the week that ended.'),
  ('no_goals', 'There is no goal.'),
  ('period_too_short', 'Days of this week were judged already, because the send day was changed.'),
  ('told_before', 'This number was told about this week before.'),
  ('weekly_cap', 'The contact gets no more texts this week.');
insert into private.reasons (code, meaning, is_silence)
values ('met_and_silent', 'Every goal was reached, and the user wants no text then.', true);

-- supabase/schemas/programs/consent/program.sql

-- The program: the question to a contact whether they want texts. How it is asked stands in the
-- room consent, what is answered to it in inbound/consent.sql.

-- It asks for consent, so it cannot need it; and a user just asked for it, so it has no switch.
insert into private.programs (program, gates)
values ('consent', '{opt_out, invitation, allowed_hours}');

create function private.explain_consent(story private.story)
returns table (event text, words text)
language sql
immutable
set search_path = ''
as $$
  select
    'proposed', format('%s is asked whether they want texts.', explain_consent.story.contact_name);
$$;

comment on function private.explain_consent(private.story) is
  'The seam''s explain: what a question is.';
revoke execute on function private.explain_consent(private.story) from public;
grant execute on function private.explain_consent(private.story) to authenticated, service_role;

create function private.why_consent(message_id uuid)
returns text
language sql
stable
set search_path = ''
as $$
  select format(
    '%s asked us to text you about weekly goals. %s',
    private.clean_name(users.display_name, 30),
    case contacts.consent_status
      when 'confirmed' then 'You said yes.'
      else 'Nothing more is sent unless you reply YES.'
    end
  )
  from public.message_queue
  join public.users on users.id = message_queue.user_id
  join public.contacts on contacts.id = message_queue.contact_id
  where message_queue.id = why_consent.message_id;
$$;

comment on function private.why_consent(uuid) is
  'The seam''s why: who had a number asked, and what follows.';
revoke execute on function private.why_consent(uuid) from public;

-- supabase/schemas/programs/heads_up/program.sql

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

-- supabase/schemas/programs/reply/program.sql

-- The program: the answer to a text. What is answered stands in inbound/.

-- It answers whoever wrote just now, at any hour, and has no switch. private.queue_answer() answers
-- nobody who opted out, but for the words that confirm it.
insert into private.programs (program, gates)
values ('reply', '{}');

create function private.explain_reply(story private.story)
returns table (event text, words text)
language sql
immutable
set search_path = ''
as $$
  select 'proposed', format('An answer to a text from %s.', explain_reply.story.contact_name);
$$;

comment on function private.explain_reply(private.story) is
  'The seam''s explain: what an answer is.';
revoke execute on function private.explain_reply(private.story) from public;
grant execute on function private.explain_reply(private.story) to authenticated, service_role;

-- supabase/schemas/programs/accountability/progress.sql

-- What users logged in a stretch of their time, and what that makes of their goals.

create type private.week as (
  user_id uuid,
  contact_id uuid,
  nominal_date date,
  nominal_at timestamptz,
  period_start timestamptz
);
comment on type private.week is
  'A week of one user that one contact may be told about: it ends at nominal_at, the turn of '
  'nominal_date. contact_id is null where there is nobody to tell.';

create type private.period as (user_id uuid, starts_at timestamptz, ends_at timestamptz);
comment on type private.period is
  'A stretch of one user''s time, from starts_at until just before ends_at.';

create function private.progress_in(periods private.period[])
returns table (
  user_id uuid,
  starts_at timestamptz,
  ends_at timestamptz,
  outcome text,
  goals integer,
  judged_goals integer,
  reached_goals integer,
  progressed_goals integer
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  select
    period.user_id,
    period.starts_at,
    period.ends_at,
    case
      when counts.judged_goals = 0 then null
      when counts.reached_goals = counts.judged_goals then 'met'
      when counts.progressed_goals = 0 then 'missed'
      else 'partial'
    end,
    counts.goals,
    counts.judged_goals,
    counts.reached_goals,
    counts.progressed_goals
  from private.each(progress_in.periods) as period
  cross join lateral (
    select
      count(*)::integer as goals,
      (count(*) filter (where progress.is_judged))::integer as judged_goals,
      (count(*) filter (where progress.is_judged and progress.logged >= progress.weekly_target))
        ::integer as reached_goals,
      (count(*) filter (where progress.is_judged and progress.logged > 0))::integer
        as progressed_goals
    from (
      select
        goals.weekly_target,
        goals.created_at <= period.starts_at as is_judged,
        (
          select coalesce(sum(activities.amount), 0)
          from public.activities
          where activities.goal_id = goals.id
            and activities.user_id = goals.user_id
            and activities.occurred_at >= period.starts_at
            and activities.occurred_at < period.ends_at
        ) as logged
      from public.goals
      where goals.user_id = period.user_id
    ) as progress
  ) as counts;
end;
$$;

comment on function private.progress_in(private.period[]) is
  'What users logged in each of these periods. outcome: met when every judged goal was reached, '
  'missed when none has any progress, partial in between, null without a judged goal. A goal made '
  'after the start of a period is not judged in it.';
revoke execute on function private.progress_in(private.period[]) from public;
grant execute on function private.progress_in(private.period[]) to authenticated;

create function public.weekly_goal_progress(
  user_id uuid,
  period_start timestamptz,
  period_end timestamptz
)
returns table (
  outcome text,
  goals integer,
  judged_goals integer,
  reached_goals integer,
  progressed_goals integer
)
language sql
stable
security definer
set search_path = ''
as $$
  select
    progress.outcome, progress.goals, progress.judged_goals, progress.reached_goals,
    progress.progressed_goals
  from private.progress_in(array[
    row(
      weekly_goal_progress.user_id, weekly_goal_progress.period_start,
      weekly_goal_progress.period_end
    )::private.period
  ]) as progress;
$$;

comment on function public.weekly_goal_progress(uuid, timestamptz, timestamptz) is
  'What a user logged from period_start until just before period_end: see private.progress_in. '
  'Definer to read everybody''s goals. For service_role.';
revoke execute on function public.weekly_goal_progress(uuid, timestamptz, timestamptz)
  from public, anon, authenticated;
grant execute on function public.weekly_goal_progress(uuid, timestamptz, timestamptz)
  to service_role;

create function private.missed_two_weeks_before(weeks private.week[])
returns table (user_id uuid, nominal_date date)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  with weeks_before as materialized (
    select
      week.user_id,
      week.nominal_date,
      week.period_start,
      private.local_to_instant(
        week.nominal_date - 14 + preferences.send_time, preferences.timezone
      ) as one_before,
      private.local_to_instant(
        week.nominal_date - 21 + preferences.send_time, preferences.timezone
      ) as two_before
    from private.each(missed_two_weeks_before.weeks) as week
    join public.notification_preferences as preferences on preferences.user_id = week.user_id
  ),
  progress as materialized (
    select *
    from private.progress_in(array(
      select row(weeks_before.user_id, weeks_before.one_before, weeks_before.period_start)
        ::private.period
      from weeks_before
      union
      select row(weeks_before.user_id, weeks_before.two_before, weeks_before.one_before)
        ::private.period
      from weeks_before
    ))
  )
  select weeks_before.user_id, weeks_before.nominal_date
  from weeks_before
  join progress
    on progress.user_id = weeks_before.user_id
    and (progress.starts_at, progress.ends_at) in (
      (weeks_before.one_before, weeks_before.period_start),
      (weeks_before.two_before, weeks_before.one_before)
    )
  group by weeks_before.user_id, weeks_before.nominal_date
  having count(distinct progress.starts_at) filter (where progress.outcome = 'missed') = 2;
end;
$$;

comment on function private.missed_two_weeks_before(private.week[]) is
  'Those weeks before which two others were missed, by what is logged for them today. A week '
  'without a goal that was old enough was not missed.';
revoke execute on function private.missed_two_weeks_before(private.week[]) from public;
grant execute on function private.missed_two_weeks_before(private.week[]) to authenticated;

create function private.outcome_in_words(facts jsonb)
returns text
language sql
stable
set search_path = ''
as $$
  select case outcome_in_words.facts ->> 'outcome'
    when 'met' then 'every goal was reached'
    when 'partial' then format(
      '%s of %s goals were reached and some progress was logged',
      outcome_in_words.facts ->> 'reached_goals', outcome_in_words.facts ->> 'judged_goals'
    )
    when 'missed' then 'nothing was logged'
    else 'no goal could be judged'
  end;
$$;

comment on function private.outcome_in_words(jsonb) is
  'What the facts of a judgement say about the week.';
revoke execute on function private.outcome_in_words(jsonb) from public;
grant execute on function private.outcome_in_words(jsonb) to authenticated, service_role;

-- supabase/schemas/programs/accountability/told.sql

-- What a contact was told about a user's weeks before.

create function private.told_lately(weeks private.week[])
returns table (
  user_id uuid,
  contact_id uuid,
  nominal_date date,
  messages bigint,
  same_turn bigint
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  -- By nominal date, never by sent_at: a text that was late last week blocks nothing this week. Who
  -- deletes a contact and adds the number again has told that number all the same.
  return query
  select week.user_id, week.contact_id, week.nominal_date, told.messages, told.same_turn
  from private.each(told_lately.weeks) as week
  -- Counted for each week, so that a few rows of the indexes are read whatever the statistics say.
  cross join lateral (
    select
      count(*) as messages,
      count(*) filter (where occurrences.nominal_date = week.nominal_date) as same_turn
    from public.contacts
    join public.occurrences on occurrences.user_id = week.user_id
    join public.message_queue
      on message_queue.occurrence_id = occurrences.id
      and message_queue.status in ('queued', 'processing', 'unconfirmed', 'sent')
    where contacts.id = week.contact_id
      and occurrences.program = 'accountability'
      and occurrences.nominal_date between week.nominal_date - 6 and week.nominal_date
      -- Says no more, but lets the index by time be read: zones are a day apart at most.
      and occurrences.nominal_at > week.nominal_at - interval '9 days'
      and case
        when message_queue.contact_id is not null
        then message_queue.contact_id = week.contact_id
          and occurrences.nominal_date < week.nominal_date
        else exists (
          select from private.message_attempts
          where message_attempts.message_id = message_queue.id
            and private.phone_key(message_attempts.to_phone) = private.phone_key(contacts.phone)
        )
      end
  ) as told;
end;
$$;

comment on function private.told_lately(private.week[]) is
  'How many texts the contact of each week was told or is to be told in the six dates before or on '
  'it, other than by the week''s own message, and how many of them about the same date.';
revoke execute on function private.told_lately(private.week[]) from public;
grant execute on function private.told_lately(private.week[]) to authenticated;

create function private.last_texts(weeks private.week[])
returns table (user_id uuid, contact_id uuid, message_type text, sent_at timestamptz)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  select told.user_id, told.contact_id, last.message_type, last.sent_at
  from (
    select distinct week.user_id, week.contact_id
    from private.each(last_texts.weeks) as week
  ) as told
  cross join lateral (
    select messages.message_type, messages.sent_at
    from public.messages
    where messages.contact_id = told.contact_id
      and messages.user_id = told.user_id
      and messages.program = 'accountability'
      and messages.status = 'sent'
      -- What the carrier lost told nobody anything.
      and coalesce(messages.delivery_status, '') not in ('failed', 'undelivered')
      -- Whoever has the number now heard nothing of what was told to the one before.
      and messages.sent_at >= coalesce(
        (
          select max(consent_events.created_at)
          from public.consent_events
          where consent_events.contact_id = told.contact_id
            and consent_events.event = 'confirmed'
        ),
        '-infinity'
      )
    order by messages.sent_at desc
    limit 1
  ) as last;
end;
$$;

comment on function private.last_texts(private.week[]) is
  'The last text that the contact of each week got, after their yes, about a week of its user; no '
  'row where there was none.';
revoke execute on function private.last_texts(private.week[]) from public;
grant execute on function private.last_texts(private.week[]) to authenticated;

create function private.upcoming_texts(user_ids uuid[], instant timestamptz)
returns table (
  user_id uuid,
  nominal_at timestamptz,
  nominal_date date,
  period_start timestamptz
)
language plpgsql
stable
rows 100
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  select distinct on (occurrences.user_id)
    occurrences.user_id, occurrences.nominal_at, occurrences.nominal_date,
    occurrences.period_start
  from public.occurrences
  join public.message_queue
    on message_queue.occurrence_id = occurrences.id and message_queue.status = 'queued'
  where occurrences.program = 'accountability'
    and occurrences.user_id = any (upcoming_texts.user_ids)
    and occurrences.nominal_at > upcoming_texts.instant
    -- What waits for somebody without this program is canceled when its time comes.
    and private.is_program_on('accountability', occurrences.user_id)
  order by occurrences.user_id, occurrences.nominal_at;
end;
$$;

comment on function private.upcoming_texts(uuid[], timestamptz) is
  'The next turn of each of these users about which a text waits; no row where none does.';
revoke execute on function private.upcoming_texts(uuid[], timestamptz) from public;

-- supabase/schemas/programs/accountability/judgement.sql

-- The truth about a week, and every reason not to tell it. Planning and the claim both ask here.

create function private.outcomes_of(weeks private.week[], instant timestamptz)
returns table (
  user_id uuid,
  nominal_date date,
  nominal_at timestamptz,
  period_start timestamptz,
  outcome text,
  goals integer,
  judged_goals integer,
  reached_goals integer,
  progressed_goals integer
)
language plpgsql
stable
rows 100
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  with person_weeks as materialized (
    select distinct week.user_id, week.nominal_date, week.nominal_at, week.period_start
    from private.each(outcomes_of.weeks) as week
  )
  select
    person_weeks.user_id, person_weeks.nominal_date, person_weeks.nominal_at,
    person_weeks.period_start, progress.outcome, progress.goals, progress.judged_goals,
    progress.reached_goals, progress.progressed_goals
  from private.progress_in(array(
    -- Everything that is logged, also by a phone whose clock is ahead: it is no miss.
    select distinct row(
      person_weeks.user_id, person_weeks.period_start,
      outcomes_of.instant + settings.clock_tolerance
    )::private.period
    from person_weeks
    cross join private.settings
  )) as progress
  join person_weeks
    on person_weeks.user_id = progress.user_id and person_weeks.period_start = progress.starts_at;
end;
$$;

comment on function private.outcomes_of(private.week[], timestamptz) is
  'What users logged in these weeks until "instant", with the outcome of private.progress_in: one '
  'row for each user and week, however many contacts may be told.';
revoke execute on function private.outcomes_of(private.week[], timestamptz) from public;
grant execute on function private.outcomes_of(private.week[], timestamptz) to authenticated;

create function private.judge_people(weeks private.week[], instant timestamptz)
returns table (
  user_id uuid,
  nominal_date date,
  nominal_at timestamptz,
  period_start timestamptz,
  message_type text,
  message_style text,
  facts jsonb,
  max_messages_per_week smallint,
  reasons text[]
)
language plpgsql
stable
rows 100
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  with outcomes as materialized (
    select * from private.outcomes_of(judge_people.weeks, judge_people.instant)
  ),
  third_misses as materialized (
    select *
    from private.missed_two_weeks_before(array(
      select row(outcomes.user_id, null, outcomes.nominal_date, null, outcomes.period_start)
        ::private.week
      from outcomes
      where outcomes.outcome = 'missed'
    ))
  )
  select
    users.id,
    outcomes.nominal_date,
    outcomes.nominal_at,
    outcomes.period_start,
    case
      when outcomes.outcome = 'met' then 'congratulatory'
      when outcomes.outcome = 'partial' and preferences.send_if_partial_goal then 'partial'
      -- Its words say that the goals were not reached, not that nothing was logged: something may
      -- be, for a goal that is too new or where partial counts as missed.
      when outcomes.outcome is not null then 'accountability'
    end,
    -- Nobody is teased about the third miss in a row.
    case when third_misses.user_id is not null then 'supportive' else users.message_style end,
    jsonb_build_object(
      'brand', settings.brand_name,
      'user_name', named.user_name,
      'outcome', outcomes.outcome,
      'judged_goals', outcomes.judged_goals,
      'reached_goals', outcomes.reached_goals,
      'progressed_goals', outcomes.progressed_goals
    ),
    preferences.max_messages_per_week,
    array[
      -- Also a name of which nothing is left that can be read.
      case when coalesce(named.user_name, '') = '' then 'no_display_name' end,
      case when outcomes.goals = 0 then 'no_goals' end,
      case when outcomes.goals > 0 and outcomes.judged_goals = 0 then 'goal_too_new' end,
      case
        when outcomes.outcome = 'met' and not preferences.send_if_goal_met then 'met_and_silent'
      end
    ]
  from outcomes
  join public.users on users.id = outcomes.user_id
  join public.notification_preferences as preferences on preferences.user_id = users.id
  cross join private.settings
  cross join lateral (
    select private.clean_name(users.display_name, 30) as user_name
  ) as named
  left join third_misses
    on third_misses.user_id = outcomes.user_id
    and third_misses.nominal_date = outcomes.nominal_date;
end;
$$;

comment on function private.judge_people(private.week[], timestamptz) is
  'The part of private.judge_weeks that is the same whoever is told: what a week asks for, in '
  'which style, the facts about its user, and what about the week speaks against a text, with '
  'nulls between.';
revoke execute on function private.judge_people(private.week[], timestamptz) from public;
grant execute on function private.judge_people(private.week[], timestamptz) to authenticated;

create function private.judge_weeks(weeks private.week[], instant timestamptz)
returns table (
  week private.week,
  message_type text,
  message_style text,
  template_id text,
  facts jsonb,
  message_text text,
  reasons text[]
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  with people as materialized (
    select * from private.judge_people(judge_weeks.weeks, judge_weeks.instant)
  ),
  wordings as materialized (
    select
      message_templates.message_type, message_templates.style,
      array_agg(message_templates.id order by message_templates.id) as ids
    from public.message_templates
    where message_templates.program = 'accountability'
    group by message_templates.message_type, message_templates.style
  ),
  truth as materialized (
    select
      week,
      worded.message_type,
      people.message_style,
      last_text.contact_id is null as is_first_text,
      people.facts
        || jsonb_build_object('contact_name', private.clean_name(contacts.name, 30)) as facts,
      people.reasons
        || array[
          case
            when coalesce(told_lately.messages, 0) >= people.max_messages_per_week then 'weekly_cap'
          end,
          case when told_lately.same_turn > 0 then 'told_before' end
        ] as reasons,
      private.choose_wording(wordings.ids, week.contact_id, week.nominal_date) as template_id
    from private.each(judge_weeks.weeks) as week
    join people
      on people.user_id = week.user_id
      and people.nominal_date = week.nominal_date
      and people.nominal_at = week.nominal_at
      and people.period_start = week.period_start
    left join public.contacts
      on contacts.id = week.contact_id and contacts.user_id = week.user_id
    left join private.told_lately(judge_weeks.weeks) as told_lately
      on told_lately.user_id = week.user_id
      and told_lately.contact_id = week.contact_id
      and told_lately.nominal_date = week.nominal_date
    left join private.last_texts(judge_weeks.weeks) as last_text
      on last_text.user_id = week.user_id and last_text.contact_id = week.contact_id
    cross join lateral (
      select case
        -- Never miss twice: whoever heard of the miss hears that it stayed one.
        when people.message_type = 'congratulatory' and last_text.message_type = 'accountability'
        then 'comeback'
        else people.message_type
      end
    ) as worded (message_type)
    left join wordings
      on wordings.message_type = worded.message_type and wordings.style = people.message_style
  )
  select
    truth.week,
    truth.message_type,
    truth.message_style,
    template.id,
    truth.facts,
    private.render_text(template.body, truth.facts)
      || case when truth.is_first_text then template.first_text_suffix else '' end,
    array_remove(
      truth.reasons
        || case
          when truth.message_type is not null
            and (truth.week).contact_id is not null
            and template.id is null
          then 'no_template'
        end,
      null
    )
  from truth
  left join public.message_templates as template on template.id = truth.template_id;
end;
$$;

comment on function private.judge_weeks(private.week[], timestamptz) is
  'What is true at "instant" about each of these weeks: the type of text it asks for (null without '
  'a judged goal), its facts and words, and every reason of the week not to tell it; '
  'private.gates_against has those of the people. '
  'One row for each week, none where the user is gone. The one judgement: planning, preview and '
  'the claim all ask here, for many weeks at once, which costs a fraction of one by one. plpgsql, '
  'as all that the claim asks, so that a session plans it once.';
revoke execute on function private.judge_weeks(private.week[], timestamptz) from public;
grant execute on function private.judge_weeks(private.week[], timestamptz) to authenticated;

create function private.judge_accountability(message_ids uuid[], instant timestamptz)
returns setof private.judged
language plpgsql
stable
rows 100
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  with asked as materialized (
    select
      message_queue.id,
      row(
        message_queue.user_id, message_queue.contact_id, occurrences.nominal_date,
        occurrences.nominal_at, occurrences.period_start
      )::private.week as week
    from public.message_queue
    join public.occurrences on occurrences.id = message_queue.occurrence_id
    where message_queue.id = any (judge_accountability.message_ids)
  )
  select
    asked.id, coalesce(judged.reasons, '{}'), judged.message_type, judged.message_style,
    judged.template_id, judged.facts, judged.message_text
  from asked
  left join private.judge_weeks(
    array(select distinct asked.week from asked), judge_accountability.instant
  ) as judged on judged.week = asked.week;
end;
$$;

comment on function private.judge_accountability(uuid[], timestamptz) is
  'The seam''s judge: see private.judge_weeks. Whoever lost their preferences is told by the '
  'gates.';
revoke execute on function private.judge_accountability(uuid[], timestamptz) from public;

-- supabase/schemas/programs/accountability/turns.sql

-- The turns that come next, judged for each contact.

create function private.turns_of(user_ids uuid[], until timestamptz)
returns table (
  user_id uuid,
  nominal_at timestamptz,
  expires_at timestamptz,
  nominal_date date,
  period_start timestamptz
)
language sql
stable
set search_path = ''
as $$
  select
    preferences.user_id,
    turn.nominal_at,
    turn.nominal_at + settings.catch_up_grace as expires_at,
    turn.nominal_date,
    private.period_start(
      turn.nominal_at, preferences.send_time, preferences.timezone
    ) as period_start
  from public.notification_preferences as preferences
  cross join private.settings
  cross join lateral (
    select private.nominal_date(
      preferences.next_due_at, preferences.send_time, preferences.timezone
    )
  ) as next (nominal_date)
  cross join lateral (
    select next.nominal_date, preferences.next_due_at
    union all
    select
      later.nominal_date,
      private.local_to_instant(
        later.nominal_date + preferences.send_time, preferences.timezone
      )
    from generate_series(
      1,
      ceil(extract(epoch from turns_of.until - preferences.next_due_at) / 604800)::integer
    ) as week_number
    cross join lateral (
      -- The first send_day after the next turn, which may have been due by another day.
      select
        next.nominal_date + 7 * week_number
          - (
            extract(isodow from next.nominal_date)::integer
              - private.day_of_week(preferences.send_day)
              + 7
          ) % 7
    ) as later (nominal_date)
  ) as turn (nominal_date, nominal_at)
  where preferences.user_id = any (turns_of.user_ids) and preferences.enabled;
$$;

comment on function private.turns_of(uuid[], timestamptz) is
  'The next turn of each of these users who wants texts, and those of the weeks after it up to '
  '"until" if that is given.';
revoke execute on function private.turns_of(uuid[], timestamptz) from public;
grant execute on function private.turns_of(uuid[], timestamptz) to authenticated;

create function private.undecided_turns(
  user_ids uuid[],
  only_contact_id uuid,
  until timestamptz
)
returns table (
  week private.week,
  expires_at timestamptz,
  relationship text,
  timezone text,
  is_too_short boolean
)
language sql
stable
rows 100
set search_path = ''
as $$
  select
    row(
      due.user_id, contacts.id, due.nominal_date, due.nominal_at, due.period_start
    )::private.week,
    due.expires_at,
    contacts.relationship,
    contacts.timezone,
    recent.is_too_short
  from private.turns_of(undecided_turns.user_ids, undecided_turns.until) as due
  left join public.contacts
    on contacts.user_id = due.user_id
    -- Nobody expects texts to self; asked for one, its reason is recorded like any other.
    and case
      when undecided_turns.only_contact_id is null then contacts.relationship <> 'self'
      else contacts.id = undecided_turns.only_contact_id
    end
  cross join lateral (
    select
      bool_or(
        occurrences.nominal_date = due.nominal_date and occurrences.decision <> 'superseded'
      ) as is_decided,
      -- The user changed the day: days that were judged already are not judged again.
      coalesce(
        bool_or(
          occurrences.nominal_date < due.nominal_date
          and occurrences.decision in ('queued', 'silent')
        ),
        false
      ) as is_too_short
    from public.occurrences
    where occurrences.program = 'accountability'
      and occurrences.user_id = due.user_id
      and occurrences.contact_id is not distinct from contacts.id
      and occurrences.nominal_date between due.nominal_date - 6 and due.nominal_date
  ) as recent
  where recent.is_decided is not true;
$$;

comment on function private.undecided_turns(uuid[], uuid, timestamptz) is
  'The turns of private.turns_of for each contact of their user (or only one) that nobody decided '
  'yet. Those that are decided would take a place a second time.';
revoke execute on function private.undecided_turns(uuid[], uuid, timestamptz) from public;
grant execute on function private.undecided_turns(uuid[], uuid, timestamptz) to authenticated;

create function private.judge_turns(
  user_ids uuid[],
  only_contact_id uuid,
  instant timestamptz,
  until timestamptz default null
)
returns setof private.turn
language sql
stable
set search_path = ''
as $$
  with undecided as materialized (
    select turn.*, row_number() over ()::integer as number
    from private.undecided_turns(
      judge_turns.user_ids, judge_turns.only_contact_id, judge_turns.until
    ) as turn
  ),
  gates as materialized (
    select *
    from private.gates_against(array(
      select
        row(
          undecided.number, 'accountability', (undecided.week).user_id,
          (undecided.week).contact_id, null,
          greatest((undecided.week).nominal_at, judge_turns.instant), private.default_channel()
        )::private.approach
      from undecided
    ))
  )
  select
    (undecided.week).user_id,
    (undecided.week).contact_id,
    (undecided.week).nominal_date,
    0::smallint,
    (undecided.week).nominal_at,
    (undecided.week).period_start,
    gates.opens_at,
    undecided.expires_at,
    undecided.timezone,
    case
      when undecided.relationship = 'coach' then 1
      when judged.message_type in ('congratulatory', 'comeback') then 2
      else 3
    end::smallint,
    judged.message_type,
    judged.message_style,
    judged.template_id,
    judged.facts,
    judged.message_text,
    gates.reasons
      || judged.reasons
      || case when undecided.is_too_short then array['period_too_short'] else '{}' end
      || case
        when undecided.expires_at <= judge_turns.instant then array['too_late']
        when gates.opens_at >= undecided.expires_at then array['no_allowed_hour']
        else '{}'
      end,
    private.default_channel(),
    false
  from undecided
  join gates on gates.number = undecided.number
  join private.judge_weeks(
    array(select undecided.week from undecided), judge_turns.instant
  ) as judged on judged.week = undecided.week;
$$;

comment on function private.judge_turns(uuid[], uuid, timestamptz, timestamptz) is
  'The next turn of these users, and those of the weeks after it up to "until" if that is given, '
  'for each of their contacts (or only one), judged at "instant": what it would say, when the '
  'recipient''s hours allow it, and every reason against it. Turns that are decided already are '
  'left out: they would take a place a second time.';
revoke execute on function private.judge_turns(uuid[], uuid, timestamptz, timestamptz) from public;
grant execute on function private.judge_turns(uuid[], uuid, timestamptz, timestamptz)
  to authenticated;

-- supabase/schemas/programs/heads_up/warnings.sql

-- Who is to be warned, of what, and whether it is still so.

create type private.warning as (
  user_id uuid,
  nominal_at timestamptz,
  nominal_date date,
  period_start timestamptz,
  facts jsonb
);
comment on type private.warning is
  'A turn of a user that is going to be told as not reached, when it is, and what a warning says.';

create function private.warnings_for(user_ids uuid[], instant timestamptz)
returns setof private.warning
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select
    upcoming.user_id,
    upcoming.nominal_at,
    upcoming.nominal_date,
    upcoming.period_start,
    jsonb_build_object(
      'brand', settings.brand_name,
      'user_name', private.clean_name(users.display_name, 30),
      'at', to_char(upcoming.nominal_at at time zone preferences.timezone, 'HH24:MI'),
      'goals', missing.goals
    )
  from private.upcoming_texts(warnings_for.user_ids, warnings_for.instant) as upcoming
  join public.users on users.id = upcoming.user_id
  join public.notification_preferences as preferences on preferences.user_id = upcoming.user_id
  cross join private.settings
  cross join lateral (
    select private.cut_text(
      string_agg(
        private.goal_in_words(goals.title, logged.amount, goals.weekly_target, goals.unit),
        ', '
        order by goals.created_at, goals.id
      ),
      120
    ) as goals
    from public.goals
    cross join lateral (
      select coalesce(sum(activities.amount), 0) as amount
      from public.activities
      where activities.goal_id = goals.id
        and activities.user_id = goals.user_id
        and activities.occurred_at >= upcoming.period_start
        and activities.occurred_at < warnings_for.instant + settings.clock_tolerance
    ) as logged
    where goals.user_id = upcoming.user_id
      and goals.created_at <= upcoming.period_start
      and logged.amount < goals.weekly_target
  ) as missing
  where missing.goals is not null;
end;
$$;

comment on function private.warnings_for(uuid[], timestamptz) is
  'For each of these users whose next turn is going to be told as not reached, by what is logged '
  'at "instant": when that is and what is missing. No row where nothing is, or nobody would be '
  'told.';
revoke execute on function private.warnings_for(uuid[], timestamptz) from public;

create function private.warned_phones(user_ids uuid[])
returns setof public.contacts
language sql
stable
set search_path = ''
as $$
  select own.*
  from public.notification_preferences as preferences
  join public.contacts as own
    on own.user_id = preferences.user_id
    and own.relationship = 'self'
    and own.consent_status = 'confirmed'
  where preferences.user_id = any (warned_phones.user_ids)
    and preferences.remind_before_miss
    and private.is_program_on('heads_up', preferences.user_id);
$$;

comment on function private.warned_phones(uuid[]) is
  'The own, confirmed phones of these users who want warnings and for whom they are on; most have '
  'none.';
revoke execute on function private.warned_phones(uuid[]) from public;

create function private.propose_heads_up(user_ids uuid[], instant timestamptz)
returns setof private.turn
language plpgsql
volatile
rows 10
set search_path = ''
as $$
declare
  v_phones constant public.contacts[] := array(
    select own from private.warned_phones(user_ids) as own
  );
begin
  if v_phones = '{}' then
    return;
  end if;
  return query
  select turn.*
  from private.warnings_for(
    array(select own.user_id from unnest(v_phones) as own), propose_heads_up.instant
  ) as warning
  join unnest(v_phones) as own on own.user_id = warning.user_id
  cross join private.heads_up_settings
  join public.message_templates as template on template.id = 'heads_up.heads_up'
  cross join lateral (
    select 0 as slot, warning.nominal_at - heads_up_settings.warns_before as nominal_at
    union all
    -- What was put off, and taken back with everything that a change may concern.
    select occurrences.slot, occurrences.nominal_at
    from public.occurrences
    where occurrences.program = 'heads_up'
      and occurrences.user_id = warning.user_id
      and occurrences.contact_id = own.id
      and occurrences.nominal_date = warning.nominal_date
      and occurrences.slot > 0
      and occurrences.decision = 'superseded'
      and occurrences.nominal_at > propose_heads_up.instant
  ) as times
  cross join lateral (
    select private.next_open_instant(
      'heads_up', own.user_id, greatest(times.nominal_at, propose_heads_up.instant), own.timezone,
      own.id
    )
  ) as allowed (send_at)
  cross join lateral private.turn_of(
    user_id => warning.user_id,
    contact_id => own.id,
    nominal_date => warning.nominal_date,
    slot => times.slot,
    nominal_at => times.nominal_at,
    period_start => warning.period_start,
    send_at => allowed.send_at,
    expires_at => warning.nominal_at,
    timezone => own.timezone,
    template => template,
    facts => warning.facts,
    -- A night until the week ends leaves no time to warn.
    reasons => case
      when allowed.send_at is null then array['no_open_minute']
      when allowed.send_at >= warning.nominal_at then array['no_allowed_hour'] else '{}'
    end,
    priority => 1
  ) as turn;
end;
$$;

comment on function private.propose_heads_up(uuid[], timestamptz) is
  'The seam''s propose: a warning to the own, confirmed phones of these users, some time before '
  'their next turn would be told as not reached; once for each turn, and again where it was put '
  'off. Where there is no hour for it, that is recorded.';
revoke execute on function private.propose_heads_up(uuid[], timestamptz) from public;

create function private.judge_heads_up(message_ids uuid[], instant timestamptz)
returns setof private.judged
language plpgsql
stable
rows 10
set search_path = ''
as $$
begin
  return query
  select
    message_queue.id,
    case when warning.user_id is null then array['nothing_to_prevent'] else '{}' end,
    null::text,
    null::text,
    null::text,
    warning.facts,
    private.render_text(template.body, warning.facts)
  from public.message_queue
  join public.message_templates as template on template.id = message_queue.template_id
  left join private.warnings_for(
    array(
      select distinct asked.user_id from public.message_queue as asked
      where asked.id = any (judge_heads_up.message_ids)
    ),
    judge_heads_up.instant
  ) as warning on warning.user_id = message_queue.user_id
  where message_queue.id = any (judge_heads_up.message_ids);
end;
$$;

comment on function private.judge_heads_up(uuid[], timestamptz) is
  'The seam''s judge: whether something is missing still that a text would tell, and what.';
revoke execute on function private.judge_heads_up(uuid[], timestamptz) from public;

-- supabase/schemas/programs/accountability/amounts.sql

-- How much of what somebody did, read out of their words. Every word must be known: one that is not
-- may turn the meaning round, so it is asked about. A log that is wrong is told to a coach.

create type private.goal_this_week as (
  id uuid,
  title text,
  unit text,
  weekly_target numeric,
  progress numeric
);
comment on type private.goal_this_week is 'A goal and what was logged for it in the running week.';

create type private.log_read as (
  goal_id uuid,
  amount numeric,
  is_yesterday boolean
);
comment on type private.log_read is 'What a text says was done for a goal.';

create type private.reading as (
  kind text,
  logs private.log_read[],
  said text
);
comment on type private.reading is
  'What a text says was done. kind: log (all of logs), which (so much, but for which goal?), '
  'amount (no amount that can be logged) or words (nothing that can be). said: the number in it.';

create function private.plain_unit(unit text)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  v_unit constant text := private.plain_words(plain_unit.unit);
begin
  return case
    when v_unit in (
      'k', 'km', 'kms', 'kilometer', 'kilometers', 'kilometre', 'kilometres', 'kilometro',
      'kilometros', 'quilometro', 'quilometros'
    ) then 'km'
    when v_unit in (
      'mi', 'mile', 'miles', 'milla', 'millas', 'meile', 'meilen', 'milha', 'milhas'
    ) then 'miles'
    when v_unit in (
      'min', 'mins', 'minute', 'minutes', 'minuto', 'minutos', 'minuten'
    ) then 'minutes'
    when v_unit in (
      'h', 'hr', 'hrs', 'hour', 'hours', 'hora', 'horas', 'heure', 'heures', 'std', 'stunde',
      'stunden'
    ) then 'hours'
    when v_unit in (
      'x', 'time', 'times', 'veces', 'vez', 'fois', 'mal', 'vezes'
    ) then 'times'
    when v_unit in (
      'p', 'pp', 'page', 'pages', 'pagina', 'paginas', 'seite', 'seiten'
    ) then 'pages'
    when v_unit in (
      'step', 'steps', 'paso', 'pasos', 'pas', 'schritt', 'schritte', 'passo', 'passos'
    ) then 'steps'
    when v_unit in (
      'rep', 'reps', 'repetition', 'repetitions', 'repeticiones', 'repeticoes', 'wiederholungen'
    ) then 'reps'
    when v_unit in (
      'meter', 'meters', 'metre', 'metres', 'metro', 'metros'
    ) then 'meters'
    when v_unit in (
      's', 'sec', 'secs', 'second', 'seconds', 'segundo', 'segundos', 'seconde', 'secondes',
      'sekunde', 'sekunden'
    ) then 'seconds'
    when v_unit in (
      'lap', 'laps', 'length', 'lengths', 'bahnen'
    ) then 'laps'
    else v_unit
  end;
end;
$$;

comment on function private.plain_unit(text) is
  'A unit as people shorten it, in full: km of "k", minutes of "min". One that we do not know is '
  'compared as it is; so is m, which may be minutes or meters.';
revoke execute on function private.plain_unit(text) from public;

create function private.activity_of(word text)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
-- No SQL: what is inlined is reckoned once for every line of it.
begin
  return case
    when activity_of.word in (
      'run', 'ran', 'runs', 'running', 'jog', 'jogs', 'jogged', 'jogging', 'corri',
      'corre', 'correr', 'couru', 'courir', 'gelaufen', 'laufen', 'joggen', 'gejoggt', 'corrida'
    ) then 'run'
    when activity_of.word in (
      'walk', 'walks', 'walked', 'walking', 'camine', 'caminar', 'marche', 'marcher',
      'gegangen', 'spaziert', 'caminei', 'caminhei', 'caminhar'
    ) then 'walk'
    when activity_of.word in (
      'swim', 'swims', 'swam', 'swum', 'swimming', 'freestyle', 'nade', 'nadar', 'nage', 'nager',
      'geschwommen', 'schwimmen', 'nadei'
    ) then 'swim'
    when activity_of.word in (
      'bike', 'bikes', 'biked', 'biking', 'cycle', 'cycled', 'cycling', 'ride', 'rides', 'rode',
      'riding', 'pedalei', 'velo'
    ) then 'bike'
    when activity_of.word in (
      'read', 'reads', 'reading', 'book', 'novel', 'lei', 'leer', 'leido', 'lu', 'lire',
      'gelesen', 'lesen', 'li', 'ler'
    ) then 'read'
    when activity_of.word in (
      'write', 'writes', 'wrote', 'written', 'writing'
    ) then 'write'
    when activity_of.word in (
      'spanish', 'espanol', 'espanhol', 'spanisch', 'espagnol'
    ) then 'spanish'
    when activity_of.word in (
      'pushup', 'pushups', 'flexoes', 'flexiones', 'liegestutze', 'liegestutzen',
      'pompes'
    ) then 'pushup'
    when activity_of.word in (
      'meditate', 'meditated', 'meditating', 'meditation', 'meditations'
    ) then 'meditate'
    when length(activity_of.word) > 4
      then regexp_replace(activity_of.word, '(ing|ed|es|s|e)$', '')
    else activity_of.word
  end;
end;
$$;

comment on function private.activity_of(text) is
  'What a word of a title or a text is about, in whatever form it stands: run of "ran".';
revoke execute on function private.activity_of(text) from public;

create function private.is_activity(word text)
returns boolean
language sql
immutable
strict
set search_path = ''
as $$
  select private.activity_of(is_activity.word)
    in ('run', 'walk', 'swim', 'bike', 'read', 'write', 'meditate');
$$;

comment on function private.is_activity(text) is
  'Whether a word says what was done, whoever has such a goal.';
revoke execute on function private.is_activity(text) from public;

create function private.words_about(goal private.goal_this_week)
returns text[]
language sql
immutable
set search_path = ''
as $$
  select coalesce(array_agg(private.activity_of(word)), '{}')
  from regexp_split_to_table(
    regexp_replace(
      private.plain_words(words_about.goal.title), '\m(push|pull|sit|chin|press) ?up', '\1up', 'g'
    ),
    ' '
  ) as word
  where word !~ '^(a|an|the|my|of|to|for|and|or|in|on|at|per|every|each|day|daily|week|weekly|more'
    '|do|go|i|times?|morning|evening|today|done|[0-9.,]+)$';
$$;

comment on function private.words_about(private.goal_this_week) is
  'The words of a title that name its goal.';
revoke execute on function private.words_about(private.goal_this_week) from public;

create function private.number_word(word text)
returns numeric
language plpgsql
immutable
strict
set search_path = ''
as $$
-- No SQL: what is inlined is reckoned once for every line of it.
begin
  return case
    when number_word.word = 'one' then 1
    when number_word.word in ('two', 'dos', 'deux', 'zwei', 'dois', 'duas') then 2
    when number_word.word in ('three', 'tres', 'trois', 'drei') then 3
    when number_word.word in ('four', 'cuatro', 'quatre', 'vier', 'quatro') then 4
    when number_word.word in ('five', 'cinco', 'cinq', 'funf') then 5
    when number_word.word in ('six', 'seis', 'sechs') then 6
    when number_word.word in ('seven', 'siete', 'sieben', 'sete') then 7
    when number_word.word in ('eight', 'ocho', 'huit', 'acht', 'oito') then 8
    when number_word.word in ('nine', 'nueve', 'neuf', 'neun', 'nove') then 9
    when number_word.word in ('ten', 'diez', 'dix', 'zehn', 'dez') then 10
    when number_word.word = 'eleven' then 11
    when number_word.word in ('twelve', 'dozen', 'doce', 'douze', 'zwolf', 'doze') then 12
    when number_word.word = 'thirteen' then 13
    when number_word.word = 'fourteen' then 14
    when number_word.word in ('fifteen', 'quince', 'quinze', 'funfzehn') then 15
    when number_word.word = 'sixteen' then 16
    when number_word.word = 'seventeen' then 17
    when number_word.word = 'eighteen' then 18
    when number_word.word = 'nineteen' then 19
    when number_word.word in ('twenty', 'veinte', 'vingt', 'zwanzig', 'vinte') then 20
    when number_word.word in ('thirty', 'treinta', 'trente', 'dreissig', 'trinta') then 30
    when number_word.word in ('forty', 'fourty', 'cuarenta', 'quarante', 'vierzig', 'quarenta')
    then 40
    when number_word.word in ('fifty', 'cincuenta', 'cinquante', 'funfzig', 'cinquenta') then 50
    when number_word.word in ('sixty', 'sesenta', 'sechzig', 'sessenta') then 60
    when number_word.word = 'seventy' then 70
    when number_word.word = 'eighty' then 80
    when number_word.word = 'ninety' then 90
    when number_word.word in ('hundred', 'cien', 'cent', 'hundert', 'cem') then 100
    when number_word.word in ('thousand', 'mil', 'mille', 'tausend') then 1000
  end;
end;
$$;

comment on function private.number_word(text) is 'The number that a word is; null if it is none.';
revoke execute on function private.number_word(text) from public;

create function private.drawn_words(body text)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  v_text text := body;
begin
  v_text := regexp_replace(v_text, '[\uFE0F\u200D\u2640\u2642\U0001F3FB-\U0001F3FF]', '', 'g');
  v_text := replace(replace(replace(v_text, '🏃', ' run '), '🏊', ' swim '), '🚴', ' bike ');
  v_text := replace(replace(replace(v_text, '🚶', ' walk '), '📖', ' read '), '📚', ' read ');
  v_text := regexp_replace(v_text, '[✅✔☑]', ' check ', 'g');
  v_text := replace(replace(v_text, '公里', ' km '), '步', ' steps ');
  v_text := regexp_replace(v_text, '(?<=[0-9 ])км', ' km ', 'g');
  v_text := regexp_replace(v_text, '(?<=[0-9 ])шагов', ' steps ', 'g');
  v_text := translate(
    v_text, '💪🎉👍🙌🔥👏🏖😍🏁🙏❤🥳🤩😀😃😄😁😅😊🙂😎🥵😤☀✨⭐🌟🏅🏆', repeat(' ', 35)
  );
  v_text := replace(replace(translate(v_text, '×–—’‘´′', 'x--'''''''''), 'ß', 'ss'), '⁄', '/');
  v_text := regexp_replace(v_text, '([0-9])\s*([½¼¾])', '\1\2', 'g');
  v_text := regexp_replace(v_text, '(?<![0-9])([½¼¾])', '0\1', 'g');
  v_text := replace(replace(replace(v_text, '½', '.5'), '¼', '.25'), '¾', '.75');
  return regexp_replace(normalize(v_text, nfd), '[\u0300-\u036F]', '', 'g');
end;
$$;

comment on function private.drawn_words(text) is
  'A text without accents, with words for the emoji that say what was done and blanks for those '
  'that only cheer. Every other sign stays, for words_to_log() to refuse.';
revoke execute on function private.drawn_words(text) from public;

create function private.minutes_in(text_in text)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  c_compound constant text :=
    '\m([0-9]+|an|one) ?(?:h|hrs?|hours?|std|heures?|horas?)(?![a-z])[ |]*([0-9]{1,2})'
    '(?: ?(?:m|mins?|minutes?|minutos?|minuten)\M|(?= *($|\||of\M)))';
  c_span constant text :=
    '(?:from )?\m([0-9]{1,2}):([0-9]{2}) ?(?:-|to|till|until) ?([0-9]{1,2}):([0-9]{2})\M';
  v_text text := text_in;
  v_parts text[];
  v_minutes integer;
begin
  if v_text like '%:%' then
    v_parts := regexp_match(v_text, c_span);
    v_minutes := (v_parts[3]::integer - v_parts[1]::integer) * 60
      + v_parts[4]::integer - v_parts[2]::integer;
    if v_minutes > 0 then
      v_text := regexp_replace(v_text, c_span, v_minutes || ' minutes');
    end if;
  end if;
  if v_text like '%half%' or v_text like '%quarter%' then
    v_text := regexp_replace(v_text, '\mthree quarters of an hour\M', '0.75 hour', 'g');
    v_text := regexp_replace(v_text, '\m(a )?quarter of an hour\M', '0.25 hour', 'g');
    v_text := regexp_replace(v_text, '\m(a )?half (an? |of an? )?(?=(hour|mile|km))', '0.5 ', 'g');
    v_text := replace(v_text, ' and a half', ' plushalf');
  end if;
  v_text := replace(replace(v_text, 'media hora', '0.5 hour'), 'meia hora', '0.5 hour');
  v_parts := regexp_match(v_text, c_compound);
  if v_parts is not null then
    v_text := regexp_replace(
      v_text,
      c_compound,
      case when v_parts[1] ~ '^[0-9]' then left(v_parts[1], 4)::integer else 1 end * 60
        + v_parts[2]::integer
        || ' minutes'
    );
  end if;
  return v_text;
end;
$$;

comment on function private.minutes_in(text) is
  'A text with the parts of its hours in numbers: 90 minutes of "1h30", 0.5 hour of "half an '
  'hour", 45 minutes of "from 8:00 to 8:45".';
revoke execute on function private.minutes_in(text) from public;

create function private.without_scene(text_in text)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  c_somebody constant text :=
    '\m(with|mit|con|avec) (my |a |the |some |our |dem |el |mi )?(?!no\M|zero\M|out\M)[a-z]+';
  c_place constant text :=
    '\m(in|at|on|around|along|through|im|am|na|no|en el|en la) (the |my |a )?'
    '(morning|afternoon|evening|night|noon|park|rain|gym|pool|sun|snow|woods|forest|beach|river'
    '|lake|canal|sea|ocean|hills|city|town|garden|hospital|office|ward|church|home|work|school'
    '|lunch break|lunch|break|bed|train|bus|treadmill|track|trail|bench|way home|way to work'
    '|neighbou?rhood|wald|praia|noite|parque)\M';
  c_beside constant text :=
    '\m(before|after|during) (my |the )?(work|school|lunch break|lunch|dinner|breakfast|bed|class'
    '|church|coffee|shower|the shower)\M';
  v_text text := text_in;
begin
  v_text := regexp_replace(v_text, c_somebody, ' inplace ', 'g');
  v_text := regexp_replace(v_text, c_place, ' inplace ', 'g');
  if v_text ~ 'before|after|during' then
    v_text := regexp_replace(v_text, c_beside, ' inplace ', 'g');
  end if;
  -- What was not done, or by somebody else, before what was.
  v_text := regexp_replace(
    v_text, '^(didnt|did not|no) (do )?(my )?[a-z ]{3,20}?(but| \|)(?! only)', ' '
  );
  v_text := regexp_replace(
    v_text,
    '^(?!i |we |just |today |so )(my )?[a-z]+ (ran|did|walked|swam|read) [0-9.,]+ ?[a-z]* +\| +'
      '(?=i )',
    ''
  );
  if v_text like '% and i %' then
    v_text := regexp_replace(v_text, '^((my|the) )?[a-z]+ and i\M', 'we');
  end if;
  v_text := replace(replace(v_text, 'thank you', 'thanks'), 'better than nothing', 'inplace');
  v_text := replace(replace(v_text, 'never again', 'inplace'), 'last night', 'yesterday');
  v_text := replace(replace(v_text, 'this week', 'thisweek'), 'earlier today', 'today');
  v_text := regexp_replace(v_text, 'this (morning|afternoon|evening)\M', 'today', 'g');
  v_text := regexp_replace(v_text, '\mforgot to (text|tell you|log( it)?|say)\M', 'inplace', 'g');
  return regexp_replace(
    v_text, '\m(morning|evening|afternoon|first|second|third) (run|swim|walk)\M', 'another \2', 'g'
  );
end;
$$;

comment on function private.without_scene(text) is
  'A text with "inplace" for where, with whom and beside what something was done.';
revoke execute on function private.without_scene(text) from public;

create function private.spelled(word text)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  c_known constant text[] := array[
    'just', 'back', 'went', 'morning', 'today', 'yesterday', 'evening', 'finished', 'done', 'with',
    'this', 'read', 'swam', 'walk', 'walked', 'running', 'reading', 'swimming', 'steps', 'pushups',
    'spanish', 'minutes', 'hours', 'pages', 'miles', 'times'
  ];
  v_known text;
begin
  if word = any (c_known) then
    return word;
  end if;
  foreach v_known in array c_known loop
    continue when left(v_known, 1) <> left(word, 1) or abs(length(v_known) - length(word)) > 1;
    if length(v_known) = length(word) then
      for v_at in 2 .. length(word) - 1 loop
        if v_known = left(word, v_at - 1) || substr(word, v_at + 1, 1) || substr(word, v_at, 1)
          || substr(word, v_at + 2)
        then
          return v_known;
        end if;
      end loop;
    elsif length(word) > length(v_known) then
      for v_at in 2 .. length(word) loop
        if substr(word, v_at, 1) = substr(word, v_at - 1, 1)
          and v_known = left(word, v_at - 1) || substr(word, v_at + 1)
        then
          return v_known;
        end if;
      end loop;
    end if;
  end loop;
  return word;
end;
$$;

comment on function private.spelled(text) is
  'A word in which two letters changed places or one stands twice, as it is spelled.';
revoke execute on function private.spelled(text) from public;

create function private.words_to_log(body text)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  c_sets constant text :=
    '\m([0-9]{1,2}) ?(?:x|sets of) ?([0-9]{1,3})(?= ?(pushup|push.up|pullup|rep))';
  v_text text := lower(body);
  v_parts text[];
begin
  if octet_length(v_text) <> length(v_text) then
    v_text := private.drawn_words(v_text);
  end if;
  -- A heart or a smile around words.
  v_text := regexp_replace(
    v_text, '^\s*<3+\s+(?=[a-z]{3})|\s*([:;=]-?[)d]|<3+|\^\^|xd|:3)+\s*$', '', 'g'
  );
  if v_text ~ '[''`/]' then
    v_text := regexp_replace(v_text, '(?<=[a-z])[''`](?=[a-z])', '', 'g');
    v_text := regexp_replace(v_text, '([0-9])''(?![0-9a-z''])', '\1 minutes ', 'g');
    v_text := regexp_replace(v_text, '(?<![0-9/])([0-9]+) 1/2(?= ?[a-z])', '\1.5', 'g');
    v_text := regexp_replace(v_text, '(?<![0-9/] ?)1/2(?= ?[a-z])', '0.5', 'g');
    v_text := regexp_replace(v_text, '(?<![0-9/] ?)([13])/4(?= ?[a-z])', '\1.quarter', 'g');
    v_text := replace(replace(v_text, '1.quarter', '0.25'), '3.quarter', '0.75');
  end if;
  v_text := private.minutes_in(regexp_replace(v_text, '\m(mins?|std|hrs?|km)\.', '\1', 'g'));
  -- Symbols, money, times of day, ranges, dates, other scripts.
  if v_text ~ '[^a-z0-9\s.,;:!&+-]'
    or v_text ~ '[0-9]\s*-\s*[0-9]|(^|\s)-[0-9.,]|(^|[^0-9])[.,][0-9]|(^|[^0-9., ] *)0[0-9]'
    or v_text ~ '[0-9]\.\s*$' and v_text !~ '[a-z]\s+[0-9.,]+\.\s*$'
    or v_text ~ '[0-9]\s*[.,]\s+[0-9]' and v_text !~ '[a-z]'
  then
    return null;
  end if;
  if v_text like '%:%' or v_text like '% at %' then
    v_text := regexp_replace(v_text, '\min [0-9]+:[0-9]+( ?min(utes)?)?\M', ' inplace ', 'g');
    v_text := regexp_replace(
      v_text, '\mat [0-9]{1,2}(:[0-9]{2}( ?[ap]m)?| ?[ap]m|(?=\s*($|[|,.!])))\M', ' inplace ', 'g'
    );
    if v_text ~ '[0-9]\s*:' then
      return null;
    end if;
    v_text := replace(regexp_replace(v_text, ':\s*(?=[0-9])', ' eq ', 'g'), ':', ' ');
  end if;
  v_text := regexp_replace(v_text, '^\s*\+', '');
  v_text := regexp_replace(
    v_text, '\s*\n\s*|[!;]+|(?<![0-9])[.,]|[.,](?![0-9])', ' | ', 'g'
  );
  v_text := private.without_scene(translate(v_text, '-', ' '));
  v_text := regexp_replace(v_text, '[&+]|\m(and|y|et|und|e|then|plus)\M', ' | ', 'g');
  v_text := regexp_replace(v_text, '\m(push|pull|sit|chin|press) ?up', '\1up', 'g');
  v_text := regexp_replace(
    v_text, '(?<![0-9.,])([1-9][0-9]{0,2}) ([0-9]{3})(?![0-9.,])', '\1,\2', 'g'
  );
  v_parts := regexp_match(v_text, c_sets);
  if v_parts is not null then
    v_text := regexp_replace(
      v_text, c_sets, (v_parts[1]::integer * v_parts[2]::integer)::text || ' '
    );
  end if;
  -- A number and what is written onto it.
  v_text := regexp_replace(v_text, '(?<![a-z0-9.,])([0-9]+(?:[.,][0-9]+)?)([a-z]+)', '\1 \2', 'g');
  v_text := regexp_replace(v_text, '(?<![0-9] ?)\mx ?([0-9]+)\M', '\1 x', 'g');
  -- How long a distance took is no amount of its own.
  if v_text like '% in %' then
    v_text := regexp_replace(
      v_text,
      '((?:km|k|miles?|mi|steps|pages|reps|pushups) )in (under |just |only |about )?'
        '[0-9]+(?:[.,][0-9]+)? (m|min|mins|minutes?|h|hours?|hrs?)\M',
      '\1 inplace ', 'g'
    );
  end if;
  return btrim(regexp_replace(v_text, '\s+', ' ', 'g'));
end;
$$;

comment on function private.words_to_log(text) is
  'A text as amounts are read: words and numbers with blanks between, "|" where a sentence or a '
  'part of one ends. Null if something in it may be no amount: money, a time of day, a range, a '
  'date, a symbol, another script.';
revoke execute on function private.words_to_log(text) from public;

create function private.amount_said(said text, unit text)
returns numeric
language plpgsql
immutable
set search_path = ''
as $$
begin
  return case
    when said ~ '^[0-9]{1,7}$' then said::numeric
    when said ~ '^[0-9]{1,3}(,[0-9]{3})+\.[0-9]{1,2}$' then replace(said, ',', '')::numeric
    when said ~ '^[0-9]{1,3}(\.[0-9]{3})+,[0-9]{1,2}$'
    then replace(replace(said, '.', ''), ',', '.')::numeric
    when said ~ '^0[.,][0-9]{1,4}$' then replace(said, ',', '.')::numeric
    -- 10.000 is ten or ten thousand, unless it counts what comes in wholes.
    when said ~ '^[1-9][0-9]{0,2}([.,][0-9]{3})+$'
    then case
      when unit is not null
        and unit not in ('', 'km', 'miles', 'minutes', 'hours', 'times', 'seconds')
      then translate(said, '.,', '')::numeric
    end
    when said ~ '^[0-9]{1,7}[.,][0-9]{1,2}$' then replace(said, ',', '.')::numeric
  end;
end;
$$;

comment on function private.amount_said(text, text) is
  'The number that digits with points and commas are, of this unit; null if it may be two.';
revoke execute on function private.amount_said(text, text) from public;

create type private.part_read as (
  numbers integer,
  said text,
  factor numeric,
  half boolean,
  unit text,
  counted boolean,
  activities text[],
  is_once boolean,
  day text
);
comment on type private.part_read is
  'A part of a text: its numbers and the last of them as it was said, times factor, the unit '
  'behind it, or that what was done stands there and is counted ("2 swims"), what it is about, '
  'whether it says without a number that it was done ("went for a run"), and on which day.';

create function private.goal_for(
  part private.part_read,
  goals private.goal_this_week[]
)
returns private.log_read
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_goal private.goal_this_week;
  v_unit text;
  v_said text;
  v_amount numeric;
  v_found private.log_read;
  v_many integer := 0;
begin
  foreach v_goal in array goals loop
    continue when not part.activities <@ private.words_about(v_goal);
    v_unit := private.plain_unit(v_goal.unit);
    v_said := case
      -- 400m are minutes of reading, and meters of a run.
      when part.unit = 'm' and part.activities = '{}' then 'm'
      when part.unit = 'm' and part.activities && '{run,walk,swim,bike}' then 'meters'
      when part.unit = 'm' then 'minutes'
      else part.unit
    end;
    v_amount := private.amount_said(part.said, coalesce(v_said, v_unit)) * part.factor
      + case when part.half then 0.5 else 0 end;
    if v_unit in ('times', 'sessions', 'workouts') and part.activities <> '{}'
      and (part.is_once or v_said in ('km', 'miles', 'meters', 'minutes', 'hours', 'laps'))
    then
      -- A run of five kilometers is one time.
      v_amount := case when v_amount > 0 or part.is_once then 1 end;
    elsif part.is_once then
      continue;
    elsif v_said = 'hours' and v_unit = 'minutes' then
      v_amount := v_amount * 60;
    elsif v_said = 'minutes' and v_unit = 'hours' then
      v_amount := v_amount / 60;
    elsif v_said = 'meters' and v_unit = 'km' and part.activities <> '{}' then
      v_amount := v_amount / 1000;
    elsif part.counted then
      continue when v_unit not in ('times', 'reps', 'sessions', 'workouts')
        and private.activity_of(v_unit) <> all (part.activities);
    elsif v_said = 'own' then
      v_amount := private.amount_said(part.said, v_unit);
    elsif v_said is not null then
      continue when private.activity_of(v_unit) <> private.activity_of(v_said);
      -- Half an hour of what?
      continue when v_said = 'minutes' and part.activities = '{}'
        and cardinality(goals) > 1;
    -- Three runs or three kilometers: a bare number beside a verb does not say.
    elsif part.activities <> '{}'
      and (cardinality(goals) > 1 or v_unit in ('times', 'minutes', 'hours', 'pages'))
      and v_unit not in ('reps', 'steps')
    then
      continue;
    end if;
    continue when part.day = 'thisweek' and v_goal.progress > 0;
    v_many := v_many + 1;
    v_found := row(
      v_goal.id,
      case
        when v_amount > 0
          and (
            trunc(v_amount) = v_amount or v_unit in ('km', 'miles', 'minutes', 'hours', 'meters')
          )
          and (part.factor = 1000 or v_amount * 1000 >= v_goal.weekly_target)
          and v_amount <= v_goal.weekly_target
            * case when part.unit is null and not part.counted then 1 else 5 end
          and (part.unit is not null or scale(trim_scale(v_amount)) <= 1)
        then trim_scale(v_amount)
      end,
      part.day = 'yesterday'
    );
  end loop;
  return case when v_many = 1 then v_found end;
end;
$$;

comment on function private.goal_for(private.part_read, private.goal_this_week[]) is
  'The one goal that a part of a text can be for and what to log for it; an amount of null if that '
  'is not sure, null if it is not one goal.';
revoke execute on function private.goal_for(private.part_read, private.goal_this_week[])
  from public;

create function private.read_amounts(body text, goals private.goal_this_week[])
returns private.reading
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_words constant text[] := array(
    select case when length(words.word) > 3 then private.spelled(words.word) else words.word end
    from regexp_split_to_table(private.words_to_log(left(body, 300)), ' ')
      with ordinality as words (word, place)
    order by words.place
  );
  v_about constant text[] := array(
    select distinct about
    from unnest(goals) as goal
    cross join unnest(private.words_about(goal)) as about
  );
  v_units constant text[] := array(
    select private.activity_of(private.plain_unit(goal.unit)) from unnest(goals) as goal
  ) || '{km,mil,minut,hour,times,page,step,reps,meter,second,laps}';
  c_nothing constant private.part_read := row(
    0, null, 1, false, null, false, '{}', false, null
  );
  v_part private.part_read := c_nothing;
  v_parts private.part_read[] := '{}';
  v_found private.log_read;
  v_reading private.reading := row('words', '{}', null);
  v_word text;
  v_before text := '';
  v_number numeric;
  v_is_done boolean := false;
  v_is_named boolean := false;
  v_numbers integer := 0;
begin
  if v_words = '{}' or cardinality(v_words) > 30 then
    v_reading.kind := case when body ~ '[0-9]' then 'amount' else 'words' end;
    return v_reading;
  end if;
  v_numbers := (
    select count(*)
    from unnest(v_words) with ordinality as words (word, place)
    where word ~ '^[0-9]' or private.number_word(word) is not null
      or word in ('once', 'twice', 'thrice')
  );
  foreach v_word in array v_words || array['|'] loop
    v_number := private.number_word(v_word);
    if v_word in ('once', 'twice', 'thrice') then
      v_number := array_position(array['once', 'twice', 'thrice'], v_word);
    end if;
    if v_word = '|' then
      v_is_named := false;
      if v_part.numbers > 0 or v_part.activities <> '{}' or v_part.day is not null then
        -- Swam yesterday and today.
        if v_part.activities = '{}' and v_part.numbers = 0
          and (v_parts[cardinality(v_parts)]).is_once
          and (v_parts[cardinality(v_parts)]).numbers = 0
          and (v_parts[cardinality(v_parts)]).day <> v_part.day
        then
          v_part.activities := (v_parts[cardinality(v_parts)]).activities;
          v_part.is_once := true;
        end if;
        v_parts := v_parts || v_part;
        v_part := c_nothing;
      end if;
    elsif v_number >= 100 and v_part.numbers = 1 and v_part.said ~ '^[0-9.]+$'
      and v_before = 'number'
    then
      v_part.said := (v_part.said::numeric * v_number)::text;
      v_numbers := v_numbers - 1;
      continue;
    elsif v_number between 1 and 9 and v_before = 'number' and v_part.said ~ '^[2-9]0$'
      and v_word !~ '^[0-9]' and v_part.numbers = 1
    then
      v_part.said := (v_part.said::numeric + v_number)::text;
      v_numbers := v_numbers - 1;
      continue;
    elsif v_number is not null or v_word ~ '^[0-9]' then
      v_part.numbers := v_part.numbers + 1;
      v_part.said := coalesce(v_number::text, v_word);
      v_reading.said := coalesce(v_reading.said, v_part.said);
      if v_is_named then
        v_part.unit := 'own';
      end if;
      if v_word in ('once', 'twice', 'thrice') then
        v_part.unit := coalesce(v_part.unit || '?', 'times');
      end if;
      v_before := 'number';
      continue;
    elsif v_word = 'plushalf' and v_part.numbers = 1 then
      v_part.half := true;
      v_before := 'number';
      continue;
    elsif v_before = 'number' and v_word = 'k' then
      v_part.unit := 'km';
      v_before := 'k';
      continue;
    elsif v_before in ('number', 'k', 'a')
      and (v_word = 'm' or private.activity_of(private.plain_unit(v_word)) = any (v_units))
      and not (v_before = 'number' and private.activity_of(v_word) = any (v_about))
    then
      if v_before = 'a' then
        v_part.numbers := v_part.numbers + 1;
        v_part.said := '1';
        v_reading.said := coalesce(v_reading.said, '1');
        v_numbers := v_numbers + 1;
      elsif v_before = 'k' and private.plain_unit(v_word) <> 'km' then
        v_part.factor := 1000;
        v_part.unit := null;
      end if;
      v_part.unit := coalesce(nullif(v_part.unit, 'own') || '?', private.plain_unit(v_word));
    elsif private.activity_of(v_word) = any (v_about) or private.is_activity(v_word) then
      v_part.activities := v_part.activities || private.activity_of(v_word);
      if v_before in ('number', 'k') and v_part.unit is null then
        v_part.counted := true;
      elsif v_before = 'k' and private.activity_of(v_word) not in ('run', 'walk', 'swim', 'bike')
      then
        -- 2k pushups.
        v_part.factor := 1000;
        v_part.unit := null;
        v_part.counted := true;
      end if;
      v_part.is_once := v_part.is_once or v_word in (
        'ran', 'jogged', 'swam', 'walked', 'biked', 'cycled', 'rode', 'corri', 'nadei',
        'geschwommen', 'gelaufen', 'nade'
      );
    elsif v_word in (
        'a', 'an', 'un', 'una', 'une', 'ein', 'eine', 'einen', 'um', 'uma', 'another', 'went',
        'my', 'check'
      ) then
      v_part.is_once := true;
      v_before := 'a';
      continue;
    elsif v_word in (
        'done', 'finished', 'hecho', 'listo', 'fertig', 'feito', 'complete', 'completed'
      ) then
      v_is_done := true;
    elsif v_word in (
        'yesterday', 'ayer', 'hier', 'gestern', 'ontem'
      ) then
      v_part.day := case when v_part.day is null then 'yesterday' else 'both' end;
    elsif v_word in (
        'today', 'now', 'tonight', 'hoy', 'heute', 'hoje', 'aujourdhui', 'again', 'just', 'ive',
        'already', 'so'
      ) then
      if v_word not in (
        'just', 'ive', 'again', 'already', 'so'
      ) then
        v_part.day := case when v_part.day is null then 'today' else 'both' end;
      end if;
    elsif v_word = 'eq' then
      v_is_named := v_part.activities <> '{}';
    elsif v_part.day = 'thisweek' and v_word in ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')
    then
      null;
    elsif v_word = 'thisweek' then
      v_part.day := 'thisweek';
    elsif v_before = 'number' and v_word not in (
        'more', 'for', 'of', 'this', 'session', 'sessions', 'workout', 'workouts'
      ) then
      -- 3 friends, 5 pm, 5 in the morning.
      v_reading.kind := 'which';
      return v_reading;
    elsif v_word not in (
        'i', 'we', 'ich', 'jai', 'eu', 'yo', 'did', 'do', 'have', 'had', 'logged', 'log', 'add',
        'plus', 'got', 'managed', 'more', 'for', 'of', 'the', 'it', 'all', 'hi', 'hey', 'hello',
        'please', 'pls', 'thanks', 'yay', 'woohoo', 'yes', 'yep', 'ok', 'okay', 'good', 'great',
        'nice', 'easy', 'slow', 'fast', 'quick', 'long', 'short', 'hard', 'solid', 'lovely',
        'little', 'inplace', 'outside', 'outdoors', 'morning', 'afternoon', 'evening', 'that',
        'this', 'was', 'session', 'sessions', 'workout', 'workouts', 'practise', 'practised',
        'practice', 'practiced', 'practicing', 'studied', 'study', 'to', 'with', 'made', 'hice',
        'he', 'fait', 'gemacht', 'habe', 'bin', 'fiz', 'de', 'em', 'en', 'le', 'la', 'el', 'von',
        'por', 'hab', 'gelernt', 'estudei', 'danach', 'noite', 'also', 'too', 'oh', 'wow',
        'yeah', 'legs', 'are', 'gone', 'dead', 'tired', 'knackered', 'sweaty', 'felt', 'feels',
        'was', 'hot', 'cold', 'rainy', 'sunny', 'windy', 'brutal', 'tough', 'beautiful',
        'pretty', 'proud', 'very', 'really', 'race', 'first', 'thing', 'then', 'back', 'got',
        'from', 'went', 'home', 'spoke', 'tho', 'though', 'whole', 'sali', 'bed', 'slept'
      ) then
      v_reading.kind := case when v_reading.said is null then 'words' else 'which' end;
      v_reading.logs := '{}';
      return v_reading;
    end if;
    v_before := v_word;
  end loop;

  if v_numbers = 0 and (v_is_done or v_words @> '{did,it}') and not v_words && '{check}' then
    -- Whoever is done for today, or with it, may not be done for the week.
    if cardinality(v_parts) > 1
      or (v_parts[1]).day is not null and (v_parts[1]).day <> 'thisweek'
      or v_words && '{more,to,was,that,this,went,some,my,back,got,dead,gone}'
      or v_words && '{i,we}' and not v_words @> '{it}'
    then
      return v_reading;
    end if;
    v_reading.logs := array(
      select row(goal.id, goal.weekly_target - goal.progress, false)::private.log_read
      from unnest(goals) as goal
      where coalesce((v_parts[1]).activities, '{}') <@ private.words_about(goal)
    );
    v_reading.kind := case when cardinality(v_reading.logs) = 1 then 'log' else 'which' end;
    return v_reading;
  end if;
  -- One number belongs to all that is said before it, and behind it if it has nothing of its own.
  if exists (select from unnest(v_parts) as part where part.activities = '{}')
    and (
      cardinality(v_parts) > 1 and v_numbers <= 1
      or exists (
        select from unnest(v_parts) as part where part.numbers = 0 and part.activities = '{}'
      )
    )
  then
    if v_numbers > 1 then
      v_reading.kind := 'which';
      return v_reading;
    end if;
    v_part := (
      select part from unnest(v_parts) as part order by part.numbers desc limit 1
    );
    v_part.is_once := (select bool_or(part.is_once) from unnest(v_parts) as part);
    v_part.day := (
      select case when count(distinct part.day) > 1 then 'both' else min(part.day) end
      from unnest(v_parts) as part
    );
    v_part.activities := array(
      select distinct activity
      from unnest(v_parts) as part
      cross join unnest(part.activities) as activity
    );
    v_parts := array[v_part];
  end if;
  foreach v_part in array v_parts loop
    v_part.is_once := v_part.is_once and v_part.numbers = 0;
    if v_part.numbers = 0 and not v_part.is_once then
      v_reading.logs := '{}';
      v_reading.kind := case when v_numbers = 0 then 'words' else 'which' end;
      return v_reading;
    end if;
    v_found := private.goal_for(v_part, goals);
    if v_part.numbers > 1
      or v_found.goal_id is null
      or v_part.day is not distinct from 'both'
      or cardinality(v_parts) > 1 and v_part.activities = '{}'
        and coalesce(v_part.unit in ('minutes', 'hours'), true)
      -- Yesterday is said of one, of the other nothing.
      or (v_part.day is null) <> ((v_parts[1]).day is null)
        and exists (select from unnest(v_parts) as part where part.day = 'yesterday')
      or exists (
        select from unnest(v_reading.logs) as log
        where log.goal_id = v_found.goal_id
          and log.is_yesterday = coalesce(v_found.is_yesterday, false)
      )
    then
      v_reading.kind := 'which';
      return v_reading;
    elsif v_found.amount is null then
      v_reading.kind := 'amount';
      return v_reading;
    end if;
    v_found.is_yesterday := coalesce(v_found.is_yesterday, false);
    v_reading.logs := v_reading.logs || v_found;
  end loop;
  if v_reading.logs <> '{}' then
    v_reading.kind := 'log';
  end if;
  return v_reading;
end;
$$;

comment on function private.read_amounts(text, private.goal_this_week[]) is
  'What a text says its writer did for their goals, if every word of it is known and nothing else '
  'can be meant: amounts with a unit, a verb or a title, words for numbers, several goals, '
  'yesterday; DONE is what is missing. Else what to ask.';
revoke execute on function private.read_amounts(text, private.goal_this_week[]) from public;

-- supabase/schemas/programs/accountability/commands.sql

-- What users do by text from their own phone.

insert into private.commands (command, program, is_for_users, changes_plans)
values
  ('number', 'accountability', true, false),
  ('done', 'accountability', true, false),
  ('status', 'accountability', true, false),
  ('skip', 'accountability', true, true),
  ('pause', 'accountability', true, true),
  ('resume', 'accountability', true, true);
insert into private.commands (command, program, is_for_users, changes_plans, is_about_last_text)
values
  ('less', 'accountability', true, true, true),
  ('more', 'accountability', true, true, true);

-- A number comes before DONE, which logs whatever is missing.
insert into private.command_patterns (place, command, pattern)
values
  (6, 'done', '^(done|did it|finished|hecho|listo)( .+)?$'),
  (6, 'skip', '^skip( week| this week| it)?$'),
  (6, 'pause', '^pause( .+)?$'),
  (6, 'resume', '^(resume|unpause|continue|back)$'),
  (6, 'status', '^status$'),
  (6, 'done', '^(all|everything|all (my|two|three|four) goals|my goals)( is| are)? (done|finished)'
    '( for (this|the) week)?$'),
  (6, 'resume', '^(start again|(im|i am) back|resume|unpause)( (im|i am) back| resume| pls)*$'),
  (6, 'status', '^(where do i stand|how am i doing|how (many|much|far)( (off|have|do|am|is|i|got'
    '|need|left|still|to go))+|whats left|what is left)$'),
  (6, 'less', '^(less|fewer)$'),
  (6, 'more', '^more$'),
  (
    5, 'number',
    '^((i )?(did|logged|log|ran|run|walked|biked|cycled|swam|read|wrote|practised|practiced'
    '|add|plus|another|done|finished|hecho|listo) )?[0-9]+([.,][0-9]+)? ?[a-z]*'
    '( (today|more|now))?$'
  ),
  -- What may say an amount in other words; which is read where the goals are known.
  (
    7, 'number',
    '^(?!ran$|.*\m(with [0-9]|of us|or|call|stop by|not done)\M|[0-9]( [0-9])+$)'
    '(.*[0-9]|.*\m(one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty'
    '|forty|fifty|hundred|thousand|half|quarter|dozen|once|twice|dos|tres|cuatro|cinco|diez|veinte'
    '|treinta|media|deux|trois|cinq|dix|vingt|trente|zwei|drei|funf|zehn|zwanzig|dreissig|eine'
    '|trinta|vinte|duas|dois|an? hours?|an? miles?)\M|swam$'
    '|(i |ive |we |just |yes |hey |ok |finally |today |yesterday )*(did|ran|walked|swam|biked'
    '|cycled|rode|jogged|went|wnet|got|had|all done|im done|hab|habe|nadei|corri|another|a|my|first'
    '|morning) ).*$'
  );

create function private.change_times(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_times integer;
begin
  update public.notification_preferences as preferences
  set max_messages_per_week = least(
    greatest(
      preferences.max_messages_per_week + case inbound.command when 'more' then 1 else -1 end, 0
    ),
    7
  )
  where preferences.user_id = inbound.user_id
  returning preferences.max_messages_per_week into v_times;
  return private.answer_to(inbound, 'times', jsonb_build_object('times', v_times));
end;
$$;

comment on function private.change_times(private.inbound) is
  'LESS and MORE, but after a text that took a place of the user''s own day: one text a week less '
  'or more for each contact, 0 to 7.';
revoke execute on function private.change_times(private.inbound) from public;

create function private.tell_status(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
begin
  if inbound.command = 'resume' then
    update public.users set paused_until = null where users.id = inbound.user_id;
  end if;
  return private.answer_to(
    inbound,
    case inbound.command when 'resume' then 'resumed' else 'status' end,
    jsonb_build_object(
      'next', (
        select private.in_words(turn.nominal_at, turn.timezone)
        from private.next_turn(inbound.user_id) as turn
      ),
      'goals', (
        select private.cut_text(
          coalesce(
            string_agg(
              private.goal_in_words(goal.title, goal.progress, goal.weekly_target, goal.unit), ', '
            ),
            'no goal yet'
          ),
          150
        )
        from private.goals_this_week(inbound.user_id) as goal
      )
    )
  );
end;
$$;

comment on function private.tell_status(private.inbound) is
  'STATUS, and RESUME, which ends a pause first: how each goal stands and when the week ends.';
revoke execute on function private.tell_status(private.inbound) from public;

create function private.obey_accountability(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return case
    when inbound.command in ('number', 'done') then private.log_by_text(inbound)
    when inbound.command = 'undo' then private.undo_last_log(inbound)
    when inbound.command = 'mend' then private.mend_last_log(inbound)
    when inbound.command in ('pause', 'skip') then private.rest_by_text(inbound)
    when inbound.command in ('less', 'more') then private.change_times(inbound)
    else private.tell_status(inbound)
  end;
end;
$$;

comment on function private.obey_accountability(private.inbound) is
  'The seam''s obey: a number, DONE, UNDO, SKIP, PAUSE, RESUME, STATUS, LESS and MORE, from a '
  'user''s own phone.';
revoke execute on function private.obey_accountability(private.inbound) from public;

-- supabase/schemas/programs/accountability/due.sql

-- Whose week ends, and when the next one does.

create function private.due_accountability(until timestamptz, batch_size integer)
returns setof uuid
language sql
volatile
set search_path = ''
as $$
  -- Locked until the queue is filled and the due time has moved on, so that a second scheduler
  -- takes other people, and a change of preferences waits and then has the last word.
  select preferences.user_id
  from public.notification_preferences as preferences
  where preferences.enabled and preferences.next_due_at <= due_accountability.until
  order by preferences.next_due_at
  limit due_accountability.batch_size
  for update skip locked;
$$;

comment on function private.due_accountability(timestamptz, integer) is
  'The seam''s due: up to batch_size users whose turn comes by then, the earliest first, locked.';
revoke execute on function private.due_accountability(timestamptz, integer) from public;

create function private.propose_accountability(user_ids uuid[], instant timestamptz)
returns setof private.turn
language plpgsql
volatile
rows 100
set search_path = ''
as $$
declare
  v_turns constant private.turn[] := array(
    select judged from private.judge_turns(user_ids, null, instant) as judged
  );
begin
  update public.notification_preferences as preferences
  set next_due_at = public.next_send_at(
    preferences.send_day, preferences.send_time, preferences.timezone, preferences.next_due_at
  )
  where preferences.user_id = any (user_ids) and preferences.enabled;
  return query select * from unnest(v_turns);
end;
$$;

comment on function private.propose_accountability(uuid[], timestamptz) is
  'The seam''s propose: the next turn of these users for each of their contacts, judged; moves '
  'their due times on.';
revoke execute on function private.propose_accountability(uuid[], timestamptz) from public;

create function private.reopen_accountability(user_id uuid, instant timestamptz)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_next_due_at timestamptz;
begin
  update public.notification_preferences as preferences
  set next_due_at = case
    when preferences.enabled
    then public.next_send_at(
      preferences.send_day, preferences.send_time, preferences.timezone,
      reopen_accountability.instant
    )
  end
  where preferences.user_id = reopen_accountability.user_id
  returning preferences.next_due_at into v_next_due_at;
  return coalesce(
    v_next_due_at
      <= reopen_accountability.instant
        + (select settings.scheduling_horizon from private.settings),
    false
  );
end;
$$;

comment on function private.reopen_accountability(uuid, timestamptz) is
  'The seam''s reopen: the next turn is the first after this moment; whether it falls into the '
  'scheduler''s horizon.';
revoke execute on function private.reopen_accountability(uuid, timestamptz) from public;

create function private.skip_accountability(user_id uuid, problem text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  insert into public.occurrences (
    program, user_id, nominal_date, nominal_at, period_start, forecast, decision, reasons
  )
  select
    'accountability',
    preferences.user_id,
    (preferences.next_due_at at time zone 'UTC')::date,
    preferences.next_due_at,
    preferences.next_due_at - interval '7 days',
    jsonb_build_object('problem', skip_accountability.problem),
    'skipped',
    array['broken_data']
  from public.notification_preferences as preferences
  where preferences.user_id = skip_accountability.user_id
  on conflict do nothing;

  -- By plain arithmetic, because what is broken may be the zone.
  update public.notification_preferences as preferences
  set next_due_at = preferences.next_due_at + interval '7 days'
  where preferences.user_id = skip_accountability.user_id;
end;
$$;

comment on function private.skip_accountability(uuid, text) is
  'The seam''s skip: records that a user''s turn could not be planned, and goes on with the next '
  'week.';
revoke execute on function private.skip_accountability(uuid, text) from public;

-- supabase/schemas/programs/accountability/explaining.sql

-- A turn of the week in words: to users and operators, to contacts who ask WHY, and by text.

create function private.explain_accountability(story private.story)
returns table (event text, words text)
language sql
stable
set search_path = ''
as $$
  select
    'planned',
    format(
      'For the week until %s, %s: %s',
      private.in_words(
        explain_accountability.story.nominal_at, explain_accountability.story.timezone
      ),
      private.outcome_in_words(explain_accountability.story.forecast),
      case explain_accountability.story.decision
        when 'queued'
        then format('a text to %s was proposed.', explain_accountability.story.contact_name)
        when 'silent' then format('%s is not texted.', explain_accountability.story.contact_name)
        else 'nothing was proposed.'
      end
    )
  union all
  select
    'judged_again',
    format(
      'When its time had come it was judged again, %s.',
      private.outcome_in_words(explain_accountability.story.facts)
    );
$$;

comment on function private.explain_accountability(private.story) is
  'The seam''s explain: what planning and the claim saw of the week.';
revoke execute on function private.explain_accountability(private.story) from public;
grant execute on function private.explain_accountability(private.story)
  to authenticated, service_role;

create function private.why_accountability(message_id uuid)
returns text
language sql
stable
set search_path = ''
as $$
  select format(
    '%s''s week to %s: %s. They asked us to tell you. MUTE or STOP ends it.',
    private.clean_name(users.display_name, 30),
    to_char(occurrences.nominal_at at time zone contacts.timezone, 'FMDy FMDD Mon'),
    case message_queue.message_type
      when 'accountability' then 'not every goal was logged'
      when 'partial' then 'a part of the goals was logged'
      else 'every goal was logged'
    end
  )
  from public.message_queue
  join public.users on users.id = message_queue.user_id
  join public.contacts on contacts.id = message_queue.contact_id
  join public.occurrences on occurrences.id = message_queue.occurrence_id
  where message_queue.id = why_accountability.message_id;
$$;

comment on function private.why_accountability(uuid) is
  'The seam''s why, for whoever holds the number: of the week only what the text told already.';
revoke execute on function private.why_accountability(uuid) from public;

create function private.tell_accountability(user_id uuid)
returns table (at timestamptz, words text)
language sql
stable
set search_path = ''
as $$
  with last_turn as (
    select occurrences.nominal_at
    from public.occurrences
    where occurrences.user_id = tell_accountability.user_id
      and occurrences.program = 'accountability'
      and occurrences.nominal_at <= private.clock_now()
      and occurrences.decision <> 'superseded'
    order by occurrences.nominal_at desc
    limit 1
  ),
  told as (
    select
      coalesce(message.facts, occurrences.forecast) as facts,
      coalesce(message.facts, occurrences.forecast) ->> 'contact_name' as name,
      case
        when message.status = 'sent' then 1
        when message.status in ('queued', 'processing', 'unconfirmed') then 2
        else 3
      end as place,
      coalesce(message.reason, occurrences.reasons[1]) as reason
    from last_turn
    join public.occurrences
      on occurrences.user_id = tell_accountability.user_id
      and occurrences.program = 'accountability'
      and occurrences.nominal_at = last_turn.nominal_at
      and occurrences.decision <> 'superseded'
    left join public.message_queue as message on message.occurrence_id = occurrences.id
  ),
  grouped as (
    select
      told.place,
      string_agg(told.name, ', ' order by told.name) as names,
      reasons.meaning
    from told
    left join public.reasons() as reasons on reasons.code = told.reason
    group by told.place, reasons.meaning
  )
  select
    last_turn.nominal_at,
    format(
      'Week to %s: %s.',
      to_char(last_turn.nominal_at at time zone preferences.timezone, 'FMDy FMDD Mon'),
      (
        select case told.facts ->> 'outcome'
          when 'met' then 'every goal reached'
          when 'partial' then format(
            '%s of %s goals reached', told.facts ->> 'reached_goals', told.facts ->> 'judged_goals'
          )
          when 'missed' then 'nothing logged'
          else 'no goal to judge'
        end
        from told
        order by told.place
        limit 1
      )
    )
    || (
      select string_agg(
        case grouped.place
          when 1 then format(' Texted: %s.', grouped.names)
          when 2 then format(' Not yet texted: %s.', grouped.names)
          else format(' Not texted: %s.', coalesce(grouped.names, 'nobody'))
        end
        || coalesce(' ' || grouped.meaning, ''),
        ''
        order by grouped.place, grouped.names
      )
      from grouped
    )
  from last_turn
  join public.notification_preferences as preferences
    on preferences.user_id = tell_accountability.user_id;
$$;

comment on function private.tell_accountability(uuid) is
  'The seam''s tell: when the last turn of a user was and what came of it: the week, who was told, '
  'and who was not and why. No row before their first.';
revoke execute on function private.tell_accountability(uuid) from public;

-- supabase/schemas/programs/accountability/logging.sql

-- What users log by text from their own phone.

create function private.next_turn(user_id uuid)
returns table (nominal_at timestamptz, period_start timestamptz, timezone text)
language sql
stable
set search_path = ''
as $$
  select
    turn.nominal_at,
    private.period_start(turn.nominal_at, preferences.send_time, preferences.timezone),
    preferences.timezone
  from public.notification_preferences as preferences
  cross join lateral (
    select public.next_send_at(
      preferences.send_day, preferences.send_time, preferences.timezone, private.clock_now()
    )
  ) as turn (nominal_at)
  where preferences.user_id = next_turn.user_id;
$$;

comment on function private.next_turn(uuid) is
  'When the running week of a user ends, when it began, and in which zone they live.';
revoke execute on function private.next_turn(uuid) from public;

create function private.goals_this_week(user_id uuid)
returns setof private.goal_this_week
language sql
stable
set search_path = ''
as $$
  select
    goals.id,
    goals.title,
    goals.unit,
    goals.weekly_target,
    coalesce(sum(activities.amount), 0)
  from private.next_turn(goals_this_week.user_id) as turn
  join public.goals on goals.user_id = goals_this_week.user_id
  left join public.activities
    on activities.goal_id = goals.id
    and activities.user_id = goals.user_id
    and activities.occurred_at >= turn.period_start
  group by goals.id
  order by goals.created_at, goals.id;
$$;

comment on function private.goals_this_week(uuid) is
  'The goals of a user, oldest first, with what was logged since the running week began.';
revoke execute on function private.goals_this_week(uuid) from public;

create function private.praise_for_log(user_id uuid)
returns text
language sql
stable
set search_path = ''
as $$
  select case
    when progress.outcome is distinct from 'met' then 'logged'
    when (
      select last_text.message_type
      from private.last_texts(array(
        select row(contacts.user_id, contacts.id, null, null, null)::private.week
        from public.contacts
        where contacts.user_id = praise_for_log.user_id
      )) as last_text
      order by last_text.sent_at desc
      limit 1
    ) = 'accountability'
    then 'week_reached_again'
    else 'week_reached'
  end
  from private.next_turn(praise_for_log.user_id) as turn
  cross join private.settings
  cross join lateral private.progress_in(array[
    row(
      praise_for_log.user_id, turn.period_start,
      private.clock_now() + settings.clock_tolerance
    )::private.period
  ]) as progress;
$$;

comment on function private.praise_for_log(uuid) is
  'The type of the answer to a log: logged, or what to say if it made every goal of the week '
  'reached, also after a week of which a text said that it was not.';
revoke execute on function private.praise_for_log(uuid) from public;

create function private.ask_which_goal(
  inbound private.inbound,
  goals private.goal_this_week[],
  number text
)
returns private.answer
language sql
stable
set search_path = ''
as $$
  select private.answer_to(
    ask_which_goal.inbound,
    'which_goal',
    jsonb_build_object(
      'example', concat_ws(
        ' ',
        coalesce(ask_which_goal.number, '3'),
        private.clean_name((ask_which_goal.goals[1]).unit, 15)
      ),
      'names', private.cut_text(
        string_agg(
          format('%s (%s)', private.clean_name(goal.title, 30), private.clean_name(goal.unit, 15)),
          ', '
        ),
        150
      )
    )
  )
  from unnest(ask_which_goal.goals) as goal;
$$;

comment on function private.ask_which_goal(private.inbound, private.goal_this_week[], text) is
  'The question for which of these goals something is to be logged, with an example.';
revoke execute on function private.ask_which_goal(
  private.inbound, private.goal_this_week[], text
) from public;

create function private.reading_of(inbound private.inbound)
returns private.reading
language plpgsql
stable
set search_path = ''
as $$
declare
  v_own text := private.without_reaction(private.own_words(inbound.body));
  v_name text;
begin
  -- "3 km Maya", or the whole name, from a phone of two.
  v_name := (
    select btrim(private.plain_words(users.display_name))
    from public.users where users.id = inbound.user_id
  );
  foreach v_name in array array[v_name, split_part(v_name, ' ', 1)] loop
    if v_name <> '' then
      v_own := regexp_replace(v_own, format('^\s*%1$s\M[ ,:]*|[ ,]*\m%1$s\s*$', v_name), '', 'i');
    end if;
  end loop;
  return private.read_amounts(
    v_own,
    array(select goal from private.goals_this_week(inbound.user_id) as goal)
  );
end;
$$;

comment on function private.reading_of(private.inbound) is
  'What a text says was done for the goals of its user, whose name in it is no word of it.';
revoke execute on function private.reading_of(private.inbound) from public;

create function private.means_accountability(inbound private.inbound)
returns boolean
language sql
stable
set search_path = ''
as $$
  select means_accountability.inbound.command not in ('number', 'done')
    or (
      select reading.kind = 'log'
        -- Of several goals of one user it may be any.
        or reading.kind = 'which' and means_accountability.inbound.argument ~ '^[0-9.,]+$'
        or means_accountability.inbound.argument is null
      from private.reading_of(means_accountability.inbound) as reading
    );
$$;

comment on function private.means_accountability(private.inbound) is
  'The seam''s means: of a log, whether its user has a goal that it may be for.';
revoke execute on function private.means_accountability(private.inbound) from public;

create function private.logs_in_words(logs private.log_read[])
returns text
language sql
stable
set search_path = ''
as $$
  select private.cut_text(
    string_agg(
      format(
        '%s %s for %s%s', private.in_digits(log.amount), private.clean_name(goals.unit, 15),
        private.clean_name(goals.title, 30),
        case when log.is_yesterday then ' yesterday' else '' end
      ),
      ', ' order by log.place
    ),
    100
  )
  from unnest(logs_in_words.logs) with ordinality as log (goal_id, amount, is_yesterday, place)
  join public.goals on goals.id = log.goal_id;
$$;

comment on function private.logs_in_words(private.log_read[]) is
  'What is logged or taken back: "5 km for Run, 1 times for Swim".';
revoke execute on function private.logs_in_words(private.log_read[]) from public;

create function private.week_in_words(user_id uuid, logs private.log_read[])
returns text
language sql
stable
set search_path = ''
as $$
  select private.cut_text(
    string_agg(
      private.goal_in_words(goal.title, goal.progress, goal.weekly_target, goal.unit), ', '
    ),
    100
  )
  from private.goals_this_week(week_in_words.user_id) as goal
  where goal.id in (select log.goal_id from unnest(week_in_words.logs) as log);
$$;

comment on function private.week_in_words(uuid, private.log_read[]) is
  'How the goals of these logs stand in the running week: "Run 5 of 20 km, Swim 1 of 3 times".';
revoke execute on function private.week_in_words(uuid, private.log_read[]) from public;

create function private.last_logs(user_id uuid)
returns setof public.activities
language sql
stable
set search_path = ''
as $$
  select activities.*
  from private.next_turn(last_logs.user_id) as turn
  cross join lateral (
    select max(activities.created_at) as created_at
    from public.activities
    where activities.user_id = last_logs.user_id
      and activities.source = 'sms'
      and activities.created_at >= turn.period_start
  ) as latest
  join public.activities
    on activities.user_id = last_logs.user_id
    and activities.source = 'sms'
    and activities.created_at = latest.created_at
    -- What counted in a week that was told is put right in the app.
    and activities.occurred_at >= turn.period_start;
$$;

comment on function private.last_logs(uuid) is
  'What the last text of the running week that logged something logged, if it counts in that week.';
revoke execute on function private.last_logs(uuid) from public;

create function private.came_a_moment_ago(inbound private.inbound)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select
    from public.inbound_messages as before
    where before.from_phone = came_a_moment_ago.inbound.from_phone
      and before.id <> came_a_moment_ago.inbound.id
      and private.plain_words(before.body) = private.plain_words(came_a_moment_ago.inbound.body)
      and came_a_moment_ago.inbound.sent_at - before.sent_at
        between interval '0' and interval '1 minute'
      -- It logged something that still stands.
      and exists (
        select from private.last_logs(came_a_moment_ago.inbound.user_id) as log
        where log.created_at >= before.sent_at
      )
  );
$$;

comment on function private.came_a_moment_ago(private.inbound) is
  'Whether a text from that phone, at most a minute older, says the same and was logged: a phone '
  'that says "not sent" and is tapped again, or a gateway that makes two of one.';
revoke execute on function private.came_a_moment_ago(private.inbound) from public;

create function private.log_for_goals(inbound private.inbound, reading private.reading)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_timezone constant text := (
    select turn.timezone from private.next_turn(inbound.user_id) as turn
  );
  v_first private.goal_this_week;
  v_several constant boolean := cardinality(reading.logs) > 1;
  v_is_yesterday constant boolean := (
    select bool_or(log.is_yesterday) from unnest(reading.logs) as log
  );
begin
  select goal.* into v_first
  from private.goals_this_week(inbound.user_id) as goal
  where goal.id = (reading.logs[1]).goal_id;
  insert into public.activities (user_id, goal_id, amount, occurred_at, source, created_at)
  select
    inbound.user_id, log.goal_id, log.amount,
    case
      when log.is_yesterday then private.local_to_instant(
        (inbound.sent_at at time zone v_timezone) - interval '1 day', v_timezone
      )
      else inbound.sent_at
    end,
    'sms',
    -- What one text logs is taken back as one, apart from what another of that moment logged.
    greatest(
      private.clock_now(),
      (
        select max(activities.created_at) + interval '1 millisecond'
        from public.activities
        where activities.user_id = inbound.user_id and activities.source = 'sms'
      )
    )
  from unnest(reading.logs) as log
  where log.amount > 0;
  return private.answer_to(
    inbound,
    case
      when (reading.logs[1]).amount <= 0 then 'reached_already'
      when v_is_yesterday or v_several then 'logged_several'
      when v_first.progress >= v_first.weekly_target then 'logged'
      else private.praise_for_log(inbound.user_id)
    end,
    jsonb_build_object(
      'amount', private.in_digits((reading.logs[1]).amount),
      'unit', private.clean_name(v_first.unit, 15),
      'goal', private.clean_name(v_first.title, 30),
      'progress', private.in_digits(v_first.progress + greatest((reading.logs[1]).amount, 0)),
      'target', private.in_digits(v_first.weekly_target),
      'logs', private.logs_in_words(reading.logs),
      'week', private.week_in_words(inbound.user_id, reading.logs)
    )
  );
end;
$$;

comment on function private.log_for_goals(private.inbound, private.reading) is
  'Logs what was read, yesterday''s at this time of the local day before, and says how it stands.';
revoke execute on function private.log_for_goals(private.inbound, private.reading) from public;

create function private.log_by_text(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_goals constant private.goal_this_week[] := array(
    select goal from private.goals_this_week(inbound.user_id) as goal
  );
  v_reading constant private.reading := private.reading_of(inbound);
begin
  return case
    when v_reading.kind = 'amount' then private.answer_to(
      inbound, 'bad_amount',
      jsonb_build_object(
        'amount', coalesce(nullif(private.clean_name(inbound.body, 20), ''), 'that')
      )
    )
    when v_goals = '{}' then private.answer_to(inbound, 'no_goal')
    when v_reading.kind = 'words' then private.answer_to(inbound, 'not_understood_self')
    when v_reading.kind = 'which' then private.ask_which_goal(
      inbound, v_goals, substring(v_reading.said from '^[0-9.,]{1,10}$')
    )
    when (v_reading.logs[1]).amount > 0 and private.came_a_moment_ago(inbound)
    then private.answer_to(inbound, 'same_again')
    else private.log_for_goals(inbound, v_reading)
  end;
end;
$$;

comment on function private.log_by_text(private.inbound) is
  'Amounts are logged for the goals that they name, without a name for the only goal; DONE logs '
  'what is missing. What is not sure is asked, and what came a moment ago is not logged twice.';
revoke execute on function private.log_by_text(private.inbound) from public;

-- supabase/schemas/programs/accountability/mending.sql

-- UNDO and "make that 4": the last log by text, taken back or put right.

insert into private.commands (command, program, is_for_users, changes_plans)
values
  ('undo', 'accountability', true, true),
  ('mend', 'accountability', true, true);
insert into private.command_patterns (place, command, pattern)
values
  (
    5, 'undo',
    '^((oops|sorry|wait|no|please|pls|wrong|entry|chat|that was|(meant )?(for|to) my [a-z]+|it was'
    '|a|mistake) )*(undo|oops'
    '|(undo|delete|scratch|scrap|erase|forget|remove|revert)( the| my| that)?'
    ' (last|that|it)( one| log| entry| text)?|take (that|it) back|remove what i just logged'
    '|deshacer|desfazer|ruckgangig)( (sorry|oops|my bad|wrong|it was|i hadnt|i didnt|that was).*)?$'
  ),
  -- Which amounts these are reads read_mending().
  (
    5, 'mend',
    '^(sorry |oops |oh |wait |no |actually |typo |my bad |i typed [0-9.,]+ )*'
    '((make (that|it|the last)|(i )?meant|should(ve)? (be|have|been)|change (that|it)|correction'
    '|it was|that was|(the )?last) [a-z ]*[0-9]|[0-9.,]+( [a-z ]+)? (not|instead of) [0-9]'
    '|not [0-9]+[a-z ]* [0-9]).*$'
  );

create function private.undo_last_log(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_ids constant uuid[] := array(
    select log.id from private.last_logs(inbound.user_id) as log
  );
  v_logs constant private.log_read[] := array(
    select row(log.goal_id, log.amount, false)::private.log_read
    from private.last_logs(inbound.user_id) as log
  );
begin
  if v_ids = '{}' then
    return private.answer_to(inbound, 'nothing_to_undo');
  end if;
  delete from public.activities where activities.id = any (v_ids);
  return private.answer_to(
    inbound, 'undone',
    jsonb_build_object(
      'logs', private.logs_in_words(v_logs),
      'week', private.week_in_words(inbound.user_id, v_logs)
    )
  );
end;
$$;

comment on function private.undo_last_log(private.inbound) is
  'UNDO: takes back what the last text of the running week logged, and says the new sum.';
revoke execute on function private.undo_last_log(private.inbound) from public;

create type private.mending as (amount numeric, unit text, before numeric);
comment on type private.mending is 'A correction: the right amount, its unit, and the wrong one.';

create function private.read_mending(body text)
returns private.mending
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  c_amount constant text := '([0-9]+(?:[.,][0-9]+)?) ?((?!not|but|instead)[a-z]+)?';
  c_before constant text :=
    '^(?:sorry |oops |oh |wait |no |actually |typo |my bad |i typed [0-9.,]+ )*'
    '(?:make (?:that|it|the last(?: one)?) |(?:i )?meant (?:to say )?'
    '|(?:that |it )?should(?:ve)? (?:be|have been|been) |change (?:that|it)(?: to)? |correction '
    '|it was |that was |(?:the )?last(?: one| log)? was )?';
  v_words constant text := regexp_replace(
    regexp_replace(private.plain_words(body), '( my bad| sorry)+$', ''),
    '\m(push|pull|sit|chin) ?ups?\M', '\1ups', 'g'
  );
  v_not_but constant text[] := regexp_match(
    v_words, c_before || format('not %s(?: but)? %s$', c_amount, c_amount)
  );
  v_parts constant text[] := coalesce(
    case
      when v_not_but is not null
      then array[v_not_but[3], v_not_but[4], v_not_but[1], v_not_but[2]]
    end,
    regexp_match(
      v_words, c_before || format('%s(?: (?:not|instead of) %s)?$', c_amount, c_amount)
    )
  );
begin
  if body ~ '[^[:alnum:]\s.,:!''’–—-]|[0-9]\s*[–—-]\s*[0-9]|[–—-][0-9]' then
    return null;
  end if;
  return row(
    private.amount_said(v_parts[1], private.plain_unit(v_parts[2])),
    private.plain_unit(v_parts[2]),
    private.amount_said(v_parts[3], private.plain_unit(v_parts[2]))
  );
end;
$$;

comment on function private.read_mending(text) is
  'The amounts of "sorry, 4 not 3" and "make that 4 km"; without the right one if it is not sure.';
revoke execute on function private.read_mending(text) from public;

create function private.mend_last_log(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_mending constant private.mending := private.read_mending(
    private.without_reaction(private.own_words(inbound.body))
  );
  v_ids constant uuid[] := array(
    select log.id
    from private.last_logs(inbound.user_id) as log
    join public.goals on goals.id = log.goal_id
    where (v_mending.before is null or v_mending.before = log.amount)
      and (
        v_mending.unit is null
        or v_mending.unit = private.plain_unit(goals.unit)
        or private.activity_of(v_mending.unit) = any (
          private.words_about(row(null, goals.title, null, null, null)::private.goal_this_week)
        )
      )
  );
  v_before numeric;
  v_log private.log_read;
begin
  if cardinality(v_ids) <> 1 then
    return private.answer_to(inbound, 'nothing_to_undo');
  end if;
  select activities.amount into v_before from public.activities where activities.id = v_ids[1];
  update public.activities
  set amount = v_mending.amount
  from public.goals
  where activities.id = v_ids[1]
    and goals.id = activities.goal_id
    and v_mending.amount > 0
    and v_mending.amount <= goals.weekly_target * 5
  returning activities.goal_id, activities.amount into v_log;
  if v_log.goal_id is null then
    return private.answer_to(
      inbound, 'bad_amount', jsonb_build_object('amount', private.clean_name(inbound.body, 20))
    );
  end if;
  return private.answer_to(
    inbound, 'mended',
    jsonb_build_object(
      'logs', private.logs_in_words(array[v_log]),
      'amount', private.in_digits(v_before),
      'week', private.week_in_words(inbound.user_id, array[v_log])
    )
  );
end;
$$;

comment on function private.mend_last_log(private.inbound) is
  '"Sorry, 4 not 3": puts right what the last text of the running week logged, if that is one log, '
  'of that unit and that amount.';
revoke execute on function private.mend_last_log(private.inbound) from public;

-- supabase/schemas/programs/accountability/one_message.sql

-- One contact's message about the next turn, proposed by hand (R34).

create function public.schedule_accountability_message(user_id uuid, contact_id uuid)
returns table (occurrence_id uuid, decision text, reasons text[], message_id uuid)
language plpgsql
volatile
security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  if not exists (
    select from public.contacts
    where contacts.id = schedule_accountability_message.contact_id
      and contacts.user_id = schedule_accountability_message.user_id
  ) then
    raise exception 'Cannot schedule a message: user "%" has no contact "%"',
      schedule_accountability_message.user_id, schedule_accountability_message.contact_id
      using errcode = 'RD030';
  end if;

  -- As the scheduler locks: a change of preferences waits, and then has the last word.
  perform
  from public.notification_preferences as preferences
  where preferences.user_id = schedule_accountability_message.user_id
  for update;
  perform private.record_turns(
    array(
      select placed
      from private.place_turns(
        array(
          select judged
          from private.judge_turns(
            array[schedule_accountability_message.user_id],
            schedule_accountability_message.contact_id,
            private.clock_now()
          ) as judged
        ),
        'accountability'
      ) as placed
    ),
    'accountability',
    private.clock_now()
  );

  return query
  select occurrences.id, occurrences.decision, occurrences.reasons, message_queue.id
  from public.notification_preferences as preferences
  join public.occurrences
    on occurrences.user_id = preferences.user_id
    and occurrences.program = 'accountability'
    and occurrences.contact_id = schedule_accountability_message.contact_id
    and occurrences.nominal_date
      = private.nominal_date(
        preferences.next_due_at, preferences.send_time, preferences.timezone
      )
  left join public.message_queue on message_queue.occurrence_id = occurrences.id
  where preferences.user_id = schedule_accountability_message.user_id;
end;
$$;

comment on function public.schedule_accountability_message(uuid, uuid) is
  'Proposes the message of the user''s next occurrence to one contact (R34) and returns the '
  'decision; calling it again changes nothing. No row if the user''s notifications are off. Raises '
  'RD030 if the contact is not the user''s. Definer to write the queue. For service_role.';
revoke execute on function public.schedule_accountability_message(uuid, uuid)
  from public, anon, authenticated;
grant execute on function public.schedule_accountability_message(uuid, uuid) to service_role;

-- supabase/schemas/programs/accountability/previewing.sql

-- What will come of a user's weeks, if nothing changes.

create function private.preview_queued_messages(user_id uuid, instant timestamptz)
returns table (
  contact_id uuid,
  nominal_at timestamptz,
  expected_at timestamptz,
  delay text,
  message_type text,
  message_text text,
  template_id text,
  reasons text[]
)
language sql
stable
set search_path = ''
as $$
  select
    message_queue.contact_id,
    occurrences.nominal_at,
    leaves.at,
    case
      when leaves.at <= private.next_open_instant(
        message_queue.program, message_queue.user_id,
        greatest(occurrences.nominal_at, preview_queued_messages.instant), contacts.timezone,
        contacts.id
      )
      then 'outside_allowed_hours'
      else coalesce(message_queue.reason, 'hour_is_full')
    end,
    judged.message_type,
    judged.message_text,
    judged.template_id,
    gates.reasons
      || judged.reasons
      || case when leaves.at >= message_queue.expires_at then array['too_late'] else '{}' end
  from public.message_queue
  join public.occurrences on occurrences.id = message_queue.occurrence_id
  join public.contacts on contacts.id = message_queue.contact_id
  cross join lateral (
    select private.next_open_instant(
      message_queue.program, message_queue.user_id,
      greatest(message_queue.scheduled_for, preview_queued_messages.instant), contacts.timezone,
      contacts.id
    )
  ) as leaves (at)
  -- As it will be judged when it is claimed.
  cross join lateral private.gates_against(
    array[
      row(
        1, message_queue.program, message_queue.user_id, message_queue.contact_id,
        message_queue.id, leaves.at, message_queue.channel
      )::private.approach
    ]
  ) as gates
  cross join lateral private.judge_weeks(
    array[
      row(
        message_queue.user_id, message_queue.contact_id, occurrences.nominal_date,
        occurrences.nominal_at, occurrences.period_start
      )::private.week
    ],
    leaves.at
  ) as judged
  where message_queue.user_id = preview_queued_messages.user_id
    and message_queue.program = 'accountability'
    and message_queue.status = 'queued';
$$;

comment on function private.preview_queued_messages(uuid, timestamptz) is
  'What the claim will make of the user''s queued messages if nothing changes: when each leaves, '
  'why later than its nominal time if it does (delay), what it says, and every reason that will '
  'keep it back.';
revoke execute on function private.preview_queued_messages(uuid, timestamptz) from public;
grant execute on function private.preview_queued_messages(uuid, timestamptz) to authenticated;

create function private.preview_turns(user_id uuid, instant timestamptz, until timestamptz)
returns table (
  contact_id uuid,
  nominal_at timestamptz,
  expected_at timestamptz,
  delay text,
  message_type text,
  message_text text,
  template_id text,
  reasons text[]
)
language sql
stable
set search_path = ''
as $$
  select
    turn.contact_id,
    turn.nominal_at,
    turn.send_at,
    'outside_allowed_hours',
    turn.message_type,
    turn.message_text,
    turn.template_id,
    turn.reasons
      -- The first turn may be due by another day than those after it.
      || case
        when turn.nominal_date - lag(turn.nominal_date) over same_contact < 7
          and lag(turn.reasons) over same_contact in ('{}', '{met_and_silent}')
        then array['period_too_short']
        else '{}'
      end
  from private.judge_turns(
    array[preview_turns.user_id],
    null,
    preview_turns.instant,
    preview_turns.until
  ) as turn
  where turn.nominal_at <= preview_turns.until
  window same_contact as (partition by turn.contact_id order by turn.nominal_date);
$$;

comment on function private.preview_turns(uuid, timestamptz, timestamptz) is
  'What planning will make of the user''s turns until then that nobody has planned yet, if nothing '
  'changes. Hours that others will have filled by then are not foreseen.';
revoke execute on function private.preview_turns(uuid, timestamptz, timestamptz) from public;
grant execute on function private.preview_turns(uuid, timestamptz, timestamptz) to authenticated;

create function private.preview_accountability(user_id uuid, until timestamptz)
returns setof private.preview
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_now constant timestamptz := private.clock_now();
begin
  return query
  with upcoming as (
    select *
    from private.preview_queued_messages(preview_accountability.user_id, v_now)
    union all
    select *
    from private.preview_turns(
      preview_accountability.user_id, v_now, preview_accountability.until
    )
    union all
    -- Decided for good, unless the user changes something.
    select
      occurrences.contact_id, occurrences.nominal_at, null, null, null, null, null,
      occurrences.reasons
    from public.occurrences
    where occurrences.user_id = preview_accountability.user_id
      and occurrences.program = 'accountability'
      and occurrences.nominal_at > v_now
      and occurrences.decision in ('silent', 'skipped')
  ),
  numbered as (
    select
      upcoming.*,
      count(*) filter (where upcoming.reasons = '{}') over (
        partition by upcoming.contact_id order by upcoming.nominal_at
      ) as texts_by_then
    from upcoming
  )
  select
    numbered.contact_id,
    contacts.name,
    numbered.nominal_at,
    case when numbered.reasons = '{}' then numbered.expected_at end,
    case
      when numbered.reasons = '{met_and_silent}' then 'silent'
      when numbered.reasons <> '{}' then 'skipped'
      when numbered.expected_at > greatest(numbered.nominal_at, v_now) then 'held'
      else 'send'
    end,
    case when numbered.reasons = '{}' then numbered.message_type end,
    case
      when numbered.reasons <> '{}' then null
      -- Only the first of them is the first text.
      when numbered.texts_by_then > 1
        and right(numbered.message_text, length(template.first_text_suffix))
          = template.first_text_suffix
      then left(
        numbered.message_text,
        length(numbered.message_text) - length(template.first_text_suffix)
      )
      else numbered.message_text
    end,
    case
      when numbered.reasons = '{}'
        and numbered.expected_at > greatest(numbered.nominal_at, v_now)
      then array[numbered.delay]
      else numbered.reasons
    end
  from numbered
  left join public.contacts on contacts.id = numbered.contact_id
  left join public.message_templates as template on template.id = numbered.template_id;
end;
$$;

comment on function private.preview_accountability(uuid, timestamptz) is
  'The seam''s preview: what will come of each turn of a user until then, for each contact.';
revoke execute on function private.preview_accountability(uuid, timestamptz) from public;
grant execute on function private.preview_accountability(uuid, timestamptz) to authenticated;

-- supabase/schemas/programs/accountability/resting.sql

-- PAUSE and SKIP, by text from the user's own phone.

create function private.rest_by_text(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_turn record;
  v_parts constant text[] := regexp_match(
    inbound.argument, '^(?:me )?(?:for )?(a|an|[a-z]+|[0-9]{1,3}) ?(d|days?|w|weeks?|months?)$'
  );
  v_many integer;
  -- Days as their ISO number.
  v_day constant integer := array_position(
    array['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    substring(
      inbound.argument
      from '^(?:me )?(?:till?|until) (?:next )?(mon|tue|wed|thu|fri|sat|sun)'
        '(?:day|sday|s|nesday|rsday|r|rs|urday)?$'
    )
  );
  v_today constant date := inbound.sent_at at time zone (
    select turn.timezone from private.next_turn(inbound.user_id) as turn
  );
  v_until timestamptz;
begin
  select * into strict v_turn from private.next_turn(inbound.user_id);
  if inbound.command = 'skip' then
    -- Until nothing can be said of that turn any more. One that was fetched late may mean the turn
    -- before, which nobody can skip now.
    if inbound.sent_at >= v_turn.period_start then
      v_until := v_turn.nominal_at + (select settings.catch_up_grace from private.settings);
    end if;
  elsif v_day is not null or inbound.argument ~ '^(me )?(till?|until) tomorrow$' then
    v_until := private.local_to_instant(
      v_today + coalesce(
        (v_day - extract(isodow from v_today)::integer + 6) % 7 + 1, 1
      ) + time '00:00',
      v_turn.timezone
    );
  elsif v_parts is not null then
    v_many := case
      when v_parts[1] ~ '^[0-9]' then v_parts[1]::integer
      when v_parts[1] in ('a', 'an') then 1
      else private.number_word(v_parts[1])
    end;
    v_until := private.local_to_instant(
      (inbound.sent_at at time zone v_turn.timezone)
        + v_many * case left(v_parts[2], 1)
          when 'd' then interval '1 day' when 'w' then interval '7 days' else interval '1 month'
        end,
      v_turn.timezone
    );
  end if;
  if v_until is null
    or v_until <= private.clock_now()
    or v_until > private.clock_now() + interval '366 days'
  then
    return private.answer_to(inbound, 'bad_pause');
  end if;
  update public.users
  set paused_until = greatest(users.paused_until, v_until)
  where users.id = inbound.user_id
  returning users.paused_until into v_until;
  return private.answer_to(
    inbound,
    case inbound.command when 'skip' then 'skipped' else 'paused' end,
    jsonb_build_object(
      'until', case
        when v_until = 'infinity' then 'you reply RESUME'
        else private.in_words(v_until, v_turn.timezone)
      end
    )
  );
end;
$$;

comment on function private.rest_by_text(private.inbound) is
  'PAUSE 3D, 2W, 1 MONTH or TILL MONDAY pauses from when it was written; SKIP until the turn '
  'of the week in which it was written is past.';
revoke execute on function private.rest_by_text(private.inbound) from public;

-- supabase/schemas/programs/heads_up/explaining.sql

-- A warning in words.

create function private.explain_heads_up(story private.story)
returns table (event text, words text)
language sql
immutable
set search_path = ''
as $$
  select 'proposed', 'A warning before the week ends.';
$$;

comment on function private.explain_heads_up(private.story) is
  'The seam''s explain: what a warning is.';
revoke execute on function private.explain_heads_up(private.story) from public;
grant execute on function private.explain_heads_up(private.story) to authenticated, service_role;

create function private.why_heads_up(message_id uuid)
returns text
language sql
stable
set search_path = ''
as $$
  select format(
    'your week ends at %s, and your contacts would hear of what is missing. The app can switch '
    'these warnings off.',
    message_queue.facts ->> 'at'
  )
  from public.message_queue
  where message_queue.id = why_heads_up.message_id;
$$;

comment on function private.why_heads_up(uuid) is 'The seam''s why, for the user who was warned.';
revoke execute on function private.why_heads_up(uuid) from public;

-- supabase/schemas/programs/heads_up/snoozing.sql

-- SNOOZE: a warning that is put off.

insert into private.commands (command, program, is_for_users, changes_plans)
values ('snooze', 'heads_up', true, true);
insert into private.command_patterns (command, place, pattern)
values
  ('snooze', 6, '^(snooze|later)( .+)?$'),
  ('snooze', 5, '^(not now )?(ask|remind|text) me (again |later )?(later|in .+|at .+)$');

create function private.take_back_snoozed(contact_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  with waiting as (
    update public.message_queue
    set status = 'canceled', reason = 'superseded'
    from public.occurrences
    where occurrences.id = message_queue.occurrence_id
      and occurrences.slot > 0
      and message_queue.contact_id = take_back_snoozed.contact_id
      and message_queue.program = 'heads_up'
      and message_queue.status = 'queued'
    returning message_queue.occurrence_id
  )
  -- Not superseded: planning again must not bring it back.
  update public.occurrences
  set decision = 'skipped', reasons = array['superseded']
  from waiting
  where occurrences.id = waiting.occurrence_id;
end;
$$;

comment on function private.take_back_snoozed(uuid) is
  'Whoever puts a warning off again is asked once.';
revoke execute on function private.take_back_snoozed(uuid) from public;

create function private.put_off_warning(
  inbound private.inbound,
  warning private.warning,
  at timestamptz
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.take_back_snoozed(inbound.contact_id);
  perform private.record_turns(
    array(
      select private.turn_of(
        user_id => inbound.user_id,
        contact_id => inbound.contact_id,
        nominal_date => warning.nominal_date,
        slot => 1 + coalesce(
          (
            select max(occurrences.slot)::integer from public.occurrences
            where occurrences.program = 'heads_up'
              and occurrences.user_id = inbound.user_id
              and occurrences.contact_id = inbound.contact_id
              and occurrences.nominal_date = warning.nominal_date
          ),
          0
        ),
        nominal_at => put_off_warning.at,
        period_start => warning.period_start,
        send_at => put_off_warning.at,
        expires_at => warning.nominal_at,
        timezone => null,
        template => template,
        facts => warning.facts,
        priority => 1
      )
      from public.message_templates as template
      where template.id = 'heads_up.heads_up'
    ),
    'heads_up',
    private.clock_now()
  );
end;
$$;

comment on function private.put_off_warning(private.inbound, private.warning, timestamptz) is
  'Warns the phone that a text came from once more, then and only then.';
revoke execute on function private.put_off_warning(
  private.inbound, private.warning, timestamptz
) from public;

create function private.snoozed_until(argument text, since timestamptz, timezone text)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  v_said constant text := regexp_replace(
    argument, '^(now (ask|remind|text) )?me (again |later )?', ''
  );
  v_for constant text[] := regexp_match(
    coalesce(v_said, '1h'),
    '^(?:for |in )?(?:(half an|an|a|one|two|three|[0-9]{1,3}) ?(m|mins?|minutes?|h|hrs?|hours?)'
    '|(half) hour)$'
  );
  v_till constant text[] := regexp_match(
    v_said,
    '^(?:till?|until|at) ([0-9]{1,2})(?:[ .]?([0-9]{2}))? ?(am|pm)?$'
  );
  v_hour constant integer := v_till[1]::integer;
  v_local constant timestamp := since at time zone timezone;
begin
  if v_for is not null then
    return since + case
      when v_for[3] is not null or v_for[1] = 'half an' then interval '30 minutes'
      else case v_for[1] when 'two' then 2 when 'three' then 3
        else coalesce(substring(v_for[1] from '^[0-9]+')::integer, 1)
      end * case left(v_for[2], 1) when 'm' then interval '1 minute' else interval '1 hour' end
    end;
  end if;
  -- At five: in the morning or at night? 17 needs no word for it, and five no minutes.
  if v_till is null
    or v_till[2]::integer > 59
    or v_till[3] is null and (v_hour < 13 or v_hour > 23)
    or v_till[3] is not null and v_hour not between 1 and 12
  then
    return null;
  end if;
  return private.local_to_instant(
    v_local::date + make_time(
      case
        when v_till[3] is null then v_hour
        else v_hour % 12 + case v_till[3] when 'pm' then 12 else 0 end
      end,
      coalesce(v_till[2]::integer, 0),
      0
    ),
    timezone
  );
end;
$$;

comment on function private.snoozed_until(text, timestamptz, text) is
  'Until when SNOOZE puts off what it is written since: 30M, HALF AN HOUR, TILL 5PM, alone an '
  'hour; null if it does not say.';
revoke execute on function private.snoozed_until(text, timestamptz, text) from public;

create function private.obey_heads_up(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_warning private.warning;
  v_at timestamptz := private.snoozed_until(
    inbound.argument,
    inbound.sent_at,
    (
      select preferences.timezone
      from public.notification_preferences as preferences
      where preferences.user_id = inbound.user_id
    )
  );
begin
  if v_at is null then
    return private.answer_to(inbound, 'snooze_how_long');
  end if;
  select warning.* into v_warning
  from private.warnings_for(array[inbound.user_id], private.clock_now()) as warning;
  -- Not at night.
  select private.next_open_instant(
    'heads_up', contacts.user_id, v_at, contacts.timezone, contacts.id
  ) into v_at
  from public.contacts
  where contacts.id = inbound.contact_id;
  if v_at is null
    or v_warning.nominal_at is null
    or v_at <= private.clock_now()
    or v_at >= v_warning.nominal_at
  then
    return private.answer_to(inbound, 'bad_snooze');
  end if;
  perform private.put_off_warning(inbound, v_warning, v_at);
  return private.answer_to(
    inbound,
    'snoozed',
    jsonb_build_object(
      'at', (
        select to_char(v_at at time zone preferences.timezone, 'HH24:MI')
        from public.notification_preferences as preferences
        where preferences.user_id = inbound.user_id
      )
    )
  );
end;
$$;

comment on function private.obey_heads_up(private.inbound) is
  'SNOOZE 30M, 1H, TILL 5PM or alone (an hour): warns once more, if something is missing then and '
  'the week has not ended.';
revoke execute on function private.obey_heads_up(private.inbound) from public;

-- supabase/schemas/inbound/own_time.sql

-- A text that is fetched late counts at the time it was written: it undoes nothing newer, and is
-- not answered as if it had just come.

create function private.is_taken_back(inbound private.inbound)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from public.inbound_messages as later
    where private.phone_key(later.from_phone) = private.phone_key(is_taken_back.inbound.from_phone)
      and later.sent_at > is_taken_back.inbound.sent_at
      and case later.command
        when 'start' then true
        -- Who says YES after a STOP says START: if it unblocks what the STOP blocked, and was not
        -- the answer to a question.
        when 'yes' then
          (
            private.twilio_keyword(
              is_taken_back.inbound.body, is_taken_back.inbound.to_address,
              is_taken_back.inbound.opt_out_type
            ) is distinct from 'STOP'
            or private.twilio_keyword(later.body, later.to_address, null) = 'START'
          )
          and not exists (
            select from public.consent_events
            where private.phone_key(consent_events.phone)
                = private.phone_key(is_taken_back.inbound.from_phone)
              and consent_events.event = 'confirmed'
              and consent_events.evidence ->> 'inbound_message_id' = later.id::text
          )
        else false
      end
  );
$$;

comment on function private.is_taken_back(private.inbound) is
  'Whether whoever wrote this STOP has said START since.';
revoke execute on function private.is_taken_back(private.inbound) from public;

create function private.may_obey(inbound private.inbound)
returns boolean
language sql
stable
set search_path = ''
as $$
  select
    not coalesce(may_obey.inbound.is_fetched, false)
    or case coalesce(may_obey.inbound.command, '')
      -- Help is never too late.
      when 'crisis' then true
      when 'distress' then true
      when 'stop' then not private.is_taken_back(may_obey.inbound)
      else
        may_obey.inbound.sent_at >= private.clock_now() - interval '48 hours'
        and not exists (
          select from public.inbound_messages
          where private.phone_key(inbound_messages.from_phone)
            = private.phone_key(may_obey.inbound.from_phone)
            and inbound_messages.sent_at > may_obey.inbound.sent_at
        )
        -- Nor may it undo a STOP whose text went with an account, or that only the provider heard.
        and not exists (
          select from private.phone_numbers
          where phone_numbers.phone = private.phone_key(may_obey.inbound.from_phone)
            and phone_numbers.opted_out_at > may_obey.inbound.sent_at
        )
    end;
$$;

comment on function private.may_obey(private.inbound) is
  'Whether what a text asks for is done. Of a fetched one that is older than 48 hours, or than '
  'what the same number wrote since, only a crisis is, and a STOP that nobody took back.';
revoke execute on function private.may_obey(private.inbound) from public;

create function private.is_worth_an_answer(inbound private.inbound)
returns boolean
language sql
stable
set search_path = ''
as $$
  select
    not coalesce(is_worth_an_answer.inbound.is_fetched, false)
    or private.tells_of_crisis(is_worth_an_answer.inbound.command)
    or is_worth_an_answer.inbound.sent_at > private.clock_now() - interval '10 minutes';
$$;

comment on function private.is_worth_an_answer(private.inbound) is
  'Whether whoever wrote may still expect an answer: within ten minutes, in a crisis always.';
revoke execute on function private.is_worth_an_answer(private.inbound) from public;

create function private.was_asked_before(message_id uuid, inbound private.inbound)
returns boolean
language sql
stable
set search_path = ''
as $$
  select
    private.may_have_been_sent(was_asked_before.message_id)
    and (
      not coalesce(was_asked_before.inbound.is_fetched, false)
      or exists (
        select from private.message_attempts
        where message_attempts.message_id = was_asked_before.message_id
          and coalesce(message_attempts.outcome, 'unknown') in ('accepted', 'unknown')
          -- The provider's times have no fractions of a second.
          and date_trunc('second', message_attempts.created_at) <= was_asked_before.inbound.sent_at
      )
    );
$$;

comment on function private.was_asked_before(uuid, private.inbound) is
  'Whether whoever wrote may have read this message before: a fetched YES is no answer to a '
  'question that was asked later.';
revoke execute on function private.was_asked_before(uuid, private.inbound) from public;

-- supabase/schemas/inbound/crisis.sql

-- What words of a crisis do.

create function private.time_until_morning(contact_id uuid)
returns interval
language sql
stable
set search_path = ''
as $$
  select mornings.instant - private.clock_now()
  from public.contacts
  cross join generate_series(0, 2) as ahead (days)
  cross join lateral (
    select (
      (private.clock_now() at time zone contacts.timezone)::date + ahead.days + time '08:00'
    ) at time zone contacts.timezone as instant
  ) as mornings
  where contacts.id = time_until_morning.contact_id
    and mornings.instant >= private.clock_now() + interval '6 hours'
  order by mornings.instant
  limit 1;
$$;

comment on function private.time_until_morning(uuid) is
  'How long until the next eight o''clock in the morning of a contact that is six hours away at '
  'least: so long is help worth sending.';
revoke execute on function private.time_until_morning(uuid) from public;

create function private.hold_user(user_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  update public.users
  set held_at = private.clock_now()
  where users.id = hold_user.user_id and users.held_at is null;
  perform private.end_invitations(
    array(
      select invitations.id
      from public.invitations
      left join public.message_queue on message_queue.id = invitations.message_id
      where invitations.user_id = hold_user.user_id
        and invitations.status in ('waiting', 'open')
        and coalesce(message_queue.sent_at is null, true)
    ),
    'withdrawn'
  );
end;
$$;

comment on function private.hold_user(uuid) is
  'From here on nobody is told anything about this person or asked in their name, nor are they '
  'sent anything, until they end it.';
revoke execute on function private.hold_user(uuid) from public;

create function private.end_hold_of(phone text)
returns void
language sql
volatile
set search_path = ''
as $$
  update public.users
  set held_at = null
  from public.contacts
  where private.phone_key(contacts.phone) = private.phone_key(end_hold_of.phone)
    and contacts.relationship = 'self'
    and users.id = contacts.user_id
    and users.held_at is not null;
$$;

comment on function private.end_hold_of(text) is
  'START from the phone of somebody who is held ends that.';
revoke execute on function private.end_hold_of(text) from public;

create function public.end_hold()
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_was_held boolean;
begin
  perform set_config('rundown.ends_hold', 'yes', true);
  update public.users
  set held_at = null
  where users.id = (select auth.uid()) and users.held_at is not null;
  v_was_held := found;
  perform set_config('rundown.ends_hold', '', true);
  return v_was_held;
end;
$$;

comment on function public.end_hold() is
  'Ends the hold that words of a crisis put on whoever calls it; returns whether there was one. '
  'What their phone said stays: a number that is opted out says START. No other update of theirs '
  'ends it (RD108). For authenticated.';
revoke execute on function public.end_hold() from public, anon, service_role;
grant execute on function public.end_hold() to authenticated;

create function private.tell_of_crisis(details jsonb)
returns void
language sql
volatile
set search_path = ''
as $$
  select private.raise_alert(
    'crisis',
    'Somebody wrote words of a crisis: read it, and see that a human answers. You may answer them '
      'and call for help where you know of danger; tell no contact of theirs, no user and no '
      'model, and do not end the hold: docs/operations.md',
    tell_of_crisis.details
  );
$$;

comment on function private.tell_of_crisis(jsonb) is
  'Tells the operator, and what they may and may not do. details names rows, and nobody''s words.';
revoke execute on function private.tell_of_crisis(jsonb) from public;

create function private.answer_with_help(inbound private.inbound, message_type text)
returns private.answer
language sql
volatile
set search_path = ''
as $$
  select private.answer_to(
    inbound,
    message_type,
    jsonb_build_object(
      'lifeline',
      private.lifeline(
        inbound.from_phone,
        (select contacts.locale from public.contacts where contacts.id = inbound.contact_id)
      )
    )
  );
$$;

comment on function private.answer_with_help(private.inbound, text) is
  'The answer that says where help is, of the country of whoever wrote.';
revoke execute on function private.answer_with_help(private.inbound, text) from public;

create function private.help_in_crisis(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.stop_number(inbound, 'crisis');
  -- Whether or not this phone was confirmed as theirs.
  perform private.hold_user(contacts.user_id)
  from public.contacts
  where private.phone_key(contacts.phone) = private.phone_key(inbound.from_phone)
    and contacts.relationship = 'self'
  order by contacts.user_id;
  perform private.tell_of_crisis(
    jsonb_build_object('inbound_message_id', inbound.id, 'is_held', true)
  );
  return private.answer_with_help(inbound, 'crisis');
end;
$$;

comment on function private.help_in_crisis(private.inbound) is
  'Words of somebody in danger: every program stops for that person, the operator is told, and one '
  'answer says where help is. Contacts hear nothing.';
revoke execute on function private.help_in_crisis(private.inbound) from public;

create function private.help_in_distress(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.tell_of_crisis(
    jsonb_build_object('inbound_message_id', inbound.id, 'is_held', false)
  );
  return private.answer_with_help(inbound, 'distress');
end;
$$;

comment on function private.help_in_distress(private.inbound) is
  'Words that may be of a crisis: an answer says where help is, the operator is told, and nothing '
  'else changes.';
revoke execute on function private.help_in_distress(private.inbound) from public;

create function private.tell_unsent_help()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform private.raise_alert(
    'crisis_answer_unsent',
    'Somebody wrote words of a crisis, and our answer with help did not reach them: see that a '
      'human answers',
    jsonb_build_object('message_id', new.id, 'status', new.status, 'reason', new.reason)
  );
  return null;
end;
$$;

comment on function private.tell_unsent_help() is
  'Trigger: help in a crisis expired, failed, was canceled, or nobody knows whether it left.';
revoke execute on function private.tell_unsent_help() from public;

create trigger tell_unsent_help
  after update of status on public.message_queue
  for each row when (
    new.priority = -1
    and new.status in ('expired', 'failed', 'canceled', 'unconfirmed')
    and old.status is distinct from new.status
  )
  execute function private.tell_unsent_help();

-- supabase/schemas/inbound/answering.sql

-- What is done about a text that came in, and whether it is answered.

insert into private.commands (command, program, changes_plans, is_an_answer, binds_first)
values
  ('crisis', 'reply', true, false, true),
  ('distress', 'reply', false, false, false),
  ('whose', 'reply', false, true, false),
  ('help', 'reply', false, true, false),
  ('why', 'reply', false, true, false),
  ('good', 'reply', false, true, false),
  ('bad', 'reply', false, true, false),
  ('reaction', 'reply', false, true, false),
  ('automatic', 'reply', false, false, false),
  ('picture', 'reply', false, true, false);

insert into private.command_patterns (place, command, pattern)
values
  (
    3, 'help',
    '^(help|info|ayuda|aide|aidez|hilfe|hilf|ajuda|ajude)'
    '( me| moi| mir| por favor| bitte| svp| sil vous plait)*$'
  ),
  (
    6, 'why',
    '^why( (are|do) you( keep)? (texting|asking|writing)( me)?( this)?| this( (text|message))?)?$'
  ),
  (3, 'help', '^(help me )?what (can|do|should) i (send|text|write|say)( you)?$'),
  (6, 'good', '^good$'),
  (6, 'bad', '^bad$');

create function private.obey_reply(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return case inbound.command
    when 'crisis' then private.help_in_crisis(inbound)
    when 'distress' then private.help_in_distress(inbound)
    when 'whose' then private.ask_whose(inbound)
    when 'help' then private.answer_to(inbound, 'help')
    when 'who' then private.tell_who_asked(inbound)
    when 'about' then private.answer_to(inbound, 'about')
    when 'why' then private.explain_last_text(inbound)
    when 'good' then private.rate_last_text(inbound)
    when 'bad' then private.rate_last_text(inbound)
    when 'hours' then private.obey_hours(inbound)
    when 'zone' then private.obey_zone(inbound)
    when 'less' then private.change_frequency(inbound)
    when 'more' then private.change_frequency(inbound)
    -- A tap on a bubble is no word, and nobody talks to a machine.
    when 'reaction' then null::private.answer
    when 'automatic' then null::private.answer
    when 'picture' then null::private.answer
    else private.answer_to(
      inbound,
      case
        when inbound.is_own_phone then 'not_understood_self'
        -- It says that somebody can read the words.
        when private.reaches_user(inbound)
          and not exists (
            select from public.users
            where users.id = inbound.user_id and users.gone_until > private.clock_now()
          )
        then 'not_understood'
        else 'help'
      end
    )
  end;
end;
$$;

comment on function private.obey_reply(private.inbound) is
  'The seam''s obey: words of a crisis, HELP, WHO, ABOUT, WHY, GOOD and BAD, HOURS and ZONE, LESS '
  'and MORE of the texts to users themselves, what is no words, and what nobody understands.';
revoke execute on function private.obey_reply(private.inbound) from public;

create function private.who_words(command text, message_type text)
returns text
language sql
stable
set search_path = ''
as $$
  select template.program
  from public.message_templates as template
  left join private.commands
    on commands.command = who_words.command and commands.program = template.program
  where template.message_type = who_words.message_type
    and template.style = 'plain'
    and (commands.command is not null or template.program = 'reply')
  order by commands.command is null
  limit 1;
$$;

comment on function private.who_words(text, text) is
  'The program whose wording answers a command with this type: its own if it has one, else reply; '
  'null if neither has.';
revoke execute on function private.who_words(text, text) from public;

create function private.obey_or_set_aside(
  inbound private.inbound,
  program text,
  function_name text
)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_asked constant private.asked := private.ask(program, 'obey');
  v_answer private.answer;
  v_context text;
begin
  execute format('select answer.* from %s($1) as answer', function_name)
  into v_answer
  using inbound;
  if v_answer.message_type is not null
    and private.who_words(inbound.command, v_answer.message_type) is null
  then
    raise exception 'There are no words for the answer "%"', v_answer.message_type
      using errcode = 'RD034';
  end if;
  perform private.hear(v_asked, may_queue => true);
  perform private.take_back(program, 'obey');
  return v_answer;
exception
  when query_canceled or assert_failure or others then
    get stacked diagnostics v_context = pg_exception_context;
    if private.is_trouble_of_the_server(sqlstate, v_context, program) then
      raise;
    end if;
    perform private.fail_for_one(v_asked, inbound.user_id, sqlerrm, sqlstate);
    return private.answer_to(inbound, 'try_later');
end;
$$;

comment on function private.obey_or_set_aside(private.inbound, text, text) is
  'Has a program do what a text asks for. If it fails nothing is done, and the answer says so; it '
  'is set aside if that is surely its own fault.';
revoke execute on function private.obey_or_set_aside(private.inbound, text, text) from public;

create function private.answer_text(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_program private.programs;
  v_obey text;
  v_answer private.answer;
begin
  select programs.* into strict v_program
  from private.programs
  where programs.program = coalesce(
    (
      select commands.program
      from private.commands
      where commands.command = inbound.command
        and not (
          commands.is_about_last_text and private.needed_a_place(inbound) is not null
        )
    ),
    'reply'
  );
  v_obey := private.seam('obey', v_program.program, 'private.inbound');
  -- What has no switch is never set aside either: a STOP that fails must fail as a whole, so that
  -- it comes again.
  if not 'switch' = any (v_program.gates) then
    execute format('select answer.* from %s($1) as answer', v_obey) into v_answer using inbound;
    return v_answer;
  end if;
  if private.is_set_aside(v_program.program, 'obey') or private.is_out_of_time() then
    return private.answer_to(inbound, 'try_later');
  end if;
  return private.obey_or_set_aside(inbound, v_program.program, v_obey);
end;
$$;

comment on function private.answer_text(private.inbound) is
  'Has the program of its command do what a text asks for, and returns the answer.';
revoke execute on function private.answer_text(private.inbound) from public;

create function private.queue_answer(
  inbound private.inbound,
  answer private.answer,
  number private.phone_numbers
)
returns uuid
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_valid_for constant interval := case inbound.command
    -- The one text to somebody who opted out that the law allows (47 CFR 64.1200(a)(12)).
    when 'stop' then least(inbound.sent_at - private.clock_now(), '0') + interval '5 minutes'
    when 'crisis' then private.time_until_morning(answer.contact_id)
    when 'distress' then private.time_until_morning(answer.contact_id)
    else interval '1 hour'
  end;
  v_answer_id uuid;
begin
  if answer.message_type is null
    or answer.contact_id is null
    or v_valid_for <= interval '0'
    -- What confirms a yes, and helps in a crisis, is ours to say whatever else is said.
    or (
      inbound.command is distinct from 'yes'
      and not private.tells_of_crisis(inbound.command)
      and private.is_answered_by_twilio(
        inbound.body,
        is_blocked => coalesce(number.is_blocked_by_provider, false),
        to_address => inbound.to_address,
        opt_out_type => inbound.opt_out_type
      )
    )
    or not private.may_answer(inbound)
    -- Who opted out hears nothing more, but once that it is so.
    or (
      number.opted_out_at is not null
      and coalesce(inbound.command not in ('crisis', 'distress', 'start'), true)
    )
  then
    return null;
  end if;
  v_answer_id := private.queue_text(
    answer.user_id, answer.contact_id, 'reply', answer.message_type, answer.facts,
    v_valid_for, private.who_words(inbound.command, answer.message_type),
    case when private.tells_of_crisis(inbound.command) then -1 else 0 end::smallint
  );
  if private.tells_of_crisis(inbound.command) then
    perform private.count_referral();
  end if;
  update public.inbound_messages
  set answer_id = v_answer_id
  where inbound_messages.id = inbound.id;
  return v_answer_id;
end;
$$;

comment on function private.queue_answer(
  private.inbound, private.answer, private.phone_numbers
) is
  'Queues the answer to a text, unless Twilio answers it or nobody may; null then. number is what '
  'was known of it before the text. It is worth sending for an hour; the confirmation of a STOP '
  'for five minutes from when that was written, help in a crisis until the morning.';
revoke execute on function private.queue_answer(
  private.inbound, private.answer, private.phone_numbers
) from public;

-- supabase/schemas/inbound/consent.sql

-- What YES, NO, STOP, START and MUTE do, from whoever holds the number.

insert into private.commands (command, program, changes_plans, is_an_answer, binds_first)
values
  ('stop', 'consent', true, false, true),
  ('start', 'consent', true, false, false),
  ('yes', 'consent', true, true, false),
  ('no', 'consent', true, true, false),
  ('mute', 'consent', true, false, false),
  ('quiet', 'consent', false, false, false);

insert into private.command_patterns (place, command, pattern)
values
  (
    2, 'start',
    '^(start|unstop|resubscribe|empezar|iniciar|commencer|demarrer|starten|comecar)$'
  ),
  (
    4, 'yes',
    '^(yes|y|yep|yeah|yess+|i agree|agree|agreed'
    '|si|claro|acepto|de acuerdo|oui|ouais|daccord|jaccepte|ja|jawohl|klar|gerne|einverstanden'
    '|sim|aceito|concordo)'
    '( por favor| gracias| ok| sure| yes| i agree| claro| acepto| de acuerdo| oui| merci| daccord'
    '| jaccepte| svp| sil vous plait| ja| bitte| danke| gerne| klar| einverstanden| sim| aceito'
    '| obrigado| obrigada)*$'
  ),
  (
    4, 'no',
    '^(no|n|nope|nah|decline|i decline|no way|not interested|no me interesa'
    '|non|je refuse|nein|nee|kein interesse|nao|recuso|nao quero)'
    '( no| thx| gracias| non| merci| nein| danke| nao| obrigado| obrigada)*$'
  ),
  (5, 'mute', '^(mute|silenciar|silencia|muet|stumm)( .+)?$');

create function private.change_consent(
  contact_ids uuid[],
  new_status text,
  event text,
  wording text,
  evidence jsonb
)
returns void
language sql
volatile
set search_path = ''
as $$
  insert into public.consent_events (user_id, contact_id, phone, event, wording, evidence)
  select
    contacts.user_id, contacts.id, contacts.phone, change_consent.event, change_consent.wording,
    change_consent.evidence
  from public.contacts
  where contacts.id = any (change_consent.contact_ids)
  order by contacts.id;

  update public.contacts
  set consent_status = change_consent.new_status
  where contacts.id = any (change_consent.contact_ids);
$$;

comment on function private.change_consent(uuid[], text, text, text, jsonb) is
  'Moves contacts to a state of consent and enters in the ledger why, by which words.';
revoke execute on function private.change_consent(uuid[], text, text, text, jsonb) from public;

create function private.evidence_of(inbound private.inbound)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select jsonb_strip_nulls(jsonb_build_object(
    'inbound_message_id', evidence_of.inbound.id,
    'provider_message_id', evidence_of.inbound.provider_message_id,
    'opt_out_type', evidence_of.inbound.opt_out_type
  ));
$$;

comment on function private.evidence_of(private.inbound) is
  'What proves that somebody wrote it, and what the provider took it for if it said so.';
revoke execute on function private.evidence_of(private.inbound) from public;

create function private.bind_stop(inbound private.inbound)
returns void
language sql
volatile
set search_path = ''
as $$
  insert into private.phone_numbers as number (phone, opted_out_at, is_blocked_by_provider)
  values (
    private.phone_key(bind_stop.inbound.from_phone),
    bind_stop.inbound.sent_at,
    coalesce(
      private.twilio_keyword(
        bind_stop.inbound.body, bind_stop.inbound.to_address, bind_stop.inbound.opt_out_type
      ) = 'STOP',
      false
    )
  )
  on conflict (phone) do update set
    -- The last one counts: a START of before it takes nothing back.
    opted_out_at = greatest(number.opted_out_at, excluded.opted_out_at),
    is_blocked_by_provider = number.is_blocked_by_provider or excluded.is_blocked_by_provider;
$$;

comment on function private.bind_stop(private.inbound) is
  'From here on no start texts this number. First of all, and without anything that others hold.';
revoke execute on function private.bind_stop(private.inbound) from public;

create function private.stop_number(inbound private.inbound, event text)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.stop_other_channels(inbound.from_phone, inbound.sent_at);
  perform private.end_invitations(
    array(
      select invitations.id from public.invitations
      where private.phone_key(invitations.phone) = private.phone_key(inbound.from_phone)
        and invitations.status = 'open'
    ),
    'declined'
  );
  perform private.change_consent(
    array(
      select contacts.id from public.contacts
      where private.phone_key(contacts.phone) = private.phone_key(inbound.from_phone)
        and contacts.consent_status in ('confirmed', 'pending')
        and (
          contacts.consent_status = 'confirmed'
          -- Whose question never left is not told that the number said no to others.
          or exists (
            select from public.invitations
            where invitations.contact_id = contacts.id
              and invitations.status not in ('waiting', 'failed', 'withdrawn')
          )
        )
    ),
    'stopped', event, inbound.body, private.evidence_of(inbound)
  );
  if event = 'crisis' then
    -- What users are not shown must not tell by its absence.
    insert into public.consent_events (user_id, contact_id, phone, event)
    select crisis.user_id, crisis.contact_id, crisis.phone, 'stopped'
    from public.consent_events as crisis
    where private.phone_key(crisis.phone) = private.phone_key(inbound.from_phone)
      and crisis.event = 'crisis'
      and crisis.evidence ->> 'inbound_message_id' = inbound.id::text
    order by crisis.recorded_at;
  end if;
  return private.answer_to(inbound, 'stopped');
end;
$$;

comment on function private.stop_number(private.inbound, text) is
  'What follows from bind_stop(): invitations to the number end, and its contacts are shown to '
  'their users as stopped. Whose own phone it is hears nothing in the app either.';
revoke execute on function private.stop_number(private.inbound, text) from public;

create function private.unblocks(inbound private.inbound)
returns boolean
language sql
stable
set search_path = ''
as $$
  select coalesce(
    private.twilio_keyword(
      unblocks.inbound.body, unblocks.inbound.to_address, unblocks.inbound.opt_out_type
    ) = 'START'
    -- A service with words of its own said that the STOP was one: it would say it of a START.
    and (
      unblocks.inbound.opt_out_type is not null
      or upper(btrim(unblocks.inbound.body, E' \t\r\n')) <> 'YES'
      or not coalesce(
        (
          select consent_events.evidence ? 'opt_out_type'
          from public.consent_events
          where private.phone_key(consent_events.phone)
              = private.phone_key(unblocks.inbound.from_phone)
            and consent_events.event in ('stopped', 'stopped_by_machine')
          order by consent_events.recorded_at desc
          limit 1
        ),
        false
      )
    ),
    false
  );
$$;

comment on function private.unblocks(private.inbound) is
  'Whether a text makes Twilio let texts through to a number again that it blocked.';
revoke execute on function private.unblocks(private.inbound) from public;

create function private.restart_number(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
begin
  update private.phone_numbers
  set opted_out_at = null, is_blocked_by_provider = false
  where phone_numbers.phone = private.phone_key(inbound.from_phone)
    and phone_numbers.opted_out_at is not null
    -- What Twilio blocks, it begins to let through by its own words alone. Nor could we say so.
    and (not phone_numbers.is_blocked_by_provider or private.unblocks(inbound));
  if not found then
    return null;
  end if;
  perform private.end_hold_of(inbound.from_phone);
  -- Those who had said yes before it stopped, not those who were muted or never asked.
  perform private.change_consent(
    array(
      select contacts.id
      from public.contacts
      where private.phone_key(contacts.phone) = private.phone_key(inbound.from_phone)
        and contacts.consent_status = 'stopped'
        and not private.is_another_accounts_phone(contacts.id)
        and (
          select consent_events.event
          from public.consent_events
          where consent_events.contact_id = contacts.id
            and consent_events.phone = contacts.phone
            and consent_events.event in (
              'confirmed', 'restarted', 'declined', 'muted', 'withdrawn'
            )
          order by consent_events.recorded_at desc
          limit 1
        ) in ('confirmed', 'restarted')
    ),
    'confirmed', 'restarted', inbound.body, private.evidence_of(inbound)
  );
  return private.answer_to(inbound, 'restarted');
end;
$$;

comment on function private.restart_number(private.inbound) is
  'The number may be texted again, by those to whom it had said yes, unless Twilio goes on '
  'blocking it: a YES to a toll-free number unblocks nothing.';
revoke execute on function private.restart_number(private.inbound) from public;

create function private.newest_invitation(inbound private.inbound, must_be_asked boolean)
returns public.invitations
language sql
volatile
set search_path = ''
as $$
  select invitations.*
  from public.invitations
  join public.contacts
    on contacts.id = invitations.contact_id
    and contacts.phone = invitations.phone
    and contacts.consent_status = 'pending'
  where private.phone_key(invitations.phone)
      = private.phone_key(newest_invitation.inbound.from_phone)
    and invitations.status in ('open', 'expired')
    -- Somebody else's own phone by now, or asked by who is gone for good.
    and not private.is_another_accounts_phone(contacts.id)
    and exists (
      select from public.users
      where users.id = contacts.user_id and users.gone_until is distinct from 'infinity'
    )
    -- A question that waits for the morning was not what they said yes to.
    and (
      not newest_invitation.must_be_asked
      or private.was_asked_before(invitations.message_id, newest_invitation.inbound)
    )
    -- Nor was one after which somebody else asked.
    and not exists (
      select from public.invitations as later
      where private.phone_key(later.phone) = private.phone_key(invitations.phone)
        and later.created_at > invitations.created_at
        and private.was_asked_before(later.message_id, newest_invitation.inbound)
    )
  order by invitations.status = 'open' desc, invitations.created_at desc
  limit 1
  for update of invitations;
$$;

comment on function private.newest_invitation(private.inbound, boolean) is
  'What a YES or NO is about: the open invitation (only if it was sent before, where it must be '
  'asked), else one that was not answered in time, if nobody asked since. Locked.';
revoke execute on function private.newest_invitation(private.inbound, boolean) from public;

create function private.answer_invitation(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_is_yes constant boolean := inbound.command = 'yes';
  v_invitation constant public.invitations := private.newest_invitation(
    -- A NO may be quicker than the question, unless it is an old one.
    inbound, must_be_asked => v_is_yes or coalesce(inbound.is_fetched, false)
  );
  v_contact public.contacts;
  v_times integer;
begin
  if v_invitation.id is null then
    return private.answer_to(inbound, 'nothing_to_confirm');
  end if;
  select * into strict v_contact
  from public.contacts where contacts.id = v_invitation.contact_id;
  perform private.end_invitations(
    array[v_invitation.id], case when v_is_yes then 'accepted' else 'declined' end
  );
  -- A late YES counts: the number itself says it.
  update public.invitations
  set status = case when v_is_yes then 'accepted' else 'declined' end
  where invitations.id = v_invitation.id and invitations.status = 'expired';
  perform private.change_consent(
    array[v_contact.id],
    case when v_is_yes then 'confirmed' else 'declined' end,
    case when v_is_yes then 'confirmed' else 'declined' end,
    inbound.body,
    private.evidence_of(inbound) || jsonb_build_object('invitation_id', v_invitation.id)
  );
  select greatest(preferences.max_messages_per_week, 1) into v_times
  from public.notification_preferences as preferences
  where preferences.user_id = v_contact.user_id;
  return row(
    v_contact.user_id,
    v_contact.id,
    case
      when not v_is_yes then 'declined'
      when v_contact.relationship = 'self' then 'confirmed_self'
      else 'confirmed'
    end,
    jsonb_build_object('times', v_times)
  )::private.answer;
end;
$$;

comment on function private.answer_invitation(private.inbound) is
  'YES and NO: about the newest invitation to this number.';
revoke execute on function private.answer_invitation(private.inbound) from public;

create function private.names_to_mute(argument text, name text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select coalesce(
    names_to_mute.argument in (names_to_mute.name, split_part(names_to_mute.name, ' ', 1))
    -- In words of their own: "stop the Jonas ones, keep Ana's coming".
    or exists (
      select
      from (
        select piece
        from regexp_split_to_table(
          lower(names_to_mute.argument), '[,.;!?\n]| but | and '
        ) as piece
        where piece ~ '\S'
        -- Nobody names more in a text that is meant.
        limit 10
      ) as pieces
      cross join lateral (
        select replace(
          private.parts_of_text(pieces.piece, array[split_part(names_to_mute.name, ' ', 1)]),
          'gH', 'pH'
        )
      ) as of_piece (parts)
      where of_piece.parts ~ '[suernbtaw].*H|H.*[suen]'
        and of_piece.parts !~ 'p'
    ),
    false
  );
$$;

comment on function private.names_to_mute(text, text) is
  'Whether what follows MUTE, or a text that ends some and keeps others, names this person, whose '
  'name is in plain words, as one whose texts are to end.';
revoke execute on function private.names_to_mute(text, text) from public;

create function private.mute_user(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_texting record;
begin
  select
    count(*) as people,
    string_agg(named.user_name, ', ' order by named.user_name) as names,
    array_agg(named.contact_id) filter (where named.is_meant) as meant,
    count(distinct named.words) filter (where named.is_meant) as meant_names
  into v_texting
  from (
    select
      contacts.id as contact_id,
      private.clean_name(users.display_name, 30) as user_name,
      spelled.words,
      inbound.argument is null or private.names_to_mute(inbound.argument, spelled.words) as is_meant
    from public.contacts
    join public.users
      on users.id = contacts.user_id and coalesce(users.gone_until <= private.clock_now(), true)
    cross join lateral (select private.plain_words(users.display_name)) as spelled (words)
    where private.phone_key(contacts.phone) = private.phone_key(inbound.from_phone)
      and contacts.consent_status = 'confirmed'
      and contacts.relationship <> 'self'
  ) as named;
  if v_texting.people = 0 then
    return private.answer_to(inbound, 'nothing_to_confirm');
  end if;
  -- Two of one name are both meant by it: nothing tells them apart.
  if v_texting.meant_names <> 1 or inbound.argument is null and v_texting.people > 1 then
    return private.answer_to(
      inbound, 'mute_whom', jsonb_build_object('names', left(v_texting.names, 100))
    );
  end if;
  perform private.change_consent(
    v_texting.meant, 'stopped', 'muted', inbound.body, private.evidence_of(inbound)
  );
  return (
    select row(contacts.user_id, contacts.id, 'muted', '{}')::private.answer
    from public.contacts where contacts.id = v_texting.meant[1]
  );
end;
$$;

comment on function private.mute_user(private.inbound) is
  'MUTE: ends the texts about one person, named if there are several.';
revoke execute on function private.mute_user(private.inbound) from public;

create function private.obey_consent(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return case inbound.command
    when 'stop' then private.stop_number(
      inbound,
      case
        when private.is_automatic_reply(private.own_words(inbound.body)) then 'stopped_by_machine'
        else 'stopped'
      end
    )
    when 'start' then private.restart_number(inbound)
    when 'mute' then private.mute_user(inbound)
    when 'quiet' then private.quiet_number(inbound)
    else private.answer_invitation(inbound)
  end;
end;
$$;

comment on function private.obey_consent(private.inbound) is
  'The seam''s obey: STOP, START, MUTE, a while of quiet, YES and NO.';
revoke execute on function private.obey_consent(private.inbound) from public;

-- supabase/schemas/inbound/fetching.sql

-- Texts that the provider has and the webhook did not bring: how far a fetch reaches back, what it
-- found, and what is told if it fails.

create table private.inbound_fetching (
  is_the_only_one boolean primary key default true,
  inbound_since timestamptz,
  fetched_until timestamptz,
  failing_since timestamptz,
  last_error text,
  created_at timestamptz not null default now(),
  constraint there_is_one_row check (is_the_only_one),
  constraint last_error_exists_exactly_while_failing
    check ((failing_since is null) = (last_error is null))
);

comment on table private.inbound_fetching is 'How far texts were fetched: one row.';
comment on column private.inbound_fetching.inbound_since is
  'When this project began to take in texts, which is when this row was made: what the number got '
  'before is not ours to obey. Null until the first fetch.';
comment on column private.inbound_fetching.fetched_until is
  'Everything written until then was listed, and is taken in; null before the first fetch.';
comment on column private.inbound_fetching.failing_since is
  'Since when no fetch succeeded; null if the last one did.';

insert into private.inbound_fetching default values;

alter table private.inbound_fetching enable row level security;
revoke all on table private.inbound_fetching from public, anon, authenticated, service_role;
create policy "Nobody reaches the state of fetching through the API" on private.inbound_fetching
  for all to anon, authenticated using (false);

create function private.fetch_reaches_back_to()
returns timestamptz
language sql
stable
set search_path = ''
as $$
  -- The provider's list lags behind, by a quarter of an hour as people report: an hour is safe.
  select greatest(
    coalesce(state.inbound_since, state.created_at), state.fetched_until - interval '1 hour'
  )
  from private.inbound_fetching as state;
$$;

comment on function private.fetch_reaches_back_to() is
  'From when on the next fetch lists texts: an hour before the end of the last that succeeded.';
revoke execute on function private.fetch_reaches_back_to() from public;

create function public.begin_inbound_fetch()
returns table (fetch_from timestamptz, fetch_until timestamptz)
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_now constant timestamptz := private.clock_now();
begin
  -- Only a clock that somebody moved back makes any of it later than now.
  update private.inbound_fetching as state
  set
    inbound_since = least(coalesce(state.inbound_since, state.created_at), v_now),
    fetched_until = least(state.fetched_until, v_now)
  where coalesce(state.inbound_since > v_now, true) or state.fetched_until > v_now;
  return query select private.fetch_reaches_back_to(), v_now;
end;
$$;

comment on function public.begin_inbound_fetch() is
  'The stretch of time whose texts are to be listed at the provider, both ends included. Definer '
  'because the state of fetching is private. For service_role.';
revoke execute on function public.begin_inbound_fetch() from public, anon, authenticated;
grant execute on function public.begin_inbound_fetch() to service_role;

create table private.unreadable_texts (
  provider_message_id text primary key,
  failures integer not null,
  last_error text not null,
  created_at timestamptz not null default now(),
  constraint failures_are_positive check (failures > 0)
);

comment on table private.unreadable_texts is
  'Fetched texts that could not be taken in, and how often. After three times one is kept unread: '
  'no text may keep those out that were written after it.';

alter table private.unreadable_texts enable row level security;
revoke all on table private.unreadable_texts from public, anon, authenticated, service_role;
create policy "Nobody reaches unreadable texts through the API" on private.unreadable_texts
  for all to anon, authenticated using (false);

create function public.give_up_text(
  provider_message_id text,
  from_phone text,
  body text,
  to_address text,
  sent_at timestamptz,
  error text
)
returns boolean
language plpgsql
volatile
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_inbound private.inbound;
  v_failures integer;
begin
  insert into private.unreadable_texts as unreadable (provider_message_id, failures, last_error)
  values (give_up_text.provider_message_id, 1, left(give_up_text.error, 500))
  on conflict (provider_message_id) do update set
    failures = unreadable.failures + 1,
    last_error = excluded.last_error
  returning unreadable.failures into v_failures;
  if v_failures < 3 or private.is_known_text(give_up_text.provider_message_id) then
    return false;
  end if;
  v_inbound.id := gen_random_uuid();
  v_inbound.provider_message_id := give_up_text.provider_message_id;
  v_inbound.from_phone := give_up_text.from_phone;
  v_inbound.to_address := give_up_text.to_address;
  v_inbound.body := left(give_up_text.body, 1600);
  v_inbound.media_count := 0;
  v_inbound.sent_at := least(give_up_text.sent_at, private.clock_now());
  v_inbound.is_fetched := true;
  -- What Twilio blocks by binds, unread as it is.
  if private.twilio_keyword(v_inbound.body, v_inbound.to_address, null) = 'STOP' then
    v_inbound.command := 'stop';
    perform private.bind_stop(v_inbound);
  end if;
  perform private.keep_text(v_inbound);
  perform private.raise_alert(
    'inbound_unreadable',
    'A text could not be taken in three times and is kept unread: read it at the provider',
    jsonb_build_object(
      'provider_message_id', v_inbound.provider_message_id, 'error', left(give_up_text.error, 500)
    )
  );
  return true;
end;
$$;

comment on function public.give_up_text(text, text, text, text, timestamptz, text) is
  'Notes that a fetched text could not be taken in, with the error. The third time it is kept '
  'unread, as nobody''s and without its words, the operator is told to read it at the provider, '
  'and true is returned. Definer because what was taken in is private. For service_role.';
revoke execute on function public.give_up_text(text, text, text, text, timestamptz, text)
from public, anon, authenticated;
grant execute on function public.give_up_text(text, text, text, text, timestamptz, text)
to service_role;

create function public.find_missed_texts(provider_message_ids text[], written_at timestamptz[])
returns text[]
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  -- What the webhook brought has the time at which it came. By the provider's own, texts of one
  -- number are in order, whichever way they came.
  update public.inbound_messages
  set sent_at = early.sent_at
  from (
    select inbound_messages.id, listed.sent_at
    from unnest(provider_message_ids, written_at) as listed (id, sent_at)
    join public.inbound_messages on inbound_messages.provider_message_id = listed.id
    where inbound_messages.sent_at > listed.sent_at
    -- Whoever deletes their account holds them.
    for update of inbound_messages skip locked
  ) as early
  where inbound_messages.id = early.id;
  -- One value and no rows: of rows the API returns a thousand at most, and drops the rest silently.
  return array(
    select listed.id
    from unnest(provider_message_ids) with ordinality as listed (id, place)
    left join private.unreadable_texts on unreadable_texts.provider_message_id = listed.id
    where not private.is_known_text(listed.id)
    -- What failed before may take its time again: after all others.
    order by coalesce(unreadable_texts.failures, 0), listed.place
  );
end;
$$;

comment on function public.find_missed_texts(text[], timestamptz[]) is
  'Of texts that the provider listed, by id and time (null if unknown), the ids of those that were '
  'never taken in, in the same order but for those that could not be taken in before, which come '
  'last. Notes the times of the others. Definer because what was taken in is private. For '
  'service_role.';
revoke execute on function public.find_missed_texts(text[], timestamptz[])
from public, anon, authenticated;
grant execute on function public.find_missed_texts(text[], timestamptz[]) to service_role;

create function public.finish_inbound_fetch(until timestamptz, error text default null)
returns void
language sql
volatile
security definer
set search_path = ''
as $$
  update private.inbound_fetching as state
  set
    fetched_until = case
      when finish_inbound_fetch.error is null
        then greatest(state.fetched_until, finish_inbound_fetch.until)
      else state.fetched_until
    end,
    failing_since = case
      when finish_inbound_fetch.error is not null
        then coalesce(state.failing_since, private.clock_now())
    end,
    last_error = left(finish_inbound_fetch.error, 500);
$$;

comment on function public.finish_inbound_fetch(timestamptz, text) is
  'Tells that everything written until then is taken in, or with an error that it may not be: then '
  'the next fetch begins where this one did. Definer because the state of fetching is private. For '
  'service_role.';
revoke execute on function public.finish_inbound_fetch(timestamptz, text)
from public, anon, authenticated;
grant execute on function public.finish_inbound_fetch(timestamptz, text) to service_role;

create function private.note_missed_text(inbound private.inbound)
returns void
language sql
volatile
set search_path = ''
as $$
  select private.raise_alert(
    'inbound_webhook_missed',
    'A text came in that the webhook did not bring: it was fetched from the provider''s list',
    jsonb_build_object(
      'provider_message_id', note_missed_text.inbound.provider_message_id,
      'sent_at', note_missed_text.inbound.sent_at
    )
  )
  where note_missed_text.inbound.is_fetched
    -- A younger one may be on its way.
    and note_missed_text.inbound.sent_at < private.clock_now() - interval '3 minutes';
$$;

comment on function private.note_missed_text(private.inbound) is
  'Tells the operator of a fetched text, if its webhook must have failed.';
revoke execute on function private.note_missed_text(private.inbound) from public;

create function private.forget_known_texts(batch_size integer, instant timestamptz)
returns integer
language sql
volatile
set search_path = ''
as $$
  with old as materialized (
    select known_texts.provider_message_id
    from private.known_texts
    -- A day more, because the provider's clock is not ours.
    where known_texts.sent_at < least(
      private.fetch_reaches_back_to(), forget_known_texts.instant
    ) - interval '1 day'
    order by known_texts.sent_at
    limit forget_known_texts.batch_size
    for update of known_texts skip locked
  ),
  forgotten as (
    delete from private.known_texts
    where known_texts.provider_message_id = any (array(select old.provider_message_id from old))
    returning known_texts.provider_message_id
  )
  select count(*)::integer from forgotten;
$$;

comment on function private.forget_known_texts(integer, timestamptz) is
  'Forgets the ids of texts that no fetch can reach any more, the oldest first. Returns how many.';
revoke execute on function private.forget_known_texts(integer, timestamptz) from public;

-- supabase/schemas/inbound/free_texts.sql

-- What people write in the app passes the words of a crisis as well, before anything uses it.

create function private.help_in_app(user_id uuid, weight text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_message_type constant text := case weight when 'hold' then 'crisis_in_app' else 'distress' end;
begin
  insert into public.inbox_messages (
    id, user_id, program, message_type, message_text, channel, created_at
  )
  select
    gen_random_uuid(), users.id, 'reply', template.message_type,
    private.render_text(
      template.body,
      jsonb_build_object(
        'brand', settings.brand_name,
        -- Their own phone tells the country; without one it is the emergency number.
        'lifeline', private.lifeline(coalesce(own.phone, ''), spoken.locale)
      )
    ),
    'inbox', private.clock_now()
  from public.users
  cross join private.settings
  left join lateral (
    select contacts.phone
    from public.contacts
    where contacts.user_id = users.id and contacts.relationship = 'self'
    order by contacts.consent_status = 'confirmed' desc, contacts.id
    limit 1
  ) as own on true
  cross join lateral (
    select case when split_part(users.locale, '-', 1) in ('en', 'es', 'fr', 'de', 'pt')
      then split_part(users.locale, '-', 1)
    end as locale
  ) as spoken
  cross join lateral private.plain_wording('reply', v_message_type, spoken.locale) as template
  where users.id = help_in_app.user_id
    -- Once in an hour, but never is distress all that is said to whoever is held.
    and not exists (
      select from public.inbox_messages as told
      where told.user_id = help_in_app.user_id
        and told.message_type in ('crisis_in_app', v_message_type)
        and told.created_at > private.clock_now() - interval '1 hour'
    );
  if found then
    perform private.count_referral();
  end if;
end;
$$;

comment on function private.help_in_app(uuid, text) is
  'Puts where help is into the inbox of a user, in their language, once in an hour.';
revoke execute on function private.help_in_app(uuid, text) from public;

create function private.heed_free_text()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_new constant jsonb := to_jsonb(new);
  v_weight text;
  v_user_id constant uuid := coalesce(v_new ->> 'user_id', v_new ->> 'id');
  v_field text;
begin
  foreach v_field in array tg_argv loop
    continue when tg_op = 'UPDATE'
      and v_new ->> v_field is not distinct from to_jsonb(old) ->> v_field;
    v_weight := private.read_crisis(v_new ->> v_field);
    continue when v_weight is null;
    if v_weight = 'hold' then
      perform private.hold_user(v_user_id);
    end if;
    perform private.tell_of_crisis(
      jsonb_build_object(
        'user_id', v_user_id, 'table', tg_table_name, 'id', v_new ->> 'id', 'field', v_field,
        'is_held', v_weight = 'hold'
      )
    );
    perform private.help_in_app(v_user_id, v_weight);
  end loop;
  return null;
end;
$$;

comment on function private.heed_free_text() is
  'Trigger: a name, title or unit (its arguments) with words of a crisis is kept; the operator is '
  'told, help stands in the inbox, and the user is held if it may be danger. Definer to do all '
  'that.';
revoke execute on function private.heed_free_text() from public;

-- Only what people write themselves: who adds many rows at once reads their words first.
create trigger heed_free_text
  after insert or update of title, unit on public.goals
  for each row when (auth.uid() is not null)
  execute function private.heed_free_text('title', 'unit');

create trigger heed_free_text
  after insert or update of name on public.contacts
  for each row when (auth.uid() is not null)
  execute function private.heed_free_text('name');

create trigger heed_free_text
  after update of display_name on public.users
  for each row when (auth.uid() is not null)
  execute function private.heed_free_text('display_name');

-- supabase/schemas/inbound/frequency.sql

-- LESS and MORE of what we write to users themselves.

create function private.needed_a_place(inbound private.inbound)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select programs.program
    from private.last_text_to(inbound.contact_id) as last
    join public.messages on messages.id = last.message_id
    join private.programs on programs.program = messages.program and programs.needs_place
  );
end;
$$;

comment on function private.needed_a_place(private.inbound) is
  'The program of the last text to the user who wrote this one, if it needed a place of their day; '
  'else null. A warning takes one and needs none: it belongs to what it warns of.';
revoke execute on function private.needed_a_place(private.inbound) from public;

create function private.change_frequency(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_frequency text;
begin
  update public.users
  set frequency = private.next_frequency(users.frequency, inbound.command = 'more')
  where users.id = inbound.user_id
  returning users.frequency into v_frequency;
  return private.answer_to(
    inbound,
    'frequency',
    (
      select jsonb_build_object(
        'program', replace(private.needed_a_place(inbound), '_', ' '),
        'a_day', frequencies.places_a_day,
        'a_week', frequencies.places_a_week
      )
      from private.frequencies
      where frequencies.frequency = v_frequency
    )
  );
end;
$$;

comment on function private.change_frequency(private.inbound) is
  'LESS and MORE: the next frequency, of all that we write to this user.';
revoke execute on function private.change_frequency(private.inbound) from public;

-- supabase/schemas/inbound/hours.sql

-- HOURS and ZONE: when whoever said yes wants texts. Their own word, about their phone: it binds
-- whoever tells them something, and no app takes it back.

insert into private.commands (command, program, changes_plans)
values ('hours', 'reply', true), ('zone', 'reply', true);

insert into private.command_patterns (place, command, pattern)
values
  (5, 'hours', '^hours( off| (from )?[0-9]{1,2}[^0-9].*[0-9].*)?$'),
  (5, 'zone', '^(zone|timezone|time zone)( [a-z0-9]+){0,4}$');

create function private.minute_of(hour text, minute text, half text)
returns integer
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_hour constant integer := hour::integer;
  v_minute constant integer := v_hour * 60 + coalesce(minute, '0')::integer;
begin
  return case
    when coalesce(minute, '0')::integer > 59 or v_minute > 1440 then null
    when half is null then v_minute
    when v_hour not between 1 and 12 then null
    else v_minute - v_hour * 60 + (v_hour % 12) * 60 + case half when 'p' then 720 else 0 end
  end;
end;
$$;

comment on function private.minute_of(text, text, text) is
  'The minute of a day of "9", "9" and "30", or "6" with half p; 24 is its end. Null for none.';
revoke execute on function private.minute_of(text, text, text) from public;

create function private.read_hours(body text)
returns int4multirange
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_parts constant text[] := regexp_match(
    lower(body),
    '^\W*hours\W+(?:from\s+)?([0-9]{1,2})(?:[:.h]([0-9]{2}))?\s*(?:([ap])\.?m\.?|h|uhr)?'
    '\s*(?:-|–|—|to|till?|until|and|bis|a|à|\s)\s*'
    '([0-9]{1,2})(?:[:.h]([0-9]{2}))?\s*(?:([ap])\.?m\.?|h|uhr)?\W*$'
  );
  v_from constant integer := private.minute_of(v_parts[1], v_parts[2], v_parts[3]);
  v_until integer := private.minute_of(v_parts[4], v_parts[5], v_parts[6]);
begin
  -- "9-5" is a day's work, "22-6" a night's.
  if v_parts[6] is null and v_until <= v_from and v_from <= 720 and v_until < 720 then
    v_until := v_until + 720;
  end if;
  return case
    when v_from < v_until then int4multirange(int4range(v_from, v_until))
    when v_from > v_until
    then int4multirange(int4range(v_from, 1440), int4range(0, v_until))
  end;
end;
$$;

comment on function private.read_hours(text) is
  'The minutes of a day that "HOURS 9-18", "hours 9am to 5:30 pm" or "HOURS 22-6" name; null where '
  'they name none.';
revoke execute on function private.read_hours(text) from public;

create function private.minutes_in_words(minutes int4multirange)
returns text
language sql
immutable
set search_path = ''
as $$
  select string_agg(
    format(
      '%s:%s-%s:%s',
      lpad((lower(part) / 60)::text, 2, '0'), lpad((lower(part) % 60)::text, 2, '0'),
      lpad((upper(part) / 60)::text, 2, '0'), lpad((upper(part) % 60)::text, 2, '0')
    ),
    ', '
    order by lower(part)
  )
  from unnest(minutes_in_words.minutes) as part;
$$;

comment on function private.minutes_in_words(int4multirange) is 'Such as "09:00-18:00".';
revoke execute on function private.minutes_in_words(int4multirange) from public;

create function private.tell_hours(inbound private.inbound)
returns private.answer
language plpgsql
stable
set search_path = ''
as $$
begin
  return private.answer_to(
    inbound,
    'hours',
    jsonb_build_object(
      'hours', private.minutes_in_words(
        private.legal_minutes() * private.own_minutes(inbound.contact_id)
      ),
      'zone', (select contacts.timezone from public.contacts where contacts.id = inbound.contact_id)
    )
  );
end;
$$;

comment on function private.tell_hours(private.inbound) is
  'HOURS or ZONE alone, and after a change: when we text this phone, by which clock, and how to '
  'change it.';
revoke execute on function private.tell_hours(private.inbound) from public;

create function private.said_yes(contact_id uuid)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from public.contacts
    where contacts.id = said_yes.contact_id and contacts.consent_status = 'confirmed'
  );
$$;

comment on function private.said_yes(uuid) is
  'Whether this contact said yes to texts. Whoever merely was typed in has nothing to set.';
revoke execute on function private.said_yes(uuid) from public;

create function private.obey_hours(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_minutes int4multirange;
begin
  if not private.said_yes(inbound.contact_id) then
    return private.answer_to(inbound, 'help');
  elsif inbound.argument is null then
    return private.tell_hours(inbound);
  end if;
  if inbound.argument <> 'off' then
    v_minutes := private.read_hours(private.own_words(inbound.body));
    if v_minutes is null then
      return private.answer_to(inbound, 'hours_how');
    elsif isempty(v_minutes * private.legal_minutes()) then
      return private.answer_to(
        inbound,
        'hours_empty',
        jsonb_build_object('hours', private.minutes_in_words(private.legal_minutes()))
      );
    end if;
  end if;
  insert into private.phone_numbers (phone, open_minutes)
  values (private.phone_key(inbound.from_phone), v_minutes)
  on conflict (phone) do update set open_minutes = excluded.open_minutes;
  -- Their zone is a column of contacts, which plans by itself.
  perform private.replan_users(array(
    select distinct contacts.user_id
    from public.contacts
    where private.phone_key(contacts.phone) = private.phone_key(inbound.from_phone)
      and contacts.consent_status = 'confirmed'
  ));
  return private.tell_hours(inbound);
end;
$$;

comment on function private.obey_hours(private.inbound) is
  'HOURS 9-18: texts come to this phone only then, and inside the legal hours; where nothing is '
  'left of those nothing changes. HOURS OFF takes it back, HOURS alone says what holds.';
revoke execute on function private.obey_hours(private.inbound) from public;

create function private.zones_named(words text, instant timestamptz)
returns text[]
language sql
stable
set search_path = ''
as $$
  -- Of several names of one clock the shortest.
  select coalesce(array_agg(clocks.name order by clocks.name), '{}')
  from (
    select distinct on (clock.times) time_zones.name
    from private.time_zones
    cross join lateral (
      select array_agg(
        (zones_named.instant + month * interval '1 month') at time zone time_zones.name
        order by month
      ) as times
      from generate_series(0, 11) as month
    ) as clock
    where zones_named.words in (
      private.plain_words(time_zones.name),
      private.plain_words(regexp_replace(time_zones.name, '^[^/]*/', '')),
      private.plain_words(regexp_replace(time_zones.name, '^.*/', ''))
    )
    order by clock.times, length(time_zones.name), time_zones.name
  ) as clocks;
$$;

comment on function private.zones_named(text, timestamptz) is
  'The zones that plain words name: a city ("new york"), or all of a name ("europe berlin"). '
  'Several only where their clocks differ in the year that begins.';
revoke execute on function private.zones_named(text, timestamptz) from public;

create function private.obey_zone(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_zones text[];
begin
  if not private.said_yes(inbound.contact_id) then
    return private.answer_to(inbound, 'help');
  elsif inbound.argument is null then
    return private.tell_hours(inbound);
  end if;
  v_zones := private.zones_named(inbound.argument, private.clock_now());
  if cardinality(v_zones) <> 1 then
    return private.answer_to(
      inbound,
      case when v_zones = '{}' then 'zone_unknown' else 'zone_which' end,
      jsonb_build_object('names', array_to_string(v_zones[:3], ', '))
    );
  end if;
  insert into private.phone_numbers (phone, timezone)
  values (private.phone_key(inbound.from_phone), v_zones[1])
  on conflict (phone) do update set timezone = excluded.timezone;
  update public.contacts
  set timezone = v_zones[1]
  where private.phone_key(contacts.phone) = private.phone_key(inbound.from_phone)
    and contacts.consent_status = 'confirmed';
  return private.tell_hours(inbound);
end;
$$;

comment on function private.obey_zone(private.inbound) is
  'ZONE Berlin: whoever holds this phone lives there, for all to whose texts they said yes, also '
  'those who say so later. Where no zone or several are meant nothing changes.';
revoke execute on function private.obey_zone(private.inbound) from public;

-- supabase/schemas/inbound/owners.sql

-- One phone that is the own one of several users: whose command a text from it is.

create type private.owner as (
  user_id uuid,
  contact_id uuid,
  display_name text,
  last_sent_at timestamptz
);
comment on type private.owner is
  'A user whose own phone it is, and when they were sent something there last that was no answer.';

create function private.owners_of(phone text)
returns setof private.owner
language sql
stable
rows 1
set search_path = ''
as $$
  select
    contacts.user_id,
    contacts.id,
    users.display_name,
    (
      select max(messages.sent_at)
      from public.messages
      where messages.contact_id = contacts.id
        and messages.status = 'sent'
        and messages.program <> 'reply'
    )
  from public.contacts
  join public.users
    on users.id = contacts.user_id and coalesce(users.gone_until <= private.clock_now(), true)
  where private.phone_key(contacts.phone) = private.phone_key(owners_of.phone)
    and contacts.relationship = 'self'
    and contacts.consent_status = 'confirmed'
  order by contacts.created_at, contacts.id;
$$;

comment on function private.owners_of(text) is
  'The users whose own phone it is. No account can confirm another''s any more, but rows may be '
  'older, or an operator''s.';
revoke execute on function private.owners_of(text) from public;

create function private.command_of(inbound private.inbound, owner private.owner)
returns private.inbound
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_inbound private.inbound := inbound;
begin
  v_inbound.user_id := owner.user_id;
  v_inbound.contact_id := owner.contact_id;
  return v_inbound;
end;
$$;

comment on function private.command_of(private.inbound, private.owner) is
  'The text as one of this owner of the phone.';
revoke execute on function private.command_of(private.inbound, private.owner) from public;

create function private.can_mean(inbound private.inbound)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_program constant text := (
    select commands.program from private.commands where commands.command = inbound.command
  );
  v_means constant text := private.seam('means', v_program, 'private.inbound');
  v_asked private.asked;
  v_can boolean;
begin
  if v_means is null or private.is_set_aside(v_program, 'means') then
    return true;
  end if;
  v_asked := private.ask(v_program, 'means');
  begin
    -- Until the end of this block.
    perform set_config('transaction_read_only', 'on', true);
    execute format('select %s($1)', v_means) into v_can using inbound;
    perform private.hear(v_asked);
    return coalesce(v_can, true);
  exception
    when query_canceled or assert_failure or others then
      perform private.set_aside(v_asked, sqlerrm, sqlstate);
      return true;
  end;
end;
$$;

comment on function private.can_mean(private.inbound) is
  'Whether the program of a command finds that it can be about its user; true where it has nothing '
  'to say.';
revoke execute on function private.can_mean(private.inbound) from public;

create function private.named_commands(inbound private.inbound, owners private.owner[])
returns setof private.inbound
language plpgsql
stable
rows 1
set search_path = ''
as $$
declare
  v_said constant text := private.plain_words(inbound.body);
  v_inbound private.inbound;
  v_owner private.owner;
  v_name text;
begin
  foreach v_owner in array owners loop
    v_name := private.plain_words(v_owner.display_name);
    foreach v_name in array array[v_name, split_part(v_name, ' ', 1)] loop
      v_inbound := private.command_of(inbound, v_owner);
      select understood.command, understood.argument
      into v_inbound.command, v_inbound.argument
      from private.understand_text(
        case
          when v_name = '' then null
          when right(v_said, length(v_name) + 1) = ' ' || v_name
          then left(v_said, -length(v_name) - 1)
          when left(v_said, length(v_name) + 1) = v_name || ' '
          then substr(v_said, length(v_name) + 2)
        end
      ) as understood
      join private.commands on commands.command = understood.command and commands.is_for_users;
      if v_inbound.command is not null then
        return next v_inbound;
        exit;
      end if;
    end loop;
  end loop;
end;
$$;

comment on function private.named_commands(private.inbound, private.owner[]) is
  'A command that names an owner of its phone, before or behind it ("3 km Maya"), as theirs; once '
  'for each who has that name.';
revoke execute on function private.named_commands(private.inbound, private.owner[]) from public;

create function private.settle_owner(inbound private.inbound)
returns private.inbound
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_inbound private.inbound := inbound;
  v_owners constant private.owner[] := case
    when inbound.is_own_phone
    then array(select owner from private.owners_of(inbound.from_phone) as owner)
  end;
  v_named private.inbound[];
  v_meant private.owner[];
  v_asked private.owner[];
begin
  if coalesce(cardinality(v_owners), 0) < 2
    or not coalesce(
      (
        select commands.is_for_users
        from private.commands where commands.command = inbound.command
      ),
      inbound.command is null
    )
  then
    return inbound;
  end if;
  v_named := array(select named from private.named_commands(inbound, v_owners) as named);
  if cardinality(v_named) = 1 then
    return v_named[1];
  end if;
  if inbound.command is null then
    return inbound;
  end if;
  v_meant := array(
    select owner
    from unnest(v_owners) as owner
    where private.can_mean(
      private.command_of(inbound, row(owner.*)::private.owner)
    )
  );
  if v_meant = '{}' then
    v_meant := v_owners;
  end if;
  if cardinality(v_meant) = 1 then
    return private.command_of(inbound, v_meant[1]);
  end if;
  v_asked := array(
    select owner
    from unnest(v_meant) as owner
    where owner.last_sent_at is not null
    order by owner.last_sent_at desc
  );
  -- The last question, where no other is open beside it.
  if v_asked <> '{}'
    and coalesce(
      (v_asked[2]).last_sent_at <= private.clock_now() - interval '48 hours', true
    )
  then
    return private.command_of(inbound, v_asked[1]);
  end if;
  v_inbound.command := 'whose';
  v_inbound.argument := null;
  return v_inbound;
end;
$$;

comment on function private.settle_owner(private.inbound) is
  'A command from a phone of several users as the one''s who is named in it, the only one whom it '
  'can be about, or who was sent something there last; where two were within 48 hours, or none, as '
  'the question whose it is, so that nothing is done in a wrong name.';
revoke execute on function private.settle_owner(private.inbound) from public;

create function private.ask_whose(inbound private.inbound)
returns private.answer
language sql
stable
set search_path = ''
as $$
  select private.answer_to(
    ask_whose.inbound,
    'whose',
    jsonb_build_object(
      'names', left(
        string_agg(private.clean_name(owner.display_name, 30), ', '), 100
      ),
      'example', format(
        '%s %s',
        private.clean_name(ask_whose.inbound.body, 15),
        split_part(min(private.clean_name(owner.display_name, 30)), ' ', 1)
      )
    )
  )
  from private.owners_of(ask_whose.inbound.from_phone) as owner;
$$;

comment on function private.ask_whose(private.inbound) is
  'The question to which of the users of one phone a command belongs, with an example.';
revoke execute on function private.ask_whose(private.inbound) from public;

-- supabase/schemas/inbound/quiet.sql

-- A while of quiet: "stop for tonight" is no STOP.

create function private.quiet_until(body text, written_at timestamptz, timezone text)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  -- Its numbers as figures, so that each way to say an hour is one.
  v_words constant text := regexp_replace(
    regexp_replace(
      private.spell_words(body),
      ' (half an|half|demi|media|mezza|halbe|meia|полчаса|半) ?'
      '(hour|uur|heure|hora|ora|stunde|小 时)? ', ' 30 min ', 'g'
    ),
    ' (an|a|one|next|une|una|un|eine|ne|uma|een|на|一)? ?'
    '(hour|hr|uur|uurtje|heure|hora|horita|horinha|ora|oretta|unora|unoretta|stunde|godzine'
    '|godzinke|час|часик|小 时) ',
    ' 1 hour ', 'g'
  );
  v_local constant timestamp := written_at at time zone timezone;
  v_length text[] := regexp_match(
    v_words,
    '([0-9]{1,3}) ?(hours?|hrs?|h|uur|heures?|horas?|ore|stunden?|std|godz[a-z]*|час[а-я]*|小 时'
    '|min[a-z]*|mn) '
  );
  v_clock text[] := regexp_match(
    v_words,
    ' (?:until|till?|before|at|by|bis|vor|hasta|las|jusqua|avant|ate|as|fino|alle|tot|do|до) '
    '(?:a |las |as |alle |um )?([0-9]{1,2})(?:[_h]([0-9]{2}))?h? ?(am|pm)?'
  );
  v_is_tomorrow constant boolean := v_words ~ (
    ' (tomorrow|tmrw|morning|breakfast|manana|demain|matin|morgen|fruh|amanha|domani|domattina'
    '|morgenochtend|jutra|rana|завтра|утра|明) '
  );
  v_to constant text := ' (jusqua|avant|bis|vor|hasta|ate|tot|fino|do|до|until|till?|til|before) ';
  v_until timestamp;
begin
  if v_words ~ v_to and v_clock is not null then
    v_length := null;
  end if;
  if v_length is not null then
    v_until := v_local + make_interval(
      mins => v_length[1]::integer * case when v_length[2] ~ '^m' then 1 else 60 end
    );
  elsif v_clock is not null and v_clock[1]::integer < 24 then
    v_until := date_trunc('day', v_local) + make_interval(
      hours => v_clock[1]::integer % case when v_clock[3] is null then 24 else 12 end
        + case when v_clock[3] = 'pm' then 12 else 0 end,
      mins => coalesce(v_clock[2], '0')::integer
    );
    -- "Until 5", said at noon, is five in the afternoon.
    if v_until <= v_local and v_clock[3] is null and v_clock[1]::integer < 12 and not v_is_tomorrow
    then
      v_until := v_until + interval '12 hours';
    end if;
    if v_until <= v_local then
      v_until := v_until + interval '1 day';
    end if;
  elsif v_is_tomorrow and v_words ~ v_to then
    v_until := date_trunc('day', v_local) + interval '1 day 9 hours';
  elsif v_is_tomorrow then
    -- "Not tomorrow": until it is over.
    v_until := date_trunc('day', v_local) + interval '2 days';
  else
    v_until := date_trunc('day', v_local) + interval '1 day';
  end if;
  return least(v_until at time zone timezone, written_at + interval '24 hours');
end;
$$;

comment on function private.quiet_until(text, timestamptz, text) is
  'Until when a text asks for quiet: so many hours or minutes, an hour of the clock, until '
  'tomorrow at nine, all of tomorrow, else the end of the writer''s day; 24 hours at most.';
revoke execute on function private.quiet_until(text, timestamptz, text) from public;

create function private.day_in_words(local_time timestamp, locale text)
returns text
language sql
immutable
set search_path = ''
as $$
  select (
    case day_in_words.locale
      when 'es' then '{domingo,lunes,martes,miércoles,jueves,viernes,sábado}'
      when 'fr' then '{dimanche,lundi,mardi,mercredi,jeudi,vendredi,samedi}'
      when 'de' then '{Sonntag,Montag,Dienstag,Mittwoch,Donnerstag,Freitag,Samstag}'
      when 'pt' then '{domingo,segunda,terça,quarta,quinta,sexta,sábado}'
      else '{Sunday,Monday,Tuesday,Wednesday,Thursday,Friday,Saturday}'
    end::text[]
  )[extract(dow from day_in_words.local_time)::integer + 1];
$$;

comment on function private.day_in_words(timestamp, text) is
  'The day of the week in a language that we have words in, English by default.';
revoke execute on function private.day_in_words(timestamp, text) from public;

create function private.quiet_number(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_contact public.contacts;
  v_until timestamptz;
  v_local timestamp;
begin
  select * into v_contact
  from public.contacts where contacts.id = inbound.contact_id;
  if not found then
    return null;
  end if;
  v_until := private.quiet_until(inbound.argument, inbound.sent_at, v_contact.timezone);
  insert into private.phone_numbers (phone, quiet_until)
  values (private.phone_key(inbound.from_phone), v_until)
  on conflict (phone) do update set quiet_until = excluded.quiet_until;
  -- What is told is when the next one may come: nobody is texted at midnight.
  v_local := private.next_allowed_instant(
    v_until, v_contact.timezone, private.legal_minutes(), '{}'
  ) at time zone v_contact.timezone;
  return private.answer_to(
    inbound,
    'quiet',
    jsonb_build_object(
      'day', private.day_in_words(v_local, v_contact.locale),
      'at', to_char(v_local, 'HH24:MI')
    )
  );
end;
$$;

comment on function private.quiet_number(private.inbound) is
  'Keeps texts from a number for the hours that its holder asked for; what is due then leaves '
  'afterwards, if it is still true.';
revoke execute on function private.quiet_number(private.inbound) from public;

-- supabase/schemas/inbound/responses.sql

-- What came back to texts: answers, ratings and farewells, noted as they come in.

create table public.message_responses (
  message_id uuid primary key references public.messages (id) on delete cascade,
  answered_at timestamptz,
  rating text,
  opted_out_at timestamptz,
  created_at timestamptz not null default now(),
  constraint rating_is_known check (rating in ('good', 'bad')),
  constraint a_response_says_something check (
    num_nonnulls(answered_at, rating, opted_out_at) > 0
  )
);

comment on table public.message_responses is
  'What came back to a text, without its words, so that it can be counted when the words are gone. '
  'A table of its own, because whoever takes in a text may not wait for whoever logs one.';
comment on column public.message_responses.answered_at is
  'When its recipient first wrote after it, within private.settings.answer_window; other than to '
  'stop, to start again, or in distress.';
comment on column public.message_responses.rating is 'GOOD or BAD, the last that was said (R58).';
comment on column public.message_responses.opted_out_at is
  'When its recipient ended the texts after it (STOP, MUTE), however late.';

alter table public.message_responses enable row level security;
revoke all on table public.message_responses from public, anon, authenticated, service_role;
grant select on table public.message_responses to authenticated, service_role;

create policy "Operators can see what came back" on public.message_responses
  for select to authenticated using (
    (select private.is_operator())
  );

create function private.last_text_to(
  contact_id uuid,
  until timestamptz default 'infinity'
)
returns table (message_id uuid, sent_at timestamptz)
language sql
stable
set search_path = ''
as $$
  select messages.id, messages.sent_at
  from public.messages
  where messages.contact_id = last_text_to.contact_id
    and messages.sent_at <= last_text_to.until
    and messages.status = 'sent'
    and messages.program <> 'reply'
  order by messages.sent_at desc
  limit 1;
$$;

comment on function private.last_text_to(uuid, timestamptz) is
  'The last text to a contact until then that was no answer; no row if there was none.';
revoke execute on function private.last_text_to(uuid, timestamptz) from public;

create function private.note_answer()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  insert into public.message_responses as response (message_id, answered_at)
  select last.message_id, new.sent_at
  from private.last_text_to(new.contact_id, new.sent_at) as last
  cross join private.settings
  where new.sent_at <= last.sent_at + settings.answer_window
    and not exists (
      select from private.commands
      where commands.command = new.command and not commands.is_an_answer
    )
  on conflict (message_id) do update set
    answered_at = coalesce(response.answered_at, excluded.answered_at);
  return null;
end;
$$;

comment on function private.note_answer() is
  'Trigger: a text that comes in answers the last one to its sender, if that was not long ago.';
revoke execute on function private.note_answer() from public;

create trigger note_answer
  after insert on public.inbound_messages
  for each row when (new.contact_id is not null)
  execute function private.note_answer();

create function private.note_rating()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  insert into public.message_responses as response (message_id, rating)
  select messages.id, new.command
  from public.messages
  where messages.id = new.rating_of
  on conflict (message_id) do update set rating = excluded.rating;
  return null;
end;
$$;

comment on function private.note_rating() is 'Trigger: keeps what GOOD or BAD was said of.';
revoke execute on function private.note_rating() from public;

create trigger note_rating
  after update of rating_of on public.inbound_messages
  for each row when (new.rating_of is not null)
  execute function private.note_rating();

create function private.note_opt_out()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  insert into public.message_responses as response (message_id, opted_out_at)
  select last.message_id, said.at
  from (
    select coalesce(
      (
        select inbound_messages.sent_at
        from public.inbound_messages
        where inbound_messages.id = (new.evidence ->> 'inbound_message_id')::uuid
      ),
      new.created_at
    )
  ) as said (at)
  cross join lateral private.last_text_to(new.contact_id, said.at) as last
  on conflict (message_id) do update set
    opted_out_at = coalesce(response.opted_out_at, excluded.opted_out_at);
  return null;
end;
$$;

comment on function private.note_opt_out() is
  'Trigger: whoever ends the texts does it over the last one they got.';
revoke execute on function private.note_opt_out() from public;

create trigger note_opt_out
  after insert on public.consent_events
  -- What stands for a crisis has no text of its own.
  for each row when (
    new.event in ('stopped', 'stopped_by_machine', 'muted') and new.evidence ? 'inbound_message_id'
  )
  execute function private.note_opt_out();

create function private.rate_last_text(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
begin
  update public.inbound_messages
  set rating_of = (
    select message_queue.id
    from public.message_queue
    join public.contacts on contacts.id = message_queue.contact_id
    where private.phone_key(contacts.phone) = private.phone_key(inbound.from_phone)
      -- Users may read what was rated, so it is theirs.
      and message_queue.user_id = inbound.user_id
      and message_queue.status = 'sent'
      and message_queue.program <> 'reply'
      and message_queue.sent_at <= inbound.sent_at
      and exists (
        select from private.message_attempts
        where message_attempts.message_id = message_queue.id
          and private.phone_key(message_attempts.to_phone)
            = private.phone_key(inbound.from_phone)
          and message_attempts.outcome = 'accepted'
      )
    order by message_queue.sent_at desc
    limit 1
  )
  where inbound_messages.id = inbound.id;
  return private.answer_to(inbound, 'rated');
end;
$$;

comment on function private.rate_last_text(private.inbound) is
  'GOOD and BAD: about the last text to this number that was no answer (R58).';
revoke execute on function private.rate_last_text(private.inbound) from public;

-- supabase/schemas/inbound/sender.sql

-- Whose text it is, and whether it gets an answer.

create function private.is_asked(contact public.contacts)
returns boolean
language sql
stable
set search_path = ''
as $$
  select is_asked.contact.consent_status = 'pending'
    and exists (
      select from public.invitations
      where invitations.contact_id = is_asked.contact.id
        and invitations.phone = is_asked.contact.phone
        and invitations.status in ('open', 'expired')
        and private.may_have_been_sent(invitations.message_id)
    );
$$;

comment on function private.is_asked(public.contacts) is
  'Whether somebody may have read our question to this contact and has not answered it, in time or '
  'not.';
revoke execute on function private.is_asked(public.contacts) from public;

create function private.identify_sender(phone text, command text)
returns table (user_id uuid, contact_id uuid, is_own_phone boolean)
language sql
stable
set search_path = ''
as $$
  select
    contacts.user_id,
    contacts.id,
    contacts.relationship = 'self' and contacts.consent_status = 'confirmed'
  from public.contacts
  join public.users
    on users.id = contacts.user_id
    -- Nobody writes to whoever is gone.
    and coalesce(users.gone_until <= private.clock_now(), true)
  where private.phone_key(contacts.phone) = private.phone_key(identify_sender.phone)
  order by
    -- A yes or no belongs to the question, the open one first, whoever else knows the number.
    coalesce(identify_sender.command in ('yes', 'no'), false) and private.is_asked(contacts) desc,
    coalesce(identify_sender.command in ('yes', 'no'), false)
      and exists (
        select from public.invitations
        where invitations.contact_id = contacts.id and invitations.status = 'open'
      ) desc,
    contacts.relationship = 'self' and contacts.consent_status = 'confirmed' desc,
    contacts.consent_status = 'confirmed' desc,
    (
      select max(messages.sent_at) from public.messages
      where messages.contact_id = contacts.id
        and messages.status = 'sent'
        and messages.program <> 'reply'
    ) desc nulls last,
    contacts.created_at desc,
    contacts.id
  limit 1;
$$;

comment on function private.identify_sender(text, text) is
  'Whom a text from this number concerns: of a yes or no the user who asked; else the user whose '
  'own phone it is, else one to whose texts it agreed, the last that it got. Only where nobody is '
  'agreed to, whoever typed the number in, so that an answer has a sender. No row for a stranger.';
revoke execute on function private.identify_sender(text, text) from public;

create function private.reaches_user(inbound private.inbound)
returns boolean
language sql
stable
set search_path = ''
as $$
  select
    -- Operators read it, and no user does.
    private.tells_of_crisis(reaches_user.inbound.command)
    -- Nobody knows yet whose it is.
    or reaches_user.inbound.command is distinct from 'whose' and exists (
      select from public.contacts
      where contacts.id = reaches_user.inbound.contact_id
        and (
          contacts.consent_status = 'confirmed'
          or reaches_user.inbound.command in ('yes', 'no') and private.is_asked(contacts)
        )
    );
$$;

comment on function private.reaches_user(private.inbound) is
  'Whether a text is kept as one to its user, before anything follows from it: it is from somebody '
  'who agreed to texts about them, or answers their question. Whoever merely typed a number in '
  'reads nothing of what its owner writes.';
revoke execute on function private.reaches_user(private.inbound) from public;

create function private.may_answer(inbound private.inbound)
returns boolean
language sql
stable
set search_path = ''
as $$
  select
    -- A robot that answers our answers gets none after twenty in an hour, or three alike. Somebody
    -- in a crisis is told where help is once in an hour, however much they wrote.
    case
      when private.tells_of_crisis(may_answer.inbound.command)
      then count(*) filter (
        where inbound_messages.answer_id is not null
          and inbound_messages.command in ('crisis', may_answer.inbound.command)
      ) = 0
      else count(*) <= 20
    end
    and count(*) filter (where inbound_messages.body = may_answer.inbound.body) <= 3
    -- What nobody understands gets one helpful answer a day.
    and (
      may_answer.inbound.command is not null
      or not exists (
        select from public.inbound_messages
        where private.phone_key(inbound_messages.from_phone)
          = private.phone_key(may_answer.inbound.from_phone)
          and inbound_messages.command is null
          and inbound_messages.answer_id is not null
          and inbound_messages.created_at > private.clock_now() - interval '1 day'
      )
    )
  from public.inbound_messages
  where private.phone_key(inbound_messages.from_phone)
    = private.phone_key(may_answer.inbound.from_phone)
    and inbound_messages.created_at > private.clock_now() - interval '1 hour';
$$;

comment on function private.may_answer(private.inbound) is
  'Whether a text gets an answer at all: no conversation with another robot, and not every time '
  'that we understand nothing.';
revoke execute on function private.may_answer(private.inbound) from public;

-- supabase/schemas/inbound/taking_in.sql

-- How a text is taken in: once, whole, and a STOP before all else.

-- A STOP waits for nobody: what follows from it may, and is done by the next sender run if it must.
create table private.postponed_stops (
  inbound_message_id uuid primary key references public.inbound_messages (id) on delete cascade,
  inbound private.inbound not null,
  created_at timestamptz not null default now()
);

comment on table private.postponed_stops is
  'STOPs that bind already, and of which contacts and ledger do not know yet, because somebody '
  'held them when the text came.';

alter table private.postponed_stops enable row level security;
revoke all on table private.postponed_stops from public, anon, authenticated, service_role;
create policy "Nobody reaches postponed stops through the API" on private.postponed_stops
  for all to anon, authenticated using (false);

create function private.names_on_phone(phone text)
returns text[]
language sql
stable
set search_path = ''
as $$
  select coalesce(array_agg(split_part(btrim(users.display_name), ' ', 1)), '{}')
  from public.contacts
  join public.users on users.id = contacts.user_id and users.display_name is not null
  where private.phone_key(contacts.phone) = private.phone_key(names_on_phone.phone)
    and coalesce(users.gone_until <= private.clock_now(), true)
    and contacts.consent_status = 'confirmed';
$$;

comment on function private.names_on_phone(text) is
  'The first names of those in whose name this number gets texts.';
revoke execute on function private.names_on_phone(text) from public;

create function private.refuses_all(inbound private.inbound)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
begin
  return private.read_opt_out(inbound.body) = 'all'
    -- As answer_invitation() looks for one.
    and (
      private.newest_invitation(inbound, must_be_asked => coalesce(inbound.is_fetched, false))
    ).id is null;
end;
$$;

comment on function private.refuses_all(private.inbound) is
  'Whether a no in words that end everything ("not interested") was said to no question.';
revoke execute on function private.refuses_all(private.inbound) from public;

create function private.read_text(text_in private.inbound)
returns private.inbound
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_inbound private.inbound := text_in;
  v_own constant text := private.without_reaction(private.own_words(text_in.body));
  -- What they quote may be theirs, but the name of a lifeline that we told them is not.
  v_crisis constant text := private.read_crisis(
    regexp_replace(
      private.without_reaction(text_in.body), 'suicide\W+(and )?crisis lifeline', '', 'gi'
    )
  );
begin
  if v_crisis is not null then
    -- Whoever asks for an end beside it has that as well.
    v_inbound.command := case
      when v_crisis = 'hold'
        or text_in.opt_out_type is not distinct from 'STOP'
        or private.read_opt_out(text_in.body) is not null
      then 'crisis'
      else 'distress'
    end;
  elsif private.is_reaction(private.own_words(text_in.body)) then
    v_inbound.command := 'reaction';
  -- Hearts and thumbs by themselves are taps as well; a tick may be a log.
  elsif v_own ~ '^[\u2600-\u26FF\u2763\u2764\uFE0F\u200D\U0001F300-\U0001FAFF\s]+$'
    and private.read_opt_out(v_own) is null
  then
    v_inbound.command := 'reaction';
  elsif v_own = '' and text_in.media_count > 0 then
    v_inbound.command := 'picture';
  else
    select understood.command, understood.argument
    into v_inbound.command, v_inbound.argument
    from private.understand_text(
      v_inbound.body, private.names_on_phone(v_inbound.from_phone)
    ) as understood;
    -- What Twilio blocks by we take for it, whatever else it is, a name for one.
    if private.twilio_keyword(v_inbound.body, v_inbound.to_address, v_inbound.opt_out_type) = 'STOP'
    then
      v_inbound.command := 'stop';
      v_inbound.argument := null;
    end if;
    -- What Twilio took it for, whatever words we read; though its START may be the yes to our
    -- question.
    if v_inbound.opt_out_type in ('STOP', 'START', 'HELP')
      and (v_inbound.opt_out_type, v_inbound.command) is distinct from ('START', 'yes')
    then
      v_inbound.command := lower(v_inbound.opt_out_type);
      v_inbound.argument := null;
    elsif v_inbound.command = 'no' and private.refuses_all(v_inbound) then
      v_inbound.command := 'stop';
    elsif coalesce(v_inbound.command <> 'stop', true) and private.is_automatic_reply(v_own) then
      v_inbound.command := 'automatic';
    end if;
  end if;
  select sender.user_id, sender.contact_id, sender.is_own_phone
  into v_inbound.user_id, v_inbound.contact_id, v_inbound.is_own_phone
  from private.identify_sender(v_inbound.from_phone, v_inbound.command) as sender;
  v_inbound := private.settle_owner(v_inbound);
  -- A contact who writes "3" writes words.
  if not coalesce(v_inbound.is_own_phone, false)
    and exists (
      select from private.commands
      where commands.command = v_inbound.command and commands.is_for_users
    )
  then
    v_inbound.argument := v_own;
    v_inbound.command := case private.read_opt_out(
      v_inbound.body, private.names_on_phone(v_inbound.from_phone)
    )
      -- "Pause these texts tonight" is no PAUSE of theirs, and still asks for something.
      when 'until' then 'quiet'
      when 'part' then 'mute'
    end;
  end if;
  return v_inbound;
end;
$$;

comment on function private.read_text(private.inbound) is
  'A text that came in, now with who wrote it, as far as we know them, and what they ask for.';
revoke execute on function private.read_text(private.inbound) from public;

create function private.hold_plans_about(phone text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform
  from public.notification_preferences as preferences
  where preferences.user_id in (
    select contacts.user_id
    from public.contacts
    where private.phone_key(contacts.phone) = private.phone_key(hold_plans_about.phone)
  )
  order by preferences.user_id
  for update;
end;
$$;

comment on function private.hold_plans_about(text) is
  'Locks everybody whose plans a text from this number may change, in one order and before all '
  'else, as planning locks: two numbers that the same people know say STOP at the same time.';
revoke execute on function private.hold_plans_about(text) from public;

create function private.keep_text(inbound private.inbound)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_is_heard constant boolean := private.reaches_user(inbound);
begin
  -- Whoever writes can be reached; what somebody wrote long ago says nothing against a later no.
  update private.phone_numbers
  set unreachable_until = null
  where phone_numbers.phone = private.phone_key(inbound.from_phone)
    and phone_numbers.unreachable_until is not null
    and private.is_worth_an_answer(inbound);
  insert into private.known_texts (provider_message_id, sent_at)
  values (inbound.provider_message_id, inbound.sent_at)
  on conflict (provider_message_id) do nothing;
  insert into public.inbound_messages (
    id, provider_message_id, from_phone, to_address, user_id, contact_id, body, media_count,
    command, sent_at
  )
  values (
    inbound.id, inbound.provider_message_id, inbound.from_phone, inbound.to_address,
    case when v_is_heard then inbound.user_id end,
    case when v_is_heard then inbound.contact_id end,
    case when v_is_heard and inbound.user_id is not null then inbound.body end,
    inbound.media_count, inbound.command, inbound.sent_at
  );
end;
$$;

comment on function private.keep_text(private.inbound) is
  'Keeps a text that came in, and its id for longer than it; of strangers, and of whoever did not '
  'agree to texts about a user, without the words and as nobody''s.';
revoke execute on function private.keep_text(private.inbound) from public;

create function private.take_in(inbound private.inbound, number private.phone_numbers)
returns text
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_inbound private.inbound := inbound;
  v_answer private.answer;
  v_answer_id uuid;
begin
  if exists (
    select from private.commands
    where commands.command = v_inbound.command and commands.changes_plans
  ) then
    perform private.hold_plans_about(v_inbound.from_phone);
  end if;
  perform private.keep_text(v_inbound);
  -- Twilio takes a YES for START where somebody had stopped, and so do we.
  if number.opted_out_at is not null and v_inbound.command = 'yes' then
    v_inbound.command := 'start';
  end if;
  if private.may_obey(v_inbound) then
    v_answer := private.answer_text(v_inbound);
    if private.is_worth_an_answer(v_inbound) then
      v_answer_id := private.queue_answer(v_inbound, v_answer, number);
    end if;
  end if;
  return coalesce(v_inbound.command, 'not_understood')
    || case when v_answer_id is not null then ': answered' else '' end;
end;
$$;

comment on function private.take_in(private.inbound, private.phone_numbers) is
  'Keeps a text, does what it asks for and queues the answer, unless it comes too late for '
  'either; returns what it was taken for, and whether it is answered. number is what was known of '
  'it before the text.';
revoke execute on function private.take_in(private.inbound, private.phone_numbers) from public;

create function private.take_in_stop(inbound private.inbound, number private.phone_numbers)
returns text
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_inbound private.inbound := inbound;
begin
  perform private.bind_stop(inbound);
  begin
    -- Whoever deletes their account at this moment, or is being planned, holds rows that follow.
    perform set_config('lock_timeout', '2s', true);
    return private.take_in(inbound, number);
  exception
    when lock_not_available or deadlock_detected or foreign_key_violation then
      v_inbound.user_id := null;
      v_inbound.contact_id := null;
  end;
  perform private.keep_text(v_inbound);
  insert into private.postponed_stops (inbound_message_id, inbound) values (inbound.id, inbound);
  return inbound.command;
end;
$$;

comment on function private.take_in_stop(private.inbound, private.phone_numbers) is
  'Takes in a text that ends all texts to its number: that binds at once, and what follows from it '
  'is done by settle_stops() where somebody else holds it for longer than two seconds.';
revoke execute on function private.take_in_stop(private.inbound, private.phone_numbers) from public;

create function public.settle_stops()
returns integer
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_postponed private.postponed_stops;
  v_inbound private.inbound;
  v_settled integer := 0;
begin
  for v_postponed in
    select * from private.postponed_stops order by created_at limit 100 for update skip locked
  loop
    begin
      perform set_config('lock_timeout', '2s', true);
      v_inbound := private.read_text(v_postponed.inbound);
      -- It binds as what it was taken for, whatever name somebody has by now.
      v_inbound.command := (v_postponed.inbound).command;
      perform private.hold_plans_about(v_inbound.from_phone);
      update public.inbound_messages
      set
        user_id = v_inbound.user_id,
        contact_id = v_inbound.contact_id,
        body = case when v_inbound.user_id is not null then v_inbound.body end
      where inbound_messages.id = v_inbound.id and private.reaches_user(v_inbound);
      -- Whoever said START meanwhile has the last word.
      if v_inbound.command <> 'stop'
        or exists (
          select from private.phone_numbers
          where phone_numbers.phone = private.phone_key(v_inbound.from_phone)
            and phone_numbers.opted_out_at is not null
        )
      then
        perform private.answer_text(v_inbound);
      end if;
      delete from private.postponed_stops
      where postponed_stops.inbound_message_id = v_postponed.inbound_message_id;
      v_settled := v_settled + 1;
    exception
      -- The next run tries again, and no other waits for it.
      when lock_not_available or deadlock_detected or foreign_key_violation then
        null;
      when others then
        perform private.raise_alert(
          'stop_not_settled',
          'A STOP binds, but contacts and ledger do not know of it: ' || sqlerrm,
          jsonb_build_object('inbound_message_id', v_postponed.inbound_message_id)
        );
    end;
  end loop;
  return v_settled;
end;
$$;

comment on function public.settle_stops() is
  'Does what follows from STOPs that were postponed: contacts, invitations and ledger. Returns of '
  'how many. Without an answer, which would come too late. Part of every sender run. Definer to '
  'write what people decide. For service_role.';
revoke execute on function public.settle_stops() from public, anon, authenticated;
grant execute on function public.settle_stops() to service_role;

create function private.take_in_once_more_if_needed(
  inbound private.inbound,
  number private.phone_numbers
)
returns text
language plpgsql
volatile
set search_path = ''
as $$
begin
  if private.may_obey(inbound)
    and exists (
      select from private.commands
      where commands.command = inbound.command and commands.binds_first
    )
  then
    return private.take_in_stop(inbound, number);
  end if;
  begin
    return private.take_in(inbound, number);
  exception
    when foreign_key_violation or deadlock_detected then
      -- Whom it concerned was deleted meanwhile, or two waited for each other: now nobody does.
      return private.take_in(private.read_text(inbound), number);
  end;
end;
$$;

comment on function private.take_in_once_more_if_needed(
  private.inbound, private.phone_numbers
) is
  'Takes in a text, also while whoever it concerns is being deleted. number is what was known of '
  'it before the text.';
revoke execute on function private.take_in_once_more_if_needed(
  private.inbound, private.phone_numbers
) from public;

create function public.record_inbound_message(
  provider_message_id text,
  from_phone text,
  body text,
  to_address text default null,
  opt_out_type text default null,
  media_count integer default 0,
  sent_at timestamptz default null
)
returns text
language plpgsql
volatile
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_number private.phone_numbers;
  v_inbound private.inbound;
  v_result text;
begin
  -- One text of a phone after the other: two that come at once do not answer one invitation twice.
  perform pg_advisory_xact_lock(
    hashtextextended('inbound ' || private.phone_key(from_phone), 0)
  );
  if private.is_known_text(provider_message_id) then
    return 'known';
  end if;

  v_inbound.id := gen_random_uuid();
  v_inbound.provider_message_id := record_inbound_message.provider_message_id;
  v_inbound.from_phone := record_inbound_message.from_phone;
  v_inbound.to_address := record_inbound_message.to_address;
  v_inbound.body := left(record_inbound_message.body, 1600);
  v_inbound.media_count := record_inbound_message.media_count;
  v_inbound.opt_out_type := record_inbound_message.opt_out_type;
  -- The provider's clock may be ahead of ours: nothing is written after it came.
  v_inbound.sent_at := least(record_inbound_message.sent_at, private.clock_now());
  v_inbound.is_fetched := record_inbound_message.sent_at is not null;
  v_inbound := private.read_text(v_inbound);
  select * into v_number
  from private.phone_numbers
  where phone_numbers.phone = private.phone_key(v_inbound.from_phone);
  v_result := private.take_in_once_more_if_needed(v_inbound, v_number);
  perform private.note_missed_text(v_inbound);
  return v_result;
end;
$$;

comment on function public.record_inbound_message(
  text, text, text, text, text, integer, timestamptz
) is
  'Takes in a text that somebody sent us, once for each id of the provider: does what it asks for, '
  'and queues the answer unless Twilio gives it. to_address is what was texted, opt_out_type what '
  'Twilio took it for (STOP, START or HELP), media_count how many pictures came, and sent_at when '
  'it was written, of a text that was fetched later; null for one that comes just now. Returns '
  'known for one that came before; else what it was taken for (a command, or not_understood), with '
  '": answered" if an answer waits for the sender. Definer to write what people decide. For '
  'service_role.';
revoke execute on function public.record_inbound_message(
  text, text, text, text, text, integer, timestamptz
) from public, anon, authenticated;
grant execute on function public.record_inbound_message(
  text, text, text, text, text, integer, timestamptz
) to service_role;

-- supabase/schemas/inbound/who.sql

-- Who texts me, and what this is.

insert into private.commands (command, program)
values ('who', 'reply'), ('about', 'reply');

insert into private.command_patterns (place, command, pattern)
values
  (
    6, 'who',
    '^(who|whos this|who is this|who are you|quien|quien es|qui|wer|wer ist das|quem|quem e)$'
  ),
  (6, 'about', '^about( you| this)?$');

create function private.tell_who_asked(inbound private.inbound)
returns private.answer
language plpgsql
stable
set search_path = ''
as $$
declare
  v_asked record;
begin
  select
    string_agg(distinct private.clean_name(users.display_name, 30), ', ') as names,
    bool_and(contacts.relationship = 'self') as is_own
  into v_asked
  from public.contacts
  join public.users on users.id = contacts.user_id
  where private.phone_key(contacts.phone) = private.phone_key(inbound.from_phone)
    -- In the name of whoever is gone nothing is sent.
    and coalesce(users.gone_until <= private.clock_now(), true)
    and (
      contacts.consent_status = 'confirmed'
      -- Whoever merely typed the number in is none of its business.
      or exists (
        select from public.invitations
        where invitations.contact_id = contacts.id
          and invitations.phone = contacts.phone
          and invitations.status = 'open'
          and private.may_have_been_sent(invitations.message_id)
      )
    );
  return case
    when v_asked.names is null then private.answer_to(inbound, 'who_nobody')
    when v_asked.is_own and inbound.is_own_phone then private.answer_to(inbound, 'who_self')
    else private.answer_to(
      inbound, 'who', jsonb_build_object('names', private.cut_text(v_asked.names, 100))
    )
  end;
end;
$$;

comment on function private.tell_who_asked(private.inbound) is
  'WHO: in whose name this number gets texts, or was asked whether it wants them.';
revoke execute on function private.tell_who_asked(private.inbound) from public;

-- supabase/schemas/inbound/why.sql

-- WHY by text: the last text, or what came of the last turn, in one segment. The whole story is in
-- the app, by explain_message().

create function private.fit_into_a_segment(prefix text, body text)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  v_body text := body;
  v_longest integer := least(length(body), 160);
begin
  while public.sms_segments(prefix || v_body) > 1 loop
    v_longest := v_longest - 1;
    v_body := private.cut_text(body, v_longest) || '...';
  end loop;
  return v_body;
end;
$$;

comment on function private.fit_into_a_segment(text, text) is
  'As much of a text as one segment holds after this prefix, with three dots where it is cut.';
revoke execute on function private.fit_into_a_segment(text, text) from public;

create function private.tell_last_text(phone text)
returns table (sent_at timestamptz, story text)
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_message record;
  v_why text;
  v_asked private.asked;
begin
  select message.id, message.program, message.sent_at into v_message
  from public.contacts
  join public.message_queue as message on message.contact_id = contacts.id
  where private.phone_key(contacts.phone) = private.phone_key(tell_last_text.phone)
    and message.status = 'sent'
    and message.program <> 'reply'
    -- Not to the number that this contact had before.
    and exists (
      select from private.message_attempts
      where message_attempts.message_id = message.id
        and private.phone_key(message_attempts.to_phone)
          = private.phone_key(tell_last_text.phone)
        and message_attempts.outcome = 'accepted'
    )
  order by message.sent_at desc
  limit 1;
  if not found then
    return;
  end if;
  v_why := private.seam('why', v_message.program, 'uuid');
  sent_at := v_message.sent_at;
  if v_why is not null and not private.is_set_aside(v_message.program, 'why') then
    v_asked := private.ask(v_message.program, 'why');
    begin
      -- Until the end of this block.
      perform set_config('transaction_read_only', 'on', true);
      execute format('select %s($1)', v_why) into story using v_message.id;
      perform private.hear(v_asked);
    exception
      when query_canceled or assert_failure or others then
        story := null;
        perform private.set_aside(v_asked, sqlerrm, sqlstate);
    end;
  end if;
  story := coalesce(story, format('A text of %s.', v_message.program));
  return next;
end;
$$;

comment on function private.tell_last_text(text) is
  'Why this number got its last text that was no answer, in words of its program for whoever holds '
  'it.';
revoke execute on function private.tell_last_text(text) from public;

create function private.tell_last_turn(user_id uuid)
returns table (at timestamptz, words text)
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_program record;
  v_asked private.asked;
begin
  for v_program in select * from private.programs_that('tell', 'uuid') loop
    exit when private.is_out_of_time();
    v_asked := private.ask(v_program.program, 'tell');
    begin
      perform set_config('transaction_read_only', 'on', true);
      return query execute format('select * from %s($1)', v_program.function_name) using user_id;
      perform private.hear(v_asked);
    exception
      -- The others have something to tell all the same.
      when query_canceled or assert_failure or others then
        perform private.set_aside(v_asked, sqlerrm, sqlstate);
    end;
  end loop;
end;
$$;

comment on function private.tell_last_turn(uuid) is
  'What came of the last turn of a user in each program that tells it, and when it was.';
revoke execute on function private.tell_last_turn(uuid) from public;

create function private.explain_last_text(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_story text;
begin
  select told.story into v_story
  from (
    select last.sent_at as at, last.story, false as is_turn
    from private.tell_last_text(inbound.from_phone) as last
    union all
    -- A warning about the running week, or a text about somebody else, came after it.
    select turn.at, turn.words, true
    from private.tell_last_turn(inbound.user_id) as turn
    where inbound.is_own_phone
  ) as told
  where told.story is not null
  order by told.at desc, told.is_turn desc
  limit 1;
  return private.answer_to(
    inbound,
    case when v_story is null then 'why_nothing' else 'why' end,
    jsonb_build_object(
      'story', (
        select private.fit_into_a_segment(settings.brand_name || ': ', v_story)
        from private.settings
      )
    )
  );
end;
$$;

comment on function private.explain_last_text(private.inbound) is
  'WHY: about the last text to that number, or to a user about their last turn if that was later. '
  'One segment.';
revoke execute on function private.explain_last_text(private.inbound) from public;

-- supabase/schemas/operating/runs.sql

-- What each run of a function reported.

create table public.function_runs (
  id uuid primary key default gen_random_uuid(),
  function_name text not null,
  status text not null default 'running',
  report jsonb,
  error text,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  created_at timestamptz not null default now(),
  constraint status_is_known check (status in ('running', 'succeeded', 'failed')),
  constraint finished_at_exists_exactly_when_ended
    check ((status = 'running') = (finished_at is null))
);

comment on table public.function_runs is
  'One row for each run of a scheduled function. A run that stays running was killed.';
create index function_runs_by_start on public.function_runs (function_name, started_at desc);

alter table public.function_runs enable row level security;
revoke all on table public.function_runs from public, anon, authenticated, service_role;
grant select on table public.function_runs to authenticated, service_role;

create policy "Operators can see runs" on public.function_runs
  for select to authenticated using (
    (select private.is_operator())
  );

create function public.begin_function_run(function_name text)
returns uuid
language sql
volatile
security definer
set search_path = ''
as $$
  insert into public.function_runs (function_name)
  values (begin_function_run.function_name)
  returning id;
$$;

comment on function public.begin_function_run(text) is
  'Notes that a function started and returns the run''s id. Definer because nobody may write the '
  'table. For service_role.';
revoke execute on function public.begin_function_run(text) from public, anon, authenticated;
grant execute on function public.begin_function_run(text) to service_role;

create function public.finish_function_run(run_id uuid, report jsonb, error text default null)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  update public.function_runs
  set
    status = case when finish_function_run.error is null then 'succeeded' else 'failed' end,
    report = finish_function_run.report,
    error = finish_function_run.error,
    finished_at = clock_timestamp()
  where function_runs.id = finish_function_run.run_id and function_runs.status = 'running';
  if not found then
    raise exception 'Cannot finish run "%": no such run is running', run_id using errcode = 'RD020';
  end if;
end;
$$;

comment on function public.finish_function_run(uuid, jsonb, text) is
  'Notes what a run did, and its error if it failed. Raises RD020 if no such run is running. '
  'Definer because nobody may write the table. For service_role.';
revoke execute on function public.finish_function_run(uuid, jsonb, text)
  from public, anon, authenticated;
grant execute on function public.finish_function_run(uuid, jsonb, text) to service_role;

-- supabase/schemas/operating/status.sql

-- What an operator sees of the queue, and has tried again.

insert into private.reasons (code, meaning)
values
  ('retried_by_operator', 'An operator has it tried again.');

create function public.get_sending_status()
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select jsonb_build_object(
    'now', private.clock_now(),
    'sending', (
      select jsonb_build_object(
        'is_paused', circuit.paused_at is not null,
        'paused_at', circuit.paused_at,
        'paused_because', circuit.paused_because,
        'is_open', circuit.opened_at is not null,
        'opened_at', circuit.opened_at,
        'reason', circuit.reason,
        'error_code', circuit.error_code,
        'error_meaning', errors.meaning,
        'probe_after', circuit.probe_after,
        'pace', private.current_pace(private.clock_now())
      )
      from private.delivery_circuits as circuit
      left join private.provider_errors as errors
        on errors.channel = circuit.channel and errors.code = circuit.error_code
      where circuit.channel = private.default_channel()
    ),
    'stopped_channels', (
      select coalesce(
        jsonb_agg(
          jsonb_build_object(
            'channel', circuit.channel,
            'since', coalesce(circuit.paused_at, circuit.opened_at),
            'because', coalesce(circuit.paused_because, circuit.reason)
          )
          order by circuit.channel
        ),
        '[]'
      )
      from private.delivery_circuits as circuit
      where circuit.paused_at is not null or circuit.opened_at is not null
    ),
    -- Each count by ranges of an index of its own: finished messages are not read.
    'queue', (
      select jsonb_build_object(
        'ready', (
          select count(*) from public.message_queue
          where status = 'queued'
            and channel = any (array(select channels.channel from private.channels))
            and priority = any ('{-1,0,1,2,3}'::smallint[])
            and scheduled_for <= private.clock_now()
        ),
        'oldest_ready_at', (
          select min(scheduled_for) from public.message_queue
          where status = 'queued'
            and channel = any (array(select channels.channel from private.channels))
            and priority = any ('{-1,0,1,2,3}'::smallint[])
            and scheduled_for <= private.clock_now()
        ),
        'later', (
          select count(*) from public.message_queue
          where status = 'queued'
            and channel = any (array(select channels.channel from private.channels))
            and priority = any ('{-1,0,1,2,3}'::smallint[])
            and scheduled_for > private.clock_now()
        ),
        'processing', (
          select count(*) from public.message_queue where status = 'processing'
        ),
        'unconfirmed', (
          select count(*) from public.message_queue where status = 'unconfirmed'
        )
      )
    ),
    'hour', (
      select jsonb_build_object(
        'starts_at', date_trunc('hour', private.clock_now(), 'UTC'),
        'sent', coalesce(slot.messages_sent, 0),
        'reserved', coalesce(slot.messages_reserved, 0),
        'limit', coalesce(slot.max_messages_per_slot, settings.messages_per_hour)
      )
      from private.settings
      left join public.message_rate_limits as slot
        on slot.channel = private.default_channel()
        and slot.time_slot = date_trunc('hour', private.clock_now(), 'UTC')
    ),
    'last_runs', (
      select coalesce(jsonb_agg(run order by run.function_name), '[]')
      from (
        select distinct on (function_name)
          function_name, status, started_at, finished_at, report, error
        from public.function_runs
        order by function_name, started_at desc
      ) as run
    ),
    'alerts', (
      select coalesce(jsonb_agg(alert order by alert.last_raised_at desc), '[]')
      from (
        select kind, day, summary, details, times, last_raised_at
        from public.alerts
        where day >= (private.clock_now() at time zone 'UTC')::date - 1
      ) as alert
    )
  );
$$;

comment on function public.get_sending_status() is
  'What an operator should know now, as an object: sending (paused, circuit, pace) and hour (its '
  'budget) of the default channel, stopped_channels of all, queue (counts of what is not final), '
  'last_runs of the functions, alerts since yesterday. Definer to read what no API role may. For '
  'service_role.';
revoke execute on function public.get_sending_status() from public, anon, authenticated;
grant execute on function public.get_sending_status() to service_role;

create function public.list_queue(limit_rows integer default 50)
returns table (
  message_id uuid,
  user_id uuid,
  contact_name text,
  masked_phone text,
  message_type text,
  priority smallint,
  scheduled_for timestamptz,
  expires_at timestamptz,
  status text,
  reason text,
  attempts smallint,
  channel text
)
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  perform private.refuse_outside(limit_rows, 1, 500, 'list the queue', 'limit_rows', 'RD081');
  return query
  select
    message.id, message.user_id, contacts.name,
    private.mask_phone(contacts.phone),
    message.message_type, message.priority, message.scheduled_for, message.expires_at,
    message.status, message.reason, message.attempts, message.channel
  from (
    -- By the indexes of what is not final: the first of each channel and priority, and all that
    -- senders have.
    select waiting.*
    from private.channels
    cross join unnest('{-1,0,1,2,3}'::smallint[]) as priorities (priority)
    cross join lateral (
      select * from public.message_queue
      where message_queue.status = 'queued'
        and message_queue.channel = channels.channel
        and message_queue.priority = priorities.priority
      order by message_queue.scheduled_for, message_queue.id
      limit limit_rows
    ) as waiting
    union all
    select * from public.message_queue where message_queue.status = 'processing'
    union all
    select * from public.message_queue where message_queue.status = 'unconfirmed'
  ) as message
  left join public.contacts on contacts.id = message.contact_id
  order by message.scheduled_for, message.priority, message.id
  limit limit_rows;
end;
$$;

comment on function public.list_queue(integer) is
  'The next limit_rows (1 to 500) messages that are not final, soonest first, numbers masked. '
  'Raises RD081. Definer to read contacts. For service_role.';
revoke execute on function public.list_queue(integer) from public, anon, authenticated;
grant execute on function public.list_queue(integer) to service_role;

create function private.retry_message(message_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_message public.message_queue;
begin
  select * into v_message
  from public.message_queue
  where message_queue.id = retry_message.message_id
  for update;
  if not found then
    raise exception 'Cannot retry message "%": there is none', message_id using errcode = 'RD082';
  end if;
  if v_message.status <> 'failed' then
    raise exception 'Cannot retry message "%": it is "%"', message_id, v_message.status
      using errcode = 'RD083', hint = 'Only failed messages are retried by hand.';
  end if;
  if v_message.expires_at <= private.clock_now() then
    raise exception 'Cannot retry message "%": it expired at %', message_id, v_message.expires_at
      using errcode = 'RD084', hint = 'What it says would not be true any more.';
  end if;
  update public.message_queue
  set
    status = 'queued',
    reason = 'retried_by_operator',
    attempts = 0,
    scheduled_for = private.clock_now()
  where message_queue.id = retry_message.message_id;
end;
$$;

comment on function private.retry_message(uuid) is
  'Puts a failed message back into the queue, for an operator who knows that it was not sent. It '
  'is judged again like any other. Raises RD082 if there is none, RD083 if it has not failed, '
  'RD084 if it is too late.';
revoke execute on function private.retry_message(uuid) from public;

-- supabase/schemas/operating/cleanup.sql

-- Forgetting (T113, T114, T140): what is finished and old enough goes, a few rows at a time.
--
-- What stays for good: the log (messages, message_responses), the decisions (occurrences), the
-- ledger of consent, and which numbers opted out.

create function private.forget_messages(batch_size integer, instant timestamptz)
returns integer
language sql
volatile
set search_path = ''
as $$
  with old as materialized (
    select message_queue.id
    from public.message_queue
    cross join private.settings
    where message_queue.finished_at <= forget_messages.instant - settings.messages_kept
      and (
        message_queue.finished_at <= forget_messages.instant - settings.answered_messages_kept
        -- Looked up for each; all that ever came back would be read for "not exists".
        or (
          select message_responses.message_id
          from public.message_responses
          where message_responses.message_id = message_queue.id
        ) is null
      )
      -- An open invitation ends by the state of its message.
      and not exists (
        select from public.invitations
        where invitations.message_id = message_queue.id
          and invitations.status in ('waiting', 'open')
      )
    order by message_queue.finished_at
    limit forget_messages.batch_size
    -- Whoever holds one of them, a late callback or somebody deleting their account, goes first.
    for update of message_queue skip locked
  ),
  forgotten as (
    -- An array, here and below: of a limit that is a parameter the planner expects a tenth of the
    -- table, and then reads all of it.
    delete from public.message_queue
    where message_queue.id = any (array(select old.id from old))
    returning message_queue.id
  )
  select count(*)::integer from forgotten;
$$;

comment on function private.forget_messages(integer, timestamptz) is
  'Deletes the oldest finished messages, and with them their texts and attempts, that are as old '
  'as private.settings.messages_kept; those that something came back to, at '
  'answered_messages_kept. Returns how many. None that waits is touched, so no sender ever waits '
  'for it.';
revoke execute on function private.forget_messages(integer, timestamptz) from public;

create function private.forget_inbound_words(batch_size integer, instant timestamptz)
returns integer
language sql
volatile
set search_path = ''
as $$
  with old as materialized (
    select inbound_messages.id
    from public.inbound_messages
    cross join private.settings
    where inbound_messages.body is not null
      and inbound_messages.created_at
        <= forget_inbound_words.instant - settings.inbound_words_kept
    order by inbound_messages.created_at
    limit forget_inbound_words.batch_size
    for update of inbound_messages skip locked
  ),
  forgotten as (
    update public.inbound_messages
    set body = null
    where inbound_messages.id = any (array(select old.id from old))
    returning inbound_messages.id
  )
  select count(*)::integer from forgotten;
$$;

comment on function private.forget_inbound_words(integer, timestamptz) is
  'Forgets the words of the oldest texts that came in; what they were taken for stays. Returns how '
  'many.';
revoke execute on function private.forget_inbound_words(integer, timestamptz) from public;

create function private.forget_inboxes(batch_size integer, instant timestamptz)
returns integer
language sql
volatile
set search_path = ''
as $$
  with old as materialized (
    select inbox_messages.id
    from public.inbox_messages
    cross join private.settings
    where inbox_messages.created_at <= forget_inboxes.instant - settings.inbox_kept
    order by inbox_messages.created_at
    limit forget_inboxes.batch_size
    for update of inbox_messages skip locked
  ),
  forgotten as (
    delete from public.inbox_messages
    where inbox_messages.id = any (array(select old.id from old))
    returning inbox_messages.id
  )
  select count(*)::integer from forgotten;
$$;

comment on function private.forget_inboxes(integer, timestamptz) is
  'Deletes the oldest messages in inboxes, read or not, that are as old as '
  'private.settings.inbox_kept. Returns how many.';
revoke execute on function private.forget_inboxes(integer, timestamptz) from public;

create function private.forget_books(batch_size integer, instant timestamptz)
returns integer
language sql
volatile
set search_path = ''
as $$
  with old_hours as materialized (
    select message_rate_limits.channel, message_rate_limits.time_slot
    from public.message_rate_limits
    cross join private.settings
    where message_rate_limits.time_slot <= forget_books.instant - settings.budget_kept
      -- What is reserved is still to be settled there.
      and message_rate_limits.messages_reserved = 0
      and message_rate_limits.replies_reserved = 0
    order by message_rate_limits.time_slot
    limit forget_books.batch_size
    for update of message_rate_limits skip locked
  ),
  hours as (
    delete from public.message_rate_limits
    using old_hours
    where message_rate_limits.channel = old_hours.channel
      and message_rate_limits.time_slot = old_hours.time_slot
    returning message_rate_limits.time_slot
  ),
  old_runs as materialized (
    select function_runs.id
    from public.function_runs
    cross join private.settings
    -- Runs begin by the real clock.
    where function_runs.started_at <= now() - settings.runs_kept
    limit forget_books.batch_size
    for update of function_runs skip locked
  ),
  runs as (
    delete from public.function_runs
    where function_runs.id = any (array(select old_runs.id from old_runs))
    returning function_runs.id
  ),
  old_alerts as materialized (
    select alerts.kind, alerts.day
    from public.alerts
    cross join private.settings
    -- Not on the day itself: what came up in its evening is not that old yet.
    where alerts.day < ((forget_books.instant - settings.alerts_kept) at time zone 'UTC')::date
    limit forget_books.batch_size
    for update of alerts skip locked
  ),
  alerts as (
    delete from public.alerts
    using old_alerts
    where alerts.kind = old_alerts.kind and alerts.day = old_alerts.day
    returning alerts.day
  )
  select greatest(
    (select count(*) from hours), (select count(*) from runs), (select count(*) from alerts)
  )::integer;
$$;

comment on function private.forget_books(integer, timestamptz) is
  'Deletes old hours of the budget, reports of runs and alerts, each as long as '
  'private.settings keeps it. Returns how many of the most numerous.';
revoke execute on function private.forget_books(integer, timestamptz) from public;

create function private.forget_cron_runs(batch_size integer)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_forgotten integer;
begin
  if to_regclass('cron.job_run_details') is null then
    return 0;
  end if;
  delete from cron.job_run_details
  where job_run_details.runid in (
    select old.runid
    from cron.job_run_details as old
    cross join private.settings
    where old.end_time <= now() - settings.runs_kept
    limit forget_cron_runs.batch_size
  );
  get diagnostics v_forgotten = row_count;
  return v_forgotten;
end;
$$;

comment on function private.forget_cron_runs(integer) is
  'Deletes what pg_cron noted of its old runs, where it exists: nothing else does. Returns how '
  'many.';
revoke execute on function private.forget_cron_runs(integer) from public;

create function private.clean_up_program(
  program text,
  function_name text,
  batch_size integer,
  instant timestamptz
)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_asked constant private.asked := private.ask(program, 'clean_up');
  v_forgotten integer;
begin
  perform private.enter_program();
  execute format('select %s($1, $2)', function_name)
  into v_forgotten
  using batch_size, instant;
  perform private.hear(v_asked);
  perform private.take_back(program, 'clean_up');
  return v_forgotten;
exception
  when query_canceled or assert_failure or others then
    perform private.set_aside(v_asked, sqlerrm, sqlstate);
    return 0;
end;
$$;

comment on function private.clean_up_program(text, text, integer, timestamptz) is
  'Has a program forget up to batch_size of its own rows that are old enough at this moment, and '
  'returns how many; 0 where it fails, which sets it aside.';
revoke execute on function private.clean_up_program(text, text, integer, timestamptz) from public;

create function private.clean_up(batch_size integer default 500)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_now constant timestamptz := private.clock_now();
begin
  perform private.refuse_outside(batch_size, 1, 500, 'clean up', 'batch_size', 'RD087');
  return batch_size = any (
    array[
      private.forget_messages(batch_size, v_now),
      private.forget_inbound_words(batch_size, v_now),
      private.forget_inboxes(batch_size, v_now),
      private.forget_books(batch_size, v_now),
      private.forget_known_texts(batch_size, v_now),
      private.forget_cron_runs(batch_size)
    ]
    || array(
      select private.clean_up_program(asked.program, asked.function_name, batch_size, v_now)
      from private.programs_that('clean_up', 'integer, timestamptz') as asked
    )
  );
end;
$$;

comment on function private.clean_up(integer) is
  'Forgets up to batch_size (1 to 500) of each kind that is kept long enough, by private.settings, '
  'and returns whether there may be more. Commit and call again while it is true: each call holds '
  'its locks for a moment. Raises RD087. For cron.';
revoke execute on function private.clean_up(integer) from public;

-- supabase/schemas/operating/cron.sql

-- When the functions and the jobs of the database run.

create table private.cron_schedules (
  job_name text primary key,
  schedule text not null,
  function_name text,
  command text,
  created_at timestamptz not null default now(),
  constraint a_job_rings_a_function_or_runs_a_command
    check (num_nonnulls(function_name, command) = 1)
);

comment on table private.cron_schedules is
  'What runs when: cron expressions in UTC (R46, T113, T115). Cron, hosted or local, reads them '
  'here.';
comment on column private.cron_schedules.function_name is 'The Edge Function that is called.';
comment on column private.cron_schedules.command is
  'The one statement that is run instead, in no transaction of its own.';
alter table private.cron_schedules enable row level security;
revoke all on table private.cron_schedules from public, anon, authenticated, service_role;
create policy "Nobody reaches cron schedules through the API" on private.cron_schedules
  for all to anon, authenticated using (false);

insert into private.cron_schedules (job_name, schedule, function_name)
values
  ('message-scheduler', '0 6 * * *', 'message-scheduler'),
  ('message-sender', '*/10 * * * *', 'message-sender');
insert into private.cron_schedules (job_name, schedule, command)
values
  ('check-health', '5 * * * *', 'select private.check_health()'),
  -- Commits after each batch, so that no lock and no snapshot grows old. A procedure could not:
  -- one with its search_path pinned may not commit.
  (
    'clean-up', '0 3 * * 0',
    'do ''begin for batch in 1 .. 1000 loop exit when not private.clean_up(); commit; end loop; '
    'end'''
  );

-- supabase/schemas/operating/diagnosing.sql

-- Whether this installation is as it should be, and how to mend what is not.
--
-- The bodies name objects of schemas that may not exist: plpgsql looks for them only when a
-- statement runs, and none runs before its schema was seen.

create type private.check_result as (name text, is_ok boolean, finding text, fix text);
comment on type private.check_result is
  'What came of one check. is_ok is null where there was nothing to check; fix is null unless '
  'is_ok is false.';

create function private.result_of(name text, problem text, fix text, otherwise text)
returns private.check_result
language sql
immutable
set search_path = ''
as $$
  select
    result_of.name,
    result_of.problem is null,
    coalesce(result_of.problem, result_of.otherwise),
    case when result_of.problem is not null then result_of.fix end;
$$;

comment on function private.result_of(text, text, text, text) is
  'The result of a check: what is wrong and its fix, or what was found if problem is null.';
revoke execute on function private.result_of(text, text, text, text) from public;

create function private.is_hosted()
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from pg_catalog.pg_available_extensions where pg_available_extensions.name = 'pg_cron'
  );
$$;

comment on function private.is_hosted() is
  'Whether this server could have pg_cron: hosted ones do, the one of the local stack does not.';
revoke execute on function private.is_hosted() from public;

create function private.diagnose_cron()
returns setof private.check_result
language plpgsql
stable
set search_path = ''
as $$
declare
  v_missing text;
begin
  if not private.is_hosted() then
    return query
    select checks.name, null::boolean, 'not hosted', null::text
    from unnest(array['extensions', 'cron', 'vault']) as checks (name);
    return;
  end if;

  select string_agg(wanted.name, ', ' order by wanted.place)
  into v_missing
  from (
    values
      (1, 'pg_cron', to_regclass('cron.job') is not null),
      (
        2, 'pg_net',
        to_regprocedure('net.http_post(text, jsonb, jsonb, jsonb, integer)') is not null
      ),
      (3, 'vault', to_regclass('vault.decrypted_secrets') is not null)
  ) as wanted (place, name, is_there)
  where not wanted.is_there;
  return next private.result_of(
    'extensions', 'missing: ' || v_missing,
    'Enable them under Database > Extensions, then run: select private.install_cron();',
    'pg_cron, pg_net and vault are enabled'
  );

  v_missing := null;
  if to_regclass('cron.job') is null then
    select string_agg(cron_schedules.job_name, ', ' order by cron_schedules.job_name)
    into v_missing
    from private.cron_schedules;
  else
    select string_agg(cron_schedules.job_name, ', ' order by cron_schedules.job_name)
    into v_missing
    from private.cron_schedules
    where not exists (
      select from cron.job
      where job.jobname = cron_schedules.job_name
        and job.schedule = cron_schedules.schedule
        and job.active
    );
  end if;
  return next private.result_of(
    'cron', 'no active job at the time of private.cron_schedules: ' || v_missing,
    'select private.install_cron(); and for a job that is paused: '
      'select cron.alter_job(jobid, active := true) from cron.job where jobname = ''…'';',
    'a job for each row of private.cron_schedules'
  );

  select string_agg(wanted.name, ', ' order by wanted.name)
  into v_missing
  from unnest(array['rundown_functions_url', 'rundown_cron_key']) as wanted (name)
  where private.vault_secret(wanted.name) is null;
  return next private.result_of(
    'vault', 'secrets that are missing or empty: ' || v_missing,
    'Add them under Integrations > Vault; docs/operations.md says what is in them.',
    'both secrets are there'
  );
end;
$$;

comment on function private.diagnose_cron() is
  'Whether pg_cron calls the functions: extensions, jobs, and the secrets in Vault.';
revoke execute on function private.diagnose_cron() from public;

create function private.diagnose_privileges()
returns setof private.check_result
language plpgsql
stable
set search_path = ''
as $$
declare
  v_found text;
begin
  select string_agg(relation.oid::regclass::text, ', ' order by relation.oid::regclass::text)
  into v_found
  from pg_catalog.pg_class as relation
  where relation.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
    and relation.relkind in ('r', 'p')
    and not relation.relrowsecurity;
  return next private.result_of(
    'row security', 'tables without row level security: ' || v_found,
    'alter table … enable row level security;', 'on for every table'
  );

  select string_agg(
    format('%s %s %s', held.grantee, held.privilege, held.relation),
    ', ' order by held.relation, held.grantee, held.privilege
  )
  into v_found
  from (
    select
      relation.oid::regclass::text as relation,
      coalesce(roles.rolname, 'public') as grantee,
      acl.privilege_type as privilege
    from pg_catalog.pg_class as relation
    cross join lateral aclexplode(relation.relacl) as acl
    left join pg_catalog.pg_roles as roles on roles.oid = acl.grantee
    where relation.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
      and relation.relkind in ('r', 'p', 'v', 'm', 'S')
      and coalesce(roles.rolname, 'public')
        in ('public', 'anon', 'authenticated', 'service_role')
  ) as held
  -- The migrations let people write single columns, and service_role nothing at all.
  where not (held.grantee = 'authenticated' and held.privilege in ('SELECT', 'DELETE'))
    and not (held.grantee = 'service_role' and held.privilege = 'SELECT');
  return next private.result_of(
    'table grants', 'beyond what the migrations grant: ' || v_found,
    'revoke … on table … from …; whole tables may be read, and deleted from by those signed in.',
    'nobody holds more than the migrations grant'
  );

  select string_agg(routine.oid::regprocedure::text, ', ' order by routine.oid::regprocedure::text)
  into v_found
  from pg_catalog.pg_proc as routine
  where routine.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
    and not exists (
      select from pg_catalog.pg_depend
      where pg_depend.classid = 'pg_catalog.pg_proc'::regclass
        and pg_depend.objid = routine.oid
        and pg_depend.deptype = 'e'
    )
    and (
      has_function_privilege('anon', routine.oid, 'execute')
      or (routine.prosecdef and has_function_privilege('authenticated', routine.oid, 'execute'))
    );
  return next private.result_of(
    'function grants', 'within reach of people, as their definer or not signed in: ' || v_found,
    'revoke execute on function … from public, anon, authenticated;',
    'anon executes none, nobody signed in a definer'
  );
end;
$$;

comment on function private.diagnose_privileges() is
  'Whether tables and functions are open to nobody beyond what the migrations say, as far as the '
  'catalog tells: a dashboard grants with one click.';
revoke execute on function private.diagnose_privileges() from public;

create function private.diagnose_data()
returns setof private.check_result
language plpgsql
stable
set search_path = ''
as $$
declare
  v_stopped text;
  v_settings private.settings;
  v_lacking text;
  v_unknown text;
begin
  if private.is_hosted() or not exists (select from private.virtual_clock) then
    return next private.result_of(
      'clock',
      'stands at ' || (select virtual_clock.instant::text from private.virtual_clock),
      'delete from private.virtual_clock;', 'real'
    );
  else
    return next row('clock', null, 'virtual, as the local stack wants it', null)
      ::private.check_result;
  end if;

  select string_agg(places.name, ', ' order by places.name)
  into v_lacking
  from private.places_with_a_zone() as places (name)
  where not private.is_time_zone(places.name);
  select string_agg(time_zones.name, ', ' order by time_zones.name)
  into v_unknown
  from private.time_zones
  where not exists (
    select from private.places_with_a_zone() as places (name) where places.name = time_zones.name
  );
  return next private.result_of(
    'time zones',
    nullif(
      concat_ws('; ', 'nobody can choose ' || v_lacking, 'Postgres does not know ' || v_unknown),
      ''
    ),
    'insert into private.time_zones (name) select private.places_with_a_zone() on conflict do '
      'nothing; and give people in a zone that is gone another one.',
    (select count(*) from private.time_zones) || ' places'
  );

  select
    string_agg(
      concat(
        case
          when circuit.channel <> private.default_channel() then circuit.channel || ' '
        end,
        case
          when circuit.paused_at is not null then 'paused: ' || circuit.paused_because
          else concat_ws(' ', 'stopped by itself:', circuit.reason, circuit.error_code)
        end
      ),
      '; '
      order by circuit.channel
    )
  into v_stopped
  from private.delivery_circuits as circuit
  where circuit.paused_at is not null or circuit.opened_at is not null;
  return next private.result_of(
    'circuit', v_stopped, 'Mend that, then: deno task ops resume', 'closed'
  );

  select * into v_settings from private.settings;
  return next private.result_of(
    'settings',
    nullif(
      concat_ws(
        '; ',
        case when v_settings.messages_per_hour = 0 then 'no text leaves at 0 an hour' end,
        case when v_settings.replies_per_hour = 0 then 'no reply leaves at 0 an hour' end,
        -- Hosted functions end after 150 seconds.
        case
          when v_settings.lease_duration < interval '150 seconds'
          then 'lease_duration is shorter than a sender may run'
        end,
        case
          when v_settings.scheduling_horizon < interval '24 hours'
          then 'scheduling_horizon is shorter than the day between two schedulers'
        end,
        case
          when v_settings.allowed_from < time '08:00' or v_settings.allowed_until > time '21:00'
          then 'texts may leave before 8:00 or after 21:00'
        end
      ),
      ''
    ),
    'update private.settings set …;', 'sane'
  );

  return next private.result_of(
    'operators',
    case
      -- The app of a local stack has no operators.
      when private.is_hosted() and not exists (
        select from auth.users where users.raw_app_meta_data ->> 'rundown_role' = 'operator'
      )
      then 'there is none'
    end,
    'update auth.users set raw_app_meta_data = coalesce(raw_app_meta_data, ''{}'') || '
      '''{"rundown_role": "operator"}'' where email = ''…'';',
    (
      select count(*) || ' can see the queue in the app'
      from auth.users where users.raw_app_meta_data ->> 'rundown_role' = 'operator'
    )
  );
end;
$$;

comment on function private.diagnose_data() is
  'Whether the clock is real, zones are complete, nothing keeps texts back, settings are sane and '
  'somebody may look.';
revoke execute on function private.diagnose_data() from public;

create function private.diagnose_runs()
returns setof private.check_result
language sql
stable
set search_path = ''
as $$
  -- By real time, as runs are noted.
  select checked.*
  from private.settings
  cross join lateral (
    values
      ('message-scheduler', settings.scheduler_silence),
      ('message-sender', settings.sender_silence)
  ) as expected (function_name, silence)
  left join lateral (
    select function_runs.status, function_runs.started_at, function_runs.error
    from public.function_runs
    where function_runs.function_name = expected.function_name
    order by function_runs.started_at desc
    limit 1
  ) as last on true
  cross join lateral private.result_of(
    expected.function_name,
    case
      when last.status = 'failed' then 'the last run failed: ' || last.error
      when last.status = 'running' and last.started_at < now() - settings.stuck_after
      then 'the last run was killed'
      -- Nothing calls them by itself where there is no cron.
      when private.is_hosted() and last.status is null then 'never ran'
      when private.is_hosted() and last.started_at < now() - expected.silence
      then 'has not run since ' || to_char(last.started_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI')
        || ' UTC'
    end,
    'See the checks of cron, vault and secrets, then the function''s log.',
    coalesce(
      'ran at ' || to_char(last.started_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC',
      'has not run yet'
    )
  ) as checked;
$$;

comment on function private.diagnose_runs() is
  'Whether the last run of scheduler and sender went well and is not too long ago.';
revoke execute on function private.diagnose_runs() from public;

create function public.diagnose()
returns table (name text, is_ok boolean, finding text, fix text)
language sql
stable
security definer
set search_path = ''
as $$
  select * from private.diagnose_cron()
  union all
  select * from private.diagnose_privileges()
  union all
  select * from private.diagnose_data()
  union all
  select * from private.diagnose_runs();
$$;

comment on function public.diagnose() is
  'Every check of the database, in the order in which to mend what is wrong: what was found, '
  'whether that is ok (null where there is nothing to check) and the fix of what is not. Definer '
  'to look everywhere. For service_role.';
revoke execute on function public.diagnose() from public, anon, authenticated;
grant execute on function public.diagnose() to service_role;

-- supabase/schemas/operating/explaining.sql

-- The life of a message in plain words, for the user it is about and for operators.

create function private.attempt_in_words(outcome text, error_code integer, meaning text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case coalesce(attempt_in_words.outcome, 'started')
    when 'started' then 'it is on its way to the provider.'
    when 'accepted' then 'the provider took it.'
    when 'not_sent' then 'it did not reach the provider.'
    when 'unknown' then 'the provider did not answer, so nobody knows.'
    else case
      when attempt_in_words.error_code is null then 'it was held back here.'
      else format(
        'the provider refused it: %s (%s).',
        coalesce(attempt_in_words.meaning, 'no reason that we know'),
        attempt_in_words.error_code
      )
    end
  end;
$$;

comment on function private.attempt_in_words(text, integer, text) is
  'What became of an attempt; meaning is that of its error code, if it is known.';
revoke execute on function private.attempt_in_words(text, integer, text) from public;
grant execute on function private.attempt_in_words(text, integer, text)
  to authenticated, service_role;

create function private.explain_by_program(story private.story)
returns table (event text, words text)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_explain constant text := private.seam('explain', story.program, 'private.story');
begin
  if v_explain is null or private.is_out_of_time() then
    return query select 'proposed', format('A text of %s.', story.program);
    return;
  end if;
  return query execute format('select * from %s($1)', v_explain) using story;
exception
  -- What happened is told all the same.
  when query_canceled or assert_failure or others then
    perform private.note_time(sqlstate);
    return query select 'proposed', format('A text of %s.', story.program);
end;
$$;

comment on function private.explain_by_program(private.story) is
  'What a program says of its own turn or message: lines for the events planned, proposed and '
  'judged_again; "A text of …" where it says nothing.';
revoke execute on function private.explain_by_program(private.story) from public;
grant execute on function private.explain_by_program(private.story) to authenticated, service_role;

create function private.fate_in_words(story private.story)
returns text
language sql
stable
set search_path = ''
as $$
  select case fate_in_words.story.status
    when 'queued' then format(
      'It is to leave at %s.',
      private.in_words(fate_in_words.story.scheduled_for, fate_in_words.story.timezone)
    )
    when 'processing' then 'A sender has it.'
    when 'unconfirmed' then 'It waits for proof.'
    when 'sent' then coalesce(
      (
        select 'It is in the inbox.'
        from private.channels
        where channels.channel = fate_in_words.story.channel
          and channels.is_delivered_by_the_database
      ),
      format('It was sent to %s.', fate_in_words.story.contact_name)
    )
    when 'failed' then 'It was not sent.'
    when 'canceled' then 'It was taken back.'
    when 'expired' then 'It was given up.'
  end || coalesce(
    (
      select ' ' || reasons.meaning
      from private.reasons
      where reasons.code = fate_in_words.story.reason
    ),
    ''
  );
$$;

comment on function private.fate_in_words(private.story) is
  'What became of a message, or is to become of it, with the reason.';
revoke execute on function private.fate_in_words(private.story) from public;
grant execute on function private.fate_in_words(private.story) to authenticated, service_role;

create function public.explain_message(message_id uuid)
returns table (at timestamptz, event text, words text)
language sql
stable
set search_path = ''
as $$
  with story as materialized (
    select * from private.story_of(explain_message.message_id)
  ),
  events as (
    select
      case told.event when 'judged_again' then 3 else 1 end as chapter,
      case told.event
        when 'judged_again' then story.claimed_at
        else coalesce(story.planned_at, story.proposed_at)
      end as at,
      told.event,
      told.words
    from story
    cross join lateral private.explain_by_program(story) as told
    where told.event <> 'judged_again' or story.claimed_at is not null
    union all
    select 2, story.planned_at, 'not_proposed', reasons.meaning
    from story
    cross join lateral unnest(story.reasons) with ordinality as against (code, place)
    join private.reasons on reasons.code = against.code
    where story.decision <> 'queued'
    union all
    select
      3 + attempt.number, attempt.created_at, coalesce(attempt.outcome, 'started'),
      format(
        'Attempt %s: %s',
        attempt.number,
        private.attempt_in_words(attempt.outcome, attempt.error_code, errors.meaning)
      )
    from story
    join private.message_attempts as attempt on attempt.message_id = story.message_id
    left join private.provider_errors as errors
      on errors.channel = story.channel and errors.code = attempt.error_code
    union all
    select
      100, messages.delivery_status_at, messages.delivery_status,
      format('The carrier says: %s.', messages.delivery_status)
        || coalesce(' ' || errors.meaning || format(' (%s).', messages.error_code), '')
    from story
    join public.messages on messages.id = story.message_id
    left join private.provider_errors as errors
      on errors.channel = messages.channel
      and errors.code = messages.error_code
      and messages.delivery_status <> 'delivered'
    where messages.delivery_status is not null
    union all
    select
      case story.status when 'sent' then 99 else 101 end,
      coalesce(story.finished_at, story.scheduled_for),
      story.status,
      private.fate_in_words(story)
    from story
    where story.status is not null
    union all
    select
      102, coalesce(story.finished_at, story.scheduled_for), 'lost_to',
      format(
        'The one of %s got its place: %s',
        private.in_words(winner.nominal_at, story.timezone), told.words
      )
    from story
    cross join lateral private.story_of(story.lost_to) as winner
    cross join lateral private.explain_by_program(winner) as told
    where told.event = 'proposed'
  )
  select events.at, events.event, events.words
  from events
  order by events.chapter, events.at;
$$;

comment on function public.explain_message(uuid) is
  'The life of a message, or of an occurrence that got none (by its id), as lines in order: when, '
  'what (a short code) and in plain words. Users see their own, operators all; no row if there is '
  'none to see. Times of attempts and states are by the clock of domain logic. Runs as the caller. '
  'For authenticated and service_role.';
revoke execute on function public.explain_message(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.explain_message(uuid) to authenticated, service_role;

-- supabase/schemas/operating/health.sql

-- The hourly look at trouble, which tells the operator.

create function private.post_alerts()
returns integer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_url constant text := private.vault_secret('rundown_alert_webhook');
  v_alerts jsonb;
  v_text text;
begin
  if v_url is null then
    return 0;
  end if;
  if v_url !~* '^https://[^[:space:]]+$'
    or to_regprocedure('net.http_post(text, jsonb, jsonb, jsonb, integer)') is null
  then
    raise warning 'Did not post alerts: %',
      case
        when v_url !~* '^https://[^[:space:]]+$'
        then 'the Vault secret rundown_alert_webhook is no https URL'
        else 'this database lacks the extension pg_net'
      end
      using hint = 'docs/operations.md says how to add it.';
    return 0;
  end if;

  with posted as (
    update public.alerts
    set posted_at = private.clock_now()
    where alerts.posted_at is null
      -- What came up just before midnight is news in the morning; what is older is not.
      and alerts.day >= (private.clock_now() at time zone 'UTC')::date - 1
    returning alerts.kind, alerts.day, alerts.summary, alerts.times
  )
  -- Not the details, which may name a person.
  select
    jsonb_agg(to_jsonb(posted) order by posted.day, posted.kind),
    string_agg(
      format('%s: %s (%s times on %s)', posted.kind, posted.summary, posted.times, posted.day),
      E'\n'
      order by posted.day, posted.kind
    )
  into v_alerts, v_text
  from posted;
  if v_alerts is null then
    return 0;
  end if;
  perform net.http_post(
    url := v_url,
    headers := jsonb_build_object('Content-Type', 'application/json'),
    body := jsonb_build_object('text', v_text, 'alerts', v_alerts),
    timeout_milliseconds := 5000
  );
  return jsonb_array_length(v_alerts);
exception
  -- The alerts stay, and the next hour tries again. No word of the error: it may quote the URL.
  when others then
    raise warning 'Did not post alerts: pg_net refused the request (%)', sqlstate;
    return 0;
end;
$$;

comment on function private.post_alerts() is
  'Hands the alerts of today and yesterday that were not posted yet to the webhook whose URL is '
  'the Vault secret rundown_alert_webhook, by pg_net: each kind once a day, as kind, day, summary '
  'and times. Returns how many; 0 where there is no webhook, and with a warning where it cannot be '
  'reached. Nobody hears whether it arrived: the alerts stay in public.alerts.';
revoke execute on function private.post_alerts() from public;

create function private.check_health()
returns text[]
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_trouble record;
  v_kinds text[] := '{}';
begin
  for v_trouble in
    select * from private.find_trouble() as trouble order by trouble.kind
  loop
    perform private.raise_alert(v_trouble.kind, v_trouble.summary, v_trouble.details);
    v_kinds := v_kinds || v_trouble.kind;
  end loop;
  perform private.post_alerts();
  return v_kinds;
end;
$$;

comment on function private.check_health() is
  'Raises an alert for everything that is wrong now, posts what is new, and returns the kinds. '
  'While it stays wrong, its alert counts the hours. For cron.';
revoke execute on function private.check_health() from public;

-- supabase/schemas/operating/hosted_cron.sql

-- Hosted cron rings the functions through pg_net, with the URL and the key that Vault holds. Where
-- one of them does not exist, it does nothing and says so.
--
-- The bodies name objects of schemas that may not exist: plpgsql looks for them only when a
-- statement runs, and none runs before its schema was seen.

create function private.vault_secret(secret_name text)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
  if to_regclass('vault.decrypted_secrets') is null then
    return null;
  end if;
  return (
    -- A pasted line break would end up in a header.
    select nullif(btrim(decrypted_secrets.decrypted_secret, E' \t\r\n'), '')
    from vault.decrypted_secrets
    where decrypted_secrets.name = vault_secret.secret_name
  );
end;
$$;

comment on function private.vault_secret(text) is
  'The Vault secret of this name, or null if there is none, it is blank, or there is no Vault.';
revoke execute on function private.vault_secret(text) from public;

create function private.ring_function(function_name text)
returns bigint
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_url constant text := private.vault_secret('rundown_functions_url');
  v_key constant text := private.vault_secret('rundown_cron_key');
  v_missing constant text[] := array_remove(
    array[
      case
        when to_regprocedure('net.http_post(text, jsonb, jsonb, jsonb, integer)') is null
          then 'the extension pg_net'
      end,
      case when v_url is null then 'the Vault secret rundown_functions_url' end,
      case when v_key is null then 'the Vault secret rundown_cron_key' end
    ],
    null
  );
begin
  if v_missing <> '{}' then
    raise warning 'Did not call function "%": this database lacks %',
      ring_function.function_name, array_to_string(v_missing, ' and ')
      using hint = 'docs/operations.md says how to add it.';
    return null;
  end if;
  -- Only a doorbell: while pg_net waits for an answer, every other request waits behind it and
  -- vacuum is held up. The functions answer at once and work on.
  return net.http_post(
    url := rtrim(v_url, '/') || '/' || ring_function.function_name,
    headers := jsonb_build_object('Content-Type', 'application/json', 'apikey', v_key),
    body := '{}',
    timeout_milliseconds := 5000
  );
end;
$$;

comment on function private.ring_function(text) is
  'Asks pg_net to call an Edge Function with the cron key and returns the id of the request. If '
  'pg_net or a Vault secret (rundown_functions_url, rundown_cron_key) is missing, calls nothing, '
  'warns which, and returns null. Definer because whoever rings needs no way to the key. For cron.';
revoke execute on function private.ring_function(text) from public;

-- supabase/schemas/operating/install_cron.sql

-- Hosted cron: pg_cron runs each job of private.cron_schedules. Last of all, because it makes
-- extensions and jobs where it can.

create function private.install_cron()
returns integer
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  -- Tells our jobs from those of others, whatever they run.
  c_mark constant text := '/* Rundown */ ';
  v_jobs integer;
begin
  if to_regclass('cron.job') is null then
    raise notice 'Nothing runs on schedule: this database has no pg_cron'
      using hint = 'Once it is enabled, run: select private.install_cron();';
    return 0;
  end if;

  perform cron.unschedule(job.jobid)
  from cron.job
  where job.username = current_user
    and starts_with(job.command, c_mark)
    and not exists (
      select from private.cron_schedules where cron_schedules.job_name = job.jobname
    );

  -- Takes over a job of the same name.
  perform cron.schedule(
    cron_schedules.job_name,
    cron_schedules.schedule,
    c_mark || coalesce(
      cron_schedules.command,
      format('select private.ring_function(%L)', cron_schedules.function_name)
    )
  )
  from private.cron_schedules;
  get diagnostics v_jobs = row_count;
  return v_jobs;
end;
$$;

comment on function private.install_cron() is
  'Makes pg_cron''s jobs equal to private.cron_schedules, one for each row, and returns how '
  'many there are; 0, with a notice, where pg_cron does not exist. Run it again after a schedule '
  'changed or pg_cron was enabled. Definer so that the jobs always belong to the same role: '
  'pg_cron lets each role have a job of the same name. For operators.';
revoke execute on function private.install_cron() from public;

do $$
declare
  v_extension record;
begin
  for v_extension in
    select wanted.extension_name, wanted.schema_name
    from (values ('pg_cron', 'pg_catalog'), ('pg_net', 'extensions'))
      as wanted (extension_name, schema_name)
    join pg_available_extensions on pg_available_extensions.name = wanted.extension_name
  loop
    begin
      execute format(
        'create extension if not exists %I with schema %I',
        v_extension.extension_name, v_extension.schema_name
      );
    exception
      -- This role may not, the server does not load it, or it lives in another database: the rest
      -- of Rundown works without.
      when others then
        raise warning 'Cannot enable %: %', v_extension.extension_name, sqlerrm;
    end;
  end loop;
end;
$$;

select private.install_cron();

-- supabase/schemas/operating/knobs.sql

-- What an operator turns: how many texts an hour carries, and for whom each program is on.

create function private.refuse_unlimited_channel(channel text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  perform private.refuse_unknown_channel(channel);
  if not exists (select from private.hourly_limits(channel)) then
    raise exception 'The channel "%" has no limits: the database delivers it', channel
      using errcode = 'RD089', hint = 'Name a channel that has a provider.';
  end if;
end;
$$;

comment on function private.refuse_unlimited_channel(text) is
  'Raises RD088 for what is no channel and RD089 for one whose hours carry whatever is due.';
revoke execute on function private.refuse_unlimited_channel(text) from public;

create function public.get_sending_limits(
  hours integer default 6,
  channel text default private.default_channel()
)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_now constant timestamptz := private.clock_now();
begin
  perform private.refuse_outside(hours, 1, 168, 'show the limits', 'hours', 'RD093');
  perform private.refuse_unlimited_channel(channel);
  return (
    select jsonb_build_object(
      'channel', get_sending_limits.channel,
      'pace', private.current_pace(v_now, get_sending_limits.channel),
      'messages_per_hour', limits.messages,
      'replies_per_hour', limits.replies,
      'hours', jsonb_agg(
        jsonb_build_object(
          'starts_at', hour.starts_at,
          'limit', coalesce(slot.max_messages_per_slot, limits.messages),
          'sent', coalesce(slot.messages_sent, 0),
          'reserved', coalesce(slot.messages_reserved, 0),
          'planned', planned.messages,
          'replies_limit', coalesce(slot.max_replies_per_slot, limits.replies),
          'replies_sent', coalesce(slot.replies_sent, 0),
          'replies_reserved', coalesce(slot.replies_reserved, 0),
          'replies_planned', planned.replies
        )
        order by hour.starts_at
      )
    )
    from private.hourly_limits(get_sending_limits.channel) as limits
    cross join lateral (
      select date_trunc('hour', v_now, 'UTC') + number * interval '1 hour' as starts_at
      from generate_series(0, get_sending_limits.hours - 1) as number
    ) as hour
    left join public.message_rate_limits as slot
      on slot.channel = get_sending_limits.channel and slot.time_slot = hour.starts_at
    cross join lateral (
      select
        count(*) filter (where message_queue.priority > 0) as messages,
        count(*) filter (where message_queue.priority = 0) as replies
      from public.message_queue
      where message_queue.status = 'queued'
        and message_queue.channel = get_sending_limits.channel
        -- All there are: named so that the index of the claim can be read by ranges.
        and message_queue.priority = any ('{0,1,2,3}'::smallint[])
        -- What is overdue wants this hour as well.
        and message_queue.scheduled_for >= case
          when hour.starts_at <= v_now then '-infinity' else hour.starts_at
        end
        and message_queue.scheduled_for < hour.starts_at + interval '1 hour'
    ) as planned
    group by limits.messages, limits.replies
  );
end;
$$;

comment on function public.get_sending_limits(integer, text) is
  'The budget of a channel in this hour and those after it, 1 to 168, as an object: pace (the '
  'share of this hour''s texts that may be used now), the settings, and for each hour its limit, '
  'what is sent, reserved and planned, replies apart. Raises RD093, RD088 for what is no channel '
  'and RD089 for one without limits. Definer to read the settings. For service_role.';
revoke execute on function public.get_sending_limits(integer, text)
  from public, anon, authenticated;
grant execute on function public.get_sending_limits(integer, text) to service_role;

create function private.set_messages_per_hour(
  messages_per_hour integer,
  channel text default private.default_channel()
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.refuse_outside(
    messages_per_hour, 0, 100000, 'set the texts per hour', 'messages_per_hour', 'RD094'
  );
  perform private.refuse_unlimited_channel(channel);
  -- No sender begins an hour by the old number meanwhile. Nobody who holds an hour's row may wait
  -- for us, so this keeps out those who lock rows as well; all of them for milliseconds.
  lock table public.message_rate_limits in exclusive mode;
  -- A channel without a number of its own goes by the settings.
  update private.channels set messages_per_hour = set_messages_per_hour.messages_per_hour
  where channels.channel = set_messages_per_hour.channel
    and channels.messages_per_hour is not null;
  if not found then
    update private.settings set messages_per_hour = set_messages_per_hour.messages_per_hour
    where settings.id;
  end if;
  update public.message_rate_limits
  set max_messages_per_slot = set_messages_per_hour.messages_per_hour
  where message_rate_limits.channel = set_messages_per_hour.channel
    and message_rate_limits.time_slot >= date_trunc('hour', private.clock_now(), 'UTC');
end;
$$;

comment on function private.set_messages_per_hour(integer, text) is
  'Sets how many texts (0 to 100000), replies apart, this hour of a channel and every later one '
  'may carry. A lower number stops new grants; what is claimed already is sent. What is planned '
  'already keeps its time and waits there for room. Raises RD094, RD088 for what is no channel and '
  'RD089 for one without limits.';
revoke execute on function private.set_messages_per_hour(integer, text) from public;

create function public.list_programs()
returns table (
  program text,
  enabled_percent smallint,
  switched_on bigint,
  switched_off bigint
)
language sql
stable
security definer
set search_path = ''
as $$
  select
    programs.program,
    programs.enabled_percent,
    count(*) filter (where switch.is_on),
    count(*) filter (where not switch.is_on)
  from private.programs
  left join private.program_switches as switch on switch.program = programs.program
  group by programs.program
  order by programs.program;
$$;

comment on function public.list_programs() is
  'Every program, for how many percent of the users it is on, and for how many single users it is '
  'switched on or off. Definer to read everybody''s switches. For service_role.';
revoke execute on function public.list_programs() from public, anon, authenticated;
grant execute on function public.list_programs() to service_role;

create function private.refuse_fixed_program(program text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (
    select from private.programs where programs.program = refuse_fixed_program.program
  ) then
    raise exception 'Cannot switch the program "%": there is none', program
      using errcode = 'RD095', hint = 'list_programs() has their names.';
  end if;
  if exists (
    select from private.programs
    where programs.program = refuse_fixed_program.program
      and not 'switch' = any (programs.gates)
  ) then
    raise exception 'Cannot switch the program "%": people wait for its answers', program
      using errcode = 'RD096', hint = 'pause_sending() keeps everything back.';
  end if;
end;
$$;

comment on function private.refuse_fixed_program(text) is
  'Raises RD095 for what is no program and RD096 for one that is always on.';
revoke execute on function private.refuse_fixed_program(text) from public;

create function private.set_program_percent(program text, enabled_percent integer)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.refuse_fixed_program(program);
  perform private.refuse_outside(
    enabled_percent, 0, 100, format('switch the program "%s"', program), 'enabled_percent', 'RD097'
  );
  update private.programs
  set enabled_percent = set_program_percent.enabled_percent
  where programs.program = set_program_percent.program;
end;
$$;

comment on function private.set_program_percent(text, integer) is
  'For how many percent of the users (0 to 100) a program is on, but for those with a switch of '
  'their own. It binds what is planned, claimed or started from now on; turns that were planned '
  'or skipped already are not planned anew. Raises RD095, RD096, RD097.';
revoke execute on function private.set_program_percent(text, integer) from public;

create function private.set_program_switch(program text, user_id uuid, is_on boolean)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.refuse_fixed_program(program);
  if not exists (select from public.users where users.id = set_program_switch.user_id) then
    raise exception 'Cannot switch the program "%" for user "%": there is none', program, user_id
      using errcode = 'RD090';
  end if;
  if is_on is null then
    delete from private.program_switches
    where program_switches.program = set_program_switch.program
      and program_switches.user_id = set_program_switch.user_id;
    return;
  end if;
  insert into private.program_switches as switch (program, user_id, is_on)
  values (set_program_switch.program, set_program_switch.user_id, set_program_switch.is_on)
  on conflict on constraint program_switches_pkey do update set is_on = excluded.is_on;
end;
$$;

comment on function private.set_program_switch(text, uuid, boolean) is
  'Switches a program on or off for one user, whatever its percentage; null leaves them to it '
  'again. It binds as set_program_percent() does. Raises RD090 without such a user, RD095, RD096.';
revoke execute on function private.set_program_switch(text, uuid, boolean) from public;

-- supabase/schemas/operating/my_data.sql

-- What a person may take with them and have erased (T141).

create function private.export_program(function_name text, user_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_rows jsonb;
begin
  if private.is_out_of_time() then
    return jsonb_build_object('problem', 'There was no time to read this. Ask for it again.');
  end if;
  execute format('select %s($1)', function_name) into v_rows using user_id;
  return v_rows;
exception
  -- The rest is theirs all the same; that something is missing must not be silent.
  when query_canceled or assert_failure or others then
    perform private.note_time(sqlstate);
    return jsonb_build_object('problem', 'This could not be read. Ask for it again.');
end;
$$;

comment on function private.export_program(text, uuid) is
  'What a program has stored about a user, as an object of rows by table.';
revoke execute on function private.export_program(text, uuid) from public;
grant execute on function private.export_program(text, uuid) to authenticated;

create function public.export_my_data()
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'users', (
      select coalesce(jsonb_agg(to_jsonb(users)), '[]')
      from public.users where users.id = (select auth.uid())
    ),
    'notification_preferences', (
      select coalesce(jsonb_agg(to_jsonb(preferences)), '[]')
      from public.notification_preferences as preferences
      where preferences.user_id = (select auth.uid())
    ),
    'contacts', (
      select coalesce(jsonb_agg(to_jsonb(contacts) order by contacts.created_at), '[]')
      from public.contacts where contacts.user_id = (select auth.uid())
    ),
    'invitations', (
      select coalesce(jsonb_agg(to_jsonb(invitations) order by invitations.created_at), '[]')
      from public.invitations where invitations.user_id = (select auth.uid())
    ),
    'consent_events', (
      select coalesce(jsonb_agg(to_jsonb(events) order by events.created_at), '[]')
      from (
        select
          consent_events.id, consent_events.contact_id, consent_events.event,
          consent_events.created_at
        from public.consent_events
        where consent_events.user_id = (select auth.uid())
      ) as events
    ),
    'goals', (
      select coalesce(jsonb_agg(to_jsonb(goals) order by goals.created_at), '[]')
      from public.goals where goals.user_id = (select auth.uid())
    ),
    'activities', (
      select coalesce(jsonb_agg(to_jsonb(activities) order by activities.occurred_at), '[]')
      from public.activities where activities.user_id = (select auth.uid())
    ),
    'occurrences', (
      select coalesce(jsonb_agg(to_jsonb(occurrences) order by occurrences.nominal_at), '[]')
      from public.occurrences where occurrences.user_id = (select auth.uid())
    ),
    'message_queue', (
      select coalesce(jsonb_agg(to_jsonb(texts) order by texts.scheduled_for), '[]')
      from (
        select
          message.id, message.contact_id, message.occurrence_id, message.program,
          message.message_type, message.message_style, message.message_text, message.facts,
          message.status, message.reason, message.scheduled_for, message.sent_at, message.segments
        from public.message_queue as message
        where message.user_id = (select auth.uid())
      ) as texts
    ),
    'messages', (
      select coalesce(jsonb_agg(to_jsonb(messages) order by messages.created_at), '[]')
      from public.messages where messages.user_id = (select auth.uid())
    ),
    'inbox_messages', (
      select coalesce(jsonb_agg(to_jsonb(texts) order by texts.created_at), '[]')
      from public.inbox_messages as texts where texts.user_id = (select auth.uid())
    ),
    'channel_choices', (
      select coalesce(jsonb_agg(to_jsonb(choices) order by choices.channel), '[]')
      from public.channel_choices as choices where choices.user_id = (select auth.uid())
    ),
    'inbound_messages', (
      select coalesce(jsonb_agg(to_jsonb(texts) order by texts.created_at), '[]')
      from (
        select
          inbound.id, inbound.contact_id, inbound.body, inbound.command, inbound.rating_of,
          inbound.created_at
        from public.inbound_messages as inbound
        where inbound.user_id = (select auth.uid())
      ) as texts
    )
  ) || (
    select coalesce(
      jsonb_object_agg(
        asked.program, private.export_program(asked.function_name, (select auth.uid()))
      ),
      '{}'
    )
    from private.programs_that('export', 'uuid') as asked
  );
$$;

comment on function public.export_my_data() is
  'Everything that is stored about whoever calls, as arrays of rows by table, and under the name '
  'of a program what it alone stores; times are UTC. Runs as the caller. For authenticated.';
revoke execute on function public.export_my_data() from public, anon, authenticated, service_role;
grant execute on function public.export_my_data() to authenticated;

create table public.deletion_requests (
  user_id uuid primary key references public.users (id) on delete cascade,
  created_at timestamptz not null default now()
);

comment on table public.deletion_requests is
  'Always empty: whoever inserts themselves here is deleted, and the row with them.';

alter table public.deletion_requests enable row level security;
revoke all on table public.deletion_requests from public, anon, authenticated, service_role;
grant insert (user_id) on table public.deletion_requests to authenticated;

create policy "Users can ask to be deleted" on public.deletion_requests
  for insert to authenticated with check (user_id = (select auth.uid()));

create function private.delete_account()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from auth.users where users.id = new.user_id;
  return null;
end;
$$;

comment on function private.delete_account() is
  'Trigger: deletes the account of whoever asked, and with it all that is stored about them. '
  'Definer because users may not write the Auth server''s tables.';
revoke execute on function private.delete_account() from public;

create trigger delete_account
  after insert on public.deletion_requests
  for each row execute function private.delete_account();

create function public.delete_my_data()
returns text
language plpgsql
volatile
set search_path = ''
as $$
begin
  insert into public.deletion_requests (user_id) values ((select auth.uid()));
  return 'Your account and everything stored about you are deleted. What stays: which numbers '
    'opted out of texts, so that nobody texts them again, and a ledger that somebody agreed or '
    'declined, without names, words and numbers.';
end;
$$;

comment on function public.delete_my_data() is
  'Deletes the account of whoever calls, at once and for good, and says what stays. The app asks '
  'before. Runs as the caller. For authenticated.';
revoke execute on function public.delete_my_data() from public, anon, authenticated, service_role;
grant execute on function public.delete_my_data() to authenticated;

-- supabase/schemas/operating/operator_actions.sql

-- Everything that an operator does, by page, tool or chat: a row that is inserted. A trigger acts,
-- so that what was done is on record, with who did it, or was not done at all.

create table public.operator_actions (
  id uuid primary key default gen_random_uuid(),
  action text not null,
  arguments jsonb not null default '{}',
  operator_id uuid default auth.uid(),
  created_at timestamptz not null default now(),
  constraint action_is_a_word check (action ~ '^[a-z_]+$'),
  constraint arguments_are_an_object check (jsonb_typeof(arguments) = 'object')
);

comment on table public.operator_actions is
  'What operators did. Inserting a row does it: private.act_<action>() is called with the '
  'arguments, and if it raises nothing is inserted. Rows are never changed.';
comment on column public.operator_actions.operator_id is
  'Who did it; null for whoever holds the secret key. No foreign key: it outlives the account.';

create index operator_actions_by_time on public.operator_actions (created_at desc);

alter table public.operator_actions enable row level security;
revoke all on table public.operator_actions from public, anon, authenticated, service_role;
grant select, insert (action, arguments)
  on table public.operator_actions to authenticated, service_role;

create policy "Operators can see what was done" on public.operator_actions
  for select to authenticated using ((select private.is_operator()));
create policy "Operators can act" on public.operator_actions
  for insert to authenticated
  with check ((select private.is_operator()) and operator_id = (select auth.uid()));

create trigger stamp_created_at
  before insert on public.operator_actions
  for each row execute function private.stamp_created_at();

create function private.refuse_arguments_unlike(arguments jsonb, known jsonb)
returns void
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_name text;
  v_kind text;
  v_value text;
begin
  for v_name in
    select key from jsonb_object_keys(arguments) as key where not known ? key order by key
  loop
    raise exception 'Cannot act: there is no argument "%"', left(v_name, 60)
      using errcode = 'RD099',
        hint = coalesce(
          (
            select 'Use ' || string_agg(key, ', ' order by key) || '.'
            from jsonb_object_keys(known) as key
          ),
          'Use none.'
        );
  end loop;
  for v_name, v_kind in select key, value from jsonb_each_text(known) order by key loop
    v_value := arguments ->> v_name;
    if not coalesce(
      case v_kind
        when 'a text' then length(v_value) <= 500
        when 'a whole number' then v_value ~ '^-?[0-9]{1,9}$'
        when 'an id' then v_value ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        when 'true, false or null'
        then coalesce(v_value in ('true', 'false'), arguments ? v_name)
      end,
      false
    ) then
      raise exception 'Cannot act: % %', v_name,
        case
          when not arguments ? v_name then 'is missing'
          when v_value is null then 'is null'
          else format('"%s" is not %s', left(v_value, 60), v_kind)
        end
        using errcode = 'RD099', hint = format('Use %s.', v_kind);
    end if;
  end loop;
end;
$$;

comment on function private.refuse_arguments_unlike(jsonb, jsonb) is
  'Raises RD099 unless the arguments of an action are those that it knows, each of its kind: a '
  'typo must not do something else. A text has 500 characters at most.';
revoke execute on function private.refuse_arguments_unlike(jsonb, jsonb) from public;

create function private.refuse_arguments_with_channel_unlike(arguments jsonb, known jsonb)
returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
  perform private.refuse_arguments_unlike(
    arguments,
    case when arguments ? 'channel' then known || '{"channel": "a text"}' else known end
  );
end;
$$;

comment on function private.refuse_arguments_with_channel_unlike(jsonb, jsonb) is
  'private.refuse_arguments_unlike() for an action that may name a channel, and is about the '
  'default one otherwise.';
revoke execute on function private.refuse_arguments_with_channel_unlike(jsonb, jsonb) from public;

create function private.act_pause_sending(arguments jsonb)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.refuse_arguments_with_channel_unlike(arguments, '{"because": "a text"}');
  perform private.pause_sending(
    arguments ->> 'because', coalesce(arguments ->> 'channel', private.default_channel())
  );
end;
$$;

comment on function private.act_pause_sending(jsonb) is
  'because, channel if it is not the default one: see private.pause_sending.';
revoke execute on function private.act_pause_sending(jsonb) from public;

create function private.act_resume_sending(arguments jsonb)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.refuse_arguments_with_channel_unlike(arguments, '{}');
  perform private.resume_sending(
    coalesce(arguments ->> 'channel', private.default_channel())
  );
end;
$$;

comment on function private.act_resume_sending(jsonb) is
  'channel if it is not the default one: see private.resume_sending.';
revoke execute on function private.act_resume_sending(jsonb) from public;

create function private.act_retry_message(arguments jsonb)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.refuse_arguments_unlike(arguments, '{"message_id": "an id"}');
  perform private.retry_message((arguments ->> 'message_id')::uuid);
end;
$$;

comment on function private.act_retry_message(jsonb) is 'message_id: see private.retry_message.';
revoke execute on function private.act_retry_message(jsonb) from public;

create function private.act_set_messages_per_hour(arguments jsonb)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.refuse_arguments_with_channel_unlike(
    arguments, '{"messages_per_hour": "a whole number"}'
  );
  perform private.set_messages_per_hour(
    (arguments ->> 'messages_per_hour')::integer,
    coalesce(arguments ->> 'channel', private.default_channel())
  );
end;
$$;

comment on function private.act_set_messages_per_hour(jsonb) is
  'messages_per_hour, channel if it is not the default one: see private.set_messages_per_hour.';
revoke execute on function private.act_set_messages_per_hour(jsonb) from public;

create function private.act_set_program_percent(arguments jsonb)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.refuse_arguments_unlike(
    arguments, '{"program": "a text", "enabled_percent": "a whole number"}'
  );
  perform private.set_program_percent(
    arguments ->> 'program', (arguments ->> 'enabled_percent')::integer
  );
end;
$$;

comment on function private.act_set_program_percent(jsonb) is
  'program, enabled_percent: see private.set_program_percent.';
revoke execute on function private.act_set_program_percent(jsonb) from public;

create function private.act_set_program_switch(arguments jsonb)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.refuse_arguments_unlike(
    arguments, '{"program": "a text", "user_id": "an id", "is_on": "true, false or null"}'
  );
  perform private.set_program_switch(
    arguments ->> 'program', (arguments ->> 'user_id')::uuid, (arguments ->> 'is_on')::boolean
  );
end;
$$;

comment on function private.act_set_program_switch(jsonb) is
  'program, user_id, is_on: see private.set_program_switch.';
revoke execute on function private.act_set_program_switch(jsonb) from public;

create function private.act()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_act constant text := private.seam('act', new.action, 'jsonb');
begin
  -- Row level security refuses a row of whoever is no operator only after this trigger: it must not
  -- act for them first. The secret key, cron and the owner have no token of a user.
  if (select auth.uid()) is not null and not private.is_operator() then
    return new;
  end if;
  if jsonb_typeof(new.arguments) is distinct from 'object' then
    raise exception 'Cannot act: arguments % is no object', left(new.arguments::text, 60)
      using errcode = 'RD099', hint = 'Use an object such as {}.';
  end if;
  if v_act is null then
    raise exception 'Cannot act: there is no action "%"', left(new.action, 60)
      using errcode = 'RD098',
        hint = (
          select format('Use %s.', string_agg(substr(pg_proc.proname, 5), ', ' order by proname))
          from pg_catalog.pg_proc
          where pg_proc.pronamespace = 'private'::regnamespace
            and pg_proc.proname like 'act\_%'
        );
  end if;
  execute format('select %s($1)', v_act) using new.arguments;
  return new;
end;
$$;

comment on function private.act() is
  'Trigger: does what the row says. Definer because operators may not write what they turn.';
revoke execute on function private.act() from public;

create trigger act
  before insert on public.operator_actions
  for each row execute function private.act();

create function private.keep_operator_actions()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  raise exception 'Cannot change what an operator did: action % stays as it is', old.id
    using errcode = 'RD012';
end;
$$;

comment on function private.keep_operator_actions() is
  'Trigger: what was done stays on record. Raises RD012.';
revoke execute on function private.keep_operator_actions() from public;

create trigger keep_operator_actions
  before update or delete on public.operator_actions
  for each row execute function private.keep_operator_actions();

-- supabase/schemas/operating/people.sql

-- What an operator is shown of one person, and of those who are due.

create function public.find_user(id_or_email text)
returns uuid
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_ids uuid[];
begin
  select coalesce(array_agg(people.id), '{}')
  into v_ids
  from public.users
  join auth.users as people on people.id = users.id
  where people.id::text = lower(btrim(id_or_email))
    or lower(people.email) = lower(btrim(id_or_email));
  if cardinality(v_ids) <> 1 then
    raise exception 'Cannot find the user "%": there % such id or address',
      id_or_email, case when v_ids = '{}' then 'is no' else 'is more than one' end
      using errcode = 'RD090', hint = 'Use the id of a user, or the address they sign in with.';
  end if;
  return v_ids[1];
end;
$$;

comment on function public.find_user(text) is
  'The id of the user with that id or address. Raises RD090 unless there is exactly one. Definer '
  'to read addresses. For service_role.';
revoke execute on function public.find_user(text) from public, anon, authenticated;
grant execute on function public.find_user(text) to service_role;

create function private.describe_contacts(user_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'contact_id', contacts.id,
        'name', contacts.name,
        'masked_phone', private.mask_phone(contacts.phone),
        'relationship', contacts.relationship,
        'timezone', contacts.timezone,
        'consent_status', contacts.consent_status,
        'opted_out_at', phone_numbers.opted_out_at,
        'unreachable_until', case
          when phone_numbers.unreachable_until > private.clock_now()
          then phone_numbers.unreachable_until
        end
      )
      order by contacts.created_at, contacts.id
    ),
    '[]'
  )
  from public.contacts
  left join private.phone_numbers
    on phone_numbers.phone = private.phone_key(contacts.phone)
  where contacts.user_id = describe_contacts.user_id;
$$;

comment on function private.describe_contacts(uuid) is
  'The contacts of a user, numbers masked, with what they agreed to.';
revoke execute on function private.describe_contacts(uuid) from public;

create function private.describe_turns(user_id uuid, limit_rows integer)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(turn) order by turn.nominal_at desc, turn.program), '[]')
  from (
    select
      occurrences.id as occurrence_id,
      occurrences.nominal_at,
      occurrences.program,
      coalesce(contacts.name, message.facts ->> 'contact_name') as contact_name,
      occurrences.decision,
      occurrences.reasons,
      message.id as message_id,
      message.status,
      message.reason
    from public.occurrences
    left join public.contacts on contacts.id = occurrences.contact_id
    left join public.message_queue as message on message.occurrence_id = occurrences.id
    where occurrences.user_id = describe_turns.user_id
    order by occurrences.nominal_at desc, occurrences.program, occurrences.id
    limit describe_turns.limit_rows
  ) as turn;
$$;

comment on function private.describe_turns(uuid, integer) is
  'The latest turns of a user: what was decided and why, and what came of the message.';
revoke execute on function private.describe_turns(uuid, integer) from public;

create function private.describe_waiting(user_id uuid, limit_rows integer)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(waiting) order by waiting.scheduled_for), '[]')
  from (
    select
      message.id as message_id,
      message.program,
      message.message_type,
      contacts.name as contact_name,
      message.scheduled_for,
      message.status,
      message.reason
    from public.message_queue as message
    left join public.contacts on contacts.id = message.contact_id
    where message.user_id = describe_waiting.user_id
      and message.status = any ('{queued,processing,unconfirmed}')
    order by message.scheduled_for, message.id
    limit describe_waiting.limit_rows
  ) as waiting;
$$;

comment on function private.describe_waiting(uuid, integer) is
  'The next messages about a user that are not final.';
revoke execute on function private.describe_waiting(uuid, integer) from public;

create function public.describe_user(user_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_user jsonb;
begin
  select jsonb_build_object(
    'user_id', users.id,
    'display_name', users.display_name,
    'message_style', users.message_style,
    'signed_up_at', users.created_at,
    'paused_until', case
      when users.held_at is not null then 'infinity'
      when users.paused_until > private.clock_now() then users.paused_until
    end,
    'gone_until', case when users.gone_until > private.clock_now() then users.gone_until end,
    'enabled', preferences.enabled,
    'send_day', preferences.send_day,
    'send_time', to_char(preferences.send_time, 'HH24:MI'),
    'timezone', preferences.timezone,
    'next_due_at', preferences.next_due_at,
    'send_if_goal_met', preferences.send_if_goal_met,
    'send_if_partial_goal', preferences.send_if_partial_goal,
    'remind_before_miss', preferences.remind_before_miss,
    'max_messages_per_week', preferences.max_messages_per_week,
    -- How many, not which: what somebody strives for is between them and their contacts.
    'goals', (select count(*) from public.goals where goals.user_id = users.id),
    'without_programs', (
      select coalesce(jsonb_agg(programs.program order by programs.program), '[]')
      from private.programs
      where not private.is_program_on(programs.program, users.id)
    ),
    'contacts', private.describe_contacts(users.id),
    'turns', private.describe_turns(users.id, 5),
    'waiting', private.describe_waiting(users.id, 20)
  )
  into v_user
  from public.users
  join public.notification_preferences as preferences on preferences.user_id = users.id
  where users.id = describe_user.user_id;
  if v_user is null then
    raise exception 'Cannot describe user "%": there is none', user_id using errcode = 'RD090';
  end if;
  return v_user;
end;
$$;

comment on function public.describe_user(uuid) is
  'What an operator should know of a user, as an object: style, when they are due, whether they '
  'pause or are gone, how many goals, contacts (numbers masked) with their consent, the last 5 '
  'turns with decision and reasons, the next 20 messages that wait, programs that are off. Raises '
  'RD090 if there is none. Definer to read what no API role may. For service_role.';
revoke execute on function public.describe_user(uuid) from public, anon, authenticated;
grant execute on function public.describe_user(uuid) to service_role;

create function public.preview_messages_of(user_id uuid, days integer default 14)
returns table (
  contact_id uuid,
  contact_name text,
  nominal_at timestamptz,
  expected_at timestamptz,
  decision text,
  message_type text,
  message_text text,
  reasons text[],
  program text
)
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  if not exists (select from public.users where users.id = preview_messages_of.user_id) then
    raise exception 'Cannot preview messages of user "%": there is none',
      preview_messages_of.user_id using errcode = 'RD090';
  end if;
  return query
  select *
  from private.preview_messages(preview_messages_of.user_id, preview_messages_of.days);
end;
$$;

comment on function public.preview_messages_of(uuid, integer) is
  'What preview_upcoming_messages() shows this user. Raises RD090 if there is none, RD070. Definer '
  'to read what is theirs. For service_role.';
revoke execute on function public.preview_messages_of(uuid, integer)
  from public, anon, authenticated;
grant execute on function public.preview_messages_of(uuid, integer) to service_role;

create function public.list_due_users(hours integer default null, limit_rows integer default 50)
returns table (
  user_id uuid,
  display_name text,
  next_due_at timestamptz,
  timezone text,
  paused_until timestamptz,
  confirmed_contacts bigint
)
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_now constant timestamptz := private.clock_now();
begin
  perform private.refuse_outside(coalesce(hours, 0), 0, 1000, 'list who is due', 'hours', 'RD091');
  perform private.refuse_outside(limit_rows, 1, 500, 'list who is due', 'limit_rows', 'RD092');
  return query
  select
    due.user_id,
    users.display_name,
    due.next_due_at,
    due.timezone,
    case
      when users.held_at is not null then 'infinity'
      when users.paused_until > v_now then users.paused_until
    end,
    (
      select count(*)
      from public.contacts
      where contacts.user_id = due.user_id
        and contacts.consent_status = 'confirmed'
        and contacts.relationship <> 'self'
    )
  from (
    select preferences.user_id, preferences.next_due_at, preferences.timezone
    from public.notification_preferences as preferences
    -- Only they have a due time, and only their index is read by it.
    where preferences.enabled
      and preferences.next_due_at <= v_now + coalesce(
        list_due_users.hours * interval '1 hour',
        (select settings.scheduling_horizon from private.settings)
      )
    order by preferences.next_due_at, preferences.user_id
    limit limit_rows
  ) as due
  join public.users on users.id = due.user_id
  order by due.next_due_at, due.user_id;
end;
$$;

comment on function public.list_due_users(integer, integer) is
  'The next limit_rows (1 to 500) users whose turn is not planned yet and comes within so many '
  'hours (0 to 1000; null: the scheduling horizon), soonest first. confirmed_contacts are those '
  'who may be told. Raises RD091 and RD092. Definer to read preferences. For service_role.';
revoke execute on function public.list_due_users(integer, integer)
  from public, anon, authenticated;
grant execute on function public.list_due_users(integer, integer) to service_role;

-- supabase/schemas/operating/previewing.sql

-- What a user may expect: who will get which text and when, and what will not be sent, and why.

create function private.preview_program(
  function_name text,
  user_id uuid,
  until timestamptz
)
returns setof private.preview
language plpgsql
stable
set search_path = ''
as $$
begin
  if private.is_out_of_time() then
    return;
  end if;
  return query execute format('select * from %s($1, $2)', function_name) using user_id, until;
exception
  -- What the others expect is shown all the same.
  when query_canceled or assert_failure or others then
    perform private.note_time(sqlstate);
    return;
end;
$$;

comment on function private.preview_program(text, uuid, timestamptz) is
  'What one program expects, or nothing where it fails.';
revoke execute on function private.preview_program(text, uuid, timestamptz) from public;
grant execute on function private.preview_program(text, uuid, timestamptz) to authenticated;

create function private.preview_messages(user_id uuid, days integer)
returns table (
  contact_id uuid,
  contact_name text,
  nominal_at timestamptz,
  expected_at timestamptz,
  decision text,
  message_type text,
  message_text text,
  reasons text[],
  program text
)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  perform private.refuse_outside(days, 1, 31, 'preview messages', 'days', 'RD070');
  return query
  select preview.*, asked.program
  from private.programs_that('preview', 'uuid, timestamptz') as asked
  cross join lateral private.preview_program(
    asked.function_name,
    preview_messages.user_id,
    private.clock_now() + preview_messages.days * interval '1 day'
  ) as preview
  order by preview.nominal_at, preview.contact_name, preview.contact_id, asked.program;
end;
$$;

comment on function private.preview_messages(uuid, integer) is
  'What preview_upcoming_messages() shows the user, for whoever may see it: run as somebody who is '
  'signed in, row level security leaves nothing of anybody else. Raises RD070.';
revoke execute on function private.preview_messages(uuid, integer) from public;
grant execute on function private.preview_messages(uuid, integer) to authenticated;

create function public.preview_upcoming_messages(days integer default 7)
returns table (
  contact_id uuid,
  contact_name text,
  nominal_at timestamptz,
  expected_at timestamptz,
  decision text,
  message_type text,
  message_text text,
  reasons text[],
  program text
)
language sql
stable
set search_path = ''
as $$
  select *
  from private.preview_messages((select auth.uid()), preview_upcoming_messages.days);
$$;

comment on function public.preview_upcoming_messages(integer) is
  'What will be sent about the caller in the next days (1 to 31), if nothing changes and nothing '
  'more is logged: for each turn and contact the decision (send, held until the recipient''s hours '
  'or an hour with room, silent, skipped), when it will leave, its type and words, and the reasons '
  'for anything but send. contact_id is null where there is nobody to tell; program says which '
  'proposes it. No rows while notifications are off. Raises RD070. Runs as the caller. For '
  'authenticated.';
revoke execute on function public.preview_upcoming_messages(integer)
  from public, anon, authenticated, service_role;
grant execute on function public.preview_upcoming_messages(integer) to authenticated;

-- supabase/schemas/operating/trouble.sql

-- What nobody reports because it does not happen: signs of trouble in the queue, the runs and what
-- fails (T115, T148).

create function private.find_trouble_in_queue()
returns table (kind text, summary text, details jsonb)
language sql
stable
set search_path = ''
as $$
  with limits as (
    -- Leases and proofs go by the real clock, the rest by that of domain logic.
    select settings.*, private.clock_now() as domain_now
    from private.settings
  ),
  waiting as (
    select
      count(*) as messages,
      coalesce(
        floor(extract(epoch from max(limits.domain_now - message_queue.scheduled_for)) / 60), 0
      ) as minutes
    from limits
    join public.message_queue
      on message_queue.status = 'queued' and message_queue.scheduled_for <= limits.domain_now
  ),
  stuck as (
    select
      (
        select count(*) from public.message_queue
        where message_queue.status = 'processing'
          and message_queue.lease_expires_at <= now() - limits.stuck_after
      ) as leases,
      (
        select count(*) from public.message_queue
        where message_queue.status = 'unconfirmed'
          and message_queue.unconfirmed_at
            <= now() - limits.proof_timeout - limits.stuck_after
      ) as unconfirmed
    from limits
  ),
  ended as (
    select count(*) as messages, count(*) filter (where messages.status = 'failed') as failed
    from limits
    join public.messages
      on messages.ended_at > limits.domain_now - interval '24 hours'
      and messages.ended_at <= limits.domain_now
  )
  select
    'queue_backlog',
    format(
      '%s texts are due and wait, the oldest for %s minutes', waiting.messages, waiting.minutes
    ),
    jsonb_build_object('messages', waiting.messages, 'minutes', waiting.minutes)
  from waiting
  cross join limits
  where waiting.messages > limits.backlog_messages
    or waiting.minutes * interval '1 minute' >= limits.backlog_age
  union all
  select
    'stuck_messages',
    format(
      '%s texts are under a lease that nobody ends, %s wait too long for proof',
      stuck.leases, stuck.unconfirmed
    ),
    jsonb_build_object('leases', stuck.leases, 'unconfirmed', stuck.unconfirmed)
  from stuck
  where stuck.leases > 0 or stuck.unconfirmed > 0
  union all
  select
    'failures_high',
    format('%s of %s texts failed in 24 hours', ended.failed, ended.messages),
    jsonb_build_object('failed', ended.failed, 'messages', ended.messages)
  from ended
  cross join limits
  where ended.failed >= limits.failure_minimum
    and ended.failed >= limits.failure_share * ended.messages;
$$;

comment on function private.find_trouble_in_queue() is
  'The part of private.find_trouble that the messages show: queue_backlog, stuck_messages, '
  'failures_high.';
revoke execute on function private.find_trouble_in_queue() from public;

create function private.find_trouble_with_provider()
returns table (kind text, summary text, details jsonb)
language sql
stable
set search_path = ''
as $$
  -- It tells itself when it opens; here, once on every further day.
  select
    'circuit_open',
    format('Sending is still stopped: %s', reasons.meaning),
    jsonb_build_object(
      'channel', circuit.channel,
      'opened_at', circuit.opened_at,
      'error_code', circuit.error_code
    )
  from private.delivery_circuits as circuit
  left join public.reasons() as reasons on reasons.code = case circuit.reason
    when 'outcomes_unknown' then 'outcome_unknown' else circuit.reason
  end
  where circuit.opened_at is not null
    and not exists (
      select from public.alerts
      where alerts.kind = 'circuit_open'
        and alerts.day = (private.clock_now() at time zone 'UTC')::date
    );
$$;

comment on function private.find_trouble_with_provider() is
  'The part of private.find_trouble that the channels show: circuit_open.';
revoke execute on function private.find_trouble_with_provider() from public;

create function private.find_trouble_with_runs()
returns table (kind text, summary text, details jsonb)
language sql
stable
set search_path = ''
as $$
  with expected_runs as (
    select
      expected.function_name,
      expected.silence,
      last.status,
      last.started_at,
      last.started_at <= now() - settings.stuck_after as is_old
    from private.settings
    cross join lateral (
      values
        ('message-scheduler', settings.scheduler_silence),
        ('message-sender', settings.sender_silence)
    ) as expected (function_name, silence)
    left join lateral (
      select runs.status, runs.started_at
      from public.function_runs as runs
      where runs.function_name = expected.function_name
      order by runs.started_at desc
      limit 1
    ) as last on true
  )
  select
    'runs_failing',
    format(
      'The last run of %s failed or was killed',
      string_agg(expected_runs.function_name, ' and ' order by expected_runs.function_name)
    ),
    jsonb_object_agg(expected_runs.function_name, expected_runs.started_at)
  from expected_runs
  where expected_runs.status = 'failed' or (expected_runs.status = 'running' and is_old)
  having count(*) > 0
  union all
  select
    'cron_silent',
    format(
      'No run of %s has begun for too long: does cron ring?',
      string_agg(expected_runs.function_name, ' and ' order by expected_runs.function_name)
    ),
    jsonb_object_agg(expected_runs.function_name, expected_runs.started_at)
  from expected_runs
  where coalesce(expected_runs.started_at <= now() - expected_runs.silence, true)
    -- Nothing to do, or only since a moment ago, is no silence.
    and (
      exists (
        select from public.notification_preferences as preferences
        where preferences.enabled and preferences.created_at <= now() - expected_runs.silence
      )
      or exists (
        select from public.message_queue
        where message_queue.status = 'queued'
          and message_queue.created_at <= now() - expected_runs.silence
      )
    )
  having count(*) > 0;
$$;

comment on function private.find_trouble_with_runs() is
  'The part of private.find_trouble that runs show, by the real clock: runs_failing, cron_silent.';
revoke execute on function private.find_trouble_with_runs() from public;

create function private.find_trouble_with_fetching()
returns table (kind text, summary text, details jsonb)
language sql
stable
set search_path = ''
as $$
  select
    'inbound_fetch_failing',
    format(
      'For %s minutes no list of what people texted could be fetched',
      floor(extract(epoch from private.clock_now() - state.failing_since) / 60)
    ),
    jsonb_build_object('failing_since', state.failing_since, 'error', state.last_error)
  from private.inbound_fetching as state
  where state.failing_since <= private.clock_now() - interval '30 minutes';
$$;

comment on function private.find_trouble_with_fetching() is
  'The part of private.find_trouble that the fetching of texts shows: inbound_fetch_failing.';
revoke execute on function private.find_trouble_with_fetching() from public;

create function private.find_trouble()
returns table (kind text, summary text, details jsonb)
language sql
stable
set search_path = ''
as $$
  select * from private.find_trouble_in_queue()
  union all
  select * from private.find_trouble_with_provider()
  union all
  select * from private.find_trouble_with_runs()
  union all
  select * from private.find_trouble_with_fetching();
$$;

comment on function private.find_trouble() is
  'What is wrong now by the limits in private.settings, as alerts: queue_backlog, stuck_messages, '
  'failures_high, circuit_open (where no alert of this day says so), runs_failing, cron_silent, '
  'inbound_fetch_failing. No row if all is well. Neither summary nor details name a person.';
revoke execute on function private.find_trouble() from public;

-- supabase/schemas/metrics/budget_by_hour.sql

-- What of each hour's budget was used.

create view public.budget_by_hour with (security_invoker = true) as
select
  limits.time_slot as hour,
  limits.messages_sent as sent,
  limits.messages_reserved as reserved,
  limits.max_messages_per_slot as granted,
  round(
    (limits.messages_sent + limits.messages_reserved)
      / nullif(limits.max_messages_per_slot, 0)::numeric,
    4
  ) as used_share,
  limits.replies_sent,
  limits.replies_reserved,
  limits.max_replies_per_slot as replies_granted,
  limits.channel
from public.message_rate_limits as limits;

comment on view public.budget_by_hour is
  'How much of the budget of each hour and channel is used (R53); where nothing was claimed there '
  'is no row.';
comment on column public.budget_by_hour.hour is 'Start of the hour.';
comment on column public.budget_by_hour.sent is
  'Texts, other than replies, that the provider took or may have taken.';
comment on column public.budget_by_hour.reserved is 'Texts that are claimed and not settled.';
comment on column public.budget_by_hour.granted is 'Texts that the hour may carry.';
comment on column public.budget_by_hour.used_share is 'Share of sent and reserved in granted.';
comment on column public.budget_by_hour.replies_sent is
  'Replies, which have a budget of their own.';
comment on column public.budget_by_hour.replies_reserved is
  'Replies that are claimed and not settled.';
comment on column public.budget_by_hour.replies_granted is 'Replies that the hour may carry.';
comment on column public.budget_by_hour.channel is 'Whose budget it is.';

revoke all on table public.budget_by_hour from public, anon, authenticated, service_role;
grant select on table public.budget_by_hour to authenticated, service_role;

-- supabase/schemas/metrics/crisis_referrals_by_year.sql

-- How often somebody was told where help is, by year.

create view public.crisis_referrals_by_year with (security_invoker = true) as
select crisis_referrals.year, crisis_referrals.referrals
from private.crisis_referrals;

comment on view public.crisis_referrals_by_year is
  'How often in each UTC year somebody was told where help is, by text or in the app. Without '
  'anybody''s identity, and kept for good.';
comment on column public.crisis_referrals_by_year.year is 'UTC year.';
comment on column public.crisis_referrals_by_year.referrals is 'Answers and notes in inboxes.';

revoke all on table public.crisis_referrals_by_year
  from public, anon, authenticated, service_role;
grant select on table public.crisis_referrals_by_year to authenticated, service_role;

-- supabase/schemas/metrics/delivery_metrics.sql

-- One answer about a stretch of time: texts, responses, shares.

create function private.share(part numeric, whole numeric)
returns numeric
language sql
immutable
set search_path = ''
as $$
  select round(share.part / nullif(share.whole, 0), 4);
$$;

comment on function private.share(numeric, numeric) is
  'part of whole, from 0 to 1 in four digits; null of nothing.';
revoke execute on function private.share(numeric, numeric) from public;
grant execute on function private.share(numeric, numeric) to authenticated, service_role;

create function private.summarize_texts(from_time timestamptz, to_time timestamptz)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'sent', counted.sent,
    'failed', counted.failed,
    'success_rate', private.share(counted.sent, counted.sent + counted.failed),
    'delivered', counted.delivered,
    'undelivered', counted.undelivered,
    'delivery_rate',
    private.share(counted.delivered, counted.delivered + counted.undelivered),
    'segments', counted.segments,
    'cost', counted.segments * settings.cost_per_segment,
    'cost_currency', settings.cost_currency,
    'late_seconds_p50', counted.late[1],
    'late_seconds_p95', counted.late[2]
  )
  from private.settings
  cross join (
    select
      count(*) filter (where messages.status = 'sent') as sent,
      count(*) filter (where messages.status = 'failed') as failed,
      count(*) filter (where messages.was_delivered) as delivered,
      count(*) filter (where not messages.was_delivered) as undelivered,
      coalesce(sum(messages.segments), 0) as segments,
      percentile_disc(array[0.5, 0.95]) within group (order by late.seconds) as late
    from public.messages
    cross join lateral (
      select case
        when messages.status = 'sent'
        then round(extract(epoch from messages.sent_at - messages.scheduled_for)::numeric, 1)
      end
    ) as late (seconds)
    where messages.ended_at >= summarize_texts.from_time
      and messages.ended_at < summarize_texts.to_time
  ) as counted;
$$;

comment on function private.summarize_texts(timestamptz, timestamptz) is
  'How many texts ended, and how: part of get_delivery_metrics(). Late is how long after '
  'scheduled_for a text was sent.';
revoke execute on function private.summarize_texts(timestamptz, timestamptz) from public;
grant execute on function private.summarize_texts(timestamptz, timestamptz)
  to authenticated, service_role;

create function private.count_answers(from_time timestamptz, to_time timestamptz)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(
    jsonb_object_agg(
      counted.program,
      jsonb_build_object('texts', counted.texts, 'answered', counted.answered)
    ),
    '{}'
  )
  from (
    select
      messages.program,
      count(*) as texts,
      count(responses.answered_at) as answered
    from public.messages
    left join public.message_responses as responses on responses.message_id = messages.id
    where messages.ended_at >= count_answers.from_time
      and messages.ended_at < count_answers.to_time
      and messages.status = 'sent'
      and messages.program <> 'reply'
    group by messages.program
  ) as counted;
$$;

comment on function private.count_answers(timestamptz, timestamptz) is
  'How many texts of each program were sent, and how many of them were answered.';
revoke execute on function private.count_answers(timestamptz, timestamptz) from public;
grant execute on function private.count_answers(timestamptz, timestamptz)
  to authenticated, service_role;

create function private.summarize_responses(from_time timestamptz, to_time timestamptz)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'texts', counted.texts,
    'answered', counted.answered,
    'answer_rate', private.share(counted.answered, counted.texts),
    'rated_good', counted.rated_good,
    'rated_bad', counted.rated_bad,
    'opted_out', counted.opted_out,
    'opt_out_rate', private.share(counted.opted_out, counted.texts),
    'by_program', private.count_answers(
      summarize_responses.from_time, summarize_responses.to_time
    )
  )
  from (
    select texts.*, responses.*
    -- Each by itself: to few texts something comes back, and the others need not look for it.
    from (
      select count(*) as texts
      from public.messages
      where messages.ended_at >= summarize_responses.from_time
        and messages.ended_at < summarize_responses.to_time
        and messages.status = 'sent'
        and messages.program <> 'reply'
    ) as texts
    cross join (
      select
        count(responses.answered_at) as answered,
        count(*) filter (where responses.rating = 'good') as rated_good,
        count(*) filter (where responses.rating = 'bad') as rated_bad,
        count(responses.opted_out_at) as opted_out
      from public.message_responses as responses
      join public.messages on messages.id = responses.message_id
      where messages.ended_at >= summarize_responses.from_time
        and messages.ended_at < summarize_responses.to_time
    ) as responses
  ) as counted;
$$;

comment on function private.summarize_responses(timestamptz, timestamptz) is
  'What came back to texts, other than our own answers: part of get_delivery_metrics().';
revoke execute on function private.summarize_responses(timestamptz, timestamptz) from public;
grant execute on function private.summarize_responses(timestamptz, timestamptz)
  to authenticated, service_role;

create function private.count_by(unit text, from_time timestamptz, to_time timestamptz)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'at', counted.at, 'sent', counted.sent, 'failed', counted.failed
      )
      order by counted.at
    ),
    '[]'
  )
  from (
    select
      date_trunc(count_by.unit, messages.ended_at, 'UTC') as at,
      count(*) filter (where messages.status = 'sent') as sent,
      count(*) filter (where messages.status = 'failed') as failed
    from public.messages
    where messages.ended_at >= count_by.from_time and messages.ended_at < count_by.to_time
    group by 1
  ) as counted;
$$;

comment on function private.count_by(text, timestamptz, timestamptz) is
  'Texts of each UTC hour or day that had any, in order: part of get_delivery_metrics().';
revoke execute on function private.count_by(text, timestamptz, timestamptz) from public;
grant execute on function private.count_by(text, timestamptz, timestamptz)
  to authenticated, service_role;

create function public.get_delivery_metrics(from_time timestamptz, to_time timestamptz)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  -- An answer is read by a person: an hour each for longer would be no answer.
  c_longest_by_hour constant interval := '7 days';
begin
  if current_user = 'authenticated' and not private.is_operator() then
    raise exception 'Cannot tell metrics: you are no operator' using errcode = 'RD085';
  end if;
  if coalesce(from_time >= to_time, true) or not isfinite(from_time) or not isfinite(to_time) then
    raise exception 'Cannot tell metrics from "%" to "%": that is no stretch of time',
      from_time, to_time
      using errcode = 'RD086', hint = 'Use two moments, the earlier first.';
  end if;

  return jsonb_build_object(
    'from', from_time,
    'to', to_time,
    'texts', private.summarize_texts(from_time, to_time),
    'by_day', private.count_by('day', from_time, to_time),
    'by_hour', case
      when to_time - from_time <= c_longest_by_hour
      then private.count_by('hour', from_time, to_time)
    end,
    'failures', (
      select coalesce(
        jsonb_agg(to_jsonb(failure) order by failure.messages desc, failure.reason), '[]'
      )
      from (
        select
          coalesce(messages.reason, 'undelivered') as reason,
          messages.error_code,
          count(*) as messages
        from public.messages
        where messages.ended_at >= get_delivery_metrics.from_time
          and messages.ended_at < get_delivery_metrics.to_time
          and (messages.status = 'failed' or not messages.was_delivered)
        group by 1, 2
      ) as failure
    ),
    'responses', private.summarize_responses(from_time, to_time),
    'budget', (
      select jsonb_build_object(
        'hours', count(distinct hours.hour),
        'sent', coalesce(sum(hours.sent), 0),
        'granted', coalesce(sum(hours.granted), 0),
        'used_share', private.share(sum(hours.sent + hours.reserved), sum(hours.granted)),
        'fullest_hour', max(hours.used_share)
      )
      from public.budget_by_hour as hours
      where hours.hour >= get_delivery_metrics.from_time
        and hours.hour < get_delivery_metrics.to_time
    )
  );
end;
$$;

comment on function public.get_delivery_metrics(timestamptz, timestamptz) is
  'What was sent from from_time until just before to_time, and what came of it, as an object: '
  'texts (counts, segments, cost, seconds from scheduled_for to sent), by_day and, of seven days '
  'at most, by_hour (UTC), failures by reason, responses, budget of the hours that begin in it. '
  'Rates are shares from 0 to 1, of delivered in what the carrier reported on, of the others in '
  'texts. Raises RD085 to whoever is signed in and no operator, RD086 if the two are no stretch of '
  'time. Runs as the caller. For authenticated (operators) and service_role.';
revoke execute on function public.get_delivery_metrics(timestamptz, timestamptz)
  from public, anon, authenticated, service_role;
grant execute on function public.get_delivery_metrics(timestamptz, timestamptz)
  to authenticated, service_role;

-- supabase/schemas/metrics/failures_by_reason.sql

-- What failed, by reason.

create view public.failures_by_reason with (security_invoker = true) as
select
  coalesce(messages.reason, 'undelivered') as reason,
  messages.error_code,
  errors.meaning,
  count(*) as messages,
  max(messages.ended_at) as last_at
from public.messages
left join private.provider_errors as errors
  on errors.channel = messages.channel and errors.code = messages.error_code
where messages.ended_at >= (select private.clock_now()) - interval '90 days'
  and (messages.status = 'failed' or not messages.was_delivered)
group by coalesce(messages.reason, 'undelivered'), messages.error_code, errors.meaning;

comment on view public.failures_by_reason is
  'Why texts of the last 90 days did not get to anybody (R50).';
comment on column public.failures_by_reason.reason is
  'Of reasons(); undelivered where the provider took it and the carrier did not deliver it.';
comment on column public.failures_by_reason.error_code is 'Of the provider, if there is one.';
comment on column public.failures_by_reason.meaning is 'What that code means, if we know it.';
comment on column public.failures_by_reason.messages is 'Texts.';
comment on column public.failures_by_reason.last_at is 'When the last of them was sent or failed.';

revoke all on table public.failures_by_reason from public, anon, authenticated, service_role;
grant select on table public.failures_by_reason to authenticated, service_role;

-- supabase/schemas/metrics/messages_by_day.sql

-- Texts that ended, by day.

create view public.messages_by_day with (security_invoker = true) as
select
  (messages.ended_at at time zone 'UTC')::date as day,
  count(*) filter (where messages.status = 'sent') as sent,
  count(*) filter (where messages.status = 'failed') as failed,
  count(*) filter (where messages.was_delivered) as delivered,
  count(*) filter (where not messages.was_delivered) as undelivered,
  coalesce(sum(messages.segments), 0) as segments,
  coalesce(sum(messages.segments), 0) * price.cost_per_segment as cost,
  price.cost_currency
from public.messages
cross join private.settings as price
where messages.ended_at >= (select private.clock_now()) - interval '90 days'
group by
  (messages.ended_at at time zone 'UTC')::date, price.cost_per_segment, price.cost_currency;

comment on view public.messages_by_day is
  'Texts of each UTC date of the last 90 days (R49, R54), with segments and what they cost; no row '
  'for a day without any.';
comment on column public.messages_by_day.day is 'UTC date.';
comment on column public.messages_by_day.sent is 'Texts that the provider took.';
comment on column public.messages_by_day.failed is 'Texts that it did not take.';
comment on column public.messages_by_day.delivered is
  'Texts of these that the carrier says are on the phone.';
comment on column public.messages_by_day.undelivered is
  'Texts of these that the carrier says did not get there. Of the others nothing was heard.';
comment on column public.messages_by_day.segments is 'Segments, as the provider counted them.';
comment on column public.messages_by_day.cost is
  'In cost_currency, at today''s private.settings.cost_per_segment; null while that is.';
comment on column public.messages_by_day.cost_currency is 'ISO 4217.';

revoke all on table public.messages_by_day from public, anon, authenticated, service_role;
grant select on table public.messages_by_day to authenticated, service_role;

-- supabase/schemas/metrics/messages_by_hour.sql

-- Texts that ended, by hour. All views of this room run as whoever reads them, under row level
-- security: operators and service_role see all, anybody else no more than their own. Days and hours
-- are UTC, shares are from 0 to 1, and null where there is nothing to divide by.

create view public.messages_by_hour with (security_invoker = true) as
select
  date_trunc('hour', messages.ended_at, 'UTC') as hour,
  count(*) filter (where messages.status = 'sent') as sent,
  count(*) filter (where messages.status = 'failed') as failed
from public.messages
where messages.ended_at >= (select private.clock_now()) - interval '7 days'
group by date_trunc('hour', messages.ended_at, 'UTC');

comment on view public.messages_by_hour is
  'Texts of each hour of the last 7 days (R49); no row for an hour without any.';
comment on column public.messages_by_hour.hour is 'Start of the hour.';
comment on column public.messages_by_hour.sent is 'Texts that the provider took.';
comment on column public.messages_by_hour.failed is 'Texts that it did not take.';

revoke all on table public.messages_by_hour from public, anon, authenticated, service_role;
grant select on table public.messages_by_hour to authenticated, service_role;

-- supabase/schemas/metrics/messages_by_style.sql

-- Texts that ended, by the style of their words.

create view public.messages_by_style with (security_invoker = true) as
select
  messages.message_style,
  count(*) filter (where messages.status = 'sent') as sent,
  count(*) filter (where messages.status = 'failed') as failed,
  count(*) filter (where messages.was_delivered) as delivered,
  count(*) filter (where not messages.was_delivered) as undelivered,
  round(count(*) filter (where messages.status = 'sent') / count(*)::numeric, 4) as success_rate,
  round(
    count(*) filter (where messages.was_delivered)
      / nullif(count(messages.was_delivered), 0)::numeric,
    4
  ) as delivery_rate
from public.messages
where messages.ended_at >= (select private.clock_now()) - interval '90 days'
group by messages.message_style;

comment on view public.messages_by_style is
  'What became of the texts of each style in the last 90 days (R50, R55).';
comment on column public.messages_by_style.message_style is
  'Style that the text had: plain where it has none, supportive also where somebody was spared.';
comment on column public.messages_by_style.sent is 'Texts that the provider took.';
comment on column public.messages_by_style.failed is 'Texts that it did not take.';
comment on column public.messages_by_style.delivered is
  'Texts that the carrier says are on the phone.';
comment on column public.messages_by_style.undelivered is
  'Texts that the carrier says did not get there.';
comment on column public.messages_by_style.success_rate is 'Share of sent in sent and failed.';
comment on column public.messages_by_style.delivery_rate is
  'Share of delivered in delivered and undelivered.';

revoke all on table public.messages_by_style from public, anon, authenticated, service_role;
grant select on table public.messages_by_style to authenticated, service_role;

-- supabase/schemas/metrics/responses_by_day.sql

-- What came back, by the day of the text.

create view public.responses_by_day with (security_invoker = true) as
select
  (messages.ended_at at time zone 'UTC')::date as day,
  messages.program,
  count(*) as sent,
  count(responses.answered_at) as answered,
  count(*) filter (where responses.rating = 'good') as rated_good,
  count(*) filter (where responses.rating = 'bad') as rated_bad,
  count(responses.opted_out_at) as opted_out
from public.messages
left join public.message_responses as responses on responses.message_id = messages.id
where messages.ended_at >= (select private.clock_now()) - interval '90 days'
  and messages.status = 'sent'
  and messages.program <> 'reply'
group by (messages.ended_at at time zone 'UTC')::date, messages.program;

comment on view public.responses_by_day is
  'What came back to the texts of each UTC date of the last 90 days, by program (R51, R58, R60). '
  'Answers of ours are not in it.';
comment on column public.responses_by_day.day is 'UTC date on which the texts were sent.';
comment on column public.responses_by_day.program is 'Program that proposed them.';
comment on column public.responses_by_day.sent is 'Texts that the provider took.';
comment on column public.responses_by_day.answered is 'Texts of these that somebody answered.';
comment on column public.responses_by_day.rated_good is 'Texts of these that were called GOOD.';
comment on column public.responses_by_day.rated_bad is 'Texts of these that were called BAD.';
comment on column public.responses_by_day.opted_out is
  'Texts of these after which their recipient ended the texts.';

revoke all on table public.responses_by_day from public, anon, authenticated, service_role;
grant select on table public.responses_by_day to authenticated, service_role;

-- supabase/schemas/metrics/runs_by_day.sql

-- Runs of the functions, by day.

create view public.runs_by_day with (security_invoker = true) as
select
  (runs.started_at at time zone 'UTC')::date as day,
  runs.function_name,
  count(*) as runs,
  count(*) filter (where runs.status = 'failed') as failed,
  count(*) filter (where runs.status = 'running') as unfinished,
  round(percentile_cont(0.5) within group (order by took.ms)) as run_ms_p50,
  round(percentile_cont(0.95) within group (order by took.ms)) as run_ms_p95,
  max((runs.report ->> 'slowest_claim_ms')::numeric) as slowest_claim_ms,
  sum((runs.report ->> 'claimed')::bigint) as claimed
from public.function_runs as runs
cross join lateral (
  select extract(epoch from runs.finished_at - runs.started_at)::double precision * 1000
) as took (ms)
group by (runs.started_at at time zone 'UTC')::date, runs.function_name;

comment on view public.runs_by_day is
  'How long the functions'' runs of each UTC date took (R52), as long as they are kept.';
comment on column public.runs_by_day.day is 'UTC date on which the runs began.';
comment on column public.runs_by_day.function_name is 'Edge Function.';
comment on column public.runs_by_day.runs is 'Runs that began.';
comment on column public.runs_by_day.failed is 'Runs of these that failed.';
comment on column public.runs_by_day.unfinished is
  'Runs of these that go on, or were killed if they began long ago.';
comment on column public.runs_by_day.run_ms_p50 is
  'Milliseconds that half of those that ended took at most.';
comment on column public.runs_by_day.run_ms_p95 is
  'Milliseconds that 95 of 100 of those that ended took at most.';
comment on column public.runs_by_day.slowest_claim_ms is
  'Milliseconds of the slowest claim as the sender saw it; null for other functions.';
comment on column public.runs_by_day.claimed is
  'Messages that the sender''s runs claimed; null for other functions.';

revoke all on table public.runs_by_day from public, anon, authenticated, service_role;
grant select on table public.runs_by_day to authenticated, service_role;

-- supabase/schemas/metrics/sending_now.sql

-- Where sending stands at this moment.

create view public.sending_now with (security_invoker = true) as
-- Or it would be asked for each message.
with clock as materialized (select private.clock_now() as instant)
select
  waiting.ready,
  extract(epoch from clock.instant - waiting.oldest_ready_at)::integer as oldest_ready_seconds,
  waiting.later,
  waiting.held,
  (select count(*) from public.message_queue where message_queue.status = 'processing')
    as processing,
  (select count(*) from public.message_queue where message_queue.status = 'unconfirmed')
    as unconfirmed,
  case
    when circuit.paused_at is not null then 'paused'
    when circuit.opened_at is not null then 'open'
    when circuit.channel is not null then 'closed'
  end as circuit,
  coalesce(circuit.paused_at, circuit.opened_at) as stopped_at,
  coalesce(circuit.paused_because, circuit.reason) as stopped_because
from clock
cross join lateral (
  select
    count(*) filter (where message_queue.scheduled_for <= clock.instant) as ready,
    min(message_queue.scheduled_for) filter (where message_queue.scheduled_for <= clock.instant)
      as oldest_ready_at,
    count(*) filter (where message_queue.scheduled_for > clock.instant) as later,
    count(*) filter (
      where message_queue.scheduled_for > clock.instant
        and message_queue.reason in ('outside_allowed_hours', 'hour_is_full')
    ) as held
  from public.message_queue
  -- A status by itself, here and above: each has an index that holds no finished message.
  where message_queue.status = 'queued'
) as waiting
left join lateral (
  select
    delivery_circuits.channel, delivery_circuits.paused_at, delivery_circuits.paused_because,
    delivery_circuits.opened_at, delivery_circuits.reason
  from private.delivery_circuits
  order by
    delivery_circuits.paused_at is null, delivery_circuits.opened_at is null,
    delivery_circuits.channel
  limit 1
) as circuit on true;

comment on view public.sending_now is
  'One row: how much waits, how old it is, and whether texts leave (R52).';
comment on column public.sending_now.ready is 'Messages that are due and wait to be claimed.';
comment on column public.sending_now.oldest_ready_seconds is
  'Seconds since the oldest of them was due; null if there is none.';
comment on column public.sending_now.later is 'Messages that are not due yet.';
comment on column public.sending_now.held is
  'Messages of these that a sender put off: outside the recipient''s hours, or the hour was full.';
comment on column public.sending_now.processing is 'Messages that senders hold.';
comment on column public.sending_now.unconfirmed is
  'Messages whose outcome nobody knows yet.';
comment on column public.sending_now.circuit is
  'closed: every channel sends. paused by an operator, open: one stopped by itself; that which '
  'holds a channel back, of several the pause. Null to whoever may not know.';
comment on column public.sending_now.stopped_at is 'Since when it is paused or open.';
comment on column public.sending_now.stopped_because is
  'What the operator said, or the circuit''s reason.';

revoke all on table public.sending_now from public, anon, authenticated, service_role;
grant select on table public.sending_now to authenticated, service_role;

-- supabase/templates

insert into public.message_templates (
  id, program, message_type, style, locale, body, first_text_suffix
)
values
  ('accountability.chaotic.accountability.01', 'accountability', 'accountability', 'chaotic', 'en', '{{brand}}: ALERT! {{user_name}}''s goals are STILL LOOSE and have tipped over a vending machine. Send help, or a pep talk!', ' Reply STOP to end.'),
  ('accountability.chaotic.accountability.02', 'accountability', 'accountability', 'chaotic', 'en', '{{brand}}: SOUND THE HORNS! The week ended before {{user_name}}''s goals were all logged. A hero must rise. Nice cape, by the way!', ' Reply STOP to end.'),
  ('accountability.chaotic.accountability.03', 'accountability', 'accountability', 'chaotic', 'en', '{{brand}}: the prophecy spoke of a week of unfinished goals. It was {{user_name}}''s. Only your message can break the spell!', ' Reply STOP to end.'),
  ('accountability.chaotic.accountability.04', 'accountability', 'accountability', 'chaotic', 'en', '{{brand}}: {{user_name}}''s unfinished goals have started a polka band. They are LOUD. Storm the stage with a text!', ' Reply STOP to end.'),
  ('accountability.chaotic.accountability.05', 'accountability', 'accountability', 'chaotic', 'en', '{{brand}}: a flock of geese is guarding {{user_name}}''s unmet goals and will negotiate only with YOU. Open with a joke!', ' Reply STOP to end.'),
  ('accountability.chaotic.accountability.06', 'accountability', 'accountability', 'chaotic', 'en', '{{brand}}: MAYDAY! The week is in port and {{user_name}}''s goals are still at sea! Wave a flag, ring a bell, send a text!', ' Reply STOP to end.'),
  ('accountability.chaotic.accountability.07', 'accountability', 'accountability', 'chaotic', 'en', '{{brand}}: 🚨 {{user_name}}''s goals escaped the log! Last seen riding a llama. Rally {{user_name}}!', ' Reply STOP to end.'),
  ('accountability.chaotic.partial.01', 'accountability', 'partial', 'chaotic', 'en', '{{brand}}: PLOT TWIST! {{user_name}} logged progress this week and the crowd wants MORE! Roar with them!', ' Reply STOP to end.'),
  ('accountability.chaotic.partial.02', 'accountability', 'partial', 'chaotic', 'en', '{{brand}}: {{user_name}} is partway up the volcano, log in hand, and still climbing! Shout something heroic!', ' Reply STOP to end.'),
  ('accountability.chaotic.partial.03', 'accountability', 'partial', 'chaotic', 'en', '{{brand}}: a slice of a miracle is still a miracle! {{user_name}} logged progress this week. Fling encouragement at them AT ONCE!', ' Reply STOP to end.'),
  ('accountability.chaotic.partial.04', 'accountability', 'partial', 'chaotic', 'en', '{{brand}}: the drums have started! {{user_name}} logged progress, and the rest is still out there dancing. Send kazoos, or a text!', ' Reply STOP to end.'),
  ('accountability.chaotic.partial.05', 'accountability', 'partial', 'chaotic', 'en', '{{brand}}: SCIENCE UPDATE! {{user_name}} logged some progress this week and the lab hamster now wears a cape. Cheer for both!', ' Reply STOP to end.'),
  ('accountability.chaotic.partial.06', 'accountability', 'partial', 'chaotic', 'en', '{{brand}}: the dragon is tickled but not yet tamed! {{user_name}} logged progress this week. Lend them your loudest yodel!', ' Reply STOP to end.'),
  ('accountability.chaotic.partial.07', 'accountability', 'partial', 'chaotic', 'en', '{{brand}}: ATTENTION, EARTH! {{user_name}} logged progress and the rocket is humming. It needs more fuel. Count down with them!', ' Reply STOP to end.'),
  ('accountability.chaotic.congratulatory.01', 'accountability', 'congratulatory', 'chaotic', 'en', '{{brand}}: CONFETTI CANNONS! {{user_name}} reached EVERY goal this week. Scream it from a balcony, then text them!', ' Reply STOP to end.'),
  ('accountability.chaotic.congratulatory.02', 'accountability', 'congratulatory', 'chaotic', 'en', '{{brand}}: stop everything! {{user_name}} logged it ALL this week. Historians are weeping. Go and cheer!', ' Reply STOP to end.'),
  ('accountability.chaotic.congratulatory.03', 'accountability', 'congratulatory', 'chaotic', 'en', '{{brand}}: the goals have fallen, every one of them! {{user_name}} stands victorious. Send trumpets, or a text!', ' Reply STOP to end.'),
  ('accountability.chaotic.congratulatory.04', 'accountability', 'congratulatory', 'chaotic', 'en', '{{brand}}: ALL GOALS REACHED! Seven very excited otters have elected {{user_name}} mayor of the week. Bow, then cheer!', ' Reply STOP to end.'),
  ('accountability.chaotic.congratulatory.05', 'accountability', 'congratulatory', 'chaotic', 'en', '{{brand}}: the scoreboard EXPLODED! {{user_name}} logged every last goal this week. Run in circles, then congratulate them!', ' Reply STOP to end.'),
  ('accountability.chaotic.congratulatory.06', 'accountability', 'congratulatory', 'chaotic', 'en', '{{brand}}: WE HAVE A LEGEND! {{user_name}} reached every goal and the moon wants an autograph. Shout hooray in their direction!', ' Reply STOP to end.'),
  ('accountability.chaotic.congratulatory.07', 'accountability', 'congratulatory', 'chaotic', 'en', '{{brand}}: 🎉 {{user_name}} reached ALL the goals! A penguin is weeping for joy. Send fireworks, or a text!', ' Reply STOP to end.'),
  ('accountability.chaotic.comeback.01', 'accountability', 'comeback', 'chaotic', 'en', '{{brand}}: THE RETURN! {{user_name}} fell short last time and storms back with EVERY goal logged! Cue the thunder!', ' Reply STOP to end.'),
  ('accountability.chaotic.comeback.02', 'accountability', 'comeback', 'chaotic', 'en', '{{brand}}: out of the ashes of last time rises {{user_name}}, ALL goals blazing! Confetti, and lots of it, NOW!', ' Reply STOP to end.'),
  ('accountability.chaotic.comeback.03', 'accountability', 'comeback', 'chaotic', 'en', '{{brand}}: stop everything! {{user_name}} is BACK and the whole log is full. The crowd goes wild. You are the crowd!', ' Reply STOP to end.'),
  ('accountability.chaotic.comeback.04', 'accountability', 'comeback', 'chaotic', 'en', '{{brand}}: comeback alarm! WEE-OO! All goals reached by {{user_name}} this week! Please respond with noise!', ' Reply STOP to end.'),
  ('accountability.chaotic.comeback.05', 'accountability', 'comeback', 'chaotic', 'en', '{{brand}}: last time: a cliffhanger. This time: {{user_name}} with ALL the goals. Nine seconds of applause, go!', ' Reply STOP to end.'),
  ('accountability.chaotic.comeback.06', 'accountability', 'comeback', 'chaotic', 'en', '{{brand}}: the sequel beats the original! {{user_name}} logged everything this week. Roll credits, send trophies!', ' Reply STOP to end.'),
  ('accountability.chaotic.comeback.07', 'accountability', 'comeback', 'chaotic', 'en', '{{brand}}: unbelievable scenes! {{user_name}} returns with every goal reached. Someone wake the trumpets! It is you!', ' Reply STOP to end.'),
  ('accountability.snarky.accountability.01', 'accountability', 'accountability', 'snarky', 'en', '{{brand}}: {{user_name}}''s goals and {{user_name}}''s log were supposed to meet this week. One of them is running late.', ' Reply STOP to end.'),
  ('accountability.snarky.accountability.02', 'accountability', 'accountability', 'snarky', 'en', '{{brand}}: breaking: {{user_name}}''s goals for the week are still at large. You may be the best detective we have.', ' Reply STOP to end.'),
  ('accountability.snarky.accountability.03', 'accountability', 'accountability', 'snarky', 'en', '{{brand}}: the log came up short, so {{user_name}}''s goals would like a word. They asked you to sit in.', ' Reply STOP to end.'),
  ('accountability.snarky.accountability.04', 'accountability', 'accountability', 'snarky', 'en', '{{brand}}: {{user_name}} logged this week with great restraint. The goals had hoped for less restraint.', ' Reply STOP to end.'),
  ('accountability.snarky.accountability.05', 'accountability', 'accountability', 'snarky', 'en', '{{brand}}: the finish line kept a light on for {{user_name}} all week. It is still on. Tease gently.', ' Reply STOP to end.'),
  ('accountability.snarky.accountability.06', 'accountability', 'accountability', 'snarky', 'en', '{{brand}}: this week''s goals got away from {{user_name}}. The rematch starts now. Heckle as you see fit.', ' Reply STOP to end.'),
  ('accountability.snarky.accountability.07', 'accountability', 'accountability', 'snarky', 'en', '{{brand}}: {{user_name}} left this week''s goals on a cliffhanger. Kindly demand the next episode.', ' Reply STOP to end.'),
  ('accountability.snarky.partial.01', 'accountability', 'partial', 'snarky', 'en', '{{brand}}: {{user_name}} logged some of it this week and hoped nobody would count. We counted.', ' Reply STOP to end.'),
  ('accountability.snarky.partial.02', 'accountability', 'partial', 'snarky', 'en', '{{brand}}: {{user_name}} made it part of the way and stopped for the view. A nudge, please.', ' Reply STOP to end.'),
  ('accountability.snarky.partial.03', 'accountability', 'partial', 'snarky', 'en', '{{brand}}: {{user_name}} logged progress, just not all of it. Started is a lovely word. Ask them about finished.', ' Reply STOP to end.'),
  ('accountability.snarky.partial.04', 'accountability', 'partial', 'snarky', 'en', '{{brand}}: {{user_name}}''s week is a puzzle with pieces still in the box. Nice corner, though. Ask about the rest.', ' Reply STOP to end.'),
  ('accountability.snarky.partial.05', 'accountability', 'partial', 'snarky', 'en', '{{brand}}: the trailer was good: {{user_name}} logged some progress. Ask when the full movie comes out.', ' Reply STOP to end.'),
  ('accountability.snarky.partial.06', 'accountability', 'partial', 'snarky', 'en', '{{brand}}: {{user_name}} logged a bit of this and not quite all of that. Applaud, but politely.', ' Reply STOP to end.'),
  ('accountability.snarky.partial.07', 'accountability', 'partial', 'snarky', 'en', '{{brand}}: progress logged! {{user_name}} is partway through this week''s goals. No spoilers, but there is an ending.', ' Reply STOP to end.'),
  ('accountability.snarky.congratulatory.01', 'accountability', 'congratulatory', 'snarky', 'en', '{{brand}}: {{user_name}} reached every goal this week and will be unbearable about it. Congratulate them anyway.', ' Reply STOP to end.'),
  ('accountability.snarky.congratulatory.02', 'accountability', 'congratulatory', 'snarky', 'en', '{{brand}}: we checked twice. {{user_name}} really logged it all this week. Act surprised when they tell you.', ' Reply STOP to end.'),
  ('accountability.snarky.congratulatory.03', 'accountability', 'congratulatory', 'snarky', 'en', '{{brand}}: {{user_name}} left us nothing to tease about: all goals reached. Rude, but impressive.', ' Reply STOP to end.'),
  ('accountability.snarky.congratulatory.04', 'accountability', 'congratulatory', 'snarky', 'en', '{{brand}}: all goals reached. If {{user_name}} had excuses ready, every one of them went to waste. Tragic. Say bravo.', ' Reply STOP to end.'),
  ('accountability.snarky.congratulatory.05', 'accountability', 'congratulatory', 'snarky', 'en', '{{brand}}: {{user_name}} logged everything this week. If they start giving advice now, that is on you.', ' Reply STOP to end.'),
  ('accountability.snarky.congratulatory.06', 'accountability', 'congratulatory', 'snarky', 'en', '{{brand}}: {{user_name}} reached every goal and is now accepting applause. The line forms behind you.', ' Reply STOP to end.'),
  ('accountability.snarky.congratulatory.07', 'accountability', 'congratulatory', 'snarky', 'en', '{{brand}}: overachiever alert: {{user_name}} logged all of this week''s goals. Clap now or hear about it later.', ' Reply STOP to end.'),
  ('accountability.snarky.comeback.01', 'accountability', 'comeback', 'snarky', 'en', '{{brand}}: plot twist: {{user_name}} logged every goal this week. After last time, you may act surprised.', ' Reply STOP to end.'),
  ('accountability.snarky.comeback.02', 'accountability', 'comeback', 'snarky', 'en', '{{brand}}: remember last time? {{user_name}} does too, and logged all of it this week. Gloating is allowed.', ' Reply STOP to end.'),
  ('accountability.snarky.comeback.03', 'accountability', 'comeback', 'snarky', 'en', '{{brand}}: {{user_name}} is back with every goal logged. The sofa asks what it said wrong.', ' Reply STOP to end.'),
  ('accountability.snarky.comeback.04', 'accountability', 'comeback', 'snarky', 'en', '{{brand}}: all goals logged. {{user_name}} would like you to forget the last text we sent you.', ' Reply STOP to end.'),
  ('accountability.snarky.comeback.05', 'accountability', 'comeback', 'snarky', 'en', '{{brand}}: look who found the way back: {{user_name}} logged everything. Frame this text, hide the last one.', ' Reply STOP to end.'),
  ('accountability.snarky.comeback.06', 'accountability', 'comeback', 'snarky', 'en', '{{brand}}: call off the search party. {{user_name}} turned up with all of this week''s goals.', ' Reply STOP to end.'),
  ('accountability.snarky.comeback.07', 'accountability', 'comeback', 'snarky', 'en', '{{brand}}: every goal logged, so {{user_name}} is back in the game. Praise quickly, before it wears off.', ' Reply STOP to end.'),
  ('accountability.supportive.accountability.01', 'accountability', 'accountability', 'supportive', 'en', '{{brand}}: {{user_name}}''s log came up short of this week''s goals. Could you send them a quick hello today?', ' Reply STOP to end.'),
  ('accountability.supportive.accountability.02', 'accountability', 'accountability', 'supportive', 'en', '{{brand}}: this week''s goals are still open in {{user_name}}''s log. A kind word from you is a good way to begin the next one.', ' Reply STOP to end.'),
  ('accountability.supportive.accountability.03', 'accountability', 'accountability', 'supportive', 'en', '{{brand}}: {{user_name}} has logged less than planned this week. Would you ask what one small next step could be?', ' Reply STOP to end.'),
  ('accountability.supportive.accountability.04', 'accountability', 'accountability', 'supportive', 'en', '{{brand}}: {{user_name}} planned to log more this week. If you have two minutes, give them a call.', ' Reply STOP to end.'),
  ('accountability.supportive.accountability.05', 'accountability', 'accountability', 'supportive', 'en', '{{brand}}: the week is over and {{user_name}}''s goals are not all logged. Remind them that a fresh week starts now.', ' Reply STOP to end.'),
  ('accountability.supportive.accountability.06', 'accountability', 'accountability', 'supportive', 'en', '{{brand}}: {{user_name}} wanted you to hear about weeks like this one, when the log falls short. Tell them you are in their corner.', ' Reply STOP to end.'),
  ('accountability.supportive.accountability.07', 'accountability', 'accountability', 'supportive', 'en', '{{brand}}: part of {{user_name}}''s plan for this week is missing from the log. Could you offer to hear the plan for next week?', ' Reply STOP to end.'),
  ('accountability.supportive.partial.01', 'accountability', 'partial', 'supportive', 'en', '{{brand}}: {{user_name}} logged progress this week, with some still to go. Let them know that it counts.', ' Reply STOP to end.'),
  ('accountability.supportive.partial.02', 'accountability', 'partial', 'supportive', 'en', '{{brand}}: part of the way there! {{user_name}} logged progress toward this week''s goals. Send a quick cheer?', ' Reply STOP to end.'),
  ('accountability.supportive.partial.03', 'accountability', 'partial', 'supportive', 'en', '{{brand}}: {{user_name}} has progress in the log this week, though not all of it yet. Ask which part went well.', ' Reply STOP to end.'),
  ('accountability.supportive.partial.04', 'accountability', 'partial', 'supportive', 'en', '{{brand}}: some of {{user_name}}''s plan made it into the log this week. A short well done from you would be welcome.', ' Reply STOP to end.'),
  ('accountability.supportive.partial.05', 'accountability', 'partial', 'supportive', 'en', '{{brand}}: {{user_name}} got going and logged a part of this week''s plan. Ask if a hand with the rest would help.', ' Reply STOP to end.'),
  ('accountability.supportive.partial.06', 'accountability', 'partial', 'supportive', 'en', '{{brand}}: progress logged, finish line still ahead. Could you send {{user_name}} one line of encouragement?', ' Reply STOP to end.'),
  ('accountability.supportive.partial.07', 'accountability', 'partial', 'supportive', 'en', '{{brand}}: {{user_name}} moved things along this week and logged it. Offer to check in with them midweek?', ' Reply STOP to end.'),
  ('accountability.supportive.congratulatory.01', 'accountability', 'congratulatory', 'supportive', 'en', '{{brand}}: {{user_name}} reached every goal this week! Could you send a quick congratulations?', ' Reply STOP to end.'),
  ('accountability.supportive.congratulatory.02', 'accountability', 'congratulatory', 'supportive', 'en', '{{brand}}: good news: {{user_name}} logged everything planned for the week. Let them know you noticed.', ' Reply STOP to end.'),
  ('accountability.supportive.congratulatory.03', 'accountability', 'congratulatory', 'supportive', 'en', '{{brand}}: a full week for {{user_name}}, with all goals reached. Ask them how they made it happen.', ' Reply STOP to end.'),
  ('accountability.supportive.congratulatory.04', 'accountability', 'congratulatory', 'supportive', 'en', '{{brand}}: this week''s goals are all in {{user_name}}''s log. One warm text from you would finish it nicely.', ' Reply STOP to end.'),
  ('accountability.supportive.congratulatory.05', 'accountability', 'congratulatory', 'supportive', 'en', '{{brand}}: {{user_name}} saw the week through and logged it all. Send them a high five!', ' Reply STOP to end.'),
  ('accountability.supportive.congratulatory.06', 'accountability', 'congratulatory', 'supportive', 'en', '{{brand}}: every goal logged: {{user_name}} hit the mark this week. Could you be the first to say well done?', ' Reply STOP to end.'),
  ('accountability.supportive.congratulatory.07', 'accountability', 'congratulatory', 'supportive', 'en', '{{brand}}: here is one to celebrate: {{user_name}} reached all of this week''s goals. Give them a call and enjoy it together.', ' Reply STOP to end.'),
  ('accountability.supportive.comeback.01', 'accountability', 'comeback', 'supportive', 'en', '{{brand}}: {{user_name}} is back: every goal reached, after a week that fell short. Tell them you noticed.', ' Reply STOP to end.'),
  ('accountability.supportive.comeback.02', 'accountability', 'comeback', 'supportive', 'en', '{{brand}}: last time it fell short, this week {{user_name}} logged everything planned. That deserves a kind word.', ' Reply STOP to end.'),
  ('accountability.supportive.comeback.03', 'accountability', 'comeback', 'supportive', 'en', '{{brand}}: one short week, then all goals reached: {{user_name}} came right back. Send a quick well done?', ' Reply STOP to end.'),
  ('accountability.supportive.comeback.04', 'accountability', 'comeback', 'supportive', 'en', '{{brand}}: coming back is what counts, and {{user_name}} is back with all of this week''s goals. Ask how it feels.', ' Reply STOP to end.'),
  ('accountability.supportive.comeback.05', 'accountability', 'comeback', 'supportive', 'en', '{{brand}}: {{user_name}} picked it up again and logged every goal this week. Would you cheer them on?', ' Reply STOP to end.'),
  ('accountability.supportive.comeback.06', 'accountability', 'comeback', 'supportive', 'en', '{{brand}}: a turn for the better: everything {{user_name}} planned this week is logged. Let them hear it from you.', ' Reply STOP to end.'),
  ('accountability.supportive.comeback.07', 'accountability', 'comeback', 'supportive', 'en', '{{brand}}: the comeback is in the log, with every goal reached by {{user_name}}. Share the moment with them?', ' Reply STOP to end.'),
  ('consent.de.invite', 'consent', 'invite', 'plain', 'de', '{{brand}}: {{user_name}} bittet uns, Ihnen über eigene Wochenziele zu schreiben, bis zu {{times}} SMS pro Woche. Antworten Sie JA zum Zustimmen, NEIN oder STOP zum Ablehnen, HILFE für Hilfe. Es können Kosten anfallen.', ''),
  ('consent.de.invite_self', 'consent', 'invite_self', 'plain', 'de', '{{brand}}: {{user_name}}, ist das Ihr Telefon? Antworten Sie JA, um Ziele per SMS einzutragen und vor dem Ende Ihrer Woche erinnert zu werden. STOP zum Ablehnen, HILFE für Hilfe. Es können Kosten anfallen.', ''),
  ('consent.es.invite', 'consent', 'invite', 'plain', 'es', '{{brand}}: {{user_name}} pide que te escribamos sobre sus metas semanales, hasta {{times}} SMS por semana. Responde SI para aceptar, NO o STOP para rechazar, AYUDA para ayuda. Pueden aplicarse tarifas.', ''),
  ('consent.es.invite_self', 'consent', 'invite_self', 'plain', 'es', '{{brand}}: {{user_name}}, ¿es tuyo este teléfono? Responde SI para anotar metas por SMS y recibir un aviso antes de que acabe tu semana. STOP para rechazar, AYUDA para ayuda. Pueden aplicarse tarifas.', ''),
  ('consent.fr.invite', 'consent', 'invite', 'plain', 'fr', '{{brand}}: {{user_name}} nous demande de vous écrire sur ses objectifs de la semaine, jusqu''à {{times}} SMS par semaine. Répondez OUI pour accepter, NON ou STOP pour refuser, AIDE pour l''aide. Des frais peuvent s''appliquer.', ''),
  ('consent.fr.invite_self', 'consent', 'invite_self', 'plain', 'fr', '{{brand}}: {{user_name}}, ce téléphone est-il à vous? Répondez OUI pour noter vos objectifs par SMS et recevoir un rappel avant la fin de votre semaine. STOP pour refuser, AIDE pour l''aide. Des frais peuvent s''appliquer.', ''),
  ('consent.invite', 'consent', 'invite', 'plain', 'en', '{{brand}}: {{user_name}} asked us to text you about their weekly goals, up to {{times}} a week. Reply YES to agree, NO or STOP to decline, HELP for help. Msg&data rates may apply.', ''),
  ('consent.invite_self', 'consent', 'invite_self', 'plain', 'en', '{{brand}}: is this your phone, {{user_name}}? Reply YES to log goals by text and get a reminder before your week ends. STOP to decline, HELP for help. Msg&data rates may apply.', ''),
  ('consent.pt.invite', 'consent', 'invite', 'plain', 'pt', '{{brand}}: {{user_name}} pede que lhe escrevamos sobre as metas semanais que definiu, até {{times}} SMS por semana. Responda SIM para aceitar, NAO ou STOP para recusar, AJUDA para ajuda. Podem aplicar-se tarifas.', ''),
  ('consent.pt.invite_self', 'consent', 'invite_self', 'plain', 'pt', '{{brand}}: {{user_name}}, este telefone é seu? Responda SIM para anotar metas por SMS e receber um lembrete antes do fim da sua semana. STOP para recusar, AJUDA para ajuda. Podem aplicar-se tarifas.', ''),
  ('heads_up.heads_up', 'heads_up', 'heads_up', 'plain', 'en', '{{brand}}: your week ends at {{at}}, logged so far: {{goals}}. Forgot some? Reply DONE or a number. SNOOZE 1H or SKIP work too.', ''),
  ('reply.de.confirmed', 'reply', 'confirmed', 'plain', 'de', '{{brand}}: danke! Wir schreiben Ihnen über die Ziele von {{user_name}}, bis zu {{times}} SMS pro Woche. Es können Kosten anfallen. HILFE für Hilfe, STOP zum Beenden.', ''),
  ('reply.de.confirmed_self', 'reply', 'confirmed_self', 'plain', 'de', '{{brand}}: fertig, {{user_name}}. Schreiben Sie DONE, eine Zahl wie 3 km, STATUS, SKIP, PAUSE 1W oder WHY. Es können Kosten anfallen. HILFE für Hilfe, STOP zum Beenden.', ''),
  ('reply.de.declined', 'reply', 'declined', 'plain', 'de', '{{brand}}: verstanden. Sie bekommen keine SMS über {{user_name}}.', ''),
  ('reply.de.nothing_to_confirm', 'reply', 'nothing_to_confirm', 'plain', 'de', '{{brand}}: niemand wartet auf Ihre Antwort. Antworten Sie STOP, um nichts mehr von uns zu bekommen.', ''),
  ('reply.de.stopped', 'reply', 'stopped', 'plain', 'de', '{{brand}}: Sie sind abgemeldet und bekommen keine SMS mehr von uns. START macht das rückgängig.', ''),
  ('reply.de.restarted', 'reply', 'restarted', 'plain', 'de', '{{brand}}: willkommen zurück! Sie bekommen wieder die SMS, denen Sie zugestimmt hatten. Antworten Sie HILFE für Hilfe, STOP zum Beenden.', ''),
  ('reply.de.muted', 'reply', 'muted', 'plain', 'de', '{{brand}}: Sie bekommen keine SMS mehr über {{user_name}}. STOP beendet alle SMS.', ''),
  ('reply.de.quiet', 'reply', 'quiet', 'plain', 'de', '{{brand}}: keine SMS vor {{day}} {{at}} Uhr. Um sie ganz zu beenden, antworten Sie STOP.', ''),
  ('reply.de.mute_whom', 'reply', 'mute_whom', 'plain', 'de', '{{brand}}: über wen sollen die SMS enden? Antworten Sie MUTE und einen Namen: {{names}}. STOP beendet alle SMS.', ''),
  ('reply.de.help', 'reply', 'help', 'plain', 'de', '{{brand}}: SMS von einem Programm, keinem Menschen, über Ziele von Leuten, die darum baten. WER sagt, von wem. MUTE und ein Name beendet die über eine Person, STOP alle.', ''),
  ('reply.de.who', 'reply', 'who', 'plain', 'de', '{{brand}}: wir schreiben Ihnen im Namen von {{names}}. MUTE und ein Name beendet die SMS über eine Person, STOP alle.', ''),
  ('reply.de.who_self', 'reply', 'who_self', 'plain', 'de', '{{brand}}: das ist Ihr eigenes Telefon, {{user_name}}, und Sie haben diesen SMS zugestimmt. STOP beendet sie.', ''),
  ('reply.de.who_nobody', 'reply', 'who_nobody', 'plain', 'de', '{{brand}}: zurzeit schreibt Ihnen niemand über uns. Mit STOP bleibt das so.', ''),
  ('reply.de.about', 'reply', 'about', 'plain', 'de', '{{brand}}: ein Programm, kein Mensch. Wer zugestimmt hat, hört von den Wochenzielen anderer. WER sagt, in wessen Namen. HILFE für Hilfe, STOP zum Beenden.', ''),
  ('reply.de.not_understood', 'reply', 'not_understood', 'plain', 'de', '{{brand}}: wir heben Ihre SMS für {{user_name}} auf, in der App ist sie zu lesen. Antworten Sie HILFE für Hilfe, STOP zum Beenden.', ''),
  ('reply.de.crisis', 'reply', 'crisis', 'plain', 'de', '{{brand}}: hier antwortet ein Programm, aber Ihr Leben ist wichtig. Bitte sprechen Sie jetzt mit jemandem: {{lifeline}}. Wir schreiben Ihnen nicht mehr; START macht das rückgängig.', ''),
  ('reply.de.hours', 'reply', 'hours', 'plain', 'de', '{{brand}}: SMS kommen zu Ihnen {{hours}} ({{zone}}). HOURS 9-18 oder ZONE Berlin ändert das, HOURS OFF gibt alle Stunden frei, STOP beendet alles.', ''),
  ('reply.de.hours_empty', 'reply', 'hours_empty', 'plain', 'de', '{{brand}}: nichts wurde geändert, denn SMS dürfen nur {{hours}} kommen, und davon bliebe nichts. Antworten Sie zum Beispiel HOURS 9-18.', ''),
  ('reply.de.hours_how', 'reply', 'hours_how', 'plain', 'de', '{{brand}}: nichts wurde geändert, diese Zeiten haben wir nicht verstanden. Antworten Sie HOURS 9-18 oder HOURS 8:30-17.', ''),
  ('reply.de.zone_which', 'reply', 'zone_which', 'plain', 'de', '{{brand}}: nichts wurde geändert, es gibt mehrere. Antworten Sie ZONE und einen der Namen: {{names}}.', ''),
  ('reply.de.zone_unknown', 'reply', 'zone_unknown', 'plain', 'de', '{{brand}}: nichts wurde geändert, diese Zone kennen wir nicht. Antworten Sie ZONE und eine große Stadt, wie ZONE Berlin oder ZONE New York.', ''),
  ('reply.de.distress', 'reply', 'distress', 'plain', 'de', '{{brand}}: hier antwortet ein Programm, aber Ihr Leben ist wichtig. Wenn es Ihnen schlecht geht, sprechen Sie bitte mit jemandem: {{lifeline}}.', ''),
  ('reply.de.crisis_in_app', 'reply', 'crisis_in_app', 'plain', 'de', '{{brand}}: hier antwortet ein Programm, aber Ihr Leben ist wichtig. Bitte sprechen Sie jetzt mit jemandem: {{lifeline}}. Wir senden nichts an Sie oder über Sie, bis Sie es in der App erlauben.', ''),
  ('reply.es.confirmed', 'reply', 'confirmed', 'plain', 'es', '{{brand}}: ¡gracias! Te escribiremos sobre las metas de {{user_name}}, hasta {{times}} SMS por semana. Pueden aplicarse tarifas. AYUDA para ayuda, STOP para terminar.', ''),
  ('reply.es.confirmed_self', 'reply', 'confirmed_self', 'plain', 'es', '{{brand}}: listo, {{user_name}}. Escribe DONE, un dato como 3 km, STATUS, SKIP, PAUSE 1W o WHY. Pueden aplicarse tarifas. AYUDA para ayuda, STOP para terminar.', ''),
  ('reply.es.declined', 'reply', 'declined', 'plain', 'es', '{{brand}}: entendido. No te escribiremos sobre {{user_name}}.', ''),
  ('reply.es.nothing_to_confirm', 'reply', 'nothing_to_confirm', 'plain', 'es', '{{brand}}: nadie espera tu respuesta. Responde STOP para no recibir nada de nosotros.', ''),
  ('reply.es.stopped', 'reply', 'stopped', 'plain', 'es', '{{brand}}: hecho, no te escribiremos de nuevo. Responde START para deshacerlo.', ''),
  ('reply.es.restarted', 'reply', 'restarted', 'plain', 'es', '{{brand}}: ¡hola de nuevo! Vuelves a recibir SMS de quienes aceptaste. Responde AYUDA para ayuda, STOP para terminar.', ''),
  ('reply.es.muted', 'reply', 'muted', 'plain', 'es', '{{brand}}: no te escribiremos de nuevo sobre {{user_name}}. STOP termina todos los SMS.', ''),
  ('reply.es.quiet', 'reply', 'quiet', 'plain', 'es', '{{brand}}: no te escribimos antes del {{day}} a las {{at}}. STOP termina todos los SMS.', ''),
  ('reply.es.mute_whom', 'reply', 'mute_whom', 'plain', 'es', '{{brand}}: ¿sobre quién no quieres SMS? Responde MUTE y un nombre: {{names}}. STOP termina todos.', ''),
  ('reply.es.help', 'reply', 'help', 'plain', 'es', '{{brand}}: SMS de un programa, no de una persona, sobre metas de quienes te lo pidieron. QUIEN dice de quién son, MUTE y un nombre termina los de una, STOP todos.', ''),
  ('reply.es.who', 'reply', 'who', 'plain', 'es', '{{brand}}: te escribimos en nombre de {{names}}. MUTE y un nombre termina los SMS de una persona, STOP todos.', ''),
  ('reply.es.who_self', 'reply', 'who_self', 'plain', 'es', '{{brand}}: este es tu propio teléfono, {{user_name}}, y aceptaste estos SMS. Responde STOP para terminarlos.', ''),
  ('reply.es.who_nobody', 'reply', 'who_nobody', 'plain', 'es', '{{brand}}: ahora nadie te escribe por medio de nosotros. Responde STOP para que no cambie.', ''),
  ('reply.es.about', 'reply', 'about', 'plain', 'es', '{{brand}}: somos un programa, no una persona. Quien acepta recibe noticias de metas semanales de otros. QUIEN dice de quién. AYUDA para ayuda, STOP para terminar.', ''),
  ('reply.es.not_understood', 'reply', 'not_understood', 'plain', 'es', '{{brand}}: guardamos tu mensaje para {{user_name}}, que puede leerlo en la app. Responde AYUDA para ayuda, STOP para terminar.', ''),
  ('reply.es.crisis', 'reply', 'crisis', 'plain', 'es', '{{brand}}: te responde un programa, pero tu vida importa. Por favor, habla con alguien ahora: {{lifeline}}. No te escribiremos de nuevo; START lo deshace.', ''),
  ('reply.es.hours', 'reply', 'hours', 'plain', 'es', '{{brand}}: los mensajes le llegan {{hours}} ({{zone}}). Responda HOURS 9-18 o ZONE Madrid para cambiarlo, HOURS OFF para toda hora, STOP para terminar.', ''),
  ('reply.es.hours_empty', 'reply', 'hours_empty', 'plain', 'es', '{{brand}}: nada ha cambiado, pues los mensajes solo pueden llegar {{hours}} y esas horas quedan fuera. Responda por ejemplo HOURS 9-18.', ''),
  ('reply.es.hours_how', 'reply', 'hours_how', 'plain', 'es', '{{brand}}: nada ha cambiado, no entendimos esas horas. Responda HOURS 9-18 o HOURS 8:30-17.', ''),
  ('reply.es.zone_which', 'reply', 'zone_which', 'plain', 'es', '{{brand}}: nada ha cambiado, hay varias. Responda ZONE y una de estas: {{names}}.', ''),
  ('reply.es.zone_unknown', 'reply', 'zone_unknown', 'plain', 'es', '{{brand}}: nada ha cambiado, no conocemos esa zona. Responda ZONE y una ciudad grande, como ZONE Madrid o ZONE New York.', ''),
  ('reply.es.distress', 'reply', 'distress', 'plain', 'es', '{{brand}}: te responde un programa, pero tu vida importa. Si todo te pesa, habla con alguien, por favor: {{lifeline}}.', ''),
  ('reply.es.crisis_in_app', 'reply', 'crisis_in_app', 'plain', 'es', '{{brand}}: te responde un programa, pero tu vida importa. Por favor, habla con alguien ahora: {{lifeline}}. No enviamos nada a ti ni sobre ti hasta que lo digas en la app.', ''),
  ('reply.fr.confirmed', 'reply', 'confirmed', 'plain', 'fr', '{{brand}}: merci! Nous vous écrirons sur les objectifs de {{user_name}}, jusqu''à {{times}} SMS par semaine. Des frais peuvent s''appliquer. AIDE pour l''aide, STOP pour finir.', ''),
  ('reply.fr.confirmed_self', 'reply', 'confirmed_self', 'plain', 'fr', '{{brand}}: c''est fait, {{user_name}}. Envoyez DONE, une valeur comme 3 km, STATUS, SKIP, PAUSE 1W ou WHY. Des frais peuvent s''appliquer. AIDE pour l''aide, STOP pour finir.', ''),
  ('reply.fr.declined', 'reply', 'declined', 'plain', 'fr', '{{brand}}: c''est noté. Nous ne vous écrirons pas au sujet de {{user_name}}.', ''),
  ('reply.fr.nothing_to_confirm', 'reply', 'nothing_to_confirm', 'plain', 'fr', '{{brand}}: personne n''attend de réponse de vous. Répondez STOP pour ne plus rien recevoir de nous.', ''),
  ('reply.fr.stopped', 'reply', 'stopped', 'plain', 'fr', '{{brand}}: c''est fait, vous ne recevrez plus de SMS de nous. Répondez START pour annuler.', ''),
  ('reply.fr.restarted', 'reply', 'restarted', 'plain', 'fr', '{{brand}}: bon retour! Vous recevez de nouveau les SMS que vous aviez acceptés. Répondez AIDE pour l''aide, STOP pour finir.', ''),
  ('reply.fr.muted', 'reply', 'muted', 'plain', 'fr', '{{brand}}: vous ne recevrez plus de SMS au sujet de {{user_name}}. STOP met fin à tous les SMS.', ''),
  ('reply.fr.quiet', 'reply', 'quiet', 'plain', 'fr', '{{brand}}: aucun SMS avant {{day}} {{at}}. Répondez STOP pour ne plus en recevoir.', ''),
  ('reply.fr.mute_whom', 'reply', 'mute_whom', 'plain', 'fr', '{{brand}}: au sujet de qui ne plus vous écrire? Répondez MUTE et un nom: {{names}}. STOP met fin à tous.', ''),
  ('reply.fr.help', 'reply', 'help', 'plain', 'fr', '{{brand}}: SMS d''un programme, pas d''une personne, sur les objectifs de gens qui l''ont demandé. QUI dit de qui, MUTE et un nom met fin à ceux d''une personne, STOP à tous.', ''),
  ('reply.fr.who', 'reply', 'who', 'plain', 'fr', '{{brand}}: nous vous écrivons au nom de {{names}}. MUTE et un nom met fin aux SMS d''une personne, STOP à tous.', ''),
  ('reply.fr.who_self', 'reply', 'who_self', 'plain', 'fr', '{{brand}}: c''est votre propre téléphone, {{user_name}}, et vous avez accepté ces SMS. Répondez STOP pour y mettre fin.', ''),
  ('reply.fr.who_nobody', 'reply', 'who_nobody', 'plain', 'fr', '{{brand}}: personne ne vous écrit par nous en ce moment. Répondez STOP pour que rien ne change.', ''),
  ('reply.fr.about', 'reply', 'about', 'plain', 'fr', '{{brand}}: un programme, pas une personne. Qui a accepté apprend où d''autres en sont de leurs objectifs. QUI dit au nom de qui. AIDE pour l''aide, STOP pour finir.', ''),
  ('reply.fr.not_understood', 'reply', 'not_understood', 'plain', 'fr', '{{brand}}: votre message est gardé pour {{user_name}}, qui peut le lire dans l''app. Répondez AIDE pour l''aide, STOP pour finir.', ''),
  ('reply.fr.crisis', 'reply', 'crisis', 'plain', 'fr', '{{brand}}: c''est un programme qui vous répond, mais votre vie compte. Parlez maintenant à quelqu''un: {{lifeline}}. Vous ne recevrez plus de SMS de nous; START pour annuler.', ''),
  ('reply.fr.hours', 'reply', 'hours', 'plain', 'fr', '{{brand}}: vous recevez nos SMS {{hours}} ({{zone}}). Répondez HOURS 9-18 ou ZONE Paris pour changer, HOURS OFF pour toute heure, STOP pour finir.', ''),
  ('reply.fr.hours_empty', 'reply', 'hours_empty', 'plain', 'fr', '{{brand}}: rien n''est changé, car un SMS ne peut venir que {{hours}} et ces heures n''en gardent rien. Répondez par exemple HOURS 9-18.', ''),
  ('reply.fr.hours_how', 'reply', 'hours_how', 'plain', 'fr', '{{brand}}: rien n''est changé, nous n''avons pas compris ces heures. Répondez HOURS 9-18 ou HOURS 8:30-17.', ''),
  ('reply.fr.zone_which', 'reply', 'zone_which', 'plain', 'fr', '{{brand}}: rien n''est changé, il y en a plusieurs. Répondez ZONE et un de ces noms : {{names}}.', ''),
  ('reply.fr.zone_unknown', 'reply', 'zone_unknown', 'plain', 'fr', '{{brand}}: rien n''est changé, nous ne connaissons pas cette zone. Répondez ZONE et une grande ville, comme ZONE Paris ou ZONE New York.', ''),
  ('reply.fr.distress', 'reply', 'distress', 'plain', 'fr', '{{brand}}: c''est un programme qui vous répond, mais votre vie compte. Si tout va mal, parlez à quelqu''un: {{lifeline}}.', ''),
  ('reply.fr.crisis_in_app', 'reply', 'crisis_in_app', 'plain', 'fr', '{{brand}}: c''est un programme qui vous répond, mais votre vie compte. Parlez maintenant à quelqu''un: {{lifeline}}. Rien n''est envoyé à vous ni sur vous tant que vous ne le dites pas dans l''app.', ''),
  ('reply.confirmed', 'reply', 'confirmed', 'plain', 'en', '{{brand}}: thank you! We will text you about {{user_name}}''s weekly goals, up to {{times}} a week. Msg&data rates may apply. Reply HELP for help, STOP to end.', ''),
  ('reply.confirmed_self', 'reply', 'confirmed_self', 'plain', 'en', '{{brand}}: done, {{user_name}}. Text DONE, a number like 3 km, STATUS, SKIP, PAUSE 1W or WHY at any time. Msg&data rates may apply. HELP for help, STOP to end.', ''),
  ('reply.declined', 'reply', 'declined', 'plain', 'en', '{{brand}}: understood. You get no texts about {{user_name}}.', ''),
  ('reply.nothing_to_confirm', 'reply', 'nothing_to_confirm', 'plain', 'en', '{{brand}}: nobody is waiting for your answer. Reply STOP to end all texts from us.', ''),
  ('reply.stopped', 'reply', 'stopped', 'plain', 'en', '{{brand}}: you are opted out and get no more texts from us. Reply START to undo that.', ''),
  ('reply.restarted', 'reply', 'restarted', 'plain', 'en', '{{brand}}: welcome back. You get texts again from those you had agreed to. Reply HELP for help, STOP to end.', ''),
  ('reply.muted', 'reply', 'muted', 'plain', 'en', '{{brand}}: you get no more texts about {{user_name}}. STOP ends texts about everybody.', ''),
  ('reply.quiet', 'reply', 'quiet', 'plain', 'en', '{{brand}}: fine, no texts before {{day}} {{at}}. To end them for good, reply STOP.', ''),
  ('reply.mute_whom', 'reply', 'mute_whom', 'plain', 'en', '{{brand}}: texts about whom should end? Reply MUTE and a name: {{names}}. STOP ends all of them.', ''),
  ('reply.help', 'reply', 'help', 'plain', 'en', '{{brand}}: automated texts, not a person, about goals of people who asked you. WHO says in whose name, MUTE and a name ends those about one, STOP ends all.', ''),
  ('reply.who', 'reply', 'who', 'plain', 'en', '{{brand}}: we text you in the name of {{names}}. MUTE and a name ends the texts about one person, STOP ends all.', ''),
  ('reply.who_self', 'reply', 'who_self', 'plain', 'en', '{{brand}}: this is your own phone, {{user_name}}, and you said yes to these texts. Reply STOP to end them.', ''),
  ('reply.who_nobody', 'reply', 'who_nobody', 'plain', 'en', '{{brand}}: nobody has texts sent to you now. Reply STOP to keep it that way.', ''),
  ('reply.about', 'reply', 'about', 'plain', 'en', '{{brand}}: an automated service, not a person. Who said yes hears how the weekly goals of others went. WHO says in whose name. HELP for help, STOP to end.', ''),
  ('reply.whose', 'reply', 'whose', 'plain', 'en', '{{brand}}: this phone answers for {{names}}. Whose is it? Reply with the name, like {{example}}.', ''),
  ('reply.logged', 'reply', 'logged', 'plain', 'en', '{{brand}}: logged {{amount}} {{unit}} for {{goal}}. That makes {{progress}} of {{target}} this week.', ''),
  ('reply.week_reached', 'reply', 'week_reached', 'plain', 'en', '{{brand}}: logged {{amount}} {{unit}} for {{goal}}. With that, every goal of this week is reached. Well done, {{user_name}}!', ''),
  ('reply.week_reached_again', 'reply', 'week_reached_again', 'plain', 'en', '{{brand}}: logged {{amount}} {{unit}} for {{goal}}, and every goal of this week is reached. Last time fell short, and you came back: that is what counts.', ''),
  ('reply.logged_several', 'reply', 'logged_several', 'plain', 'en', '{{brand}}: logged {{logs}}. This week: {{week}}.', ''),
  ('reply.undone', 'reply', 'undone', 'plain', 'en', '{{brand}}: took back {{logs}}. This week: {{week}}.', ''),
  ('reply.mended', 'reply', 'mended', 'plain', 'en', '{{brand}}: {{logs}}, not {{amount}}. This week: {{week}}.', ''),
  ('reply.nothing_to_undo', 'reply', 'nothing_to_undo', 'plain', 'en', '{{brand}}: no log by text of this week fits that. The app shows them all and can change them.', ''),
  ('reply.same_again', 'reply', 'same_again', 'plain', 'en', '{{brand}}: that came twice and is logged once. If you meant twice, text it again in a minute.', ''),
  ('reply.reached_already', 'reply', 'reached_already', 'plain', 'en', '{{brand}}: {{goal}} was reached already, {{progress}} of {{target}} this week.', ''),
  ('reply.which_goal', 'reply', 'which_goal', 'plain', 'en', '{{brand}}: for which goal? Reply with its unit or its name, like {{example}}. Your goals: {{names}}.', ''),
  ('reply.no_goal', 'reply', 'no_goal', 'plain', 'en', '{{brand}}: there is no goal to log for yet. Add one in the app.', ''),
  ('reply.bad_amount', 'reply', 'bad_amount', 'plain', 'en', '{{brand}}: {{amount}} is not an amount to log. Reply with a number like 3 or 2.5 km.', ''),
  ('reply.paused', 'reply', 'paused', 'plain', 'en', '{{brand}}: paused until {{until}}. Nobody is texted about you. RESUME ends the pause.', ''),
  ('reply.bad_pause', 'reply', 'bad_pause', 'plain', 'en', '{{brand}}: pause for how long? Reply PAUSE 3D or PAUSE 2W, for a year at most.', ''),
  ('reply.skipped', 'reply', 'skipped', 'plain', 'en', '{{brand}}: this week does not count, nobody is texted about it. Judging goes on after {{until}}.', ''),
  ('reply.snoozed', 'reply', 'snoozed', 'plain', 'en', '{{brand}}: fine, we ask again at {{at}}.', ''),
  ('reply.bad_snooze', 'reply', 'bad_snooze', 'plain', 'en', '{{brand}}: there is nothing to ask again about before the week ends. Reply SNOOZE 30M or SNOOZE 1H to a reminder.', ''),
  ('reply.snooze_how_long', 'reply', 'snooze_how_long', 'plain', 'en', '{{brand}}: ask again when? Reply SNOOZE 30M, SNOOZE 2H or SNOOZE TILL 5PM.', ''),
  ('reply.resumed', 'reply', 'resumed', 'plain', 'en', '{{brand}}: you are back. The next turn is {{next}}.', ''),
  ('reply.status', 'reply', 'status', 'plain', 'en', '{{brand}}: {{goals}}. Next turn: {{next}}.', ''),
  ('reply.why', 'reply', 'why', 'plain', 'en', '{{brand}}: {{story}}', ''),
  ('reply.why_nothing', 'reply', 'why_nothing', 'plain', 'en', '{{brand}}: nothing was sent, and nothing was due yet.', ''),
  ('reply.times', 'reply', 'times', 'plain', 'en', '{{brand}}: from now on at most {{times}} a week goes to each of your contacts.', ''),
  ('reply.frequency', 'reply', 'frequency', 'plain', 'en', '{{brand}}: the last text was {{program}}. From now on we text you yourself at most {{a_day}} a day and {{a_week}} a week.', ''),
  ('reply.rated', 'reply', 'rated', 'plain', 'en', '{{brand}}: thanks, we noted that.', ''),
  ('reply.try_later', 'reply', 'try_later', 'plain', 'en', '{{brand}}: that did not work, and nothing was changed. Please text it again in an hour.', ''),
  ('reply.not_understood_self', 'reply', 'not_understood_self', 'plain', 'en', '{{brand}}: we did not get that. Text DONE, a number like 3 km, STATUS, SKIP, PAUSE 1W, RESUME or WHY.', ''),
  ('reply.not_understood', 'reply', 'not_understood', 'plain', 'en', '{{brand}}: your text is kept for {{user_name}}, who can read it in the app. Reply HELP for help, STOP to end.', ''),
  ('reply.crisis', 'reply', 'crisis', 'plain', 'en', '{{brand}}: we are an automatic service, but you matter. Please talk to someone now: {{lifeline}}. You get no more texts from us; START undoes that.', ''),
  ('reply.hours', 'reply', 'hours', 'plain', 'en', '{{brand}}: texts come to you {{hours}} ({{zone}}). Reply HOURS 9-18 or ZONE Berlin to change it, HOURS OFF for all hours, STOP to end.', ''),
  ('reply.hours_empty', 'reply', 'hours_empty', 'plain', 'en', '{{brand}}: nothing was changed, for texts may only come {{hours}} and those hours have none of that. Reply HOURS 9-18 or the like.', ''),
  ('reply.hours_how', 'reply', 'hours_how', 'plain', 'en', '{{brand}}: nothing was changed, we did not get these hours. Reply HOURS 9-18, or HOURS 8:30-17.', ''),
  ('reply.zone_which', 'reply', 'zone_which', 'plain', 'en', '{{brand}}: nothing was changed, there are several. Reply ZONE and one of: {{names}}.', ''),
  ('reply.zone_unknown', 'reply', 'zone_unknown', 'plain', 'en', '{{brand}}: nothing was changed, we know no such zone. Reply ZONE and a big city of it, like ZONE Berlin or ZONE New York.', ''),
  ('reply.distress', 'reply', 'distress', 'plain', 'en', '{{brand}}: we are an automatic service, but you matter. If you are in a hard place, please talk to someone: {{lifeline}}.', ''),
  ('reply.crisis_in_app', 'reply', 'crisis_in_app', 'plain', 'en', '{{brand}}: we are an automatic service, but you matter. Please talk to someone now: {{lifeline}}. Nothing is sent to you or about you until you say so in the app.', ''),
  ('reply.pt.confirmed', 'reply', 'confirmed', 'plain', 'pt', '{{brand}}: agradecemos! Vamos escrever sobre as metas de {{user_name}}, até {{times}} SMS por semana. Podem aplicar-se tarifas. AJUDA para ajuda, STOP para terminar.', ''),
  ('reply.pt.confirmed_self', 'reply', 'confirmed_self', 'plain', 'pt', '{{brand}}: feito, {{user_name}}. Envie DONE, um valor como 3 km, STATUS, SKIP, PAUSE 1W ou WHY. Podem aplicar-se tarifas. AJUDA para ajuda, STOP para terminar.', ''),
  ('reply.pt.declined', 'reply', 'declined', 'plain', 'pt', '{{brand}}: entendido. Nada lhe enviamos sobre {{user_name}}.', ''),
  ('reply.pt.nothing_to_confirm', 'reply', 'nothing_to_confirm', 'plain', 'pt', '{{brand}}: nenhuma pergunta espera a sua resposta. Responda STOP para nada mais receber.', ''),
  ('reply.pt.stopped', 'reply', 'stopped', 'plain', 'pt', '{{brand}}: feito, nada mais lhe enviamos. Responda START para desfazer.', ''),
  ('reply.pt.restarted', 'reply', 'restarted', 'plain', 'pt', '{{brand}}: de volta! Recebe outra vez os SMS que tinha aceitado. Responda AJUDA para ajuda, STOP para terminar.', ''),
  ('reply.pt.muted', 'reply', 'muted', 'plain', 'pt', '{{brand}}: nada mais lhe enviamos sobre {{user_name}}. STOP termina todos os SMS.', ''),
  ('reply.pt.quiet', 'reply', 'quiet', 'plain', 'pt', '{{brand}}: nenhum SMS antes de {{day}} às {{at}}. Para acabar de vez, responda STOP.', ''),
  ('reply.pt.mute_whom', 'reply', 'mute_whom', 'plain', 'pt', '{{brand}}: sobre quem devem terminar os SMS? Responda MUTE e um nome: {{names}}. STOP termina todos.', ''),
  ('reply.pt.help', 'reply', 'help', 'plain', 'pt', '{{brand}}: SMS de um programa, e de nenhuma pessoa, sobre metas de quem o pediu. QUEM diz em nome de quem, MUTE e um nome termina os de uma pessoa, STOP todos.', ''),
  ('reply.pt.who', 'reply', 'who', 'plain', 'pt', '{{brand}}: escrevemos em nome de {{names}}. MUTE e um nome termina os SMS de uma pessoa, STOP todos.', ''),
  ('reply.pt.who_self', 'reply', 'who_self', 'plain', 'pt', '{{brand}}: este telefone é o seu, {{user_name}}, e aceitou estes SMS. Responda STOP para os terminar.', ''),
  ('reply.pt.who_nobody', 'reply', 'who_nobody', 'plain', 'pt', '{{brand}}: por enquanto nenhuma pessoa lhe escreve por nosso meio. Responda STOP para que assim fique.', ''),
  ('reply.pt.about', 'reply', 'about', 'plain', 'pt', '{{brand}}: um programa, e nenhuma pessoa. Quem aceitou sabe das metas semanais de outras pessoas. QUEM diz em nome de quem. AJUDA para ajuda, STOP para terminar.', ''),
  ('reply.pt.not_understood', 'reply', 'not_understood', 'plain', 'pt', '{{brand}}: o seu SMS fica guardado para {{user_name}}, que o pode ler na app. Responda AJUDA para ajuda, STOP para terminar.', ''),
  ('reply.pt.crisis', 'reply', 'crisis', 'plain', 'pt', '{{brand}}: quem responde é um programa, mas a sua vida importa. Por favor, fale agora com alguém: {{lifeline}}. Nada mais lhe enviamos; START desfaz isso.', ''),
  ('reply.pt.hours', 'reply', 'hours', 'plain', 'pt', '{{brand}}: as mensagens chegam {{hours}} ({{zone}}). Responda HOURS 9-18 ou ZONE Lisbon para mudar, HOURS OFF para toda hora, STOP para terminar.', ''),
  ('reply.pt.hours_empty', 'reply', 'hours_empty', 'plain', 'pt', '{{brand}}: nada mudou, pois as mensagens podem chegar apenas {{hours}} e essas horas ficam fora. Responda por exemplo HOURS 9-18.', ''),
  ('reply.pt.hours_how', 'reply', 'hours_how', 'plain', 'pt', '{{brand}}: nada mudou, pois esse tempo nos pareceu pouco claro. Responda HOURS 9-18 ou HOURS 8:30-17.', ''),
  ('reply.pt.zone_which', 'reply', 'zone_which', 'plain', 'pt', '{{brand}}: nada mudou, pois existe mais de uma. Responda ZONE e um destes nomes: {{names}}.', ''),
  ('reply.pt.zone_unknown', 'reply', 'zone_unknown', 'plain', 'pt', '{{brand}}: nada mudou, pois essa zona nos falta. Responda ZONE e uma cidade grande, como ZONE Lisbon ou ZONE New York.', ''),
  ('reply.pt.distress', 'reply', 'distress', 'plain', 'pt', '{{brand}}: quem responde é um programa, mas a sua vida importa. Se tudo lhe pesa, fale com alguém, por favor: {{lifeline}}.', ''),
  ('reply.pt.crisis_in_app', 'reply', 'crisis_in_app', 'plain', 'pt', '{{brand}}: quem responde é um programa, mas a sua vida importa. Por favor, fale agora com alguém: {{lifeline}}. Nada enviamos a si nem sobre si até que o diga na app.', '');
