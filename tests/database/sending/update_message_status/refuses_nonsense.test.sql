-- A report that makes no sense is an error, not a guess.
begin;
select plan(8);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Maya');
select tests.set_clock('2026-06-07 18:00Z');
select tests.start('Maya');

select throws_ok($$select tests.report('Maya', 'delivered')$$, 'RD050', null, 'an unknown outcome');
select throws_ok('select tests.report(''Maya'', null)', 'RD050', null, 'no outcome');
select throws_ok(
  $$select tests.report('Maya', 'accepted')$$, 'RD051', null, 'acceptance without an id'
);
select throws_ok(
  $$select tests.report('Maya', 'accepted', '')$$, 'RD051', null, 'acceptance with an empty id'
);
select throws_ok(
  $$select tests.report('Maya', 'rejected', 'SM1', 21610)$$, 'RD051', null, 'a refusal with an id'
);
select is(
  public.update_message_status(gen_random_uuid(), gen_random_uuid(), 'unknown'),
  'unknown_attempt', 'an attempt that nobody began, or that went with its account, is no error'
);
select is(
  public.update_message_status(null, gen_random_uuid(), 'accepted', 'SM1'),
  'unknown_attempt', 'nor is no attempt'
);
select is(tests.state('Maya'), 'processing', 'none of it changed the message');

select * from finish();
rollback;
