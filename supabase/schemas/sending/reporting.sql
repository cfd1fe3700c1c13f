-- How senders report what became of their attempts.

create function private.classify_reports(outcomes jsonb)
returns setof private.report
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  select
    report.attempt_id,
    report.lease_token,
    report.outcome,
    report.provider_message_id,
    report.segments,
    report.error_code,
    report.error_message,
    report.retry_after_seconds,
    attempt.message_id,
    case
      when report.outcome in ('accepted', 'unknown') then report.outcome
      when report.outcome = 'rejected'
      then private.classify_provider_error(report.error_code, attempt.channel)
      when private.classify_provider_error(report.error_code, attempt.channel) = 'throttled'
      then 'throttled'
      else 'not_sent'
    end,
    attempt.current_lease is not distinct from report.lease_token
      and attempt.lease_token = report.lease_token
      and attempt.outcome is null
      and report.word = 1,
    report.word = 1
  from (
    select
      *,
      -- Proof in the same breath wins, and what else was said of the attempt counts nowhere.
      row_number() over (
        partition by listed.attempt_id
        order by (listed.outcome = 'accepted') desc, listed.ordinality
      ) as word
    from rows from (
      jsonb_to_recordset(classify_reports.outcomes) as (
        attempt_id uuid,
        lease_token uuid,
        outcome text,
        provider_message_id text,
        segments integer,
        error_code integer,
        error_message text,
        retry_after_seconds integer
      )
    ) with ordinality as listed
  ) as report
  -- Each report is looked up in the indexes, whatever the statistics say.
  left join lateral (
    select
      message_attempts.message_id, message_attempts.lease_token, message_attempts.outcome,
      message_queue.lease_token as current_lease, message_queue.channel
    from private.message_attempts
    join public.message_queue on message_queue.id = message_attempts.message_id
    where message_attempts.id = report.attempt_id
    limit 1
  ) as attempt on true
  order by report.ordinality;
end;
$$;

comment on function private.classify_reports(jsonb) is
  'The reports of update_message_statuses(), in order; message_id is null where the attempt went '
  'with its account.';
revoke execute on function private.classify_reports(jsonb) from public;

create function private.refuse_invalid_reports(outcomes jsonb)
returns void
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_report record;
begin
  if jsonb_typeof(outcomes) is distinct from 'array' then
    raise exception 'Cannot record outcomes: outcomes is not an array but %',
      coalesce(jsonb_typeof(outcomes), 'null') using errcode = 'RD053';
  end if;
  for v_report in
    select *
    from jsonb_to_recordset(outcomes) as report (
      attempt_id text, outcome text, provider_message_id text
    )
  loop
    if coalesce(v_report.outcome not in ('accepted', 'rejected', 'not_sent', 'unknown'), true) then
      raise exception 'Cannot record the outcome of attempt "%": outcome is "%"',
        v_report.attempt_id, v_report.outcome
        using errcode = 'RD050', hint = 'Use accepted, rejected, not_sent or unknown.';
    end if;
    if (v_report.outcome = 'accepted') <> (coalesce(v_report.provider_message_id, '') <> '') then
      raise exception 'Cannot record outcome "%" of attempt "%": provider_message_id is "%"',
        v_report.outcome, v_report.attempt_id, v_report.provider_message_id
        using errcode = 'RD051', hint = 'It comes with accepted, and only with accepted.';
    end if;
  end loop;
end;
$$;

comment on function private.refuse_invalid_reports(jsonb) is
  'Raises RD050, RD051 and RD053 for reports that say nothing or contradict themselves.';
revoke execute on function private.refuse_invalid_reports(jsonb) from public;

create function public.update_message_statuses(outcomes jsonb)
returns table (attempt_id uuid, result text)
language plpgsql
volatile
security definer
set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_reports private.report[];
  v_failures private.report[];
  v_news uuid[];
begin
  perform private.refuse_invalid_reports(outcomes);
  -- In this order, here and wherever callbacks come in: messages, the channel, numbers, hours.
  perform private.lock_messages_of_attempts(array(
    select report.attempt_id
    from jsonb_to_recordset(outcomes) as report (attempt_id uuid)
  ));
  v_reports := array(select classified from private.classify_reports(outcomes) as classified);
  -- The fence: without the lease, only proof of acceptance counts.
  v_failures := array(
    select report from unnest(v_reports) as report
    where report.is_fresh and report.outcome <> 'accepted'
  );
  perform private.note_outcomes_by_channel(
    array(
      select row(report.message_id, report.class, report.error_code)::private.noted_outcome
      from unnest(v_reports) as report
      where report.is_fresh
    ),
    is_by_callback => false
  );
  perform private.apply_consequences(array(
    select row(failure.attempt_id, failure.class)::private.consequence
    from unnest(v_failures) as failure
    -- Without a code it was our own refusal.
    where failure.error_code is not null
  ));
  perform private.lock_hours_of_attempts(
    array(select report.attempt_id from unnest(v_reports) as report)
  );
  v_news := private.accept_attempts(array(
    select row(report.attempt_id, report.provider_message_id, report.segments)::private.acceptance
    from unnest(v_reports) as report
    where report.outcome = 'accepted' and report.message_id is not null
  ));
  perform private.settle_failures(v_failures);

  return query
  select
    report.attempt_id,
    case
      -- It went with its account while the text was on its way; the other reports still count.
      when report.message_id is null then 'unknown_attempt'
      when report.outcome = 'accepted'
      then case
        when report.is_first and report.attempt_id in (select unnest(v_news)) then 'applied'
        else 'known'
      end
      when report.is_fresh then 'applied'
      else 'stale'
    end
  from unnest(v_reports) as report;
end;
$$;

comment on function public.update_message_statuses(jsonb) is
  'Records what happened to attempts (R36), an array of objects: attempt_id, lease_token, outcome '
  '(accepted with provider_message_id and segments; rejected with error_code and error_message; '
  'not_sent, never processed, with retry_after_seconds if the provider named a wait; or unknown). '
  'The database decides what follows. All in one transaction: on an error none is recorded. '
  'Returns for each attempt applied; known if it was accepted already; stale if the lease is '
  'another''s by now, or unknown_attempt, which change nothing. Raises RD050, RD051 and RD053. '
  'Definer to write the queue. For service_role.';
revoke execute on function public.update_message_statuses(jsonb) from public, anon, authenticated;
grant execute on function public.update_message_statuses(jsonb) to service_role;

create function public.update_message_status(
  attempt_id uuid,
  lease_token uuid,
  outcome text,
  provider_message_id text default null,
  segments integer default null,
  error_code integer default null,
  error_message text default null,
  retry_after_seconds integer default null
)
returns text
language sql
volatile
security definer
set search_path = ''
as $$
  select updated.result
  from public.update_message_statuses(jsonb_build_array(jsonb_build_object(
    'attempt_id', update_message_status.attempt_id,
    'lease_token', update_message_status.lease_token,
    'outcome', update_message_status.outcome,
    'provider_message_id', update_message_status.provider_message_id,
    'segments', update_message_status.segments,
    'error_code', update_message_status.error_code,
    'error_message', update_message_status.error_message,
    'retry_after_seconds', update_message_status.retry_after_seconds
  ))) as updated;
$$;

comment on function public.update_message_status(
  uuid, uuid, text, text, integer, integer, text, integer
) is
  'update_message_statuses() for one attempt; returns its result. Raises RD050 and RD051. Definer '
  'to write the queue. For service_role.';
revoke execute on function public.update_message_status(
  uuid, uuid, text, text, integer, integer, text, integer
) from public, anon, authenticated;
grant execute on function public.update_message_status(
  uuid, uuid, text, text, integer, integer, text, integer
) to service_role;

create function public.report_and_start_messages(outcomes jsonb, lease_tokens uuid[])
returns table (
  message_id uuid,
  attempt_id uuid,
  lease_token uuid,
  to_phone text,
  body text,
  start_within_ms integer,
  valid_for_seconds integer,
  channel text,
  address text
)
language plpgsql
volatile
security definer
set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  -- All of them first, because reporting locks budget hours, and messages come before those.
  perform
  from public.message_queue
  where message_queue.id in (
    select leased.id
    from public.message_queue as leased
    where leased.lease_token = any (report_and_start_messages.lease_tokens)
    union all
    select attempt.message_id
    from jsonb_to_recordset(outcomes) as report (attempt_id uuid)
    join private.message_attempts as attempt on attempt.id = report.attempt_id
  )
  order by message_queue.id
  for update;
  perform public.update_message_statuses(outcomes);
  return query select * from public.start_messages(lease_tokens);
end;
$$;

comment on function public.report_and_start_messages(jsonb, uuid[]) is
  'update_message_statuses() and start_messages() in one call and transaction, so that a sender '
  'who keeps its lanes full pays one round trip. Raises RD050, RD051 and RD053, and then has done '
  'neither. Definer to write the queue. For service_role.';
revoke execute on function public.report_and_start_messages(jsonb, uuid[])
  from public, anon, authenticated;
grant execute on function public.report_and_start_messages(jsonb, uuid[]) to service_role;
