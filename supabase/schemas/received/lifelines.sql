-- Where help is.

create function private.lifeline(phone text, locale text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when lifelines.number is null then sayings.without_number
    when lifelines.reads_texts then format(sayings.call_or_text, lifelines.number)
    else format(sayings.call, lifelines.number)
  end
  from (
    values
      ('en', 'call %s', 'call or text %s', 'call your local emergency number'),
      (
        'es', 'llama al %s', 'llama o escribe al %s',
        'llama a los servicios de emergencia de donde vives'
      ),
      (
        'fr', 'appelez le %s', 'appelez le %s ou écrivez-y par SMS',
        'appelez le numéro d''urgence de votre pays'
      ),
      (
        'de', 'rufen Sie %s an', 'rufen Sie %s an oder schreiben Sie eine SMS dorthin',
        'rufen Sie den Notruf vor Ort an'
      ),
      (
        'pt', 'ligue para %s', 'ligue ou envie um SMS para %s',
        'ligue para o número de emergência local'
      )
  ) as sayings (locale, call, call_or_text, without_number)
  left join (
    values
      ('+1', '988 (Suicide & Crisis Lifeline)', true),
      ('+44', '116 123 (Samaritans)', false),
      ('+353', '116 123 (Samaritans)', false),
      ('+49', '0800 111 0 111 (Telefonseelsorge)', false),
      ('+33', '3114', false),
      ('+34', '024', false),
      ('+61', '13 11 14 (Lifeline)', false),
      ('+64', '1737', true)
  ) as lifelines (prefix, number, reads_texts)
    on starts_with(lifeline.phone, lifelines.prefix)
    -- Where +1 is neither the United States nor Canada: Bahamas, Barbados, Anguilla, Antigua and
    -- Barbuda, British Virgin Islands, Cayman Islands, Bermuda, Grenada, Turks and Caicos Islands,
    -- Jamaica (658, 876), Montserrat, Sint Maarten, Saint Lucia, Dominica, Saint Vincent, Dominican
    -- Republic (809, 829, 849), Trinidad and Tobago, Saint Kitts and Nevis. 988 reaches nobody.
    and lifeline.phone !~ ('^\+1(242|246|264|268|284|345|441|473|649|658|876|664|721|758|767|784'
      '|809|829|849|868|869)')
  where sayings.locale = coalesce(lifeline.locale, 'en');
$$;

comment on function private.lifeline(text, text) is
  'Where somebody with this number finds help at any hour, in their language (English if null); '
  'their local emergency number where we know no other. Numbers change: an operator checks those '
  'of the countries that they serve before going live; none was verified. Area codes: '
  'en.wikipedia.org/wiki/Area_codes_in_the_Caribbean, read in November 2026; at NANPA unverified.';
revoke execute on function private.lifeline(text, text) from public;
