-- Somebody's one message and the steps of its life, each as the sender takes it.
begin;
select plan(1);

-- Somebody as tests.create_person() makes them, with the message of their next due time queued.
create or replace function tests.create_message(
  display_name text,
  relationship text default 'friend',
  phone text default null,
  contact_timezone text default 'UTC'
)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform tests.create_person(display_name, relationship, phone, contact_timezone);
  perform public.schedule_accountability_message(
    tests.user_id(display_name), tests.contact_id(display_name)
  );
end;
$$;

-- The message about somebody.
create or replace function tests.message(display_name text)
returns public.message_queue
language sql
stable
security definer
set search_path = ''
as $$
  select message_queue
  from public.message_queue
  where message_queue.user_id = tests.user_id(message.display_name);
$$;

-- Its latest attempt.
create or replace function tests.attempt(display_name text)
returns private.message_attempts
language sql
stable
security definer
set search_path = ''
as $$
  select message_attempts
  from private.message_attempts
  where message_attempts.message_id = (tests.message(attempt.display_name)).id
  order by message_attempts.number desc
  limit 1;
$$;

-- Its state, and the reason if there is one: "queued", or "canceled: paused".
create or replace function tests.state(display_name text)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select concat_ws(': ', message.status, message.reason)
  from tests.message(state.display_name) as message;
$$;

-- Claims whatever is due and returns the lease of this message, or null if it was not claimed.
create or replace function tests.claim(display_name text)
returns uuid
language sql
volatile
set search_path = ''
as $$
  select claimed.lease_token
  from public.get_messages_to_send(500) as claimed
  where claimed.message_id = (tests.message(claim.display_name)).id;
$$;

-- Claims it if nobody has, begins an attempt, and returns the attempt, or null if none may begin.
create or replace function tests.start(display_name text)
returns uuid
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_lease uuid := (tests.message(display_name)).lease_token;
begin
  if v_lease is null then
    v_lease := tests.claim(display_name);
  end if;
  return (select started.attempt_id from public.start_messages(array[v_lease]) as started);
end;
$$;

-- Reports on its latest attempt as the sender does that began it.
create or replace function tests.report(
  display_name text,
  outcome text,
  provider_message_id text default null,
  error_code integer default null,
  retry_after_seconds integer default null,
  lease_token uuid default null
)
returns text
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_attempt constant private.message_attempts := tests.attempt(display_name);
begin
  return public.update_message_status(
    v_attempt.id,
    coalesce(report.lease_token, v_attempt.lease_token),
    outcome,
    provider_message_id => report.provider_message_id,
    segments => case when outcome = 'accepted' then 1 end,
    error_code => report.error_code,
    error_message => case when report.error_code is not null then 'Error of the provider' end,
    retry_after_seconds => report.retry_after_seconds
  );
end;
$$;

-- Makes the lease of a claimed message run out.
create or replace function tests.lapse(display_name text)
returns void
language sql
set search_path = ''
as $$
  update public.message_queue
  set lease_expires_at = clock_timestamp() - interval '1 millisecond'
  where message_queue.user_id = tests.user_id(lapse.display_name);
$$;

-- Moves the clock to where a message that waits for another try is due.
create or replace function tests.set_clock_to_next_try(display_name text)
returns void
language sql
set search_path = ''
as $$
  select tests.set_clock((tests.message(set_clock_to_next_try.display_name)).scheduled_for);
$$;

select has_function('tests', 'start', 'a message can be sent');
select * from finish();
commit;
