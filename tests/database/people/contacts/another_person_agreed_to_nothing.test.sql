-- A contact whose number is another's, or who becomes the user's own phone, inherits nothing: not
-- what was told, not an answer, not a yes.
begin;
select plan(9);

-- Maya's friend heard of a week.
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Maya', phone => '+12025550101');
select tests.set_clock('2026-06-07 18:00Z');
select tests.start('Maya');
select tests.report('Maya', 'accepted', 'SM1');
create temporary table told as select (tests.message('Maya')).id;

create function pg_temp.answer_of(phone text, body text)
returns text
language plpgsql
as $$
declare
  v_id constant text := 'SM-' || gen_random_uuid();
begin
  perform public.record_inbound_message(v_id, phone, body);
  return (
    select message_queue.status || ': ' || message_text
    from public.inbound_messages
    join public.message_queue on message_queue.id = inbound_messages.answer_id
    where inbound_messages.provider_message_id = v_id
  );
end;
$$;

select alike(
  pg_temp.answer_of('+12025550101', 'why'), 'queued: Rundown: Maya''s week to Sun 7 Jun%',
  'who was told can ask why'
);
update public.contacts set phone = '+12025550102';
select is(
  (
    select string_agg(status || ': ' || reason, ' ') from public.message_queue
    where program = 'reply'
  ),
  'canceled: contact_not_confirmed', 'the answer does not go to another number'
);
select is(
  pg_temp.answer_of('+12025550102', 'why'),
  'queued: Rundown: nothing was sent, and nothing was due yet.', 'nor does the story'
);
select pg_temp.answer_of('+12025550102', 'good');
select is(
  (select rating_of from public.inbound_messages where command = 'good'), null,
  'nor can it rate what others got'
);

-- A friend's yes is about texts on somebody's week.
update public.contacts set consent_status = 'confirmed';
update public.contacts set relationship = 'coach';
select is((select consent_status from public.contacts), 'confirmed', 'a friend may be a coach');
update public.contacts set relationship = 'self';
select is(
  (select consent_status from public.contacts), 'pending', 'but not, unasked, the user''s own phone'
);
select is(
  public.record_inbound_message('SM-status', '+12025550102', 'done'), 'not_understood: answered',
  'and gives no commands'
);
select tests.create_person('Noah', phone => '+12025550103');
update public.contacts set consent_status = 'pending' where user_id = tests.user_id('Noah');
select tests.invite('Noah');
update public.contacts set relationship = 'self' where user_id = tests.user_id('Noah');
select is(
  (select status from public.invitations where user_id = tests.user_id('Noah')), 'withdrawn',
  'a question in other words is taken back'
);
select is(tests.state('Noah'), 'canceled: invitation_ended', 'before it is sent');

select * from finish();
rollback;
