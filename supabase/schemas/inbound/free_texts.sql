-- What people write in the app passes the words of a crisis as well, before anything uses it.

create function private.help_in_app(user_id uuid, weight text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_message_type constant text := case weight when 'hold' then 'crisis_in_app' else 'distress' end;
begin
  insert into public.inbox_messages (
    id, user_id, program, message_type, message_text, channel, created_at
  )
  select
    gen_random_uuid(), users.id, 'reply', template.message_type,
    private.render_text(
      template.body,
      jsonb_build_object(
        'brand', settings.brand_name,
        -- Their own phone tells the country; without one it is the emergency number.
        'lifeline', private.lifeline(coalesce(own.phone, ''), spoken.locale)
      )
    ),
    'inbox', private.clock_now()
  from public.users
  cross join private.settings
  left join lateral (
    select contacts.phone
    from public.contacts
    where contacts.user_id = users.id and contacts.relationship = 'self'
    order by contacts.consent_status = 'confirmed' desc, contacts.id
    limit 1
  ) as own on true
  cross join lateral (
    select case when split_part(users.locale, '-', 1) in ('en', 'es', 'fr', 'de', 'pt')
      then split_part(users.locale, '-', 1)
    end as locale
  ) as spoken
  cross join lateral private.plain_wording('reply', v_message_type, spoken.locale) as template
  where users.id = help_in_app.user_id
    -- Once in an hour, but never is distress all that is said to whoever is held.
    and not exists (
      select from public.inbox_messages as told
      where told.user_id = help_in_app.user_id
        and told.message_type in ('crisis_in_app', v_message_type)
        and told.created_at > private.clock_now() - interval '1 hour'
    );
  if found then
    perform private.count_referral();
  end if;
end;
$$;

comment on function private.help_in_app(uuid, text) is
  'Puts where help is into the inbox of a user, in their language, once in an hour.';
revoke execute on function private.help_in_app(uuid, text) from public;

create function private.heed_free_text()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_new constant jsonb := to_jsonb(new);
  v_weight text;
  v_user_id constant uuid := coalesce(v_new ->> 'user_id', v_new ->> 'id');
  v_field text;
begin
  foreach v_field in array tg_argv loop
    continue when tg_op = 'UPDATE'
      and v_new ->> v_field is not distinct from to_jsonb(old) ->> v_field;
    v_weight := private.read_crisis(v_new ->> v_field);
    continue when v_weight is null;
    if v_weight = 'hold' then
      perform private.hold_user(v_user_id);
    end if;
    perform private.tell_of_crisis(
      jsonb_build_object(
        'user_id', v_user_id, 'table', tg_table_name, 'id', v_new ->> 'id', 'field', v_field,
        'is_held', v_weight = 'hold'
      )
    );
    perform private.help_in_app(v_user_id, v_weight);
  end loop;
  return null;
end;
$$;

comment on function private.heed_free_text() is
  'Trigger: a name, title or unit (its arguments) with words of a crisis is kept; the operator is '
  'told, help stands in the inbox, and the user is held if it may be danger. Definer to do all '
  'that.';
revoke execute on function private.heed_free_text() from public;

-- Only what people write themselves: who adds many rows at once reads their words first.
create trigger heed_free_text
  after insert or update of title, unit on public.goals
  for each row when (auth.uid() is not null)
  execute function private.heed_free_text('title', 'unit');

create trigger heed_free_text
  after insert or update of name on public.contacts
  for each row when (auth.uid() is not null)
  execute function private.heed_free_text('name');

create trigger heed_free_text
  after update of display_name on public.users
  for each row when (auth.uid() is not null)
  execute function private.heed_free_text('display_name');
