-- A person whose data is broken is skipped, recorded and reported, and stops nobody else; troubles
-- of the server are nobody's data.
begin;
select plan(11);

-- Planning Noah's turns fails, with an error to be chosen.
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person(name) from unnest(array['Maya', 'Noah', 'Olga']) as name;
create temporary table failure (user_id uuid, code text);
insert into failure values (tests.user_id('Noah'), '22023');
create function pg_temp.fail()
returns trigger
language plpgsql
as $$
begin
  if new.contact_id is not null and new.user_id = (select user_id from failure) then
    raise exception 'This turn cannot be written' using errcode = (select code from failure);
  end if;
  return new;
end;
$$;
create trigger fail
  before insert on public.occurrences
  for each row execute function pg_temp.fail();

create function pg_temp.outcome_of_failure(code text)
returns text
language plpgsql
as $$
begin
  update failure set code = outcome_of_failure.code;
  return tests.outcome_as('service_role', 'select public.schedule_due_messages()');
end;
$$;

select is(
  array(
    select pg_temp.outcome_of_failure(code)
    from unnest(array['40P01', '40001', '53100', '53200', '57P01', '55P03']) as code
  ),
  array['40P01', '40001', '53100', '53200', '57P01', '55P03'],
  'a wait in a circle, a full disk or a shutdown ends the run'
);
select is((select count(*) from public.occurrences), 0::bigint, 'and decides nothing');
update failure set code = '22023';
select results_eq(
  'select * from public.schedule_due_messages()', 'values (3, 2, 0, 0, 1, false)',
  'of three people two are planned and one is broken'
);
select is(
  tests.plan('Maya'), '06-07 18:00 queued | 06-07 18:00 queued; next 06-14 18:00',
  'the others are planned as ever'
);
select is(
  tests.plan('Noah'), '06-07 18:00 skipped broken_data; next 06-14 18:00',
  'the one is skipped until next week'
);
select is(
  (select forecast ->> 'problem' from public.occurrences where user_id = tests.user_id('Noah')),
  'This turn cannot be written', 'with what went wrong'
);
select results_eq(
  'select kind, times, details from public.alerts',
  $$
    select
      'broken_data', 1,
      jsonb_build_object(
        'user_id', tests.user_id('Noah'), 'problem', 'This turn cannot be written'
      )
  $$,
  'and the operator is told'
);
select results_eq(
  'select * from public.schedule_due_messages()', 'values (0, 0, 0, 0, 0, false)',
  'nobody is left'
);

-- Weeks later, still broken; then mended.
select tests.set_clock('2026-06-21 12:00Z');
select results_eq(
  'select * from public.schedule_due_messages()', 'values (3, 0, 0, 2, 1, true)',
  'who is behind is due again at once, broken or not'
);
drop trigger fail on public.occurrences;
select public.schedule_due_messages();
select is(
  tests.plan('Noah'),
  '06-07 18:00 skipped broken_data; 06-14 18:00 skipped broken_data; '
  '06-21 18:00 queued | 06-21 18:00 queued; next 06-28 18:00',
  'once it can be planned, it is'
);
select results_eq(
  'select day, times from public.alerts order by day',
  $$values ('2026-06-07'::date, 1), ('2026-06-21'::date, 1)$$, 'another day, another alert'
);

select * from finish();
rollback;
