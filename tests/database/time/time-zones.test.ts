/**
 * Local times against Temporal, which has its own rules and its own copy of the tz database, in every
 * zone that people may choose: around every change of its clocks from 2024 to 2030, and at random
 * times. `TIME_ZONES_SEED=<number>` repeats a run.
 */
import assert from "node:assert/strict";
import type { Sql } from "../../../local/database.ts";
import { startStack } from "../../../local/stack.ts";

const FROM = Temporal.Instant.from("2024-01-01T00:00Z");
const UNTIL = Temporal.Instant.from("2031-01-01T00:00Z");
const RANDOM_CASES = 10_000;
const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/** The widest disagreement that still leaves this test worth something. */
const MOST_DIFFERING_ZONES = 25;

interface Change {
  zone: string;
  at: Temporal.Instant;
  offsetBefore: number;
  offsetAfter: number;
}

interface Turn {
  zone: string;
  day: string;
  time: Temporal.PlainTime;
  after: Temporal.Instant;
}

/** Random numbers from 0 to 1 that the seed alone decides (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const seconds = (nanoseconds: number) => nanoseconds / 1e9;

/** Every change of a zone's clocks, as Temporal knows it; undefined for a zone it does not know. */
function changesOf(zone: string): Change[] | undefined {
  let moment: Temporal.ZonedDateTime | null;
  try {
    moment = FROM.toZonedDateTimeISO(zone);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  const changes: Change[] = [];
  for (;;) {
    moment = moment.getTimeZoneTransition("next");
    if (!moment || Temporal.Instant.compare(moment.toInstant(), UNTIL) >= 0) return changes;
    const before = moment.subtract({ nanoseconds: 1 }).offsetNanoseconds;
    // A zone may change its name or its flag and keep its clocks.
    if (before === moment.offsetNanoseconds) continue;
    changes.push({
      zone,
      at: moment.toInstant(),
      offsetBefore: seconds(before),
      offsetAfter: seconds(moment.offsetNanoseconds),
    });
  }
}

/**
 * Postgres' offset in seconds at the start and at each change, per zone: `[[instant, offset], …]`.
 * Found by looking once a day and then halving down to the second.
 */
async function offsetsInPostgres(sql: Sql): Promise<Map<string, string>> {
  const rows = await sql<{ zone: string; changes: string }[]>`
    with recursive sampled as (
      select
        name as zone,
        instant,
        (instant at time zone name) - (instant at time zone 'UTC') as utc_offset
      from private.time_zones
      cross join generate_series(
        ${FROM.toString()}::timestamptz, ${UNTIL.toString()}::timestamptz, '1 day'
      ) as instant
    ),
    compared as (
      select
        sampled.*, lag(utc_offset) over (partition by zone order by instant) as offset_before
      from sampled
    ),
    narrowed (zone, low, high, offset_before, utc_offset, step) as (
      select zone, instant - interval '1 day', instant, offset_before, utc_offset, 0
      from compared
      where offset_before <> utc_offset
      union all
      select
        zone,
        case when is_before then middle else low end,
        case when is_before then high else middle end,
        offset_before, utc_offset, step + 1
      from narrowed
      cross join lateral (
        select date_trunc('second', low + (high - low) / 2) as middle
      ) as halved
      cross join lateral (
        select
          (middle at time zone zone) - (middle at time zone 'UTC') = offset_before as is_before
      ) as looked
      where high - low > interval '1 second'
    )
    select
      time_zones.name as zone,
      coalesce(
        string_agg(
          concat_ws(
            ' ', to_char(high at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            extract(epoch from offset_before)::integer, extract(epoch from utc_offset)::integer
          ),
          ', ' order by high
        ),
        ''
      ) as changes
    from private.time_zones
    left join narrowed
      on narrowed.zone = time_zones.name and high - low <= interval '1 second'
    group by time_zones.name`;
  return new Map(rows.map(({ zone, changes }) => [zone, changes]));
}

const inWords = (changes: Change[]) =>
  changes.map(({ at, offsetBefore, offsetAfter }) => `${at} ${offsetBefore} ${offsetAfter}`)
    .join(", ");

/** The first change that one of two lists has and the other has not. */
function firstDifference(ours: string, theirs: string): [string, string] {
  const [a, b] = [ours.split(", "), theirs.split(", ")];
  const index = a.findIndex((change, index) => change !== b[index]);
  const at = index < 0 ? a.length : index;
  return [a[at] || "no change", b[at] || "no change"];
}

const compatible = (local: Temporal.PlainDateTime, zone: string) =>
  local.toZonedDateTime(zone, { disambiguation: "compatible" }).toInstant();

/** The first turn after a moment: its date, its instant, and the start of the week it ends. */
function nextTurn({ zone, day, time, after }: Turn) {
  const around = after.toZonedDateTimeISO(zone).toPlainDate();
  // From two days before, because a gap may move a turn into the next day.
  const first = around.add({ days: (DAYS.indexOf(day) + 1 - around.dayOfWeek + 9) % 7 - 2 });
  for (const date of [first, first.add({ days: 7 }), first.add({ days: 14 })]) {
    const instant = compatible(date.toPlainDateTime(time), zone);
    if (Temporal.Instant.compare(instant, after) > 0) {
      const periodStart = compatible(date.subtract({ days: 7 }).toPlainDateTime(time), zone);
      return { date, instant, periodStart };
    }
  }
  throw new Error(`Temporal finds no ${day} ${time} in ${zone} after ${after}`);
}

/** Both edges of the gap or fold that a change makes in local time. */
function edgesOf({ at, offsetBefore, offsetAfter }: Change): [
  Temporal.PlainDateTime,
  Temporal.PlainDateTime,
] {
  const utc = at.toZonedDateTimeISO("UTC").toPlainDateTime();
  return [
    utc.add({ seconds: Math.min(offsetBefore, offsetAfter) }),
    utc.add({ seconds: Math.max(offsetBefore, offsetAfter) }),
  ];
}

const middleOf = (change: Change) =>
  edgesOf(change)[0].add({
    seconds: Math.floor(Math.abs(change.offsetAfter - change.offsetBefore) / 2),
  });

const AROUND: Temporal.DurationLike[] = [
  ...[{ microseconds: 1 }, { seconds: 1 }, { minutes: 1 }, { hours: 1 }],
  ...[{ days: 1 }, { days: 2 }, { days: 7 }],
];

/** Local times in, at and around a gap or fold. */
function localTimesAround(change: Change): Temporal.PlainDateTime[] {
  return [
    middleOf(change),
    ...edgesOf(change).flatMap((edge) => [
      edge,
      ...AROUND.flatMap((distance) => [edge.add(distance), edge.subtract(distance)]),
    ]),
  ];
}

/** Turns that fall into a gap or fold, or whose week began in one, asked for from around them. */
function turnsAround(change: Change): Turn[] {
  const [first, last] = edgesOf(change);
  const { zone } = change;
  return [first, middleOf(change), last.subtract({ microseconds: 1 }), last].flatMap((local) => {
    const turn = { zone, day: DAYS[local.dayOfWeek - 1]!, time: local.toPlainTime() };
    const instant = compatible(local, zone);
    return [
      ...[{ hours: -8 * 24 }, { microseconds: -1 }, { microseconds: 0 }],
      ...[{ microseconds: 1 }, { hours: 1 }],
    ].map((distance) => ({ ...turn, after: instant.add(distance) }));
  });
}

function randomInstant(random: () => number): Temporal.Instant {
  const range = UNTIL.epochMilliseconds - FROM.epochMilliseconds;
  return FROM.add({ milliseconds: Math.floor(random() * range) });
}

// Instants travel as text: the driver's own dates end at milliseconds.

/** Where private.local_to_instant() differs from Temporal. */
async function wrongInstants(sql: Sql, cases: { zone: string; local: Temporal.PlainDateTime }[]) {
  return await sql`
    select zone, local_time::text, instant::text as ours, expected::text as temporal
    from unnest(
      ${cases.map(({ zone }) => zone)}::text[],
      ${cases.map(({ local }) => local.toString())}::text[]::timestamp[],
      ${cases.map(({ zone, local }) => compatible(local, zone).toString())}::text[]::timestamptz[]
    ) as asked (zone, local_time, expected)
    cross join lateral private.local_to_instant(local_time, zone) as instant
    where instant is distinct from expected`;
}

/** Where next_send_at(), or the week that ends then, differs from Temporal. */
async function wrongTurns(sql: Sql, turns: Turn[]) {
  const expected = turns.map(nextTurn);
  return await sql`
    select
      zone, send_day, send_time::text, after::text,
      concat_ws(' ', instant, nominal_date, period_start) as ours,
      concat_ws(' ', expected, expected_date, expected_start) as temporal
    from unnest(
      ${turns.map(({ zone }) => zone)}::text[],
      ${turns.map(({ day }) => day)}::text[],
      ${turns.map(({ time }) => time.toString())}::text[]::time[],
      ${turns.map(({ after }) => after.toString())}::text[]::timestamptz[],
      ${expected.map(({ instant }) => instant.toString())}::text[]::timestamptz[],
      ${expected.map(({ date }) => date.toString())}::text[]::date[],
      ${expected.map(({ periodStart }) => periodStart.toString())}::text[]::timestamptz[]
    ) as asked (zone, send_day, send_time, after, expected, expected_date, expected_start)
    cross join lateral public.next_send_at(send_day, send_time, zone, after) as instant
    cross join lateral private.nominal_date(instant, send_time, zone) as nominal_date
    cross join lateral private.local_to_instant(nominal_date - 7 + send_time, zone)
      as period_start
    where (instant, nominal_date, period_start)
      is distinct from (expected, expected_date, expected_start)`;
}

Deno.test("local times in every zone are Temporal's", async (t) => {
  const seed = Number(Deno.env.get("TIME_ZONES_SEED") ?? Math.floor(Math.random() * 2 ** 32));
  console.log(`TIME_ZONES_SEED=${seed}`);
  const random = randomNumbers(seed);
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)]!;

  const stack = await startStack({ apiPort: 0, databasePort: 0, twilioPort: 0, seed: false });
  const { sql } = stack;
  try {
    const inPostgres = await offsetsInPostgres(sql);
    const unknown: string[] = [];
    const differing: string[] = [];
    const zones: string[] = [];
    const changes: Change[] = [];
    for (const [zone, ours] of inPostgres) {
      const theirs = changesOf(zone);
      if (!theirs) unknown.push(zone);
      else if (inWords(theirs) !== ours) {
        const [postgres, temporal] = firstDifference(ours, inWords(theirs));
        differing.push(`${zone}: Postgres has ${postgres}; Temporal has ${temporal}`);
      } else {
        zones.push(zone);
        changes.push(...theirs);
      }
    }

    await t.step("wherever the two tz databases agree, which is almost everywhere", async () => {
      const [server] = await sql`select current_setting('server_version') as version`;
      console.log(
        [
          `${zones.length} zones with ${changes.length} changes agree between Postgres ` +
          `${server?.version} (which does not tell its version of the tz database) and Temporal ` +
          `(tz database ${process.versions.tz}); ${differing.length} differ; ` +
          `${unknown.length} are unknown to Temporal`,
          ...differing,
          ...unknown.map((zone) => `${zone}: unknown to Temporal`),
        ].join("\n"),
      );
      assert.ok(
        differing.length + unknown.length <= MOST_DIFFERING_ZONES,
        "too few zones are left to compare",
      );
      for (const zone of ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe"]) {
        assert.equal(changes.filter((change) => change.zone === zone).length, 14, zone);
      }
    });

    await t.step("the instant of a local time, around every change", async () => {
      const cases = changes.flatMap((change) =>
        localTimesAround(change).map((local) => ({ zone: change.zone, local }))
      );
      assert.deepEqual([...await wrongInstants(sql, cases)].slice(0, 5), []);
    });

    await t.step("the instant of a local time, at random", async () => {
      const cases = Array.from({ length: RANDOM_CASES }, () => ({
        zone: pick(zones),
        local: randomInstant(random).toZonedDateTimeISO("UTC").toPlainDateTime(),
      }));
      assert.deepEqual([...await wrongInstants(sql, cases)].slice(0, 5), []);
    });

    await t.step("the next turn, its date and its week, around every change", async () => {
      const turns = changes.flatMap(turnsAround);
      assert.deepEqual([...await wrongTurns(sql, turns)].slice(0, 5), []);
    });

    await t.step("the next turn, its date and its week, at random", async () => {
      const turns = Array.from({ length: RANDOM_CASES }, () => ({
        zone: pick(zones),
        day: pick(DAYS),
        time: randomInstant(random).toZonedDateTimeISO("UTC").toPlainTime(),
        after: randomInstant(random),
      }));
      assert.deepEqual([...await wrongTurns(sql, turns)].slice(0, 5), []);
    });
  } finally {
    await stack.stop();
  }
});
