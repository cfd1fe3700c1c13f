-- WHO names the people in whose name a number gets texts, and nobody else.
begin;
select plan(9);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person(name, phone => '+12025550101')
from unnest(array['Maya', 'Noah', 'Olga', 'Paul']) as name;
update public.contacts set consent_status = 'pending' where user_id in (
  tests.user_id('Olga'), tests.user_id('Paul')
);
update public.contacts set consent_status = 'declined' where user_id = tests.user_id('Noah');
-- What the number texts goes to her.
update public.contacts set created_at = created_at + interval '1 second'
where user_id = tests.user_id('Maya');

create function pg_temp.answer_to(body text, phone text default '+12025550101')
returns text
language sql
as $$
  select public.record_inbound_message('SM-' || gen_random_uuid(), phone, body);
  select message_queue.message_text
  from public.inbound_messages
  left join public.message_queue on message_queue.id = inbound_messages.answer_id
  where inbound_messages.from_phone = answer_to.phone
  order by inbound_messages.created_at desc limit 1;
$$;

select is(
  pg_temp.answer_to('who'),
  'Rundown: we text you in the name of Maya. MUTE and a name ends the texts about one person, STOP '
    || 'ends all.',
  'only who was agreed to: neither who was declined, nor who merely typed the number in'
);
select tests.invite('Olga');
select tests.set_clock('2026-06-07 12:01Z');
select is(
  pg_temp.answer_to('Who is this?'),
  'Rundown: we text you in the name of Maya. MUTE and a name ends the texts about one person, STOP '
    || 'ends all.',
  'nor whose question still waits'
);
-- One text of a number after the other.
update public.message_queue set status = 'canceled', reason = 'superseded' where program = 'reply';
select tests.start('Olga');
select tests.report('Olga', 'accepted', 'SM1');
select tests.set_clock('2026-06-07 12:02Z');
select is(
  pg_temp.answer_to('quien'),
  'Rundown: we text you in the name of Maya, Olga. MUTE and a name ends the texts about one '
    || 'person, STOP ends all.',
  'and whoever asked'
);
select is(
  (select count(*) from public.inbound_messages where command = 'who'), 3::bigint,
  'it is a command'
);
select tests.set_clock('2026-06-07 12:03Z');
select is(
  pg_temp.answer_to('About'),
  'Rundown: an automated service, not a person. Who said yes hears how the weekly goals of others '
    || 'went. WHO says in whose name. HELP for help, STOP to end.',
  'ABOUT says what this is, and that it is no person'
);

-- Somebody's own phone.
select tests.create_person('Quinn', phone => '+12025550102');
insert into public.contacts (user_id, name, phone, relationship, timezone, consent_status)
values (tests.user_id('Quinn'), 'Me', '+12025550103', 'self', 'UTC', 'confirmed');
select is(
  pg_temp.answer_to('WHO', '+12025550103'),
  'Rundown: this is your own phone, Quinn, and you said yes to these texts. Reply STOP to end '
    || 'them.',
  'a phone of one''s own is told so'
);

update public.contacts set consent_status = 'stopped' where user_id = tests.user_id('Quinn');
select is(
  pg_temp.answer_to('WHO', '+12025550102'),
  'Rundown: nobody has texts sent to you now. Reply STOP to keep it that way.',
  'who muted everybody hears of nobody'
);
select is(
  public.record_inbound_message('SM-stranger', '+12025550109', 'who'), 'who',
  'a stranger gets no answer'
);
select tests.set_clock('2026-06-07 12:04Z');
select public.record_inbound_message('SM-stop', '+12025550101', 'please stop texting me');
select is(
  public.record_inbound_message('SM-after', '+12025550101', 'who'), 'who',
  'nor does who opted out'
);

select * from finish();
rollback;
