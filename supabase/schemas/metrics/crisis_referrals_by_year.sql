-- How often somebody was told where help is, by year.

create view public.crisis_referrals_by_year with (security_invoker = true) as
select crisis_referrals.year, crisis_referrals.referrals
from private.crisis_referrals;

comment on view public.crisis_referrals_by_year is
  'How often in each UTC year somebody was told where help is, by text or in the app. Without '
  'anybody''s identity, and kept for good.';
comment on column public.crisis_referrals_by_year.year is 'UTC year.';
comment on column public.crisis_referrals_by_year.referrals is 'Answers and notes in inboxes.';

revoke all on table public.crisis_referrals_by_year
  from public, anon, authenticated, service_role;
grant select on table public.crisis_referrals_by_year to authenticated, service_role;
