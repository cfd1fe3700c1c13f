-- How often a person wants to hear from us, all programs together.

create table private.frequencies (
  frequency text primary key,
  places_a_day smallint not null,
  places_a_week smallint not null,
  created_at timestamptz not null default now(),
  constraint places_are_positive check (least(places_a_day, places_a_week) > 0),
  constraint more_a_day_is_more_a_week unique (places_a_day)
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
  -- Who chose nothing stands between the least and the one above it.
  v_places constant numeric := coalesce(
    (
      select frequencies.places_a_day
      from private.frequencies
      where frequencies.frequency = next_frequency.frequency
    ),
    1.5
  );
begin
  return coalesce(
    (
      select frequencies.frequency
      from private.frequencies
      where case
        when is_more then frequencies.places_a_day > v_places
        else frequencies.places_a_day < v_places
      end
      order by abs(frequencies.places_a_day - v_places)
      limit 1
    ),
    next_frequency.frequency
  );
end;
$$;

comment on function private.next_frequency(text, boolean) is
  'One step more or less often; the same at the end. Null, nothing chosen, lies between minimal '
  'and daily.';
revoke execute on function private.next_frequency(text, boolean) from public;
