-- Every reason not to send, one by one; and all of them together, so that WHY is answered in full.
begin;
select plan(18);

select tests.set_clock('2026-06-07 18:00Z');
select tests.create_person('Maya', phone => '+12025550101');
create temporary table ids as
select tests.user_id('Maya') as user_id, tests.contact_id('Maya') as contact_id;

create function pg_temp.reasons_for(contact_id uuid)
returns text
language sql
as $$
  select array_to_string(week.reasons, ' ')
  from ids
  cross join lateral tests.judge_week(
    ids.user_id, reasons_for.contact_id, '2026-06-07', '2026-06-07 18:00Z', '2026-05-31 18:00Z',
    private.clock_now()
  ) as week;
$$;

create function pg_temp.reasons()
returns text
language sql
as $$
  select pg_temp.reasons_for(ids.contact_id) from ids;
$$;

-- What the reasons are while these statements hold.
create function pg_temp.reasons_after(statement text)
returns text
language plpgsql
as $$
declare
  v_reasons text;
begin
  execute statement;
  v_reasons := pg_temp.reasons();
  raise exception '%', v_reasons using errcode = 'UNDO1';
exception
  when sqlstate 'UNDO1' then
    return sqlerrm;
end;
$$;

select is(pg_temp.reasons(), '', 'somebody with a missed week and a confirmed contact: none');

select is(
  pg_temp.reasons_after('update public.notification_preferences set enabled = false'),
  'disabled', 'notifications are off'
);
select is(
  pg_temp.reasons_after(
    'update public.users set paused_until = ''2026-06-07 18:00:00.000001Z'''
  ),
  'paused', 'a pause has not ended'
);
select is(
  pg_temp.reasons_after('update public.users set paused_until = ''2026-06-07 18:00Z'''),
  '', 'a pause that ends at this moment has'
);
select is(
  pg_temp.reasons_for(null), 'no_contact', 'there is nobody to tell'
);
select is(
  pg_temp.reasons_for(gen_random_uuid()), 'no_contact', 'the contact is gone'
);
select is(
  pg_temp.reasons_after($$
    update public.contacts set relationship = 'self';
    update public.contacts set consent_status = 'confirmed';
  $$),
  'contact_is_self', 'the phone is the user''s own'
);
select is(
  array(
    select pg_temp.reasons_after(
      format('update public.contacts set consent_status = %L', consent)
    )
    from unnest(array['pending', 'declined', 'stopped']) as consent
  ),
  array_fill('contact_not_confirmed'::text, array[3]), 'the contact has not said yes'
);
select is(
  pg_temp.reasons_after(
    $$insert into private.phone_numbers values ('+12025550101', '2020-01-01 00:00Z')$$
  ),
  'number_opted_out', 'the number said STOP, however long ago'
);
select is(
  array[
    pg_temp.reasons_after(
      $$insert into private.phone_numbers values ('+12025550101', null, '2026-06-07 18:00:01Z')$$
    ),
    pg_temp.reasons_after(
      $$insert into private.phone_numbers values ('+12025550101', null, '2026-06-07 18:00Z')$$
    )
  ],
  array['number_unreachable', ''], 'the number cannot be reached, until then'
);
select is(
  pg_temp.reasons_after('update public.users set display_name = null'),
  'no_display_name', 'there is no name to write about'
);
select is(
  pg_temp.reasons_after('delete from public.goals'), 'no_goals', 'there is no goal'
);
select is(
  pg_temp.reasons_after(
    'update public.goals set created_at = ''2026-05-31 18:00:00.000001Z'''
  ),
  'goal_too_new', 'no goal is as old as the week'
);
select is(
  array[
    pg_temp.reasons_after($$select tests.log_activity('Maya', 3)$$),
    pg_temp.reasons_after(
      $$
        select tests.log_activity('Maya', 3);
        update public.notification_preferences set send_if_goal_met = true
      $$
    )
  ],
  array['met_and_silent', ''], 'all went well and good news is not wanted'
);
select is(
  pg_temp.reasons_after('update public.notification_preferences set max_messages_per_week = 0'),
  'weekly_cap', 'no text is wanted at all'
);
select is(
  pg_temp.reasons_after(
    $$
      delete from public.message_templates
      where style = 'supportive' and message_type = 'accountability'
    $$
  ),
  'no_template', 'there are no words for it'
);
select is(
  pg_temp.reasons_after(
    $$
      update public.users set paused_until = 'infinity', display_name = null;
      insert into private.phone_numbers values ('+12025550101', '2026-01-01', 'infinity');
      delete from public.goals;
      update public.notification_preferences set enabled = false, max_messages_per_week = 0
    $$
  ),
  'disabled paused number_opted_out number_unreachable no_display_name '
  'no_goals weekly_cap',
  'all that hold are named'
);
select is(
  pg_temp.reasons_after(
    $$
      update public.contacts set consent_status = 'pending';
      insert into private.phone_numbers values ('+12025550101', '2026-01-01', 'infinity')
    $$
  ),
  'contact_not_confirmed', 'nobody learns about a number that they merely typed in'
);

select * from finish();
rollback;
