begin;
select plan(1);

select results_eq(
  'select function_name, schedule from private.cron_schedules order by function_name',
  $$values ('message-scheduler', '0 6 * * *'), ('message-sender', '*/10 * * * *')$$,
  'the scheduler runs daily at 06:00 UTC, the sender every ten minutes (R46)'
);

select * from finish();
rollback;
