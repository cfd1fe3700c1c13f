-- A YES or NO that was fetched late is the answer to a question that was asked before it.
begin;
select plan(8);

create function pg_temp.ask(display_name text, phone text, instant timestamptz)
returns void
language plpgsql
as $$
begin
  perform tests.set_clock(instant);
  perform tests.create_person(display_name, phone => ask.phone);
  update public.contacts set consent_status = 'pending'
  where user_id = tests.user_id(ask.display_name);
  perform tests.invite(display_name);
  perform public.start_messages(
    array(select claimed.lease_token from public.get_messages_to_send(500) as claimed)
  );
end;
$$;

create function pg_temp.fetched(body text, phone text, sent_at timestamptz)
returns text
language sql
as $$
  select public.record_inbound_message(
    'SM-' || gen_random_uuid(), fetched.phone, fetched.body, sent_at => fetched.sent_at
  );
$$;

create function pg_temp.consent_of(display_name text)
returns text
language sql
as $$
  select consent_status from public.contacts where user_id = tests.user_id(display_name);
$$;

select pg_temp.ask('Maya', '+12025550101', '2026-06-07 12:00:00.7Z');
select pg_temp.ask('Noah', '+12025550102', '2026-06-07 12:00:00.7Z');
select pg_temp.ask('Olga', '+12025550103', '2026-06-07 12:00:00.7Z');
select tests.set_clock('2026-06-07 13:00Z');

select is(
  pg_temp.fetched('YES', '+12025550101', '2026-06-07 11:59:59Z'), 'yes',
  'a YES from before the question'
);
select is(pg_temp.consent_of('Maya'), 'pending', 'is none to it');
select is(
  pg_temp.fetched('NO', '+12025550102', '2026-06-07 11:59:59Z'), 'no',
  'a NO from before the question'
);
select is(pg_temp.consent_of('Noah'), 'pending', 'neither');
select is(
  pg_temp.fetched('YES', '+12025550103', '2026-06-07 12:00:00Z'), 'yes',
  'a YES of the same second, by a clock without fractions'
);
select is(pg_temp.consent_of('Olga'), 'confirmed', 'is one');
select is(
  pg_temp.fetched('NO', '+12025550102', '2026-06-07 12:30Z'), 'no', 'a NO from after it'
);
select is(pg_temp.consent_of('Noah'), 'declined', 'is one');

select * from finish();
rollback;
