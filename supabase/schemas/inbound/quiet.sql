-- A while of quiet: "stop for tonight" is no STOP.

create function private.quiet_until(body text, written_at timestamptz, timezone text)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  -- Its numbers as figures, so that each way to say an hour is one.
  v_words constant text := regexp_replace(
    regexp_replace(
      private.spell_words(body),
      ' (half an|half|demi|media|mezza|halbe|meia|полчаса|半) ?'
      '(hour|uur|heure|hora|ora|stunde|小 时)? ', ' 30 min ', 'g'
    ),
    ' (an|a|one|next|une|una|un|eine|ne|uma|een|на|一)? ?'
    '(hour|hr|uur|uurtje|heure|hora|horita|horinha|ora|oretta|unora|unoretta|stunde|godzine'
    '|godzinke|час|часик|小 时) ',
    ' 1 hour ', 'g'
  );
  v_local constant timestamp := written_at at time zone timezone;
  v_length text[] := regexp_match(
    v_words,
    '([0-9]{1,3}) ?(hours?|hrs?|h|uur|heures?|horas?|ore|stunden?|std|godz[a-z]*|час[а-я]*|小 时'
    '|min[a-z]*|mn) '
  );
  v_clock text[] := regexp_match(
    v_words,
    ' (?:until|till?|before|at|by|bis|vor|hasta|las|jusqua|avant|ate|as|fino|alle|tot|do|до) '
    '(?:a |las |as |alle |um )?([0-9]{1,2})(?:[_h]([0-9]{2}))?h? ?(am|pm)?'
  );
  v_is_tomorrow constant boolean := v_words ~ (
    ' (tomorrow|tmrw|morning|breakfast|manana|demain|matin|morgen|fruh|amanha|domani|domattina'
    '|morgenochtend|jutra|rana|завтра|утра|明) '
  );
  v_to constant text := ' (jusqua|avant|bis|vor|hasta|ate|tot|fino|do|до|until|till?|til|before) ';
  v_until timestamp;
begin
  if v_words ~ v_to and v_clock is not null then
    v_length := null;
  end if;
  if v_length is not null then
    v_until := v_local + make_interval(
      mins => v_length[1]::integer * case when v_length[2] ~ '^m' then 1 else 60 end
    );
  elsif v_clock is not null and v_clock[1]::integer < 24 then
    v_until := date_trunc('day', v_local) + make_interval(
      hours => v_clock[1]::integer % case when v_clock[3] is null then 24 else 12 end
        + case when v_clock[3] = 'pm' then 12 else 0 end,
      mins => coalesce(v_clock[2], '0')::integer
    );
    -- "Until 5", said at noon, is five in the afternoon.
    if v_until <= v_local and v_clock[3] is null and v_clock[1]::integer < 12 and not v_is_tomorrow
    then
      v_until := v_until + interval '12 hours';
    end if;
    if v_until <= v_local then
      v_until := v_until + interval '1 day';
    end if;
  elsif v_is_tomorrow and v_words ~ v_to then
    v_until := date_trunc('day', v_local) + interval '1 day 9 hours';
  elsif v_is_tomorrow then
    -- "Not tomorrow": until it is over.
    v_until := date_trunc('day', v_local) + interval '2 days';
  else
    v_until := date_trunc('day', v_local) + interval '1 day';
  end if;
  return least(v_until at time zone timezone, written_at + interval '24 hours');
end;
$$;

comment on function private.quiet_until(text, timestamptz, text) is
  'Until when a text asks for quiet: so many hours or minutes, an hour of the clock, until '
  'tomorrow at nine, all of tomorrow, else the end of the writer''s day; 24 hours at most.';
revoke execute on function private.quiet_until(text, timestamptz, text) from public;

create function private.day_in_words(local_time timestamp, locale text)
returns text
language sql
immutable
set search_path = ''
as $$
  select (
    case day_in_words.locale
      when 'es' then '{domingo,lunes,martes,miércoles,jueves,viernes,sábado}'
      when 'fr' then '{dimanche,lundi,mardi,mercredi,jeudi,vendredi,samedi}'
      when 'de' then '{Sonntag,Montag,Dienstag,Mittwoch,Donnerstag,Freitag,Samstag}'
      when 'pt' then '{domingo,segunda,terça,quarta,quinta,sexta,sábado}'
      else '{Sunday,Monday,Tuesday,Wednesday,Thursday,Friday,Saturday}'
    end::text[]
  )[extract(dow from day_in_words.local_time)::integer + 1];
$$;

comment on function private.day_in_words(timestamp, text) is
  'The day of the week in a language that we have words in, English by default.';
revoke execute on function private.day_in_words(timestamp, text) from public;

create function private.quiet_number(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_contact public.contacts;
  v_until timestamptz;
  v_local timestamp;
begin
  select * into v_contact
  from public.contacts where contacts.id = inbound.contact_id;
  if not found then
    return null;
  end if;
  v_until := private.quiet_until(inbound.argument, inbound.sent_at, v_contact.timezone);
  insert into private.phone_numbers (phone, quiet_until)
  values (private.phone_key(inbound.from_phone), v_until)
  on conflict (phone) do update set quiet_until = excluded.quiet_until;
  -- What is told is when the next one may come: nobody is texted at midnight.
  v_local := private.next_allowed_instant(
    v_until, v_contact.timezone, private.legal_minutes(), '{}'
  ) at time zone v_contact.timezone;
  return private.answer_to(
    inbound,
    'quiet',
    jsonb_build_object(
      'day', private.day_in_words(v_local, v_contact.locale),
      'at', to_char(v_local, 'HH24:MI')
    )
  );
end;
$$;

comment on function private.quiet_number(private.inbound) is
  'Keeps texts from a number for the hours that its holder asked for; what is due then leaves '
  'afterwards, if it is still true.';
revoke execute on function private.quiet_number(private.inbound) from public;
