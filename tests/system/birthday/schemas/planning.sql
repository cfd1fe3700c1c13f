-- Whose birthday comes, and when the next one does.

create function private.birthdays_ahead(
  user_ids uuid[],
  instant timestamptz,
  until timestamptz
)
returns table (
  user_id uuid,
  contact_id uuid,
  nominal_date date,
  nominal_at timestamptz,
  send_at timestamptz,
  expires_at timestamptz,
  timezone text,
  facts jsonb,
  message_text text,
  reasons text[]
)
language sql
stable
set search_path = ''
as $$
  with ahead as materialized (
    select
      birthdays.user_id,
      contacts.id as contact_id,
      contacts.timezone,
      turn.nominal_date,
      birthdays.next_due_at as nominal_at,
      -- The text says "today".
      private.local_to_instant((turn.nominal_date + 1)::timestamp, preferences.timezone)
        as expires_at,
      row_number() over ()::integer as number
    from public.birthdays
    join public.notification_preferences as preferences
      on preferences.user_id = birthdays.user_id
    -- Also without anybody to tell: a turn that is not written down is not reopened for who comes.
    left join public.contacts
      on contacts.user_id = birthdays.user_id and contacts.relationship <> 'self'
    cross join lateral (
      select private.nominal_date(
        birthdays.next_due_at, birthdays.send_time, preferences.timezone
      )
    ) as turn (nominal_date)
    where birthdays.user_id = any (birthdays_ahead.user_ids)
      and birthdays.is_on
      and birthdays.next_due_at <= birthdays_ahead.until
  ),
  gates as materialized (
    select *
    from private.gates_against(array(
      select
        row(
          ahead.number, 'birthday', ahead.user_id, ahead.contact_id, null,
          greatest(ahead.nominal_at, birthdays_ahead.instant), private.default_channel()
        )::private.approach
      from ahead
    ))
  )
  select
    ahead.user_id,
    ahead.contact_id,
    ahead.nominal_date,
    ahead.nominal_at,
    gates.opens_at,
    ahead.expires_at,
    ahead.timezone,
    told.facts,
    told.message_text,
    gates.reasons
      || told.reasons
      || case
        when ahead.expires_at <= birthdays_ahead.instant then array['too_late']
        when gates.opens_at >= ahead.expires_at then array['no_allowed_hour']
        else '{}'
      end
  from ahead
  join gates on gates.number = ahead.number
  cross join lateral private.tell_birthday_of(
    ahead.user_id, ahead.contact_id, ahead.nominal_date
  ) as told;
$$;

comment on function private.birthdays_ahead(uuid[], timestamptz, timestamptz) is
  'The next birthday of these users that nobody planned yet, if it comes by "until", for each of '
  'their contacts, or for nobody: when and what a text would say, and every reason against it.';
revoke execute on function private.birthdays_ahead(uuid[], timestamptz, timestamptz) from public;
grant execute on function private.birthdays_ahead(uuid[], timestamptz, timestamptz)
  to authenticated;

create function private.due_birthday(until timestamptz, batch_size integer)
returns setof uuid
language sql
volatile
set search_path = ''
as $$
  select birthdays.user_id
  from public.birthdays
  join public.notification_preferences as preferences
    on preferences.user_id = birthdays.user_id
  where birthdays.is_on and birthdays.next_due_at <= due_birthday.until
  order by birthdays.next_due_at
  limit due_birthday.batch_size
  -- What everybody locks first who plans or changes plans.
  for update of preferences skip locked;
$$;

comment on function private.due_birthday(timestamptz, integer) is
  'The seam''s due: up to batch_size users whose birthday comes by then, the earliest first, '
  'locked.';
revoke execute on function private.due_birthday(timestamptz, integer) from public;

create function private.propose_birthday(user_ids uuid[], instant timestamptz)
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
      nominal_at => ahead.nominal_at,
      period_start => ahead.nominal_at - interval '1 year',
      send_at => ahead.send_at,
      expires_at => ahead.expires_at,
      timezone => ahead.timezone,
      template => template,
      facts => ahead.facts,
      reasons => ahead.reasons
    )
    from private.birthdays_ahead(user_ids, propose_birthday.instant, 'infinity') as ahead
    join public.message_templates as template on template.id = 'birthday.birthday'
  );
begin
  update public.birthdays
  set next_due_at = private.next_birthday(
    birthdays.month, birthdays.day, birthdays.send_time, preferences.timezone,
    birthdays.next_due_at
  )
  from public.notification_preferences as preferences
  where preferences.user_id = birthdays.user_id
    and birthdays.user_id = any (user_ids)
    and birthdays.is_on;
  return query select * from unnest(v_turns);
end;
$$;

comment on function private.propose_birthday(uuid[], timestamptz) is
  'The seam''s propose: the next birthday of these users for each of their contacts; moves their '
  'due times on by a year.';
revoke execute on function private.propose_birthday(uuid[], timestamptz) from public;

create function private.reopen_birthday(user_id uuid, instant timestamptz)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_next_due_at timestamptz;
begin
  update public.birthdays
  set next_due_at = private.next_birthday(
    birthdays.month, birthdays.day, birthdays.send_time, preferences.timezone,
    reopen_birthday.instant
  )
  from public.notification_preferences as preferences
  where preferences.user_id = birthdays.user_id
    and birthdays.user_id = reopen_birthday.user_id
    and birthdays.is_on
  returning birthdays.next_due_at into v_next_due_at;
  return coalesce(
    v_next_due_at
      <= reopen_birthday.instant
        + (select settings.scheduling_horizon from private.settings),
    false
  );
end;
$$;

comment on function private.reopen_birthday(uuid, timestamptz) is
  'The seam''s reopen: the next birthday is the first after this moment; whether it falls into the '
  'scheduler''s horizon.';
revoke execute on function private.reopen_birthday(uuid, timestamptz) from public;

create function private.skip_birthday(user_id uuid, problem text)
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
    'birthday',
    birthdays.user_id,
    (birthdays.next_due_at at time zone 'UTC')::date,
    birthdays.next_due_at,
    birthdays.next_due_at - interval '1 year',
    jsonb_build_object('problem', skip_birthday.problem),
    'skipped',
    array['broken_data']
  from public.birthdays
  where birthdays.user_id = skip_birthday.user_id and birthdays.is_on
  on conflict do nothing;

  -- By plain arithmetic, because what is broken may be the zone.
  update public.birthdays
  set next_due_at = birthdays.next_due_at + interval '1 year'
  where birthdays.user_id = skip_birthday.user_id and birthdays.is_on;
end;
$$;

comment on function private.skip_birthday(uuid, text) is
  'The seam''s skip: records that a birthday could not be planned, and goes on with the next.';
revoke execute on function private.skip_birthday(uuid, text) from public;
