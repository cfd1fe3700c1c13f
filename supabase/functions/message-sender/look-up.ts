import type { Database, UnprovenAttempt } from "../_shared/database.ts";
import type { Logger } from "../_shared/log.ts";

/** How many lists Twilio is asked for at once. */
const CONCURRENCY = 4;

/** A provider that answers slowly must not keep back what is due; the next run goes on. */
const LONGEST_MS = 20_000;

export interface LookUpDeps {
  database: Pick<Database, "attemptsToLookUp" | "recordLookup">;
  /** The ids under which the provider may have the attempt's text, newest first. */
  findTexts(attempt: UnprovenAttempt): Promise<string[]>;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  log: Logger;
}

/**
 * Asks the provider about attempts that nobody heard back from, and returns how many it had. One
 * that cannot be asked about is left as it is: without an answer no time runs out on it.
 */
export async function lookUpUnproven(deps: LookUpDeps): Promise<number> {
  const end = deps.now() + LONGEST_MS;
  const rest = await deps.database.attemptsToLookUp();
  let proven = 0;
  while (rest.length > 0 && deps.now() < end) {
    const results = await Promise.allSettled(
      rest.splice(0, CONCURRENCY).map(async (attempt) =>
        await deps.database.recordLookup(attempt.attemptId, await deps.findTexts(attempt))
      ),
    );
    for (const result of results) {
      if (result.status === "rejected") {
        deps.log.error("cannot look an attempt up", { message: String(result.reason) });
      } else if (result.value) proven++;
    }
  }
  return proven;
}
