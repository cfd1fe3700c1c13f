-- Asking the provider about attempts that nobody heard back from.

create function public.get_attempts_to_look_up(batch_size integer default 20)
returns table (
  attempt_id uuid,
  to_phone text,
  body text,
  created_from timestamptz,
  created_until timestamptz,
  channel text,
  address text
)
language sql
volatile
security definer
set search_path = ''
as $$
  select
    attempt.id,
    attempt.to_phone,
    attempt.body,
    -- Two clocks are never the same; a started text leaves within its lease.
    attempt.created_at - interval '1 minute',
    attempt.created_at + settings.lease_duration + interval '1 minute',
    message_queue.channel,
    attempt.to_phone
  from public.message_queue
  join private.message_attempts as attempt
    on attempt.message_id = message_queue.id and attempt.outcome = 'unknown'
  cross join private.settings
  where message_queue.status = 'unconfirmed'
    and (
      attempt.looked_up_at is null
      or attempt.looked_up_at <= now() - settings.proof_timeout / 12
      or (
        attempt.looked_up_at < message_queue.unconfirmed_at + settings.proof_timeout
        and now() >= message_queue.unconfirmed_at + settings.proof_timeout
      )
    )
  order by attempt.looked_up_at nulls first, attempt.started_at
  limit get_attempts_to_look_up.batch_size;
$$;

comment on function public.get_attempts_to_look_up(integer) is
  'Attempts with unknown outcome to ask their channel''s provider about: texts to this address '
  'with exactly this body that it created in this stretch. Each comes again every twelfth of '
  'proof_timeout, and once when that is over. Definer to read attempts. For service_role.';
revoke execute on function public.get_attempts_to_look_up(integer)
  from public, anon, authenticated;
grant execute on function public.get_attempts_to_look_up(integer) to service_role;

create function public.record_lookup(attempt_id uuid, provider_message_ids text[])
returns boolean
language plpgsql
volatile
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_provider_message_id text;
begin
  perform private.lock_messages_of_attempts(array[record_lookup.attempt_id]);
  -- The first that belongs to no other attempt: two people may be told the same.
  select found.id
  into v_provider_message_id
  from unnest(record_lookup.provider_message_ids) with ordinality as found (id, place)
  where not exists (
    select from private.message_attempts
    where message_attempts.provider_message_id = found.id
  )
  order by found.place
  limit 1;

  if v_provider_message_id is null then
    update private.message_attempts
    set looked_up_at = now()
    where message_attempts.id = record_lookup.attempt_id
      and message_attempts.outcome = 'unknown';
    return false;
  end if;
  return cardinality(private.accept_attempts(
    array[row(record_lookup.attempt_id, v_provider_message_id, null)::private.acceptance]
  )) = 1;
end;
$$;

comment on function public.record_lookup(uuid, text[]) is
  'Records that the provider has texts under these ids that can be the attempt''s, newest first, '
  'or none. The first that is not known yet is proof of acceptance. That there is none proves '
  'nothing: its list lags behind. Returns whether the message became sent by it. Definer to write '
  'the queue. For service_role.';
revoke execute on function public.record_lookup(uuid, text[]) from public, anon, authenticated;
grant execute on function public.record_lookup(uuid, text[]) to service_role;
