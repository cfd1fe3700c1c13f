-- How often a person wants to hear from us, all programs together.

create table private.frequencies (
  frequency text primary key,
  places_a_day smallint not null,
  places_a_week smallint not null,
  created_at timestamptz not null default now(),
  constraint places_are_positive check (least(places_a_day, places_a_week) > 0),
  constraint no_two_give_the_same_a_day unique (places_a_day)
);

comment on table private.frequencies is
  'What people can choose (T88), and how many places it gives them in a day and in any seven days. '
  'Those who chose nothing have settings.places_a_day and places_a_week.';

alter table private.frequencies enable row level security;
revoke all on table private.frequencies from public, anon, authenticated, service_role;
create policy "Nobody reaches frequencies through the API" on private.frequencies
  for all to anon, authenticated using (false);

insert into private.frequencies (frequency, places_a_day, places_a_week)
values
  ('minimal', 1, 3),
  ('daily', 2, 10),
  ('optimal', 3, 14),
  ('frequent', 5, 21);

create function private.next_frequency(frequency text, is_more boolean)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_places_a_day smallint;
  v_places_a_week smallint;
begin
  select
    coalesce(chosen.places_a_day, settings.places_a_day),
    coalesce(chosen.places_a_week, settings.places_a_week)
  into v_places_a_day, v_places_a_week
  from private.settings
  left join private.frequencies as chosen on chosen.frequency = next_frequency.frequency;
  return coalesce(
    (
      select step.frequency
      from private.frequencies as step
      where (step.places_a_day, step.places_a_week) <> (v_places_a_day, v_places_a_week)
        and case
          when is_more
          then step.places_a_day >= v_places_a_day and step.places_a_week >= v_places_a_week
          else step.places_a_day <= v_places_a_day and step.places_a_week <= v_places_a_week
        end
      order by abs(step.places_a_week - v_places_a_week)
      limit 1
    ),
    next_frequency.frequency
  );
end;
$$;

comment on function private.next_frequency(text, boolean) is
  'One step more or less often, never the other way; the same at the end. Null, nothing chosen, is '
  'what the settings give.';
revoke execute on function private.next_frequency(text, boolean) from public;
