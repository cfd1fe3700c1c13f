-- No text takes long to read, however it is made: a long one would be canceled, and never heard.
begin;
select plan(1);

create function pg_temp.seconds(body text)
returns double precision
language plpgsql
as $$
declare
  v_began constant timestamptz := clock_timestamp();
begin
  perform from private.understand_text(body, array[repeat('ﬃ', 100), 'Maya']);
  perform private.is_crisis(body);
  return extract(epoch from clock_timestamp() - v_began);
end;
$$;

select is_empty(
  $$
    select timed.body, timed.seconds
    from unnest(array[
      repeat('abcdefghij', 160), repeat('a', 1600), repeat('ﬃ', 1600), repeat(chr(64954), 1600),
      repeat('suicide', 228) || ' stop', repeat('stop ', 320), repeat('no more i want them ', 80),
      repeat('别', 1600), repeat(',', 1600), repeat('.', 1600), repeat(E'\n>', 800),
      'Reacted ' || repeat('“', 1500), repeat(E'On x wrote\n', 145), repeat('Maya, ', 266)
    ]) as texts (body)
    cross join lateral (select left(body, 20), pg_temp.seconds(body)) as timed (body, seconds)
    -- Half of what a statement may take when hosted. A quiet machine needs a fiftieth of it; what
    -- grows by the cube needs more.
    where timed.seconds > 4
  $$,
  'whatever a text is made of, it is read in time'
);

select * from finish();
rollback;
