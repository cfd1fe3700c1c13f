/**
 * What the records of the emulator and the database say together about a run: an empty list if
 * nobody was texted twice, wrongly, or not at all without a reason that the records confirm.
 */

/** A text that the provider took, by its own record. */
export interface Taken {
  sid: string;
  attemptId: string;
  to: string;
  /** By the virtual clock. */
  at: Date;
}

/** A message as the database has it in the end. */
export interface Ended {
  id: string;
  status: string;
  reason: string | null;
  sid: string | null;
  phone: string | null;
}

/** An attempt as the database has it in the end. */
export interface Attempt {
  id: string;
  messageId: string;
  phone: string;
  outcome: string | null;
  budgetHour: Date;
  /** By the real clock. */
  startedAt: Date;
}

export interface Records {
  taken: readonly Taken[];
  messages: readonly Ended[];
  attempts: readonly Attempt[];
  /** The limit of each hour that was asked for. */
  hours: readonly { startsAt: Date; sent: number; reserved: number; limit: number }[];
  /** When a number's STOP was committed, by the real clock. */
  stops: ReadonlyMap<string, Date>;
  /** Numbers that the provider refuses for good. */
  refused: ReadonlySet<string>;
  /** First and last hour, UTC, in which anybody may be texted; the last is not included. */
  allowedHours: readonly [number, number];
}

/** A start that was under way when STOP was committed may still leave (DESIGN: a moment). */
const MOMENT_MS = 1_000;

/** Reasons to end without a text that need no more proof than that there was none. */
const HARMLESS = ["too_late", "no_allowed_hour", "paused", "contact_deleted", "superseded"];

export function violations(records: Records): string[] {
  const found: string[] = [];
  const attempts = new Map(records.attempts.map((attempt) => [attempt.id, attempt]));
  const takenOf = new Map<string, Taken[]>();
  for (const taken of records.taken) {
    const attempt = attempts.get(taken.attemptId);
    if (!attempt) {
      found.push(`${taken.sid} was taken without an attempt`);
      continue;
    }
    if (attempt.phone !== taken.to) found.push(`${taken.sid} went to another number`);
    takenOf.set(attempt.messageId, [...(takenOf.get(attempt.messageId) ?? []), taken]);
    const hour = taken.at.getUTCHours();
    if (hour < records.allowedHours[0] || hour >= records.allowedHours[1]) {
      found.push(`${taken.sid} was taken at ${taken.at.toISOString()}, outside allowed hours`);
    }
  }
  for (const message of records.messages) {
    found.push(...ofMessage(message, takenOf.get(message.id) ?? [], records));
  }
  for (const { phone, startedAt, id, outcome } of records.attempts) {
    if (outcome === null) found.push(`attempt ${id} never ended`);
    const stop = records.stops.get(phone);
    if (stop && startedAt.getTime() > stop.getTime() + MOMENT_MS) {
      found.push(`attempt ${id} started after the STOP of its number`);
    }
  }
  found.push(...ofHours(records));
  return found;
}

function ofMessage(
  { id, status, reason, sid, phone }: Ended,
  taken: readonly Taken[],
  { attempts, stops, refused }: Records,
): string[] {
  const found: string[] = [];
  if (taken.length > 1) found.push(`message ${id} was taken ${taken.length} times`);
  if (status === "sent") {
    if (taken.length === 0) found.push(`message ${id} is sent, and nobody has it`);
    else if (taken[0]!.sid !== sid) found.push(`message ${id} is known by another id`);
    return found;
  }
  if (!["failed", "canceled", "expired"].includes(status)) {
    return [...found, `message ${id} is still ${status}`];
  }
  if (taken.length > 0) found.push(`message ${id} is ${status} (${reason}), and was taken`);
  const own = attempts.filter(({ messageId }) => messageId === id);
  const confirmed = HARMLESS.includes(reason ?? "") ||
    (reason === "number_opted_out" && phone !== null && stops.has(phone)) ||
    (reason === "number_unreachable" && phone !== null && refused.has(phone)) ||
    (reason === "attempts_exhausted" && own.some(({ outcome }) => outcome === "rejected")) ||
    (reason === "outcome_unknown" && own.some(({ outcome }) => outcome === "unknown"));
  if (!confirmed) found.push(`message ${id} is ${status}, and nothing confirms "${reason}"`);
  return found;
}

function ofHours({ hours, attempts, taken }: Records): string[] {
  const found: string[] = [];
  const accepted = new Set(taken.map(({ attemptId }) => attemptId));
  for (const { startsAt, sent, reserved, limit } of hours) {
    const hour = startsAt.toISOString();
    if (reserved !== 0) found.push(`${hour} still has ${reserved} reserved`);
    if (sent > limit) found.push(`${hour} counts ${sent} sent of ${limit}`);
    const own = attempts.filter(({ budgetHour }) => budgetHour.getTime() === startsAt.getTime());
    const really = own.filter(({ id }) => accepted.has(id)).length;
    if (really > sent) {
      found.push(`${hour} counts ${sent} sent, and ${really} were taken`);
    }
    const spent = own.filter(({ outcome }) =>
      outcome === "accepted" || outcome === "unknown"
    ).length;
    if (spent !== sent) {
      found.push(`${hour} counts ${sent} sent, and ${spent} were or may have been taken`);
    }
  }
  return found;
}
