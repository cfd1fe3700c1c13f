-- A text that waits is worded anew when style or names change.
begin;
select plan(6);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_planned('Maya');
create temporary table planned as select (tests.message('Maya')).id;

select is(
  (tests.message('Maya')).message_style, 'supportive', 'it is worded as planned'
);
update public.users set message_style = 'chaotic' where display_name = 'Maya';
select is(
  (
    select style || ' ' || message_style
    from tests.message('Maya') as message
    join public.message_templates on message_templates.id = message.template_id
  ),
  'chaotic chaotic', 'it follows the style'
);
update public.users set display_name = 'Renata' where display_name = 'Maya';
select matches(
  (tests.message('Renata')).message_text, 'Renata', 'it follows the name'
);
update public.contacts set name = 'Kim' where user_id = tests.user_id('Renata');
select is(
  (tests.message('Renata')).facts ->> 'contact_name', 'Kim', 'it knows the contact''s name'
);
select is(
  (
    select (message.id = planned.id)::text || ' ' || message.status
    from tests.message('Renata') as message, planned
  ),
  'true queued', 'and is the same message all the while'
);
create temporary table ids as select tests.user_id('Renata') as user_id;
update public.users set display_name = null where id = (select user_id from ids);
select is(
  (
    select array_to_string(reasons, ' ') from public.occurrences
    where user_id = (select user_id from ids)
  ),
  'no_display_name', 'without a name there is nothing to say'
);

select * from finish();
rollback;
