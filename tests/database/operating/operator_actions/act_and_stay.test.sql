-- What an operator does is a row: it acts, it stays, and nobody else's row acts.
begin;
select plan(18);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_user('Maya');
select tests.create_user('Olga');

-- What is accepted stays done.
create function pg_temp.acts_as(
  name text,
  rundown_role text,
  action text,
  arguments jsonb
)
returns text
language plpgsql
as $$
begin
  if name = 'service_role' then
    perform tests.act_as(name);
  else
    perform tests.act_as_user(tests.user_id(name), rundown_role);
  end if;
  insert into public.operator_actions (action, arguments)
  values (acts_as.action, acts_as.arguments);
  perform tests.act_as('postgres');
  return 'done';
exception
  when others then
    return sqlstate;
end;
$$;
create function pg_temp.is_paused()
returns boolean
language sql
as $$
  select paused_at is not null from private.delivery_circuits;
$$;

select is(
  pg_temp.acts_as('Maya', null, 'pause_sending', '{"because": "Lunch"}'), '42501',
  'a user may not act'
);
select is(
  pg_temp.acts_as('Maya', null, 'nonsense', '{}'), '42501', 'nor learns what there is to do'
);
select ok(not pg_temp.is_paused(), 'nothing was done by it');
select is_empty('select * from public.operator_actions', 'nor put on record');

select is(
  pg_temp.acts_as('Olga', 'operator', 'pause_sending', '{"because": "Lunch"}'), 'done',
  'an operator may'
);
select ok(pg_temp.is_paused(), 'and it is done');
select is(
  (select operator_id from public.operator_actions), tests.user_id('Olga'), 'under their name'
);
select is(
  (select created_at from public.operator_actions), '2026-06-07 12:00Z', 'with its time'
);
select is(
  pg_temp.acts_as('service_role', null, 'resume_sending', '{}'), 'done',
  'the secret key may as well'
);
select ok(not pg_temp.is_paused(), 'and it is done, too');
select set_eq(
  'select action, operator_id is null from public.operator_actions',
  $$values ('pause_sending', false), ('resume_sending', true)$$,
  'in nobody''s name'
);

select throws_ok(
  $$
    insert into public.operator_actions (action, arguments)
    values ('pause_sending', '{"because": ""}')
  $$,
  'RD080', null, 'what cannot be done is not put on record'
);
select is(
  array(
    select tests.outcome_as(
      'service_role',
      format('insert into public.operator_actions (action, arguments) values (%L, %L)', a, b)
    )
    from (
      values
        ('pause_sending', '{}'),
        ('pause_sending', '[]'),
        ('set_messages_per_hour', '{"messages_per_hour": "many"}'),
        ('set_messages_per_hour', '{"messages_per_hour": 12.5}'),
        ('retry_message', '{"message_id": "7"}'),
        (
          'set_program_switch',
          '{"program": "heads_up", "user_id": "00000000-0000-0000-0000-000000000000"}'
        )
    ) as wrong (a, b)
  ),
  array['RD099', 'RD099', 'RD099', 'RD099', 'RD099', 'RD099'],
  'a missing argument, or one of another kind, does nothing: a forgotten switch is not no switch'
);
select throws_ok(
  $$insert into public.operator_actions (action) values ('pause')$$,
  'RD098', 'Cannot act: there is no action "pause"', 'what is no action is refused'
);
select throws_ok(
  $$
    insert into public.operator_actions (action, arguments)
    values ('pause_sending', '{"because": "Lunch", "until": "13:00"}')
  $$,
  'RD099', 'Cannot act: there is no argument "until"', 'so is an argument that nothing knows'
);
select throws_ok(
  $$update public.operator_actions set action = 'resume_sending'$$, 'RD012', null,
  'what was done is not rewritten'
);
select throws_ok(
  'delete from public.operator_actions', 'RD012', null, 'nor taken off the record'
);
delete from auth.users where users.id = tests.user_id('Olga');
select is(
  (select count(*) from public.operator_actions), 2::bigint, 'it outlives whoever did it'
);

select * from finish();
rollback;
