-- UNDO and "make that 4": the last log by text, taken back or put right.

insert into private.commands (command, program, is_for_users, changes_plans)
values
  ('undo', 'accountability', true, true),
  ('mend', 'accountability', true, true);
insert into private.command_patterns (place, command, pattern)
values
  (
    5, 'undo',
    '^((oops|sorry|wait|no|please|pls|wrong|entry|chat|that was|(meant )?(for|to) my [a-z]+|it was'
    '|a|mistake) )*(undo|oops'
    '|(undo|delete|scratch|scrap|erase|forget|remove|revert)( the| my| that)?'
    ' (last|that|it)( one| log| entry| text)?|take (that|it) back|remove what i just logged'
    '|deshacer|desfazer|ruckgangig)( (sorry|oops|my bad|wrong|it was|i hadnt|i didnt|that was).*)?$'
  ),
  -- Which amounts these are reads read_mending().
  (
    5, 'mend',
    '^(sorry |oops |oh |wait |no |actually |typo |my bad |i typed [0-9.,]+ )*'
    '((make (that|it|the last)|(i )?meant|should(ve)? (be|have|been)|change (that|it)|correction'
    '|it was|that was|(the )?last) [a-z ]*[0-9]|[0-9.,]+( [a-z ]+)? (not|instead of) [0-9]'
    '|not [0-9]+[a-z ]* [0-9]).*$'
  );

create function private.undo_last_log(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_ids constant uuid[] := array(
    select log.id from private.last_logs(inbound.user_id) as log
  );
  v_logs constant private.log_read[] := array(
    select row(log.goal_id, log.amount, false)::private.log_read
    from private.last_logs(inbound.user_id) as log
  );
begin
  if v_ids = '{}' then
    return private.answer_to(inbound, 'nothing_to_undo');
  end if;
  delete from public.activities where activities.id = any (v_ids);
  return private.answer_to(
    inbound, 'undone',
    jsonb_build_object(
      'logs', private.logs_in_words(v_logs),
      'week', private.week_in_words(inbound.user_id, v_logs)
    )
  );
end;
$$;

comment on function private.undo_last_log(private.inbound) is
  'UNDO: takes back what the last text of the running week logged, and says the new sum.';
revoke execute on function private.undo_last_log(private.inbound) from public;

create type private.mending as (amount numeric, unit text, before numeric);
comment on type private.mending is 'A correction: the right amount, its unit, and the wrong one.';

create function private.read_mending(body text)
returns private.mending
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  c_amount constant text := '([0-9]+(?:[.,][0-9]+)?) ?((?!not|but|instead)[a-z]+)?';
  c_before constant text :=
    '^(?:sorry |oops |oh |wait |no |actually |typo |my bad |i typed [0-9.,]+ )*'
    '(?:make (?:that|it|the last(?: one)?) |(?:i )?meant (?:to say )?'
    '|(?:that |it )?should(?:ve)? (?:be|have been|been) |change (?:that|it)(?: to)? |correction '
    '|it was |that was |(?:the )?last(?: one| log)? was )?';
  v_words constant text := regexp_replace(
    regexp_replace(private.plain_words(body), '( my bad| sorry)+$', ''),
    '\m(push|pull|sit|chin) ?ups?\M', '\1ups', 'g'
  );
  v_not_but constant text[] := regexp_match(
    v_words, c_before || format('not %s(?: but)? %s$', c_amount, c_amount)
  );
  v_parts constant text[] := coalesce(
    case
      when v_not_but is not null
      then array[v_not_but[3], v_not_but[4], v_not_but[1], v_not_but[2]]
    end,
    regexp_match(
      v_words, c_before || format('%s(?: (?:not|instead of) %s)?$', c_amount, c_amount)
    )
  );
begin
  if body ~ '[^[:alnum:]\s.,:!''’–—-]|[0-9]\s*[–—-]\s*[0-9]|[–—-][0-9]' then
    return null;
  end if;
  return row(
    private.amount_said(v_parts[1], private.plain_unit(v_parts[2])),
    private.plain_unit(v_parts[2]),
    private.amount_said(v_parts[3], private.plain_unit(v_parts[2]))
  );
end;
$$;

comment on function private.read_mending(text) is
  'The amounts of "sorry, 4 not 3" and "make that 4 km"; without the right one if it is not sure.';
revoke execute on function private.read_mending(text) from public;

create function private.mend_last_log(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_mending constant private.mending := private.read_mending(
    private.without_reaction(private.own_words(inbound.body))
  );
  v_ids constant uuid[] := array(
    select log.id
    from private.last_logs(inbound.user_id) as log
    join public.goals on goals.id = log.goal_id
    where (v_mending.before is null or v_mending.before = log.amount)
      and (
        v_mending.unit is null
        or v_mending.unit = private.plain_unit(goals.unit)
        or private.activity_of(v_mending.unit) = any (
          private.words_about(row(null, goals.title, null, null, null)::private.goal_this_week)
        )
      )
  );
  v_before numeric;
  v_log private.log_read;
begin
  if cardinality(v_ids) <> 1 then
    return private.answer_to(inbound, 'nothing_to_undo');
  end if;
  select activities.amount into v_before from public.activities where activities.id = v_ids[1];
  update public.activities
  set amount = v_mending.amount
  from public.goals
  where activities.id = v_ids[1]
    and goals.id = activities.goal_id
    and v_mending.amount > 0
    and v_mending.amount <= goals.weekly_target * 5
  returning activities.goal_id, activities.amount into v_log;
  if v_log.goal_id is null then
    return private.answer_to(
      inbound, 'bad_amount', jsonb_build_object('amount', private.clean_name(inbound.body, 20))
    );
  end if;
  return private.answer_to(
    inbound, 'mended',
    jsonb_build_object(
      'logs', private.logs_in_words(array[v_log]),
      'amount', private.in_digits(v_before),
      'week', private.week_in_words(inbound.user_id, array[v_log])
    )
  );
end;
$$;

comment on function private.mend_last_log(private.inbound) is
  '"Sorry, 4 not 3": puts right what the last text of the running week logged, if that is one log, '
  'of that unit and that amount.';
revoke execute on function private.mend_last_log(private.inbound) from public;
