-- The guards of a message's states, whoever moves it.

create function private.guard_final_state()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  raise exception 'Cannot move message % from "%" to "%": final states stay',
    old.id, old.status, new.status using errcode = 'RD010';
end;
$$;

comment on function private.guard_final_state() is
  'Trigger: a final message changes no more, except that proof of acceptance always wins, that '
  'planning revives what it superseded, and that an operator may have a failed one tried again.';
revoke execute on function private.guard_final_state() from public;

create trigger guard_final_state
  before update on public.message_queue
  for each row when (
    old.finished_at is not null
    and new.status is distinct from old.status
    and new.status <> 'sent'
    -- Planning again may revive what it gave up before the time came; it was never started.
    and not (old.status = 'canceled' and old.reason = 'superseded' and new.status = 'queued')
    and not (
      old.status = 'failed' and new.status = 'queued' and new.reason = 'retried_by_operator'
    )
  )
  execute function private.guard_final_state();

create function private.keep_state_columns()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if new.status <> 'processing' then
    new.lease_token := null;
    new.lease_expires_at := null;
    new.budget_hour := null;
  end if;
  new.finished_at := case
    when new.status in ('sent', 'failed', 'canceled', 'expired') then private.clock_now()
  end;
  return new;
end;
$$;

comment on function private.keep_state_columns() is
  'Trigger: a message that leaves processing loses its lease, and a final one has its time, '
  'whoever moved it. Definer to read the clock.';
revoke execute on function private.keep_state_columns() from public;

create trigger keep_state_columns
  before update of status on public.message_queue
  for each row when (new.status is distinct from old.status)
  execute function private.keep_state_columns();

create function private.check_reason_of_message()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.refuse_unknown_reasons(array[new.reason]);
  return new;
end;
$$;

comment on function private.check_reason_of_message() is
  'Trigger: the reason of a message is listed. Definer because whoever removes a contact may not '
  'ask.';
revoke execute on function private.check_reason_of_message() from public;

create trigger check_reason_of_new
  before insert on public.message_queue
  for each row when (new.reason is not null)
  execute function private.check_reason_of_message();

create trigger check_reason
  before update of reason on public.message_queue
  for each row when (new.reason is not null and new.reason is distinct from old.reason)
  execute function private.check_reason_of_message();
