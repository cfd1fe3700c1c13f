-- The truth about a birthday. Planning, preview and the claim all ask here.

create function private.tell_birthday_of(user_id uuid, contact_id uuid, nominal_date date)
returns table (facts jsonb, message_text text, reasons text[])
language sql
stable
set search_path = ''
as $$
  select
    told.facts,
    private.render_text(template.body, told.facts),
    array_remove(
      array[
        -- Also a name of which nothing is left that can be read.
        case when coalesce(told.facts ->> 'user_name', '') = '' then 'no_display_name' end,
        case
          when birthdays.is_on
            and private.birthday_in(
              extract(year from tell_birthday_of.nominal_date)::integer,
              birthdays.month,
              birthdays.day
            ) = tell_birthday_of.nominal_date
          then null
          else 'no_birthday'
        end,
        case
          when exists (
            select from public.occurrences
            left join public.message_queue as message
              on message.occurrence_id = occurrences.id
            where occurrences.program = 'birthday'
              and occurrences.user_id = tell_birthday_of.user_id
              and occurrences.contact_id = tell_birthday_of.contact_id
              and occurrences.decision = 'queued'
              and occurrences.nominal_date < tell_birthday_of.nominal_date
              and occurrences.nominal_date
                > tell_birthday_of.nominal_date - birthday_settings.tells_again_after
              -- The queue forgets sooner than that: what it forgot counts as sent.
              and coalesce(message.status, 'sent') in ('processing', 'unconfirmed', 'sent')
          )
          then 'told_this_year'
        end
      ],
      null
    )
  from public.users
  join public.message_templates as template on template.id = 'birthday.birthday'
  cross join private.settings
  cross join private.birthday_settings
  left join public.birthdays on birthdays.user_id = users.id
  left join public.contacts
    on contacts.id = tell_birthday_of.contact_id and contacts.user_id = users.id
  cross join lateral (
    select jsonb_build_object(
      'brand', settings.brand_name,
      'user_name', private.clean_name(users.display_name, 30),
      'contact_name', private.clean_name(contacts.name, 30)
    )
  ) as told (facts)
  where users.id = tell_birthday_of.user_id;
$$;

comment on function private.tell_birthday_of(uuid, uuid, date) is
  'What a text says that tells this contact of the birthday of a user on that date, and every '
  'reason of the birthday against it; private.gates_against has those of the people. No row where '
  'the user is gone.';
revoke execute on function private.tell_birthday_of(uuid, uuid, date) from public;
grant execute on function private.tell_birthday_of(uuid, uuid, date) to authenticated;

create function private.judge_birthday(message_ids uuid[], instant timestamptz)
returns setof private.judged
language sql
stable
set search_path = ''
as $$
  select private.judgement_of(
    message_queue.id,
    reasons => coalesce(told.reasons, '{no_birthday}'),
    facts => told.facts,
    message_text => told.message_text
  )
  from public.message_queue
  join public.occurrences on occurrences.id = message_queue.occurrence_id
  left join lateral private.tell_birthday_of(
    message_queue.user_id, message_queue.contact_id, occurrences.nominal_date
  ) as told on true
  where message_queue.id = any (judge_birthday.message_ids);
$$;

comment on function private.judge_birthday(uuid[], timestamptz) is
  'The seam''s judge: whether it still is that birthday, and the names as they are now.';
revoke execute on function private.judge_birthday(uuid[], timestamptz) from public;
