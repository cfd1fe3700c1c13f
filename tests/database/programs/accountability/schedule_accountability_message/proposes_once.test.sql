-- One contact's next message, proposed by hand (R34): the same rules, and no second message.
begin;
select plan(12);

select tests.set_clock('2026-06-03 12:00Z');
select tests.create_person('Maya', 'coach');
select tests.create_person('Noah');

create function pg_temp.schedule(display_name text, contact_of text)
returns text
language sql
as $$
  select concat_ws(' ', decision, nullif(reasons, '{}')::text, (message_id is not null)::text)
  from public.schedule_accountability_message(
    tests.user_id(schedule.display_name), tests.contact_id(schedule.contact_of)
  );
$$;

select is(pg_temp.schedule('Maya', 'Maya'), 'queued true', 'a message is proposed');
select is(
  (tests.message('Maya')).scheduled_for, '2026-06-07 18:00Z'::timestamptz,
  'for the next turn, days ahead'
);
create temporary table proposed as select (tests.message('Maya')).id;
select is(pg_temp.schedule('Maya', 'Maya'), 'queued true', 'again, the answer is the same');
select is((tests.message('Maya')).id, (select id from proposed), 'and so is the message');
select tests.set_clock('2026-06-07 06:00Z');
select results_eq(
  'select users, queued from public.schedule_due_messages()', 'values (2, 1)',
  'the scheduler leaves it alone and takes the others'
);

select tests.create_person('Olga');
update public.contacts set consent_status = 'pending' where user_id = tests.user_id('Olga');
select is(
  pg_temp.schedule('Olga', 'Olga'), 'skipped {contact_not_confirmed} false',
  'a decision against it is answered as well'
);
select tests.create_person('Self', 'self');
select is(
  pg_temp.schedule('Self', 'Self'), 'skipped {contact_is_self} false',
  'to one''s own phone there is none'
);
select tests.create_person('Off');
update public.notification_preferences set enabled = false where user_id = tests.user_id('Off');
select is(
  pg_temp.schedule('Off', 'Off'), null, 'who is off has no next turn, and no answer'
);

select throws_ok(
  format(
    'select public.schedule_accountability_message(%L, %L)',
    tests.user_id('Maya'), tests.contact_id('Noah')
  ),
  'RD030', null, 'somebody else''s contact is refused'
);
select throws_ok(
  format(
    'select public.schedule_accountability_message(%L, %L)',
    tests.user_id('Maya'), gen_random_uuid()
  ),
  'RD030', null, 'so is a contact that does not exist'
);
select throws_ok(
  'select public.schedule_accountability_message(null, null)', 'RD030', null,
  'so is nobody at all'
);
select is(
  (select count(*) from public.occurrences where contact_id is null), 0::bigint,
  'none of them left a decision about nobody'
);

select * from finish();
rollback;
