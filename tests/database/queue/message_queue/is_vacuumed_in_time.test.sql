-- The tables that every text changes are vacuumed when one row in a hundred is dead: they keep what
-- is finished, and the usual one in five would come too late.
begin;
select plan(3);

select is(
  (
    select jsonb_object_agg(option.option_name, option.option_value)
    from pg_class, pg_options_to_table(pg_class.reloptions) as option
    where pg_class.oid = relation.name::regclass
  ),
  '{"autovacuum_vacuum_scale_factor": "0.01"}',
  relation.name
)
from unnest(
  array['public.message_queue', 'private.message_attempts', 'public.messages']
) as relation (name);

select * from finish();
rollback;
