-- An operator sees what the next hours hold, and sets how much they may.
begin;
select plan(15);

-- Three texts at six, one of them moved to seven; one is claimed, an answer waits.
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name) from unnest(array['Maya', 'Noah', 'Olga']) as name;
select tests.set_clock('2026-06-07 18:30Z');
update public.message_queue set scheduled_for = '2026-06-07 19:00Z'
where user_id = tests.user_id('Olga');
select public.get_messages_to_send(1);
insert into public.message_rate_limits (time_slot, messages_sent)
values ('2026-06-07 17:00Z', 7), ('2026-06-07 20:00Z', 0);

create function pg_temp.hour(number integer)
returns text
language sql
as $$
  select concat_ws(
    ' ', hour ->> 'limit', hour ->> 'sent', hour ->> 'reserved', hour ->> 'planned'
  )
  from (select public.get_sending_limits() -> 'hours' -> hour.number as hour) as hours;
$$;

select is(
  (public.get_sending_limits() -> 'hours' -> 0),
  '{
    "starts_at": "2026-06-07T18:00:00+00:00", "limit": 100, "sent": 0, "reserved": 1, "planned": 1,
    "replies_limit": 100, "replies_sent": 0, "replies_reserved": 0, "replies_planned": 0
  }'::jsonb,
  'this hour, with what is due in it'
);
select is(pg_temp.hour(1), '100 0 0 1', 'and the next');
select is(jsonb_array_length(public.get_sending_limits() -> 'hours'), 6, 'six of them');
select is(jsonb_array_length(public.get_sending_limits(2) -> 'hours'), 2, 'or as many as asked');
select is((public.get_sending_limits() ->> 'pace')::numeric, 1::numeric, 'at full pace');
select tests.set_clock('2026-06-07 19:30Z');
select is(pg_temp.hour(0), '100 0 0 2', 'what is overdue wants this hour');
select tests.set_clock('2026-06-07 18:30Z');
select throws_ok(
  format('select public.get_sending_limits(%s)', hours), 'RD093', null, hours || ' hours'
)
from unnest(array['0', '169', 'null']) as hours;

select private.set_messages_per_hour(1);
select is(
  (
    select string_agg(max_messages_per_slot::text, ' ' order by time_slot)
    from public.message_rate_limits
  ),
  '100 1 1', 'this hour and those after it have the new limit, those before keep theirs'
);
select is(
  (select messages_per_hour from private.settings), 1, 'and so will those nobody asked for yet'
);
select is_empty('select public.get_messages_to_send()', 'nothing more is granted');
select isnt_empty(
  $$
    select public.start_messages(array_agg(lease_token))
    from public.message_queue where status = 'processing'
  $$,
  'what was granted is sent'
);
select throws_ok(
  format('select private.set_messages_per_hour(%s)', number), 'RD094', null, number || ' an hour'
)
from unnest(array['-1', '100001']) as number;

select * from finish();
rollback;
