-- How many places a day and a week have, and whose caps bind.
begin;
select plan(14);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_program('coaching', rank => 1);
select tests.create_program('rare', rank => 2, max_per_day => 1, max_per_week => 2);

-- So many wishes of a program for one date at noon, claimed then; how many may leave.
create function pg_temp.sent(
  display_name text,
  day date,
  wishes integer,
  program text default 'coaching'
)
returns bigint
language plpgsql
as $$
declare
  v_noon constant timestamptz := day + time '12:00' at time zone 'UTC';
  v_ids uuid[];
begin
  perform tests.set_clock(v_noon);
  if not exists (select from public.users where users.display_name = sent.display_name) then
    perform tests.create_user(sent.display_name);
  end if;
  v_ids := array(
    select tests.wish(sent.display_name, program, v_noon, slot => number)
    from generate_series(1, wishes) as number
  );
  -- A first call sends what has a place, a later one cancels what waited for it.
  perform public.get_messages_to_send(500);
  perform tests.set_clock(v_noon + interval '1 hour');
  perform public.get_messages_to_send(500);
  return (
    select count(*) from public.message_queue
    where message_queue.id = any (v_ids) and message_queue.status = 'processing'
  );
end;
$$;

create function pg_temp.choose(display_name text, frequency text)
returns void
language sql
as $$
  select tests.create_user(display_name);
  update public.users set frequency = choose.frequency
  where users.display_name = choose.display_name;
$$;

select is(pg_temp.sent('Nobody', '2026-06-07', 9), 2::bigint, 'two a day for who chose nothing');
select is(
  array(
    select pg_temp.sent('Nobody', '2026-06-07'::date + day, 9) from generate_series(1, 7) as day
  ),
  '{2,2,1,0,0,0,2}',
  'and seven in any seven dates'
);
select is(
  array_agg(distinct message_queue.reason), array['person_cap'], 'what was too much says so'
)
from public.message_queue
where message_queue.status = 'canceled';

select pg_temp.choose(frequency, frequency)
from unnest(array['minimal', 'daily', 'optimal', 'frequent']) as frequency;
select is(
  array(
    select pg_temp.sent(frequency, '2026-06-07', 9)
    from unnest(array['minimal', 'daily', 'optimal', 'frequent']) as frequency
  ),
  '{1,2,3,5}',
  'a frequency has its number a day'
);
select is(
  array(
    select sum(pg_temp.sent(frequency, '2026-06-07'::date + day, 9))
    from unnest(array['minimal', 'daily', 'optimal', 'frequent']) with ordinality as choice (
      frequency, place
    )
    cross join generate_series(1, 6) as day
    group by frequency, place
    order by place
  ),
  '{2,8,11,16}',
  'and a week, of which a day has gone'
);

select is(
  pg_temp.sent('Both', '2026-07-05', 9, 'rare'), 1::bigint, 'a program has caps of its own'
);
select is(pg_temp.sent('Both', '2026-07-06', 9, 'rare'), 1::bigint, 'of a day');
select is(pg_temp.sent('Both', '2026-07-07', 9, 'rare'), 0::bigint, 'and of a week');
select is(pg_temp.sent('Both', '2026-07-07', 9), 2::bigint, 'which bind no other program');
select is(
  array_agg(distinct message_queue.reason), array['program_cap'], 'what was too much says so'
)
from public.message_queue
where message_queue.program = 'rare' and message_queue.status = 'canceled';
select is(
  array(
    select pg_temp.sent('Both', '2026-07-07'::date + day, 9) from generate_series(1, 3) as day
  ),
  '{2,1,0}',
  'and count for the person all the same'
);

-- Nominal dates, not moments.
select tests.set_clock('2026-08-01 07:00Z');
select tests.create_user('Late');
update public.users set frequency = 'minimal' where users.display_name = 'Late';
create temporary table late as
select
  tests.wish('Late', 'coaching', '2026-07-31 22:00Z', lasts => '12 hours') as yesterday,
  tests.wish('Late', 'coaching', '2026-08-01 08:00Z') as today;
select tests.set_clock('2026-08-01 08:30Z');
select count(*) from public.get_messages_to_send(500);
select is(
  (select array[tests.fate(yesterday), tests.fate(today)] from late),
  '{processing,processing}',
  'what was held overnight takes the place of its own date'
);

-- Two that are due at once for different dates, the better for the later one.
select tests.set_clock('2026-09-07 12:00Z');
select tests.create_user('Turn');
update public.users set frequency = 'minimal' where users.display_name = 'Turn';
select is(
  array(
    select pg_temp.sent('Turn', '2026-09-01'::date + day, 1) from generate_series(0, 1) as day
  ),
  '{1,1}',
  'two of three places of a week are taken'
);
select tests.set_clock('2026-09-07 12:00Z');
create temporary table turn as
select
  tests.wish('Turn', 'rare', '2026-09-06 12:00Z', '2026-09-07 11:00Z') as worse,
  tests.wish('Turn', 'coaching', '2026-09-07 11:30Z') as better;
select count(*) from public.get_messages_to_send(500);
select is(
  (select array[tests.fate(worse), tests.fate(better)] from turn),
  '{"queued: waits_for_better",processing}',
  'the last place of a week goes to the better one that is here, though it is of a later day'
);

select * from finish();
rollback;
