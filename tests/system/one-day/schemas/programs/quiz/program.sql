-- The middling of three, several times a day, with questions that are not worth the same.

insert into private.programs (program, gates, goes_to, takes_place, needs_place, rank)
values ('quiz', '{switch, pause, consent, opt_out, allowed_hours}', 'user', true, true, 2);

-- A number has no row and is worth 0, a chore less.
insert into private.message_types (program, message_type, score)
values ('quiz', 'riddle', 20), ('quiz', 'memory', 10), ('quiz', 'chore', -10);
