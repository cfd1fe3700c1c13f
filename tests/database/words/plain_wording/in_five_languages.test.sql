-- What contacts are asked and answered stands in five languages; anything else in English.
begin;
select plan(9);

create temporary view plain as
select * from public.message_templates where style = 'plain';
create temporary table translated (message_type text);
insert into translated
select unnest(array[
  'invite', 'invite_self', 'confirmed', 'confirmed_self', 'declined', 'nothing_to_confirm',
  'stopped', 'restarted', 'muted', 'mute_whom', 'help', 'who', 'who_self', 'who_nobody', 'about',
  'not_understood', 'crisis'
]);
-- With long names, in Latin letters.
create temporary view texts as
select
  plain.id, plain.locale, plain.message_type,
  private.render_text(
    plain.body,
    jsonb_build_object(
      'brand', 'Rundown', 'user_name', name,
      'names',
      case length(name) when 12 then 'Maya, Noah' else left(repeat(name || ', ', 5), 100) end,
      'times', 7,
      'lifeline', private.lifeline('+12025550123', plain.locale)
    )
  ) as body,
  length(name) as letters
from plain
join translated using (message_type)
cross join unnest(array['Maximilianna', 'Wilhelmine-Luise Müller-Lüdens']) as name;

select is_empty(
  $$
    select locale, message_type
    from unnest(array['en', 'es', 'fr', 'de', 'pt']) as locale cross join translated
    except
    select locale, message_type from plain
  $$,
  'each of them is there in each language that a contact can have'
);
select is_empty(
  $$select locale from plain where locale <> all (array['en', 'es', 'fr', 'de', 'pt'])$$,
  'there is no other language'
);
select is_empty(
  'select id, body, public.sms_segments(body) from texts where public.sms_segments(body) > 2',
  'none takes more than two segments, also with thirty letters of a name'
);
select is(
  (
    select string_agg(id, ' ' order by id) from texts
    where letters = 12 and public.sms_segments(body) > 1
  ),
  'consent.de.invite consent.de.invite_self consent.es.invite consent.es.invite_self '
    'consent.fr.invite consent.fr.invite_self consent.invite consent.invite_self '
    'consent.pt.invite consent.pt.invite_self '
    'reply.crisis reply.de.confirmed_self reply.de.crisis reply.de.help reply.es.crisis '
    'reply.fr.confirmed reply.fr.confirmed_self reply.fr.crisis reply.fr.help reply.pt.crisis',
  'with twelve of them only questions, words in a crisis and these'
);
select is_empty(
  $$
    select id, body from texts
    where body ~ '[^ -_a-z¡¿àèéìòùñäöüÄÖÜßÉÑ]'
  $$,
  'all keep to the letters of GSM-7'
);
select is_empty(
  $$
    select id from plain
    where message_type in ('invite', 'invite_self', 'confirmed', 'confirmed_self', 'help', 'who')
      and body !~ '\mSTOP\M'
  $$,
  'whoever is new is told STOP, in every language'
);
select is_empty(
  $$
    select plain.id, word[1]
    from plain
    cross join lateral regexp_matches(
      plain.body,
      '\m(YES|SI|OUI|JA|SIM|NO|NON|NEIN|NAO|STOP|START|HELP|AYUDA|AIDE|HILFE|AJUDA|WHO|QUIEN|QUI'
        '|WER|QUEM|MUTE)\M',
      'g'
    ) as word
    where not exists (select from private.understand_text(word[1]))
  $$,
  'every word that we tell people to use is understood'
);
select results_eq(
  $$
    select asked.type, wording.id
    from (
      values (1, 'stopped', 'de'), (2, 'logged', 'de'), (3, 'stopped', null), (4, 'gone', 'de')
    ) as asked (n, type, locale)
    left join lateral private.plain_wording('reply', asked.type, asked.locale) as wording on true
    order by asked.n
  $$,
  $$
    values
      ('stopped', 'reply.de.stopped'), ('logged', 'reply.logged'), ('stopped', 'reply.stopped'),
      ('gone', null)
  $$,
  'what is not there in a language comes in English, as it does without one'
);
select throws_ok(
  $$
    insert into public.message_templates (id, program, message_type, style, locale, body)
    values ('a', 'accountability', 'partial', 'snarky', 'de', 'b')
  $$,
  '23514', null, 'what a style says is said in English'
);

select * from finish();
rollback;
