/**
 * What the emulator's records say of what the database kept: an empty list if each text was taken in
 * once, every opt-out binds, nothing newer was undone and nobody was answered late.
 */

/** A text from a person, by the emulator's record. */
export interface Said {
  sid: string;
  phone: string;
  body: string;
  at: Date;
  /** Whether no webhook brought it. */
  isLost: boolean;
}

/** What the database has in the end; times by the virtual clock. */
export interface Kept {
  texts: readonly { sid: string; keptAt: Date; answeredAt: Date | null }[];
  /** Ids, also of what was erased. */
  known: readonly string[];
  optedOut: readonly string[];
  /** Numbers that somebody may text. */
  confirmed: readonly string[];
  /** Which text said yes to a question, and when that was first asked. */
  agreed: readonly { sid: string; askedAt: Date | null }[];
  sent: readonly { phone: string; at: Date; isAnswer: boolean }[];
}

const STOPS = /^(stop|please stop texting me|unsubscribe|opt out|stop texting)$/i;
/** A YES after a STOP is a START. */
const STARTS = /^(start|unstop|yes)$/i;

const LATEST_ANSWER_MS = 10 * 60_000;

/** `gone`: numbers of accounts that were deleted, of which texts may be erased. */
export function violations(
  said: readonly Said[],
  kept: Kept,
  gone: ReadonlySet<string>,
): string[] {
  return [
    ...eachOnce(said, kept, gone),
    ...everyStopBinds(said, kept, gone),
    ...nobodyTextedAfterStop(said, kept),
    ...nothingAnsweredLate(said, kept),
    ...yesFollowsItsQuestion(said, kept),
  ];
}

function eachOnce(said: readonly Said[], kept: Kept, gone: ReadonlySet<string>): string[] {
  const counts = new Map<string, number>();
  for (const { sid } of kept.texts) counts.set(sid, (counts.get(sid) ?? 0) + 1);
  const known = new Set(kept.known);
  const sids = new Set(said.map(({ sid }) => sid));
  return [
    ...said.flatMap(({ sid, phone, body }) => {
      const count = counts.get(sid) ?? 0;
      if (!known.has(sid)) return [`"${body}" of ${phone} was never taken in`];
      if (count === 1 || count === 0 && gone.has(phone)) return [];
      return [`"${body}" of ${phone} is kept ${count} times`];
    }),
    ...[...counts.keys()].filter((sid) => !sids.has(sid)).map((sid) => `nobody wrote ${sid}`),
  ];
}

/** What each number said last, of STOP and START; by the time of writing. */
function lastWords(said: readonly Said[]): Map<string, Said> {
  const last = new Map<string, Said>();
  for (const text of said.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    if (STOPS.test(text.body) || STARTS.test(text.body)) last.set(text.phone, text);
  }
  return last;
}

function everyStopBinds(said: readonly Said[], kept: Kept, gone: ReadonlySet<string>): string[] {
  const optedOut = new Set(kept.optedOut);
  const confirmed = new Set(kept.confirmed);
  const last = lastWords(said);
  const keptAt = new Map(kept.texts.map((text) => [text.sid, text.keptAt]));
  const isOvertaken = (sid: string) => {
    const text = said.find((each) => each.sid === sid)!;
    return text.isLost &&
      said.some((newer) =>
        newer.phone === text.phone && newer.at > text.at &&
        keptAt.get(newer.sid)! <= keptAt.get(sid)!
      );
  };
  return [
    ...[...last.values()].flatMap(({ sid, phone, body, at }) => {
      const isStop = STOPS.test(body);
      const what = `${phone} said "${body}" last, at ${at.toISOString()}`;
      if (isStop && !optedOut.has(phone)) return [`${what}, and may be texted`];
      if (isStop && confirmed.has(phone)) return [`${what}, and a user is told it agreed`];
      // Where its START was erased an older STOP may bind, and where something newer was taken in
      // first a START that comes so late does nothing: that is the safe side.
      const mayBeOut = isStop || gone.has(phone) || isOvertaken(sid);
      return optedOut.has(phone) && !mayBeOut ? [`${what}, and is opted out`] : [];
    }),
    ...kept.optedOut.filter((phone) => !last.has(phone)).map((phone) =>
      `${phone} never said STOP and is opted out`
    ),
  ];
}

/** From when on a STOP was known nothing leaves but its confirmation, until a START. */
function nobodyTextedAfterStop(said: readonly Said[], kept: Kept): string[] {
  const keptAt = new Map(kept.texts.map((text) => [text.sid, text.keptAt]));
  const byPhone = Map.groupBy(said, ({ phone }) => phone);
  return kept.sent.filter(({ isAnswer }) => !isAnswer).flatMap(({ phone, at }) => {
    const before = (byPhone.get(phone) ?? []).filter((text) =>
      // Erased ones say nothing of when they were known.
      (keptAt.get(text.sid) ?? at) < at
    );
    const last = lastWords(before).get(phone);
    return last && STOPS.test(last.body)
      ? [`${phone} was texted at ${at.toISOString()} after "${last.body}"`]
      : [];
  });
}

function nothingAnsweredLate(said: readonly Said[], kept: Kept): string[] {
  const saidAt = new Map(said.map(({ sid, at }) => [sid, at]));
  return kept.texts.flatMap(({ sid, answeredAt }) => {
    const late = answeredAt ? answeredAt.getTime() - saidAt.get(sid)!.getTime() : 0;
    return late >= LATEST_ANSWER_MS ? [`${sid} was answered after ${late / 60_000} minutes`] : [];
  });
}

function yesFollowsItsQuestion(said: readonly Said[], kept: Kept): string[] {
  const saidAt = new Map(said.map(({ sid, at }) => [sid, at]));
  return kept.agreed.flatMap(({ sid, askedAt }) =>
    askedAt && saidAt.get(sid)! >= askedAt
      ? []
      : [`${sid} is a yes to a question that it cannot have read`]
  );
}
