-- A person chooses in the app by which channels they are reached, and what is planned follows.
begin;
select plan(13);

select tests.open_diary();
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_user(name) from unnest(array['Maya', 'Noah']) as name;
create function private.propose_diary(user_ids uuid[], instant timestamptz)
returns setof private.turn
language sql
stable
as $$
  select turn.*
  from public.users
  cross join lateral tests.entry(users.display_name, '2026-06-07 18:00Z') as turn
  where users.id = any (propose_diary.user_ids);
$$;
select tests.write(array[
  tests.entry('Maya', '2026-06-07 18:00Z'), tests.entry('Noah', '2026-06-07 18:00Z')
]);
create function pg_temp.choose(is_on text, channel text default 'inbox')
returns text
language sql
as $$
  select tests.refusal_to(
    'Maya',
    format(
      'insert into public.channel_choices (user_id, channel, is_on) values (auth.uid(), %L, %s)',
      choose.channel, choose.is_on
    )
  );
$$;

select is(pg_temp.choose('false'), null, 'the first choice is inserted');
select is(tests.state('Maya'), 'canceled: superseded', 'what was planned is planned anew');
select is(
  (select (decision, reasons)::text from public.occurrences where user_id = tests.user_id('Maya')),
  '(skipped,{channel_off})', 'and says why it is not sent'
);
select is(tests.state('Noah'), 'queued', 'others keep theirs');
select is(
  tests.refusal_to('Maya', 'update public.channel_choices set is_on = true'), null,
  'every later one is an update'
);
select is(tests.state('Maya'), 'queued', 'and what was taken back lives on');
select is(
  tests.refusal_to('Maya', 'update public.channel_choices set is_on = null'),
  'RD175: Cannot save the choice of a channel: is_on null is neither true nor false',
  'no choice is none'
);
delete from public.channel_choices;
select is(
  pg_temp.choose('false', 'sms'),
  'RD174: Cannot save the choice of a channel: channel "sms" is not a channel that can be chosen',
  'of a phone its STOP decides'
);
select is(
  pg_temp.choose('false', 'crow'),
  'RD174: Cannot save the choice of a channel: channel "crow" is not a channel that can be chosen',
  'what is no channel is refused'
);
select is(
  tests.outcome_as(
    'Noah',
    format(
      $$
        insert into public.channel_choices (user_id, channel, is_on) values (%L, 'inbox', false)
      $$,
      tests.user_id('Maya')
    )
  ),
  '42501', 'nobody chooses for another'
);
select pg_temp.choose('true');
select is(
  tests.outcome_as('Noah', 'update public.channel_choices set is_on = false'), '0 rows',
  'nor changes their mind'
);
select is(
  array[
    tests.outcome_as('Maya', 'select from public.channel_choices'),
    tests.outcome_as('Noah', 'select from public.channel_choices'),
    tests.outcome_as('anon', 'select from public.channel_choices')
  ],
  array['1 rows', '0 rows', '42501'], 'each sees their own'
);
select is(
  tests.outcome_as('Maya', 'update public.channel_choices set stopped_at = null'), '42501',
  'when a STOP came is not theirs to say'
);

select * from finish();
rollback;
