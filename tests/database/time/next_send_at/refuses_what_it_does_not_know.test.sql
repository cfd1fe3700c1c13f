-- No day and no zone is guessed.
begin;
select plan(9);

select throws_ok(
  $$select public.next_send_at('Caturday', '18:00', 'UTC', '2026-06-07 00:00Z')$$, 'RD001',
  'Cannot find the next send time: send_day is "Caturday"', 'an unknown day is refused'
);
select throws_ok(
  $$select public.next_send_at('sunday', '18:00', 'UTC', '2026-06-07 00:00Z')$$, 'RD001', null,
  'so is a day in lower case'
);
select throws_ok(
  $$select public.next_send_at(null, '18:00', 'UTC', '2026-06-07 00:00Z')$$, 'RD001', null,
  'so is no day'
);
select throws_ok(
  $$select public.next_send_at('Sunday', '18:00', 'Mars/Olympus', '2026-06-07 00:00Z')$$, 'RD002',
  'Cannot find the next send time: timezone is "Mars/Olympus"', 'an unknown zone is refused'
);
select throws_ok(
  $$select public.next_send_at('Sunday', '18:00', 'EST', '2026-06-07 00:00Z')$$, 'RD002', null,
  'so is an abbreviation that Postgres would take'
);
select throws_ok(
  $$select public.next_send_at('Sunday', '18:00', '+02:00', '2026-06-07 00:00Z')$$, 'RD002', null,
  'so is an offset, which Postgres would read with the wrong sign'
);
select throws_ok(
  $$select public.next_send_at('Sunday', '18:00', null, '2026-06-07 00:00Z')$$, 'RD002', null,
  'so is no zone'
);
select throws_ok(
  $$select public.next_send_at('Sunday', null, 'UTC', '2026-06-07 00:00Z')$$, 'RD003', null,
  'no time is refused'
);
select throws_ok(
  $$select public.next_send_at('Sunday', '18:00', 'UTC', null)$$, 'RD003', null,
  'no moment to start from is refused'
);

select * from finish();
rollback;
