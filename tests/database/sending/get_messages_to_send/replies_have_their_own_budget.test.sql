-- Replies wait for no spent hour, and take nothing from it.
begin;
select plan(11);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('P' || number) from generate_series(1, 2) as number;
select tests.create_message('R' || number) from generate_series(1, 4) as number;
update public.message_queue
set scheduled_for = '2026-06-07 18:00Z', priority = case when name like 'R%' then 0 else 3 end
from (select users.id, users.display_name as name from public.users) as named
where named.id = message_queue.user_id;
update private.settings set messages_per_hour = 1, replies_per_hour = 2;
select tests.set_clock('2026-06-07 18:00Z');

create function pg_temp.books()
returns text
language sql
as $$
  select concat_ws(
    ' ', messages_sent, messages_reserved, replies_sent, replies_reserved
  )
  from public.message_rate_limits;
$$;

select is(
  (select count(*) from public.get_messages_to_send(1, replies_only => true)), 1::bigint,
  'replies can be claimed alone'
);
select is(pg_temp.books(), '0 0 0 1', 'on their own account');
select is(
  (select count(*) from public.get_messages_to_send(500)), 2::bigint,
  'with the others both budgets are used up'
);
select is(pg_temp.books(), '0 1 0 2', 'each on its account');
select is(public.why_nothing_to_send(replies_only => true), 'budget_spent', 'theirs ends as well');
select is(public.why_nothing_to_send(), 'budget_spent', 'so nothing due has room');
update public.message_rate_limits set max_replies_per_slot = 3;
select is(
  public.why_nothing_to_send(), 'claimed_elsewhere', 'a reply that has room is not out of budget'
);
update public.message_rate_limits set max_replies_per_slot = 2;
create temporary table claimed as
select users.display_name as name
from public.message_queue join public.users on users.id = message_queue.user_id
where status = 'processing' and priority = 0;
select tests.start((select min(name) from claimed));
select tests.report((select min(name) from claimed), 'accepted', 'SM1');
select is(pg_temp.books(), '0 1 1 1', 'a reply that was sent is spent there');
select public.release_messages(array[(tests.message((select max(name) from claimed))).lease_token]);
select is(pg_temp.books(), '0 1 1 0', 'one that was given back is free there');
select tests.claim((select max(name) from claimed));
delete from public.message_queue;
select is(pg_temp.books(), '0 0 1 0', 'what goes with an account leaves nothing reserved');
select ok(tests.budget_is_balanced(), 'the books agree with the queue');

select * from finish();
rollback;
