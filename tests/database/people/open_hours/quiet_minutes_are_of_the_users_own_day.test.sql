-- Somebody who moved, as the app tells us by their one time zone, and whose phone moved with them.
begin;
select plan(1);

select tests.set_clock('2026-06-07 16:00Z');
select tests.create_program('coaching', rank => 1);
select tests.create_user('Moved');
select tests.create_contact('Moved', 'self', timezone => 'UTC');
update public.notification_preferences set timezone = 'America/New_York'
where notification_preferences.user_id = tests.user_id('Moved');
-- It is 12:00 in New York.
update public.users set quiet_minutes = '{[720,780)}' where users.display_name = 'Moved';
create temporary table wish as
select tests.wish('Moved', 'coaching', '2026-06-07 16:00Z') as id;
select count(*) from public.get_messages_to_send(500);
select is(
  (select tests.fate(id) from wish), 'queued: outside_allowed_hours',
  'nothing is sent at what they call a quiet minute'
);

select * from finish();
rollback;
