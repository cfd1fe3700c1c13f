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
