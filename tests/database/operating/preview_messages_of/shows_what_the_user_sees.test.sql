-- An operator is shown of a user's next weeks exactly what the user is shown.
begin;
select plan(4);

-- Something is queued, something to come, somebody does not get any.
select tests.set_clock('2026-06-05 12:00Z');
select tests.create_person('Maya', contact_timezone => 'Asia/Tokyo');
select tests.create_person('Noah');
select tests.create_contact('Maya', 'family', '+12025550144', consent_status => 'pending');
select tests.create_contact('Maya', 'friend', '+12025550145');
-- Known of the number, but nobody's who did not agree.
insert into private.phone_numbers (phone, opted_out_at)
values ('+12025550144', '2026-06-01'), ('+12025550145', '2026-06-01');
select tests.set_clock('2026-06-07 12:00Z');
select public.schedule_due_messages();

create temporary table ids as select tests.user_id('Maya') as maya;
grant select on ids to authenticated, service_role;
create temporary table shown as
select * from public.preview_messages_of((select maya from ids), 21);
select tests.act_as_user((select maya from ids));
create temporary table seen as select * from public.preview_upcoming_messages(21);
select tests.act_as('postgres');

select cmp_ok((select count(*) from shown), '>=', 9::bigint, 'three weeks of three contacts');
select set_eq('select * from shown', 'select * from seen', 'as the user sees them');
select throws_ok(
  format('select public.preview_messages_of(%L, 14)', gen_random_uuid()), 'RD090', null,
  'there is no such user'
);
select throws_ok(
  'select public.preview_messages_of((select maya from ids), 32)', 'RD070',
  'Cannot preview messages: days is 32', 'a year is too far'
);

select * from finish();
rollback;
