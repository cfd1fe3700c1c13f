-- Allowed hours are 08:00 to 21:00 of the recipient's day: the first included, the last not.
begin;
select plan(10);

select is(
  private.next_allowed_instant('2026-06-07 12:00Z', 'America/New_York'),
  '2026-06-07 12:00Z'::timestamptz,
  '08:00 itself is allowed'
);
select is(
  private.next_allowed_instant('2026-06-07 11:59:59.999999Z', 'America/New_York'),
  '2026-06-07 12:00Z'::timestamptz,
  'a microsecond before waits for 08:00'
);
select is(
  private.next_allowed_instant('2026-06-08 00:59:59.999999Z', 'America/New_York'),
  '2026-06-08 00:59:59.999999Z'::timestamptz,
  'the last microsecond before 21:00 is allowed'
);
select is(
  private.next_allowed_instant('2026-06-08 01:00Z', 'America/New_York'),
  '2026-06-08 12:00Z'::timestamptz,
  '21:00 itself waits for the next morning'
);
select is(
  private.next_allowed_instant('2026-06-08 04:00Z', 'America/New_York'),
  '2026-06-08 12:00Z'::timestamptz,
  'midnight waits for the morning of the same day'
);
select is(
  private.next_allowed_instant('2026-03-08 03:00Z', 'America/New_York'),
  '2026-03-08 12:00Z'::timestamptz,
  'the night in which clocks spring forward is an hour shorter'
);
select is(
  private.next_allowed_instant('2026-11-01 02:00Z', 'America/New_York'),
  '2026-11-01 13:00Z'::timestamptz,
  'the night in which they fall back is an hour longer'
);
select is(
  private.next_allowed_instant('2026-06-07 08:00Z', 'Pacific/Kiritimati'),
  '2026-06-07 18:00Z'::timestamptz,
  'the morning is the recipient''s, 14 hours ahead of UTC'
);

update private.settings set allowed_from = '09:30', allowed_until = '20:00';
select is(
  private.next_allowed_instant('2026-06-07 08:00Z', 'UTC'), '2026-06-07 09:30Z'::timestamptz,
  'the hours are the setting''s: the first'
);
select is(
  private.next_allowed_instant('2026-06-07 20:00Z', 'UTC'), '2026-06-08 09:30Z'::timestamptz,
  'the hours are the setting''s: the last'
);

select * from finish();
rollback;
