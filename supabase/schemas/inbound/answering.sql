-- What people text us: taken in once, done, and answered. Words are for users to read.

insert into private.commands (command, program, changes_plans, is_an_answer)
values
  ('crisis', 'reply', true, false),
  ('help', 'reply', false, true),
  ('why', 'reply', false, true),
  ('good', 'reply', false, true),
  ('bad', 'reply', false, true);

insert into private.command_patterns (place, command, pattern)
values
  (3, 'help', '^(help|info|ayuda)( me| por favor)*$'),
  (6, 'why', '^why$'),
  (6, 'good', '^good$'),
  (6, 'bad', '^bad$');

create function private.obey_reply(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return case inbound.command
    when 'crisis' then private.help_in_crisis(inbound)
    when 'help' then private.answer_to(inbound, 'help')
    when 'why' then private.explain_last_text(inbound)
    when 'good' then private.rate_last_text(inbound)
    when 'bad' then private.rate_last_text(inbound)
    when 'less' then private.change_frequency(inbound)
    when 'more' then private.change_frequency(inbound)
    else private.answer_to(
      inbound, case when inbound.is_own_phone then 'not_understood_self' else 'not_understood' end
    )
  end;
end;
$$;

comment on function private.obey_reply(private.inbound) is
  'The seam''s obey: words of a crisis, HELP, WHY, GOOD and BAD, LESS and MORE of '
  'the texts to users themselves, and what nobody understands.';
revoke execute on function private.obey_reply(private.inbound) from public;

create function private.who_words(command text, message_type text)
returns text
language sql
stable
set search_path = ''
as $$
  select template.program
  from public.message_templates as template
  left join private.commands
    on commands.command = who_words.command and commands.program = template.program
  where template.message_type = who_words.message_type
    and template.style = 'plain'
    and (commands.command is not null or template.program = 'reply')
  order by commands.command is null
  limit 1;
$$;

comment on function private.who_words(text, text) is
  'The program whose wording answers a command with this type: its own if it has one, else reply; '
  'null if neither has.';
revoke execute on function private.who_words(text, text) from public;

create function private.obey_or_set_aside(
  inbound private.inbound,
  program text,
  function_name text
)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_asked constant private.asked := private.ask(program, 'obey');
  v_answer private.answer;
  v_context text;
begin
  execute format('select answer.* from %s($1) as answer', function_name)
  into v_answer
  using inbound;
  if v_answer.message_type is not null
    and private.who_words(inbound.command, v_answer.message_type) is null
  then
    raise exception 'There are no words for the answer "%"', v_answer.message_type
      using errcode = 'RD034';
  end if;
  perform private.hear(v_asked, may_queue => true);
  perform private.take_back(program, 'obey');
  return v_answer;
exception
  when query_canceled or assert_failure or others then
    get stacked diagnostics v_context = pg_exception_context;
    if private.is_trouble_of_the_server(sqlstate, v_context, program) then
      raise;
    end if;
    perform private.fail_for_one(v_asked, inbound.user_id, sqlerrm, sqlstate);
    return private.answer_to(inbound, 'try_later');
end;
$$;

comment on function private.obey_or_set_aside(private.inbound, text, text) is
  'Has a program do what a text asks for. If it fails nothing is done, and the answer says so; it '
  'is set aside if that is surely its own fault.';
revoke execute on function private.obey_or_set_aside(private.inbound, text, text) from public;

create function private.answer_text(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_program private.programs;
  v_obey text;
  v_answer private.answer;
begin
  select programs.* into strict v_program
  from private.programs
  where programs.program = coalesce(
    (
      select commands.program
      from private.commands
      where commands.command = inbound.command
        and not (
          commands.is_about_last_text and private.needed_a_place(inbound) is not null
        )
    ),
    'reply'
  );
  v_obey := private.seam('obey', v_program.program, 'private.inbound');
  -- What has no switch is never set aside either: a STOP that fails must fail as a whole, so that
  -- it comes again.
  if not 'switch' = any (v_program.gates) then
    execute format('select answer.* from %s($1) as answer', v_obey) into v_answer using inbound;
    return v_answer;
  end if;
  if private.is_set_aside(v_program.program, 'obey') or private.is_out_of_time() then
    return private.answer_to(inbound, 'try_later');
  end if;
  return private.obey_or_set_aside(inbound, v_program.program, v_obey);
end;
$$;

comment on function private.answer_text(private.inbound) is
  'Has the program of its command do what a text asks for, and returns the answer.';
revoke execute on function private.answer_text(private.inbound) from public;

create function private.read_text(provider_message_id text, from_phone text, body text)
returns private.inbound
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_inbound private.inbound;
begin
  v_inbound.id := gen_random_uuid();
  v_inbound.provider_message_id := read_text.provider_message_id;
  v_inbound.from_phone := read_text.from_phone;
  v_inbound.body := left(read_text.body, 1600);
  if private.is_crisis(v_inbound.body) then
    v_inbound.command := 'crisis';
  else
    select understood.command, understood.argument
    into v_inbound.command, v_inbound.argument
    from private.understand_text(v_inbound.body) as understood;
  end if;
  select sender.user_id, sender.contact_id, sender.is_own_phone
  into v_inbound.user_id, v_inbound.contact_id, v_inbound.is_own_phone
  from private.identify_sender(v_inbound.from_phone) as sender;
  -- A contact who writes "3" writes words.
  if not coalesce(v_inbound.is_own_phone, false)
    and exists (
      select from private.commands
      where commands.command = v_inbound.command and commands.is_for_users
    )
  then
    v_inbound.command := null;
  end if;
  return v_inbound;
end;
$$;

comment on function private.read_text(text, text, text) is
  'A text that came in: who wrote it, as far as we know them, and what they ask for.';
revoke execute on function private.read_text(text, text, text) from public;

create function private.hold_plans_about(phone text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform
  from public.notification_preferences as preferences
  where preferences.user_id in (
    select contacts.user_id from public.contacts where contacts.phone = hold_plans_about.phone
  )
  order by preferences.user_id
  for update;
end;
$$;

comment on function private.hold_plans_about(text) is
  'Locks everybody whose plans a text from this number may change, in one order and before all '
  'else, as planning locks: two numbers that the same people know say STOP at the same time.';
revoke execute on function private.hold_plans_about(text) from public;

create function private.keep_text(inbound private.inbound)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  -- Whoever writes can be reached.
  update private.phone_numbers
  set unreachable_until = null
  where phone_numbers.phone = inbound.from_phone and phone_numbers.unreachable_until is not null;
  insert into public.inbound_messages (
    id, provider_message_id, from_phone, user_id, contact_id, body, command
  )
  values (
    inbound.id, inbound.provider_message_id, inbound.from_phone, inbound.user_id,
    inbound.contact_id,
    case when inbound.user_id is not null then inbound.body end,
    inbound.command
  );
end;
$$;

comment on function private.keep_text(private.inbound) is
  'Keeps a text that came in, without the words of strangers.';
revoke execute on function private.keep_text(private.inbound) from public;

create function private.queue_answer(
  inbound private.inbound,
  answer private.answer,
  number private.phone_numbers
)
returns uuid
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_answer_id uuid;
begin
  if answer.message_type is null
    or answer.contact_id is null
    or private.is_answered_by_twilio(
      inbound.body, is_blocked => coalesce(number.is_blocked_by_provider, false)
    )
    or not private.may_answer(inbound)
    -- Who opted out hears nothing more, but once that it is so.
    or (
      number.opted_out_at is not null
      and coalesce(inbound.command not in ('crisis', 'start'), true)
    )
  then
    return null;
  end if;
  v_answer_id := private.queue_text(
    answer.user_id, answer.contact_id, 'reply', answer.message_type, answer.facts,
    interval '1 hour', private.who_words(inbound.command, answer.message_type)
  );
  update public.inbound_messages
  set answer_id = v_answer_id
  where inbound_messages.id = inbound.id;
  return v_answer_id;
end;
$$;

comment on function private.queue_answer(
  private.inbound, private.answer, private.phone_numbers
) is
  'Queues the answer to a text, unless Twilio answers it or nobody may; null then. number is what '
  'was known of it before the text.';
revoke execute on function private.queue_answer(
  private.inbound, private.answer, private.phone_numbers
) from public;

create function public.record_inbound_message(
  provider_message_id text,
  from_phone text,
  body text
)
returns text
language plpgsql
volatile
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_number private.phone_numbers;
  v_inbound private.inbound;
begin
  -- One text of a number after the other: two that come at once do not answer one invitation twice.
  perform pg_advisory_xact_lock(hashtextextended('inbound ' || from_phone, 0));
  if exists (
    select from public.inbound_messages
    where inbound_messages.provider_message_id = record_inbound_message.provider_message_id
  ) then
    return 'known';
  end if;

  v_inbound := private.read_text(provider_message_id, from_phone, body);
  if exists (
    select from private.commands
    where commands.command = v_inbound.command and commands.changes_plans
  ) then
    perform private.hold_plans_about(v_inbound.from_phone);
  end if;
  select * into v_number
  from private.phone_numbers
  where phone_numbers.phone = v_inbound.from_phone;
  perform private.keep_text(v_inbound);

  -- Twilio takes a YES for START where somebody had stopped, and so do we.
  if v_number.opted_out_at is not null and v_inbound.command = 'yes' then
    v_inbound.command := 'start';
  end if;
  return coalesce(v_inbound.command, 'not_understood')
    || case
      when private.queue_answer(v_inbound, private.answer_text(v_inbound), v_number) is not null
      then ': answered' else ''
    end;
end;
$$;

comment on function public.record_inbound_message(text, text, text) is
  'Takes in a text that somebody sent us, once for each id of the provider: does what it asks for, '
  'and queues the answer unless Twilio gives it. Returns known for one that came before; else what '
  'it was taken for (a command, or not_understood), with ": answered" if an answer waits for the '
  'sender. Definer to write what people decide. For service_role.';
revoke execute on function public.record_inbound_message(text, text, text)
  from public, anon, authenticated;
grant execute on function public.record_inbound_message(text, text, text) to service_role;
