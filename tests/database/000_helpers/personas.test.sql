-- Whom a statement runs as, and what the database says to them.
begin;
select plan(1);

-- From here to the end of the transaction, acts as the API does for a signed-in person.
create or replace function tests.act_as_user(user_id uuid, rundown_role text default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform set_config('role', 'authenticated', true);
  perform set_config('request.jwt.claim.sub', user_id::text, true);
  perform set_config(
    'request.jwt.claims',
    jsonb_build_object(
      'sub', user_id,
      'role', 'authenticated',
      'app_metadata', jsonb_strip_nulls(jsonb_build_object('rundown_role', rundown_role))
    )::text,
    true
  );
end;
$$;

-- From here on acts as anon, service_role or (postgres) as the owner again.
create or replace function tests.act_as(role_name text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform set_config('role', role_name, true);
  perform set_config('request.jwt.claim.sub', '', true);
  perform set_config(
    'request.jwt.claims', jsonb_build_object('role', role_name)::text, true
  );
end;
$$;

-- What comes of a statement when a persona runs it: an SQLSTATE, or how many rows it reached.
-- Whatever it did is undone. Personas are anon, service_role, or somebody by name.
create or replace function tests.outcome_as(
  persona text,
  statement text,
  rundown_role text default null
)
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_rows bigint;
begin
  if persona in ('anon', 'service_role') then
    perform tests.act_as(persona);
  else
    perform tests.act_as_user(tests.user_id(persona), rundown_role);
  end if;
  execute statement;
  get diagnostics v_rows = row_count;
  raise exception '% rows', v_rows using errcode = 'UNDO1';
exception
  when others then
    return case when sqlstate = 'UNDO1' then sqlerrm else sqlstate end;
end;
$$;

-- What the database says to somebody, by name, who runs a statement: "RD122: Cannot save the
-- contact: …", or null if it has nothing against it. What it accepts stays done.
create or replace function tests.refusal_to(persona text, statement text)
returns text
language plpgsql
set search_path = ''
as $$
begin
  perform tests.act_as_user(tests.user_id(persona));
  execute statement;
  perform tests.act_as('postgres');
  return null;
exception
  -- Whoever acted before acts again: the role is undone like everything else.
  when others then
    return sqlstate || ': ' || sqlerrm;
end;
$$;

select has_function('tests', 'outcome_as', 'statements can be run as somebody');
select * from finish();
commit;
