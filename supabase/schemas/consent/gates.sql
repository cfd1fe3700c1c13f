-- What speaks against texting somebody at all, whatever the text says. One function for planning,
-- the claim and the start: three dialects of it would soon differ.

insert into private.reasons (code, meaning)
values
  ('account_gone', 'The account was switched off or deleted.'),
  (
    'channel_off',
    'The person ended these messages by STOP, or does not want them in the app, and has not chosen '
    'them again.'
  ),
  ('contact_is_self', 'It is the user''s own phone, which gets no such texts.'),
  ('contact_not_confirmed', 'The contact has not said yes to these texts, or ended them.'),
  ('disabled', 'Notifications are switched off.'),
  ('invitation_ended', 'The invitation was answered or taken back before it was sent.'),
  ('no_contact', 'There is nobody to tell.'),
  ('number_opted_out', 'The number opted out with STOP.'),
  (
    'number_unreachable',
    'The carrier says that the number cannot be reached; it is left alone for 30 days.'
  ),
  ('paused', 'The user paused.'),
  ('program_off', 'These texts are switched off for this person at the moment.');

create type private.approach as (
  number integer,
  program text,
  user_id uuid,
  contact_id uuid,
  message_id uuid,
  leaves_at timestamptz,
  channel text
);
comment on type private.approach is
  'A text of a program about a user that would leave by a channel at a moment, for a contact or, '
  'where the channel reaches the user, for them. number is whatever the caller knows it by; '
  'message_id is null while there is no message yet, and channel where it is the default one.';

create function private.gates_against(approaches private.approach[])
returns table (
  number integer,
  reasons text[],
  opens_at timestamptz,
  hours private.open_hours
)
language plpgsql
stable
rows 100
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_legal constant int4multirange := private.legal_minutes();
begin
  return query
  select
    approach.number,
    array_remove(
      array[
        -- Whoever wrote to us is answered all the same, by what has no gates.
        case
          when programs.gates <> '{}' and users.gone_until > approach.leaves_at
          then 'account_gone'
        end,
        case
          when 'enabled' = any (programs.gates) and preferences.enabled is not true
          then 'disabled'
        end,
        case
          when 'pause' = any (programs.gates)
            and (users.paused_until > approach.leaves_at or users.held_at is not null)
          then 'paused'
        end,
        case
          when 'switch' = any (programs.gates)
            -- As private.is_program_on, for a set.
            and not coalesce(
              switch.is_on,
              programs.enabled_percent = 100
                or private.is_in_share(approach.program, approach.user_id, programs.enabled_percent)
            )
          then 'program_off'
        end,
        case when not choice.is_on then 'channel_off' end,
        case
          when case channels.address_kind
            -- Whoever tells others something tells the user nothing by it.
            when 'user' then programs.goes_to is distinct from 'user'
            else contacts.id is null
              or programs.goes_to = 'user' and contacts.relationship <> 'self'
          end
          then 'no_contact'
        end,
        case
          when programs.goes_to = 'contacts' and contacts.relationship = 'self'
          then 'contact_is_self'
        end,
        case
          when 'consent' = any (programs.gates) and contacts.consent_status <> 'confirmed'
          then 'contact_not_confirmed'
        end,
        case
          when 'opt_out' = any (programs.gates) and phone_numbers.opted_out_at is not null
          then 'number_opted_out'
        end,
        case
          when 'opt_out' = any (programs.gates)
            and phone_numbers.unreachable_until > approach.leaves_at
          then 'number_unreachable'
        end,
        case
          when 'invitation' = any (programs.gates)
            and not private.is_invitation_open(approach.message_id, contacts.phone)
          then 'invitation_ended'
        end,
        case when reached.timezone is not null and opens.at is null then 'no_open_minute' end
      ],
      null
    ),
    opens.at,
    opens.hours
  from private.each(gates_against.approaches) as approach
  join private.programs on programs.program = approach.program
  join private.channels
    on channels.channel = coalesce(approach.channel, private.default_channel())
  left join public.channel_choices as choice
    on choice.user_id = approach.user_id and choice.channel = channels.channel
  left join private.program_switches as switch
    on switch.program = approach.program and switch.user_id = approach.user_id
  join public.users on users.id = approach.user_id
  left join public.notification_preferences as preferences on preferences.user_id = users.id
  left join public.contacts
    on contacts.id = approach.contact_id and contacts.user_id = approach.user_id
  left join private.phone_numbers
    on phone_numbers.phone = private.phone_key(contacts.phone)
    -- Where a yes is needed, nobody learns about a number that they merely typed in.
    and (contacts.consent_status = 'confirmed' or not 'consent' = any (programs.gates))
  cross join lateral (
    select case channels.address_kind when 'user' then preferences.timezone else contacts.timezone
    end
  ) as reached (timezone)
  cross join lateral (
    select case
      when 'allowed_hours' = any (programs.gates)
      then private.open_hours(
        programs.goes_to, programs.open_minutes, users.quiet_minutes, users.avoid_days,
        v_legal * case
          when contacts.consent_status = 'confirmed' and phone_numbers.open_minutes is not null
          then phone_numbers.open_minutes
          else '{(,)}'
        end
      )
    end as hours
    offset 0
  ) as bound
  cross join lateral (
    select
      bound.hours,
      case
        when 'allowed_hours' = any (programs.gates)
        then private.next_allowed_instant(
          greatest(approach.leaves_at, phone_numbers.quiet_until), reached.timezone,
          (bound.hours).open_minutes,
          (bound.hours).avoid_days
        )
        else approach.leaves_at
      end as at
    offset 0
  ) as opens;
end;
$$;

comment on function private.gates_against(private.approach[]) is
  'Of each approach, every reason of person, channel, contact and number against it by the gates '
  'of its program, in the order in which they are told, and the first moment from leaves_at on at '
  'which its hours, which are returned as well, allow it. No reasons means that it may leave then; '
  'no row where the user is gone. hours is null where none bind.';
revoke execute on function private.gates_against(private.approach[]) from public;
grant execute on function private.gates_against(private.approach[]) to authenticated;
