-- When an operator stops sending, and lets it go on.

create function public.pause_sending(because text)
returns void
language plpgsql
volatile
security definer
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

comment on function public.pause_sending(text) is
  'Keeps everything back from the next start on, until resume_sending(). Raises RD080 without a '
  'reason. Definer to write the circuit. For service_role.';
revoke execute on function public.pause_sending(text) from public, anon, authenticated;
grant execute on function public.pause_sending(text) to service_role;

create function public.resume_sending()
returns void
language sql
volatile
security definer
set search_path = ''
as $$
  update private.delivery_circuits
  set
    paused_at = null,
    paused_because = null,
    opened_at = null,
    reason = null,
    error_code = null,
    failed_probes = 0,
    probe_after = null,
    probe_message_id = null,
    awaits_delivery = false,
    unknown_in_a_row = 0,
    pace = 1,
    slowed_at = null
  where delivery_circuits.channel = 'sms';
$$;

comment on function public.resume_sending() is
  'Ends a pause, closes an open circuit without waiting for its probe, and goes at full pace '
  'again. Definer to write the circuit. For service_role.';
revoke execute on function public.resume_sending() from public, anon, authenticated;
grant execute on function public.resume_sending() to service_role;
