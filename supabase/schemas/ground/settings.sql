-- The one row of constants.

create table private.settings (
  id boolean primary key default true,
  brand_name text not null default 'Rundown',
  messages_per_hour integer not null default 100,
  replies_per_hour integer not null default 100,
  allowed_from time not null default '08:00',
  allowed_until time not null default '21:00',
  invitations_per_day integer not null default 10,
  invitation_lasts interval not null default '72 hours',
  places_a_day smallint not null default 2,
  places_a_week smallint not null default 7,
  clock_tolerance interval not null default '10 minutes',
  scheduling_horizon interval not null default '30 hours',
  catch_up_grace interval not null default '24 hours',
  lease_duration interval not null default '3 minutes',
  proof_timeout interval not null default '2 hours',
  retry_delay_base interval not null default '1 minute',
  retry_delay_cap interval not null default '1 hour',
  probe_delay_base interval not null default '5 minutes',
  probe_delay_cap interval not null default '1 hour',
  answer_window interval not null default '24 hours',
  cost_per_segment numeric,
  cost_currency text not null default 'USD',
  backlog_messages integer not null default 200,
  backlog_age interval not null default '1 hour',
  stuck_after interval not null default '15 minutes',
  failure_share numeric not null default 0.1,
  failure_minimum integer not null default 10,
  sender_silence interval not null default '30 minutes',
  scheduler_silence interval not null default '26 hours',
  messages_kept interval not null default '90 days',
  answered_messages_kept interval not null default '1 year',
  inbound_words_kept interval not null default '90 days',
  inbox_kept interval not null default '1 year',
  budget_kept interval not null default '90 days',
  runs_kept interval not null default '30 days',
  alerts_kept interval not null default '1 year',
  created_at timestamptz not null default now(),
  constraint settings_have_one_row check (id),
  constraint brand_name_fits_into_a_text check (length(brand_name) between 1 and 20),
  constraint messages_per_hour_is_not_negative check (messages_per_hour >= 0),
  constraint replies_per_hour_is_not_negative check (replies_per_hour >= 0),
  constraint invitations_per_day_is_not_negative check (invitations_per_day >= 0),
  constraint places_are_not_negative check (least(places_a_day, places_a_week) >= 0),
  constraint allowed_hours_begin_before_they_end check (allowed_from < allowed_until),
  constraint durations_are_positive check (
    least(
      clock_tolerance, invitation_lasts, scheduling_horizon, catch_up_grace,
      lease_duration, proof_timeout,
      retry_delay_base, probe_delay_base,
      answer_window, backlog_age, stuck_after, sender_silence, scheduler_silence
    ) > interval '0'
    and retry_delay_cap >= retry_delay_base
    and probe_delay_cap >= probe_delay_base
  ),
  constraint a_segment_costs_something_or_is_unknown check (cost_per_segment >= 0),
  constraint cost_currency_is_a_code check (cost_currency ~ '^[A-Z]{3}$'),
  constraint alerts_have_limits_to_pass check (
    backlog_messages >= 0 and failure_minimum > 0 and failure_share > 0 and failure_share <= 1
  ),
  -- The weekly cap and the invitations look back over days of it.
  constraint what_is_judged_by_is_kept check (messages_kept >= interval '30 days'),
  constraint what_was_answered_is_kept_longer check (answered_messages_kept >= messages_kept),
  constraint a_week_is_kept_of_everything check (
    least(inbound_words_kept, inbox_kept, budget_kept, runs_kept, alerts_kept)
      >= interval '7 days'
  )
);

comment on table private.settings is
  'Constants of this installation: one row, changed by plain update.';
comment on column private.settings.brand_name is 'How a text names the sender.';
comment on column private.settings.messages_per_hour is
  'Texts that one budget hour grants, unless message_rate_limits says otherwise for that hour.';
comment on column private.settings.replies_per_hour is
  'Texts of priority 0, answers and invitations, that one hour grants beside those, so that nobody '
  'who writes to us waits for the next hour.';
comment on column private.settings.allowed_from is
  'First minute of the recipient''s local day at which a text may be sent.';
comment on column private.settings.allowed_until is
  'Minute of the recipient''s local day from which no text may be sent.';
comment on column private.settings.invitations_per_day is
  'How many people one user may ask in 24 hours whether they want texts.';
comment on column private.settings.invitation_lasts is
  'How long an invitation waits for its YES, from when the provider took it. A later one counts '
  'all the same; until then nobody else asks that number.';
comment on column private.settings.places_a_day is
  'How many texts and messages a user who chose no frequency gets for one local date at most, from '
  'all programs together that write to users themselves.';
comment on column private.settings.places_a_week is 'The same for any seven local dates.';
comment on column private.settings.clock_tolerance is
  'How far a phone''s clock may be ahead: what it logs with such a time counts as done by now.';
comment on column private.settings.scheduling_horizon is
  'How far ahead the scheduler queues: a day, and six hours for a late or slow run.';
comment on column private.settings.catch_up_grace is
  'How long after its nominal time a text is still worth sending.';
comment on column private.settings.lease_duration is
  'How long a claim holds its messages; longer than a sender run may last (150 s when hosted).';
comment on column private.settings.proof_timeout is
  'How long an attempt with unknown outcome waits for proof that the provider accepted it.';
comment on column private.settings.retry_delay_base is 'Longest wait after the first failed try.';
comment on column private.settings.retry_delay_cap is 'Longest wait after any failed try.';
comment on column private.settings.probe_delay_base is
  'How long an open circuit waits for its first probe; each that fails doubles it.';
comment on column private.settings.probe_delay_cap is 'Longest wait for any probe.';
comment on column private.settings.answer_window is
  'How long after a text whatever its recipient writes counts as an answer to it.';
comment on column private.settings.cost_per_segment is
  'What one segment costs, in cost_currency; null while nobody has said it, and then no cost is '
  'shown. The provider''s price list and the carriers'' fees say it.';
comment on column private.settings.cost_currency is 'ISO 4217.';
comment on column private.settings.backlog_messages is
  'More texts than this that are due and wait raise the alert queue_backlog.';
comment on column private.settings.backlog_age is
  'So does one that has been due for this long.';
comment on column private.settings.stuck_after is
  'How long after its time a lease, a wait for proof or a run counts as stuck.';
comment on column private.settings.failure_share is
  'Share of failed among the texts that ended in 24 hours that raises the alert failures_high.';
comment on column private.settings.failure_minimum is 'Fewer failed texts than this raise none.';
comment on column private.settings.sender_silence is
  'How long after the last start of message-sender the alert cron_silent is raised.';
comment on column private.settings.scheduler_silence is 'The same of message-scheduler.';
comment on column private.settings.messages_kept is
  'How long finished messages are kept in the queue, with text and attempts.';
comment on column private.settings.answered_messages_kept is
  'How long those that somebody answered or rated.';
comment on column private.settings.inbound_words_kept is 'How long the words that people text us.';
comment on column private.settings.inbox_kept is 'How long people can read what came in the app.';
comment on column private.settings.budget_kept is 'How long the books of hours.';
comment on column private.settings.runs_kept is 'How long the reports of runs.';
comment on column private.settings.alerts_kept is 'How long alerts.';

alter table private.settings enable row level security;
revoke all on table private.settings from public, anon, authenticated, service_role;
grant select (brand_name, allowed_from, allowed_until, catch_up_grace, clock_tolerance)
  on table private.settings to authenticated;
grant select (cost_per_segment, cost_currency) on table private.settings
  to authenticated, service_role;

create policy "Everybody signed in can read settings" on private.settings
  for select to authenticated using (true);
insert into private.settings default values;
