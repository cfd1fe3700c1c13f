-- Three people who are due on the Sunday on which clocks go back in Europe, in three zones; Maya's
-- coach and Noah's friend have one phone.
update private.settings set messages_per_hour = 5;
insert into private.virtual_clock (instant) values ('2026-10-01 00:00Z');

insert into auth.users (id, aud, role, email, raw_user_meta_data)
select
  ('00000000-0000-4000-8000-00000000000' || number)::uuid, 'authenticated', 'authenticated',
  name || '@example.com', jsonb_build_object('display_name', name)
from unnest(array['Maya', 'Noah', 'Olga']) with ordinality as people (name, number);

update public.notification_preferences
set
  timezone = (array['Europe/Berlin', 'America/New_York', 'Asia/Tokyo'])[
    right(user_id::text, 1)::integer
  ];

insert into public.goals (user_id, title, weekly_target, created_at)
select users.id, goal.title, 3, '2026-01-01'
from public.users
cross join unnest(array['Run', 'Read']) as goal (title)
where goal.title = 'Run' or users.display_name = 'Noah';

insert into public.contacts (user_id, name, phone, relationship, timezone, consent_status)
select users.id, contact.name, contact.phone, contact.relationship, contact.timezone, 'confirmed'
from (
  values
    ('Maya', 'Ada', '+12025550101', 'coach', 'Europe/Berlin'),
    ('Maya', 'Ben', '+12025550102', 'friend', 'Pacific/Auckland'),
    ('Noah', 'Ada', '+12025550101', 'friend', 'Europe/Berlin'),
    ('Olga', 'Cleo', '+12025550103', 'partner', 'Asia/Tokyo'),
    ('Olga', 'Dan', '+12025550104', 'family', 'America/Los_Angeles')
) as contact (person, name, phone, relationship, timezone)
join public.users on users.display_name = contact.person;

update private.virtual_clock set instant = '2026-10-25 08:00Z';
