-- A message is sent when the provider gave it an id, and only then.
begin;
select plan(10);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Maya');
select tests.set_clock('2026-06-07 18:00Z');
select tests.start('Maya');
select tests.set_clock('2026-06-07 18:00:05Z');

select is(tests.report('Maya', 'accepted', 'SM1'), 'applied', 'acceptance is recorded');
select is(
  (
    select (
      status, provider_message_id, sent_at, finished_at, segments, attempts, lease_token
    )::text
    from tests.message('Maya')
  ),
  '(sent,SM1,"2026-06-07 18:00:05+00","2026-06-07 18:00:05+00",1,1,)',
  'with the provider''s id, the time and the segments; the lease is over'
);
select is((tests.attempt('Maya')).outcome, 'accepted', 'the attempt is settled');
select is(tests.budget('2026-06-07 18:00Z'), '1/0', 'and its place in the hour is spent');

select is(tests.report('Maya', 'accepted', 'SM1'), 'known', 'said twice, it is known');
select is(
  tests.report('Maya', 'rejected', error_code => 21610), 'stale',
  'taken back, it is not believed'
);
select is(tests.report('Maya', 'unknown'), 'stale', 'nor is doubt');
select is(
  tests.report('Maya', 'accepted', 'SM2'), 'known', 'a second id does not replace the first'
);
select is((tests.message('Maya')).provider_message_id, 'SM1', 'which stays');
select is(tests.budget('2026-06-07 18:00Z'), '1/0', 'and none of it is counted again');

select * from finish();
rollback;
