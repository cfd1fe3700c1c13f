-- BIRTHDAY OFF and BIRTHDAY ON, from the user's own phone.

insert into private.commands (command, program, is_for_users, changes_plans)
values ('birthday', 'birthday', true, true);
insert into private.command_patterns (command, place, pattern)
values ('birthday', 5, '^birthday (on|off)$');

create function private.obey_birthday(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_birthday public.birthdays;
begin
  update public.birthdays
  set is_on = (inbound.argument = 'on')
  where birthdays.user_id = inbound.user_id
  returning birthdays.* into v_birthday;
  return private.answer_to(
    inbound,
    case
      when v_birthday.user_id is null then 'no_birthday'
      when v_birthday.is_on then 'birthday_on'
      else 'birthday_off'
    end,
    jsonb_build_object(
      'next', (
        select private.in_words(v_birthday.next_due_at, preferences.timezone)
        from public.notification_preferences as preferences
        where preferences.user_id = inbound.user_id
      )
    )
  );
end;
$$;

comment on function private.obey_birthday(private.inbound) is
  'The seam''s obey: whether a birthday is told.';
revoke execute on function private.obey_birthday(private.inbound) from public;
