-- A fetch reaches back to an hour before the end of the last one that succeeded, and never before
-- the project began.
begin;
select plan(14);

update private.inbound_fetching set inbound_since = '2026-06-01 12:00Z';

create function pg_temp.stretch()
returns text
language sql
as $$
  select to_char(fetch_from at time zone 'UTC', 'MM-DD HH24:MI') || ' to '
    || to_char(fetch_until at time zone 'UTC', 'MM-DD HH24:MI')
  from public.begin_inbound_fetch();
$$;

select tests.set_clock('2026-06-02 12:00Z');
select is(pg_temp.stretch(), '06-01 12:00 to 06-02 12:00', 'the first begins with the project');
select public.finish_inbound_fetch('2026-06-01 12:30Z');
select is(
  pg_temp.stretch(), '06-01 12:00 to 06-02 12:00', 'the hour before ends there as well'
);
select public.finish_inbound_fetch('2026-06-02 12:00Z');
select tests.set_clock('2026-06-02 12:10Z');
select is(
  pg_temp.stretch(), '06-02 11:00 to 06-02 12:10', 'the next begins an hour before the last ended'
);
select public.finish_inbound_fetch('2026-06-02 12:10Z', 'Twilio answered 500');
select tests.set_clock('2026-06-04 12:00Z');
select is(pg_temp.stretch(), '06-02 11:00 to 06-04 12:00', 'one that failed moves nothing');
select is(
  (select failing_since from private.inbound_fetching), '2026-06-02 12:10Z', 'but is remembered'
);
select public.finish_inbound_fetch('2026-06-04 12:00Z', 'Twilio answered 503');
select is(
  (select failing_since::text || ' ' || last_error from private.inbound_fetching),
  '2026-06-02 12:10:00+00 Twilio answered 503', 'from the first on, by the last error'
);
select public.finish_inbound_fetch('2026-06-04 12:00Z');
select is(
  (select num_nonnulls(failing_since, last_error) from private.inbound_fetching), 0,
  'until one succeeds'
);
select public.finish_inbound_fetch('2026-06-03 12:00Z');
select is(
  pg_temp.stretch(), '06-04 11:00 to 06-04 12:00', 'a slow one does not move it back'
);
select tests.set_clock('2026-05-01 12:00Z');
select is(
  pg_temp.stretch(), '05-01 12:00 to 05-01 12:00', 'a clock that is moved back begins anew'
);

-- What the list has that was never taken in.
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Maya', phone => '+12025550101');
select public.record_inbound_message('SM1', '+12025550101', 'Hi');
select is(
  public.find_missed_texts(
    array['SM3', 'SM1', 'SM2'],
    array['2026-06-07 11:59:30Z', '2026-06-07 11:59:58Z', null]::timestamptz[]
  ),
  array['SM3', 'SM2'], 'what was never taken in is found, in the order of the list'
);
select is(
  (select sent_at from public.inbound_messages), '2026-06-07 11:59:58Z',
  'the other has the provider''s time from now on'
);
select is(
  public.find_missed_texts(array['SM1'], array['2026-06-07 12:30Z']::timestamptz[]), '{}',
  'it is not missed'
);
select is(
  (select sent_at from public.inbound_messages), '2026-06-07 11:59:58Z',
  'and no text is written after it came'
);
select is(
  cardinality(
    public.find_missed_texts(
      array(select 'SM-' || n from generate_series(1, 2000) as n),
      array(select private.clock_now() from generate_series(1, 2000))
    )
  ),
  2000, 'however many there are'
);

select * from finish();
rollback;
