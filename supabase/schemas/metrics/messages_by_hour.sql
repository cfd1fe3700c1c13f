-- Texts that ended, by hour. All views of this room run as whoever reads them, under row level
-- security: operators and service_role see all, anybody else no more than their own. Days and hours
-- are UTC, shares are from 0 to 1, and null where there is nothing to divide by.

create view public.messages_by_hour with (security_invoker = true) as
select
  date_trunc('hour', messages.ended_at, 'UTC') as hour,
  count(*) filter (where messages.status = 'sent') as sent,
  count(*) filter (where messages.status = 'failed') as failed
from public.messages
where messages.ended_at >= (select private.clock_now()) - interval '7 days'
group by date_trunc('hour', messages.ended_at, 'UTC');

comment on view public.messages_by_hour is
  'Texts of each hour of the last 7 days (R49); no row for an hour without any.';
comment on column public.messages_by_hour.hour is 'Start of the hour.';
comment on column public.messages_by_hour.sent is 'Texts that the provider took.';
comment on column public.messages_by_hour.failed is 'Texts that it did not take.';

revoke all on table public.messages_by_hour from public, anon, authenticated, service_role;
grant select on table public.messages_by_hour to authenticated, service_role;
