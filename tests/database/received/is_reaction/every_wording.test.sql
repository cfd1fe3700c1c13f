-- A tap on a bubble arrives as a text that quotes the bubble: around every wording of ours and of
-- Twilio it is no word, whole or cut short; what somebody writes beside it is theirs.
begin;
select plan(6);

create temporary table said as
select rendered.id, rendered.text
from (
  select
    message_templates.id,
    regexp_replace(
      replace(message_templates.body, '{{brand}}', 'Rundown'), '\{\{[a-z_]+\}\}', 'Maya', 'g'
    ) || ' Reply STOP to end.'
  from public.message_templates
  union all
  values
    (
      'twilio/stop',
      'You have successfully been unsubscribed. You will not receive any more messages from this '
      'number. Reply START to resubscribe.'
    ),
    (
      'twilio/start',
      'You have successfully been re-subscribed to messages from this number. Reply HELP for help. '
      'Reply STOP to unsubscribe. Msg&Data Rates May Apply.'
    ),
    ('twilio/help', 'Reply STOP to unsubscribe. Msg&Data Rates May Apply.')
) as rendered (id, text);

create temporary table envelopes (opening text, closing text);
insert into envelopes
values
  ('Liked “', '”'), ('Loved “', '”'), ('Disliked “', '”'), ('Laughed at “', '”'),
  ('Emphasized “', '”'), ('Emphasised “', '”'), ('Questioned “', '”'), ('Liked "', '"'),
  ('Reacted 🎉 to “', '”'), ('Removed a heart from “', '”'), ('Removed an exclamation from “', '”'),
  ('👍 to “', '”'), ('❤️ to “ ', ' ”'), ('Le gustó “', '”'), ('Le encantó “', '”'),
  ('No le gustó “', '”'), ('Reaccionó con ❤️ a “', '”'), ('👍 a “', '”'), ('A aimé « ', ' »'),
  ('A adoré « ', ' »'), ('N’a pas aimé « ', ' »'), ('A réagi avec ❤️ à « ', ' »'),
  ('👍 à « ', ' »'),
  ('Gefällt „', '“'), ('Gefällt nicht „', '“'), ('Hat mit ❤️ auf „', '“ reagiert'),
  ('Curtiu “', '”'), ('Amou “', '”'), ('Não curtiu “', '”'), ('Reagiu com ❤️ a “', '”'),
  ('Ha adorato “', '”'), ('Vond “', '” leuk'), ('Polubiono „', '”'), ('Понравилось «', '»');

select is_empty(
  $$
    select said.id, envelopes.opening
    from said cross join envelopes
    where not private.is_reaction(envelopes.opening || said.text || envelopes.closing)
  $$,
  'every envelope around every wording is a reaction'
);
select is_empty(
  $$
    select said.id, envelopes.opening
    from said cross join envelopes
    where not private.is_reaction(envelopes.opening || left(said.text, 30) || '…')
      or not private.is_reaction(envelopes.opening || left(said.text, 30) || '...')
  $$,
  'also where it is cut short'
);
select is_empty(
  $$
    select body
    from unnest(array[
      'Liked an image', 'Loved a photo', 'Le gustó una imagen', 'A aimé une image',
      'Gefällt ein Bild', 'Curtiu uma imagem', 'Laughed at a video'
    ]) as body
    where not private.is_reaction(body)
  $$,
  'pictures are tapped as well'
);
select is_empty(
  $$
    select body
    from unnest(array[
      'Loved “Dune” and please stop texting me', 'Liked "it", but no more texts',
      E'Liked “Maya ran.”\nstop', 'Liked it', 'Loved that you told me', 'STOP', '“STOP”',
      'Reply “STOP”', 'Gefällt mir', '👍', 'Questioned my life choices', ''
    ]) as body
    where private.is_reaction(body)
  $$,
  'words are none'
);
select is(
  (select command from private.understand_text('Loved “Dune” and please stop texting me')), 'stop',
  'and they are heard'
);
select is_empty(
  $$
    select said.id, understood.command
    from said
    cross join lateral private.understand_text('> ' || said.text || E'\nThanks!') as understood
    where said.id not like 'consent/%'
  $$,
  'nor are words of ours that a mail quotes'
);

select * from finish();
rollback;
