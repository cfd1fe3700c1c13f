-- Coaches first, then by time; what is not due yet is not taken; what is taken is leased.
begin;
select plan(11);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Friend');
select tests.create_message('Early');
select tests.create_message('Coach', 'coach');
select tests.create_message('Good');
select tests.create_message('Future');
update public.message_queue
set scheduled_for = '2026-06-07 17:00Z'
where user_id = tests.user_id('Early');
update public.message_queue
set scheduled_for = '2026-06-07 18:00:00.000001Z', priority = 0
where user_id = tests.user_id('Future');
update public.message_queue set priority = 2 where user_id = tests.user_id('Good');
select tests.set_clock('2026-06-07 18:00Z');

create temporary table claimed as
select row_number() over () as position, claimed.*
from public.get_messages_to_send(3) as claimed;

select is(
  array(
    select display_name
    from claimed
    join public.message_queue on id = message_id
    join public.users on users.id = user_id
    order by position
  ),
  array['Coach', 'Good', 'Early'],
  'coaches come first, then congratulations, then the longest due'
);
select is((select bool_and(more) from claimed), true, 'a full batch says there may be more');
select is(tests.state('Coach'), 'processing', 'what is taken is being processed');
select is(
  (tests.message('Coach')).claimed_at, '2026-06-07 18:00Z'::timestamptz, 'since now'
);
select is(
  (tests.message('Coach')).lease_expires_at, now() + interval '3 minutes',
  'under a lease of three minutes by the real clock'
);
select is(
  (select count(distinct lease_token) from claimed), 3::bigint, 'each under a token of its own'
);

create temporary table second_batch as select * from public.get_messages_to_send(3);
select is(
  array(
    select display_name
    from second_batch
    join public.message_queue on id = message_id
    join public.users on users.id = user_id
  ),
  array['Friend'],
  'the next batch takes the rest, and what is due a microsecond later is not due'
);
select is((select bool_or(more) from second_batch), false, 'and says that this was all');
select is_empty('select * from public.get_messages_to_send(500)', 'nothing is taken twice');
select is(tests.state('Future'), 'queued', 'the future waits');
select is((tests.message('Coach')).attempts, 0::smallint, 'a claim is no attempt');

select * from finish();
rollback;
