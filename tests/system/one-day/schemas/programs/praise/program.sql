-- The best of three: whatever it wants, it gets first.

insert into private.programs (program, gates, goes_to, takes_place, needs_place, rank)
values ('praise', '{switch, pause, consent, opt_out, allowed_hours}', 'user', true, true, 1);
