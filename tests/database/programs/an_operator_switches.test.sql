-- How an operator switches programs, and what is refused.
begin;
select plan(13);

select tests.create_user('Maya');
select tests.create_user('Noah');
create function pg_temp.heads_up()
returns text
language sql
as $$
  select concat_ws(' ', enabled_percent, switched_on, switched_off)
  from public.list_programs() where program = 'heads_up';
$$;

select set_eq(
  'select program from public.list_programs()', 'select program from private.programs',
  'every program is listed'
);
select is(pg_temp.heads_up(), '100 0 0', 'on for everybody at first');
select private.set_program_percent('heads_up', 5);
select private.set_program_switch('heads_up', tests.user_id('Maya'), true);
select private.set_program_switch('heads_up', tests.user_id('Noah'), false);
select is(pg_temp.heads_up(), '5 1 1', 'then for a share and for one, but not for another');
select private.set_program_switch('heads_up', tests.user_id('Maya'), false);
select is(pg_temp.heads_up(), '5 0 2', 'a switch is turned');
select private.set_program_switch('heads_up', tests.user_id('Maya'), null);
select private.set_program_switch('heads_up', tests.user_id('Maya'), null);
select is(pg_temp.heads_up(), '5 0 1', 'and taken away');
select throws_ok(
  'select private.set_program_percent(''nonsense'', 5)', 'RD095',
  'Cannot switch the program "nonsense": there is none', 'there is no such program'
);
select throws_ok(
  format('select private.set_program_switch(''nonsense'', %L, true)', tests.user_id('Maya')),
  'RD095', null, 'nor a switch of it'
);
select throws_ok(
  format('select private.set_program_percent(%L, 100)', program), 'RD096', null,
  program || ' is always on'
)
from unnest(array['reply', 'consent']) as program;
select throws_ok(
  format('select private.set_program_switch(''reply'', %L, true)', tests.user_id('Maya')),
  'RD096', null, 'for everybody'
);
select throws_ok(
  format('select private.set_program_percent(''heads_up'', %s)', percent), 'RD097', null,
  percent || ' percent'
)
from unnest(array['-1', 'null']) as percent;
select throws_ok(
  format('select private.set_program_switch(''heads_up'', %L, true)', gen_random_uuid()), 'RD090',
  null, 'there is no such user'
);

select * from finish();
rollback;
