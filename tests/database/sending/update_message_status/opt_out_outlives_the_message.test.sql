-- Consequences fall on the number that was tried, whoever knows it and whatever it is by now.
begin;
select plan(6);

-- Two people know the number; one contact changes theirs while the text is on its way.
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Maya', phone => '+12025550101');
select tests.create_message('Noah', phone => '+12025550101');
select tests.set_clock('2026-06-07 18:00Z');
select tests.start('Maya');
update public.contacts set phone = '+12025550102' where user_id = tests.user_id('Maya');
select tests.report('Maya', 'rejected', error_code => 21610);

select isnt(
  (select opted_out_at from private.phone_numbers where phone = '+12025550101'), null,
  'the number that was tried is opted out'
);
select is_empty(
  $$select from private.phone_numbers where phone = '+12025550102'$$, 'the new one is not'
);
select is(
  (select count(*) from public.start_messages(array[(tests.message('Noah')).lease_token])),
  0::bigint, 'nobody else''s text is started to it'
);
select tests.lapse('Noah');
select public.sweep_messages();
select tests.claim('Noah');
select is(tests.state('Noah'), 'canceled: number_opted_out', 'nor claimed again');

-- Later news never shortens what is known.
insert into private.phone_numbers (phone, opted_out_at, unreachable_until)
values ('+12025550103', '2026-01-01 00:00Z', '2027-01-01 00:00Z');
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Olga', phone => '+12025550199');
select tests.set_clock('2026-06-07 18:00Z');
select tests.start('Olga');
update private.message_attempts
set to_phone = '+12025550103' where id = (tests.attempt('Olga')).id;
select private.apply_consequences(array[
  row((tests.attempt('Olga')).id, 'opt_out')::private.consequence,
  row((tests.attempt('Olga')).id, 'recipient')::private.consequence
]);
select is(
  (select opted_out_at from private.phone_numbers where phone = '+12025550103'),
  '2026-01-01 00:00Z'::timestamptz, 'a number is opted out since the first time'
);
select is(
  (select unreachable_until from private.phone_numbers where phone = '+12025550103'),
  '2027-01-01 00:00Z'::timestamptz, 'and unreachable until the latest'
);

select * from finish();
rollback;
