-- A turn to be sent that lacks a time or a place on earth is refused, not looked at for ever.
begin;
select plan(4);

select tests.set_clock('2026-06-07 12:00Z');
set local statement_timeout = '5s';

create function pg_temp.place(send_at text, expires_at text, timezone text, reasons text[])
returns bigint
language sql
as $$
  select count(*)
  from private.place_turns(array[
    row(
      gen_random_uuid(), gen_random_uuid(), '2026-06-07', 0, '2026-06-07 18:00Z',
      '2026-05-31 18:00Z', send_at, expires_at, timezone, 3, 'accountability', 'supportive', null,
      '{}', 'Hi', reasons, 'sms', false
    )::private.turn
  ]);
$$;

select throws_ok(
  format('select pg_temp.place(%L, %L, %L, ''{}'')', send_at, expires_at, timezone), '23502', null,
  what
)
from (
  values
    (null, '2026-06-08 18:00Z', 'UTC', 'no send_at'),
    ('2026-06-07 18:00Z', null, 'UTC', 'no expires_at'),
    ('2026-06-07 18:00Z', '2026-06-08 18:00Z', null, 'no timezone')
) as turns (send_at, expires_at, timezone, what);
select is(
  pg_temp.place(null, null, null, '{no_contact}'), 1::bigint, 'what is not to be sent needs none'
);

select * from finish();
rollback;
