-- Hosted cron rings the functions through pg_net, with the URL and the key that Vault holds. Where
-- one of them does not exist, it does nothing and says so.
--
-- The bodies name objects of schemas that may not exist: plpgsql looks for them only when a
-- statement runs, and none runs before its schema was seen.

create function private.vault_secret(secret_name text)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
  if to_regclass('vault.decrypted_secrets') is null then
    return null;
  end if;
  return (
    -- A pasted line break would end up in a header.
    select nullif(btrim(decrypted_secrets.decrypted_secret, E' \t\r\n'), '')
    from vault.decrypted_secrets
    where decrypted_secrets.name = vault_secret.secret_name
  );
end;
$$;

comment on function private.vault_secret(text) is
  'The Vault secret of this name, or null if there is none, it is blank, or there is no Vault.';
revoke execute on function private.vault_secret(text) from public;

create function private.ring_function(function_name text)
returns bigint
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  v_url constant text := private.vault_secret('rundown_functions_url');
  v_key constant text := private.vault_secret('rundown_cron_key');
  v_missing constant text[] := array_remove(
    array[
      case
        when to_regprocedure('net.http_post(text, jsonb, jsonb, jsonb, integer)') is null
          then 'the extension pg_net'
      end,
      case when v_url is null then 'the Vault secret rundown_functions_url' end,
      case when v_key is null then 'the Vault secret rundown_cron_key' end
    ],
    null
  );
begin
  if v_missing <> '{}' then
    raise warning 'Did not call function "%": this database lacks %',
      ring_function.function_name, array_to_string(v_missing, ' and ')
      using hint = 'docs/operations.md says how to add it.';
    return null;
  end if;
  -- Only a doorbell: while pg_net waits for an answer, every other request waits behind it and
  -- vacuum is held up. The functions answer at once and work on.
  return net.http_post(
    url := rtrim(v_url, '/') || '/' || ring_function.function_name,
    headers := jsonb_build_object('Content-Type', 'application/json', 'apikey', v_key),
    body := '{}',
    timeout_milliseconds := 5000
  );
end;
$$;

comment on function private.ring_function(text) is
  'Asks pg_net to call an Edge Function with the cron key and returns the id of the request. If '
  'pg_net or a Vault secret (rundown_functions_url, rundown_cron_key) is missing, calls nothing, '
  'warns which, and returns null. Definer because whoever rings needs no way to the key. For cron.';
revoke execute on function private.ring_function(text) from public;
