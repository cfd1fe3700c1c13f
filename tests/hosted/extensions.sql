-- Stand-ins for pg_net and Vault, which only hosted projects have: the same names, arguments and
-- types; requests are noted instead of made, secrets are not encrypted.

create schema net;
create table net.requests (
  id bigint generated always as identity primary key,
  url text,
  body jsonb,
  params jsonb,
  headers jsonb,
  timeout_milliseconds integer
);

create function net.http_post(
  url text,
  body jsonb default '{}',
  params jsonb default '{}',
  headers jsonb default '{"Content-Type": "application/json"}',
  timeout_milliseconds integer default 5000
)
returns bigint
language sql
as $$
  insert into net.requests (url, body, params, headers, timeout_milliseconds)
  values (
    http_post.url, http_post.body, http_post.params, http_post.headers,
    http_post.timeout_milliseconds
  )
  returning id;
$$;

create schema vault;
create table vault.decrypted_secrets (
  name text unique,
  decrypted_secret text
);
