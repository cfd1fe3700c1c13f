-- What waited too long for its moment expires, what waited too long for proof fails.
begin;
select plan(15);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name)
from unnest(array['Waiting', 'Claimed', 'Doubtful', 'Hopeless']) as name;
select tests.set_clock('2026-06-07 18:00Z');
select tests.start('Doubtful');
select tests.report('Doubtful', 'unknown');
select tests.start('Hopeless');
select tests.report('Hopeless', 'unknown', error_code => 20500);
update public.message_queue
set status = 'queued' where user_id = tests.user_id('Waiting');
update public.message_queue
set unconfirmed_at = now() - interval '1 hour 59 minutes 59.999999 seconds'
where user_id = tests.user_id('Doubtful');
update public.message_queue
set unconfirmed_at = now() - interval '2 hours' where user_id = tests.user_id('Hopeless');
select public.record_lookup((tests.attempt(name)).id, '{}')
from unnest(array['Doubtful', 'Hopeless']) as name;

select tests.set_clock('2026-06-08 17:59:59.999999Z');
select results_eq(
  'select expired, failed from public.sweep_messages()', 'values (0, 1)',
  'two hours without proof are enough'
);
select is(tests.state('Hopeless'), 'failed: outcome_unknown', 'the message failed');
select is((tests.message('Hopeless')).error_code, 20500, 'and keeps what went wrong');
select is(
  (
    select concat_ws(' ', status, reason)
    from public.messages where id = (tests.message('Hopeless')).id
  ),
  'failed outcome_unknown', 'its user can see it in the log'
);
select is(tests.state('Doubtful'), 'unconfirmed: outcome_unknown', 'a microsecond less is not');
select is(tests.state('Waiting'), 'queued', 'a microsecond before its expiry a message waits');

select tests.set_clock('2026-06-08 18:00Z');
select results_eq(
  'select expired, failed from public.sweep_messages()', 'values (1, 0)', 'at its expiry it ends'
);
select is(tests.state('Waiting'), 'expired: too_late', 'too late to be true');
select is(
  tests.state('Claimed'), 'processing', 'what a sender holds is the sender''s, until its lease ends'
);
select is(
  tests.state('Doubtful'), 'unconfirmed: outcome_unknown',
  'what may have been sent does not expire'
);
select is(
  tests.budget('2026-06-07 18:00Z'), '2/1', 'failing without proof gives nothing back'
);

-- A batch is a batch of each.
select tests.set_clock('2026-06-14 12:00Z');
select tests.create_message('Late' || number) from generate_series(1, 3) as number;
select tests.set_clock('2026-06-15 18:00Z');
select is(
  array[
    (select expired from public.sweep_messages(2)), (select expired from public.sweep_messages(2)),
    (select expired from public.sweep_messages(2))
  ],
  array[2, 1, 0], 'a batch ends no more than its size'
);
select throws_ok(
  'select public.sweep_messages(' || size || ')', 'RD060', null,
  'a batch size of ' || size || ' is refused'
)
from unnest(array['0', '501', 'null']) as size;

select * from finish();
rollback;
