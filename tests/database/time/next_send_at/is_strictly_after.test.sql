-- The moment that has come is not the next one.
begin;
select plan(4);

select is(
  public.next_send_at('Sunday', '18:00', 'Europe/Berlin', '2026-06-07 15:59:59.999999Z'),
  '2026-06-07 16:00Z'::timestamptz,
  'a microsecond before, it is today'
);
select is(
  public.next_send_at('Sunday', '18:00', 'Europe/Berlin', '2026-06-07 16:00Z'),
  '2026-06-14 16:00Z'::timestamptz,
  'exactly now is not after now'
);
select is(
  public.next_send_at('Sunday', '18:00', 'Europe/Berlin', '2026-06-07 16:00:00.000001Z'),
  '2026-06-14 16:00Z'::timestamptz,
  'a microsecond after, it is next week'
);
select is(
  public.next_send_at('Sunday', '02:30', 'America/New_York', '2026-03-08 07:30Z'),
  '2026-03-15 06:30Z'::timestamptz,
  'a turn that was moved out of a gap is over at the moment it was moved to'
);

select * from finish();
rollback;
