-- The program: a contact hears what came of a user's week.

insert into private.programs (program, gates, goes_to)
values (
  'accountability',
  '{enabled, switch, pause, consent, opt_out, allowed_hours}',
  'contacts'
);

insert into private.reasons (code, meaning)
values
  ('goal_too_new', 'Every goal is younger than the week that ended.'),
  ('no_goals', 'There is no goal.'),
  ('period_too_short', 'Days of this week were judged already, because the send day was changed.'),
  ('told_before', 'This number was told about this week before.'),
  ('weekly_cap', 'The contact gets no more texts this week.');
insert into private.reasons (code, meaning, is_silence)
values ('met_and_silent', 'Every goal was reached, and the user wants no text then.', true);
