-- What the carrier's callbacks say about messages that are on their way.

create function private.delivery_rank(delivery_status text)
returns integer
language sql
immutable
set search_path = ''
as $$
  select case delivery_status
    when 'scheduled' then 0
    when 'accepted' then 1
    when 'queued' then 2
    when 'sending' then 3
    when 'sent' then 4
    when 'delivered' then 5
    when 'undelivered' then 5
    when 'failed' then 5
    when 'canceled' then 5
    when 'read' then 6
  end;
$$;

comment on function private.delivery_rank(text) is
  'How far a delivery status is along its way; null for one that we do not know. Callbacks come in '
  'any order, and a status only ever moves to a higher rank.';
revoke execute on function private.delivery_rank(text) from public;

create function private.class_of_delivery(
  delivery_status text,
  error_code integer,
  channel text
)
returns text
language sql
stable
set search_path = ''
as $$
  select case
    when class_of_delivery.error_code is not null
    then private.classify_provider_error(
      class_of_delivery.error_code, class_of_delivery.channel
    )
    when class_of_delivery.delivery_status in ('sent', 'delivered', 'read') then 'delivered'
  end;
$$;

comment on function private.class_of_delivery(text, integer, text) is
  'What a delivery status says of its channel, as in private.noted_outcome; null for nothing.';
revoke execute on function private.class_of_delivery(text, integer, text) from public;

create function public.record_delivery_status(
  attempt_id uuid,
  provider_message_id text,
  delivery_status text,
  error_code integer default null
)
returns text
language plpgsql
volatile
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_attempt private.message_attempts;
  v_is_news boolean;
  v_class text;
begin
  perform private.lock_messages_of_attempts(array[record_delivery_status.attempt_id]);
  select * into v_attempt
  from private.message_attempts
  where message_attempts.id = record_delivery_status.attempt_id;
  if not found then
    return 'unknown_attempt';
  end if;
  if v_attempt.provider_message_id <> record_delivery_status.provider_message_id then
    perform private.alert_of_doubles(
      array[row(v_attempt.id, provider_message_id, null)::private.acceptance]
    );
    return 'other_message';
  end if;

  v_is_news := coalesce(
    private.delivery_rank(record_delivery_status.delivery_status)
      > coalesce(private.delivery_rank(v_attempt.delivery_status), -1),
    false
  );
  if v_is_news then
    v_class := private.class_of_delivery(
      delivery_status, error_code,
      (
        select message_queue.channel from public.message_queue
        where message_queue.id = v_attempt.message_id
      )
    );
  end if;
  -- In the order of update_message_statuses(): the channel, numbers, hours.
  if v_class in ('configuration', 'throttled', 'delivered') then
    perform private.note_outcomes_by_channel(
      array[row(v_attempt.message_id, v_class, error_code)::private.noted_outcome],
      is_by_callback => true
    );
  end if;
  if v_class <> 'delivered' then
    perform private.apply_consequences(array[row(v_attempt.id, v_class)::private.consequence]);
  end if;

  -- A callback proves that the provider has the message, even when its reply never reached us.
  if v_attempt.provider_message_id is null
    and cardinality(private.accept_attempts(
      array[row(v_attempt.id, provider_message_id, null)::private.acceptance]
    )) = 0
  then
    return 'other_message';
  end if;

  if private.delivery_rank(delivery_status) is null then
    return 'unknown_status';
  end if;
  if not v_is_news then
    return 'known';
  end if;
  update private.message_attempts
  set
    delivery_status = record_delivery_status.delivery_status,
    error_code = coalesce(record_delivery_status.error_code, message_attempts.error_code)
  where message_attempts.id = v_attempt.id;
  update public.messages
  set
    delivery_status = record_delivery_status.delivery_status,
    delivery_status_at = private.clock_now(),
    error_code = coalesce(record_delivery_status.error_code, messages.error_code)
  where messages.id = v_attempt.message_id;
  return 'applied';
end;
$$;

comment on function public.record_delivery_status(uuid, text, text, integer) is
  'Records a status callback for an attempt; its error code has consequences for the number and '
  'never causes a resend. Safe to call twice, late and in any order. Returns applied; known if the '
  'status is no news; unknown_attempt, unknown_status, or other_message if the attempt or its '
  'message is known under another id, or the id as another attempt''s, which change nothing. '
  'Definer to write the log. For service_role.';
revoke execute on function public.record_delivery_status(uuid, text, text, integer)
  from public, anon, authenticated;
grant execute on function public.record_delivery_status(uuid, text, text, integer)
  to service_role;
