-- A program that dates its turns far from their time: it is refused, or its texts count.
begin;
select plan(3);

select tests.set_clock('2026-06-10 12:00Z');
select tests.create_program('coaching', rank => 1);
update private.settings set places_a_day = 1;

create temporary table proposed of private.turn;
create function private.propose_coaching(user_ids uuid[], instant timestamptz)
returns setof private.turn
language plpgsql
volatile
set search_path = ''
as $$
begin
  return query
  select proposed.* from pg_temp.proposed where proposed.user_id = any (user_ids);
end;
$$;

create function pg_temp.plan(display_name text, day date, turns integer)
returns void
language plpgsql
as $$
begin
  perform tests.create_user(display_name);
  perform tests.create_contact(display_name, 'self');
  insert into proposed
  select
    (
      row(
        contacts.user_id, contacts.id, plan.day, slot, private.clock_now(),
        private.clock_now() - interval '30 days', private.clock_now(),
        private.clock_now() + interval '8 hours', 'UTC', 3, 'note', 'plain', null, '{}',
        'Your month.', '{}', 'sms', false
      )::private.turn
    ).*
  from public.contacts
  cross join generate_series(1, turns) as slot
  where contacts.user_id = tests.user_id(display_name);
  perform private.plan_program(
    'coaching', array[tests.user_id(display_name)], private.clock_now()
  );
end;
$$;

select pg_temp.plan('Month', '2026-05-10', 9);
select count(*) from public.get_messages_to_send(500);
select ok(
  (
    select count(*) <= 1 from public.message_queue
    where message_queue.user_id = tests.user_id('Month') and message_queue.status = 'processing'
  ),
  'turns dated a month before their time are one a day, or none'
);

select tests.create_user('Innocent');
create temporary table innocent as
select tests.wish('Innocent', 'coaching', '2026-06-10 12:00Z') as id;
select pg_temp.plan('Never', '300000-01-01', 1);
select lives_ok(
  'select count(*) from public.get_messages_to_send(500)',
  'a turn of a date that is no timestamp stops no claim'
);
select is((select tests.fate(id) from innocent), 'processing', 'nor what others get');

select * from finish();
rollback;
