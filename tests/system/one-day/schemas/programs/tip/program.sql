-- The worst of three: once a day and four times a week at most, between 10:00 and 20:00.

insert into private.programs (
  program, gates, goes_to, takes_place, needs_place, rank, max_per_day, max_per_week, open_minutes
)
values (
  'tip', '{switch, pause, consent, opt_out, allowed_hours}', 'user', true, true, 3, 1, 4,
  '{[600,1200)}'
);

insert into private.message_types (program, message_type, score)
values ('tip', 'trick', 5);
