-- Whoever holds a new number has agreed to nothing, and the app never says that they did.
begin;
select plan(8);

select tests.create_user('Maya');
select tests.create_contact('Maya', phone => '+12025550101');

create function pg_temp.consent_after(assignment text)
returns text
language plpgsql
as $$
declare
  v_consent text;
begin
  execute 'update public.contacts set ' || assignment
    || ' where id = tests.contact_id(''Maya'') returning consent_status' into v_consent;
  return v_consent;
end;
$$;

select is(
  pg_temp.consent_after('name = ''Samuel'', relationship = ''coach'', timezone = ''Asia/Tokyo'''),
  'confirmed', 'a new name, relationship or zone keeps the consent'
);
select is(
  pg_temp.consent_after('phone = ''+12025550101'''), 'confirmed',
  'the same number set again keeps it'
);
select is(
  pg_temp.consent_after('phone = ''+12025550102'''), 'pending', 'a new number has given none'
);
select is(
  pg_temp.consent_after('phone = ''+12025550103'', consent_status = ''confirmed'''), 'pending',
  'not even when both are set at once'
);
select is(
  tests.outcome_as('Maya', 'update public.contacts set consent_status = ''confirmed'''), '42501',
  'the app cannot write it to a contact'
);
select is(
  tests.outcome_as(
    'Maya',
    format(
      'insert into public.contacts (user_id, name, phone, relationship, timezone, consent_status)
        values (%L, ''Ben'', ''+12025550104'', ''friend'', ''UTC'', ''confirmed'')',
      tests.user_id('Maya')
    )
  ),
  '42501', 'nor bring it along with a new one'
);
select is(
  tests.outcome_as('service_role', 'update public.contacts set consent_status = ''confirmed'''),
  '42501', 'nor can a function of ours'
);
insert into public.contacts (user_id, name, phone, relationship, timezone)
values (tests.user_id('Maya'), 'Ben', '+12025550104', 'friend', 'UTC');
select is(
  (select consent_status from public.contacts where name = 'Ben'), 'pending',
  'a new contact has given none'
);

select * from finish();
rollback;
