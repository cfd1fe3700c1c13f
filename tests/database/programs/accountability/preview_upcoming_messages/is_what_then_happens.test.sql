-- A month of random people: what each was shown on the first morning is what then happens, when
-- nobody changes anything. The seed is printed; set rundown.preview_seed to use one again.
begin;
select plan(7);

select set_config(
  'rundown.preview_seed',
  coalesce(
    nullif(current_setting('rundown.preview_seed', true), ''),
    trunc(random() * 1000000)::text
  ),
  true
);
select diag('PREVIEW_SEED=' || current_setting('rundown.preview_seed'));
select setseed(current_setting('rundown.preview_seed')::numeric / 1000000);

create function pg_temp.any_of(choices text[])
returns text
language sql
volatile
as $$
  select choices[1 + trunc(random() * cardinality(choices))::integer];
$$;

-- Lives by half hours: the scheduler at six, the sender every time, everything accepted at once.
create function pg_temp.live(from_instant timestamptz, until timestamptz)
returns void
language plpgsql
as $$
declare
  v_now timestamptz;
begin
  for v_now in select generate_series(from_instant, until, interval '30 minutes') loop
    perform tests.set_clock(v_now);
    if (v_now at time zone 'UTC')::time = '06:00' then
      while (select more from public.schedule_due_messages()) loop end loop;
    end if;
    perform public.update_message_status(
      started.attempt_id, started.lease_token, 'accepted', 'SM' || started.attempt_id
    )
    from (
      select array_agg(claimed.lease_token) as lease_tokens
      from public.get_messages_to_send(500) as claimed
    ) as claim
    cross join lateral public.start_messages(claim.lease_tokens) as started;
  end loop;
end;
$$;

update private.settings set messages_per_hour = 10000;
select tests.set_clock('2026-10-04 00:00Z');
create temporary table people as
select number, 'Person ' || number as name, tests.create_user('Person ' || number) as user_id
from generate_series(1, 60) as number;

-- A week that is over, so that some contacts had their first text and some days are judged.
update public.users set message_style = pg_temp.any_of('{supportive,snarky,chaotic}');
update public.notification_preferences
set
  send_day = pg_temp.any_of('{Monday,Wednesday,Friday,Saturday,Sunday}'),
  send_time = pg_temp.any_of('{00:30,02:30,07:00,12:00,18:00,21:30,23:30}')::time,
  timezone = pg_temp.any_of(
    '{UTC,Europe/Berlin,America/New_York,Pacific/Apia,Asia/Kolkata,America/St_Johns}'
  ),
  send_if_goal_met = random() < 0.5,
  send_if_partial_goal = random() < 0.7,
  max_messages_per_week = pg_temp.any_of('{0,1,1,1,2}')::smallint;
insert into public.contacts (user_id, name, phone, relationship, timezone, consent_status)
select
  people.user_id, 'Contact ' || which, '+1202555' || (1000 + people.number * 3 + which),
  pg_temp.any_of('{coach,friend,family,partner,self}'),
  pg_temp.any_of('{UTC,Europe/Berlin,America/New_York,Pacific/Auckland,Asia/Kolkata}'),
  pg_temp.any_of('{confirmed,confirmed,confirmed,confirmed,pending,stopped}')
from people
cross join generate_series(1, 3) as which
where random() < 0.6;
insert into private.phone_numbers (phone, opted_out_at, unreachable_until)
select
  contacts.phone,
  case when random() < 0.5 then timestamptz '2026-10-01' end,
  case when random() < 0.5 then timestamptz '2026-10-12' + random() * interval '20 days' end
from public.contacts
where random() < 0.2;
insert into public.goals (user_id, title, weekly_target, created_at)
select
  people.user_id, 'Goal ' || which, 1 + trunc(random() * 3),
  pg_temp.any_of('{2026-01-01,2026-09-30,2026-10-10}')::timestamptz
from people
cross join generate_series(1, 2) as which
where random() < 0.7;
insert into public.activities (user_id, goal_id, amount, occurred_at)
select goals.user_id, goals.id, 1, timestamptz '2026-09-15' + random() * interval '19 days'
from public.goals
cross join generate_series(1, 6);
select pg_temp.live('2026-10-04 00:00Z', '2026-10-11 23:00Z');

-- Then people change what they please, and log a little more.
select tests.set_clock('2026-10-12 05:00Z');
update public.notification_preferences
set
  send_day = pg_temp.any_of('{Monday,Thursday,Saturday}'),
  send_time = pg_temp.any_of('{06:30,09:00,20:00}')::time
where random() < 0.3;
update public.users
set paused_until = timestamptz '2026-10-14' + random() * interval '20 days'
where random() < 0.3;
insert into public.activities (user_id, goal_id, amount, occurred_at)
select goals.user_id, goals.id, 1, timestamptz '2026-10-05' + random() * interval '7 days'
from public.goals
cross join generate_series(1, 3)
where random() < 0.6;
select tests.set_clock('2026-10-12 06:00Z');
select * from public.schedule_due_messages();

-- What everybody is shown.
create temporary table shown (
  user_id uuid, contact_id uuid, contact_name text, nominal_at timestamptz,
  expected_at timestamptz, decision text, message_type text, message_text text, reasons text[]
);
do $$
declare
  v_person record;
  v_preview jsonb;
begin
  for v_person in select people.user_id from people loop
    perform tests.act_as_user(v_person.user_id);
    select jsonb_agg(preview) into v_preview from public.preview_upcoming_messages(28) as preview;
    perform tests.act_as('postgres');
    insert into shown
    select v_person.user_id, preview.*
    from jsonb_to_recordset(coalesce(v_preview, '[]')) as preview (
      contact_id uuid, contact_name text, nominal_at timestamptz, expected_at timestamptz,
      decision text, message_type text, message_text text, reasons text[]
    );
  end loop;
end;
$$;

-- What then happens.
select pg_temp.live('2026-10-12 06:00Z', '2026-11-11 06:00Z');
create temporary table happened as
select
  occurrences.user_id,
  occurrences.contact_id,
  occurrences.nominal_at,
  case
    when message.status = 'sent' then 'sent'
    when occurrences.decision <> 'queued' then occurrences.decision
    when message.reason = 'met_and_silent' then 'silent'
    else 'skipped'
  end as came_of_it,
  message.sent_at,
  message.message_type,
  message.message_text,
  -- The claim names the first reason only.
  case
    when occurrences.decision = 'queued' then array[message.reason] else occurrences.reasons
  end as reasons
from public.occurrences
left join public.message_queue as message on message.occurrence_id = occurrences.id
where occurrences.program = 'accountability'
  and occurrences.nominal_at between '2026-10-12 06:00Z' and '2026-11-09 06:00Z'
  and occurrences.decision <> 'superseded';

-- What was shown, as far as the record can tell. Of a week that is too short because the day was
-- changed, both say so; whether the cap would have stopped it too depends on what the turn before
-- came to.
create temporary view comparable as
select
  shown.user_id,
  shown.contact_id,
  shown.nominal_at,
  shown.decision,
  case
    when happened.reasons[2] is null then comparable.reasons[1:1]
    else comparable.reasons
  end as shown_reasons,
  case
    when 'period_too_short' = any (happened.reasons)
    then array_remove(happened.reasons, 'weekly_cap')
    else happened.reasons
  end as reasons,
  happened.came_of_it
from shown
join happened using (user_id, nominal_at)
cross join lateral (
  select case
    when 'period_too_short' = any (shown.reasons) then array_remove(shown.reasons, 'weekly_cap')
    else shown.reasons
  end
) as comparable (reasons)
where shown.contact_id is not distinct from happened.contact_id
  and shown.decision in ('silent', 'skipped');

select cmp_ok(
  (select count(distinct array[decision, reasons::text]) from shown), '>=', 12::bigint,
  'the month has something of everything'
);
select set_eq(
  'select user_id, contact_id, nominal_at from shown where nominal_at >= ''2026-10-12 06:00Z''',
  'select user_id, contact_id, nominal_at from happened',
  'every turn was shown, and no other'
);
select set_eq(
  $$
    select user_id, contact_id, nominal_at, message_type, message_text from shown
    where decision in ('send', 'held') and nominal_at >= '2026-10-12 06:00Z'
  $$,
  $$
    select user_id, contact_id, nominal_at, message_type, message_text from happened
    where came_of_it = 'sent'
  $$,
  'the texts are the ones that were shown, word for word'
);
select is_empty(
  $$
    select shown.nominal_at, shown.expected_at, happened.sent_at
    from shown
    join happened using (user_id, contact_id, nominal_at)
    where happened.came_of_it = 'sent'
      and not (
        happened.sent_at >= shown.expected_at
        and happened.sent_at < shown.expected_at + interval '30 minutes'
      )
  $$,
  'and leave when it was said, with the next run of the sender'
);
select is_empty(
  $$
    select * from comparable
    where decision <> came_of_it or shown_reasons is distinct from reasons
  $$,
  'what is not sent is not sent for the reasons that were shown'
);
select is_empty(
  $$
    select * from shown
    where (decision = 'held') <> (reasons = '{outside_allowed_hours}')
      or (decision = 'held' and expected_at <= nominal_at)
  $$,
  'what is held waits for the recipient''s hours'
);
select is_empty(
  $$
    select contact_id from shown
    where message_text like '%STOP%'
    group by contact_id
    having count(*) > 1
  $$,
  'only the first text to a contact says how to stop'
);

select * from finish();
rollback;
