-- The program: a user writes themselves a postcard, and gets it at the time they chose, in the app,
-- on their own phone, or on the phone with a copy in the app.

insert into private.programs (program, gates, goes_to)
values ('postcard', '{enabled, switch, pause, consent, opt_out, allowed_hours}', 'user');

insert into private.reasons (code, meaning)
values ('postcard_torn', 'The postcard was torn up.');

create table public.postcards (
  user_id uuid primary key references public.users (id) on delete cascade,
  words text not null,
  send_at timestamptz not null,
  channel text not null default 'inbox',
  copies_to_inbox boolean not null default false,
  is_torn boolean not null default false,
  is_planned boolean not null default false,
  created_at timestamptz not null default now(),
  constraint words_fit_on_a_card check (length(words) between 1 and 100)
);

comment on table public.postcards is 'What users write to themselves.';

alter table public.postcards enable row level security;
revoke all on table public.postcards from public, anon, authenticated, service_role;
grant
  select, insert (user_id, words, send_at, channel, copies_to_inbox), update (words, is_torn)
  on table public.postcards to authenticated;

create policy "Users can see their postcards" on public.postcards
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can write postcards" on public.postcards
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "Users can change their postcards" on public.postcards
  for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
