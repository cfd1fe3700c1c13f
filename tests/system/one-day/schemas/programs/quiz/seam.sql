-- Its turns, as everybody's who has some each day.

create function private.due_quiz(until timestamptz, batch_size integer)
returns setof uuid
language sql
volatile
set search_path = ''
as $$
  select private.daily_due('quiz', due_quiz.until, due_quiz.batch_size);
$$;

comment on function private.due_quiz(timestamptz, integer) is 'The seam''s due.';
revoke execute on function private.due_quiz(timestamptz, integer) from public;

create function private.propose_quiz(user_ids uuid[], instant timestamptz)
returns setof private.turn
language sql
volatile
set search_path = ''
as $$
  select turn.*
  from private.daily_turns('quiz', propose_quiz.user_ids, propose_quiz.instant) as turn;
$$;

comment on function private.propose_quiz(uuid[], timestamptz) is 'The seam''s propose.';
revoke execute on function private.propose_quiz(uuid[], timestamptz) from public;

create function private.reopen_quiz(user_id uuid, instant timestamptz)
returns boolean
language sql
volatile
set search_path = ''
as $$
  select private.daily_reopened('quiz', reopen_quiz.user_id, reopen_quiz.instant);
$$;

comment on function private.reopen_quiz(uuid, timestamptz) is 'The seam''s reopen.';
revoke execute on function private.reopen_quiz(uuid, timestamptz) from public;

create function private.judge_quiz(message_ids uuid[], instant timestamptz)
returns setof private.judged
language sql
stable
set search_path = ''
as $$
  select judged.* from private.daily_judged(judge_quiz.message_ids) as judged;
$$;

comment on function private.judge_quiz(uuid[], timestamptz) is 'The seam''s judge.';
revoke execute on function private.judge_quiz(uuid[], timestamptz) from public;
