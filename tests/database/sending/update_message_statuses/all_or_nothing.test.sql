-- A sender's reports are recorded together, or not at all.
begin;
select plan(11);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name) from unnest(array['Maya', 'Noah', 'Olga']) as name;
select tests.set_clock('2026-06-07 18:00Z');
select tests.start(name) from unnest(array['Maya', 'Noah', 'Olga']) as name;

create function pg_temp.report_of(display_name text, outcome jsonb)
returns jsonb
language sql
as $$
  select jsonb_build_object('attempt_id', attempt.id, 'lease_token', attempt.lease_token)
    || report_of.outcome
  from tests.attempt(report_of.display_name) as attempt;
$$;

select throws_ok(
  $$
    select public.update_message_statuses(jsonb_build_array(
      pg_temp.report_of('Maya', '{"outcome": "accepted", "provider_message_id": "SM1"}'),
      pg_temp.report_of('Noah', '{"outcome": "nonsense"}')
    ))
  $$,
  'RD050', null, 'one report that makes no sense is an error'
);
select is(tests.state('Maya'), 'processing', 'and none is recorded');

select results_eq(
  $$
    select result from public.update_message_statuses(jsonb_build_array(
      pg_temp.report_of(
        'Maya', '{"outcome": "accepted", "provider_message_id": "SM1", "segments": 2}'
      ),
      pg_temp.report_of('Maya', '{"outcome": "accepted", "provider_message_id": "SM1"}'),
      jsonb_build_object('attempt_id', gen_random_uuid(), 'outcome', 'unknown'),
      pg_temp.report_of(
        'Noah', '{"outcome": "rejected", "error_code": 21614, "error_message": "no mobile"}'
      ),
      pg_temp.report_of('Noah', '{"outcome": "rejected", "error_code": 21614}'),
      pg_temp.report_of('Olga', '{"outcome": "not_sent", "retry_after_seconds": 900}')
    ))
  $$,
  array['applied', 'known', 'unknown_attempt', 'applied', 'stale', 'applied'],
  'each report gets its answer, in order; one about a deleted account takes no other with it'
);
select is(
  (select concat_ws(' ', status, segments) from tests.message('Maya')), 'sent 2',
  'acceptance brings its segments'
);
select is(tests.state('Noah'), 'failed: number_unreachable', 'a refusal its consequences');
select is((tests.attempt('Noah')).error_message, 'no mobile', 'and its words');
select is(
  (tests.message('Olga')).scheduled_for, '2026-06-07 18:15Z'::timestamptz, 'a wait its length'
);

select is_empty('select * from public.update_message_statuses(''[]'')', 'no reports are no error');
select throws_ok(
  'select public.update_message_statuses(''{}'')', 'RD053', null, 'an object is not a list'
);
select throws_ok(
  'select public.update_message_statuses(null)', 'RD053', null, 'nor is nothing'
);
select ok(tests.budget_is_balanced(), 'the books agree with the queue');

select * from finish();
rollback;
