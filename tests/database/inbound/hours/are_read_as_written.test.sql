-- How people write hours and zones.
begin;
select plan(27);

select is(private.read_hours(said), minutes::int4multirange, said)
from (
  values
    ('HOURS 9-18', '{[540,1080)}'),
    ('hours 9 - 18', '{[540,1080)}'),
    ('Hours: 9:30–17:00.', '{[570,1020)}'),
    ('hours 9am-6pm', '{[540,1080)}'),
    ('hours from 9 am to 5:30 p.m.', '{[540,1050)}'),
    ('hours 9-5', '{[540,1020)}'),
    ('hours 9 to 12', '{[540,720)}'),
    ('hours 12pm-3pm', '{[720,900)}'),
    ('hours 12am-9am', '{[0,540)}'),
    ('hours 8h30 à 17h', '{[510,1020)}'),
    ('hours 9 bis 18 uhr', '{[540,1080)}'),
    ('hours 0-24', '{[0,1440)}'),
    ('hours 22-6', '{[0,360),[1320,1440)}'),
    ('hours 25-30', null),
    ('hours 9:75-18', null),
    ('hours 13pm-18', null),
    ('hours 18-18', null),
    ('hours 9-18 or so', null)
) as hours (said, minutes);

create function pg_temp.understood(said text)
returns text
language sql
as $$
  select concat_ws(' ', command, '(' || argument || ')') from private.understand_text(said);
$$;
select is(pg_temp.understood(said), command, said)
from (
  values
    ('HOURS', 'hours'),
    ('Hours off, please', 'hours (off)'),
    ('Hours and hours of fun', null),
    ('zone New York', 'zone (new york)'),
    ('In the zone today, 3 hours!', 'number (3 hours)'),
    ('São Paulo', null)
) as texts (said, command);

select is(
  private.zones_named('sao paulo', '2026-06-07'), '{America/Sao_Paulo}', 'a city without accents'
);
select is(
  private.zones_named('buenos aires', '2026-06-07'), '{America/Buenos_Aires}',
  'two names of one clock are one'
);
select is(private.zones_named('york', '2026-06-07'), '{}', 'half a city is none');

select * from finish();
rollback;
