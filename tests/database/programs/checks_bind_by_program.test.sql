-- Which gate binds a message is a matter of its program, at the claim and again at the start.
begin;
select plan(17);

-- A program of its own, bound by nothing at first.
select tests.set_clock('2026-06-07 12:00Z');
insert into private.programs (program, gates) values ('test', '{}');
select tests.create_message('Maya');
update public.occurrences set program = 'test';
update public.message_queue set program = 'test', message_text = 'As it was written';
select tests.set_clock('2026-06-07 22:00Z');
select tests.change_unnoticed($$
  update public.contacts set consent_status = 'pending';
  update public.users set paused_until = '2026-06-08';
  update public.notification_preferences set enabled = false, next_due_at = null;
  insert into private.phone_numbers (phone, opted_out_at)
  select contacts.phone, '2026-06-01' from public.contacts
$$);

-- What becomes of the message at the claim, and whether it may start, when one gate binds it.
create function pg_temp.bound_by(gate text)
returns text
language plpgsql
as $$
declare
  v_claimed text;
  v_started boolean;
begin
  begin
    update private.programs set gates = array[gate] where program = 'test';
    perform public.get_messages_to_send();
    v_claimed := tests.state('Maya');
    raise exception using errcode = 'UNDO1';
  exception when sqlstate 'UNDO1' then null;
  end;
  begin
    -- What its own judge cancels never gets so far.
    if exists (select from public.get_messages_to_send()) then
      update private.programs set gates = array[gate] where program = 'test';
      v_started := tests.start('Maya') is not null;
    end if;
    raise exception using errcode = 'UNDO1';
  exception when sqlstate 'UNDO1' then null;
  end;
  return v_claimed || case
    when v_started is null then ''
    when v_started then ', starts'
    else ', does not start'
  end;
end;
$$;

select is(
  pg_temp.bound_by('consent'), 'canceled: contact_not_confirmed, does not start', 'consent'
);
select is(
  pg_temp.bound_by('opt_out'), 'canceled: number_opted_out, does not start', 'opt-out'
);
select is(pg_temp.bound_by('pause'), 'canceled: paused, does not start', 'pause');
select is(
  pg_temp.bound_by('allowed_hours'), 'queued: outside_allowed_hours, does not start',
  'allowed hours'
);
select is(
  pg_temp.bound_by('invitation'), 'canceled: invitation_ended, does not start', 'invitation'
);
select is(pg_temp.bound_by('enabled'), 'canceled: disabled, does not start', 'notifications');
insert into private.program_switches (program, user_id, is_on)
values ('test', tests.user_id('Maya'), false);
select is(pg_temp.bound_by('switch'), 'canceled: program_off, does not start', 'the switch');
savepoint judged;
create function private.judge_test(message_ids uuid[], instant timestamptz)
returns setof private.judged
language sql
as $$
  select private.judgement_of(message_id => id, reasons => array['nothing_to_prevent'])
  from unnest(message_ids) as id;
$$;
select is(
  pg_temp.bound_by('consent'), 'canceled: contact_not_confirmed',
  'a gate is told before what the program finds'
);
select tests.change_unnoticed($$update public.contacts set consent_status = 'confirmed'$$);
select is(
  pg_temp.bound_by('consent'), 'canceled: nothing_to_prevent', 'what is no longer true is not sent'
);
rollback to judged;
update private.phone_numbers set opted_out_at = null, unreachable_until = 'infinity';
select is(
  pg_temp.bound_by('opt_out'), 'canceled: number_unreachable, does not start',
  'a number that cannot be reached is one'
);
select is(
  (select valid_for_seconds from public.start_messages(array[tests.claim('Maya')])),
  36000, 'bound by none it leaves at night'
);
select is((tests.attempt('Maya')).body, 'As it was written', 'and says what was written');

select throws_ok(
  format(
    'update private.programs set gates = array_remove(gates, %L) where program = %L',
    gate, 'accountability'
  ),
  '23514', null, 'what is told about a user passes every gate: ' || gate
)
from unnest(array['consent', 'opt_out', 'pause', 'allowed_hours']) as gate;
select throws_ok(
  $$update public.occurrences set program = 'nonsense'$$, '23503', null,
  'what is not listed is no program'
);

select * from finish();
rollback;
