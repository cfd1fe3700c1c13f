-- A number is logged as it was meant, or asked about: a false log is a false report.
begin;
select plan(10);

-- Maya runs; her own phone is confirmed.
select tests.set_clock('2026-06-05 12:00Z');
select tests.create_person('Maya');
select tests.create_contact('Maya', 'self', '+12025550101');
update public.goals set unit = 'km', weekly_target = 10;

create function pg_temp.logged_by(body text)
returns numeric
language plpgsql
as $$
declare
  v_before constant numeric := (select coalesce(sum(amount), 0) from public.activities);
begin
  perform public.record_inbound_message('SM-' || gen_random_uuid(), '+12025550101', body);
  return (select sum(amount) from public.activities) - v_before;
end;
$$;

select is(pg_temp.logged_by('Ran 1 km'), 1.0, 'a number is logged');
select is(pg_temp.logged_by('Done 1 km'), 1.0, 'also after DONE, not all that is missing');
select is(pg_temp.logged_by('finished 0.5'), 0.5, 'without a unit too');
select is(pg_temp.logged_by('1 more'), 1.0, 'what follows it is no unit');
select is(pg_temp.logged_by('-2 km'), 0.0, 'less than nothing is not something');
select is(pg_temp.logged_by('Ran .5 km'), 0.0, 'nor is a half five');
select is(pg_temp.logged_by('50%'), 0.0, 'nor a share the number itself');
select is(pg_temp.logged_by('5²'), 0.0, 'nor a square fifty-two');
select alike(
  tests.answers(),
  '%-2 km is not an amount%.5 km is not an amount%50\% is not an amount%5² is not an amount%',
  'each is answered'
);
select is(pg_temp.logged_by('did it'), 6.5, 'DID IT is DONE');

select * from finish();
rollback;
