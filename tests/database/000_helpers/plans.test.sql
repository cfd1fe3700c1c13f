-- What is decided about somebody's turns.
begin;
select plan(1);

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
    judged.message_text, gates.reasons || judged.reasons
  from private.judge_weeks(
    array[row(user_id, contact_id, nominal_date, nominal_at, period_start)::private.week],
    instant
  ) as judged
  cross join private.gates_against(
    array[
      row(
        1, 'accountability', user_id, contact_id, null, greatest(nominal_at, instant),
        'sms'
      )::private.approach
    ]
  ) as gates;
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

select has_function('tests', 'plan', 'plans can be read');
select * from finish();
commit;
