-- Whoever becomes a contact is planned with the others, whoever is none any more gets nothing.
begin;
select plan(10);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_planned('Maya');
create temporary table first as select (tests.message('Maya')).id;

select tests.create_contact('Maya', 'coach', '+12025550102', consent_status => 'pending');
select is(
  tests.plan('Maya'),
  '06-07 18:00 queued | 06-07 18:00 queued; 06-07 18:00 skipped contact_not_confirmed; '
  'next 06-14 18:00',
  'a new contact is decided at once'
);
select is(
  (select id from public.message_queue where user_id = tests.user_id('Maya')),
  (select id from first), 'the first keeps their message'
);
update public.contacts set consent_status = 'confirmed' where phone = '+12025550102';
select is(
  tests.plan('Maya'),
  '06-07 18:00 queued | 06-07 18:00 queued; 06-07 18:00 queued | 06-07 18:00 queued; '
  'next 06-14 18:00',
  'once they say yes, they get the text of this week'
);
select is(
  array(
    select priority from public.message_queue
    where user_id = tests.user_id('Maya') and status = 'queued'
    order by priority
  ),
  array[1, 3]::smallint[], 'each with their own priority'
);
delete from public.contacts where phone = '+12025550102';
select is(
  (
    select string_agg(status || coalesce(' ' || reason, ''), ', ' order by status)
    from public.message_queue where user_id = tests.user_id('Maya')
  ),
  'canceled contact_deleted, queued', 'deleted, they get nothing, and the first still does'
);
update public.users set message_style = 'snarky' where display_name = 'Maya';
select is(
  (
    select string_agg(status || coalesce(' ' || reason, ''), ', ' order by status)
    from public.message_queue where user_id = tests.user_id('Maya')
  ),
  'canceled contact_deleted, queued', 'nor does their message come back with the next change'
);

-- Somebody who had nobody to tell.
select tests.create_user('Alone');
select tests.create_goal('Alone');
select public.schedule_due_messages();
select is(
  tests.plan('Alone'), '06-07 18:00 skipped no_contact; next 06-14 18:00', 'there was nobody'
);
select tests.create_contact('Alone');
select is(
  tests.plan('Alone'),
  '06-07 18:00 queued | 06-07 18:00 queued; 06-07 18:00 superseded; next 06-14 18:00',
  'now there is'
);

-- Somebody of whom nothing is planned yet.
select tests.create_user('New');
select tests.create_goal('New');
select tests.create_contact('New');
update public.notification_preferences
set send_time = '17:00'
where user_id = tests.user_id('New');
select is(
  tests.plan('New'), 'next 06-07 17:00', 'what nobody planned yet is left to the scheduler'
);
select public.schedule_due_messages();
select is(
  tests.plan('New'), '06-07 17:00 queued | 06-07 17:00 queued; next 06-14 17:00',
  'which serves it today'
);

select * from finish();
rollback;
