-- Texts that ended, by day.

create view public.messages_by_day with (security_invoker = true) as
select
  (messages.ended_at at time zone 'UTC')::date as day,
  count(*) filter (where messages.status = 'sent') as sent,
  count(*) filter (where messages.status = 'failed') as failed,
  count(*) filter (where messages.was_delivered) as delivered,
  count(*) filter (where not messages.was_delivered) as undelivered,
  coalesce(sum(messages.segments), 0) as segments,
  coalesce(sum(messages.segments), 0) * price.cost_per_segment as cost,
  price.cost_currency
from public.messages
cross join private.settings as price
where messages.ended_at >= (select private.clock_now()) - interval '90 days'
group by
  (messages.ended_at at time zone 'UTC')::date, price.cost_per_segment, price.cost_currency;

comment on view public.messages_by_day is
  'Texts of each UTC date of the last 90 days (R49, R54), with segments and what they cost; no row '
  'for a day without any.';
comment on column public.messages_by_day.day is 'UTC date.';
comment on column public.messages_by_day.sent is 'Texts that the provider took.';
comment on column public.messages_by_day.failed is 'Texts that it did not take.';
comment on column public.messages_by_day.delivered is
  'Texts of these that the carrier says are on the phone.';
comment on column public.messages_by_day.undelivered is
  'Texts of these that the carrier says did not get there. Of the others nothing was heard.';
comment on column public.messages_by_day.segments is 'Segments, as the provider counted them.';
comment on column public.messages_by_day.cost is
  'In cost_currency, at today''s private.settings.cost_per_segment; null while that is.';
comment on column public.messages_by_day.cost_currency is 'ISO 4217.';

revoke all on table public.messages_by_day from public, anon, authenticated, service_role;
grant select on table public.messages_by_day to authenticated, service_role;
