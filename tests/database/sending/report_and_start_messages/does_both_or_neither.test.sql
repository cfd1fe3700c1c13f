-- Reporting and starting in one call are one transaction.
begin;
select plan(6);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name) from unnest(array['Maya', 'Noah']) as name;
select tests.set_clock('2026-06-07 18:00Z');
select tests.start('Maya');

create function pg_temp.report_and_start(outcome text)
returns uuid
language sql
as $$
  select started.message_id
  from public.report_and_start_messages(
    (
      select jsonb_build_array(jsonb_build_object(
        'attempt_id', attempt.id, 'lease_token', attempt.lease_token,
        'outcome', report_and_start.outcome,
        'provider_message_id', 'SM1', 'segments', 1
      ))
      from tests.attempt('Maya') as attempt
    ),
    array[(tests.message('Noah')).lease_token]
  ) as started;
$$;

select throws_ok(
  $$select pg_temp.report_and_start('nonsense')$$, 'RD050', null, 'a report that makes no sense'
);
select is(tests.attempt('Noah'), null, 'starts nothing');
select is(
  pg_temp.report_and_start('accepted'), (tests.message('Noah')).id, 'one that does starts the next'
);
select is(tests.state('Maya'), 'sent', 'and is recorded');
select isnt((tests.attempt('Noah')).started_at, null, 'as the start is');
select is_empty(
  $$select public.report_and_start_messages('[]', '{}')$$, 'nothing to do is no error'
);

select * from finish();
rollback;
