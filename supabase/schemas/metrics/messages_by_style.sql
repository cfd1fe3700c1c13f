-- Texts that ended, by the style of their words.

create view public.messages_by_style with (security_invoker = true) as
select
  messages.message_style,
  count(*) filter (where messages.status = 'sent') as sent,
  count(*) filter (where messages.status = 'failed') as failed,
  count(*) filter (where messages.was_delivered) as delivered,
  count(*) filter (where not messages.was_delivered) as undelivered,
  round(count(*) filter (where messages.status = 'sent') / count(*)::numeric, 4) as success_rate,
  round(
    count(*) filter (where messages.was_delivered)
      / nullif(count(messages.was_delivered), 0)::numeric,
    4
  ) as delivery_rate
from public.messages
where messages.ended_at >= (select private.clock_now()) - interval '90 days'
group by messages.message_style;

comment on view public.messages_by_style is
  'What became of the texts of each style in the last 90 days (R50, R55).';
comment on column public.messages_by_style.message_style is
  'Style that the text had: plain where it has none, supportive also where somebody was spared.';
comment on column public.messages_by_style.sent is 'Texts that the provider took.';
comment on column public.messages_by_style.failed is 'Texts that it did not take.';
comment on column public.messages_by_style.delivered is
  'Texts that the carrier says are on the phone.';
comment on column public.messages_by_style.undelivered is
  'Texts that the carrier says did not get there.';
comment on column public.messages_by_style.success_rate is 'Share of sent in sent and failed.';
comment on column public.messages_by_style.delivery_rate is
  'Share of delivered in delivered and undelivered.';

revoke all on table public.messages_by_style from public, anon, authenticated, service_role;
grant select on table public.messages_by_style to authenticated, service_role;
