-- Whatever a sender says of an attempt in one breath, proof of acceptance is what counts of it.
begin;
select plan(9);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name, phone => '+1202555010' || number)
from unnest(array['Maya', 'Noah', 'Olga', 'Peter']) with ordinality as people (name, number);
select tests.set_clock('2026-06-07 18:00Z');
select tests.start(name) from unnest(array['Maya', 'Noah', 'Olga', 'Peter']) as name;

-- The results of reports on the attempt of one person, all in one call.
create function pg_temp.results_of(display_name text, words jsonb)
returns text
language sql
as $$
  select string_agg(updated.result, ', ' order by updated.place)
  from tests.attempt(results_of.display_name) as attempt
  cross join lateral (
    select
      jsonb_agg(
        word || jsonb_build_object('attempt_id', attempt.id, 'lease_token', attempt.lease_token)
        order by place
      ) as reports
    from jsonb_array_elements(results_of.words) with ordinality as listed (word, place)
  ) as outcomes
  cross join lateral public.update_message_statuses(outcomes.reports) with ordinality
    as updated (attempt_id, result, place);
$$;

select is(
  pg_temp.results_of(
    'Maya',
    '[
      {"outcome": "rejected", "error_code": 21610},
      {"outcome": "accepted", "provider_message_id": "SM1"}
    ]'
  ),
  'stale, applied', 'a refusal and then proof'
);
select is(
  pg_temp.results_of(
    'Noah',
    '[
      {"outcome": "accepted", "provider_message_id": "SM2"},
      {"outcome": "rejected", "error_code": 20003}
    ]'
  ),
  'applied, stale', 'proof and then a refusal'
);
select is(
  pg_temp.results_of(
    'Olga',
    '[
      {"outcome": "rejected", "error_code": 20003},
      {"outcome": "accepted", "provider_message_id": "SM3"}
    ]'
  ),
  'stale, applied', 'an error of the account and then proof'
);
select is(
  pg_temp.results_of(
    'Peter',
    '[
      {"outcome": "accepted", "provider_message_id": "SM4"},
      {"outcome": "accepted", "provider_message_id": "SM5"}
    ]'
  ),
  'applied, known', 'two ids'
);
select is(
  (select string_agg(status, ' ') from public.message_queue), 'sent sent sent sent', 'all are sent'
);
select is((select opened_at from private.delivery_circuits), null, 'no circuit opened');
select is_empty('select from private.phone_numbers', 'no number was opted out');
select is(
  (select string_agg(details ->> 'provider_message_ids', ' ') from public.alerts),
  '["SM4", "SM5"]', 'only the second id is told'
);
select ok(tests.budget_is_balanced(), 'the books agree with the queue');

select * from finish();
rollback;
