-- What of each hour's budget was used.

create view public.budget_by_hour with (security_invoker = true) as
select
  limits.time_slot as hour,
  limits.messages_sent as sent,
  limits.messages_reserved as reserved,
  limits.max_messages_per_slot as granted,
  round(
    (limits.messages_sent + limits.messages_reserved)
      / nullif(limits.max_messages_per_slot, 0)::numeric,
    4
  ) as used_share,
  limits.replies_sent,
  limits.replies_reserved,
  limits.max_replies_per_slot as replies_granted,
  limits.channel
from public.message_rate_limits as limits;

comment on view public.budget_by_hour is
  'How much of the budget of each hour and channel is used (R53); where nothing was claimed there '
  'is no row.';
comment on column public.budget_by_hour.hour is 'Start of the hour.';
comment on column public.budget_by_hour.sent is
  'Texts, other than replies, that the provider took or may have taken.';
comment on column public.budget_by_hour.reserved is 'Texts that are claimed and not settled.';
comment on column public.budget_by_hour.granted is 'Texts that the hour may carry.';
comment on column public.budget_by_hour.used_share is 'Share of sent and reserved in granted.';
comment on column public.budget_by_hour.replies_sent is
  'Replies, which have a budget of their own.';
comment on column public.budget_by_hour.replies_reserved is
  'Replies that are claimed and not settled.';
comment on column public.budget_by_hour.replies_granted is 'Replies that the hour may carry.';
comment on column public.budget_by_hour.channel is 'Whose budget it is.';

revoke all on table public.budget_by_hour from public, anon, authenticated, service_role;
grant select on table public.budget_by_hour to authenticated, service_role;
