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
