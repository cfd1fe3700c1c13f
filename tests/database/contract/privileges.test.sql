-- Every privilege in public and private that anybody but the owner of the objects holds. A table,
-- view, column or sequence that is not listed here must not be granted to anyone.
begin;
select plan(6);

create temporary table expected (relation text, grantee text, privilege text, columns text);
insert into expected
values
  (
    'private.message_attempts', 'authenticated', 'select',
    'created_at error_code message_id number outcome to_phone'
  ),
  (
    'private.message_attempts', 'service_role', 'select',
    'created_at error_code message_id number outcome'
  ),
  (
    'private.delivery_circuits', 'authenticated', 'select',
    'channel opened_at paused_at paused_because reason'
  ),
  (
    'private.delivery_circuits', 'service_role', 'select',
    'channel opened_at paused_at paused_because reason'
  ),
  (
    'private.channels', 'authenticated', 'select',
    'address_kind channel is_delivered_by_the_database'
  ),
  (
    'private.channels', 'service_role', 'select',
    'address_kind channel is_delivered_by_the_database'
  ),
  ('private.provider_errors', 'authenticated', 'select', 'channel code meaning'),
  ('private.provider_errors', 'service_role', 'select', 'channel code meaning'),
  (
    'private.phone_numbers', 'authenticated', 'select',
    'open_minutes opted_out_at phone quiet_until unreachable_until'
  ),
  ('private.crisis_referrals', 'authenticated', 'select', 'referrals year'),
  ('private.crisis_referrals', 'service_role', 'select', 'referrals year'),
  ('private.program_switches', 'authenticated', 'select', 'is_on program user_id'),
  (
    'private.programs', 'authenticated', 'select',
    'enabled_percent gates goes_to open_minutes program'
  ),
  (
    'private.tasks_set_aside', 'authenticated', 'select', 'program set_aside_until task'
  ),
  ('private.reasons', 'authenticated', 'select', 'code meaning'),
  ('private.reasons', 'service_role', 'select', 'code meaning'),
  (
    'private.settings', 'authenticated', 'select',
    'allowed_from allowed_until brand_name catch_up_grace clock_tolerance cost_currency '
    'cost_per_segment'
  ),
  ('private.settings', 'service_role', 'select', 'cost_currency cost_per_segment'),
  ('private.virtual_clock', 'authenticated', 'select', 'instant'),
  ('private.virtual_clock', 'service_role', 'select', 'instant'),
  ('public.activities', 'authenticated', 'delete', '*'),
  ('public.activities', 'authenticated', 'insert', 'amount goal_id occurred_at user_id'),
  ('public.activities', 'authenticated', 'select', '*'),
  ('public.activities', 'authenticated', 'update', 'amount occurred_at'),
  ('public.activities', 'service_role', 'select', '*'),
  ('public.alerts', 'authenticated', 'select', '*'),
  ('public.alerts', 'service_role', 'select', '*'),
  ('public.channel_choices', 'authenticated', 'insert', 'channel is_on user_id'),
  ('public.channel_choices', 'authenticated', 'select', '*'),
  ('public.channel_choices', 'authenticated', 'update', 'is_on'),
  ('public.channel_choices', 'service_role', 'select', '*'),
  ('public.consent_events', 'authenticated', 'select', 'contact_id created_at event id user_id'),
  ('public.consent_events', 'service_role', 'select', '*'),
  ('public.contacts', 'authenticated', 'delete', '*'),
  ('public.contacts', 'authenticated', 'insert', 'locale name phone relationship timezone user_id'),
  ('public.contacts', 'authenticated', 'select', '*'),
  ('public.contacts', 'authenticated', 'update', 'locale name phone relationship timezone'),
  ('public.contacts', 'service_role', 'select', '*'),
  ('public.deletion_requests', 'authenticated', 'insert', 'user_id'),
  ('public.function_runs', 'authenticated', 'select', '*'),
  ('public.function_runs', 'service_role', 'select', '*'),
  ('public.goals', 'authenticated', 'delete', '*'),
  ('public.goals', 'authenticated', 'insert', 'title unit user_id weekly_target'),
  ('public.goals', 'authenticated', 'select', '*'),
  ('public.goals', 'authenticated', 'update', 'title unit weekly_target'),
  ('public.goals', 'service_role', 'select', '*'),
  (
    'public.inbound_messages', 'authenticated', 'select',
    'answer_id body command contact_id created_at id media_count rating_of sent_at user_id'
  ),
  ('public.inbound_messages', 'service_role', 'select', '*'),
  ('public.inbox_messages', 'authenticated', 'select', '*'),
  (
    'public.inbox_messages', 'authenticated', 'update', 'dismissed_at read_at snoozed_until'
  ),
  ('public.inbox_messages', 'service_role', 'select', '*'),
  ('public.invitations', 'authenticated', 'insert', 'contact_id user_id'),
  ('public.invitations', 'authenticated', 'select', '*'),
  ('public.invitations', 'service_role', 'select', '*'),
  (
    'public.message_queue', 'authenticated', 'select',
    'attempts channel claimed_at contact_id copies_to_inbox created_at error_class error_code '
    'expires_at facts finished_at id max_attempts message_style message_text message_type '
    'occurrence_id priority program reason scheduled_for segments sent_at status template_id '
    'unconfirmed_at user_id'
  ),
  ('public.message_queue', 'service_role', 'select', '*'),
  ('public.message_rate_limits', 'authenticated', 'select', '*'),
  ('public.message_rate_limits', 'service_role', 'select', '*'),
  ('public.message_responses', 'authenticated', 'select', '*'),
  ('public.message_responses', 'service_role', 'select', '*'),
  ('public.message_templates', 'authenticated', 'select', '*'),
  ('public.message_templates', 'service_role', 'select', '*'),
  ('public.messages', 'authenticated', 'select', '*'),
  ('public.messages', 'service_role', 'select', '*'),
  ('public.notification_preferences', 'authenticated', 'select', '*'),
  (
    'public.notification_preferences', 'authenticated', 'update',
    'enabled max_messages_per_week remind_before_miss send_day send_if_goal_met '
    'send_if_partial_goal send_time timezone'
  ),
  ('public.notification_preferences', 'service_role', 'select', '*'),
  ('public.occurrences', 'authenticated', 'select', '*'),
  ('public.occurrences', 'service_role', 'select', '*'),
  ('public.operator_actions', 'authenticated', 'insert', 'action arguments'),
  ('public.operator_actions', 'authenticated', 'select', '*'),
  ('public.operator_actions', 'service_role', 'insert', 'action arguments'),
  ('public.operator_actions', 'service_role', 'select', '*'),
  ('public.users', 'authenticated', 'select', '*'),
  (
    'public.users', 'authenticated', 'update',
    'avoid_days display_name frequency held_at locale message_style paused_until quiet_minutes '
      'seen_at'
  ),
  ('public.users', 'service_role', 'select', '*');
insert into expected
select 'public.' || metric, grantee, 'select', '*'
from unnest(array[
  'budget_by_hour', 'crisis_referrals_by_year', 'failures_by_reason', 'messages_by_day',
  'messages_by_hour',
  'messages_by_style', 'responses_by_day', 'runs_by_day', 'sending_now'
]) as metric
cross join unnest(array['authenticated', 'service_role']) as grantee;

create temporary view actual as
select
  relation.relnamespace::regnamespace || '.' || relation.relname as relation,
  granted.grantee,
  granted.privilege,
  granted.columns
from pg_class as relation
cross join lateral (
  select
    coalesce(roles.rolname, 'public') as grantee,
    lower(acl.privilege_type) as privilege,
    '*' as columns
  from aclexplode(relation.relacl) as acl
  left join pg_roles as roles on roles.oid = acl.grantee
  where acl.grantee <> relation.relowner
  union all
  select
    coalesce(roles.rolname, 'public'),
    lower(acl.privilege_type),
    string_agg(attribute.attname, ' ' order by attribute.attname::text)
  from pg_attribute as attribute
  cross join lateral aclexplode(attribute.attacl) as acl
  left join pg_roles as roles on roles.oid = acl.grantee
  where attribute.attrelid = relation.oid
  group by 1, 2
) as granted
where relation.relnamespace in ('public'::regnamespace, 'private'::regnamespace);

select set_eq(
  'select * from actual', 'select * from expected',
  'nobody holds a privilege on a relation or column beyond the planned ones'
);

select is_empty(
  $$
    select relation.oid::regclass from pg_class as relation
    where relation.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
      and relation.relkind not in ('r', 'i', 'c')
      and not (
        relation.relkind = 'v'
        and coalesce('security_invoker=true' = any (relation.reloptions), false)
      )
  $$,
  'there are only tables, indexes, row types and views that run as whoever reads them: nothing '
    'gets around row level security'
);

select is_empty(
  $$
    select role_name, schema_name
    from unnest(array['anon', 'authenticated', 'service_role']) as role_name,
      unnest(array['public', 'private']) as schema_name
    where has_schema_privilege(role_name, schema_name, 'create')
  $$,
  'no API role may create anything'
);

select is_empty(
  $$
    select role_name from unnest(array['anon']) as role_name
    where has_schema_privilege(role_name, 'private', 'usage')
  $$,
  'whoever is not signed in may not look into the schema private'
);

-- What a next migration makes must belong to nobody until it says otherwise.
create table public.a_new_table (id integer generated always as identity);
create function public.a_new_function() returns integer language sql as 'select 1';

select is_empty(
  $$
    select relation, grantee, privilege from actual
    where relation in ('public.a_new_table', 'public.a_new_table_id_seq')
  $$,
  'a new table and its sequence are granted to nobody by default'
);
select is_empty(
  $$
    select role_name from unnest(array['anon', 'authenticated', 'service_role']) as role_name
    where has_function_privilege(role_name, 'public.a_new_function()', 'execute')
  $$,
  'a new function may be executed by nobody by default'
);

select * from finish();
rollback;
