-- How much of what somebody did, read out of their words. Every word must be known: one that is not
-- may turn the meaning round, so it is asked about. A log that is wrong is told to a coach.

create type private.goal_this_week as (
  id uuid,
  title text,
  unit text,
  weekly_target numeric,
  progress numeric
);
comment on type private.goal_this_week is 'A goal and what was logged for it in the running week.';

create type private.log_read as (
  goal_id uuid,
  amount numeric,
  is_yesterday boolean
);
comment on type private.log_read is 'What a text says was done for a goal.';

create type private.reading as (
  kind text,
  logs private.log_read[],
  said text
);
comment on type private.reading is
  'What a text says was done. kind: log (all of logs), which (so much, but for which goal?), '
  'amount (no amount that can be logged) or words (nothing that can be). said: the number in it.';

create function private.plain_unit(unit text)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  v_unit constant text := private.plain_words(plain_unit.unit);
begin
  return case
    when v_unit in (
      'k', 'km', 'kms', 'kilometer', 'kilometers', 'kilometre', 'kilometres', 'kilometro',
      'kilometros', 'quilometro', 'quilometros'
    ) then 'km'
    when v_unit in (
      'mi', 'mile', 'miles', 'milla', 'millas', 'meile', 'meilen', 'milha', 'milhas'
    ) then 'miles'
    when v_unit in (
      'min', 'mins', 'minute', 'minutes', 'minuto', 'minutos', 'minuten'
    ) then 'minutes'
    when v_unit in (
      'h', 'hr', 'hrs', 'hour', 'hours', 'hora', 'horas', 'heure', 'heures', 'std', 'stunde',
      'stunden'
    ) then 'hours'
    when v_unit in (
      'x', 'time', 'times', 'veces', 'vez', 'fois', 'mal', 'vezes'
    ) then 'times'
    when v_unit in (
      'p', 'pp', 'page', 'pages', 'pagina', 'paginas', 'seite', 'seiten'
    ) then 'pages'
    when v_unit in (
      'step', 'steps', 'paso', 'pasos', 'pas', 'schritt', 'schritte', 'passo', 'passos'
    ) then 'steps'
    when v_unit in (
      'rep', 'reps', 'repetition', 'repetitions', 'repeticiones', 'repeticoes', 'wiederholungen'
    ) then 'reps'
    when v_unit in (
      'meter', 'meters', 'metre', 'metres', 'metro', 'metros'
    ) then 'meters'
    when v_unit in (
      's', 'sec', 'secs', 'second', 'seconds', 'segundo', 'segundos', 'seconde', 'secondes',
      'sekunde', 'sekunden'
    ) then 'seconds'
    when v_unit in (
      'lap', 'laps', 'length', 'lengths', 'bahnen'
    ) then 'laps'
    else v_unit
  end;
end;
$$;

comment on function private.plain_unit(text) is
  'A unit as people shorten it, in full: km of "k", minutes of "min". One that we do not know is '
  'compared as it is; so is m, which may be minutes or meters.';
revoke execute on function private.plain_unit(text) from public;

create function private.activity_of(word text)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
-- No SQL: what is inlined is reckoned once for every line of it.
begin
  return case
    when activity_of.word in (
      'run', 'ran', 'runs', 'running', 'jog', 'jogs', 'jogged', 'jogging', 'corri',
      'corre', 'correr', 'couru', 'courir', 'gelaufen', 'laufen', 'joggen', 'gejoggt', 'corrida'
    ) then 'run'
    when activity_of.word in (
      'walk', 'walks', 'walked', 'walking', 'camine', 'caminar', 'marche', 'marcher',
      'gegangen', 'spaziert', 'caminei', 'caminhei', 'caminhar'
    ) then 'walk'
    when activity_of.word in (
      'swim', 'swims', 'swam', 'swum', 'swimming', 'freestyle', 'nade', 'nadar', 'nage', 'nager',
      'geschwommen', 'schwimmen', 'nadei'
    ) then 'swim'
    when activity_of.word in (
      'bike', 'bikes', 'biked', 'biking', 'cycle', 'cycled', 'cycling', 'ride', 'rides', 'rode',
      'riding', 'pedalei', 'velo'
    ) then 'bike'
    when activity_of.word in (
      'read', 'reads', 'reading', 'book', 'novel', 'lei', 'leer', 'leido', 'lu', 'lire',
      'gelesen', 'lesen', 'li', 'ler'
    ) then 'read'
    when activity_of.word in (
      'write', 'writes', 'wrote', 'written', 'writing'
    ) then 'write'
    when activity_of.word in (
      'spanish', 'espanol', 'espanhol', 'spanisch', 'espagnol'
    ) then 'spanish'
    when activity_of.word in (
      'pushup', 'pushups', 'flexoes', 'flexiones', 'liegestutze', 'liegestutzen',
      'pompes'
    ) then 'pushup'
    when activity_of.word in (
      'meditate', 'meditated', 'meditating', 'meditation', 'meditations'
    ) then 'meditate'
    when length(activity_of.word) > 4
      then regexp_replace(activity_of.word, '(ing|ed|es|s|e)$', '')
    else activity_of.word
  end;
end;
$$;

comment on function private.activity_of(text) is
  'What a word of a title or a text is about, in whatever form it stands: run of "ran".';
revoke execute on function private.activity_of(text) from public;

create function private.is_activity(word text)
returns boolean
language sql
immutable
strict
set search_path = ''
as $$
  select private.activity_of(is_activity.word)
    in ('run', 'walk', 'swim', 'bike', 'read', 'write', 'meditate');
$$;

comment on function private.is_activity(text) is
  'Whether a word says what was done, whoever has such a goal.';
revoke execute on function private.is_activity(text) from public;

create function private.words_about(goal private.goal_this_week)
returns text[]
language sql
immutable
set search_path = ''
as $$
  select coalesce(array_agg(private.activity_of(word)), '{}')
  from regexp_split_to_table(
    regexp_replace(
      private.plain_words(words_about.goal.title), '\m(push|pull|sit|chin|press) ?up', '\1up', 'g'
    ),
    ' '
  ) as word
  where word !~ '^(a|an|the|my|of|to|for|and|or|in|on|at|per|every|each|day|daily|week|weekly|more'
    '|do|go|i|times?|morning|evening|today|done|[0-9.,]+)$';
$$;

comment on function private.words_about(private.goal_this_week) is
  'The words of a title that name its goal.';
revoke execute on function private.words_about(private.goal_this_week) from public;

create function private.number_word(word text)
returns numeric
language plpgsql
immutable
strict
set search_path = ''
as $$
-- No SQL: what is inlined is reckoned once for every line of it.
begin
  return case
    when number_word.word = 'one' then 1
    when number_word.word in ('two', 'dos', 'deux', 'zwei', 'dois', 'duas') then 2
    when number_word.word in ('three', 'tres', 'trois', 'drei') then 3
    when number_word.word in ('four', 'cuatro', 'quatre', 'vier', 'quatro') then 4
    when number_word.word in ('five', 'cinco', 'cinq', 'funf') then 5
    when number_word.word in ('six', 'seis', 'sechs') then 6
    when number_word.word in ('seven', 'siete', 'sieben', 'sete') then 7
    when number_word.word in ('eight', 'ocho', 'huit', 'acht', 'oito') then 8
    when number_word.word in ('nine', 'nueve', 'neuf', 'neun', 'nove') then 9
    when number_word.word in ('ten', 'diez', 'dix', 'zehn', 'dez') then 10
    when number_word.word = 'eleven' then 11
    when number_word.word in ('twelve', 'dozen', 'doce', 'douze', 'zwolf', 'doze') then 12
    when number_word.word = 'thirteen' then 13
    when number_word.word = 'fourteen' then 14
    when number_word.word in ('fifteen', 'quince', 'quinze', 'funfzehn') then 15
    when number_word.word = 'sixteen' then 16
    when number_word.word = 'seventeen' then 17
    when number_word.word = 'eighteen' then 18
    when number_word.word = 'nineteen' then 19
    when number_word.word in ('twenty', 'veinte', 'vingt', 'zwanzig', 'vinte') then 20
    when number_word.word in ('thirty', 'treinta', 'trente', 'dreissig', 'trinta') then 30
    when number_word.word in ('forty', 'fourty', 'cuarenta', 'quarante', 'vierzig', 'quarenta')
    then 40
    when number_word.word in ('fifty', 'cincuenta', 'cinquante', 'funfzig', 'cinquenta') then 50
    when number_word.word in ('sixty', 'sesenta', 'sechzig', 'sessenta') then 60
    when number_word.word = 'seventy' then 70
    when number_word.word = 'eighty' then 80
    when number_word.word = 'ninety' then 90
    when number_word.word in ('hundred', 'cien', 'cent', 'hundert', 'cem') then 100
    when number_word.word in ('thousand', 'mil', 'mille', 'tausend') then 1000
  end;
end;
$$;

comment on function private.number_word(text) is 'The number that a word is; null if it is none.';
revoke execute on function private.number_word(text) from public;

create function private.drawn_words(body text)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  v_text text := body;
begin
  v_text := regexp_replace(v_text, '[\uFE0F\u200D\u2640\u2642\U0001F3FB-\U0001F3FF]', '', 'g');
  v_text := replace(replace(replace(v_text, '🏃', ' run '), '🏊', ' swim '), '🚴', ' bike ');
  v_text := replace(replace(replace(v_text, '🚶', ' walk '), '📖', ' read '), '📚', ' read ');
  v_text := regexp_replace(v_text, '[✅✔☑]', ' check ', 'g');
  v_text := replace(replace(v_text, '公里', ' km '), '步', ' steps ');
  v_text := regexp_replace(v_text, '(?<=[0-9 ])км', ' km ', 'g');
  v_text := regexp_replace(v_text, '(?<=[0-9 ])шагов', ' steps ', 'g');
  v_text := translate(
    v_text, '💪🎉👍🙌🔥👏🏖😍🏁🙏❤🥳🤩😀😃😄😁😅😊🙂😎🥵😤☀✨⭐🌟🏅🏆', repeat(' ', 35)
  );
  v_text := replace(replace(translate(v_text, '×–—’‘´′', 'x--'''''''''), 'ß', 'ss'), '⁄', '/');
  v_text := regexp_replace(v_text, '([0-9])\s*([½¼¾])', '\1\2', 'g');
  v_text := regexp_replace(v_text, '(?<![0-9])([½¼¾])', '0\1', 'g');
  v_text := replace(replace(replace(v_text, '½', '.5'), '¼', '.25'), '¾', '.75');
  return regexp_replace(normalize(v_text, nfd), '[\u0300-\u036F]', '', 'g');
end;
$$;

comment on function private.drawn_words(text) is
  'A text without accents, with words for the emoji that say what was done and blanks for those '
  'that only cheer. Every other sign stays, for words_to_log() to refuse.';
revoke execute on function private.drawn_words(text) from public;

create function private.minutes_in(text_in text)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  c_compound constant text :=
    '\m([0-9]+|an|one) ?(?:h|hrs?|hours?|std|heures?|horas?)(?![a-z])[ |]*([0-9]{1,2})'
    '(?: ?(?:m|mins?|minutes?|minutos?|minuten)\M|(?= *($|\||of\M)))';
  c_span constant text :=
    '(?:from )?\m([0-9]{1,2}):([0-9]{2}) ?(?:-|to|till|until) ?([0-9]{1,2}):([0-9]{2})\M';
  v_text text := text_in;
  v_parts text[];
  v_minutes integer;
begin
  if v_text like '%:%' then
    v_parts := regexp_match(v_text, c_span);
    v_minutes := (v_parts[3]::integer - v_parts[1]::integer) * 60
      + v_parts[4]::integer - v_parts[2]::integer;
    if v_minutes > 0 then
      v_text := regexp_replace(v_text, c_span, v_minutes || ' minutes');
    end if;
  end if;
  if v_text like '%half%' or v_text like '%quarter%' then
    v_text := regexp_replace(v_text, '\mthree quarters of an hour\M', '0.75 hour', 'g');
    v_text := regexp_replace(v_text, '\m(a )?quarter of an hour\M', '0.25 hour', 'g');
    v_text := regexp_replace(v_text, '\m(a )?half (an? |of an? )?(?=(hour|mile|km))', '0.5 ', 'g');
    v_text := replace(v_text, ' and a half', ' plushalf');
  end if;
  v_text := replace(replace(v_text, 'media hora', '0.5 hour'), 'meia hora', '0.5 hour');
  v_parts := regexp_match(v_text, c_compound);
  if v_parts is not null then
    v_text := regexp_replace(
      v_text,
      c_compound,
      case when v_parts[1] ~ '^[0-9]' then left(v_parts[1], 4)::integer else 1 end * 60
        + v_parts[2]::integer
        || ' minutes'
    );
  end if;
  return v_text;
end;
$$;

comment on function private.minutes_in(text) is
  'A text with the parts of its hours in numbers: 90 minutes of "1h30", 0.5 hour of "half an '
  'hour", 45 minutes of "from 8:00 to 8:45".';
revoke execute on function private.minutes_in(text) from public;

create function private.without_scene(text_in text)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  c_somebody constant text :=
    '\m(with|mit|con|avec) (my |a |the |some |our |dem |el |mi )?(?!no\M|zero\M|out\M)[a-z]+';
  c_place constant text :=
    '\m(in|at|on|around|along|through|im|am|na|no|en el|en la) (the |my |a )?'
    '(morning|afternoon|evening|night|noon|park|rain|gym|pool|sun|snow|woods|forest|beach|river'
    '|lake|canal|sea|ocean|hills|city|town|garden|hospital|office|ward|church|home|work|school'
    '|lunch break|lunch|break|bed|train|bus|treadmill|track|trail|bench|way home|way to work'
    '|neighbou?rhood|wald|praia|noite|parque)\M';
  c_beside constant text :=
    '\m(before|after|during) (my |the )?(work|school|lunch break|lunch|dinner|breakfast|bed|class'
    '|church|coffee|shower|the shower)\M';
  v_text text := text_in;
begin
  v_text := regexp_replace(v_text, c_somebody, ' inplace ', 'g');
  v_text := regexp_replace(v_text, c_place, ' inplace ', 'g');
  if v_text ~ 'before|after|during' then
    v_text := regexp_replace(v_text, c_beside, ' inplace ', 'g');
  end if;
  -- What was not done, or by somebody else, before what was.
  v_text := regexp_replace(
    v_text, '^(didnt|did not|no) (do )?(my )?[a-z ]{3,20}?(but| \|)(?! only)', ' '
  );
  v_text := regexp_replace(
    v_text,
    '^(?!i |we |just |today |so )(my )?[a-z]+ (ran|did|walked|swam|read) [0-9.,]+ ?[a-z]* +\| +'
      '(?=i )',
    ''
  );
  if v_text like '% and i %' then
    v_text := regexp_replace(v_text, '^((my|the) )?[a-z]+ and i\M', 'we');
  end if;
  v_text := replace(replace(v_text, 'thank you', 'thanks'), 'better than nothing', 'inplace');
  v_text := replace(replace(v_text, 'never again', 'inplace'), 'last night', 'yesterday');
  v_text := replace(replace(v_text, 'this week', 'thisweek'), 'earlier today', 'today');
  v_text := regexp_replace(v_text, 'this (morning|afternoon|evening)\M', 'today', 'g');
  v_text := regexp_replace(v_text, '\mforgot to (text|tell you|log( it)?|say)\M', 'inplace', 'g');
  return regexp_replace(
    v_text, '\m(morning|evening|afternoon|first|second|third) (run|swim|walk)\M', 'another \2', 'g'
  );
end;
$$;

comment on function private.without_scene(text) is
  'A text with "inplace" for where, with whom and beside what something was done.';
revoke execute on function private.without_scene(text) from public;

create function private.spelled(word text)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  c_known constant text[] := array[
    'just', 'back', 'went', 'morning', 'today', 'yesterday', 'evening', 'finished', 'done', 'with',
    'this', 'read', 'swam', 'walk', 'walked', 'running', 'reading', 'swimming', 'steps', 'pushups',
    'spanish', 'minutes', 'hours', 'pages', 'miles', 'times'
  ];
  v_known text;
begin
  if word = any (c_known) then
    return word;
  end if;
  foreach v_known in array c_known loop
    continue when left(v_known, 1) <> left(word, 1) or abs(length(v_known) - length(word)) > 1;
    if length(v_known) = length(word) then
      for v_at in 2 .. length(word) - 1 loop
        if v_known = left(word, v_at - 1) || substr(word, v_at + 1, 1) || substr(word, v_at, 1)
          || substr(word, v_at + 2)
        then
          return v_known;
        end if;
      end loop;
    elsif length(word) > length(v_known) then
      for v_at in 2 .. length(word) loop
        if substr(word, v_at, 1) = substr(word, v_at - 1, 1)
          and v_known = left(word, v_at - 1) || substr(word, v_at + 1)
        then
          return v_known;
        end if;
      end loop;
    end if;
  end loop;
  return word;
end;
$$;

comment on function private.spelled(text) is
  'A word in which two letters changed places or one stands twice, as it is spelled.';
revoke execute on function private.spelled(text) from public;

create function private.words_to_log(body text)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  c_sets constant text :=
    '\m([0-9]{1,2}) ?(?:x|sets of) ?([0-9]{1,3})(?= ?(pushup|push.up|pullup|rep))';
  v_text text := lower(body);
  v_parts text[];
begin
  if octet_length(v_text) <> length(v_text) then
    v_text := private.drawn_words(v_text);
  end if;
  -- A heart or a smile around words.
  v_text := regexp_replace(
    v_text, '^\s*<3+\s+(?=[a-z]{3})|\s*([:;=]-?[)d]|<3+|\^\^|xd|:3)+\s*$', '', 'g'
  );
  if v_text ~ '[''`/]' then
    v_text := regexp_replace(v_text, '(?<=[a-z])[''`](?=[a-z])', '', 'g');
    v_text := regexp_replace(v_text, '([0-9])''(?![0-9a-z''])', '\1 minutes ', 'g');
    v_text := regexp_replace(v_text, '(?<![0-9/])([0-9]+) 1/2(?= ?[a-z])', '\1.5', 'g');
    v_text := regexp_replace(v_text, '(?<![0-9/] ?)1/2(?= ?[a-z])', '0.5', 'g');
    v_text := regexp_replace(v_text, '(?<![0-9/] ?)([13])/4(?= ?[a-z])', '\1.quarter', 'g');
    v_text := replace(replace(v_text, '1.quarter', '0.25'), '3.quarter', '0.75');
  end if;
  v_text := private.minutes_in(regexp_replace(v_text, '\m(mins?|std|hrs?|km)\.', '\1', 'g'));
  -- Symbols, money, times of day, ranges, dates, other scripts.
  if v_text ~ '[^a-z0-9\s.,;:!&+-]'
    or v_text ~ '[0-9]\s*-\s*[0-9]|(^|\s)-[0-9.,]|(^|[^0-9])[.,][0-9]|(^|[^0-9., ] *)0[0-9]'
    or v_text ~ '[0-9]\.\s*$' and v_text !~ '[a-z]\s+[0-9.,]+\.\s*$'
    or v_text ~ '[0-9]\s*[.,]\s+[0-9]' and v_text !~ '[a-z]'
  then
    return null;
  end if;
  if v_text like '%:%' or v_text like '% at %' then
    v_text := regexp_replace(v_text, '\min [0-9]+:[0-9]+( ?min(utes)?)?\M', ' inplace ', 'g');
    v_text := regexp_replace(
      v_text, '\mat [0-9]{1,2}(:[0-9]{2}( ?[ap]m)?| ?[ap]m|(?=\s*($|[|,.!])))\M', ' inplace ', 'g'
    );
    if v_text ~ '[0-9]\s*:' then
      return null;
    end if;
    v_text := replace(regexp_replace(v_text, ':\s*(?=[0-9])', ' eq ', 'g'), ':', ' ');
  end if;
  v_text := regexp_replace(v_text, '^\s*\+', '');
  v_text := regexp_replace(
    v_text, '\s*\n\s*|[!;]+|(?<![0-9])[.,]|[.,](?![0-9])', ' | ', 'g'
  );
  v_text := private.without_scene(translate(v_text, '-', ' '));
  v_text := regexp_replace(v_text, '[&+]|\m(and|y|et|und|e|then|plus)\M', ' | ', 'g');
  v_text := regexp_replace(v_text, '\m(push|pull|sit|chin|press) ?up', '\1up', 'g');
  v_text := regexp_replace(
    v_text, '(?<![0-9.,])([1-9][0-9]{0,2}) ([0-9]{3})(?![0-9.,])', '\1,\2', 'g'
  );
  v_parts := regexp_match(v_text, c_sets);
  if v_parts is not null then
    v_text := regexp_replace(
      v_text, c_sets, (v_parts[1]::integer * v_parts[2]::integer)::text || ' '
    );
  end if;
  -- A number and what is written onto it.
  v_text := regexp_replace(v_text, '(?<![a-z0-9.,])([0-9]+(?:[.,][0-9]+)?)([a-z]+)', '\1 \2', 'g');
  v_text := regexp_replace(v_text, '(?<![0-9] ?)\mx ?([0-9]+)\M', '\1 x', 'g');
  -- How long a distance took is no amount of its own.
  if v_text like '% in %' then
    v_text := regexp_replace(
      v_text,
      '((?:km|k|miles?|mi|steps|pages|reps|pushups) )in (under |just |only |about )?'
        '[0-9]+(?:[.,][0-9]+)? (m|min|mins|minutes?|h|hours?|hrs?)\M',
      '\1 inplace ', 'g'
    );
  end if;
  return btrim(regexp_replace(v_text, '\s+', ' ', 'g'));
end;
$$;

comment on function private.words_to_log(text) is
  'A text as amounts are read: words and numbers with blanks between, "|" where a sentence or a '
  'part of one ends. Null if something in it may be no amount: money, a time of day, a range, a '
  'date, a symbol, another script.';
revoke execute on function private.words_to_log(text) from public;

create function private.amount_said(said text, unit text)
returns numeric
language plpgsql
immutable
set search_path = ''
as $$
begin
  return case
    when said ~ '^[0-9]{1,7}$' then said::numeric
    when said ~ '^[0-9]{1,3}(,[0-9]{3})+\.[0-9]{1,2}$' then replace(said, ',', '')::numeric
    when said ~ '^[0-9]{1,3}(\.[0-9]{3})+,[0-9]{1,2}$'
    then replace(replace(said, '.', ''), ',', '.')::numeric
    when said ~ '^0[.,][0-9]{1,4}$' then replace(said, ',', '.')::numeric
    -- 10.000 is ten or ten thousand, unless it counts what comes in wholes.
    when said ~ '^[1-9][0-9]{0,2}([.,][0-9]{3})+$'
    then case
      when unit is not null
        and unit not in ('', 'km', 'miles', 'minutes', 'hours', 'times', 'seconds')
      then translate(said, '.,', '')::numeric
    end
    when said ~ '^[0-9]{1,7}[.,][0-9]{1,2}$' then replace(said, ',', '.')::numeric
  end;
end;
$$;

comment on function private.amount_said(text, text) is
  'The number that digits with points and commas are, of this unit; null if it may be two.';
revoke execute on function private.amount_said(text, text) from public;

create type private.part_read as (
  numbers integer,
  said text,
  factor numeric,
  half boolean,
  unit text,
  counted boolean,
  activities text[],
  is_once boolean,
  day text
);
comment on type private.part_read is
  'A part of a text: its numbers and the last of them as it was said, times factor, the unit '
  'behind it, or that what was done stands there and is counted ("2 swims"), what it is about, '
  'whether it says without a number that it was done ("went for a run"), and on which day.';

create function private.goal_for(
  part private.part_read,
  goals private.goal_this_week[]
)
returns private.log_read
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_goal private.goal_this_week;
  v_unit text;
  v_said text;
  v_amount numeric;
  v_found private.log_read;
  v_many integer := 0;
begin
  foreach v_goal in array goals loop
    continue when not part.activities <@ private.words_about(v_goal);
    v_unit := private.plain_unit(v_goal.unit);
    v_said := case
      -- 400m are minutes of reading, and meters of a run.
      when part.unit = 'm' and part.activities = '{}' then 'm'
      when part.unit = 'm' and part.activities && '{run,walk,swim,bike}' then 'meters'
      when part.unit = 'm' then 'minutes'
      else part.unit
    end;
    v_amount := private.amount_said(part.said, coalesce(v_said, v_unit)) * part.factor
      + case when part.half then 0.5 else 0 end;
    if v_unit in ('times', 'sessions', 'workouts') and part.activities <> '{}'
      and (part.is_once or v_said in ('km', 'miles', 'meters', 'minutes', 'hours', 'laps'))
    then
      -- A run of five kilometers is one time.
      v_amount := case when v_amount > 0 or part.is_once then 1 end;
    elsif part.is_once then
      continue;
    elsif v_said = 'hours' and v_unit = 'minutes' then
      v_amount := v_amount * 60;
    elsif v_said = 'minutes' and v_unit = 'hours' then
      v_amount := v_amount / 60;
    elsif v_said = 'meters' and v_unit = 'km' and part.activities <> '{}' then
      v_amount := v_amount / 1000;
    elsif part.counted then
      continue when v_unit not in ('times', 'reps', 'sessions', 'workouts')
        and private.activity_of(v_unit) <> all (part.activities);
    elsif v_said = 'own' then
      v_amount := private.amount_said(part.said, v_unit);
    elsif v_said is not null then
      continue when private.activity_of(v_unit) <> private.activity_of(v_said);
      -- Half an hour of what?
      continue when v_said = 'minutes' and part.activities = '{}'
        and cardinality(goals) > 1;
    -- Three runs or three kilometers: a bare number beside a verb does not say.
    elsif part.activities <> '{}'
      and (cardinality(goals) > 1 or v_unit in ('times', 'minutes', 'hours', 'pages'))
      and v_unit not in ('reps', 'steps')
    then
      continue;
    end if;
    continue when part.day = 'thisweek' and v_goal.progress > 0;
    v_many := v_many + 1;
    v_found := row(
      v_goal.id,
      case
        when v_amount > 0
          and (
            trunc(v_amount) = v_amount or v_unit in ('km', 'miles', 'minutes', 'hours', 'meters')
          )
          and (part.factor = 1000 or v_amount * 1000 >= v_goal.weekly_target)
          and v_amount <= v_goal.weekly_target
            * case when part.unit is null and not part.counted then 1 else 5 end
          and (part.unit is not null or scale(trim_scale(v_amount)) <= 1)
        then trim_scale(v_amount)
      end,
      part.day = 'yesterday'
    );
  end loop;
  return case when v_many = 1 then v_found end;
end;
$$;

comment on function private.goal_for(private.part_read, private.goal_this_week[]) is
  'The one goal that a part of a text can be for and what to log for it; an amount of null if that '
  'is not sure, null if it is not one goal.';
revoke execute on function private.goal_for(private.part_read, private.goal_this_week[])
  from public;

create function private.read_amounts(body text, goals private.goal_this_week[])
returns private.reading
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_words constant text[] := array(
    select case when length(words.word) > 3 then private.spelled(words.word) else words.word end
    from regexp_split_to_table(private.words_to_log(left(body, 300)), ' ')
      with ordinality as words (word, place)
    order by words.place
  );
  v_about constant text[] := array(
    select distinct about
    from unnest(goals) as goal
    cross join unnest(private.words_about(goal)) as about
  );
  v_units constant text[] := array(
    select private.activity_of(private.plain_unit(goal.unit)) from unnest(goals) as goal
  ) || '{km,mil,minut,hour,times,page,step,reps,meter,second,laps}';
  c_nothing constant private.part_read := row(
    0, null, 1, false, null, false, '{}', false, null
  );
  v_part private.part_read := c_nothing;
  v_parts private.part_read[] := '{}';
  v_found private.log_read;
  v_reading private.reading := row('words', '{}', null);
  v_word text;
  v_before text := '';
  v_number numeric;
  v_is_done boolean := false;
  v_is_named boolean := false;
  v_numbers integer := 0;
begin
  if v_words = '{}' or cardinality(v_words) > 30 then
    v_reading.kind := case when body ~ '[0-9]' then 'amount' else 'words' end;
    return v_reading;
  end if;
  v_numbers := (
    select count(*)
    from unnest(v_words) with ordinality as words (word, place)
    where word ~ '^[0-9]' or private.number_word(word) is not null
      or word in ('once', 'twice', 'thrice')
  );
  foreach v_word in array v_words || array['|'] loop
    v_number := private.number_word(v_word);
    if v_word in ('once', 'twice', 'thrice') then
      v_number := array_position(array['once', 'twice', 'thrice'], v_word);
    end if;
    if v_word = '|' then
      v_is_named := false;
      if v_part.numbers > 0 or v_part.activities <> '{}' or v_part.day is not null then
        -- Swam yesterday and today.
        if v_part.activities = '{}' and v_part.numbers = 0
          and (v_parts[cardinality(v_parts)]).is_once
          and (v_parts[cardinality(v_parts)]).numbers = 0
          and (v_parts[cardinality(v_parts)]).day <> v_part.day
        then
          v_part.activities := (v_parts[cardinality(v_parts)]).activities;
          v_part.is_once := true;
        end if;
        v_parts := v_parts || v_part;
        v_part := c_nothing;
      end if;
    elsif v_number >= 100 and v_part.numbers = 1 and v_part.said ~ '^[0-9.]+$'
      and v_before = 'number'
    then
      v_part.said := (v_part.said::numeric * v_number)::text;
      v_numbers := v_numbers - 1;
      continue;
    elsif v_number between 1 and 9 and v_before = 'number' and v_part.said ~ '^[2-9]0$'
      and v_word !~ '^[0-9]' and v_part.numbers = 1
    then
      v_part.said := (v_part.said::numeric + v_number)::text;
      v_numbers := v_numbers - 1;
      continue;
    elsif v_number is not null or v_word ~ '^[0-9]' then
      v_part.numbers := v_part.numbers + 1;
      v_part.said := coalesce(v_number::text, v_word);
      v_reading.said := coalesce(v_reading.said, v_part.said);
      if v_is_named then
        v_part.unit := 'own';
      end if;
      if v_word in ('once', 'twice', 'thrice') then
        v_part.unit := coalesce(v_part.unit || '?', 'times');
      end if;
      v_before := 'number';
      continue;
    elsif v_word = 'plushalf' and v_part.numbers = 1 then
      v_part.half := true;
      v_before := 'number';
      continue;
    elsif v_before = 'number' and v_word = 'k' then
      v_part.unit := 'km';
      v_before := 'k';
      continue;
    elsif v_before in ('number', 'k', 'a')
      and (v_word = 'm' or private.activity_of(private.plain_unit(v_word)) = any (v_units))
      and not (v_before = 'number' and private.activity_of(v_word) = any (v_about))
    then
      if v_before = 'a' then
        v_part.numbers := v_part.numbers + 1;
        v_part.said := '1';
        v_reading.said := coalesce(v_reading.said, '1');
        v_numbers := v_numbers + 1;
      elsif v_before = 'k' and private.plain_unit(v_word) <> 'km' then
        v_part.factor := 1000;
        v_part.unit := null;
      end if;
      v_part.unit := coalesce(nullif(v_part.unit, 'own') || '?', private.plain_unit(v_word));
    elsif private.activity_of(v_word) = any (v_about) or private.is_activity(v_word) then
      v_part.activities := v_part.activities || private.activity_of(v_word);
      if v_before in ('number', 'k') and v_part.unit is null then
        v_part.counted := true;
      elsif v_before = 'k' and private.activity_of(v_word) not in ('run', 'walk', 'swim', 'bike')
      then
        -- 2k pushups.
        v_part.factor := 1000;
        v_part.unit := null;
        v_part.counted := true;
      end if;
      v_part.is_once := v_part.is_once or v_word in (
        'ran', 'jogged', 'swam', 'walked', 'biked', 'cycled', 'rode', 'corri', 'nadei',
        'geschwommen', 'gelaufen', 'nade'
      );
    elsif v_word in (
        'a', 'an', 'un', 'una', 'une', 'ein', 'eine', 'einen', 'um', 'uma', 'another', 'went',
        'my', 'check'
      ) then
      v_part.is_once := true;
      v_before := 'a';
      continue;
    elsif v_word in (
        'done', 'finished', 'hecho', 'listo', 'fertig', 'feito', 'complete', 'completed'
      ) then
      v_is_done := true;
    elsif v_word in (
        'yesterday', 'ayer', 'hier', 'gestern', 'ontem'
      ) then
      v_part.day := case when v_part.day is null then 'yesterday' else 'both' end;
    elsif v_word in (
        'today', 'now', 'tonight', 'hoy', 'heute', 'hoje', 'aujourdhui', 'again', 'just', 'ive',
        'already', 'so'
      ) then
      if v_word not in (
        'just', 'ive', 'again', 'already', 'so'
      ) then
        v_part.day := case when v_part.day is null then 'today' else 'both' end;
      end if;
    elsif v_word = 'eq' then
      v_is_named := v_part.activities <> '{}';
    elsif v_part.day = 'thisweek' and v_word in ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')
    then
      null;
    elsif v_word = 'thisweek' then
      v_part.day := 'thisweek';
    elsif v_before = 'number' and v_word not in (
        'more', 'for', 'of', 'this', 'session', 'sessions', 'workout', 'workouts'
      ) then
      -- 3 friends, 5 pm, 5 in the morning.
      v_reading.kind := 'which';
      return v_reading;
    elsif v_word not in (
        'i', 'we', 'ich', 'jai', 'eu', 'yo', 'did', 'do', 'have', 'had', 'logged', 'log', 'add',
        'plus', 'got', 'managed', 'more', 'for', 'of', 'the', 'it', 'all', 'hi', 'hey', 'hello',
        'please', 'pls', 'thanks', 'yay', 'woohoo', 'yes', 'yep', 'ok', 'okay', 'good', 'great',
        'nice', 'easy', 'slow', 'fast', 'quick', 'long', 'short', 'hard', 'solid', 'lovely',
        'little', 'inplace', 'outside', 'outdoors', 'morning', 'afternoon', 'evening', 'that',
        'this', 'was', 'session', 'sessions', 'workout', 'workouts', 'practise', 'practised',
        'practice', 'practiced', 'practicing', 'studied', 'study', 'to', 'with', 'made', 'hice',
        'he', 'fait', 'gemacht', 'habe', 'bin', 'fiz', 'de', 'em', 'en', 'le', 'la', 'el', 'von',
        'por', 'hab', 'gelernt', 'estudei', 'danach', 'noite', 'also', 'too', 'oh', 'wow',
        'yeah', 'legs', 'are', 'gone', 'dead', 'tired', 'knackered', 'sweaty', 'felt', 'feels',
        'was', 'hot', 'cold', 'rainy', 'sunny', 'windy', 'brutal', 'tough', 'beautiful',
        'pretty', 'proud', 'very', 'really', 'race', 'first', 'thing', 'then', 'back', 'got',
        'from', 'went', 'home', 'spoke', 'tho', 'though', 'whole', 'sali', 'bed', 'slept'
      ) then
      v_reading.kind := case when v_reading.said is null then 'words' else 'which' end;
      v_reading.logs := '{}';
      return v_reading;
    end if;
    v_before := v_word;
  end loop;

  if v_numbers = 0 and (v_is_done or v_words @> '{did,it}') and not v_words && '{check}' then
    -- Whoever is done for today, or with it, may not be done for the week.
    if cardinality(v_parts) > 1
      or (v_parts[1]).day is not null and (v_parts[1]).day <> 'thisweek'
      or v_words && '{more,to,was,that,this,went,some,my,back,got,dead,gone}'
      or v_words && '{i,we}' and not v_words @> '{it}'
    then
      return v_reading;
    end if;
    v_reading.logs := array(
      select row(goal.id, goal.weekly_target - goal.progress, false)::private.log_read
      from unnest(goals) as goal
      where coalesce((v_parts[1]).activities, '{}') <@ private.words_about(goal)
    );
    v_reading.kind := case when cardinality(v_reading.logs) = 1 then 'log' else 'which' end;
    return v_reading;
  end if;
  -- One number belongs to all that is said before it, and behind it if it has nothing of its own.
  if exists (select from unnest(v_parts) as part where part.activities = '{}')
    and (
      cardinality(v_parts) > 1 and v_numbers <= 1
      or exists (
        select from unnest(v_parts) as part where part.numbers = 0 and part.activities = '{}'
      )
    )
  then
    if v_numbers > 1 then
      v_reading.kind := 'which';
      return v_reading;
    end if;
    v_part := (
      select part from unnest(v_parts) as part order by part.numbers desc limit 1
    );
    v_part.is_once := (select bool_or(part.is_once) from unnest(v_parts) as part);
    v_part.day := (
      select case when count(distinct part.day) > 1 then 'both' else min(part.day) end
      from unnest(v_parts) as part
    );
    v_part.activities := array(
      select distinct activity
      from unnest(v_parts) as part
      cross join unnest(part.activities) as activity
    );
    v_parts := array[v_part];
  end if;
  foreach v_part in array v_parts loop
    v_part.is_once := v_part.is_once and v_part.numbers = 0;
    if v_part.numbers = 0 and not v_part.is_once then
      v_reading.logs := '{}';
      v_reading.kind := case when v_numbers = 0 then 'words' else 'which' end;
      return v_reading;
    end if;
    v_found := private.goal_for(v_part, goals);
    if v_part.numbers > 1
      or v_found.goal_id is null
      or v_part.day is not distinct from 'both'
      or cardinality(v_parts) > 1 and v_part.activities = '{}'
        and coalesce(v_part.unit in ('minutes', 'hours'), true)
      -- Yesterday is said of one, of the other nothing.
      or (v_part.day is null) <> ((v_parts[1]).day is null)
        and exists (select from unnest(v_parts) as part where part.day = 'yesterday')
      or exists (
        select from unnest(v_reading.logs) as log
        where log.goal_id = v_found.goal_id
          and log.is_yesterday = coalesce(v_found.is_yesterday, false)
      )
    then
      v_reading.kind := 'which';
      return v_reading;
    elsif v_found.amount is null then
      v_reading.kind := 'amount';
      return v_reading;
    end if;
    v_found.is_yesterday := coalesce(v_found.is_yesterday, false);
    v_reading.logs := v_reading.logs || v_found;
  end loop;
  if v_reading.logs <> '{}' then
    v_reading.kind := 'log';
  end if;
  return v_reading;
end;
$$;

comment on function private.read_amounts(text, private.goal_this_week[]) is
  'What a text says its writer did for their goals, if every word of it is known and nothing else '
  'can be meant: amounts with a unit, a verb or a title, words for numbers, several goals, '
  'yesterday; DONE is what is missing. Else what to ask.';
revoke execute on function private.read_amounts(text, private.goal_this_week[]) from public;
