-- Of a time that clocks show twice, the first is meant.
begin;
select plan(5);

select is(
  public.next_send_at('Sunday', '01:30', 'America/New_York', '2026-10-26 00:00Z'),
  '2026-11-01 05:30Z'::timestamptz,
  'the first 01:30 of 1 November 2026 in New York'
);
select is(
  public.next_send_at('Sunday', '01:30', 'America/New_York', '2026-11-01 05:30Z'),
  '2026-11-08 06:30Z'::timestamptz,
  'the second 01:30 is no turn of its own: the next is a week later'
);
select is(
  public.next_send_at('Sunday', '01:30', 'America/New_York', '2026-11-01 06:00Z'),
  '2026-11-08 06:30Z'::timestamptz,
  'nor is it when asked for between the two'
);
select is(
  public.next_send_at('Sunday', '02:30', 'Europe/Berlin', '2026-10-19 00:00Z'),
  '2026-10-25 00:30Z'::timestamptz,
  'the first 02:30 of 25 October 2026 in Berlin'
);
select is(
  public.next_send_at('Sunday', '01:45', 'Australia/Lord_Howe', '2026-03-30 00:00Z'),
  '2026-04-04 14:45Z'::timestamptz,
  'the first 01:45 of 5 April 2026 on Lord Howe'
);

select * from finish();
rollback;
