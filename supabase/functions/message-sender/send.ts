import type { ClaimedMessage, Database, Report, WhyNothing } from "../_shared/database.ts";
import type { Logger } from "../_shared/log.ts";
import { type FetchDeps, fetchInbound } from "./fetch-inbound.ts";
import { Lanes, type LanesDeps } from "./lanes.ts";
import { type LookUpDeps, lookUpUnproven } from "./look-up.ts";

/** Messages of one claim (R21). */
const BATCH_SIZE = 50;

/**
 * A lost ring of the scheduler's cron must not lose a message: every run plans what is due soon. Soon
 * enough for the warning before it, two hours ahead by private.heads_up_settings.
 */
const BACKSTOP_HORIZON = "3 hours";

/** A provider that asks for a longer pause is left alone until the next run. */
const LONGEST_PAUSE_MS = 10_000;

/** How often a claim that found everything held by others is tried again. */
const CLAIM_TRIES = 3;
const CLAIM_PAUSE_MS = 100;

export interface SendDeps extends FetchDeps, LanesDeps, LookUpDeps {
  database:
    & FetchDeps["database"]
    & LanesDeps["database"]
    & LookUpDeps["database"]
    & Pick<
      Database,
      "settleStops" | "sweepMessages" | "scheduleDueMessages" | "claimMessages" | "whyNothingToSend"
    >;
  wait(ms: number): Promise<void>;
  /** How many messages may be started and unreported at any time. */
  concurrency: number;
  /** Leave everything but replies alone. */
  repliesOnly: boolean;
}

export type StopReason = WhyNothing | "time_limit" | "pushback";

export interface SendReport extends Record<string, unknown> {
  claimed: number;
  accepted: number;
  rejected: number;
  not_sent: number;
  unknown: number;
  /** Claimed, but no longer allowed when it came to sending, or given back at the end. */
  released: number;
  /** Texts that no webhook had brought. */
  fetched: number;
  /** Attempts of earlier runs that the provider turned out to have. */
  proven: number;
  /** Time that claims took until the sender had their messages, in milliseconds. */
  claim_ms: number;
  slowest_claim_ms: number;
  stopped: StopReason;
}

/**
 * One sender run: hear what people texted, sweep, look up, plan what is due soon, then claim and send until nothing is due,
 * the hour's budget is spent, somebody stops sending, the provider pushes back or `timeLimitMs` have
 * passed.
 */
export async function send(deps: SendDeps, timeLimitMs: number): Promise<SendReport> {
  const end = deps.now() + timeLimitMs;
  const report: SendReport = {
    claimed: 0,
    accepted: 0,
    rejected: 0,
    not_sent: 0,
    unknown: 0,
    released: 0,
    fetched: 0,
    proven: 0,
    claim_ms: 0,
    slowest_claim_ms: 0,
    stopped: "nothing_due",
  };
  // Whoever wrote to us waits for the answer; the rest has its run every ten minutes.
  if (!deps.repliesOnly) {
    report.fetched = await fetchInbound(deps);
    await deps.database.settleStops();
    await deps.database.sweepMessages();
    report.proven = await lookUpUnproven(deps);
    await planWhatIsDueSoon(deps, end);
  }
  report.stopped = await sendAll(deps, end, report);
  return report;
}

/** Planning that fails must not keep back what is planned already: the scheduler reports it too. */
async function planWhatIsDueSoon(deps: SendDeps, end: number): Promise<void> {
  try {
    while ((await deps.database.scheduleDueMessages(BACKSTOP_HORIZON)).more && deps.now() < end);
  } catch (error) {
    deps.log.error("cannot plan what is due soon", { message: String(error) });
  }
}

/** Claims and sends until there is a reason to stop, and gives back what it did not start. */
async function sendAll(deps: SendDeps, end: number, report: SendReport): Promise<StopReason> {
  const lanes = new Lanes(deps, deps.concurrency);
  const claims = new Claims(deps);
  const attempts = new AttemptLog(deps.log);
  let stopped: StopReason | undefined;
  let failure: unknown;
  for (;;) {
    if (deps.now() >= end) stopped ??= "time_limit";
    failure ??= claims.failure;
    const goesOn = !stopped && !failure;
    // While the lanes work, so that they do not wait for it.
    if (goesOn && claims.waiting.length < lanes.width) claims.refill();
    const maySend = goesOn && lanes.free > 0 && claims.waiting.length > 0;
    if (!maySend && !lanes.hasEnded) {
      if (!lanes.isIdle || claims.isUnderWay) {
        await Promise.race([lanes.untilOneEnded(), claims.untilCame()]);
      } else if (!goesOn || !claims.mayGoOn()) {
        break;
      }
      continue;
    }
    try {
      // After the wait, so that a lane which has ended starts in the call that reports it.
      const exchange = await lanes.exchange(goesOn ? claims.waiting.splice(0, lanes.free) : []);
      for (const { outcome } of exchange.reports) report[outcome.outcome] += 1;
      attempts.add(exchange.reports);
      report.released += exchange.refused;
      failure ??= exchange.failure;
      if (exchange.pushback && !stopped) {
        stopped = await slowDown(deps, lanes, exchange.pushback, end);
      }
    } catch (error) {
      // Texts that are under way end and are reported all the same.
      failure ??= error;
    }
  }
  report.claimed = claims.count;
  report.claim_ms = Math.round(claims.totalMs);
  report.slowest_claim_ms = Math.round(claims.slowestMs);
  attempts.flush();
  // Else they would wait for their leases to run out.
  if (claims.waiting.length > 0) {
    const released = deps.database.releaseMessages(claims.waiting);
    report.released += failure ? await released.catch(() => 0) : await released;
  }
  if (failure) throw failure;
  return stopped ?? await deps.database.whyNothingToSend(deps.repliesOnly);
}

/** The messages that are claimed and wait for a lane. */
class Claims {
  readonly waiting: ClaimedMessage[] = [];
  /** How many there were, with those that are sent. */
  count = 0;
  totalMs = 0;
  slowestMs = 0;
  /** Why a claim failed. */
  failure: unknown;
  #underWay: Promise<void> | undefined;
  #isExhausted = false;
  #isStoppedByCircuit = false;
  #gotAny = false;
  #triesLeft = CLAIM_TRIES;

  constructor(private readonly deps: Pick<SendDeps, "database" | "repliesOnly" | "wait" | "now">) {}

  get isUnderWay(): boolean {
    return this.#underWay !== undefined;
  }

  /** Resolves once the claim that is under way came or failed: never, if none is. */
  untilCame(): Promise<void> {
    return this.#underWay ?? new Promise(() => {});
  }

  /** Begins to claim another batch, if there may be one and none is under way. */
  refill(): void {
    if (this.#isExhausted || this.#underWay) return;
    this.#underWay = this.#claim()
      .catch((error) => this.failure = error)
      .finally(() => this.#underWay = undefined);
  }

  async #claim(): Promise<void> {
    const { database, repliesOnly } = this.deps;
    const begin = this.deps.now();
    const { messages, more } = await database.claimMessages(BATCH_SIZE, repliesOnly);
    const took = this.deps.now() - begin;
    this.totalMs += took;
    this.slowestMs = Math.max(this.slowestMs, took);
    this.waiting.push(...messages);
    this.count += messages.length;
    if (messages.length > 0) {
      this.#gotAny = true;
      this.#isExhausted = !more;
      return;
    }
    const why = await database.whyNothingToSend(repliesOnly);
    this.#isStoppedByCircuit = why === "circuit_open";
    this.#isExhausted = why !== "claimed_elsewhere" || --this.#triesLeft === 0;
    // Long enough for the other to commit.
    if (!this.#isExhausted) await this.deps.wait(CLAIM_PAUSE_MS);
  }

  /**
   * Whether there may be more when all that was claimed is reported. An open circuit gives out one
   * message, its probe; whether it works again only the report of that tells.
   */
  mayGoOn(): boolean {
    if (this.#isStoppedByCircuit && this.#gotAny) {
      this.#isStoppedByCircuit = this.#gotAny = this.#isExhausted = false;
    }
    return !this.#isExhausted;
  }
}

/** Tells what became of attempts, many in a line: hosted logs take 100 lines in ten seconds. */
class AttemptLog {
  #reports: Report[] = [];

  constructor(private readonly log: Logger) {}

  add(reports: Report[]): void {
    this.#reports.push(...reports);
    if (this.#reports.length >= BATCH_SIZE) this.flush();
  }

  flush(): void {
    if (this.#reports.length === 0) return;
    this.log.info("attempts ended", {
      attempts: this.#reports.map(({ message, outcome }) => ({
        message_id: message.messageId,
        attempt_id: message.attemptId,
        ...outcome,
      })),
    });
    this.#reports = [];
  }
}

/** Halves the lanes and waits as long as the provider asks; tells whether that is no use any more. */
async function slowDown(
  deps: SendDeps,
  lanes: Lanes,
  { waitSeconds }: { waitSeconds: number },
  end: number,
): Promise<StopReason | undefined> {
  const pauseMs = waitSeconds * 1000;
  if (lanes.width === 1 || pauseMs > LONGEST_PAUSE_MS || deps.now() + pauseMs >= end) {
    return "pushback";
  }
  lanes.width = Math.floor(lanes.width / 2);
  await deps.wait(pauseMs);
  return undefined;
}
