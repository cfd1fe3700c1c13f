-- What follows from what became of an attempt, whoever tells it: a sender, a callback, a lookup.

insert into private.reasons (code, meaning)
values
  ('attempts_exhausted', 'The provider could not take it, too often in a row.'),
  (
    'outcome_unknown',
    'The provider did not answer, so nobody knows whether it was sent. It is not sent again by '
    'itself, because that could text somebody twice.'
  ),
  (
    'provider_configuration',
    'The provider refuses our account or settings. It waits until the operator has mended that.'
  ),
  (
    'recipient_not_allowed',
    'Only the numbers of RUNDOWN_ALLOWED_RECIPIENTS are texted by this installation.'
  ),
  ('region_not_permitted', 'Our account may not text that country; the operator was told.'),
  ('rejected', 'The provider refused the text; the operator was told.'),
  ('retry', 'The provider could not take it just then; it is tried again.');

create function private.note_outcomes_by_channel(
  outcomes private.noted_outcome[],
  is_by_callback boolean
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_channel text;
  v_outcomes private.noted_outcome[];
begin
  if not private.concern_a_circuit(outcomes) then
    return;
  end if;
  for v_channel, v_outcomes in
    select
      coalesce(message_queue.channel, private.default_channel()),
      array_agg(
        row(outcome.message_id, outcome.class, outcome.error_code)::private.noted_outcome
        order by outcome.place
      )
    from unnest(outcomes) with ordinality as outcome (message_id, class, error_code, place)
    left join public.message_queue on message_queue.id = outcome.message_id
    group by 1
    -- In one order everywhere, or two reports may wait for each other.
    order by 1
  loop
    perform private.note_outcomes(v_outcomes, is_by_callback, v_channel);
  end loop;
end;
$$;

comment on function private.note_outcomes_by_channel(private.noted_outcome[], boolean) is
  'private.note_outcomes() for each channel of these messages, whose outcomes say nothing of the '
  'others. Call it after the messages are locked and before any budget hour is.';
revoke execute on function private.note_outcomes_by_channel(private.noted_outcome[], boolean)
  from public;

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
      message_queue.channel,
      attempt.budget_hour as hour,
      count(*) filter (where message_queue.priority > 0) as messages,
      count(*) filter (where message_queue.priority = 0) as replies
    from private.message_attempts as attempt
    join public.message_queue on message_queue.id = attempt.message_id
    where attempt.id = any (charge_late_proofs.attempt_ids)
      and attempt.outcome in ('rejected', 'not_sent')
      -- Leaving processing is counted by settle_budget().
      and message_queue.status not in ('processing', 'sent')
    group by message_queue.channel, attempt.budget_hour
  ) as late
  where slot.channel = late.channel and slot.time_slot = late.hour;
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
  v_now constant timestamptz := private.clock_now();
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
    sent_at = v_now
  from accepted
  where message_queue.id = accepted.message_id and message_queue.status <> 'sent';

  if cardinality(v_accepted) < cardinality(acceptances) then
    -- A callback told it first; how many segments, only the reply knows.
    update public.message_queue
    set segments = acceptance.segments
    from unnest(acceptances) as acceptance
    join private.message_attempts as attempt on attempt.id = acceptance.attempt_id
    where message_queue.id = attempt.message_id
      and message_queue.provider_message_id = acceptance.provider_message_id
      and message_queue.segments is null
      and acceptance.segments is not null;
  end if;
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
    private.phone_key(attempt.to_phone) as phone,
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
  join public.message_queue on message_queue.id = attempt.message_id
  join private.channels
    on channels.channel = message_queue.channel and channels.address_kind = 'phone'
  where consequence.error_class in ('opt_out', 'recipient')
  group by private.phone_key(attempt.to_phone)
  -- In one order everywhere, or two reports may wait for each other.
  order by phone
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

create function private.settle_failures(reports private.report[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_now constant timestamptz := private.clock_now();
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
      v_now + greatest(
        make_interval(secs => settled.retry_after_seconds),
        private.retry_delay(settled.number, random()),
        private.wait_after_error(
          settled.error_code,
          v_now,
          (
            select message_queue.channel from public.message_queue
            where message_queue.id = settled.message_id
          )
        )
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
declare
  v_channels text[];
  v_hours timestamptz[];
begin
  select array_agg(held.channel), array_agg(held.hour)
  into v_channels, v_hours
  from (
    select message_queue.channel, attempt.budget_hour as hour
    from private.message_attempts as attempt
    join public.message_queue on message_queue.id = attempt.message_id
    where attempt.id = any (lock_hours_of_attempts.attempt_ids)
    union
    select message_queue.channel, message_queue.budget_hour
    from private.message_attempts as attempt
    join public.message_queue on message_queue.id = attempt.message_id
    where attempt.id = any (lock_hours_of_attempts.attempt_ids)
      and message_queue.budget_hour is not null
  ) as held;
  if cardinality(v_hours) > 1 then
    perform
    from unnest(v_channels, v_hours) as held (channel, hour)
    join public.message_rate_limits as slot
      on slot.channel = held.channel and slot.time_slot = held.hour
    order by slot.channel, slot.time_slot
    for update of slot;
  end if;
end;
$$;

comment on function private.lock_hours_of_attempts(uuid[]) is
  'Locks the hours that reports on these attempts may settle, in order of channel and time: '
  'acceptance and failure settle them one after the other, and two senders might do so the other '
  'way round. A single hour has no order, and all senders wait for it: it is locked when it is '
  'settled.';
revoke execute on function private.lock_hours_of_attempts(uuid[]) from public;
