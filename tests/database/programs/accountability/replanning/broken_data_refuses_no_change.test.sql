-- A person whose turn cannot be planned can still change things, and be stopped.
begin;
select plan(4);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_planned('Maya');

create function pg_temp.refuse()
returns trigger
language plpgsql
as $$
begin
  raise exception 'No turn of hers can be planned';
end;
$$;
create trigger refuse
  before insert on public.occurrences
  for each row when (new.contact_id is not null)
  execute function pg_temp.refuse();

select lives_ok(
  'update public.contacts set consent_status = ''stopped''', 'a contact who says STOP is heard'
);
select is(tests.state('Maya'), 'canceled: superseded', 'what was planned is taken back');
select is(
  tests.plan('Maya'),
  '06-07 18:00 skipped broken_data; 06-07 18:00 superseded | 06-07 18:00 canceled superseded; '
  'next 06-14 18:00',
  'the turn is skipped'
);
select is((select kind from public.alerts), 'broken_data', 'and the operator is told');

select * from finish();
rollback;
