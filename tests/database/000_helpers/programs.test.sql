-- A program that says something to the user in the app: a diary. It stands in the schema tests and
-- is made a program inside the transaction of whoever needs it.
begin;
select plan(1);

-- Makes the diary a program, until the transaction ends.
create or replace function tests.open_diary()
returns void
language sql
set search_path = ''
as $$
  insert into private.programs (program, gates, goes_to)
  values ('diary', '{enabled, switch, pause, consent, opt_out, allowed_hours}', 'user');
  insert into public.message_templates (id, program, message_type, style, body)
  values ('diary.entry', 'diary', 'entry', 'plain', 'Dear diary, {{words}}.');
$$;

-- A turn of the diary about somebody, as it would propose it: to them by a channel, or to the phone
-- of a contact.
create or replace function tests.entry(
  display_name text,
  send_at timestamptz,
  words text default 'today I ran',
  channel text default 'inbox',
  copies_to_inbox boolean default false,
  contact_id uuid default null
)
returns private.turn
language sql
set search_path = ''
as $$
  select private.turn_of(
    user_id => users.id,
    contact_id => entry.contact_id,
    nominal_date => (entry.send_at at time zone 'UTC')::date,
    slot => extract(hour from entry.send_at)::integer,
    nominal_at => entry.send_at,
    period_start => entry.send_at - interval '1 day',
    send_at => gates.opens_at,
    expires_at => entry.send_at + interval '1 day',
    timezone => preferences.timezone,
    template => template,
    facts => jsonb_build_object('words', entry.words),
    reasons => gates.reasons,
    channel => entry.channel,
    copies_to_inbox => entry.copies_to_inbox
  )
  from public.users
  join public.notification_preferences as preferences on preferences.user_id = users.id
  join public.message_templates as template on template.id = 'diary.entry'
  cross join private.gates_against(
    array[
      row(
        1, 'diary', users.id, entry.contact_id, null, entry.send_at, entry.channel
      )::private.approach
    ]
  ) as gates
  where users.display_name = entry.display_name;
$$;

-- Records and queues what the diary proposes; returns the decisions.
create or replace function tests.write(turns private.turn[])
returns setof text
language sql
set search_path = ''
as $$
  select recorded.decision
  from private.record_turns(
    array(select placed from private.place_turns(turns, 'diary') as placed),
    'diary',
    private.clock_now()
  ) as recorded;
$$;

-- What somebody has in their inbox, oldest first.
create or replace function tests.inbox(display_name text)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select string_agg(inbox_messages.message_text, ' | ' order by inbox_messages.created_at)
  from public.inbox_messages
  where inbox_messages.user_id = tests.user_id(inbox.display_name);
$$;

select has_function('tests', 'entry', 'a diary can be written');
select * from finish();
commit;
