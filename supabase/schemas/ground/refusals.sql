-- What people may not enter, and the one way to refuse.
--
-- Each table that the app writes has a trigger check_input, which by its name runs before the
-- others and asks refuse_unless for each of its rules; the words of its refusals stand above it.
-- The constraints of the table hold what slips past it: two contacts with one number that are added
-- at the same time, say.

create table private.refusals (
  code text primary key,
  thing text not null,
  field text not null,
  problem text not null,
  advice text not null,
  created_at timestamptz not null default now(),
  constraint code_is_ours check (code ~ '^RD[0-9]{3}$')
);

comment on table private.refusals is
  'Every rule about what people enter; each row stands beside its rule. Codes are never given a '
  'new meaning.';
comment on column private.refusals.code is 'SQLSTATE of the refusal.';
comment on column private.refusals.thing is 'What cannot be saved then.';
comment on column private.refusals.field is 'The column whose value it is about.';
comment on column private.refusals.problem is 'What is wrong with the value.';
comment on column private.refusals.advice is 'What to do.';
alter table private.refusals enable row level security;
revoke all on table private.refusals from public, anon, authenticated, service_role;
create policy "Nobody reaches refusals through the API" on private.refusals
  for all to anon, authenticated using (false);

create function private.refuse_unless(is_valid boolean, code text, value text)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_longest constant integer := 60;
  v_quoted text;
  v_refusal private.refusals;
begin
  if is_valid then
    return;
  end if;
  select * into strict v_refusal
  from private.refusals
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
