-- Nobody gets a text who should not: each reason cancels, and says so.
begin;
select plan(14);

-- Each has a message that was right when it was planned.
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Fine');
select tests.create_message('Unconfirmed');
select tests.create_message('Declined');
select tests.create_message('NewNumber');
select tests.create_message('OptedOut', phone => '+12025550101');
select tests.create_message('Unreachable', phone => '+12025550102');
select tests.create_message('Paused');
select tests.create_message('Off');
select tests.create_message('Deleted');
select tests.create_message('Self');
select tests.create_message('Capped');
select tests.create_message('NoGoals');
select tests.create_message('Bare');

-- What planning hears of, it plans again; here it does not, or it came too late.
select tests.change_unnoticed(
  $$
    update public.contacts set consent_status = 'pending'
    where user_id = tests.user_id('Unconfirmed');
    update public.contacts set consent_status = 'declined'
    where user_id = tests.user_id('Declined');
    -- As the trigger leaves a contact whose number changed.
    update public.contacts set phone = '+12025550103', consent_status = 'pending'
    where user_id = tests.user_id('NewNumber');
    update public.users set paused_until = '2026-06-07 18:01Z' where display_name = 'Paused';
    update public.notification_preferences set enabled = false, next_due_at = null
    where user_id = tests.user_id('Off');
    update public.contacts set relationship = 'self' where user_id = tests.user_id('Self');
    update public.notification_preferences set max_messages_per_week = 0
    where user_id = tests.user_id('Capped');
    delete from public.goals where user_id = tests.user_id('NoGoals');
    delete from public.notification_preferences where user_id = tests.user_id('Bare')
  $$
);
insert into private.phone_numbers (phone, opted_out_at)
values ('+12025550101', '2026-06-07 17:00Z');
insert into private.phone_numbers (phone, unreachable_until) values ('+12025550102', '2026-07-07');
delete from public.contacts where user_id = tests.user_id('Deleted');

select tests.set_clock('2026-06-07 18:00Z');
select is(
  (select array_agg(message_id) from public.get_messages_to_send(500)),
  array[(tests.message('Fine')).id],
  'only the one that is still right is claimed'
);
select is(tests.state('Unconfirmed'), 'canceled: contact_not_confirmed', 'no consent yet');
select is(tests.state('Declined'), 'canceled: contact_not_confirmed', 'no consent');
select is(tests.state('NewNumber'), 'canceled: contact_not_confirmed', 'another number since');
select is(tests.state('OptedOut'), 'canceled: number_opted_out', 'STOP');
select is(tests.state('Unreachable'), 'canceled: number_unreachable', 'a dead number');
select is(tests.state('Paused'), 'canceled: paused', 'a pause');
select is(tests.state('Off'), 'canceled: disabled', 'notifications turned off');
select is(tests.state('Deleted'), 'canceled: contact_deleted', 'a deleted contact');
select is(tests.state('Self'), 'canceled: contact_is_self', 'one''s own phone');
select is(tests.state('Capped'), 'canceled: weekly_cap', 'a lowered cap');
select is(tests.state('NoGoals'), 'canceled: no_goals', 'no goal any more');
select is(tests.state('Bare'), 'canceled: disabled', 'no preferences, which nobody can judge by');
select is(
  (
    select count(*) from public.message_queue
    where status = 'canceled' and finished_at <> '2026-06-07 18:00Z'
      and user_id <> tests.user_id('Deleted')
  ),
  0::bigint, 'what is canceled is over'
);

select * from finish();
rollback;
