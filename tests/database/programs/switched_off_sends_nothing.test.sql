-- Nothing is planned, claimed or started for whom a program is off; their own switch beats the
-- percentage, both ways. What people wait for cannot be switched off.
begin;
select plan(22);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person(name) from unnest(array['Maya', 'Noah', 'Olga']) as name;
select tests.create_contact(name, 'self') from unnest(array['Maya', 'Noah', 'Olga']) as name;

create function pg_temp.switch(display_name text, is_on boolean, program text)
returns void
language sql
as $$
  insert into private.program_switches as switch (program, user_id, is_on)
  values (switch.program, tests.user_id(switch.display_name), switch.is_on);
$$;
create function pg_temp.set_percent(program text, percent integer)
returns void
language sql
as $$
  update private.programs set enabled_percent = set_percent.percent
  where programs.program = set_percent.program;
$$;

-- What somebody's messages of a program have come to.
create function pg_temp.states(display_name text, program text)
returns text
language sql
as $$
  select string_agg(concat_ws(': ', message.status, message.reason), ', ')
  from public.message_queue as message
  where message.user_id = tests.user_id(states.display_name) and message.program = states.program;
$$;
create function pg_temp.lease(display_name text, program text)
returns uuid[]
language sql
as $$
  select array_agg(message.lease_token)
  from public.message_queue as message
  where message.user_id = tests.user_id(lease.display_name) and message.program = lease.program;
$$;
-- What they are shown themselves.
create function pg_temp.preview_of(display_name text)
returns text
language plpgsql
as $$
declare
  v_preview text;
begin
  perform tests.act_as_user(tests.user_id(display_name));
  select string_agg(concat_ws(' ', decision, array_to_string(reasons, ' ')), ', ')
  into v_preview
  from public.preview_upcoming_messages(7);
  perform tests.act_as('postgres');
  return v_preview;
end;
$$;

-- Planning: off for everybody, but for Noah; and the other way round.
savepoint off;
select pg_temp.set_percent('accountability', 0);
select pg_temp.switch('Noah', true, 'accountability');
select is(pg_temp.preview_of('Maya'), 'skipped program_off', 'a preview says so');
select public.schedule_due_messages();
select is(
  tests.plan('Maya'), '06-07 18:00 skipped program_off; next 06-14 18:00',
  'at 0 percent nothing is planned'
);
select is(pg_temp.states('Maya', 'heads_up'), null, 'nor a warning of what nobody is told');
select is(pg_temp.states('Noah', 'accountability'), 'queued', 'but for whom it is switched on');
select is(pg_temp.states('Noah', 'heads_up'), 'queued', 'who is warned as well');
rollback to off;
select pg_temp.switch('Noah', false, 'accountability');
select public.schedule_due_messages();
select is(
  pg_temp.states('Maya', 'accountability'), 'queued', 'at 100 percent everybody is planned'
);
select is(
  pg_temp.states('Noah', 'accountability'), null, 'but for whom it is switched off'
);
rollback to off;
select pg_temp.set_percent('heads_up', 0);
select pg_temp.switch('Noah', true, 'heads_up');
select public.schedule_due_messages();
select is(pg_temp.states('Maya', 'heads_up'), null, 'warnings are a program of their own');
select is(pg_temp.states('Noah', 'heads_up'), 'queued', 'with switches of their own');
rollback to off;

-- The claim: switched off after it was planned.
select public.schedule_due_messages();
savepoint planned;
select pg_temp.switch('Maya', false, 'accountability');
select is(pg_temp.preview_of('Maya'), 'skipped program_off', 'a preview of what waits says so');
select tests.set_clock('2026-06-07 16:00Z');
select public.get_messages_to_send(500);
select is(
  pg_temp.states('Maya', 'heads_up'), 'canceled: nothing_to_prevent',
  'nobody is warned of a text that will not leave'
);
select is(pg_temp.states('Noah', 'heads_up'), 'processing', 'others are');
select tests.set_clock('2026-06-07 18:00Z');
select public.get_messages_to_send(500);
select is(
  pg_temp.states('Maya', 'accountability'), 'canceled: program_off', 'it is canceled at the claim'
);
select is(pg_temp.states('Noah', 'accountability'), 'processing', 'others are claimed');
rollback to planned;
select pg_temp.set_percent('heads_up', 0);
select tests.set_clock('2026-06-07 16:00Z');
select public.get_messages_to_send(500);
select is(
  pg_temp.states('Maya', 'heads_up'), 'canceled: program_off', 'a warning is canceled as well'
);
rollback to planned;

-- The start: switched off after it was claimed.
select tests.set_clock('2026-06-07 18:00Z');
select public.get_messages_to_send(500);
select pg_temp.switch('Maya', false, 'accountability');
select is_empty(
  $$select public.start_messages(pg_temp.lease('Maya', 'accountability'))$$,
  'what was claimed before does not start'
);
select isnt_empty(
  $$select public.start_messages(pg_temp.lease('Noah', 'accountability'))$$, 'others do'
);
rollback to planned;

-- What people wait for.
select throws_ok(
  format('select pg_temp.set_percent(%L, 99)', program), '23514', null,
  program || ' is on for everybody'
)
from unnest(array['consent', 'reply']) as program;
select throws_ok(
  format('select pg_temp.switch(''Maya'', true, %L)', program), '23514', null,
  program || ' has no switch'
)
from unnest(array['consent', 'reply']) as program;

select pg_temp.switch('Maya', false, 'heads_up');
delete from auth.users where id = tests.user_id('Maya');
select is_empty(
  'select from private.program_switches', 'a switch goes with its user'
);

select * from finish();
rollback;
