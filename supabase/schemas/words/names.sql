-- Names and other words of people, as a text may carry them.

insert into private.reasons (code, meaning)
values ('no_display_name', 'The user has no name that a text could use.');

create function private.cut_text(body text, longest integer)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  -- What belongs to the character before it: combining marks of the scripts in wide use, variation
  -- selectors, skin tones, tags of flags.
  c_marks constant text collate "C" :=
    '\u0300-\u036F\u0483-\u0489\u0591-\u05BD\u05BF\u05C1-\u05C2\u05C4-\u05C5\u05C7\u0610-\u061A'
    '\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E4\u06E7-\u06E8\u06EA-\u06ED\u0711\u0730-\u074A'
    '\u07A6-\u07B0\u0900-\u0903\u093A-\u093C\u093E-\u094F\u0951-\u0957\u0962-\u0963\u0981-\u0983'
    '\u09BC\u09BE-\u09CD\u09D7\u0A01-\u0A03\u0A3C-\u0A51\u0A70-\u0A71\u0A81-\u0A83\u0ABC'
    '\u0ABE-\u0ACD\u0B01-\u0B03\u0B3C\u0B3E-\u0B57\u0B82\u0BBE-\u0BCD\u0BD7\u0C00-\u0C04\u0C3C'
    '\u0C3E-\u0C56\u0C81-\u0C83\u0CBC\u0CBE-\u0CD6\u0D00-\u0D03\u0D3B-\u0D3C\u0D3E-\u0D4D\u0D57'
    '\u0D81-\u0D83\u0DCA-\u0DDF\u0E31\u0E34-\u0E3A\u0E47-\u0E4E\u0EB1\u0EB4-\u0EBC\u0EC8-\u0ECD'
    '\u0F71-\u0F84\u102B-\u103E\u1056-\u1059\u135D-\u135F\u17B6-\u17D3\u1AB0-\u1AFF\u1DC0-\u1DFF'
    '\u20D0-\u20F0\u302A-\u302F\u3099-\u309A\uFE00-\uFE0F\uFE20-\uFE2F\U0001F3FB-\U0001F3FF'
    '\U000E0020-\U000E007F\U000E0100-\U000E01EF';
  c_joiner constant text collate "C" := '\u200D';
  c_flag_letter constant text collate "C" := '[\U0001F1E6-\U0001F1FF]';
  -- One character more than fits, to see whether the last one goes on behind the cut.
  v_body text collate "C" := left(cut_text.body, greatest(cut_text.longest, 0) + 1);
begin
  -- Nothing that hangs on a character may hang on what stands before this text.
  v_body := regexp_replace(v_body, format('^[%s%s]+', c_marks, c_joiner), '');
  if length(v_body) <= cut_text.longest then
    return v_body;
  end if;
  -- Two letters make a flag.
  if right(v_body, 1) ~ c_flag_letter then
    return regexp_replace(
      v_body, format('((?:^|[^\U0001F1E6-\U0001F1FF])(?:%1$s%1$s)*)%1$s%1$s?$', c_flag_letter), '\1'
    );
  end if;
  return regexp_replace(
    v_body, format('[^%1$s%2$s](?:[%1$s]|%2$s+[^%1$s%2$s]?)*$', c_marks, c_joiner), ''
  );
end;
$$;

comment on function private.cut_text(text, integer) is
  'The beginning of a text, at most "longest" characters: nothing is cut apart that people see as '
  'one, neither a letter from its marks nor a family emoji nor a flag. Marks before the first '
  'letter are dropped.';
revoke execute on function private.cut_text(text, integer) from public;
grant execute on function private.cut_text(text, integer) to authenticated;

create function private.defuse_links(body text)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  -- Dots as domain names know them (RFC 3490), and what normalizes to one.
  c_dots constant text collate "C" := '.\u2024\u3002\uFE12\uFE52\uFF0E\uFF61';
  c_digits constant text collate "C" := '0-9\u0660-\u0669\u06F0-\u06F9\uFF10-\uFF19';
  v_body text collate "C" := defuse_links.body;
begin
  -- "http://evil", "tel:911", "evil:8080", though not "Maya :)".
  v_body := regexp_replace(
    v_body, '[:\uFF1A](?=[/\\\uFF0F])[/\\\uFF0F]*|[:\uFF1A](?=[^ !-/:-@[-`{-~])', ' ', 'g'
  );
  -- "evil.com" and "1.2.3.4". The last label of a domain name has two characters at least, so that
  -- "J.R. Ewing" keeps the dots.
  v_body := regexp_replace(
    v_body,
    format(
      '(?<=[^ %1$s])[%1$s]+(?=[^ %1$s!-/:-@[-`{-~]{2})|(?<=[%2$s])[%1$s]+(?=[%2$s])',
      c_dots, c_digits
    ),
    ' ', 'g'
  );
  -- "+1 (202) 555-0199": seven digits and more are a number to call.
  return regexp_replace(
    v_body, format('[+(]*[%1$s](?:[ ()./+-]*[%1$s]){6,}', c_digits), ' ', 'g'
  );
end;
$$;

comment on function private.defuse_links(text) is
  'The text with nothing in it that a phone makes tappable: the colon of a scheme and the dots of '
  'a domain or address become spaces, telephone numbers go.';
revoke execute on function private.defuse_links(text) from public;
grant execute on function private.defuse_links(text) to authenticated;

create function private.clean_name(name text, longest integer)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  c_blanks constant text collate "C" :=
    '[\u0001-\u0020\u007F-\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u2800\u3000]+';
  -- Directions, zero widths, fillers, soft hyphens, annotations.
  c_unseen constant text collate "C" :=
    '[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B\u200E\u200F\u202A-\u202E'
    '\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF0-\uFFFB\U0001D173-\U0001D17A]';
  c_accents constant text collate "C" :=
    '\u0300-\u036F\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20F0';
  c_right_to_left constant text collate "C" :=
    '[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\U00010800-\U00010FFF\U0001E800-\U0001EFFF]';
  v_name text collate "C" := clean_name.name;
  v_longest integer := clean_name.longest;
begin
  -- Most names, at a tenth of the cost.
  if v_name ~ '^[A-Za-z]+(?:[ ''-][A-Za-z]+)*$' and length(v_name) <= v_longest then
    return v_name;
  end if;
  -- Composed letters and plain quotes more often stay within GSM-7, which halves a text's price.
  v_name := translate(normalize(left(v_name, 10000), nfc), '‘’ʼ“”–—', '''''''""--');
  v_name := regexp_replace(v_name, c_unseen, '', 'g');
  v_name := regexp_replace(v_name, c_blanks, ' ', 'g');
  -- Tags only spell flags; anywhere else they are hidden words.
  v_name := regexp_replace(
    v_name, '(\U0001F3F4[\U000E0030-\U000E007A]{2,6}\U000E007F)|[\U000E0000-\U000E007F]', '\1', 'g'
  );
  -- Joiners hold emoji together and shape Arabic and Indic letters; in Latin they hide a link.
  v_name := regexp_replace(v_name, '([\u200C\u200D])[\u200C\u200D]+', '\1', 'g');
  v_name := regexp_replace(
    v_name,
    '(?<![^\u0001-\u024F])[\u200C\u200D]|[\u200C\u200D](?![^\u0001-\u024F])', '', 'g'
  );
  -- More marks on one letter than any language has would spill over the lines around.
  v_name := regexp_replace(v_name, format('([%1$s]{3})[%1$s]+', c_accents), '\1', 'g');
  v_name := btrim(regexp_replace(private.defuse_links(v_name), ' +', ' ', 'g'));
  if v_name ~ c_right_to_left then
    -- An isolate keeps the words and numbers around in their own order (UAX #9).
    v_name := nullif(btrim(private.cut_text(v_name, v_longest - 2)), '');
    return E'\u2068' || v_name || E'\u2069';
  end if;
  return nullif(btrim(private.cut_text(v_name, v_longest)), '');
end;
$$;

comment on function private.clean_name(text, integer) is
  'A name as a text may carry it, at most "longest" characters: on one line, without unseen '
  'characters, links or telephone numbers, unable to turn the direction of the words around, and '
  'cut between whole characters. Braces stay: render_text() reads none in a fact. Null if nothing '
  'is left.';
revoke execute on function private.clean_name(text, integer) from public;
grant execute on function private.clean_name(text, integer) to authenticated;
