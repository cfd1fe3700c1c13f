-- What every table and constraint has.
begin;
select plan(9);

create temporary view tables as
select oid, oid::regclass as name, relrowsecurity
from pg_class
where relnamespace in ('public'::regnamespace, 'private'::regnamespace) and relkind in ('r', 'p');

create temporary view constraints as
select * from pg_constraint
where connamespace in ('public'::regnamespace, 'private'::regnamespace);

select is_empty(
  'select name from tables where not relrowsecurity', 'every table has row level security'
);

select is_empty(
  $$select name from tables where coalesce(obj_description(oid, 'pg_class'), '') = ''$$,
  'every table has a comment'
);

select is_empty(
  $$
    select attrelid::regclass, attname
    from pg_attribute
    join pg_class as view on view.oid = attrelid and view.relkind = 'v'
    where view.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
      and attnum > 0
      and (
        coalesce(obj_description(view.oid, 'pg_class'), '') = ''
        or coalesce(col_description(view.oid, attnum), '') = ''
      )
  $$,
  'every view has a comment, and each of its columns, which says its unit'
);

select is_empty(
  $$
    select name from tables
    where not exists (
      select from constraints where constraints.conrelid = tables.oid and contype = 'p'
    )
  $$,
  'every table has a primary key'
);

select is_empty(
  $$
    select name from tables
    where not exists (
      select from pg_attribute
      where attrelid = tables.oid
        and attname = 'created_at'
        and atttypid = 'timestamptz'::regtype
        and attnotnull
        and atthasdef
    )
  $$,
  'every table has created_at, which fills itself'
);

select is_empty(
  $$
    select conrelid::regclass, conname from constraints
    where contype = 'f'
      and not exists (
        select from pg_index
        where indrelid = conrelid
          and indpred is null
          and (indkey::smallint[])[0:cardinality(conkey) - 1] @> conkey
          and (indkey::smallint[])[0:cardinality(conkey) - 1] <@ conkey
      )
  $$,
  'every foreign key has an index that begins with its columns'
);

select is_empty(
  $$
    select conrelid::regclass, conname from constraints
    where contype in ('c', 'u', 'x') and conname ~ '_(check|key|excl)\d*$'
  $$,
  'every rule has a name of ours'
);

select is_empty(
  $$
    select conrelid::regclass, conname from constraints where not convalidated
  $$,
  'every constraint is validated'
);

select is_empty(
  $$
    select attrelid::regclass, attname from pg_attribute
    join tables on tables.oid = attrelid
    where attnum > 0 and not attisdropped
      and atttypid in ('timestamp'::regtype, 'timetz'::regtype, 'json'::regtype, 'varchar'::regtype)
  $$,
  'no column has a type that loses its zone or its use'
);

select * from finish();
rollback;
