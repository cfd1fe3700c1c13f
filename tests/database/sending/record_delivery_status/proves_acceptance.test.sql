-- A callback proves that the provider has the message, before and without its reply.
begin;
select plan(16);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name)
from unnest(array['Early', 'Lost', 'Failed', 'Retried', 'Odd']) as name;
select tests.set_clock('2026-06-07 18:00Z');

create function pg_temp.callback(display_name text, sid text, status text default 'sent')
returns text
language sql
as $$
  select public.record_delivery_status((tests.attempt(display_name)).id, sid, status);
$$;

-- Before our own reply.
select tests.start('Early');
select is(pg_temp.callback('Early', 'SM1'), 'applied', 'a callback may overtake the reply');
select is(
  (select concat_ws(' ', status, provider_message_id) from tests.message('Early')), 'sent SM1',
  'and proves the message'
);
select is(tests.report('Early', 'accepted', 'SM1'), 'known', 'the reply is then known');
select is(
  (select (message.segments, messages.segments, messages.delivery_status)::text
    from tests.message('Early') as message join public.messages using (id)),
  '(1,1,sent)', 'though the segments are its news'
);
select is(
  tests.report('Early', 'rejected', error_code => 21610), 'stale',
  'a sender that thinks otherwise is not believed'
);

-- Without a reply.
select tests.start('Lost');
select tests.report('Lost', 'unknown');
select pg_temp.callback('Lost', 'SM2', 'delivered');
select is(tests.state('Lost'), 'sent', 'doubt ends with the callback');
select is(
  (
    select concat_ws(' ', status, reason, provider_message_id, delivery_status)
    from public.messages where id = (tests.message('Lost')).id
  ),
  'sent SM2 delivered', 'and the log has it'
);

-- After we gave up.
select tests.start('Failed');
select tests.report('Failed', 'unknown');
update public.message_queue
set unconfirmed_at = now() - interval '2 hours' where user_id = tests.user_id('Failed');
select public.record_lookup((tests.attempt('Failed')).id, '{}');
select public.sweep_messages();
select is(
  (select status from public.messages where id = (tests.message('Failed')).id), 'failed',
  'a message without proof is logged as failed'
);
select pg_temp.callback('Failed', 'SM3', 'undelivered');
select is(tests.state('Failed'), 'sent', 'late proof is proof');
select is(
  (
    select concat_ws(' ', status, reason, delivery_status)
    from public.messages where id = (tests.message('Failed')).id
  ),
  'sent undelivered', 'and the log is put right'
);

-- While another attempt waits or is under way.
select tests.start('Retried');
select tests.report('Retried', 'not_sent');
create temporary table first_attempt as select (tests.attempt('Retried')).*;
select tests.set_clock_to_next_try('Retried');
select tests.claim('Retried');
select is(
  public.record_delivery_status(first_attempt.id, 'SM4', 'sent'), 'applied',
  'an old attempt can turn out to have arrived'
)
from first_attempt;
select is(tests.start('Retried'), null, 'then no other is begun');
select is(tests.state('Retried'), 'sent', 'because the message is sent');
select ok(tests.budget_is_balanced(), 'and its claim is over');

-- An unknown status, too, comes from somebody who has the message.
select tests.start('Odd');
select is(pg_temp.callback('Odd', 'SM5', 'rejoiced'), 'unknown_status', 'a status can be unknown');
select is(tests.state('Odd'), 'sent', 'and prove the message all the same');

select * from finish();
rollback;
