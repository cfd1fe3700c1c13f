-- What is stored of a birthday, and for how long.

create function private.export_birthday(user_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object('birthdays', coalesce(jsonb_agg(to_jsonb(birthdays)), '[]'))
  from public.birthdays
  where birthdays.user_id = export_birthday.user_id;
$$;

comment on function private.export_birthday(uuid) is
  'The seam''s export: the birthday as it was entered.';
revoke execute on function private.export_birthday(uuid) from public;
grant execute on function private.export_birthday(uuid) to authenticated;

create function private.clean_up_birthday(batch_size integer, instant timestamptz)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_forgotten integer;
begin
  with old as (
    select birthdays.user_id
    from public.birthdays
    join public.notification_preferences as preferences
      on preferences.user_id = birthdays.user_id
    cross join private.birthday_settings
    where not birthdays.is_on
      and birthdays.switched_off_at
        <= clean_up_birthday.instant - birthday_settings.keeps_off_for
    order by birthdays.switched_off_at
    limit batch_size
    -- As everybody locks whose change plans afresh.
    for update of preferences skip locked
  )
  delete from public.birthdays
  using old
  where birthdays.user_id = old.user_id;
  get diagnostics v_forgotten = row_count;
  return v_forgotten;
end;
$$;

comment on function private.clean_up_birthday(integer, timestamptz) is
  'The seam''s clean_up: forgets birthdays that were switched off long ago.';
revoke execute on function private.clean_up_birthday(integer, timestamptz) from public;
