-- A text that cannot be taken in is tried three times, after all others, and then kept unread: it
-- must not keep out what was written after it.
begin;
select plan(8);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Maya', phone => '+12025550101');
create function pg_temp.give_up(id text, body text)
returns boolean
language sql
as $$
  select public.give_up_text(
    id, '+12025550101', body, '+12025550100', '2026-06-07 11:00Z', 'canceled'
  )
$$;

select is(
  array(select pg_temp.give_up('SM1', 'words') from generate_series(1, 2)),
  array[false, false], 'twice it is tried again'
);
select is(
  public.find_missed_texts(
    array['SM1', 'SM2', 'SM3'], array_fill('2026-06-07 11:00Z'::timestamptz, array[3])
  ),
  array['SM2', 'SM3', 'SM1'], 'after all others'
);
select is(pg_temp.give_up('SM1', 'words'), true, 'the third time it is given up');
select is(
  public.find_missed_texts(array['SM1'], array['2026-06-07 11:00Z']::timestamptz[]), '{}',
  'and missed no more'
);
select is(
  (select body is null and user_id is null from public.inbound_messages), true,
  'it is kept unread, as nobody''s'
);
select is(
  (select details ->> 'provider_message_id' from public.alerts where kind = 'inbound_unreadable'),
  'SM1', 'the operator is told which to read'
);
select is(
  (select opted_out_at from private.phone_numbers where not is_ours), null, 'it binds nothing'
);
select pg_temp.give_up('SM2', ' Stop ') from generate_series(1, 3);
select is(
  (select opted_out_at from private.phone_numbers where not is_ours), '2026-06-07 11:00Z',
  'but the word by which the provider blocks'
);

select * from finish();
rollback;
