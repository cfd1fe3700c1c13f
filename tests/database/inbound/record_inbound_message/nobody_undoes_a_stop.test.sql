-- A STOP is one whoever knows the number, and nothing that somebody else does undoes it or makes a
-- yes of it.
begin;
select plan(16);

create function pg_temp.text(number text, body text, sent_at timestamptz default null)
returns text
language sql
as $$
  select public.record_inbound_message(
    'SM' || gen_random_uuid(), number, body, '+12025550100', sent_at => sent_at
  )
$$;
create function pg_temp.opted_out(number text)
returns boolean
language sql
as $$
  select coalesce(
    (select opted_out_at is not null from private.phone_numbers
      where phone = private.phone_key(number)),
    false
  )
$$;
select tests.set_clock('2026-06-07 12:00Z');

-- A name that is a word of a STOP.
select tests.create_person('Maya', phone => '+12025550101');
select is_empty(
  $$
    select name, body
    from unnest(array[
      'Stop', 'Unsubscribe', 'End', 'Stopp', 'Стоп', 'Texting', 'Texts', 'Never', 'No', 'Sms', 'Me'
    ]) as name
    cross join unnest(array[
      'STOP', 'please stop', 'stop texting me', 'no more texts', 'never text me again',
      'unsubscribe', 'стоп', 'lose my number'
    ]) as body
    where not exists (
      select from private.understand_text(body, array[name]) as understood
      where understood.command = 'stop'
    )
  $$,
  'nobody escapes a STOP by a name that is a word of it'
);
update public.users set display_name = 'Stop';
select is(pg_temp.text('+12025550101', 'STOP'), 'stop', 'nor the word that the provider blocks');
select is(pg_temp.opted_out('+12025550101'), true, 'it binds');
select tests.set_clock('2026-06-07 12:10Z');
select is(
  pg_temp.text('+12025550101', 'START', '2026-06-07 11:59Z'), 'start',
  'a START from before it, fetched later'
);
select is(pg_temp.opted_out('+12025550101'), true, 'undoes nothing');

-- Two spellings of one phone.
select pg_temp.text('+525512345678', 'please stop', '2026-06-07 12:01Z');
select pg_temp.text('+5215512345678', 'please stop', '2026-06-07 12:06Z');
select pg_temp.text('+525512345678', 'START', '2026-06-07 12:04Z');
select is(
  pg_temp.opted_out('+525512345678'), true, 'nor does a START between two STOPs of one phone'
);

-- A yes to a friend's question is none to whose phone it is.
select tests.create_person('Ruth', phone => '+12025550102');
insert into public.consent_events (user_id, contact_id, phone, event)
select user_id, id, phone, 'confirmed' from public.contacts where user_id = tests.user_id('Ruth');
update public.contacts set relationship = 'self' where user_id = tests.user_id('Ruth');
select pg_temp.text('+12025550102', 'please stop');
select pg_temp.text('+12025550102', 'START');
select isnt(
  (select consent_status from public.contacts where user_id = tests.user_id('Ruth')), 'confirmed',
  'STOP and START make no yes of what was said to somebody else''s question'
);
select is(
  (
    select string_agg(event, ' ' order by recorded_at) from public.consent_events
    where user_id = tests.user_id('Ruth')
  ),
  'confirmed withdrawn', 'the ledger tells what became of that yes'
);

-- Small talk after a STOP that was lost.
select tests.create_person('Sam', phone => '+12025550103');
select tests.set_clock('2026-06-07 12:20Z');
select pg_temp.text('+12025550103', 'claro');
select tests.set_clock('2026-06-07 12:30Z');
select pg_temp.text('+12025550103', 'STOP', '2026-06-07 12:16Z');
select is(
  pg_temp.opted_out('+12025550103'), true, 'a yes that unblocks nothing takes back no STOP'
);

-- Who is not interested, and was asked nothing, is asked no more.
select tests.create_person('Tom', phone => '+12025550104');
select is(
  pg_temp.text('+12025550104', 'kein Interesse'), 'stop: answered', 'a no to no question is a STOP'
);

-- A crisis looks like a STOP to the user.
select tests.create_person('Uma', phone => '+12025550105');
select pg_temp.text('+12025550105', 'I want to kill myself');
select tests.act_as_user(tests.user_id('Uma'));
select is(
  (select string_agg(event, ' ') from public.consent_events), 'stopped',
  'a crisis does not tell itself by what is missing'
);
select tests.act_as('postgres');

-- Whoever shares a contact with others does not learn of them.
select tests.create_person(name, phone => '+12025550106') from unnest(array['Vic', 'Wim']) as name;
select is(pg_temp.text('+12025550106', 'WHO'), 'who: answered', 'the contact learns of both');
select pg_temp.text('+12025550106', 'MUTE');
select tests.act_as_user(tests.user_id('Vic'));
select is_empty(
  $$select message_text from public.message_queue where message_text like '%Wim%'$$,
  'Vic does not learn of Wim'
);
select tests.act_as_user(tests.user_id('Wim'));
select is_empty(
  $$select message_text from public.message_queue where message_text like '%Vic%'$$,
  'nor Wim of Vic'
);
select tests.act_as('postgres');
update public.users set display_name = 'Vic' where id = tests.user_id('Wim');
select is(
  pg_temp.text('+12025550106', 'MUTE Vic'), 'mute: answered', 'where two have one name'
);
select is(
  (
    select count(*) from public.contacts
    where phone = '+12025550106' and consent_status = 'stopped'
  ),
  2::bigint, 'MUTE ends both'
);

select * from finish();
rollback;
