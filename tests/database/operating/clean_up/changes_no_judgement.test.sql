-- Whom we told what in these days is judged by the queue: forgetting must not free a place.
begin;
select plan(6);

-- Told on Sunday about the week until then, by settings that keep as little as may be.
update private.settings set messages_kept = '30 days', answered_messages_kept = '30 days';
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name) from unnest(array['Maya', 'Noah']) as name;
select tests.set_clock('2026-06-07 18:00Z');
select tests.start(name), tests.report(name, 'accepted', 'SM-' || name)
from unnest(array['Maya', 'Noah']) as name;
-- Noah's contact was removed and added again: it is the number that was told.
create temporary table numbers as
select phone from public.contacts where user_id = tests.user_id('Noah');
delete from public.contacts where user_id = tests.user_id('Noah');
select tests.create_contact('Noah', phone => phone) from numbers;

-- What speaks against telling about the week that ends so many days after that Sunday.
create function pg_temp.reasons_after(days integer, name text) returns text language sql as $$
  select array_to_string(reasons, ' ')
  from tests.judge_week(
    tests.user_id(name), tests.contact_id(name), date '2026-06-07' + days,
    timestamptz '2026-06-07 18:00Z' + days * interval '1 day',
    timestamptz '2026-05-31 18:00Z' + days * interval '1 day',
    private.clock_now()
  );
$$;
create temporary table judged as
select days, name, pg_temp.reasons_after(days, name) as reasons
from generate_series(0, 7) as days, unnest(array['Maya', 'Noah']) as name;

select is(
  (
    select string_agg(concat_ws(' ', days, name, nullif(reasons, '')), ', ' order by days, name)
    from judged
    where days in (0, 6, 7)
  ),
  '0 Maya, 0 Noah weekly_cap told_before, 6 Maya weekly_cap, 6 Noah weekly_cap, 7 Maya, 7 Noah',
  'who was told has had the text of six days, and nobody is told of a turn twice'
);
select private.clean_up();
select tests.set_clock('2026-06-13 18:00Z');
select private.clean_up();
select tests.set_clock('2026-06-14 17:59Z');
select private.clean_up();
select set_eq(
  $$
    select days, name, pg_temp.reasons_after(days, name)
    from generate_series(0, 7) as days, unnest(array['Maya', 'Noah']) as name
  $$,
  'select days, name, reasons from judged', 'forgetting changes nothing of it'
);
select isnt_empty(
  format('select from public.explain_message(%L)', (tests.message('Maya')).id),
  'and what was sent can be explained'
);

-- Nor can it be told to.
select throws_ok(
  'update private.settings set messages_kept = ''29 days''', '23514', null,
  'messages that are judged by cannot be forgotten'
);
select throws_ok(
  'update private.settings set answered_messages_kept = ''29 days''', '23514', null,
  'nor answered ones sooner than others'
);
select throws_ok(
  'update private.settings set runs_kept = ''6 days''', '23514', null,
  'nor anything of this week'
);

select * from finish();
rollback;
