/**
 * private.next_allowed_instant() and private.allowed_until() against somebody who walks minute by
 * minute and looks at the clock on the wall each time: in zones whose clocks jump by half an hour,
 * two hours and a whole day, mostly around those jumps. OPEN_MINUTES_SEED repeats a run.
 */
import assert from "node:assert/strict";
import type { Sql } from "../../../local/database.ts";
import { Chance } from "../../../local/random.ts";
import { withServer } from "../server.ts";
import { asMultirange, type Hours, MINUTE, type Minutes, WallClock } from "./wall-clock.ts";

const SEED = Number(Deno.env.get("OPEN_MINUTES_SEED") ?? Math.floor(Math.random() * 1e9));
const CASES = 2_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const FROM = Date.parse("2011-12-02T00:00Z");
const UNTIL = Date.parse("2029-12-01T00:00Z");
/** More would mean that the two tz databases are years apart. */
const MOST_DIFFERING_ZONES = 2;

const ZONES = [
  "UTC",
  "America/New_York",
  "America/St_Johns",
  // At midnight.
  "America/Santiago",
  "America/Havana",
  // In winter, by law.
  "Europe/Dublin",
  "Europe/Berlin",
  "Asia/Kathmandu",
  "Asia/Kolkata",
  // By half an hour.
  "Australia/Lord_Howe",
  "Australia/Adelaide",
  "Pacific/Auckland",
  "Pacific/Chatham",
  // By two hours.
  "Antarctica/Troll",
  // By a day: 30 December 2011 was left out.
  "Pacific/Apia",
  "Pacific/Fakaofo",
];

interface Case extends Hours {
  clock: WallClock;
  instant: number;
}

/** Every moment at which the clocks of a zone change. */
function changesOf(clock: WallClock): number[] {
  const changes: number[] = [];
  for (let day = FROM; day < UNTIL; day += DAY) {
    const before = clock.offset(day);
    if (clock.offset(day + DAY) === before) continue;
    let [low, high] = [day, day + DAY];
    while (high - low > MINUTE) {
      const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE;
      if (clock.offset(middle) === before) low = middle;
      else high = middle;
    }
    changes.push(high);
  }
  return changes;
}

/** Zones in which Postgres and Intl do not change the clocks at the same moments. */
async function differing(sql: Sql, changes: Map<string, number[]>): Promise<string[]> {
  const looks = [...changes].flatMap(([zone, moments]) =>
    [FROM, ...moments.flatMap((moment) => [moment - 1_000, moment]), UNTIL]
      .map((instant) => ({ zone, instant }))
  );
  const rows = await sql<{ zone: string; instant: string; offset: string }[]>`
    select
      zone, instant::text,
      extract(
        epoch from (to_timestamp(instant / 1000) at time zone zone)
          - (to_timestamp(instant / 1000) at time zone 'UTC')
      )::text as offset
    from unnest(
      ${looks.map(({ zone }) => zone)}::text[],
      ${looks.map(({ instant }) => String(instant))}::text[]::bigint[]
    ) as look (zone, instant)`;
  assert.equal(rows.length, looks.length);
  const wrong = rows.filter(({ zone, instant, offset }) =>
    new WallClock(zone).offset(Number(instant)) !== Number(offset) * 1_000
  );
  return [...new Set(wrong.map(({ zone }) => zone))];
}

/** Ranges apart from each other; sometimes none, and sometimes the whole day. */
function someMinutes(chance: Chance): Minutes {
  if (chance.onceIn(12)) return [[0, 1440]];
  if (chance.onceIn(25)) return [];
  const edges = new Set<number>();
  const wanted = 2 * (1 + chance.below(3));
  // The night, in which clocks change, and round times come more often.
  const edge = () =>
    chance.onceIn(2)
      ? chance.below(1441)
      : chance.onceIn(2)
      ? 15 * chance.below(97)
      : 15 * chance.below(17);
  while (edges.size < wanted) edges.add(edge());
  const sorted = [...edges].sort((one, other) => one - other);
  return Array.from(
    { length: sorted.length / 2 },
    (_, index) => [sorted[2 * index]!, sorted[2 * index + 1]!] as const,
  );
}

function someDays(chance: Chance): number[] {
  if (chance.onceIn(2)) return [];
  if (chance.onceIn(40)) return [1, 2, 3, 4, 5, 6, 7];
  const share = chance.next();
  return [1, 2, 3, 4, 5, 6, 7].filter(() => chance.next() < share);
}

function someInstant(chance: Chance, changes: readonly number[]): number {
  const change = changes[chance.below(changes.length)];
  if (change === undefined || chance.onceIn(4)) {
    return FROM + Math.floor(chance.next() * (UNTIL - FROM));
  }
  const reach = [5 * MINUTE, 3 * HOUR, 2 * DAY, 8 * DAY][chance.below(4)]!;
  const near = change + Math.floor((2 * chance.next() - 1) * reach);
  const exactly = [change - 1, change, change + 1, Math.floor(near / MINUTE) * MINUTE];
  return chance.onceIn(3) ? exactly[chance.below(4)]! : near;
}

const inWords = (instant: number | null) =>
  instant === null || !isFinite(instant) ? String(instant) : new Date(instant).toISOString();

/** What one of the two functions answers about each case. */
async function answers(
  sql: Sql,
  name: "next_allowed_instant" | "allowed_until",
  cases: readonly Case[],
): Promise<(number | null)[]> {
  const rows = await sql<{ answer: string | null }[]>`
    select extract(epoch from answer.at)::text as answer
    from unnest(
      ${cases.map(({ instant }) => new Date(instant).toISOString())}::text[]::timestamptz[],
      ${cases.map(({ clock }) => clock.zone)}::text[],
      ${cases.map(({ open }) => asMultirange(open))}::text[],
      ${cases.map(({ avoid }) => `{${avoid.join(",")}}`)}::text[]
    ) with ordinality as asked (instant, zone, open, avoid, number)
    cross join lateral ${sql.unsafe(`private.${name}`)}(
      asked.instant, asked.zone, asked.open::int4multirange, asked.avoid::smallint[]
    ) as answer (at)
    order by asked.number`;
  assert.equal(rows.length, cases.length);
  return rows.map(({ answer }) => answer === null ? null : Math.round(Number(answer) * 1_000));
}

/** The cases of which another answer was expected. */
function wrong(
  cases: readonly Case[],
  expected: readonly (number | null)[],
  answered: readonly (number | null)[],
): Record<string, string>[] {
  return cases.flatMap(({ clock, instant, open, avoid }, index) =>
    expected[index] === answered[index] ? [] : [{
      ...{ zone: clock.zone, instant: inWords(instant) },
      ...{ open: asMultirange(open), avoid: `{${avoid.join(",")}}` },
      ...{ expected: inWords(expected[index]!), answered: inWords(answered[index]!) },
    }]
  );
}

Deno.test(`open minutes are what the clock on the wall shows, OPEN_MINUTES_SEED=${SEED}`, (t) =>
  withServer({ durable: false }, async ({ sql }) => {
    console.log(`OPEN_MINUTES_SEED=${SEED}`);
    const chance = new Chance(SEED);
    const changes = new Map(ZONES.map((zone) => [zone, changesOf(new WallClock(zone))]));
    assert.equal(changes.get("Australia/Lord_Howe")!.length, 36);
    const apart = await differing(sql, changes);
    if (apart.length > 0) console.log(`${apart} differ between Postgres and Intl and are left out`);
    assert.ok(apart.length <= MOST_DIFFERING_ZONES, apart.join());
    const clocks = ZONES.filter((zone) => !apart.includes(zone)).map((zone) => new WallClock(zone));
    const cases: Case[] = Array.from({ length: CASES }, () => {
      const clock = clocks[chance.below(clocks.length)]!;
      return {
        clock,
        instant: someInstant(chance, changes.get(clock.zone)!),
        open: someMinutes(chance),
        avoid: someDays(chance),
      };
    });
    const opens = cases.map((each) => each.clock.nextOpen(each.instant, each));

    await t.step("the next open instant is the first open one, or none", async () => {
      assert.ok(opens.filter((at) => at === null).length > 20, "some have no open minute");
      const answered = await answers(sql, "next_allowed_instant", cases);
      assert.deepEqual(wrong(cases, opens, answered).slice(0, 5), []);
    });

    await t.step("from an open instant on it is open until the first that is not", async () => {
      // Nobody asks at one that is not.
      const asked = cases.flatMap((each, index) => {
        const instant = opens[index];
        return instant === null || instant === undefined ? [] : [{ ...each, instant }];
      });
      const closes = asked.map((each) => each.clock.openUntil(each.instant, each));
      // What is always open has no end: null and infinity say so, and any moment far ahead is safe.
      const answered = (await answers(sql, "allowed_until", asked)).map((at, index) =>
        closes[index] === null && (at ?? Infinity) > asked[index]!.instant + 7 * DAY ? null : at
      );
      assert.ok(closes.filter((at) => at !== null).length > CASES / 2);
      assert.deepEqual(wrong(asked, closes, answered).slice(0, 5), []);
    });
  }));
