-- A pause counts if it lasts at the time that the text would leave.
begin;
select plan(6);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_planned('Maya');
create temporary table planned as select (tests.message('Maya')).id;

create function pg_temp.plan_paused_until(instant timestamptz)
returns text
language plpgsql
as $$
begin
  update public.users set paused_until = instant where display_name = 'Maya';
  return tests.plan('Maya');
end;
$$;

select is(
  pg_temp.plan_paused_until('2026-06-07 17:00Z'),
  '06-07 18:00 queued | 06-07 18:00 queued; next 06-14 18:00',
  'a pause that ends before skips nothing'
);
select is(
  pg_temp.plan_paused_until('2026-06-07 18:00Z'),
  '06-07 18:00 queued | 06-07 18:00 queued; next 06-14 18:00', 'nor does one that ends just then'
);
select is(
  pg_temp.plan_paused_until('2026-06-07 18:00:00.000001Z'),
  '06-07 18:00 skipped paused | 06-07 18:00 canceled superseded; next 06-14 18:00',
  'one that lasts a microsecond longer does'
);
select is(
  pg_temp.plan_paused_until('infinity'),
  '06-07 18:00 skipped paused | 06-07 18:00 canceled superseded; next 06-14 18:00',
  'as does one without end'
);
select is(
  pg_temp.plan_paused_until(null),
  '06-07 18:00 queued | 06-07 18:00 queued; next 06-14 18:00', 'without the pause it is sent'
);
select is((tests.message('Maya')).id, (select id from planned), 'as the same message');

select * from finish();
rollback;
