-- A provider who has too much halves the share of the hour that is used; it comes back in steps.
begin;
select plan(9);

select tests.set_clock('2026-06-07 12:00Z');
update private.settings set messages_per_hour = 10;
select tests.create_message('P' || number) from generate_series(1, 14) as number;
update public.message_queue set scheduled_for = '2026-06-07 18:00Z';
select tests.set_clock('2026-06-07 18:00Z');

create function pg_temp.slow_down()
returns numeric
language sql
as $$
  select private.note_outcomes(
    array[row(gen_random_uuid(), 'throttled', 20429)::private.noted_outcome],
    is_by_callback => false
  );
  select private.current_pace(private.clock_now());
$$;

select is(private.current_pace(private.clock_now()), 1::numeric, 'at first the pace is full');
select is(pg_temp.slow_down(), 0.5, 'it is halved');
select is(pg_temp.slow_down(), 0.5, 'what is under way together counts once');
select is(
  (select count(*) from public.get_messages_to_send(500)), 5::bigint, 'half of the hour is used'
);
select is(public.why_nothing_to_send(), 'budget_spent', 'and no more');
select tests.set_clock('2026-06-07 18:09:59Z');
select is(private.current_pace(private.clock_now()), 0.5, 'after nearly ten minutes the same');
select tests.set_clock('2026-06-07 18:10Z');
select is(
  (select count(*) from public.get_messages_to_send(500)), 1::bigint,
  'after ten minutes a tenth more'
);
select tests.set_clock('2026-06-07 18:50Z');
select is(private.current_pace(private.clock_now()), 1::numeric, 'and so on, until it is full');
select pg_temp.slow_down(), tests.set_clock('2026-06-07 18:52Z'), pg_temp.slow_down(),
  tests.set_clock('2026-06-07 18:54Z'), pg_temp.slow_down(),
  tests.set_clock('2026-06-07 18:56Z'), pg_temp.slow_down();
select is(pg_temp.slow_down(), 0.1, 'a tenth is always left');

select * from finish();
rollback;
