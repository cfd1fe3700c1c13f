-- The words that Twilio, or the network, obeys and answers itself: we must take them for the same,
-- and not answer them once more.

create function private.twilio_keyword(body text, to_address text, opt_out_type text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when twilio_keyword.opt_out_type in ('STOP', 'START', 'HELP') then twilio_keyword.opt_out_type
    -- A short code obeys and answers nothing by itself.
    when twilio_keyword.to_address ~ '^[0-9]{3,8}$' then null
    when words.said in ('STOP', 'START', 'HELP') then words.said
    when words.said = 'INFO' then 'HELP'
    when words.said = 'UNSTOP' then 'START'
    -- The network behind toll-free numbers knows no other word.
    when twilio_keyword.to_address ~ '^\+18(00|33|44|55|66|77|88)' then null
    when words.said = 'YES' then 'START'
    when words.said in ('STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT')
    then 'STOP'
  end
  -- One word, in any case, and nothing else.
  from (select upper(btrim(twilio_keyword.body, E' \t\r\n')) as said) as words;
$$;

comment on function private.twilio_keyword(text, text, text) is
  'What Twilio takes a text for: STOP, START or HELP; null for any other. opt_out_type, which a '
  'Messaging Service with Advanced Opt-Out tells us, decides over the words; without it the words '
  'do that are known for the number that was texted, a long code if nobody said. Nobody can text '
  'to a name. Source: support.twilio.com, articles 223134027 (keywords), 360058144374 (toll-free) '
  'and 223181748 (short codes), as read in November 2026.';
revoke execute on function private.twilio_keyword(text, text, text) from public;

create function private.is_answered_by_twilio(
  body text,
  is_blocked boolean,
  to_address text,
  opt_out_type text
)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select coalesce(
    keyword in ('STOP', 'HELP')
    -- A START where there is something to start, or where it says that it was one.
    or keyword = 'START'
      and (is_answered_by_twilio.is_blocked or is_answered_by_twilio.opt_out_type is not null),
    false
  )
  from private.twilio_keyword(
    is_answered_by_twilio.body, is_answered_by_twilio.to_address,
    is_answered_by_twilio.opt_out_type
  ) as keyword;
$$;

comment on function private.is_answered_by_twilio(text, boolean, text, text) is
  'Whether Twilio itself answers a text: we must not answer it once more. is_blocked: it heard a '
  'STOP from this number. to_address and opt_out_type are as for private.twilio_keyword.';
revoke execute on function private.is_answered_by_twilio(text, boolean, text, text) from public;
