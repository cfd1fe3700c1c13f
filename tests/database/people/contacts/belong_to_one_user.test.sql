-- People manage their own contacts and nobody else's.
begin;
select plan(9);

select tests.create_user('Maya');
select tests.create_user('Noah');
select tests.create_contact('Maya', phone => '+12025550101');

create function pg_temp.add(persona text, of_user text, phone text, relationship text, zone text)
returns text
language sql
as $$
  select tests.outcome_as(
    persona,
    format(
      'insert into public.contacts (user_id, name, phone, relationship, timezone)
        values (%L, ''Ben'', %L, %L, %L)',
      tests.user_id(of_user), phone, relationship, zone
    )
  );
$$;

select is(
  pg_temp.add('Maya', 'Maya', '+12025550102', 'coach', 'Europe/Berlin'), '1 rows',
  'a contact can be added'
);
select is(
  pg_temp.add('Noah', 'Maya', '+12025550102', 'coach', 'UTC'), '42501',
  'but not for somebody else'
);
select is(
  pg_temp.add('anon', 'Maya', '+12025550102', 'coach', 'UTC'), '42501', 'nor by nobody'
);
select is(
  pg_temp.add('Noah', 'Noah', '+12025550101', 'friend', 'UTC'), '1 rows',
  'two people may know the same number'
);
select is(
  pg_temp.add('Maya', 'Maya', '+12025550101', 'friend', 'UTC'), 'RD125',
  'one person knows it once'
);
select is(
  pg_temp.add('Maya', 'Maya', '202 555 0102', 'friend', 'UTC'), 'RD122',
  'a number is written in E.164'
);
select is(
  pg_temp.add('Maya', 'Maya', '+12025550102', 'boss', 'UTC'), 'RD123',
  'an unknown relationship is refused'
);
select is(
  pg_temp.add('Maya', 'Maya', '+12025550102', 'friend', 'EST'), 'RD124',
  'an unknown zone is refused'
);
select is(
  tests.outcome_as(
    'Maya', format('update public.contacts set user_id = %L', tests.user_id('Noah'))
  ),
  '42501', 'a contact cannot be handed to somebody else'
);

select * from finish();
rollback;
