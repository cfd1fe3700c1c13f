-- MORE never takes a place away, and LESS never gives one, whatever the default is.
begin;
select plan(1);

create function pg_temp.step(a_day integer, a_week integer, is_more boolean)
returns text
language plpgsql
as $$
begin
  update private.settings set places_a_day = a_day, places_a_week = a_week;
  return private.next_frequency(null, is_more);
end;
$$;

select is(
  array[
    pg_temp.step(2, 7, true), pg_temp.step(2, 7, false),
    pg_temp.step(3, 14, true), pg_temp.step(3, 14, false),
    pg_temp.step(4, 20, true), pg_temp.step(4, 20, false)
  ],
  '{daily,minimal,frequent,daily,frequent,optimal}',
  'who chose nothing stands where the setting puts them'
);

select * from finish();
rollback;
