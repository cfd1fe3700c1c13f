-- However many coaches wait, the longest due of the others is in the next batch, and an hour that
-- is small takes its fifth of them as well.
begin;
select plan(6);

-- Three hundred coaches' texts, and a friend's that is a minute older.
select tests.set_clock('2026-06-07 12:00Z');
update private.settings set messages_per_hour = 1000;
select tests.create_person('Coach' || number, 'coach') from generate_series(1, 300) as number;
select tests.create_person('Friend');
select public.schedule_due_messages(500);
update public.message_queue
set scheduled_for = '2026-06-07 17:59Z' where user_id = tests.user_id('Friend');
select tests.set_clock('2026-06-07 18:00Z');

create function pg_temp.claimed(batch_size integer)
returns table (message_id uuid, place bigint)
language sql
as $$
  select claimed.message_id, claimed.place
  from public.get_messages_to_send(batch_size) with ordinality
    as claimed (message_id, lease_token, more, place);
$$;

create temporary table first_batch as select * from pg_temp.claimed(50);
select is(
  (select place from first_batch where message_id = (tests.message('Friend')).id), 5::bigint,
  'the friend is the fifth of fifty'
);
select is((select count(*) from first_batch), 50::bigint, 'the others are coaches');

-- Priorities and times in any mixture.
select setseed(0.5);
update public.message_queue
set
  priority = 1 + floor(random() * 3),
  scheduled_for = '2026-06-07 17:00Z'::timestamptz + random() * interval '1 hour'
where status = 'queued';
create temporary table due as
select
  id,
  row_number() over (order by scheduled_for, id) as age,
  row_number() over (order by priority, scheduled_for, id) as rank
from public.message_queue
where status = 'queued';
create temporary table second_batch as
select due.age, due.rank, batch.place
from pg_temp.claimed(100) as batch
join due on due.id = batch.message_id;
select is_empty(
  $$
    select age from due
    where age <= 20
      and not exists (
        select from second_batch where second_batch.age = due.age and place <= 5 * due.age
      )
  $$,
  'of the first five the oldest is one, of the first ten the two oldest, and so on'
);
select is_empty(
  $$
    select rank from due
    where rank <= 80
      and not exists (
        select from second_batch
        where second_batch.rank = due.rank and place <= 5 * ceil(due.rank / 4.0)
      )
  $$,
  'of the first five the four most urgent are the others, and so on'
);

-- A budget of five an hour, and two who waited longer than all the coaches.
update public.message_queue
set priority = 1, scheduled_for = '2026-06-07 18:00Z'
where status = 'queued';
update public.message_queue
set priority = 3, scheduled_for = '2026-06-07 17:59Z'
where id in (select id from public.message_queue where status = 'queued' limit 2);
update private.settings set messages_per_hour = 5;

create function pg_temp.patient_ones_claimed_at(clock timestamptz)
returns bigint
language plpgsql
as $$
begin
  perform tests.set_clock(clock);
  return (
    select count(*) filter (where message_queue.priority = 3)
    from pg_temp.claimed(50) as claimed
    join public.message_queue on message_queue.id = claimed.message_id
  );
end;
$$;

select is(
  array[
    pg_temp.patient_ones_claimed_at('2026-06-07 19:00Z'),
    pg_temp.patient_ones_claimed_at('2026-06-07 19:30Z'),
    pg_temp.patient_ones_claimed_at('2026-06-07 20:00Z')
  ],
  array[1, 0, 1]::bigint[], 'every hour takes one of those who waited longest'
);
select is(
  array[tests.budget('2026-06-07 19:00Z'), tests.budget('2026-06-07 20:00Z')],
  array['0/5', '0/5'], 'of five that it takes'
);

select * from finish();
rollback;
