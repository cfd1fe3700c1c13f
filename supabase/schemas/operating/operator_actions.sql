-- Everything that an operator does, by page, tool or chat: a row that is inserted. A trigger acts,
-- so that what was done is on record, with who did it, or was not done at all.

create table public.operator_actions (
  id uuid primary key default gen_random_uuid(),
  action text not null,
  arguments jsonb not null default '{}',
  operator_id uuid default auth.uid(),
  created_at timestamptz not null default now(),
  constraint action_is_a_word check (action ~ '^[a-z_]+$'),
  constraint arguments_are_an_object check (jsonb_typeof(arguments) = 'object')
);

comment on table public.operator_actions is
  'What operators did. Inserting a row does it: private.act_<action>() is called with the '
  'arguments, and if it raises nothing is inserted. Rows are never changed.';
comment on column public.operator_actions.operator_id is
  'Who did it; null for whoever holds the secret key. No foreign key: it outlives the account.';

create index operator_actions_by_time on public.operator_actions (created_at desc);

alter table public.operator_actions enable row level security;
revoke all on table public.operator_actions from public, anon, authenticated, service_role;
grant select, insert (action, arguments)
  on table public.operator_actions to authenticated, service_role;

create policy "Operators can see what was done" on public.operator_actions
  for select to authenticated using ((select private.is_operator()));
create policy "Operators can act" on public.operator_actions
  for insert to authenticated
  with check ((select private.is_operator()) and operator_id = (select auth.uid()));

create trigger stamp_created_at
  before insert on public.operator_actions
  for each row execute function private.stamp_created_at();

create function private.refuse_arguments_unlike(arguments jsonb, known jsonb)
returns void
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_name text;
  v_kind text;
  v_value text;
begin
  for v_name in
    select key from jsonb_object_keys(arguments) as key where not known ? key order by key
  loop
    raise exception 'Cannot act: there is no argument "%"', left(v_name, 60)
      using errcode = 'RD099',
        hint = coalesce(
          (
            select 'Use ' || string_agg(key, ', ' order by key) || '.'
            from jsonb_object_keys(known) as key
          ),
          'Use none.'
        );
  end loop;
  for v_name, v_kind in select key, value from jsonb_each_text(known) order by key loop
    v_value := arguments ->> v_name;
    if not coalesce(
      case v_kind
        when 'a text' then length(v_value) <= 500
        when 'a whole number' then v_value ~ '^-?[0-9]{1,9}$'
        when 'an id' then v_value ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        when 'true, false or null'
        then coalesce(v_value in ('true', 'false'), arguments ? v_name)
      end,
      false
    ) then
      raise exception 'Cannot act: % %', v_name,
        case
          when not arguments ? v_name then 'is missing'
          when v_value is null then 'is null'
          else format('"%s" is not %s', left(v_value, 60), v_kind)
        end
        using errcode = 'RD099', hint = format('Use %s.', v_kind);
    end if;
  end loop;
end;
$$;

comment on function private.refuse_arguments_unlike(jsonb, jsonb) is
  'Raises RD099 unless the arguments of an action are those that it knows, each of its kind: a '
  'typo must not do something else. A text has 500 characters at most.';
revoke execute on function private.refuse_arguments_unlike(jsonb, jsonb) from public;

create function private.refuse_arguments_with_channel_unlike(arguments jsonb, known jsonb)
returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
  perform private.refuse_arguments_unlike(
    arguments,
    case when arguments ? 'channel' then known || '{"channel": "a text"}' else known end
  );
end;
$$;

comment on function private.refuse_arguments_with_channel_unlike(jsonb, jsonb) is
  'private.refuse_arguments_unlike() for an action that may name a channel, and is about the '
  'default one otherwise.';
revoke execute on function private.refuse_arguments_with_channel_unlike(jsonb, jsonb) from public;

create function private.act_pause_sending(arguments jsonb)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.refuse_arguments_with_channel_unlike(arguments, '{"because": "a text"}');
  perform private.pause_sending(
    arguments ->> 'because', coalesce(arguments ->> 'channel', private.default_channel())
  );
end;
$$;

comment on function private.act_pause_sending(jsonb) is
  'because, channel if it is not the default one: see private.pause_sending.';
revoke execute on function private.act_pause_sending(jsonb) from public;

create function private.act_resume_sending(arguments jsonb)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.refuse_arguments_with_channel_unlike(arguments, '{}');
  perform private.resume_sending(
    coalesce(arguments ->> 'channel', private.default_channel())
  );
end;
$$;

comment on function private.act_resume_sending(jsonb) is
  'channel if it is not the default one: see private.resume_sending.';
revoke execute on function private.act_resume_sending(jsonb) from public;

create function private.act_retry_message(arguments jsonb)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.refuse_arguments_unlike(arguments, '{"message_id": "an id"}');
  perform private.retry_message((arguments ->> 'message_id')::uuid);
end;
$$;

comment on function private.act_retry_message(jsonb) is 'message_id: see private.retry_message.';
revoke execute on function private.act_retry_message(jsonb) from public;

create function private.act_set_messages_per_hour(arguments jsonb)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.refuse_arguments_with_channel_unlike(
    arguments, '{"messages_per_hour": "a whole number"}'
  );
  perform private.set_messages_per_hour(
    (arguments ->> 'messages_per_hour')::integer,
    coalesce(arguments ->> 'channel', private.default_channel())
  );
end;
$$;

comment on function private.act_set_messages_per_hour(jsonb) is
  'messages_per_hour, channel if it is not the default one: see private.set_messages_per_hour.';
revoke execute on function private.act_set_messages_per_hour(jsonb) from public;

create function private.act_set_program_percent(arguments jsonb)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.refuse_arguments_unlike(
    arguments, '{"program": "a text", "enabled_percent": "a whole number"}'
  );
  perform private.set_program_percent(
    arguments ->> 'program', (arguments ->> 'enabled_percent')::integer
  );
end;
$$;

comment on function private.act_set_program_percent(jsonb) is
  'program, enabled_percent: see private.set_program_percent.';
revoke execute on function private.act_set_program_percent(jsonb) from public;

create function private.act_set_program_switch(arguments jsonb)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.refuse_arguments_unlike(
    arguments, '{"program": "a text", "user_id": "an id", "is_on": "true, false or null"}'
  );
  perform private.set_program_switch(
    arguments ->> 'program', (arguments ->> 'user_id')::uuid, (arguments ->> 'is_on')::boolean
  );
end;
$$;

comment on function private.act_set_program_switch(jsonb) is
  'program, user_id, is_on: see private.set_program_switch.';
revoke execute on function private.act_set_program_switch(jsonb) from public;

create function private.act()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_act constant text := private.seam('act', new.action, 'jsonb');
begin
  -- Row level security refuses a row of whoever is no operator only after this trigger: it must not
  -- act for them first. The secret key, cron and the owner have no token of a user.
  if (select auth.uid()) is not null and not private.is_operator() then
    return new;
  end if;
  if jsonb_typeof(new.arguments) is distinct from 'object' then
    raise exception 'Cannot act: arguments % is no object', left(new.arguments::text, 60)
      using errcode = 'RD099', hint = 'Use an object such as {}.';
  end if;
  if v_act is null then
    raise exception 'Cannot act: there is no action "%"', left(new.action, 60)
      using errcode = 'RD098',
        hint = (
          select format('Use %s.', string_agg(substr(pg_proc.proname, 5), ', ' order by proname))
          from pg_catalog.pg_proc
          where pg_proc.pronamespace = 'private'::regnamespace
            and pg_proc.proname like 'act\_%'
        );
  end if;
  execute format('select %s($1)', v_act) using new.arguments;
  return new;
end;
$$;

comment on function private.act() is
  'Trigger: does what the row says. Definer because operators may not write what they turn.';
revoke execute on function private.act() from public;

create trigger act
  before insert on public.operator_actions
  for each row execute function private.act();

create function private.keep_operator_actions()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  raise exception 'Cannot change what an operator did: action % stays as it is', old.id
    using errcode = 'RD012';
end;
$$;

comment on function private.keep_operator_actions() is
  'Trigger: what was done stays on record. Raises RD012.';
revoke execute on function private.keep_operator_actions() from public;

create trigger keep_operator_actions
  before update or delete on public.operator_actions
  for each row execute function private.keep_operator_actions();
