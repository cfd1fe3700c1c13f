-- A second id for one message is a text sent twice: the operator is told, and nothing else changes.
begin;
select plan(8);

select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Maya');
select tests.create_message('Noah');
select tests.set_clock('2026-06-07 18:00Z');

create function pg_temp.doubles()
returns text
language sql
as $$
  select coalesce(string_agg(details ->> 'provider_message_ids' || ' x' || times, ' '), 'none')
  from public.alerts
  where kind = 'sent_twice';
$$;

select tests.start('Maya');
select tests.report('Maya', 'accepted', 'SM1');
select is(tests.report('Maya', 'accepted', 'SM1'), 'known', 'the same id again is no news');
select is(pg_temp.doubles(), 'none', 'and no alert');
select is(tests.report('Maya', 'accepted', 'SM2'), 'known', 'another id of one attempt');
select is(pg_temp.doubles(), '["SM1", "SM2"] x1', 'is told');
select is(
  public.record_delivery_status((tests.attempt('Maya')).id, 'SM3', 'delivered'), 'other_message',
  'so is one that a callback names'
);
select is(pg_temp.doubles(), '["SM1", "SM3"] x2', 'with both ids');

-- A second attempt was accepted when the first turns out to have arrived.
select tests.start('Noah');
select tests.report('Noah', 'not_sent');
create temporary table first_attempt as select (tests.attempt('Noah')).*;
select tests.set_clock_to_next_try('Noah');
select tests.start('Noah');
select tests.report('Noah', 'accepted', 'SM4');
select public.record_delivery_status(first_attempt.id, 'SM5', 'sent') from first_attempt;
select is(pg_temp.doubles(), '["SM4", "SM5"] x3', 'and one of another attempt');
select is(
  (select string_agg(provider_message_id, ' ' order by provider_message_id)
    from public.messages),
  'SM1 SM4', 'what was known stays'
);

select * from finish();
rollback;
