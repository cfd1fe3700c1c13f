-- However often people change their mind, a turn stays one turn with one message.
begin;
select plan(7);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_planned('Maya');
create temporary table planned as
select occurrence_id, id, message_text from tests.message('Maya');

update public.notification_preferences
set send_day = 'Wednesday'
where user_id = tests.user_id('Maya');
select is(
  (select status || ' ' || reason || ' ' || finished_at from tests.message('Maya')),
  'canceled superseded 2026-06-07 12:00:00+00', 'a change takes the message back'
);
update public.notification_preferences
set send_day = 'Sunday'
where user_id = tests.user_id('Maya');
select is(
  (
    select (occurrence_id, id, message_text)::text from public.message_queue
    where user_id = tests.user_id('Maya')
  ),
  (select planned::text from planned), 'changed back, the same turn has the same message again'
);
select is(
  (select concat_ws(' ', status, reason, finished_at) from tests.message('Maya')), 'queued',
  'as if it had never been away'
);

do $$
begin
  for round in 1..10 loop
    update public.users set paused_until = 'infinity';
    update public.notification_preferences set send_day = 'Monday';
    update public.notification_preferences set send_day = 'Sunday';
    update public.users set paused_until = null;
  end loop;
end;
$$;
select is(
  tests.plan('Maya'),
  '06-07 18:00 queued | 06-07 18:00 queued; 06-08 18:00 superseded; next 06-14 18:00',
  'to and fro, nothing is doubled'
);
select is(
  (select id from public.message_queue where user_id = tests.user_id('Maya')),
  (select id from planned), 'it is the message of the beginning'
);

-- Only what planning took back comes back.
select tests.create_planned('Noah');
update public.message_queue
set status = 'canceled', reason = 'paused'
where user_id = tests.user_id('Noah');
update public.users set message_style = 'snarky' where display_name = 'Noah';
select is(tests.state('Noah'), 'canceled: paused', 'what was canceled otherwise stays canceled');

select tests.set_clock('2026-06-07 18:00Z');
select tests.start('Maya');
select tests.report('Maya', 'accepted', 'SM1');
select is(tests.state('Maya'), 'sent', 'and what came back is sent');

select * from finish();
rollback;
