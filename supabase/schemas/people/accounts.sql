-- What a new account is given, and what becomes of one that Auth switches off.

create function private.gone_until(banned_until timestamptz, deleted_at timestamptz)
returns timestamptz
language sql
stable
set search_path = ''
as $$
  select case
    when gone_until.deleted_at is not null
      -- A ban has to have an end, so that one for good is one of many years.
      or gone_until.banned_until > private.clock_now() + interval '1 year'
    then 'infinity'
    else gone_until.banned_until
  end;
$$;

comment on function private.gone_until(timestamptz, timestamptz) is
  'Until when an account is gone by what Auth says of it; null if it never was.';
revoke execute on function private.gone_until(timestamptz, timestamptz) from public;

create function private.create_user()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_display_name constant text := btrim(new.raw_user_meta_data ->> 'display_name');
begin
  insert into public.users (id, display_name, gone_until)
  values (
    new.id,
    -- A sign-up must not fail over a bad name; the app can set a good one later.
    case when private.is_readable(v_display_name, 100) then v_display_name end,
    private.gone_until(new.banned_until, new.deleted_at)
  );
  insert into public.notification_preferences (user_id) values (new.id);
  return new;
end;
$$;

comment on function private.create_user() is
  'Trigger: gives every new account its row in users and its default preferences. Definer because '
  'the Auth server may not write our tables.';
revoke execute on function private.create_user() from public;

create trigger create_user
  after insert on auth.users
  for each row execute function private.create_user();

create function private.note_gone_account()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- What is planned changes by it, and who plans locks the preferences first.
  perform
  from public.notification_preferences as preferences
  where preferences.user_id = new.id
  for update;
  update public.users
  set gone_until = private.gone_until(new.banned_until, new.deleted_at)
  where users.id = new.id
    and users.gone_until is distinct from private.gone_until(new.banned_until, new.deleted_at);
  return null;
end;
$$;

comment on function private.note_gone_account() is
  'Trigger: a ban and a soft delete leave the row of auth.users, so no cascade says that the '
  'account is gone. Definer because the Auth server may not write our tables.';
revoke execute on function private.note_gone_account() from public;

create trigger note_gone_account
  after update of banned_until, deleted_at on auth.users
  for each row when (
    (new.banned_until, new.deleted_at) is distinct from (old.banned_until, old.deleted_at)
  )
  execute function private.note_gone_account();
