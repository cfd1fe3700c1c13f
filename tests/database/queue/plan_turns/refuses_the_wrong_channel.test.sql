-- A turn goes to whom its channel reaches, or is refused with everything its program proposed.
begin;
select plan(11);

select tests.open_diary();
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_user('Maya');
select tests.create_contact('Maya', 'self');
update public.notification_preferences set timezone = 'Europe/Berlin';

create temporary table proposed (turn private.turn);
grant select on proposed to public;
create function private.propose_diary(user_ids uuid[], instant timestamptz)
returns setof private.turn
language sql
stable
as $$
  select (turn).* from pg_temp.proposed;
$$;
-- What planning makes of this turn: "queued", or the error. All is undone.
create function pg_temp.planned(turn private.turn)
returns text
language plpgsql
as $$
declare
  v_decision text;
begin
  delete from proposed;
  insert into proposed values (turn);
  select planned.decision into v_decision
  from private.plan_turns('diary', array[tests.user_id('Maya')], private.clock_now()) as planned;
  raise exception using errcode = 'UNDO1', message = v_decision;
exception
  when sqlstate 'UNDO1' then
    return sqlerrm;
  when others then
    return sqlstate;
end;
$$;
create function pg_temp.turn(channel text, contact_id uuid, copies boolean default false)
returns private.turn
language sql
as $$
  select tests.entry('Maya', '2026-06-07 18:00Z', 'hi', channel, copies, contact_id);
$$;
-- The turn with something changed.
create function pg_temp.but(turn private.turn, change jsonb)
returns private.turn
language sql
as $$
  select jsonb_populate_record(turn, change);
$$;

select is(pg_temp.planned(pg_temp.turn('inbox', null)), 'queued', 'to the user by the inbox');
select is(
  pg_temp.planned(pg_temp.turn('sms', tests.contact_id('Maya'))), 'RD036',
  'not to a phone by the clock of its owner''s account'
);
update public.contacts set timezone = 'Europe/Berlin';
select is(
  pg_temp.planned(pg_temp.turn('sms', tests.contact_id('Maya'))), 'queued', 'to their own phone'
);
select is(
  pg_temp.planned(pg_temp.turn('sms', tests.contact_id('Maya'), true)), 'queued', 'with a copy'
);
select is(
  pg_temp.planned(pg_temp.but(pg_temp.turn('inbox', null), '{"channel": "crow"}')), 'RD036',
  'not by a channel that there is not'
);
select is(
  pg_temp.planned(pg_temp.but(pg_temp.turn('inbox', null), '{"channel": null}')), 'RD036',
  'nor by none'
);
select is(
  pg_temp.planned(pg_temp.turn('inbox', tests.contact_id('Maya'))), 'RD036',
  'the inbox has no phone'
);
select is(
  pg_temp.planned(pg_temp.but(pg_temp.turn('inbox', null), '{"timezone": "Asia/Tokyo"}')), 'RD036',
  'nor another clock than the user''s'
);
select is(
  pg_temp.planned(pg_temp.but(pg_temp.turn('inbox', null), '{"channel": "sms"}')), 'RD036',
  'a text has somebody''s phone'
);
update private.programs set goes_to = 'contacts' where program = 'diary';
select is(
  pg_temp.planned(pg_temp.but(pg_temp.turn('inbox', null), '{"reasons": []}')), 'RD036',
  'what is said to others is not said in the user''s inbox'
);
update public.contacts set relationship = 'friend', consent_status = 'confirmed';
select is(
  pg_temp.planned(pg_temp.turn('sms', tests.contact_id('Maya'), true)), 'RD036',
  'nor copied into it'
);

select * from finish();
rollback;
