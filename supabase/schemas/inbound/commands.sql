-- What users do by text from their own phone.

create function private.obey(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_next text;
  v_times integer;
begin
  if inbound.command in ('number', 'done') then
    return private.log_by_text(inbound);
  end if;
  if inbound.command = 'snooze' then
    return private.snooze_heads_up(inbound);
  end if;
  if inbound.command in ('pause', 'skip') then
    return private.rest_by_text(inbound);
  end if;
  if inbound.command in ('less', 'more') then
    update public.notification_preferences as preferences
    set max_messages_per_week = least(
      greatest(
        preferences.max_messages_per_week + case inbound.command when 'more' then 1 else -1 end, 0
      ),
      7
    )
    where preferences.user_id = inbound.user_id
    returning preferences.max_messages_per_week into v_times;
    return private.answer_to(inbound, 'times', jsonb_build_object('times', v_times));
  end if;

  if inbound.command = 'resume' then
    update public.users set paused_until = null where users.id = inbound.user_id;
  end if;
  select private.in_words(turn.nominal_at, turn.timezone)
  into v_next
  from private.next_turn(inbound.user_id) as turn;
  return private.answer_to(
    inbound,
    case inbound.command when 'resume' then 'resumed' else 'status' end,
    jsonb_build_object(
      'next', v_next,
      'goals', (
        select private.cut_text(
          coalesce(
            string_agg(
              private.goal_in_words(goal.title, goal.progress, goal.weekly_target, goal.unit), ', '
            ),
            'no goal yet'
          ),
          150
        )
        from private.goals_this_week(inbound.user_id) as goal
      )
    )
  );
end;
$$;

comment on function private.obey(private.inbound) is
  'The commands of a user from their own phone: a number, DONE, SKIP, SNOOZE, PAUSE, RESUME, '
  'STATUS, LESS and MORE.';
revoke execute on function private.obey(private.inbound) from public;
