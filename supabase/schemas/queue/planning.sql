-- Planning: a program proposes turns, each finds a time, and what was decided is recorded and
-- queued.

insert into private.reasons (code, meaning)
values
  ('broken_data', 'Something stored about this person could not be read; the operator was told.');

create function private.refuse_impossible_turns(
  turns private.turn[],
  program text,
  user_ids uuid[],
  instant timestamptz
)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_impossible private.turn;
begin
  select turn.* into v_impossible
  from private.each(turns) as turn
  left join public.contacts
    on contacts.id = turn.contact_id and contacts.user_id = turn.user_id
  left join public.message_templates as template
    on template.id = turn.template_id and template.program = refuse_impossible_turns.program
  left join private.channels on channels.channel = turn.channel
  left join public.notification_preferences as preferences on preferences.user_id = turn.user_id
  cross join private.programs
  where programs.program = refuse_impossible_turns.program and not coalesce(
    turn.user_id = any (user_ids)
      and (turn.contact_id is null or contacts.id is not null)
      and isfinite(turn.nominal_at)
      and isfinite(turn.period_start)
      -- A day apart by the zone, and another where it is about a moment after it.
      and turn.nominal_date between (turn.nominal_at at time zone 'UTC')::date - 2
        and (turn.nominal_at at time zone 'UTC')::date + 2
      and coalesce(array_ndims(turn.reasons), 1) = 1
      and channels.channel is not null
      -- What is said to others is none of the inbox'.
      and turn.copies_to_inbox is not null
      and (not turn.copies_to_inbox or programs.goes_to = 'user')
      and (
        turn.reasons <> '{}'
        or (
          case channels.address_kind
            when 'user'
            then turn.contact_id is null
              and programs.goes_to = 'user'
              and turn.timezone = preferences.timezone
            else turn.timezone = contacts.timezone
          end
          and isfinite(turn.send_at)
          and turn.send_at <= turn.expires_at
          -- Room is looked for in every hour until then.
          and turn.expires_at <= instant + interval '1 year'
          -- 0 is for answers, which have a budget of their own.
          and turn.priority between 1 and 3
          and (turn.template_id is null or template.id is not null)
          and private.is_text(turn.message_text)
        )
      ),
    false
  )
  limit 1;
  if found then
    raise exception 'It proposed a turn that cannot be: %', left(to_jsonb(v_impossible)::text, 300)
      using errcode = 'RD036';
  end if;
end;
$$;

comment on function private.refuse_impossible_turns(
  private.turn[], text, uuid[], timestamptz
) is
  'Raises RD036 for a turn of somebody not asked for, to somebody else''s contact or by no channel '
  'that there is, for one about others that wants a copy in the inbox, and for one to be sent '
  'without a recipient of its channel, a text, a time before its end, the recipient''s zone, a '
  'priority or a wording of the program. What else cannot be, the tables refuse.';
revoke execute on function private.refuse_impossible_turns(
  private.turn[], text, uuid[], timestamptz
) from public;

create function private.plan_turns(program text, user_ids uuid[], instant timestamptz)
returns table (occurrence_id uuid, decision text)
language plpgsql
volatile
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_propose constant text := private.seam(
    'propose', plan_turns.program, 'uuid[], timestamptz'
  );
  v_turns private.turn[];
  v_asked private.asked;
begin
  if v_propose is null then
    return;
  end if;
  v_asked := private.ask(plan_turns.program, 'propose');
  perform private.enter_program();
  execute format('select array(select turn from %s($1, $2) as turn)', v_propose)
  into v_turns
  using user_ids, instant;
  perform private.hear(v_asked);
  perform private.refuse_impossible_turns(v_turns, plan_turns.program, user_ids, instant);
  return query
  select *
  from private.record_turns(
    array(select placed from private.place_turns(v_turns, plan_turns.program) as placed),
    plan_turns.program,
    plan_turns.instant
  );
  perform private.take_back(plan_turns.program, 'propose');
end;
$$;

comment on function private.plan_turns(text, uuid[], timestamptz) is
  'Asks a program what it proposes for these users, whose preferences the caller has locked, finds '
  'each turn a time, and records and queues what comes of it. Returns what is new.';
revoke execute on function private.plan_turns(text, uuid[], timestamptz) from public;

create function private.skip_broken_person(program text, user_id uuid, problem text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_skip constant text := private.seam('skip', skip_broken_person.program, 'uuid, text');
begin
  if v_skip is not null then
    execute format('select %s($1, $2)', v_skip) using user_id, problem;
  end if;
  perform private.raise_alert(
    'broken_data',
    'A person could not be planned: occurrences with the reason broken_data say why',
    jsonb_build_object('user_id', skip_broken_person.user_id, 'problem', skip_broken_person.problem)
  );
end;
$$;

comment on function private.skip_broken_person(text, uuid, text) is
  'Has a program pass over the turn of a user that could not be planned, and alerts the operator, '
  'so that one person stops nobody else.';
revoke execute on function private.skip_broken_person(text, uuid, text) from public;

create function private.passes_over(program text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select private.seam('due', passes_over.program, 'timestamptz, integer') is null
    or private.seam('skip', passes_over.program, 'uuid, text') is not null;
$$;

comment on function private.passes_over(text) is
  'Whether a person who cannot be planned by a program is not due at once again.';
revoke execute on function private.passes_over(text) from public;

create type private.planned as (
  queued integer,
  silent integer,
  skipped integer,
  broken integer,
  problem text,
  state text
);
comment on type private.planned is
  'How many turns were decided how, and how many people had data that cannot be planned; or, where '
  'the program failed and nothing is left of it, its problem with its SQLSTATE.';

create function private.plan_or_skip(program text, user_ids uuid[], instant timestamptz)
returns private.planned
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_planned private.planned;
  v_context text;
begin
  select
    count(*) filter (where turn.decision = 'queued'),
    count(*) filter (where turn.decision = 'silent'),
    count(*) filter (where turn.decision = 'skipped'),
    0
  into v_planned.queued, v_planned.silent, v_planned.skipped, v_planned.broken
  from private.plan_turns(program, user_ids, instant) as turn;
  return v_planned;
exception
  when query_canceled or assert_failure or others then
    get stacked diagnostics v_context = pg_exception_context;
    if private.is_trouble_of_the_server(sqlstate, v_context, program) then
      raise;
    elsif private.is_of_the_moment(sqlstate) or not private.passes_over(program) then
      return row(0, 0, 0, 0, sqlerrm, sqlstate)::private.planned;
    elsif cardinality(user_ids) > 1 then
      return private.plan_one_by_one(program, user_ids, instant, sqlerrm, sqlstate);
    -- Of one person nobody can tell whose fault it is, but for code that cannot run at all.
    elsif private.is_programs_fault(sqlstate) then
      return row(0, 0, 0, 0, sqlerrm, sqlstate)::private.planned;
    end if;
    perform private.skip_broken_person(program, user_ids[1], sqlerrm);
    return row(0, 0, 0, 1, null, null)::private.planned;
end;
$$;

comment on function private.plan_or_skip(text, uuid[], timestamptz) is
  'plan_turns() for people of whom some may have data that cannot be planned, by a program that '
  'may fail itself: people are passed over, and what a program did before it failed is undone.';
revoke execute on function private.plan_or_skip(text, uuid[], timestamptz) from public;

create function private.plan_one_by_one(
  program text,
  user_ids uuid[],
  instant timestamptz,
  problem text,
  state text
)
returns private.planned
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_user_id uuid;
  v_one private.planned;
  v_all private.planned := row(0, 0, 0, 0, null, null);
begin
  -- Undone again where it turns out that nobody's data is at fault.
  foreach v_user_id in array user_ids loop
    v_one := private.plan_or_skip(program, array[v_user_id], instant);
    v_all.queued := v_all.queued + v_one.queued;
    v_all.silent := v_all.silent + v_one.silent;
    v_all.skipped := v_all.skipped + v_one.skipped;
    v_all.broken := v_all.broken + v_one.broken;
    exit when private.is_of_the_moment(v_one.state);
    if v_one.problem is not null then
      perform private.skip_broken_person(program, v_user_id, v_one.problem);
      v_all.broken := v_all.broken + 1;
    end if;
  end loop;
  if private.is_of_the_moment(v_one.state) or v_all.broken = cardinality(user_ids) then
    raise exception 'It is the program' using errcode = 'RD033';
  end if;
  return v_all;
exception
  when sqlstate 'RD033' then
    return row(
      0, 0, 0, 0, coalesce(v_one.problem, plan_one_by_one.problem),
      coalesce(v_one.state, plan_one_by_one.state)
    )::private.planned;
end;
$$;

comment on function private.plan_one_by_one(text, uuid[], timestamptz, text, text) is
  'plan_or_skip() one person after the other, to find out whose data is broken. Where it is so of '
  'all of them, it is the program that fails with this problem, and nobody is passed over.';
revoke execute on function private.plan_one_by_one(text, uuid[], timestamptz, text, text)
  from public;

create function private.plan_program(program text, user_ids uuid[], instant timestamptz)
returns private.planned
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_asked constant private.asked := private.ask(program, 'propose');
  v_planned constant private.planned := private.plan_or_skip(program, user_ids, instant);
begin
  if v_planned.problem is not null then
    perform private.set_aside(v_asked, v_planned.problem, v_planned.state);
  end if;
  return v_planned;
end;
$$;

comment on function private.plan_program(text, uuid[], timestamptz) is
  'plan_or_skip(), and a program that failed is set aside.';
revoke execute on function private.plan_program(text, uuid[], timestamptz) from public;

create function private.plan_users(program text, user_ids uuid[], instant timestamptz)
returns private.planned
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_planned constant private.planned := private.plan_program(program, user_ids, instant);
  v_follower text;
begin
  for v_follower in
    select proposing.program
    from private.programs_that('propose', 'uuid[], timestamptz') as proposing
    where proposing.program <> plan_users.program
      and private.seam('due', proposing.program, 'timestamptz, integer') is null
  loop
    perform private.plan_program(v_follower, user_ids, instant);
  end loop;
  return v_planned;
end;
$$;

comment on function private.plan_users(text, uuid[], timestamptz) is
  'Plans these users for a program, and then for every other that has no due time of its own: '
  'those look at what was planned. Returns what was decided for the first.';
revoke execute on function private.plan_users(text, uuid[], timestamptz) from public;
