-- Whether a text asks us to end, and what: by its words and where they stand.
--
-- The words are given their parts first (opt_out_words.sql), and what follows are patterns over
-- those: 'stop texting me' is stm, 'I do not want these' is jnwo. docs/decisions/0019 says why, and
-- tests/database/received/opt_outs how many of which list it hears.

create function private.parts_of_text(body text, names text[] default '{}')
returns text
language plpgsql
stable
strict
set search_path = ''
as $$
declare
  v_text text := private.spell_words(body);
  -- With the s of "Maya's".
  v_names constant text[] := array(
    select spelled.name || ending
    from (
      select btrim(private.spell_words(left(name, 40))) as name from unnest(names) as name offset 0
    ) as spelled
    cross join unnest('{"",s,ns}'::text[]) as ending
  );
  v_phrase record;
begin
  for v_phrase in
    select words, part from private.opt_out_words
    where is_phrase and strpos(v_text, ' ' || words || ' ') > 0
    order by length(words) desc
  loop
    v_text := replace(v_text, ' ' || v_phrase.words || ' ', ' =' || v_phrase.part || ' ');
  end loop;
  return (
    select coalesce(string_agg(
      case
        when token.word in ('|', ',') then token.word
        when token.word ~ '^=.$' then right(token.word, 1)
        else coalesce(
          (
            select opt_out_words.part from private.opt_out_words
            where opt_out_words.words = token.word
          ),
          (
            select opt_out_words.part
            from private.opt_out_words
            join generate_series(3, length(token.word)) as stem (length)
              on opt_out_words.words = left(token.word, stem.length) || '*'
            order by stem.length desc
            limit 1
          ),
          -- Nobody escapes a STOP by a name that is a word of it.
          case
            when token.word = any (v_names) then 'H'
            when token.word ~ '^[0-9]+(_[0-9]+)?(am|pm|h|hrs?|mins?|uhr)?$' then '0' else '.'
          end
        )
      end,
      '' order by token.place
    ), '')
    from string_to_table(btrim(v_text), ' ') with ordinality as token (word, place)
    where token.word <> ''
  );
end;
$$;

comment on function private.parts_of_text(text, text[]) is
  'A text as the parts that its words play in asking for an end, a letter each as in '
  'private.opt_out_words; H is a name, 0 a number, a dot any other word, | a break and a comma '
  'one.';
revoke execute on function private.parts_of_text(text, text[]) from public;

create function private.ask_for_end(parts text)
returns boolean
language sql
immutable
strict
set search_path = ''
as $$
  select
    -- Somebody else stops, or is told to.
    ask_for_end.parts !~ 'z.*[sueirxc]'
    -- And what is not to stop, or not to be taken off, goes on.
    and regexp_replace(ask_for_end.parts, '[nd][.wm]{0,3}[suxce]|[nd]m?r', '!', 'g') ~ concat_ws(
      '|',
      -- Alone with what it is about, or with a name: "end texts", "stop these now", "STOP Vic".
      '^[.H]?[sue][suetomlkvwjyH0]*$', '^[er][suetomlkvwH0]*$', '^s+[.]$', '^ym?$',
      '^[tomlwq]*[su]$',
      -- First, where no other thing is to stop, or last, where nobody else is said to.
      '^s([tmklvnux0j]|o+([tmkvxj]|$)|$)', '^([^nd!]*[^ndhH!])?s$', 'w[^ndhH!]*o.?e$',
      -- Before what is sent, or before getting it.
      's[tm]', '[se][.moH]{0,2}t', '^[se]H([atp]|$)', 'yt', '[se][.o]?w',
      -- In other words, wherever they stand.
      'x', 'c', 'u', 'i',
      -- Not to be sent: "don't text me", "no more texts", "schreiben Sie nicht mehr".
      'n[mowvj]?[.]?[mowvj]?t', 't.{0,3}no', 't.{0,2}n$',
      -- Not to be wanted or got: "I no longer wish to receive these", "das will ich nicht".
      'n.{0,2}w.{0,3}[tow]', '[ot]no?w', '[ot].nw$', 'w.{0,2}t.?n', 'nmw',
      -- Taken off: "delete my number", "retirez-moi de la liste".
      'r[o.]?m', 'r.{0,4}l', 'm.?r([mlt]|.?[lt]|$)', 'l.{0,2}r',
      -- How to: "how do I make this stop".
      'q.*[suerl]', 'q.?n'
    );
$$;

comment on function private.ask_for_end(text) is
  'Whether a sentence or a piece of one, as parts without fillers, asks for an end.';
revoke execute on function private.ask_for_end(text) from public;

create function private.agrees_to_quoted_stop(body text)
returns boolean
language sql
immutable
strict
set search_path = ''
as $$
  select
    agrees_to_quoted_stop.body ~ E'(^|\\n) ?>'
    and private.spell_words(agrees_to_quoted_stop.body) ~ ' (stop|stopp|sair|baja|стоп) '
    and private.spell_words(agrees_to_quoted_stop.body) !~ ' (yes|si|oui|ja|sim) [^|]* stop'
    and private.spell_words(private.own_words(agrees_to_quoted_stop.body)) ~ (
      '^ (entao |pues |alors |dann )?(yes|yep|ok|do that|ja|oui|si|sim|tak|да|eso|cancel[a-z]*)'
      '( (,|do|it|that|please|pls|bitte|volontiers|por|favor|merci|cancel[a-z]*))*( [|])* $'
    );
$$;

comment on function private.agrees_to_quoted_stop(text) is
  'Whether a text says yes to a quoted mail that tells how to stop, and not how to agree.';
revoke execute on function private.agrees_to_quoted_stop(text) from public;

create function private.ends_a_part(parts text)
returns boolean
language sql
immutable
strict
set search_path = ''
as $$
  select
    ends_a_part.parts ~ 'p' and ends_a_part.parts ~ '[sernb].{0,5}a|a.{0,5}[nse]'
    -- Of two people one is to end: "no more about Maya, Jonas yes".
    or ends_a_part.parts !~ 'x|u'
      and exists (
        select
        from regexp_split_to_table(ends_a_part.parts, '[|,]') as piece
        where piece ~ 'H' and length(piece) <= 8
        having count(*) filter (where private.ask_for_end(piece) or piece ~ '[se][.o]?a|^Hn$|no?H$')
          between 1 and count(*) - 1
      );
$$;

comment on function private.ends_a_part(text) is
  'Whether a text as parts ends some texts and keeps others.';
revoke execute on function private.ends_a_part(text) from public;

create function private.read_opt_out(body text, names text[] default '{}')
returns text
language plpgsql
stable
strict
set search_path = ''
as $$
declare
  v_own constant text := private.without_reaction(private.own_words(body));
  v_parts text := translate(private.parts_of_text(v_own, names), 'f', '');
  v_asks text[];
begin
  -- "Stop it, five of five?!" is amazed, and "cancel that, I meant" corrects itself.
  v_parts := regexp_replace(v_parts, '[^|,]*,j?z', 'z', 'g');
  -- "Keep Maya's coming" goes on; "keep it up" is cheering.
  v_parts := translate(replace(v_parts, 'gH', 'pH'), 'g', '.');
  if v_own ~ '[?]!|[?][?]|[!][?]' and v_parts ~ '^[se][om]?,' then
    return null;
  end if;
  v_asks := array(
    select units.unit
    from (
      select replace(sentence, ',', '') as unit from string_to_table(v_parts, '|') as sentence
      union
      select piece from regexp_split_to_table(v_parts, '[|,]') as piece
      union
      -- "Lose. My. Number."
      select translate(
        private.parts_of_text(regexp_replace(v_own, '[.,!]', ' ', 'g'), names), 'f|,', ''
      )
      where length(translate(v_parts, '|,', '')) <= 4
    ) as units
    where private.ask_for_end(units.unit)
      -- A machine that will answer when it has stopped does not ask for it, nor one that says how
      -- to leave its own list.
      and (
        units.unit ~ '^[sue]+$|x|c|s[tm]|n[mowv]{0,2}t|r' or not private.is_automatic_reply(v_own)
      )
  );
  if v_asks = '{}' and private.agrees_to_quoted_stop(body) then
    return 'all';
  elsif private.ends_a_part(v_parts)
    or v_asks <> '{}' and v_parts ~ 'p' and v_parts ~ '[ahH]'
    -- Of several who text this phone one is named. "Stop texting me, Maya" is about all.
    or cardinality(names) > 1
      and v_asks <> '{}'
      and not exists (
        select from unnest(v_asks) as unit
        where unit !~ '[suernbt].{0,3}H|H.{0,2}[suern]' or unit ~ 'tm|x|u'
      )
  then
    return 'part';
  -- "Take me off today" names a deadline, "leave me alone today" a while.
  elsif exists (select from unnest(v_asks) as unit where unit !~ 'k' or unit ~ '[urx]')
    or v_asks <> '{}' and v_own ~* '\m(cancel|end|terminate)\M'
    or v_parts ~ 'v' and (v_asks <> '{}' or v_parts ~ '(^|[|,])n[ow]?k')
  then
    return 'all';
  -- Quiet is for a day at most, see private.quiet_until(): so many hours are an end.
  elsif v_asks <> '{}'
    and private.spell_words(v_own) ~ ' (2[5-9]|[3-9][0-9]|[0-9]{3,}) ?(h|hour|hr)'
  then
    return 'all';
  elsif v_parts ~ 'v' then
    return null;
  elsif v_asks <> '{}'
    or exists (
      select from regexp_split_to_table(v_parts, '[|,]') as piece
      where piece !~ '[hH].{0,2}[se]'
        and piece ~ '^[.]?n[ow]?k$|^k+n|[seb].{0,3}k|k.{0,3}[seb]|b.{0,3}0|kt?n|n.?kt|otk'
    )
  then
    return 'until';
  end if;
  return null;
end;
$$;

comment on function private.read_opt_out(text, text[]) is
  'What a text wants ended: all, until (for some hours only), part (some people or programs, while '
  'others go on), or null if nothing. names are those in whose name its writer gets texts. Where '
  'it is in doubt it is all: a false STOP costs a few texts and can be undone, a missed one is an '
  'unwanted text.';
revoke execute on function private.read_opt_out(text, text[]) from public;
