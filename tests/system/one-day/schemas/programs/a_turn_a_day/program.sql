-- No program, but what three of them share: turns to somebody's own phone, at the times of the day
-- that a test gave them.

create table private.daily_people (
  program text not null references private.programs (program),
  user_id uuid not null references public.users (id) on delete cascade,
  send_times time[] not null,
  next_date date not null,
  created_at timestamptz not null default now(),
  primary key (program, user_id)
);

comment on table private.daily_people is
  'Who gets turns of a program, and when on each day, the earliest first: one slot each.';
comment on column private.daily_people.next_date is 'The next local date that nobody planned yet.';
create index daily_people_by_user on private.daily_people (user_id);
alter table private.daily_people enable row level security;
revoke all on table private.daily_people from public, anon, authenticated, service_role;

create table private.daily_untruths (
  program text not null references private.programs (program),
  user_id uuid not null references public.users (id) on delete cascade,
  nominal_date date not null,
  slot smallint not null,
  created_at timestamptz not null default now(),
  primary key (program, user_id, nominal_date, slot)
);

comment on table private.daily_untruths is
  'Turns that are not true any more when their time comes.';
create index daily_untruths_by_user on private.daily_untruths (user_id);
alter table private.daily_untruths enable row level security;
revoke all on table private.daily_untruths from public, anon, authenticated, service_role;

insert into private.reasons (code, meaning)
values ('untrue_by_now', 'What it would say is not true any more.');

create function private.daily_due(program text, until timestamptz, batch_size integer)
returns setof uuid
language sql
volatile
set search_path = ''
as $$
  select preferences.user_id
  from private.daily_people as person
  join public.notification_preferences as preferences on preferences.user_id = person.user_id
  where person.program = daily_due.program
    and private.local_to_instant(
      person.next_date + person.send_times[1], preferences.timezone
    ) <= daily_due.until
  order by person.next_date, person.user_id
  limit daily_due.batch_size
  for update of preferences skip locked;
$$;

comment on function private.daily_due(text, timestamptz, integer) is
  'Whose next day begins by then in this program, locked.';
revoke execute on function private.daily_due(text, timestamptz, integer) from public;

create function private.daily_ahead(program text, user_ids uuid[], instant timestamptz)
returns table (
  user_id uuid,
  contact_id uuid,
  nominal_date date,
  slot integer,
  nominal_at timestamptz,
  send_at timestamptz,
  expires_at timestamptz,
  timezone text,
  reasons text[]
)
language sql
stable
set search_path = ''
as $$
  with ahead as materialized (
    select
      row_number() over ()::integer as number,
      person.user_id,
      contacts.id as contact_id,
      coalesce(contacts.timezone, preferences.timezone) as timezone,
      (person.next_date + day.number) as nominal_date,
      (time_of_day.slot - 1)::integer as slot,
      private.local_to_instant(
        person.next_date + day.number + time_of_day.at, preferences.timezone
      ) as nominal_at
    from private.daily_people as person
    join public.notification_preferences as preferences on preferences.user_id = person.user_id
    left join public.contacts
      on contacts.user_id = person.user_id and contacts.relationship = 'self'
    -- Up to the day after the instant's: what the scheduler looks at, and a little more.
    cross join lateral generate_series(
      0,
      greatest(
        0,
        (daily_ahead.instant at time zone preferences.timezone)::date + 1 - person.next_date
      )
    ) as day (number)
    cross join lateral unnest(person.send_times) with ordinality as time_of_day (at, slot)
    where person.program = daily_ahead.program
      and person.user_id = any (daily_ahead.user_ids)
  ),
  gates as materialized (
    select *
    from private.gates_against(array(
      select
        -- By names, so that another field breaks nothing here.
        jsonb_populate_record(
          null::private.approach,
          jsonb_build_object(
            'number', ahead.number,
            'program', daily_ahead.program,
            'user_id', ahead.user_id,
            'contact_id', ahead.contact_id,
            'leaves_at', greatest(ahead.nominal_at, daily_ahead.instant)
          )
        )
      from ahead
    ))
  )
  select
    ahead.user_id,
    ahead.contact_id,
    ahead.nominal_date,
    ahead.slot,
    ahead.nominal_at,
    coalesce(gates.opens_at, ahead.nominal_at),
    ends.at,
    ahead.timezone,
    case
      when gates.reasons <> '{}' then gates.reasons
      when ends.at <= daily_ahead.instant then array['too_late']
      when coalesce(gates.opens_at >= ends.at, true) then array['no_open_minute']
      else '{}'
    end
  from ahead
  join gates on gates.number = ahead.number
  -- Long enough that what is kept back over a night leaves on the next local date.
  cross join lateral (select ahead.nominal_at + interval '20 hours') as ends (at);
$$;

comment on function private.daily_ahead(text, uuid[], timestamptz) is
  'The turns of these users in this program that nobody planned yet.';
revoke execute on function private.daily_ahead(text, uuid[], timestamptz) from public;

create function private.daily_turns(program text, user_ids uuid[], instant timestamptz)
returns setof private.turn
language plpgsql
volatile
rows 10
set search_path = ''
as $$
declare
  v_turns constant private.turn[] := array(
    select private.turn_of(
      user_id => ahead.user_id,
      contact_id => ahead.contact_id,
      nominal_date => ahead.nominal_date,
      slot => ahead.slot,
      nominal_at => ahead.nominal_at,
      period_start => ahead.nominal_at - interval '1 day',
      send_at => ahead.send_at,
      expires_at => ahead.expires_at,
      timezone => ahead.timezone,
      template => worded.template,
      facts => '{"brand": "Rundown", "contact_name": "you"}',
      reasons => ahead.reasons
    )
    from private.daily_ahead(daily_turns.program, user_ids, daily_turns.instant) as ahead
    -- One of its types, by chance, but always the same for a turn.
    cross join lateral (
      select template
      from public.message_templates as template
      where template.program = daily_turns.program
      order by md5(concat(template.id, ahead.user_id, ahead.nominal_date, ahead.slot))
      limit 1
    ) as worded
  );
begin
  update private.daily_people as person
  set next_date = greatest(
    person.next_date, (daily_turns.instant at time zone preferences.timezone)::date + 1
  ) + 1
  from public.notification_preferences as preferences
  where preferences.user_id = person.user_id
    and person.program = daily_turns.program
    and person.user_id = any (user_ids);
  return query select * from unnest(v_turns);
end;
$$;

comment on function private.daily_turns(text, uuid[], timestamptz) is
  'What this program proposes for these users; moves their next dates on.';
revoke execute on function private.daily_turns(text, uuid[], timestamptz) from public;

create function private.daily_reopened(program text, user_id uuid, instant timestamptz)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
begin
  update private.daily_people as person
  set next_date = least(
    person.next_date, (daily_reopened.instant at time zone preferences.timezone)::date
  )
  from public.notification_preferences as preferences
  where preferences.user_id = person.user_id
    and person.program = daily_reopened.program
    and person.user_id = daily_reopened.user_id;
  return true;
end;
$$;

comment on function private.daily_reopened(text, uuid, timestamptz) is
  'Goes back to today: what is decided for good stays so.';
revoke execute on function private.daily_reopened(text, uuid, timestamptz) from public;

create function private.daily_judged(message_ids uuid[])
returns setof private.judged
language sql
stable
set search_path = ''
as $$
  select private.judgement_of(
    message_queue.id,
    reasons => case
      when exists (
        select from private.daily_untruths as untruth
        where (untruth.program, untruth.user_id, untruth.nominal_date, untruth.slot)
          = (
            occurrences.program, occurrences.user_id, occurrences.nominal_date, occurrences.slot
          )
      )
      then array['untrue_by_now']
      else '{}'
    end
  )
  from public.message_queue
  join public.occurrences on occurrences.id = message_queue.occurrence_id
  where message_queue.id = any (daily_judged.message_ids);
$$;

comment on function private.daily_judged(uuid[]) is 'True, unless a test said otherwise.';
revoke execute on function private.daily_judged(uuid[]) from public;
