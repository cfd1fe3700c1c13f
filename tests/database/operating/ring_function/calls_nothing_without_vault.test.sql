-- The local stack has neither pg_net nor Vault; tests/hosted has both.
begin;
select plan(2);

select is(
  private.ring_function('message-sender'), null,
  'without pg_net and Vault, ringing does nothing and breaks nothing'
);
select is(
  private.vault_secret('rundown_cron_key'), null, 'without Vault there is no secret'
);

select * from finish();
rollback;
