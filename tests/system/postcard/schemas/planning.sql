-- When a postcard comes, by which way, and what it says then.

create function private.due_postcard(until timestamptz, batch_size integer)
returns setof uuid
language sql
volatile
set search_path = ''
as $$
  select postcards.user_id
  from public.postcards
  join public.notification_preferences as preferences
    on preferences.user_id = postcards.user_id
  where not postcards.is_planned and postcards.send_at <= due_postcard.until
  order by postcards.send_at
  limit due_postcard.batch_size
  for update of preferences skip locked;
$$;

comment on function private.due_postcard(timestamptz, integer) is
  'The seam''s due: whose postcard comes by then.';
revoke execute on function private.due_postcard(timestamptz, integer) from public;

create function private.propose_postcard(user_ids uuid[], instant timestamptz)
returns setof private.turn
language plpgsql
volatile
rows 10
set search_path = ''
as $$
begin
  return query
  with asked as materialized (
    select
      postcards.*,
      own.id as contact_id,
      coalesce(own.timezone, preferences.timezone) as timezone,
      row_number() over ()::integer as number
    from public.postcards
    join public.notification_preferences as preferences
      on preferences.user_id = postcards.user_id
    join private.channels on channels.channel = postcards.channel
    -- In the app a message has no contact.
    left join public.contacts as own
      on own.user_id = postcards.user_id
      and own.relationship = 'self'
      and channels.address_kind = 'phone'
    where postcards.user_id = any (user_ids)
  ),
  gates as materialized (
    select *
    from private.gates_against(array(
      select
        row(
          asked.number, 'postcard', asked.user_id, asked.contact_id, null,
          greatest(asked.send_at, propose_postcard.instant), asked.channel
        )::private.approach
      from asked
    ))
  )
  select turn.*
  from asked
  join gates on gates.number = asked.number
  join public.message_templates as template on template.id = 'postcard.postcard'
  cross join private.settings
  cross join lateral private.turn_of(
    user_id => asked.user_id,
    contact_id => asked.contact_id,
    nominal_date => (asked.send_at at time zone 'UTC')::date,
    nominal_at => asked.send_at,
    period_start => asked.send_at - interval '1 day',
    send_at => gates.opens_at,
    expires_at => asked.send_at + interval '1 day',
    timezone => asked.timezone,
    template => template,
    facts => jsonb_build_object('brand', settings.brand_name, 'words', asked.words),
    reasons => gates.reasons
      || case when asked.is_torn then '{postcard_torn}' else '{}' end::text[],
    channel => asked.channel,
    copies_to_inbox => asked.copies_to_inbox
  ) as turn;
  update public.postcards set is_planned = true where postcards.user_id = any (user_ids);
end;
$$;

comment on function private.propose_postcard(uuid[], timestamptz) is
  'The seam''s propose: the postcards of these users, each by the way that it is to come.';
revoke execute on function private.propose_postcard(uuid[], timestamptz) from public;

create function private.judge_postcard(message_ids uuid[], instant timestamptz)
returns setof private.judged
language sql
stable
set search_path = ''
as $$
  select private.judgement_of(
    message_queue.id,
    reasons => case when postcards.is_torn then '{postcard_torn}' else '{}'::text[] end,
    facts => told.facts,
    message_text => private.render_text(template.body, told.facts)
  )
  from public.message_queue
  join public.postcards on postcards.user_id = message_queue.user_id
  join public.message_templates as template on template.id = message_queue.template_id
  cross join private.settings
  cross join lateral (
    select jsonb_build_object('brand', settings.brand_name, 'words', postcards.words)
  ) as told (facts)
  where message_queue.id = any (judge_postcard.message_ids);
$$;

comment on function private.judge_postcard(uuid[], timestamptz) is
  'The seam''s judge: what the postcard says by now, and whether it was torn up.';
revoke execute on function private.judge_postcard(uuid[], timestamptz) from public;
