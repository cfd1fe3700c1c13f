-- A preview is about whoever asks; it refuses a stretch that cannot be foreseen.
begin;
select plan(7);

select tests.set_clock('2026-06-05 12:00Z');
select tests.create_person('Maya');
select tests.create_person('Noah');

create function pg_temp.preview_of(display_name text, days integer, rundown_role text default null)
returns text
language plpgsql
as $$
declare
  v_preview text;
begin
  perform tests.act_as_user(tests.user_id(display_name), rundown_role);
  select string_agg(
    concat_ws(
      ' ', to_char(nominal_at at time zone 'UTC', 'MM-DD HH24:MI'), contact_name, decision,
      message_type, nullif(array_to_string(reasons, ' '), '')
    ),
    '; ' order by nominal_at
  )
  into v_preview
  from public.preview_upcoming_messages(days);
  perform tests.act_as('postgres');
  return v_preview;
end;
$$;

select is(
  pg_temp.preview_of('Maya', 10), '06-07 18:00 Sam send accountability; '
  '06-14 18:00 Sam send accountability',
  'two Sundays lie ahead'
);
select is(
  pg_temp.preview_of('Noah', 7, 'operator'), '06-07 18:00 Sam send accountability',
  'an operator is shown their own'
);
select public.schedule_accountability_message(tests.user_id('Maya'), tests.contact_id('Maya'));
select is(
  pg_temp.preview_of('Maya', 7), '06-07 18:00 Sam send accountability',
  'what is queued is shown once'
);
update public.message_queue set scheduled_for = '2026-06-07 19:00Z';
select is(
  pg_temp.preview_of('Maya', 7), '06-07 18:00 Sam held accountability hour_is_full',
  'what was moved to an hour with room is held'
);
update public.notification_preferences set enabled = false;
select is(pg_temp.preview_of('Maya', 31), null, 'nobody is shown what they switched off');
select throws_ok(
  'select public.preview_upcoming_messages(0)', 'RD070',
  'Cannot preview messages: days is 0', 'nothing is no stretch'
);
select throws_ok(
  'select public.preview_upcoming_messages(32)', 'RD070',
  'Cannot preview messages: days is 32', 'a year is too far'
);

select * from finish();
rollback;
