import type { Faults } from "./faults.ts";
import type { AdvancedOptOut } from "./keywords.ts";
import type { AcceptedMessage } from "./messages.ts";
import type { NumberBehaviour } from "./number-behaviour.ts";
import type { CallbackRecord, InboundRecord, RequestRecord } from "./records.ts";

/** How to start the emulator. */
export interface TwilioEmulatorOptions {
  /** Port on 127.0.0.1; 0 or absent takes a free one. */
  port?: number;
  /** `AC` and 32 hexadecimal digits. */
  accountSid: string;
  authToken: string;
  /** The numbers that the account owns, in E.164; absent, it may send from any. */
  senders?: readonly string[];
  /** Messaging Service SID (`MG` and 32 hexadecimal digits) → its sender numbers. */
  messagingServices?: Readonly<Record<string, readonly string[]>>;
  /** Messaging Service SID → its own keywords and answers; absent, it has Twilio's default ones. */
  advancedOptOut?: Readonly<Record<string, AdvancedOptOut>>;
  /** Where a person's text is POSTed, tried again as its fragment says; absent, it is only kept. */
  inboundWebhookUrl?: string;
  /** Where it is POSTed when that failed. */
  inboundFallbackUrl?: string;
  /** Phone (E.164) → who holds it; shown on the phone page. */
  labels?: Readonly<Record<string, string>>;
  /** The clock behind every date; default real time. Delays and timeouts always use real time. */
  now?: () => Date;
}

/** A running emulator. */
export interface TwilioEmulator {
  /** `http://127.0.0.1:PORT`: the base of the REST API, and the phone page. */
  readonly url: string;
  /** Every outbound message that was created, in order, also when its reply was lost. Live. */
  readonly accepted: readonly AcceptedMessage[];
  /** Every request to the REST API, in order of arrival. */
  readonly requests: readonly RequestRecord[];
  /** Every try to deliver a status callback, in order of its end. */
  readonly callbacks: readonly CallbackRecord[];
  /** Every text from a person. */
  readonly inbound: readonly InboundRecord[];
  /**
   * Replaces the faults named in `faults`. All hold at once, except `refuse`: then await the
   * promise. Throws (rejects with) a TypeError for faults that do not exist, changing nothing.
   */
  setFaults(faults: Partial<Faults>): Promise<void>;
  /** Ends all faults; await the promise when connections were refused. */
  clearFaults(): Promise<void>;
  /** Sets what happens to messages to (or from) `number`; throws a TypeError when invalid. */
  setNumber(number: string, behaviour: NumberBehaviour): void;
  clearNumber(number: string): void;
  /** Sends the callbacks that are late until released, and ends every list lag. */
  release(): void;
  /**
   * The person at `from` texts `body`, to the Twilio number that texted them last unless `to` says
   * otherwise. Resolves when the webhook was answered. Rejects with a TypeError for bad input.
   */
  reply(from: string, body: string, to?: string): Promise<InboundRecord>;
  /** Whether `phone` told `sender` to stop. */
  isOptedOut(phone: string, sender: string): boolean;
  /** Resolves when no message, callback or webhook is under way (those held back do not count). */
  settled(): Promise<void>;
  /** Forgets everything: messages, records, opt-outs, behaviours, faults; cuts short what runs. */
  reset(): void;
  /** Ends everything and frees the port. */
  stop(): Promise<void>;
}
