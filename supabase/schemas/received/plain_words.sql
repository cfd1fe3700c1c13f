-- A text reduced to what commands are read by.

create function private.plain_words(body text)
returns text
language sql
immutable
strict
set search_path = ''
as $$
  -- Letters without accents in lower case, numbers with their point, single blanks. Apostrophes go
  -- before accents, because one of them falls apart into a blank and an accent; and what comes of
  -- characters that stand for eighteen others is cut once more.
  select btrim(regexp_replace(
    regexp_replace(
      regexp_replace(
        lower(left(
          normalize(translate(left(plain_words.body, 1600), '''‘’‛ʼ`´′', ''), nfkd), 3200
        )),
        '[\u0300-\u036F]', '', 'g'
      ),
      '(?<![0-9])[.,]|[.,](?![0-9])|[^a-z0-9.,]', ' ', 'g'
    ),
    ' +', ' ', 'g'
  ));
$$;

comment on function private.plain_words(text) is
  'A text as commands are read: lower case, without accents, apostrophes, punctuation and emoji; '
  '"Don''t STOP!" is "dont stop".';
revoke execute on function private.plain_words(text) from public;
