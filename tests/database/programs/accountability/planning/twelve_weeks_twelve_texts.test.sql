-- At the defaults a contact gets one text a week, however late each leaves: none is lost to the
-- cap, none is doubled, also when clocks change.
begin;
select plan(4);

create temporary table seed as select floor(random() * 1000)::integer as value;
select diag('seed ' || value) from seed;
select setseed(value / 1000.0) from seed;

-- Lives twelve Sundays, each text up to 20 hours late, and returns how many each contact got.
create function pg_temp.live(prefix text, timezone text, first_run timestamptz)
returns text
language plpgsql
as $$
declare
  v_person record;
  v_name text;
begin
  perform tests.set_clock(first_run);
  for v_person in select n from generate_series(1, 6) as n loop
    v_name := live.prefix || v_person.n;
    perform tests.create_person(v_name, contact_timezone => live.timezone);
    update public.notification_preferences
    set timezone = live.timezone
    where user_id = tests.user_id(v_name);
  end loop;

  for v_week in 0..11 loop
    perform tests.set_clock(live.first_run + v_week * interval '7 days');
    perform public.schedule_due_messages();
    for v_person in
      select users.display_name, occurrences.nominal_at + random() * interval '20 hours' as at
      from public.message_queue
      join public.occurrences on occurrences.id = message_queue.occurrence_id
      join public.users on users.id = message_queue.user_id
      where message_queue.status = 'queued'
      order by at
    loop
      perform tests.set_clock(v_person.at);
      perform pg_temp.send(v_person.display_name);
    end loop;
    -- Who was held over night leaves in the morning.
    for v_person in
      select users.display_name, message_queue.scheduled_for as at
      from public.message_queue
      join public.users on users.id = message_queue.user_id
      where message_queue.status = 'queued'
      order by at
    loop
      perform tests.set_clock(v_person.at);
      perform pg_temp.send(v_person.display_name);
    end loop;
  end loop;
  return (
    select string_agg(distinct texts.number || '', ' ')
    from (
      select
        (
          select count(*) from public.messages
          where messages.contact_id = contacts.id and messages.status = 'sent'
        ) as number
      from public.contacts
      join public.users on users.id = contacts.user_id
      where users.display_name like live.prefix || '%'
    ) as texts
  );
end;
$$;

-- Claims, starts and reports this one; whatever else is due is given back.
create function pg_temp.send(display_name text)
returns void
language plpgsql
as $$
declare
  v_claimed record;
begin
  for v_claimed in
    select claimed.lease_token, message_queue.user_id
    from public.get_messages_to_send(500) as claimed
    join public.message_queue on message_queue.id = claimed.message_id
  loop
    if v_claimed.user_id <> tests.user_id(send.display_name) then
      perform public.release_messages(array[v_claimed.lease_token]);
      continue;
    end if;
    perform public.update_message_status(
      started.attempt_id, started.lease_token, 'accepted', gen_random_uuid()::text
    )
    from public.start_messages(array[v_claimed.lease_token]) as started;
  end loop;
end;
$$;

select is(
  pg_temp.live('NySpring', 'America/New_York', '2026-02-15 06:00Z'), '12',
  'New York, over 8 March'
);
select is(
  pg_temp.live('BerlinSpring', 'Europe/Berlin', '2026-02-15 06:00Z'), '12',
  'Berlin, over 29 March'
);
select is(
  pg_temp.live('NyAutumn', 'America/New_York', '2026-09-27 06:00Z'), '12',
  'New York, over 1 November'
);
select is(
  pg_temp.live('BerlinAutumn', 'Europe/Berlin', '2026-09-27 06:00Z'), '12',
  'Berlin, over 25 October'
);

select * from finish();
rollback;
