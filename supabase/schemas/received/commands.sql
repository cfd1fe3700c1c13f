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
  'The patterns of the lowest place come first: start 2, help 3, yes and no 4, what names '
  'something 5, single words 6, what may be meant where nothing else is 7. What asks for an end is '
  'no pattern but a rule, private.read_opt_out().';

create index command_patterns_by_command on private.command_patterns (command);

alter table private.command_patterns enable row level security;
revoke all on table private.command_patterns from public, anon, authenticated, service_role;
create policy "Nobody reaches patterns through the API" on private.command_patterns
  for all to anon, authenticated using (false);

create function private.understand_text(body text, names text[] default '{}')
returns table (command text, argument text)
language plpgsql
stable
strict
rows 1
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_own constant text := private.without_reaction(private.own_words(body));
  v_ends constant text := private.read_opt_out(body, names);
  v_command text;
  v_argument text;
  v_place smallint;
begin
  select
    patterns.place,
    patterns.command,
    case patterns.command
      when 'number' then substring(
        words.said from '[0-9]+(?:[.,][0-9]+)?(?: ?(?!(?:today|more|now)$)[a-z]+)?'
      )
      else substring(words.said from '^(?:did it|(?!did it)\S+) (.+)$')
    end
  into v_place, v_command, v_argument
  from (
    select regexp_replace(
      regexp_replace(private.plain_words(v_own), '(?<=.)( please| pls| thanks| thank you)+$', ''),
      '^(please|pls) (?=.)', ''
    )
    -- Once, not for each pattern.
    offset 0
  ) as words (said)
  join private.command_patterns as patterns on words.said ~ patterns.pattern
  order by patterns.place, patterns.command
  limit 1;
  -- Who is not interested says no to a question; read_text() looks whether there is one.
  if v_ends = 'all' and v_command is distinct from 'no' then
    return query select 'stop', null;
  elsif v_command is not null and (v_place < 7 or v_ends is null) then
    return query select v_command, v_argument;
  elsif v_ends = 'until' then
    return query select 'quiet', v_own;
  elsif v_ends = 'part' then
    return query select 'mute', v_own;
  end if;
end;
$$;

comment on function private.understand_text(text, text[]) is
  'The command of a text (stop, quiet, start, help, yes, no, mute, done, skip, snooze, pause, '
  'resume, status, who, about, why, less, more, good, bad or number) and what follows it: of a '
  'number the number with its unit, "5k" of "Ran 5k!"; of quiet, and of a mute in other words, the '
  'text. names are those in whose name its writer gets texts. No row if nobody understands it.';
revoke execute on function private.understand_text(text, text[]) from public;
