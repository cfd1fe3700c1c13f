import type { Message, MessageStatus } from "./messages.ts";
import type { OptOuts } from "./opt-outs.ts";
import type { InboundRecord } from "./records.ts";
import { countSegments } from "./segments.ts";

/** One bubble on a phone. */
export interface Bubble {
  /** The same when the bubble is sent again because it changed. */
  readonly id: string;
  /** `received`: a message of the account. `typed`: by the person. `automatic`: by Twilio itself. */
  readonly kind: "received" | "typed" | "automatic";
  /** The Twilio number at the other end; null until a Messaging Service has chosen one. */
  readonly sender: string | null;
  readonly body: string;
  /** ISO 8601, on the emulator's clock. */
  readonly at: string;
  readonly status: MessageStatus;
  readonly errorCode: number | null;
  readonly errorMessage: string | null;
  readonly segments: number;
}

/** One phone with everything that was texted to and from it. */
export interface Conversation {
  /** E.164. */
  readonly phone: string;
  /** Who holds the phone, if the emulator was told. */
  readonly label: string | null;
  /** The Twilio numbers that this phone told to stop. */
  readonly optedOutOf: readonly string[];
  readonly bubbles: readonly Bubble[];
}

/** One bubble, new or changed, with the phone it is on. */
export type BubbleEvent = Omit<Conversation, "bubbles"> & { readonly bubble: Bubble };

/** Every phone's conversation, as the phone page shows it. */
export class Conversations {
  readonly #byPhone = new Map<string, Map<string, Bubble>>();
  readonly #labels: Readonly<Record<string, string>>;
  readonly #optOuts: OptOuts;
  readonly #onBubble: (event: BubbleEvent) => void;

  constructor(
    labels: Readonly<Record<string, string>>,
    optOuts: OptOuts,
    onBubble: (event: BubbleEvent) => void,
  ) {
    this.#labels = labels;
    this.#optOuts = optOuts;
    this.#onBubble = onBubble;
  }

  /** Shows an outbound message in its present state. */
  showMessage(message: Message): void {
    this.#show(message.to, {
      id: message.sid,
      kind: "received",
      sender: message.from,
      body: message.body,
      at: message.createdAt.toISOString(),
      status: message.status,
      errorCode: message.errorCode,
      errorMessage: message.errorMessage,
      segments: message.segments,
    });
  }

  /** Shows a person's text, and what Twilio answered by itself. */
  showInbound(record: InboundRecord): void {
    const bubble = {
      sender: record.to,
      at: record.at.toISOString(),
      errorCode: null,
      errorMessage: null,
    };
    this.#show(record.from, {
      ...bubble,
      id: record.messageSid,
      kind: "typed",
      body: record.body,
      status: "received",
      segments: countSegments(record.body),
    });
    if (record.autoReply === null) return;
    this.#show(record.from, {
      ...bubble,
      id: `${record.messageSid}-reply`,
      kind: "automatic",
      body: record.autoReply,
      status: "delivered",
      segments: countSegments(record.autoReply),
    });
  }

  /** Every conversation, in the order in which the phones first appeared. */
  all(): Conversation[] {
    return [...this.#byPhone].map(([phone, bubbles]) => ({
      ...this.#head(phone),
      bubbles: [...bubbles.values()],
    }));
  }

  clear(): void {
    this.#byPhone.clear();
  }

  #show(phone: string, bubble: Bubble): void {
    const bubbles = this.#byPhone.get(phone) ?? new Map<string, Bubble>();
    bubbles.set(bubble.id, bubble);
    this.#byPhone.set(phone, bubbles);
    this.#onBubble({ ...this.#head(phone), bubble });
  }

  #head(phone: string): Omit<Conversation, "bubbles"> {
    return {
      phone,
      label: this.#labels[phone] ?? null,
      optedOutOf: this.#optOuts.sendersBlockedBy(phone),
    };
  }
}
