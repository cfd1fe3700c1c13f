-- One phone that is the own one of several users: whose command a text from it is.

create type private.owner as (
  user_id uuid,
  contact_id uuid,
  display_name text,
  last_sent_at timestamptz
);
comment on type private.owner is
  'A user whose own phone it is, and when they were sent something there last that was no answer.';

create function private.owners_of(phone text)
returns setof private.owner
language sql
stable
rows 1
set search_path = ''
as $$
  select
    contacts.user_id,
    contacts.id,
    users.display_name,
    (
      select max(messages.sent_at)
      from public.messages
      where messages.contact_id = contacts.id
        and messages.status = 'sent'
        and messages.program <> 'reply'
    )
  from public.contacts
  join public.users
    on users.id = contacts.user_id and coalesce(users.gone_until <= private.clock_now(), true)
  where private.phone_key(contacts.phone) = private.phone_key(owners_of.phone)
    and contacts.relationship = 'self'
    and contacts.consent_status = 'confirmed'
  order by contacts.created_at, contacts.id;
$$;

comment on function private.owners_of(text) is
  'The users whose own phone it is. No account can confirm another''s any more, but rows may be '
  'older, or an operator''s.';
revoke execute on function private.owners_of(text) from public;

create function private.command_of(inbound private.inbound, owner private.owner)
returns private.inbound
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_inbound private.inbound := inbound;
begin
  v_inbound.user_id := owner.user_id;
  v_inbound.contact_id := owner.contact_id;
  return v_inbound;
end;
$$;

comment on function private.command_of(private.inbound, private.owner) is
  'The text as one of this owner of the phone.';
revoke execute on function private.command_of(private.inbound, private.owner) from public;

create function private.can_mean(inbound private.inbound)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_program constant text := (
    select commands.program from private.commands where commands.command = inbound.command
  );
  v_means constant text := private.seam('means', v_program, 'private.inbound');
  v_asked private.asked;
  v_can boolean;
begin
  if v_means is null or private.is_set_aside(v_program, 'means') then
    return true;
  end if;
  v_asked := private.ask(v_program, 'means');
  begin
    -- Until the end of this block.
    perform set_config('transaction_read_only', 'on', true);
    execute format('select %s($1)', v_means) into v_can using inbound;
    perform private.hear(v_asked);
    return coalesce(v_can, true);
  exception
    when query_canceled or assert_failure or others then
      perform private.set_aside(v_asked, sqlerrm, sqlstate);
      return true;
  end;
end;
$$;

comment on function private.can_mean(private.inbound) is
  'Whether the program of a command finds that it can be about its user; true where it has nothing '
  'to say.';
revoke execute on function private.can_mean(private.inbound) from public;

create function private.named_commands(inbound private.inbound, owners private.owner[])
returns setof private.inbound
language plpgsql
stable
rows 1
set search_path = ''
as $$
declare
  v_said constant text := private.plain_words(inbound.body);
  v_inbound private.inbound;
  v_owner private.owner;
  v_name text;
begin
  foreach v_owner in array owners loop
    v_name := private.plain_words(v_owner.display_name);
    foreach v_name in array array[v_name, split_part(v_name, ' ', 1)] loop
      v_inbound := private.command_of(inbound, v_owner);
      select understood.command, understood.argument
      into v_inbound.command, v_inbound.argument
      from private.understand_text(
        case
          when v_name = '' then null
          when right(v_said, length(v_name) + 1) = ' ' || v_name
          then left(v_said, -length(v_name) - 1)
          when left(v_said, length(v_name) + 1) = v_name || ' '
          then substr(v_said, length(v_name) + 2)
        end
      ) as understood
      join private.commands on commands.command = understood.command and commands.is_for_users;
      if v_inbound.command is not null then
        return next v_inbound;
        exit;
      end if;
    end loop;
  end loop;
end;
$$;

comment on function private.named_commands(private.inbound, private.owner[]) is
  'A command that names an owner of its phone, before or behind it ("3 km Maya"), as theirs; once '
  'for each who has that name.';
revoke execute on function private.named_commands(private.inbound, private.owner[]) from public;

create function private.settle_owner(inbound private.inbound)
returns private.inbound
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_inbound private.inbound := inbound;
  v_owners constant private.owner[] := case
    when inbound.is_own_phone
    then array(select owner from private.owners_of(inbound.from_phone) as owner)
  end;
  v_named private.inbound[];
  v_meant private.owner[];
  v_asked private.owner[];
begin
  if coalesce(cardinality(v_owners), 0) < 2
    or not coalesce(
      (
        select commands.is_for_users
        from private.commands where commands.command = inbound.command
      ),
      inbound.command is null
    )
  then
    return inbound;
  end if;
  v_named := array(select named from private.named_commands(inbound, v_owners) as named);
  if cardinality(v_named) = 1 then
    return v_named[1];
  end if;
  if inbound.command is null then
    return inbound;
  end if;
  v_meant := array(
    select owner
    from unnest(v_owners) as owner
    where private.can_mean(
      private.command_of(inbound, row(owner.*)::private.owner)
    )
  );
  if v_meant = '{}' then
    v_meant := v_owners;
  end if;
  if cardinality(v_meant) = 1 then
    return private.command_of(inbound, v_meant[1]);
  end if;
  v_asked := array(
    select owner
    from unnest(v_meant) as owner
    where owner.last_sent_at is not null
    order by owner.last_sent_at desc
  );
  -- The last question, where no other is open beside it.
  if v_asked <> '{}'
    and coalesce(
      (v_asked[2]).last_sent_at <= private.clock_now() - interval '48 hours', true
    )
  then
    return private.command_of(inbound, v_asked[1]);
  end if;
  v_inbound.command := 'whose';
  v_inbound.argument := null;
  return v_inbound;
end;
$$;

comment on function private.settle_owner(private.inbound) is
  'A command from a phone of several users as the one''s who is named in it, the only one whom it '
  'can be about, or who was sent something there last; where two were within 48 hours, or none, as '
  'the question whose it is, so that nothing is done in a wrong name.';
revoke execute on function private.settle_owner(private.inbound) from public;

create function private.ask_whose(inbound private.inbound)
returns private.answer
language sql
stable
set search_path = ''
as $$
  select private.answer_to(
    ask_whose.inbound,
    'whose',
    jsonb_build_object(
      'names', left(
        string_agg(private.clean_name(owner.display_name, 30), ', '), 100
      ),
      'example', format(
        '%s %s',
        private.clean_name(ask_whose.inbound.body, 15),
        split_part(min(private.clean_name(owner.display_name, 30)), ' ', 1)
      )
    )
  )
  from private.owners_of(ask_whose.inbound.from_phone) as owner;
$$;

comment on function private.ask_whose(private.inbound) is
  'The question to which of the users of one phone a command belongs, with an example.';
revoke execute on function private.ask_whose(private.inbound) from public;
