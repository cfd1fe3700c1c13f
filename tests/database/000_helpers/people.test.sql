-- Who texts are about, and to whom: users, their goals and what they log, their contacts. People
-- are named, and a test speaks of them by name.
begin;
select plan(1);

-- Above what tests write out.
create sequence if not exists tests.phone_numbers start with 1000;

create or replace function tests.user_id(display_name text)
returns uuid
language sql
stable
security definer
set search_path = ''
as $$
  select users.id from public.users where users.display_name = user_id.display_name;
$$;

-- Makes an account as a sign-up does, and returns its id.
create or replace function tests.create_user(display_name text)
returns uuid
language sql
security definer
set search_path = ''
as $$
  insert into auth.users (id, aud, role, email, raw_user_meta_data)
  values (
    gen_random_uuid(), 'authenticated', 'authenticated',
    gen_random_uuid() || '@example.com',
    jsonb_build_object('display_name', create_user.display_name)
  )
  returning id;
$$;

create or replace function tests.create_goal(
  display_name text,
  weekly_target numeric default 3,
  title text default 'Run',
  created_at timestamptz default private.clock_now() - interval '10 days'
)
returns uuid
language sql
set search_path = ''
as $$
  insert into public.goals (user_id, title, weekly_target, created_at)
  values (
    tests.user_id(create_goal.display_name), create_goal.title, create_goal.weekly_target,
    create_goal.created_at
  )
  returning id;
$$;

create or replace function tests.log_activity(
  display_name text,
  amount numeric,
  occurred_at timestamptz default private.clock_now() - interval '1 hour',
  title text default 'Run'
)
returns void
language sql
set search_path = ''
as $$
  insert into public.activities (user_id, goal_id, amount, occurred_at)
  select goals.user_id, goals.id, log_activity.amount, log_activity.occurred_at
  from public.goals
  where goals.user_id = tests.user_id(log_activity.display_name)
    and goals.title = log_activity.title;
$$;

create or replace function tests.create_contact(
  display_name text,
  relationship text default 'friend',
  phone text default null,
  timezone text default 'UTC',
  consent_status text default 'confirmed'
)
returns uuid
language sql
set search_path = ''
as $$
  insert into public.contacts (user_id, name, phone, relationship, timezone, consent_status)
  values (
    tests.user_id(create_contact.display_name),
    'Sam',
    coalesce(
      create_contact.phone, '+1202' || (5550000 + nextval('tests.phone_numbers'))::text
    ),
    create_contact.relationship,
    create_contact.timezone,
    create_contact.consent_status
  )
  returning id;
$$;

create or replace function tests.contact_id(display_name text)
returns uuid
language sql
stable
security definer
set search_path = ''
as $$
  select contacts.id
  from public.contacts
  where contacts.user_id = tests.user_id(contact_id.display_name);
$$;

-- Somebody with the default preferences in UTC, a goal that is four weeks old with nothing logged,
-- and one confirmed contact.
create or replace function tests.create_person(
  display_name text,
  relationship text default 'friend',
  phone text default null,
  contact_timezone text default 'UTC'
)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform tests.create_user(display_name);
  perform tests.create_goal(display_name);
  perform tests.create_contact(display_name, relationship, phone, contact_timezone);
end;
$$;

select has_function('tests', 'create_person', 'people can be made');
select * from finish();
commit;
