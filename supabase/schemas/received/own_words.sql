-- What of a text its sender wrote: without quoted mails, signatures and taps on a bubble; and
-- whether a phone wrote it by itself.

create function private.own_words(body text)
returns text
language sql
immutable
strict
set search_path = ''
as $$
  select btrim(
    regexp_replace(
      regexp_replace(
        regexp_replace(
          -- What a mail was answered to stands below it, or is marked line by line.
          regexp_replace(
            regexp_replace(
              translate(own_words.body, E'\r\t', E'\n '),
              '\n[ ]*-{2,} ?(original|forwarded|urspr|message d|mensaje|mensagem).*$', '', 'i'
            ),
            '(^|\n)[ ]*>[^\n]*', E'\n', 'g'
          ),
          '(^|\n)[ ]*(on|am|le|el|em|il|op|w dniu) [^\n]{3,120}'
          '(wrote|schrieb[^\n]{0,80}|a écrit|escribió|escreveu|ha scritto|schreef[^\n]{0,80}'
          '|napisał[^\n]{0,80}) ?:[ ]*(?=\n|$)',
          E'\n', 'gi'
        ),
        -- A signature ends a text.
        '(^|\n|[–—-])\s*(sent from|sent via|get outlook for|envoyé de(puis)? mon|envoyé à partir'
        '|enviado (desde|do|a partir)|von meinem [^\n]{2,40} gesendet|gesendet (von|mit)'
        '|inviato da|verzonden (vanaf|met)|verstuurd vanaf|wysłane z|[Оо]тправлено с)\M[^\n]*\s*$',
        '', 'i'
      ),
      '\s*\n-{2,} ?\n.*$', ''
    ),
    E' \n'
  );
$$;

comment on function private.own_words(text) is
  'A text without the mail that it answers and without its signature.';
revoke execute on function private.own_words(text) from public;

-- Cyrillic in both cases: where the database's locale is C, case is of Latin letters alone.
create function private.without_reaction(body text)
returns text
language sql
immutable
strict
set search_path = ''
as $$
  select regexp_replace(
    btrim(without_reaction.body, E' \r\n'),
    '^('
    -- English
    '(liked|loved|disliked|laughed at|emphasi[sz]ed|questioned'
    '|reacted (with )?[^\s"“«„]{1,20} to|removed an? [^"“«„]{1,20} from|[^\w\s"“«„]{1,12} to'
    -- Spanish
    '|(no )?l[ea] (gust[aó]|encant[aó]|dio risa)|se rió (de|con)|enfatizó|destacó|exclamó|cuestionó'
    '|preguntó por|reaccionó (con )?[^\s"“«„]{1,20} [aen]{1,2}|(eliminó|quitó) [^"“«„]{1,24} de'
    '|[^\w\s"“«„]{1,12} a'
    -- French
    '|(n[’'']?)?a (pas )?(aimé|adoré|ri (à|de)|souligné|mis en évidence|mis l[’'']accent sur'
    '|interrogé|posé une question sur)|a réagi (avec )?[^\s"“«„]{1,20} à'
    '|a (supprimé|retiré) [^"“«„]{1,24} (de|à)|[^\w\s"“«„]{1,12} à'
    -- German
    '|gefällt( mir)?( nicht)?|geliebt|liebt|lacht(e)? über|gelacht über|betont(e)?|hervorgehoben'
    '|(hinter)?fragt(e)?|hat (mit )?[^\s"“«„]{1,20} auf|hat [^"“«„]{1,24} (von|bei)'
    -- Portuguese
    '|(não )?(curtiu|gostou d[eao])|amou|adorou|riu (de|com)|enfatizou|questionou'
    '|reagiu (com )?[^\s"“«„]{1,20} [aàem]{1,2}|removeu [^"“«„]{1,24} de'
    -- Italian, Dutch, Polish, Russian and Chinese
    '|ha (adorato|riso (di|a)|enfatizzato|messo [“"«][^”"»]{1,20}[”"»] a|reagito [^"“«„]{1,24} a)'
    '|vindt?|vond|polubiono|uwielbiono|[Пп]онравилось|喜欢了|赞了|不喜欢|强调了'
    '):?[ ]*'
    -- Its quotation, whole or cut short; in some languages a verb follows.
    '(["“«„][ ]*([^”»]*?)([”»]|["“](?=\s*(\S{1,12}\s*)?$)|(…|\.\.\.)\s*$|"(?=\s))'
    '([ ]*(reagiert|entfernt|geweldig|leuk|stom|grappig))?'
    '|an? (image|picture|photo|movie|video|attachment)'
    '|u(n|na|m|ma) (imagen|foto|vídeo|video|imagem)'
    '|une (image|photo|vidéo)|(ein )?(bild|foto|video))'
    ')[.\s]*',
    '', 'i'
  );
$$;

comment on function private.without_reaction(text) is
  'What somebody wrote beside a reaction: phones that cannot show a tap on a bubble get it as a '
  'text that quotes the bubble (Liked “…”). Empty where it is nothing else.';
revoke execute on function private.without_reaction(text) from public;

create function private.is_reaction(body text)
returns boolean
language sql
immutable
strict
set search_path = ''
as $$
  select private.without_reaction(is_reaction.body) = ''
    and btrim(is_reaction.body, E' \r\n') <> '';
$$;

comment on function private.is_reaction(text) is
  'Whether a text is a tap on a bubble, and no words.';
revoke execute on function private.is_reaction(text) from public;

create function private.is_automatic_reply(body text)
returns boolean
language sql
immutable
strict
set search_path = ''
as $$
  select is_automatic_reply.body ~* (
    -- By how it begins: a person who is driving asks for what they ask for, wherever they say so.
    '^[\s\[(【*]*(auto(matic|mated)?[ -]?(reply|response|message|responder)|out of office'
    '|this is an automat(ed|ic) (reply|response|message)|i am out of the office'
    '|i[’'']?m driving|thanks for contacting|thank you for contacting'
    '|(mensaje|mensagem|message|messaggio|automatische) (autom|nachricht)|respuesta autom'
    '|réponse automatique|automatische antwort|autom\. antwort|resposta autom'
    '|risposta automatica|automatisch antwoord|odpowied[zź] automatyczna|autoodpowied'
    '|[Аа]втоответ|[Аа]втоматический ответ|自动回复)'
    '|\msent automatically\M'
  );
$$;

comment on function private.is_automatic_reply(text) is
  'Whether a text looks as if a machine wrote it for whoever is away.';
revoke execute on function private.is_automatic_reply(text) from public;
