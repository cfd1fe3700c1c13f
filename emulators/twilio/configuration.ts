import type { TwilioEmulatorOptions } from "./interface.ts";

/** Where the account's numbers and services send what people text them. */
export type InboundConfiguration = Pick<
  TwilioEmulatorOptions,
  "accountSid" | "senders" | "messagingServices" | "inboundWebhookUrl" | "inboundFallbackUrl"
>;

/**
 * The account's own numbers, or the one that `query` asks for (`PhoneNumber`), with their webhooks.
 *
 * Source: Twilio docs, "IncomingPhoneNumber resource".
 */
export function listNumbers(
  options: InboundConfiguration,
  query: URLSearchParams,
  path: string,
): Record<string, unknown> {
  const { senders = [], messagingServices = {} } = options;
  const asked = query.get("PhoneNumber");
  const numbers = new Set([...senders, ...Object.values(messagingServices).flat()]);
  const shown = [...numbers].filter((number) => asked === null || number === asked);
  return {
    end: Math.max(shown.length - 1, 0),
    first_page_uri: `${path}?PageSize=50&Page=0`,
    incoming_phone_numbers: shown.map((number) => ({
      account_sid: options.accountSid,
      friendly_name: number,
      phone_number: number,
      sid: `PN${number.slice(1).padStart(32, "0")}`,
      sms_application_sid: "",
      sms_fallback_method: "POST",
      sms_fallback_url: options.inboundFallbackUrl ?? "",
      sms_method: "POST",
      sms_url: options.inboundWebhookUrl ?? "",
    })),
    next_page_uri: null,
    page: 0,
    page_size: 50,
    previous_page_uri: null,
    start: 0,
    uri: query.size === 0 ? path : `${path}?${query}`,
  };
}

/**
 * A Messaging Service with its webhooks, or undefined if the account has none of that SID.
 *
 * Source: Twilio docs, "Messaging Service resource".
 */
export function serviceOf(
  options: InboundConfiguration,
  sid: string,
): Record<string, unknown> | undefined {
  if (!Object.hasOwn(options.messagingServices ?? {}, sid)) return undefined;
  return {
    account_sid: options.accountSid,
    fallback_method: "POST",
    fallback_url: options.inboundFallbackUrl ?? null,
    friendly_name: sid,
    inbound_method: "POST",
    inbound_request_url: options.inboundWebhookUrl ?? null,
    sid,
    use_inbound_webhook_on_number: false,
  };
}
