import { type AdvancedOptOut, autoReply, type Keyword, keywordOf } from "./keywords.ts";
import { type Message, newMessageSid } from "./messages.ts";
import type { OptOuts } from "./opt-outs.ts";
import { isPlausibleE164 } from "./phone-numbers.ts";
import type { InboundRecord } from "./records.ts";
import { countSegments } from "./segments.ts";
import type { Account } from "./validation.ts";
import { postWebhook, type WebhookTry } from "./webhooks.ts";

/** What receiving a text needs from the emulator. */
export interface InboundWorld {
  account: Account;
  authToken: string;
  webhookUrl: string | undefined;
  fallbackUrl: string | undefined;
  isWebhookLost: () => boolean;
  optOuts: OptOuts;
  advancedOptOut: Readonly<Record<string, AdvancedOptOut>>;
  now: () => Date;
  /** The Twilio number that last texted `phone`, or the account's first one. */
  usualSender: (phone: string) => string | undefined;
  onMessage: (message: Message) => void;
  onRecord: (record: InboundRecord) => void;
}

/**
 * Receives `body` from the person at `from`: keywords take effect, Twilio's own answer is given,
 * and the text is POSTed to the webhook. Resolves to its record once the webhook was answered.
 *
 * Throws a TypeError, with nothing received, when a number is no E.164 number, the text is empty
 * or too long, or `to` is not a number of the account.
 */
export async function receiveText(
  from: string,
  body: string,
  to: string | undefined,
  world: InboundWorld,
  signal: AbortSignal,
): Promise<InboundRecord> {
  const recipient = to ?? world.usualSender(from);
  check(from, body, recipient, world.account);
  const at = world.now();
  const service = serviceOf(recipient, world.account);
  const advanced = world.advancedOptOut[service ?? ""];
  const keyword = keywordOf(body, recipient, advanced);
  const wasOptedOut = world.optOuts.isBlocked(from, recipient);
  if (keyword === "STOP") world.optOuts.block(from, recipient);
  if (keyword === "START") world.optOuts.unblock(from, recipient);

  const messageSid = newMessageSid();
  const segments = countSegments(body);
  const record: InboundRecord = {
    messageSid,
    from,
    to: recipient,
    body,
    at,
    autoReply: keyword === undefined
      ? null
      : autoReply(keyword, recipient, wasOptedOut, advanced) ?? null,
    optedOut: world.optOuts.isBlocked(from, recipient),
    webhook: world.webhookUrl === undefined ? null : {
      url: world.webhookUrl,
      params: {
        ...webhookParams(messageSid, from, recipient, body, segments, service, world.account),
        ...optOutType(advanced && keyword),
      },
      tries: 0,
      isFallback: false,
      httpStatus: null,
      problem: null,
    },
  };
  world.onMessage({
    sid: messageSid,
    accountSid: world.account.accountSid,
    messagingServiceSid: service ?? null,
    to: recipient,
    from,
    body,
    direction: "inbound",
    segments,
    status: "received",
    errorCode: null,
    errorMessage: null,
    price: null,
    createdAt: at,
    updatedAt: at,
    sentAt: at,
    statusCallback: null,
    validityPeriod: 0,
    lateErrorCode: null,
    replyLost: false,
  });
  world.onRecord(record);
  if (record.webhook !== null && !world.isWebhookLost()) {
    await deliver(record.webhook, world, signal);
  }
  return record;
}

function check(
  from: string,
  body: string,
  to: string | undefined,
  account: Account,
): asserts to is string {
  const fail = (problem: string): never => {
    throw new TypeError(`Could not receive a text from "${from}": ${problem}`);
  };
  if (!isPlausibleE164(from)) fail("that is no number in E.164. Write it like +12025550101.");
  if (body === "") fail("it is empty. Say something.");
  if (body.length > 1600) fail(`it has ${body.length} characters. Texts have at most 1600.`);
  if (to === undefined) fail("nobody has texted this phone yet. Say which Twilio number it texts.");
  else {
    const { senders, messagingServices } = account;
    const owned = [senders ?? [], ...Object.values(messagingServices)].flat();
    const known = senders === undefined ? isPlausibleE164(to) : owned.includes(to);
    if (!known) fail(`"${to}" is no number of the account. It has: ${owned.join(", ") || "none"}.`);
    if (to === from) fail("it is the Twilio number itself. Text from another number.");
  }
}

function optOutType(keyword: Keyword | undefined): Record<string, string> {
  return keyword === undefined ? {} : { OptOutType: keyword };
}

function serviceOf(sender: string, account: Account): string | undefined {
  return Object.entries(account.messagingServices).find(([, all]) => all.includes(sender))?.[0];
}

/** Source: Twilio docs, "Twilio's request to your incoming message webhook URL". */
function webhookParams(
  sid: string,
  from: string,
  to: string,
  body: string,
  segments: number,
  service: string | undefined,
  account: Account,
): Record<string, string> {
  const nowhere = (side: string) =>
    ["City", "Country", "State", "Zip"].map((part) => [`${side}${part}`, ""]);
  return {
    ...Object.fromEntries([...nowhere("From"), ...nowhere("To")]),
    AccountSid: account.accountSid,
    ApiVersion: "2010-04-01",
    Body: body,
    From: from,
    MessageSid: sid,
    ...(service === undefined ? {} : { MessagingServiceSid: service }),
    NumMedia: "0",
    NumSegments: String(segments),
    SmsMessageSid: sid,
    SmsSid: sid,
    SmsStatus: "received",
    To: to,
  };
}

/** To the webhook, and to the fallback if that fails, each as often as its own fragment says. */
async function deliver(
  webhook: NonNullable<InboundRecord["webhook"]>,
  { authToken, fallbackUrl }: InboundWorld,
  signal: AbortSignal,
): Promise<void> {
  const idempotencyToken = crypto.randomUUID();
  const note = (result: WebhookTry) => {
    webhook.tries++;
    webhook.httpStatus = result.httpStatus;
    webhook.problem = result.error === null
      ? problemOf(result.httpStatus ?? 0, result.contentType, result.body)
      : `11200: the webhook gave no answer: ${result.error}`;
  };
  const { url, params } = webhook;
  await postWebhook({ url, params, authToken, idempotencyToken }, signal, note);
  const code = /^\d{5}(?=:)/.exec(webhook.problem ?? "")?.[0];
  if (code === undefined || fallbackUrl === undefined) return;
  webhook.isFallback = true;
  // Source: Twilio docs, "Request parameters" of a fallback URL.
  const fallbackParams = { ...params, ErrorCode: code, ErrorUrl: url };
  await postWebhook(
    { url: fallbackUrl, params: fallbackParams, authToken, idempotencyToken },
    signal,
    note,
  );
}

/** What Twilio's debugger would say about the webhook's answer. */
function problemOf(status: number, contentType: string | null, body: string): string | null {
  if (status < 200 || status > 299) return `11200: the webhook answered with HTTP ${status}`;
  if (status === 204) return null;
  if (!/^(text|application)\/xml\b/.test(contentType ?? "")) {
    return `12300: the webhook answered with "${contentType ?? ""}" instead of text/xml`;
  }
  if (!/<Response\s*(\/>|>)/.test(body)) {
    return "12100: the webhook's answer is no TwiML <Response>";
  }
  if (/<Response\s*>\s*<\w/.test(body)) {
    return "the webhook answered with TwiML verbs; this emulator does not act them out";
  }
  return null;
}
