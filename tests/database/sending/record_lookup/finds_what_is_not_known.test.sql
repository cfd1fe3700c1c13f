-- Asking the provider proves that it has a text; that it shows none proves nothing, and only an
-- answer lets time run out.
begin;
select plan(14);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name, phone => '+12025550101')
from unnest(array['Maya', 'Noah', 'Olga']) as name;
select tests.set_clock('2026-06-07 18:00Z');
select tests.start(name) from unnest(array['Maya', 'Noah', 'Olga']) as name;
select is_empty('select public.get_attempts_to_look_up()', 'what is under way is not looked up');
select tests.report(name, 'unknown') from unnest(array['Maya', 'Noah']) as name;
select tests.report('Olga', 'accepted', 'SM1');

select set_eq(
  'select attempt_id, to_phone, body, created_from, created_until
    from public.get_attempts_to_look_up()',
  $$
    select
      id, to_phone, body, '2026-06-07 17:59Z'::timestamptz as created_from,
      '2026-06-07 18:04Z'::timestamptz as created_until
    from private.message_attempts where outcome = 'unknown'
  $$,
  'what nobody heard of is, by number, words and time'
);
select is(
  public.record_lookup((tests.attempt('Maya')).id, '{SM3,SM1,SM2}'), true, 'a text is proof'
);
select is((tests.message('Maya')).provider_message_id, 'SM3', 'the newest that is not known');
select is(
  public.record_lookup((tests.attempt('Noah')).id, '{SM3,SM1}'), false,
  'what belongs to others proves nothing'
);
select is(tests.state('Noah'), 'unconfirmed: outcome_unknown', 'nor that there is none');
select is_empty(
  'select public.get_attempts_to_look_up()', 'who was just asked about is not asked about again'
);
update private.message_attempts set looked_up_at = now() - interval '10 minutes'
where looked_up_at is not null;
select is(
  (select count(*) from public.get_attempts_to_look_up()), 1::bigint, 'but ten minutes later'
);
select public.record_lookup((tests.attempt('Noah')).id, '{SM4,SM2}');
select is(
  (tests.message('Noah')).provider_message_id, 'SM4', 'a list that lagged is proof when it comes'
);

-- Time only runs out on what was asked about in vain when it was up.
select tests.set_clock('2026-06-14 12:00Z');
select tests.create_message('Peter');
select tests.set_clock('2026-06-14 18:00Z');
select tests.start('Peter');
select tests.report('Peter', 'unknown');
update public.message_queue set unconfirmed_at = now() - interval '2 hours'
where status = 'unconfirmed';
select public.sweep_messages();
select is(
  tests.state('Peter'), 'unconfirmed: outcome_unknown', 'never asked about: it waits'
);
update private.message_attempts set looked_up_at = now() - interval '1 minute'
where id = (tests.attempt('Peter')).id;
select public.sweep_messages();
select is(
  tests.state('Peter'), 'unconfirmed: outcome_unknown', 'asked about before time was up: it waits'
);
select is(
  (select attempt_id from public.get_attempts_to_look_up()), (tests.attempt('Peter')).id,
  'and is asked about at once'
);
select public.record_lookup((tests.attempt('Peter')).id, '{}');
select public.sweep_messages();
select is(tests.state('Peter'), 'failed: outcome_unknown', 'asked about in vain: it failed');
select public.record_lookup((tests.attempt('Peter')).id, '{SM9}');
select is(tests.state('Peter'), 'sent', 'and even then proof wins');

select * from finish();
rollback;
