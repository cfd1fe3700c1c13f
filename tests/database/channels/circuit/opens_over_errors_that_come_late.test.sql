-- Some account errors only come by callback, after acceptance: then acceptance is no good sign.
begin;
select plan(6);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name) from unnest(array['Maya', 'Noah', 'Olga']) as name;
select tests.set_clock('2026-06-07 18:00Z');

create function pg_temp.is_open()
returns boolean
language sql
as $$
  select opened_at is not null from private.delivery_circuits;
$$;

select tests.start('Maya');
select tests.report('Maya', 'accepted', 'SM1');
select public.record_delivery_status((tests.attempt('Maya')).id, 'SM1', 'undelivered', 30034);
select is(pg_temp.is_open(), true, 'a late account error opens the circuit');
select is(tests.state('Maya'), 'sent', 'and sends nothing again');
select public.release_messages(
  array(select lease_token from public.message_queue where status = 'processing')
);
select tests.set_clock('2026-06-07 18:05Z');
update public.message_queue set scheduled_for = '2026-06-07 17:00Z'
where user_id = tests.user_id('Noah');
select tests.start('Noah');
select tests.report('Noah', 'accepted', 'SM2');
select is(pg_temp.is_open(), true, 'that a probe is accepted proves nothing');
select public.record_delivery_status((tests.attempt('Noah')).id, 'SM2', 'undelivered', 30034);
select is(
  (select failed_probes from private.delivery_circuits), 1::smallint, 'it failed like the first'
);
select tests.set_clock('2026-06-07 18:15Z');
select tests.start('Olga');
select tests.report('Olga', 'accepted', 'SM3');
select public.record_delivery_status((tests.attempt('Olga')).id, 'SM3', 'sent');
select is(pg_temp.is_open(), false, 'that a carrier has one closes the circuit');
select is(
  (select awaits_delivery from private.delivery_circuits), false, 'as if nothing had been'
);

select * from finish();
rollback;
