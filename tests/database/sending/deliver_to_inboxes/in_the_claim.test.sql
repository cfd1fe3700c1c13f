-- What goes to the inbox is there with the claim: judged like everything, sent at once, and without
-- an attempt, a lane or a place in any hour.
begin;
select plan(27);

select tests.open_diary();
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_user(name) from unnest(array['Maya', 'Noah', 'Olga', 'Peter']) as name;
-- Nobody has a phone of their own that could be texted: an inbox needs none.
select tests.create_contact('Noah', 'self', consent_status => 'pending');
update private.settings set messages_per_hour = 0;
select results_eq(
  $$
    select tests.write(array[
      tests.entry('Maya', '2026-06-07 18:00Z'), tests.entry('Noah', '2026-06-07 18:00Z'),
      tests.entry('Olga', '2026-06-07 19:00Z'), tests.entry('Peter', '2026-06-07 19:00Z')
    ])
  $$,
  array['queued', 'queued', 'queued', 'queued'], 'what has no contact is queued for the user'
);
select is(
  (select (channel, contact_id is null, scheduled_for)::text from tests.message('Maya')),
  '(inbox,t,"2026-06-07 18:00:00+00")', 'by the inbox, at its time, however full the hour is'
);

-- The diary says at the claim what is true then, and nothing of a day that was none.
create function private.judge_diary(message_ids uuid[], instant timestamptz)
returns setof private.judged
language sql
stable
as $$
  select private.judgement_of(
    id,
    reasons => case
      when user_id = tests.user_id('Peter') then '{no_goals}' else '{}'
    end::text[],
    facts => '{"words": "it is now"}', message_text => 'It is now.'
  )
  from public.message_queue where id = any (message_ids);
$$;
create function pg_temp.claim(replies_only boolean default false)
returns bigint
language sql
as $$
  select count(*) from public.get_messages_to_send(50, claim.replies_only);
$$;

select tests.set_clock('2026-06-07 17:59:59Z');
select pg_temp.claim();
select is(tests.state('Maya'), 'queued', 'before its time nothing is delivered');
select tests.set_clock('2026-06-07 18:00Z');
select is(public.why_nothing_to_send(), 'claimed_elsewhere', 'then a claim is worth its while');
select is(pg_temp.claim(replies_only => true), 0::bigint, 'but not one for replies');
select is(public.why_nothing_to_send(true), 'nothing_due', 'for it nothing is due');
select is(tests.inbox('Maya'), null, 'which leaves it alone');
select is(pg_temp.claim(), 0::bigint, 'a sender gets none of it');
select is(
  array[tests.state('Maya'), tests.state('Noah'), tests.state('Olga')],
  array['sent', 'sent', 'queued'], 'it is sent with the claim'
);
select is(
  array[tests.inbox('Maya'), tests.inbox('Noah')], array['It is now.', 'It is now.'],
  'and in the inbox, with what was true then'
);
select is(
  (
    select (inbox.id = message.id, inbox.channel, inbox.created_at, message.sent_at,
      message.claimed_at, message.attempts, message.provider_message_id = message.id::text)::text
    from tests.message('Maya') as message
    join public.inbox_messages as inbox on inbox.user_id = message.user_id
  ),
  '(t,inbox,"2026-06-07 18:00:00+00","2026-06-07 18:00:00+00","2026-06-07 18:00:00+00",0,t)',
  'under the id of its message'
);
select is(
  (select (status, channel, sent_at)::text from public.messages
    where user_id = tests.user_id('Maya')),
  '(sent,inbox,"2026-06-07 18:00:00+00")', 'the log knows it'
);
select is(
  public.get_delivery_metrics('2026-06-07', '2026-06-08') #>> '{texts,sent}', '2',
  'and so do the metrics'
);
select is_empty('select from private.message_attempts', 'there is no attempt');
select is_empty('select from public.message_rate_limits', 'and no hour was asked');
select is(public.why_nothing_to_send(), 'nothing_due', 'nothing more is due');
select matches(
  (select string_agg(words, ' ') from public.explain_message((tests.message('Maya')).id)),
  'It is in the inbox\.$', 'its story ends there'
);
select pg_temp.claim();
select is(
  (select count(*) from public.inbox_messages), 2::bigint, 'another claim delivers nothing twice'
);

-- An operator stops it like any channel, and no other channel stops it.
select private.pause_sending('A wrong wording is out', 'inbox');
select tests.set_clock('2026-06-07 19:00Z');
select pg_temp.claim();
select is(tests.state('Olga'), 'queued', 'while it is paused it waits');
select is(public.why_nothing_to_send(), 'paused', 'which is told');
select is(
  (select array[circuit, stopped_because] from public.sending_now),
  array['paused', 'A wrong wording is out'], 'and seen'
);
select private.resume_sending('inbox');
select private.pause_sending('A text is wrong', 'sms');
select pg_temp.claim();
select is(tests.state('Olga'), 'sent', 'a pause of texts is none of the inbox');
select private.resume_sending('sms');
select is(
  tests.state('Peter') || ', ' || coalesce(tests.inbox('Peter'), 'nothing'),
  'canceled: no_goals, nothing', 'what its program finds untrue is not delivered'
);

-- Two who are due at once, and one of whom nothing can be said: the other has theirs.
create or replace function private.judge_diary(message_ids uuid[], instant timestamptz)
returns setof private.judged
language plpgsql
stable
as $$
begin
  if (tests.message('Ruth')).id = any (message_ids) then
    raise exception 'Ruth is broken' using errcode = '22012';
  end if;
  return query
  select judged.* from unnest(message_ids) as id, private.judgement_of(id) as judged;
end;
$$;
select tests.create_user(name) from unnest(array['Quinn', 'Ruth']) as name;
select tests.write(array[
  tests.entry('Quinn', '2026-06-07 20:00Z'), tests.entry('Ruth', '2026-06-07 20:00Z')
]);
select tests.set_clock('2026-06-07 20:00Z');
select pg_temp.claim();
select is(tests.inbox('Quinn'), 'Dear diary, today I ran.', 'one that cannot be judged');
select is(tests.state('Ruth'), 'queued: broken_data', 'holds nobody else up');
select ok(tests.budget_is_balanced(), 'the books agree with the queue');

-- An account that goes takes its inbox along.
delete from auth.users where id = tests.user_id('Quinn');
select is(
  (select count(*) from public.inbox_messages), 3::bigint, 'it goes with the account'
);

select * from finish();
rollback;
