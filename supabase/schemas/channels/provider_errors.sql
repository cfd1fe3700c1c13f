-- What the provider's error codes mean for us, in one place for replies and callbacks.

create table private.provider_errors (
  channel text not null default private.default_channel()
    references private.channels (channel),
  code integer not null,
  class text not null,
  meaning text not null,
  wait interval,
  waits_for_midnight_in text references private.time_zones (name),
  created_at timestamptz not null default now(),
  primary key (channel, code),
  constraint class_is_known check (
    class in (
      'opt_out', 'recipient', 'region', 'message', 'configuration', 'throttled', 'transient',
      'unknown', 'notice'
    )
  ),
  constraint only_what_is_tried_again_waits check (
    (wait is null and waits_for_midnight_in is null)
    or class in ('configuration', 'throttled', 'transient')
  ),
  constraint a_wait_has_one_end check (wait is null or waits_for_midnight_in is null),
  constraint waits_are_positive check (wait > interval '0')
);

comment on table private.provider_errors is
  'Error codes of each channel''s provider by what follows from them; those of sms are Twilio''s '
  '(twilio.com/docs/api/errors).';
comment on column private.provider_errors.class is
  'opt_out: nobody texts that number again. recipient: the number cannot be reached. region: our '
  'account may not text that country. message: this text will never pass. configuration: our '
  'account or settings; sending stops and the message waits. throttled: too much at once; sending '
  'slows down and the message waits. transient: worth another attempt. unknown: the text may have '
  'been sent. notice: says nothing about a text.';
comment on column private.provider_errors.wait is
  'The least wait before another attempt, where the usual backoff would be too short.';
comment on column private.provider_errors.waits_for_midnight_in is
  'The zone whose next midnight ends the wait: there, caps begin anew.';

create index provider_errors_by_zone on private.provider_errors (waits_for_midnight_in);
alter table private.provider_errors enable row level security;
revoke all on table private.provider_errors from public, anon, authenticated, service_role;
grant select (channel, code, meaning)
  on table private.provider_errors to authenticated, service_role;

create policy "Everybody signed in can read what codes mean" on private.provider_errors
  for select to authenticated using (true);

insert into private.provider_errors (code, class, meaning)
values
  (10001, 'configuration', 'Account is not active'),
  (10002, 'configuration', 'Trial account does not support this'),
  (11200, 'notice', 'Our webhook did not answer'),
  (11205, 'notice', 'Our webhook did not answer'),
  (11206, 'notice', 'Our webhook answered wrongly'),
  (11210, 'notice', 'Our webhook could not be found'),
  (11220, 'notice', 'Our webhook has no valid certificate'),
  (11235, 'notice', 'Our webhook has no valid certificate'),
  (11237, 'notice', 'Our webhook has no valid certificate'),
  (11321, 'notice', 'URL of our webhook is not valid'),
  (12100, 'notice', 'Our webhook answered wrongly'),
  (12200, 'notice', 'Our webhook answered wrongly'),
  (12300, 'notice', 'Our webhook answered wrongly'),
  (14101, 'notice', 'Our answer to a text is not valid'),
  (14103, 'notice', 'Our answer to a text is not valid'),
  (14107, 'notice', 'Too many answers to one number'),
  (14108, 'notice', 'Our answer to a text is not valid'),
  (14109, 'notice', 'Our answer to a text is not valid'),
  (14110, 'notice', 'Our answer to a text is not valid'),
  (14111, 'notice', 'Our answer to a text is not valid'),
  (20001, 'message', 'Request was not valid'),
  (20003, 'configuration', 'Account SID or auth token is wrong'),
  (20004, 'message', 'Request used the wrong method'),
  (20005, 'configuration', 'Account is not active'),
  (20006, 'configuration', 'Access was denied'),
  (20008, 'configuration', 'Test credentials were used for a real resource'),
  (20403, 'configuration', 'Access is forbidden'),
  (20404, 'configuration', 'Account or resource does not exist'),
  (20422, 'message', 'Request was not valid'),
  (20429, 'throttled', 'Too many requests at once'),
  (20500, 'unknown', 'Twilio failed while it worked on the request'),
  (20503, 'unknown', 'Twilio was not available'),
  (20504, 'unknown', 'Twilio took too long'),
  (21201, 'message', 'Number is missing'),
  (21211, 'recipient', 'Number is not valid'),
  (21212, 'configuration', 'Sending number is not valid'),
  (21214, 'recipient', 'Number cannot be reached'),
  (21216, 'recipient', 'Number is blocked by Twilio'),
  (21217, 'recipient', 'Number is not valid'),
  (21219, 'configuration', 'Trial account may text verified numbers only'),
  (21266, 'recipient', 'Number is the one that sends'),
  (21268, 'recipient', 'Number is a premium number'),
  (21401, 'recipient', 'Number is not valid'),
  (21408, 'region', 'Account may not text that country'),
  (21601, 'configuration', 'Sending number cannot send texts'),
  (21602, 'message', 'Text is empty'),
  (21603, 'configuration', 'Neither a sending number nor a Messaging Service was named'),
  (21604, 'message', 'Number is missing'),
  (21605, 'message', 'Text is too long'),
  (21606, 'configuration', 'Sending number is not ours or cannot send texts'),
  (21607, 'configuration', 'Sending number is not ours or cannot send texts'),
  (21608, 'configuration', 'Trial account may text verified numbers only'),
  (21609, 'configuration', 'Callback URL is not valid'),
  (21610, 'opt_out', 'Number opted out with STOP'),
  (21611, 'throttled', 'Queue of the sending number is full'),
  (21612, 'recipient', 'Our sending number cannot reach that number'),
  (21614, 'recipient', 'Number is not a mobile number'),
  (21617, 'message', 'Text is longer than 1,600 characters'),
  (21618, 'message', 'Text cannot be sent'),
  (21619, 'message', 'Text is empty'),
  (21620, 'message', 'Media is not valid'),
  (21621, 'message', 'Media is not valid'),
  (21622, 'message', 'Media is not valid'),
  (21623, 'message', 'Media is not valid'),
  (21624, 'configuration', 'Validity period is out of range'),
  (21635, 'recipient', 'Number is a landline'),
  (21653, 'message', 'Content of the text is not valid'),
  (21654, 'message', 'Content of the text is not valid'),
  (21655, 'message', 'Content of the text is not valid'),
  (21656, 'message', 'Content of the text is not valid'),
  (21657, 'message', 'Content of the text is not valid'),
  (21658, 'message', 'Content of the text is not valid'),
  (21659, 'configuration', 'Sending number is not a Twilio number'),
  (21660, 'configuration', 'Sending number belongs to another account'),
  (21661, 'configuration', 'Sending number cannot send texts'),
  (21701, 'configuration', 'Messaging Service does not exist'),
  (21702, 'configuration', 'Messaging Service is not available'),
  (21703, 'configuration', 'Messaging Service has no sender that fits'),
  (21704, 'configuration', 'Messaging Service has no senders'),
  (21705, 'configuration', 'Messaging Service is not valid'),
  (21712, 'configuration', 'Sending number is in another Messaging Service'),
  (30001, 'throttled', 'Queue of the sending number was full'),
  (30002, 'configuration', 'Account is suspended'),
  (30003, 'transient', 'Handset cannot be reached'),
  (30004, 'recipient', 'Carrier blocks texts to that number'),
  (30005, 'recipient', 'Number does not exist'),
  (30006, 'recipient', 'Number is a landline or its carrier cannot be reached'),
  (30007, 'message', 'Text was filtered as unwanted'),
  (30008, 'transient', 'Carrier gave no reason'),
  (30009, 'notice', 'Part of a text to us was lost'),
  (30010, 'message', 'Text costs more than was allowed'),
  (30011, 'message', 'Carrier takes no pictures'),
  (30012, 'message', 'Validity period is too short'),
  (30013, 'recipient', 'Number is not valid'),
  (30014, 'message', 'Text does not fit its channel'),
  (30015, 'message', 'Text does not fit its channel'),
  (30016, 'message', 'Text does not fit its channel'),
  (30017, 'transient', 'Carrier is congested'),
  (30018, 'configuration', 'Sender must be registered in that country'),
  (30019, 'message', 'Text is too large'),
  (30020, 'transient', 'Twilio failed'),
  (30021, 'transient', 'Twilio failed'),
  (30022, 'throttled', 'Rate of the campaign was exceeded'),
  (30023, 'throttled', 'Daily cap of the brand was reached'),
  (30024, 'configuration', 'Sending number is not provisioned at that carrier'),
  (30025, 'notice', 'Half of the daily cap of T-Mobile is used'),
  (30026, 'notice', 'Most of the daily cap of T-Mobile is used'),
  (30027, 'throttled', 'Daily cap of T-Mobile was reached'),
  (30032, 'configuration', 'Toll-free number is not verified'),
  (30033, 'configuration', 'Campaign is suspended'),
  (30034, 'configuration', 'Sending number is not registered (A2P 10DLC)'),
  (30035, 'configuration', 'Sending number is still being set up'),
  (30036, 'message', 'Validity period ended in the queue'),
  (30037, 'configuration', 'Account may not send texts'),
  (30038, 'notice', 'A text to us was filtered'),
  (30039, 'message', 'Texts went round in a loop'),
  (30040, 'configuration', 'Sender must be registered in that country'),
  (30041, 'configuration', 'Sender must be registered in that country'),
  (30042, 'configuration', 'Sender must be registered in that country'),
  (30043, 'configuration', 'Domestic route was used for another country'),
  (30047, 'transient', 'Text was not rescheduled'),
  (30122, 'notice', 'Fallback URL is not valid'),
  (30404, 'configuration', 'Base URL of the API is wrong'),
  (30409, 'notice', 'Text cannot be canceled any more'),
  (30410, 'unknown', 'Carrier did not answer in time'),
  (30450, 'transient', 'Prefix is blocked for a while'),
  (30451, 'configuration', 'Toll-free number was refused at its verification'),
  (30452, 'configuration', 'Toll-free number was refused at its verification'),
  (30453, 'transient', 'Prefix is blocked for a while'),
  (30454, 'configuration', 'Trial account reached its limit'),
  (30455, 'configuration', 'Toll-free number was refused at its verification'),
  (30456, 'configuration', 'Toll-free number was refused at its verification'),
  (30457, 'configuration', 'Toll-free number was refused at its verification'),
  (30458, 'configuration', 'Toll-free number was refused at its verification'),
  (30459, 'configuration', 'Toll-free number was refused at its verification'),
  (30460, 'configuration', 'Toll-free number was refused at its verification'),
  (30461, 'configuration', 'Toll-free number was refused at its verification'),
  (30462, 'configuration', 'Toll-free number was refused at its verification'),
  (30463, 'configuration', 'Toll-free number was refused at its verification'),
  (30464, 'configuration', 'Toll-free number was refused at its verification'),
  (30465, 'configuration', 'Toll-free number was refused at its verification'),
  (30466, 'configuration', 'Toll-free number was refused at its verification'),
  (30467, 'configuration', 'Toll-free number was refused at its verification'),
  (30468, 'configuration', 'Toll-free number was refused at its verification'),
  (30469, 'configuration', 'Toll-free number was refused at its verification'),
  (30470, 'configuration', 'Toll-free number was refused at its verification'),
  (30471, 'configuration', 'Toll-free number was refused at its verification'),
  (30472, 'configuration', 'Toll-free number was refused at its verification'),
  (30473, 'configuration', 'Toll-free number was refused at its verification'),
  (30474, 'configuration', 'Toll-free number was refused at its verification'),
  (30475, 'configuration', 'Toll-free number was refused at its verification'),
  (30476, 'configuration', 'Toll-free number was refused at its verification'),
  (30477, 'configuration', 'Toll-free number was refused at its verification'),
  (30478, 'configuration', 'Toll-free number was refused at its verification'),
  (30479, 'configuration', 'Toll-free number was refused at its verification'),
  (30480, 'configuration', 'Toll-free number was refused at its verification'),
  (30485, 'transient', 'Prefix is blocked for a while'),
  (30500, 'transient', 'Twilio failed'),
  (30610, 'transient', 'Text fell into quiet hours'),
  (30615, 'transient', 'Text fell into quiet hours'),
  (30620, 'configuration', 'Text does not fit the registered use'),
  (30630, 'opt_out', 'Number opted out'),
  (30640, 'recipient', 'Number must not be texted for legal reasons'),
  (35114, 'message', 'Schedule of the text is not valid'),
  (35115, 'message', 'Schedule of the text is not valid'),
  (35118, 'message', 'Scheduling wants a Messaging Service'),
  (35125, 'message', 'Too many texts are scheduled'),
  (35126, 'message', 'Schedule of the text is not valid'),
  (57012, 'notice', 'A webhooks signature did not match'),
  (63017, 'throttled', 'Rate of the account was exceeded'),
  (63038, 'configuration', 'Account reached its daily limit'),
  (90010, 'configuration', 'Account is not active');

update private.provider_errors
set wait = waits.wait
from (
  values
    (21611, interval '10 minutes'),
    (30001, interval '10 minutes'),
    (30003, interval '2 hours'),
    (30008, interval '30 minutes'),
    (30035, interval '1 hour'),
    (30450, interval '1 hour'),
    (30453, interval '1 hour'),
    (30485, interval '1 hour'),
    (30610, interval '1 hour'),
    (30615, interval '1 hour'),
    (63038, interval '1 hour')
) as waits (code, wait)
where provider_errors.code = waits.code;

-- Caps of a day end at midnight in California (Twilio docs: A2P 10DLC throughput).
update private.provider_errors
set waits_for_midnight_in = 'America/Los_Angeles'
where code in (30023, 30027);

create function private.wait_after_error(
  code integer,
  instant timestamptz,
  channel text default private.default_channel()
)
returns interval
language sql
stable
strict
set search_path = ''
as $$
  select coalesce(
    errors.wait,
    private.local_to_instant(
      (wait_after_error.instant at time zone errors.waits_for_midnight_in)::date + time '24:00',
      errors.waits_for_midnight_in
    ) - wait_after_error.instant
  )
  from private.provider_errors as errors
  where errors.channel = wait_after_error.channel and errors.code = wait_after_error.code;
$$;

comment on function private.wait_after_error(integer, timestamptz, text) is
  'How long to wait at least after this error of a channel at this moment; null where the usual '
  'backoff is right.';
revoke execute on function private.wait_after_error(integer, timestamptz, text) from public;

create function private.classify_provider_error(
  code integer,
  channel text default private.default_channel()
)
returns text
language sql
stable
set search_path = ''
as $$
  select coalesce(
    (
      select provider_errors.class
      from private.provider_errors
      where provider_errors.channel = classify_provider_error.channel
        and provider_errors.code = classify_provider_error.code
    ),
    -- Codes come without notice: delivery errors are worth another try, the rest is our text.
    case
      when exists (
        select from private.channels
        where channels.channel = classify_provider_error.channel
          and channels.delivery_codes @> classify_provider_error.code
      )
      then 'transient'
      else 'message'
    end
  );
$$;

comment on function private.classify_provider_error(integer, text) is
  'The class of a channel''s code, with a default for codes that do not exist yet.';
revoke execute on function private.classify_provider_error(integer, text) from public;
