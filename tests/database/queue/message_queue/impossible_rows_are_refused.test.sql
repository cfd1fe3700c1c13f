-- The invariants of a message's states hold in every row, whoever writes it.
begin;
select plan(15);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Maya');

create function pg_temp.change(assignments text)
returns text
language plpgsql
as $$
begin
  execute 'update public.message_queue set ' || assignments;
  raise exception 'changed' using errcode = 'UNDO1';
exception
  when sqlstate 'UNDO1' then
    return sqlerrm;
  when check_violation or unique_violation or foreign_key_violation then
    return substring(sqlerrm from 'constraint "([^"]+)"');
end;
$$;

select is(
  pg_temp.change('status = ''processing'''), 'lease_exists_exactly_while_processing',
  'nothing is processed without a lease'
);
select is(
  pg_temp.change('lease_token = gen_random_uuid()'), 'lease_exists_exactly_while_processing',
  'nothing else has a lease'
);
select is(
  pg_temp.change(
    'status = ''processing'', lease_token = gen_random_uuid(), lease_expires_at = now()'
  ),
  'lease_exists_exactly_while_processing', 'nothing is processed without a place in an hour'
);
select is(
  pg_temp.change('finished_at = now()'), 'finished_at_exists_exactly_when_final',
  'nothing ends without a final state'
);
select is(
  pg_temp.change('status = ''sent'', sent_at = now()'), 'sent_has_the_providers_own_id',
  'nothing is sent without the provider''s id'
);
select is(
  pg_temp.change('status = ''sent'', provider_message_id = ''SM1'''),
  'sent_has_the_providers_own_id', 'nor without its time'
);
select is(
  array(
    select pg_temp.change('status = ' || quote_literal(status))
    from unnest(array['failed', 'canceled', 'expired']) as status
  ),
  array_fill('not_sending_has_a_reason'::text, array[3]), 'nothing ends unsent without a reason'
);
select is(
  array[
    pg_temp.change('attempts = 4'), pg_temp.change('attempts = -1'), pg_temp.change('attempts = 3')
  ],
  array['attempts_are_bounded', 'attempts_are_bounded', 'changed'],
  'attempts stay within their bounds'
);
select is(
  pg_temp.change('scheduled_for = expires_at + interval ''1 microsecond'''),
  'message_is_due_before_it_expires', 'nothing is due after it expired'
);
select is(
  array[pg_temp.change('priority = 4'), pg_temp.change('priority = -2')],
  array['priority_is_known', 'priority_is_known'], 'priorities are -1 to 3'
);
select is(
  pg_temp.change('status = ''done'''), 'status_is_known', 'an unknown state is refused'
);
select is(
  pg_temp.change('channel = ''pigeon'''), 'channel_is_known', 'so is an unknown channel'
);
select is(
  pg_temp.change('template_id = ''none'''), 'message_queue_template_id_fkey',
  'so is an unknown template'
);
select throws_ok(
  $$
    insert into public.message_queue (
      user_id, contact_id, occurrence_id, program, message_type, message_style, facts,
      message_text, scheduled_for, expires_at
    )
    select
      user_id, contact_id, occurrence_id, program, message_type, message_style, facts,
      message_text, scheduled_for, expires_at
    from public.message_queue
  $$,
  '23505', null, 'an occurrence has one message'
);

-- The attempts of a message.
select tests.set_clock('2026-06-07 18:00Z');
select tests.start('Maya');
select tests.report('Maya', 'accepted', 'SM1');
select throws_ok(
  $$
    insert into private.message_attempts (
      message_id, number, to_phone, body, lease_token, budget_hour, outcome, provider_message_id,
      settled_at
    )
    values (
      (tests.message('Maya')).id, 2, '+12025550101', 'Hi', gen_random_uuid(), '2026-06-07 18:00Z',
      'accepted', 'SM2', now()
    )
  $$,
  '23505', null, 'a message never has two accepted attempts'
);

select * from finish();
rollback;
