-- Segments counted by hand, on both sides of every boundary.
begin;
select plan(26);

create function pg_temp.segments(variadic bodies text[])
returns integer[]
language sql
as $$
  select array_agg(public.sms_segments(body) order by position)
  from unnest(bodies) with ordinality as part (body, position);
$$;

-- GSM-7
select is(public.sms_segments('Hello!'), 1, 'a short text is one segment');
select is(
  pg_temp.segments(repeat('a', 160), repeat('a', 161)), array[1, 2], 'one segment holds 160 septets'
);
select is(
  pg_temp.segments(repeat('a', 306), repeat('a', 307)), array[2, 3], 'two hold 153 each'
);
select is(
  pg_temp.segments(repeat('a', 459), repeat('a', 460), repeat('a', 1600)), array[3, 4, 11],
  'and so does each of more'
);
select is(
  pg_temp.segments(repeat('é', 160), repeat('ñ', 161), repeat('Ω', 160)), array[1, 2, 1],
  'accents and Greek capitals of the alphabet take one'
);
select is(
  (
    select pg_temp.segments(alphabet || repeat('a', 33), alphabet || repeat('a', 34))
    from concat(
      E'\n\r !"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_',
      'abcdefghijklmnopqrstuvwxyz¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ'
    ) as alphabet
  ),
  array[1, 2], 'the whole basic alphabet: 127 characters of one septet each'
);
select is(
  pg_temp.segments(
    E'\f[\\]^{|}~€' || repeat('a', 140), E'\f[\\]^{|}~€' || repeat('a', 141)
  ),
  array[1, 2], 'each of the ten extension characters takes two'
);
select is(
  pg_temp.segments(repeat('€', 80), repeat('€', 81)), array[1, 2], 'also when there is nothing else'
);
select is(
  pg_temp.segments(repeat('€', 152), repeat('€', 153)), array[2, 3],
  'an escape is not split: 76 euro signs in each segment, one septet lost'
);
select is(
  pg_temp.segments(
    repeat('a', 151) || '{' || repeat('a', 153), repeat('a', 152) || '{' || repeat('a', 152),
    repeat('a', 153) || '{' || repeat('a', 151)
  ),
  array[2, 3, 2], 'a brace before, across and behind the end of the first segment'
);
select is(
  pg_temp.segments(
    repeat('a', 152) || '{' || repeat('a', 151), repeat('a', 158) || '{',
    repeat('a', 159) || '{'
  ),
  array[2, 1, 2], 'the split matters only where there is one'
);
select is(
  pg_temp.segments(
    repeat('a', 79) || E'\r\n' || repeat('a', 79), repeat('a', 80) || E'\r\n' || repeat('a', 79),
    repeat('a', 80) || E'\n' || repeat('a', 79)
  ),
  array[1, 2, 1], 'CRLF is two characters'
);

-- UCS-2
select is(
  pg_temp.segments(repeat('中', 70), repeat('中', 71)), array[1, 2], 'one segment holds 70 units'
);
select is(
  pg_temp.segments(repeat('中', 134), repeat('中', 135), repeat('中', 201), repeat('中', 202)),
  array[2, 3, 3, 4], 'several hold 67 each'
);
select is(
  array(
    select public.sms_segments(repeat('a', 70) || odd)
    from unnest(array['ç', '`', '’', '—', '…', E'\t', E'\u00A0', 'ё', E'\u001B']) as odd
  ),
  array_fill(2, array[9]), 'one character outside GSM-7 is enough, however ordinary it looks'
);
select is(
  pg_temp.segments('中' || repeat('{', 69), '中' || repeat('{', 70)), array[1, 2],
  'braces and the like are single units there'
);
select is(
  pg_temp.segments(repeat('😀', 35), repeat('😀', 36)), array[1, 2], 'an emoji is two units'
);
select is(
  pg_temp.segments(repeat('😀', 66), repeat('😀', 67)), array[2, 3],
  'its surrogates are not split: 33 in each segment, one unit lost'
);
select is(
  pg_temp.segments(
    repeat('a', 65) || '😀' || repeat('a', 67), repeat('a', 66) || '😀' || repeat('a', 66),
    repeat('a', 67) || '😀' || repeat('a', 65)
  ),
  array[2, 3, 2], 'an emoji before, across and behind the end of the first segment'
);
select is(
  pg_temp.segments(repeat('a', 68) || '😀', repeat('a', 69) || '😀'), array[1, 2],
  'one segment has no end to split at'
);
select is(
  pg_temp.segments(repeat(E'e\u0301', 35), repeat(E'e\u0301', 36)), array[1, 2],
  'a combining mark is a unit of its own'
);
select is(
  pg_temp.segments(repeat('a', 59) || '👨‍👩‍👧‍👦', repeat('a', 60) || '👨‍👩‍👧‍👦'), array[1, 2],
  'a family is eleven'
);

-- Neither
select is(public.sms_segments(''), 0, 'an empty text is never sent');
select is(public.sms_segments(null), null, 'no text has no number');
select is(
  public.sms_segments((repeat('a', 161) collate "und-x-icu")), 2, 'whatever the collation'
);
select is(
  array[
    tests.outcome_as('anon', $$select public.sms_segments('a')$$),
    tests.outcome_as('service_role', $$select public.sms_segments('a')$$)
  ],
  array['42501', '1 rows'], 'the service may ask, a visitor may not'
);

select * from finish();
rollback;
