-- What no contact can have is refused by field and value, and nothing changes.
begin;
select plan(29);

select tests.create_user('Maya');
select tests.create_user('Noah');
select tests.create_contact('Maya', phone => '+12025550101');
select tests.create_contact('Maya', phone => '+12025550102');
create temporary table before as select * from public.contacts;

-- Ben, with one thing about him changed.
create function pg_temp.refusal(
  name text default 'Ben',
  phone text default '+12025550103',
  relationship text default 'friend',
  timezone text default 'Europe/Berlin',
  locale text default null
)
returns text
language sql
as $$
  select tests.refusal_to(
    'Maya',
    format(
      'insert into public.contacts (user_id, name, phone, relationship, timezone, locale)
        values (%L, %L, %L, %L, %L, %L)',
      tests.user_id('Maya'), name, phone, relationship, timezone, locale
    )
  );
$$;

select is(
  pg_temp.refusal(name => repeat('a', 2000)),
  'RD121: Cannot save the contact: name "' || repeat('a', 60)
    || '…" (2000 characters) is not a name of 1 to 100 characters',
  'a name of 2,000 characters'
);
select is(
  array(
    select left(pg_temp.refusal(name => name), 5)
    from unnest(array['', '  ', e'\n', null]) as name
  ),
  array_fill('RD121'::text, array[4]),
  'a name with nothing to read in it'
);
select is(
  pg_temp.refusal(phone => '202 555 0102'),
  'RD122: Cannot save the contact: phone "202 555 0102" is not a number in E.164',
  'a number without its country'
);
select is(
  pg_temp.refusal(phone => null),
  'RD122: Cannot save the contact: phone null is not a number in E.164',
  'no number'
);
select is(
  array(
    select left(pg_temp.refusal(phone => phone), 5)
    from unnest(array[
      '', '+', '+0123456789', '+123456', '+1234567890123456', '12025550103', '+1 202 555 0103',
      '+1-202-555-0103', '0012025550103', '+12025550103x1', e'+12025550103\n', ' +12025550103',
      '+١٢٠٢٥٥٥٠١٠٣', '＋12025550103', '+1202555O103'
    ]) as phone
  ),
  array_fill('RD122'::text, array[15]),
  'what is no E.164 number: a leading zero, too short, too long, spaces, other digits'
);
select is(
  pg_temp.refusal(relationship => 'boss'),
  'RD123: Cannot save the contact: relationship "boss" is not a known relationship',
  'an unknown relationship'
);
select is(
  pg_temp.refusal(timezone => 'Etc/GMT-2'),
  'RD124: Cannot save the contact: timezone "Etc/GMT-2" is not the time zone of a place',
  'a fixed offset'
);
select is(
  pg_temp.refusal(timezone => null),
  'RD124: Cannot save the contact: timezone null is not the time zone of a place',
  'no zone, for none is guessed'
);
select is(
  pg_temp.refusal(locale => 'it'),
  'RD129: Cannot save the contact: locale "it" is not a language that we have words in',
  'a language that we have no words in'
);
select is(
  array(select pg_temp.refusal(locale => locale) from unnest(array['', 'EN', 'pt-BR']) as locale)
    ::text,
  array(
    select format(
      'RD129: Cannot save the contact: locale "%s" is not a language that we have words in', locale
    )
    from unnest(array['', 'EN', 'pt-BR']) as locale
  )::text,
  'nor any other spelling of one'
);
select is(
  pg_temp.refusal(phone => '+12025550101'),
  'RD125: Cannot save the contact: phone "+12025550101" is the number of another contact already',
  'a number that she has already'
);
select is(
  tests.refusal_to(
    'Maya', $$update public.contacts set phone = '+12025550101' where phone = '+12025550102'$$
  ),
  'RD125: Cannot save the contact: phone "+12025550101" is the number of another contact already',
  'a contact that takes the number of another'
);
select is(
  tests.refusal_to('Maya', $$update public.contacts set name = 'Ben', phone = '0'$$),
  'RD122: Cannot save the contact: phone "0" is not a number in E.164',
  'a change to what is no number'
);
select set_eq(
  'select * from public.contacts', 'select * from before',
  'none of it, nor what came along with it, is saved'
);

-- Noah tries to find out whom Maya knows.
select is(
  array(
    select tests.refusal_to(
      'Noah',
      format(
        'insert into public.contacts (user_id, name, phone, relationship, timezone)
          values (%L, ''Ben'', %L, ''friend'', ''UTC'')',
        tests.user_id('Maya'), phone
      )
    )
    from unnest(array['+12025550101', '+12025550199']) as phone
  ),
  array_fill(
    '42501: new row violates row-level security policy for table "contacts"'::text, array[2]
  ),
  'a stranger is told the same of a number that she knows and one that she does not'
);

select is(
  array[
    pg_temp.refusal(),
    pg_temp.refusal(phone => '+2901234'),
    pg_temp.refusal(phone => '+491234567890123'),
    tests.refusal_to('Maya', $$update public.contacts set phone = phone, name = 'Benedict'$$)
  ],
  array_fill(null::text, array[4]),
  'seven to fifteen digits are a number, and keeping one''s own is fine'
);
select is(
  array(
    select tests.refusal_to('Maya', format('update public.contacts set locale = %L', locale))
    from unnest(array['en', 'es', 'fr', 'de', 'pt', null]) as locale
  ),
  array_fill(null::text, array[6]),
  'any of five languages can be chosen, or none'
);
select throws_ok(
  $$
    set local session_replication_role = replica;
    update public.contacts set locale = 'it'
  $$,
  '23514', null, 'the constraint on languages holds without the trigger'
);

-- Numbers that cannot exist.
select is(
  pg_temp.refusal(phone => '+4407911123456'),
  'RD126: Cannot save the contact: phone "+4407911123456" is too short, too long or of no country',
  'the 0 that is dialled inside a country'
);
select is(
  array(
    select left(pg_temp.refusal(phone => phone), 5)
    from unnest(array[
      '+44791112345', '+4915112345678901', '+1202555010', '+120255501011', '+33712345678901',
      '+490151123456', '+9991234567', '+2101234567', '+5255123456', '+522255123456789'
    ]) as phone
  ),
  -- Sixteen digits are no E.164 at all.
  array['RD126', 'RD122', 'RD126', 'RD126', 'RD126', 'RD126', 'RD126', 'RD126', 'RD126', 'RD126'],
  'too few digits, too many, a 0 too many, and no country'
);
select is(
  array(
    select left(pg_temp.refusal(phone => phone), 5)
    from unnest(array['+11025550103', '+12021550103', '+12020550103']) as phone
  ),
  array_fill('RD127'::text, array[3]),
  'what neither begins an area code nor a number in it'
);
select is(
  array(
    select pg_temp.refusal(phone => phone)
    from unnest(array[
      '+390612345678', '+2290197000000', '+22990000000', '+2250707000000', '+5215512345678',
      '+525512345699', '+447911123456', '+18765550123', '+79161234567'
    ]) as phone
  ),
  array_fill(null::text, array[9]),
  'a 0 where numbers begin with it, and both spellings of a phone, are fine'
);
delete from public.contacts where phone <> all (array(select phone from before));
set local session_replication_role = replica;
update public.contacts set phone = '+1234567' where phone = '+12025550102';
set local session_replication_role = origin;
select is(
  tests.refusal_to('Maya', $$update public.contacts set name = 'Old' where phone = '+1234567'$$),
  null, 'who has such a number from before may be renamed'
);
select is(
  left(tests.refusal_to('Maya', $$update public.contacts set phone = '+1234568'$$), 5), 'RD126',
  'but not get another one'
);

-- The number that people text is ours.
select is(pg_temp.refusal(phone => '+12025550100'), null, 'nobody knows our number at first');
delete from public.contacts where phone = '+12025550100';
select public.record_inbound_message(
  'SM-' || n, '+12025550177', 'hello', to_address => to_address
)
from unnest(array['+12025550100', '+12025550100', '68849', null]) with ordinality
  as texted (to_address, n);
select is(
  array(select phone from private.phone_numbers where is_ours), array['+12025550100'],
  'it is learned from the first text that comes in; a short code is no number'
);
select is(
  pg_temp.refusal(phone => '+12025550100'),
  'RD128: Cannot save the contact: phone "+12025550100" is the number that texts come from',
  'and is no contact''s'
);
select throws_ok(
  $$
    set local session_replication_role = replica;
    update public.contacts set phone = '+0123456789'
  $$,
  '23514', null, 'the constraints hold without the trigger'
);
select throws_ok(
  $$
    set local session_replication_role = replica;
    update public.contacts set phone = '+12025550101'
  $$,
  '23505', null, 'and so does the one about a number twice'
);

select * from finish();
rollback;
