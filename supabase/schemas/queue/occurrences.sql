-- What was decided about every turn of every program, with the reasons.

create table public.occurrences (
  id uuid primary key default gen_random_uuid(),
  program text not null constraint program_is_known references private.programs (program),
  user_id uuid not null references public.users (id) on delete cascade,
  contact_id uuid,
  nominal_date date not null,
  slot smallint not null default 0,
  nominal_at timestamptz not null,
  period_start timestamptz not null,
  forecast jsonb not null,
  decision text not null,
  reasons text[] not null,
  lost_to uuid,
  created_at timestamptz not null default now(),
  constraint an_occurrence_is_judged_once
    unique nulls not distinct (program, user_id, contact_id, nominal_date, slot),
  constraint slot_is_not_negative check (slot >= 0),
  constraint decision_is_known check (decision in ('queued', 'silent', 'skipped', 'superseded')),
  constraint a_decision_against_sending_has_reasons
    check ((decision = 'queued') = (cardinality(reasons) = 0)),
  constraint period_starts_before_its_end check (period_start < nominal_at)
);

comment on table public.occurrences is
  'One turn of one program for one user and contact. Unique for good, so that scheduling twice '
  'queues once; kept when the queue forgets, so that WHY has an answer.';
comment on column public.occurrences.contact_id is
  'Null where a user had no contact to tell. No foreign key: it outlives the contact.';
comment on column public.occurrences.nominal_date is
  'Local date of nominal_at in the user''s zone.';
comment on column public.occurrences.slot is
  'Which turn of its day it is, where a program may have several.';
comment on column public.occurrences.nominal_at is
  'The moment the user asked for, and the end of the period; spreading and holding never move it.';
comment on column public.occurrences.forecast is
  'What planning saw: outcome missed, partial or met, and the numbers behind it.';
comment on column public.occurrences.reasons is
  'Every reason against sending that held at planning; empty when a message was queued.';
comment on column public.occurrences.lost_to is
  'The occurrence whose message got the place that this one''s needed. No foreign key: it may be '
  'forgotten sooner.';
comment on column public.occurrences.decision is
  'queued: a message was proposed. silent: nothing is wrong, and the user wants no text then. '
  'skipped: for the reasons given. superseded: the user changed something before the time came; '
  'planned anew if that time still is one.';

create index occurrences_by_user on public.occurrences (user_id, nominal_at desc);

alter table public.occurrences enable row level security;
revoke all on table public.occurrences from public, anon, authenticated, service_role;
grant select on table public.occurrences to authenticated, service_role;

create policy "Users and operators can see decisions" on public.occurrences
  for select to authenticated using (
    user_id = (select auth.uid())
    or (select private.is_operator())
  );

create function private.check_reasons_of_decision()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.refuse_unknown_reasons(new.reasons);
  return new;
end;
$$;

comment on function private.check_reasons_of_decision() is
  'Trigger: every reason of a decision is listed. Definer because whoever plans by changing their '
  'own data may not ask.';
revoke execute on function private.check_reasons_of_decision() from public;

-- Asked only where there are any: most turns have none.
create trigger check_reasons
  before insert or update of reasons on public.occurrences
  for each row when (cardinality(new.reasons) > 0)
  execute function private.check_reasons_of_decision();
