-- Who deletes a contact and adds the number again has told that number all the same.
begin;
select plan(5);

-- The text of this Sunday is with the contact.
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Maya', 'friend', '+12025550101');
select tests.set_clock('2026-06-07 18:00Z');
select tests.start('Maya');
select tests.report('Maya', 'accepted', 'SM1');
delete from public.contacts;

create function pg_temp.reasons(phone text, nominal_date date)
returns text[]
language plpgsql
as $$
declare
  v_reasons text[];
begin
  insert into public.contacts (user_id, name, phone, relationship, timezone, consent_status)
  values (tests.user_id('Maya'), 'Again', reasons.phone, 'friend', 'UTC', 'confirmed');
  select week.reasons
  into v_reasons
  from public.contacts
  cross join lateral tests.judge_week(
    contacts.user_id, contacts.id, reasons.nominal_date, reasons.nominal_date + time '19:00',
    reasons.nominal_date - 7 + time '19:00', reasons.nominal_date + time '19:00'
  ) as week
  where contacts.phone = reasons.phone;
  delete from public.contacts;
  return v_reasons;
end;
$$;

select is(
  pg_temp.reasons('+12025550101', '2026-06-07'), array['weekly_cap', 'told_before'],
  'the same number is not told the same turn twice'
);
update public.notification_preferences set max_messages_per_week = 7;
select is(
  pg_temp.reasons('+12025550101', '2026-06-07'), array['told_before'],
  'however many texts a week it may get'
);
update public.notification_preferences set max_messages_per_week = 1;
select is(
  pg_temp.reasons('+12025550101', '2026-06-13'), array['weekly_cap'],
  'nor does the number get more than the weekly cap'
);
select is(
  pg_temp.reasons('+12025550101', '2026-06-14'), '{}', 'a week later it does'
);
select is(
  pg_temp.reasons('+12025550102', '2026-06-07'), '{}', 'another number was told nothing'
);

select * from finish();
rollback;
