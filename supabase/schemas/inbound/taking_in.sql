-- How a text is taken in: once, whole, and a STOP before all else.

-- A STOP waits for nobody: what follows from it may, and is done by the next sender run if it must.
create table private.postponed_stops (
  inbound_message_id uuid primary key references public.inbound_messages (id) on delete cascade,
  inbound private.inbound not null,
  created_at timestamptz not null default now()
);

comment on table private.postponed_stops is
  'STOPs that bind already, and of which contacts and ledger do not know yet, because somebody '
  'held them when the text came.';

alter table private.postponed_stops enable row level security;
revoke all on table private.postponed_stops from public, anon, authenticated, service_role;
create policy "Nobody reaches postponed stops through the API" on private.postponed_stops
  for all to anon, authenticated using (false);

create function private.names_on_phone(phone text)
returns text[]
language sql
stable
set search_path = ''
as $$
  select coalesce(array_agg(split_part(btrim(users.display_name), ' ', 1)), '{}')
  from public.contacts
  join public.users on users.id = contacts.user_id and users.display_name is not null
  where private.phone_key(contacts.phone) = private.phone_key(names_on_phone.phone)
    and coalesce(users.gone_until <= private.clock_now(), true)
    and contacts.consent_status = 'confirmed';
$$;

comment on function private.names_on_phone(text) is
  'The first names of those in whose name this number gets texts.';
revoke execute on function private.names_on_phone(text) from public;

create function private.refuses_all(inbound private.inbound)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
begin
  return private.read_opt_out(inbound.body) = 'all'
    -- As answer_invitation() looks for one.
    and (
      private.newest_invitation(inbound, must_be_asked => coalesce(inbound.is_fetched, false))
    ).id is null;
end;
$$;

comment on function private.refuses_all(private.inbound) is
  'Whether a no in words that end everything ("not interested") was said to no question.';
revoke execute on function private.refuses_all(private.inbound) from public;

create function private.read_text(text_in private.inbound)
returns private.inbound
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_inbound private.inbound := text_in;
  v_own constant text := private.without_reaction(private.own_words(text_in.body));
  -- What they quote may be theirs, but the name of a lifeline that we told them is not.
  v_crisis constant text := private.read_crisis(
    regexp_replace(
      private.without_reaction(text_in.body), 'suicide\W+(and )?crisis lifeline', '', 'gi'
    )
  );
begin
  if v_crisis is not null then
    -- Whoever asks for an end beside it has that as well.
    v_inbound.command := case
      when v_crisis = 'hold'
        or text_in.opt_out_type is not distinct from 'STOP'
        or private.read_opt_out(text_in.body) is not null
      then 'crisis'
      else 'distress'
    end;
  elsif private.is_reaction(private.own_words(text_in.body)) then
    v_inbound.command := 'reaction';
  -- Hearts and thumbs by themselves are taps as well; a tick may be a log.
  elsif v_own ~ '^[\u2600-\u26FF\u2763\u2764\uFE0F\u200D\U0001F300-\U0001FAFF\s]+$'
    and private.read_opt_out(v_own) is null
  then
    v_inbound.command := 'reaction';
  elsif v_own = '' and text_in.media_count > 0 then
    v_inbound.command := 'picture';
  else
    select understood.command, understood.argument
    into v_inbound.command, v_inbound.argument
    from private.understand_text(
      v_inbound.body, private.names_on_phone(v_inbound.from_phone)
    ) as understood;
    -- What Twilio blocks by we take for it, whatever else it is, a name for one.
    if private.twilio_keyword(v_inbound.body, v_inbound.to_address, v_inbound.opt_out_type) = 'STOP'
    then
      v_inbound.command := 'stop';
      v_inbound.argument := null;
    end if;
    -- What Twilio took it for, whatever words we read; though its START may be the yes to our
    -- question.
    if v_inbound.opt_out_type in ('STOP', 'START', 'HELP')
      and (v_inbound.opt_out_type, v_inbound.command) is distinct from ('START', 'yes')
    then
      v_inbound.command := lower(v_inbound.opt_out_type);
      v_inbound.argument := null;
    elsif v_inbound.command = 'no' and private.refuses_all(v_inbound) then
      v_inbound.command := 'stop';
    elsif coalesce(v_inbound.command <> 'stop', true) and private.is_automatic_reply(v_own) then
      v_inbound.command := 'automatic';
    end if;
  end if;
  select sender.user_id, sender.contact_id, sender.is_own_phone
  into v_inbound.user_id, v_inbound.contact_id, v_inbound.is_own_phone
  from private.identify_sender(v_inbound.from_phone, v_inbound.command) as sender;
  v_inbound := private.settle_owner(v_inbound);
  -- A contact who writes "3" writes words.
  if not coalesce(v_inbound.is_own_phone, false)
    and exists (
      select from private.commands
      where commands.command = v_inbound.command and commands.is_for_users
    )
  then
    v_inbound.argument := v_own;
    v_inbound.command := case private.read_opt_out(
      v_inbound.body, private.names_on_phone(v_inbound.from_phone)
    )
      -- "Pause these texts tonight" is no PAUSE of theirs, and still asks for something.
      when 'until' then 'quiet'
      when 'part' then 'mute'
    end;
  end if;
  return v_inbound;
end;
$$;

comment on function private.read_text(private.inbound) is
  'A text that came in, now with who wrote it, as far as we know them, and what they ask for.';
revoke execute on function private.read_text(private.inbound) from public;

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
    select contacts.user_id
    from public.contacts
    where private.phone_key(contacts.phone) = private.phone_key(hold_plans_about.phone)
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
declare
  v_is_heard constant boolean := private.reaches_user(inbound);
begin
  -- Whoever writes can be reached; what somebody wrote long ago says nothing against a later no.
  update private.phone_numbers
  set unreachable_until = null
  where phone_numbers.phone = private.phone_key(inbound.from_phone)
    and phone_numbers.unreachable_until is not null
    and private.is_worth_an_answer(inbound);
  insert into private.known_texts (provider_message_id, sent_at)
  values (inbound.provider_message_id, inbound.sent_at)
  on conflict (provider_message_id) do nothing;
  insert into public.inbound_messages (
    id, provider_message_id, from_phone, to_address, user_id, contact_id, body, media_count,
    command, sent_at
  )
  values (
    inbound.id, inbound.provider_message_id, inbound.from_phone, inbound.to_address,
    case when v_is_heard then inbound.user_id end,
    case when v_is_heard then inbound.contact_id end,
    case when v_is_heard and inbound.user_id is not null then inbound.body end,
    inbound.media_count, inbound.command, inbound.sent_at
  );
end;
$$;

comment on function private.keep_text(private.inbound) is
  'Keeps a text that came in, and its id for longer than it; of strangers, and of whoever did not '
  'agree to texts about a user, without the words and as nobody''s.';
revoke execute on function private.keep_text(private.inbound) from public;

create function private.take_in(inbound private.inbound, number private.phone_numbers)
returns text
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_inbound private.inbound := inbound;
  v_answer private.answer;
  v_answer_id uuid;
begin
  if exists (
    select from private.commands
    where commands.command = v_inbound.command and commands.changes_plans
  ) then
    perform private.hold_plans_about(v_inbound.from_phone);
  end if;
  perform private.keep_text(v_inbound);
  -- Twilio takes a YES for START where somebody had stopped, and so do we.
  if number.opted_out_at is not null and v_inbound.command = 'yes' then
    v_inbound.command := 'start';
  end if;
  if private.may_obey(v_inbound) then
    v_answer := private.answer_text(v_inbound);
    if private.is_worth_an_answer(v_inbound) then
      v_answer_id := private.queue_answer(v_inbound, v_answer, number);
    end if;
  end if;
  return coalesce(v_inbound.command, 'not_understood')
    || case when v_answer_id is not null then ': answered' else '' end;
end;
$$;

comment on function private.take_in(private.inbound, private.phone_numbers) is
  'Keeps a text, does what it asks for and queues the answer, unless it comes too late for '
  'either; returns what it was taken for, and whether it is answered. number is what was known of '
  'it before the text.';
revoke execute on function private.take_in(private.inbound, private.phone_numbers) from public;

create function private.take_in_stop(inbound private.inbound, number private.phone_numbers)
returns text
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_inbound private.inbound := inbound;
begin
  perform private.bind_stop(inbound);
  begin
    -- Whoever deletes their account at this moment, or is being planned, holds rows that follow.
    perform set_config('lock_timeout', '2s', true);
    return private.take_in(inbound, number);
  exception
    when lock_not_available or deadlock_detected or foreign_key_violation then
      v_inbound.user_id := null;
      v_inbound.contact_id := null;
  end;
  perform private.keep_text(v_inbound);
  insert into private.postponed_stops (inbound_message_id, inbound) values (inbound.id, inbound);
  return inbound.command;
end;
$$;

comment on function private.take_in_stop(private.inbound, private.phone_numbers) is
  'Takes in a text that ends all texts to its number: that binds at once, and what follows from it '
  'is done by settle_stops() where somebody else holds it for longer than two seconds.';
revoke execute on function private.take_in_stop(private.inbound, private.phone_numbers) from public;

create function public.settle_stops()
returns integer
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_postponed private.postponed_stops;
  v_inbound private.inbound;
  v_settled integer := 0;
begin
  for v_postponed in
    select * from private.postponed_stops order by created_at limit 100 for update skip locked
  loop
    begin
      perform set_config('lock_timeout', '2s', true);
      v_inbound := private.read_text(v_postponed.inbound);
      -- It binds as what it was taken for, whatever name somebody has by now.
      v_inbound.command := (v_postponed.inbound).command;
      perform private.hold_plans_about(v_inbound.from_phone);
      update public.inbound_messages
      set
        user_id = v_inbound.user_id,
        contact_id = v_inbound.contact_id,
        body = case when v_inbound.user_id is not null then v_inbound.body end
      where inbound_messages.id = v_inbound.id and private.reaches_user(v_inbound);
      -- Whoever said START meanwhile has the last word.
      if v_inbound.command <> 'stop'
        or exists (
          select from private.phone_numbers
          where phone_numbers.phone = private.phone_key(v_inbound.from_phone)
            and phone_numbers.opted_out_at is not null
        )
      then
        perform private.answer_text(v_inbound);
      end if;
      delete from private.postponed_stops
      where postponed_stops.inbound_message_id = v_postponed.inbound_message_id;
      v_settled := v_settled + 1;
    exception
      -- The next run tries again, and no other waits for it.
      when lock_not_available or deadlock_detected or foreign_key_violation then
        null;
      when others then
        perform private.raise_alert(
          'stop_not_settled',
          'A STOP binds, but contacts and ledger do not know of it: ' || sqlerrm,
          jsonb_build_object('inbound_message_id', v_postponed.inbound_message_id)
        );
    end;
  end loop;
  return v_settled;
end;
$$;

comment on function public.settle_stops() is
  'Does what follows from STOPs that were postponed: contacts, invitations and ledger. Returns of '
  'how many. Without an answer, which would come too late. Part of every sender run. Definer to '
  'write what people decide. For service_role.';
revoke execute on function public.settle_stops() from public, anon, authenticated;
grant execute on function public.settle_stops() to service_role;

create function private.take_in_once_more_if_needed(
  inbound private.inbound,
  number private.phone_numbers
)
returns text
language plpgsql
volatile
set search_path = ''
as $$
begin
  if private.may_obey(inbound)
    and exists (
      select from private.commands
      where commands.command = inbound.command and commands.binds_first
    )
  then
    return private.take_in_stop(inbound, number);
  end if;
  begin
    return private.take_in(inbound, number);
  exception
    when foreign_key_violation or deadlock_detected then
      -- Whom it concerned was deleted meanwhile, or two waited for each other: now nobody does.
      return private.take_in(private.read_text(inbound), number);
  end;
end;
$$;

comment on function private.take_in_once_more_if_needed(
  private.inbound, private.phone_numbers
) is
  'Takes in a text, also while whoever it concerns is being deleted. number is what was known of '
  'it before the text.';
revoke execute on function private.take_in_once_more_if_needed(
  private.inbound, private.phone_numbers
) from public;

create function public.record_inbound_message(
  provider_message_id text,
  from_phone text,
  body text,
  to_address text default null,
  opt_out_type text default null,
  media_count integer default 0,
  sent_at timestamptz default null
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
  v_result text;
begin
  -- One text of a phone after the other: two that come at once do not answer one invitation twice.
  perform pg_advisory_xact_lock(
    hashtextextended('inbound ' || private.phone_key(from_phone), 0)
  );
  if private.is_known_text(provider_message_id) then
    return 'known';
  end if;

  v_inbound.id := gen_random_uuid();
  v_inbound.provider_message_id := record_inbound_message.provider_message_id;
  v_inbound.from_phone := record_inbound_message.from_phone;
  v_inbound.to_address := record_inbound_message.to_address;
  v_inbound.body := left(record_inbound_message.body, 1600);
  v_inbound.media_count := record_inbound_message.media_count;
  v_inbound.opt_out_type := record_inbound_message.opt_out_type;
  -- The provider's clock may be ahead of ours: nothing is written after it came.
  v_inbound.sent_at := least(record_inbound_message.sent_at, private.clock_now());
  v_inbound.is_fetched := record_inbound_message.sent_at is not null;
  v_inbound := private.read_text(v_inbound);
  select * into v_number
  from private.phone_numbers
  where phone_numbers.phone = private.phone_key(v_inbound.from_phone);
  v_result := private.take_in_once_more_if_needed(v_inbound, v_number);
  perform private.note_missed_text(v_inbound);
  return v_result;
end;
$$;

comment on function public.record_inbound_message(
  text, text, text, text, text, integer, timestamptz
) is
  'Takes in a text that somebody sent us, once for each id of the provider: does what it asks for, '
  'and queues the answer unless Twilio gives it. to_address is what was texted, opt_out_type what '
  'Twilio took it for (STOP, START or HELP), media_count how many pictures came, and sent_at when '
  'it was written, of a text that was fetched later; null for one that comes just now. Returns '
  'known for one that came before; else what it was taken for (a command, or not_understood), with '
  '": answered" if an answer waits for the sender. Definer to write what people decide. For '
  'service_role.';
revoke execute on function public.record_inbound_message(
  text, text, text, text, text, integer, timestamptz
) from public, anon, authenticated;
grant execute on function public.record_inbound_message(
  text, text, text, text, text, integer, timestamptz
) to service_role;
