-- What YES, NO, STOP, START and MUTE do, from whoever holds the number.

insert into private.commands (command, program, changes_plans, is_an_answer, binds_first)
values
  ('stop', 'consent', true, false, true),
  ('start', 'consent', true, false, false),
  ('yes', 'consent', true, true, false),
  ('no', 'consent', true, true, false),
  ('mute', 'consent', true, false, false),
  ('quiet', 'consent', false, false, false);

insert into private.command_patterns (place, command, pattern)
values
  (
    2, 'start',
    '^(start|unstop|resubscribe|empezar|iniciar|commencer|demarrer|starten|comecar)$'
  ),
  (
    4, 'yes',
    '^(yes|y|yep|yeah|yess+|i agree|agree|agreed'
    '|si|claro|acepto|de acuerdo|oui|ouais|daccord|jaccepte|ja|jawohl|klar|gerne|einverstanden'
    '|sim|aceito|concordo)'
    '( por favor| gracias| ok| sure| yes| i agree| claro| acepto| de acuerdo| oui| merci| daccord'
    '| jaccepte| svp| sil vous plait| ja| bitte| danke| gerne| klar| einverstanden| sim| aceito'
    '| obrigado| obrigada)*$'
  ),
  (
    4, 'no',
    '^(no|n|nope|nah|decline|i decline|no way|not interested|no me interesa'
    '|non|je refuse|nein|nee|kein interesse|nao|recuso|nao quero)'
    '( no| thx| gracias| non| merci| nein| danke| nao| obrigado| obrigada)*$'
  ),
  (5, 'mute', '^(mute|silenciar|silencia|muet|stumm)( .+)?$');

create function private.change_consent(
  contact_ids uuid[],
  new_status text,
  event text,
  wording text,
  evidence jsonb
)
returns void
language sql
volatile
set search_path = ''
as $$
  insert into public.consent_events (user_id, contact_id, phone, event, wording, evidence)
  select
    contacts.user_id, contacts.id, contacts.phone, change_consent.event, change_consent.wording,
    change_consent.evidence
  from public.contacts
  where contacts.id = any (change_consent.contact_ids)
  order by contacts.id;

  update public.contacts
  set consent_status = change_consent.new_status
  where contacts.id = any (change_consent.contact_ids);
$$;

comment on function private.change_consent(uuid[], text, text, text, jsonb) is
  'Moves contacts to a state of consent and enters in the ledger why, by which words.';
revoke execute on function private.change_consent(uuid[], text, text, text, jsonb) from public;

create function private.evidence_of(inbound private.inbound)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select jsonb_strip_nulls(jsonb_build_object(
    'inbound_message_id', evidence_of.inbound.id,
    'provider_message_id', evidence_of.inbound.provider_message_id,
    'opt_out_type', evidence_of.inbound.opt_out_type
  ));
$$;

comment on function private.evidence_of(private.inbound) is
  'What proves that somebody wrote it, and what the provider took it for if it said so.';
revoke execute on function private.evidence_of(private.inbound) from public;

create function private.bind_stop(inbound private.inbound)
returns void
language sql
volatile
set search_path = ''
as $$
  insert into private.phone_numbers as number (phone, opted_out_at, is_blocked_by_provider)
  values (
    private.phone_key(bind_stop.inbound.from_phone),
    bind_stop.inbound.sent_at,
    coalesce(
      private.twilio_keyword(
        bind_stop.inbound.body, bind_stop.inbound.to_address, bind_stop.inbound.opt_out_type
      ) = 'STOP',
      false
    )
  )
  on conflict (phone) do update set
    -- The last one counts: a START of before it takes nothing back.
    opted_out_at = greatest(number.opted_out_at, excluded.opted_out_at),
    is_blocked_by_provider = number.is_blocked_by_provider or excluded.is_blocked_by_provider;
$$;

comment on function private.bind_stop(private.inbound) is
  'From here on no start texts this number. First of all, and without anything that others hold.';
revoke execute on function private.bind_stop(private.inbound) from public;

create function private.stop_number(inbound private.inbound, event text)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.stop_other_channels(inbound.from_phone, inbound.sent_at);
  perform private.end_invitations(
    array(
      select invitations.id from public.invitations
      where private.phone_key(invitations.phone) = private.phone_key(inbound.from_phone)
        and invitations.status = 'open'
    ),
    'declined'
  );
  perform private.change_consent(
    array(
      select contacts.id from public.contacts
      where private.phone_key(contacts.phone) = private.phone_key(inbound.from_phone)
        and contacts.consent_status in ('confirmed', 'pending')
        and (
          contacts.consent_status = 'confirmed'
          -- Whose question never left is not told that the number said no to others.
          or exists (
            select from public.invitations
            where invitations.contact_id = contacts.id
              and invitations.status not in ('waiting', 'failed', 'withdrawn')
          )
        )
    ),
    'stopped', event, inbound.body, private.evidence_of(inbound)
  );
  if event = 'crisis' then
    -- What users are not shown must not tell by its absence.
    insert into public.consent_events (user_id, contact_id, phone, event)
    select crisis.user_id, crisis.contact_id, crisis.phone, 'stopped'
    from public.consent_events as crisis
    where private.phone_key(crisis.phone) = private.phone_key(inbound.from_phone)
      and crisis.event = 'crisis'
      and crisis.evidence ->> 'inbound_message_id' = inbound.id::text
    order by crisis.recorded_at;
  end if;
  return private.answer_to(inbound, 'stopped');
end;
$$;

comment on function private.stop_number(private.inbound, text) is
  'What follows from bind_stop(): invitations to the number end, and its contacts are shown to '
  'their users as stopped. Whose own phone it is hears nothing in the app either.';
revoke execute on function private.stop_number(private.inbound, text) from public;

create function private.unblocks(inbound private.inbound)
returns boolean
language sql
stable
set search_path = ''
as $$
  select coalesce(
    private.twilio_keyword(
      unblocks.inbound.body, unblocks.inbound.to_address, unblocks.inbound.opt_out_type
    ) = 'START'
    -- A service with words of its own said that the STOP was one: it would say it of a START.
    and (
      unblocks.inbound.opt_out_type is not null
      or upper(btrim(unblocks.inbound.body, E' \t\r\n')) <> 'YES'
      or not coalesce(
        (
          select consent_events.evidence ? 'opt_out_type'
          from public.consent_events
          where private.phone_key(consent_events.phone)
              = private.phone_key(unblocks.inbound.from_phone)
            and consent_events.event in ('stopped', 'stopped_by_machine')
          order by consent_events.recorded_at desc
          limit 1
        ),
        false
      )
    ),
    false
  );
$$;

comment on function private.unblocks(private.inbound) is
  'Whether a text makes Twilio let texts through to a number again that it blocked.';
revoke execute on function private.unblocks(private.inbound) from public;

create function private.restart_number(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
begin
  update private.phone_numbers
  set opted_out_at = null, is_blocked_by_provider = false
  where phone_numbers.phone = private.phone_key(inbound.from_phone)
    and phone_numbers.opted_out_at is not null
    -- What Twilio blocks, it begins to let through by its own words alone. Nor could we say so.
    and (not phone_numbers.is_blocked_by_provider or private.unblocks(inbound));
  if not found then
    return null;
  end if;
  perform private.end_hold_of(inbound.from_phone);
  -- Those who had said yes before it stopped, not those who were muted or never asked.
  perform private.change_consent(
    array(
      select contacts.id
      from public.contacts
      where private.phone_key(contacts.phone) = private.phone_key(inbound.from_phone)
        and contacts.consent_status = 'stopped'
        and not private.is_another_accounts_phone(contacts.id)
        and (
          select consent_events.event
          from public.consent_events
          where consent_events.contact_id = contacts.id
            and consent_events.phone = contacts.phone
            and consent_events.event in (
              'confirmed', 'restarted', 'declined', 'muted', 'withdrawn'
            )
          order by consent_events.recorded_at desc
          limit 1
        ) in ('confirmed', 'restarted')
    ),
    'confirmed', 'restarted', inbound.body, private.evidence_of(inbound)
  );
  return private.answer_to(inbound, 'restarted');
end;
$$;

comment on function private.restart_number(private.inbound) is
  'The number may be texted again, by those to whom it had said yes, unless Twilio goes on '
  'blocking it: a YES to a toll-free number unblocks nothing.';
revoke execute on function private.restart_number(private.inbound) from public;

create function private.newest_invitation(inbound private.inbound, must_be_asked boolean)
returns public.invitations
language sql
volatile
set search_path = ''
as $$
  select invitations.*
  from public.invitations
  join public.contacts
    on contacts.id = invitations.contact_id
    and contacts.phone = invitations.phone
    and contacts.consent_status = 'pending'
  where private.phone_key(invitations.phone)
      = private.phone_key(newest_invitation.inbound.from_phone)
    and invitations.status in ('open', 'expired')
    -- Somebody else's own phone by now, or asked by who is gone for good.
    and not private.is_another_accounts_phone(contacts.id)
    and exists (
      select from public.users
      where users.id = contacts.user_id and users.gone_until is distinct from 'infinity'
    )
    -- A question that waits for the morning was not what they said yes to.
    and (
      not newest_invitation.must_be_asked
      or private.was_asked_before(invitations.message_id, newest_invitation.inbound)
    )
    -- Nor was one after which somebody else asked.
    and not exists (
      select from public.invitations as later
      where private.phone_key(later.phone) = private.phone_key(invitations.phone)
        and later.created_at > invitations.created_at
        and private.was_asked_before(later.message_id, newest_invitation.inbound)
    )
  order by invitations.status = 'open' desc, invitations.created_at desc
  limit 1
  for update of invitations;
$$;

comment on function private.newest_invitation(private.inbound, boolean) is
  'What a YES or NO is about: the open invitation (only if it was sent before, where it must be '
  'asked), else one that was not answered in time, if nobody asked since. Locked.';
revoke execute on function private.newest_invitation(private.inbound, boolean) from public;

create function private.answer_invitation(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_is_yes constant boolean := inbound.command = 'yes';
  v_invitation constant public.invitations := private.newest_invitation(
    -- A NO may be quicker than the question, unless it is an old one.
    inbound, must_be_asked => v_is_yes or coalesce(inbound.is_fetched, false)
  );
  v_contact public.contacts;
  v_times integer;
begin
  if v_invitation.id is null then
    return private.answer_to(inbound, 'nothing_to_confirm');
  end if;
  select * into strict v_contact
  from public.contacts where contacts.id = v_invitation.contact_id;
  perform private.end_invitations(
    array[v_invitation.id], case when v_is_yes then 'accepted' else 'declined' end
  );
  -- A late YES counts: the number itself says it.
  update public.invitations
  set status = case when v_is_yes then 'accepted' else 'declined' end
  where invitations.id = v_invitation.id and invitations.status = 'expired';
  perform private.change_consent(
    array[v_contact.id],
    case when v_is_yes then 'confirmed' else 'declined' end,
    case when v_is_yes then 'confirmed' else 'declined' end,
    inbound.body,
    private.evidence_of(inbound) || jsonb_build_object('invitation_id', v_invitation.id)
  );
  select greatest(preferences.max_messages_per_week, 1) into v_times
  from public.notification_preferences as preferences
  where preferences.user_id = v_contact.user_id;
  return row(
    v_contact.user_id,
    v_contact.id,
    case
      when not v_is_yes then 'declined'
      when v_contact.relationship = 'self' then 'confirmed_self'
      else 'confirmed'
    end,
    jsonb_build_object('times', v_times)
  )::private.answer;
end;
$$;

comment on function private.answer_invitation(private.inbound) is
  'YES and NO: about the newest invitation to this number.';
revoke execute on function private.answer_invitation(private.inbound) from public;

create function private.names_to_mute(argument text, name text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select coalesce(
    names_to_mute.argument in (names_to_mute.name, split_part(names_to_mute.name, ' ', 1))
    -- In words of their own: "stop the Jonas ones, keep Ana's coming".
    or exists (
      select
      from (
        select piece
        from regexp_split_to_table(
          lower(names_to_mute.argument), '[,.;!?\n]| but | and '
        ) as piece
        where piece ~ '\S'
        -- Nobody names more in a text that is meant.
        limit 10
      ) as pieces
      cross join lateral (
        select replace(
          private.parts_of_text(pieces.piece, array[split_part(names_to_mute.name, ' ', 1)]),
          'gH', 'pH'
        )
      ) as of_piece (parts)
      where of_piece.parts ~ '[suernbtaw].*H|H.*[suen]'
        and of_piece.parts !~ 'p'
    ),
    false
  );
$$;

comment on function private.names_to_mute(text, text) is
  'Whether what follows MUTE, or a text that ends some and keeps others, names this person, whose '
  'name is in plain words, as one whose texts are to end.';
revoke execute on function private.names_to_mute(text, text) from public;

create function private.mute_user(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_texting record;
begin
  select
    count(*) as people,
    string_agg(named.user_name, ', ' order by named.user_name) as names,
    array_agg(named.contact_id) filter (where named.is_meant) as meant,
    count(distinct named.words) filter (where named.is_meant) as meant_names
  into v_texting
  from (
    select
      contacts.id as contact_id,
      private.clean_name(users.display_name, 30) as user_name,
      spelled.words,
      inbound.argument is null or private.names_to_mute(inbound.argument, spelled.words) as is_meant
    from public.contacts
    join public.users
      on users.id = contacts.user_id and coalesce(users.gone_until <= private.clock_now(), true)
    cross join lateral (select private.plain_words(users.display_name)) as spelled (words)
    where private.phone_key(contacts.phone) = private.phone_key(inbound.from_phone)
      and contacts.consent_status = 'confirmed'
      and contacts.relationship <> 'self'
  ) as named;
  if v_texting.people = 0 then
    return private.answer_to(inbound, 'nothing_to_confirm');
  end if;
  -- Two of one name are both meant by it: nothing tells them apart.
  if v_texting.meant_names <> 1 or inbound.argument is null and v_texting.people > 1 then
    return private.answer_to(
      inbound, 'mute_whom', jsonb_build_object('names', left(v_texting.names, 100))
    );
  end if;
  perform private.change_consent(
    v_texting.meant, 'stopped', 'muted', inbound.body, private.evidence_of(inbound)
  );
  return (
    select row(contacts.user_id, contacts.id, 'muted', '{}')::private.answer
    from public.contacts where contacts.id = v_texting.meant[1]
  );
end;
$$;

comment on function private.mute_user(private.inbound) is
  'MUTE: ends the texts about one person, named if there are several.';
revoke execute on function private.mute_user(private.inbound) from public;

create function private.obey_consent(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return case inbound.command
    when 'stop' then private.stop_number(
      inbound,
      case
        when private.is_automatic_reply(private.own_words(inbound.body)) then 'stopped_by_machine'
        else 'stopped'
      end
    )
    when 'start' then private.restart_number(inbound)
    when 'mute' then private.mute_user(inbound)
    when 'quiet' then private.quiet_number(inbound)
    else private.answer_invitation(inbound)
  end;
end;
$$;

comment on function private.obey_consent(private.inbound) is
  'The seam''s obey: STOP, START, MUTE, a while of quiet, YES and NO.';
revoke execute on function private.obey_consent(private.inbound) from public;
