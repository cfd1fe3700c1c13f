-- A stretch of time has two moments, the earlier first; and only operators ask.
begin;
select plan(7);

select throws_ok(
  format('select public.get_delivery_metrics(%L, %L)', starts, ends), 'RD086', null,
  format('%s to %s is refused', coalesce(starts, 'null'), coalesce(ends, 'null'))
)
from (
  values
    (null, '2026-06-08'), ('2026-06-08', null), ('2026-06-08', '2026-06-08'),
    ('2026-06-08', '2026-06-07'), ('-infinity', '2026-06-08'), ('2026-06-08', 'infinity')
) as spans (starts, ends);

select tests.create_user('Maya');
select is(
  array[
    tests.outcome_as('anon', $$select public.get_delivery_metrics('2026-06-01', '2026-06-08')$$),
    tests.outcome_as('Maya', $$select public.get_delivery_metrics('2026-06-01', '2026-06-08')$$),
    tests.outcome_as(
      'Maya', $$select public.get_delivery_metrics('2026-06-01', '2026-06-08')$$, 'operator'
    ),
    tests.outcome_as(
      'service_role', $$select public.get_delivery_metrics('2026-06-01', '2026-06-08')$$
    )
  ],
  array['42501', 'RD085', '1 rows', '1 rows'], 'operators and service_role may ask, nobody else'
);

select * from finish();
rollback;
