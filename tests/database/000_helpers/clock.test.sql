-- Time, which domain logic asks of private.clock_now().
begin;
select plan(1);

-- Moves the clock of domain logic.
create or replace function tests.set_clock(instant timestamptz)
returns void
language sql
security definer
set search_path = ''
as $$
  delete from private.virtual_clock;
  insert into private.virtual_clock (instant) values (set_clock.instant);
$$;

select has_function('tests', 'set_clock', 'the clock can be set');
select * from finish();
commit;
