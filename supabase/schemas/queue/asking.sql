-- How programs are asked: by the names of their functions, so that a new one is a folder and
-- nothing else is edited. docs/programs.md tells what each function is asked and answers.

create table private.tasks_set_aside (
  program text not null references private.programs (program),
  task text not null,
  failures smallint not null default 1,
  set_aside_until timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (program, task),
  constraint failures_are_positive check (failures > 0)
);

comment on table private.tasks_set_aside is
  'What programs failed at since they last did it well. Nobody asks them for it before '
  'set_aside_until; where it is the judgement, their messages wait.';
comment on column private.tasks_set_aside.failures is 'How often in a row.';

alter table private.tasks_set_aside enable row level security;
revoke all on table private.tasks_set_aside from public, anon, authenticated, service_role;
-- A preview asks as whoever it is about.
grant select (program, task, set_aside_until) on table private.tasks_set_aside to authenticated;

create policy "Everybody signed in can read what is set aside" on private.tasks_set_aside
  for select to authenticated using (true);

create function private.is_set_aside(program text, task text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from private.tasks_set_aside
    where tasks_set_aside.program = is_set_aside.program
      and tasks_set_aside.task = is_set_aside.task
      and tasks_set_aside.set_aside_until > private.clock_now()
  );
$$;

comment on function private.is_set_aside(text, text) is
  'Whether a program is not asked for this at the moment, because it failed at it.';
revoke execute on function private.is_set_aside(text, text) from public;
grant execute on function private.is_set_aside(text, text) to authenticated;

create function private.seam(task text, program text, arguments text)
returns text
language sql
stable
strict
set search_path = ''
as $$
  select format('private.%I', seam.task || '_' || seam.program)
  where to_regprocedure(
    format('private.%I(%s)', seam.task || '_' || seam.program, seam.arguments)
  ) is not null
    -- One that takes something else fails when it is asked. Were it passed over, texts would leave
    -- that nobody judged.
    or exists (
      select from pg_catalog.pg_proc
      where pg_proc.proname = left(seam.task || '_' || seam.program, 63)
        and pg_proc.pronamespace = 'private'::regnamespace
    );
$$;

comment on function private.seam(text, text, text) is
  'The name of the function that does a task for a program, ready for execute; null where the '
  'program has none, and the default holds. One with other types of arguments is named as well.';
revoke execute on function private.seam(text, text, text) from public;
grant execute on function private.seam(text, text, text) to authenticated, service_role;

create function private.is_out_of_time()
returns boolean
language sql
stable
set search_path = ''
as $$
  select coalesce(current_setting('rundown.is_out_of_time', true) = 'yes', false);
$$;

comment on function private.is_out_of_time() is
  'Whether a program hung in this transaction until the statement was canceled. What is left of it '
  'has no time-out any more, so nobody else is asked.';
revoke execute on function private.is_out_of_time() from public;
grant execute on function private.is_out_of_time() to authenticated, service_role;

create function private.note_time(state text)
returns void
language sql
volatile
set search_path = ''
as $$
  select set_config('rundown.is_out_of_time', 'yes', true) where note_time.state = '57014';
$$;

comment on function private.note_time(text) is
  'Notes that an error with this SQLSTATE was the end of the statement''s time.';
revoke execute on function private.note_time(text) from public;
grant execute on function private.note_time(text) to authenticated, service_role;

create function private.programs_that(task text, arguments text)
returns table (program text, function_name text)
language plpgsql
stable
rows 10
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  select programs.program, private.seam(programs_that.task, programs.program, arguments)
  from private.programs
  where private.seam(programs_that.task, programs.program, arguments) is not null
    and not private.is_set_aside(programs.program, programs_that.task)
    and not private.is_out_of_time()
  order by programs.program;
end;
$$;

comment on function private.programs_that(text, text) is
  'The programs that have a function for this task and did not fail at it, with its name; none '
  'once the time of the statement ran out.';
revoke execute on function private.programs_that(text, text) from public;
grant execute on function private.programs_that(text, text) to authenticated;

-- What follows runs around each call of a program. It is plpgsql because a session plans that once
-- (decision 0012).

create type private.asked as (
  program text,
  task text,
  at timestamptz,
  settings text,
  writes bigint
);
comment on type private.asked is
  'That a program is asked for something, when (real clock), and how everything stood before.';

create function private.settings_to_keep(path text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_settings text := path;
  v_name text;
begin
  foreach v_name in array array[
    'role', 'session_authorization', 'session_replication_role', 'statement_timeout',
    'lock_timeout', 'default_transaction_read_only', 'TimeZone', 'DateStyle', 'IntervalStyle',
    'request.jwt.claims'
  ] loop
    v_settings := concat(v_settings, ' ', current_setting(v_name, true));
  end loop;
  return v_settings;
end;
$$;

comment on function private.settings_to_keep(text) is
  'What a program must leave as it is, for it would hold for whoever gets the session next. path '
  'is the search_path of the caller: this function has its own.';
revoke execute on function private.settings_to_keep(text) from public;

create function private.writes_to_the_queue()
returns bigint
language plpgsql
stable
set search_path = ''
as $$
declare
  v_writes bigint := 0;
  v_table regclass;
begin
  foreach v_table in array array[
    'public.message_queue', 'public.message_rate_limits', 'private.settings', 'private.programs',
    'private.tasks_set_aside'
  ]::regclass[] loop
    v_writes := v_writes
      + pg_stat_get_xact_tuples_inserted(v_table)
      + pg_stat_get_xact_tuples_updated(v_table)
      + pg_stat_get_xact_tuples_deleted(v_table);
  end loop;
  return v_writes;
end;
$$;

comment on function private.writes_to_the_queue() is
  'How many rows this transaction wrote so far of what all programs share.';
revoke execute on function private.writes_to_the_queue() from public;

create function private.ask(
  program text,
  task text,
  path text default current_setting('search_path')
)
returns private.asked
language plpgsql
volatile
set search_path = ''
as $$
begin
  return row(
    program, task, clock_timestamp(), private.settings_to_keep(path), private.writes_to_the_queue()
  )::private.asked;
end;
$$;

comment on function private.ask(text, text, text) is
  'Notes that a program is going to be asked. Leave path: its default is evaluated in the caller.';
revoke execute on function private.ask(text, text, text) from public;

create function private.enter_program()
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  if current_setting('rundown.is_in_program', true) = 'yes' then
    raise exception 'A program that was asked had programs asked' using errcode = 'RD035';
  end if;
  perform set_config('rundown.is_in_program', 'yes', true);
end;
$$;

comment on function private.enter_program() is
  'Until private.hear(), or until it fails, nobody asks any program: one that schedules or claims '
  'by itself would be asked again and again, each time caught one level higher. Call it in the '
  'block that catches the failure. Raises RD035.';
revoke execute on function private.enter_program() from public;

create function private.time_out()
returns interval
language plpgsql
stable
set search_path = ''
as $$
begin
  return nullif(current_setting('statement_timeout')::interval, interval '0');
end;
$$;

comment on function private.time_out() is 'How long a statement may take; null where it may go on.';
revoke execute on function private.time_out() from public;

create function private.hear(
  asked private.asked,
  may_queue boolean default false,
  path text default current_setting('search_path')
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  -- Else what it left behind fails when everything is committed, and takes all with it.
  set constraints all immediate;
  perform set_config('rundown.is_in_program', '', true);
  if private.settings_to_keep(path) is distinct from asked.settings then
    raise exception 'It changed settings of the session' using errcode = 'RD035';
  end if;
  if not may_queue and private.writes_to_the_queue() <> asked.writes then
    raise exception 'It wrote to what all programs share' using errcode = 'RD035';
  end if;
  if clock_timestamp() > asked.at + 0.75 * private.time_out()
    or clock_timestamp() > statement_timestamp() + 0.875 * private.time_out()
  then
    -- The end comes here, where it is caught: else it would come while what was claimed is written,
    -- undo that and what is known of the program, and so each time.
    perform pg_sleep_for(
      greatest(
        statement_timestamp() + private.time_out() + interval '1 second'
          - clock_timestamp(),
        interval '0'
      )
    );
    raise exception 'It took too much of the time that a statement has: %', private.time_out()
      using errcode = 'query_canceled';
  end if;
  perform set_config('rundown.has_heard', 'yes', true);
end;
$$;

comment on function private.hear(private.asked, boolean, text) is
  'Looks at what a program left behind, before anything is made of its answer: raises RD035 or '
  'query_canceled, so that it is undone. may_queue where it may write to the queue itself.';
revoke execute on function private.hear(private.asked, boolean, text) from public;

create function private.set_aside(
  asked private.asked,
  problem text,
  state text default null
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_until timestamptz;
begin
  -- What is left has no time-out any more: it is a matter of milliseconds.
  perform private.note_time(state);
  if state = '57014' then
    -- Whom others left no time is asked in the next run, when those have got what they wanted.
    if current_setting('rundown.has_heard', true) = 'yes'
      and statement_timestamp() + 0.25 * private.time_out() < asked.at
    then
      return;
    end if;
  end if;
  insert into private.tasks_set_aside as failed (program, task, set_aside_until)
  values (
    asked.program, asked.task, private.clock_now() + interval '1 minute'
  )
  on conflict on constraint tasks_set_aside_pkey do update set
    failures = least(failed.failures + 1, 100),
    -- One minute, then two, four and so on.
    set_aside_until = private.clock_now()
      + least(interval '1 minute' * power(2, least(failed.failures, 10)), interval '1 hour')
  returning failed.set_aside_until into v_until;
  perform private.raise_alert(
    'program_set_aside',
    format(
      'The program %s failed (%s) and is not asked for a while: mend it', asked.program, asked.task
    ),
    jsonb_build_object(
      'program', asked.program, 'task', asked.task, 'problem', left(problem, 500), 'until', v_until
    )
  );
end;
$$;

comment on function private.set_aside(private.asked, text, text) is
  'Nobody asks this program for this task for a minute, doubling with each failure in a row up to '
  'an hour. Tells the operator. state is the SQLSTATE of the failure.';
revoke execute on function private.set_aside(private.asked, text, text) from public;

create function private.take_back(program text, task text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  delete from private.tasks_set_aside
  where tasks_set_aside.program = take_back.program and tasks_set_aside.task = take_back.task;
end;
$$;

comment on function private.take_back(text, text) is
  'A program that did well what it had failed at is asked again as before.';
revoke execute on function private.take_back(text, text) from public;

create function private.is_of_the_moment(state text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select coalesce(left(is_of_the_moment.state, 2) in ('40', '53', '55', '57', '58'), false);
$$;

comment on function private.is_of_the_moment(text) is
  'Whether an error with this SQLSTATE says nothing of anybody''s data: waits in a circle, locks, '
  'full disks, the end of the time.';
revoke execute on function private.is_of_the_moment(text) from public;

create function private.is_trouble_of_the_server(state text, context text, program text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select (left(state, 2) in ('40', '53', '58') or state in ('55P03', '57P01'))
    and not (
      context ~ '\A[^\n]* at RAISE(\n|\Z)'
      and context ~ ('_' || is_trouble_of_the_server.program || '\M')
    );
$$;

comment on function private.is_trouble_of_the_server(text, text, text) is
  'Whether an error with this SQLSTATE and context is a wait in a circle, a full disk or a '
  'shutdown, which is over when whoever asked asks again; not where a program says so itself.';
revoke execute on function private.is_trouble_of_the_server(text, text, text) from public;

create function private.is_programs_fault(state text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select left(state, 2) in ('0A', '2F', '39', '42', 'XX')
    or state in ('54001', 'RD034', 'RD035', 'RD036');
$$;

comment on function private.is_programs_fault(text) is
  'Whether an error with this SQLSTATE is code that cannot run at all or an answer that cannot be. '
  'Where one person asks, any other may be of their data, and nobody else must wait for it.';
revoke execute on function private.is_programs_fault(text) from public;

create function private.fail_for_one(
  asked private.asked,
  user_id uuid,
  problem text,
  state text
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  if private.is_programs_fault(state) then
    perform private.set_aside(asked, problem, state);
    return;
  end if;
  perform private.note_time(state);
  perform private.raise_alert(
    'broken_data',
    format('What a person asked for failed in %s (%s)', asked.program, asked.task),
    jsonb_build_object('user_id', user_id, 'program', asked.program, 'problem', left(problem, 500))
  );
end;
$$;

comment on function private.fail_for_one(private.asked, uuid, text, text) is
  'A program failed while one person asked: it is set aside only where that is surely its fault. '
  'Else one person could stop it for all.';
revoke execute on function private.fail_for_one(private.asked, uuid, text, text) from public;
