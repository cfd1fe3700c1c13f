/**
 * Days of some people who get texts of three programs and the warnings of a fourth, and change
 * their minds: scheduler and sender run every half hour by the functions that the API calls, and
 * what came of it is written down for the judge.
 */
import type { Sql } from "../../../local/database.ts";
import { addPeople } from "../../../local/people.ts";
import { Chance } from "../../../local/random.ts";
import { withServer } from "../../database/server.ts";
import { asMultirange, complement, MINUTE, type Minutes } from "../../database/time/wall-clock.ts";
import { withOneDay } from "../../system/one-day.ts";
import {
  type Decision,
  FREQUENCIES,
  type Frequency,
  type Message,
  type Move,
  type Records,
  type Request,
  type Start,
  type Wishes,
} from "./judge.ts";

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEP = HOUR / 2;
/** Steps between two runs of the scheduler, and of what cleans up. */
const SCHEDULER_STEPS = 12;
/** Nothing waits longer than that for its end. */
const AFTERWARDS = 3 * DAY;

/** In autumn: the south goes forward, the north back; one never changes. */
const ZONES = [
  "America/New_York",
  "Australia/Lord_Howe",
  "Europe/Berlin",
  "Pacific/Auckland",
  "America/Santiago",
  "America/St_Johns",
  "Europe/London",
  "Australia/Sydney",
  "Asia/Kolkata",
];
const DAY_NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/** The usual hours, or almost the whole day, so that clocks change while texts may leave. */
const LEGAL: readonly Minutes[] = [[[8 * 60, 21 * 60]], [[60, 23 * 60 + 30]]];
/** The programs of tests/system/one-day, and how many turns a day each may have. */
const TURNS = { praise: 1, quiz: 2, tip: 2 } as const;

/** Which days are lived, by how many. */
export interface Plot {
  seed: number;
  people: number;
  from: Date;
  days: number;
}

interface Person {
  id: string;
  zone: string;
  phone: string;
  wishes: Wishes;
  /** Whether the last text to them was of a program that needs a place; null if nobody can tell. */
  last: { at: number; program: string | null } | undefined;
}

interface Untruth {
  at: number;
  program: string;
  person: string;
  date: string;
  slot: number;
}

/** Lives these days, and returns what was recorded. */
export async function live(plot: Plot): Promise<Records> {
  return await withOneDay((supabaseDirectory) =>
    withServer({ durable: false, supabaseDirectory }, async ({ sql }) => {
      const life = new Life(sql, plot);
      await life.begin();
      for (let step = 0; step * STEP < plot.days * DAY; step++) await life.step(step);
      await life.end();
      return await life.records();
    })
  );
}

class Life {
  readonly #chance: Chance;
  readonly #legal: Minutes;
  readonly #people: Person[];
  readonly #wishes: { at: number; person: string; wishes: Wishes }[] = [];
  readonly #starts: Start[] = [];
  readonly #requests: Request[] = [];
  readonly #untruths: Untruth[] = [];
  readonly #runs: number[] = [];
  #now: number;

  constructor(readonly sql: Sql, readonly plot: Plot) {
    this.#chance = new Chance(plot.seed);
    this.#legal = this.#pick(LEGAL);
    this.#now = plot.from.getTime();
    this.#people = Array.from({ length: plot.people }, (_, index) => ({
      id: this.#id(),
      zone: ZONES[index % ZONES.length]!,
      phone: `+1202${5550000 + index}`,
      wishes: {
        frequency: this.#someFrequency(),
        quiet: this.#someQuiet(),
        avoid: this.#someDays(),
        pausedUntil: null,
      },
      last: undefined,
    }));
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#chance.below(from.length)]!;
  }

  #id(): string {
    const hex = Array.from({ length: 32 }, () => this.#chance.below(16).toString(16)).join("");
    return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
  }

  #someFrequency(): Frequency {
    return this.#pick([...FREQUENCIES, null]);
  }

  #someQuiet(): Minutes | null {
    const hour = this.#chance.below(24) * 60;
    const from = this.#chance.below(20 * 60);
    return this.#pick<Minutes | null>([
      null,
      null,
      [[0, 7 * 60], [22 * 60, 24 * 60]],
      [[from, from + 30 + this.#chance.below(3 * 60)]],
      [[from, from + 60], [from + 90, from + 200]],
      // One hour is left, or none.
      complement([[hour, hour + 60]]),
      this.#chance.onceIn(3) ? [[0, 24 * 60]] : [],
    ]);
  }

  #someDays(): string[] | null {
    if (this.#chance.onceIn(2)) return null;
    const oneIn = 2 + this.#chance.below(5);
    return DAY_NAMES.filter(() => this.#chance.onceIn(oneIn));
  }

  /** Times of a day, the earliest first. */
  #someTimes(most: number): string[] {
    const times = new Set<string>();
    const count = 1 + this.#chance.below(most);
    while (times.size < count) {
      // Two in three by day.
      const hour = this.#chance.onceIn(3) ? this.#chance.below(24) : 7 + this.#chance.below(14);
      times.add(`${String(hour).padStart(2, "0")}:${this.#pick(["00", "15", "30", "45"])}`);
    }
    return [...times].sort();
  }

  async begin(): Promise<void> {
    const { sql } = this;
    await sql.unsafe(RECORDS).simple();
    await sql`insert into private.virtual_clock (instant) values (${new Date(this.#now)})`;
    const time = (minute: number) =>
      `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, "0")}`;
    await sql`
      update private.settings
      set
        messages_per_hour = 10000, replies_per_hour = 10000,
        allowed_from = ${time(this.#legal[0]![0])}::text::time,
        allowed_until = ${time(this.#legal[0]![1])}::text::time`;
    await addPeople(
      sql,
      this.#people.map(({ id, zone, phone }, index) => ({
        ...{ id, name: `P${index}` },
        // Every fourth logs nothing for a goal of theirs, and is warned before a friend is told.
        goals: index % 4 === 0 ? [{ title: "Run", weekly_target: 3, days_old: 28 }] : [],
        contacts: [
          {
            ...{ name: "Own", phone, timezone: zone },
            ...{ relationship: "self", consent_status: "confirmed" } as const,
          },
          {
            ...{ name: "Sam", phone: `+1202${5551000 + index}`, timezone: zone },
            ...{ relationship: "friend", consent_status: "confirmed" } as const,
          },
        ],
      })),
    );
    for (const [index, person] of this.#people.entries()) {
      await sql`
        update public.notification_preferences
        set
          timezone = ${person.zone}, enabled = ${index % 4 === 0},
          send_day = ${this.#pick(DAY_NAMES)},
          send_time = ${`${12 + this.#chance.below(8)}:00`}::text::time
        where user_id = ${person.id}`;
      await this.#wish(person, {});
      for (const [program, most] of Object.entries(TURNS)) {
        if (this.#chance.onceIn(6)) continue;
        await sql`
          insert into private.daily_people (program, user_id, send_times, next_date)
          values (
            ${program}, ${person.id}, ${this.#someTimes(most)}::text[]::time[],
            (private.clock_now() at time zone ${person.zone})::date + 1
          )`;
      }
    }
  }

  /** Somebody wants something else from now on. */
  async #wish(person: Person, change: Partial<Wishes>): Promise<void> {
    Object.assign(person.wishes, change);
    this.#wishes.push({ at: this.#now, person: person.id, wishes: { ...person.wishes } });
    const { frequency, quiet, avoid, pausedUntil } = person.wishes;
    await this.sql`
      update public.users
      set
        frequency = ${frequency},
        quiet_minutes = ${quiet && asMultirange(quiet)}::text::int4multirange,
        avoid_days = ${avoid}::text[],
        paused_until = ${pausedUntil === null ? null : new Date(pausedUntil)}
      where id = ${person.id}`;
  }

  async step(number: number): Promise<void> {
    await this.#moveTo(this.plot.from.getTime() + number * STEP);
    if (this.#chance.onceIn(6)) await this.#change(this.#pick(this.#people));
    if (number % SCHEDULER_STEPS === 0) {
      while ((await this.sql`select more from public.schedule_due_messages(500)`)[0]?.more);
      await this.sql`select from public.sweep_messages()`;
    }
    await this.#send();
  }

  async #moveTo(instant: number): Promise<void> {
    this.#now = instant;
    await this.sql`update private.virtual_clock set instant = ${new Date(instant)}`;
  }

  /** One change of a person a step: what is planned by it is judged by how they stand then. */
  async #change(person: Person): Promise<void> {
    switch (this.#chance.below(7)) {
      case 0:
        return await this.#wish(person, { frequency: this.#someFrequency() });
      case 1:
        return await this.#wish(person, { quiet: this.#someQuiet() });
      case 2:
        return await this.#wish(person, { avoid: this.#someDays() });
      case 3:
        return await this.#wish(person, {
          pausedUntil: (person.wishes.pausedUntil ?? 0) > this.#now
            ? null
            : this.#now + this.#chance.below(50) * HOUR + 10 * MINUTE,
        });
      case 4:
        return await this.#text(person, this.#pick(["LESS", "MORE"]));
      default:
        return await this.#takeBack(person);
    }
  }

  /** A turn of today or tomorrow is not true any more, whether it is planned yet or not. */
  async #takeBack(person: Person): Promise<void> {
    const program = this.#pick(Object.keys(TURNS));
    const [row] = await this.sql`
      select (
        (private.clock_now() at time zone ${person.zone})::date + ${this.#chance.below(2)}::integer
      )::text as date`;
    const untruth = {
      ...{ at: this.#now, program, person: person.id },
      ...{ date: row!.date as string, slot: this.#chance.below(2) },
    };
    const added = await this.sql`
      insert into private.daily_untruths (program, user_id, nominal_date, slot)
      values (${program}, ${person.id}, ${untruth.date}::text::date, ${untruth.slot})
      on conflict do nothing
      returning slot`;
    if (added.length > 0) this.#untruths.push(untruth);
  }

  async #text(person: Person, word: "LESS" | "MORE"): Promise<void> {
    const { sql } = this;
    // Whoever got nothing yet, or two kinds at once, means nothing that a judge could know.
    if (!person.last?.program) return;
    const state = async () => {
      const [row] = await sql`
        select users.frequency, preferences.max_messages_per_week as times
        from public.users
        join public.notification_preferences as preferences on preferences.user_id = users.id
        where users.id = ${person.id}`;
      return { frequency: row!.frequency as Frequency, times: row!.times as number };
    };
    const sid = `SM-${person.id}-${this.#now}`;
    const before = await state();
    await sql`select public.record_inbound_message(${sid}, ${person.phone}, ${word})`;
    const after = await state();
    const [answer] = await sql`
      select message_queue.message_text as text
      from public.inbound_messages
      join public.message_queue on message_queue.id = inbound_messages.answer_id
      where inbound_messages.provider_message_id = ${sid}`;
    this.#requests.push({
      ...{ at: this.#now, person: person.id, word, after: person.last.program },
      frequency: [before.frequency, after.frequency],
      timesAWeek: [before.times, after.times],
      answer: answer?.text ?? "",
    });
    person.wishes.frequency = after.frequency;
    this.#wishes.push({ at: this.#now, person: person.id, wishes: { ...person.wishes } });
  }

  /** A sender that goes on until it gets nothing, and whose texts are all accepted. */
  async #send(): Promise<void> {
    const { sql } = this;
    this.#runs.push(this.#now);
    for (let batch = 0; batch < 20; batch++) {
      const due = await sql`
        select from public.message_queue
        where status = 'queued' and scheduled_for <= ${new Date(this.#now)}
        limit 1`;
      if (due.length === 0) return;
      const claimed = await sql`
        select lease_token from public.get_messages_to_send(${5 + this.#chance.below(50)})`;
      if (claimed.length === 0) continue;
      const tokens = claimed.map((row) => row.lease_token as string);
      const started = await sql`
        select started.*, message_queue.program, message_queue.user_id as person
        from public.start_messages(${tokens}::uuid[]) as started
        join public.message_queue on message_queue.id = started.message_id`;
      for (const { message_id, valid_for_seconds, program, person: id, to_phone } of started) {
        this.#starts.push({
          ...{ message: message_id, at: this.#now },
          validForSeconds: valid_for_seconds,
        });
        const person = this.#people.find((each) => each.id === id && each.phone === to_phone);
        if (!person || program === "reply") continue;
        const isOther = person.last?.at === this.#now && person.last.program !== program;
        person.last = { at: this.#now, program: isOther ? null : program };
      }
      const outcomes = started.map(({ attempt_id, lease_token }) => ({
        ...{ attempt_id, lease_token, outcome: "accepted" },
        ...{ provider_message_id: `SM-${attempt_id}`, segments: 1 },
      }));
      await sql`select from public.update_message_statuses(${sql.json(outcomes)})`;
    }
  }

  /** Nobody proposes anything more, and what waits comes to its end. */
  async end(): Promise<void> {
    await this.sql`delete from private.daily_people`;
    const last = this.#now;
    for (let step = 1; step * STEP <= AFTERWARDS; step++) {
      await this.#moveTo(last + step * STEP);
      if (step % SCHEDULER_STEPS === 0) await this.sql`select from public.sweep_messages()`;
      await this.#send();
    }
  }

  async records(): Promise<Records> {
    const { sql } = this;
    const instants = <T extends Record<string, unknown>>(rows: Iterable<T>) =>
      Array.from(rows, (row) =>
        Object.fromEntries(
          Object.entries(row).map(([key, value]) => [
            key,
            value instanceof Date ? value.getTime() : value,
          ]),
        ));
    const messages = instants(
      await sql`
        select
          message_queue.id, message_queue.user_id as person, message_queue.program,
          occurrences.id as occurrence, occurrences.nominal_date::text as "nominalDate",
          occurrences.nominal_at as "nominalAt", message_queue.expires_at as "expiresAt"
        from public.message_queue
        join public.occurrences on occurrences.id = message_queue.occurrence_id`,
    ) as unknown as Message[];
    const moves = instants(
      await sql`
        select
          at, message_id as message, message_type as type, status, reason,
          scheduled_for as "scheduledFor"
        from records.moves order by number`,
    ) as unknown as Move[];
    const decisions = instants(
      await sql`
        select
          at, occurrence_id as occurrence, user_id as person, program, nominal_at as "nominalAt",
          decision, reasons
        from records.decisions order by number`,
    ) as unknown as Decision[];
    const turns = await sql`
      select id, program, user_id, nominal_date::text as date, slot, lost_to
      from public.occurrences`;
    const untrueFrom = new Map<string, number>();
    for (const { at, program, person, date, slot } of this.#untruths) {
      const turn = turns.find((each) =>
        each.program === program && each.user_id === person && each.date === date &&
        each.slot === slot
      );
      if (turn) untrueFrom.set(turn.id, at);
    }
    const explanations = await sql`
      select losers.id, string_agg(told.words, ' ') as words
      from (
        select id from public.message_queue
        where reason in ('person_cap', 'program_cap')
        order by md5(id::text)
        limit 300
      ) as losers
      cross join lateral public.explain_message(losers.id) as told
      where told.event not in ('planned', 'proposed', 'judged_again')
      group by losers.id`;
    return {
      zones: new Map(this.#people.map(({ id, zone }) => [id, zone])),
      legal: this.#legal,
      wishes: this.#wishes,
      ...{ messages, moves, decisions },
      starts: this.#starts,
      untrueFrom,
      lostTo: new Map(
        turns.filter((turn) => turn.lost_to !== null).map((turn) => [turn.id, turn.lost_to]),
      ),
      requests: this.#requests,
      explanations: new Map(explanations.map(({ id, words }) => [id, words])),
      runs: this.#runs,
    };
  }
}

/** Every state of a message and every decision, with its moment. */
const RECORDS = `
  create schema records;
  create table records.moves (
    number bigint generated always as identity primary key,
    at timestamptz not null,
    message_id uuid not null,
    message_type text not null,
    status text not null,
    reason text,
    scheduled_for timestamptz not null
  );
  create table records.decisions (
    number bigint generated always as identity primary key,
    at timestamptz not null,
    occurrence_id uuid not null,
    user_id uuid not null,
    program text not null,
    nominal_at timestamptz not null,
    decision text not null,
    reasons text[] not null
  );
  create function records.note_move() returns trigger
  language plpgsql security definer set search_path = ''
  as $$
  begin
    insert into records.moves (at, message_id, message_type, status, reason, scheduled_for)
    values (
      private.clock_now(), new.id, new.message_type, new.status, new.reason, new.scheduled_for
    );
    return null;
  end;
  $$;
  create function records.note_decision() returns trigger
  language plpgsql security definer set search_path = ''
  as $$
  begin
    insert into records.decisions (
      at, occurrence_id, user_id, program, nominal_at, decision, reasons
    )
    values (
      private.clock_now(), new.id, new.user_id, new.program, new.nominal_at, new.decision,
      new.reasons
    );
    return null;
  end;
  $$;
  create trigger note_move after insert or update on public.message_queue
    for each row execute function records.note_move();
  create trigger note_decision after insert or update of decision, reasons on public.occurrences
    for each row execute function records.note_decision();`;
