-- What each persona can really do to the rows of one user, Maya: every column of every table is
-- read, written and inserted as everybody. What is not listed must be refused.
begin;
select plan(2);

create temporary table expected (
  persona text, command text, relation text, columns text, reaches_her_row boolean
);

insert into expected
select persona, command, relation, columns, persona = 'owner' or persona = coalesce(reached_by, '')
from unnest(array['owner', 'stranger', 'operator']) as persona
cross join (
  values
    (
      'select', 'private.message_attempts',
      'created_at error_code message_id number outcome to_phone', 'operator'
    ),
    (
      'select', 'private.phone_numbers',
      'open_minutes opted_out_at phone quiet_until unreachable_until', null
    ),
    ('select', 'private.program_switches', 'is_on program user_id', null),
    ('select', 'public.activities', '*', null),
    ('insert', 'public.activities', 'amount goal_id occurred_at user_id', null),
    ('update', 'public.activities', 'amount occurred_at', null),
    ('delete', 'public.activities', '*', null),
    ('select', 'public.channel_choices', '*', null),
    ('insert', 'public.channel_choices', 'channel is_on user_id', null),
    ('update', 'public.channel_choices', 'is_on', null),
    ('select', 'public.consent_events', 'contact_id created_at event id user_id', null),
    ('select', 'public.contacts', '*', null),
    ('insert', 'public.contacts', 'locale name phone relationship timezone user_id', null),
    ('update', 'public.contacts', 'locale name phone relationship timezone', null),
    ('delete', 'public.contacts', '*', null),
    ('insert', 'public.deletion_requests', 'user_id', null),
    ('select', 'public.goals', '*', null),
    ('insert', 'public.goals', 'title unit user_id weekly_target', null),
    ('update', 'public.goals', 'title unit weekly_target', null),
    ('delete', 'public.goals', '*', null),
    (
      'select', 'public.inbound_messages',
      'answer_id body command contact_id created_at id media_count rating_of sent_at user_id', null
    ),
    ('select', 'public.inbox_messages', '*', null),
    ('update', 'public.inbox_messages', 'dismissed_at read_at snoozed_until', null),
    ('select', 'public.invitations', '*', null),
    ('insert', 'public.invitations', 'contact_id user_id', null),
    (
      'select', 'public.message_queue',
      'attempts channel claimed_at contact_id copies_to_inbox created_at error_class error_code '
      'expires_at facts finished_at id max_attempts message_style message_text message_type '
      'occurrence_id priority program reason scheduled_for segments sent_at status template_id '
      'unconfirmed_at user_id',
      'operator'
    ),
    ('select', 'public.messages', '*', 'operator'),
    ('select', 'public.notification_preferences', '*', null),
    (
      'update', 'public.notification_preferences',
      'enabled max_messages_per_week remind_before_miss send_day send_if_goal_met '
      'send_if_partial_goal send_time timezone',
      null
    ),
    ('select', 'public.occurrences', '*', 'operator'),
    ('select', 'public.users', '*', 'operator'),
    (
      'update', 'public.users',
      'avoid_days display_name frequency held_at locale message_style paused_until quiet_minutes '
        'seen_at',
      null
    )
) as of_hers (command, relation, columns, reached_by);

-- These are nobody's rows in particular.
insert into expected
select persona, 'select', relation, columns, persona = any (reached_by)
from unnest(array['owner', 'stranger', 'operator']) as persona
cross join (
  values
    (
      'private.settings',
      'allowed_from allowed_until brand_name catch_up_grace clock_tolerance cost_currency '
      'cost_per_segment',
      array['owner', 'stranger', 'operator']
    ),
    (
      'private.programs', 'enabled_percent gates goes_to open_minutes program',
      array['owner', 'stranger', 'operator']
    ),
    (
      'private.tasks_set_aside', 'program set_aside_until task',
      array['owner', 'stranger', 'operator']
    ),
    ('private.reasons', 'code meaning', array['owner', 'stranger', 'operator']),
    ('private.crisis_referrals', 'referrals year', array['operator']),
    (
      'private.delivery_circuits', 'channel opened_at paused_at paused_because reason',
      array['operator']
    ),
    (
      'private.channels', 'address_kind channel is_delivered_by_the_database',
      array['owner', 'stranger', 'operator']
    ),
    ('private.provider_errors', 'channel code meaning', array['owner', 'stranger', 'operator']),
    ('private.virtual_clock', 'instant', array['owner', 'stranger', 'operator']),
    ('public.alerts', '*', array['operator']),
    ('public.function_runs', '*', array['operator']),
    ('public.message_rate_limits', '*', array['operator']),
    ('public.message_responses', '*', array['operator']),
    ('public.message_templates', '*', array['owner', 'stranger', 'operator']),
    ('public.operator_actions', '*', array['operator'])
) as of_nobody (relation, columns, reached_by);

-- Who is no operator is refused by the policy: tests/database/operating/operator_actions.
insert into expected
select persona, 'insert', 'public.operator_actions', 'action arguments', false
from unnest(array['owner', 'stranger', 'operator', 'service_role']) as persona;

insert into expected
values
  (
    'service_role', 'select', 'private.message_attempts',
    'created_at error_code message_id number outcome', true
  ),
  (
    'service_role', 'select', 'private.delivery_circuits',
    'channel opened_at paused_at paused_because reason', true
  ),
  (
    'service_role', 'select', 'private.channels',
    'address_kind channel is_delivered_by_the_database', true
  ),
  ('service_role', 'select', 'private.provider_errors', 'channel code meaning', true),
  ('service_role', 'select', 'private.reasons', 'code meaning', true),
  ('service_role', 'select', 'private.settings', 'cost_currency cost_per_segment', true),
  ('service_role', 'select', 'private.crisis_referrals', 'referrals year', true),
  ('service_role', 'select', 'private.virtual_clock', 'instant', true);
insert into expected
select 'service_role', 'select', relation, '*', true
from unnest(array[
  'public.activities', 'public.alerts', 'public.channel_choices', 'public.consent_events',
  'public.contacts', 'public.inbox_messages',
  'public.function_runs', 'public.goals', 'public.inbound_messages', 'public.invitations',
  'public.message_queue', 'public.message_rate_limits', 'public.message_responses',
  'public.message_templates', 'public.messages', 'public.notification_preferences',
  'public.occurrences', 'public.operator_actions', 'public.users'
]) as relation;

-- One row of hers in every table, and one of the tables that are nobody's.
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Maya');
select tests.log_activity('Maya', 1);
select tests.set_clock('2026-06-07 18:00Z');
select tests.start('Maya');
select tests.report('Maya', 'accepted', 'SM1');
update public.contacts set consent_status = 'pending';
select tests.invite('Maya');
select public.start_messages(
  array(select claimed.lease_token from public.get_messages_to_send(500) as claimed)
);
select public.record_inbound_message('SM2', contacts.phone, 'Yes') from public.contacts;
select public.begin_function_run('message-sender');
select private.count_referral();
select private.raise_alert('no_capacity', 'An hour is full', '{}');
insert into private.phone_numbers (phone) select contacts.phone from public.contacts;
insert into public.operator_actions (action) values ('resume_sending');
select private.set_aside(private.ask('heads_up', 'judge'), 'a test');
insert into private.program_switches (program, user_id, is_on)
values ('heads_up', tests.user_id('Maya'), false);
insert into public.channel_choices (user_id, channel, is_on)
values (tests.user_id('Maya'), 'inbox', true);
insert into public.inbox_messages (id, user_id, program, message_type, message_text, channel)
values (gen_random_uuid(), tests.user_id('Maya'), 'diary', 'entry', 'Hi', 'inbox');
select tests.create_user('Noah');
select tests.create_user('Olga');

-- Every statement, for each column of each table that exists.
create temporary table tried as
with personas (persona, name, rundown_role) as (
  values
    ('anon', 'anon', null),
    ('owner', 'Maya', null),
    ('stranger', 'Noah', null),
    ('operator', 'Olga', 'operator'),
    ('service_role', 'service_role', null)
),
columns as (
  select
    relation.relnamespace::regnamespace || '.' || relation.relname as relation,
    attribute.attname,
    format('%I', attribute.attname) as name,
    attribute.attgenerated <> '' as is_generated,
    format_type(attribute.atttypid, attribute.atttypmod) as type,
    coalesce(
      (
        select format(' where %I = %L', owning.attname, tests.user_id('Maya'))
        from pg_attribute as owning
        where owning.attrelid = attribute.attrelid
          and owning.attname
            = case when attribute.attrelid = 'public.users'::regclass then 'id' else 'user_id' end
      ),
      ''
    ) as of_hers
  from pg_attribute as attribute
  join pg_class as relation on relation.oid = attribute.attrelid
  where relation.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
    and relation.relkind = 'r'
    and attribute.attnum > 0
    and not attribute.attisdropped
),
statements as (
  select 'select' as command, relation, attname,
    format('select %s from %s', name, relation) || of_hers as statement
  from columns
  union all
  -- No row: only the privilege is asked for here.
  select 'insert', relation, attname,
    format('insert into %s (%s) select null::%s where false', relation, name, type)
  from columns
  -- Nobody at all writes what is computed.
  where not is_generated
  union all
  select 'update', relation, attname,
    format('update %s set %s = null::%s where false', relation, name, type)
  from columns
  where not is_generated
  union all
  select distinct 'delete', relation, '*', format('delete from %s', relation) || of_hers
  from columns
)
select
  personas.persona, statements.command, statements.relation, statements.attname,
  tests.outcome_as(personas.name, statements.statement, personas.rundown_role) as outcome
from personas
cross join statements;

-- Whether an update that is allowed reaches her row.
create temporary table updated as
select
  expected.persona, expected.relation,
  tests.outcome_as(
    case expected.persona when 'owner' then 'Maya' when 'stranger' then 'Noah' else 'Olga' end,
    format(
      'update %s set %2$s = %2$s where %I = %L',
      expected.relation, split_part(expected.columns, ' ', 1),
      case when expected.relation = 'public.users' then 'id' else 'user_id' end,
      tests.user_id('Maya')
    ),
    case when expected.persona = 'operator' then 'operator' end
  ) as outcome
from expected
where expected.command = 'update';

select set_eq(
  $$
    select
      persona, command, relation,
      case
        when command = 'delete' or count(*) = (
          select count(*) from pg_attribute
          where attrelid = relation::regclass and attnum > 0 and not attisdropped
        )
        then '*'
        else string_agg(attname::text, ' ' order by attname::text)
      end
    from tried
    where outcome <> '42501'
    group by persona, command, relation
  $$,
  'select persona, command, relation, columns from expected',
  'every statement that is not planned is refused with 42501, to everybody'
);

select set_eq(
  $$
    select distinct persona, command, relation, outcome <> '0 rows' from tried
    where outcome <> '42501' and command in ('select', 'delete')
    union all
    select persona, 'update', relation, outcome <> '0 rows' from updated
  $$,
  $$
    select persona, command, relation, reaches_her_row from expected where command <> 'insert'
  $$,
  'what is allowed reaches a person''s own rows only, and an operator''s reach is the planned one'
);

select * from finish();
rollback;
