-- What people may not enter: one list of refusals, and the one way to refuse.
--
-- Each table that the app writes has a trigger check_input, which by its name runs before the
-- others and asks refuse_unless for each of its rules. The constraints of the table hold what slips
-- past it: two contacts with one number that are added at the same time, say.

create function private.refusals()
returns table (code text, thing text, field text, problem text, advice text)
language sql
immutable
set search_path = ''
as $$
  values
    ('RD100', 'contact', 'user_id', 'has 100 contacts already', 'Remove one first.'),
    (
      'RD101', 'user', 'display_name', 'is not a name of 1 to 100 characters',
      'Use a shorter name with something to read in it, or null for none.'
    ),
    (
      'RD102', 'user', 'message_style', 'is not a known style',
      'Use supportive, snarky or chaotic.'
    ),
    (
      'RD103', 'user', 'locale', 'is not a language tag',
      'Use a tag such as en or pt-BR, of 35 characters at most.'
    ),
    (
      'RD111', 'preferences', 'send_day', 'is not a day of the week',
      'Use an English day name such as Sunday.'
    ),
    (
      'RD112', 'preferences', 'send_time', 'is not a time of day',
      'Use a time from 00:00 to 23:59.'
    ),
    (
      'RD113', 'preferences', 'timezone', 'is not the time zone of a place',
      'Use an IANA name such as Europe/Berlin, or UTC.'
    ),
    (
      'RD114', 'preferences', 'max_messages_per_week', 'is not a number from 0 to 7',
      'Use 0 for no text at all.'
    ),
    ('RD115', 'preferences', 'enabled', 'is neither true nor false', 'Use true or false.'),
    (
      'RD116', 'preferences', 'send_if_goal_met', 'is neither true nor false', 'Use true or false.'
    ),
    (
      'RD117', 'preferences', 'send_if_partial_goal', 'is neither true nor false',
      'Use true or false.'
    ),
    (
      'RD118', 'preferences', 'remind_before_miss', 'is neither true nor false',
      'Use true or false.'
    ),
    (
      'RD121', 'contact', 'name', 'is not a name of 1 to 100 characters',
      'Use a shorter name with something to read in it.'
    ),
    (
      'RD122', 'contact', 'phone', 'is not a number in E.164',
      'Write it as + and 7 to 15 digits with the country first, such as +12025550123.'
    ),
    (
      'RD123', 'contact', 'relationship', 'is not a known relationship',
      'Use coach, friend, family, partner or self.'
    ),
    (
      'RD124', 'contact', 'timezone', 'is not the time zone of a place',
      'Use an IANA name such as Europe/Berlin, or UTC.'
    ),
    (
      'RD125', 'contact', 'phone', 'is the number of another contact already',
      'Change that contact instead.'
    ),
    (
      'RD131', 'goal', 'title', 'is not a title of 1 to 200 characters',
      'Use a shorter title with something to read in it.'
    ),
    (
      'RD132', 'goal', 'weekly_target', 'is not a number above 0 and below 1000000',
      'Use the amount to reach in a week; a goal of nothing is no goal.'
    ),
    (
      'RD133', 'goal', 'unit', 'is not a unit of 1 to 30 characters',
      'Use a short word such as times, km or minutes.'
    ),
    (
      'RD141', 'activity', 'amount', 'is not a number above 0 and below 1000000',
      'Use the amount that was done, in the unit of the goal.'
    ),
    (
      'RD142', 'activity', 'occurred_at', 'is not a moment that has come',
      'Log what was done. A phone''s clock may be ten minutes ahead, not more.'
    ),
    ('RD143', 'activity', 'occurred_at', 'is more than ten years ago', 'Check the year.'),
    (
      'RD144', 'activity', 'goal_id', 'is not a goal of this user',
      'Use the id of one of the user''s goals.'
    ),
    (
      'RD151', 'invitation', 'contact_id', 'is no contact of this user who can be asked',
      'Invite a contact whose consent is pending.'
    ),
    (
      'RD152', 'invitation', 'user_id', 'has no display name, and an invitation says who asks',
      'Set users.display_name first.'
    ),
    (
      'RD153', 'invitation', 'user_id', 'has invited as many people today as anybody may',
      'Try again tomorrow.'
    ),
    (
      'RD154', 'invitation', 'contact_id', 'has a number that this user has asked before',
      'Nobody is asked twice. They can still answer YES.'
    );
$$;

comment on function private.refusals() is
  'Every rule about what people enter: the SQLSTATE of its refusal, what cannot be saved then, the '
  'field, what is wrong with its value, and what to do. Codes are never given a new meaning.';
revoke execute on function private.refusals() from public;

create function private.refuse_unless(is_valid boolean, code text, value text)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_longest constant integer := 60;
  v_quoted text;
  v_refusal record;
begin
  if is_valid then
    return;
  end if;
  select * into strict v_refusal
  from private.refusals() as refusals
  where refusals.code = refuse_unless.code;
  v_quoted := case
    when value is null then 'null'
    when length(value) > v_longest
    then format('"%s…" (%s characters)', left(value, v_longest), length(value))
    else format('"%s"', value)
  end;
  raise exception using
    errcode = v_refusal.code,
    -- One line, whatever somebody typed.
    message = format(
      'Cannot save the %s: %s %s %s',
      v_refusal.thing,
      v_refusal.field,
      regexp_replace(v_quoted, '[[:cntrl:]]', ' ', 'g'),
      v_refusal.problem
    ),
    hint = v_refusal.advice;
end;
$$;

comment on function private.refuse_unless(boolean, text, text) is
  'Raises the refusal of that code unless is_valid is true; null is not. The message names the '
  'field and quotes the value, cut after 60 characters; the hint says what to do.';
revoke execute on function private.refuse_unless(boolean, text, text) from public;

create function private.is_readable(value text, longest integer)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select length(value) <= longest and value ~ '[^[:space:][:cntrl:]]';
$$;

comment on function private.is_readable(text, integer) is
  'Whether a text of so many characters at most has anything to read in it.';
revoke execute on function private.is_readable(text, integer) from public;
