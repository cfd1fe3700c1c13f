import { channelNamed, type Channels } from "../_shared/channels/channel.ts";
import type { Database, UnprovenAttempt } from "../_shared/database.ts";
import { RundownError } from "../_shared/errors.ts";
import type { Logger } from "../_shared/log.ts";

/** How many attempts are asked about at once. */
const CONCURRENCY = 4;

/** A provider that answers slowly must not keep back what is due; the next run goes on. */
const LONGEST_MS = 20_000;

export interface LookUpDeps {
  database: Pick<Database, "attemptsToLookUp" | "recordLookup">;
  channels: Channels;
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
        await deps.database.recordLookup(attempt.attemptId, await find(deps.channels, attempt))
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

async function find(channels: Channels, attempt: UnprovenAttempt): Promise<string[]> {
  const channel = channelNamed(channels, attempt.channel);
  if (!channel) {
    throw new RundownError("configuration", `This sender has no channel "${attempt.channel}"`);
  }
  return await channel.find(attempt);
}
