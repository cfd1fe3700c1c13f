-- Its turns, as everybody's who has some each day.

create function private.due_praise(until timestamptz, batch_size integer)
returns setof uuid
language sql
volatile
set search_path = ''
as $$
  select private.daily_due('praise', due_praise.until, due_praise.batch_size);
$$;

comment on function private.due_praise(timestamptz, integer) is 'The seam''s due.';
revoke execute on function private.due_praise(timestamptz, integer) from public;

create function private.propose_praise(user_ids uuid[], instant timestamptz)
returns setof private.turn
language sql
volatile
set search_path = ''
as $$
  select turn.*
  from private.daily_turns('praise', propose_praise.user_ids, propose_praise.instant) as turn;
$$;

comment on function private.propose_praise(uuid[], timestamptz) is 'The seam''s propose.';
revoke execute on function private.propose_praise(uuid[], timestamptz) from public;

create function private.reopen_praise(user_id uuid, instant timestamptz)
returns boolean
language sql
volatile
set search_path = ''
as $$
  select private.daily_reopened('praise', reopen_praise.user_id, reopen_praise.instant);
$$;

comment on function private.reopen_praise(uuid, timestamptz) is 'The seam''s reopen.';
revoke execute on function private.reopen_praise(uuid, timestamptz) from public;

create function private.judge_praise(message_ids uuid[], instant timestamptz)
returns setof private.judged
language sql
stable
set search_path = ''
as $$
  select judged.* from private.daily_judged(judge_praise.message_ids) as judged;
$$;

comment on function private.judge_praise(uuid[], timestamptz) is 'The seam''s judge.';
revoke execute on function private.judge_praise(uuid[], timestamptz) from public;
