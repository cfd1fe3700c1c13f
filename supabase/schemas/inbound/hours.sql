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
