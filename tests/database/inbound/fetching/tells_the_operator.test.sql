-- The operator hears of a webhook that did not bring a text, and of fetching that fails.
begin;
select plan(8);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Maya', phone => '+12025550101');

create function pg_temp.alerts()
returns text
language sql
as $$
  select string_agg(kind || ' ' || times, ' ') from public.alerts
  where kind like 'inbound%';
$$;

select public.record_inbound_message('SM1', '+12025550101', 'Hi');
select public.record_inbound_message(
  'SM2', '+12025550101', 'Hi', sent_at => '2026-06-07 11:57Z'
);
select is(pg_temp.alerts(), null, 'a text of three minutes ago may still be on its way');
select public.record_inbound_message(
  'SM3', '+12025550101', 'Hi', sent_at => '2026-06-07 11:56:59Z'
);
select is(pg_temp.alerts(), 'inbound_webhook_missed 1', 'an older one is not');
select public.record_inbound_message(
  'SM4', '+12025550101', 'STOP', sent_at => '2026-06-07 11:00Z'
);
select is(pg_temp.alerts(), 'inbound_webhook_missed 2', 'nor is a STOP');
select public.record_inbound_message(
  'SM4', '+12025550101', 'STOP', sent_at => '2026-06-07 11:00Z'
);
select is(pg_temp.alerts(), 'inbound_webhook_missed 2', 'each is told once');
select is(
  (select details from public.alerts where kind = 'inbound_webhook_missed')::text
    ~ 'Hi|STOP|2025550101',
  false, 'without words or numbers'
);

select public.finish_inbound_fetch('2026-06-07 12:00Z', 'Twilio answered 401');
select tests.set_clock('2026-06-07 12:29:59Z');
select is_empty(
  'select from private.find_trouble() where kind = ''inbound_fetch_failing''',
  'fetching may fail for a while'
);
select tests.set_clock('2026-06-07 12:30Z');
select is(
  (select summary || ', ' || (details ->> 'error') from private.find_trouble()
    where kind = 'inbound_fetch_failing'),
  'For 30 minutes no list of what people texted could be fetched, Twilio answered 401',
  'after half an hour somebody should look'
);
select public.finish_inbound_fetch('2026-06-07 12:30Z');
select is_empty(
  'select from private.find_trouble() where kind = ''inbound_fetch_failing''',
  'until it works again'
);

select * from finish();
rollback;
