-- The story of a message, in order, to those who may hear it.
begin;
select plan(7);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Maya');
select tests.create_user('Noah');
select tests.create_user('Olga');
update public.notification_preferences set timezone = 'Europe/Berlin';
select public.schedule_due_messages();
select tests.log_activity('Maya', 1);
select tests.set_clock('2026-06-07 16:00Z');
select tests.start('Maya');
select tests.report('Maya', 'not_sent');
select tests.set_clock_to_next_try('Maya');
select tests.start('Maya');
select tests.report('Maya', 'accepted', 'SM1');
select public.record_delivery_status((tests.attempt('Maya')).id, 'SM1', 'undelivered', 30003);

create function pg_temp.lines(persona text, rundown_role text default null)
returns bigint
language plpgsql
as $$
declare
  v_id constant uuid := (tests.message('Maya')).id;
  v_lines bigint;
begin
  if persona = 'service_role' then
    perform tests.act_as(persona);
  else
    perform tests.act_as_user(tests.user_id(persona), rundown_role);
  end if;
  select count(*) into v_lines from public.explain_message(v_id);
  perform tests.act_as('postgres');
  return v_lines;
end;
$$;

select results_eq(
  $$select event, words from public.explain_message((tests.message('Maya')).id)$$,
  $$
    values
      (
        'planned',
        'For the week until Sunday, 2026-06-07 18:00 (Europe/Berlin), nothing was logged: a text '
        'to Sam was proposed.'
      ),
      (
        'judged_again',
        'When its time had come it was judged again, 0 of 1 goals were reached and some progress '
        'was logged.'
      ),
      ('not_sent', 'Attempt 1: it did not reach the provider.'),
      ('accepted', 'Attempt 2: the provider took it.'),
      ('sent', 'It was sent to Sam.'),
      ('undelivered', 'The carrier says: undelivered. Handset cannot be reached (30003).')
  $$,
  'from proposal to carrier'
);
select is(pg_temp.lines('Maya'), 6::bigint, 'its user can read it');
select is(pg_temp.lines('Noah'), 0::bigint, 'nobody else');
select is(pg_temp.lines('Olga', 'operator'), 6::bigint, 'but an operator');
select is(pg_temp.lines('service_role'), 6::bigint, 'and the operator''s tools');
select is_empty(
  format('select public.explain_message(%L)', gen_random_uuid()), 'what is not there has no story'
);
delete from public.contacts;
select is(
  (select words from public.explain_message((tests.message('Maya')).id) where event = 'sent'),
  'It was sent to Sam.', 'a contact who is gone still has a name in it'
);

select * from finish();
rollback;
