-- Whether a text has words of a crisis, and how grave: by its words and where they stand.
--
-- The words are given their parts first (crisis_words.sql), in each language for itself, and what
-- follows are patterns over those: "I want to die" is .wd in any. docs/decisions/0023 says why, and
-- tests/database/received/is_crisis/lists how much of which list it hears.

create function private.parts_of_crisis(spelled text, language text)
returns text
language plpgsql
stable
strict
set search_path = ''
as $$
declare
  v_text text := spelled;
  v_phrase record;
begin
  for v_phrase in
    select crisis_words.words, crisis_words.part
    from private.crisis_words
    where crisis_words.language = parts_of_crisis.language
      and crisis_words.is_phrase
      and strpos(v_text, ' ' || crisis_words.words || ' ') > 0
    order by length(crisis_words.words) desc, crisis_words.words
  loop
    v_text := replace(v_text, ' ' || v_phrase.words || ' ', ' =' || v_phrase.part || ' ');
  end loop;
  return (
    select coalesce(string_agg(
      case
        when token.word = '|' then '|'
        when token.word ~ '^=.$' then right(token.word, 1)
        else coalesce(
          (
            select crisis_words.part
            from private.crisis_words
            where crisis_words.language = parts_of_crisis.language
              and crisis_words.words = token.word
          ),
          (
            select crisis_words.part
            from private.crisis_words
            join generate_series(3, length(token.word)) as stem (length)
              on crisis_words.words = left(token.word, stem.length) || '*'
            where crisis_words.language = parts_of_crisis.language
            order by stem.length desc
            limit 1
          ),
          '.'
        )
      end,
      '' order by token.place
    ), '')
    from string_to_table(btrim(v_text), ' ') with ordinality as token (word, place)
    where token.word not in ('', ',')
  );
end;
$$;

comment on function private.parts_of_crisis(text, text) is
  'A text of private.spell_crisis() as the parts that its words play in telling of a crisis, a '
  'letter each as in private.crisis_words of this language; a dot is any other word, | a break.';
revoke execute on function private.parts_of_crisis(text, text) from public;

create function private.weigh_crisis(parts text)
returns integer
language sql
immutable
strict
set search_path = ''
as $$
  select
    case
      -- x: what nobody says for fun; q: killing oneself; s: the name of it, of oneself.
      when weigh_crisis.parts ~ concat_ws(
        '|',
        'x', 'q', '[wgt].{0,4}s', 's.{0,3}[wgt]', '^.{0,3}s.?$',
        -- "I want to die": w or t, then d.
        '[wt][^no]{0,3}d', 'd.{0,2}w$',
        -- "I do not want to live", "can't live any more", "no reason to go on".
        'n.{0,2}w.{0,3}l([^.]|$)', 'w.{0,3}n.{0,2}l([^.]|$)', 'j.{0,3}lf',
        'n.{0,2}w.{0,3}c.{0,2}f', 'w.?nf.?c',
        'nr.{0,3}[lc]', 'l.{0,3}nr', 'n.r.{0,2}l',
        -- "Everyone would be better off without me".
        'e.{0,5}[+].{0,3}b', 'b.{0,5}[+].{0,3}e', 'b.{0,3}e.{0,3}[+]',
        -- Hurting oneself, meant or begun.
        '[wgt].{0,3}h', 'h.{0,2}f', 'h.{0,2}[wt]', 'Y'
      ) then 2
      -- What may be despair, or is long ago; others that somebody means to hurt; food.
      when weigh_crisis.parts ~ concat_ws(
        '|',
        -- But not "without coffee".
        'j.{0,3}l[.]?$',
        'y', 's', 'h', '[+].{0,4}b', 'b.{0,5}[+]',
        '[wgt][^n]{0,3}k.{0,2}o', '[wgt][^n]{0,3}o.{0,2}k', '[wgt][^n]{0,3}K',
        'a.{0,3}m', 'm.{0,3}a', '[wt].{0,3}a',
        -- Tired of living; cutting oneself.
        'i.{0,2}[lv]', 'M.{0,3}C'
      ) then 1
      else 0
    end;
$$;

comment on function private.weigh_crisis(text) is
  'How grave a sentence is, given as parts: 2 holds everything, 1 is answered, 0 is nothing. The '
  'parts: w wanting, g going to, t thinking of, n not, j cannot, f any more; d to be dead, l to '
  'live, c to go on, r a reason, q an act, s its name, h hurting oneself; k hurting others and o '
  'those, K both; a food given back, m always; b without me, e everyone, + better; x, Y, y whole '
  'phrases; z takes one off, Z means something else.';
revoke execute on function private.weigh_crisis(text) from public;

create function private.weigh_farewell(parts text)
returns integer
language sql
immutable
strict
set search_path = ''
as $$
  select (
    weigh_farewell.parts !~ 'Z' and weigh_farewell.parts ~ concat_ws(
      '|', 'G.*S', 'S.*G', 'P.*[Wa]', '[Wa].*P', 'D.*[AGS]', '[AGS].*D', 'A.*[GS]',
      '[GS].*A', 'a.*B', 'B.*a', 'R.*X', 'X.*R', 'V.*N', 'N.*V'
    )
  )::integer;
$$;

comment on function private.weigh_farewell(text) is
  'What only a whole text tells, given as parts: two of G somebody is left to others, S sorry or '
  'goodbye, A no more of oneself and D a day or decision; P a body that gives way and W weight or '
  'food; B blood, and food given back; R skin and X that it is hidden; V that somebody will pay '
  'and N where. 1 is answered.';
revoke execute on function private.weigh_farewell(text) from public;

create function private.read_crisis(body text)
returns text
language plpgsql
stable
strict
set search_path = ''
as $$
declare
  v_spelled constant text := private.spell_crisis(body);
begin
  return (
    with lenses as materialized (
      select private.parts_of_crisis(v_spelled, language) as parts
      from unnest('{en,es,fr,de,pt}'::text[]) as language
    ),
    sentences as (
      select
        private.weigh_crisis(sentence.parts) as weight,
        -- A film is one in any language.
        bool_or(sentence.parts ~ 'Z') over of_all as is_else,
        bool_or(sentence.parts ~ 'z') over of_all as is_light
      from lenses
      cross join string_to_table(lenses.parts, '|') with ordinality as sentence (parts, place)
      window of_all as (partition by sentence.place)
    )
    select case max(found.weight) when 2 then 'hold' when 1 then 'answer' end
    from (
      select
        case
          when sentences.is_else then 0
          -- Whoever may be in danger may laugh at it.
          when sentences.weight = 2 then 2
          -- "Lol", or burpees beside less than that: one less.
          else sentences.weight - sentences.is_light::integer
        end as weight
      from sentences
      union all
      select private.weigh_farewell(lenses.parts) from lenses
    ) as found
  );
end;
$$;

comment on function private.read_crisis(text) is
  'Whether a text has words that may tell of a crisis: hold where by their own words somebody may '
  'be in danger, answer where somebody may need help, null for neither. English, Spanish, French, '
  'German and Portuguese, whatever the language of who writes. It is a net with holes.';
revoke execute on function private.read_crisis(text) from public;

create function private.is_crisis(body text)
returns boolean
language sql
stable
strict
set search_path = ''
as $$
  select private.read_crisis(is_crisis.body) is not null;
$$;

comment on function private.is_crisis(text) is
  'Whether a text has words that may tell of a crisis.';
revoke execute on function private.is_crisis(text) from public;

create function private.tells_of_crisis(command text)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select coalesce(tells_of_crisis.command in ('crisis', 'distress'), false);
$$;

comment on function private.tells_of_crisis(text) is
  'Whether a text that was taken for this has words of a crisis: crisis holds everything, distress '
  'is answered alone.';
revoke execute on function private.tells_of_crisis(text) from public;
