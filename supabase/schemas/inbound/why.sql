-- WHY by text: the last text, or what came of the last turn, in one segment. The whole story is in
-- the app, by explain_message().

create function private.fit_into_a_segment(prefix text, body text)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  v_body text := body;
  v_longest integer := least(length(body), 160);
begin
  while public.sms_segments(prefix || v_body) > 1 loop
    v_longest := v_longest - 1;
    v_body := private.cut_text(body, v_longest) || '...';
  end loop;
  return v_body;
end;
$$;

comment on function private.fit_into_a_segment(text, text) is
  'As much of a text as one segment holds after this prefix, with three dots where it is cut.';
revoke execute on function private.fit_into_a_segment(text, text) from public;

create function private.tell_last_text(phone text)
returns table (sent_at timestamptz, story text)
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_message record;
  v_why text;
  v_asked private.asked;
begin
  select message.id, message.program, message.sent_at into v_message
  from public.contacts
  join public.message_queue as message on message.contact_id = contacts.id
  where private.phone_key(contacts.phone) = private.phone_key(tell_last_text.phone)
    and message.status = 'sent'
    and message.program <> 'reply'
    -- Not to the number that this contact had before.
    and exists (
      select from private.message_attempts
      where message_attempts.message_id = message.id
        and private.phone_key(message_attempts.to_phone)
          = private.phone_key(tell_last_text.phone)
        and message_attempts.outcome = 'accepted'
    )
  order by message.sent_at desc
  limit 1;
  if not found then
    return;
  end if;
  v_why := private.seam('why', v_message.program, 'uuid');
  sent_at := v_message.sent_at;
  if v_why is not null and not private.is_set_aside(v_message.program, 'why') then
    v_asked := private.ask(v_message.program, 'why');
    begin
      -- Until the end of this block.
      perform set_config('transaction_read_only', 'on', true);
      execute format('select %s($1)', v_why) into story using v_message.id;
      perform private.hear(v_asked);
    exception
      when query_canceled or assert_failure or others then
        story := null;
        perform private.set_aside(v_asked, sqlerrm, sqlstate);
    end;
  end if;
  story := coalesce(story, format('A text of %s.', v_message.program));
  return next;
end;
$$;

comment on function private.tell_last_text(text) is
  'Why this number got its last text that was no answer, in words of its program for whoever holds '
  'it.';
revoke execute on function private.tell_last_text(text) from public;

create function private.tell_last_turn(user_id uuid)
returns table (at timestamptz, words text)
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_program record;
  v_asked private.asked;
begin
  for v_program in select * from private.programs_that('tell', 'uuid') loop
    exit when private.is_out_of_time();
    v_asked := private.ask(v_program.program, 'tell');
    begin
      perform set_config('transaction_read_only', 'on', true);
      return query execute format('select * from %s($1)', v_program.function_name) using user_id;
      perform private.hear(v_asked);
    exception
      -- The others have something to tell all the same.
      when query_canceled or assert_failure or others then
        perform private.set_aside(v_asked, sqlerrm, sqlstate);
    end;
  end loop;
end;
$$;

comment on function private.tell_last_turn(uuid) is
  'What came of the last turn of a user in each program that tells it, and when it was.';
revoke execute on function private.tell_last_turn(uuid) from public;

create function private.explain_last_text(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_story text;
begin
  select told.story into v_story
  from (
    select last.sent_at as at, last.story, false as is_turn
    from private.tell_last_text(inbound.from_phone) as last
    union all
    -- A warning about the running week, or a text about somebody else, came after it.
    select turn.at, turn.words, true
    from private.tell_last_turn(inbound.user_id) as turn
    where inbound.is_own_phone
  ) as told
  where told.story is not null
  order by told.at desc, told.is_turn desc
  limit 1;
  return private.answer_to(
    inbound,
    case when v_story is null then 'why_nothing' else 'why' end,
    jsonb_build_object(
      'story', (
        select private.fit_into_a_segment(settings.brand_name || ': ', v_story)
        from private.settings
      )
    )
  );
end;
$$;

comment on function private.explain_last_text(private.inbound) is
  'WHY: about the last text to that number, or to a user about their last turn if that was later. '
  'One segment.';
revoke execute on function private.explain_last_text(private.inbound) from public;
