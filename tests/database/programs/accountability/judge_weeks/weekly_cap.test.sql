-- The cap counts turns by their nominal dates, whenever their texts were sent.
begin;
select plan(13);

-- Maya's contact has a message of last Sunday, in a state to be chosen.
select tests.set_clock('2026-05-31 12:00Z');
select tests.create_message('Maya');
-- The other has none.
select tests.create_contact('Maya', consent_status => 'pending');

create temporary table ids as
select
  tests.user_id('Maya') as user_id,
  (tests.message('Maya')).id as message_id,
  (tests.message('Maya')).contact_id as contact_id;

create function pg_temp.is_capped(nominal_date date)
returns boolean
language sql
as $$
  select 'weekly_cap' = any (week.reasons)
  from ids
  cross join lateral tests.judge_week(
    ids.user_id, ids.contact_id, is_capped.nominal_date,
    is_capped.nominal_date::timestamp at time zone 'UTC',
    is_capped.nominal_date::timestamp at time zone 'UTC' - interval '7 days',
    is_capped.nominal_date::timestamp at time zone 'UTC'
  ) as week;
$$;

create function pg_temp.set_status(status text)
returns void
language sql
as $$
  update public.message_queue
  set
    status = set_status.status,
    provider_message_id = 'SM1',
    sent_at = now(),
    reason = 'rejected',
    lease_token = gen_random_uuid(),
    lease_expires_at = now(),
    budget_hour = '2026-05-31 18:00Z'
  where message_queue.id = (select message_id from ids);
$$;
insert into public.message_rate_limits (time_slot, messages_reserved)
values ('2026-05-31 18:00Z', 10);

select ok(pg_temp.is_capped('2026-06-06'), 'a queued message of six dates before counts');
select ok(not pg_temp.is_capped('2026-06-07'), 'one of seven dates before does not');
select ok(pg_temp.is_capped('2026-06-01'), 'one of the day before counts');
select ok(not pg_temp.is_capped('2026-05-31'), 'a message does not stand in its own way');
select ok(not pg_temp.is_capped('2026-05-30'), 'nor does one that is still to come');

update public.notification_preferences set max_messages_per_week = 2;
select ok(not pg_temp.is_capped('2026-06-06'), 'a cap of two leaves room for a second');
update public.notification_preferences set max_messages_per_week = 1;

select pg_temp.set_status('processing');
select ok(pg_temp.is_capped('2026-06-06'), 'a claimed message counts');
select pg_temp.set_status('unconfirmed');
select ok(pg_temp.is_capped('2026-06-06'), 'one that may have been sent counts');

savepoint unsent;
select pg_temp.set_status('canceled');
select ok(not pg_temp.is_capped('2026-06-06'), 'a canceled one does not');
rollback to savepoint unsent;
select pg_temp.set_status('failed');
select ok(not pg_temp.is_capped('2026-06-06'), 'a failed one does not');
rollback to savepoint unsent;

select pg_temp.set_status('sent');
update public.message_queue set sent_at = '2026-06-06 09:00Z';
select ok(pg_temp.is_capped('2026-06-06'), 'a sent one counts');
select ok(
  not pg_temp.is_capped('2026-06-07'),
  'one that was sent late, yesterday, does not block the next turn'
);

update ids set contact_id = (
  select contacts.id from public.contacts
  where contacts.user_id = ids.user_id and contacts.id <> ids.contact_id
);
select ok(not pg_temp.is_capped('2026-06-06'), 'the cap is each contact''s own');

select * from finish();
rollback;
