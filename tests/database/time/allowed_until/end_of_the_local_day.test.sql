-- Until when a text may still leave today.
begin;
select plan(5);

select is(
  private.allowed_until('2026-06-07 12:00Z', 'UTC'), '2026-06-07 21:00Z'::timestamptz,
  'allowed hours end at 21:00'
);
select is(
  private.allowed_until('2026-06-07 23:30Z', 'America/New_York'), '2026-06-08 01:00Z'::timestamptz,
  'of the recipient''s day'
);
select is(
  private.allowed_until('2026-03-08 06:00Z', 'America/New_York'), '2026-03-09 01:00Z'::timestamptz,
  'by the clock that will be in force then: clocks spring forward'
);
select is(
  private.allowed_until('2026-11-01 04:30Z', 'America/New_York'), '2026-11-02 02:00Z'::timestamptz,
  'by the clock that will be in force then: clocks fall back'
);
select is(
  private.allowed_until('2026-06-07 22:00Z', 'UTC'), '2026-06-07 21:00Z'::timestamptz,
  'after they ended it is the past'
);

select * from finish();
rollback;
