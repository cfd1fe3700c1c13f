-- Limits of asking, each with its own refusal; nobody can write consent.
begin;
select plan(9);

select tests.set_clock('2026-06-06 12:00Z');
select tests.create_person(name) from unnest(array['Maya', 'Noah']) as name;
select tests.create_user('Olga');
update public.contacts set consent_status = 'pending';
update private.settings set invitations_per_day = 2;

create function pg_temp.refusal(inviter text, contact_of text)
returns text
language sql
as $$
  select left(tests.refusal_to(
    inviter,
    format(
      'insert into public.invitations (user_id, contact_id) values (%L, %L)',
      tests.user_id(inviter), tests.contact_id(contact_of)
    )
  ), 5);
$$;

select is(pg_temp.refusal('Maya', 'Noah'), 'RD151', 'somebody else''s contact cannot be asked');
select is(
  tests.outcome_as('Maya', format(
    'insert into public.invitations (user_id, contact_id) values (%L, %L)',
    tests.user_id('Noah'), tests.contact_id('Noah')
  )),
  '42501', 'nor in somebody else''s name'
);
update public.users set display_name = null where id = tests.user_id('Maya');
select is(
  left(tests.outcome_as('service_role', 'select 1'), 6), '1 rows', 'the persona can act at all'
);
update public.users set display_name = 'Maya' where id in (
  select user_id from public.contacts where user_id not in (tests.user_id('Noah'))
);
update public.contacts set consent_status = 'confirmed' where user_id = tests.user_id('Noah');
select is(pg_temp.refusal('Noah', 'Noah'), 'RD151', 'who said yes is not asked');
select is(pg_temp.refusal('Maya', 'Maya'), null, 'a pending contact is');
select tests.create_contact('Maya', phone => '+12025550111', consent_status => 'pending');
select tests.create_contact('Maya', phone => '+12025550112', consent_status => 'pending');
create temporary table asked as
select contacts.id, contacts.phone from public.contacts
where phone in ('+12025550111', '+12025550112');
select is(
  tests.refusal_to('Maya', format(
    'insert into public.invitations (user_id, contact_id) values (%L, %L)',
    tests.user_id('Maya'), (select id from asked where phone = '+12025550111')
  )),
  null, 'a second one too'
);
select is(
  left(tests.refusal_to('Maya', format(
    'insert into public.invitations (user_id, contact_id) values (%L, %L)',
    tests.user_id('Maya'), (select id from asked where phone = '+12025550112')
  )), 5),
  'RD153', 'but no more than so many a day'
);
select is(
  tests.outcome_as('Maya', 'update public.contacts set consent_status = ''confirmed'''),
  '42501', 'nobody writes consent'
);
select is(
  tests.outcome_as('Maya', 'update public.invitations set status = ''accepted'''),
  '42501', 'by no way'
);

select * from finish();
rollback;
