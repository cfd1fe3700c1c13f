-- Every reason why a text is not, or not yet, sent: one list, in words for the people it concerns.

create function public.reasons()
returns table (code text, meaning text)
language sql
immutable
set search_path = ''
as $$
  values
    ('attempts_exhausted', 'The provider could not take it, too often in a row.'),
    ('broken_data', 'Something stored about this person could not be read; the operator was told.'),
    ('contact_deleted', 'The contact was removed.'),
    ('contact_is_self', 'It is the user''s own phone, which gets no such texts.'),
    ('contact_not_confirmed', 'The contact has not said yes to these texts, or ended them.'),
    ('disabled', 'Notifications are switched off.'),
    ('goal_too_new', 'Every goal is younger than the week that ended.'),
    ('hour_is_full', 'So many texts want that hour that this one moves to a later one.'),
    ('invitation_ended', 'The invitation was answered or taken back before it was sent.'),
    ('lease_ran_out', 'The sender that had it stopped before it began; it waits for the next one.'),
    ('met_and_silent', 'Every goal was reached, and the user wants no text then.'),
    ('no_allowed_hour', 'The recipient''s day had no allowed hour left before it was too late.'),
    ('no_capacity', 'No hour had room for it before it was too late; the operator was told.'),
    ('no_contact', 'There is nobody to tell.'),
    ('no_display_name', 'The user has no name that a text could use.'),
    ('no_goals', 'There is no goal.'),
    ('no_template', 'There are no words for it.'),
    ('nothing_to_prevent', 'Nothing is missing any more, or nobody would be told.'),
    ('number_opted_out', 'The number opted out with STOP.'),
    (
      'number_unreachable',
      'The carrier says that the number cannot be reached; it is left alone for 30 days.'
    ),
    (
      'outcome_unknown',
      'The provider did not answer, so nobody knows whether it was sent. It is not sent again by '
      'itself, because that could text somebody twice.'
    ),
    ('outside_allowed_hours', 'It waits for the hours in which the recipient may be texted.'),
    ('paused', 'The user paused.'),
    (
      'period_too_short',
      'Days of this week were judged already, because the send day was changed.'
    ),
    ('program_off', 'These texts are switched off for this person at the moment.'),
    (
      'provider_configuration',
      'The provider refuses our account or settings. It waits until the operator has mended that.'
    ),
    (
      'recipient_not_allowed',
      'Only the numbers of RUNDOWN_ALLOWED_RECIPIENTS are texted by this installation.'
    ),
    ('region_not_permitted', 'Our account may not text that country; the operator was told.'),
    ('rejected', 'The provider refused the text; the operator was told.'),
    ('retried_by_operator', 'An operator has it tried again.'),
    ('retry', 'The provider could not take it just then; it is tried again.'),
    ('superseded', 'Something was changed before its time came, and it was planned anew.'),
    ('told_before', 'This number was told about this week before.'),
    ('too_late', 'A day after its time it is too late to be true.'),
    ('weekly_cap', 'The contact gets no more texts this week.');
$$;

comment on function public.reasons() is
  'Every reason that a message or a decision can have, and what it means in plain words. Runs as '
  'the caller. For authenticated and service_role.';
revoke execute on function public.reasons() from public, anon, authenticated, service_role;
grant execute on function public.reasons() to authenticated, service_role;

create function private.are_reasons(codes text[])
returns boolean
language sql
immutable
set search_path = ''
as $$
  select are_reasons.codes <@ array(select reasons.code from public.reasons() as reasons);
$$;

comment on function private.are_reasons(text[]) is 'Whether all of these are listed reasons.';
revoke execute on function private.are_reasons(text[]) from public;
