-- Of two messages of one program the score decides: that of what each says when it is claimed.
begin;
select plan(1);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_program('follow_up', rank => 2);
insert into private.message_types (program, message_type, score)
values ('follow_up', 'comeback', 5);
update private.settings set places_a_day = 1;

create function private.judge_follow_up(message_ids uuid[], instant timestamptz)
returns setof private.judged
language sql
stable
set search_path = ''
as $$
  select judged.*
  from public.message_queue
  join public.occurrences on occurrences.id = message_queue.occurrence_id
  cross join lateral private.judgement_of(
    message_queue.id,
    message_type => case when occurrences.slot = 1 then 'comeback' else 'note' end
  ) as judged
  where message_queue.id = any (message_ids);
$$;

select tests.create_user('Type');
create temporary table judged as
select
  tests.wish('Type', 'follow_up', '2026-06-07 11:00Z') as note,
  tests.wish('Type', 'follow_up', '2026-06-07 11:30Z', slot => 1) as comeback;
select count(*) from public.get_messages_to_send(500);
select is(
  (select array[tests.fate(note), tests.fate(comeback)] from judged),
  '{"queued: waits_for_better",processing}',
  'what became worth more since it was planned gets the last place'
);

select * from finish();
rollback;
