-- A program answers its commands in words of its own folder, or in those of everybody.
begin;
select plan(5);

select tests.set_clock('2026-06-05 12:00Z');
select tests.create_person('Maya', phone => '+12025550109');
insert into public.contacts (user_id, name, phone, relationship, timezone, consent_status)
values (tests.user_id('Maya'), 'Me', '+12025550101', 'self', 'UTC', 'confirmed');

insert into private.programs (program, gates) values ('echo', '{switch}');
insert into private.commands (command, program, is_for_users) values ('echo', 'echo', true);
insert into private.command_patterns (command, place, pattern) values ('echo', 6, '^echo .+$');
insert into public.message_templates (id, program, message_type, style, body)
values
  ('echo.hello', 'echo', 'hello', 'plain', '{{brand}}: hello {{user_name}}.'),
  ('echo.rated', 'echo', 'rated', 'plain', '{{brand}}: rated by echo.');
create function private.obey_echo(inbound private.inbound)
returns private.answer
language plpgsql
as $$
begin
  update public.users set message_style = 'snarky' where users.id = inbound.user_id;
  return private.answer_to(inbound, inbound.argument);
end;
$$;

create function pg_temp.says(body text)
returns text
language plpgsql
as $$
declare
  v_id constant text := 'SM-' || gen_random_uuid();
begin
  perform public.record_inbound_message(v_id, '+12025550101', body);
  return (
    select message_queue.program || ': ' || message_text
    from public.inbound_messages
    join public.message_queue on message_queue.id = inbound_messages.answer_id
    where inbound_messages.provider_message_id = v_id
  );
end;
$$;

select is(
  pg_temp.says('Echo hello'), 'reply: Rundown: hello Maya.',
  'the words are the program''s, the answer is an answer'
);
select is(pg_temp.says('Echo rated'), 'reply: Rundown: rated by echo.', 'its own words come first');
select is(pg_temp.says('Good'), 'reply: Rundown: thanks, we noted that.', 'to its own command');
update public.users set message_style = 'chaotic';
select is(
  pg_temp.says('Echo nonsense'),
  'reply: Rundown: that did not work, and nothing was changed. Please text it again in an hour.',
  'an answer without words fails'
);
select is(
  array(
    select users.message_style || ' ' || tasks_set_aside.task
    from public.users, private.tasks_set_aside
    where tasks_set_aside.program = 'echo'
  ),
  '{chaotic obey}',
  'as a whole, and sets its program aside'
);

select * from finish();
rollback;
