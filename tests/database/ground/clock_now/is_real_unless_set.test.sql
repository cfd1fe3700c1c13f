-- One clock, which nobody but the local stack can set.
begin;
select plan(4);

delete from private.virtual_clock;
select is(private.clock_now(), now(), 'the clock shows real time');
select tests.set_clock('2026-06-07 18:00Z');
select is(
  private.clock_now(), '2026-06-07 18:00Z'::timestamptz, 'unless the local stack set a virtual one'
);
select throws_ok(
  $$insert into private.virtual_clock (instant) values (now())$$, '23505', null,
  'of which there is one'
);
select is(
  tests.outcome_as('service_role', 'update private.virtual_clock set instant = now()'), '42501',
  'no API role can move it'
);

select * from finish();
rollback;
