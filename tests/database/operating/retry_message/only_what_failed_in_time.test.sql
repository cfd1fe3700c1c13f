-- An operator may have a failed message tried again, as long as what it says can be true.
begin;
select plan(9);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Maya');
select tests.create_message('Noah');
select tests.set_clock('2026-06-07 18:00Z');
select tests.start('Maya');
select tests.report('Maya', 'rejected', error_code => 21617);

select throws_ok(
  format('select private.retry_message(%L)', gen_random_uuid()), 'RD082', null, 'there is none'
);
select throws_ok(
  format('select private.retry_message(%L)', (tests.message('Noah')).id), 'RD083',
  format('Cannot retry message "%s": it is "processing"', (tests.message('Noah')).id),
  'one that has not failed'
);
select private.retry_message((tests.message('Maya')).id);
select is(tests.state('Maya'), 'queued: retried_by_operator', 'one that failed waits again');
select isnt(tests.start('Maya'), null, 'and is tried');
select tests.report('Maya', 'accepted', 'SM1');
select is(
  (select concat_ws(' ', status, reason) from public.messages), 'sent', 'the log has the end of it'
);
select throws_ok(
  format('select private.retry_message(%L)', (tests.message('Maya')).id), 'RD083', null,
  'what was sent is not sent again'
);
select tests.start('Noah');
select tests.report('Noah', 'rejected', error_code => 21617);
select throws_ok(
  $$update public.message_queue set status = 'queued', reason = 'retry' where status = 'failed'$$,
  'RD010', null, 'nobody else brings it back'
);
select tests.log_activity('Noah', 3);
select private.retry_message((tests.message('Noah')).id);
select tests.claim('Noah');
select is(
  tests.state('Noah'), 'canceled: met_and_silent', 'what became untrue meanwhile is not sent'
);
select tests.set_clock('2026-06-14 12:00Z');
select tests.create_message('Olga');
select tests.set_clock('2026-06-14 18:00Z');
select tests.start('Olga');
select tests.report('Olga', 'rejected', error_code => 21617);
select tests.set_clock('2026-06-15 18:00Z');
select throws_ok(
  format('select private.retry_message(%L)', (tests.message('Olga')).id), 'RD084', null,
  'after a day it is too late'
);

select * from finish();
rollback;
