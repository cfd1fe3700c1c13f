-- Every policy that opens anything, and for whom. What rows it opens, statements.test.sql proves.
begin;
select plan(4);

select bag_eq(
  $$
    select schemaname || '.' || tablename, lower(cmd), array_to_string(roles, ' ')
    from pg_policies
    where schemaname in ('public', 'private')
      and permissive = 'PERMISSIVE'
      and (coalesce(qual, '') <> 'false' or coalesce(with_check, 'false') <> 'false')
  $$,
  $$
    values
      ('private.channels', 'select', 'authenticated'),
      ('private.delivery_circuits', 'select', 'authenticated'),
      ('private.message_attempts', 'select', 'authenticated'),
      ('private.provider_errors', 'select', 'authenticated'),
      ('private.phone_numbers', 'select', 'authenticated'),
      ('private.program_switches', 'select', 'authenticated'),
      ('private.programs', 'select', 'authenticated'),
      ('private.reasons', 'select', 'authenticated'),
      ('private.settings', 'select', 'authenticated'),
      ('private.crisis_referrals', 'select', 'authenticated'),
      ('private.tasks_set_aside', 'select', 'authenticated'),
      ('private.virtual_clock', 'select', 'authenticated'),
      ('public.activities', 'delete', 'authenticated'),
      ('public.activities', 'insert', 'authenticated'),
      ('public.activities', 'select', 'authenticated'),
      ('public.activities', 'update', 'authenticated'),
      ('public.alerts', 'select', 'authenticated'),
      ('public.channel_choices', 'insert', 'authenticated'),
      ('public.channel_choices', 'select', 'authenticated'),
      ('public.channel_choices', 'update', 'authenticated'),
      ('public.consent_events', 'select', 'authenticated'),
      ('public.contacts', 'delete', 'authenticated'),
      ('public.contacts', 'insert', 'authenticated'),
      ('public.contacts', 'select', 'authenticated'),
      ('public.contacts', 'update', 'authenticated'),
      ('public.deletion_requests', 'insert', 'authenticated'),
      ('public.function_runs', 'select', 'authenticated'),
      ('public.goals', 'delete', 'authenticated'),
      ('public.goals', 'insert', 'authenticated'),
      ('public.goals', 'select', 'authenticated'),
      ('public.goals', 'update', 'authenticated'),
      ('public.inbound_messages', 'select', 'authenticated'),
      ('public.inbox_messages', 'select', 'authenticated'),
      ('public.inbox_messages', 'update', 'authenticated'),
      ('public.invitations', 'insert', 'authenticated'),
      ('public.invitations', 'select', 'authenticated'),
      ('public.message_queue', 'select', 'authenticated'),
      ('public.message_rate_limits', 'select', 'authenticated'),
      ('public.message_responses', 'select', 'authenticated'),
      ('public.message_templates', 'select', 'authenticated'),
      ('public.messages', 'select', 'authenticated'),
      ('public.notification_preferences', 'select', 'authenticated'),
      ('public.notification_preferences', 'update', 'authenticated'),
      ('public.occurrences', 'select', 'authenticated'),
      ('public.operator_actions', 'insert', 'authenticated'),
      ('public.operator_actions', 'select', 'authenticated'),
      ('public.users', 'select', 'authenticated'),
      ('public.users', 'update', 'authenticated')
  $$,
  'the policies that open rows are the planned ones'
);

select is_empty(
  $$
    select tablename, policyname from pg_policies
    where schemaname in ('public', 'private')
      and concat(qual, with_check) ~ 'auth\.'
      and regexp_replace(
        concat(qual, with_check), '\(\s*SELECT auth\.(uid|jwt)\(\)', '', 'g'
      ) ~ 'auth\.'
  $$,
  'who is asking is looked up once a statement, not once a row'
);

select bag_eq(
  $$
    select schemaname || '.' || tablename, lower(cmd), array_to_string(roles, ' ')
    from pg_policies
    where schemaname in ('public', 'private') and permissive = 'RESTRICTIVE'
  $$,
  $$
    values
      ('public.message_queue', 'select', 'authenticated'),
      ('public.messages', 'select', 'authenticated')
  $$,
  'and those that hide some of what others open'
);

select is_empty(
  $$
    select tablename from pg_tables
    where schemaname = 'private'
      and not exists (
        select from pg_policies
        where pg_policies.schemaname = 'private'
          and pg_policies.tablename = pg_tables.tablename
      )
  $$,
  'every private table has a policy: a planned one, or the one that opens nothing'
);

select * from finish();
rollback;
