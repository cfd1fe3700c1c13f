/**
 * A day of texts while everything goes wrong: senders are killed or hear nothing from the database,
 * which restarts, Twilio answers late, wrongly or not at all, and callbacks are lost, doubled, late
 * and out of order. The emulator's own records judge it. Without the fence of reports, the start
 * mark in the sweep, or the reservation, it fails. CHAOS_SEED repeats a run's decisions,
 * CHAOS_MESSAGES sets its size.
 */
import assert from "node:assert/strict";
import type { CallbackFault, ReplyFault } from "../../emulators/twilio/mod.ts";
import { addPeople } from "../../local/people.ts";
import { Chance } from "../../local/random.ts";
import { until, withWorld, type World } from "../system/world.ts";
import { Relay } from "./relay.ts";
import { type Records, violations } from "./verdict.ts";

const MESSAGES = Number(Deno.env.get("CHAOS_MESSAGES") ?? 2_000);
const SEED = Number(Deno.env.get("CHAOS_SEED") ?? Math.floor(Math.random() * 1e9));
const CONTACTS_EACH = 4;
/** Texts of an hour: six hours or so for all of them. */
const HOURLY_LIMIT = Math.ceil(MESSAGES / 5);

/** +1 NPA 555 01xx: a hundred fictitious numbers in each area. */
const phoneOf = (index: number) =>
  `+1${301 + Math.floor(index / 100)}55501${String(index % 100).padStart(2, "0")}`;

/** Between two calls of cron, by the virtual clock. */
const STEP_MS = 600_000;

/** How long a claim holds; some replies take longer. */
const LEASE_SECONDS = 4;

const REPLIES: readonly ReplyFault[] = [
  { kind: "too_many_requests", probability: 0.01, retryAfterSeconds: 1 },
  { kind: "server_error", probability: 0.02, created: true },
  { kind: "server_error", probability: 0.02 },
  { kind: "bad_gateway", probability: 0.01, created: true },
  { kind: "half_reply", probability: 0.02 },
  { kind: "reset", probability: 0.02, created: true },
  { kind: "reset", probability: 0.02 },
];
const LATE: readonly ReplyFault[] = [
  { kind: "slow", next: 2, delayMs: 1_000 * (LEASE_SECONDS + 1) },
  { kind: "too_many_requests", next: 1, delayMs: 1_000 * (LEASE_SECONDS + 1) },
  { kind: "server_error", created: true, next: 1, delayMs: 1_000 * (LEASE_SECONDS + 1) },
];
const CALLBACKS: readonly CallbackFault[] = [
  { kind: "lost", probability: 0.1 },
  { kind: "doubled", probability: 0.1 },
  { kind: "late", probability: 0.1, delayMs: 700 },
  { kind: "reordered", probability: 0.1 },
  { kind: "early", probability: 0.1 },
];

/** Everybody is due on Sunday at 18:00 UTC. */
async function populate({ sql }: World): Promise<void> {
  await sql.unsafe(`
    update private.settings
    set
      messages_per_hour = ${HOURLY_LIMIT}, lease_duration = '${LEASE_SECONDS} seconds',
      proof_timeout = '6 seconds', retry_delay_base = '1 minute', retry_delay_cap = '10 minutes';
  `).simple();
  await addPeople(
    sql,
    Array.from({ length: MESSAGES / CONTACTS_EACH }, (_, index) => ({
      id: crypto.randomUUID(),
      name: `P${index}`,
      goals: [{ title: "Run", weekly_target: 3, days_old: 28 }],
      contacts: Array.from({ length: CONTACTS_EACH }, (_, which) => ({
        name: `C${which}`,
        phone: phoneOf(index * CONTACTS_EACH + which),
        relationship: which === 0 ? "coach" : "friend",
        timezone: "UTC",
        consent_status: "confirmed",
      })),
    })),
  );
}

/** One sender, called as cron does or waiting; whatever becomes of the call. */
async function callSender(world: World, wait: boolean): Promise<void> {
  const response = await world.call("message-sender", {
    body: JSON.stringify({ wait }),
    signal: AbortSignal.timeout(60_000),
  }).catch(() => undefined);
  await response?.body?.cancel().catch(() => {});
}

/** Resolves when no run is under way any more. One that cannot end any more ends by a crash. */
async function untilQuiet({ sql, restartFunctions }: World): Promise<void> {
  const isQuiet = async () =>
    (await sql`select from public.function_runs where status = 'running'`).length === 0;
  await until("no sender runs", isQuiet, 3_000).catch(async () => {
    await restartFunctions("SIGKILL");
    await sql`delete from public.function_runs where status = 'running'`;
  });
}

/** One step of the day: two senders at once, and perhaps a crash, or a third who finds them late. */
async function step(world: World, chance: Chance, isLate: boolean): Promise<void> {
  const calls = [callSender(world, true), callSender(world, chance.onceIn(2))];
  if (isLate) {
    const hasLapsed = async () =>
      (await world.sql`
        select from public.message_queue
        where status = 'processing' and lease_expires_at < clock_timestamp()`).length > 0;
    await until("a lease has run out", hasLapsed, 1_000 * (LEASE_SECONDS + 1)).catch(() => {});
    calls.push(callSender(world, true));
  } else if (chance.onceIn(4)) {
    await until(
      "texts are on their way",
      async () =>
        (await world.sql`select from private.message_attempts where outcome is null`).length > 0,
      500,
    )
      .catch(() => {});
    await world.restartFunctions("SIGKILL");
  } else if (chance.onceIn(15)) {
    await world.restartDatabase(() => world.restartFunctions("SIGKILL"));
  }
  await Promise.all(calls);
  await untilQuiet(world);
}

/** Whether texts are due, and this run and the next may send more than one lane-full of them. */
async function isRoomLeft({ sql }: World, now: Date): Promise<boolean> {
  const [row] = await sql`
    select
      (
        select count(*) from public.message_queue
        where status = 'queued' and scheduled_for <= ${now}
      ) >= 8
      and not exists (
        select from public.message_rate_limits
        where time_slot in (
            date_trunc('hour', ${now}::timestamptz, 'UTC'),
            date_trunc('hour', ${now}::timestamptz + interval '10 minutes', 'UTC')
          )
          and messages_sent + messages_reserved + 8
            > max_messages_per_slot * private.current_pace(${now})
      ) as is_room`;
  return row!.is_room;
}

/**
 * A sender that could not reach the provider reports so, does not hear that its report was taken,
 * and makes it once more when another has begun with those texts. That one is killed with them on
 * their way. Returns whether it came to that.
 */
async function reportAgain(world: World, relay: Relay, now: Date): Promise<boolean> {
  const { sql, twilio } = world;
  const saysNotSent = (request: string) => request.includes('"outcome":"not_sent"');
  await twilio.setFaults({ refuse: true, replies: [], callbacks: [{ kind: "lost" }] });
  const first = relay.keepAnswer(saysNotSent);
  const calls = [callSender(world, true)];
  const report = await orNothing(first, 5_000);
  await twilio.setFaults({ refuse: false, latencyMs: 50 });
  let isUnderWay = false;
  if (report) {
    const { outcomes } = JSON.parse(report.request) as { outcomes: Record<string, string>[] };
    const again = (state: string) => async () =>
      (await sql`
        select from private.message_attempts as earlier
        join public.message_queue on message_queue.id = earlier.message_id
        left join private.message_attempts as later
          on later.message_id = earlier.message_id and later.outcome is null
        where earlier.id = any (${outcomes.map(({ attempt_id: id }) => id!)})
          and earlier.outcome = 'not_sent' and message_queue.status = 'processing'
          and (later.id is not null or ${state} = 'claimed')`).length > 0;
    await world.setClock(new Date(now.getTime() + STEP_MS));
    calls.push(callSender(world, true));
    try {
      await until("another sender has claimed them", again("claimed"), 5_000);
      await twilio.setFaults({ latencyMs: 1_000 });
      isUnderWay = await until("it has begun with them", again("started"), 2_000);
    } catch { /* The hour's budget is spent, or there are older ones. */ }
    const second = relay.keepAnswer(saysNotSent);
    report.lose();
    await orNothing(second, 2_000);
    await world.restartFunctions("SIGKILL");
  }
  relay.forget();
  await Promise.all(calls);
  await untilQuiet(world);
  return isUnderWay;
}

/** What comes of it in time, if anything does. */
async function orNothing<T>(promise: Promise<T>, limitMs: number): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), limitMs);
  return await Promise.race([promise, late.promise]).finally(() => clearTimeout(timer));
}

/** People who say STOP, by a commit of ours, and numbers that Twilio will not take. */
async function meddle(
  { sql, twilio }: World,
  chance: Chance,
  stops: Map<string, Date>,
  refused: Set<string>,
): Promise<void> {
  for (let count = 0; count < 3; count++) {
    const phone = phoneOf(chance.below(MESSAGES));
    await sql`
      insert into private.phone_numbers (phone, opted_out_at) values (${phone}, now())
      on conflict (phone) do update set opted_out_at = excluded.opted_out_at`;
    const [row] = await sql`select clock_timestamp() as now`;
    if (!stops.has(phone)) stops.set(phone, row!.now);
    const gone = phoneOf(chance.below(MESSAGES));
    twilio.setNumber(gone, { errorCode: 21614 });
    refused.add(gone);
  }
  const late = phoneOf(chance.below(MESSAGES));
  twilio.setNumber(late, { callbackErrorCode: 30005 });
  refused.add(late);
}

async function records(
  { sql, twilio }: World,
  stops: ReadonlyMap<string, Date>,
  refused: ReadonlySet<string>,
): Promise<Records> {
  const messages = await sql<Records["messages"][number][]>`
    select message_queue.id, status, reason, provider_message_id as sid, contacts.phone
    from public.message_queue
    left join public.contacts on contacts.id = message_queue.contact_id`;
  const attempts = await sql<Records["attempts"][number][]>`
    select id, message_id as "messageId", to_phone as phone, outcome, budget_hour as "budgetHour",
      started_at as "startedAt"
    from private.message_attempts`;
  const hours = await sql<Records["hours"][number][]>`
    select time_slot as "startsAt", messages_sent as sent, messages_reserved as reserved,
      max_messages_per_slot as limit
    from public.message_rate_limits`;
  return {
    taken: twilio.accepted.map(({ sid, to, createdAt, statusCallback }) => ({
      sid,
      to,
      at: createdAt,
      attemptId: new URL(statusCallback!).searchParams.get("attempt")!,
    })),
    ...{ messages, attempts, hours, stops, refused, allowedHours: [8, 21] },
  };
}

Deno.test("a day on which everything goes wrong texts nobody twice and forgets nobody", async () => {
  console.log(`CHAOS_SEED=${SEED} CHAOS_MESSAGES=${MESSAGES}`);
  const chance = new Chance(SEED);
  const stops = new Map<string, Date>();
  const refused = new Set<string>();
  const relay = new Relay();
  await withWorld({ functionsEnv: { SUPABASE_URL: relay.url } }, async (world) => {
    relay.target = world.apiUrl;
    await populate(world);
    await world.run("message-scheduler");
    const [planned] = await world.sql`select count(*)::int as count from public.message_queue`;
    assert.equal(planned!.count, MESSAGES);

    // An operator lowers the limit of hours that are planned full.
    await world.sql`
      insert into public.message_rate_limits (time_slot, max_messages_per_slot)
      values
        ('2026-06-14 18:00Z', ${Math.floor(HOURLY_LIMIT / 2)}),
        ('2026-06-14 20:00Z', ${Math.floor(HOURLY_LIMIT / 3)})`;

    let now = new Date("2026-06-14T18:00:00Z");
    const end = new Date("2026-06-15T18:20:00Z");
    let steps = 0;
    let repeated = 0;
    while (now < end) {
      await world.setClock(now);
      const [due] = await world.sql`
        select count(*)::int as count from public.message_queue
        where status in ('processing', 'unconfirmed')
          or (status = 'queued' and scheduled_for <= ${now})`;
      if (due!.count > 0) {
        steps++;
        const isLate = chance.onceIn(6);
        await world.twilio.setFaults({
          seed: chance.below(1e9),
          replies: [
            ...REPLIES,
            ...(chance.onceIn(12) ? [{ kind: "hang", created: true, next: 1 } as const] : []),
            // Whoever waits for these is a stale sender when it reports.
            ...(isLate ? LATE : []),
          ],
          // Without any callback only a lookup proves what was sent.
          callbacks: chance.onceIn(3) ? [{ kind: "lost" }] : [...CALLBACKS],
          // Long enough that whoever is killed has texts on their way.
          latencyMs: chance.onceIn(2) ? chance.below(30) : 100 + chance.below(200),
          listLag: chance.below(300),
          ...(chance.onceIn(8) ? { refuse: { forMs: 100 + chance.below(400) } } : {}),
        });
        if (steps % 3 === 0) await meddle(world, chance, stops, refused);
        if ((chance.onceIn(3) || repeated === 0) && await isRoomLeft(world, now)) {
          if (await reportAgain(world, relay, now)) repeated++;
        } else await step(world, chance, isLate);
      }
      now = new Date(now.getTime() + STEP_MS);
    }

    // The storm is over: what is in doubt is settled by callbacks, lookups and time.
    await world.twilio.clearFaults();
    world.twilio.release();
    await world.twilio.settled();
    await until("everything has ended", async () => {
      await world.run("message-sender");
      await world.twilio.settled();
      const open = await world.sql`select from public.message_queue where finished_at is null`;
      return open.length === 0;
    }, 60_000);

    const all = await records(world, stops, refused);
    const counts = Object.entries(
      Object.groupBy(all.messages, ({ status, reason }) => reason ? `${status} ${reason}` : status),
    ).map(([state, messages]) => `${messages!.length} ${state}`);
    console.log(
      `${steps} steps, ${repeated} stale reports, ${all.attempts.length} attempts, ` +
        `${all.taken.length} texts: ${counts.join(", ")}`,
    );
    assert.deepEqual(violations(all), [], `CHAOS_SEED=${SEED}`);
    const doubles = await world.sql`select details from public.alerts where kind = 'sent_twice'`;
    assert.deepEqual(doubles.map((row) => ({ ...row })), []);
    // A report that the database refuses takes the others of its call with it.
    const refusals = world.logs.filter((line) => /violates|final states stay/.test(line));
    assert.deepEqual(refusals, []);
  }).finally(() => relay.stop());
});
