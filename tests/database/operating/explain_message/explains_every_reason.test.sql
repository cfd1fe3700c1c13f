-- Every reason that exists can be brought about and is then explained in its words. A new one needs
-- a row here.
begin;
select plan(41);

-- It is Sunday noon, and Maya is due at 18:00.
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_person('Maya');
create temporary table scenarios (reason text, statements text);
insert into scenarios
values
  (
    'account_gone',
    $$
      update auth.users set banned_until = '2026-06-14' where id = tests.user_id('Maya');
      select public.schedule_due_messages()
    $$
  ),
  (
    'attempts_exhausted',
    $$
      select pg_temp.start();
      update public.message_queue set max_attempts = 1;
      select tests.report('Maya', 'rejected', error_code => 30017)
    $$
  ),
  ('broken_data', $$select private.skip_accountability(tests.user_id('Maya'), 'a test')$$),
  (
    'channel_off',
    $$
      select tests.open_diary();
      insert into public.channel_choices (user_id, channel, is_on)
      values (tests.user_id('Maya'), 'inbox', false);
      select tests.write(array[tests.entry('Maya', '2026-06-07 18:00Z')])
    $$
  ),
  ('contact_deleted', 'select public.schedule_due_messages(); delete from public.contacts'),
  (
    'contact_is_self',
    $$
      update public.contacts set relationship = 'self';
      select public.schedule_accountability_message(
        tests.user_id('Maya'), tests.contact_id('Maya')
      )
    $$
  ),
  (
    'contact_not_confirmed',
    $$
      update public.contacts set consent_status = 'stopped';
      select public.schedule_due_messages()
    $$
  ),
  (
    'disabled',
    $$
      select public.schedule_due_messages();
      select tests.change_unnoticed(
        'update public.notification_preferences set enabled = false, next_due_at = null'
      );
      select tests.set_clock('2026-06-07 18:00Z');
      select public.get_messages_to_send()
    $$
  ),
  (
    'goal_too_new',
    'update public.goals set created_at = ''2026-06-01''; select public.schedule_due_messages()'
  ),
  (
    'invitation_ended',
    $$
      update public.contacts set consent_status = 'pending';
      select tests.invite('Maya');
      update public.contacts set phone = '+12025550199'
    $$
  ),
  (
    'lease_ran_out',
    $$
      select public.schedule_due_messages();
      select tests.set_clock('2026-06-07 18:00Z');
      select tests.claim('Maya');
      select tests.lapse('Maya');
      select public.sweep_messages()
    $$
  ),
  (
    'met_and_silent',
    'select tests.log_activity(''Maya'', 3); select public.schedule_due_messages()'
  ),
  (
    'no_allowed_hour',
    $$
      select public.schedule_due_messages();
      select tests.change_unnoticed('update public.contacts set timezone = ''Asia/Kabul''');
      select tests.set_clock('2026-06-08 17:00Z');
      select public.get_messages_to_send()
    $$
  ),
  (
    'no_capacity',
    'update private.settings set messages_per_hour = 1; select public.schedule_due_messages()'
  ),
  ('no_contact', 'delete from public.contacts; select public.schedule_due_messages()'),
  (
    'no_display_name',
    'update public.users set display_name = null; select public.schedule_due_messages()'
  ),
  ('no_goals', 'delete from public.goals; select public.schedule_due_messages()'),
  ('no_template', 'delete from public.message_templates; select public.schedule_due_messages()'),
  (
    'no_open_minute',
    $$
      select tests.create_contact('Maya', 'self');
      select public.schedule_due_messages();
      select tests.change_unnoticed('update public.users set quiet_minutes = ''{[0,1440)}''');
      select tests.set_clock('2026-06-07 16:00Z');
      select public.get_messages_to_send()
    $$
  ),
  (
    'nothing_to_prevent',
    $$
      select tests.create_contact('Maya', 'self');
      select public.schedule_due_messages();
      select tests.log_activity('Maya', 3);
      select tests.set_clock('2026-06-07 16:00Z');
      select public.get_messages_to_send()
    $$
  ),
  (
    'number_opted_out',
    $$
      insert into private.phone_numbers (phone, opted_out_at)
      select contacts.phone, '2026-06-01' from public.contacts;
      select public.schedule_due_messages()
    $$
  ),
  (
    'number_unreachable',
    $$
      insert into private.phone_numbers (phone, unreachable_until)
      select contacts.phone, '2026-07-01' from public.contacts;
      select public.schedule_due_messages()
    $$
  ),
  ('outcome_unknown', 'select pg_temp.start(); select tests.report(''Maya'', ''unknown'')'),
  (
    'outside_allowed_hours',
    $$
      select public.schedule_due_messages();
      select tests.set_clock('2026-06-07 21:00Z');
      select public.get_messages_to_send()
    $$
  ),
  (
    'paused',
    'update public.users set paused_until = ''2026-06-09''; select public.schedule_due_messages()'
  ),
  (
    'period_too_short',
    $$
      select public.schedule_due_messages();
      select tests.set_clock('2026-06-09 12:00Z');
      update public.notification_preferences set send_day = 'Wednesday';
      select public.schedule_due_messages()
    $$
  ),
  (
    'program_off',
    $$
      update private.programs set enabled_percent = 0 where program = 'accountability';
      select public.schedule_due_messages()
    $$
  ),
  (
    'provider_configuration',
    'select pg_temp.start(); select tests.report(''Maya'', ''rejected'', error_code => 20003)'
  ),
  (
    'recipient_not_allowed',
    'select pg_temp.start(); select tests.report(''Maya'', ''rejected'')'
  ),
  (
    'region_not_permitted',
    'select pg_temp.start(); select tests.report(''Maya'', ''rejected'', error_code => 21408)'
  ),
  (
    'rejected',
    'select pg_temp.start(); select tests.report(''Maya'', ''rejected'', error_code => 21617)'
  ),
  (
    'retried_by_operator',
    $$
      select pg_temp.start();
      select tests.report('Maya', 'rejected', error_code => 21617);
      select private.retry_message((tests.message('Maya')).id)
    $$
  ),
  ('retry', 'select pg_temp.start(); select tests.report(''Maya'', ''not_sent'')'),
  (
    'superseded',
    $$
      select public.schedule_due_messages();
      update public.notification_preferences set enabled = false
    $$
  ),
  (
    'told_before',
    $$
      select pg_temp.start();
      select tests.report('Maya', 'accepted', 'SM1');
      create temporary table told on commit drop as select phone from public.contacts;
      delete from public.contacts;
      select tests.create_contact('Maya', phone => (select phone from told));
      update public.notification_preferences
      set next_due_at = '2026-06-07 18:00Z', max_messages_per_week = 7;
      select public.schedule_due_messages()
    $$
  ),
  (
    'too_late',
    $$
      select public.schedule_due_messages();
      select tests.set_clock('2026-06-08 18:00Z');
      select public.sweep_messages()
    $$
  ),
  (
    'person_cap',
    $$
      update private.settings set places_a_day = 0;
      select tests.create_program('coaching');
      select tests.wish('Maya', 'coaching', '2026-06-07 12:00Z');
      select public.get_messages_to_send()
    $$
  ),
  (
    'program_cap',
    $$
      select tests.create_program('coaching', max_per_week => 0);
      select tests.wish('Maya', 'coaching', '2026-06-07 12:00Z');
      select public.get_messages_to_send()
    $$
  ),
  (
    'waits_for_better',
    $$
      update private.settings set places_a_day = 1;
      select tests.create_program('coaching');
      select tests.wish('Maya', 'coaching', '2026-06-07 11:00Z', '2026-06-07 15:00Z');
      select tests.wish('Maya', 'coaching', '2026-06-07 12:00Z', slot => 1);
      select public.get_messages_to_send()
    $$
  ),
  (
    'weekly_cap',
    $$
      update public.notification_preferences set max_messages_per_week = 0;
      select public.schedule_due_messages()
    $$
  );

create function pg_temp.start()
returns void
language sql
as $$
  select public.schedule_due_messages();
  select tests.set_clock('2026-06-07 18:00Z');
  select tests.start('Maya');
$$;

-- The explanation of the latest turn after these statements, which are undone.
create function pg_temp.explanation_after(statements text)
returns text
language plpgsql
as $$
begin
  execute statements;
  raise exception using errcode = 'UNDO1', message = (
    select string_agg(story.words, ' ')
    from (
      select coalesce(message.id, occurrences.id) as id
      from public.occurrences
      full join public.message_queue as message on message.occurrence_id = occurrences.id
      -- A warning comes before the turn that it is about.
      order by
        coalesce(message.program = 'heads_up', false) desc, occurrences.nominal_at desc,
        occurrences.decision = 'queued'
      limit 1
    ) as latest
    cross join lateral public.explain_message(latest.id) as story
  );
exception
  when sqlstate 'UNDO1' then
    return sqlerrm;
end;
$$;

select set_eq(
  'select reason from scenarios',
  -- Only a preview says that an hour is full, see preview_upcoming_messages.
  $$select code from public.reasons() where code <> 'hour_is_full'$$,
  'every reason has its scenario'
);
select matches(
  pg_temp.explanation_after(scenarios.statements),
  regexp_replace(reasons.meaning, '([.()])', '\\\1', 'g'),
  reasons.code
)
from scenarios
join public.reasons() as reasons on reasons.code = scenarios.reason
order by reasons.code;

select * from finish();
rollback;
