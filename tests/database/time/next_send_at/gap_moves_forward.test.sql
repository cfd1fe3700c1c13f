-- A time that clocks skip is moved forward by the gap.
begin;
select plan(5);

select is(
  public.next_send_at('Sunday', '02:30', 'America/New_York', '2026-03-02 00:00Z'),
  '2026-03-08 03:30 America/New_York'::timestamptz,
  '02:30 does not exist in New York on 8 March 2026 and becomes 03:30'
);
select is(
  public.next_send_at('Sunday', '02:00', 'America/New_York', '2026-03-02 00:00Z'),
  '2026-03-08 07:00Z'::timestamptz,
  'the first minute of the gap becomes the first minute after it'
);
select is(
  public.next_send_at('Sunday', '01:59', 'America/New_York', '2026-03-02 00:00Z'),
  '2026-03-08 06:59Z'::timestamptz,
  'the last minute before the gap stays'
);
select is(
  public.next_send_at('Sunday', '02:30', 'Europe/Berlin', '2026-03-23 00:00Z'),
  '2026-03-29 01:30Z'::timestamptz,
  '02:30 does not exist in Berlin on 29 March 2026 and becomes 03:30'
);
select is(
  public.next_send_at('Sunday', '02:15', 'Australia/Lord_Howe', '2026-09-28 00:00Z'),
  '2026-10-03 15:45Z'::timestamptz,
  'the gap of half an hour on Lord Howe moves 02:15 to 02:45'
);

select * from finish();
rollback;
