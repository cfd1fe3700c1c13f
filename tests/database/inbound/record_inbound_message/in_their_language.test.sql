-- A contact is asked and answered in the language that the app gave for them, and understood in
-- any.
begin;
select plan(13);

select tests.set_clock('2026-06-07 12:00Z');
create temporary table locales (name text, locale text, yes text, asked text, thanked text);
insert into locales
values
  ('Ada', null, 'yes', 'Reply YES', 'thank you!'), ('Bea', 'es', 'Sí', 'Responde SI', '¡gracias!'),
  ('Cleo', 'fr', 'Oui', 'Répondez OUI', 'merci!'),
  ('Dora', 'de', 'Ja', 'Antworten Sie JA', 'danke!'),
  ('Elisa', 'pt', 'Sim', 'Responda SIM', 'agradecemos!');
select tests.create_person(name, phone => '+1202555010' || n)
from (select row_number() over (order by name) as n, name from locales) as numbered;
update public.contacts
set consent_status = 'pending', locale = locales.locale
from locales where contacts.user_id = tests.user_id(locales.name);

create function pg_temp.last_text(name text)
returns text
language sql
as $$
  select message_text from public.message_queue
  where contact_id = tests.contact_id(last_text.name) and program in ('consent', 'reply')
  order by created_at desc limit 1;
$$;

select tests.invite(name) from locales;
select is_empty(
  $$
    select name, pg_temp.last_text(name) from locales
    where pg_temp.last_text(name) not like '% ' || asked || ' %'
  $$,
  'the question is in their language'
);
select is_empty(
  $$
    select wording from public.consent_events
    join locales on consent_events.user_id = tests.user_id(locales.name)
    where event <> 'invited' or wording not like '% ' || asked || ' %'
  $$,
  'and the ledger has these words'
);
select tests.start(name), tests.report(name, 'accepted', 'SM-' || name) from locales;
select tests.set_clock('2026-06-07 12:01Z');
select tests.text_from_contact_of(name, yes) from locales;
select is_empty(
  $$
    select locales.name, consent_status from locales
    join public.contacts on contacts.id = tests.contact_id(locales.name)
    where consent_status <> 'confirmed'
  $$,
  'a yes in their language confirms'
);
select is_empty(
  $$
    select name, pg_temp.last_text(name) from locales
    where pg_temp.last_text(name) not like '%: ' || thanked || ' %'
  $$,
  'and is answered in it'
);

create function pg_temp.answer_to(name text, body text)
returns text
language sql
as $$
  select tests.set_clock(private.clock_now() + interval '1 minute');
  select tests.text_from_contact_of(name, body);
  select pg_temp.last_text(name);
$$;
select is(
  pg_temp.answer_to('Bea', 'ayuda'),
  'Rundown: SMS de un programa, no de una persona, sobre metas de quienes te lo pidieron. QUIEN '
    || 'dice de quién son, MUTE y un nombre termina los de una, STOP todos.',
  'help'
);
select is(
  pg_temp.answer_to('Dora', 'wer'),
  'Rundown: wir schreiben Ihnen im Namen von Dora. MUTE und ein Name beendet die SMS über eine '
    || 'Person, STOP alle.',
  'who'
);
select is(
  pg_temp.answer_to('Cleo', 'about'),
  'Rundown: un programme, pas une personne. Qui a accepté apprend où d''autres en sont de leurs '
    || 'objectifs. QUI dit au nom de qui. AIDE pour l''aide, STOP pour finir.',
  'about'
);
select is(
  pg_temp.answer_to('Elisa', 'mute'),
  'Rundown: nada mais lhe enviamos sobre Elisa. STOP termina todos os SMS.', 'mute'
);
select is(
  pg_temp.answer_to('Dora', 'please stop texting me'),
  'Rundown: Sie sind abgemeldet und bekommen keine SMS mehr von uns. START macht das rückgängig.',
  'a stop, in whatever words'
);
select is(
  pg_temp.answer_to('Dora', 'START'),
  'Rundown: willkommen zurück! Sie bekommen wieder die SMS, denen Sie zugestimmt hatten. '
    || 'Antworten Sie HILFE für Hilfe, STOP zum Beenden.',
  'and START'
);
select is(
  pg_temp.answer_to('Bea', 'why'),
  'Rundown: Bea asked us to text you about weekly goals. You said yes.',
  'what we have no words for comes in English'
);
select is(
  pg_temp.answer_to('Bea', 'I want to die'),
  'Rundown: te responde un programa, pero tu vida importa. Por favor, habla con alguien ahora: '
    || 'llama o escribe al 988 (Suicide & Crisis Lifeline). No te escribiremos de nuevo; START lo '
    || 'deshace.',
  'help in a crisis'
);
update public.contacts set locale = 'fr' where id = tests.contact_id('Ada');
select is(
  pg_temp.answer_to('Ada', 'Vas-y Ada!'),
  'Rundown: votre message est gardé pour Ada, qui peut le lire dans l''app. Répondez AIDE pour '
    || 'l''aide, STOP pour finir.',
  'a changed language counts from the next text on'
);

select * from finish();
rollback;
