-- Who gets the last place of a day is decided by an order, at the claim.
begin;
select plan(15);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_program('coaching', rank => 1);
select tests.create_program('follow_up', rank => 2);
insert into private.message_types (program, message_type, score)
values ('follow_up', 'comeback', 5), ('coaching', 'tip', -1);
update private.settings set places_a_day = 1;

create function pg_temp.person(display_name text)
returns void
language sql
as $$
  select tests.create_user(display_name);
$$;

-- Claims all that is due and returns what became of it, in order of these ids.
create function pg_temp.fates(variadic message_ids uuid[])
returns text[]
language plpgsql
as $$
begin
  perform public.get_messages_to_send(500);
  return array(select tests.fate(id) from unnest(message_ids) as id);
end;
$$;

select pg_temp.person('Rank');
select is(
  pg_temp.fates(
    tests.wish('Rank', 'coaching', '2026-06-07 11:59Z'),
    tests.wish('Rank', 'follow_up', '2026-06-07 11:00Z', message_type => 'comeback')
  ),
  '{processing,"queued: waits_for_better"}',
  'the better rank gets it, whatever the score and time'
);
select pg_temp.person('Score');
select is(
  pg_temp.fates(
    tests.wish('Score', 'follow_up', '2026-06-07 11:00Z'),
    tests.wish('Score', 'follow_up', '2026-06-07 11:59Z', slot => 1, message_type => 'comeback')
  ),
  '{"queued: waits_for_better",processing}',
  'of one rank the higher score'
);
select pg_temp.person('No score');
select is(
  pg_temp.fates(
    tests.wish('No score', 'coaching', '2026-06-07 11:00Z', message_type => 'tip'),
    tests.wish('No score', 'coaching', '2026-06-07 11:59Z', slot => 1)
  ),
  '{"queued: waits_for_better",processing}',
  'a type without a row has the score 0'
);
select pg_temp.person('Time');
select is(
  pg_temp.fates(
    tests.wish('Time', 'coaching', '2026-06-07 11:59Z'),
    tests.wish('Time', 'coaching', '2026-06-07 11:00Z', '2026-06-07 11:59:30Z', slot => 1)
  ),
  '{"queued: waits_for_better",processing}',
  'of one score the earlier nominal time, whenever it leaves'
);

select pg_temp.person('Later');
create temporary table later as
select
  tests.wish('Later', 'coaching', '2026-06-07 12:00Z', '2026-06-07 15:00Z') as better,
  tests.wish('Later', 'follow_up', '2026-06-07 12:00Z') as worse;
select is(
  (select pg_temp.fates(better, worse) from later),
  '{queued,"queued: waits_for_better"}',
  'what is better and comes later that day holds the worse one back'
);
select is(
  (
    select message_queue.scheduled_for
    from later join public.message_queue on message_queue.id = later.worse
  ),
  '2026-06-07 15:10Z', 'until ten minutes after its time'
);
select tests.set_clock('2026-06-07 15:00Z');
select is(
  (select pg_temp.fates(better, worse) from later),
  '{processing,"queued: waits_for_better"}',
  'then it leaves'
);
select tests.set_clock('2026-06-07 15:10Z');
select is(
  (select pg_temp.fates(better, worse) from later),
  '{processing,"canceled: person_cap to coaching"}',
  'and the worse one is canceled, and knows to what it lost'
);
select is(
  (
    select string_agg(story.words, ' ' order by story.event)
    from later, lateral public.explain_message(later.worse) as story
    where story.event in ('canceled', 'lost_to')
  ),
  'It was taken back. This person gets no more texts for that day or week. '
    'The one of Sunday, 2026-06-07 12:00 (UTC) got its place: A text of coaching.',
  'the app can say so'
);

select tests.set_clock('2026-06-08 12:00Z');
select pg_temp.person('Untrue');
create temporary table untrue as
select
  tests.wish('Untrue', 'coaching', '2026-06-08 12:00Z', '2026-06-08 15:00Z') as better,
  tests.wish('Untrue', 'follow_up', '2026-06-08 12:00Z') as worse;
select is(
  (select pg_temp.fates(better, worse) from untrue),
  '{queued,"queued: waits_for_better"}',
  'while the better one may leave'
);
update public.message_queue set status = 'canceled', reason = 'superseded'
from untrue where message_queue.id = untrue.better;
select tests.set_clock('2026-06-08 15:10Z');
select is(
  (select pg_temp.fates(worse) from untrue), '{processing}',
  'the worse one leaves where the better one does not after all'
);

select pg_temp.person('Brief');
select is(
  pg_temp.fates(
    tests.wish('Brief', 'coaching', '2026-06-08 12:00Z', '2026-06-08 15:30Z'),
    tests.wish('Brief', 'follow_up', '2026-06-08 12:00Z', lasts => '3 hours 40 minutes')
  ),
  '{queued,"expired: waits_for_better"}',
  'what cannot wait so long is given up'
);

select pg_temp.person('Warned');
select tests.create_program('warning', rank => 3, needs_place => false);
select is(
  pg_temp.fates(
    tests.wish('Warned', 'coaching', '2026-06-08 15:00Z'),
    tests.wish('Warned', 'warning', '2026-06-08 15:00Z')
  ),
  '{processing,processing}',
  'what needs no place leaves beside what got the last one'
);
select is(
  pg_temp.fates(tests.wish('Warned', 'coaching', '2026-06-08 15:01Z', slot => 1)),
  '{"canceled: person_cap to coaching"}',
  'and takes one'
);

-- Found untrue in the claim that the other is a part of.
select pg_temp.person('Both');
select is(
  pg_temp.fates(
    tests.wish('Both', 'coaching', '2026-06-08 09:00Z', lasts => '6 hours'),
    tests.wish('Both', 'follow_up', '2026-06-08 12:00Z')
  ),
  '{"expired: too_late",processing}',
  'what ends in the same moment holds nothing back'
);

select * from finish();
rollback;
