-- Who was asked is not asked again by the same person, whatever became of contact and question.
begin;
select plan(5);

-- A question that was sent, and one that was not yet.
select tests.set_clock('2026-06-06 12:00Z');
select tests.create_person('Maya', phone => '+12025550101');
select tests.create_person('Noah', phone => '+12025550102');
update public.contacts set consent_status = 'pending';
select tests.invite('Maya');
select tests.start('Maya');
select tests.report('Maya', 'accepted', 'SM1');
select tests.invite('Noah');

create function pg_temp.refusal(inviter text)
returns text
language sql
as $$
  select left(tests.refusal_to(
    inviter,
    format(
      'insert into public.invitations (user_id, contact_id) values (%L, %L)',
      tests.user_id(inviter), tests.contact_id(inviter)
    )
  ), 5);
$$;

delete from public.contacts;
select is(
  (select string_agg(distinct status, ' ') from public.invitations), 'withdrawn',
  'a question goes with its contact'
);
select tests.create_contact('Maya', phone => '+12025550101', consent_status => 'pending');
select tests.create_contact('Noah', phone => '+12025550102', consent_status => 'pending');
select is(pg_temp.refusal('Maya'), 'RD154', 'who was removed after they were asked was asked');
select is(pg_temp.refusal('Noah'), null, 'who was removed before was not');
select public.start_messages(
  array(select claimed.lease_token from public.get_messages_to_send() as claimed)
);
update public.contacts set phone = '+12025550103' where user_id = tests.user_id('Noah');
update public.contacts set phone = '+12025550102' where user_id = tests.user_id('Noah');
select is(
  (select string_agg(status, ' ') from public.invitations where phone = '+12025550102'),
  'withdrawn withdrawn', 'a question goes with its number'
);
select is(
  pg_temp.refusal('Noah'), 'RD154', 'a question on its way may have arrived, and counts as well'
);

select * from finish();
rollback;
