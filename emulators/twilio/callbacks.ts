import type { FaultBox } from "./faults.ts";
import type { Message, MessageStatus } from "./messages.ts";
import type { CallbackRecord } from "./records.ts";
import { postWebhook } from "./webhooks.ts";
import { delay, type Work } from "./work.ts";

/** One status callback, fixed at the moment of its event. */
export interface StatusCallback {
  readonly messageSid: string;
  readonly messageStatus: MessageStatus;
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  readonly idempotencyToken: string;
}

/**
 * The callback for the present state of `message`, or undefined when it asked for none.
 *
 * Source: Twilio docs, "Track the message status of outbound messages".
 */
export function statusCallbackOf(message: Message): StatusCallback | undefined {
  if (message.statusCallback === null) return undefined;
  const ended = message.status === "delivered" || message.status === "undelivered";
  return {
    messageSid: message.sid,
    messageStatus: message.status,
    url: message.statusCallback,
    idempotencyToken: crypto.randomUUID(),
    params: {
      AccountSid: message.accountSid,
      ApiVersion: "2010-04-01",
      ...(message.errorCode === null ? {} : { ErrorCode: String(message.errorCode) }),
      ...(message.errorMessage === null ? {} : { ErrorMessage: message.errorMessage }),
      From: message.from ?? "",
      MessageSid: message.sid,
      MessageStatus: message.status,
      ...(message.messagingServiceSid === null
        ? {}
        : { MessagingServiceSid: message.messagingServiceSid }),
      ...(ended ? { RawDlrDoneDate: dlrDate(message.updatedAt) } : {}),
      SmsSid: message.sid,
      SmsStatus: message.status,
      To: message.to,
    },
  };
}

/** The carrier's own time of delivery: YYMMDDhhmm. */
function dlrDate(date: Date): string {
  return date.toISOString().replace(/\D/g, "").slice(2, 12);
}

/** Delivers status callbacks, through the faults that are set, and records every try. */
export class CallbackSender {
  readonly records: CallbackRecord[] = [];
  readonly #authToken: string;
  readonly #faults: FaultBox;
  readonly #work: Work;
  readonly #now: () => Date;
  readonly #held: (() => void)[] = [];

  constructor(authToken: string, faults: FaultBox, work: Work, now: () => Date) {
    this.#authToken = authToken;
    this.#faults = faults;
    this.#work = work;
    this.#now = now;
  }

  /** Delivers `callback`; resolves when it was answered, or lost, or set aside to be late. */
  async send(callback: StatusCallback, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const fault = this.#faults.takeCallback(callback.messageStatus);
    switch (fault?.kind) {
      case "lost":
        this.#record(callback, { try: 0, signature: null, httpStatus: null, error: null }, "lost");
        return;
      case "doubled":
        await this.#post(callback, signal, null);
        await this.#post(callback, signal, "doubled");
        return;
      case "late":
        if (fault.delayMs === undefined) {
          this.#held.push(() => this.#work.track(this.#post(callback, signal, "late")));
        } else {
          this.#work.track(this.#postLater(callback, signal, fault.delayMs));
        }
        return;
      default:
        await this.#post(callback, signal, null);
    }
  }

  /** Sends what is late until released. */
  release(): void {
    for (const send of this.#held.splice(0)) send();
  }

  clear(): void {
    this.records.length = this.#held.length = 0;
  }

  async #postLater(callback: StatusCallback, signal: AbortSignal, delayMs: number): Promise<void> {
    if (await delay(delayMs, signal)) await this.#post(callback, signal, "late");
  }

  async #post(
    callback: StatusCallback,
    signal: AbortSignal,
    fault: string | null,
  ): Promise<void> {
    await postWebhook({ ...callback, authToken: this.#authToken }, signal, (result) => {
      if (!signal.aborted) this.#record(callback, result, fault);
    });
  }

  #record(
    callback: StatusCallback,
    result: Pick<CallbackRecord, "try" | "signature" | "httpStatus" | "error">,
    fault: string | null,
  ): void {
    this.records.push({
      ...callback,
      try: result.try,
      signature: result.signature,
      at: this.#now(),
      httpStatus: result.httpStatus,
      error: result.error,
      fault,
    });
  }
}
