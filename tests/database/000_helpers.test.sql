-- What the other files share: personas to act as, people to act on, and the steps of a message's
-- life. People are named, and a test speaks of them and their one message by name. Runs first and
-- stays.
begin;
select plan(1);

create schema if not exists tests;
grant usage on schema tests to public;
create sequence tests.phone_numbers;

-- Assertions must work for every persona, and functions made after our migrations belong to nobody.
grant execute on all functions in schema extensions to public;

-- Makes an account as a sign-up does, and returns its id.
create or replace function tests.create_user(display_name text)
returns uuid
language sql
security definer
set search_path = ''
as $$
  insert into auth.users (id, aud, role, email, raw_user_meta_data)
  values (
    gen_random_uuid(), 'authenticated', 'authenticated',
    gen_random_uuid() || '@example.com',
    jsonb_build_object('display_name', create_user.display_name)
  )
  returning id;
$$;

-- From here to the end of the transaction, acts as the API does for a signed-in person.
create or replace function tests.act_as_user(user_id uuid, rundown_role text default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform set_config('role', 'authenticated', true);
  perform set_config('request.jwt.claim.sub', user_id::text, true);
  perform set_config(
    'request.jwt.claims',
    jsonb_build_object(
      'sub', user_id,
      'role', 'authenticated',
      'app_metadata', jsonb_strip_nulls(jsonb_build_object('rundown_role', rundown_role))
    )::text,
    true
  );
end;
$$;

-- From here on acts as anon, service_role or (postgres) as the owner again.
create or replace function tests.act_as(role_name text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform set_config('role', role_name, true);
  perform set_config('request.jwt.claim.sub', '', true);
  perform set_config(
    'request.jwt.claims', jsonb_build_object('role', role_name)::text, true
  );
end;
$$;

-- Moves the clock of domain logic.
create or replace function tests.set_clock(instant timestamptz)
returns void
language sql
security definer
set search_path = ''
as $$
  delete from private.virtual_clock;
  insert into private.virtual_clock (instant) values (set_clock.instant);
$$;

-- Makes a change without any trigger, so that planning does not hear of it: what slips past it must
-- still be stopped at the claim.
create or replace function tests.change_unnoticed(statement text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform set_config('session_replication_role', 'replica', true);
  execute statement;
  perform set_config('session_replication_role', 'origin', true);
end;
$$;

-- What comes of a statement when a persona runs it: an SQLSTATE, or how many rows it reached.
-- Whatever it did is undone. Personas are anon, service_role, or somebody by name.
create or replace function tests.outcome_as(
  persona text,
  statement text,
  rundown_role text default null
)
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_rows bigint;
begin
  if persona in ('anon', 'service_role') then
    perform tests.act_as(persona);
  else
    perform tests.act_as_user(tests.user_id(persona), rundown_role);
  end if;
  execute statement;
  get diagnostics v_rows = row_count;
  raise exception '% rows', v_rows using errcode = 'UNDO1';
exception
  when others then
    return case when sqlstate = 'UNDO1' then sqlerrm else sqlstate end;
end;
$$;

-- What the database says to somebody, by name, who runs a statement: "RD122: Cannot save the
-- contact: …", or null if it has nothing against it. What it accepts stays done.
create or replace function tests.refusal_to(persona text, statement text)
returns text
language plpgsql
set search_path = ''
as $$
begin
  perform tests.act_as_user(tests.user_id(persona));
  execute statement;
  perform tests.act_as('postgres');
  return null;
exception
  -- Whoever acted before acts again: the role is undone like everything else.
  when others then
    return sqlstate || ': ' || sqlerrm;
end;
$$;

create or replace function tests.user_id(display_name text)
returns uuid
language sql
stable
security definer
set search_path = ''
as $$
  select users.id from public.users where users.display_name = user_id.display_name;
$$;

create or replace function tests.create_goal(
  display_name text,
  weekly_target numeric default 3,
  title text default 'Run',
  created_at timestamptz default private.clock_now() - interval '10 days'
)
returns uuid
language sql
set search_path = ''
as $$
  insert into public.goals (user_id, title, weekly_target, created_at)
  values (
    tests.user_id(create_goal.display_name), create_goal.title, create_goal.weekly_target,
    create_goal.created_at
  )
  returning id;
$$;

create or replace function tests.log_activity(
  display_name text,
  amount numeric,
  occurred_at timestamptz default private.clock_now() - interval '1 hour',
  title text default 'Run'
)
returns void
language sql
set search_path = ''
as $$
  insert into public.activities (user_id, goal_id, amount, occurred_at)
  select goals.user_id, goals.id, log_activity.amount, log_activity.occurred_at
  from public.goals
  where goals.user_id = tests.user_id(log_activity.display_name)
    and goals.title = log_activity.title;
$$;

create or replace function tests.create_contact(
  display_name text,
  relationship text default 'friend',
  phone text default null,
  timezone text default 'UTC',
  consent_status text default 'confirmed'
)
returns uuid
language sql
set search_path = ''
as $$
  insert into public.contacts (user_id, name, phone, relationship, timezone, consent_status)
  values (
    tests.user_id(create_contact.display_name),
    'Sam',
    coalesce(
      create_contact.phone, '+1202' || (5550000 + nextval('tests.phone_numbers'))::text
    ),
    create_contact.relationship,
    create_contact.timezone,
    create_contact.consent_status
  )
  returning id;
$$;

create or replace function tests.contact_id(display_name text)
returns uuid
language sql
stable
security definer
set search_path = ''
as $$
  select contacts.id
  from public.contacts
  where contacts.user_id = tests.user_id(contact_id.display_name);
$$;

-- Asks somebody's one contact, whose consent is pending.
create or replace function tests.invite(display_name text)
returns uuid
language sql
set search_path = ''
as $$
  insert into public.invitations (user_id, contact_id)
  values (tests.user_id(invite.display_name), tests.contact_id(invite.display_name))
  returning id;
$$;

-- A text from somebody's one contact, as Twilio's webhook brings it; returns what came of it.
create or replace function tests.text_from_contact_of(display_name text, body text)
returns text
language sql
set search_path = ''
as $$
  select public.record_inbound_message('SM-in-' || gen_random_uuid(), contacts.phone, body)
  from public.contacts
  where contacts.id = tests.contact_id(display_name);
$$;

-- The answers that wait for the sender, oldest first.
create or replace function tests.answers()
returns text
language sql
set search_path = ''
as $$
  select string_agg(message_queue.message_text, ' | ' order by inbound_messages.created_at)
  from public.inbound_messages
  join public.message_queue on message_queue.id = inbound_messages.answer_id;
$$;

-- Somebody with the default preferences in UTC, a goal that is four weeks old with nothing logged,
-- and one confirmed contact.
create or replace function tests.create_person(
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
  perform tests.create_user(display_name);
  perform tests.create_goal(display_name);
  perform tests.create_contact(display_name, relationship, phone, contact_timezone);
end;
$$;

-- The same, with the message of their next due time queued.
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

-- What is true about one week and one contact.
create or replace function tests.judge_week(
  user_id uuid,
  contact_id uuid,
  nominal_date date,
  nominal_at timestamptz,
  period_start timestamptz,
  instant timestamptz
)
returns table (
  message_type text,
  message_style text,
  template_id text,
  facts jsonb,
  message_text text,
  reasons text[]
)
language sql
stable
set search_path = ''
as $$
  select
    judged.message_type, judged.message_style, judged.template_id, judged.facts,
    judged.message_text, judged.reasons
  from private.judge_weeks(
    array[row(user_id, contact_id, nominal_date, nominal_at, period_start)::private.week],
    instant
  ) as judged;
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

-- What is decided about somebody's turns, with their messages if there are any, and when the next
-- is due: "06-07 18:00 skipped paused; 06-14 18:00 queued | 06-15 08:00 queued; next 06-21 18:00".
create or replace function tests.plan(display_name text)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select concat_ws(
    '; ',
    (
      select string_agg(
        concat_ws(
          ' ', to_char(nominal_at at time zone 'UTC', 'MM-DD HH24:MI'), decision,
          nullif(array_to_string(array_remove(reasons, decision), ' '), ''),
          '| ' || to_char(scheduled_for at time zone 'UTC', 'MM-DD HH24:MI'), status, reason
        ),
        '; '
        order by nominal_at, decision, contacts.created_at
      )
      from public.occurrences
      left join public.message_queue as message on message.occurrence_id = occurrences.id
      left join public.contacts on contacts.id = occurrences.contact_id
      where occurrences.user_id = preferences.user_id
    ),
    'next ' || to_char(next_due_at at time zone 'UTC', 'MM-DD HH24:MI')
  )
  from public.notification_preferences as preferences
  where preferences.user_id = tests.user_id(plan.display_name);
$$;

-- Makes somebody whose next turn is planned.
create or replace function tests.create_planned(
  display_name text,
  relationship text default 'friend'
)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform tests.create_person(display_name, relationship);
  perform public.schedule_due_messages();
end;
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

-- The books of an hour, "sent/reserved"; an hour nobody asked for has none.
create or replace function tests.budget(hour timestamptz)
returns text
language sql
stable
set search_path = ''
as $$
  select limits.messages_sent || '/' || limits.messages_reserved
  from public.message_rate_limits as limits
  where limits.time_slot = budget.hour;
$$;

-- The invariant of the budget: each hour has reserved exactly what is claimed on its account, of
-- replies as of others.
create or replace function tests.budget_is_balanced()
returns boolean
language sql
stable
set search_path = ''
as $$
  select not exists (
    select
    from (
      select time_slot as hour, messages_reserved, replies_reserved
      from public.message_rate_limits
      where messages_reserved <> 0 or replies_reserved <> 0
    ) as booked
    full join (
      select
        budget_hour as hour,
        count(*) filter (where priority > 0) as messages,
        count(*) filter (where priority = 0) as replies
      from public.message_queue
      where status = 'processing'
      group by budget_hour
    ) as held using (hour)
    where (booked.messages_reserved, booked.replies_reserved)
      is distinct from (held.messages, held.replies)
  );
$$;

grant execute on all functions in schema tests to public;

select has_schema('tests', 'helpers are there');
select * from finish();
commit;
