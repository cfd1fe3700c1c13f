-- When sending stops by itself, and how fast it goes.

create table private.delivery_circuits (
  channel text primary key references private.channels (channel),
  paused_at timestamptz,
  paused_because text,
  opened_at timestamptz,
  reason text,
  error_code integer,
  failed_probes smallint not null default 0,
  probe_after timestamptz,
  probe_message_id uuid,
  awaits_delivery boolean not null default false,
  unknown_in_a_row smallint not null default 0,
  pace numeric not null default 1,
  slowed_at timestamptz,
  created_at timestamptz not null default now(),
  constraint a_pause_has_a_reason check ((paused_at is null) = (paused_because is null)),
  constraint an_open_circuit_has_a_reason_and_a_probe check (
    (opened_at is null) = (reason is null) and (opened_at is null) = (probe_after is null)
  ),
  constraint only_an_open_circuit_has_a_probe check (
    opened_at is not null
    or (
      probe_message_id is null and failed_probes = 0 and error_code is null
      and not awaits_delivery
    )
  ),
  constraint reason_is_known check (reason in ('provider_configuration', 'outcomes_unknown')),
  constraint pace_is_a_share_of_the_budget check (pace > 0 and pace <= 1)
);

comment on table private.delivery_circuits is
  'One row for each channel that ever stopped or may. While it is paused or open nothing of that '
  'channel is claimed or started, but for one probe at a time where it is open.';
comment on column private.delivery_circuits.paused_at is
  'Since when an operator keeps everything back; null if nobody does.';
comment on column private.delivery_circuits.opened_at is
  'Since when the provider refuses our account or leaves us without answers; null while closed.';
comment on column private.delivery_circuits.reason is
  'provider_configuration: error_code says why. outcomes_unknown: five outcomes in a row were.';
comment on column private.delivery_circuits.probe_after is
  'When the next message may be tried to see whether the channel works again.';
comment on column private.delivery_circuits.probe_message_id is
  'The one message that may be started while the circuit is open.';
comment on column private.delivery_circuits.awaits_delivery is
  'It opened over an error that only came after acceptance: a probe must leave Twilio to close it.';
comment on column private.delivery_circuits.pace is
  'Share of the hour''s budget at slowed_at; see private.current_pace.';

alter table private.delivery_circuits enable row level security;
revoke all on table private.delivery_circuits from public, anon, authenticated, service_role;
grant select (channel, paused_at, paused_because, opened_at, reason)
  on table private.delivery_circuits to authenticated, service_role;

create policy "Operators can see whether sending stopped" on private.delivery_circuits
  for select to authenticated using (
    (select private.is_operator())
  );
insert into private.delivery_circuits (channel)
select channels.channel from private.channels where not channels.is_delivered_by_the_database;

create function private.lock_circuit(channel text)
returns private.delivery_circuits
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_circuit private.delivery_circuits;
begin
  insert into private.delivery_circuits (channel)
  values (lock_circuit.channel)
  on conflict on constraint delivery_circuits_pkey do nothing;
  select * into v_circuit
  from private.delivery_circuits
  where delivery_circuits.channel = lock_circuit.channel
  for update;
  return v_circuit;
end;
$$;

comment on function private.lock_circuit(text) is
  'The circuit of a channel, locked; a channel that never stopped gets its row here.';
revoke execute on function private.lock_circuit(text) from public;

create function private.current_pace(
  instant timestamptz,
  channel text default private.default_channel()
)
returns numeric
language plpgsql
stable
strict
set search_path = ''
as $$
begin
  return coalesce(
    (
      select least(
        delivery_circuits.pace
          + 0.1 * floor(
            extract(epoch from current_pace.instant - delivery_circuits.slowed_at) / 600
          ),
        1
      )
      from private.delivery_circuits
      where delivery_circuits.channel = current_pace.channel
    ),
    1
  );
end;
$$;

comment on function private.current_pace(timestamptz, text) is
  'Share of the channel''s budget of the hour that may be used now (R37): halved when the provider '
  'asks us to slow down, and a tenth more for every ten minutes since.';
revoke execute on function private.current_pace(timestamptz, text) from public;

create type private.noted_outcome as (message_id uuid, class text, error_code integer);
comment on type private.noted_outcome is
  'What became of an attempt, by class: accepted, delivered (what the carrier has), unknown, '
  'not_sent, or a class of private.provider_errors.';

create function private.open_circuit(
  circuit private.delivery_circuits,
  refusal private.noted_outcome,
  is_by_callback boolean
)
returns private.delivery_circuits
language plpgsql
volatile
set search_path = ''
as $$
begin
  circuit.opened_at := private.clock_now();
  circuit.reason := case
    when refusal.message_id is not null then 'provider_configuration' else 'outcomes_unknown'
  end;
  circuit.error_code := refusal.error_code;
  circuit.awaits_delivery := is_by_callback;
  circuit.probe_after := circuit.opened_at + private.probe_delay(0);
  perform private.raise_alert(
    'circuit_open',
    case
      when refusal.message_id is not null
      then 'Sending stopped: the provider refuses our account or settings'
      else 'Sending stopped: the provider did not answer five times in a row'
    end,
    jsonb_build_object(
      'channel', circuit.channel,
      'error_code', refusal.error_code,
      'message_id', refusal.message_id
    )
  );
  return circuit;
end;
$$;

comment on function private.open_circuit(
  private.delivery_circuits, private.noted_outcome, boolean
) is
  'The circuit as it is from now on, opened by this refusal of our account or, where that is null, '
  'by unknown outcomes. Tells the operator; the caller stores it.';
revoke execute on function private.open_circuit(
  private.delivery_circuits, private.noted_outcome, boolean
) from public;

create function private.close_circuit(circuit private.delivery_circuits)
returns private.delivery_circuits
language plpgsql
immutable
set search_path = ''
as $$
begin
  circuit.opened_at := null;
  circuit.reason := null;
  circuit.error_code := null;
  circuit.failed_probes := 0;
  circuit.probe_after := null;
  circuit.probe_message_id := null;
  circuit.awaits_delivery := false;
  circuit.unknown_in_a_row := 0;
  return circuit;
end;
$$;

comment on function private.close_circuit(private.delivery_circuits) is
  'The circuit with everything forgotten that held it open; the caller stores it.';
revoke execute on function private.close_circuit(private.delivery_circuits) from public;

create function private.judge_probe(
  circuit private.delivery_circuits,
  probe_class text,
  refusal private.noted_outcome
)
returns private.delivery_circuits
language plpgsql
stable
set search_path = ''
as $$
begin
  if probe_class in ('unknown', 'configuration', 'not_sent', 'throttled') then
    circuit.failed_probes := least(circuit.failed_probes + 1, 100);
    circuit.error_code := coalesce(refusal.error_code, circuit.error_code);
    circuit.probe_message_id := null;
    circuit.probe_after := private.clock_now() + private.probe_delay(circuit.failed_probes);
    return circuit;
  end if;
  -- The provider took it, or refused it for reasons of its own: it works again.
  return private.close_circuit(circuit);
end;
$$;

comment on function private.judge_probe(
  private.delivery_circuits, text, private.noted_outcome
) is
  'The circuit after its probe came to this class: closed, or with the next probe put off; the '
  'caller stores it. refusal is one of our account that came with it, if any did.';
revoke execute on function private.judge_probe(
  private.delivery_circuits, text, private.noted_outcome
) from public;

create function private.slow_down(circuit private.delivery_circuits, instant timestamptz)
returns private.delivery_circuits
language plpgsql
stable
set search_path = ''
as $$
begin
  -- What was under way together is one request to slow down.
  if coalesce(circuit.slowed_at <= instant - interval '1 minute', true) then
    circuit.pace := greatest(private.current_pace(instant, circuit.channel) / 2, 0.1);
    circuit.slowed_at := instant;
  end if;
  return circuit;
end;
$$;

comment on function private.slow_down(private.delivery_circuits, timestamptz) is
  'The circuit with its pace halved, once a minute at most and never below a tenth; the caller '
  'stores it.';
revoke execute on function private.slow_down(private.delivery_circuits, timestamptz) from public;

create function private.store_circuit(circuit private.delivery_circuits)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  update private.delivery_circuits
  set
    paused_at = circuit.paused_at,
    paused_because = circuit.paused_because,
    opened_at = circuit.opened_at,
    reason = circuit.reason,
    error_code = circuit.error_code,
    failed_probes = circuit.failed_probes,
    probe_after = circuit.probe_after,
    probe_message_id = circuit.probe_message_id,
    awaits_delivery = circuit.awaits_delivery,
    unknown_in_a_row = circuit.unknown_in_a_row,
    pace = circuit.pace,
    slowed_at = circuit.slowed_at
  where delivery_circuits.channel = circuit.channel;
end;
$$;

comment on function private.store_circuit(private.delivery_circuits) is
  'Stores a circuit that the caller has locked: the one place that names all columns of its state.';
revoke execute on function private.store_circuit(private.delivery_circuits) from public;

create function private.concern_a_circuit(outcomes private.noted_outcome[])
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from unnest(outcomes) as outcome
    where outcome.class in ('unknown', 'configuration', 'throttled')
  ) or exists (
    select from private.delivery_circuits
    where delivery_circuits.opened_at is not null or delivery_circuits.unknown_in_a_row <> 0
  );
end;
$$;

comment on function private.concern_a_circuit(private.noted_outcome[]) is
  'Whether private.note_outcomes could make anything of these. If not, all is well and stays so, '
  'and the row that all senders share need not be touched.';
revoke execute on function private.concern_a_circuit(private.noted_outcome[]) from public;

create function private.note_outcomes(
  outcomes private.noted_outcome[],
  is_by_callback boolean,
  channel text default private.default_channel()
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  -- Five unknown outcomes in a row are no accident any more.
  c_unknown_limit constant integer := 5;
  v_circuit private.delivery_circuits;
  v_outcome private.noted_outcome;
  v_refusal private.noted_outcome;
  v_probe_class text;
begin
  v_circuit := private.lock_circuit(note_outcomes.channel);
  foreach v_outcome in array outcomes loop
    if v_outcome.class = 'unknown' then
      v_circuit.unknown_in_a_row := v_circuit.unknown_in_a_row + 1;
    elsif v_outcome.class not in ('not_sent', 'throttled') then
      v_circuit.unknown_in_a_row := 0;
    end if;
    if v_outcome.class = 'configuration' then
      v_refusal := v_outcome;
    end if;
    if v_outcome.message_id = v_circuit.probe_message_id
      and not (v_outcome.class = 'accepted' and v_circuit.awaits_delivery)
    then
      v_probe_class := v_outcome.class;
    end if;
  end loop;

  if v_circuit.opened_at is null
    and (v_refusal.message_id is not null or v_circuit.unknown_in_a_row >= c_unknown_limit)
  then
    v_circuit := private.open_circuit(v_circuit, v_refusal, is_by_callback);
  elsif v_probe_class is not null then
    v_circuit := private.judge_probe(v_circuit, v_probe_class, v_refusal);
  end if;
  if exists (select from unnest(outcomes) as outcome where outcome.class = 'throttled') then
    v_circuit := private.slow_down(v_circuit, private.clock_now());
  end if;
  perform private.store_circuit(v_circuit);
end;
$$;

comment on function private.note_outcomes(private.noted_outcome[], boolean, text) is
  'What outcomes, in the order they came, say about their channel: an error of our account or five '
  'unknown ones in a row open the circuit, the outcome of its probe closes it or puts the next '
  'probe off, and a provider who has too much halves the pace. Locks the channel: call it after '
  'the messages are locked and before any budget hour is.';
revoke execute on function private.note_outcomes(private.noted_outcome[], boolean, text)
  from public;

create function private.take_probe(message_id uuid, channel text)
returns void
language sql
volatile
set search_path = ''
as $$
  update private.delivery_circuits
  set
    probe_message_id = take_probe.message_id,
    -- If nobody reports on it, another may be tried then.
    probe_after = private.clock_now() + private.probe_delay(delivery_circuits.failed_probes)
  where delivery_circuits.channel = take_probe.channel
    and delivery_circuits.opened_at is not null;
$$;

comment on function private.take_probe(uuid, text) is
  'Makes this message the one that may be started while the circuit of its channel is open.';
revoke execute on function private.take_probe(uuid, text) from public;
