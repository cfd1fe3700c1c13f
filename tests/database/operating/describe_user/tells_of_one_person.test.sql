-- An operator is told of one person what they need to help, numbers masked and goals unnamed.
begin;
select plan(14);

-- Six weeks of turns, and a number that opted out.
select tests.set_clock('2026-05-03 12:00Z');
select tests.create_person('Maya', 'coach', '+12025550142');
select tests.create_person('Noah');
select tests.create_contact('Maya', 'self', '+12025550143', consent_status => 'pending');
update public.contacts set created_at = created_at + interval '1 day' where relationship = 'self';
update auth.users set email = 'Maya@Example.com' where id = tests.user_id('Maya');
update public.goals set title = 'A secret' where user_id = tests.user_id('Maya');
do $$
begin
  for v_week in 0..5 loop
    perform tests.set_clock('2026-05-03 12:00Z'::timestamptz + v_week * interval '7 days');
    perform public.schedule_due_messages();
  end loop;
end;
$$;
insert into private.phone_numbers (phone, opted_out_at) values ('+12025550142', '2026-06-01');
update public.users set paused_until = '2026-06-01' where id = tests.user_id('Maya');
insert into private.program_switches (program, user_id, is_on)
values ('heads_up', tests.user_id('Maya'), false);

create temporary table told as select public.describe_user(tests.user_id('Maya')) as user;

select is(public.find_user(who), tests.user_id('Maya'), 'found by ' || what)
from (
  values
    (tests.user_id('Maya')::text, 'id'),
    (upper(tests.user_id('Maya')::text), 'id in capitals'),
    (' maya@example.COM ', 'address, however it is written')
) as known (who, what);
select throws_ok(
  'select public.find_user(''nobody@example.com'')', 'RD090',
  'Cannot find the user "nobody@example.com": there is no such id or address', 'nobody'
);
select throws_ok('select public.find_user(null)', 'RD090', null, 'nor is null somebody');
update auth.users set email = 'maya@example.com' where id = tests.user_id('Noah');
select throws_ok(
  'select public.find_user(''maya@example.com'')', 'RD090',
  'Cannot find the user "maya@example.com": there is more than one such id or address',
  'of two it is neither'
);
select is(
  (select told.user - '{user_id,contacts,turns,waiting,signed_up_at}'::text[] from told),
  '{
    "display_name": "Maya", "message_style": "supportive", "paused_until": null,
    "gone_until": null, "enabled": true,
    "send_day": "Sunday", "send_time": "18:00", "timezone": "UTC",
    "next_due_at": "2026-06-14T18:00:00+00:00", "send_if_goal_met": false,
    "send_if_partial_goal": true, "remind_before_miss": true, "max_messages_per_week": 1,
    "goals": 1, "without_programs": ["heads_up"]
  }'::jsonb,
  'who they are; a pause that is over is none'
);
select is(
  (select jsonb_path_query_array(told.user, '$.contacts[*].masked_phone') from told),
  '["+1…0142", "+1…0143"]', 'numbers are masked'
);
select is(
  (
    select (told.user -> 'contacts' -> 0) - '{contact_id,opted_out_at}'::text[] from told
  ),
  '{
    "name": "Sam", "masked_phone": "+1…0142", "relationship": "coach", "timezone": "UTC",
    "consent_status": "confirmed", "unreachable_until": null
  }'::jsonb,
  'a contact with what they agreed to'
);
select is(
  (select (told.user #>> '{contacts,0,opted_out_at}')::timestamptz from told),
  '2026-06-01'::timestamptz, 'a number that opted out'
);
select is(
  (select jsonb_path_query_array(told.user, '$.turns[*].nominal_at') from told),
  '[
    "2026-06-07T18:00:00+00:00", "2026-05-31T18:00:00+00:00", "2026-05-24T18:00:00+00:00",
    "2026-05-17T18:00:00+00:00", "2026-05-10T18:00:00+00:00"
  ]'::jsonb,
  'the last five turns, the latest first'
);
select is(
  (
    select (told.user -> 'turns' -> 0) - '{occurrence_id,message_id}'::text[] from told
  ),
  '{
    "nominal_at": "2026-06-07T18:00:00+00:00", "program": "accountability", "contact_name": "Sam",
    "decision": "skipped", "reasons": ["number_opted_out"], "status": "canceled",
    "reason": "superseded"
  }'::jsonb,
  'with the reasons, and what came of the message'
);
select is(
  (select told.user::text ~ 'secret|Noah|2025550142' from told), false,
  'no goal, nobody else and no number is named'
);
select throws_ok(
  format('select public.describe_user(%L)', gen_random_uuid()), 'RD090', null,
  'there is no such user'
);

select * from finish();
rollback;
