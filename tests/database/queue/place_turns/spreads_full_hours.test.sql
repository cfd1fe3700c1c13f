-- What an hour cannot hold goes to the next one that can: coaches first, in allowed hours, in time.
begin;
select plan(14);

-- An hour has nine places, the tenth stays free.
select tests.set_clock('2026-06-07 12:00Z');
update private.settings set messages_per_hour = 10;

create function pg_temp.turn(
  number integer,
  priority integer default 3,
  send_at timestamptz default '2026-06-07 18:00Z',
  expires_at timestamptz default '2026-06-08 18:00Z',
  timezone text default 'UTC',
  reasons text[] default '{}'
)
returns private.turn
language sql
as $$
  select row(
    lpad(turn.number::text, 32, '0')::uuid, null, '2026-06-07', 0, turn.send_at,
    turn.send_at - interval '7 days', turn.send_at, turn.expires_at, turn.timezone,
    turn.priority, 'accountability', 'supportive', null, '{}', 'Hi', turn.reasons, 'sms',
    false
  )::private.turn;
$$;

-- Which numbers are placed when: "06-07 18:00 1 2 3, 06-07 19:00 4".
create function pg_temp.places(turns private.turn[])
returns text
language sql
as $$
  select string_agg(concat_ws(' ', place.at, place.numbers), ', ' order by place.at)
  from (
    select
      case when reasons = '{}' then to_char(send_at at time zone 'UTC', 'MM-DD HH24:MI')
      else array_to_string(reasons, ' ') end as at,
      string_agg(
        ltrim(right(user_id::text, 12), '0'), ' ' order by user_id
      ) as numbers
    from private.place_turns(turns)
    group by 1
  ) as place;
$$;

select is(
  pg_temp.places(array(select pg_temp.turn(n) from generate_series(1, 9) as n)),
  '06-07 18:00 1 2 3 4 5 6 7 8 9', 'nine of ten fit'
);
select is(
  pg_temp.places(
    array(select pg_temp.turn(n, case when n > 10 then 1 else 3 end) from generate_series(1, 12) n)
  ),
  '06-07 18:00 1 2 3 4 5 6 7 11 12, 06-07 19:00 8 9 10',
  'of twelve, coaches keep their time and three go to the next hour'
);
select is(
  pg_temp.places(
    array(select pg_temp.turn(n, case when n < 5 then 3 else 2 end) from generate_series(1, 12) n)
  ),
  '06-07 18:00 1 5 6 7 8 9 10 11 12, 06-07 19:00 2 3 4', 'congratulations come before the rest'
);
select is(
  pg_temp.places(array(select pg_temp.turn(n) from generate_series(1, 28) as n)),
  '06-07 18:00 1 2 3 4 5 6 7 8 9, 06-07 19:00 10 11 12 13 14 15 16 17 18, '
  '06-07 20:00 19 20 21 22 23 24 25 26 27, 06-08 08:00 28',
  'at 21:00 the recipients'' day ends, and the next begins at 08:00'
);
select is(
  pg_temp.places(
    array(
      select pg_temp.turn(n, timezone => 'Africa/Johannesburg') from generate_series(1, 10) as n
    )
  ),
  '06-07 18:00 1 2 3 4 5 6 7 8 9, 06-08 06:00 10', 'by the clock of each recipient'
);
select is(
  pg_temp.places(
    array(
      select pg_temp.turn(n, send_at => '2026-06-08 02:15Z', timezone => 'Asia/Kathmandu')
      from generate_series(1, 10) as n
    )
  ),
  '06-08 02:15 1 2 3 4 5 6 7 8 9, 06-08 03:00 10', 'where days begin at a quarter past as well'
);
select is(
  pg_temp.places(
    array(
      select pg_temp.turn(n, send_at => '2026-06-07 18:40Z') from generate_series(1, 10) as n
    ) || pg_temp.turn(11, send_at => '2026-06-07 18:10Z')
  ),
  '06-07 18:10 11, 06-07 18:40 1 2 3 4 5 6 7 8, 06-07 19:00 9 10',
  'who is due sooner comes first; who has room keeps the minute'
);
select is(
  pg_temp.places(
    array(
      select pg_temp.turn(
        n, case when n > 10 then 1 else 3 end, expires_at => '2026-06-07 19:00Z'
      )
      from generate_series(1, 12) as n
    )
  ),
  '06-07 18:00 1 2 3 4 5 6 7 11 12, no_capacity 8 9 10',
  'what finds no room before it expires is not sent, the least important first'
);
select is(
  pg_temp.places(
    array(
      select pg_temp.turn(n, reasons => case when n < 4 then array['paused'] else '{}' end)
      from generate_series(1, 12) as n
    )
  ),
  '06-07 18:00 4 5 6 7 8 9 10 11 12, paused 1 2 3', 'what is not sent takes no place'
);
select is(pg_temp.places('{}'), null, 'of no turns none is placed');

-- An hour of its own kind.
insert into public.message_rate_limits (
  time_slot, max_messages_per_slot, messages_sent, messages_reserved
)
values ('2026-06-07 18:00Z', 8, 3, 1), ('2026-06-07 19:00Z', 0, 0, 0);
select is(
  pg_temp.places(array(select pg_temp.turn(n) from generate_series(1, 5) as n)),
  '06-07 18:00 1 2 3, 06-07 20:00 4 5',
  'an hour''s own limit holds: 8 less a tenth are 7, less 3 sent and 1 reserved are 3; 0 are none'
);
delete from public.message_rate_limits;

select tests.create_message('M' || n) from generate_series(1, 4) as n;
update public.message_queue set scheduled_for = '2026-06-07 18:59:59Z';
update public.message_queue set scheduled_for = '2026-06-07 19:00Z'
where user_id = tests.user_id('M4');
select is(
  pg_temp.places(array(select pg_temp.turn(n) from generate_series(1, 7) as n)),
  '06-07 18:00 1 2 3 4 5 6, 06-07 19:00 7', 'what is queued for an hour takes its places'
);
select is(
  private.free_places('2026-06-07 17:00Z', 3), array[9, 6, 8], 'and no other hour''s'
);

update private.settings set messages_per_hour = 1;
select is(
  pg_temp.places(array[pg_temp.turn(1)]), 'no_capacity 1', 'nine tenths of a text are none'
);

select * from finish();
rollback;
