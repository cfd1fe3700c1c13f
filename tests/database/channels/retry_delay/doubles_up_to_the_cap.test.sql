begin;
select plan(8);

select is(private.retry_delay(1, 1), interval '1 minute', 'the first wait is at most the base');
select is(private.retry_delay(1, 0), interval '30 seconds', 'of which jitter takes half at most');
select is(private.retry_delay(1, 0.5), interval '45 seconds', 'in proportion');
select is(private.retry_delay(2, 1), interval '2 minutes', 'each failure doubles it');
select is(private.retry_delay(6, 1), interval '32 minutes', 'and doubles it again');
select is(private.retry_delay(7, 1), interval '1 hour', 'up to the cap');
select is(private.retry_delay(2147483647, 1), interval '1 hour', 'however many failures');
update private.settings set retry_delay_base = '10 seconds', retry_delay_cap = '15 seconds';
select is(
  array[private.retry_delay(1, 1), private.retry_delay(2, 1)],
  array[interval '10 seconds', '15 seconds'], 'base and cap are the setting''s'
);

select * from finish();
rollback;
