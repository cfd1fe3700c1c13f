-- A deleted contact gets nothing that has not left yet; what was sent stays in the log.
begin;
select plan(7);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Queued');
select tests.create_message('Claimed');
select tests.create_message('Sent');
select tests.set_clock('2026-06-07 18:00Z');
select tests.start('Sent');
select tests.report('Sent', 'accepted', 'SM1');
select tests.claim('Claimed');
update public.message_queue set status = 'queued' where user_id = tests.user_id('Queued');

select is(
  array(
    select tests.outcome_as(name, 'delete from public.contacts')
    from unnest(array['Queued', 'Claimed', 'Sent']) as name
  ),
  array['1 rows', '1 rows', '1 rows'],
  'their owner can delete a contact at any time'
);
delete from public.contacts
where user_id in (tests.user_id('Queued'), tests.user_id('Claimed'), tests.user_id('Sent'));

select is(tests.state('Queued'), 'canceled: contact_deleted', 'a waiting message is canceled');
select is(
  (select count(*) from public.start_messages(array[(tests.message('Claimed')).lease_token])),
  0::bigint, 'a claimed one can no longer be started'
);
select tests.lapse('Claimed');
select public.sweep_messages();
select tests.claim('Claimed');
select is(tests.state('Claimed'), 'canceled: no_contact', 'and is canceled when looked at again');
select is(tests.state('Sent'), 'sent', 'a sent one stays sent');
select is(
  (
    select count(*) from public.messages
    where user_id = tests.user_id('Sent') and contact_id is not null
  ),
  1::bigint, 'and stays in the log'
);
select is(
  (select count(*) from public.occurrences where user_id = tests.user_id('Queued')), 1::bigint,
  'the decision stays as well'
);

select * from finish();
rollback;
