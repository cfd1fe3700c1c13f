-- Whether a message may still go: its program's checks, and for weeks the judgement again.

create type private.checked_message as (
  message_id uuid,
  verdict text,
  reason text,
  hold_until timestamptz,
  message_type text,
  message_style text,
  template_id text,
  facts jsonb,
  message_text text
);
comment on type private.checked_message is
  'What is true of a message at one moment: see private.check_messages.';

create function private.reasons_against(message_ids uuid[], instant timestamptz)
returns table (message_id uuid, reasons text[])
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  select
    message_queue.id,
    array_remove(
      array[
        case
          when programs.honours_pause and users.paused_until > reasons_against.instant
          then 'paused'
        end,
        case
          when not private.is_program_on(message_queue.program, message_queue.user_id)
          then 'program_off'
        end,
        case when contacts.id is null then 'no_contact' end,
        case
          when programs.needs_consent and contacts.consent_status <> 'confirmed'
          then 'contact_not_confirmed'
        end,
        case
          when programs.honours_opt_out and phone_numbers.opted_out_at is not null
          then 'number_opted_out'
        end,
        case
          when programs.honours_opt_out
            and phone_numbers.unreachable_until > reasons_against.instant
          then 'number_unreachable'
        end,
        case
          when programs.needs_invitation
            and not private.is_invitation_open(message_queue.id, contacts.phone)
          then 'invitation_ended'
        end
      ],
      null
    )
  from public.message_queue
  join private.programs on programs.program = message_queue.program and not programs.is_judged
  join public.users on users.id = message_queue.user_id
  left join public.contacts on contacts.id = message_queue.contact_id
  left join private.phone_numbers on phone_numbers.phone = contacts.phone
  where message_queue.id = any (reasons_against.message_ids);
end;
$$;

comment on function private.reasons_against(uuid[], timestamptz) is
  'What speaks against sending these messages by the checks that bind their program, for programs '
  'that are not judged: private.judge_weeks tells it of the others.';
revoke execute on function private.reasons_against(uuid[], timestamptz) from public;

create function private.check_messages(message_ids uuid[], instant timestamptz)
returns setof private.checked_message
language plpgsql
stable
set search_path = ''
as $$
begin
  return query
  with messages as materialized (
    select
      message_queue.*,
      programs.is_judged,
      programs.honours_allowed_hours,
      programs.warns_of_miss,
      case
        when programs.is_judged
        then row(
          message_queue.user_id, message_queue.contact_id, occurrences.nominal_date,
          occurrences.nominal_at, occurrences.period_start
        )::private.week
      end as week
    from public.message_queue
    join private.programs on programs.program = message_queue.program
    left join public.occurrences on occurrences.id = message_queue.occurrence_id
    where message_queue.id = any (check_messages.message_ids)
  ),
  checked as materialized (
    select
      messages.*,
      judged.message_type as true_type,
      judged.message_style as true_style,
      judged.template_id as true_template_id,
      coalesce(judged.facts, warning.facts) as true_facts,
      coalesce(
        judged.message_text, private.render_text(template.body, warning.facts)
      ) as true_text,
      case
        when messages.honours_allowed_hours
        then private.next_allowed_instant(check_messages.instant, contacts.timezone)
        else check_messages.instant
      end as next_instant,
      case
        when messages.warns_of_miss and warning.user_id is null
        then unjudged.reasons || 'nothing_to_prevent'::text
        -- Whoever lost their preferences asks for nothing any more.
        else coalesce(judged.reasons, unjudged.reasons, array['disabled'])
      end as reasons
    from messages
    left join public.contacts on contacts.id = messages.contact_id
    left join private.judge_weeks(
      array(select distinct messages.week from messages where messages.is_judged),
      check_messages.instant
    ) as judged on judged.week = messages.week
    left join private.reasons_against(
      check_messages.message_ids, check_messages.instant
    ) as unjudged on unjudged.message_id = messages.id
    left join private.warnings_for(
      array(select distinct messages.user_id from messages where messages.warns_of_miss),
      check_messages.instant
    ) as warning on messages.warns_of_miss and warning.user_id = messages.user_id
    left join public.message_templates as template
      on messages.warns_of_miss and template.id = messages.template_id
  )
  select
    checked.id,
    case
      when checked.expires_at <= check_messages.instant then 'expire'
      when checked.reasons <> '{}' then 'cancel'
      when checked.next_instant >= checked.expires_at then 'expire'
      when checked.next_instant > check_messages.instant then 'hold'
      else 'send'
    end,
    case
      when checked.expires_at <= check_messages.instant then 'too_late'
      when checked.reasons <> '{}' then checked.reasons[1]
      when checked.next_instant >= checked.expires_at then 'no_allowed_hour'
      when checked.next_instant > check_messages.instant then 'outside_allowed_hours'
    end,
    checked.next_instant,
    coalesce(checked.true_type, checked.message_type),
    coalesce(checked.true_style, checked.message_style),
    coalesce(checked.true_template_id, checked.template_id),
    coalesce(checked.true_facts, checked.facts),
    coalesce(checked.true_text, checked.message_text)
  from checked;
end;
$$;

comment on function private.check_messages(uuid[], timestamptz) is
  'Whether each message is still true and allowed at this moment, by the checks that bind its '
  'program: send, hold until its recipient''s allowed hours, cancel or expire, with the reason; '
  'and what it should say.';
revoke execute on function private.check_messages(uuid[], timestamptz) from public;
