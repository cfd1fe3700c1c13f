-- What the other files share. This folder runs first, by its name, and stays in the database; it
-- may run again. Its files, in the order in which they need each other:
--   budget    the books of an hour, and whether they are balanced
--   clock     sets the time
--   people    makes users, goals, activities and contacts, and finds them by name
--   personas  acts as somebody, and tells what comes of a statement then
--   plans     what is decided about somebody's turns; a change that planning does not hear of
--   programs  one that says something to the user in the app, and what is in an inbox
--   queue     somebody's one message: claims, starts and reports it, and tells its state
--   texts     asks a contact, texts as one, and reads the answers
begin;
select plan(1);

create schema if not exists tests;
grant usage on schema tests to public;

-- Helpers and assertions must work for every persona, and functions made after our migrations
-- belong to nobody.
alter default privileges in schema tests grant execute on functions to public;
grant execute on all functions in schema extensions to public;

select has_schema('tests', 'there is a place for helpers');
select * from finish();
commit;
