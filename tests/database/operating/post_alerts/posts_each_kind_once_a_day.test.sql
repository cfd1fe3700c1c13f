-- What an operator's webhook is told: each kind once a day, in words that name nobody. pg_net and
-- Vault are stand-ins, which note requests instead of making them; tests/hosted has pg_cron.
begin;
select plan(15);

select tests.set_clock('2026-06-07 23:30Z');
select is(private.post_alerts(), 0, 'without Vault nothing is posted');
create schema vault;
create table vault.decrypted_secrets (name text unique, decrypted_secret text);
select is(private.post_alerts(), 0, 'nor without the secret');
select private.raise_alert('crisis', 'Somebody wrote', '{"inbound_message_id": "secret-id"}');
insert into vault.decrypted_secrets
values ('rundown_alert_webhook', 'https://hooks.example/T0/abc');
select is(private.post_alerts(), 0, 'nor without pg_net');
select is_empty(
  'select from public.alerts where posted_at is not null', 'and then nothing counts as posted'
);

create schema net;
create table net.requests (url text, body jsonb, headers jsonb, timeout_milliseconds integer);
create function net.http_post(
  url text, body jsonb default '{}', params jsonb default '{}', headers jsonb default '{}',
  timeout_milliseconds integer default 5000
)
returns bigint language sql as $$
  insert into net.requests values (url, body, headers, timeout_milliseconds) returning 1::bigint;
$$;

select is(private.post_alerts(), 1, 'with all of them it is');
select results_eq(
  'select url, body, headers, timeout_milliseconds from net.requests',
  $$
    values (
      'https://hooks.example/T0/abc',
      '{
        "text": "crisis: Somebody wrote (1 times on 2026-06-07)",
        "alerts": [
          {"kind": "crisis", "day": "2026-06-07", "summary": "Somebody wrote", "times": 1}
        ]
      }'::jsonb,
      '{"Content-Type": "application/json"}'::jsonb,
      5000
    )
  $$,
  'kind, summary and times, and no details'
);
select private.raise_alert('crisis', 'Somebody wrote', '{}');
select is(private.post_alerts(), 0, 'the same kind on the same day is not posted again');

select private.raise_alert('no_capacity', 'An hour is full', '{}');
select tests.set_clock('2026-06-08 00:05Z');
select private.raise_alert('crisis', 'Somebody wrote', '{}');
delete from net.requests;
select is(private.post_alerts(), 2, 'another kind is, also after midnight, and another day');
select is(
  (select body ->> 'text' from net.requests),
  E'no_capacity: An hour is full (1 times on 2026-06-07)\n'
    'crisis: Somebody wrote (1 times on 2026-06-08)',
  'in one request'
);

select private.raise_alert('sent_twice', 'Twice', '{}');
update public.alerts set day = '2026-06-06' where kind = 'sent_twice';
select is(private.post_alerts(), 0, 'what is older than yesterday is no news');

-- A URL that is none, and a request that is refused.
select private.raise_alert('broken_data', 'A person could not be planned', '{}');
update vault.decrypted_secrets set decrypted_secret = 'http://hooks.example/T0/abc';
select is(private.post_alerts(), 0, 'nothing is posted without TLS');
update vault.decrypted_secrets set decrypted_secret = E' https://hooks.example/T0/abc\n';
create or replace function net.http_post(
  url text, body jsonb default '{}', params jsonb default '{}', headers jsonb default '{}',
  timeout_milliseconds integer default 5000
)
returns bigint language plpgsql as $$
begin
  raise 'cannot reach %', url;
end;
$$;
delete from public.function_runs;
update private.settings set sender_silence = '1 second', scheduler_silence = '1 second';
select tests.create_user('Maya');
update public.notification_preferences set created_at = now() - interval '1 day';
select is(
  private.check_health(), array['cron_silent'], 'a webhook that fails does not undo the alerts'
);
select is(
  (
    select array_agg(kind order by kind) from public.alerts
    where posted_at is null and day = '2026-06-08'
  ),
  array['broken_data', 'cron_silent'], 'they stay to be posted'
);
create or replace function net.http_post(
  url text, body jsonb default '{}', params jsonb default '{}', headers jsonb default '{}',
  timeout_milliseconds integer default 5000
)
returns bigint language sql as $$
  insert into net.requests values (url, body, headers, timeout_milliseconds) returning 1::bigint;
$$;
select is(private.post_alerts(), 2, 'and the next hour posts them');
select is(
  (select url from net.requests where body ->> 'text' like '%cron_silent%'),
  'https://hooks.example/T0/abc', 'space around the secret does no harm'
);

select * from finish();
rollback;
