-- Whoever asks gets everything that is stored about them, and can have it erased; nobody gets
-- anything of anybody else. A new table with a user in it fails here until it is exported.
begin;
select plan(9);

-- Maya and Noah have something in every table.
select tests.set_clock('2026-05-31 12:00Z');
select tests.create_message(name) from unnest(array['Maya', 'Noah']) as name;
select tests.set_clock('2026-05-31 18:00Z');
select tests.start(name) from unnest(array['Maya', 'Noah']) as name;
select tests.report('Maya', 'accepted', 'SM1');
select tests.report('Noah', 'accepted', 'SM2');
select tests.log_activity(name, 0.5) from unnest(array['Maya', 'Noah']) as name;
select tests.text_from_contact_of(name, 'Good for her')
from unnest(array['Maya', 'Noah']) as name;
update public.contacts set consent_status = 'pending';
select tests.invite(name) from unnest(array['Maya', 'Noah']) as name;
select public.record_inbound_message('SM-' || contacts.id, contacts.phone, 'Yes')
from public.contacts;
insert into public.channel_choices (user_id, channel, is_on)
select users.id, 'inbox', true from public.users;
insert into public.inbox_messages (id, user_id, program, message_type, message_text, channel)
select gen_random_uuid(), users.id, 'diary', 'entry', 'Hi', 'inbox' from public.users;
insert into private.phone_numbers (phone, opted_out_at)
select contacts.phone, '2026-05-31' from public.contacts where user_id = tests.user_id('Maya');

create temporary table ids as
select tests.user_id('Maya') as maya, tests.user_id('Noah') as noah;
create temporary table kept as
select phone from public.contacts where user_id = (select maya from ids);
grant select on ids to authenticated;
select tests.act_as_user((select maya from ids));
create temporary table exported as select public.export_my_data() as data;
select tests.act_as('postgres');

select set_eq(
  'select jsonb_object_keys(data) from exported',
  $$
    select relname::text
    from pg_class
    join pg_attribute on attrelid = pg_class.oid and not attisdropped
    where relnamespace = 'public'::regnamespace
      and relkind = 'r'
      and (attname = 'user_id' or (relname = 'users' and attname = 'id'))
      -- Nothing ever stays in it.
      and relname <> 'deletion_requests'
  $$,
  'every table with a user is exported'
);
select is_empty(
  $$
    select key from exported cross join lateral jsonb_each(data)
    where jsonb_array_length(value) = 0
  $$,
  'with what she has there'
);
select is_empty(
  format(
    'select from exported where data::text like %L', '%' || (select noah from ids) || '%'
  ),
  'and nothing of anybody else'
);
select is(
  array[
    tests.outcome_as('anon', 'select public.export_my_data()'),
    tests.outcome_as('service_role', 'select public.export_my_data()'),
    tests.outcome_as('anon', 'select public.delete_my_data()'),
    tests.outcome_as('service_role', 'select public.delete_my_data()')
  ],
  array['42501', '42501', '42501', '42501'], 'only who is signed in may ask'
);
select is(
  tests.outcome_as(
    'Noah', format('insert into public.deletion_requests values (%L)', (select maya from ids))
  ),
  '42501', 'and for nobody but themselves'
);

select tests.act_as_user((select maya from ids));
select matches(public.delete_my_data(), 'What stays', 'deletion says what stays');
select tests.act_as('postgres');
select is_empty(
  'select from auth.users where id = (select maya from ids)', 'the account is gone'
);
select isnt_empty(
  $$
    select from private.phone_numbers join kept using (phone)
    where opted_out_at is not null
  $$,
  'an opt-out stays'
);
select isnt_empty(
  'select from auth.users where id = (select noah from ids)', 'others are not touched'
);

select * from finish();
rollback;
