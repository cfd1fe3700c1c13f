-- What was logged before the claim counts, also from a phone whose clock is ahead of ours.
begin;
select plan(3);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message(name) from unnest(array['Now', 'Ahead', 'Idle']) as name;
select tests.set_clock('2026-06-07 18:00Z');
select tests.log_activity('Now', 3, '2026-06-07 18:00Z');
select tests.log_activity('Ahead', 3, '2026-06-07 18:09:59Z');

select tests.claim('Now');
select is(tests.state('Now'), 'canceled: met_and_silent', 'in the very moment of the claim');
select is(tests.state('Ahead'), 'canceled: met_and_silent', 'and by a clock ten minutes ahead');
select is(tests.state('Idle'), 'processing', 'who logged nothing missed it');

select * from finish();
rollback;
