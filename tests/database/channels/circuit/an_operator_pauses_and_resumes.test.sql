-- An operator's pause holds from the next start on, and resuming clears whatever stopped sending.
begin;
select plan(10);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Maya');
select tests.create_message('Noah');
select tests.set_clock('2026-06-07 18:00Z');

select tests.start('Maya');
select private.pause_sending('A wrong wording is out');
select is(tests.start('Noah'), null, 'what is claimed is not started');
select is(tests.report('Maya', 'accepted', 'SM1'), 'applied', 'what is under way is reported');
select public.release_messages(array[(tests.message('Noah')).lease_token]);
select is_empty('select public.get_messages_to_send()', 'nothing is claimed');
select is(public.why_nothing_to_send(), 'paused', 'and it is said why');
select private.pause_sending('It still is');
select is(
  (select (paused_at, paused_because)::text from private.delivery_circuits),
  '("2026-06-07 18:00:00+00","It still is")', 'a second pause only has another reason'
);
select throws_ok(
  'select private.pause_sending(' || because || ')', 'RD080', null, 'a pause without reason is none'
)
from unnest(array['null', $$' '$$]) as because;
update private.delivery_circuits
set
  opened_at = private.clock_now(), reason = 'outcomes_unknown',
  probe_after = private.clock_now() + interval '1 hour', pace = 0.1,
  slowed_at = private.clock_now();
select private.resume_sending();
select isnt(tests.start('Noah'), null, 'resuming ends the pause and closes the circuit');
select is(private.current_pace(private.clock_now()), 1::numeric, 'at full pace');
select is(
  public.why_nothing_to_send(), 'nothing_due', 'and then nothing is due'
);

select * from finish();
rollback;
