-- Where one phone is the own one of two users, a command is the one's who is named, or who alone
-- can be meant, or who was sent something there last; else nothing is done, and the answer names
-- both.
begin;
select plan(31);

select tests.set_clock('2026-06-03 12:00Z');
select tests.create_user(name) from unnest(array['Maya Weber', 'Jonas', 'Tom']) as name;
insert into public.goals (user_id, title, weekly_target, unit, created_at)
select tests.user_id(name), title, 30, unit, private.clock_now() - interval '10 days'
from (
  values
    ('Maya Weber', 'Run', 'times'), ('Maya Weber', 'Read', 'pages'), ('Jonas', 'Cello', 'minutes'),
    ('Jonas', 'Novel', 'pages'), ('Tom', 'Run', 'times')
) as goals (name, title, unit);
insert into public.contacts (
  user_id, name, phone, relationship, timezone, consent_status, created_at
)
select
  tests.user_id(name), 'Me', phone, 'self', 'UTC', 'confirmed', private.clock_now() - age
from (
  values
    ('Maya Weber', '+12025550110', interval '2 days'), ('Jonas', '+12025550110', '1 day'),
    ('Tom', '+12025550111', '1 day')
) as phones (name, phone, age);

create function pg_temp.says(body text, phone text default '+12025550110')
returns text
language plpgsql
as $$
declare
  v_id constant text := 'SM-' || gen_random_uuid();
begin
  perform public.record_inbound_message(v_id, phone, body);
  return (
    select coalesce(message_queue.message_text, 'no answer')
    from public.inbound_messages
    left join public.message_queue on message_queue.id = inbound_messages.answer_id
    where inbound_messages.provider_message_id = v_id
  );
end;
$$;

create function pg_temp.logged()
returns text
language sql
as $$
  select string_agg(
    format(
      '%s %s %s', split_part(users.display_name, ' ', 1), activities.amount::real, goals.title
    ),
    ', ' order by users.display_name, goals.title
  )
  from public.activities
  join public.users on users.id = activities.user_id
  join public.goals on goals.id = activities.goal_id;
$$;

-- Somebody was warned there at that time.
create function pg_temp.warned(display_name text, at timestamptz)
returns void
language sql
as $$
  insert into public.messages (
    id, user_id, contact_id, program, message_type, message_style, channel, status, sent_at,
    provider_message_id
  )
  select
    gen_random_uuid(), contacts.user_id, contacts.id, 'heads_up', 'warning', 'plain', 'sms', 'sent',
    warned.at, gen_random_uuid()
  from public.contacts
  where contacts.user_id = tests.user_id(warned.display_name);
$$;

-- A unit or goal that one of them has.
select alike(
  pg_temp.says('30 minutes of cello'), '%logged 30 minutes for Cello%', 'a goal of one'
);
select alike(pg_temp.says('2 times'), '%logged 2 times for Run%', 'a unit of the other');
select alike(pg_temp.says('done cello'), '%reached already%', 'a goal of one');
select is(pg_temp.logged(), 'Jonas 30 Cello, Maya 2 Run', 'each their own');

-- Nobody was asked anything, and both have pages.
select is(
  pg_temp.says('5 pages'),
  'Rundown: this phone answers for Maya Weber, Jonas. Whose is it? Reply with the name, like 5 '
    || 'pages Jonas.',
  'both are named where both can be meant'
);
select is(pg_temp.logged(), 'Jonas 30 Cello, Maya 2 Run', 'and nothing is logged');
select is(
  (
    select count(*) from public.inbound_messages
    where command = 'whose' and num_nonnulls(user_id, contact_id, body) = 0
  ),
  1::bigint, 'nor is it anybody''s to read'
);
select alike(pg_temp.says('5 pages Jonas'), '%logged 5 pages for Novel%', 'a name decides');
select alike(pg_temp.says('maya 6 pages'), '%logged 6 pages for Read%', 'the first name, in front');
select alike(pg_temp.says('7 pages Maya Weber'), '%logged 7 pages for Read%', 'or the whole');
select is(
  pg_temp.logged(), 'Jonas 30 Cello, Jonas 5 Novel, Maya 6 Read, Maya 7 Read, Maya 2 Run',
  'all as it was said'
);
select alike(pg_temp.says('status'), '%Whose is it?%like status Jonas.', 'so for any command');
select alike(pg_temp.says('status jonas'), '%Cello 30 of 30%', 'of either');
select alike(pg_temp.says('pause 3d maya'), '%paused until Saturday%', 'with what belongs to it');
select is(
  (select string_agg(display_name, ' ') from public.users where paused_until is not null),
  'Maya Weber', 'one pauses'
);
select alike(pg_temp.says('resume maya'), '%you are back%', 'and comes back');

-- The last question decides.
select pg_temp.warned('Maya Weber', '2026-06-02 12:00Z');
select alike(pg_temp.says('1 page'), '%logged 1 pages for Read%', 'one who was asked is meant');
select pg_temp.warned('Jonas', '2026-06-03 11:00Z');
select alike(pg_temp.says('1 page'), '%Whose is it?%', 'of two who were asked nobody');
select tests.set_clock('2026-06-04 12:00Z');
select alike(
  pg_temp.says('2 pages'), '%logged 2 pages for Novel%',
  'what was asked 48 hours ago is open no more'
);
select tests.set_clock('2026-06-04 11:59:59Z');
select alike(pg_temp.says('3 pages'), '%Whose is it?%', 'but just before');
select tests.set_clock('2026-06-20 12:00Z');
select alike(
  pg_temp.says('4 pages'), '%logged 4 pages for Novel%', 'long after, who was asked last'
);
select alike(pg_temp.says('8 pages maya'), '%for Read%', 'and a name all the same');

-- What is about the phone needs no name, and free words are no command.
select pg_temp.says('why');
select is(
  (select command from public.inbound_messages where body = 'why'), 'why',
  'WHY is about the last text to the phone'
);
select isnt(pg_temp.says('hello maya'), 'no answer', 'words are answered');
select is(
  (select command from public.inbound_messages where body = 'hello maya'), null, 'as words'
);
select alike(
  pg_temp.says('2 times', '+12025550111'), '%logged 2 times for Run%',
  'a phone of one is asked nothing'
);
select alike(
  pg_temp.says('1 page', '+12025550111'), '%for which goal%', 'whatever it says'
);

-- Two of one name are not told apart by it.
update public.users set display_name = 'Maya Klein' where display_name = 'Jonas';
select pg_temp.warned('Maya Weber', '2026-06-20 11:00Z');
select pg_temp.warned('Maya Klein', '2026-06-20 10:00Z');
select pg_temp.says('9 pages maya');
select is(
  (select count(*) from public.activities where amount = 9), 0::bigint,
  'a name of both logs nothing'
);
select alike(pg_temp.says('9 pages maya klein'), '%for Novel%', 'the whole name does');

-- A program that fails at it is asked no more, and what it would have said is unknown.
create or replace function private.means_accountability(inbound private.inbound)
returns boolean
language sql
as 'select (1 / 0)::text::boolean';
select alike(pg_temp.says('10 times'), '%Whose is it?%', 'a program that fails decides nothing');
select is(
  (select count(*) from public.activities where amount = 10), 0::bigint, 'and logs nothing'
);

select * from finish();
rollback;
