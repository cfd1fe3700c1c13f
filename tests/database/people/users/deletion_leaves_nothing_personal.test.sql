-- Who deletes their account takes everything about them along; others keep theirs.
begin;
select plan(6);

-- Maya has a message in every stage of its life, Noah one of each kind.
select tests.set_clock('2026-05-31 12:00Z');
select tests.create_message('Maya');
select tests.create_message('Noah');
select tests.set_clock('2026-05-31 18:00Z');
select tests.start('Maya');
select tests.report('Maya', 'accepted', 'SM1');
select tests.start('Noah');
select tests.report('Noah', 'accepted', 'SM2');
select tests.log_activity('Maya', 0.5);
update public.contacts set consent_status = 'pending';
select tests.invite(name) from unnest(array['Maya', 'Noah']) as name;
select public.start_messages(
  array(select claimed.lease_token from public.get_messages_to_send(500) as claimed)
);
select public.record_inbound_message('SM-' || contacts.id, contacts.phone, 'Yes')
from public.contacts;
select public.schedule_due_messages();
select tests.set_clock('2026-06-07 18:00Z');
select public.schedule_due_messages();
select count(*) from public.get_messages_to_send(500);
select public.start_messages(
  array(
    select lease_token from public.message_queue
    where user_id = tests.user_id('Maya') and status = 'processing'
  )
);
insert into private.program_switches (program, user_id, is_on)
select 'heads_up', users.id, true from public.users;
insert into public.channel_choices (user_id, channel, is_on)
select users.id, 'inbox', true from public.users;
insert into public.inbox_messages (id, user_id, program, message_type, message_text, channel)
select gen_random_uuid(), users.id, 'diary', 'entry', 'Hi', 'inbox' from public.users;

create temporary table personal as
select format('%I.%I', nspname, relname) as relation
from pg_class
join pg_namespace on pg_namespace.oid = relnamespace
join pg_attribute on attrelid = pg_class.oid and attname = 'user_id' and not attisdropped
where nspname in ('public', 'private')
  and relkind = 'r'
  and relname not in ('consent_events', 'deletion_requests');

create function pg_temp.rows_of(user_id uuid)
returns table (relation text, rows bigint)
language plpgsql
as $$
begin
  for relation in select personal.relation from personal loop
    execute format('select count(*) from %s where user_id = $1', relation)
      into rows using rows_of.user_id;
    return next;
  end loop;
end;
$$;

create temporary table ids as
select tests.user_id('Maya') as maya, tests.user_id('Noah') as noah;
create temporary table rows_of_noah as select * from pg_temp.rows_of((select noah from ids));

select is_empty(
  $$select relation from pg_temp.rows_of((select maya from ids)) where rows = 0$$,
  'she has rows in every table that has a user'
);

select lives_ok(
  $$delete from auth.users where id = (select maya from ids)$$,
  'an account can be deleted while a message of it is being sent'
);
select is_empty(
  $$
    select relation from pg_temp.rows_of((select maya from ids)) where rows > 0
    union all
    select 'public.users' from public.users where id = (select maya from ids)
    union all
    select 'private.message_attempts' from private.message_attempts
    where message_id not in (select id from public.message_queue)
  $$,
  'nothing about her is left'
);
select results_eq(
  $$
    select event, wording is null, phone ~ '^[0-9a-f]{64}$' from public.consent_events
    where user_id = (select maya from ids)
    order by recorded_at
  $$,
  $$values ('invited', true, true), ('confirmed', true, true)$$,
  'the ledger keeps that she was agreed to, without words and number'
);
select ok(tests.budget_is_balanced(), 'what was reserved for her message is given back');
select set_eq(
  'select * from rows_of_noah',
  'select * from pg_temp.rows_of((select noah from ids))',
  'nobody else loses anything'
);

select * from finish();
rollback;
