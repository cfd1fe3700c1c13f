-- An invitation that waits behind another stays unknown to the number, and the number to its
-- inviter: STOP and START by then concern others. What can never be sent keeps nobody waiting.
begin;
select plan(9);

-- Maya asked, Noah waits behind her.
select tests.set_clock('2026-06-06 12:00Z');
select tests.create_person(name, phone => '+12025550101')
from unnest(array['Maya', 'Noah']) as name;
update public.contacts set consent_status = 'pending';
select tests.invite('Maya');
select tests.invite('Noah');
select tests.start('Maya');
select tests.report('Maya', 'accepted', 'SM1');

create function pg_temp.consents()
returns text
language sql
as $$
  select string_agg(
    users.display_name || ' ' || contacts.consent_status, ', ' order by users.display_name
  )
  from public.contacts
  join public.users on users.id = contacts.user_id;
$$;

select tests.text_from_contact_of('Maya', 'STOP');
select is(pg_temp.consents(), 'Maya stopped, Noah pending', 'who never asked learns nothing');
select is(
  (select count(*) from public.consent_events where user_id = tests.user_id('Noah')), 0::bigint,
  'nor does the ledger tell it'
);
select tests.text_from_contact_of('Maya', 'START');
select public.sweep_messages();
select tests.start('Noah');
select tests.report('Noah', 'accepted', 'SM2');
select is(tests.state('Noah'), 'sent', 'who may be texted again is asked');
select tests.text_from_contact_of('Noah', 'yes');
select is(pg_temp.consents(), 'Maya stopped, Noah confirmed', 'and can say yes');

-- An inviter who waits and gives up their name asks nothing.
select tests.create_person(name, phone => '+12025550102')
from unnest(array['Olga', 'Peter', 'Quinn']) as name;
update public.contacts set consent_status = 'pending' where phone = '+12025550102';
select tests.invite(name) from unnest(array['Olga', 'Peter', 'Quinn']) as name;
create temporary table nameless as select tests.user_id('Peter') as id;
update public.users set display_name = null where id in (select id from nameless);
select tests.text_from_contact_of('Olga', 'no');
select public.sweep_messages();
select is(
  (select status from public.invitations where user_id in (select id from nameless)), 'waiting',
  'nobody is asked in no name'
);
select is(
  (select status from public.invitations where user_id = tests.user_id('Quinn')), 'open',
  'and the next has their turn'
);

-- A hundred that wait for numbers that opted out, before one that need not wait.
insert into private.phone_numbers (phone, opted_out_at)
select '+1202555' || n, private.clock_now() from generate_series(1000, 1099) as n;
update private.settings set invitations_per_day = 1000;
update public.users set display_name = 'Peter' where id in (select id from nameless);
insert into public.contacts (user_id, name, phone, relationship, timezone)
select tests.user_id(case when n < 1050 then 'Olga' else 'Quinn' end), 'Sam',
  '+1202555' || n, 'friend', 'UTC'
from generate_series(1000, 1099) as n;
insert into public.invitations (user_id, contact_id)
select contacts.user_id, contacts.id
from public.contacts where contacts.phone between '+12025551000' and '+12025551099';
select tests.create_person(name, phone => '+12025559102')
from unnest(array['Rita', 'Sven']) as name;
update public.contacts set consent_status = 'pending' where phone = '+12025559102';
select tests.invite('Rita');
select tests.invite('Sven');
select is(
  (select status from public.invitations where user_id = tests.user_id('Sven')), 'waiting', 'behind'
);
select public.record_inbound_message('SM-no-rita', '+12025559102', 'no');
select public.sweep_messages();
select is(
  (select status from public.invitations where user_id = tests.user_id('Sven')), 'open',
  'whom nothing holds up is asked'
);

-- A robot's short code may say STOP.
select is(
  public.record_inbound_message('SM-short', '+12345', 'STOP'), 'stop', 'a short code can stop'
);

select * from finish();
rollback;
