-- How long to wait before the next try.

create function private.retry_delay(failures integer, jitter double precision)
returns interval
language sql
stable
strict
set search_path = ''
as $$
  select
    least(settings.retry_delay_base * power(2, least(retry_delay.failures, 30) - 1),
      settings.retry_delay_cap)
    * (0.5 + retry_delay.jitter / 2)
  from private.settings;
$$;

comment on function private.retry_delay(integer, double precision) is
  'How long to wait after so many failed tries (1 or more): doubling from retry_delay_base up to '
  'retry_delay_cap, of which jitter (0 to 1) takes away up to half, so that tries spread out.';
revoke execute on function private.retry_delay(integer, double precision) from public;

create function private.probe_delay(failed_probes integer)
returns interval
language sql
stable
strict
set search_path = ''
as $$
  select least(
    settings.probe_delay_base * power(2, least(probe_delay.failed_probes, 30)),
    settings.probe_delay_cap
  )
  from private.settings;
$$;

comment on function private.probe_delay(integer) is
  'How long an open circuit waits for its next probe after so many failed ones.';
revoke execute on function private.probe_delay(integer) from public;
