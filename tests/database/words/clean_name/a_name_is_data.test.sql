-- Whatever people call themselves arrives as a name, and nothing else does.
begin;
select plan(31);

create function pg_temp.clean(name text, longest integer default 40)
returns text
language sql
as $$
  select private.clean_name(clean.name, clean.longest);
$$;

-- Names that are one already
select is(
  array(
    select name
    from unnest(array[
      'Maya', 'Mary-Jane O''Neill', 'Zoë Müller', 'J.R. Ewing', 'J.R.R. Tolkien', 'Dr. Maya B.',
      'Maya :)', 'Maya 1985', 'Agent 007', 'Maya 555-019', 'Łukasz', 'Nguyễn Thị',
      '美玲', 'मीना', 'يحيى',
      'X Æ A-12', 'Maya & Sam', '100% Maya', 'a_b', '<b>Maya</b>', '\1 & $1 %s', '1. FC Maya'
    ]) as name
    where replace(replace(pg_temp.clean(name), E'\u2068', ''), E'\u2069', '')
      is distinct from normalize(name, nfc)
  ),
  array[]::text[], 'an ordinary name stays as it is'
);
select is(pg_temp.clean('{{user_name}}'), '{{user_name}}', 'braces are letters like others');
select is(
  private.render_text(
    '{{brand}}: {{user_name}} logged.',
    jsonb_build_object('brand', 'Rundown', 'user_name', pg_temp.clean('{{brand}} {{x}}'))
  ),
  'Rundown: {{brand}} {{x}} logged.', 'and stay so in a text'
);
select is(pg_temp.clean(E'Zoe\u0308'), 'Zoë', 'letters are composed, so that GSM-7 has them');
select is(pg_temp.clean('O’Neill “Jo” – B'), 'O''Neill "Jo" - B', 'quotes and dashes are plain');
select is(pg_temp.clean(null), null, 'no name stays none');

-- One line
select is(pg_temp.clean(E' \n Maya\r\n\tB.\f '), 'Maya B.', 'lines become one, blanks single');
select is(
  pg_temp.clean(E'Maya\u00A0\u2028B\u2029\u3000C\u0085D\u0007E\u2800F'), 'Maya B C D E F',
  'so do those of Unicode, and control characters'
);
select is(pg_temp.clean(E' \n\t\u00A0\u200B'), null, 'blanks alone are no name');

-- Nothing unseen
select is(
  pg_temp.clean(E'Ma\u200By\u2060a\uFEFF \u00ADB\u180E\u034F\u115F\u3164'), 'Maya B',
  'what has no width goes'
);
select is(
  pg_temp.clean(E'M\u200Daya \u200CB\u200D \u200D!'), 'Maya B !',
  'so do joiners that join nothing'
);
select is(
  pg_temp.clean(E'\u0645\u06CC\u200C\u200C\u062E\u0648\u0627\u0647\u0645'),
  E'\u2068\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645\u2069', 'in Persian they are spelling'
);
select is(
  pg_temp.clean(E'Maya\U000E0041\U000E0042\U000E007F'), 'Maya', 'so do the letters of tags'
);
select is(
  pg_temp.clean(E'q' || repeat(E'\u0300', 50) || 'x'), E'q\u0300\u0300\u0300x',
  'no letter towers over the lines'
);
select is(pg_temp.clean(E'\u0301\u200D\uFE0FMaya'), 'Maya', 'none hangs on what stands before it');

-- Directions
select is(pg_temp.clean(E'Maya\u202Enwodnur'), 'Mayanwodnur', 'an override of direction goes');
select is(
  pg_temp.clean(E'\u200E\u200F\u061C\u202A\u202B\u202C\u202D\u2066\u2067\u2068\u2069'), null,
  'as all that change it do'
);
select is(
  array[pg_temp.clean('מאיה'), pg_temp.clean('محمد'), pg_temp.clean('Maya מאיה 3')],
  array[E'\u2068מאיה\u2069', E'\u2068محمد\u2069', E'\u2068Maya מאיה 3\u2069'],
  'letters from right to left stay, isolated from the words around'
);

-- Emoji
select is(
  array(
    select name
    from unnest(array[
      '👨‍👩‍👧‍👦 Smith', 'Maya 🦙', '👩🏽‍🚀', '❤️', '🏳️‍🌈', '🇺🇸🇬🇧', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '1️⃣'
    ]) as name
    where pg_temp.clean(name) is distinct from name
  ),
  array[]::text[], 'emoji stay whole'
);

-- Links
select is(
  array(
    select name || ' -> ' || pg_temp.clean(name)
    from unnest(array[
      'http://evil.example', 'HTTPS://evil.example/x?y=z', 'evil.com', 'evil.com/x', 'bit.ly/abc',
      'www.evil.com', 'Maya evil.co Maya', 'maya@evil.com', 'mailto:maya@evil.com', 'tel:911',
      'evil.com.', '(evil.com)', 'e.v.i.l.com', 'evil..com', 'evil.рф', 'evil.xn--p1ai', '1.2.3.4',
      'http://127.0.0.1/', 'http://localhost', 'http:\\evil', 'evil:8080', 'Evil.Com',
      'evil。com', 'evil．com', 'evil｡com', 'evil․com', 'evil﹒com', 'http：//evil',
      E'evil\u200B.com', E'evil.\u200Bcom', E'evil.c\u200Dom', E'evil.c\u00ADom', E'evil.c\u2060om',
      E'evil\u202E.com', E'ht\u200Dtp://x', 'ｅｖｉｌ.ｃｏｍ', 'evil.co' || chr(769) || 'm', 'éé.fr',
      'מאיה.קום', E'evil.\U000E0041com', '🦙.com', 'x.🦙🦙', 'a.b.c.de'
    ]) as name
    where pg_temp.clean(name) ~ '[.\u2024\u3002\uFE12\uFE52\uFF0E\uFF61]([\w\u0080-\uFFFF]{2}|\d)'
      or pg_temp.clean(name) ~ '[:\uFF1A]\S'
  ),
  array[]::text[], 'no shape of a link arrives as one'
);
select is(pg_temp.clean('http://evil.example/x'), 'http evil example/x', 'its words do');
select is(pg_temp.clean('bit.ly/abc'), 'bit ly/abc', 'also without a scheme');
select is(pg_temp.clean('evil。com'), 'evil com', 'and with a dot of another script');
select is(
  array(
    select name
    from unnest(array[
      'Maya +1 (202) 555-0199', 'Maya 202.555.0199', 'Maya 2025550199', 'Maya ٠٢٠٢٥٥٥٠١٩٩',
      'Maya 2 0 2 5 5 5 0 1 9 9', 'Maya 555-0199'
    ]) as name
    where pg_temp.clean(name) <> 'Maya'
  ),
  array[]::text[], 'nor does a number to call'
);

-- Length
select is(length(pg_temp.clean(repeat('Maya', 500))), 40, 'of 2,000 characters the first few stay');
select is(pg_temp.clean('Maya Lindqvist', 5), 'Maya', 'without the blank at the cut');
select is(
  array(
    select pg_temp.clean('ab' || sign || 'c', longest)
    from (
      values
        (E'q\u0302\u0303', 3), (E'q\u0302\u0303', 4), (E'q\u0302\u0303', 5),
        ('👨‍👩‍👧‍👦', 3), ('👨‍👩‍👧‍👦', 4), ('👨‍👩‍👧‍👦', 8), ('👨‍👩‍👧‍👦', 9),
        ('👍🏽', 3), ('👍🏽', 4), ('🇺🇸🇬🇧', 3), ('🇺🇸🇬🇧', 4), ('🇺🇸🇬🇧', 5),
        ('🏴󠁧󠁢󠁥󠁮󠁧󠁿', 6), ('❤️', 3), ('❤️', 4)
    ) as cut (sign, longest)
  ),
  array[
    'ab', 'ab', E'abq\u0302\u0303',
    'ab', 'ab', 'ab', 'ab👨‍👩‍👧‍👦',
    'ab', 'ab👍🏽', 'ab', 'ab🇺🇸', 'ab🇺🇸',
    'ab', 'ab', 'ab❤️'
  ],
  'nothing is cut in two that people see as one'
);
select is(
  array[pg_temp.clean('מאיהמאיה', 6), pg_temp.clean('מאיה', 2), pg_temp.clean('Maya', 0)],
  array[E'\u2068מאיה\u2069', null, null], 'the isolate counts, and no room is no name'
);
select is_empty(
  $$
    select name, longest, pg_temp.clean(name, longest)
    from unnest(array[
      repeat('Maya ', 20), repeat('מאיה ', 20), repeat('👨‍👩‍👧‍👦', 9), repeat('🇺🇸', 20),
      repeat(E'e\u0323\u0302x', 20), repeat('मीना ', 20)
    ]) as name
    cross join generate_series(1, 60) as longest
    where length(pg_temp.clean(name, longest)) > longest
      or pg_temp.clean(name, longest) ~ '\u200D$|^[ \u0300-\u036F\u0900-\u0903\u093E-\u094D]| $'
  $$,
  'never longer than asked, at any length'
);
select is_empty(
  $$
    select name
    from unnest(array[
      'Maya', repeat('x.yz ', 400), 'http://evil.example', E'Ma\u202Eya', 'מאיה', '👨‍👩‍👧‍👦',
      'Maya 2025550199'
    ]) as name
    where pg_temp.clean(pg_temp.clean(name)) is distinct from pg_temp.clean(name)
  $$,
  'a clean name is clean'
);
select is(
  pg_temp.clean(repeat(E'{{user_name}}\n\u202E👨‍👩‍👧‍👦 http://evil.com ', 60)),
  '{{user_name}} 👨‍👩‍👧‍👦 http evil com {{us', 'all of it at once'
);

select * from finish();
rollback;
