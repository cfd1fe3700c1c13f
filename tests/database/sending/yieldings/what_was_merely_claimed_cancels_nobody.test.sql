-- What a sender has may still not leave: by then it must not have cost another its life.
begin;
select plan(4);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_program('coaching', rank => 1);
select tests.create_program('follow_up', rank => 2);
update private.settings set places_a_day = 1;

create temporary table pairs (name text, better uuid, worse uuid);

-- The better one claimed, then the worse one due, in the next claim.
create function pg_temp.begin(display_name text)
returns void
language plpgsql
as $$
declare
  v_better uuid;
  v_worse uuid;
begin
  perform tests.create_user(display_name);
  v_better := tests.wish(display_name, 'coaching', private.clock_now());
  perform public.get_messages_to_send(500);
  v_worse := tests.wish(display_name, 'follow_up', private.clock_now());
  perform public.get_messages_to_send(500);
  insert into pairs values (display_name, v_better, v_worse);
end;
$$;

create function pg_temp.lease(display_name text)
returns uuid[]
language sql
as $$
  select array_agg(message_queue.lease_token)
  from pairs
  join public.message_queue on message_queue.id = pairs.better
  where pairs.name = display_name;
$$;

create function pg_temp.next_hour()
returns void
language plpgsql
as $$
begin
  for v_number in 1..7 loop
    perform tests.set_clock(private.clock_now() + interval '10 minutes');
    perform public.sweep_messages(500);
    perform public.get_messages_to_send(500);
  end loop;
end;
$$;

-- Coaching is switched off between claim and start.
select pg_temp.begin('Off');
select private.set_program_percent('coaching', 0);
select is(
  (select count(*) from public.start_messages(pg_temp.lease('Off'))), 0::bigint,
  'what was switched off does not start'
);
select public.release_messages(pg_temp.lease('Off'));
select pg_temp.next_hour();
select is(
  (select array[tests.fate(better), tests.fate(worse)] from pairs where name = 'Off'),
  '{"canceled: program_off",processing}',
  'and the worse one gets its place'
);
select private.set_program_percent('coaching', 100);

-- The provider refuses the better one for good.
select tests.set_clock('2026-06-08 12:00Z');
select pg_temp.begin('Refused');
create temporary table started as
select * from public.start_messages(pg_temp.lease('Refused'));
select is(
  (
    select public.update_message_status(
      attempt_id, lease_token, 'rejected', error_code => 30007, error_message => 'Filtered'
    )
    from started
  ),
  'applied', 'the provider refuses it'
);
select pg_temp.next_hour();
select is(
  (select array[left(tests.fate(better), 6), tests.fate(worse)] from pairs where name = 'Refused'),
  '{failed,processing}',
  'the worse one gets the place of what was refused'
);

select * from finish();
rollback;
