-- What came back, by the day of the text.

create view public.responses_by_day with (security_invoker = true) as
select
  (messages.ended_at at time zone 'UTC')::date as day,
  messages.program,
  count(*) as sent,
  count(responses.answered_at) as answered,
  count(*) filter (where responses.rating = 'good') as rated_good,
  count(*) filter (where responses.rating = 'bad') as rated_bad,
  count(responses.opted_out_at) as opted_out
from public.messages
left join public.message_responses as responses on responses.message_id = messages.id
where messages.ended_at >= (select private.clock_now()) - interval '90 days'
  and messages.status = 'sent'
  and messages.program <> 'reply'
group by (messages.ended_at at time zone 'UTC')::date, messages.program;

comment on view public.responses_by_day is
  'What came back to the texts of each UTC date of the last 90 days, by program (R51, R58, R60). '
  'Answers of ours are not in it.';
comment on column public.responses_by_day.day is 'UTC date on which the texts were sent.';
comment on column public.responses_by_day.program is 'Program that proposed them.';
comment on column public.responses_by_day.sent is 'Texts that the provider took.';
comment on column public.responses_by_day.answered is 'Texts of these that somebody answered.';
comment on column public.responses_by_day.rated_good is 'Texts of these that were called GOOD.';
comment on column public.responses_by_day.rated_bad is 'Texts of these that were called BAD.';
comment on column public.responses_by_day.opted_out is
  'Texts of these after which their recipient ended the texts.';

revoke all on table public.responses_by_day from public, anon, authenticated, service_role;
grant select on table public.responses_by_day to authenticated, service_role;
