import { channelNamed, type Channels, type SendResult } from "../_shared/channels/channel.ts";
import type {
  ClaimedMessage,
  Database,
  Outcome,
  Report,
  StartedMessage,
} from "../_shared/database.ts";
import type { Logger } from "../_shared/log.ts";

/** How often outcomes are reported together before each is reported by itself. */
const REPORT_TRIES = 3;

export interface LanesDeps {
  database: Pick<Database, "reportAndStart" | "reportOutcomes" | "releaseMessages">;
  channels: Channels;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  log: Logger;
}

/** What became of an exchange with the database. */
export interface Exchange {
  /** What was reported. */
  reports: Report[];
  /** Messages that could not be started any more, and were given back. */
  refused: number;
  /** Whether the provider asked to slow down, and for how long if it said so. */
  pushback: { waitSeconds: number } | undefined;
  /** Why nothing was started, or what could not be reported even by itself; the sweep takes over. */
  failure: unknown;
}

/**
 * Texts on their way, as many at once as there are lanes. A lane is taken when the database notes
 * the start and free when it notes the outcome, both in one call: so no more messages than lanes are
 * ever started and unreported, and a lane waits for one round trip between two texts.
 */
export class Lanes {
  #underWay = 0;
  #ended: { report: Report; pushback: boolean }[] = [];
  #wake: (() => void) | undefined;

  constructor(private readonly deps: LanesDeps, public width: number) {}

  /** How many messages may be started by the next exchange: none by one that tells of pushback. */
  get free(): number {
    if (this.#ended.some(({ pushback }) => pushback)) return 0;
    return Math.max(this.width - this.#underWay, 0);
  }

  get isIdle(): boolean {
    return this.#underWay === 0 && this.#ended.length === 0;
  }

  /** Whether a text has ended that nobody reported on. */
  get hasEnded(): boolean {
    return this.#ended.length > 0;
  }

  /** Resolves once a text has ended that nobody reported on: never, if none is under way. */
  async untilOneEnded(): Promise<void> {
    if (this.hasEnded) return;
    await new Promise<void>((resolve) => this.#wake = resolve);
  }

  /** Reports on all that has ended and starts these messages, at most as many as lanes are free. */
  async exchange(messages: ClaimedMessage[]): Promise<Exchange> {
    const ended = this.#ended;
    this.#ended = [];
    const reports = ended.map(({ report }) => report);
    // Before the call, so that time lost on the way makes the limits stricter, never looser.
    const askedAt = this.deps.now();
    const { started, failure } = await this.#reportAndStart(reports, messages);
    for (const message of started) this.#launch(message, askedAt);

    const startedTokens = new Set(started.map(({ leaseToken }) => leaseToken));
    const refused = messages.filter(({ leaseToken }) => !startedTokens.has(leaseToken));
    if (refused.length > 0) {
      const released = this.deps.database.releaseMessages(refused);
      await (failure ? released.catch(() => {}) : released);
    }

    const waits = ended.filter(({ pushback }) => pushback).map(({ report: { outcome } }) =>
      "retryAfterSeconds" in outcome ? outcome.retryAfterSeconds ?? 1 : 1
    );
    return {
      reports,
      refused: refused.length,
      pushback: waits.length > 0 ? { waitSeconds: Math.max(...waits) } : undefined,
      failure,
    };
  }

  /** Reporting is idempotent, so what fails is tried again; nothing is started then. */
  async #reportAndStart(
    reports: Report[],
    messages: ClaimedMessage[],
  ): Promise<{ started: StartedMessage[]; failure: unknown }> {
    let failure: unknown;
    try {
      return { started: await this.deps.database.reportAndStart(reports, messages), failure };
    } catch (error) {
      if (messages.length > 0) failure = error;
      if (reports.length === 0) return { started: [], failure };
      this.deps.log.error("cannot report outcomes", { message: String(error) });
    }
    for (let attempt = 1; attempt < REPORT_TRIES; attempt++) {
      try {
        await this.deps.database.reportOutcomes(reports);
        return { started: [], failure };
      } catch (error) {
        this.deps.log.error("cannot report outcomes", { message: String(error) });
      }
    }
    // One outcome that the database refuses takes the others with it.
    const results = await Promise.allSettled(
      reports.map((report) => this.deps.database.reportOutcomes([report])),
    );
    const failed = results.find((result) => result.status === "rejected");
    return { started: [], failure: failed ? failed.reason : failure };
  }

  #launch(message: StartedMessage, askedAt: number): void {
    this.#underWay++;
    void this.#send(message, askedAt).then(({ outcome, pushback }) => {
      this.#underWay--;
      this.#ended.push({ report: { message, outcome }, pushback });
      this.#wake?.();
    });
  }

  async #send(message: StartedMessage, askedAt: number): Promise<SendResult> {
    const refuse = (outcome: Outcome): SendResult => ({ outcome, pushback: false });
    const channel = channelNamed(this.deps.channels, message.channel);
    if (!channel) {
      return refuse({
        outcome: "not_sent",
        errorMessage: `This sender has no channel "${message.channel}"`,
      });
    }
    const elapsed = this.deps.now() - askedAt;
    // Counted by the database from the call; the provider counts from the request.
    const validForSeconds = message.validForSeconds - Math.ceil(elapsed / 1000);
    if (elapsed >= message.startWithinMs || validForSeconds < 1) {
      return refuse({ outcome: "not_sent", errorMessage: "The latest start had passed" });
    }
    return await channel.send({ ...message, validForSeconds });
  }
}
