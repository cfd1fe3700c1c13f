-- What people mean who text us.

create function private.inbound_patterns()
returns table (place integer, command text, pattern text)
language sql
immutable
set search_path = ''
as $$
  values
    -- Twilio's own words, then what a reasonable person takes for a no (FCC, 47 CFR
    -- 64.1200(a)(10)), Spanish too. "Don't stop" is no opt-out, and neither is "stop by".
    (
      1, 'stop',
      '^(please |pls |plz )?(stop|stopall|unsubscribe|cancel|end|quit|revoke|optout|arret)'
      '( stop| please| pls| plz| now| all| it| this| already| por favor)*$'
    ),
    (1, 'stop', '^(please |pls |plz |ok |okay |hey |just |no )+(stop)( please| it| this| now)*$'),
    (
      1, 'stop',
      '^(please |pls |plz |can you |could you |you need to |i said )?stop '
      '(texting|messaging|sending|contacting|bothering|spamming|the|these|those|this|your|any|all'
      '|sms|text|texts|message|messages)\M'
    ),
    (
      1, 'stop',
      '(?<!dont )(?<!do not )(?<!never )(?<!not )\m(stop|quit|cease) '
      '(texting|messaging|sending|contacting|bothering|spamming)( me| us| this| these| it|$)'
    ),
    (
      1, 'stop',
      '\m(stop (getting|receiving)|(dont|do not|no longer) want( to (get|receive))?) '
      '(this |these |those |your |any |more )*(text|texts|message|messages|sms|these)\M'
    ),
    (1, 'stop', '(?<!dont )(?<!do not )(?<!not )\m(opt|opting|opted) (me |us )?out\M'),
    (1, 'stop', '(?<!dont )(?<!do not )(?<!not )\m(unsubscribe|unsuscribe|unsubcribe)\M'),
    (
      1, 'stop',
      '\m(no more|dont send|do not send|dont text|do not text|dont message|do not message'
      '|never text|stop with) (me |us )?(any |these |the )?(more |any more )?'
      '(text|texts|messages|message|sms|again|anymore)\M'
    ),
    (1, 'stop', '\m(dont|do not|never) (text|message) me\M'),
    (1, 'stop', '^(dont|do not) (text|message|contact) me\M'),
    (1, 'stop', '\m(remove|delete) (me|my number|this number)\M|^remove$'),
    (1, 'stop', '\mtake (me|my number|this number) (off|from|out of (this|your|the) list)\M'),
    (1, 'stop', '^(leave me alone|wrong (number|person))\M'),
    (
      1, 'stop',
      '^(por favor )?(alto|parar|pare|paren|para|basta|ya basta|detener|detente|cancelar|cancela'
      '|baja|no mas|fin)( ya| por favor| gracias)*$'
    ),
    (1, 'stop', '\m(darme|darse|dame|deme|me doy) de baja\M'),
    (
      1, 'stop',
      '\m(no (me |quiero )?(envien|envie|envies|enviar|manden|mande|mandes|escriban|escriba'
      '|escribas|recibir|texteen)|(deja|deje|dejen|para|pare|paren) de '
      '(enviar|mandar|escribir|molestar)(me)?'
      '|no quiero mas|no (mas|quiero) (mensajes|textos|sms))\M'
    ),
    (2, 'start', '^(start|unstop|resubscribe)$'),
    (3, 'help', '^(help|info|ayuda)( me| por favor)*$'),
    (
      4, 'yes',
      '^(yes|y|yep|yeah|yess+|si|claro|i agree|agree|agreed)( por favor| gracias| ok| sure| yes'
      '| i agree| claro)*$'
    ),
    (
      4, 'no',
      '^(no|n|nope|nah|decline|i decline|no way|not interested|no me interesa)( no| thx| gracias)*$'
    ),
    (5, 'mute', '^mute( .+)?$'),
    (6, 'done', '^(done|did it|finished|hecho|listo)( .+)?$'),
    (6, 'skip', '^skip( week| this week| it)?$'),
    (6, 'snooze', '^(snooze|later)( .+)?$'),
    (6, 'pause', '^pause( .+)?$'),
    (6, 'resume', '^(resume|unpause|continue|back)$'),
    (6, 'status', '^status$'),
    (6, 'why', '^why$'),
    (6, 'less', '^(less|fewer)$'),
    (6, 'more', '^more$'),
    (6, 'good', '^good$'),
    (6, 'bad', '^bad$'),
    -- Before DONE, which logs whatever is missing.
    (
      5, 'number',
      '^((i )?(did|logged|log|ran|run|walked|biked|cycled|swam|read|wrote|practised|practiced'
      '|add|plus|another|done|finished|hecho|listo) )?[0-9]+([.,][0-9]+)? ?[a-z]*'
      '( (today|more|now))?$'
    );
$$;

comment on function private.inbound_patterns() is
  'The words that we understand, as patterns over private.plain_words(), first come first served.';
revoke execute on function private.inbound_patterns() from public;

create function private.understand_text(body text)
returns table (command text, argument text)
language sql
immutable
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
  join private.inbound_patterns() as patterns on words.said ~ patterns.pattern
  order by patterns.place
  limit 1;
$$;

comment on function private.understand_text(text) is
  'The command of a text (stop, start, help, yes, no, mute, done, skip, snooze, pause, resume, '
  'status, why, less, more, good, bad or number) and what follows it; of a number the number with '
  'its unit, "5k" of "Ran 5k!". No row if nobody understands it.';
revoke execute on function private.understand_text(text) from public;

create function private.is_answered_by_twilio(body text, is_blocked boolean)
returns boolean
language sql
immutable
strict
set search_path = ''
as $$
  select upper(btrim(is_answered_by_twilio.body, E' \t\r\n')) = any (
    '{STOP,STOPALL,UNSUBSCRIBE,CANCEL,END,QUIT,REVOKE,OPTOUT,HELP,INFO}'
  )
  -- It takes a YES for START, and answers that where there is something to start.
  or (
    is_answered_by_twilio.is_blocked
    and upper(btrim(is_answered_by_twilio.body, E' \t\r\n')) = any ('{START,UNSTOP,YES}')
  );
$$;

comment on function private.is_answered_by_twilio(text, boolean) is
  'Whether Twilio itself answers a text, by its default keywords (one word, any case): we must not '
  'answer it once more. is_blocked: it heard a STOP from this number.';
revoke execute on function private.is_answered_by_twilio(text, boolean) from public;
