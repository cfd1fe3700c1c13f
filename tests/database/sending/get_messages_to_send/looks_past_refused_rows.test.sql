-- Rows that turn out wrong do not use up the batch of those behind them.
begin;
select plan(4);

-- Fifteen that will be refused stand before three that will not.
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Refused' || number, 'coach') from generate_series(1, 10) as number;
select tests.create_message('Held' || number, 'coach', contact_timezone => 'Asia/Tokyo')
from generate_series(1, 5) as number;
select tests.create_message('M' || number) from generate_series(1, 3) as number;
select tests.change_unnoticed(
  $$
    update public.contacts
    set consent_status = 'pending'
    where user_id in (select id from public.users where display_name like 'Refused%')
  $$
);
update public.message_queue set scheduled_for = '2026-06-07 18:00Z';
select tests.set_clock('2026-06-07 18:00Z');

select is(
  (select count(*) from public.get_messages_to_send(3)), 3::bigint, 'the batch is filled'
);
select is(
  (
    select count(*) from public.message_queue
    join public.users on users.id = user_id
    where status = 'processing' and display_name like 'M%'
  ),
  3::bigint, 'with those that stood behind'
);
select is(
  (select count(*) from public.message_queue where status = 'canceled'), 10::bigint,
  'what was refused is settled'
);
select is(
  (
    select count(*) from public.message_queue
    where status = 'queued' and reason = 'outside_allowed_hours'
  ),
  5::bigint, 'and so is what waits'
);

select * from finish();
rollback;
