-- A text is answered, rated, or the one over which somebody left; each is noted with it, without
-- its words, as people really write.
begin;
select plan(10);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name)
from unnest(array['Answers', 'Late', 'Rates', 'Leaves', 'Mutes', 'Distress', 'Silent']) as name;
select tests.set_clock('2026-06-07 18:00Z');
select tests.start(name), tests.report(name, 'accepted', 'SM-' || name)
from unnest(array['Answers', 'Late', 'Rates', 'Leaves', 'Mutes', 'Distress', 'Silent']) as name;

-- "answered 19:00, good", of the one text about somebody.
create function pg_temp.response(name text) returns text language sql as $$
  select concat_ws(
    ', ',
    'answered ' || to_char(answered_at at time zone 'UTC', 'DD HH24:MI'), rating,
    'left ' || to_char(opted_out_at at time zone 'UTC', 'DD HH24:MI')
  )
  from public.message_responses
  join public.messages on messages.id = message_responses.message_id
  where messages.user_id = tests.user_id(name);
$$;

select tests.set_clock('2026-06-07 19:00Z');
select tests.text_from_contact_of('Answers', 'well done him');
select tests.set_clock('2026-06-07 19:30Z');
select tests.text_from_contact_of('Answers', 'and more');
select is(pg_temp.response('Answers'), 'answered 07 19:00', 'the first answer counts');

select tests.text_from_contact_of('Rates', 'BAD');
select is(pg_temp.response('Rates'), 'answered 07 19:30, bad', 'a rating is an answer as well');
select tests.text_from_contact_of('Rates', 'good');
select is(pg_temp.response('Rates'), 'answered 07 19:30, good', 'of ratings the last counts');

select tests.text_from_contact_of('Leaves', 'STOP');
select is(pg_temp.response('Leaves'), 'left 07 19:30', 'STOP is no answer, but a farewell');
select tests.text_from_contact_of('Leaves', 'STOP');
select tests.text_from_contact_of('Leaves', 'START');
select is(pg_temp.response('Leaves'), 'left 07 19:30', 'START takes nothing of it back');
select tests.text_from_contact_of('Mutes', 'MUTE');
select is(pg_temp.response('Mutes'), 'left 07 19:30', 'so is MUTE');
select tests.text_from_contact_of('Distress', 'I want to kill myself');
select is(
  pg_temp.response('Distress'), null, 'of a person in distress nothing is counted'
);

select tests.set_clock('2026-06-08 18:00:01Z');
select tests.text_from_contact_of('Late', 'who is this?');
select is(pg_temp.response('Late'), null, 'after a day it is no answer to that text any more');
select tests.set_clock('2026-06-08 18:00Z');
select tests.text_from_contact_of('Late', 'hello');
select is(pg_temp.response('Late'), 'answered 08 18:00', 'until then it is');
select is(pg_temp.response('Silent'), null, 'where nothing came back nothing is noted');

select * from finish();
rollback;
