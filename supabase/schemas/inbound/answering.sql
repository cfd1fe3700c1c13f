-- What is done about a text that came in, and whether it is answered.

insert into private.commands (command, program, changes_plans, is_an_answer, binds_first)
values
  ('crisis', 'reply', true, false, true),
  ('distress', 'reply', false, false, false),
  ('whose', 'reply', false, true, false),
  ('help', 'reply', false, true, false),
  ('why', 'reply', false, true, false),
  ('good', 'reply', false, true, false),
  ('bad', 'reply', false, true, false),
  ('reaction', 'reply', false, true, false),
  ('automatic', 'reply', false, false, false),
  ('picture', 'reply', false, true, false);

insert into private.command_patterns (place, command, pattern)
values
  (
    3, 'help',
    '^(help|info|ayuda|aide|aidez|hilfe|hilf|ajuda|ajude)'
    '( me| moi| mir| por favor| bitte| svp| sil vous plait)*$'
  ),
  (
    6, 'why',
    '^why( (are|do) you( keep)? (texting|asking|writing)( me)?( this)?| this( (text|message))?)?$'
  ),
  (3, 'help', '^(help me )?what (can|do|should) i (send|text|write|say)( you)?$'),
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
    when 'distress' then private.help_in_distress(inbound)
    when 'whose' then private.ask_whose(inbound)
    when 'help' then private.answer_to(inbound, 'help')
    when 'who' then private.tell_who_asked(inbound)
    when 'about' then private.answer_to(inbound, 'about')
    when 'why' then private.explain_last_text(inbound)
    when 'good' then private.rate_last_text(inbound)
    when 'bad' then private.rate_last_text(inbound)
    when 'hours' then private.obey_hours(inbound)
    when 'zone' then private.obey_zone(inbound)
    when 'less' then private.change_frequency(inbound)
    when 'more' then private.change_frequency(inbound)
    -- A tap on a bubble is no word, and nobody talks to a machine.
    when 'reaction' then null::private.answer
    when 'automatic' then null::private.answer
    when 'picture' then null::private.answer
    else private.answer_to(
      inbound,
      case
        when inbound.is_own_phone then 'not_understood_self'
        -- It says that somebody can read the words.
        when private.reaches_user(inbound)
          and not exists (
            select from public.users
            where users.id = inbound.user_id and users.gone_until > private.clock_now()
          )
        then 'not_understood'
        else 'help'
      end
    )
  end;
end;
$$;

comment on function private.obey_reply(private.inbound) is
  'The seam''s obey: words of a crisis, HELP, WHO, ABOUT, WHY, GOOD and BAD, HOURS and ZONE, LESS '
  'and MORE of the texts to users themselves, what is no words, and what nobody understands.';
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
  v_valid_for constant interval := case inbound.command
    -- The one text to somebody who opted out that the law allows (47 CFR 64.1200(a)(12)).
    when 'stop' then least(inbound.sent_at - private.clock_now(), '0') + interval '5 minutes'
    when 'crisis' then private.time_until_morning(answer.contact_id)
    when 'distress' then private.time_until_morning(answer.contact_id)
    else interval '1 hour'
  end;
  v_answer_id uuid;
begin
  if answer.message_type is null
    or answer.contact_id is null
    or v_valid_for <= interval '0'
    -- What confirms a yes, and helps in a crisis, is ours to say whatever else is said.
    or (
      inbound.command is distinct from 'yes'
      and not private.tells_of_crisis(inbound.command)
      and private.is_answered_by_twilio(
        inbound.body,
        is_blocked => coalesce(number.is_blocked_by_provider, false),
        to_address => inbound.to_address,
        opt_out_type => inbound.opt_out_type
      )
    )
    or not private.may_answer(inbound)
    -- Who opted out hears nothing more, but once that it is so.
    or (
      number.opted_out_at is not null
      and coalesce(inbound.command not in ('crisis', 'distress', 'start'), true)
    )
  then
    return null;
  end if;
  v_answer_id := private.queue_text(
    answer.user_id, answer.contact_id, 'reply', answer.message_type, answer.facts,
    v_valid_for, private.who_words(inbound.command, answer.message_type),
    case when private.tells_of_crisis(inbound.command) then -1 else 0 end::smallint
  );
  if private.tells_of_crisis(inbound.command) then
    perform private.count_referral();
  end if;
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
  'was known of it before the text. It is worth sending for an hour; the confirmation of a STOP '
  'for five minutes from when that was written, help in a crisis until the morning.';
revoke execute on function private.queue_answer(
  private.inbound, private.answer, private.phone_numbers
) from public;
