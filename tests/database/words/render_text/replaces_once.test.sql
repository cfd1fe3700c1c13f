-- Placeholders become facts in one pass, and nothing else changes.
begin;
select plan(11);

create function pg_temp.render(
  body text,
  facts jsonb default '{"name": "Maya", "brand": "Rundown"}'
)
returns text
language sql
as $$
  select private.render_text(body, facts);
$$;

select is(pg_temp.render('{{brand}}: {{name}} ran.'), 'Rundown: Maya ran.', 'facts are put in');
select is(pg_temp.render('{{name}}{{name}}'), 'MayaMaya', 'as often as they are asked for');
select is(pg_temp.render('Hello.'), 'Hello.', 'a wording without placeholders stays');
select is(
  pg_temp.render('{{name}} ran', '{"name": "{{brand}}", "brand": "Rundown"}'), '{{brand}} ran',
  'braces inside a fact are not read'
);
select is(pg_temp.render('Hi {{nobody}}!'), 'Hi !', 'an unknown fact leaves nothing behind');
select is(
  pg_temp.render('{{name}}', '{"name": null}'), '', 'nor does one that is null'
);
select is(
  pg_temp.render(E'Hi {{name}},\n\nwell {done} {{ name }} {{Name}} }}{{'),
  E'Hi Maya,\n\nwell {done} {{ name }} {{Name}} }}{{',
  'lines, and braces that are no placeholder, stay'
);
select is(
  pg_temp.render('{{{name}}} {{{{name}} {{na{{name}}', '{"name": "Maya"}'),
  '{Maya} {{Maya {{naMaya', 'a placeholder is found among other braces'
);
select is(
  pg_temp.render('{{_}}, {{years_in_words}}!', '{"_": "}}{{_}}", "years_in_words": "thirty"}'),
  '}}{{_}}, thirty!', 'any fact that a program has can be named'
);
select is(
  pg_temp.render('{{name}}', '{"name": "a\\1b\\&c$1%s"}'), 'a\1b\&c$1%s',
  'nothing in a fact has a meaning of its own'
);
select is(pg_temp.render('{{count}} of 3', '{"count": 2}'), '2 of 3', 'numbers are written out');

select * from finish();
rollback;
