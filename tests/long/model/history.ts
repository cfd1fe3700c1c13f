/**
 * Lives one history: does each step to the database as senders, people, operators and the provider
 * do, keeps a small model of what it may have come to, and names what contradicts it.
 */
import type { Sql } from "../../../local/database.ts";
import { isAllowedHour, isOneWeek, judgeWeek, localTime, typeOf } from "./judge.ts";
import type { Activity, Goal } from "./judge.ts";
import type { Reply, Step } from "./steps.ts";

export type Transaction = Parameters<Parameters<Sql["begin"]>[1]>[0];

const INVARIANTS = await Deno.readTextFile(`${import.meta.dirname}/invariants.sql`);
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** The states that a message may go to. A proof is asked of the provider's own records instead. */
const MAY_BECOME: Readonly<Record<string, readonly string[]>> = {
  queued: ["processing", "canceled", "expired"],
  processing: ["queued", "unconfirmed", "failed", "expired", "canceled"],
  unconfirmed: ["failed"],
  canceled: [],
  expired: [],
  failed: [],
  sent: [],
};

/** What a sender knows of an attempt. */
interface Attempt {
  id: string;
  lease: string;
  messageId: string;
  phone: string;
  body: string;
  /** No POST may begin later. */
  startBy: Date;
  /** What the provider said to its POST; none was made yet without it. */
  reply?: { reply: Reply; sid: string | null };
  /** Its sender has reported on it, and posts nothing any more. */
  isReported: boolean;
}

/** A text that the provider made: somebody will get it. */
interface Text {
  sid: string;
  attempt: Attempt;
  at: Date;
}

interface MessageState {
  status: string;
  reason: string | null;
  sid: string | null;
}

/** A text as its recipient sees it: whom it is about, and which date, in days since 1970. */
interface Told {
  phone: string;
  userId: string;
  day: number;
}

interface Person {
  id: string;
  timeZones: Set<string>;
  highestCap: number;
}

/** Thrown when the database did what it never may. */
class Violation extends Error {}

export class History {
  #clock = new Date("2026-10-25T08:00Z");
  #people: Person[] = [];
  #leases: { token: string; messageId: string; isLapsed: boolean }[] = [];
  #attempts: Attempt[] = [];
  #texts: Text[] = [];
  #stopped = new Set<string>();
  #isPaused = false;
  #retried = new Set<string>();
  #messages = new Map<string, MessageState>();
  #highestLimits = new Map<string, number>();
  /** How often each thing happened, to see that histories reach what they are about. */
  readonly counts = new Map<string, number>();

  private constructor(readonly sql: Transaction) {}

  static async begin(sql: Transaction): Promise<History> {
    const history = new History(sql);
    const people = await sql`
      select user_id, timezone, max_messages_per_week from public.notification_preferences
      order by user_id`;
    history.#people = people.map((row) => ({
      id: row.user_id,
      timeZones: new Set([row.timezone]),
      highestCap: row.max_messages_per_week,
    }));
    await history.#checkWeeks();
    // Maya's week has just ended.
    await history.#live({ do: "wait", minutes: 545 });
    return history;
  }

  /** Does one step and looks at everything that must hold. @throws {Violation} */
  async live(step: Step): Promise<void> {
    await this.#live(step);
    await this.#check();
  }

  /**
   * Lets the dust settle: nobody begins anything new, every text's callback comes, time runs out.
   * Nothing may be left open then, and what is sent is what the provider made.
   */
  async end(): Promise<void> {
    for (const { sid, attempt } of this.#texts) await this.#callback(attempt.id, sid, "sent", null);
    for (const lease of this.#leases) lease.isLapsed = true;
    await this.sql`
      update public.message_queue set lease_expires_at = clock_timestamp()
      where status = 'processing'`;
    await this.sql`select public.sweep_messages(500)`;
    await this.#lookUp();
    await this.#giveUpWaiting();
    await this.#lookUp();
    await this.#setClock(new Date(this.#clock.getTime() + 8 * DAY));
    await this.sql`select public.sweep_messages(500)`;
    await this.#check();

    for (const [id, { status }] of this.#messages) {
      if (!["sent", "failed", "canceled", "expired"].includes(status)) {
        throw new Violation(`Message ${id} never ended: it is ${status}`);
      }
      const made = this.#texts.some(({ attempt }) => attempt.messageId === id);
      if (made && status !== "sent") {
        throw new Violation(`The provider made a text of ${id}, which ended as ${status}`);
      }
    }
    const [open] = await this.sql`
      select count(*)::int as attempts from private.message_attempts where outcome is null`;
    if (open!.attempts > 0) throw new Violation(`${open!.attempts} attempts never ended`);
  }

  async #live(step: Step): Promise<void> {
    const { sql } = this;
    switch (step.do) {
      case "wait":
        return await this.#setClock(new Date(this.#clock.getTime() + step.minutes * MINUTE));
      case "plan":
        while ((await sql`select more from public.schedule_due_messages()`)[0]!.more);
        return await this.#checkWeeks();
      case "claim":
        return await this.#claim(step.size);
      case "start":
        return await this.#start(step.leases);
      case "post":
        return this.#post(step.attempt, step.reply);
      case "report":
        return await this.#report(step.attempts);
      case "give back": {
        const lease = newest(this.#leases, step.lease);
        if (lease) await sql`select public.release_messages(array[${lease.token}::uuid])`;
        return;
      }
      case "lapse": {
        const lease = newest(this.#leases, step.lease);
        if (!lease) return;
        lease.isLapsed = true;
        await sql`
          update public.message_queue set lease_expires_at = clock_timestamp()
          where lease_token = ${lease.token}`;
        return;
      }
      case "sweep":
        await sql`select public.sweep_messages(500)`;
        return;
      case "callback": {
        const text = newest(this.#texts, step.text);
        if (text) await this.#callback(text.attempt.id, text.sid, step.status, step.errorCode);
        return;
      }
      case "look up":
        return await this.#lookUp();
      case "give up waiting":
        return await this.#giveUpWaiting();
      case "stop": {
        const phone = `+1202555010${1 + (step.phone % 4)}`;
        this.#stopped.add(phone);
        await sql`
          insert into private.phone_numbers (phone, opted_out_at)
          values (${phone}, private.clock_now())
          on conflict (phone) do update set opted_out_at = excluded.opted_out_at`;
        return;
      }
      case "log":
        await sql`
          insert into public.activities (user_id, goal_id, amount, occurred_at)
          select user_id, id, ${step.amount}, ${this.#minutesAgo(step.minutesAgo)}
          from public.goals where user_id = ${this.#person(step.person).id}
          order by created_at, id limit 1`;
        return;
      case "take back":
        await sql`delete from public.activities where user_id = ${this.#person(step.person).id}`;
        return;
      case "goal":
        return await this.#changeGoal(this.#person(step.person).id, step.change);
      case "prefer":
        return await this.#prefer(this.#person(step.person), step.set);
      case "pause":
        await sql`
          update public.users set paused_until = ${this.#minutesAgo(-60 * step.hours)}
          where id = ${this.#person(step.person).id}`;
        return;
      case "contact":
        return await this.#changeContact(step.contact, step.change);
      case "operate":
        return await this.#operate(step.what);
      case "limit":
        await sql`update private.settings set messages_per_hour = ${step.texts}`;
        await sql`
          update public.message_rate_limits set max_messages_per_slot = ${step.texts}
          where time_slot = date_trunc('hour', private.clock_now(), 'UTC')`;
    }
  }

  async #setClock(clock: Date): Promise<void> {
    this.#clock = clock;
    await this.sql`update private.virtual_clock set instant = ${clock}`;
  }

  #person(pick: number): Person {
    return this.#people[pick % this.#people.length]!;
  }

  #minutesAgo(minutes: number): Date {
    return new Date(this.#clock.getTime() - minutes * MINUTE);
  }

  /** A claim says the truth of this moment, or nothing. */
  async #claim(size: number): Promise<void> {
    const [circuit] = await this.sql`
      select opened_at is not null as is_open, probe_after from private.delivery_circuits`;
    const claimed = await this.sql`
      select
        claim.message_id, claim.lease_token, message.user_id, message.message_type,
        preferences.send_if_goal_met, preferences.send_if_partial_goal,
        preferences.max_messages_per_week, contacts.phone, occurrences.period_start,
        occurrences.nominal_date::text as date
      from (select * from public.get_messages_to_send(${size})) as claim
      left join public.message_queue as message on message.id = claim.message_id
      left join public.occurrences on occurrences.id = message.occurrence_id
      left join public.contacts on contacts.id = message.contact_id
      left join public.notification_preferences as preferences
        on preferences.user_id = message.user_id`;
    const isProbed = circuit!.is_open && !(circuit!.probe_after > this.#clock);
    const most = this.#isPaused ? 0 : isProbed ? 1 : circuit!.is_open ? 0 : size;
    if (claimed.length > most) {
      throw new Violation(`Claimed ${claimed.length} messages where ${most} may be`);
    }
    const told = await this.#told();
    for (const { message_id: messageId, lease_token: token } of claimed) {
      this.#leases.push({ token, messageId, isLapsed: false });
    }
    const goals = await this.sql<Goal[]>`select * from public.goals`;
    const activities = await this.sql<Activity[]>`select * from public.activities`;
    // The row as the claim left it, which the statement that claimed does not see yet.
    const types = new Map(
      (await this.sql`
        select id, message_type from public.message_queue
        where id = any (${claimed.map((row) => row.message_id)})`)
        .map((row) => [row.id, row.message_type]),
    );
    for (const row of claimed) {
      this.#count("claimed");
      const type = types.get(row.message_id);
      const outcome = judgeWeek(
        goals.filter((goal) => goal.user_id === row.user_id),
        activities,
        row.period_start,
        this.#clock,
      );
      const truth = typeOf(outcome, {
        send_if_goal_met: row.send_if_goal_met,
        send_if_partial_goal: row.send_if_partial_goal,
      });
      if (type !== truth) {
        throw new Violation(`Claimed as ${type}, but the week is ${outcome}: ${truth}`);
      }
      this.#count(`claimed ${type}`);
      const lately = countLately(told, {
        phone: row.phone,
        userId: row.user_id,
        day: day(row.date),
      });
      if (lately >= row.max_messages_per_week) {
        throw new Violation(`Claimed, but ${row.phone} was told ${lately} times in seven dates`);
      }
    }
  }

  /** Every turn is about the seven days before it. */
  async #checkWeeks(): Promise<void> {
    const turns = await this.sql`
      select user_id, period_start, nominal_at from public.occurrences`;
    for (const { user_id: userId, period_start: start, nominal_at: end } of turns) {
      const person = this.#people.find(({ id }) => id === userId)!;
      if (isOneWeek(start, end, person.timeZones)) continue;
      throw new Violation(`A week begins ${start.toISOString()} and ends ${end.toISOString()}`);
    }
  }

  /** A start is allowed at this moment, or there is none. */
  async #start(picks: readonly number[]): Promise<void> {
    const tokens = [
      ...new Set(picks.flatMap((pick) => newest(this.#leases, pick)?.token ?? [])),
    ];
    const started = await this.sql`
      select * from public.start_messages(${tokens}::uuid[])`;
    for (const row of started) {
      this.#count("started");
      const lease = this.#leases.find(({ token }) => token === row.lease_token)!;
      const [now] = await this.sql`
        select contacts.timezone, contacts.consent_status, contacts.phone, users.paused_until,
          preferences.enabled, occurrences.nominal_at, message.message_text, message.attempts,
          number.opted_out_at, number.unreachable_until
        from public.message_queue as message
        join public.occurrences on occurrences.id = message.occurrence_id
        join public.users on users.id = message.user_id
        join public.notification_preferences as preferences on preferences.user_id = users.id
        join public.contacts on contacts.id = message.contact_id
        left join private.phone_numbers as number on number.phone = contacts.phone
        where message.id = ${row.message_id}`;
      const reasons = {
        "its lease has run out": lease.isLapsed,
        "it belongs to another message": lease.messageId !== row.message_id,
        "the number said STOP": this.#stopped.has(row.to_phone) || now!.opted_out_at !== null,
        "the number is unreachable": now!.unreachable_until > this.#clock,
        "the number is another": now!.phone !== row.to_phone,
        "the contact has not confirmed": now!.consent_status !== "confirmed",
        "notifications are off": !now!.enabled,
        "the person pauses": now!.paused_until > this.#clock,
        "the operator paused sending": this.#isPaused,
        "the recipient sleeps": !isAllowedHour(this.#clock, now!.timezone),
        "it is too late": this.#clock.getTime() >= now!.nominal_at.getTime() + DAY,
        "it is too early": this.#clock < now!.nominal_at,
        "the text is another": now!.message_text !== row.body,
        "it was tried three times": now!.attempts > 3,
        "the provider has it": this.#texts.some(({ attempt }) =>
          attempt.messageId === row.message_id
        ),
      };
      for (const [reason, holds] of Object.entries(reasons)) {
        if (holds) throw new Violation(`Started message ${row.message_id}, though ${reason}`);
      }
      const startBy = new Date(this.#clock.getTime() + row.start_within_ms);
      if (!isAllowedHour(new Date(startBy.getTime() - 1), now!.timezone)) {
        throw new Violation(`May be posted until ${startBy.toISOString()}, in the night`);
      }
      const deliveredBy = new Date(this.#clock.getTime() + row.valid_for_seconds * 1000 - 1);
      if (row.valid_for_seconds > 1 && !isAllowedHour(deliveredBy, now!.timezone)) {
        throw new Violation(`Valid until ${deliveredBy.toISOString()}, in the night`);
      }
      this.#attempts.push({
        id: row.attempt_id,
        lease: row.lease_token,
        messageId: row.message_id,
        phone: row.to_phone,
        body: row.body,
        startBy,
        isReported: false,
      });
    }
  }

  #post(pick: number, reply: Reply): void {
    const attempt = newest(this.#attempts.filter((each) => this.#mayPost(each)), pick);
    if (!attempt) return;
    const isMade = reply === "accepted" || reply === "lost_but_made";
    const sid = isMade ? `SM${this.#texts.length}` : null;
    attempt.reply = { reply, sid };
    this.#count(`posted: ${reply}`);
    if (!isMade) return;
    const double = this.#texts.find((text) => text.attempt.messageId === attempt.messageId);
    if (double) throw new Violation(`Message ${attempt.messageId} was made twice`);
    this.#texts.push({ sid: sid!, attempt, at: this.#clock });
  }

  /** No POST begins after its lease, nor after the latest start that the database named. */
  #mayPost(attempt: Attempt): boolean {
    const lease = this.#leases.find(({ token }) => token === attempt.lease)!;
    return !attempt.reply && !attempt.isReported && !lease.isLapsed &&
      this.#clock < attempt.startBy;
  }

  async #report(picks: readonly number[]): Promise<void> {
    // A sender reports what came of its POST, or that it could make none any more.
    const known = this.#attempts.filter((attempt) => attempt.reply || !this.#mayPost(attempt));
    const attempts = new Set(picks.flatMap((pick) => newest(known, pick) ?? []));
    const outcomes = [...attempts].map((attempt) => {
      attempt.isReported = true;
      return {
        attempt_id: attempt.id,
        lease_token: attempt.lease,
        ...reportOf(attempt.reply?.reply ?? "not_connected", attempt.reply?.sid ?? null),
      };
    });
    const results = await this.sql`
      select * from public.update_message_statuses(${this.sql.json(outcomes)})`;
    for (const { result } of results) this.#count(`reported: ${result}`);
  }

  async #callback(attempt: string, sid: string, status: string, code: number | null) {
    const [row] = await this.sql`
      select public.record_delivery_status(${attempt}, ${sid}, ${status}, ${code}) as result`;
    this.#count(`callback: ${row!.result}`);
  }

  /** As the sender asks: texts to this number with this body in this stretch, newest first. */
  async #lookUp(): Promise<void> {
    for (const row of await this.sql`select * from public.get_attempts_to_look_up(100)`) {
      const found = this.#texts
        .filter(({ attempt, at }) =>
          attempt.phone === row.to_phone && attempt.body === row.body &&
          at >= row.created_from && at <= row.created_until
        )
        .reverse()
        .map(({ sid }) => sid);
      const [answer] = await this.sql`
        select public.record_lookup(${row.attempt_id}, ${found}) as is_proof`;
      this.#count(`looked up: ${answer!.is_proof}`);
    }
  }

  /** More than two hours pass for everything that waits for proof; somebody asks; it is over. */
  async #giveUpWaiting(): Promise<void> {
    await this.sql`
      update public.message_queue
      set unconfirmed_at = unconfirmed_at - interval '121 minutes'
      where status = 'unconfirmed'`;
    await this.sql`
      update private.message_attempts set looked_up_at = looked_up_at - interval '121 minutes'
      where looked_up_at is not null`;
    await this.#lookUp();
    await this.sql`select public.sweep_messages(500)`;
  }

  async #changeGoal(userId: string, change: "add" | "delete" | "harder"): Promise<void> {
    const { sql } = this;
    switch (change) {
      case "add":
        await sql`
          insert into public.goals (user_id, title, weekly_target, created_at)
          values (${userId}, 'Swim', 1, ${this.#clock})`;
        return;
      case "delete":
        await sql`
          delete from public.goals where id = (
            select id from public.goals where user_id = ${userId} order by created_at, id limit 1
          )`;
        return;
      case "harder":
        await sql`
          update public.goals set weekly_target = weekly_target + 1 where user_id = ${userId}`;
    }
  }

  async #prefer(person: Person, change: string): Promise<void> {
    const [row] = await this.sql.unsafe(
      `update public.notification_preferences set ${change} where user_id = $1
      returning timezone, max_messages_per_week`,
      [person.id],
    );
    person.timeZones.add(row!.timezone);
    person.highestCap = Math.max(person.highestCap, row!.max_messages_per_week);
  }

  async #changeContact(
    pick: number,
    change: "stopped" | "confirmed" | "delete" | "add again",
  ): Promise<void> {
    const { sql } = this;
    if (change === "add again") {
      const person = this.#person(pick).id;
      await sql`
        insert into public.contacts (user_id, name, phone, relationship, timezone, consent_status)
        select users.id, 'Eve', '+12025550101', 'friend', 'Europe/Berlin', 'confirmed'
        from public.users
        where users.id = ${person}
          and not exists (
            select from public.contacts
            where contacts.user_id = users.id and contacts.phone = '+12025550101'
          )`;
      return;
    }
    const contacts = await sql`select id from public.contacts order by user_id, phone`;
    const id = newest([...contacts], pick)?.id;
    if (!id) return;
    if (change === "delete") await sql`delete from public.contacts where id = ${id}`;
    else await sql`update public.contacts set consent_status = ${change} where id = ${id}`;
  }

  async #operate(what: "pause" | "resume" | "retry"): Promise<void> {
    const { sql } = this;
    switch (what) {
      case "pause":
        this.#isPaused = true;
        await sql`select private.pause_sending('to see what happens')`;
        return;
      case "resume":
        this.#isPaused = false;
        await sql`select private.resume_sending()`;
        return;
      case "retry":
        // An operator who looked at the provider's records.
        for (const [id, { status }] of this.#messages) {
          if (status !== "failed") continue;
          if (this.#texts.some(({ attempt }) => attempt.messageId === id)) continue;
          const [row] = await sql`
            select expires_at > private.clock_now() as is_in_time
            from public.message_queue where id = ${id}`;
          if (!row!.is_in_time) continue;
          await sql`select private.retry_message(${id})`;
          this.#retried.add(id);
          this.#count("retried by hand");
        }
    }
  }

  async #check(): Promise<void> {
    const [state] = await this.sql.unsafe(INVARIANTS, [[...this.#retried]], {
      prepare: true,
    });
    const { violations, messages, hours } = state as unknown as {
      violations: string[];
      messages: Record<string, MessageState>;
      hours: Record<string, { taken: number; limit: number }>;
    };
    if (violations.length > 0) throw new Violation(violations.join("\n"));
    for (const [hour, { taken, limit }] of Object.entries(hours)) {
      const highest = Math.max(limit, this.#highestLimits.get(hour) ?? 0);
      this.#highestLimits.set(hour, highest);
      if (taken > highest) throw new Violation(`Hour ${hour} took ${taken} of ${highest}`);
    }
    for (const [id, now] of Object.entries(messages)) this.#checkMove(id, now);
    for (const id of this.#messages.keys()) {
      if (!messages[id]) throw new Violation(`Message ${id} is gone`);
    }
    this.#messages = new Map(Object.entries(messages));
    if (this.#texts.length > 1) await this.#checkCaps();
  }

  #checkMove(id: string, now: MessageState): void {
    const before = this.#messages.get(id) ?? { status: "queued", reason: null, sid: null };
    if (now.status === "sent") {
      const text = this.#texts.find(({ sid }) => sid === now.sid);
      if (text?.attempt.messageId !== id) {
        throw new Violation(`Message ${id} is sent as ${now.sid}, which the provider never made`);
      }
    }
    if (before.status === now.status) return;
    this.#count(`${before.status} -> ${now.status}`);
    const isAllowed = now.status === "sent" ||
      // A step may take a message two moves on.
      (MAY_BECOME[before.status]!.includes(now.status)) ||
      (before.status === "canceled" && before.reason === "superseded") ||
      (before.status === "failed" && this.#retried.has(id)) ||
      (before.status === "processing" && now.status === "expired");
    if (!isAllowed) {
      throw new Violation(`Message ${id} went from ${before.status} to ${now.status}`);
    }
  }

  /** Whom the provider's texts told about which date. */
  async #told(): Promise<Told[]> {
    const rows = await this.sql`
      select message_queue.id, occurrences.user_id, occurrences.nominal_date::text as date
      from public.message_queue
      join public.occurrences on occurrences.id = message_queue.occurrence_id
      where message_queue.id = any (${this.#texts.map(({ attempt }) => attempt.messageId)})`;
    return this.#texts.map(({ attempt }) => {
      const row = rows.find(({ id }) => id === attempt.messageId)!;
      return { phone: attempt.phone, userId: row.user_id, day: day(row.date) };
    });
  }

  /** Nobody is told about a date twice, nor more often in seven dates than the person ever wished. */
  async #checkCaps(): Promise<void> {
    const told = await this.#told();
    for (const one of told) {
      const cap = this.#people.find(({ id }) => id === one.userId)!.highestCap;
      const lately = countLately(told, one);
      if (lately > cap) throw new Violation(`${one.phone} was told ${lately} times in seven dates`);
      const same = told.filter(({ phone, userId, day }) =>
        phone === one.phone && userId === one.userId && day === one.day
      );
      if (same.length > 1) throw new Violation(`${one.phone} was told about one date twice`);
    }
  }

  #count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  /** For a failure's report. */
  toString(): string {
    return `at ${localTime(this.#clock, "UTC")} UTC`;
  }
}

/** The one that a number picks, counted from the newest. */
function newest<T>(list: readonly T[], pick: number): T | undefined {
  return list[list.length - 1 - (pick % Math.max(list.length, 1))];
}

/** Days since 1970 of a date. */
function day(date: string): number {
  return Date.parse(date) / DAY;
}

/** How many texts to this phone about this person concern this date or the six before. */
function countLately(told: readonly Told[], { phone, userId, day }: Told): number {
  return told.filter((each) =>
    each.phone === phone && each.userId === userId && each.day <= day && each.day > day - 7
  ).length;
}

/** What a sender reports of a reply. */
function reportOf(reply: Reply, sid: string | null) {
  switch (reply) {
    case "accepted":
      return { outcome: "accepted", provider_message_id: sid, segments: 1 };
    case "lost_but_made":
    case "lost":
      return { outcome: "unknown" };
    case "opted_out":
      return { outcome: "rejected", error_code: 21610 };
    case "no_mobile":
      return { outcome: "rejected", error_code: 21614 };
    case "account_error":
      return { outcome: "rejected", error_code: 20003 };
    case "busy":
      return { outcome: "not_sent", error_code: 20429, retry_after_seconds: 30 };
    case "not_connected":
      return { outcome: "not_sent" };
  }
}
