-- In the name of an account that Auth banned, or deleted but for its row, nothing is planned, sent
-- or asked; a direct answer is. When a ban ends everything goes on by itself.
begin;
select plan(27);

create function pg_temp.ban(display_name text, until timestamptz)
returns void
language sql
as $$
  update auth.users set banned_until = ban.until where id = tests.user_id(ban.display_name);
$$;

create function pg_temp.decision(display_name text)
returns text
language sql
as $$
  select occurrences.decision || ': ' || array_to_string(occurrences.reasons, ' ')
  from public.occurrences
  where occurrences.user_id = tests.user_id(decision.display_name)
  order by occurrences.nominal_at desc
  limit 1;
$$;

create function pg_temp.asked(display_name text)
returns text
language sql
as $$
  select string_agg(invitations.status, ' ' order by invitations.created_at)
  from public.invitations
  where invitations.user_id = tests.user_id(asked.display_name);
$$;

-- It is Sunday noon, and everybody is due at 18:00.
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person(name)
from unnest(array['Planned', 'Queued', 'Started', 'Deleted', 'Back', 'Free']) as name;
select pg_temp.ban('Planned', '2026-06-07 18:00:01Z');
select pg_temp.ban('Free', '2026-06-07 18:00Z');
select public.schedule_due_messages();
select is(pg_temp.decision('Planned'), 'skipped: account_gone', 'nothing is planned');
select is(
  (select count(*) from public.message_queue where user_id = tests.user_id('Planned')), 0::bigint,
  'nor queued'
);
select is(tests.state('Free'), 'queued', 'a ban that ends before is none');

select pg_temp.ban('Queued', '2026-08-01');
select is(pg_temp.decision('Queued'), 'skipped: account_gone', 'what was planned is taken back');
select pg_temp.ban('Back', '2026-08-01');
select pg_temp.ban('Back', null);
select is(tests.state('Back'), 'queued', 'and planned again when the ban is lifted');
select pg_temp.ban('Planned', null);
select is(tests.state('Planned'), 'queued', 'as is what was planned while it lasted');
update auth.users set deleted_at = now() where id = tests.user_id('Deleted');
select is(
  (select gone_until from public.users where id = tests.user_id('Deleted')),
  'infinity'::timestamptz, 'a soft delete is for good'
);
select pg_temp.ban('Deleted', '2026-06-07 13:00Z');
select is(
  pg_temp.decision('Deleted'), 'skipped: account_gone', 'whatever a ban says beside it'
);

-- At the claim and at the start, where nothing planned it anew.
select tests.set_clock('2026-06-07 18:00Z');
select tests.change_unnoticed($$
  update public.users set gone_until = '2026-06-08' where display_name = 'Back'
$$);
select tests.claim('Started');
select public.get_messages_to_send();
select is(tests.state('Back'), 'canceled: account_gone', 'nothing is claimed');
select pg_temp.ban('Started', '2026-06-08');
select is(tests.start('Started'), null, 'nor started');
select isnt(tests.start('Free'), null, 'others are');

-- Questions.
select tests.create_person(name)
from unnest(array['Asks', 'Waits', 'Asked']) as name;
update public.contacts
set consent_status = 'pending'
where user_id in (
  select id from public.users where display_name in ('Asks', 'Waits', 'Asked')
);
select pg_temp.ban('Waits', '2026-06-08 12:00Z');
select tests.invite('Waits');
select is(pg_temp.asked('Waits'), 'waiting', 'nobody is asked in the name of who is gone');
select public.sweep_messages();
select is(pg_temp.asked('Waits'), 'waiting', 'by no sweep either');
select tests.invite('Asks');
select is(pg_temp.asked('Asks'), 'open', 'a question that is open');
select tests.claim('Asks');
select pg_temp.ban('Asks', '2026-06-08 12:00Z');
select is(pg_temp.asked('Asks'), 'withdrawn', 'and was not sent is withdrawn');
select is(tests.start('Asks'), null, 'also from who claimed it');
select tests.invite('Asked');
select tests.start('Asked');
select tests.report('Asked', 'accepted', 'SM1');
select pg_temp.ban('Asked', '2026-08-01');
select is(pg_temp.asked('Asked'), 'open', 'what was sent may be answered');
select is(tests.text_from_contact_of('Asked', 'yes'), 'yes: answered', 'and is');
select is(
  (
    select count(*) from public.start_messages(
      array(select lease_token from public.get_messages_to_send(replies_only => true))
    )
  ),
  1::bigint, 'the answer leaves'
);

-- A ban ends.
select tests.set_clock('2026-06-08 12:00Z');
select public.sweep_messages();
select is(pg_temp.asked('Waits'), 'open', 'when the ban is over, what waited is asked');
select lives_ok($$select tests.invite('Asks')$$, 'what was withdrawn may be asked again');
select is(pg_temp.asked('Asks'), 'withdrawn open', 'and is');
select tests.set_clock('2026-06-14 12:00Z');
select public.schedule_due_messages();
select is(pg_temp.decision('Started'), 'queued: ', 'and weeks are told again');
select is(pg_temp.decision('Queued'), 'skipped: account_gone', 'not those of who is still gone');

-- An account may come switched off.
insert into auth.users (id, aud, role, email, raw_user_meta_data, banned_until)
values (
  gen_random_uuid(), 'authenticated', 'authenticated', 'new@example.com',
  '{"display_name": "New"}', '2026-08-01'
);
select is(
  (select gone_until from public.users where display_name = 'New'), '2026-08-01'::timestamptz,
  'from its first day'
);
select tests.act_as_user(tests.user_id('New'));
select throws_ok(
  'update public.users set gone_until = null', '42501', null, 'nobody ends their own ban'
);
select tests.act_as('postgres');

-- Hosted, Auth has a role of its own, which may not write our tables.
create role auth_server;
grant usage on schema auth to auth_server;
grant select, update on table auth.users to auth_server;
alter table auth.users disable row level security;
set local role auth_server;
update auth.users set banned_until = null where email = 'new@example.com';
reset role;
select is(
  (select gone_until from public.users where display_name = 'New'), null,
  'the role of the Auth server ends it'
);

select * from finish();
rollback;
