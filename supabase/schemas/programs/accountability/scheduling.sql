-- Finding who is due, planning them, and moving their due time on.

create function private.plan_and_advance(user_ids uuid[], instant timestamptz)
returns table (queued integer, silent integer, skipped integer, next_due_at timestamptz)
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
begin
  select
    count(*) filter (where planned.decision = 'queued'),
    count(*) filter (where planned.decision = 'silent'),
    count(*) filter (where planned.decision = 'skipped')
  into queued, silent, skipped
  from private.plan_occurrences(user_ids, null, instant) as planned;
  perform private.plan_heads_ups(user_ids, instant);

  with advanced as (
    update public.notification_preferences as preferences
    set next_due_at = public.next_send_at(
      preferences.send_day, preferences.send_time, preferences.timezone, preferences.next_due_at
    )
    where preferences.user_id = any (plan_and_advance.user_ids)
    returning preferences.next_due_at
  )
  select min(advanced.next_due_at) into next_due_at from advanced;
  return next;
end;
$$;

comment on function private.plan_and_advance(uuid[], timestamptz) is
  'Plans the next turn of these users, whose preferences the caller has locked, and moves their '
  'due times on. Returns what was decided and the earliest of the new due times.';
revoke execute on function private.plan_and_advance(uuid[], timestamptz) from public;

create function private.skip_broken_user(user_id uuid, problem text)
returns timestamptz
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_next_due_at timestamptz;
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
    jsonb_build_object('problem', skip_broken_user.problem),
    'skipped',
    array['broken_data']
  from public.notification_preferences as preferences
  where preferences.user_id = skip_broken_user.user_id
  on conflict do nothing;

  -- By plain arithmetic, because what is broken may be the zone.
  update public.notification_preferences as preferences
  set next_due_at = preferences.next_due_at + interval '7 days'
  where preferences.user_id = skip_broken_user.user_id
  returning preferences.next_due_at into v_next_due_at;

  perform private.raise_alert(
    'broken_data',
    'A person could not be planned: occurrences with the reason broken_data say why',
    jsonb_build_object('user_id', skip_broken_user.user_id, 'problem', skip_broken_user.problem)
  );
  return v_next_due_at;
end;
$$;

comment on function private.skip_broken_user(uuid, text) is
  'Records that a user''s turn could not be planned, alerts the operator, and goes on with the '
  'next week, so that one person stops nobody else. Returns when that is.';
revoke execute on function private.skip_broken_user(uuid, text) from public;

create function private.plan_or_skip(user_ids uuid[], instant timestamptz)
returns table (
  queued integer,
  silent integer,
  skipped integer,
  broken integer,
  next_due_at timestamptz
)
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
begin
  broken := 0;
  select planned.queued, planned.silent, planned.skipped, planned.next_due_at
  into queued, silent, skipped, next_due_at
  from private.plan_and_advance(user_ids, instant) as planned;
  return next;
exception
  -- The server's troubles are nobody's data: waits in a circle, full disks, shutdowns.
  when transaction_rollback or insufficient_resources or operator_intervention
    or object_not_in_prerequisite_state
  then
    raise;
  when others then
    if cardinality(user_ids) = 1 then
      return query
      select 0, 0, 0, 1, private.skip_broken_user(user_ids[1], sqlerrm);
      return;
    end if;
    -- One by one, to find out whose data is broken.
    return query
    select
      sum(planned.queued)::integer,
      sum(planned.silent)::integer,
      sum(planned.skipped)::integer,
      sum(planned.broken)::integer,
      min(planned.next_due_at)
    from unnest(user_ids) as one (user_id)
    cross join lateral private.plan_or_skip(array[one.user_id], instant) as planned;
end;
$$;

comment on function private.plan_or_skip(uuid[], timestamptz) is
  'plan_and_advance() for people of whom some may have data that cannot be planned: they are '
  'counted as broken and skipped, and the others planned.';
revoke execute on function private.plan_or_skip(uuid[], timestamptz) from public;

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
  v_user_ids uuid[];
  v_next_due_at timestamptz;
begin
  perform private.refuse_outside(batch_size, 1, 500, 'schedule messages', 'batch_size', 'RD031');
  if horizon < interval '0' then
    raise exception 'Cannot schedule messages: horizon is %', horizon
      using errcode = 'RD032', hint = 'Use a positive interval such as 30 hours.';
  end if;
  select v_now + coalesce(schedule_due_messages.horizon, settings.scheduling_horizon)
  into v_until
  from private.settings;

  -- Locked until the queue is filled and the due time has moved on, so that a second scheduler
  -- takes other people, and a change of preferences waits and then has the last word.
  select coalesce(array_agg(due.user_id), '{}')
  into v_user_ids
  from (
    select preferences.user_id
    from public.notification_preferences as preferences
    where preferences.enabled and preferences.next_due_at <= v_until
    order by preferences.next_due_at
    limit batch_size
    for update skip locked
  ) as due;

  users := cardinality(v_user_ids);
  select planned.queued, planned.silent, planned.skipped, planned.broken, planned.next_due_at
  into queued, silent, skipped, broken, v_next_due_at
  from private.plan_or_skip(v_user_ids, v_now) as planned;
  -- After an outage of weeks, the same people are due again at once.
  more := users = batch_size or coalesce(v_next_due_at <= v_until, false);
  return next;
end;
$$;

comment on function public.schedule_due_messages(integer, interval) is
  'Plans the next turn of up to batch_size (1 to 500) users who are due within the horizon (null: '
  'the setting) and moves their due time on. Returns how many users it took, what was decided, how '
  'many could not be planned because their data is broken, and whether to call again. Idempotent, '
  'and safe beside itself. Raises RD031 and RD032 for arguments out of range. Definer to write the '
  'queue. For service_role.';
revoke execute on function public.schedule_due_messages(integer, interval)
  from public, anon, authenticated;
grant execute on function public.schedule_due_messages(integer, interval) to service_role;
