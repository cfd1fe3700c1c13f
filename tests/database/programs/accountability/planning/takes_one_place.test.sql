-- A turn that was proposed by hand takes no second place when its time comes to be planned.
begin;
select plan(2);

-- One place an hour.
select tests.set_clock('2026-06-03 12:00Z');
update private.settings set messages_per_hour = 2;
select tests.create_person('Proposed', 'coach');
select public.schedule_accountability_message(
  tests.user_id('Proposed'), tests.contact_id('Proposed')
);
select tests.create_person('Next');
select tests.set_clock('2026-06-07 12:00Z');
select public.schedule_due_messages();

select is(
  tests.plan('Proposed'), '06-07 18:00 queued | 06-07 18:00 queued; next 06-14 18:00',
  'the proposal stays'
);
select is(
  tests.plan('Next'), '06-07 18:00 queued | 06-07 19:00 queued; next 06-14 18:00',
  'and the next comes right behind it'
);

select * from finish();
rollback;
