import type { ClaimedMessage, Database, Outcome, StartedMessage } from "../_shared/database.ts";
import type { Logger } from "../_shared/log.ts";
import type { SendResult } from "../_shared/twilio.ts";

/** Messages of one claim (R21). */
const BATCH_SIZE = 50;

/** A lost ring of the scheduler's cron must not lose a message: every run plans what is due soon. */
const BACKSTOP_HORIZON = "30 minutes";

/** How often the outcomes of a chunk are reported together before each is reported by itself. */
const REPORT_TRIES = 3;

export interface SendDeps {
  database: Pick<
    Database,
    | "sweepMessages"
    | "scheduleDueMessages"
    | "claimMessages"
    | "startMessages"
    | "releaseMessages"
    | "reportOutcomes"
  >;
  sendText(message: StartedMessage): Promise<SendResult>;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  log: Logger;
  /** How many messages may be started and unreported at any time. */
  concurrency: number;
  /** If set, nobody else is texted. */
  allowedRecipients: readonly string[] | undefined;
}

export type StopReason = "nothing_due" | "time_limit" | "pushback";

export interface SendReport extends Record<string, unknown> {
  claimed: number;
  accepted: number;
  rejected: number;
  not_sent: number;
  unknown: number;
  /** Claimed, but no longer allowed when it came to sending, or given back at the end. */
  released: number;
  stopped: StopReason;
}

/**
 * One sender run: sweep, plan what is due soon, then claim and send until nothing is due, the hour's
 * budget is spent, the provider pushes back or `timeLimitMs` have passed.
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
    stopped: "nothing_due",
  };
  await deps.database.sweepMessages();
  await scheduleWhatIsDueSoon(deps, end);

  for (;;) {
    if (deps.now() >= end) return { ...report, stopped: "time_limit" };
    const batch = await deps.database.claimMessages(BATCH_SIZE);
    if (batch.length === 0) return report;
    report.claimed += batch.length;
    const stopped = await sendBatch(deps, batch, end, report);
    if (stopped) return { ...report, stopped };
  }
}

/** Planning that fails must not keep back what is planned already: the scheduler reports it too. */
async function scheduleWhatIsDueSoon(deps: SendDeps, end: number): Promise<void> {
  try {
    while ((await deps.database.scheduleDueMessages(BACKSTOP_HORIZON)).more && deps.now() < end);
  } catch (error) {
    deps.log.error("cannot plan what is due soon", { message: String(error) });
  }
}

/** Sends a batch chunk by chunk; what it does not start it gives back. */
async function sendBatch(
  deps: SendDeps,
  batch: ClaimedMessage[],
  end: number,
  report: SendReport,
): Promise<StopReason | undefined> {
  const rest = [...batch];
  let stopped: StopReason | undefined;
  try {
    while (rest.length > 0 && !stopped) {
      if (deps.now() >= end) stopped = "time_limit";
      else if (await sendChunk(deps, rest.splice(0, deps.concurrency), report)) {
        stopped = "pushback";
      }
    }
  } catch (error) {
    // Else they would wait for their leases to run out.
    if (rest.length > 0) await deps.database.releaseMessages(rest).catch(() => {});
    throw error;
  }
  if (rest.length > 0) report.released += await deps.database.releaseMessages(rest);
  return stopped;
}

async function sendChunk(
  deps: SendDeps,
  chunk: ClaimedMessage[],
  report: SendReport,
): Promise<boolean> {
  // Before the call, so that time lost on the way makes the limit stricter, never looser.
  const askedAt = deps.now();
  const started = await deps.database.startMessages(chunk);
  const startedTokens = new Set(started.map(({ leaseToken }) => leaseToken));
  const refused = chunk.filter(({ leaseToken }) => !startedTokens.has(leaseToken));
  if (refused.length > 0) report.released += await deps.database.releaseMessages(refused);

  const results = await Promise.all(started.map(async (message) => ({
    message,
    ...(await sendOne(deps, message, askedAt + message.startWithinMs)),
  })));
  if (results.length === 0) return false;
  for (const { outcome } of results) report[outcome.outcome] += 1;
  // One line for all: hosted logs take 100 lines in ten seconds.
  deps.log.info("attempts ended", {
    attempts: results.map(({ message, outcome }) => ({
      message_id: message.messageId,
      attempt_id: message.attemptId,
      ...outcome,
    })),
  });
  await reportOutcomes(deps, results);
  return results.some(({ pushback }) => pushback);
}

async function sendOne(
  deps: SendDeps,
  message: StartedMessage,
  latestStart: number,
): Promise<SendResult> {
  const refuse = (outcome: Outcome): SendResult => ({ outcome, pushback: false });
  if (deps.allowedRecipients && !deps.allowedRecipients.includes(message.toPhone)) {
    return refuse({
      outcome: "rejected",
      errorCode: null,
      errorMessage: "The number is not in RUNDOWN_ALLOWED_RECIPIENTS",
    });
  }
  if (deps.now() >= latestStart) {
    return refuse({ outcome: "not_sent", errorMessage: "The latest start had passed" });
  }
  return await deps.sendText(message);
}

/**
 * Reporting is idempotent, so it is tried again: together, and then each by itself, because one
 * outcome that the database refuses takes the others with it. If it fails for good, the run ends,
 * since no more than a chunk may be unreported, and the sweep takes over.
 */
async function reportOutcomes(
  deps: SendDeps,
  results: { message: StartedMessage; outcome: Outcome }[],
): Promise<void> {
  for (let attempt = 1; attempt <= REPORT_TRIES; attempt++) {
    try {
      return await deps.database.reportOutcomes(results);
    } catch (error) {
      deps.log.error("cannot report outcomes", { attempt, message: String(error) });
    }
  }
  const reports = await Promise.allSettled(
    results.map((result) => deps.database.reportOutcomes([result])),
  );
  const failed = reports.find((report) => report.status === "rejected");
  if (failed) throw failed.reason;
}
