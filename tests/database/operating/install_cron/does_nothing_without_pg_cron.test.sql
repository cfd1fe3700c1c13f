-- The local stack has no pg_cron; tests/hosted has it.
begin;
select plan(2);

select is(private.install_cron(), 0, 'without pg_cron no job is installed');
select hasnt_schema('cron', 'nor is anything made in its place');

select * from finish();
rollback;
