-- What Twilio takes for its own, and so answers itself, depends on the number that was texted; what
-- it says itself decides over any words.
begin;
select plan(9);

create temporary table numbers (kind text, number text);
insert into numbers
values
  ('long code', '+12025550100'), ('toll-free', '+18335550100'), ('short code', '68849'),
  ('unknown', null);

-- By default, to whoever is blocked already.
create function pg_temp.heard_by(kind text, words text)
returns text
language sql
as $$
  select
    string_agg(coalesce(private.twilio_keyword(word, numbers.number, null), '-'), ' ' order by n)
  from numbers
  cross join unnest(string_to_array(words, ',')) with ordinality as each (word, n)
  where numbers.kind = heard_by.kind;
$$;
create function pg_temp.answered(body text, is_blocked boolean, number text, type text)
returns boolean
language sql
as $$
  select private.is_answered_by_twilio(
    answered.body, is_blocked => answered.is_blocked, to_address => answered.number,
    opt_out_type => answered.type
  );
$$;

select results_eq(
  $$
    select
      kind,
      pg_temp.heard_by(kind, 'stop,STOPALL,Unsubscribe,CANCEL,END,QUIT,REVOKE,OPTOUT'),
      pg_temp.heard_by(kind, 'start,UNSTOP,Yes'),
      pg_temp.heard_by(kind, 'help,INFO')
    from numbers order by kind
  $$,
  $$
    values
      ('long code', 'STOP STOP STOP STOP STOP STOP STOP STOP', 'START START START', 'HELP HELP'),
      ('short code', '- - - - - - - -', '- - -', '- -'),
      ('toll-free', 'STOP - - - - - - -', 'START START -', 'HELP HELP'),
      ('unknown', 'STOP STOP STOP STOP STOP STOP STOP STOP', 'START START START', 'HELP HELP')
  $$,
  'toll-free numbers know fewer words, short codes none, and an unknown number is a long code'
);
select is_empty(
  $$
    select area from unnest(array[800, 833, 844, 855, 866, 877, 888]) as area
    where private.twilio_keyword('YES', '+1' || area || '5550100', null) is not null
  $$,
  'every toll-free area is one'
);
select is_empty(
  $$
    select number from unnest(array['+18085550100', '+18225550100', '+448005550100']) as number
    where private.twilio_keyword('YES', number, null) is distinct from 'START'
  $$,
  'none that looks like one is'
);
select is_empty(
  $$
    select word from unnest(array[
      'stop please', 'STOP.', 'Y', 'yes!', '', 'AYUDA', 'WHO', 'ABOUT'
    ]) as word
    where private.twilio_keyword(word, '+12025550100', null) is not null
  $$,
  'only a whole text is a word'
);
select is(
  private.twilio_keyword(E' Stop\r\n', '+18335550100', null), 'STOP', 'blanks and case are nothing'
);
select results_eq(
  $$
    select private.twilio_keyword(body, number, type)
    from (
      values
        ('Abmelden', '+12025550100', 'STOP'), ('STOP', '68849', 'STOP'),
        ('YES', '+18335550100', 'START'), ('STOP', '+12025550100', 'HELP'),
        ('STOP', '+12025550100', 'a new type')
    ) as texts (body, number, type)
  $$,
  array['STOP', 'STOP', 'START', 'HELP', 'STOP'],
  'what Twilio says decides, unless we do not know what it says'
);
select is(
  array[
    pg_temp.answered('STOP', false, null, null), pg_temp.answered('info', false, null, null),
    pg_temp.answered('START', true, null, null), pg_temp.answered('YES', true, null, null),
    pg_temp.answered('UNSUBSCRIBE', false, '+18335550100', null) is false
  ],
  array[true, true, true, true, true],
  'what it knows it answers, and nothing else'
);
select is(
  array[
    pg_temp.answered('START', false, null, null), pg_temp.answered('YES', false, null, null),
    pg_temp.answered('YES', true, '+18335550100', null),
    pg_temp.answered('STOP', true, '68849', null),
    pg_temp.answered('Hello', true, null, null)
  ],
  array[false, false, false, false, false],
  'START and YES only where there is something to start'
);
select is(
  array[
    pg_temp.answered('Los', false, '+12025550100', 'START'),
    pg_temp.answered('Hilfe', false, '+12025550100', 'HELP'),
    pg_temp.answered('Ende', false, '+12025550100', 'STOP')
  ],
  array[true, true, true],
  'whatever it says that it took for one it answered'
);

select * from finish();
rollback;
