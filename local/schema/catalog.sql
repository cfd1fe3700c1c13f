-- What a database is, as far as this project makes it: one row for each fact about an object of
-- public, private or, where we hang something on it, auth. Order and identity of rows in the system
-- catalogs do not show, so that two databases that were made in different ways can be compared.
with ours as (
  select pg_namespace.oid, pg_namespace.nspname as name
  from pg_catalog.pg_namespace
  where pg_namespace.nspname in ('public', 'private')
),
relations as (
  select
    pg_class.*,
    format('%s.%s', ours.name, pg_class.relname) as name
  from pg_catalog.pg_class
  join ours on ours.oid = pg_class.relnamespace
),
functions as (
  select
    pg_proc.*,
    format(
      '%s.%s(%s)', ours.name, pg_proc.proname, pg_get_function_identity_arguments(pg_proc.oid)
    ) as name
  from pg_catalog.pg_proc
  join ours on ours.oid = pg_proc.pronamespace
  where not exists (
    select from pg_catalog.pg_depend
    where pg_depend.classid = 'pg_proc'::regclass
      and pg_depend.objid = pg_proc.oid
      and pg_depend.deptype = 'e'
  )
),
-- Who may do what with what. A list that nobody touched is the one that it stands for.
privileges (kind, name, acl) as (
  select
    'schema', ours.name, coalesce(pg_namespace.nspacl, acldefault('n', pg_namespace.nspowner))
  from ours
  join pg_catalog.pg_namespace on pg_namespace.oid = ours.oid
  union all
  select
    case relations.relkind when 'S' then 'sequence' else 'table' end,
    relations.name,
    coalesce(
      relations.relacl,
      acldefault(
        (case relations.relkind when 'S' then 's' else 'r' end)::"char", relations.relowner
      )
    )
  from relations
  where relations.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  union all
  select 'column', format('%s.%s', relations.name, pg_attribute.attname), pg_attribute.attacl
  from relations
  join pg_catalog.pg_attribute on pg_attribute.attrelid = relations.oid
  where pg_attribute.attnum > 0 and not pg_attribute.attisdropped
  union all
  select 'function', functions.name, coalesce(functions.proacl, acldefault('f', functions.proowner))
  from functions
  union all
  select
    'type',
    format('%s.%s', ours.name, pg_type.typname),
    coalesce(pg_type.typacl, acldefault('T', pg_type.typowner))
  from pg_catalog.pg_type
  join ours on ours.oid = pg_type.typnamespace
  where pg_type.typelem = 0
  union all
  select
    'new objects',
    format(
      'of kind %s in %s by %s',
      pg_default_acl.defaclobjtype,
      coalesce(pg_namespace.nspname, 'any schema'),
      pg_get_userbyid(pg_default_acl.defaclrole)
    ),
    pg_default_acl.defaclacl
  from pg_catalog.pg_default_acl
  left join pg_catalog.pg_namespace on pg_namespace.oid = pg_default_acl.defaclnamespace
  where pg_default_acl.defaclnamespace = 0 or pg_namespace.nspname in ('public', 'private')
),
-- Every object that can bear a comment.
objects (kind, name, class, oid, part) as (
  select 'schema', ours.name, 'pg_namespace'::regclass, ours.oid, 0 from ours
  union all
  select 'table', relations.name, 'pg_class'::regclass, relations.oid, 0
  from relations
  where relations.relkind in ('r', 'p', 'v', 'm', 'f', 'c', 'S')
  union all
  select 'index', relations.name, 'pg_class'::regclass, relations.oid, 0
  from relations
  where relations.relkind in ('i', 'I')
  union all
  select
    'column',
    format('%s.%s', relations.name, pg_attribute.attname),
    'pg_class'::regclass,
    relations.oid,
    pg_attribute.attnum
  from relations
  join pg_catalog.pg_attribute on pg_attribute.attrelid = relations.oid
  where pg_attribute.attnum > 0 and not pg_attribute.attisdropped
  union all
  select
    'constraint',
    format(
      '%s on %s',
      pg_constraint.conname,
      coalesce(
        nullif(pg_constraint.conrelid, 0)::regclass::text, pg_constraint.contypid::regtype::text
      )
    ),
    'pg_constraint'::regclass,
    pg_constraint.oid,
    0
  from pg_catalog.pg_constraint
  join ours on ours.oid = pg_constraint.connamespace
  union all
  select 'function', functions.name, 'pg_proc'::regclass, functions.oid, 0 from functions
  union all
  select 'type', format('%s.%s', ours.name, pg_type.typname), 'pg_type'::regclass, pg_type.oid, 0
  from pg_catalog.pg_type
  join ours on ours.oid = pg_type.typnamespace
  union all
  select
    'trigger',
    format('%s on %s', pg_trigger.tgname, pg_trigger.tgrelid::regclass),
    'pg_trigger'::regclass,
    pg_trigger.oid,
    0
  from pg_catalog.pg_trigger
  join functions on functions.oid = pg_trigger.tgfoid
  union all
  select
    'policy',
    format('"%s" on %s', pg_policy.polname, pg_policy.polrelid::regclass),
    'pg_policy'::regclass,
    pg_policy.oid,
    0
  from pg_catalog.pg_policy
  join relations on relations.oid = pg_policy.polrelid
)

select objects.kind, objects.name, 'comment' as aspect, pg_description.description as fact
from objects
join pg_catalog.pg_description
  on pg_description.classoid = objects.class
  and pg_description.objoid = objects.oid
  and pg_description.objsubid = objects.part
union all
select
  privileges.kind,
  privileges.name,
  'privileges',
  string_agg(
    format(
      '%s: %s%s',
      coalesce(pg_get_userbyid(nullif(granted.grantee, 0)), 'public'),
      lower(granted.privilege_type),
      case when granted.is_grantable then ' with grant option' else '' end
    ),
    ', '
    order by granted.grantee::regrole::text, granted.privilege_type
  )
from privileges
cross join lateral aclexplode(privileges.acl) as granted
group by privileges.kind, privileges.name
union all
select
  'table',
  relations.name,
  'definition',
  concat_ws(
    ' ',
    relations.relkind,
    'of', pg_get_userbyid(relations.relowner),
    'persistence', relations.relpersistence,
    case when relations.relrowsecurity then 'with row level security' end,
    case when relations.relforcerowsecurity then 'forced on its owner' end,
    array_to_string(relations.reloptions, ' '),
    case
      when relations.relkind in ('v', 'm') then pg_get_viewdef(relations.oid)
      when relations.relkind = 'S'
      then (
        select to_jsonb(pg_sequence) - 'seqrelid'
        from pg_catalog.pg_sequence
        where pg_sequence.seqrelid = relations.oid
      )::text
    end
  )
from relations
where relations.relkind in ('r', 'p', 'v', 'm', 'f', 'c', 'S')
union all
select
  'column',
  format('%s.%s', relations.name, pg_attribute.attname),
  'definition',
  concat_ws(
    ' ',
    'place',
    row_number() over (partition by relations.oid order by pg_attribute.attnum),
    format_type(pg_attribute.atttypid, pg_attribute.atttypmod),
    case when pg_attribute.attnotnull then 'not null' end,
    'identity ' || nullif(pg_attribute.attidentity::text, ''),
    'generated ' || nullif(pg_attribute.attgenerated::text, ''),
    'default ' || pg_get_expr(pg_attrdef.adbin, pg_attrdef.adrelid),
    'collate ' || nullif(pg_attribute.attcollation, 0)::regcollation::text,
    'storage ' || pg_attribute.attstorage::text,
    'compression ' || nullif(pg_attribute.attcompression::text, '')
  )
from relations
join pg_catalog.pg_attribute on pg_attribute.attrelid = relations.oid
left join pg_catalog.pg_attrdef
  on pg_attrdef.adrelid = relations.oid and pg_attrdef.adnum = pg_attribute.attnum
where relations.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
  and pg_attribute.attnum > 0
  and not pg_attribute.attisdropped
union all
select
  'constraint',
  objects.name,
  'definition',
  pg_get_constraintdef(objects.oid)
    || case when pg_constraint.convalidated then '' else ' not valid' end
from objects
join pg_catalog.pg_constraint on pg_constraint.oid = objects.oid
where objects.class = 'pg_constraint'::regclass
union all
select
  'index',
  relations.name,
  'definition',
  pg_get_indexdef(relations.oid) || case when pg_index.indisvalid then '' else ' (not valid)' end
from relations
join pg_catalog.pg_index on pg_index.indexrelid = relations.oid
union all
select
  'function',
  functions.name,
  'definition',
  format(
    E'of %s\n%s',
    pg_get_userbyid(functions.proowner),
    case when functions.prokind in ('f', 'p') then pg_get_functiondef(functions.oid) end
  )
from functions
union all
select
  'trigger',
  format('%s on %s', pg_trigger.tgname, pg_trigger.tgrelid::regclass),
  'definition',
  format('%s (enabled: %s)', pg_get_triggerdef(pg_trigger.oid), pg_trigger.tgenabled)
from pg_catalog.pg_trigger
join functions on functions.oid = pg_trigger.tgfoid
where not pg_trigger.tgisinternal
union all
select
  'policy',
  format(
    '"%s" on %s.%s', pg_policies.policyname, pg_policies.schemaname, pg_policies.tablename
  ),
  'definition',
  concat_ws(
    ' ',
    pg_policies.permissive, pg_policies.cmd, 'to', pg_policies.roles,
    'using ' || pg_policies.qual, 'with check ' || pg_policies.with_check
  )
from pg_catalog.pg_policies
join ours on ours.name = pg_policies.schemaname
union all
select
  'type',
  format('%s.%s', ours.name, pg_type.typname),
  'definition',
  concat_ws(
    ' ',
    pg_type.typtype,
    nullif(pg_type.typbasetype, 0)::regtype,
    case when pg_type.typnotnull then 'not null' end,
    pg_type.typdefault,
    (
      select string_agg(pg_enum.enumlabel, ', ' order by pg_enum.enumsortorder)
      from pg_catalog.pg_enum
      where pg_enum.enumtypid = pg_type.oid
    )
  )
from pg_catalog.pg_type
join ours on ours.oid = pg_type.typnamespace
where pg_type.typelem = 0
union all
select
  'extension',
  pg_extension.extname,
  'definition',
  format('in %s', pg_extension.extnamespace::regnamespace)
from pg_catalog.pg_extension
order by 1, 2, 3;
