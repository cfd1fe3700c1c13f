-- What became of an attempt, as its sender reports it, and what follows.

create type private.acceptance as (
  attempt_id uuid,
  provider_message_id text,
  segments integer
);
comment on type private.acceptance is
  'Proof that the provider has the text of an attempt: its id for it, and segments if known.';

create function private.alert_of_doubles(acceptances private.acceptance[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.raise_alert(
    'sent_twice',
    'A message has two ids at the provider: somebody may have been texted twice',
    jsonb_build_object(
      'message_id', accepted.message_id,
      'provider_message_ids', array[known.id, accepted.provider_message_id]
    )
  )
  from (
    select
      attempt.message_id,
      acceptance.provider_message_id,
      acceptance.place,
      first_value(acceptance.provider_message_id)
        over (partition by attempt.message_id order by acceptance.place) as first_id
    from unnest(alert_of_doubles.acceptances) with ordinality as acceptance (
      attempt_id, provider_message_id, segments, place
    )
    join private.message_attempts as attempt on attempt.id = acceptance.attempt_id
  ) as accepted
  cross join lateral (
    select coalesce(
      (
        select attempt.provider_message_id
        from private.message_attempts as attempt
        where attempt.message_id = accepted.message_id and attempt.outcome = 'accepted'
      ),
      accepted.first_id
    )
  ) as known (id)
  where known.id <> accepted.provider_message_id
  order by accepted.place;
end;
$$;

comment on function private.alert_of_doubles(private.acceptance[]) is
  'Tells the operator of messages that the provider has under another id already, or has under two '
  'of these.';
revoke execute on function private.alert_of_doubles(private.acceptance[]) from public;

create function private.charge_late_proofs(attempt_ids uuid[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  update public.message_rate_limits as slot
  set
    messages_sent = slot.messages_sent + late.messages,
    replies_sent = slot.replies_sent + late.replies
  from (
    select
      attempt.budget_hour as hour,
      count(*) filter (where message_queue.priority > 0) as messages,
      count(*) filter (where message_queue.priority = 0) as replies
    from private.message_attempts as attempt
    join public.message_queue on message_queue.id = attempt.message_id
    where attempt.id = any (charge_late_proofs.attempt_ids)
      and attempt.outcome in ('rejected', 'not_sent')
      -- Leaving processing is counted by settle_budget().
      and message_queue.status not in ('processing', 'sent')
    group by attempt.budget_hour
  ) as late
  where slot.time_slot = late.hour;
end;
$$;

comment on function private.charge_late_proofs(uuid[]) is
  'Counts texts in their hour that were taken for not sent until now.';
revoke execute on function private.charge_late_proofs(uuid[]) from public;

create function private.accept_attempts(acceptances private.acceptance[])
returns uuid[]
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_news private.acceptance[];
  v_accepted uuid[];
begin
  perform private.alert_of_doubles(acceptances);
  -- One for each message, the first; and no id that another attempt has: a lookup may have given it
  -- away, and an error here would take the other reports with it.
  v_news := array(
    select distinct on (attempt.message_id)
      row(
        acceptance.attempt_id, acceptance.provider_message_id, acceptance.segments
      )::private.acceptance
    from unnest(acceptances) with ordinality as acceptance (
      attempt_id, provider_message_id, segments, place
    )
    join private.message_attempts as attempt on attempt.id = acceptance.attempt_id
    where not exists (
        select from private.message_attempts as known
        where known.message_id = attempt.message_id and known.outcome = 'accepted'
      )
      and not exists (
        select from private.message_attempts as known
        where known.provider_message_id = acceptance.provider_message_id
      )
    order by attempt.message_id, acceptance.place
  );
  v_accepted := array(select news.attempt_id from unnest(v_news) as news);
  perform private.charge_late_proofs(v_accepted);

  with accepted as (
    update private.message_attempts as attempt
    set
      outcome = 'accepted',
      provider_message_id = acceptance.provider_message_id,
      settled_at = clock_timestamp()
    from unnest(v_news) as acceptance
    where attempt.id = acceptance.attempt_id
    returning attempt.message_id, acceptance.provider_message_id, acceptance.segments
  )
  update public.message_queue
  set
    status = 'sent',
    provider_message_id = accepted.provider_message_id,
    segments = coalesce(accepted.segments, message_queue.segments),
    reason = null,
    error_code = null,
    error_class = null,
    sent_at = private.clock_now()
  from accepted
  where message_queue.id = accepted.message_id and message_queue.status <> 'sent';

  -- A callback told it first; how many segments, only the reply knows.
  update public.message_queue
  set segments = acceptance.segments
  from unnest(acceptances) as acceptance
  join private.message_attempts as attempt on attempt.id = acceptance.attempt_id
  where message_queue.id = attempt.message_id
    and message_queue.provider_message_id = acceptance.provider_message_id
    and message_queue.segments is null
    and acceptance.segments is not null;
  return v_accepted;
end;
$$;

comment on function private.accept_attempts(private.acceptance[]) is
  'Records proof that the provider has these texts. It wins over every other state, and is taken '
  'from anybody: a late sender as well as a callback. Returns the attempts of which it was news. A '
  'second id for one message is a text sent twice: the operator is told, and nothing changes; nor '
  'does it by an id that another attempt has.';
revoke execute on function private.accept_attempts(private.acceptance[]) from public;

create type private.consequence as (attempt_id uuid, error_class text);
comment on type private.consequence is 'What the error of an attempt means for its number.';

create function private.apply_consequences(consequences private.consequence[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  insert into private.phone_numbers as number (
    phone, opted_out_at, is_blocked_by_provider, unreachable_until
  )
  select
    attempt.to_phone,
    case
      when bool_or(consequence.error_class = 'opt_out') then private.clock_now()
    end,
    bool_or(consequence.error_class = 'opt_out'),
    case
      when bool_or(consequence.error_class = 'recipient')
      then private.clock_now() + interval '30 days'
    end
  from unnest(apply_consequences.consequences) as consequence
  join private.message_attempts as attempt on attempt.id = consequence.attempt_id
  where consequence.error_class in ('opt_out', 'recipient')
  group by attempt.to_phone
  -- In one order everywhere, or two reports may wait for each other.
  order by attempt.to_phone
  on conflict (phone) do update set
    opted_out_at = coalesce(number.opted_out_at, excluded.opted_out_at),
    is_blocked_by_provider = number.is_blocked_by_provider or excluded.is_blocked_by_provider,
    unreachable_until = greatest(number.unreachable_until, excluded.unreachable_until);

  perform private.raise_alert(
    case consequence.error_class when 'region' then 'region_not_permitted' else 'text_refused' end,
    case consequence.error_class
      when 'region' then 'The provider''s account may not text a country: see its geo permissions'
      else 'The provider refused a text for what it says'
    end,
    jsonb_build_object('message_id', attempt.message_id)
  )
  from unnest(apply_consequences.consequences) as consequence
  join private.message_attempts as attempt on attempt.id = consequence.attempt_id
  where consequence.error_class in ('region', 'message')
  order by consequence.error_class;
end;
$$;

comment on function private.apply_consequences(private.consequence[]) is
  'What errors mean beyond their own message: after an opt-out nobody texts that number again, '
  'after a permanent recipient error nobody for 30 days; what an operator can mend, they are told. '
  'Call it before any budget hour is locked.';
revoke execute on function private.apply_consequences(private.consequence[]) from public;

create type private.report as (
  attempt_id uuid,
  lease_token uuid,
  outcome text,
  provider_message_id text,
  segments integer,
  error_code integer,
  error_message text,
  retry_after_seconds integer,
  message_id uuid,
  class text,
  is_fresh boolean,
  is_first boolean
);
comment on type private.report is
  'What a sender says of an attempt, and what the database knows of it: its class as in '
  'private.noted_outcome, whether the lease is still the sender''s (is_fresh), and whether this is '
  'the word on the attempt that counts in this call (is_first): proof if there is any, else the '
  'first.';

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
      when report.outcome = 'rejected' then private.classify_provider_error(report.error_code)
      when private.classify_provider_error(report.error_code) = 'throttled' then 'throttled'
      else 'not_sent'
    end,
    message_queue.lease_token is not distinct from report.lease_token
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
  left join private.message_attempts as attempt on attempt.id = report.attempt_id
  left join public.message_queue on message_queue.id = attempt.message_id
  order by report.ordinality;
end;
$$;

comment on function private.classify_reports(jsonb) is
  'The reports of update_message_statuses(), in order; message_id is null where the attempt went '
  'with its account.';
revoke execute on function private.classify_reports(jsonb) from public;

create function private.settle_failures(reports private.report[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  with settled as (
    update private.message_attempts as attempt
    set
      outcome = case when report.class = 'unknown' then 'unknown' else report.outcome end,
      error_code = report.error_code,
      error_message = left(report.error_message, 500),
      settled_at = clock_timestamp()
    from unnest(settle_failures.reports) as report
    where attempt.id = report.attempt_id
    returning
      report.message_id, report.class, report.error_code, report.retry_after_seconds,
      attempt.number
  ),
  judged as (
    select
      settled.*,
      -- What never reached the provider's work, or failed over our own account, costs the message
      -- no attempt: only its expiry bounds those tries.
      settled.class in ('not_sent', 'configuration', 'throttled') as is_free,
      private.clock_now() + greatest(
        make_interval(secs => settled.retry_after_seconds),
        private.retry_delay(settled.number, random()),
        private.wait_after_error(settled.error_code, private.clock_now())
      ) as next_try
    from settled
  ),
  fates as (
    select
      judged.*,
      case
        when judged.class = 'unknown' then 'outcome_unknown'
        when judged.class = 'opt_out' then 'number_opted_out'
        when judged.class = 'recipient' then 'number_unreachable'
        when judged.class = 'region' then 'region_not_permitted'
        -- No provider refuses without a code: it was our own refusal.
        when judged.class = 'message' and judged.error_code is null then 'recipient_not_allowed'
        when judged.class in ('message', 'notice') then 'rejected'
        when not judged.is_free and message_queue.attempts >= message_queue.max_attempts
        then 'attempts_exhausted'
        when judged.next_try >= message_queue.expires_at then 'too_late'
        when judged.class = 'configuration' then 'provider_configuration'
        else 'retry'
      end as reason
    from judged
    join public.message_queue on message_queue.id = judged.message_id
  )
  update public.message_queue
  set
    status = case fates.reason
      when 'outcome_unknown' then 'unconfirmed'
      when 'too_late' then 'expired'
      when 'provider_configuration' then 'queued'
      when 'retry' then 'queued'
      else 'failed'
    end,
    reason = fates.reason,
    attempts = message_queue.attempts - fates.is_free::integer,
    error_code = fates.error_code,
    error_class = fates.class,
    unconfirmed_at = case
      when fates.class = 'unknown' then now() else message_queue.unconfirmed_at
    end,
    scheduled_for = case
      when fates.class = 'unknown' then message_queue.scheduled_for
      else least(fates.next_try, message_queue.expires_at)
    end
  from fates
  where message_queue.id = fates.message_id;
end;
$$;

comment on function private.settle_failures(private.report[]) is
  'Records that the provider refused attempts, never got them (not_sent), or that nobody knows, '
  'and decides by the class of the error whether each message fails, expires, is tried again with '
  'jittered exponential backoff, or waits for proof.';
revoke execute on function private.settle_failures(private.report[]) from public;

create function private.lock_messages_of_attempts(attempt_ids uuid[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform
  from public.message_queue
  where message_queue.id in (
    select message_attempts.message_id
    from private.message_attempts
    where message_attempts.id = any (lock_messages_of_attempts.attempt_ids)
  )
  order by message_queue.id
  for update;
end;
$$;

comment on function private.lock_messages_of_attempts(uuid[]) is
  'Locks the messages in order of their ids and before any budget hour: whoever locks otherwise '
  'may wait in a circle.';
revoke execute on function private.lock_messages_of_attempts(uuid[]) from public;

create function private.lock_hours_of_attempts(attempt_ids uuid[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform
  from public.message_rate_limits
  where message_rate_limits.time_slot in (
    select unnest(array[attempt.budget_hour, message_queue.budget_hour])
    from private.message_attempts as attempt
    join public.message_queue on message_queue.id = attempt.message_id
    where attempt.id = any (lock_hours_of_attempts.attempt_ids)
  )
  order by message_rate_limits.time_slot
  for update;
end;
$$;

comment on function private.lock_hours_of_attempts(uuid[]) is
  'Locks the hours that reports on these attempts may settle, in order of time: acceptance and '
  'failure settle them one after the other, and two senders might do so the other way round.';
revoke execute on function private.lock_hours_of_attempts(uuid[]) from public;

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
  perform private.note_outcomes(
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
        when report.is_first and report.attempt_id = any (v_news) then 'applied' else 'known'
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
  valid_for_seconds integer
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
