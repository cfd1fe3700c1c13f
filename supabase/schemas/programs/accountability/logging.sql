-- What users log by text from their own phone.

create function private.next_turn(user_id uuid)
returns table (nominal_at timestamptz, period_start timestamptz, timezone text)
language sql
stable
set search_path = ''
as $$
  select
    turn.nominal_at,
    private.period_start(turn.nominal_at, preferences.send_time, preferences.timezone),
    preferences.timezone
  from public.notification_preferences as preferences
  cross join lateral (
    select public.next_send_at(
      preferences.send_day, preferences.send_time, preferences.timezone, private.clock_now()
    )
  ) as turn (nominal_at)
  where preferences.user_id = next_turn.user_id;
$$;

comment on function private.next_turn(uuid) is
  'When the running week of a user ends, when it began, and in which zone they live.';
revoke execute on function private.next_turn(uuid) from public;

create function private.goals_this_week(user_id uuid)
returns setof private.goal_this_week
language sql
stable
set search_path = ''
as $$
  select
    goals.id,
    goals.title,
    goals.unit,
    goals.weekly_target,
    coalesce(sum(activities.amount), 0)
  from private.next_turn(goals_this_week.user_id) as turn
  join public.goals on goals.user_id = goals_this_week.user_id
  left join public.activities
    on activities.goal_id = goals.id
    and activities.user_id = goals.user_id
    and activities.occurred_at >= turn.period_start
  group by goals.id
  order by goals.created_at, goals.id;
$$;

comment on function private.goals_this_week(uuid) is
  'The goals of a user, oldest first, with what was logged since the running week began.';
revoke execute on function private.goals_this_week(uuid) from public;

create function private.praise_for_log(user_id uuid)
returns text
language sql
stable
set search_path = ''
as $$
  select case
    when progress.outcome is distinct from 'met' then 'logged'
    when (
      select last_text.message_type
      from private.last_texts(array(
        select row(contacts.user_id, contacts.id, null, null, null)::private.week
        from public.contacts
        where contacts.user_id = praise_for_log.user_id
      )) as last_text
      order by last_text.sent_at desc
      limit 1
    ) = 'accountability'
    then 'week_reached_again'
    else 'week_reached'
  end
  from private.next_turn(praise_for_log.user_id) as turn
  cross join private.settings
  cross join lateral private.progress_in(array[
    row(
      praise_for_log.user_id, turn.period_start,
      private.clock_now() + settings.clock_tolerance
    )::private.period
  ]) as progress;
$$;

comment on function private.praise_for_log(uuid) is
  'The type of the answer to a log: logged, or what to say if it made every goal of the week '
  'reached, also after a week of which a text said that it was not.';
revoke execute on function private.praise_for_log(uuid) from public;

create function private.ask_which_goal(
  inbound private.inbound,
  goals private.goal_this_week[],
  number text
)
returns private.answer
language sql
stable
set search_path = ''
as $$
  select private.answer_to(
    ask_which_goal.inbound,
    'which_goal',
    jsonb_build_object(
      'example', concat_ws(
        ' ',
        coalesce(ask_which_goal.number, '3'),
        private.clean_name((ask_which_goal.goals[1]).unit, 15)
      ),
      'names', private.cut_text(
        string_agg(
          format('%s (%s)', private.clean_name(goal.title, 30), private.clean_name(goal.unit, 15)),
          ', '
        ),
        150
      )
    )
  )
  from unnest(ask_which_goal.goals) as goal;
$$;

comment on function private.ask_which_goal(private.inbound, private.goal_this_week[], text) is
  'The question for which of these goals something is to be logged, with an example.';
revoke execute on function private.ask_which_goal(
  private.inbound, private.goal_this_week[], text
) from public;

create function private.reading_of(inbound private.inbound)
returns private.reading
language plpgsql
stable
set search_path = ''
as $$
declare
  v_own text := private.without_reaction(private.own_words(inbound.body));
  v_name text;
begin
  -- "3 km Maya", or the whole name, from a phone of two.
  v_name := (
    select btrim(private.plain_words(users.display_name))
    from public.users where users.id = inbound.user_id
  );
  foreach v_name in array array[v_name, split_part(v_name, ' ', 1)] loop
    if v_name <> '' then
      v_own := regexp_replace(v_own, format('^\s*%1$s\M[ ,:]*|[ ,]*\m%1$s\s*$', v_name), '', 'i');
    end if;
  end loop;
  return private.read_amounts(
    v_own,
    array(select goal from private.goals_this_week(inbound.user_id) as goal)
  );
end;
$$;

comment on function private.reading_of(private.inbound) is
  'What a text says was done for the goals of its user, whose name in it is no word of it.';
revoke execute on function private.reading_of(private.inbound) from public;

create function private.means_accountability(inbound private.inbound)
returns boolean
language sql
stable
set search_path = ''
as $$
  select means_accountability.inbound.command not in ('number', 'done')
    or (
      select reading.kind = 'log'
        -- Of several goals of one user it may be any.
        or reading.kind = 'which' and means_accountability.inbound.argument ~ '^[0-9.,]+$'
        or means_accountability.inbound.argument is null
      from private.reading_of(means_accountability.inbound) as reading
    );
$$;

comment on function private.means_accountability(private.inbound) is
  'The seam''s means: of a log, whether its user has a goal that it may be for.';
revoke execute on function private.means_accountability(private.inbound) from public;

create function private.logs_in_words(logs private.log_read[])
returns text
language sql
stable
set search_path = ''
as $$
  select private.cut_text(
    string_agg(
      format(
        '%s %s for %s%s', private.in_digits(log.amount), private.clean_name(goals.unit, 15),
        private.clean_name(goals.title, 30),
        case when log.is_yesterday then ' yesterday' else '' end
      ),
      ', ' order by log.place
    ),
    100
  )
  from unnest(logs_in_words.logs) with ordinality as log (goal_id, amount, is_yesterday, place)
  join public.goals on goals.id = log.goal_id;
$$;

comment on function private.logs_in_words(private.log_read[]) is
  'What is logged or taken back: "5 km for Run, 1 times for Swim".';
revoke execute on function private.logs_in_words(private.log_read[]) from public;

create function private.week_in_words(user_id uuid, logs private.log_read[])
returns text
language sql
stable
set search_path = ''
as $$
  select private.cut_text(
    string_agg(
      private.goal_in_words(goal.title, goal.progress, goal.weekly_target, goal.unit), ', '
    ),
    100
  )
  from private.goals_this_week(week_in_words.user_id) as goal
  where goal.id in (select log.goal_id from unnest(week_in_words.logs) as log);
$$;

comment on function private.week_in_words(uuid, private.log_read[]) is
  'How the goals of these logs stand in the running week: "Run 5 of 20 km, Swim 1 of 3 times".';
revoke execute on function private.week_in_words(uuid, private.log_read[]) from public;

create function private.last_logs(user_id uuid)
returns setof public.activities
language sql
stable
set search_path = ''
as $$
  select activities.*
  from private.next_turn(last_logs.user_id) as turn
  cross join lateral (
    select max(activities.created_at) as created_at
    from public.activities
    where activities.user_id = last_logs.user_id
      and activities.source = 'sms'
      and activities.created_at >= turn.period_start
  ) as latest
  join public.activities
    on activities.user_id = last_logs.user_id
    and activities.source = 'sms'
    and activities.created_at = latest.created_at
    -- What counted in a week that was told is put right in the app.
    and activities.occurred_at >= turn.period_start;
$$;

comment on function private.last_logs(uuid) is
  'What the last text of the running week that logged something logged, if it counts in that week.';
revoke execute on function private.last_logs(uuid) from public;

create function private.came_a_moment_ago(inbound private.inbound)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select
    from public.inbound_messages as before
    where before.from_phone = came_a_moment_ago.inbound.from_phone
      and before.id <> came_a_moment_ago.inbound.id
      and private.plain_words(before.body) = private.plain_words(came_a_moment_ago.inbound.body)
      and came_a_moment_ago.inbound.sent_at - before.sent_at
        between interval '0' and interval '1 minute'
      -- It logged something that still stands.
      and exists (
        select from private.last_logs(came_a_moment_ago.inbound.user_id) as log
        where log.created_at >= before.sent_at
      )
  );
$$;

comment on function private.came_a_moment_ago(private.inbound) is
  'Whether a text from that phone, at most a minute older, says the same and was logged: a phone '
  'that says "not sent" and is tapped again, or a gateway that makes two of one.';
revoke execute on function private.came_a_moment_ago(private.inbound) from public;

create function private.log_for_goals(inbound private.inbound, reading private.reading)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_timezone constant text := (
    select turn.timezone from private.next_turn(inbound.user_id) as turn
  );
  v_first private.goal_this_week;
  v_several constant boolean := cardinality(reading.logs) > 1;
  v_is_yesterday constant boolean := (
    select bool_or(log.is_yesterday) from unnest(reading.logs) as log
  );
begin
  select goal.* into v_first
  from private.goals_this_week(inbound.user_id) as goal
  where goal.id = (reading.logs[1]).goal_id;
  insert into public.activities (user_id, goal_id, amount, occurred_at, source, created_at)
  select
    inbound.user_id, log.goal_id, log.amount,
    case
      when log.is_yesterday then private.local_to_instant(
        (inbound.sent_at at time zone v_timezone) - interval '1 day', v_timezone
      )
      else inbound.sent_at
    end,
    'sms',
    -- What one text logs is taken back as one, apart from what another of that moment logged.
    greatest(
      private.clock_now(),
      (
        select max(activities.created_at) + interval '1 millisecond'
        from public.activities
        where activities.user_id = inbound.user_id and activities.source = 'sms'
      )
    )
  from unnest(reading.logs) as log
  where log.amount > 0;
  return private.answer_to(
    inbound,
    case
      when (reading.logs[1]).amount <= 0 then 'reached_already'
      when v_is_yesterday or v_several then 'logged_several'
      when v_first.progress >= v_first.weekly_target then 'logged'
      else private.praise_for_log(inbound.user_id)
    end,
    jsonb_build_object(
      'amount', private.in_digits((reading.logs[1]).amount),
      'unit', private.clean_name(v_first.unit, 15),
      'goal', private.clean_name(v_first.title, 30),
      'progress', private.in_digits(v_first.progress + greatest((reading.logs[1]).amount, 0)),
      'target', private.in_digits(v_first.weekly_target),
      'logs', private.logs_in_words(reading.logs),
      'week', private.week_in_words(inbound.user_id, reading.logs)
    )
  );
end;
$$;

comment on function private.log_for_goals(private.inbound, private.reading) is
  'Logs what was read, yesterday''s at this time of the local day before, and says how it stands.';
revoke execute on function private.log_for_goals(private.inbound, private.reading) from public;

create function private.log_by_text(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_goals constant private.goal_this_week[] := array(
    select goal from private.goals_this_week(inbound.user_id) as goal
  );
  v_reading constant private.reading := private.reading_of(inbound);
begin
  return case
    when v_reading.kind = 'amount' then private.answer_to(
      inbound, 'bad_amount',
      jsonb_build_object(
        'amount', coalesce(nullif(private.clean_name(inbound.body, 20), ''), 'that')
      )
    )
    when v_goals = '{}' then private.answer_to(inbound, 'no_goal')
    when v_reading.kind = 'words' then private.answer_to(inbound, 'not_understood_self')
    when v_reading.kind = 'which' then private.ask_which_goal(
      inbound, v_goals, substring(v_reading.said from '^[0-9.,]{1,10}$')
    )
    when (v_reading.logs[1]).amount > 0 and private.came_a_moment_ago(inbound)
    then private.answer_to(inbound, 'same_again')
    else private.log_for_goals(inbound, v_reading)
  end;
end;
$$;

comment on function private.log_by_text(private.inbound) is
  'Amounts are logged for the goals that they name, without a name for the only goal; DONE logs '
  'what is missing. What is not sure is asked, and what came a moment ago is not logged twice.';
revoke execute on function private.log_by_text(private.inbound) from public;
