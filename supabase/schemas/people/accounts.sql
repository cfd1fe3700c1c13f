-- What a new account is given.

create function private.create_user()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_display_name constant text := btrim(new.raw_user_meta_data ->> 'display_name');
begin
  insert into public.users (id, display_name)
  values (
    new.id,
    -- A sign-up must not fail over a bad name; the app can set a good one later.
    case when private.is_readable(v_display_name, 100) then v_display_name end
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
