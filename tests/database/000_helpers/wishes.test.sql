-- Programs that write to users themselves, and messages of theirs that want a place of a day.
begin;
select plan(1);

create or replace function tests.create_program(
  program text,
  rank integer default 0,
  max_per_day integer default null,
  max_per_week integer default null,
  needs_place boolean default true
)
returns void
language sql
set search_path = ''
as $$
  insert into private.programs (
    program, gates, goes_to, takes_place, needs_place, rank, max_per_day, max_per_week
  )
  values (
    create_program.program, '{switch, pause, consent, opt_out, allowed_hours}', 'user', true,
    create_program.needs_place, create_program.rank, create_program.max_per_day,
    create_program.max_per_week
  );
$$;

-- A text of a program to somebody's own phone, due at send_at, for the date of nominal_at in UTC.
-- Returns its id.
create or replace function tests.wish(
  display_name text,
  program text,
  nominal_at timestamptz,
  send_at timestamptz default null,
  slot integer default 0,
  message_type text default 'note',
  lasts interval default '10 hours'
)
returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_user_id constant uuid := tests.user_id(display_name);
  v_at constant timestamptz := coalesce(send_at, nominal_at);
  v_phone public.contacts;
  v_occurrence_id uuid;
begin
  if not exists (
    select from public.contacts
    where contacts.user_id = v_user_id and contacts.relationship = 'self'
  ) then
    perform tests.create_contact(display_name, 'self');
  end if;
  select * into strict v_phone
  from public.contacts
  where contacts.user_id = v_user_id and contacts.relationship = 'self';
  select recorded.occurrence_id into v_occurrence_id
  from private.record_turns(
    array[
      row(
        v_user_id, v_phone.id, (nominal_at at time zone 'UTC')::date, slot, nominal_at,
        nominal_at - interval '1 day', v_at, v_at + lasts, v_phone.timezone, 3, message_type,
        'plain', null, '{}', concat_ws(' ', program, nominal_at::text, slot::text), '{}', 'sms',
        false
      )::private.turn
    ],
    program,
    private.clock_now()
  ) as recorded;
  return (
    select message_queue.id from public.message_queue
    where message_queue.occurrence_id = v_occurrence_id
  );
end;
$$;

-- Whatever a sender has is sent.
create or replace function tests.send_claimed()
returns void
language sql
security definer
set search_path = ''
as $$
  update public.message_queue
  set status = 'sent', provider_message_id = 'SM' || id, sent_at = private.clock_now()
  where status = 'processing';
$$;

-- What became of it: "processing", or "canceled: person_cap", and to what program it lost.
create or replace function tests.fate(message_id uuid)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select concat_ws(': ', message.status, message.reason) || coalesce(' to ' || winner.program, '')
  from public.message_queue as message
  join public.occurrences on occurrences.id = message.occurrence_id
  left join public.occurrences as winner on winner.id = occurrences.lost_to
  where message.id = fate.message_id;
$$;

select pass('wishes can be made');
select * from finish();
commit;
