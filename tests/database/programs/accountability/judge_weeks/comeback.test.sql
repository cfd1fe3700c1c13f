-- Never miss twice: the first week reached after a miss is praised as that, to whoever heard of the
-- miss and to nobody else.
begin;
select plan(9);

-- Sam was told of a miss a week ago, and this week Maya reached her goal.
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Maya');
create temporary table sam as select tests.contact_id('Maya') as id;
grant select on sam to authenticated;
update public.notification_preferences set send_if_goal_met = true;
select tests.log_activity('Maya', 3);

insert into public.messages (
  id, user_id, contact_id, program, message_type, message_style, channel, status, sent_at,
  provider_message_id
)
select
  gen_random_uuid(), tests.user_id('Maya'), sam.id, 'accountability', 'accountability',
  'supportive', 'sms', 'sent', '2026-05-31 18:00Z', 'SM1'
from sam;

create function pg_temp.told(contact_id uuid)
returns text
language sql
as $$
  select week.message_type
  from tests.judge_week(
    tests.user_id('Maya'), told.contact_id, '2026-06-07', '2026-06-07 18:00Z',
    '2026-05-31 18:00Z', '2026-06-07 18:00Z'
  ) as week;
$$;

select is(pg_temp.told((select id from sam)), 'comeback', 'who heard of the miss');
select is(
  pg_temp.told(tests.create_contact('Maya', 'friend')), 'congratulatory',
  'who was told nothing learns of no miss'
);
update public.messages set message_type = 'partial';
select is(
  pg_temp.told((select id from sam)), 'congratulatory', 'a week with progress was no miss'
);
update public.messages set message_type = 'accountability', delivery_status = 'undelivered';
select is(
  pg_temp.told((select id from sam)), 'congratulatory', 'what the carrier lost told nothing'
);
update public.messages set delivery_status = 'delivered';
insert into public.consent_events (user_id, contact_id, phone, event, created_at)
select user_id, id, phone, 'confirmed', '2026-06-05' from public.contacts
where id = (select id from sam);
select is(
  pg_temp.told((select id from sam)), 'congratulatory',
  'nor does whoever has the number since then know of it'
);
select tests.change_unnoticed('delete from public.consent_events');
select is(pg_temp.told((select id from sam)), 'comeback', 'but the one who had it');

insert into public.messages (
  id, user_id, contact_id, program, message_type, message_style, channel, status, sent_at,
  provider_message_id
)
select
  gen_random_uuid(), user_id, contact_id, program, 'comeback', message_style, channel, status,
  '2026-06-01', 'SM2'
from public.messages;
select is(
  pg_temp.told((select id from sam)), 'congratulatory', 'the second week in a row is no return'
);
delete from public.messages where provider_message_id = 'SM2';
update public.notification_preferences set send_if_goal_met = false;
select public.schedule_due_messages();
select results_eq(
  $$
    select decision, reasons from public.occurrences
    where contact_id = (select id from sam)
  $$,
  $$values ('silent', '{met_and_silent}'::text[])$$, 'whoever wants no praise sent has none sent'
);
update public.notification_preferences set send_if_goal_met = true;
select tests.act_as_user(tests.user_id('Maya'));
select results_eq(
  $$
    select decision, message_type from public.preview_upcoming_messages(7)
    where contact_id = (select id from sam)
  $$,
  $$values ('send', 'comeback')$$, 'the preview shows it'
);

select * from finish();
rollback;
