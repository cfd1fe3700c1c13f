import { z } from "zod";
import { isPlausibleE164 } from "./phone-numbers.ts";

const behaviourSchema = z.strictObject({
  /** Refuse at once with this code (through the callback where a Messaging Service does so). */
  errorCode: z.number().int().min(10_000).max(99_999).optional(),
  /** How messages to this number end; default `delivered`. */
  finalStatus: z.enum(["delivered", "undelivered", "failed", "sent"]).optional(),
  /** `ErrorCode` of the last callback; default 30008 when the end is a failure. */
  callbackErrorCode: z.number().int().min(10_000).max(99_999).optional(),
});

/** What happens to messages to (or, for `errorCode`, from) one number. */
export type NumberBehaviour = z.infer<typeof behaviourSchema>;

/** The behaviour set for each number. */
export class NumberBehaviours {
  readonly #byNumber = new Map<string, NumberBehaviour>();

  /**
   * Sets the behaviour of `number` (E.164), replacing what was set before.
   *
   * A `callbackErrorCode` alone means that messages end `undelivered`. Throws a TypeError when the
   * number or the behaviour is not valid, or when a message that succeeds would carry an error.
   */
  set(number: string, behaviour: unknown): void {
    if (!isPlausibleE164(number)) {
      throw new TypeError(
        `Could not set the behaviour of "${number}": that is no number in E.164. ` +
          "Write it like +12025550101.",
      );
    }
    const parsed = behaviourSchema.safeParse(behaviour);
    if (!parsed.success) {
      const problems = parsed.error.issues.map((each) => `${each.path.join(".")}: ${each.message}`);
      throw new TypeError(
        `Could not set the behaviour of ${number} to ${JSON.stringify(behaviour)}. ` +
          `${problems.join("; ")}. Use errorCode, finalStatus and callbackErrorCode.`,
      );
    }
    const { finalStatus, callbackErrorCode } = parsed.data;
    if (
      callbackErrorCode !== undefined && (finalStatus === "delivered" || finalStatus === "sent")
    ) {
      throw new TypeError(
        `Could not set the behaviour of ${number}: a message that ends "${finalStatus}" carries ` +
          `no error ${callbackErrorCode}. Use "undelivered" or "failed", or leave the code out.`,
      );
    }
    this.#byNumber.set(number, parsed.data);
  }

  get(number: string): NumberBehaviour {
    return this.#byNumber.get(number) ?? {};
  }

  remove(number: string): void {
    this.#byNumber.delete(number);
  }

  clear(): void {
    this.#byNumber.clear();
  }
}
