-- Where a message goes to both, one channel rings and the inbox keeps a copy of what was really
-- sent: not before, not twice, not of what never was.
begin;
select plan(15);

select tests.open_diary();
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_user(name)
from unnest(array['Maya', 'Noah', 'Olga', 'Peter', 'Quinn', 'Ruth']) as name;
select tests.create_contact(display_name, 'self') from public.users;
create function pg_temp.text_to(name text, copies boolean default true)
returns private.turn
language sql
as $$
  select tests.entry(
    name, '2026-06-07 18:00Z', channel => 'sms', copies_to_inbox => copies,
    contact_id => tests.contact_id(name)
  );
$$;
select tests.write(
  array(select pg_temp.text_to(display_name, display_name <> 'Quinn') from public.users)
);
select is(
  (select (channel, copies_to_inbox)::text from tests.message('Maya')), '(sms,t)',
  'it is a text that is copied'
);
select tests.set_clock('2026-06-07 18:00Z');
select tests.claim('Maya');
select tests.start(display_name) from public.users;
select is_empty('select from public.inbox_messages', 'while it is under way there is no copy');

select tests.report('Maya', 'accepted', 'SM1');
select is(tests.inbox('Maya'), 'Dear diary, today I ran.', 'there is once the provider has it');
select is(
  (select (inbox.id = message.id, inbox.channel, inbox.created_at)::text
    from tests.message('Maya') as message
    join public.inbox_messages as inbox on inbox.user_id = message.user_id),
  '(t,sms,"2026-06-07 18:00:00+00")', 'which tells by what it rang'
);
select tests.report('Maya', 'accepted', 'SM1');
select public.record_delivery_status((tests.attempt('Maya')).id, 'SM1', 'delivered');
update public.message_queue set segments = 2 where user_id = tests.user_id('Maya');
select is(
  (select count(*) from public.inbox_messages), 1::bigint, 'hearing of it again copies nothing'
);
select is(
  (select count(*) from public.messages where user_id = tests.user_id('Maya')), 1::bigint,
  'and it is one message in the log'
);

select tests.report('Noah', 'rejected', error_code => 21614);
select is(tests.inbox('Noah'), null, 'of what was refused there is none');
select tests.report('Olga', 'unknown');
select is(tests.inbox('Olga'), null, 'nor of what nobody knows');
select public.record_lookup((tests.attempt('Olga')).id, array['SM3']);
select is(tests.inbox('Olga'), 'Dear diary, today I ran.', 'until it is proven');
select tests.report('Quinn', 'accepted', 'SM5');
select is(tests.inbox('Quinn'), null, 'nor of what asks for none');

-- Who ended the inbox meanwhile.
insert into public.channel_choices (user_id, channel, is_on)
values (tests.user_id('Peter'), 'inbox', false);
select tests.report('Peter', 'accepted', 'SM4');
select is(
  tests.state('Peter') || ', ' || coalesce(tests.inbox('Peter'), 'no copy'), 'sent, no copy',
  'who wants no inbox has the text alone'
);

-- A number that says STOP is texted nothing, and so nothing is copied.
select public.record_inbound_message('SM-in', contacts.phone, 'STOP')
from public.contacts where id = tests.contact_id('Ruth');
select tests.write(array[
  tests.entry(
    'Ruth', '2026-06-07 19:00Z', channel => 'sms', copies_to_inbox => true,
    contact_id => tests.contact_id('Ruth')
  )
]);
select tests.set_clock('2026-06-07 19:00Z');
select public.get_messages_to_send();
select is(tests.inbox('Ruth'), null, 'after a STOP nothing is sent, and nothing copied');

-- The copy is the text as it was sent.
create function private.judge_diary(message_ids uuid[], instant timestamptz)
returns setof private.judged
language sql
stable
as $$
  select private.judgement_of(id, facts => '{"words": "I swam"}', message_text => 'I swam.')
  from unnest(message_ids) as id;
$$;
select tests.create_user('Sue');
select tests.create_contact('Sue', 'self');
select tests.write(array[
  tests.entry(
    'Sue', '2026-06-07 20:00Z', channel => 'sms', copies_to_inbox => true,
    contact_id => tests.contact_id('Sue')
  )
]);
select tests.set_clock('2026-06-07 20:00Z');
select tests.start('Sue');
select tests.report('Sue', 'accepted', 'SM6');
select is((tests.attempt('Sue')).body, 'I swam.', 'what was true at the claim');
select is(tests.inbox('Sue'), 'I swam.', 'is what the copy says');
select ok(tests.budget_is_balanced(), 'the books agree with the queue');

select * from finish();
rollback;
