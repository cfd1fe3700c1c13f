begin;
select plan(3);

select results_eq(
  'select job_name, schedule, function_name from private.cron_schedules order by job_name',
  $$
    values
      ('check-health', '5 * * * *', null),
      ('clean-up', '0 3 * * 0', null),
      ('message-scheduler', '0 6 * * *', 'message-scheduler'),
      ('message-sender', '*/10 * * * *', 'message-sender')
  $$,
  'the scheduler runs daily at 06:00 UTC, the sender every ten minutes (R46); the health check '
    'hourly, and the cleanup on Sundays at 03:00 UTC (T113, T115)'
);
select lives_ok(
  command, job_name || ' runs a command that there is'
)
from private.cron_schedules
where job_name = 'check-health';
select throws_ok(
  $$insert into private.cron_schedules (job_name, schedule) values ('idle', '* * * * *')$$,
  '23514', null, 'a job that does nothing is refused'
);

select * from finish();
rollback;
