-- Whether a message may still go: by the gates, and by what its program finds true at this moment.

insert into private.reasons (code, meaning)
values
  ('no_allowed_hour', 'The recipient''s day had no allowed hour left before it was too late.'),
  ('outside_allowed_hours', 'It waits for the hours in which the recipient may be texted.'),
  ('too_late', 'A day after its time it is too late to be true.');

create function private.refuse_nonsense(
  program text,
  message_ids uuid[],
  judged private.judged[]
)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if array(select each.message_id from unnest(judged) as each order by 1)
    is distinct from array(select id from unnest(message_ids) as id order by 1)
  then
    raise exception 'It must judge each message once: it judged % of %',
      cardinality(judged), cardinality(message_ids) using errcode = 'RD034';
  end if;
  if exists (
    select from unnest(judged) as each
    left join public.message_templates as template
      on template.id = each.template_id and template.program = refuse_nonsense.program
    where each.reasons is null
      or not private.is_text(each.message_text)
      or each.message_type !~ '^[a-z_]+$'
      or jsonb_typeof(each.facts) <> 'object'
      or (each.template_id is not null and template.id is null)
  ) then
    raise exception 'It judged a message without reasons, or gave it no text, facts or wording'
      using errcode = 'RD034', hint = 'No reason is an empty array.';
  end if;
  perform private.refuse_unknown_reasons(
    array(select distinct unnest(each.reasons) from unnest(judged) as each)
  );
end;
$$;

comment on function private.refuse_nonsense(text, uuid[], private.judged[]) is
  'Raises RD034 or check_violation for a judgement that cannot be one.';
revoke execute on function private.refuse_nonsense(text, uuid[], private.judged[]) from public;

create function private.hear_judge(
  program text,
  function_name text,
  message_ids uuid[],
  instant timestamptz
)
returns private.judged[]
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_asked constant private.asked := private.ask(program, 'judge');
  v_judged private.judged[];
begin
  -- A judge looks on. It is over with this block, as Postgres ends it with each subtransaction.
  perform set_config('transaction_read_only', 'on', true);
  perform private.enter_program();
  execute format('select array(select judged from %s($1, $2) as judged)', function_name)
  into v_judged
  using message_ids, instant;
  perform private.hear(v_asked);
  perform private.refuse_nonsense(program, message_ids, v_judged);
  return v_judged;
exception
  when query_canceled or assert_failure or others then
    raise;
end;
$$;

comment on function private.hear_judge(text, text, uuid[], timestamptz) is
  'What a program says of these messages, which it may not touch meanwhile, nor anything else.';
revoke execute on function private.hear_judge(text, text, uuid[], timestamptz) from public;

create function private.judge_in_parts(
  program text,
  function_name text,
  message_ids uuid[],
  instant timestamptz
)
returns setof private.judged
language plpgsql
volatile
rows 100
set search_path = ''
as $$
declare
  v_judged private.judged[];
  v_half constant integer := cardinality(message_ids) / 2;
begin
  begin
    v_judged := private.hear_judge(program, function_name, message_ids, instant);
  exception
    -- No message is to blame for these.
    when query_canceled or sqlstate 'RD034' or sqlstate 'RD035' then
      raise;
    when assert_failure or others then
      if v_half = 0 then
        v_judged := array[private.judgement_of(message_ids[1], null, message_text => sqlerrm)];
      end if;
  end;
  if v_judged is not null then
    return query select * from unnest(v_judged);
    return;
  end if;
  return query
  select * from private.judge_in_parts(program, function_name, message_ids[:v_half], instant)
  union all
  select * from private.judge_in_parts(program, function_name, message_ids[v_half + 1:], instant);
end;
$$;

comment on function private.judge_in_parts(text, text, uuid[], timestamptz) is
  'What a program says of these messages. Where it fails, it is asked again for each half, so that '
  'one that cannot be judged holds up no other: of that one the reasons are null and the text is '
  'the problem.';
revoke execute on function private.judge_in_parts(text, text, uuid[], timestamptz) from public;

create function private.ask_judge(
  program text,
  function_name text,
  message_ids uuid[],
  instant timestamptz
)
returns setof private.judged
language plpgsql
volatile
rows 100
set search_path = ''
as $$
declare
  v_asked constant private.asked := private.ask(program, 'judge');
  v_judged private.judged[];
  v_broken private.judged;
begin
  v_judged := array(
    select judged
    from private.judge_in_parts(program, function_name, message_ids, instant) as judged
  );
  select broken.* into v_broken
  from unnest(v_judged) as broken where broken.reasons is null
  limit 1;
  if found then
    if not exists (select from unnest(v_judged) as judged where judged.reasons is not null) then
      raise exception using message = v_broken.message_text, errcode = 'RD034';
    end if;
    perform private.raise_alert(
      'broken_data',
      'A message could not be judged and waits: its reason is broken_data',
      jsonb_build_object('message_id', v_broken.message_id, 'problem', v_broken.message_text)
    );
  end if;
  perform private.take_back(ask_judge.program, 'judge');
  return query
  select
    judged.message_id, judged.reasons, judged.message_type, judged.message_style,
    judged.template_id, judged.facts,
    case when judged.reasons is not null then judged.message_text end
  from unnest(v_judged) as judged;
exception
  when query_canceled or assert_failure or others then
    perform private.set_aside(v_asked, sqlerrm, sqlstate);
end;
$$;

comment on function private.ask_judge(text, text, uuid[], timestamptz) is
  'What a program says of these messages, with null for reasons where it cannot judge one of them; '
  'nothing where it fails at all, which sets it aside.';
revoke execute on function private.ask_judge(text, text, uuid[], timestamptz) from public;

create function private.judge_messages(message_ids uuid[], instant timestamptz)
returns setof private.judged
language plpgsql
volatile
rows 100
set search_path = ''
as $$
declare
  v_program record;
  v_judge text;
begin
  for v_program in
    select message_queue.program, array_agg(message_queue.id) as message_ids
    from public.message_queue
    where message_queue.id = any (judge_messages.message_ids)
    group by message_queue.program
    order by message_queue.program
  loop
    v_judge := private.seam('judge', v_program.program, 'uuid[], timestamptz');
    if v_judge is null then
      return query
      select id, '{}'::text[], null::text, null::text, null::text, null::jsonb, null::text
      from unnest(v_program.message_ids) as id;
    elsif not private.is_out_of_time() then
      return query
      select *
      from private.ask_judge(v_program.program, v_judge, v_program.message_ids, instant);
    end if;
  end loop;
end;
$$;

comment on function private.judge_messages(uuid[], timestamptz) is
  'What the programs of these messages say of them; "as planned" where a program has no judge. No '
  'row for those whose program failed or was not asked: nothing is known of them now.';
revoke execute on function private.judge_messages(uuid[], timestamptz) from public;

create type private.checked_message as (
  message_id uuid,
  verdict text,
  reason text,
  hold_until timestamptz,
  message_type text,
  message_style text,
  template_id text,
  facts jsonb,
  message_text text
);
comment on type private.checked_message is
  'What is true of a message at one moment: see private.check_messages.';

create function private.check_messages(message_ids uuid[], instant timestamptz)
returns setof private.checked_message
language plpgsql
volatile
rows 100
set search_path = ''
as $$
begin
  return query
  with numbered as materialized (
    select
      row_number() over ()::integer as number,
      message_queue.id, message_queue.program, message_queue.user_id, message_queue.contact_id,
      message_queue.channel, message_queue.expires_at, message_queue.message_type,
      message_queue.message_style, message_queue.template_id, message_queue.facts,
      message_queue.message_text
    from public.message_queue
    where message_queue.id = any (check_messages.message_ids)
  ),
  gates as materialized (
    select *
    from private.gates_against(array(
      select
        row(
          numbered.number, numbered.program, numbered.user_id, numbered.contact_id, numbered.id,
          check_messages.instant, numbered.channel
        )::private.approach
      from numbered
    ))
  ),
  judged as materialized (
    select * from private.judge_messages(check_messages.message_ids, check_messages.instant)
  ),
  checked as materialized (
    select
      numbered.*,
      judged as truth,
      judged.message_id is null as is_unknown,
      judged.message_id is not null and judged.reasons is null as is_broken,
      gates.reasons || coalesce(judged.reasons, '{}') as reasons,
      gates.opens_at
    from numbered
    join gates on gates.number = numbered.number
    left join judged on judged.message_id = numbered.id
  )
  select
    checked.id,
    case
      when checked.is_unknown then 'leave'
      when checked.expires_at <= check_messages.instant then 'expire'
      when checked.reasons <> '{}' then 'cancel'
      when checked.is_broken then 'put_off'
      when checked.opens_at >= checked.expires_at then 'expire'
      when checked.opens_at > check_messages.instant then 'hold'
      else 'send'
    end,
    case
      when checked.expires_at <= check_messages.instant then 'too_late'
      when checked.reasons <> '{}' then checked.reasons[1]
      when checked.is_broken then 'broken_data'
      when checked.opens_at >= checked.expires_at then 'no_allowed_hour'
      when checked.opens_at > check_messages.instant then 'outside_allowed_hours'
    end,
    checked.opens_at,
    coalesce((checked.truth).message_type, checked.message_type),
    coalesce((checked.truth).message_style, checked.message_style),
    coalesce((checked.truth).template_id, checked.template_id),
    coalesce((checked.truth).facts, checked.facts),
    coalesce((checked.truth).message_text, checked.message_text)
  from checked;
end;
$$;

comment on function private.check_messages(uuid[], timestamptz) is
  'Whether each message is still true and allowed at this moment: send, hold until its '
  'recipient''s allowed hours, cancel or expire, with the reason; put_off where its program cannot '
  'judge it, leave where its program could not be asked. And what it should say.';
revoke execute on function private.check_messages(uuid[], timestamptz) from public;
