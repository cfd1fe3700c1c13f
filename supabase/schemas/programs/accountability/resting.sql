-- PAUSE and SKIP, by text from the user's own phone.

create function private.rest_by_text(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_turn record;
  v_parts constant text[] := regexp_match(
    inbound.argument, '^(?:me )?(?:for )?(a|an|[a-z]+|[0-9]{1,3}) ?(d|days?|w|weeks?|months?)$'
  );
  v_many integer;
  -- Days as their ISO number.
  v_day constant integer := array_position(
    array['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    substring(
      inbound.argument
      from '^(?:me )?(?:till?|until) (?:next )?(mon|tue|wed|thu|fri|sat|sun)'
        '(?:day|sday|s|nesday|rsday|r|rs|urday)?$'
    )
  );
  v_today constant date := inbound.sent_at at time zone (
    select turn.timezone from private.next_turn(inbound.user_id) as turn
  );
  v_until timestamptz;
begin
  select * into strict v_turn from private.next_turn(inbound.user_id);
  if inbound.command = 'skip' then
    -- Until nothing can be said of that turn any more. One that was fetched late may mean the turn
    -- before, which nobody can skip now.
    if inbound.sent_at >= v_turn.period_start then
      v_until := v_turn.nominal_at + (select settings.catch_up_grace from private.settings);
    end if;
  elsif v_day is not null or inbound.argument ~ '^(me )?(till?|until) tomorrow$' then
    v_until := private.local_to_instant(
      v_today + coalesce(
        (v_day - extract(isodow from v_today)::integer + 6) % 7 + 1, 1
      ) + time '00:00',
      v_turn.timezone
    );
  elsif v_parts is not null then
    v_many := case
      when v_parts[1] ~ '^[0-9]' then v_parts[1]::integer
      when v_parts[1] in ('a', 'an') then 1
      else private.number_word(v_parts[1])
    end;
    v_until := private.local_to_instant(
      (inbound.sent_at at time zone v_turn.timezone)
        + v_many * case left(v_parts[2], 1)
          when 'd' then interval '1 day' when 'w' then interval '7 days' else interval '1 month'
        end,
      v_turn.timezone
    );
  end if;
  if v_until is null
    or v_until <= private.clock_now()
    or v_until > private.clock_now() + interval '366 days'
  then
    return private.answer_to(inbound, 'bad_pause');
  end if;
  update public.users
  set paused_until = greatest(users.paused_until, v_until)
  where users.id = inbound.user_id
  returning users.paused_until into v_until;
  return private.answer_to(
    inbound,
    case inbound.command when 'skip' then 'skipped' else 'paused' end,
    jsonb_build_object(
      'until', case
        when v_until = 'infinity' then 'you reply RESUME'
        else private.in_words(v_until, v_turn.timezone)
      end
    )
  );
end;
$$;

comment on function private.rest_by_text(private.inbound) is
  'PAUSE 3D, 2W, 1 MONTH or TILL MONDAY pauses from when it was written; SKIP until the turn '
  'of the week in which it was written is past.';
revoke execute on function private.rest_by_text(private.inbound) from public;
