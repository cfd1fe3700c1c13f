-- A number is asked by one person at a time, in order, and not at all once it opted out.
begin;
select plan(14);

-- Three people know the same number.
select tests.set_clock('2026-06-06 12:00Z');
select tests.create_person(name, phone => '+12025550101')
from unnest(array['Maya', 'Noah', 'Olga']) as name;
update public.contacts set consent_status = 'pending';

create function pg_temp.invitations()
returns text
language sql
as $$
  select string_agg(
    users.display_name || ' ' || invitations.status, ', ' order by users.display_name
  )
  from public.invitations
  join public.users on users.id = invitations.user_id;
$$;

select tests.invite('Maya');
select tests.set_clock('2026-06-06 12:01Z');
select tests.invite('Noah');
select tests.set_clock('2026-06-06 12:02Z');
select tests.invite('Olga');
select is(pg_temp.invitations(), 'Maya open, Noah waiting, Olga waiting', 'one is open');
select public.sweep_messages();
select is((select count(*) from public.message_queue), 1::bigint, 'and one text is queued');
select tests.start('Maya');
select tests.report('Maya', 'accepted', 'SM1');
select tests.text_from_contact_of('Maya', 'yes');
select is(
  pg_temp.invitations(), 'Maya accepted, Noah waiting, Olga waiting', 'a yes is about the open one'
);
select is(
  (
    select string_agg(consent_status, ' ' order by users.display_name)
    from public.contacts join public.users on users.id = contacts.user_id
  ),
  'confirmed pending pending', 'and about nobody else'
);
select public.sweep_messages();
select is(
  pg_temp.invitations(), 'Maya accepted, Noah open, Olga waiting', 'then the next is asked'
);
select tests.text_from_contact_of('Noah', 'No, thanks');
select is(
  (select consent_status from public.contacts where user_id = tests.user_id('Noah')),
  'declined', 'a no is a no'
);
select is(
  (
    select status || ': ' || reason from public.message_queue
    where user_id = tests.user_id('Noah') and program = 'consent'
  ),
  'canceled: invitation_ended', 'what was not sent yet is not sent any more'
);
select is(
  tests.refusal_to('Noah', format(
    'insert into public.invitations (user_id, contact_id) values (%L, %L)',
    tests.user_id('Noah'), tests.contact_id('Noah')
  )) like 'RD151%', true, 'who declined is not asked again'
);
select public.sweep_messages();
select is(
  pg_temp.invitations(), 'Maya accepted, Noah declined, Olga open', 'the last has their turn'
);
delete from public.contacts where user_id = tests.user_id('Olga');
select is(
  pg_temp.invitations(), 'Maya accepted, Noah declined, Olga withdrawn', 'a contact may be removed'
);
select is(tests.state('Olga'), 'canceled: contact_deleted', 'before they were asked');

-- A number that opted out is asked nothing, and whoever asks is not told.
select tests.create_person('Peter', phone => '+12025550102');
update public.contacts set consent_status = 'pending' where phone = '+12025550102';
insert into private.phone_numbers (phone, opted_out_at) values ('+12025550102', '2026-01-01');
select tests.invite('Peter');
select is(
  (select status from public.invitations where user_id = tests.user_id('Peter')), 'waiting',
  'it waits like any other'
);
select tests.set_clock('2026-06-09 12:03Z');
select public.sweep_messages();
select is(
  (select status from public.invitations where user_id = tests.user_id('Peter')), 'failed',
  'until it is over'
);
select is(
  (select count(*) from public.message_queue where user_id = tests.user_id('Peter')), 0::bigint,
  'and nothing was queued'
);

select * from finish();
rollback;
