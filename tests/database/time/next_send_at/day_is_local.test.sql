-- The day is the user's local day, wherever they are and whatever day it is elsewhere.
begin;
select plan(6);

select is(
  public.next_send_at('Sunday', '18:00', 'Pacific/Kiritimati', '2026-06-05 00:00Z'),
  '2026-06-07 04:00Z'::timestamptz,
  'Sunday comes first to Kiritimati, 14 hours ahead'
);
select is(
  public.next_send_at('Sunday', '18:00', 'Pacific/Pago_Pago', '2026-06-05 00:00Z'),
  '2026-06-08 05:00Z'::timestamptz,
  'and last to Pago Pago, when it is Monday in UTC'
);
select is(
  public.next_send_at('Sunday', '00:00', 'Pacific/Kiritimati', '2026-06-06 09:59:59.999999Z'),
  '2026-06-06 10:00Z'::timestamptz,
  'midnight belongs to the day it begins'
);
select is(
  public.next_send_at('Sunday', '23:59:59', 'Asia/Kathmandu', '2026-06-07 00:00Z'),
  '2026-06-07 18:14:59Z'::timestamptz,
  'the last second of a day counts, at an offset of 5:45'
);
select is(
  public.next_send_at('Friday', '18:00', 'Pacific/Apia', '2011-12-28 00:00Z'),
  '2011-12-31 04:00Z'::timestamptz,
  'the Friday that Samoa left out is moved forward by a day'
);
select results_eq(
  $$
    select day, public.next_send_at(day, '12:00', 'UTC', '2026-06-03 12:00Z')
    from unnest(array[
      'Thursday', 'Friday', 'Saturday', 'Sunday', 'Monday', 'Tuesday', 'Wednesday'
    ]) with ordinality as days (day, position)
    order by position
  $$,
  $$
    values
      ('Thursday', '2026-06-04 12:00Z'::timestamptz),
      ('Friday', '2026-06-05 12:00Z'),
      ('Saturday', '2026-06-06 12:00Z'),
      ('Sunday', '2026-06-07 12:00Z'),
      ('Monday', '2026-06-08 12:00Z'),
      ('Tuesday', '2026-06-09 12:00Z'),
      ('Wednesday', '2026-06-10 12:00Z')
  $$,
  'every day of the week is found within seven days'
);

select * from finish();
rollback;
