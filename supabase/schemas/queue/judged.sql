-- What a program says of a message when its time has come.

create type private.judged as (
  message_id uuid,
  reasons text[],
  message_type text,
  message_style text,
  template_id text,
  facts jsonb,
  message_text text
);
comment on type private.judged is
  'The truth about a message at one moment: every reason of its program not to send it, and what '
  'it should say. Null is as it was planned.';

create function private.is_text(message_text text)
returns boolean
language sql
immutable
strict
set search_path = ''
as $$
  select length(message_text) <= 1600 and message_text ~ '[^[:space:]]';
$$;

comment on function private.is_text(text) is 'Whether Twilio takes this as a text.';
revoke execute on function private.is_text(text) from public;

create function private.judgement_of(
  message_id uuid,
  reasons text[] default '{}',
  message_type text default null,
  message_style text default null,
  template_id text default null,
  facts jsonb default null,
  message_text text default null
)
returns private.judged
language sql
immutable
set search_path = ''
as $$
  select row(
    judgement_of.message_id, judgement_of.reasons, judgement_of.message_type,
    judgement_of.message_style, judgement_of.template_id, judgement_of.facts,
    judgement_of.message_text
  )::private.judged;
$$;

comment on function private.judgement_of(uuid, text[], text, text, text, jsonb, text) is
  'What a program finds, by names, so that a column more breaks none of them.';
revoke execute on function private.judgement_of(uuid, text[], text, text, text, jsonb, text)
  from public;
