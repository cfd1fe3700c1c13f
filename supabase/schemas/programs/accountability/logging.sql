-- What users log by text from their own phone.

create function private.plain_unit(unit text)
returns text
language sql
immutable
strict
set search_path = ''
as $$
  select coalesce(
    (
      select units.unit
      from (
        values
          ('km', '^(k|km|kms|kilometers?|kilometres?)$'),
          ('miles', '^(mi|mile|miles)$'),
          ('minutes', '^(m|min|mins|minutes?)$'),
          ('hours', '^(h|hr|hrs|hours?)$'),
          ('times', '^(x|times?)$'),
          ('pages', '^(p|pp|pages?)$')
      ) as units (unit, pattern)
      where private.plain_words(plain_unit.unit) ~ units.pattern
    ),
    private.plain_words(plain_unit.unit)
  );
$$;

comment on function private.plain_unit(text) is
  'A unit as people shorten it, in full: km of "k", minutes of "min". One that we do not know is '
  'compared as it is.';
revoke execute on function private.plain_unit(text) from public;

create type private.goal_this_week as (
  id uuid,
  title text,
  unit text,
  weekly_target numeric,
  progress numeric
);
comment on type private.goal_this_week is 'A goal and what was logged for it in the running week.';

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

create function private.log_for_goal(
  inbound private.inbound,
  goal private.goal_this_week,
  number text
)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_amount constant numeric := coalesce(
    replace(number, ',', '.')::numeric, goal.weekly_target - goal.progress
  );
begin
  if number is not null and (v_amount <= 0 or v_amount >= 1000000 or scale(v_amount) > 30)
  then
    return private.answer_to(inbound, 'bad_amount', jsonb_build_object('amount', number));
  end if;
  if v_amount > 0 then
    insert into public.activities (user_id, goal_id, amount, occurred_at, source)
    values (inbound.user_id, goal.id, v_amount, inbound.sent_at, 'sms');
  end if;
  return private.answer_to(
    inbound,
    case
      when v_amount <= 0 then 'reached_already'
      when goal.progress < goal.weekly_target then private.praise_for_log(inbound.user_id)
      else 'logged'
    end,
    jsonb_build_object(
      'amount', private.in_digits(v_amount),
      'unit', private.clean_name(goal.unit, 15),
      'goal', private.clean_name(goal.title, 30),
      'progress', private.in_digits(goal.progress + greatest(v_amount, 0)),
      'target', private.in_digits(goal.weekly_target)
    )
  );
end;
$$;

comment on function private.log_for_goal(private.inbound, private.goal_this_week, text) is
  'Logs the number for a goal, or what is missing if there is no number, and says how it stands.';
revoke execute on function private.log_for_goal(
  private.inbound, private.goal_this_week, text
) from public;

create function private.logged_word(argument text)
returns text
language sql
immutable
set search_path = ''
as $$
  select nullif(btrim(regexp_replace(coalesce(logged_word.argument, ''), '^[0-9.,]+', '')), '');
$$;

comment on function private.logged_word(text) is
  'Of a number its unit, of DONE a title or a unit, in plain words; null if there is none.';
revoke execute on function private.logged_word(text) from public;

create function private.is_called(goal private.goal_this_week, word text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select is_called.word is null
    or private.plain_words(is_called.goal.title) = is_called.word
    or private.plain_unit(is_called.goal.unit) = private.plain_unit(is_called.word);
$$;

comment on function private.is_called(private.goal_this_week, text) is
  'Whether a log may be meant for a goal: by its title, its unit, or no word at all.';
revoke execute on function private.is_called(private.goal_this_week, text) from public;

create function private.means_accountability(inbound private.inbound)
returns boolean
language sql
stable
set search_path = ''
as $$
  select means_accountability.inbound.command not in ('number', 'done')
    or exists (
      select from private.goals_this_week(means_accountability.inbound.user_id) as goal
      where private.is_called(goal, private.logged_word(means_accountability.inbound.argument))
    );
$$;

comment on function private.means_accountability(private.inbound) is
  'The seam''s means: of a log, whether its user has a goal that it may be for.';
revoke execute on function private.means_accountability(private.inbound) from public;

create function private.log_by_text(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  -- Of a number: the number, then its unit or nothing. Of DONE: a title, a unit or nothing.
  v_number constant text := case
    when inbound.command = 'number' then substring(inbound.argument from '^[0-9.,]+')
  end;
  v_word constant text := private.logged_word(inbound.argument);
  v_goals private.goal_this_week[];
  v_meant private.goal_this_week[];
begin
  -- "1,000" may be one or a thousand; and -2, .5, 50% and 5² are neither 2, 5, 50 nor 52.
  if v_number ~ ',[0-9]{3}$' or length(v_number) > 10
    or v_number is not null and inbound.body ~ '[-−–]\s*[.,]?[0-9]|(^|[^0-9])[.,][0-9]|[%²³]'
  then
    return private.answer_to(
      inbound, 'bad_amount', jsonb_build_object('amount', private.clean_name(inbound.body, 20))
    );
  end if;
  v_goals := array(
    select goal from private.goals_this_week(inbound.user_id) as goal
  );
  if v_goals = '{}' then
    return private.answer_to(inbound, 'no_goal');
  end if;
  v_meant := array(
    select goal
    from unnest(v_goals) as goal
    where private.is_called(goal, v_word)
  );
  return case
    when cardinality(v_meant) <> 1 then private.ask_which_goal(inbound, v_goals, v_number)
    else private.log_for_goal(inbound, v_meant[1], v_number)
  end;
end;
$$;

comment on function private.log_by_text(private.inbound) is
  'A number is logged for the goal with its unit, without one for the only goal; DONE logs what is '
  'missing. Where that is not one goal, it asks which.';
revoke execute on function private.log_by_text(private.inbound) from public;
