import { z } from "zod";

/** How often a fault strikes: the next N times, or each time by chance; always when neither. */
const rate = {
  next: z.number().int().min(1).optional(),
  probability: z.number().min(0).max(1).optional(),
};

const replyFault = z.strictObject({
  /**
   * `too_many_requests`: 429, 20429. `server_error`: JSON of Twilio with `status`. `bad_gateway`:
   * HTML of a proxy, 502. `hang`: no answer, ever. `half_reply`: the answer breaks off in its body.
   * `reset`: the connection is closed without an answer. `slow`: nothing but `delayMs`.
   */
  kind: z.enum([
    "too_many_requests",
    "server_error",
    "bad_gateway",
    "hang",
    "half_reply",
    "reset",
    "slow",
  ]),
  /** Which requests: creating messages (default), reading them, or both. */
  on: z.enum(["create", "read", "any"]).optional(),
  /** Whether the message exists afterwards. Default false; always true for `half_reply` and `slow`. */
  created: z.boolean().optional(),
  /** For `server_error`; default 500. */
  status: z.union([z.literal(500), z.literal(503), z.literal(504)]).optional(),
  /** Seconds in the `Retry-After` header of `too_many_requests` and `server_error`. */
  retryAfterSeconds: z.number().int().min(0).optional(),
  /** Milliseconds more before the reply to a request that creates a message. */
  delayMs: z.number().int().min(0).optional(),
  ...rate,
});

const callbackFault = z.strictObject({
  /**
   * `lost`: never sent. `doubled`: sent twice. `late`: sent `delayMs` later, or, without `delayMs`,
   * when released. `reordered`: all callbacks of one message in reverse. `early`: all callbacks of
   * one message before the reply to the request that created it.
   */
  kind: z.enum(["lost", "doubled", "late", "reordered", "early"]),
  /** Only callbacks with this status; not for `reordered` and `early`. */
  status: z.enum(["sent", "delivered", "undelivered", "failed"]).optional(),
  /** Milliseconds; for `late`. */
  delayMs: z.number().int().min(0).optional(),
  ...rate,
});

const faultsSchema = z.strictObject({
  /** Seed of the chance behind every `probability`: the same seed, the same faults. */
  seed: z.number().int(),
  /** Milliseconds between a request that creates a message and its reply. */
  latencyMs: z.number().int().min(0),
  /** Milliseconds between two states of a message. */
  carrierDelayMs: z.number().int().min(0),
  /** Tried in this order; the first that strikes counts. */
  replies: z.array(replyFault),
  /** Tried in this order; the first that strikes counts. */
  callbacks: z.array(callbackFault),
  /** Milliseconds until a new message is in the list, or until it is released. */
  listLag: z.union([z.number().int().min(0), z.literal("until_released")]),
  /** Fields that are null in every so many-th row of a list of messages, from the first on. */
  nullFields: z.strictObject({ fields: z.array(z.string()), every: z.number().int().min(1) }),
  /** The chance that the webhook of a text that comes in is never called. */
  inboundLost: z.number().min(0).max(1),
  /** Nobody listens at the port: until the fault is cleared, or for so many milliseconds. */
  refuse: z.union([z.boolean(), z.strictObject({ forMs: z.number().int().min(1) })]),
});

/** Everything that can go wrong on purpose. */
export type Faults = z.infer<typeof faultsSchema>;
export type ReplyFault = z.infer<typeof replyFault>;
export type CallbackFault = z.infer<typeof callbackFault>;

const NONE: Readonly<Faults> = {
  seed: 1,
  latencyMs: 0,
  carrierDelayMs: 0,
  replies: [],
  callbacks: [],
  listLag: 0,
  nullFields: { fields: [], every: 1 },
  inboundLost: 0,
  refuse: false,
};

/**
 * The faults in `input`, checked.
 *
 * Throws a TypeError that names every setting that is wrong.
 */
export function parseFaults(input: unknown): Partial<Faults> {
  const parsed = faultsSchema.partial().safeParse(input);
  if (parsed.success) return parsed.data as Partial<Faults>;
  const problems = parsed.error.issues.map((issue) =>
    `${issue.path.join(".") || "the faults"}: ${issue.message}`
  );
  throw new TypeError(
    `Could not set the faults ${JSON.stringify(input)}. ${problems.join("; ")}. ` +
      "See the Faults type in emulators/twilio/faults.ts for what there is.",
  );
}

/** The faults that are set, and the counting and chance that decide when each strikes. */
export class FaultBox {
  #faults: Faults = structuredClone(NONE);
  #chance = seededChance(NONE.seed);

  get current(): Readonly<Faults> {
    return this.#faults;
  }

  /** Replaces the settings named in `faults`; the others stay. */
  set(faults: Partial<Faults>): void {
    this.#faults = { ...this.#faults, ...structuredClone(faults) };
    if (faults.seed !== undefined) this.#chance = seededChance(faults.seed);
  }

  clear(): void {
    this.#faults = structuredClone(NONE);
    this.#chance = seededChance(NONE.seed);
  }

  /** The fault that strikes a request, used up by one. */
  takeReply(on: "create" | "read"): ReplyFault | undefined {
    return this.#take(
      this.#faults.replies,
      (fault) => [on, "any"].includes(fault.on ?? "create"),
    );
  }

  /** The fault that strikes all callbacks of one message, used up by one. */
  takeForMessage(kind: "reordered" | "early"): CallbackFault | undefined {
    return this.#take(this.#faults.callbacks, (fault) => fault.kind === kind);
  }

  /** The fault that strikes one callback, used up by one. */
  takeCallback(status: string): CallbackFault | undefined {
    return this.#take(
      this.#faults.callbacks,
      (fault) =>
        fault.kind !== "reordered" && fault.kind !== "early" &&
        (fault.status ?? status) === status,
    );
  }

  /** Whether the webhook of a text that comes in is lost. */
  takeInboundLoss(): boolean {
    return this.#faults.inboundLost > 0 && this.#chance() < this.#faults.inboundLost;
  }

  #take<F extends ReplyFault | CallbackFault>(
    faults: F[],
    matches: (fault: F) => boolean,
  ): F | undefined {
    for (const fault of faults) {
      if (!matches(fault)) continue;
      if (fault.probability !== undefined && this.#chance() >= fault.probability) continue;
      if (fault.next !== undefined && --fault.next === 0) faults.splice(faults.indexOf(fault), 1);
      return fault;
    }
    return undefined;
  }
}

/** Numbers in [0, 1) that depend on `seed` alone (mulberry32). */
function seededChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
