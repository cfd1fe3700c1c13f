-- Every account gets its user and default preferences, whatever name it came with.
begin;
select plan(11);

select tests.set_clock('2026-06-07 12:00Z');

create temporary table signed_up (id uuid, metadata jsonb);
insert into signed_up
values
  ('00000000-0000-4000-8000-0000000000a1', '{"display_name": "Maya"}'),
  ('00000000-0000-4000-8000-0000000000a2', '{"display_name": "  Maya  "}'),
  ('00000000-0000-4000-8000-0000000000a3', '{"display_name": "   "}'),
  ('00000000-0000-4000-8000-0000000000a4', '{}'),
  ('00000000-0000-4000-8000-0000000000a5', null),
  (
    '00000000-0000-4000-8000-0000000000a6',
    jsonb_build_object('display_name', repeat('a', 100))
  ),
  (
    '00000000-0000-4000-8000-0000000000a7',
    jsonb_build_object('display_name', repeat('a', 101))
  ),
  ('00000000-0000-4000-8000-0000000000a8', '["not", "an", "object"]'),
  ('00000000-0000-4000-8000-0000000000a9', '{"display_name": "\n\t\r\n"}'),
  (
    '00000000-0000-4000-8000-0000000000aa',
    jsonb_build_object('display_name', repeat('🏃', 2000))
  );

select lives_ok(
  $$
    insert into auth.users (id, aud, role, email, raw_user_meta_data)
    select id, 'authenticated', 'authenticated', id || '@example.com', metadata from signed_up
  $$,
  'no name breaks a sign-up'
);

create temporary view named as
select right(id::text, 1) as position, display_name
from public.users join signed_up using (id);

select is((select display_name from named where position = '1'), 'Maya', 'a good name is kept');
select is((select display_name from named where position = '2'), 'Maya', 'a name is trimmed');
select is((select display_name from named where position = '3'), null, 'blanks are no name');
select is(
  (select count(display_name) from named where position in ('4', '5', '8')), 0::bigint,
  'no name is no name'
);
select is(
  (select length(display_name) from named where position = '6'), 100,
  'a name of 100 characters is kept'
);
select is(
  (select count(display_name) from named where position in ('7', 'a')), 0::bigint,
  'one of 101 or 2,000 is not'
);
select is(
  (select display_name from named where position = '9'), null, 'nor are line breaks'
);
select is(
  (
    select array_agg(
      distinct (
        enabled, send_day, send_time, timezone, send_if_goal_met, send_if_partial_goal,
        max_messages_per_week
      )::text
    )
    from public.notification_preferences join signed_up on id = user_id
  ),
  array['(t,Sunday,18:00:00,UTC,f,t,1)'],
  'everybody gets the default preferences'
);
select is(
  (
    select array_agg(distinct next_due_at)
    from public.notification_preferences join signed_up on id = user_id
  ),
  array['2026-06-07 18:00Z'::timestamptz],
  'and is due at the first Sunday 18:00 after the sign-up'
);
select is(
  (
    select array_agg(distinct (message_style, locale)::text)
    from public.users join signed_up using (id)
  ),
  array['(supportive,en)'],
  'and is written about kindly, in English'
);

select * from finish();
rollback;
