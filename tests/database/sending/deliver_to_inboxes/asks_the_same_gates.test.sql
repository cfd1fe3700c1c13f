-- An inbox is closed by what the person decided and by their own night, and by nothing of a phone.
begin;
select plan(16);

select tests.open_diary();
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_user('Maya');
select tests.write(array[tests.entry('Maya', '2026-06-07 18:00Z')]);
select tests.set_clock('2026-06-07 18:00Z');

-- What becomes of it after a change that planning does not hear of: "sent", "canceled: paused". All
-- is undone.
create function pg_temp.fate_after(statement text)
returns text
language plpgsql
as $$
begin
  perform tests.change_unnoticed(statement);
  perform public.get_messages_to_send();
  raise exception using errcode = 'UNDO1', message = concat_ws(
    ' ', tests.state('Maya'),
    case when tests.inbox('Maya') is not null then 'and delivered' end
  );
exception
  when sqlstate 'UNDO1' then
    return sqlerrm;
end;
$$;

select is(pg_temp.fate_after(statement), fate, what)
from (
  values
    ('select', 'sent and delivered', 'as it is'),
    (
      $$update public.users set paused_until = '2026-06-09'$$, 'canceled: paused',
      'a pause holds in the app'
    ),
    (
      'update public.notification_preferences set enabled = false, next_due_at = null',
      'canceled: disabled', 'so does switching all off'
    ),
    (
      $$
        insert into private.program_switches (program, user_id, is_on)
        select 'diary', id, false from public.users
      $$,
      'canceled: program_off', 'and a program that is off'
    ),
    (
      $$
        insert into public.channel_choices (user_id, channel, is_on)
        select id, 'inbox', false from public.users
      $$,
      'canceled: channel_off', 'who wants no inbox has none'
    ),
    (
      $$
        insert into public.channel_choices (user_id, channel, is_on)
        select id, 'inbox', true from public.users
      $$,
      'sent and delivered', 'who chose it has'
    ),
    (
      $$update public.notification_preferences set timezone = 'Europe/Moscow'$$,
      'queued: outside_allowed_hours', 'at night it waits'
    ),
    (
      $$
        select tests.create_contact('Maya', 'self', '+12025550123', 'Asia/Tokyo', 'stopped');
        insert into private.phone_numbers (phone, opted_out_at, unreachable_until)
        values ('+12025550123', '2026-06-01', '2026-07-01')
      $$,
      'sent and delivered', 'a phone that stopped, sleeps and cannot be reached is another matter'
    )
) as changes (statement, fate, what);

-- Held by the user's own clock, to the minute.
update public.notification_preferences set timezone = 'Europe/Moscow';
select is(tests.state('Maya'), 'queued', 'a change of zone plans nothing of this diary anew');
select public.get_messages_to_send();
select is(
  (tests.message('Maya')).scheduled_for, '2026-06-08 05:00Z'::timestamptz,
  'until their morning, in Moscow at 05:00 UTC'
);
select tests.set_clock('2026-06-08 04:59:59Z');
select public.get_messages_to_send();
select is(tests.state('Maya'), 'queued: outside_allowed_hours', 'not a second before');
select tests.set_clock('2026-06-08 05:00Z');
select public.get_messages_to_send();
select is(tests.state('Maya'), 'sent', 'and then it is there');

-- A night that leaves no time.
select tests.create_user('Noah');
select tests.write(array[tests.entry('Noah', '2026-06-08 10:00Z')]);
select tests.change_unnoticed(
  $$
    update public.message_queue set expires_at = '2026-06-08 12:00Z'
    where user_id = tests.user_id('Noah')
  $$
);
update public.notification_preferences set timezone = 'Pacific/Honolulu'
where user_id = tests.user_id('Noah');
select tests.set_clock('2026-06-08 10:00Z');
select public.get_messages_to_send();
select is(tests.state('Noah'), 'expired: no_allowed_hour', 'what its night outlasts is given up');

-- Who tells others something tells the user nothing by it.
select is(
  (
    select reasons from private.gates_against(
      array[
        row(
          1, program, tests.user_id('Maya'), null, null, private.clock_now(), 'inbox'
        )::private.approach
      ]
    )
  ),
  reasons, program || ' in the inbox'
)
from (
  values
    ('accountability', array['no_contact']),
    ('heads_up', '{}'),
    ('reply', array['no_contact'])
) as programs (program, reasons);

select * from finish();
rollback;
