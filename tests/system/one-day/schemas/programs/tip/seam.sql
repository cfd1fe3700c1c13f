-- Its turns, as everybody's who has some each day.

create function private.due_tip(until timestamptz, batch_size integer)
returns setof uuid
language sql
volatile
set search_path = ''
as $$
  select private.daily_due('tip', due_tip.until, due_tip.batch_size);
$$;

comment on function private.due_tip(timestamptz, integer) is 'The seam''s due.';
revoke execute on function private.due_tip(timestamptz, integer) from public;

create function private.propose_tip(user_ids uuid[], instant timestamptz)
returns setof private.turn
language sql
volatile
set search_path = ''
as $$
  select turn.*
  from private.daily_turns('tip', propose_tip.user_ids, propose_tip.instant) as turn;
$$;

comment on function private.propose_tip(uuid[], timestamptz) is 'The seam''s propose.';
revoke execute on function private.propose_tip(uuid[], timestamptz) from public;

create function private.reopen_tip(user_id uuid, instant timestamptz)
returns boolean
language sql
volatile
set search_path = ''
as $$
  select private.daily_reopened('tip', reopen_tip.user_id, reopen_tip.instant);
$$;

comment on function private.reopen_tip(uuid, timestamptz) is 'The seam''s reopen.';
revoke execute on function private.reopen_tip(uuid, timestamptz) from public;

create function private.judge_tip(message_ids uuid[], instant timestamptz)
returns setof private.judged
language sql
stable
set search_path = ''
as $$
  select judged.* from private.daily_judged(judge_tip.message_ids) as judged;
$$;

comment on function private.judge_tip(uuid[], timestamptz) is 'The seam''s judge.';
revoke execute on function private.judge_tip(uuid[], timestamptz) from public;
