-- A person reads, puts away and snoozes what is in their own inbox, and changes nothing else in it.
begin;
select plan(17);

select tests.open_diary();
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_user(name) from unnest(array['Maya', 'Noah', 'Olga']) as name;
select tests.write(array[
  tests.entry('Maya', '2026-06-07 18:00Z'), tests.entry('Noah', '2026-06-07 18:00Z')
]);
select tests.set_clock('2026-06-07 18:00Z');
select public.get_messages_to_send();

select is(
  tests.refusal_to('Maya', 'update public.inbox_messages set ' || assignment), refusal, assignment
)
from (
  values
    ($$read_at = '2026-06-07 18:01Z'$$, null),
    -- Phones are ten minutes ahead.
    ($$read_at = '2026-06-07 18:10Z', dismissed_at = '2026-06-07 18:10Z'$$, null),
    ($$dismissed_at = null$$, null),
    ($$snoozed_until = '2026-06-08 07:00Z'$$, null),
    (
      $$read_at = '2026-06-07 18:10:01Z'$$,
      'RD171: Cannot save the inbox message: read_at "2026-06-07 18:10:01+00" is no moment that '
      'has come'
    ),
    (
      $$dismissed_at = 'infinity'$$,
      'RD172: Cannot save the inbox message: dismissed_at "infinity" is no moment that has come'
    ),
    (
      $$dismissed_at = '-infinity'$$,
      'RD172: Cannot save the inbox message: dismissed_at "-infinity" is no moment that has come'
    ),
    ($$snoozed_until = '2027-06-07 18:00Z'$$, null),
    (
      $$snoozed_until = '2027-06-07 18:00:01Z'$$,
      'RD173: Cannot save the inbox message: snoozed_until "2027-06-07 18:00:01+00" is more than a '
      'year ahead'
    ),
    (
      $$snoozed_until = 'infinity'$$,
      'RD173: Cannot save the inbox message: snoozed_until "infinity" is more than a year ahead'
    )
) as changes (assignment, refusal);
select is(
  (select (read_at, dismissed_at, snoozed_until)::text from public.inbox_messages
    where user_id = tests.user_id('Maya')),
  '("2026-06-07 18:10:00+00",,"2027-06-07 18:00:00+00")', 'what is accepted is kept'
);
select is(
  (select (read_at, dismissed_at, snoozed_until)::text from public.inbox_messages
    where user_id = tests.user_id('Noah')),
  '(,,)', 'and nobody else''s is touched'
);
select is(
  array[
    tests.outcome_as('Maya', 'select from public.inbox_messages'),
    tests.outcome_as('Olga', 'select from public.inbox_messages'),
    tests.outcome_as('Olga', 'select from public.inbox_messages', 'operator'),
    tests.outcome_as('anon', 'select from public.inbox_messages')
  ],
  array['1 rows', '0 rows', '0 rows', '42501'],
  'each sees their own, and an operator none'
);
select is(
  tests.outcome_as('Maya', statement), '42501', 'nobody can do this: ' || statement
)
from unnest(array[
  $$update public.inbox_messages set message_text = 'Hi'$$,
  'delete from public.inbox_messages',
  $$
    insert into public.inbox_messages (id, user_id, program, message_type, message_text, channel)
    select gen_random_uuid(), auth.uid(), 'diary', 'entry', 'Hi', 'inbox'
  $$
]) as statement;
select is(
  tests.outcome_as(
    'Noah', 'update public.inbox_messages set read_at = null where user_id <> auth.uid()'
  ),
  '0 rows', 'nor anything to another''s'
);

select * from finish();
rollback;
