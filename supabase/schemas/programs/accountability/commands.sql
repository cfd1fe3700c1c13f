-- What users do by text from their own phone.

insert into private.commands (command, program, is_for_users, changes_plans)
values
  ('number', 'accountability', true, false),
  ('done', 'accountability', true, false),
  ('status', 'accountability', true, false),
  ('skip', 'accountability', true, true),
  ('pause', 'accountability', true, true),
  ('resume', 'accountability', true, true);
insert into private.commands (command, program, is_for_users, changes_plans, is_about_last_text)
values
  ('less', 'accountability', true, true, true),
  ('more', 'accountability', true, true, true);

-- A number comes before DONE, which logs whatever is missing.
insert into private.command_patterns (place, command, pattern)
values
  (6, 'done', '^(done|did it|finished|hecho|listo)( .+)?$'),
  (6, 'skip', '^skip( week| this week| it)?$'),
  (6, 'pause', '^pause( .+)?$'),
  (6, 'resume', '^(resume|unpause|continue|back)$'),
  (6, 'status', '^status$'),
  (6, 'done', '^(all|everything|all (my|two|three|four) goals|my goals)( is| are)? (done|finished)'
    '( for (this|the) week)?$'),
  (6, 'resume', '^(start again|(im|i am) back|resume|unpause)( (im|i am) back| resume| pls)*$'),
  (6, 'status', '^(where do i stand|how am i doing|how (many|much|far)( (off|have|do|am|is|i|got'
    '|need|left|still|to go))+|whats left|what is left)$'),
  (6, 'less', '^(less|fewer)$'),
  (6, 'more', '^more$'),
  (
    5, 'number',
    '^((i )?(did|logged|log|ran|run|walked|biked|cycled|swam|read|wrote|practised|practiced'
    '|add|plus|another|done|finished|hecho|listo) )?[0-9]+([.,][0-9]+)? ?[a-z]*'
    '( (today|more|now))?$'
  ),
  -- What may say an amount in other words; which is read where the goals are known.
  (
    7, 'number',
    '^(?!ran$|.*\m(with [0-9]|of us|or|call|stop by|not done)\M|[0-9]( [0-9])+$)'
    '(.*[0-9]|.*\m(one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty'
    '|forty|fifty|hundred|thousand|half|quarter|dozen|once|twice|dos|tres|cuatro|cinco|diez|veinte'
    '|treinta|media|deux|trois|cinq|dix|vingt|trente|zwei|drei|funf|zehn|zwanzig|dreissig|eine'
    '|trinta|vinte|duas|dois|an? hours?|an? miles?)\M|swam$'
    '|(i |ive |we |just |yes |hey |ok |finally |today |yesterday )*(did|ran|walked|swam|biked'
    '|cycled|rode|jogged|went|wnet|got|had|all done|im done|hab|habe|nadei|corri|another|a|my|first'
    '|morning) ).*$'
  );

create function private.change_times(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_times integer;
begin
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
end;
$$;

comment on function private.change_times(private.inbound) is
  'LESS and MORE, but after a text that took a place of the user''s own day: one text a week less '
  'or more for each contact, 0 to 7.';
revoke execute on function private.change_times(private.inbound) from public;

create function private.tell_status(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
begin
  if inbound.command = 'resume' then
    update public.users set paused_until = null where users.id = inbound.user_id;
  end if;
  return private.answer_to(
    inbound,
    case inbound.command when 'resume' then 'resumed' else 'status' end,
    jsonb_build_object(
      'next', (
        select private.in_words(turn.nominal_at, turn.timezone)
        from private.next_turn(inbound.user_id) as turn
      ),
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

comment on function private.tell_status(private.inbound) is
  'STATUS, and RESUME, which ends a pause first: how each goal stands and when the week ends.';
revoke execute on function private.tell_status(private.inbound) from public;

create function private.obey_accountability(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return case
    when inbound.command in ('number', 'done') then private.log_by_text(inbound)
    when inbound.command = 'undo' then private.undo_last_log(inbound)
    when inbound.command = 'mend' then private.mend_last_log(inbound)
    when inbound.command in ('pause', 'skip') then private.rest_by_text(inbound)
    when inbound.command in ('less', 'more') then private.change_times(inbound)
    else private.tell_status(inbound)
  end;
end;
$$;

comment on function private.obey_accountability(private.inbound) is
  'The seam''s obey: a number, DONE, UNDO, SKIP, PAUSE, RESUME, STATUS, LESS and MORE, from a '
  'user''s own phone.';
revoke execute on function private.obey_accountability(private.inbound) from public;
