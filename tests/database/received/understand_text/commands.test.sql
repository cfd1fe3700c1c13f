-- What people write, and what it is taken for. A false STOP costs a few texts; a missed one is an
-- unwanted text, so the list of those is long.
begin;
select plan(2);

create temporary table said (body text, command text);
insert into said
select body, 'stop'
from unnest(array[
  'STOP', 'stop', ' Stop. ', 'Stop!!!', 'stopall', 'Unsubscribe', 'CANCEL', 'end', 'Quit', 'revoke',
  'OptOut', 'opt out', 'Opt-out', 'opt me out', 'I am opting out', 'stop please', 'Please stop',
  'PLEASE STOP NOW', 'stop it', 'Stop this please', 'stop texting me', 'Stop sending me these',
  'stop all texts', 'stop messages', 'unsubscribe me', 'please unsubscribe me from this',
  'no more texts', 'No more messages please', 'don''t text me', 'Do not text me again',
  'dont message me anymore', 'never text me again', 'remove me', 'Remove me from this list',
  'take me off your list', 'delete my number', 'leave me alone', 'Wrong number', 'wrong person sry',
  'quit texting me', 'cease texting', 'can you stop texting me', 'I said stop texting me',
  'stop 🛑', '«stop»', 'Alto', 'PARE', 'parar por favor', 'Basta', 'ya basta', 'cancelar', 'baja',
  'no más', 'No mas mensajes', 'Darme de baja', 'no me escriban más', 'No quiero recibir mensajes',
  'dejen de escribirme', 'Fin', 'STOP STOP', 'stop already', 'just stop', 'ok, stop',
  'No, please stop',
  'stop por favor', 'I want to stop receiving these', 'I don''t want these texts', 'unsuscribe',
  'i do not want to get any more messages', 'Remove', 'deja de mandarme mensajes', 'Stop, thanks',
  'ya no quiero mensajes', 'ＳＴＯＰ', 'please don‘t text me',
  -- Was nothing while a list of phrases was asked; who asks how to end it wants it ended.
  'how do I cancel this'
]) as body;
insert into said
values
  ('Start', 'start'), ('UNSTOP', 'start'),
  ('who', 'who'), ('Who is this?', 'who'), ('¿Quién?', 'who'), ('Wer ist das?', 'who'),
  ('Qui', 'who'), ('QUEM?', 'who'), ('about', 'about'), ('About you', 'about'),
  ('help', 'help'), ('INFO', 'help'), ('Ayuda por favor', 'help'), ('help me', 'help'),
  ('YES', 'yes'), ('yes please', 'yes'), ('Y', 'yes'), ('Yeah!', 'yes'), ('Sí', 'yes'),
  ('I agree', 'yes'), ('Yes, I agree', 'yes'), ('YES 👍', 'yes'), ('yes please!', 'yes'),
  ('Sí, claro', 'yes'), ('yes yes', 'yes'), ('Not interested', 'no'), ('no no', 'no'),
  ('no', 'no'), ('No, thanks', 'no'), ('Nope', 'no'), ('no gracias', 'no'),
  ('mute', 'mute'), ('MUTE Maya', 'mute'),
  ('done', 'done'), ('Done running', 'done'), ('did it!', 'done'), ('hecho', 'done'),
  ('skip', 'skip'), ('Skip this week', 'skip'),
  ('pause', 'pause'), ('PAUSE 1W', 'pause'), ('pause for 3 days', 'pause'),
  ('resume', 'resume'), ('status', 'status'), ('Why?', 'why'), ('less', 'less'), ('MORE', 'more'),
  ('good', 'good'), ('Bad', 'bad'),
  ('3', 'number'), ('3 km', 'number'), ('ran 5k', 'number'), ('Ran 5k today!', 'number'),
  ('2.5', 'number'), ('2,5 km', 'number'), ('I did 20 pushups', 'number'), ('+1', 'number'),
  ('30min', 'number'),
  ('Done 3 km', 'number'), ('finished 2 miles', 'number'), ('3 more', 'number'),
  ('status please', 'status'), ('more, please', 'more'), ('pause 1w please', 'pause');
-- What is none of them.
insert into said
select body, null
from unnest(array[
  '', '???', '🙂', 'Don''t stop!', 'do not stop texting me', 'she never stops', 'stop by at eight?',
  'I can''t stop thinking about this', 'the bus stop is closed', 'ok', 'thanks', 'Proud of you!',
  'no way she did that', 'yes but tell her to run', 'who is this for', 'what does STOP do',
  'call me at 5', '5 of us were there', 'I ran with 3 friends', 'not done yet',
  'when will it end', 'good job', 'too bad', 'why not', 'more info please',
  'Take me with you!', 'Stop me if you heard this', 'no more me time', 'don‘t stop texting me',
  'don´t stop texting me', 'please', 'stop by later', 'not now',
  'paused the video', '3 km or was it 4', '1 2 3', 'ran', 'mutes'
]) as body;

-- In the languages that we have words in.
insert into said
select body, command
from (
  values
    ('yes', array[
      'SI', 'Sí, acepto', 'sí claro', '¡Claro!', 'De acuerdo', 'Acepto', 'si por favor', 'Oui',
      'OUI !', 'Oui, d''accord', 'd’accord', 'J''accepte', 'oui merci', 'oui s''il vous plaît',
      'Ja', 'ja bitte', 'Ja, gerne!', 'Einverstanden', 'ja danke', 'Sim', 'SIM!', 'sim, aceito',
      'Sim por favor', 'sim obrigada', 'Aceito'
    ]),
    ('no', array[
      'Non', 'non merci', 'Je refuse', 'Nein', 'nein danke', 'Kein Interesse', 'Não', 'NAO',
      'não, obrigado', 'Não quero', 'No, gracias'
    ]),
    ('help', array[
      'AYUDA', 'Aide', 'aidez-moi', 'Hilfe', 'Hilfe bitte', 'hilf mir', 'AJUDA', 'ajuda por favor'
    ]),
    ('start', array['Empezar', 'Commencer', 'Démarrer', 'Starten', 'Começar']),
    ('mute', array['Silenciar Maya', 'stumm', 'Muet Maya'])
) as meant (command, bodies)
cross join unnest(meant.bodies) as body;
insert into said
select body, null
from unnest(array[
  'Ja das stimmt', 'oui mais pas le lundi', 'sim ou talvez', 'si puedo', 'wer weiß',
  'qui vivra verra',
  'quien sabe', 'quem sabe', 'about time!', 'who cares', 'Die Hilfe kam spät', 'sans aide',
  'stummfilm', 'gern geschehen', 'nein oder doch?', 'non plus', 'claro de luna', 'naomi'
]) as body;

select is_empty(
  $$
    select said.body, said.command, understood.command
    from said
    left join lateral private.understand_text(said.body) as understood on true
    where understood.command is distinct from said.command
  $$,
  'everything is taken for what it is'
);
select results_eq(
  $$
    select understood.argument
    from unnest(array[
      'Ran 5k today!', '2,5 KM', 'Mute Maya Smith', 'pause 1w', 'DONE', '+3',
      'did it', 'did it run',
      '3 more', 'ran 3 today', 'Done 3 km', 'pause 2 weeks please'
    ]) with ordinality as texts (body, place)
    cross join lateral private.understand_text(texts.body) as understood
    order by texts.place
  $$,
  array[
    '5k', '2,5 km', 'maya smith', '1w', null, '3', null, 'run', '3', '3', '3 km', '2 weeks'
  ],
  'what follows a command is its argument'
);
select * from finish();
rollback;
