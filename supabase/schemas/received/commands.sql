-- What people mean who text us. What each command does stands beside its rows, in the file of the
-- rule.

create table private.commands (
  command text primary key,
  program text not null references private.programs (program),
  is_for_users boolean not null default false,
  changes_plans boolean not null default false,
  binds_first boolean not null default false,
  is_an_answer boolean not null default true,
  is_about_last_text boolean not null default false,
  created_at timestamptz not null default now(),
  constraint command_is_a_word check (command ~ '^[a-z_]+$')
);

comment on table private.commands is 'What a text can ask for.';
comment on column private.commands.program is 'Whose obey_<program>() does it.';
comment on column private.commands.is_for_users is
  'Only from a user''s own confirmed phone; from anybody else they are words.';
comment on column private.commands.changes_plans is
  'Whether plans may change by it: then they are locked before anything else is.';
comment on column private.commands.binds_first is
  'Whether nothing may be sent to the number from here on, whatever else is under way.';
comment on column private.commands.is_an_answer is
  'Whether it counts as an answer to the text before it.';
comment on column private.commands.is_about_last_text is
  'After a text that needed a place of the user''s day it is about how many those are, and reply '
  'does it.';

create index commands_by_program on private.commands (program);

alter table private.commands enable row level security;
revoke all on table private.commands from public, anon, authenticated, service_role;
create policy "Nobody reaches commands through the API" on private.commands
  for all to anon, authenticated using (false);

create table private.command_patterns (
  pattern text primary key,
  command text not null references private.commands (command),
  place smallint not null,
  created_at timestamptz not null default now()
);

comment on table private.command_patterns is
  'The words of each command, as patterns over private.plain_words().';
comment on column private.command_patterns.place is
  'The patterns of the lowest place come first: stop 1, start 2, help 3, yes and no 4, what names '
  'something 5, single words 6.';

create index command_patterns_by_command on private.command_patterns (command);

alter table private.command_patterns enable row level security;
revoke all on table private.command_patterns from public, anon, authenticated, service_role;
create policy "Nobody reaches patterns through the API" on private.command_patterns
  for all to anon, authenticated using (false);

create function private.understand_text(body text)
returns table (command text, argument text)
language sql
stable
strict
set search_path = ''
as $$
  select
    patterns.command,
    case patterns.command
      when 'number' then substring(
        words.said from '[0-9]+(?:[.,][0-9]+)?(?: ?(?!(?:today|more|now)$)[a-z]+)?'
      )
      else substring(words.said from '^(?:did it|(?!did it)\S+) (.+)$')
    end
  from (
    select regexp_replace(
      private.plain_words(understand_text.body), '(?<=.)( please| pls| thanks| thank you)+$', ''
    )
    -- Once, not for each pattern.
    offset 0
  ) as words (said)
  join private.command_patterns as patterns on words.said ~ patterns.pattern
  order by patterns.place, patterns.command
  limit 1;
$$;

comment on function private.understand_text(text) is
  'The command of a text (stop, start, help, yes, no, mute, done, skip, snooze, pause, resume, '
  'status, why, less, more, good, bad or number) and what follows it; of a number the number with '
  'its unit, "5k" of "Ran 5k!". No row if nobody understands it.';
revoke execute on function private.understand_text(text) from public;
