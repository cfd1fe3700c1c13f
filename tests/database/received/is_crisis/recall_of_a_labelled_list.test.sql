-- How many texts of a crisis the words catch, and how many others, of a list that docs/security.md
-- publishes the figures of. Whoever wrote the words wrote the list: that flatters both.
begin;
select plan(4);

create temporary table labelled (body text, is_crisis boolean);
insert into labelled
select body, true
from unnest(array[
  'I want to kill myself', 'i wanna die', 'I''m going to kill myself tonight', 'kill my self',
  'thinking about suicide', 'feeling suicidal', 'im suicidal again', 'sucide is all i think about',
  'I want to end my life', 'gonna end it all', 'I just want to die', 'i dont want to live anymore',
  'I don''t want to be alive', 'I do not want to be here anymore', 'i wish i was dead',
  'Wish I were never born', 'no reason to live', 'there is no point in living', 'better off dead',
  'everyone would be better off without me', 'the world is better without me',
  'I''m hurting myself again', 'started cutting again', 'i cut myself', 'I want to hurt myself',
  'self harm', 'I overdosed', 'going to overdose', 'taking my own life', 'take my life',
  'I can''t go on anymore', 'cant do this anymore', 'can''t live like this',
  'life is not worth living',
  'gonna hang myself', 'I''ll shoot myself', 'I hope I never wake up', 'ready to die',
  'I want to disappear forever', 'slit my wrists', 'I have a plan to end my life',
  'I''d rather die',
  'goodbye forever, tell my mom I love her', 'nobody would miss me if I was gone',
  'I took all the pills', 'I see no way out', 'I am done with life',
  'what''s the point of anything',
  'I have nothing left to live for', 'tonight is my last night'
]) as body;
insert into labelled
select body, false
from unnest(array[
  'I ran 5k', 'done', 'this run is killing me', 'my legs are killing me', 'I killed that workout',
  'dying to see you', 'I nearly died laughing', 'deadline is killing me', 'die hard is on tonight',
  'my phone died', 'battery is dead', 'dead tired today', 'I could murder a pizza',
  'can''t do this today, tomorrow', 'I hurt my knee', 'cut my hair', 'I cut carbs', 'cutting sugar',
  'end of the week', 'let''s end this goal', 'I want to stop', 'no point in running in the rain',
  'better off walking', 'I live for this', 'lifeline', 'I want to be here on time', 'take my word',
  'I want to sleep forever after that run', 'shoot, I forgot', 'hang in there', 'hang on',
  'overdid it today', 'self care day', 'going to bed', '5 kms', 'ready to go', 'wish I was there',
  'what is the point of this app', 'I am done with the run', 'last night was fun',
  'I don''t want to run today', 'do not want to skip', 'would rather walk', 'my dog died',
  'kill the lights', 'suicide squad was a bad film', 'dead lifts done', 'I slit the envelope',
  'we ended it early', 'goodbye, see you on Monday'
]) as body;

select is(
  (select count(*) filter (where private.is_crisis(body)) || ' of ' || count(*)
    from labelled where is_crisis),
  '50 of 50', 'recall'
);
select is(
  (select count(*) filter (where private.is_crisis(body)) || ' of ' || count(*)
    from labelled where not is_crisis),
  '0 of 50', 'false alarms'
);
select is_empty(
  $$
    select body
    from unnest(array['KILL MYSELF', 'k i l l', 'Quiero morir', 'quero m0rrer', '']) as body
    where private.read_crisis(body) is distinct from
      case when body in ('KILL MYSELF', 'Quiero morir') then 'hold' end
  $$,
  'in any case'
);
-- What people write about training, homes and machines.
select is_empty(
  $$
    select body, private.read_crisis(body)
    from unnest(array[
      '5 kms', 'Skip rope', 'Pular corda', 'Sauter à la corde', 'Ich strick einen Schal',
      'aus dem Fenster geschaut', 'hoy es mi último día de trabajo',
      'esse treino vai acabar comigo',
      'I don''t want to live in Berlin', 'no puedo vivir sin café', 'cutting the hedge again',
      'I hope the plant will not die', 'water my plants when I''m gone', 'Kill Bill', 'Coach Ana',
      'quiero cumplir mi meta', 'je passe mes journées à la maison', 'Wasser statt Cola',
      'made up my mind: a marathon', 'join her for a run', 'preciso ir ter com ela às 8'
    ]) as body
    where private.is_crisis(body)
  $$,
  'ordinary words'
);

select * from finish();
rollback;
