-- A STOP that is fetched late leaves a channel alone that its person has chosen since in the app.
begin;
select plan(4);

select tests.set_clock('2026-06-07 10:00Z');
select tests.create_person('Maya', 'self', '+12025550101');
select tests.create_person('Noah', 'self', '+12025550102');
select tests.set_clock('2026-06-07 11:00Z');
insert into public.channel_choices (user_id, channel, is_on)
values (tests.user_id('Maya'), 'inbox', true), (tests.user_id('Noah'), 'inbox', true);
select tests.set_clock('2026-06-07 12:00Z');

create function pg_temp.inbox_of(display_name text)
returns text
language sql
as $$
  select is_on::text
    || coalesce(' stopped ' || to_char(stopped_at at time zone 'UTC', 'HH24:MI'), '')
  from public.channel_choices
  where user_id = tests.user_id(inbox_of.display_name);
$$;

select public.record_inbound_message(
  'SM1', '+12025550101', 'STOP', sent_at => '2026-06-07 10:59:59Z'
);
select is(pg_temp.inbox_of('Maya'), 'true', 'a STOP from before the choice');
select public.record_inbound_message('SM2', '+12025550102', 'STOP', sent_at => '2026-06-07 11:00Z');
select is(pg_temp.inbox_of('Noah'), 'false stopped 12:00', 'and one from after it');
update public.channel_choices set is_on = true where user_id = tests.user_id('Noah');
select is(pg_temp.inbox_of('Noah'), 'true', 'which the next choice undoes');
select public.record_inbound_message('SM3', '+12025550102', 'STOP');
select is(pg_temp.inbox_of('Noah'), 'false stopped 12:00', 'until the next STOP');

select * from finish();
rollback;
