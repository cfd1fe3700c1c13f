-- A text that is fetched late counts at the time it was written: it undoes nothing newer, and is
-- not answered as if it had just come.

create function private.is_taken_back(inbound private.inbound)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from public.inbound_messages as later
    where private.phone_key(later.from_phone) = private.phone_key(is_taken_back.inbound.from_phone)
      and later.sent_at > is_taken_back.inbound.sent_at
      and case later.command
        when 'start' then true
        -- Who says YES after a STOP says START: if it unblocks what the STOP blocked, and was not
        -- the answer to a question.
        when 'yes' then
          (
            private.twilio_keyword(
              is_taken_back.inbound.body, is_taken_back.inbound.to_address,
              is_taken_back.inbound.opt_out_type
            ) is distinct from 'STOP'
            or private.twilio_keyword(later.body, later.to_address, null) = 'START'
          )
          and not exists (
            select from public.consent_events
            where private.phone_key(consent_events.phone)
                = private.phone_key(is_taken_back.inbound.from_phone)
              and consent_events.event = 'confirmed'
              and consent_events.evidence ->> 'inbound_message_id' = later.id::text
          )
        else false
      end
  );
$$;

comment on function private.is_taken_back(private.inbound) is
  'Whether whoever wrote this STOP has said START since.';
revoke execute on function private.is_taken_back(private.inbound) from public;

create function private.may_obey(inbound private.inbound)
returns boolean
language sql
stable
set search_path = ''
as $$
  select
    not coalesce(may_obey.inbound.is_fetched, false)
    or case coalesce(may_obey.inbound.command, '')
      -- Help is never too late.
      when 'crisis' then true
      when 'distress' then true
      when 'stop' then not private.is_taken_back(may_obey.inbound)
      else
        may_obey.inbound.sent_at >= private.clock_now() - interval '48 hours'
        and not exists (
          select from public.inbound_messages
          where private.phone_key(inbound_messages.from_phone)
            = private.phone_key(may_obey.inbound.from_phone)
            and inbound_messages.sent_at > may_obey.inbound.sent_at
        )
        -- Nor may it undo a STOP whose text went with an account, or that only the provider heard.
        and not exists (
          select from private.phone_numbers
          where phone_numbers.phone = private.phone_key(may_obey.inbound.from_phone)
            and phone_numbers.opted_out_at > may_obey.inbound.sent_at
        )
    end;
$$;

comment on function private.may_obey(private.inbound) is
  'Whether what a text asks for is done. Of a fetched one that is older than 48 hours, or than '
  'what the same number wrote since, only a crisis is, and a STOP that nobody took back.';
revoke execute on function private.may_obey(private.inbound) from public;

create function private.is_worth_an_answer(inbound private.inbound)
returns boolean
language sql
stable
set search_path = ''
as $$
  select
    not coalesce(is_worth_an_answer.inbound.is_fetched, false)
    or private.tells_of_crisis(is_worth_an_answer.inbound.command)
    or is_worth_an_answer.inbound.sent_at > private.clock_now() - interval '10 minutes';
$$;

comment on function private.is_worth_an_answer(private.inbound) is
  'Whether whoever wrote may still expect an answer: within ten minutes, in a crisis always.';
revoke execute on function private.is_worth_an_answer(private.inbound) from public;

create function private.was_asked_before(message_id uuid, inbound private.inbound)
returns boolean
language sql
stable
set search_path = ''
as $$
  select
    private.may_have_been_sent(was_asked_before.message_id)
    and (
      not coalesce(was_asked_before.inbound.is_fetched, false)
      or exists (
        select from private.message_attempts
        where message_attempts.message_id = was_asked_before.message_id
          and coalesce(message_attempts.outcome, 'unknown') in ('accepted', 'unknown')
          -- The provider's times have no fractions of a second.
          and date_trunc('second', message_attempts.created_at) <= was_asked_before.inbound.sent_at
      )
    );
$$;

comment on function private.was_asked_before(uuid, private.inbound) is
  'Whether whoever wrote may have read this message before: a fetched YES is no answer to a '
  'question that was asked later.';
revoke execute on function private.was_asked_before(uuid, private.inbound) from public;
