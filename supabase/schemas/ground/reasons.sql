-- Every reason why a text is not, or not yet, sent, in words for the people it concerns. Each row
-- stands beside the rule that gives it.

create table private.reasons (
  code text primary key,
  meaning text not null,
  is_silence boolean not null default false,
  created_at timestamptz not null default now(),
  constraint code_is_a_word check (code ~ '^[a-z_]+$')
);

comment on table private.reasons is 'Every reason that a message or a decision can have.';
comment on column private.reasons.meaning is 'In plain words, for users and operators.';
comment on column private.reasons.is_silence is
  'Whether nothing is wrong: the user wants no text then, and the decision is silent.';
alter table private.reasons enable row level security;
revoke all on table private.reasons from public, anon, authenticated, service_role;
grant select (code, meaning) on table private.reasons to authenticated, service_role;

create policy "Everybody signed in can read reasons" on private.reasons
  for select to authenticated using (true);

create function public.reasons()
returns table (code text, meaning text)
language sql
stable
set search_path = ''
as $$
  select reasons.code, reasons.meaning from private.reasons order by reasons.code;
$$;

comment on function public.reasons() is
  'Every reason that a message or a decision can have, and what it means in plain words. Runs as '
  'the caller. For authenticated and service_role.';
revoke execute on function public.reasons() from public, anon, authenticated, service_role;
grant execute on function public.reasons() to authenticated, service_role;

create function private.refuse_unknown_reasons(codes text[])
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if exists (
    select from unnest(codes) as given (code)
    where not exists (select from private.reasons where reasons.code = given.code)
  ) then
    raise exception 'Cannot store the reasons "%": one is not in private.reasons',
      array_to_string(codes, ', ')
      using errcode = 'check_violation';
  end if;
end;
$$;

comment on function private.refuse_unknown_reasons(text[]) is
  'Raises check_violation unless all of these are listed. Triggers ask it: a foreign key would '
  'want an index that every claim writes to, and holds no array.';
revoke execute on function private.refuse_unknown_reasons(text[]) from public;
