-- Judging the turns that come next, finding a time for each, and queueing them, once.

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
  with due as materialized (
    select * from private.turns_of(judge_turns.user_ids, judge_turns.until)
  ),
  undecided as materialized (
    select
      row(
        due.user_id, contacts.id, due.nominal_date, due.nominal_at, due.period_start
      )::private.week as week,
      due.expires_at,
      contacts.relationship,
      contacts.timezone,
      private.next_allowed_instant(
        greatest(due.nominal_at, judge_turns.instant), contacts.timezone
      ) as send_at,
      recent.is_too_short
    from due
    left join public.contacts
      on contacts.user_id = due.user_id
      -- Nobody expects texts to self; asked for one, its reason is recorded like any other.
      and case
        when judge_turns.only_contact_id is null then contacts.relationship <> 'self'
        else contacts.id = judge_turns.only_contact_id
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
    where recent.is_decided is not true
  )
  select
    (undecided.week).user_id,
    (undecided.week).contact_id,
    (undecided.week).nominal_date,
    (undecided.week).nominal_at,
    (undecided.week).period_start,
    undecided.send_at,
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
    judged.reasons
      || case when undecided.is_too_short then array['period_too_short'] else '{}' end
      || case
        when undecided.expires_at <= judge_turns.instant then array['too_late']
        when undecided.send_at >= undecided.expires_at then array['no_allowed_hour']
        else '{}'
      end
  from undecided
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

create function private.record_turns(turns private.turn[], program text, instant timestamptz)
returns table (occurrence_id uuid, decision text)
language sql
volatile
set search_path = ''
as $$
  with turns as materialized (
    select turn.* from private.each(record_turns.turns) as turn
  ),
  recorded as (
    insert into public.occurrences as occurrence (
      program, user_id, contact_id, nominal_date, nominal_at, period_start, forecast, decision,
      reasons, created_at
    )
    select
      record_turns.program,
      turns.user_id,
      turns.contact_id,
      turns.nominal_date,
      turns.nominal_at,
      turns.period_start,
      turns.facts,
      case
        when turns.reasons = '{}' then 'queued'
        when turns.reasons = '{met_and_silent}' then 'silent'
        else 'skipped'
      end,
      turns.reasons,
      record_turns.instant
    from turns
    on conflict (program, user_id, contact_id, nominal_date) do update set
      nominal_at = excluded.nominal_at,
      period_start = excluded.period_start,
      forecast = excluded.forecast,
      decision = excluded.decision,
      reasons = excluded.reasons
    where occurrence.decision = 'superseded'
    returning
      occurrence.id, occurrence.user_id, occurrence.contact_id, occurrence.nominal_date,
      occurrence.nominal_at, occurrence.decision, occurrence.reasons
  ),
  queued as (
    insert into public.message_queue as message (
      user_id, contact_id, occurrence_id, program, message_type, message_style, template_id, facts,
      message_text, priority, scheduled_for, expires_at
    )
    select
      turns.user_id,
      turns.contact_id,
      recorded.id,
      record_turns.program,
      turns.message_type,
      turns.message_style,
      turns.template_id,
      turns.facts,
      turns.message_text,
      turns.priority,
      turns.send_at,
      turns.expires_at
    from recorded
    join turns
      on turns.user_id = recorded.user_id
      and turns.contact_id = recorded.contact_id
      and turns.nominal_date = recorded.nominal_date
    where recorded.decision = 'queued'
    on conflict (occurrence_id) do update set
      status = 'queued',
      reason = null,
      message_type = excluded.message_type,
      message_style = excluded.message_style,
      template_id = excluded.template_id,
      facts = excluded.facts,
      message_text = excluded.message_text,
      priority = excluded.priority,
      scheduled_for = excluded.scheduled_for,
      expires_at = excluded.expires_at
    where message.status = 'canceled' and message.reason = 'superseded'
  ),
  alerted as (
    select private.raise_alert(
      'no_capacity',
      'Some texts found no hour with room before they expire: raise messages_per_hour',
      jsonb_build_object('texts', count(*), 'first_at', min(recorded.nominal_at))
    )
    from recorded
    where 'no_capacity' = any (recorded.reasons)
    having count(*) > 0
  )
  select recorded.id, recorded.decision
  from recorded
  -- Read, because nobody would run it otherwise.
  left join alerted on true;
$$;

comment on function private.record_turns(private.turn[], text, timestamptz) is
  'Records what was decided about these turns of a program, with the reasons, and queues the texts '
  'of those with none. What was decided before is left alone, unless replan_users() superseded it. '
  'Returns what is new.';
revoke execute on function private.record_turns(private.turn[], text, timestamptz) from public;

create function private.plan_occurrences(
  user_ids uuid[],
  only_contact_id uuid,
  instant timestamptz
)
returns table (occurrence_id uuid, decision text)
language sql
volatile
set search_path = ''
as $$
  select *
  from private.record_turns(
    array(
      select placed
      from private.place_turns(array(
        select judged::private.turn
        from private.judge_turns(
          plan_occurrences.user_ids, plan_occurrences.only_contact_id, plan_occurrences.instant
        ) as judged
      )) as placed
    ),
    'accountability',
    plan_occurrences.instant
  );
$$;

comment on function private.plan_occurrences(uuid[], uuid, timestamptz) is
  'Judges the next turn of these users for each of their contacts (or only one), finds each a '
  'time, and records and queues what comes of it. Returns what is new.';
revoke execute on function private.plan_occurrences(uuid[], uuid, timestamptz) from public;
