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
