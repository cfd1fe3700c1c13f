-- ZONE Berlin: where somebody lives they say themselves, and no app takes it back.
begin;
select plan(17);

create function pg_temp.answer(body text)
returns text
language plpgsql
as $$
begin
  delete from public.inbound_messages;
  perform tests.text_from_contact_of('Maya', body);
  return substr(tests.answers(), 10);
end;
$$;
create function pg_temp.zone(display_name text)
returns text
language sql
as $$
  select timezone from public.contacts where id = tests.contact_id(display_name);
$$;

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Maya', phone => '+12025550101');
select tests.create_person('Ben', phone => '+12025550101');
select tests.create_user('Noah');
select tests.create_contact('Noah', phone => '+12025550101', consent_status => 'pending');
select public.schedule_due_messages();

select matches(
  pg_temp.answer('ZONE Tokyo'), '^texts come to you 08:00-21:00 \(Asia/Tokyo\)', 'a city is enough'
);
select is(pg_temp.zone('Maya'), 'Asia/Tokyo', 'it is theirs for whoever they agreed to');
select is(pg_temp.zone('Ben'), 'Asia/Tokyo', 'for all of them');
select is(pg_temp.zone('Noah'), 'UTC', 'and none of the business of who typed the number in');
select is(
  tests.plan('Ben'), '06-07 18:00 queued | 06-07 23:00 queued; next 06-14 18:00',
  'what is planned waits for their morning'
);

select is(
  tests.refusal_to('Maya', $$update public.contacts set timezone = 'America/New_York'$$), null,
  'the app may still pass another'
);
select is(pg_temp.zone('Maya'), 'Asia/Tokyo', 'and the person''s word wins');
select is(
  tests.plan('Maya'), '06-07 18:00 queued | 06-07 23:00 queued; next 06-14 18:00',
  'also for what is planned'
);
update public.contacts set timezone = 'America/New_York'
where id = tests.contact_id('Noah');
select is(
  pg_temp.zone('Noah'), 'America/New_York', 'of who said no yes to it the app''s word holds'
);
update public.contacts set consent_status = 'confirmed' where id = tests.contact_id('Noah');
select is(pg_temp.zone('Noah'), 'Asia/Tokyo', 'until they say yes there as well');
update public.contacts set phone = '+12025550102', timezone = 'UTC'
where id = tests.contact_id('Noah');
select is(pg_temp.zone('Noah'), 'UTC', 'another number is somebody else');
update public.contacts set consent_status = 'confirmed' where id = tests.contact_id('Noah');
update public.contacts set phone = '+12025550101', timezone = 'UTC'
where id = tests.contact_id('Noah');
select is(
  pg_temp.zone('Noah'), 'UTC', 'and who types a number in does not learn where its holder lives'
);

select matches(
  pg_temp.answer('zone west'),
  '^nothing was changed, there are several.*Australia/West, Brazil/West',
  'several are asked back'
);
select matches(
  pg_temp.answer('ZONE Atlantis'), '^nothing was changed, we know no such zone', 'none is said so'
);
select is(pg_temp.zone('Maya'), 'Asia/Tokyo', 'and neither changes anything');
select matches(pg_temp.answer('Zone Europe/Berlin'), '\(Europe/Berlin\)', 'a whole name is one');
select matches(pg_temp.answer('zone utc'), '\(UTC\)', 'as is UTC');

select * from finish();
rollback;
