-- What an operator is shown of one person, and of those who are due.

create function public.find_user(id_or_email text)
returns uuid
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_ids uuid[];
begin
  select coalesce(array_agg(people.id), '{}')
  into v_ids
  from public.users
  join auth.users as people on people.id = users.id
  where people.id::text = lower(btrim(id_or_email))
    or lower(people.email) = lower(btrim(id_or_email));
  if cardinality(v_ids) <> 1 then
    raise exception 'Cannot find the user "%": there % such id or address',
      id_or_email, case when v_ids = '{}' then 'is no' else 'is more than one' end
      using errcode = 'RD090', hint = 'Use the id of a user, or the address they sign in with.';
  end if;
  return v_ids[1];
end;
$$;

comment on function public.find_user(text) is
  'The id of the user with that id or address. Raises RD090 unless there is exactly one. Definer '
  'to read addresses. For service_role.';
revoke execute on function public.find_user(text) from public, anon, authenticated;
grant execute on function public.find_user(text) to service_role;

create function private.describe_contacts(user_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'contact_id', contacts.id,
        'name', contacts.name,
        'masked_phone', private.mask_phone(contacts.phone),
        'relationship', contacts.relationship,
        'timezone', contacts.timezone,
        'consent_status', contacts.consent_status,
        'opted_out_at', phone_numbers.opted_out_at,
        'unreachable_until', case
          when phone_numbers.unreachable_until > private.clock_now()
          then phone_numbers.unreachable_until
        end
      )
      order by contacts.created_at, contacts.id
    ),
    '[]'
  )
  from public.contacts
  left join private.phone_numbers
    on phone_numbers.phone = private.phone_key(contacts.phone)
  where contacts.user_id = describe_contacts.user_id;
$$;

comment on function private.describe_contacts(uuid) is
  'The contacts of a user, numbers masked, with what they agreed to.';
revoke execute on function private.describe_contacts(uuid) from public;

create function private.describe_turns(user_id uuid, limit_rows integer)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(turn) order by turn.nominal_at desc, turn.program), '[]')
  from (
    select
      occurrences.id as occurrence_id,
      occurrences.nominal_at,
      occurrences.program,
      coalesce(contacts.name, message.facts ->> 'contact_name') as contact_name,
      occurrences.decision,
      occurrences.reasons,
      message.id as message_id,
      message.status,
      message.reason
    from public.occurrences
    left join public.contacts on contacts.id = occurrences.contact_id
    left join public.message_queue as message on message.occurrence_id = occurrences.id
    where occurrences.user_id = describe_turns.user_id
    order by occurrences.nominal_at desc, occurrences.program, occurrences.id
    limit describe_turns.limit_rows
  ) as turn;
$$;

comment on function private.describe_turns(uuid, integer) is
  'The latest turns of a user: what was decided and why, and what came of the message.';
revoke execute on function private.describe_turns(uuid, integer) from public;

create function private.describe_waiting(user_id uuid, limit_rows integer)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(jsonb_agg(to_jsonb(waiting) order by waiting.scheduled_for), '[]')
  from (
    select
      message.id as message_id,
      message.program,
      message.message_type,
      contacts.name as contact_name,
      message.scheduled_for,
      message.status,
      message.reason
    from public.message_queue as message
    left join public.contacts on contacts.id = message.contact_id
    where message.user_id = describe_waiting.user_id
      and message.status = any ('{queued,processing,unconfirmed}')
    order by message.scheduled_for, message.id
    limit describe_waiting.limit_rows
  ) as waiting;
$$;

comment on function private.describe_waiting(uuid, integer) is
  'The next messages about a user that are not final.';
revoke execute on function private.describe_waiting(uuid, integer) from public;

create function public.describe_user(user_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_user jsonb;
begin
  select jsonb_build_object(
    'user_id', users.id,
    'display_name', users.display_name,
    'message_style', users.message_style,
    'signed_up_at', users.created_at,
    'paused_until', case
      when users.held_at is not null then 'infinity'
      when users.paused_until > private.clock_now() then users.paused_until
    end,
    'gone_until', case when users.gone_until > private.clock_now() then users.gone_until end,
    'enabled', preferences.enabled,
    'send_day', preferences.send_day,
    'send_time', to_char(preferences.send_time, 'HH24:MI'),
    'timezone', preferences.timezone,
    'next_due_at', preferences.next_due_at,
    'send_if_goal_met', preferences.send_if_goal_met,
    'send_if_partial_goal', preferences.send_if_partial_goal,
    'remind_before_miss', preferences.remind_before_miss,
    'max_messages_per_week', preferences.max_messages_per_week,
    -- How many, not which: what somebody strives for is between them and their contacts.
    'goals', (select count(*) from public.goals where goals.user_id = users.id),
    'without_programs', (
      select coalesce(jsonb_agg(programs.program order by programs.program), '[]')
      from private.programs
      where not private.is_program_on(programs.program, users.id)
    ),
    'contacts', private.describe_contacts(users.id),
    'turns', private.describe_turns(users.id, 5),
    'waiting', private.describe_waiting(users.id, 20)
  )
  into v_user
  from public.users
  join public.notification_preferences as preferences on preferences.user_id = users.id
  where users.id = describe_user.user_id;
  if v_user is null then
    raise exception 'Cannot describe user "%": there is none', user_id using errcode = 'RD090';
  end if;
  return v_user;
end;
$$;

comment on function public.describe_user(uuid) is
  'What an operator should know of a user, as an object: style, when they are due, whether they '
  'pause or are gone, how many goals, contacts (numbers masked) with their consent, the last 5 '
  'turns with decision and reasons, the next 20 messages that wait, programs that are off. Raises '
  'RD090 if there is none. Definer to read what no API role may. For service_role.';
revoke execute on function public.describe_user(uuid) from public, anon, authenticated;
grant execute on function public.describe_user(uuid) to service_role;

create function public.preview_messages_of(user_id uuid, days integer default 14)
returns table (
  contact_id uuid,
  contact_name text,
  nominal_at timestamptz,
  expected_at timestamptz,
  decision text,
  message_type text,
  message_text text,
  reasons text[],
  program text
)
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
begin
  if not exists (select from public.users where users.id = preview_messages_of.user_id) then
    raise exception 'Cannot preview messages of user "%": there is none',
      preview_messages_of.user_id using errcode = 'RD090';
  end if;
  return query
  select *
  from private.preview_messages(preview_messages_of.user_id, preview_messages_of.days);
end;
$$;

comment on function public.preview_messages_of(uuid, integer) is
  'What preview_upcoming_messages() shows this user. Raises RD090 if there is none, RD070. Definer '
  'to read what is theirs. For service_role.';
revoke execute on function public.preview_messages_of(uuid, integer)
  from public, anon, authenticated;
grant execute on function public.preview_messages_of(uuid, integer) to service_role;

create function public.list_due_users(hours integer default null, limit_rows integer default 50)
returns table (
  user_id uuid,
  display_name text,
  next_due_at timestamptz,
  timezone text,
  paused_until timestamptz,
  confirmed_contacts bigint
)
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_now constant timestamptz := private.clock_now();
begin
  perform private.refuse_outside(coalesce(hours, 0), 0, 1000, 'list who is due', 'hours', 'RD091');
  perform private.refuse_outside(limit_rows, 1, 500, 'list who is due', 'limit_rows', 'RD092');
  return query
  select
    due.user_id,
    users.display_name,
    due.next_due_at,
    due.timezone,
    case
      when users.held_at is not null then 'infinity'
      when users.paused_until > v_now then users.paused_until
    end,
    (
      select count(*)
      from public.contacts
      where contacts.user_id = due.user_id
        and contacts.consent_status = 'confirmed'
        and contacts.relationship <> 'self'
    )
  from (
    select preferences.user_id, preferences.next_due_at, preferences.timezone
    from public.notification_preferences as preferences
    -- Only they have a due time, and only their index is read by it.
    where preferences.enabled
      and preferences.next_due_at <= v_now + coalesce(
        list_due_users.hours * interval '1 hour',
        (select settings.scheduling_horizon from private.settings)
      )
    order by preferences.next_due_at, preferences.user_id
    limit limit_rows
  ) as due
  join public.users on users.id = due.user_id
  order by due.next_due_at, due.user_id;
end;
$$;

comment on function public.list_due_users(integer, integer) is
  'The next limit_rows (1 to 500) users whose turn is not planned yet and comes within so many '
  'hours (0 to 1000; null: the scheduling horizon), soonest first. confirmed_contacts are those '
  'who may be told. Raises RD091 and RD092. Definer to read preferences. For service_role.';
revoke execute on function public.list_due_users(integer, integer)
  from public, anon, authenticated;
grant execute on function public.list_due_users(integer, integer) to service_role;
