-- What fails for one person who texts is not kept from everybody else.
begin;
select plan(6);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_user('Maya');
select tests.create_user('Noah');
select tests.create_goal('Maya');
select tests.create_goal('Noah');
select tests.create_contact('Maya', 'self', '+12025550101');
select tests.create_contact('Noah', 'self', '+12025550102');

create table pg_temp.failure (user_id uuid, code text);
grant select on pg_temp.failure to public;
create function pg_temp.fail()
returns trigger
language plpgsql
as $$
begin
  raise exception 'Not this one' using errcode = (
    select failure.code from pg_temp.failure where failure.user_id = new.user_id
  );
  return new;
end;
$$;
create trigger fail
  before insert on public.activities
  for each row when (new.user_id = tests.user_id('Maya')) execute function pg_temp.fail();
create function pg_temp.says(phone text, sid text)
returns text
language plpgsql
as $$
begin
  perform public.record_inbound_message(says.sid, says.phone, '1');
  return (
    select message_queue.message_type
    from public.inbound_messages
    join public.message_queue on message_queue.id = inbound_messages.answer_id
    where inbound_messages.provider_message_id = says.sid
  );
end;
$$;

insert into pg_temp.failure values (tests.user_id('Maya'), '22008');
select is(pg_temp.says('+12025550101', 'SM1'), 'try_later', 'she is asked to try later');
select isnt(pg_temp.says('+12025550102', 'SM2'), 'try_later', 'he is heard');
select is_empty('select * from private.tasks_set_aside', 'nothing is set aside');
select is(
  (select details ->> 'user_id' from public.alerts where kind = 'broken_data'),
  tests.user_id('Maya')::text, 'the operator learns whose text it was'
);

update pg_temp.failure set code = '42883';
select is(pg_temp.says('+12025550101', 'SM3'), 'try_later', 'code that cannot run at all');
select set_eq(
  'select program, task from private.tasks_set_aside',
  $$values ('accountability', 'obey')$$, 'is set aside'
);

select * from finish();
rollback;
