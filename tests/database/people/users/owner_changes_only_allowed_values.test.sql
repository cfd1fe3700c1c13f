-- People change how they are named and written about, within bounds.
begin;
select plan(8);

select tests.create_user('Maya');

create function pg_temp.change(assignment text)
returns text
language sql
as $$
  select tests.outcome_as('Maya', 'update public.users set ' || assignment);
$$;

select is(pg_temp.change('message_style = ''chaotic'''), '1 rows', 'a style can be chosen');
select is(pg_temp.change('message_style = ''rude'''), 'RD102', 'an unknown style is refused');
select is(pg_temp.change('display_name = ''M'''), '1 rows', 'a name can be changed');
select is(pg_temp.change('display_name = '' '''), 'RD101', 'a blank name is refused');
select is(pg_temp.change('display_name = repeat(''a'', 101)'), 'RD101', 'so is a long one');
select is(pg_temp.change('locale = ''pt-BR'''), '1 rows', 'a language can be chosen');
select is(pg_temp.change('locale = ''Portuguese!'''), 'RD103', 'what is none is refused');
select is(
  pg_temp.change('paused_until = ''2026-07-01 00:00Z'''), '1 rows', 'texts can be paused'
);

select * from finish();
rollback;
