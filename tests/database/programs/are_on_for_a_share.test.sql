-- A program is on for a share of the users: always the same ones, and more of them when it rises.
begin;
select plan(12);

-- Ids of a thousand people who need not exist.
create temporary table people as
select md5(number::text)::uuid as id from generate_series(1, 1000) as number;

create function pg_temp.people_with(program text, percent integer)
returns uuid[]
language plpgsql
as $$
begin
  update private.programs set enabled_percent = people_with.percent
  where programs.program = people_with.program;
  return array(
    select people.id from people
    where private.is_program_on(people_with.program, people.id)
    order by 1
  );
end;
$$;

create temporary table shares as
select percent, pg_temp.people_with('accountability', percent) as ids
from generate_series(0, 100) as percent;

select is((select enabled_percent from private.programs where program = 'accountability'),
  100::smallint, 'a program is on for everybody unless somebody says otherwise');
select is((select cardinality(ids) from shares where percent = 0), 0, '0 percent are nobody');
select is((select cardinality(ids) from shares where percent = 100), 1000, '100 are everybody');
select is_empty(
  $$
    select percent, cardinality(ids) from shares
    where cardinality(ids) not between percent * 10 - 60 and percent * 10 + 60
  $$,
  'a share has about so many people'
);
select is_empty(
  $$
    select larger.percent from shares as smaller
    join shares as larger on larger.percent = smaller.percent + 1
    where not larger.ids @> smaller.ids
  $$,
  'a higher percentage takes nobody out'
);
select is(
  pg_temp.people_with('accountability', 37), (select ids from shares where percent = 37),
  'and who is in stays in when it comes back to it'
);
select cmp_ok(
  (
    select count(*) from unnest(pg_temp.people_with('heads_up', 50)) as other (id)
    where other.id = any ((select ids from shares where percent = 50)::uuid[])
  ),
  '<', 400::bigint, 'another program begins with other people'
);
-- md5('accountability 00000000-0000-0000-0000-000000000001') begins with 5d7240af: 51 of 100.
update private.programs set enabled_percent = 51 where program = 'accountability';
select ok(
  not private.is_program_on('accountability', '00000000-0000-0000-0000-000000000001'),
  'whose place is the 52nd is out at 51 percent'
);
update private.programs set enabled_percent = 52 where program = 'accountability';
select ok(
  private.is_program_on('accountability', '00000000-0000-0000-0000-000000000001'),
  'and in at 52, today and for good'
);
select is(
  private.is_program_on('no_such_program', '00000000-0000-0000-0000-000000000001'), false,
  'what is no program is on for nobody'
);
select throws_ok(
  format('update private.programs set enabled_percent = %s where program = ''heads_up''', percent),
  '23514', null, percent || ' is no percentage'
)
from unnest(array[-1, 101]) as percent;

select * from finish();
rollback;
