-- Codes are sorted by one table; codes that do not exist yet have a class as well.
begin;
select plan(4);

select results_eq(
  $$
    select code, private.classify_provider_error(code)
    from unnest(array[
      20003, 20500, 21211, 21408, 21610, 21611, 21614, 21617, 30005, 30007, 30008, 30034
    ]) as code
  $$,
  $$
    values
      (20003, 'configuration'), (20500, 'unknown'), (21211, 'recipient'), (21408, 'region'),
      (21610, 'opt_out'), (21611, 'throttled'), (21614, 'recipient'), (21617, 'message'),
      (30005, 'recipient'), (30007, 'message'), (30008, 'transient'), (30034, 'configuration')
  $$,
  'known codes have the class of the table'
);
select is(
  array(
    select private.classify_provider_error(code)
    from unnest(array[29999, 30000, 30999, 31000]) as code
  ),
  array['message', 'transient', 'transient', 'message'],
  'a new delivery error is worth another try, any other new code is about the text'
);
select is(private.classify_provider_error(null), 'message', 'no code is about the text');
update private.provider_errors set class = 'message', wait = null where code = 21611;
select is(private.classify_provider_error(21611), 'message', 'the table is the only place of it');

select * from finish();
rollback;
