-- HOURS 9-18: whoever said yes is texted then, inside the legal hours, and nobody else sets that.
begin;
select plan(19);

create function pg_temp.answer(body text)
returns text
language plpgsql
as $$
begin
  delete from public.inbound_messages;
  perform tests.text_from_contact_of('Maya', body);
  return substr(tests.answers(), 10);
end;
$$;
create function pg_temp.hours()
returns text
language sql
as $$
  select open_minutes::text from private.phone_numbers where phone = '+12025550101';
$$;
create function pg_temp.waits_until()
returns text
language sql
as $$
  select to_char(scheduled_for at time zone 'UTC', 'MM-DD HH24:MI') || coalesce(' ' || reason, '')
  from public.message_queue where program = 'accountability' and status = 'queued';
$$;

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Maya', phone => '+12025550101');
select public.schedule_due_messages();
select is(
  pg_temp.waits_until(), '06-07 18:00', 'without a word they are texted in the legal hours'
);

select is(
  pg_temp.answer('HOURS'),
  'texts come to you 08:00-21:00 (UTC). Reply HOURS 9-18 or ZONE Berlin to change it, HOURS OFF '
    'for all hours, STOP to end.',
  'HOURS alone says what holds and how to change it'
);
select is(
  pg_temp.answer('HOURS 9-17:30'),
  'texts come to you 09:00-17:30 (UTC). Reply HOURS 9-18 or ZONE Berlin to change it, HOURS OFF '
    'for all hours, STOP to end.',
  'a change is told as it holds now'
);
select is(pg_temp.waits_until(), '06-08 09:00', 'and what is planned is planned again');
select is(
  (
    select expected_at from private.preview_accountability(tests.user_id('Maya'), '2026-06-08')
    where nominal_at = '2026-06-07 18:00Z'
  ),
  '2026-06-08 09:00Z'::timestamptz, 'as the preview says'
);

-- Where the hour that they leave is full, no other is taken for it.
insert into public.message_rate_limits (time_slot, max_messages_per_slot)
values ('2026-06-08 09:00Z', 0), ('2026-06-08 10:00Z', 0);
select pg_temp.answer('HOURS 9-11');
select is(
  (select reasons from public.occurrences), '{no_capacity}', 'a full hour moves nothing out of them'
);
delete from public.message_rate_limits;
select pg_temp.answer('HOURS 9-17:30');
select is(pg_temp.waits_until(), '06-08 09:00', 'and with room in it they are as before');

-- Whatever slipped past planning.
update public.message_queue set scheduled_for = '2026-06-07 18:00Z'
where program = 'accountability';
select tests.set_clock('2026-06-07 18:00Z');
select is(
  (
    select count(*) from public.get_messages_to_send(10) as claimed
    join public.message_queue on message_queue.id = claimed.message_id
    where message_queue.program = 'accountability'
  ),
  0::bigint, 'a claim outside of them takes nothing'
);
select is(
  pg_temp.waits_until(), '06-08 09:00 outside_allowed_hours', 'and holds it until they come'
);
select tests.set_clock('2026-06-07 12:00Z');

select matches(
  pg_temp.answer('hours 2-4'), '^nothing was changed.*only come 08:00-21:00',
  'hours of which the law leaves nothing are refused in words'
);
select is(pg_temp.hours(), '{[540,1050)}', 'and change nothing');
select matches(
  pg_temp.answer('hours 25-30'), '^nothing was changed, we did not get',
  'as is what are no hours'
);
select is(pg_temp.hours(), '{[540,1050)}', 'which change nothing either');
select matches(
  pg_temp.answer('Hours 6-10'), '^texts come to you 08:00-10:00',
  'hours that begin too early hold where they are allowed'
);

select matches(
  pg_temp.answer('HOURS OFF'), '^texts come to you 08:00-21:00', 'OFF takes them back'
);
select is(pg_temp.hours(), null, 'for good');

-- Who has not said yes has nothing to set.
update public.contacts set consent_status = 'pending';
select unalike(
  pg_temp.answer('HOURS 9-18'), '%texts come to you%', 'who has not said yes hears what this is'
);
select is(pg_temp.hours(), null, 'and sets nothing');

-- It is said about a phone by whoever holds it, and lasts while they agree.
update private.phone_numbers set open_minutes = '{[600,660)}';
select is(
  private.own_minutes(tests.contact_id('Maya')), '{(,)}',
  'whose number was merely typed in is not looked through for hours'
);

select * from finish();
rollback;
