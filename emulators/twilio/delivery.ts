import { type CallbackSender, type StatusCallback, statusCallbackOf } from "./callbacks.ts";
import { errorMessage } from "./errors.ts";
import type { FaultBox } from "./faults.ts";
import { type Message, type MessageStatus, priceOf } from "./messages.ts";
import type { NumberBehaviours } from "./number-behaviour.ts";
import { delay } from "./work.ts";

/** What a message needs to live its life. */
export interface DeliveryWorld {
  faults: FaultBox;
  behaviours: NumberBehaviours;
  callbacks: CallbackSender;
  now: () => Date;
  /** The sender that a Messaging Service chooses. */
  chooseSender: (message: Message) => string;
  onChange: (message: Message) => void;
}

/** One state still to come, with the error it brings. */
interface Step {
  status: MessageStatus;
  errorCode: number | null;
}

/** `ErrorCode` of a failure whose cause nobody set: Twilio's "unknown error". */
const UNKNOWN_ERROR = 30008;

/**
 * Takes `message` from its first state to its last, with a callback for each state but the first.
 *
 * Callbacks go out one after the other and never hold up the message itself. Resolves when the
 * last was answered; ends early when `signal` aborts.
 */
export async function liveMessage(
  message: Message,
  world: DeliveryWorld,
  signal: AbortSignal,
): Promise<void> {
  const reordered = world.faults.takeForMessage("reordered") !== undefined;
  const callbacks: StatusCallback[] = [];
  let sending = Promise.resolve();
  for (const step of stepsOf(message, world.behaviours)) {
    if (!await delay(world.faults.current.carrierDelayMs, signal)) return;
    takeStep(message, step, world);
    const callback = statusCallbackOf(message);
    if (callback === undefined) continue;
    if (reordered) callbacks.unshift(callback);
    else sending = sending.then(() => world.callbacks.send(callback, signal));
  }
  await sending;
  for (const callback of callbacks) await world.callbacks.send(callback, signal);
}

function stepsOf(message: Message, behaviours: NumberBehaviours): Step[] {
  if (message.lateErrorCode !== null) {
    return [{ status: "failed", errorCode: message.lateErrorCode }];
  }
  const { finalStatus, callbackErrorCode } = behaviours.get(message.to);
  const final = finalStatus ?? (callbackErrorCode === undefined ? "delivered" : "undelivered");
  const sent: Step = { status: "sent", errorCode: null };
  switch (final) {
    case "sent":
      return [sent];
    case "delivered":
      return [sent, { status: final, errorCode: null }];
    case "undelivered":
      return [sent, { status: final, errorCode: callbackErrorCode ?? UNKNOWN_ERROR }];
    case "failed":
      return [{ status: final, errorCode: callbackErrorCode ?? UNKNOWN_ERROR }];
  }
}

function takeStep(message: Message, step: Step, world: DeliveryWorld): void {
  message.from ??= world.chooseSender(message);
  message.status = step.status;
  message.updatedAt = world.now();
  if (step.status === "sent") message.sentAt = message.updatedAt;
  if (step.status === "delivered") message.price = priceOf(message.segments);
  if (step.errorCode !== null) {
    message.errorCode = step.errorCode;
    message.errorMessage = errorMessage(step.errorCode);
  }
  world.onChange(message);
}
