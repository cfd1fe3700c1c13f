-- A better message of a program that an operator switched off does not leave.
begin;
select plan(2);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_program('coaching', rank => 1);
select tests.create_program('follow_up', rank => 2);
update private.settings set places_a_day = 1;

create temporary table switched (name text, worse uuid);
create function pg_temp.begin(display_name text)
returns void
language plpgsql
as $$
begin
  perform tests.create_user(display_name);
  perform tests.wish(
    display_name, 'coaching', private.clock_now(), private.clock_now() + interval '4 hours'
  );
  insert into switched
  select
    display_name, tests.wish(display_name, 'follow_up', private.clock_now(), lasts => '3 hours');
end;
$$;

select pg_temp.begin('One');
select private.set_program_switch('coaching', tests.user_id('One'), false);
select count(*) from public.get_messages_to_send(500);
select is(
  (select tests.fate(worse) from switched where name = 'One'), 'processing',
  'nor does it hold back what is worse, where it is off for its user'
);

select pg_temp.begin('All');
select private.set_program_percent('coaching', 0);
select count(*) from public.get_messages_to_send(500);
select is(
  (select tests.fate(worse) from switched where name = 'All'), 'processing',
  'nor where it is off for everybody'
);

select * from finish();
rollback;
