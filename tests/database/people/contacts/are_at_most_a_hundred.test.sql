-- Nobody tells more than a hundred people.
begin;
select plan(5);

select tests.create_user('Maya');
select tests.create_user('Noah');
create function pg_temp.add(display_name text, first integer, last integer)
returns void
language sql
as $$
  insert into public.contacts (user_id, name, phone, relationship, timezone)
  select tests.user_id(add.display_name), 'Contact', '+12025550' || lpad((n + 200)::text, 3, '0'),
    'friend', 'UTC'
  from generate_series(add.first, add.last) as n;
$$;

select lives_ok($$select pg_temp.add('Maya', 1, 100)$$, 'a hundred are fine, also at once');
select throws_like(
  $$select pg_temp.add('Maya', 101, 101)$$, '%100 contacts already', 'one more is not'
);
select throws_ok(
  $$select pg_temp.add('Noah', 1, 101)$$, 'RD100', null, 'nor are a hundred and one at once'
);
select is(
  (select count(*) from public.contacts where contacts.user_id = tests.user_id('Noah')), 0::bigint,
  'and then none of them is added'
);

select is(
  left(
    tests.refusal_to(
      'Noah',
      format(
        'insert into public.contacts (user_id, name, phone, relationship, timezone)
          values (%L, ''Ben'', ''+12025550399'', ''friend'', ''UTC'')',
        tests.user_id('Maya')
      )
    ),
    5
  ),
  '42501', 'a stranger does not learn that somebody has a hundred'
);

select * from finish();
rollback;
