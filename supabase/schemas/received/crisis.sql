-- Words of a crisis.

create function private.crisis_patterns()
returns table (pattern text)
language sql
immutable
set search_path = ''
as $$
  values
    ('\m(kill|killing|hurt|hurting|harm|harming|hang|hanging|shoot|shooting|cut|cutting) (my ?self'
     '|meself|my self|mysel)\M'),
    ('\m(suicide|suicidal|suiside|sucide|suicid)\M'),
    ('\m(end|ending|take|taking) (my|my own) (own )?(life|live|lif)\M'),
    ('\m(end|ending) it all\M'),
    ('\m(want|wanna|wanted|going|gonna|ready|rather|wish i could|hope i|hoping) (to |2 )?'
     '(die|be dead|not exist|disappear forever|never wake up)\M'),
    ('\mwish i (was|were|am) (dead|never born|not alive|gone)\M'),
    ('\m(dont|do not|didnt) (want to|wanna|want 2) (live|be alive|exist|be here|wake up)\M'),
    ('\m(no|not any|without) (reason|point|point in|will) (to|in|for) '
     '(live|living|go on|being alive|staying alive)\M'),
    ('\m(better off|world is better) (dead|without me)\M'),
    ('\m(self harm|selfharm|self harming|cutting again|overdose|overdosing|od on|slit my)\M'),
    ('\mcant (go on|live|do this) (any ?more|like this)\M'),
    ('\mnot worth living\M');
$$;

comment on function private.crisis_patterns() is
  'Words that may tell of a crisis, over private.plain_words(); English only, for now. The list '
  'misses some and catches some that mean nothing: tests/database/received/is_crisis says how many '
  'of a labelled list. It claims nothing more.';
revoke execute on function private.crisis_patterns() from public;

create function private.is_crisis(body text)
returns boolean
language sql
immutable
strict
set search_path = ''
as $$
  select exists (
    select
    -- Once, not for each pattern.
    from (select private.plain_words(is_crisis.body) offset 0) as words (said)
    join private.crisis_patterns() as patterns on words.said ~ patterns.pattern
  );
$$;

comment on function private.is_crisis(text) is
  'Whether a text has words that may tell of a crisis.';
revoke execute on function private.is_crisis(text) from public;
