-- Where clocks jump over midnight, a turn of Saturday comes on Sunday. It stays Saturday's turn.
begin;
select plan(8);

-- In Nuuk it is never Saturday 23:00 to midnight on 28 March 2026: clocks go from 23:00 to 00:00.
select is(
  public.next_send_at('Saturday', '23:30', 'America/Nuuk', '2026-03-25 00:00Z'),
  '2026-03-29 00:30 America/Nuuk'::timestamptz,
  'Saturday 23:30 is moved to Sunday 00:30'
);
select is(
  public.next_send_at('Saturday', '23:30', 'America/Nuuk', '2026-03-29 00:10 America/Nuuk'),
  '2026-03-29 00:30 America/Nuuk'::timestamptz,
  'also when it is Sunday already'
);
select is(
  public.next_send_at('Saturday', '23:30', 'America/Nuuk', '2026-03-29 00:30 America/Nuuk'),
  '2026-04-04 23:30 America/Nuuk'::timestamptz,
  'a week later it is Saturday again'
);
select is(
  public.next_send_at('Sunday', '00:30', 'America/Nuuk', '2026-03-25 00:00Z'),
  '2026-03-29 00:30 America/Nuuk'::timestamptz,
  'Sunday 00:30 is the same moment'
);

select is(
  private.nominal_date('2026-03-29 00:30 America/Nuuk', '23:30', 'America/Nuuk'), '2026-03-28',
  'whoever asked for 23:30 asked for Saturday'
);
select is(
  private.nominal_date('2026-03-29 00:30 America/Nuuk', '00:30', 'America/Nuuk'), '2026-03-29',
  'whoever asked for 00:30 asked for Sunday'
);
select is(
  private.nominal_date('2026-03-29 03:30 Europe/Berlin', '02:30', 'Europe/Berlin'), '2026-03-29',
  'a gap within a day changes no date'
);
select is(
  private.nominal_date('2026-06-07 16:00Z', '09:00', 'Europe/Berlin'), '2026-06-07',
  'the date of a turn that is owed stays, though its time was changed since'
);

select * from finish();
rollback;
