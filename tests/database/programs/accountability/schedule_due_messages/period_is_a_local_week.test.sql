-- A period is seven local days: in a week in which clocks change it is an hour longer or shorter.
begin;
select plan(4);

create function pg_temp.occurrence_of(display_name text, timezone text, clock timestamptz)
returns text
language plpgsql
as $$
begin
  perform tests.set_clock(clock);
  perform tests.create_person(display_name);
  update public.notification_preferences
  set timezone = occurrence_of.timezone
  where user_id = tests.user_id(display_name);
  perform public.schedule_due_messages();
  return (
    select concat_ws(
      ' ', nominal_date,
      to_char(period_start at time zone 'UTC', 'MM-DD HH24:MI'), 'to',
      to_char(nominal_at at time zone 'UTC', 'MM-DD HH24:MI')
    )
    from public.occurrences
    where user_id = tests.user_id(display_name)
  );
end;
$$;

select is(
  pg_temp.occurrence_of('Spring', 'America/New_York', '2026-03-08 06:00Z'),
  '2026-03-08 03-01 23:00 to 03-08 22:00',
  'clocks spring forward: 167 hours'
);
select is(
  pg_temp.occurrence_of('Autumn', 'America/New_York', '2026-11-01 06:00Z'),
  '2026-11-01 10-25 22:00 to 11-01 23:00',
  'clocks fall back: 169 hours'
);
select is(
  pg_temp.occurrence_of('East', 'Pacific/Kiritimati', '2026-11-07 06:00Z'),
  '2026-11-08 11-01 04:00 to 11-08 04:00',
  'the date is the user''s'
);
select is(
  pg_temp.occurrence_of('West', 'Pacific/Pago_Pago', '2026-11-15 06:00Z'),
  '2026-11-15 11-09 05:00 to 11-16 05:00',
  'even when UTC is a day further'
);

select * from finish();
rollback;
