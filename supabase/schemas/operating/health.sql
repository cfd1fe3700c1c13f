-- The hourly look at trouble, which tells the operator.

create function private.post_alerts()
returns integer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_url constant text := private.vault_secret('rundown_alert_webhook');
  v_alerts jsonb;
  v_text text;
begin
  if v_url is null then
    return 0;
  end if;
  if v_url !~* '^https://[^[:space:]]+$'
    or to_regprocedure('net.http_post(text, jsonb, jsonb, jsonb, integer)') is null
  then
    raise warning 'Did not post alerts: %',
      case
        when v_url !~* '^https://[^[:space:]]+$'
        then 'the Vault secret rundown_alert_webhook is no https URL'
        else 'this database lacks the extension pg_net'
      end
      using hint = 'docs/operations.md says how to add it.';
    return 0;
  end if;

  with posted as (
    update public.alerts
    set posted_at = private.clock_now()
    where alerts.posted_at is null
      -- What came up just before midnight is news in the morning; what is older is not.
      and alerts.day >= (private.clock_now() at time zone 'UTC')::date - 1
    returning alerts.kind, alerts.day, alerts.summary, alerts.times
  )
  -- Not the details, which may name a person.
  select
    jsonb_agg(to_jsonb(posted) order by posted.day, posted.kind),
    string_agg(
      format('%s: %s (%s times on %s)', posted.kind, posted.summary, posted.times, posted.day),
      E'\n'
      order by posted.day, posted.kind
    )
  into v_alerts, v_text
  from posted;
  if v_alerts is null then
    return 0;
  end if;
  perform net.http_post(
    url := v_url,
    headers := jsonb_build_object('Content-Type', 'application/json'),
    body := jsonb_build_object('text', v_text, 'alerts', v_alerts),
    timeout_milliseconds := 5000
  );
  return jsonb_array_length(v_alerts);
exception
  -- The alerts stay, and the next hour tries again. No word of the error: it may quote the URL.
  when others then
    raise warning 'Did not post alerts: pg_net refused the request (%)', sqlstate;
    return 0;
end;
$$;

comment on function private.post_alerts() is
  'Hands the alerts of today and yesterday that were not posted yet to the webhook whose URL is '
  'the Vault secret rundown_alert_webhook, by pg_net: each kind once a day, as kind, day, summary '
  'and times. Returns how many; 0 where there is no webhook, and with a warning where it cannot be '
  'reached. Nobody hears whether it arrived: the alerts stay in public.alerts.';
revoke execute on function private.post_alerts() from public;

create function private.check_health()
returns text[]
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_trouble record;
  v_kinds text[] := '{}';
begin
  for v_trouble in
    select * from private.find_trouble() as trouble order by trouble.kind
  loop
    perform private.raise_alert(v_trouble.kind, v_trouble.summary, v_trouble.details);
    v_kinds := v_kinds || v_trouble.kind;
  end loop;
  perform private.post_alerts();
  return v_kinds;
end;
$$;

comment on function private.check_health() is
  'Raises an alert for everything that is wrong now, posts what is new, and returns the kinds. '
  'While it stays wrong, its alert counts the hours. For cron.';
revoke execute on function private.check_health() from public;
