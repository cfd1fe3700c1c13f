-- What an operator sees of the queue, and has tried again.

insert into private.reasons (code, meaning)
values
  ('retried_by_operator', 'An operator has it tried again.');

create function public.get_sending_status()
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select jsonb_build_object(
    'now', private.clock_now(),
    'sending', (
      select jsonb_build_object(
        'is_paused', circuit.paused_at is not null,
        'paused_at', circuit.paused_at,
        'paused_because', circuit.paused_because,
        'is_open', circuit.opened_at is not null,
        'opened_at', circuit.opened_at,
        'reason', circuit.reason,
        'error_code', circuit.error_code,
        'error_meaning', errors.meaning,
        'probe_after', circuit.probe_after,
        'pace', private.current_pace(private.clock_now())
      )
      from private.delivery_circuits as circuit
      left join private.provider_errors as errors
        on errors.channel = circuit.channel and errors.code = circuit.error_code
      where circuit.channel = private.default_channel()
    ),
    'stopped_channels', (
      select coalesce(
        jsonb_agg(
          jsonb_build_object(
            'channel', circuit.channel,
            'since', coalesce(circuit.paused_at, circuit.opened_at),
            'because', coalesce(circuit.paused_because, circuit.reason)
          )
          order by circuit.channel
        ),
        '[]'
      )
      from private.delivery_circuits as circuit
      where circuit.paused_at is not null or circuit.opened_at is not null
    ),
    -- Each count by ranges of an index of its own: finished messages are not read.
    'queue', (
      select jsonb_build_object(
        'ready', (
          select count(*) from public.message_queue
          where status = 'queued'
            and channel = any (array(select channels.channel from private.channels))
            and priority = any ('{-1,0,1,2,3}'::smallint[])
            and scheduled_for <= private.clock_now()
        ),
        'oldest_ready_at', (
          select min(scheduled_for) from public.message_queue
          where status = 'queued'
            and channel = any (array(select channels.channel from private.channels))
            and priority = any ('{-1,0,1,2,3}'::smallint[])
            and scheduled_for <= private.clock_now()
        ),
        'later', (
          select count(*) from public.message_queue
          where status = 'queued'
            and channel = any (array(select channels.channel from private.channels))
            and priority = any ('{-1,0,1,2,3}'::smallint[])
            and scheduled_for > private.clock_now()
        ),
        'processing', (
          select count(*) from public.message_queue where status = 'processing'
        ),
        'unconfirmed', (
          select count(*) from public.message_queue where status = 'unconfirmed'
        )
      )
    ),
    'hour', (
      select jsonb_build_object(
        'starts_at', date_trunc('hour', private.clock_now(), 'UTC'),
        'sent', coalesce(slot.messages_sent, 0),
        'reserved', coalesce(slot.messages_reserved, 0),
        'limit', coalesce(slot.max_messages_per_slot, settings.messages_per_hour)
      )
      from private.settings
      left join public.message_rate_limits as slot
        on slot.channel = private.default_channel()
        and slot.time_slot = date_trunc('hour', private.clock_now(), 'UTC')
    ),
    'last_runs', (
      select coalesce(jsonb_agg(run order by run.function_name), '[]')
      from (
        select distinct on (function_name)
          function_name, status, started_at, finished_at, report, error
        from public.function_runs
        order by function_name, started_at desc
      ) as run
    ),
    'alerts', (
      select coalesce(jsonb_agg(alert order by alert.last_raised_at desc), '[]')
      from (
        select kind, day, summary, details, times, last_raised_at
        from public.alerts
        where day >= (private.clock_now() at time zone 'UTC')::date - 1
      ) as alert
    )
  );
$$;

comment on function public.get_sending_status() is
  'What an operator should know now, as an object: sending (paused, circuit, pace) and hour (its '
  'budget) of the default channel, stopped_channels of all, queue (counts of what is not final), '
  'last_runs of the functions, alerts since yesterday. Definer to read what no API role may. For '
  'service_role.';
revoke execute on function public.get_sending_status() from public, anon, authenticated;
grant execute on function public.get_sending_status() to service_role;

create function public.list_queue(limit_rows integer default 50)
returns table (
  message_id uuid,
  user_id uuid,
  contact_name text,
  masked_phone text,
  message_type text,
  priority smallint,
  scheduled_for timestamptz,
  expires_at timestamptz,
  status text,
  reason text,
  attempts smallint,
  channel text
)
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  perform private.refuse_outside(limit_rows, 1, 500, 'list the queue', 'limit_rows', 'RD081');
  return query
  select
    message.id, message.user_id, contacts.name,
    private.mask_phone(contacts.phone),
    message.message_type, message.priority, message.scheduled_for, message.expires_at,
    message.status, message.reason, message.attempts, message.channel
  from (
    -- By the indexes of what is not final: the first of each channel and priority, and all that
    -- senders have.
    select waiting.*
    from private.channels
    cross join unnest('{-1,0,1,2,3}'::smallint[]) as priorities (priority)
    cross join lateral (
      select * from public.message_queue
      where message_queue.status = 'queued'
        and message_queue.channel = channels.channel
        and message_queue.priority = priorities.priority
      order by message_queue.scheduled_for, message_queue.id
      limit limit_rows
    ) as waiting
    union all
    select * from public.message_queue where message_queue.status = 'processing'
    union all
    select * from public.message_queue where message_queue.status = 'unconfirmed'
  ) as message
  left join public.contacts on contacts.id = message.contact_id
  order by message.scheduled_for, message.priority, message.id
  limit limit_rows;
end;
$$;

comment on function public.list_queue(integer) is
  'The next limit_rows (1 to 500) messages that are not final, soonest first, numbers masked. '
  'Raises RD081. Definer to read contacts. For service_role.';
revoke execute on function public.list_queue(integer) from public, anon, authenticated;
grant execute on function public.list_queue(integer) to service_role;

create function private.retry_message(message_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_message public.message_queue;
begin
  select * into v_message
  from public.message_queue
  where message_queue.id = retry_message.message_id
  for update;
  if not found then
    raise exception 'Cannot retry message "%": there is none', message_id using errcode = 'RD082';
  end if;
  if v_message.status <> 'failed' then
    raise exception 'Cannot retry message "%": it is "%"', message_id, v_message.status
      using errcode = 'RD083', hint = 'Only failed messages are retried by hand.';
  end if;
  if v_message.expires_at <= private.clock_now() then
    raise exception 'Cannot retry message "%": it expired at %', message_id, v_message.expires_at
      using errcode = 'RD084', hint = 'What it says would not be true any more.';
  end if;
  update public.message_queue
  set
    status = 'queued',
    reason = 'retried_by_operator',
    attempts = 0,
    scheduled_for = private.clock_now()
  where message_queue.id = retry_message.message_id;
end;
$$;

comment on function private.retry_message(uuid) is
  'Puts a failed message back into the queue, for an operator who knows that it was not sent. It '
  'is judged again like any other. Raises RD082 if there is none, RD083 if it has not failed, '
  'RD084 if it is too late.';
revoke execute on function private.retry_message(uuid) from public;
