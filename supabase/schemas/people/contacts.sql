-- Who gets texts about a user.

create table public.contacts (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references public.users (id) on delete cascade,
  name text not null,
  phone text not null,
  relationship text not null,
  timezone text not null references private.time_zones (name),
  locale text,
  consent_status text not null default 'pending',
  created_at timestamptz not null default now(),
  constraint name_has_1_to_100_characters
    check (length(btrim(name)) > 0 and length(name) <= 100),
  constraint phone_is_e164 check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  constraint relationship_is_known
    check (relationship in ('coach', 'friend', 'family', 'partner', 'self')),
  constraint locale_has_words check (locale in ('en', 'es', 'fr', 'de', 'pt')),
  constraint consent_status_is_known
    check (consent_status in ('pending', 'confirmed', 'declined', 'stopped'))
);

comment on table public.contacts is
  'People who get texts about a user. relationship self is the user''s own phone, which gets no '
  'accountability texts.';
comment on column public.contacts.timezone is
  'Where the contact lives: their allowed hours follow it. The app passes it; it is never guessed.';
comment on column public.contacts.locale is
  'The language of what they are asked and answered; English if null. The app passes it; it is '
  'never guessed from a number.';
comment on column public.contacts.consent_status is
  'Only confirmed gets texts. Never written by the app.';

create unique index a_user_has_a_number_once
  on public.contacts (user_id, private.phone_key(phone));
create index contacts_by_timezone on public.contacts (timezone);
-- Whom a text that comes in concerns.
create index contacts_by_phone on public.contacts (private.phone_key(phone));

alter table public.contacts enable row level security;
revoke all on table public.contacts from public, anon, authenticated, service_role;
grant
  select,
  insert (user_id, name, phone, relationship, timezone, locale),
  update (name, phone, relationship, timezone, locale),
  delete
  on table public.contacts to authenticated;
grant select on table public.contacts to service_role;

create policy "Users can see their contacts" on public.contacts
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can add contacts" on public.contacts
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "Users can change their contacts" on public.contacts
  for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "Users can remove their contacts" on public.contacts
  for delete to authenticated using (user_id = (select auth.uid()));

-- Nobody learns about a number that they merely typed in.
create policy "Users can see the numbers of contacts who agreed" on private.phone_numbers
  for select to authenticated using (
    exists (
      select from public.contacts
      where private.phone_key(contacts.phone) = phone_numbers.phone
        and contacts.user_id = (select auth.uid())
        and contacts.consent_status = 'confirmed'
    )
  );

insert into private.refusals (code, thing, field, problem, advice)
values
  ('RD100', 'contact', 'user_id', 'has 100 contacts already', 'Remove one first.'),
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
    'RD126', 'contact', 'phone', 'is too short, too long or of no country',
    'After the country code write the whole number without the 0 that is dialled inside the '
      'country, such as +442079460123.'
  ),
  (
    'RD127', 'contact', 'phone', 'is no number of North America',
    'After +1 write ten digits of which the first and the fourth are 2 to 9, such as +12025550123.'
  ),
  (
    'RD128', 'contact', 'phone', 'is the number that texts come from',
    'Write the number of the person.'
  ),
  (
    'RD129', 'contact', 'locale', 'is not a language that we have words in',
    'Use en, es, fr, de or pt, or null for English.'
  );

create function private.check_contact_input()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.refuse_unless(private.is_readable(new.name, 100), 'RD121', new.name);
  perform private.refuse_unless(new.phone ~ '^\+[1-9][0-9]{6,14}$', 'RD122', new.phone);
  -- Who has a number that was possible once may still be renamed.
  if new.phone is distinct from old.phone then
    perform private.refuse_unless(private.can_exist(new.phone), 'RD126', new.phone);
    perform private.refuse_unless(
      new.phone !~ '^\+1' or new.phone ~ '^\+1[2-9][0-9]{2}[2-9][0-9]{6}$', 'RD127', new.phone
    );
    perform private.refuse_unless(
      not exists (
        select from private.phone_numbers
        where phone_numbers.phone = private.phone_key(new.phone) and phone_numbers.is_ours
      ),
      'RD128', new.phone
    );
  end if;
  perform private.refuse_unless(
    new.relationship in ('coach', 'friend', 'family', 'partner', 'self'),
    'RD123', new.relationship
  );
  perform private.refuse_unless(private.is_time_zone(new.timezone), 'RD124', new.timezone);
  perform private.refuse_unless(
    coalesce(new.locale, 'en') in ('en', 'es', 'fr', 'de', 'pt'), 'RD129', new.locale
  );
  -- Row level security refuses a row in somebody else's name only after this trigger: it must not
  -- tell a stranger first whom they know.
  if new.user_id = coalesce((select auth.uid()), new.user_id) then
    perform private.refuse_unless(
      not exists (
        select from public.contacts
        where contacts.user_id = new.user_id
          and private.phone_key(contacts.phone) = private.phone_key(new.phone)
          and contacts.id <> new.id
      ),
      'RD125', new.phone
    );
  end if;
  return new;
end;
$$;

comment on function private.check_contact_input() is
  'Trigger: refuses what no contact can have (RD121 to RD124, RD126 to RD129) and a number that '
  'the user has already (RD125). Definer because users may not read the list of zones.';
revoke execute on function private.check_contact_input() from public;

create trigger check_input
  before insert or update of name, phone, relationship, timezone, locale on public.contacts
  for each row execute function private.check_contact_input();

create function private.withdraw_consent_of_old_number()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.consent_status := 'pending';
  return new;
end;
$$;

comment on function private.withdraw_consent_of_old_number() is
  'Trigger: whoever holds the new number has agreed to nothing yet, nor has a friend to what the '
  'user''s own phone gets and may do.';
revoke execute on function private.withdraw_consent_of_old_number() from public;

create trigger withdraw_consent_of_old_number
  before update of phone, relationship on public.contacts
  for each row when (
    (new.phone, new.relationship = 'self') is distinct from (old.phone, old.relationship = 'self')
  )
  execute function private.withdraw_consent_of_old_number();

create function private.take_said_zone()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  select phone_numbers.timezone into new.timezone
  from private.phone_numbers
  where phone_numbers.phone = private.phone_key(new.phone) and phone_numbers.timezone is not null
  union all
  select new.timezone
  limit 1;
  return new;
end;
$$;

comment on function private.take_said_zone() is
  'Trigger: of whoever said yes the zone is what they said themselves by ZONE, whatever the app '
  'passes. Definer because users may not read what others say about themselves.';
revoke execute on function private.take_said_zone() from public;

-- By its name it fires after withdraw_consent_of_old_number: of a number that was merely typed in
-- nobody learns where its holder lives.
create trigger zone_as_said
  before insert or update of phone, relationship, timezone, consent_status on public.contacts
  for each row when (new.consent_status = 'confirmed')
  execute function private.take_said_zone();

create function private.own_minutes(contact_id uuid)
returns int4multirange
language plpgsql
stable
set search_path = ''
as $$
begin
  return coalesce(
    (
      select phone_numbers.open_minutes
      from public.contacts
      join private.phone_numbers
        on phone_numbers.phone = private.phone_key(contacts.phone)
      where contacts.id = own_minutes.contact_id and contacts.consent_status = 'confirmed'
    ),
    '{(,)}'
  );
end;
$$;

comment on function private.own_minutes(uuid) is
  'The minutes of their local day in which a contact who said yes wants texts; all where they said '
  'nothing.';
revoke execute on function private.own_minutes(uuid) from public;
grant execute on function private.own_minutes(uuid) to authenticated;

create function private.limit_contacts()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- As above: a stranger must not learn it.
  if new.user_id = coalesce((select auth.uid()), new.user_id) then
    perform private.refuse_unless(
      (select count(*) from public.contacts where contacts.user_id = new.user_id) < 100,
      'RD100', new.user_id::text
    );
  end if;
  return new;
end;
$$;

comment on function private.limit_contacts() is
  'Trigger: nobody tells more than 100 people, and no account can make planning slow for all. '
  'Definer so that it counts whatever row level security hides. Raises RD100.';
revoke execute on function private.limit_contacts() from public;

create trigger limit_contacts
  before insert on public.contacts
  for each row execute function private.limit_contacts();
