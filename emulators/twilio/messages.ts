/** Every state that a message of this emulator can be in. Source: Twilio docs, "Message resource". */
export type MessageStatus =
  | "accepted"
  | "queued"
  | "sent"
  | "delivered"
  | "undelivered"
  | "failed"
  | "received";

/** One text, as the emulator keeps it; it changes while it lives. */
export interface Message {
  readonly sid: string;
  readonly accountSid: string;
  readonly messagingServiceSid: string | null;
  readonly to: string;
  /** Null until a Messaging Service has chosen a sender. */
  from: string | null;
  body: string;
  readonly direction: "outbound-api" | "inbound";
  readonly segments: number;
  status: MessageStatus;
  errorCode: number | null;
  errorMessage: string | null;
  /** In US dollars, negative, five decimals; null until delivered. */
  price: string | null;
  readonly createdAt: Date;
  updatedAt: Date;
  sentAt: Date | null;
  readonly statusCallback: string | null;
  /** Seconds. */
  readonly validityPeriod: number;
  /** The error code that its fate holds in store, if it is accepted only to fail. */
  readonly lateErrorCode: number | null;
  /** True when the client was never told that this message exists. */
  replyLost: boolean;
}

/** An outbound message that Twilio accepted. */
export type AcceptedMessage = Readonly<Message>;

/** Dollars for one outbound segment within the US. Source: Twilio's price list. */
const PRICE_PER_SEGMENT = 0.0083;

/** The price of `segments` segments as Twilio writes it: negative, five decimals. */
export function priceOf(segments: number): string {
  return (-PRICE_PER_SEGMENT * segments).toFixed(5);
}

/** `SM` and 32 hexadecimal digits. */
export function newMessageSid(): string {
  return `SM${crypto.randomUUID().replaceAll("-", "")}`;
}

/** `date` as Twilio's JSON writes dates: RFC 2822, always +0000. */
function rfc2822(date: Date): string {
  return date.toUTCString().replace("GMT", "+0000");
}

/** The JSON of a message, every key that Twilio sends. */
export function toResource(message: Message): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${message.accountSid}/Messages/${message.sid}`;
  return {
    account_sid: message.accountSid,
    api_version: "2010-04-01",
    body: message.body,
    date_created: rfc2822(message.createdAt),
    date_sent: message.sentAt === null ? null : rfc2822(message.sentAt),
    date_updated: rfc2822(message.updatedAt),
    direction: message.direction,
    error_code: message.errorCode,
    error_message: message.errorMessage,
    from: message.from,
    messaging_service_sid: message.messagingServiceSid,
    num_media: "0",
    num_segments: message.from === null ? "0" : String(message.segments),
    price: message.price,
    price_unit: message.price === null ? null : "USD",
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`,
  };
}

/** Every message of the account, in the order in which they came to be. */
export class MessageStore {
  readonly #all: Message[] = [];
  readonly #bySid = new Map<string, Message>();
  /** When a message may be listed: a reading of the monotonic clock, or Infinity. */
  readonly #listedFrom = new Map<string, number>();
  readonly #lastSender = new Map<string, string>();
  /** The outbound ones. */
  readonly accepted: Message[] = [];

  /** Keeps `message`; the list shows it after `lagMs` milliseconds (Infinity: once released). */
  add(message: Message, lagMs: number): void {
    this.#all.push(message);
    this.#bySid.set(message.sid, message);
    if (lagMs > 0) this.#listedFrom.set(message.sid, performance.now() + lagMs);
    if (message.direction !== "outbound-api") return;
    this.accepted.push(message);
    if (message.from !== null) this.noteSender(message.to, message.from);
  }

  get(sid: string): Message | undefined {
    return this.#bySid.get(sid);
  }

  /** The sender that texted `phone` last, or undefined. */
  lastSenderTo(phone: string): string | undefined {
    return this.#lastSender.get(phone);
  }

  noteSender(phone: string, sender: string): void {
    this.#lastSender.set(phone, sender);
  }

  /** What a list may show by now, newest first. */
  listed(): Message[] {
    const now = performance.now();
    return this.#all.filter((each) => (this.#listedFrom.get(each.sid) ?? 0) <= now).reverse();
  }

  /** Ends every list lag. */
  release(): void {
    this.#listedFrom.clear();
  }

  clear(): void {
    this.#all.length = this.accepted.length = 0;
    this.#bySid.clear();
    this.#listedFrom.clear();
    this.#lastSender.clear();
  }
}
