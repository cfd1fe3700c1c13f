-- The books of the hours.
begin;
select plan(1);

-- The books of an hour, "sent/reserved"; an hour nobody asked for has none.
create or replace function tests.budget(hour timestamptz)
returns text
language sql
stable
set search_path = ''
as $$
  select limits.messages_sent || '/' || limits.messages_reserved
  from public.message_rate_limits as limits
  where limits.time_slot = budget.hour;
$$;

-- The invariant of the budget: each hour of a channel has reserved exactly what is claimed on its
-- account, of replies as of others.
create or replace function tests.budget_is_balanced()
returns boolean
language sql
stable
set search_path = ''
as $$
  select not exists (
    select
    from (
      select channel, time_slot as hour, messages_reserved, replies_reserved
      from public.message_rate_limits
      where messages_reserved <> 0 or replies_reserved <> 0
    ) as booked
    full join (
      select
        channel,
        budget_hour as hour,
        count(*) filter (where priority > 0) as messages,
        count(*) filter (where priority = 0) as replies
      from public.message_queue
      where status = 'processing'
      group by channel, budget_hour
    ) as held using (channel, hour)
    where (booked.messages_reserved, booked.replies_reserved)
      is distinct from (held.messages, held.replies)
  );
$$;

select has_function('tests', 'budget', 'the books can be read');
select * from finish();
commit;
