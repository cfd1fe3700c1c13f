-- Between claim and start the world goes on: what must not be sent any more is not started.
begin;
select plan(15);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name, phone => phone)
from (
  values
    ('Fine', null), ('Stopped', '+12025550101'), ('Withdrawn', null), ('NewNumber', null),
    ('Deleted', null), ('Paused', null), ('Lapsed', null), ('Released', null),
    ('Disabled', null), ('Self', null), ('Unreachable', '+12025550103')
) as people (name, phone);
select tests.set_clock('2026-06-07 18:00Z');
create temporary table claimed as select * from public.get_messages_to_send(500);
create temporary table names as
select display_name, lease_token
from claimed
join public.message_queue using (lease_token)
join public.users on users.id = user_id;

create function pg_temp.started(lease_tokens uuid[])
returns text
language sql
as $$
  select string_agg(display_name, ' ' order by display_name)
  from public.start_messages(started.lease_tokens)
  join names using (lease_token);
$$;

-- What they start at the moment, undone again.
create function pg_temp.startable()
returns text
language plpgsql
as $$
begin
  raise exception '%', pg_temp.started(array(select lease_token from names))
    using errcode = 'UNDO1';
exception
  when sqlstate 'UNDO1' then
    return sqlerrm;
end;
$$;

insert into private.phone_numbers (phone, opted_out_at)
values ('+12025550101', '2026-06-07 18:00Z');
update public.contacts set consent_status = 'stopped' where user_id = tests.user_id('Withdrawn');
update public.contacts set phone = '+12025550102' where user_id = tests.user_id('NewNumber');
delete from public.contacts where user_id = tests.user_id('Deleted');
update public.users set paused_until = '2026-06-08' where display_name = 'Paused';
update public.notification_preferences
set enabled = false where user_id = tests.user_id('Disabled');
update public.contacts set relationship = 'self' where user_id = tests.user_id('Self');
insert into private.phone_numbers (phone, unreachable_until)
values ('+12025550103', '2026-07-07');
select tests.lapse('Lapsed');
select public.release_messages(array[(tests.message('Released')).lease_token]);

select is((select count(*) from names), 11::bigint, 'all of them were claimed');
select is(
  pg_temp.startable(), 'Fine',
  'STOP, withdrawn consent, another number, a deleted contact, a pause, notifications off, a '
  'contact that became self, an unreachable number, a lapsed lease and a release each keep a '
  'message from being started'
);
select is(
  (select count(*) from private.message_attempts), 0::bigint, 'without an attempt on record'
);
select is((tests.message('Stopped')).attempts, 0::smallint, 'and without costing one');

select tests.set_clock('2026-06-07 20:59:59.999999Z');
select is(pg_temp.startable(), 'Fine', 'until just before 21:00 it may be started');
select tests.set_clock('2026-06-07 21:00Z');
select is(pg_temp.startable(), '<NULL>', 'at 21:00 not');
select tests.set_clock('2026-06-08 07:59:59.999999Z');
select is(pg_temp.startable(), '<NULL>', 'nor before 08:00');
select tests.set_clock('2026-06-08 08:00Z');
select is(pg_temp.startable(), 'Fine Paused', 'from 08:00 it may, and the pause is over');
select tests.set_clock('2026-06-08 17:59:59.999999Z');
select is(pg_temp.startable(), 'Fine Paused', 'until just before it expires');
select tests.set_clock('2026-06-08 18:00Z');
select is(pg_temp.startable(), '<NULL>', 'at its expiry not');
select tests.set_clock('2026-06-07 18:00Z');

select is(pg_temp.started(array[gen_random_uuid()]), null, 'an unknown lease starts nothing');
select is(pg_temp.started('{}'), null, 'nor does none');
select is(pg_temp.started(null), null, 'nor does null');
select is(
  pg_temp.started(
    (select array_agg(lease_token) || array_agg(lease_token) from names where display_name = 'Fine')
  ),
  'Fine', 'the same lease twice in one call starts once'
);
select is((select count(*) from private.message_attempts), 1::bigint, 'with one attempt');

select * from finish();
rollback;
