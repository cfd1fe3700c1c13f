-- What an operator turns: how many texts an hour carries, and for whom each program is on.

create function private.refuse_unlimited_channel(channel text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  perform private.refuse_unknown_channel(channel);
  if not exists (select from private.hourly_limits(channel)) then
    raise exception 'The channel "%" has no limits: the database delivers it', channel
      using errcode = 'RD089', hint = 'Name a channel that has a provider.';
  end if;
end;
$$;

comment on function private.refuse_unlimited_channel(text) is
  'Raises RD088 for what is no channel and RD089 for one whose hours carry whatever is due.';
revoke execute on function private.refuse_unlimited_channel(text) from public;

create function public.get_sending_limits(
  hours integer default 6,
  channel text default private.default_channel()
)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  v_now constant timestamptz := private.clock_now();
begin
  perform private.refuse_outside(hours, 1, 168, 'show the limits', 'hours', 'RD093');
  perform private.refuse_unlimited_channel(channel);
  return (
    select jsonb_build_object(
      'channel', get_sending_limits.channel,
      'pace', private.current_pace(v_now, get_sending_limits.channel),
      'messages_per_hour', limits.messages,
      'replies_per_hour', limits.replies,
      'hours', jsonb_agg(
        jsonb_build_object(
          'starts_at', hour.starts_at,
          'limit', coalesce(slot.max_messages_per_slot, limits.messages),
          'sent', coalesce(slot.messages_sent, 0),
          'reserved', coalesce(slot.messages_reserved, 0),
          'planned', planned.messages,
          'replies_limit', coalesce(slot.max_replies_per_slot, limits.replies),
          'replies_sent', coalesce(slot.replies_sent, 0),
          'replies_reserved', coalesce(slot.replies_reserved, 0),
          'replies_planned', planned.replies
        )
        order by hour.starts_at
      )
    )
    from private.hourly_limits(get_sending_limits.channel) as limits
    cross join lateral (
      select date_trunc('hour', v_now, 'UTC') + number * interval '1 hour' as starts_at
      from generate_series(0, get_sending_limits.hours - 1) as number
    ) as hour
    left join public.message_rate_limits as slot
      on slot.channel = get_sending_limits.channel and slot.time_slot = hour.starts_at
    cross join lateral (
      select
        count(*) filter (where message_queue.priority > 0) as messages,
        count(*) filter (where message_queue.priority = 0) as replies
      from public.message_queue
      where message_queue.status = 'queued'
        and message_queue.channel = get_sending_limits.channel
        -- All there are: named so that the index of the claim can be read by ranges.
        and message_queue.priority = any ('{0,1,2,3}'::smallint[])
        -- What is overdue wants this hour as well.
        and message_queue.scheduled_for >= case
          when hour.starts_at <= v_now then '-infinity' else hour.starts_at
        end
        and message_queue.scheduled_for < hour.starts_at + interval '1 hour'
    ) as planned
    group by limits.messages, limits.replies
  );
end;
$$;

comment on function public.get_sending_limits(integer, text) is
  'The budget of a channel in this hour and those after it, 1 to 168, as an object: pace (the '
  'share of this hour''s texts that may be used now), the settings, and for each hour its limit, '
  'what is sent, reserved and planned, replies apart. Raises RD093, RD088 for what is no channel '
  'and RD089 for one without limits. Definer to read the settings. For service_role.';
revoke execute on function public.get_sending_limits(integer, text)
  from public, anon, authenticated;
grant execute on function public.get_sending_limits(integer, text) to service_role;

create function private.set_messages_per_hour(
  messages_per_hour integer,
  channel text default private.default_channel()
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.refuse_outside(
    messages_per_hour, 0, 100000, 'set the texts per hour', 'messages_per_hour', 'RD094'
  );
  perform private.refuse_unlimited_channel(channel);
  -- No sender begins an hour by the old number meanwhile. Nobody who holds an hour's row may wait
  -- for us, so this keeps out those who lock rows as well; all of them for milliseconds.
  lock table public.message_rate_limits in exclusive mode;
  -- A channel without a number of its own goes by the settings.
  update private.channels set messages_per_hour = set_messages_per_hour.messages_per_hour
  where channels.channel = set_messages_per_hour.channel
    and channels.messages_per_hour is not null;
  if not found then
    update private.settings set messages_per_hour = set_messages_per_hour.messages_per_hour
    where settings.id;
  end if;
  update public.message_rate_limits
  set max_messages_per_slot = set_messages_per_hour.messages_per_hour
  where message_rate_limits.channel = set_messages_per_hour.channel
    and message_rate_limits.time_slot >= date_trunc('hour', private.clock_now(), 'UTC');
end;
$$;

comment on function private.set_messages_per_hour(integer, text) is
  'Sets how many texts (0 to 100000), replies apart, this hour of a channel and every later one '
  'may carry. A lower number stops new grants; what is claimed already is sent. What is planned '
  'already keeps its time and waits there for room. Raises RD094, RD088 for what is no channel and '
  'RD089 for one without limits.';
revoke execute on function private.set_messages_per_hour(integer, text) from public;

create function public.list_programs()
returns table (
  program text,
  enabled_percent smallint,
  switched_on bigint,
  switched_off bigint
)
language sql
stable
security definer
set search_path = ''
as $$
  select
    programs.program,
    programs.enabled_percent,
    count(*) filter (where switch.is_on),
    count(*) filter (where not switch.is_on)
  from private.programs
  left join private.program_switches as switch on switch.program = programs.program
  group by programs.program
  order by programs.program;
$$;

comment on function public.list_programs() is
  'Every program, for how many percent of the users it is on, and for how many single users it is '
  'switched on or off. Definer to read everybody''s switches. For service_role.';
revoke execute on function public.list_programs() from public, anon, authenticated;
grant execute on function public.list_programs() to service_role;

create function private.refuse_fixed_program(program text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (
    select from private.programs where programs.program = refuse_fixed_program.program
  ) then
    raise exception 'Cannot switch the program "%": there is none', program
      using errcode = 'RD095', hint = 'list_programs() has their names.';
  end if;
  if exists (
    select from private.programs
    where programs.program = refuse_fixed_program.program
      and not 'switch' = any (programs.gates)
  ) then
    raise exception 'Cannot switch the program "%": people wait for its answers', program
      using errcode = 'RD096', hint = 'pause_sending() keeps everything back.';
  end if;
end;
$$;

comment on function private.refuse_fixed_program(text) is
  'Raises RD095 for what is no program and RD096 for one that is always on.';
revoke execute on function private.refuse_fixed_program(text) from public;

create function private.set_program_percent(program text, enabled_percent integer)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.refuse_fixed_program(program);
  perform private.refuse_outside(
    enabled_percent, 0, 100, format('switch the program "%s"', program), 'enabled_percent', 'RD097'
  );
  update private.programs
  set enabled_percent = set_program_percent.enabled_percent
  where programs.program = set_program_percent.program;
end;
$$;

comment on function private.set_program_percent(text, integer) is
  'For how many percent of the users (0 to 100) a program is on, but for those with a switch of '
  'their own. It binds what is planned, claimed or started from now on; turns that were planned '
  'or skipped already are not planned anew. Raises RD095, RD096, RD097.';
revoke execute on function private.set_program_percent(text, integer) from public;

create function private.set_program_switch(program text, user_id uuid, is_on boolean)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform private.refuse_fixed_program(program);
  if not exists (select from public.users where users.id = set_program_switch.user_id) then
    raise exception 'Cannot switch the program "%" for user "%": there is none', program, user_id
      using errcode = 'RD090';
  end if;
  if is_on is null then
    delete from private.program_switches
    where program_switches.program = set_program_switch.program
      and program_switches.user_id = set_program_switch.user_id;
    return;
  end if;
  insert into private.program_switches as switch (program, user_id, is_on)
  values (set_program_switch.program, set_program_switch.user_id, set_program_switch.is_on)
  on conflict on constraint program_switches_pkey do update set is_on = excluded.is_on;
end;
$$;

comment on function private.set_program_switch(text, uuid, boolean) is
  'Switches a program on or off for one user, whatever its percentage; null leaves them to it '
  'again. It binds as set_program_percent() does. Raises RD090 without such a user, RD095, RD096.';
revoke execute on function private.set_program_switch(text, uuid, boolean) from public;
