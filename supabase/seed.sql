-- A small world for local runs; never loaded where messages are real. Times are relative to the
-- clock of domain logic. Every number is of a range reserved for fiction.

-- Their password is "rundown-local".
insert into auth.users (
  id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data,
  raw_user_meta_data
)
select
  person.id,
  'authenticated',
  'authenticated',
  lower(person.name) || '@example.com',
  '$2b$10$mflb4aLj6CKq2JHt8saLQOgExY9Zwr/60wtzttzoSxdCxKwc.YW9.',
  now(),
  '{"provider": "email", "providers": ["email"]}',
  jsonb_build_object('display_name', person.name)
from (
  values
    ('00000000-0000-4000-8000-000000000001'::uuid, 'Maya'),
    ('00000000-0000-4000-8000-000000000002'::uuid, 'Jonas'),
    ('00000000-0000-4000-8000-000000000003'::uuid, 'Aiko')
) as person (id, name);

update public.users set message_style = 'snarky' where id = '00000000-0000-4000-8000-000000000002';
update public.users set message_style = 'chaotic' where id = '00000000-0000-4000-8000-000000000003';

-- Maya in New York keeps the defaults; Jonas in Berlin wants good news told as well; Aiko in Tokyo
-- wants her texts at seven.
update public.notification_preferences
set timezone = 'America/New_York'
where user_id = '00000000-0000-4000-8000-000000000001';
update public.notification_preferences
set timezone = 'Europe/Berlin', send_if_goal_met = true
where user_id = '00000000-0000-4000-8000-000000000002';
update public.notification_preferences
set timezone = 'Asia/Tokyo', send_time = '19:00'
where user_id = '00000000-0000-4000-8000-000000000003';

-- Everybody agreed but Ben, whom Maya has not asked yet. Maya's own phone takes commands.
insert into public.contacts (user_id, name, phone, relationship, timezone, consent_status)
values
  (
    '00000000-0000-4000-8000-000000000001', 'Coach Ana', '+12025550111', 'coach',
    'America/New_York', 'confirmed'
  ),
  (
    '00000000-0000-4000-8000-000000000001', 'Ben', '+12025550120', 'friend', 'America/Chicago',
    'pending'
  ),
  (
    '00000000-0000-4000-8000-000000000001', 'Maya', '+12025550110', 'self', 'America/New_York',
    'confirmed'
  ),
  (
    '00000000-0000-4000-8000-000000000002', 'Mira', '+12025550112', 'partner', 'Europe/Berlin',
    'confirmed'
  ),
  (
    '00000000-0000-4000-8000-000000000003', 'Hana', '+12025550113', 'family', 'Asia/Tokyo',
    'confirmed'
  );

insert into public.consent_events (user_id, contact_id, phone, event, wording)
select contacts.user_id, contacts.id, contacts.phone, 'confirmed', 'Yes'
from public.contacts
where contacts.consent_status = 'confirmed';

insert into public.goals (id, user_id, title, weekly_target, unit, created_at)
values
  (
    '00000000-0000-4000-8000-000000000101', '00000000-0000-4000-8000-000000000001',
    'Run', 3, 'times', private.clock_now() - interval '4 weeks'
  ),
  (
    '00000000-0000-4000-8000-000000000102', '00000000-0000-4000-8000-000000000002',
    'Practise the cello', 120, 'minutes', private.clock_now() - interval '4 weeks'
  ),
  (
    '00000000-0000-4000-8000-000000000103', '00000000-0000-4000-8000-000000000003',
    'Swim', 2, 'km', private.clock_now() - interval '4 weeks'
  );

-- Jonas and Aiko logged something in the last days, Maya nothing.
insert into public.activities (user_id, goal_id, amount, occurred_at)
values
  (
    '00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000102', 70,
    private.clock_now() - interval '1 day'
  ),
  (
    '00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000102', 60,
    private.clock_now() - interval '8 hours'
  ),
  (
    '00000000-0000-4000-8000-000000000003', '00000000-0000-4000-8000-000000000103', 1.5,
    private.clock_now() - interval '1 day'
  );
