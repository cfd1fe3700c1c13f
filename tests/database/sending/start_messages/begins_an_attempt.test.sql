-- An attempt is on record before a byte leaves, with what it will say and to whom.
begin;
select plan(11);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Maya', phone => '+12025550101');
select tests.set_clock('2026-06-07 18:00Z');
select tests.claim('Maya');
create temporary table started as
select * from public.start_messages(array[(tests.message('Maya')).lease_token]);

select is((select count(*) from started), 1::bigint, 'a claimed message can be started');
select is(
  (
    select (
      started.message_id, started.attempt_id, started.lease_token, started.to_phone, started.body
    )
    from started
  )::text,
  (
    select (
      attempt.message_id, attempt.id, message.lease_token, '+12025550101', message.message_text
    )
    from tests.attempt('Maya') as attempt, tests.message('Maya') as message
  )::text,
  'the sender learns number and text, which are those of the attempt'
);
select is((tests.attempt('Maya')).to_phone, '+12025550101', 'the attempt keeps the number');
select is(
  (tests.attempt('Maya')).body, (tests.message('Maya')).message_text, 'and the text'
);
select is((tests.attempt('Maya')).number, 1::smallint, 'the first attempt is number 1');
select is((tests.attempt('Maya')).outcome, null, 'its outcome is not known yet');
select is((tests.message('Maya')).attempts, 1::smallint, 'it counts as tried');
select is(tests.state('Maya'), 'processing', 'and stays under its lease');

select is_empty(
  $$select * from public.start_messages(array[(tests.message('Maya')).lease_token])$$,
  'a lease starts once'
);
select is((tests.message('Maya')).attempts, 1::smallint, 'asking again costs no attempt');

select tests.report('Maya', 'not_sent');
select tests.set_clock_to_next_try('Maya');
select tests.start('Maya');
select is((tests.attempt('Maya')).number, 2::smallint, 'the next attempt is number 2');

select * from finish();
rollback;
