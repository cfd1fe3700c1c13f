-- The last sign of a person in the app is our clock's, costs one write an hour, and is always noted
-- when it is the first after a message to them.
begin;
select plan(10);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Maya');
select tests.create_contact('Maya', 'self', '+12025550191');

-- How many rows the app hears of.
create function pg_temp.opens_app(more text default '')
returns integer
language plpgsql
as $$
declare
  v_rows integer;
begin
  perform tests.act_as_user(tests.user_id('Maya'));
  execute 'update public.users set seen_at = ''1999-01-01''' || more;
  get diagnostics v_rows = row_count;
  perform tests.act_as('postgres');
  return v_rows;
end;
$$;
create function pg_temp.seen_at()
returns text
language sql
as $$
  select to_char(seen_at at time zone 'UTC', 'HH24:MI')
  from public.users where id = tests.user_id('Maya');
$$;

select is(pg_temp.seen_at(), null, 'at first nobody was seen');
select is(pg_temp.opens_app(), 1, 'opening the app is noted');
select is(pg_temp.seen_at(), '12:00', 'by our clock, whatever the app says');
select tests.set_clock('2026-06-07 12:59Z');
select is(pg_temp.opens_app(), 0, 'within an hour nothing is written');
select is(pg_temp.opens_app(', locale = ''de'''), 1, 'but for what else is said');
select is(pg_temp.seen_at(), '12:00', 'which does not move the sign');
select tests.set_clock('2026-06-07 13:00Z');
select pg_temp.opens_app();
select is(pg_temp.seen_at(), '13:00', 'an hour later it is written again');

-- A text to her own phone, and one to her coach.
insert into public.messages (
  id, user_id, contact_id, program, message_type, message_style, channel, status, sent_at,
  provider_message_id
)
select
  gen_random_uuid(), contacts.user_id, contacts.id, 'heads_up', 'heads_up', 'plain', 'sms', 'sent',
  case contacts.relationship when 'self' then '2026-06-07 13:30Z' else '2026-06-07 12:30Z' end
    ::timestamptz,
  contacts.relationship
from public.contacts;
select tests.set_clock('2026-06-07 13:31Z');
select pg_temp.opens_app();
select is(pg_temp.seen_at(), '13:31', 'the first sign after a message to them is noted at once');
select tests.set_clock('2026-06-07 13:40Z');
select pg_temp.opens_app();
select is(pg_temp.seen_at(), '13:31', 'the second is not');
update public.messages
set sent_at = '2026-06-07 13:45Z'
where provider_message_id <> 'self';
select tests.set_clock('2026-06-07 13:50Z');
select pg_temp.opens_app();
select is(pg_temp.seen_at(), '13:31', 'nor the first after a text to somebody else');

select * from finish();
rollback;
