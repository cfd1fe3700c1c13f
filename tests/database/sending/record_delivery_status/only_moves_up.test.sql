-- Callbacks come twice and in any order; what is known only ever gets better.
begin;
select plan(5);

select tests.set_clock('2026-06-07 12:00Z');

-- Sends a message and lets its callbacks come in this order.
create function pg_temp.after_callbacks(statuses text[])
returns text
language plpgsql
as $$
declare
  v_name constant text := array_to_string(statuses, '-');
  v_status text;
begin
  perform tests.set_clock('2026-06-07 12:00Z');
  perform tests.create_message(v_name);
  perform tests.set_clock('2026-06-07 18:00Z');
  perform tests.start(v_name);
  perform tests.report(v_name, 'accepted', v_name);
  foreach v_status in array statuses loop
    perform public.record_delivery_status((tests.attempt(v_name)).id, v_name, v_status);
  end loop;
  return (
    select concat_ws(' ', messages.delivery_status, (tests.attempt(v_name)).delivery_status)
    from public.messages
    where messages.id = (tests.message(v_name)).id
  );
end;
$$;

select is_empty(
  $$
    select a, b, c, outcome
    from (
      select a, b, c, pg_temp.after_callbacks(array[a, b, c]) as outcome
      from unnest(array['queued', 'sent', 'delivered']) as a,
        unnest(array['queued', 'sent', 'delivered']) as b,
        unnest(array['queued', 'sent', 'delivered']) as c
      where a <> b and b <> c and a <> c
    ) as permuted
    where outcome <> 'delivered delivered'
  $$,
  'delivered stays, in every order of queued, sent and delivered'
);
select is(
  pg_temp.after_callbacks(array['delivered', 'undelivered', 'failed', 'sending']),
  'delivered delivered', 'the first end is the end'
);
select is(
  pg_temp.after_callbacks(array['undelivered', 'delivered']), 'undelivered undelivered',
  'whichever it is'
);
select is(
  pg_temp.after_callbacks(array['delivered', 'read', 'delivered']), 'read read',
  'only a reader goes further'
);
select results_eq(
  $$
    select status
    from unnest(array[
      'scheduled', 'accepted', 'queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed',
      'canceled', 'read'
    ]) with ordinality as statuses (status, position)
    where private.delivery_rank(status) is null
    union all
    select 'rejoiced' where private.delivery_rank('rejoiced') is not null
  $$,
  'select null::text where false', 'every status of the provider has a rank, and no other'
);

select * from finish();
rollback;
