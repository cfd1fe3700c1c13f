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
