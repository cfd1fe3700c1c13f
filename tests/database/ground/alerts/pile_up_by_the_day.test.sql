-- An alert of a kind is one row a UTC date, with how often, and what it was the last time.
begin;
select plan(4);

select tests.set_clock('2026-06-07 23:59:59Z');
select private.raise_alert('no_capacity', 'First', '{"texts": 1}');
select private.raise_alert('no_capacity', 'Second', '{"texts": 2}');
select private.raise_alert('broken_data', 'Other', '{}');
select tests.set_clock('2026-06-08 00:00Z');
select private.raise_alert('no_capacity', 'Third', '{"texts": 3}');

select results_eq(
  'select kind, day, summary, times, details ->> ''texts'' from public.alerts order by day, kind',
  $$
    values
      ('broken_data', '2026-06-07'::date, 'Other', 1, null),
      ('no_capacity', '2026-06-07'::date, 'Second', 2, '2'),
      ('no_capacity', '2026-06-08'::date, 'Third', 1, '3')
  $$,
  'one row for each kind and date, by the clock of domain logic'
);
select throws_ok(
  $$select private.raise_alert('weather', 'It rains', '{}')$$, '23514', null,
  'an unknown kind is refused'
);
select tests.create_user('Maya');
select is(
  array[
    tests.outcome_as('anon', 'select from public.alerts'),
    tests.outcome_as('Maya', 'select from public.alerts'),
    tests.outcome_as('Maya', 'select from public.alerts', 'operator')
  ],
  array['42501', '0 rows', '3 rows'], 'only operators see them'
);
select is(
  tests.outcome_as('Maya', 'delete from public.alerts', 'operator'), '42501',
  'and cannot make them disappear'
);

select * from finish();
rollback;
