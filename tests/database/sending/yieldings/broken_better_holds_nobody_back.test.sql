-- A better message that its program cannot judge may never leave.
begin;
select plan(2);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_program('coaching', rank => 1);
select tests.create_program('follow_up', rank => 2);
update private.settings set places_a_day = 1;

create function private.judge_coaching(message_ids uuid[], instant timestamptz)
returns setof private.judged
language plpgsql
stable
set search_path = ''
as $$
begin
  if exists (
    select from public.message_queue
    where message_queue.id = any (message_ids)
      and message_queue.user_id = tests.user_id('Broken')
  ) then
    raise exception 'Something stored about Broken cannot be read';
  end if;
  return query
  select judged.*
  from unnest(message_ids) as id
  cross join lateral private.judgement_of(id) as judged;
end;
$$;

-- Somebody whose message can be judged each time, so that the program is not set aside.
select tests.create_user('Broken');
select tests.create_user('Healthy');
create temporary table broken as
select
  tests.wish('Broken', 'coaching', '2026-06-07 12:00Z', lasts => '9 hours') as better,
  tests.wish('Broken', 'follow_up', '2026-06-07 12:00Z', lasts => '5 hours') as worse;
create function pg_temp.live(ten_minutes integer)
returns void
language plpgsql
as $$
begin
  for v_number in 0..ten_minutes loop
    perform tests.set_clock('2026-06-07 12:00Z'::timestamptz + v_number * interval '10 minutes');
    perform tests.wish('Healthy', 'coaching', private.clock_now(), slot => v_number);
    perform public.get_messages_to_send(500);
    perform public.sweep_messages(500);
  end loop;
end;
$$;
select pg_temp.live(30);

select is(
  (select tests.fate(better) from broken), 'queued: broken_data', 'the better one is put off'
);
select is((select tests.fate(worse) from broken), 'processing', 'the worse one leaves meanwhile');

select * from finish();
rollback;
