/**
 * A second judge of what should have been sent: plain TypeScript over plain facts. It shares no line
 * with the database, asks it nothing, and takes its calendar from Temporal. Rules: README.md and
 * docs/architecture.md; where it disagrees with what was sent, one of the two is wrong.
 */

/** Preferences as they were from `from` on; columns of notification_preferences. */
export interface Preferences {
  from: Date;
  enabled: boolean;
  send_day: string;
  /** `18:00:00` */
  send_time: string;
  timezone: string;
  send_if_goal_met: boolean;
  send_if_partial_goal: boolean;
  remind_before_miss: boolean;
  max_messages_per_week: number;
}

export interface Goal {
  id: string;
  weekly_target: string;
  created_at: Date;
}

export interface Activity {
  goal_id: string;
  amount: string;
  occurred_at: Date;
  /** When it was written down; what is logged later was not known before. */
  logged_at: Date;
  /** When it was taken back, after which it counts nowhere. */
  taken_back_at: Date | null;
}

export interface Contact {
  id: string;
  name: string;
  phone: string;
  relationship: string;
  timezone: string;
  added_at: Date;
  /** Whether they had said yes before they were added here. */
  agreed: boolean;
  invited_at: Date | null;
}

export interface Person {
  id: string;
  name: string;
  /** Oldest first, at least one. */
  preferences: readonly Preferences[];
  /** What paused_until was set to, and when; oldest first. */
  pauses: readonly { from: Date; until: Date | null }[];
  goals: readonly Goal[];
  activities: readonly Activity[];
  contacts: readonly Contact[];
}

export type Word = "yes" | "no" | "stop" | "start" | "other";

/** A text from a phone, and what a reasonable person takes it for. */
export interface Said {
  at: Date;
  phone: string;
  body: string;
  word: Word;
}

export interface Facts {
  /** When watching ended. */
  until: Date;
  people: readonly Person[];
  /** In order of time. */
  said: readonly Said[];
  /** Numbers that cannot be texted: refused at once, or found dead when the first text arrives. */
  numbers: readonly { phone: string; fate: "refused" | "dead" }[];
  /** Texts of an hour, from when on; oldest first. */
  budgets: readonly { from: Date; per_hour: number }[];
}

/** A text that the provider took. What it was for is what our own queue says; null if nothing. */
export interface Text {
  to: string;
  at: Date;
  program: string | null;
  message_type: string | null;
  user_id: string | null;
  contact_id: string | null;
  nominal_at: Date | null;
}

/** What the system decided about a turn, and what became of it. */
export interface Decision {
  user_id: string;
  contact_id: string | null;
  nominal_at: Date;
  decision: string;
  reasons: readonly string[];
  status: string | null;
  reason: string | null;
  scheduled_for: Date | null;
  finished_at: Date | null;
}

export interface Records {
  texts: readonly Text[];
  /** Of the program accountability, without those that were superseded. */
  decisions: readonly Decision[];
}

/** What should happen in one turn of one person with one contact. */
export interface Expectation {
  person: Person;
  /** Null where there is nobody to tell. */
  contact: Contact | null;
  nominal_at: Date;
  /** The type of the text, or null for silence, which has reasons then. */
  type: string | null;
  reasons: readonly string[];
  /** The first moment at which it may leave; every text leaves at a tick of the sender. */
  leaves_at: Date;
  /** Later it must not leave, even if hours are full. */
  too_late_at: Date;
}

export interface Verdict {
  turns: number;
  /** Where the records are not what should be, in words; empty is agreement. */
  differences: string[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The sender comes by every ten minutes. */
const TICK = 10 * MINUTE;
/** How far ahead of ours the clock of a phone may be. */
const CLOCK_TOLERANCE = 10 * MINUTE;
/** After so long a text about a turn is too late to be true. */
const GRACE = 24 * HOUR;
/** How long before a turn its user is warned. */
const HEADS_UP = 2 * HOUR;
/** Local hours in which a recipient may be texted: from, and until just before. */
const ALLOWED = { from: 8, until: 21 };
/** What planning fills an hour with; the rest is left for replies and retries. */
const PLANNED_SHARE = 0.9;
const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** A turn of a person, before anybody is told. */
interface Turn {
  person: Person;
  /** The local date that was asked for. */
  date: Temporal.PlainDate;
  nominalAt: Date;
  periodStart: Date;
}

/** What should happen in every turn that came while the facts were watched, as at `leaves_at`. */
export function expectations(facts: Facts): Expectation[] {
  return facts.people.flatMap((person) =>
    turnsOf(person, facts.until).flatMap((turn) =>
      recipientsOf(turn).map((contact) => {
        const leavesAt = firstTick(turn.nominalAt, contact?.timezone ?? "UTC");
        return {
          person,
          contact,
          nominal_at: turn.nominalAt,
          ...judge(facts, turn, contact, leavesAt),
          leaves_at: leavesAt,
          too_late_at: new Date(turn.nominalAt.getTime() + GRACE),
        };
      })
    )
  );
}

/** Compares what was sent and decided with what should have been. */
export function compare(facts: Facts, records: Records): Verdict {
  return new Comparison(facts, records).verdict();
}

class Comparison {
  readonly #differences: string[] = [];
  /** Texts that nothing has asked for yet. */
  readonly #unasked: Set<Text>;
  /** How many texts wanted each hour of the clock, by its start. */
  readonly #wanted = new Map<number, number>();

  constructor(readonly facts: Facts, readonly records: Records) {
    this.#unasked = new Set(records.texts);
  }

  verdict(): Verdict {
    const expected = expectations(this.facts);
    this.#countWanted(expected);
    for (const each of expected) this.#checkTurn(each);
    this.#checkUnexpectedDecisions(expected);
    for (const person of this.facts.people) {
      this.#checkHeadsUps(person);
      for (const contact of person.contacts) this.#checkInvitation(person, contact);
    }
    for (const said of this.facts.said) this.#checkAnswer(said);
    for (const text of this.#unasked) {
      this.#differences.push(
        `${this.#holderOf(text.to)} got a text of ${text.program ?? "nobody's"} (${
          text.message_type ?? "no type"
        }) at ${inWords(text.at)} that nothing asked for`,
      );
    }
    this.#checkBudget();
    return { turns: expected.length, differences: this.#differences };
  }

  #checkTurn(expected: Expectation): void {
    const { person, contact, nominal_at } = expected;
    const name = `${person.name} -> ${contact?.name ?? "nobody"}, ${inWords(nominal_at)}`;
    const differ = (what: string) => this.#differences.push(`${name}: ${what}`);

    const decisions = this.records.decisions.filter((decision) => isOf(decision, expected));
    const decision = decisions[0];
    if (!decision || decisions.length > 1) {
      return void differ(`was decided ${decisions.length} times, should be once`);
    }
    const texts = this.#take((text) => text.program === "accountability" && isOf(text, expected));
    const [text] = texts;
    if (texts.length > 1) differ(`${texts.length} texts were sent, should be one at most`);
    if (text && text.to !== contact?.phone) differ("the text went to another number");

    const endedAt = text?.at ?? decision.finished_at;
    if (!endedAt && decision.decision === "queued") {
      // Nothing came of it yet: right only while its time lies ahead.
      if (
        decision.scheduled_for! <= this.facts.until ||
        !this.#mayLeaveAt(expected, firstTick(decision.scheduled_for!, contact!.timezone))
      ) {
        differ(`nothing came of it, should have left at ${inWords(expected.leaves_at)}`);
      }
      return;
    }
    const at = endedAt ?? expected.leaves_at;
    const { type, reasons } = judge(this.facts, turnOf(expected), contact, at);
    // What is not to be sent may be taken back at night as well.
    const isInTime = decision.status === "canceled"
      ? at >= nominal_at
      : this.#mayLeaveAt(expected, at);
    if (decision.decision === "queued" && !isInTime) {
      differ(`ended at ${inWords(at)}, should have at ${inWords(expected.leaves_at)}`);
    }
    const given = decision.decision === "queued" ? [decision.reason ?? "none"] : decision.reasons;
    const told = type === "congratulatory" ? this.#praiseOf(expected, at) : type;
    if (text && text.message_type !== told) {
      differ(
        `got '${text.message_type}', should be ${told ? `'${told}'` : `silence: ${reasons}`}`,
      );
    } else if (!text && type !== null && !this.#hasNoRoom(expected, given)) {
      differ(`got nothing (${given}), should be '${type}' at ${inWords(at)}`);
    } else if (!text && type === null && !given.every((reason) => reasons.includes(reason))) {
      differ(`got nothing because of ${given}, should be because of ${reasons}`);
    }
  }

  /** A reached week is told as a comeback to whoever was last told of a miss. */
  #praiseOf({ person, contact }: Expectation, at: Date): string {
    const last = this.records.texts
      .filter((text) =>
        text.program === "accountability" && text.user_id === person.id &&
        text.contact_id === contact?.id && text.at < at
      )
      .sort((one, other) => one.at.getTime() - other.at.getTime())
      .at(-1);
    return last?.message_type === "accountability" ? "comeback" : "congratulatory";
  }

  #checkUnexpectedDecisions(expected: readonly Expectation[]): void {
    const keyOf = (user: string, contact: string | null, nominal: Date) =>
      `${user} ${contact} ${nominal.getTime()}`;
    const known = new Set(
      expected.map(({ person, contact, nominal_at }) =>
        keyOf(person.id, contact?.id ?? null, nominal_at)
      ),
    );
    for (const { user_id, contact_id, nominal_at } of this.records.decisions) {
      // Planning looks ahead.
      if (nominal_at > this.facts.until) continue;
      if (known.has(keyOf(user_id, contact_id, nominal_at))) continue;
      const person = this.facts.people.find(({ id }) => id === user_id);
      this.#differences.push(
        `${person?.name ?? user_id} has a decision for ${
          inWords(nominal_at)
        }, which is no turn of theirs`,
      );
    }
  }

  #checkHeadsUps(person: Person): void {
    for (const { turn, contact, leavesAt } of expectedHeadsUps(this.facts, person)) {
      const texts = this.#take((text) =>
        text.program === "heads_up" && text.contact_id === contact.id &&
        text.to === contact.phone && text.at >= leavesAt && text.at < turn.nominalAt &&
        (text.at <= leavesAt || this.#isFull(leavesAt)) &&
        isWarnedAt(this.facts, turn, contact, text.at)
      );
      if (texts.length === 1) continue;
      this.#differences.push(
        `${person.name} was warned ${texts.length} times before ${
          inWords(turn.nominalAt)
        }, should be once at ${inWords(leavesAt)}`,
      );
    }
  }

  #checkInvitation(person: Person, contact: Contact): void {
    if (!contact.invited_at || this.#fateOf(contact.phone) === "refused") return;
    const at = firstTick(contact.invited_at, contact.timezone);
    const mayEndBefore = at > this.facts.until ||
      this.facts.said.some((said) =>
        said.phone === contact.phone && said.word !== "other" &&
        said.at >= contact.invited_at! && said.at <= at
      );
    // Between two ticks, too: whoever texts us rings the sender, for questions as for answers.
    const texts = this.#take((text) =>
      text.program === "consent" && text.to === contact.phone &&
      text.at >= contact.invited_at! && text.at <= at && isAllowed(text.at, contact.timezone)
    );
    if (texts.length === 0 && mayEndBefore) return;
    if (texts.length !== 1) {
      this.#differences.push(
        `${contact.name} was asked ${texts.length} times whether they want texts about ${person.name}, should be once at ${
          inWords(at)
        }`,
      );
    }
  }

  #checkAnswer(said: Said): void {
    const should = isAnswered(this.facts.said, said) && this.#fateOf(said.phone) !== "refused"
      ? 1
      : 0;
    const texts = this.#take((text) =>
      text.program === "reply" && text.to === said.phone && text.at.getTime() === said.at.getTime()
    );
    if (texts.length !== should) {
      this.#differences.push(
        `${this.#holderOf(said.phone)} got ${texts.length} answers to '${said.body}' at ${
          inWords(said.at)
        }, should be ${should}`,
      );
    }
  }

  #checkBudget(): void {
    const counts = new Map<number, number>();
    for (const { at, program } of this.records.texts) {
      if (program === "reply" || program === "consent") continue;
      counts.set(hourOf(at), (counts.get(hourOf(at)) ?? 0) + 1);
    }
    for (const [hour, count] of counts) {
      const most = this.#budgetOf(hour);
      if (count > most) {
        this.#differences.push(
          `${count} texts left in the hour from ${inWords(new Date(hour))}, should be ${most}`,
        );
      }
    }
  }

  /** Whether a text may leave then: at its first tick, or later if all hours before were full. */
  #mayLeaveAt(expected: Expectation, at: Date): boolean {
    if (at.getTime() === expected.leaves_at.getTime()) return true;
    if (at < expected.leaves_at || at >= expected.too_late_at) return false;
    const timezone = expected.contact!.timezone;
    if (!isAllowed(at, timezone)) return false;
    let first = expected.leaves_at;
    while (hourOf(first) < hourOf(at)) {
      if (!this.#isFull(first)) return false;
      first = firstTick(new Date(hourOf(first) + HOUR), timezone);
    }
    return first <= at;
  }

  #hasNoRoom(expected: Expectation, given: readonly string[]): boolean {
    if (!given.includes("no_capacity")) return false;
    let at = expected.leaves_at;
    while (at < expected.too_late_at) {
      if (!this.#isFull(at)) return false;
      at = firstTick(new Date(hourOf(at) + HOUR), expected.contact!.timezone);
    }
    return true;
  }

  /** Whether as many texts wanted the hour of this moment as it takes. */
  #isFull(at: Date): boolean {
    const hour = hourOf(at);
    return (this.#wanted.get(hour) ?? 0) >= Math.floor(this.#budgetOf(hour) * PLANNED_SHARE);
  }

  #countWanted(expected: readonly Expectation[]): void {
    const want = (at: Date) =>
      this.#wanted.set(hourOf(at), (this.#wanted.get(hourOf(at)) ?? 0) + 1);
    for (const each of expected) {
      const { contact, leaves_at } = each;
      if (!contact || againstPlanning(this.facts, turnOf(each), contact).length > 0) continue;
      want(leaves_at);
      // Also where it was moved: an hour may be full of what others had no room for.
      const text = this.records.texts.find((text) => isOf(text, each));
      if (text && hourOf(text.at) > hourOf(leaves_at)) want(text.at);
    }
    for (const { program, at } of this.records.texts) if (program === "heads_up") want(at);
  }

  /** The least that was granted while the hour could be planned. */
  #budgetOf(hour: number): number {
    const grants = this.facts.budgets.filter(({ from }, index) => {
      const next = this.facts.budgets[index + 1];
      return from.getTime() < hour + HOUR && (!next || next.from.getTime() > hour - 30 * HOUR);
    });
    return Math.min(...grants.map(({ per_hour }) => per_hour));
  }

  #take(isWanted: (text: Text) => boolean): Text[] {
    const texts = [...this.#unasked].filter(isWanted);
    for (const text of texts) this.#unasked.delete(text);
    return texts;
  }

  #fateOf(phone: string): string | undefined {
    return this.facts.numbers.find((number) => number.phone === phone)?.fate;
  }

  #holderOf(phone: string): string {
    const names = this.facts.people.flatMap(({ contacts }) => contacts)
      .filter((contact) => contact.phone === phone).map(({ name }) => name);
    return names.join("/") || "a stranger";
  }
}

function isOf(record: Text | Decision, { person, contact, nominal_at }: Expectation): boolean {
  return record.user_id === person.id && record.contact_id === (contact?.id ?? null) &&
    record.nominal_at?.getTime() === nominal_at.getTime();
}

/** What is right at `at`: a type of text, or silence with every reason for it. */
function judge(
  facts: Facts,
  turn: Turn,
  contact: Contact | null,
  at: Date,
): { type: string | null; reasons: string[] } {
  const { person } = turn;
  const preferences = preferencesAt(person, at)!;
  const outcome = outcomeOf(turn, at);
  const reasons = new Set(againstPlanning(facts, turn, contact));
  if (!preferences.enabled) reasons.add("disabled");
  if (isPausedAt(person, at, at)) reasons.add("paused");
  if (contact) {
    if (consentOf(contact, facts.said, at) !== "confirmed") reasons.add("contact_not_confirmed");
    if (isUnreachable(facts, contact, at)) reasons.add("number_unreachable");
  }
  if (outcome === "met" && !preferences.send_if_goal_met) reasons.add("met_and_silent");
  if (reasons.size > 0) return { type: null, reasons: [...reasons] };
  switch (outcome) {
    case "met":
      return { type: "congratulatory", reasons: [] };
    case "partial":
      return { type: preferences.send_if_partial_goal ? outcome : "accountability", reasons: [] };
    default:
      return { type: "accountability", reasons: [] };
  }
}

/**
 * What speaks against a turn by all that was known just before `by`, whatever was logged: what is so
 * when a turn comes is not undone afterwards.
 */
function againstPlanning(
  facts: Facts,
  turn: Turn,
  contact: Contact | null,
  by: Date = new Date(turn.nominalAt.getTime() - 1),
): string[] {
  const { person, nominalAt, periodStart } = turn;
  const preferences = preferencesAt(person, by)!;
  const goals = person.goals.filter(({ created_at }) => created_at <= by);
  const reasons: string[] = [];
  if (!preferences.enabled) reasons.push("disabled");
  if (isPausedAt(person, by, nominalAt)) reasons.push("paused");
  if (goals.length === 0) reasons.push("no_goals");
  else if (!goals.some(({ created_at }) => created_at <= periodStart)) reasons.push("goal_too_new");
  if (preferences.max_messages_per_week === 0) reasons.push("weekly_cap");
  if (!contact) return [...reasons, "no_contact"];
  if (consentOf(contact, facts.said, by) !== "confirmed") reasons.push("contact_not_confirmed");
  const isTooShort = turnsOf(person, nominalAt).some((earlier) =>
    earlier.nominalAt < nominalAt && earlier.date.until(turn.date).days > 0 &&
    earlier.date.until(turn.date).days < 7 &&
    recipientsOf(earlier).includes(contact) &&
    againstPlanning(facts, earlier, contact).length === 0
  );
  // Days are not judged twice; and that text may have been this week's already.
  if (isTooShort) reasons.push("period_too_short", "weekly_cap");
  return reasons;
}

/** What was logged by `at`, or null if no goal is old enough to be judged. */
function outcomeOf({ person, periodStart }: Turn, at: Date): "met" | "partial" | "missed" | null {
  const judged = person.goals.filter(({ created_at }) => created_at <= periodStart);
  if (judged.length === 0) return null;
  const progress = judged.map((goal) => ({
    target: Number(goal.weekly_target),
    logged: person.activities
      .filter(({ goal_id, occurred_at, logged_at, taken_back_at }) =>
        goal_id === goal.id && logged_at <= at && (taken_back_at === null || taken_back_at > at) &&
        occurred_at >= periodStart && occurred_at.getTime() < at.getTime() + CLOCK_TOLERANCE
      )
      .reduce((sum, { amount }) => sum + Number(amount), 0),
  }));
  if (progress.every(({ target, logged }) => logged >= target)) return "met";
  return progress.some(({ logged }) => logged > 0) ? "partial" : "missed";
}

/**
 * The warnings that a person should get on their own phone: one for each turn, at the first tick in
 * its last two hours at which a goal is not reached and somebody would be told.
 */
function expectedHeadsUps(
  facts: Facts,
  person: Person,
): { turn: Turn; contact: Contact; leavesAt: Date }[] {
  const found: ReturnType<typeof expectedHeadsUps> = [];
  for (const contact of person.contacts.filter(({ relationship }) => relationship === "self")) {
    const warned = new Set<string>();
    for (const [index, version] of person.preferences.entries()) {
      // A turn may be warned of and then be moved by its user.
      const end = person.preferences[index + 1]?.from ?? facts.until;
      for (
        const turn of slotsOf(person, version, new Date(end.getTime() + HEADS_UP))
      ) {
        const last = Math.min(turn.nominalAt.getTime() - 1, end.getTime(), facts.until.getTime());
        let at = firstTick(
          new Date(Math.max(turn.nominalAt.getTime() - HEADS_UP, version.from.getTime())),
          contact.timezone,
        );
        while (at.getTime() <= last && !isWarnedAt(facts, turn, contact, at)) {
          at = firstTick(new Date(at.getTime() + 1), contact.timezone);
        }
        if (at.getTime() > last || warned.has(turn.date.toString())) continue;
        warned.add(turn.date.toString());
        found.push({ turn, contact, leavesAt: at });
      }
    }
  }
  return found;
}

function isWarnedAt(facts: Facts, turn: Turn, own: Contact, at: Date): boolean {
  const { person } = turn;
  const outcome = outcomeOf(turn, at);
  return preferencesAt(person, at)!.remind_before_miss && outcome !== null && outcome !== "met" &&
    consentOf(own, facts.said, at) === "confirmed" && !isPausedAt(person, at, at) &&
    !isUnreachable(facts, own, at) &&
    person.contacts.some((contact) =>
      contact.relationship !== "self" && contact.added_at <= at &&
      !isUnreachable(facts, contact, at) &&
      againstPlanning(facts, turn, contact, at).length === 0
    );
}

/** The turns of a person that came until `until`, each local date once. */
function turnsOf(person: Person, until: Date): Turn[] {
  const turns: Turn[] = [];
  for (const [index, version] of person.preferences.entries()) {
    const next = person.preferences[index + 1]?.from;
    const end = next && next < until ? next : until;
    for (const turn of slotsOf(person, version, end)) {
      if (!turns.some(({ date }) => date.equals(turn.date))) turns.push(turn);
    }
  }
  return turns;
}

/** When the preferences of one version ask for a turn, after they were set and until `end`. */
function slotsOf(person: Person, version: Preferences, end: Date): Turn[] {
  if (!version.enabled) return [];
  const { timezone } = version;
  const slots: Turn[] = [];
  // From the day before: a gap over midnight moves a turn into the next day.
  let date = zoned(version.from, timezone).toPlainDate().subtract({ days: 1 });
  while (date.dayOfWeek !== DAYS.indexOf(version.send_day) + 1) date = date.add({ days: 1 });
  for (;; date = date.add({ days: 7 })) {
    const at = (day: Temporal.PlainDate) =>
      new Date(
        day.toZonedDateTime({ timeZone: timezone, plainTime: version.send_time })
          .epochMilliseconds,
      );
    const nominalAt = at(date);
    if (nominalAt > end) return slots;
    if (nominalAt > version.from) {
      slots.push({ person, date, nominalAt, periodStart: at(date.subtract({ days: 7 })) });
    }
  }
}

function turnOf({ person, nominal_at }: Expectation): Turn {
  return turnsOf(person, nominal_at).find(({ nominalAt }) =>
    nominalAt.getTime() === nominal_at.getTime()
  )!;
}

/** Whom a turn may be told: the contacts of its moment, or null if there is nobody. */
function recipientsOf({ person, nominalAt }: Turn): (Contact | null)[] {
  const contacts = person.contacts.filter(({ relationship, added_at }) =>
    relationship !== "self" && added_at < nominalAt
  );
  return contacts.length > 0 ? contacts : [null];
}

/** What a contact has agreed to by `at`, from what was texted from their number. */
function consentOf(contact: Contact, said: readonly Said[], at: Date): string {
  let status = contact.agreed ? "confirmed" : "pending";
  let wasAgreed = contact.agreed;
  const isAsked = (when: Date) => contact.invited_at !== null && contact.invited_at <= when;
  // At night a question waits for the morning: a YES before it is no yes to it.
  const mayHaveRead = (when: Date) =>
    isAsked(when) && firstTick(contact.invited_at!, contact.timezone) <= when;
  for (const { word, at: when } of said.filter((each) => each.phone === contact.phone)) {
    if (when > at) break;
    const isAnswer = word === "yes" && mayHaveRead(when) || word === "no" && isAsked(when);
    if (status === "pending" && isAnswer) {
      status = word === "yes" ? "confirmed" : "declined";
      wasAgreed = word === "yes";
    } else if (word === "stop" && (status === "confirmed" || isAsked(when))) {
      if (status !== "declined") status = "stopped";
    } else if (word === "start" && status === "stopped" && wasAgreed) {
      status = "confirmed";
    }
  }
  return status;
}

/** Whether somebody who texts us gets an answer from us, not from the provider and not silence. */
function isAnswered(said: readonly Said[], text: Said): boolean {
  const before = said.filter(({ phone, at }) => phone === text.phone && at < text.at);
  let isOptedOut = false;
  let isBlocked = false;
  for (const { word, body } of before) {
    if (word === "stop") {
      isOptedOut = true;
      isBlocked ||= body === "STOP";
    }
    if (word === "start") isOptedOut = isBlocked = false;
  }
  if (text.body === "STOP" || (text.body === "START" && isBlocked)) return false;
  if (text.word === "start") return isOptedOut;
  return !isOptedOut;
}

/** Whether a pause that was set by `at` is on at `when`. */
function isPausedAt(person: Person, at: Date, when: Date): boolean {
  const until = person.pauses.findLast(({ from }) => from <= at)?.until;
  return until !== null && until !== undefined && until > when;
}

/** Whether a number was found dead before, or is one that is never taken. */
function isUnreachable(facts: Facts, contact: Contact, at: Date): boolean {
  const fate = facts.numbers.find(({ phone }) => phone === contact.phone)?.fate;
  if (fate !== "dead") return fate === "refused";
  return firstTextTo(facts, contact.phone, at);
}

/** Whether anything should have been sent to a number before `at`. */
function firstTextTo(facts: Facts, phone: string, at: Date): boolean {
  return facts.people.some((person) =>
    person.contacts.filter((contact) => contact.phone === phone).some((contact) =>
      (contact.invited_at !== null && firstTick(contact.invited_at, contact.timezone) < at) ||
      turnsOf(person, at).some((turn) => {
        const leavesAt = firstTick(turn.nominalAt, contact.timezone);
        return leavesAt < at && recipientsOf(turn).includes(contact) &&
          judge(facts, turn, contact, leavesAt).type !== null;
      })
    )
  );
}

function preferencesAt(person: Person, at: Date): Preferences | undefined {
  return person.preferences.findLast(({ from }) => from <= at);
}

function zoned(instant: Date, timezone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timezone);
}

function isAllowed(instant: Date, timezone: string): boolean {
  const { hour } = zoned(instant, timezone);
  return hour >= ALLOWED.from && hour < ALLOWED.until;
}

/** The first tick of the sender at or after `instant` that lies in somebody's allowed hours. */
function firstTick(instant: Date, timezone: string): Date {
  let tick = new Date(Math.ceil(instant.getTime() / TICK) * TICK);
  while (!isAllowed(tick, timezone)) tick = new Date(tick.getTime() + TICK);
  return tick;
}

function hourOf(instant: Date): number {
  return Math.floor(instant.getTime() / HOUR) * HOUR;
}

function inWords(instant: Date): string {
  return `${instant.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
