-- Two programs have something for one person on one day, both at night: neither stops the claim,
-- and each keeps its own time.
begin;
select plan(7);

select tests.set_clock('2026-11-30 12:00Z');
select tests.create_person('Maya');
select tests.create_contact('Maya', 'self', '+12025550110');
update public.contacts set timezone = 'Europe/London';
insert into private.programs (program, gates, goes_to)
values
  ('coaching', '{switch, pause, consent, opt_out, allowed_hours}', 'user'),
  ('follow_up', '{switch, pause, consent, opt_out, allowed_hours}', 'user');

-- One turn of each program on the 30th, due at 20:00.
create function pg_temp.propose(program text, slot integer)
returns uuid
language sql
as $$
  with occurrence as (
    insert into public.occurrences (
      program, user_id, contact_id, nominal_date, slot, nominal_at, period_start, forecast,
      decision, reasons
    )
    select
      propose.program, contacts.user_id, contacts.id, '2026-11-30', propose.slot,
      '2026-11-30 20:00Z', '2026-11-23 20:00Z', '{}', 'queued', '{}'
    from public.contacts
    where contacts.relationship = 'self'
    returning *
  )
  insert into public.message_queue (
    user_id, contact_id, occurrence_id, program, message_type, message_style, facts, message_text,
    priority, scheduled_for, expires_at
  )
  select
    user_id, contact_id, id, occurrence.program, 'check_in', 'supportive', '{}',
    'hello from ' || occurrence.program, 3, nominal_at, nominal_at + interval '1 day'
  from occurrence
  returning id;
$$;

create function pg_temp.states()
returns text
language sql
as $$
  select string_agg(
    message_text || ' ' || status || ' ' || to_char(scheduled_for at time zone 'UTC', 'DD HH24:MI'),
    ', '
    order by message_text, occurrences.slot
  )
  from public.message_queue
  join public.occurrences on occurrences.id = occurrence_id
  where message_queue.program in ('coaching', 'follow_up');
$$;

select pg_temp.propose('coaching', 0);
select pg_temp.propose('follow_up', 0);
select tests.set_clock('2026-12-01 02:00Z');
select is_empty('select * from public.get_messages_to_send(50)', 'at night nothing is claimed');
select is(
  pg_temp.states(),
  'hello from coaching queued 01 08:00, hello from follow_up queued 01 08:00',
  'and both wait for the morning'
);

-- The morning's first hour has one place.
update private.settings set messages_per_hour = 2;
update public.message_queue
set scheduled_for = '2026-11-30 20:00Z'
where program in ('coaching', 'follow_up');
select is_empty('select * from public.get_messages_to_send(50)', 'nor when places are rare');
select is(
  array(
    select to_char(scheduled_for at time zone 'UTC', 'DD HH24:MI')
    from public.message_queue
    where program in ('coaching', 'follow_up')
    order by scheduled_for
  ),
  array['01 08:00', '01 09:00'], 'each message has its own place'
);

select tests.set_clock('2026-12-01 08:00Z');
select is(
  (select count(*) from public.get_messages_to_send(50)), 1::bigint, 'the first leaves in its hour'
);
select throws_ok(
  $$select pg_temp.propose('coaching', 0)$$, '23505', null, 'the same slot of a day is refused'
);
select lives_ok($$select pg_temp.propose('coaching', 1)$$, 'a second one is taken');

select * from finish();
rollback;
