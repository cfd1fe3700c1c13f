import type { Database, IncomingText } from "../_shared/database.ts";
import type { Logger } from "../_shared/log.ts";
import type { IncomingList } from "../_shared/twilio-incoming.ts";

/** A provider that answers slowly must not keep back what is due; the next run goes on. */
const LONGEST_MS = 20_000;

const DAY_MS = 86_400_000;

export interface FetchDeps {
  database: Pick<
    Database,
    | "beginInboundFetch"
    | "findMissedTexts"
    | "recordInboundMessage"
    | "giveUpText"
    | "finishInboundFetch"
  >;
  /** What people texted us on a day of GMT (YYYY-MM-DD), from a moment on; never throws. */
  listTexts(day: string, from: Date, isOutOfTime: () => boolean): Promise<IncomingList>;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  log: Logger;
}

/**
 * Takes in what people texted us and no webhook brought, the oldest first, and returns how many
 * texts that were. Never throws: what cannot be fetched now is fetched by a later run, and keeps
 * nothing back that is due.
 */
export async function fetchInbound(deps: FetchDeps): Promise<number> {
  try {
    return await fetchSinceLastTime(deps);
  } catch (error) {
    deps.log.error("cannot fetch texts", { message: String(error) });
    return 0;
  }
}

async function fetchSinceLastTime(deps: FetchDeps): Promise<number> {
  const end = deps.now() + LONGEST_MS;
  const isOutOfTime = () => deps.now() >= end;
  const { from, until } = await deps.database.beginInboundFetch();
  let fetched = 0;
  let problem: string | undefined;
  // By days, so that after a long silence each whole day brings the next fetch on.
  for (let day = startOfDay(from); day <= until.getTime(); day += DAY_MS) {
    const list = await deps.listTexts(
      new Date(day).toISOString().slice(0, 10),
      from,
      isOutOfTime,
    );
    const taken = await takeIn(deps, list.texts, isOutOfTime);
    fetched += taken.count;
    problem ??= list.problem ?? taken.problem;
    const isLast = day + DAY_MS > until.getTime();
    if (!problem) {
      await deps.database.finishInboundFetch(isLast ? until : new Date(day + DAY_MS), undefined);
    } else if (isOutOfTime()) break;
  }
  if (problem) {
    deps.log.error("cannot fetch all texts", { message: problem });
    await deps.database.finishInboundFetch(until, problem);
  }
  return fetched;
}

/**
 * One that cannot be taken in keeps no other out. Without its time nobody knows what is newer: then
 * it waits for a list that tells it.
 */
async function takeIn(
  { database, log }: FetchDeps,
  texts: IncomingText[],
  isOutOfTime: () => boolean,
): Promise<{ count: number; problem: string | undefined }> {
  if (texts.length === 0) return { count: 0, problem: undefined };
  const missed = await database.findMissedTexts(texts);
  const byId = new Map(texts.map((text) => [text.providerMessageId, text]));
  let count = 0;
  let failed = 0;
  let undated = 0;
  for (const providerMessageId of missed) {
    if (isOutOfTime()) return { count, problem: "There are more texts than time to take them in" };
    const text = byId.get(providerMessageId)!;
    const { from, sentAt } = text;
    if (!sentAt) {
      undated++;
      continue;
    }
    try {
      const result = await database.recordInboundMessage(text);
      log.info("text fetched", { providerMessageId, from, result });
      if (result !== "known") count++;
    } catch (error) {
      const message = String(error);
      const isGivenUp = await database.giveUpText({ ...text, sentAt }, message);
      log.error("cannot take in a text", { providerMessageId, message, isGivenUp });
      if (!isGivenUp) failed++;
    }
  }
  const problems = [
    ...(failed > 0 ? [`${failed} of ${missed.length} texts could not be taken in`] : []),
    ...(undated > 0 ? [`${undated} of ${missed.length} texts have no time`] : []),
  ];
  return { count, problem: problems.length > 0 ? problems.join("; ") : undefined };
}

function startOfDay(instant: Date): number {
  return Math.floor(instant.getTime() / DAY_MS) * DAY_MS;
}
