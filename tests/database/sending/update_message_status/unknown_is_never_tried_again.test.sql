-- What may have been sent is not sent again.
begin;
select plan(10);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Silence');
select tests.create_message('Broken');
select tests.set_clock('2026-06-07 18:00Z');
select tests.start('Silence');
select tests.start('Broken');

select is(tests.report('Silence', 'unknown'), 'applied', 'doubt is recorded');
select is(tests.state('Silence'), 'unconfirmed: outcome_unknown', 'the message waits for proof');
select is((tests.message('Silence')).unconfirmed_at, now(), 'from now on, by the real clock');
select is((tests.attempt('Silence')).outcome, 'unknown', 'the attempt says so');
select tests.report('Broken', 'rejected', error_code => 20500);
select is(
  tests.state('Broken'), 'unconfirmed: outcome_unknown',
  'an error inside the provider leaves the same doubt'
);
select is((tests.attempt('Broken')).outcome, 'unknown', 'whatever it was called');
select is(tests.budget('2026-06-07 18:00Z'), '2/0', 'it may have been sent and is spent');
select is_empty('select * from public.get_messages_to_send(500)', 'nobody can claim it');
select is(
  tests.report('Silence', 'rejected', error_code => 30001), 'stale',
  'the sender cannot change its mind'
);
select is((tests.message('Silence')).attempts, 1::smallint, 'the attempt counts');

select * from finish();
rollback;
