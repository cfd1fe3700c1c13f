-- Words reach only a user to whose texts their writer agreed. Who typed a number in and was not
-- answered reads nothing of what its owner writes, nor that they wrote; and what somebody writes to
-- be left alone, or in distress, no user reads.
begin;
select plan(29);

create function pg_temp.reads(display_name text)
returns text
language plpgsql
as $$
declare
  v_words text;
begin
  perform tests.act_as_user(tests.user_id(display_name));
  select string_agg(body, ' | ' order by created_at, body) into v_words
  from public.inbound_messages;
  perform tests.act_as('postgres');
  return v_words;
end;
$$;

-- How many rows of the queue and the log a user sees of what we answered.
create function pg_temp.sees_answers(display_name text)
returns bigint
language plpgsql
as $$
declare
  v_count bigint;
begin
  perform tests.act_as_user(tests.user_id(display_name));
  select
    (select count(*) from public.message_queue where program = 'reply')
    + (select count(*) from public.messages where program = 'reply')
  into v_count;
  perform tests.act_as('postgres');
  return v_count;
end;
$$;

create function pg_temp.minute_later()
returns void
language sql
as $$
  select tests.set_clock(private.clock_now() + interval '1 minute');
$$;

-- Vera's coach said yes, and Attila asks the same number.
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Vera', 'coach', '+12025550101');
select tests.create_person('Attila', phone => '+12025550101');
update public.contacts set consent_status = 'pending' where user_id = tests.user_id('Attila');
select tests.invite('Attila');
select tests.start('Attila');
select tests.report('Attila', 'accepted', 'SM1');
select pg_temp.minute_later();
select tests.text_from_contact_of('Vera', 'the results are back');
select is(pg_temp.reads('Attila'), null, 'whom nobody answered reads nothing');
select is(pg_temp.reads('Vera'), 'the results are back', 'what is for somebody else');
select is(
  tests.text_from_contact_of('Vera', 'no'), 'no: answered', 'the question was Attila''s'
);
select is(
  (select consent_status from public.contacts where user_id = tests.user_id('Attila')),
  'declined', 'and was declined'
);
select pg_temp.minute_later();
select tests.text_from_contact_of('Vera', 'more of that');
select is(pg_temp.reads('Attila'), null, 'who was declined reads nothing');
select is(
  pg_temp.reads('Vera'), 'the results are back | more of that', 'the words go where they went'
);
select is(
  (select body from public.inbound_messages where command = 'no'), 'no',
  'the no is kept for whoever must prove it'
);
select is(pg_temp.sees_answers('Attila'), 0::bigint, 'and what was answered shows it to nobody');

-- Whoever types a number in that nobody asked.
select tests.create_person('Wanda', 'coach', '+12025550102');
select tests.create_person('Boris', phone => '+12025550102');
update public.contacts set consent_status = 'pending' where user_id = tests.user_id('Boris');
select pg_temp.minute_later();
select tests.text_from_contact_of('Wanda', 'words for Wanda');
select is(pg_temp.reads('Boris'), null, 'a number that was typed in tells nothing');
select is(pg_temp.reads('Wanda'), 'words for Wanda', 'it does to the one it agreed to');
select tests.create_person('Cyril', phone => '+12025550103');
update public.contacts set consent_status = 'pending' where user_id = tests.user_id('Cyril');
select is(
  tests.text_from_contact_of('Cyril', 'and you there'), 'not_understood: answered',
  'who agreed to nothing is answered'
);
select alike(
  tests.answers(), '%Rundown: automated texts, not a person, about goals of people who asked you.%',
  'and not told that anybody reads it'
);
select tests.text_from_contact_of('Cyril', 'help me out');
select tests.text_from_contact_of('Cyril', 'please stop texting me');
select is(pg_temp.reads('Cyril'), null, 'and read by nobody');
select is(
  (select string_agg(coalesce(body, 'none'), ' ') from public.inbound_messages
    where from_phone = '+12025550103'),
  'none none none', 'their words are not kept'
);
select is(
  (select count(*) from public.inbound_messages
    where from_phone = '+12025550103' and num_nonnulls(user_id, contact_id) > 0),
  0::bigint, 'nor kept as anybody''s'
);
select is(pg_temp.sees_answers('Cyril'), 0::bigint, 'nor do our answers tell of them');

-- The answer to a question belongs to whoever asked.
select tests.create_person('Dora', phone => '+12025550104');
select tests.create_person('Emil', 'coach', '+12025550104');
update public.contacts set consent_status = 'pending' where user_id = tests.user_id('Dora');
select tests.invite('Dora');
select tests.text_from_contact_of('Dora', 'hello there');
select is(pg_temp.reads('Dora'), null, 'a question that waits is not answered by anything');
select tests.start('Dora');
select tests.report('Dora', 'accepted', 'SM2');
select pg_temp.minute_later();
select tests.text_from_contact_of('Dora', 'yes please');
select pg_temp.minute_later();
select is(
  (select consent_status from public.contacts where user_id = tests.user_id('Dora')),
  'confirmed', 'who was asked and said yes'
);
select is(pg_temp.reads('Dora'), 'yes please', 'is heard from then on');
select is(pg_temp.reads('Emil'), 'hello there', 'and others hear no yes to her');
select is(pg_temp.sees_answers('Dora'), 1::bigint, 'what we answer to what she reads, she sees');

-- STOP and words of a crisis are nobody's, also from somebody who agreed.
select tests.create_person('Frida', 'coach', '+12025550105');
select tests.text_from_contact_of('Frida', 'i want to die');
select is(pg_temp.reads('Frida'), null, 'words of a crisis reach no user');
select is(
  (select body from public.inbound_messages where command = 'crisis'), 'i want to die',
  'but operators can read them'
);
select is(pg_temp.sees_answers('Frida'), 0::bigint, 'and the answer does not tell');
select tests.create_person('Gesa', 'coach', '+12025550106');
select is(
  tests.text_from_contact_of('Gesa', 'please stop texting me'), 'stop: answered', 'a STOP'
);
select is(pg_temp.reads('Gesa'), null, 'reaches no user');
select is(pg_temp.sees_answers('Gesa'), 0::bigint, 'nor does its confirmation');
select is(
  (select consent_status from public.contacts where user_id = tests.user_id('Gesa')),
  'stopped', 'they see that the contact left'
);
select pg_temp.minute_later();
select tests.text_from_contact_of('Gesa', 'and one more word');
select is(pg_temp.reads('Gesa'), null, 'and nothing more of them');

select * from finish();
rollback;
