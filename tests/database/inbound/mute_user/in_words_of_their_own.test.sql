-- Who ends the texts about one person and keeps the others need not know MUTE.
begin;
select plan(8);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person(name, phone => '+12025550101')
from unnest(array['Maya', 'Jonas']) as name;
insert into public.consent_events (user_id, contact_id, phone, event)
select user_id, id, phone, 'confirmed' from public.contacts;

create function pg_temp.after(body text)
returns text
language plpgsql
as $$
declare
  v_heard text;
  v_consents text;
begin
  v_heard := tests.text_from_contact_of('Maya', body);
  select string_agg(consent_status, ' ' order by users.display_name) into v_consents
  from public.contacts join public.users on users.id = contacts.user_id;
  raise exception using message = v_heard || ', Jonas ' || v_consents, errcode = 'TS001';
exception
  -- And everything is as before.
  when sqlstate 'TS001' then
    return sqlerrm;
end;
$$;

select is(
  pg_temp.after('stop the Jonas ones, keep Maya''s coming'),
  'mute: answered, Jonas stopped confirmed', 'the one who is named ends'
);
select is(
  pg_temp.after('no more about Maya please, Jonas yes'),
  'mute: answered, Jonas confirmed stopped', 'whichever it is'
);
select is(
  pg_temp.after('stop texts about Maya only, keep the ones about Jonas'),
  'mute: answered, Jonas confirmed stopped', 'and not the one to keep'
);
select is(
  pg_temp.after('Turn off the Sunday recap, the rest I like'),
  'mute: answered, Jonas confirmed confirmed', 'where nobody is named nothing ends, and we ask'
);
select is(
  pg_temp.after('I like Maya and Jonas but stop texting me'),
  'stop: answered, Jonas stopped stopped', 'in doubt it is everybody'
);
select is(
  array(
    select pg_temp.after(body)
    from unnest(array[
      'MAYA STOP', 'stop it Maya', 'end Maya''s texts', 'No more Maya please', 'remove Maya',
      'STOP MAYA KEEP JONAS', 'Maya no, Jonas yes'
    ]) as body
  ),
  array_fill('mute: answered, Jonas confirmed stopped'::text, array[7]),
  'a stop that names one of them is about that one'
);
select is(
  array(
    select pg_temp.after(body)
    from unnest(array['Maya stop texting me', 'wrong number Maya', 'unsubscribe from Maya']) as body
  ),
  array_fill('stop: answered, Jonas stopped stopped'::text, array[3]),
  'but who is not to be texted, or is not who we think, is not texted'
);
select tests.text_from_contact_of('Maya', 'Turn off the Sunday recap, the rest I like');
select is(
  tests.answers(),
  'Rundown: texts about whom should end? Reply MUTE and a name: Jonas, Maya. STOP ends all of '
    'them.',
  'the question names STOP for all'
);

select * from finish();
rollback;
