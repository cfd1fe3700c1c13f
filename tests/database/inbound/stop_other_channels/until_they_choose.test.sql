-- A STOP from the person's own phone ends what they get in the app as well, until they choose it
-- again there. What others say by their phones is no word of theirs.
begin;
select plan(16);

select tests.open_diary();
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_user(name) from unnest(array['Maya', 'Noah']) as name;
select tests.create_contact('Maya', 'self', '+12025550101');
select tests.create_contact('Maya', 'coach', '+12025550102');
-- Noah typed in Maya's number, which never said that it is his.
select tests.create_contact('Noah', 'self', '+12025550101', consent_status => 'pending');
create function private.propose_diary(user_ids uuid[], instant timestamptz)
returns setof private.turn
language sql
stable
as $$
  select turn.*
  from public.users
  cross join lateral tests.entry(users.display_name, '2026-06-07 18:00Z') as turn
  where users.id = any (propose_diary.user_ids);
$$;
select tests.write(array[
  tests.entry('Maya', '2026-06-07 18:00Z'), tests.entry('Noah', '2026-06-07 18:00Z')
]);
create function pg_temp.text(phone text, body text)
returns text
language sql
as $$
  select public.record_inbound_message('SM-in-' || gen_random_uuid(), text.phone, text.body);
$$;
-- What Maya's inbox is to her: "on", or since when a STOP ended it.
create function pg_temp.inbox()
returns text
language sql
as $$
  select coalesce(
    (
      select case
        when is_on then 'on'
        else concat_ws(' ', 'off', to_char(stopped_at at time zone 'UTC', 'HH24:MI'))
      end
      from public.channel_choices where user_id = tests.user_id('Maya')
    ),
    'never chosen'
  );
$$;
create function pg_temp.choose(is_on boolean)
returns text
language sql
as $$
  select tests.refusal_to(
    'Maya', format('update public.channel_choices set is_on = %L', choose.is_on)
  );
$$;

select pg_temp.text('+12025550102', 'STOP');
select is(pg_temp.inbox(), 'never chosen', 'a coach''s STOP is about texts to the coach');
select is(tests.state('Maya'), 'queued', 'and Maya''s own message stays');

select is(pg_temp.text('+12025550101', 'Stop'), 'stop', 'Maya says STOP on her own phone');
select is(pg_temp.inbox(), 'off 12:00', 'which ends her inbox');
select is(tests.state('Maya'), 'canceled: superseded', 'and what was planned for it');
select is(
  (select reasons from public.occurrences where user_id = tests.user_id('Maya')),
  array['channel_off'], 'for that reason'
);
select is(
  tests.state('Noah') || (select count(*) from public.channel_choices), 'queued1',
  'whoever claims that number is not stopped by it'
);

select tests.set_clock('2026-06-07 13:00Z');
select pg_temp.text('+12025550101', 'START');
select is_empty(
  'select from private.phone_numbers where phone like ''%01'' and opted_out_at is not null',
  'START has texts go on'
);
select is(pg_temp.inbox(), 'off 12:00', 'and the inbox waits for the app');
select tests.set_clock('2026-06-07 18:00Z');
select public.get_messages_to_send();
select is(tests.inbox('Maya'), null, 'nothing comes there');

select tests.set_clock('2026-06-07 17:00Z');
select is(pg_temp.choose(true), null, 'she chooses it in the app');
select is(pg_temp.inbox() || ', ' || tests.state('Maya'), 'on, queued', 'and it goes on');
select tests.set_clock('2026-06-07 17:30Z');
select pg_temp.text('+12025550101', 'STOP');
select is(pg_temp.inbox(), 'off 17:30', 'another STOP ends it again');
select tests.set_clock('2026-06-07 17:40Z');
select pg_temp.choose(true);
select pg_temp.text('+12025550101', 'stop texting me');
select is(pg_temp.inbox(), 'off 17:40', 'also from a phone that had stopped already');
select pg_temp.choose(false);
select is(pg_temp.inbox(), 'off 17:40', 'that she wants none changes nothing of it');

-- Words of a crisis end everything.
select pg_temp.choose(true);
select pg_temp.text('+12025550101', 'I want to kill myself');
select is(pg_temp.inbox(), 'off 17:40', 'and so do words of a crisis');

select * from finish();
rollback;
