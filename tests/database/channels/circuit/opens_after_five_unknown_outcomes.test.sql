-- Five unknown outcomes in a row are no accident; an answer in between begins the row anew.
begin;
select plan(7);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('P' || number) from generate_series(1, 12) as number;
select tests.set_clock('2026-06-07 18:00Z');
select count(*) from public.get_messages_to_send(500);
select tests.start('P' || number) from generate_series(1, 12) as number;

create function pg_temp.is_open()
returns boolean
language sql
as $$
  select opened_at is not null from private.delivery_circuits;
$$;

select tests.report('P' || number, 'unknown') from generate_series(1, 4) as number;
select is(pg_temp.is_open(), false, 'four are not enough');
select tests.report('P5', 'rejected', error_code => 21614);
select tests.report('P6', 'unknown');
select is(pg_temp.is_open(), false, 'an answer begins the row anew');
select tests.report('P7', 'not_sent');
select tests.report('P' || number, 'unknown') from generate_series(8, 10) as number;
select is(pg_temp.is_open(), false, 'what was never sent is neither');
select tests.report('P11', 'unknown', error_code => 20500);
select is(pg_temp.is_open(), true, 'the fifth opens the circuit');
select is(
  (select reason from private.delivery_circuits), 'outcomes_unknown', 'and is the reason'
);
select private.resume_sending();
select tests.lapse('P12');
select tests.create_message('Q' || number) from generate_series(1, 6) as number;
update public.message_queue
set scheduled_for = '2026-06-07 18:00Z', expires_at = '2026-06-08 18:00Z'
where status = 'queued';
select count(*) from public.get_messages_to_send(500);
select tests.start('Q' || number) from generate_series(1, 6) as number;
select tests.lapse('Q' || number) from generate_series(1, 6) as number;
select public.sweep_messages();
select is(
  (select count(*) from public.message_queue where status = 'unconfirmed'), 16::bigint,
  'seven leases ran out after the start'
);
select is(pg_temp.is_open(), false, 'that a sender died says nothing about the provider');

select * from finish();
rollback;
