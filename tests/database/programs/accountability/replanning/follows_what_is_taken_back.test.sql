-- A week that was reached when it was planned is planned again where its log counts for less.
begin;
select plan(19);

-- What is planned, after a change of the log that its own user makes in the app.
create function pg_temp.plan_after(change text)
returns text
language plpgsql
as $$
begin
  perform tests.act_as_user(tests.user_id('Maya'));
  execute change;
  perform tests.act_as('postgres');
  return tests.plan('Maya');
end;
$$;

-- Plans everything anew, with two of what was done in the running week and two of the one before.
create function pg_temp.start_over()
returns void
language plpgsql
as $$
begin
  delete from public.activities;
  delete from public.occurrences;
  update public.notification_preferences set next_due_at = '2026-06-07 18:00Z';
  perform tests.log_activity('Maya', 3, '2026-06-03 12:00Z');
  perform tests.log_activity('Maya', 1, '2026-05-28 12:00Z');
  perform public.schedule_due_messages();
end;
$$;

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Maya');
select pg_temp.start_over();
create function pg_temp.silent() returns text language sql
return '06-07 18:00 silent met_and_silent; next 06-14 18:00';
create function pg_temp.queued() returns text language sql
return '06-07 18:00 queued | 06-07 18:00 queued; next 06-14 18:00';

select is(tests.plan('Maya'), pg_temp.silent(), 'a week that is reached is planned silent');

-- Nothing is less by it.
select is(
  pg_temp.plan_after('update public.activities set amount = 4 where amount = 3'), pg_temp.silent(),
  'more than before stays silent'
);
select is(
  pg_temp.plan_after($$
    update public.activities set occurred_at = '2026-06-01 12:00Z' where amount = 4
  $$),
  pg_temp.silent(), 'another day of the same week stays silent'
);
select is(
  pg_temp.plan_after('delete from public.activities where amount = 1'), pg_temp.silent(),
  'what counted in the week before is none of this one'
);
select is(
  pg_temp.plan_after('update public.activities set amount = 3 where amount = 4'), pg_temp.silent(),
  'less, and still enough, is silent when it is planned again'
);

select is(
  pg_temp.plan_after('update public.activities set amount = 2.9 where amount = 3'),
  pg_temp.queued(), 'a lowered amount is planned to be told'
);
select is(
  (select forecast ->> 'outcome' from public.occurrences), 'partial', 'as what it is now'
);
select is(
  pg_temp.plan_after('update public.activities set amount = 3 where amount = 2.9'),
  pg_temp.queued(), 'what is raised again waits for its claim'
);
select tests.set_clock('2026-06-07 18:00Z');
select tests.claim('Maya');
select is(tests.state('Maya'), 'canceled: met_and_silent', 'which sees that it was reached');

select tests.set_clock('2026-06-07 12:00Z');
select pg_temp.start_over();
select is(
  pg_temp.plan_after('delete from public.activities where amount = 3'), pg_temp.queued(),
  'a deleted activity is planned to be told'
);
select tests.set_clock('2026-06-07 18:00Z');
select isnt(tests.claim('Maya'), null, 'and is told when its time comes');
select is((tests.message('Maya')).message_type, 'accountability', 'as a miss');

select tests.set_clock('2026-06-07 12:00Z');
select pg_temp.start_over();
select is(
  pg_temp.plan_after($$
    update public.activities set occurred_at = '2026-05-31 17:59Z' where amount = 3
  $$),
  pg_temp.queued(), 'what is moved to the week before is planned to be told'
);
select pg_temp.start_over();
select is(
  pg_temp.plan_after($$
    update public.activities set occurred_at = '2026-05-31 18:00Z' where amount = 3
  $$),
  pg_temp.silent(), 'what is moved to the first moment of the week stays silent'
);
select is(
  pg_temp.plan_after($$
    update public.activities
    set amount = amount + 1, occurred_at = '2026-05-31 17:59:59.999Z' where amount = 3
  $$),
  pg_temp.queued(), 'what is moved out of it counts less, however much it is there'
);

-- Of several in one statement each counts.
select pg_temp.start_over();
select tests.log_activity('Maya', 5, '2026-06-04 12:00Z');
select is(
  pg_temp.plan_after('update public.activities set amount = 0.5'), pg_temp.queued(),
  'one statement lowers all of them'
);
select pg_temp.start_over();
select is(
  pg_temp.plan_after('delete from public.activities'), pg_temp.queued(),
  'one statement deletes all of them'
);

select pg_temp.start_over();
select tests.set_clock('2026-06-07 18:00Z');
select is(
  pg_temp.plan_after('delete from public.activities'), pg_temp.silent(),
  'what is deleted when the turn has come stays silent'
);

-- Where something else speaks against a text it goes on to.
select tests.set_clock('2026-06-07 12:00Z');
select pg_temp.start_over();
update public.users set paused_until = '2026-06-08 12:00Z' where display_name = 'Maya';
select is(
  pg_temp.plan_after('delete from public.activities'),
  '06-07 18:00 skipped paused; next 06-14 18:00', 'a pause holds whatever is taken back'
);

select * from finish();
rollback;
