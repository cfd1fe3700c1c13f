-- When an operator stops sending, and lets it go on.

create function private.pause_sending(because text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  if coalesce(btrim(because), '') = '' then
    raise exception 'Cannot pause sending: because is "%"', because
      using errcode = 'RD080', hint = 'Say why, for whoever finds it paused.';
  end if;
  update private.delivery_circuits
  set
    paused_at = coalesce(delivery_circuits.paused_at, private.clock_now()),
    paused_because = pause_sending.because
  where delivery_circuits.channel = 'sms';
end;
$$;

comment on function private.pause_sending(text) is
  'Keeps everything back from the next start on, until resume_sending(). Raises RD080 without a '
  'reason.';
revoke execute on function private.pause_sending(text) from public;

create function private.resume_sending()
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_circuit private.delivery_circuits;
begin
  select * into v_circuit
  from private.delivery_circuits
  where delivery_circuits.channel = 'sms'
  for update;
  v_circuit := private.close_circuit(v_circuit);
  v_circuit.paused_at := null;
  v_circuit.paused_because := null;
  v_circuit.pace := 1;
  v_circuit.slowed_at := null;
  perform private.store_circuit(v_circuit);
end;
$$;

comment on function private.resume_sending() is
  'Ends a pause, closes an open circuit without waiting for its probe, and goes at full pace '
  'again.';
revoke execute on function private.resume_sending() from public;
