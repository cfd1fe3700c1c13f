-- What people write in the app passes the words of a crisis: it is kept, help stands in the inbox,
-- the operator is told, and only the person ends the hold.
begin;
select plan(18);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Maya', phone => '+12025550109');
update public.users set locale = 'es-MX';
-- Her name will be another.
select set_config('tests.maya', tests.user_id('Maya')::text, true);

select tests.act_as_user(current_setting('tests.maya')::uuid);
select lives_ok(
  $$
    insert into public.goals (user_id, title, weekly_target, unit)
    values (current_setting('tests.maya')::uuid, 'Row', 3, 'times')
  $$,
  'an ordinary title'
);
select is_empty('select from public.inbox_messages', 'tells nothing');
select lives_ok(
  'update public.goals set title = ''not be a burden to my family'' where title = ''Row''',
  'one of distress is kept'
);
select is(
  (select message_text from public.inbox_messages),
  'Rundown: te responde un programa, pero tu vida importa. Si todo te pesa, habla con alguien, '
    || 'por favor: llama a los servicios de emergencia de donde vives.',
  'help stands in the inbox, in their language'
);
select is((select held_at from public.users), null, 'nothing is held');
select lives_ok(
  'update public.contacts set name = ''Quiero morir'' where phone = ''+12025550109''',
  'a name of danger is kept'
);
select is(
  (select count(*) from public.inbox_messages where message_type = 'crisis_in_app'), 1::bigint,
  'help stands there again, because now all is held'
);
select is((select held_at from public.users), '2026-06-07 12:00Z'::timestamptz, 'since now');
select lives_ok(
  'update public.users set display_name = ''I want to die''', 'a name of one''s own as well'
);
select is(
  (select count(*) from public.inbox_messages), 2::bigint, 'help is named once in an hour'
);

select tests.act_as('postgres');
select is(
  (select times from public.alerts where kind = 'crisis'), 3, 'the operator is told of each'
);
select ok(
  (
    select details = jsonb_build_object(
      'user_id', current_setting('tests.maya')::uuid, 'table', 'users',
      'id', current_setting('tests.maya')::uuid,
      'field', 'display_name', 'is_held', true
    )
    from public.alerts where kind = 'crisis'
  ),
  'where it stands, not what it says'
);
select public.schedule_due_messages();
select is_empty(
  'select from public.message_queue where status = ''queued''', 'nothing is sent about them'
);

-- Only the person ends it, and by saying so.
select tests.act_as_user(current_setting('tests.maya')::uuid);
select throws_ok(
  'update public.users set held_at = null, message_style = ''snarky''', 'RD108', null,
  'a row that the app writes back ends no hold'
);
select lives_ok(
  'update public.users set paused_until = null', 'a pause is another thing'
);
select is((select held_at from public.users), '2026-06-07 12:00Z'::timestamptz, 'and ends none');
select ok(public.end_hold(), 'a tap ends it');
select ok(not public.end_hold() and (select held_at is null from public.users), 'once');

select * from finish();
rollback;
