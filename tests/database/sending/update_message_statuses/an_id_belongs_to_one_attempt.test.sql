-- An id that another attempt has already, and two attempts of one message in one call, are no error
-- that would take the other reports with them.
begin;
select plan(8);

-- The lookup of Maya's unknown attempt finds Noah's text, whose reply is still on its way.
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name, phone => '+12025550101')
from unnest(array['Maya', 'Noah']) as name;
select tests.create_message('Olga', phone => '+12025550103');
select tests.create_message('Peter', phone => '+12025550104');
select tests.set_clock('2026-06-07 18:00Z');
select tests.start(name) from unnest(array['Maya', 'Noah', 'Olga']) as name;
select tests.report('Maya', 'unknown');
select public.record_lookup((tests.attempt('Maya')).id, '{SM1}');

create function pg_temp.report_of(attempt private.message_attempts, provider_message_id text)
returns jsonb
language sql
as $$
  select jsonb_build_object(
    'attempt_id', report_of.attempt.id,
    'lease_token', report_of.attempt.lease_token,
    'outcome', 'accepted',
    'provider_message_id', report_of.provider_message_id
  );
$$;

select is(tests.state('Maya'), 'sent', 'a lookup gave the id away');
select results_eq(
  $$
    select result from public.update_message_statuses(jsonb_build_array(
      pg_temp.report_of(tests.attempt('Noah'), 'SM1'),
      pg_temp.report_of(tests.attempt('Olga'), 'SM2')
    ))
  $$,
  array['known', 'applied'], 'the report that names it changes nothing, the others count'
);
select is(tests.state('Noah'), 'processing', 'and its message waits for proof of its own');
select is(
  public.record_delivery_status((tests.attempt('Noah')).id, 'SM1', 'sent'), 'other_message',
  'a callback that names it changes nothing either'
);
select is_empty(
  $$ select from public.alerts where kind = 'sent_twice' $$, 'nobody was texted twice'
);

-- Two attempts of one message are accepted in the same call.
select tests.start('Peter');
select tests.report('Peter', 'not_sent');
create temporary table first_attempt as select tests.attempt('Peter') as attempt;
select tests.set_clock_to_next_try('Peter');
select tests.start('Peter');
select results_eq(
  $$
    select result
    from first_attempt
    cross join lateral public.update_message_statuses(jsonb_build_array(
      pg_temp.report_of(first_attempt.attempt, 'SM3'),
      pg_temp.report_of(tests.attempt('Peter'), 'SM4')
    ))
  $$,
  array['applied', 'known'], 'the first of two accepted attempts counts'
);
select is(tests.state('Peter'), 'sent', 'and the message is sent');
select is(
  (select details ->> 'provider_message_ids' from public.alerts where kind = 'sent_twice'),
  '["SM3", "SM4"]', 'the second is told'
);

select * from finish();
rollback;
