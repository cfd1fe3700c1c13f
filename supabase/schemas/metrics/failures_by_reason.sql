-- What failed, by reason.

create view public.failures_by_reason with (security_invoker = true) as
select
  coalesce(messages.reason, 'undelivered') as reason,
  messages.error_code,
  errors.meaning,
  count(*) as messages,
  max(messages.ended_at) as last_at
from public.messages
left join private.provider_errors as errors
  on errors.channel = messages.channel and errors.code = messages.error_code
where messages.ended_at >= (select private.clock_now()) - interval '90 days'
  and (messages.status = 'failed' or not messages.was_delivered)
group by coalesce(messages.reason, 'undelivered'), messages.error_code, errors.meaning;

comment on view public.failures_by_reason is
  'Why texts of the last 90 days did not get to anybody (R50).';
comment on column public.failures_by_reason.reason is
  'Of reasons(); undelivered where the provider took it and the carrier did not deliver it.';
comment on column public.failures_by_reason.error_code is 'Of the provider, if there is one.';
comment on column public.failures_by_reason.meaning is 'What that code means, if we know it.';
comment on column public.failures_by_reason.messages is 'Texts.';
comment on column public.failures_by_reason.last_at is 'When the last of them was sent or failed.';

revoke all on table public.failures_by_reason from public, anon, authenticated, service_role;
grant select on table public.failures_by_reason to authenticated, service_role;
