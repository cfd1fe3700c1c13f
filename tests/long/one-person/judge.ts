/**
 * A second judge of one person's day. It shares no line with the database's, and reads nothing but
 * records: what became of every message and when, what left, and what people had asked for by then.
 *
 * That no place stays empty while somebody waits for it is judged step by step: whatever a sender
 * could take at the end of a half hour it has taken, and what it put off it put off for a reason
 * that was true (a better one of that day waited for as many places as were left, or no minute was
 * open) and no longer than that reason lasts: ten minutes past the better one, or up to the next
 * open minute. What was given up had no place, no open minute before its end, or was not true.
 */
import {
  complement,
  type Hours,
  intersection,
  MINUTE,
  type Minutes,
  WallClock,
} from "../../database/time/wall-clock.ts";

const DAY = 24 * 60 * MINUTE;
const DAY_NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const WAIT_FOR_BETTER = 10 * MINUTE;

/** What people may choose, from little to much. */
export const FREQUENCIES = ["minimal", "daily", "optimal", "frequent"] as const;
export type Frequency = typeof FREQUENCIES[number] | null;

interface Caps {
  day: number;
  week: number;
}
const CAPS: Record<typeof FREQUENCIES[number] | "none", Caps> = {
  minimal: { day: 1, week: 3 },
  none: { day: 2, week: 7 },
  daily: { day: 2, week: 10 },
  optimal: { day: 3, week: 14 },
  frequent: { day: 5, week: 21 },
};

interface Program {
  rank: number;
  needsPlace: boolean;
  caps?: Caps;
  open?: Minutes;
  /** Of its types; those without one are worth 0. */
  scores: Readonly<Record<string, number>>;
}

/** The programs that take a place: one of the project's, and three of tests/system/one-day. */
const PROGRAMS: Readonly<Record<string, Program>> = {
  heads_up: { rank: 0, needsPlace: false, scores: {} },
  praise: { rank: 1, needsPlace: true, scores: {} },
  quiz: { rank: 2, needsPlace: true, scores: { riddle: 20, memory: 10, chore: -10 } },
  tip: {
    rank: 3,
    needsPlace: true,
    caps: { day: 1, week: 4 },
    open: [[600, 1200]],
    scores: { trick: 5 },
  },
};

/** What somebody asked for, from a moment on. */
export interface Wishes {
  frequency: Frequency;
  quiet: Minutes | null;
  /** English names. */
  avoid: string[] | null;
  pausedUntil: number | null;
}

export interface Message {
  id: string;
  person: string;
  program: string;
  occurrence: string;
  /** `2026-10-25` */
  nominalDate: string;
  nominalAt: number;
  expiresAt: number;
}

/** How a message stood from a moment on; in the order in which it came to it. */
export interface Move {
  at: number;
  message: string;
  type: string;
  status: string;
  reason: string | null;
  scheduledFor: number;
}

/** What was decided about a turn, and when. */
export interface Decision {
  at: number;
  occurrence: string;
  person: string;
  program: string;
  nominalAt: number;
  decision: string;
  reasons: string[];
}

export interface Start {
  message: string;
  at: number;
  validForSeconds: number;
}

/** A LESS or MORE, after a text of a program. */
export interface Request {
  at: number;
  person: string;
  word: "LESS" | "MORE";
  after: string;
  frequency: [before: Frequency, after: Frequency];
  timesAWeek: [before: number, after: number];
  answer: string;
}

export interface Records {
  zones: ReadonlyMap<string, string>;
  /** By law, wherever they are. */
  legal: Minutes;
  /** Each with everything that then held. */
  wishes: readonly { at: number; person: string; wishes: Wishes }[];
  messages: readonly Message[];
  moves: readonly Move[];
  decisions: readonly Decision[];
  starts: readonly Start[];
  /** `<occurrence>` to the moment from which it was not true any more. */
  untrueFrom: ReadonlyMap<string, number>;
  /** Which occurrence took the place of which. */
  lostTo: ReadonlyMap<string, string>;
  requests: readonly Request[];
  /** What explain_message() says of some losers beside what their program says, by message. */
  explanations: ReadonlyMap<string, string>;
  /** When the sender ran, the last time after everything had ended. */
  runs: readonly number[];
}

const dayOf = (date: string) => Date.parse(`${date}T00:00Z`) / DAY;
const isTaken = (status: string) => ["processing", "unconfirmed", "sent"].includes(status);
const isCap = (reason: string | null) => reason === "person_cap" || reason === "program_cap";
const inWords = (at: number) => isFinite(at) ? new Date(at).toISOString().slice(0, 16) : "never";

/** A message as it stands, with what does not change about it. */
interface Standing extends Message {
  day: number;
  type: string;
  status: string;
  reason: string | null;
  scheduledFor: number;
  /** When it came to stand so. */
  at: number;
}

/** Whether one message wins a place over another: a total order. */
function isBetter(one: Standing, other: Standing): boolean {
  const [a, b] = [PROGRAMS[one.program]!, PROGRAMS[other.program]!];
  const difference = a.rank - b.rank ||
    (b.scores[other.type] ?? 0) - (a.scores[one.type] ?? 0) ||
    one.nominalAt - other.nominalAt;
  return difference === 0 ? one.id < other.id : difference < 0;
}

/** The stretches of days that hold as many as these caps allow, each with those in it. */
function fullStretches(taken: readonly Standing[], day: number, { day: a, week }: Caps) {
  const stretches = [
    { from: day, until: day, most: a },
    ...Array.from({ length: 7 }, (_, back) => ({
      ...{ from: day - back, until: day - back + 6, most: week },
    })),
  ];
  return stretches.map(({ from, until, most }) => ({
    most,
    inside: taken.filter((each) => each.day >= from && each.day <= until),
  }));
}

/** How many more these caps allow on a day. */
function room(taken: readonly Standing[], day: number, caps: Caps): number {
  return Math.min(
    ...fullStretches(taken, day, caps).map(({ most, inside }) => most - inside.length),
  );
}

export interface Counts {
  claims: number;
  losers: number;
  holds: number;
  requests: number;
}

export class Judge {
  readonly found: string[] = [];
  readonly counts: Counts = { claims: 0, losers: 0, holds: 0, requests: 0 };
  readonly #records: Records;
  readonly #clocks = new Map<string, WallClock>();
  readonly #wishes = new Map<string, { at: number; wishes: Wishes }[]>();
  /** Of each person, every message that takes a place, as it stands at the moment looked at. */
  readonly #standing = new Map<string, Map<string, Standing>>();
  readonly #byId = new Map<string, Standing>();
  readonly #byOccurrence = new Map<string, Standing>();
  readonly #messages: ReadonlyMap<string, Message>;
  readonly #final = new Map<string, Move>();
  readonly #started: ReadonlySet<string>;
  readonly #overdue = new Set<string>();

  constructor(records: Records) {
    this.#records = records;
    this.#messages = new Map(
      records.messages.filter(({ program }) => Object.hasOwn(PROGRAMS, program))
        .map((message) => [message.id, message]),
    );
    for (const { at, person, wishes } of records.wishes) {
      const list = this.#wishes.get(person) ?? [];
      list.push({ at, wishes });
      this.#wishes.set(person, list);
    }
    for (const move of records.moves) this.#final.set(move.message, move);
    this.#started = new Set(records.starts.map(({ message, at }) => `${message} ${at}`));
  }

  /** Reads the records from the first to the last, and finds what may not be. */
  judge(): string[] {
    const { moves, runs } = this.#records;
    let next = 0;
    for (const run of runs) {
      const later: (() => void)[] = [];
      for (; next < moves.length && moves[next]!.at <= run; next++) {
        this.#judgeMove(moves[next]!, later);
      }
      for (const check of later) check();
      this.#judgeRest(run);
    }
    if (next < moves.length) this.#note(moves[next]!.message, "moved after the last run");
    for (const standing of this.#byId.values()) {
      if (["queued", "processing", "unconfirmed"].includes(standing.status)) {
        this.#note(standing.id, `never ended: it is ${standing.status}`);
      }
    }
    this.#records.starts.forEach((start) => this.#judgeStart(start));
    this.#records.decisions.forEach((decision) => this.#judgeDecision(decision));
    this.#records.requests.forEach((request) => this.#judgeRequest(request));
    this.#judgeLosses();
    return this.found;
  }

  #note(message: string, problem: string): void {
    const about = this.#messages.get(message);
    this.found.push(
      about
        ? `${about.program} of ${about.nominalDate} for ${about.person} (${message}): ${problem}`
        : `${message}: ${problem}`,
    );
  }

  #wishesAt(person: string, at: number): Wishes {
    const wishes = this.#wishes.get(person)?.findLast((each) => each.at <= at)?.wishes;
    if (!wishes) throw new Error(`Cannot judge ${person}: nothing is known of them at ${at}`);
    return wishes;
  }

  #clock(person: string): WallClock {
    const zone = this.#records.zones.get(person)!;
    let clock = this.#clocks.get(zone);
    if (!clock) this.#clocks.set(zone, clock = new WallClock(zone));
    return clock;
  }

  /** When texts of a program may reach a person, by what they asked for at that moment. */
  #hours(person: string, program: string, at: number): Hours {
    const { quiet, avoid } = this.#wishesAt(person, at);
    const legal = intersection(this.#records.legal, PROGRAMS[program]!.open ?? [[0, 24 * 60]]);
    return {
      open: quiet === null ? legal : intersection(legal, complement(quiet)),
      avoid: (avoid ?? []).map((name) => DAY_NAMES.indexOf(name) + 1),
    };
  }

  #nextOpen(person: string, program: string, from: number, at: number): number {
    return this.#clock(person).nextOpen(from, this.#hours(person, program, at)) ?? Infinity;
  }

  #caps(person: string, at: number): Caps {
    return CAPS[this.#wishesAt(person, at).frequency ?? "none"];
  }

  #others(of: Standing): Standing[] {
    return [...this.#standing.get(of.person)!.values()].filter(({ id }) => id !== of.id);
  }

  /** Those of the same day that win over it and wait. */
  #betterOnes(of: Standing): Standing[] {
    return this.#others(of).filter((other) =>
      other.day === of.day && other.status === "queued" && isBetter(other, of)
    );
  }

  #judgeMove(move: Move, later: (() => void)[]): void {
    const message = this.#messages.get(move.message);
    if (!message) return;
    const before = this.#byId.get(move.message);
    const now: Standing = { ...message, ...before, day: dayOf(message.nominalDate), ...move };
    const { person } = message;
    const all = this.#standing.get(person) ?? new Map<string, Standing>();
    this.#standing.set(person, all);
    // What is judged sees the others as they stood, and itself as it stands now.
    if (PROGRAMS[message.program]!.needsPlace) this.#judgeStep(before, now, move, later);
    all.set(now.id, now);
    this.#byId.set(now.id, now);
    this.#byOccurrence.set(now.occurrence, now);
    if (move.status === "processing" && !this.#started.has(`${move.message} ${move.at}`)) {
      if (before?.status !== "processing") this.#note(move.message, "claimed, but not started");
    }
  }

  #judgeStep(
    before: Standing | undefined,
    now: Standing,
    { at, status, reason, scheduledFor }: Move,
    later: (() => void)[],
  ): void {
    switch (status) {
      case "queued":
        if (before?.status !== "queued") this.#judgePlanned(now, at);
        else if (before.scheduledFor !== scheduledFor || before.reason !== reason) {
          this.#judgeHold(now, at, later);
        }
        return;
      case "processing":
        if (before?.status !== "processing") this.#judgeClaim(now, at);
        return;
      case "sent":
        return;
      case "canceled":
        if (isCap(reason)) this.#judgeLoser(now, at);
        else if (!this.#isReason(now, at)) this.#note(now.id, `canceled, but not ${reason}`);
        return;
      case "expired":
        if (reason === "waits_for_better") {
          // It would have waited beyond its end.
          this.#judgeHold({ ...now, scheduledFor: now.expiresAt }, at, later);
        } else if (!this.#isReason(now, at)) this.#note(now.id, `expired, but not ${reason}`);
        return;
      default:
        this.#note(now.id, `${status}, where every text is accepted`);
    }
  }

  /** Whether what ended a message that is no matter of places was so. */
  #isReason(message: Standing, at: number): boolean {
    switch (message.reason) {
      case "superseded":
        return true;
      case "paused":
        return (this.#wishesAt(message.person, at).pausedUntil ?? 0) > at;
      case "untrue_by_now":
        return (this.#records.untrueFrom.get(message.occurrence) ?? Infinity) <= at;
      case "too_late":
        return message.expiresAt <= at;
      case "no_open_minute":
      case "no_allowed_hour":
        return this.#nextOpen(message.person, message.program, at, at) >= message.expiresAt;
      default:
        return false;
    }
  }

  #judgePlanned(message: Standing, at: number): void {
    const { person, program, nominalAt, scheduledFor } = message;
    const opens = this.#nextOpen(person, program, Math.max(nominalAt, at), at);
    if (scheduledFor > opens) {
      this.#note(message.id, `planned for ${inWords(scheduledFor)}, but ${inWords(opens)} is open`);
    }
  }

  #judgeHold(message: Standing, at: number, later: (() => void)[]): void {
    const { id, person, program, reason, scheduledFor } = message;
    const opens = this.#nextOpen(person, program, at, at);
    if (reason !== "waits_for_better") {
      if (opens === at) this.#note(id, `put off at ${inWords(at)} (${reason}), which is open`);
      else if (scheduledFor > opens) {
        this.#note(
          id,
          `put off (${reason}) until ${inWords(scheduledFor)}, but ${inWords(opens)} is open`,
        );
      }
      return;
    }
    this.counts.holds++;
    const others = this.#others(message);
    const taken = others.filter(({ status }) => isTaken(status));
    const better = this.#betterOnes(message);
    // What is under way may have the place, and may fail: it holds back whoever comes then.
    const underWay = others.filter((other) =>
      other.day === message.day && other.status === "processing"
    );
    // Of a week also those that were put off from days before, and those that want to leave now.
    const here = others.filter((other) =>
      other.day !== message.day && Math.abs(other.day - message.day) < 7 &&
      (other.status === "processing" ||
        other.status === "queued" && isBetter(other, message) &&
          (other.day < message.day || other.scheduledFor <= at) ||
        // What a claim ends for a cap, it still holds back for: nobody was sent it yet.
        other.status === "canceled" && isCap(other.reason) && other.at === at &&
          isBetter(other, message))
    );
    const isOf = (other: Standing) => other.program === program;
    const isFull = (left: number, waiting: number, started: number) =>
      waiting > 0 ? waiting >= left : left <= 0 && started > 0;
    const isHeld = (caps: Caps, which: (other: Standing) => boolean) =>
      isFull(
        room(taken.filter(which), message.day, caps),
        better.filter(which).length,
        underWay.filter(which).length,
      ) || isFull(
        room(taken.filter(which), message.day, { ...caps, day: Infinity }),
        [...better, ...here].filter(({ status }) => status !== "processing").filter(which).length,
        [...underWay, ...here].filter(({ status }) => status === "processing").filter(which).length,
      );
    const { caps } = PROGRAMS[program]!;
    const forPerson = isHeld(this.#caps(person, at), () => true);
    const forProgram = caps !== undefined && isHeld(caps, isOf);
    if (!forPerson && !forProgram) {
      this.#note(id, `held back at ${inWords(at)}, but no better one wants its place`);
      return;
    }
    if (scheduledFor <= at) this.#note(id, "held back until a time that has come");
    // The better one may be put off in the same run.
    const times = [...better, ...underWay, ...here].map((each) => each.scheduledFor);
    later.push(() => {
      const latest = Math.max(
        at,
        ...times,
        ...better.map((each) => this.#byId.get(each.id)!.scheduledFor),
      ) + WAIT_FOR_BETTER;
      const longest = Math.max(latest, this.#nextOpen(person, program, latest, at));
      if (scheduledFor > Math.min(longest, message.expiresAt)) {
        this.#note(id, `held back until ${inWords(scheduledFor)}, after ${inWords(latest)}`);
      }
    });
  }

  #judgeClaim(message: Standing, at: number): void {
    this.counts.claims++;
    const { id, person, program, day } = message;
    const others = this.#others(message);
    const taken = others.filter(({ status }) => isTaken(status));
    const isOf = (other: Standing) => other.program === program;
    const { caps } = PROGRAMS[program]!;
    const left = room(taken, day, this.#caps(person, at));
    const leftInProgram = caps ? room(taken.filter(isOf), day, caps) : Infinity;
    if (left < 1) this.#note(id, `claimed at ${inWords(at)}, and breaks the cap of the person`);
    if (leftInProgram < 1) {
      this.#note(id, `claimed at ${inWords(at)}, and breaks the cap of the program`);
    }
    // Those that turned out to be true and allowed; of the others nobody knew it yet.
    const better = this.#betterOnes(message).filter((other) => {
      const { status, reason } = this.#final.get(other.id)!;
      return status === "sent" || isCap(reason);
    });
    if (left >= 1 && better.length >= left) {
      this.#note(id, `took the place of a better one that waited: ${better[0]!.id}`);
    } else if (leftInProgram >= 1 && better.filter(isOf).length >= leftInProgram) {
      this.#note(id, `took the program's place of a better one: ${better.find(isOf)!.id}`);
    }
  }

  /** Who lost a place was really without one, and knows somebody better who has it. */
  #judgeLoser(message: Standing, at: number): void {
    this.counts.losers++;
    const { id, person, program, reason, day } = message;
    const { caps: ownCaps } = PROGRAMS[program]!;
    const isProgram = reason === "program_cap";
    if (isProgram && !ownCaps) return this.#note(id, "lost by a cap that its program has not");
    const taken = this.#others(message).filter((other) =>
      isTaken(other.status) && (!isProgram || other.program === program)
    );
    const full = fullStretches(taken, day, isProgram ? ownCaps! : this.#caps(person, at))
      .filter(({ most, inside }) => inside.length >= most)
      .flatMap(({ inside }) => inside);
    if (full.length === 0) {
      return this.#note(id, `canceled (${reason}) at ${inWords(at)}, but a place is free`);
    }
    const lostTo = this.#records.lostTo.get(message.occurrence);
    if (!lostTo) return this.#note(id, `canceled (${reason}), but nobody is named who won`);
    const winner = full.find(({ occurrence }) => occurrence === lostTo);
    if (!winner) return this.#note(id, `lost to ${lostTo}, which has no such place`);
    if (this.#final.get(winner.id)!.status !== "sent") {
      this.#note(id, `lost to ${lostTo}, which was never sent`);
    }
    // A worse one wins only where nobody better has a place; #judgeClaim sees if that was fair.
    if (!isBetter(winner, message) && full.some((each) => isBetter(each, message))) {
      this.#note(id, `lost to the worse ${lostTo}, though a better one has a place`);
    }
  }

  /** At the end of a run nothing waits that could go. */
  #judgeRest(run: number): void {
    for (const standing of this.#byId.values()) {
      if (standing.status === "queued" && standing.scheduledFor <= run) {
        if (this.#overdue.has(standing.id)) continue;
        this.#overdue.add(standing.id);
        this.#note(standing.id, `still waits after the run at ${inWords(run)}`);
      }
    }
  }

  #judgeStart({ message: id, at, validForSeconds }: Start): void {
    const message = this.#messages.get(id);
    if (!message) return;
    const { person, program } = message;
    const hours = this.#hours(person, program, at);
    const clock = this.#clock(person);
    if (!clock.isOpen(at, hours)) {
      const { weekday, minute } = clock.at(at);
      this.#note(id, `left on ${DAY_NAMES[weekday - 1]} at minute ${minute}, which is not open`);
      return;
    }
    if ((this.#wishesAt(person, at).pausedUntil ?? 0) > at) this.#note(id, "left during a pause");
    if (message.expiresAt <= at) this.#note(id, "left after it had expired");
    const closes = clock.openUntil(at, hours) ?? Infinity;
    if (at + validForSeconds * 1_000 > closes) {
      this.#note(id, `may be tried for ${validForSeconds} s, beyond ${inWords(closes)}`);
    }
    const untrue = this.#records.untrueFrom.get(message.occurrence);
    if (untrue !== undefined && untrue <= at) this.#note(id, "left though it was not true");
  }

  #judgeDecision({ at, occurrence, person, program, nominalAt, reasons }: Decision): void {
    if (!PROGRAMS[program]?.needsPlace) return;
    const leaves = Math.max(nominalAt, at);
    for (const reason of reasons) {
      const isSo = reason === "superseded" ||
        ["no_open_minute", "no_allowed_hour"].includes(reason) &&
          this.#nextOpen(person, program, leaves, at) >= nominalAt + 20 * 60 * MINUTE ||
        reason === "paused" && (this.#wishesAt(person, at).pausedUntil ?? 0) > leaves ||
        reason === "too_late" && nominalAt + 20 * 60 * MINUTE <= at;
      if (!isSo) {
        this.found.push(`${program} for ${person} (${occurrence}): skipped, but not ${reason}`);
      }
    }
  }

  #judgeRequest({ person, word, after, frequency, timesAWeek, answer }: Request): void {
    this.counts.requests++;
    const isOwn = PROGRAMS[after]?.needsPlace === true;
    const place = frequency[0] === null ? -1 : FREQUENCIES.indexOf(frequency[0]);
    const step = word === "LESS" ? -1 : 1;
    const expected = !isOwn
      ? frequency[0]
      : frequency[0] === null
      ? (word === "LESS" ? "minimal" : "daily")
      : FREQUENCIES[Math.min(Math.max(place + step, 0), FREQUENCIES.length - 1)]!;
    const times = isOwn ? timesAWeek[0] : Math.min(Math.max(timesAWeek[0] + step, 0), 7);
    if (frequency[1] !== expected || timesAWeek[1] !== times) {
      this.found.push(
        `${word} of ${person} after ${after}: ${frequency} and ${timesAWeek}, ` +
          `expected ${expected} and ${times}`,
      );
    }
    // Whatever the words are, they tell the one from the other.
    if (isOwn === /contacts/.test(answer)) {
      this.found.push(`${word} of ${person} after ${after} is answered "${answer}"`);
    }
  }

  /** Whoever lost is told to whom, and nobody else is said to have lost. */
  #judgeLosses(): void {
    for (const occurrence of this.#records.lostTo.keys()) {
      const loser = this.#byOccurrence.get(occurrence);
      if (!loser || loser.status !== "canceled" || !isCap(loser.reason)) {
        this.found.push(`${occurrence} lost to somebody, and was not canceled for that`);
      }
    }
    for (const [id, words] of this.#records.explanations) {
      const loser = this.#byId.get(id);
      const winner = this.#byOccurrence.get(
        this.#records.lostTo.get(loser?.occurrence ?? "") ?? "",
      );
      const names = [winner?.program, winner?.program.replaceAll("_", " ")];
      if (winner?.program === "heads_up") names.push("warning");
      if (winner && !names.some((name) => words.includes(name!))) {
        this.#note(id, `is not told that ${winner.program} won: "${words}"`);
      }
    }
  }
}
