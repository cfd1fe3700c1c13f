-- What an operator should look at.

create table public.alerts (
  kind text not null,
  day date not null,
  summary text not null,
  details jsonb not null default '{}',
  times integer not null default 1,
  last_raised_at timestamptz not null default now(),
  posted_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (kind, day),
  constraint kind_is_known check (
    kind in (
      'no_capacity', 'broken_data', 'circuit_open', 'sent_twice', 'text_refused',
      'region_not_permitted', 'crisis', 'crisis_answer_unsent', 'queue_backlog', 'stuck_messages',
      'failures_high',
      'runs_failing', 'cron_silent', 'program_set_aside', 'inbound_webhook_missed',
      'inbound_fetch_failing', 'inbound_unreadable', 'stop_not_settled'
    )
  ),
  constraint times_are_positive check (times > 0)
);

comment on table public.alerts is
  'What an operator should look at: one row for each kind and UTC date, however often it came up.';
comment on column public.alerts.details is 'Of the last time.';
comment on column public.alerts.posted_at is
  'When it was handed over to the operator''s webhook, if there is one: once, however often it '
  'comes up that day.';

alter table public.alerts enable row level security;
revoke all on table public.alerts from public, anon, authenticated, service_role;
grant select on table public.alerts to authenticated, service_role;

create policy "Operators can see alerts" on public.alerts
  for select to authenticated using (
    (select private.is_operator())
  );

create function private.raise_alert(kind text, summary text, details jsonb)
returns void
language sql
volatile
set search_path = ''
as $$
  insert into public.alerts as alert (kind, day, summary, details)
  values (
    raise_alert.kind,
    (private.clock_now() at time zone 'UTC')::date,
    raise_alert.summary,
    raise_alert.details
  )
  on conflict (kind, day) do update set
    summary = excluded.summary,
    details = excluded.details,
    times = alert.times + 1,
    last_raised_at = now();
$$;

comment on function private.raise_alert(text, text, jsonb) is
  'Tells the operator. The same kind on the same UTC date counts up instead of piling up.';
revoke execute on function private.raise_alert(text, text, jsonb) from public;
