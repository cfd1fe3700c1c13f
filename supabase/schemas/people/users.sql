-- People with an account in the app.

create table public.users (
  id uuid primary key references auth.users (id) on delete cascade,
  display_name text,
  message_style text not null default 'supportive',
  locale text not null default 'en',
  paused_until timestamptz,
  created_at timestamptz not null default now(),
  constraint display_name_has_1_to_100_characters
    check (length(btrim(display_name)) > 0 and length(display_name) <= 100),
  constraint message_style_is_known
    check (message_style in ('supportive', 'snarky', 'chaotic')),
  constraint locale_is_a_language_tag
    check (locale ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' and length(locale) <= 35)
);

comment on table public.users is 'People with an account; one row for each row of auth.users.';
comment on column public.users.display_name is
  'How a text names this person. Nothing is sent about somebody without a name.';
comment on column public.users.message_style is 'Tone of the texts about this person (R43).';
comment on column public.users.paused_until is 'Nothing is sent about this person before then.';

alter table public.users enable row level security;
revoke all on table public.users from public, anon, authenticated, service_role;
grant select, update (display_name, message_style, locale, paused_until)
  on table public.users to authenticated;
grant select on table public.users to service_role;

create policy "Users can see themselves, operators all" on public.users
  for select to authenticated using (
    id = (select auth.uid())
    -- A question about the log may join them (R55).
    or (select private.is_operator())
  );
create policy "Users can change themselves" on public.users
  for update to authenticated
  using (id = (select auth.uid())) with check (id = (select auth.uid()));

create function private.check_user_input()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.refuse_unless(
    new.display_name is null or private.is_readable(new.display_name, 100),
    'RD101', new.display_name
  );
  perform private.refuse_unless(
    new.message_style in ('supportive', 'snarky', 'chaotic'), 'RD102', new.message_style
  );
  perform private.refuse_unless(
    new.locale ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' and length(new.locale) <= 35,
    'RD103', new.locale
  );
  return new;
end;
$$;

comment on function private.check_user_input() is
  'Trigger: refuses what no user can have (RD101 to RD103). Definer because users may not execute '
  'what it calls.';
revoke execute on function private.check_user_input() from public;

create trigger check_input
  before insert or update of display_name, message_style, locale on public.users
  for each row execute function private.check_user_input();
