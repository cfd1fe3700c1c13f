-- What came in the app is kept for a year, longer than the queue remembers it, and then goes, the
-- oldest first and a few at a time.
begin;
select plan(6);

select tests.open_diary();
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_user(name) from unnest(array['Maya', 'Noah', 'Olga']) as name;
select tests.write(array[
  tests.entry('Maya', '2026-06-07 18:00Z'), tests.entry('Noah', '2026-06-07 19:00Z'),
  tests.entry('Olga', '2026-06-07 20:00Z')
]);
select tests.set_clock('2026-06-07 18:00Z');
select public.get_messages_to_send();
select tests.set_clock('2026-06-07 19:00Z');
select public.get_messages_to_send();
select tests.set_clock('2026-06-07 20:00Z');
select public.get_messages_to_send();
create function pg_temp.kept() returns text language sql as $$
  select string_agg(display_name, ' ' order by display_name)
  from public.inbox_messages join public.users on users.id = user_id;
$$;

select tests.set_clock('2026-10-01 12:00Z');
select private.clean_up();
select is_empty('select from public.message_queue', 'the queue forgets after 90 days');
select is(pg_temp.kept(), 'Maya Noah Olga', 'the inbox does not');
select tests.set_clock('2027-06-07 17:59:59Z');
select private.clean_up();
select is(pg_temp.kept(), 'Maya Noah Olga', 'for a year nothing goes');
select tests.set_clock('2027-06-07 19:00Z');
select is(private.clean_up(1), true, 'then it goes, a batch at a time');
select is(pg_temp.kept(), 'Noah Olga', 'the oldest first');
select private.clean_up();
select is(pg_temp.kept(), 'Olga', 'and what is a second younger stays');

select * from finish();
rollback;
