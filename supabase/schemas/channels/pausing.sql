-- When an operator stops a channel, and lets it go on.

create function private.pause_sending(
  because text,
  channel text default private.default_channel()
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_circuit private.delivery_circuits;
begin
  perform private.refuse_unknown_channel(channel);
  if coalesce(btrim(because), '') = '' then
    raise exception 'Cannot pause sending: because is "%"', because
      using errcode = 'RD080', hint = 'Say why, for whoever finds it paused.';
  end if;
  v_circuit := private.lock_circuit(channel);
  v_circuit.paused_at := coalesce(v_circuit.paused_at, private.clock_now());
  v_circuit.paused_because := because;
  perform private.store_circuit(v_circuit);
end;
$$;

comment on function private.pause_sending(text, text) is
  'Keeps everything of a channel back from the next start on, until resume_sending(). Raises RD080 '
  'without a reason and RD088 for what is no channel.';
revoke execute on function private.pause_sending(text, text) from public;

create function private.resume_sending(channel text default private.default_channel())
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_circuit private.delivery_circuits;
begin
  perform private.refuse_unknown_channel(channel);
  v_circuit := private.close_circuit(private.lock_circuit(channel));
  v_circuit.paused_at := null;
  v_circuit.paused_because := null;
  v_circuit.pace := 1;
  v_circuit.slowed_at := null;
  perform private.store_circuit(v_circuit);
end;
$$;

comment on function private.resume_sending(text) is
  'Ends a pause of a channel, closes its circuit without waiting for a probe, and goes at full '
  'pace again. Raises RD088 for what is no channel.';
revoke execute on function private.resume_sending(text) from public;
