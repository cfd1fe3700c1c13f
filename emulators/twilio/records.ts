import type { MessageStatus } from "./messages.ts";

/** One request to the REST API. */
export interface RequestRecord {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** The form, or nothing for requests without a body. */
  readonly params: Readonly<Record<string, string>>;
  readonly at: Date;
  /** The HTTP status answered, or null as long as, or because, there was no answer. */
  status: number | null;
  /** The fault that struck it. */
  fault: string | null;
  /** Milliseconds of `performance.now()` when the reply had left, or was lost; null before. */
  endedAtMs: number | null;
}

/** One try to deliver a status callback, or one callback that was lost on purpose. */
export interface CallbackRecord {
  readonly messageSid: string;
  readonly messageStatus: MessageStatus;
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  /** The same for every try of one callback, and for its double. */
  readonly idempotencyToken: string;
  /** 1 for the first try; 0 for a lost callback. */
  readonly try: number;
  readonly signature: string | null;
  readonly at: Date;
  readonly httpStatus: number | null;
  readonly error: string | null;
  readonly fault: string | null;
}

/** One text from a person, and what became of its webhook. */
export interface InboundRecord {
  readonly messageSid: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly at: Date;
  /** What Twilio answered by itself. */
  readonly autoReply: string | null;
  readonly optedOut: boolean;
  /** Null when no webhook is configured. */
  readonly webhook: InboundWebhook | null;
}

/** The webhook of an inbound text: its last try. */
export interface InboundWebhook {
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  /** Of both URLs together; 0 for a webhook that was lost. */
  tries: number;
  /** Whether the fallback URL was called, because the webhook failed. */
  isFallback: boolean;
  httpStatus: number | null;
  /** Why Twilio would complain: no connection, a wrong status, or an answer that is no TwiML. */
  problem: string | null;
}
