-- Once its time has come or a sender has it, a message is judged at the claim and not planned anew.
begin;
select plan(8);

create function pg_temp.change_everything(display_name text)
returns text
language plpgsql
as $$
begin
  update public.notification_preferences
  set send_day = 'Tuesday', send_time = '10:00', timezone = 'Europe/Berlin'
  where user_id = tests.user_id(change_everything.display_name);
  update public.users set message_style = 'chaotic'
  where users.display_name = change_everything.display_name;
  return tests.plan(change_everything.display_name);
end;
$$;

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_planned('Claimed');
select tests.create_planned('Started');
select tests.create_planned('Sent');
select tests.create_planned('Doubtful');
select tests.create_planned('Retried');
select tests.create_planned('Held');
update public.message_queue
set scheduled_for = '2026-06-07 19:00Z'
where user_id = tests.user_id('Held');
select tests.set_clock('2026-06-07 18:00Z');
select public.get_messages_to_send(500);
select tests.start(name) from unnest(array['Started', 'Sent', 'Doubtful', 'Retried']) as name;
select tests.report('Sent', 'accepted', 'SM1');
select tests.report('Doubtful', 'unknown');
select tests.report('Retried', 'rejected', error_code => 30017);

-- Even if their time were still to come.
select tests.set_clock('2026-06-07 17:59Z');
select is(
  pg_temp.change_everything('Claimed'),
  '06-07 18:00 queued | 06-07 18:00 processing; next 06-09 08:00', 'what is claimed stays'
);
select is(
  pg_temp.change_everything('Started'),
  '06-07 18:00 queued | 06-07 18:00 processing; next 06-09 08:00', 'what is started stays'
);
select is(
  pg_temp.change_everything('Sent'),
  '06-07 18:00 queued | 06-07 18:00 sent; next 06-09 08:00', 'what is sent stays'
);
select is(
  pg_temp.change_everything('Doubtful'),
  '06-07 18:00 queued | 06-07 18:00 unconfirmed outcome_unknown; next 06-09 08:00',
  'what may be sent stays'
);
update public.message_queue
set scheduled_for = '2026-06-07 18:01Z'
where user_id = tests.user_id('Retried');
select is(
  pg_temp.change_everything('Retried'),
  '06-07 18:00 queued | 06-07 18:01 queued retry; next 06-09 08:00', 'what was tried stays'
);

-- Its turn came, and it waits for its own time.
select tests.set_clock('2026-06-07 18:00Z');
select is(
  pg_temp.change_everything('Held'),
  '06-07 18:00 queued | 06-07 19:00 queued; next 06-09 08:00', 'what waits since its time stays'
);
select is((tests.message('Held')).message_style, 'supportive', 'as it is');
select tests.set_clock('2026-06-07 19:00Z');
select tests.claim('Held');
select is(
  (tests.message('Held')).message_style, 'chaotic', 'and is worded as things are at the claim'
);

select * from finish();
rollback;
