-- What is no word of a person changes nothing and gets no answer: a reaction, an automatic reply, a
-- picture. What asks for an end in it binds all the same.
begin;
select plan(15);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Maya', phone => '+12025550101');
insert into public.consent_events (user_id, contact_id, phone, event)
select user_id, id, phone, 'confirmed' from public.contacts;

create function pg_temp.consent()
returns text
language sql
as $$ select consent_status from public.contacts $$;

select is(
  tests.text_from_contact_of(
    'Maya', 'Liked “Rundown: you get no more texts about Jonas. STOP ends texts about everybody.”'
  ),
  'reaction', 'a tap on a bubble'
);
select is(
  tests.text_from_contact_of(
    'Maya',
    'Loved “Rundown: please talk to someone now: call or text 988 (Suicide & Crisis Lifeline).”'
  ),
  'reaction', 'is not in a crisis'
);
select is(
  tests.text_from_contact_of(
    'Maya', E'> call or text 988 (Suicide & Crisis Lifeline)\nthank you, I am fine now'
  ),
  'not_understood: answered', 'nor is who quotes where help is'
);
select is(
  tests.text_from_contact_of('Maya', 'Automatic reply: I am out of the office until Monday.'),
  'automatic', 'a machine that wants nothing'
);
select is(
  public.record_inbound_message('MM1', '+12025550101', '', media_count => 1), 'picture', 'a picture'
);
select is(
  (select media_count from public.inbound_messages where provider_message_id = 'MM1'), 1::smallint,
  'of which the user is told that it came'
);
select is(
  public.record_inbound_message('MM2', '+12025550101', 'stop', media_count => 1), 'stop',
  'words beside a picture are words'
);
select tests.text_from_contact_of('Maya', 'START');
select is(pg_temp.consent(), 'confirmed', 'and can be undone');
select tests.set_clock('2026-06-07 12:30Z');
select is(
  tests.text_from_contact_of(
    'Maya', 'AUTOMATIC REPLY: wrong number, this phone belongs to a bakery. Do not text it again.'
  ),
  'stop: answered', 'a machine that wants an end has it'
);
select is(pg_temp.consent(), 'stopped', 'at once');
select is(
  (select event from public.consent_events order by recorded_at desc limit 1), 'stopped_by_machine',
  'and the user is told what it probably was'
);

-- A person may drive as well.
select is(
  array(
    select command
    from unnest(array[
      'STOP I''m driving', 'unsubscribe. I''m driving', 'enough. I am out of the office all year',
      'I''m driving and will answer when I stop', 'not tonight, I''m driving'
    ]) with ordinality as texts (body, place)
    left join lateral private.understand_text(body) on true
    order by place
  ),
  array['stop', 'stop', 'stop', null, 'quiet'],
  'what asks for an end beside words of a machine does'
);
select tests.text_from_contact_of('Maya', 'START');
select tests.text_from_contact_of('Maya', E'STOP\n> thanks for contacting us');
select is(
  (select event from public.consent_events order by recorded_at desc limit 1), 'stopped',
  'a quoted machine wrote nothing'
);
select tests.text_from_contact_of('Maya', 'START');
select is(
  array(
    select tests.text_from_contact_of('Maya', body) from unnest(array['👍', '❤️❤️', '😂']) as body
  ),
  array['reaction', 'reaction', 'reaction'], 'a heart by itself is a tap as well'
);
select is(tests.text_from_contact_of('Maya', '🛑'), 'stop: answered', 'a stop sign is a STOP');

select * from finish();
rollback;
