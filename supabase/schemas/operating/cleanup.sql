-- Forgetting (T113, T114, T140): what is finished and old enough goes, a few rows at a time.
--
-- What stays for good: the log (messages, message_responses), the decisions (occurrences), the
-- ledger of consent, and which numbers opted out.

create function private.forget_messages(batch_size integer, instant timestamptz)
returns integer
language sql
volatile
set search_path = ''
as $$
  with old as materialized (
    select message_queue.id
    from public.message_queue
    cross join private.settings
    where message_queue.finished_at <= forget_messages.instant - settings.messages_kept
      and (
        message_queue.finished_at <= forget_messages.instant - settings.answered_messages_kept
        -- Looked up for each; all that ever came back would be read for "not exists".
        or (
          select message_responses.message_id
          from public.message_responses
          where message_responses.message_id = message_queue.id
        ) is null
      )
      -- An open invitation ends by the state of its message.
      and not exists (
        select from public.invitations
        where invitations.message_id = message_queue.id
          and invitations.status in ('waiting', 'open')
      )
    order by message_queue.finished_at
    limit forget_messages.batch_size
    -- Whoever holds one of them, a late callback or somebody deleting their account, goes first.
    for update of message_queue skip locked
  ),
  forgotten as (
    -- An array, here and below: of a limit that is a parameter the planner expects a tenth of the
    -- table, and then reads all of it.
    delete from public.message_queue
    where message_queue.id = any (array(select old.id from old))
    returning message_queue.id
  )
  select count(*)::integer from forgotten;
$$;

comment on function private.forget_messages(integer, timestamptz) is
  'Deletes the oldest finished messages, and with them their texts and attempts, that are as old '
  'as private.settings.messages_kept; those that something came back to, at '
  'answered_messages_kept. Returns how many. None that waits is touched, so no sender ever waits '
  'for it.';
revoke execute on function private.forget_messages(integer, timestamptz) from public;

create function private.forget_inbound_words(batch_size integer, instant timestamptz)
returns integer
language sql
volatile
set search_path = ''
as $$
  with old as materialized (
    select inbound_messages.id
    from public.inbound_messages
    cross join private.settings
    where inbound_messages.body is not null
      and inbound_messages.created_at
        <= forget_inbound_words.instant - settings.inbound_words_kept
    order by inbound_messages.created_at
    limit forget_inbound_words.batch_size
    for update of inbound_messages skip locked
  ),
  forgotten as (
    update public.inbound_messages
    set body = null
    where inbound_messages.id = any (array(select old.id from old))
    returning inbound_messages.id
  )
  select count(*)::integer from forgotten;
$$;

comment on function private.forget_inbound_words(integer, timestamptz) is
  'Forgets the words of the oldest texts that came in; what they were taken for stays. Returns how '
  'many.';
revoke execute on function private.forget_inbound_words(integer, timestamptz) from public;

create function private.forget_inboxes(batch_size integer, instant timestamptz)
returns integer
language sql
volatile
set search_path = ''
as $$
  with old as materialized (
    select inbox_messages.id
    from public.inbox_messages
    cross join private.settings
    where inbox_messages.created_at <= forget_inboxes.instant - settings.inbox_kept
    order by inbox_messages.created_at
    limit forget_inboxes.batch_size
    for update of inbox_messages skip locked
  ),
  forgotten as (
    delete from public.inbox_messages
    where inbox_messages.id = any (array(select old.id from old))
    returning inbox_messages.id
  )
  select count(*)::integer from forgotten;
$$;

comment on function private.forget_inboxes(integer, timestamptz) is
  'Deletes the oldest messages in inboxes, read or not, that are as old as '
  'private.settings.inbox_kept. Returns how many.';
revoke execute on function private.forget_inboxes(integer, timestamptz) from public;

create function private.forget_books(batch_size integer, instant timestamptz)
returns integer
language sql
volatile
set search_path = ''
as $$
  with old_hours as materialized (
    select message_rate_limits.channel, message_rate_limits.time_slot
    from public.message_rate_limits
    cross join private.settings
    where message_rate_limits.time_slot <= forget_books.instant - settings.budget_kept
      -- What is reserved is still to be settled there.
      and message_rate_limits.messages_reserved = 0
      and message_rate_limits.replies_reserved = 0
    order by message_rate_limits.time_slot
    limit forget_books.batch_size
    for update of message_rate_limits skip locked
  ),
  hours as (
    delete from public.message_rate_limits
    using old_hours
    where message_rate_limits.channel = old_hours.channel
      and message_rate_limits.time_slot = old_hours.time_slot
    returning message_rate_limits.time_slot
  ),
  old_runs as materialized (
    select function_runs.id
    from public.function_runs
    cross join private.settings
    -- Runs begin by the real clock.
    where function_runs.started_at <= now() - settings.runs_kept
    limit forget_books.batch_size
    for update of function_runs skip locked
  ),
  runs as (
    delete from public.function_runs
    where function_runs.id = any (array(select old_runs.id from old_runs))
    returning function_runs.id
  ),
  old_alerts as materialized (
    select alerts.kind, alerts.day
    from public.alerts
    cross join private.settings
    -- Not on the day itself: what came up in its evening is not that old yet.
    where alerts.day < ((forget_books.instant - settings.alerts_kept) at time zone 'UTC')::date
    limit forget_books.batch_size
    for update of alerts skip locked
  ),
  alerts as (
    delete from public.alerts
    using old_alerts
    where alerts.kind = old_alerts.kind and alerts.day = old_alerts.day
    returning alerts.day
  )
  select greatest(
    (select count(*) from hours), (select count(*) from runs), (select count(*) from alerts)
  )::integer;
$$;

comment on function private.forget_books(integer, timestamptz) is
  'Deletes old hours of the budget, reports of runs and alerts, each as long as '
  'private.settings keeps it. Returns how many of the most numerous.';
revoke execute on function private.forget_books(integer, timestamptz) from public;

create function private.forget_cron_runs(batch_size integer)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_forgotten integer;
begin
  if to_regclass('cron.job_run_details') is null then
    return 0;
  end if;
  delete from cron.job_run_details
  where job_run_details.runid in (
    select old.runid
    from cron.job_run_details as old
    cross join private.settings
    where old.end_time <= now() - settings.runs_kept
    limit forget_cron_runs.batch_size
  );
  get diagnostics v_forgotten = row_count;
  return v_forgotten;
end;
$$;

comment on function private.forget_cron_runs(integer) is
  'Deletes what pg_cron noted of its old runs, where it exists: nothing else does. Returns how '
  'many.';
revoke execute on function private.forget_cron_runs(integer) from public;

create function private.clean_up_program(
  program text,
  function_name text,
  batch_size integer,
  instant timestamptz
)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_asked constant private.asked := private.ask(program, 'clean_up');
  v_forgotten integer;
begin
  perform private.enter_program();
  execute format('select %s($1, $2)', function_name)
  into v_forgotten
  using batch_size, instant;
  perform private.hear(v_asked);
  perform private.take_back(program, 'clean_up');
  return v_forgotten;
exception
  when query_canceled or assert_failure or others then
    perform private.set_aside(v_asked, sqlerrm, sqlstate);
    return 0;
end;
$$;

comment on function private.clean_up_program(text, text, integer, timestamptz) is
  'Has a program forget up to batch_size of its own rows that are old enough at this moment, and '
  'returns how many; 0 where it fails, which sets it aside.';
revoke execute on function private.clean_up_program(text, text, integer, timestamptz) from public;

create function private.clean_up(batch_size integer default 500)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_now constant timestamptz := private.clock_now();
begin
  perform private.refuse_outside(batch_size, 1, 500, 'clean up', 'batch_size', 'RD087');
  return batch_size = any (
    array[
      private.forget_messages(batch_size, v_now),
      private.forget_inbound_words(batch_size, v_now),
      private.forget_inboxes(batch_size, v_now),
      private.forget_books(batch_size, v_now),
      private.forget_known_texts(batch_size, v_now),
      private.forget_cron_runs(batch_size)
    ]
    || array(
      select private.clean_up_program(asked.program, asked.function_name, batch_size, v_now)
      from private.programs_that('clean_up', 'integer, timestamptz') as asked
    )
  );
end;
$$;

comment on function private.clean_up(integer) is
  'Forgets up to batch_size (1 to 500) of each kind that is kept long enough, by private.settings, '
  'and returns whether there may be more. Commit and call again while it is true: each call holds '
  'its locks for a moment. Raises RD087. For cron.';
revoke execute on function private.clean_up(integer) from public;
