-- How often somebody was told where help is. Kept when texts and alerts are forgotten.

create table private.crisis_referrals (
  year smallint primary key,
  referrals integer not null default 0,
  created_at timestamptz not null default now(),
  constraint referrals_are_not_negative check (referrals >= 0)
);

comment on table private.crisis_referrals is
  'How often in each UTC year somebody was told where help is; of whom and when is not kept.';

alter table private.crisis_referrals enable row level security;
revoke all on table private.crisis_referrals from public, anon, authenticated, service_role;
grant select (year, referrals) on table private.crisis_referrals to authenticated, service_role;

create policy "Operators can see how often help was named" on private.crisis_referrals
  for select to authenticated using (
    (select private.is_operator())
  );

create function private.count_referral()
returns void
language sql
volatile
set search_path = ''
as $$
  insert into private.crisis_referrals as counted (year, referrals)
  values (extract(year from private.clock_now() at time zone 'UTC'), 1)
  on conflict (year) do update set referrals = counted.referrals + 1;
$$;

comment on function private.count_referral() is 'Counts that somebody is told where help is.';
revoke execute on function private.count_referral() from public;
