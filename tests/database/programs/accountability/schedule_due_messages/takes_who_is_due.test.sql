-- The horizon includes its end, a batch its size, and what is out of range is refused.
begin;
select plan(13);

select tests.set_clock('2026-06-06 12:00Z');
select tests.create_person('Maya');
select tests.create_person('Noah');
select tests.create_person('Olga');

select results_eq(
  'select users from public.schedule_due_messages(500, ''29 hours 59 minutes 59.999999 seconds'')',
  'values (0)', 'who is due a microsecond after the horizon is left alone'
);
select results_eq(
  'select * from public.schedule_due_messages(2)', 'values (2, 2, 0, 0, 0, true)',
  'who is due at the horizon''s end is taken; a full batch says there may be more'
);
select results_eq(
  'select * from public.schedule_due_messages(2)', 'values (1, 1, 0, 0, 0, false)',
  'the next batch takes the rest'
);
select results_eq(
  'select users, more from public.schedule_due_messages(500, ''10 days'')', 'values (3, false)',
  'a horizon can be chosen'
);
select tests.set_clock('2026-06-21 18:00Z');
select results_eq(
  'select users from public.schedule_due_messages(500, ''0'')', 'values (3)',
  'without a horizon, who is due now is taken'
);

select throws_ok(
  'select public.schedule_due_messages(0)', 'RD031',
  'Cannot schedule messages: batch_size is 0', 'a batch of none'
);
select throws_ok('select public.schedule_due_messages(-1)', 'RD031', null, 'or less');
select throws_ok('select public.schedule_due_messages(501)', 'RD031', null, 'or more than 500');
select throws_ok('select public.schedule_due_messages(null)', 'RD031', null, 'or no size at all');
select lives_ok('select public.schedule_due_messages(500)', '500 is allowed');
select lives_ok('select public.schedule_due_messages(1, null)', 'so is 1');
select throws_ok(
  'select public.schedule_due_messages(500, ''-1 second'')', 'RD032',
  'Cannot schedule messages: horizon is -00:00:01', 'a horizon in the past'
);

-- The longest overdue come first.
update public.notification_preferences
set next_due_at = case
  when user_id = tests.user_id('Noah') then '2026-06-14 18:00Z' else '2026-06-21 18:00Z'
end::timestamptz;
select public.schedule_due_messages(1);
select is(
  (
    select next_due_at from public.notification_preferences
    where user_id = tests.user_id('Noah')
  ),
  '2026-06-21 18:00Z'::timestamptz, 'who waits longest is taken first'
);

select * from finish();
rollback;
