-- A place is a person's, not a channel's: what comes in the app takes one like a text.
begin;
select plan(5);

select tests.open_diary();
update private.programs
set takes_place = true, needs_place = true, max_per_day = 1
where program = 'diary';
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_user(name) from unnest(array['Maya', 'Noah']) as name;
select tests.create_contact(name, 'self') from unnest(array['Maya', 'Noah']) as name;
create function pg_temp.fates(name text)
returns text
language sql
as $$
  select string_agg(concat_ws(' ', channel, status, reason), ', ' order by channel)
  from public.message_queue where user_id = tests.user_id(name);
$$;
create function pg_temp.both(name text, inbox_at timestamptz, text_at timestamptz)
returns setof text
language sql
as $$
  select tests.write(array[
    tests.entry(name, inbox_at),
    tests.entry(name, text_at, channel => 'sms', contact_id => tests.contact_id(name))
  ]);
$$;

-- In one claim the earlier one has the place, though both are due.
select pg_temp.both('Maya', '2026-06-07 17:00Z', '2026-06-07 18:00Z');
select tests.set_clock('2026-06-07 18:30Z');
select is_empty('select public.get_messages_to_send()', 'the text of a day that is full');
select is(
  pg_temp.fates('Maya'), 'inbox sent, sms canceled program_cap',
  'yields to what came in the app'
);
select is(tests.inbox('Maya'), 'Dear diary, today I ran.', 'which is there');

select tests.set_clock('2026-06-08 12:00Z');
select pg_temp.both('Noah', '2026-06-08 18:00Z', '2026-06-08 17:00Z');
select tests.set_clock('2026-06-08 18:30Z');
select public.get_messages_to_send();
select is(
  pg_temp.fates('Noah'), 'inbox queued waits_for_better, sms processing',
  'and what comes in the app waits for a better text'
);
select tests.send_claimed();
select tests.set_clock('2026-06-08 19:00Z');
select public.get_messages_to_send();
select is(
  pg_temp.fates('Noah'), 'inbox canceled program_cap, sms sent', 'until it has the place'
);

select * from finish();
rollback;
