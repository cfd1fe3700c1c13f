-- Where help is, by number and language: no number of another country.
begin;
select plan(8);

select is_empty(
  $$
    select area from unnest(array[202, 416, 604, 787, 939, 340, 671, 670, 684, 242 + 1]) as area
    where private.lifeline('+1' || area || '5550123', null)
      <> 'call or text 988 (Suicide & Crisis Lifeline)'
  $$,
  '988 in the United States, their territories and Canada'
);
select is_empty(
  $$
    select area
    from unnest(array[
      242, 246, 264, 268, 284, 345, 441, 473, 649, 658, 664, 721, 758, 767, 784, 809, 829, 849, 868,
      869, 876
    ]) as area
    where private.lifeline('+1' || area || '5550123', 'en')
      <> 'call your local emergency number'
  $$,
  'not in any other country behind +1'
);
select is(
  private.lifeline('+18765550123', null), 'call your local emergency number', 'not in Jamaica'
);
select results_eq(
  $$
    select private.lifeline(phone, null)
    from unnest(array[
      '+447700900123', '+353201234567', '+4915112345678', '+33612345678', '+34612345678',
      '+61412345678', '+64211234567', '+525512345678', '+390612345678', '+77011234567'
    ]) with ordinality as numbers (phone, n)
    order by n
  $$,
  array[
    'call 116 123 (Samaritans)', 'call 116 123 (Samaritans)',
    'call 0800 111 0 111 (Telefonseelsorge)', 'call 3114', 'call 024', 'call 13 11 14 (Lifeline)',
    'call or text 1737', 'call your local emergency number', 'call your local emergency number',
    'call your local emergency number'
  ],
  'of the country of the number, or none'
);
select is(
  (
    select count(distinct private.lifeline(phone, locale))
    from unnest(array['en', 'es', 'fr', 'de', 'pt']) as locale
    cross join unnest(array['+12025550123', '+34612345678', '+525512345678']) as phone
  ),
  15::bigint, 'each language says it in its own words'
);
select is_empty(
  $$
    select locale from unnest(array['en', 'es', 'fr', 'de', 'pt']) as locale
    where private.lifeline('+12025550123', locale) not like '%988 (Suicide & Crisis Lifeline)%'
      or private.lifeline('+525512345678', locale) ~ '[0-9]'
  $$,
  'with the same number, and none where we know none'
);
-- The longest of each: what a crisis costs does not matter, but it must arrive.
select is(
  (
    select string_agg(
      template.locale || ' ' || public.sms_segments(
        private.render_text(
          template.body,
          jsonb_build_object('brand', 'Rundown', 'lifeline', private.lifeline(phone, locale))
        )
      ),
      ', ' order by template.locale, phone
    )
    from public.message_templates as template
    cross join unnest(array['+12025550123', '+525512345678']) as phone
    where template.message_type = 'crisis'
  ),
  'de 2, de 2, en 2, en 2, es 2, es 2, fr 2, fr 2, pt 2, pt 3',
  'in two segments, or three of other letters for one in Portuguese'
);
select is(
  private.lifeline('+34612345678', 'tlh'), null, 'a language without words has no contact'
);

select * from finish();
rollback;
