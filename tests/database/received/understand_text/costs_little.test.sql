-- No text takes long to read, however it is made: a long one would be canceled, and never heard.
begin;
select plan(1);

create function pg_temp.milliseconds(body text)
returns double precision
language plpgsql
as $$
declare
  v_best double precision := 'infinity';
  v_began timestamptz;
begin
  -- The best of three, as the machine does other things as well.
  for i in 1..3 loop
    v_began := clock_timestamp();
    perform from private.understand_text(body, array[repeat('ﬃ', 100), 'Maya']);
    perform private.is_crisis(body);
    v_best := least(v_best, extract(epoch from clock_timestamp() - v_began) * 1000);
  end loop;
  return v_best;
end;
$$;

select is_empty(
  $$
    select left(body, 20), pg_temp.milliseconds(body)
    from unnest(array[
      repeat('abcdefghij', 160), repeat('a', 1600), repeat('ﬃ', 1600), repeat(chr(64954), 1600),
      repeat('suicide', 228) || ' stop', repeat('stop ', 320), repeat('no more i want them ', 80),
      repeat('别', 1600), repeat(',', 1600), repeat('.', 1600), repeat(E'\n>', 800),
      'Reacted ' || repeat('“', 1500), repeat(E'On x wrote\n', 145), repeat('Maya, ', 266)
    ]) as body
    -- A quiet machine takes a twentieth of it.
    where pg_temp.milliseconds(body) > 500
  $$,
  'half a second is more than any text takes'
);

select * from finish();
rollback;
