-- Which check binds a message is a matter of its program, at the claim and again at the start.
begin;
select plan(15);

-- A program of its own, bound by nothing at first.
select tests.set_clock('2026-06-07 12:00Z');
insert into private.programs (
  program, is_judged, needs_consent, honours_opt_out, honours_pause, honours_allowed_hours,
  needs_invitation, warns_of_miss
)
values ('test', false, false, false, false, false, false, false);
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

-- What becomes of the message at the claim, and whether it may start, when one check binds it.
create function pg_temp.bound_by(flag text)
returns text
language plpgsql
as $$
declare
  v_claimed text;
  v_started boolean;
begin
  begin
    execute format('update private.programs set %I = true where program = ''test''', flag);
    perform public.get_messages_to_send();
    v_claimed := tests.state('Maya');
    raise exception using errcode = 'UNDO1';
  exception when sqlstate 'UNDO1' then null;
  end;
  begin
    perform public.get_messages_to_send();
    execute format('update private.programs set %I = true where program = ''test''', flag);
    v_started := tests.start('Maya') is not null;
    raise exception using errcode = 'UNDO1';
  exception when sqlstate 'UNDO1' then null;
  end;
  return v_claimed || case when v_started then ', starts' else ', does not start' end;
end;
$$;

select is(
  pg_temp.bound_by('needs_consent'), 'canceled: contact_not_confirmed, does not start', 'consent'
);
select is(
  pg_temp.bound_by('honours_opt_out'), 'canceled: number_opted_out, does not start', 'opt-out'
);
select is(pg_temp.bound_by('honours_pause'), 'canceled: paused, does not start', 'pause');
select is(
  pg_temp.bound_by('honours_allowed_hours'), 'queued: outside_allowed_hours, does not start',
  'allowed hours'
);
select is(
  pg_temp.bound_by('needs_invitation'), 'canceled: invitation_ended, does not start', 'invitation'
);
select is(
  pg_temp.bound_by('warns_of_miss'), 'canceled: nothing_to_prevent, starts', 'a miss to warn of'
);
update private.phone_numbers set opted_out_at = null, unreachable_until = 'infinity';
select is(
  pg_temp.bound_by('honours_opt_out'), 'canceled: number_unreachable, does not start',
  'a number that cannot be reached is one'
);
select is(
  (select valid_for_seconds from public.start_messages(array[tests.claim('Maya')])),
  36000, 'bound by none it leaves at night'
);
select is((tests.attempt('Maya')).body, 'As it was written', 'and says what was written');

select throws_ok(
  format('update private.programs set %I = false where program = ''accountability''', flag),
  '23514', null, 'what is judged obeys every check: ' || flag
)
from unnest(array[
  'needs_consent', 'honours_opt_out', 'honours_pause', 'honours_allowed_hours'
]) as flag;
select is(
  (select count(*) from private.programs where is_judged), 1::bigint, 'one program is judged'
);
select throws_ok(
  $$update public.occurrences set program = 'nonsense'$$, '23503', null,
  'what is not listed is no program'
);

select * from finish();
rollback;
