-- What somebody erased does not come back by a fetch: its id is known as long as one reaches it.
begin;
select plan(8);

update private.inbound_fetching set inbound_since = '2026-06-01 00:00Z';
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Maya', phone => '+12025550101');
select public.record_inbound_message('SM1', '+12025550101', 'Please stop texting me');
select public.record_inbound_message('SM2', '+12025550101', 'START');

delete from auth.users;
select is_empty(
  'select from public.inbound_messages where user_id is not null or body is not null',
  'her texts are gone with her account'
);
select is(
  public.find_missed_texts(
    array['SM1', 'SM2'], array['2026-06-07 12:00Z', '2026-06-07 12:00Z']::timestamptz[]
  ),
  '{}', 'no fetch misses them'
);
select is(
  public.record_inbound_message(
    'SM1', '+12025550101', 'Please stop texting me', sent_at => '2026-06-07 12:00Z'
  ),
  'known', 'nor is one taken in again'
);
select is(
  public.record_inbound_message('SM1', '+12025550101', 'Please stop texting me'),
  'known', 'by whichever way it comes'
);

-- A week and more without a fetch: it still reaches them.
select tests.set_clock('2026-07-07 12:00Z');
select private.clean_up();
select is(
  (select count(*) from private.known_texts), 2::bigint,
  'they are known as long as the next fetch reaches back to them'
);
select public.finish_inbound_fetch('2026-06-08 13:00Z');
select private.clean_up();
select is((select count(*) from private.known_texts), 2::bigint, 'and a day longer');
select public.finish_inbound_fetch('2026-06-08 13:00:01Z');
select private.clean_up(1);
select is((select count(*) from private.known_texts), 1::bigint, 'then they go, some at a time');
select private.clean_up();
select is_empty('select from private.known_texts', 'until none is left');

select * from finish();
rollback;
