-- When a text leaves: an hour with room, inside the recipient's allowed hours.

create type private.turn as (
  user_id uuid,
  contact_id uuid,
  nominal_date date,
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
  reasons text[]
);
comment on type private.turn is
  'One turn of the accountability program for one user and contact, judged but not yet recorded. '
  'timezone and send_at are the contact''s; no reasons means that it is to be sent.';

create function private.free_places(first_hour timestamptz, hours integer)
returns integer[]
language sql
stable
set search_path = ''
as $$
  select array_agg(
    floor(coalesce(slot.max_messages_per_slot, settings.messages_per_hour) * 0.9)::integer
      - coalesce(slot.messages_sent + slot.messages_reserved, 0)
      - (
        select count(*)::integer
        from public.message_queue
        where message_queue.status = 'queued'
          -- All but replies, which have a budget of their own: named so that the index of the
          -- claim can be read by ranges.
          and message_queue.priority = any ('{1,2,3}'::smallint[])
          and message_queue.scheduled_for >= hour.starts_at
          and message_queue.scheduled_for < hour.starts_at + interval '1 hour'
      )
    order by hour.starts_at
  )
  from private.settings
  cross join lateral (
    select free_places.first_hour + offset_hours * interval '1 hour' as starts_at
    from generate_series(0, free_places.hours - 1) as offset_hours
  ) as hour
  left join public.message_rate_limits as slot on slot.time_slot = hour.starts_at;
$$;

comment on function private.free_places(timestamptz, integer) is
  'How many more texts each of so many hours can take, from first_hour on; negative where an hour '
  'is overfull. A tenth of every hour is left free for retries and late plans (R19).';
revoke execute on function private.free_places(timestamptz, integer) from public;

create function private.place_turns(turns private.turn[])
returns setof private.turn
language plpgsql
stable
set search_path = ''
as $$
declare
  v_first_hour timestamptz;
  v_free integer[];
  v_turn private.turn;
  v_at timestamptz;
  v_hour integer;
begin
  select
    date_trunc('hour', min(turn.send_at), 'UTC'),
    private.free_places(
      date_trunc('hour', min(turn.send_at), 'UTC'),
      1 + ceil(extract(epoch from max(turn.expires_at) - min(turn.send_at)) / 3600)::integer
    )
  into v_first_hour, v_free
  from unnest(turns) as turn
  where turn.reasons = '{}';

  for v_turn in
    select turn.*
    from unnest(turns) as turn
    order by turn.priority, turn.send_at, turn.user_id, turn.contact_id
  loop
    if v_turn.reasons = '{}' then
      v_at := v_turn.send_at;
      loop
        v_hour := 1 + floor(extract(epoch from v_at - v_first_hour) / 3600)::integer;
        exit when v_free[v_hour] > 0;
        v_at := private.next_allowed_instant(
          v_first_hour + v_hour * interval '1 hour', v_turn.timezone
        );
        if v_at >= v_turn.expires_at then
          v_turn.reasons := array['no_capacity'];
          exit;
        end if;
      end loop;
      if v_turn.reasons = '{}' then
        v_turn.send_at := v_at;
        v_free[v_hour] := v_free[v_hour] - 1;
      end if;
    end if;
    return next v_turn;
  end loop;
end;
$$;

comment on function private.place_turns(private.turn[]) is
  'The one place that decides a time: moves turns whose hour is full to the next hour that has '
  'room, lies in the recipient''s allowed hours and before expiry, coaches first. Where there is '
  'none, the reason is no_capacity. Two schedulers at once may overfill an hour; the sender''s '
  'budget does not let that through.';
revoke execute on function private.place_turns(private.turn[]) from public;
