-- By which ways a person does not want to be reached, beside what their phone says by STOP.

create table public.channel_choices (
  user_id uuid not null references public.users (id) on delete cascade,
  channel text not null references private.channels (channel),
  is_on boolean not null,
  stopped_at timestamptz,
  chosen_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (user_id, channel),
  constraint a_stop_switches_off check (stopped_at is null or not is_on)
);

comment on table public.channel_choices is
  'Whether a person wants to be reached by a channel; who chose nothing does. The app inserts the '
  'first choice and updates it later. Not by phone: there STOP and START decide.';
comment on column public.channel_choices.stopped_at is
  'When a STOP by text from the person''s own phone switched it off; null once they chose again.';

comment on column public.channel_choices.chosen_at is
  'When the person last switched it on in the app; null if they never did.';

create index channel_choices_by_channel on public.channel_choices (channel);

alter table public.channel_choices enable row level security;
revoke all on table public.channel_choices from public, anon, authenticated, service_role;
grant select, insert (user_id, channel, is_on), update (is_on)
  on table public.channel_choices to authenticated;
grant select on table public.channel_choices to service_role;

create policy "Users can see their channels" on public.channel_choices
  for select to authenticated using (user_id = (select auth.uid()));
create policy "Users can choose a channel" on public.channel_choices
  for insert to authenticated with check (user_id = (select auth.uid()));
create policy "Users can choose again" on public.channel_choices
  for update to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));

create trigger stamp_created_at
  before insert on public.channel_choices
  for each row execute function private.stamp_created_at();

insert into private.refusals (code, thing, field, problem, advice)
values
  (
    'RD174', 'choice of a channel', 'channel', 'is not a channel that can be chosen',
    'Use inbox. Texts to a phone end by STOP and go on by START from that phone.'
  ),
  ('RD175', 'choice of a channel', 'is_on', 'is neither true nor false', 'Use true or false.');

create function private.check_channel_choice_input()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform private.refuse_unless(
    exists (
      select from private.channels
      where channels.channel = new.channel and channels.address_kind <> 'phone'
    ),
    'RD174', new.channel
  );
  perform private.refuse_unless(new.is_on is not null, 'RD175', null);
  if new.is_on then
    new.stopped_at := null;
    new.chosen_at := private.clock_now();
  end if;
  return new;
end;
$$;

comment on function private.check_channel_choice_input() is
  'Trigger: refuses what nobody can choose (RD174, RD175); who chooses a channel again ends what a '
  'STOP did to it. Definer because users may not execute what it calls.';
revoke execute on function private.check_channel_choice_input() from public;

create trigger check_input
  before insert or update of channel, is_on on public.channel_choices
  for each row execute function private.check_channel_choice_input();

create function private.stop_other_channels(phone text, said_at timestamptz)
returns void
language sql
volatile
set search_path = ''
as $$
  insert into public.channel_choices as choice (user_id, channel, is_on, stopped_at)
  select distinct contacts.user_id, channels.channel, false, private.clock_now()
  from public.contacts
  cross join private.channels
  where private.phone_key(contacts.phone) = private.phone_key(stop_other_channels.phone)
    and contacts.relationship = 'self'
    -- A number that never said it is theirs may be anybody's.
    and contacts.consent_status in ('confirmed', 'stopped')
    and channels.address_kind <> 'phone'
  -- In one order everywhere, or two may wait for each other.
  order by contacts.user_id, channels.channel
  on conflict on constraint channel_choices_pkey do update set
    is_on = false,
    stopped_at = excluded.stopped_at
  where coalesce(choice.chosen_at <= stop_other_channels.said_at, true);
$$;

comment on function private.stop_other_channels(text, timestamptz) is
  'A STOP from this number ends every other channel of those whose own phone it is, until they '
  'choose one again in the app, or have since it was said.';
revoke execute on function private.stop_other_channels(text, timestamptz) from public;
