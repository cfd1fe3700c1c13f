-- What no user can have is refused by field and value, and nothing changes.
begin;
select plan(16);

select tests.create_user('Maya');
create temporary table before as select * from public.users;

create function pg_temp.refusal(assignment text)
returns text
language sql
as $$
  select tests.refusal_to('Maya', 'update public.users set paused_until = now(), ' || assignment);
$$;

select is(
  pg_temp.refusal($$display_name = ' '$$),
  'RD101: Cannot save the user: display_name " " is not a name of 1 to 100 characters',
  'a blank name'
);
select is(
  pg_temp.refusal($$display_name = ''$$),
  'RD101: Cannot save the user: display_name "" is not a name of 1 to 100 characters',
  'an empty name'
);
select is(
  pg_temp.refusal($$display_name = e'\n\t\r'$$),
  'RD101: Cannot save the user: display_name "   " is not a name of 1 to 100 characters',
  'a name of line breaks and tabs'
);
select is(
  pg_temp.refusal($$display_name = repeat('a', 2000)$$),
  'RD101: Cannot save the user: display_name "' || repeat('a', 60)
    || '…" (2000 characters) is not a name of 1 to 100 characters',
  'a name of 2,000 characters'
);
select is(
  pg_temp.refusal($$message_style = 'rude'$$),
  'RD102: Cannot save the user: message_style "rude" is not a known style',
  'an unknown style'
);
select is(
  pg_temp.refusal('message_style = null'),
  'RD102: Cannot save the user: message_style null is not a known style',
  'no style'
);
select is(
  pg_temp.refusal($$locale = 'Portuguese!'$$),
  'RD103: Cannot save the user: locale "Portuguese!" is not a language tag',
  'what is no language tag'
);
select is(
  pg_temp.refusal($$locale = 'en' || repeat('-abcdefgh', 5)$$),
  'RD103: Cannot save the user: locale "en' || repeat('-abcdefgh', 5) || '" is not a language tag',
  'a language tag without end'
);
select is(
  left(
    tests.refusal_to('Maya', $$update public.users set paused_until = '294276-12-31 23:59Z'$$),
    55
  ),
  'RD104: Cannot save the user: paused_until "294276-12-31', 'a pause that no calendar ends'
);
select is(
  array[
    pg_temp.refusal($$frequency = 'hourly'$$),
    pg_temp.refusal($$frequency = ''$$)
  ],
  array[
    'RD105: Cannot save the user: frequency "hourly" is not a known frequency',
    'RD105: Cannot save the user: frequency "" is not a known frequency'
  ],
  'an unknown frequency'
);
select is(
  array[
    pg_temp.refusal($$quiet_minutes = '{[1320,1500)}'$$),
    pg_temp.refusal($$quiet_minutes = '{[-1,10)}'$$),
    pg_temp.refusal($$quiet_minutes = '{(,420)}'$$),
    left(
      pg_temp.refusal(
        $$
          quiet_minutes = (
            select range_agg(int4range(n * 2, n * 2 + 1)) from generate_series(1, 11) as n
          )
        $$
      ),
      60
    )
  ],
  array[
    'RD106: Cannot save the user: quiet_minutes "{[1320,1500)}" is not a set of minutes of a day',
    'RD106: Cannot save the user: quiet_minutes "{[-1,10)}" is not a set of minutes of a day',
    'RD106: Cannot save the user: quiet_minutes "{(,420)}" is not a set of minutes of a day',
    'RD106: Cannot save the user: quiet_minutes "{[2,3),[4,5),[6,'
  ],
  'minutes that no day has, and more ranges than anybody means'
);
select is(
  array[
    pg_temp.refusal($$avoid_days = '{Caturday}'$$),
    pg_temp.refusal($$avoid_days = '{Sunday,Sunday}'$$),
    pg_temp.refusal($$avoid_days = '{Sunday,null}'$$),
    pg_temp.refusal($$avoid_days = '{{Sunday},{Monday}}'$$),
    pg_temp.refusal($$avoid_days = '{sunday}'$$)
  ],
  array[
    'RD107: Cannot save the user: avoid_days "{Caturday}" is not a list of days of the week',
    'RD107: Cannot save the user: avoid_days "{Sunday,Sunday}" is not a list of days of the week',
    'RD107: Cannot save the user: avoid_days "{Sunday,NULL}" is not a list of days of the week',
    'RD107: Cannot save the user: avoid_days "{{Sunday},{Monday}}" is not a list of days of the '
      'week',
    'RD107: Cannot save the user: avoid_days "{sunday}" is not a list of days of the week'
  ],
  'what is no list of days'
);
select set_eq(
  'select * from public.users', 'select * from before',
  'none of it, nor what came along with it, is saved'
);
select is(
  array[
    pg_temp.refusal($$display_name = repeat('🏃', 100)$$),
    pg_temp.refusal('display_name = null'),
    pg_temp.refusal($$message_style = 'snarky', locale = 'zh-Hant-TW'$$),
    pg_temp.refusal(
      $$
        frequency = 'minimal', quiet_minutes = '{[0,420),[1320,1440)}',
        avoid_days = '{Saturday,Sunday}'
      $$
    ),
    pg_temp.refusal($$frequency = null, quiet_minutes = '{}', avoid_days = '{}'$$),
    pg_temp.refusal('quiet_minutes = null, avoid_days = null')
  ],
  array[null, null, null, null, null, null]::text[],
  'a hundred characters are a name, and so is none; a night, a week-end, nothing'
);
select throws_ok(
  $$
    set local session_replication_role = replica;
    update public.users set display_name = repeat('a', 101)
  $$,
  '23514', null, 'the constraints hold without the trigger'
);

select is(
  array(
    select tests.refusal_to(
      'Maya', format('update public.users set paused_until = %L', paused_until)
    )
    from unnest(array['infinity', '-infinity', (now() + interval '9 years')::text, null])
      as paused_until
  ),
  array[null, null, null, null]::text[],
  'a pause without end, one that is over, one of nine years, none'
);

select * from finish();
rollback;
