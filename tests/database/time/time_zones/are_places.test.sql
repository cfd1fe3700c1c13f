-- People choose the zone of a place, whose rules follow its law.
begin;
select plan(5);

select is_empty(
  $$select name from private.time_zones where name ~ '^(Etc|posix|right|SystemV)/'$$,
  'no zone of the Etc and posix families is offered'
);
select is_empty(
  $$
    select name from private.time_zones
    where name <> 'UTC' and (name not like '%/%' or name ~ '[+]|-\d' or name like '%GMT%')
  $$,
  'no fixed offset and no abbreviation is offered'
);
select is(
  (
    select count(*)
    from private.time_zones
    where name in (
      'UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Kolkata', 'Asia/Tokyo',
      'Australia/Lord_Howe', 'Pacific/Kiritimati', 'America/Argentina/Buenos_Aires'
    )
  ),
  8::bigint,
  'places all over the world are, and UTC'
);
select is_empty(
  $$
    select name from private.time_zones
    where name not in (select pg_timezone_names.name from pg_timezone_names)
  $$,
  'Postgres knows every one of them'
);
select throws_ok(
  $$insert into private.time_zones (name) values ('EST')$$, '23514', null,
  'an abbreviation cannot be added'
);

select * from finish();
rollback;
