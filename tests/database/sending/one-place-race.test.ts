/**
 * Who gets the one place of a person's day when two senders decide at the same time. Whoever asks
 * for a place by what their own snapshot shows gives it to two, or to the worse one.
 * ONE_PLACE_SEED repeats the batches and delays of a run.
 */
import assert from "node:assert/strict";
import type { Sql } from "../../../local/database.ts";
import { addPeople } from "../../../local/people.ts";
import { Chance } from "../../../local/random.ts";
import { withOneDay } from "../../system/one-day.ts";
import { type Race, withRace } from "../race.ts";

const SEED = Number(Deno.env.get("ONE_PLACE_SEED") ?? Math.floor(Math.random() * 1e9));
const PEOPLE = 300;
const DAY = "2026-06-10";
const DAY_BEFORE = new Date("2026-06-09T08:00Z");
const NOON = new Date(`${DAY}T12:00Z`);
const ONE_O_CLOCK = new Date(`${DAY}T13:00Z`);
const ELEVEN_OR_LATER = ["11:00", "11:30", "12:00"] as const;

/** What became of a message. */
interface Fate {
  person: string;
  program: string;
  status: string;
  reason: string | null;
  occurrence: string;
  lostTo: string | null;
}

class Day {
  /** What is claimed and not sent yet. */
  #claimed: string[] = [];

  constructor(readonly race: Race) {}

  /** People with one place a day, and what each of these programs has for their own phone. */
  async begin(people: number, programs: readonly string[], chance: Chance): Promise<void> {
    const { sql, setClock } = this.race;
    this.#claimed = [];
    await sql`delete from auth.users`;
    await sql`delete from public.message_rate_limits`;
    await sql`delete from private.phone_numbers`;
    await sql`update private.settings set messages_per_hour = ${2 * PEOPLE}`;
    await setClock(DAY_BEFORE);
    await addPeople(
      sql,
      Array.from({ length: people }, (_, index) => ({
        id: crypto.randomUUID(),
        name: `P${index}`,
        goals: [],
        contacts: [{
          ...{ name: "Own", phone: `+1202${5550000 + index}`, timezone: "UTC" },
          ...{ relationship: "self", consent_status: "confirmed" } as const,
        }],
      })),
    );
    await sql`update public.users set frequency = 'minimal'`;
    const rows = await sql`select id from public.users order by id`;
    for (const program of programs) {
      const turns = rows.map(({ id }) => ({
        ...{ program, user_id: id, next_date: DAY },
        // One is due before the other, or both at once.
        send_times: [ELEVEN_OR_LATER[chance.below(ELEVEN_OR_LATER.length)]!],
      }));
      await sql`insert into private.daily_people ${sql(turns)}`;
    }
    while ((await sql`select more from public.schedule_due_messages(500)`)[0]?.more);
    await setClock(NOON);
    const [queued] = await sql`
      select count(*)::int as count from public.message_queue where status = 'queued'`;
    assert.equal(queued?.count, people * programs.length, "all of them are due");
  }

  /** Claims, and commits so many milliseconds later; nobody sees it before. */
  async claim(worker: Sql, size: number, lateMs: number): Promise<number> {
    const tokens = await worker.begin(async (transaction) => {
      const batch = await transaction`
        select lease_token from public.get_messages_to_send(${size})`;
      await transaction`select pg_sleep(${lateMs / 1000})`;
      return batch.map((row) => row.lease_token as string);
    });
    this.#claimed.push(...tokens);
    return tokens.length;
  }

  /** Sends what was claimed so far. */
  async deliver(worker: Sql): Promise<void> {
    const tokens = this.#claimed.splice(0);
    if (tokens.length === 0) return;
    const started = await worker`
      select attempt_id, lease_token from public.start_messages(${tokens}::uuid[])`;
    assert.equal(started.length, tokens.length, "what is claimed may start");
    const outcomes = started.map(({ attempt_id, lease_token }) => ({
      ...{ attempt_id, lease_token, outcome: "accepted" },
      ...{ provider_message_id: `SM-${attempt_id}`, segments: 1 },
    }));
    await worker`select from public.update_message_statuses(${worker.json(outcomes)})`;
  }

  /** One sender until nothing is due, who sends what was claimed now and then. */
  async #send(worker: Sql, chance: Chance): Promise<void> {
    for (let inVain = 0; inVain < 1_000;) {
      const count = await this.claim(worker, 1 + chance.below(40), chance.below(20));
      if (chance.onceIn(3)) await this.deliver(worker);
      if (count > 0) continue;
      const due = await worker`
        select from public.message_queue
        where status = 'queued' and scheduled_for <= private.clock_now()
        limit 1`;
      if (due.length === 0) return;
      inVain++;
    }
    assert.fail("a thousand claims found nothing to send, and something is due all the time");
  }

  async sendAtOnce(senders: readonly Sql[], chance: Chance): Promise<void> {
    await Promise.all(
      senders.map((worker) => this.#send(worker, new Chance(chance.below(1e9)))),
    );
  }

  /** The clock runs on until nothing waits any more. */
  async runOn(senders: readonly Sql[], chance: Chance): Promise<void> {
    const { sql, setClock } = this.race;
    for (let times = 0; times < 24; times++) {
      await this.deliver(sql);
      const [next] = await sql`
        select scheduled_for as at from public.message_queue
        where status = 'queued' order by scheduled_for limit 1`;
      if (!next) return;
      await setClock(next.at);
      await this.sendAtOnce(senders, chance);
    }
    assert.fail("something is put off again and again");
  }

  async fates(): Promise<Fate[]> {
    return [
      ...await this.race.sql<Fate[]>`
        select message_queue.user_id as person, message_queue.program, message_queue.status,
          message_queue.reason, occurrences.id as occurrence, occurrences.lost_to as "lostTo"
        from public.message_queue
        join public.occurrences on occurrences.id = message_queue.occurrence_id`,
    ];
  }
}

/** Those who have more or less than one text that a sender has or had. */
function withoutOnePlace(fates: readonly Fate[]): string[] {
  return Object.entries(Object.groupBy(fates, ({ person }) => person))
    .filter(([, own]) =>
      own!.filter(({ status }) => status === "processing" || status === "sent").length !== 1
    )
    .map(([, own]) => own!.map(({ program, status }) => `${program} ${status}`).join(", "));
}

/** Losers who are not canceled for a place that somebody else of their person got. */
function withoutWinner(fates: readonly Fate[]): Fate[] {
  const sent = new Map(
    fates.filter(({ status }) => status === "sent").map((fate) => [fate.person, fate]),
  );
  return fates.filter((fate) =>
    fate.status !== "sent" && !(
      fate.status === "canceled" && fate.reason === "person_cap" &&
      fate.lostTo !== null && fate.lostTo === sent.get(fate.person)?.occurrence
    )
  );
}

/** Resolves when this is done, or so many connections wait for locks that others hold. */
async function untilDoneOrWaiting(
  look: Sql,
  action: Promise<unknown>,
  connections: number,
): Promise<void> {
  let isDone = false;
  const done = () => {
    isDone = true;
  };
  action.then(done, done);
  while (
    !isDone &&
    (await look`select distinct pid from pg_locks where not granted`).length < connections
  );
}

/** A better message for everybody, as if it had been planned just now. */
async function queueBetter(worker: Sql): Promise<void> {
  await worker`
    with occurrence as (
      insert into public.occurrences (
        program, user_id, contact_id, nominal_date, nominal_at, period_start, forecast, decision,
        reasons
      )
      select
        'praise', contacts.user_id, contacts.id, ${DAY}::date, ${NOON}::timestamptz,
        ${NOON}::timestamptz - interval '1 day', '{}', 'queued', '{}'
      from public.contacts
      returning *
    )
    insert into public.message_queue (
      user_id, contact_id, occurrence_id, program, message_type, message_style, template_id,
      facts, message_text, scheduled_for, expires_at
    )
    select
      occurrence.user_id, occurrence.contact_id, occurrence.id, 'praise', 'praise', 'plain',
      'praise.praise', '{}', 'Well done so far.', occurrence.nominal_at,
      occurrence.nominal_at + interval '9 hours'
    from occurrence`;
}

Deno.test(`one place, two senders, ONE_PLACE_SEED=${SEED}`, async (t) => {
  console.log(`ONE_PLACE_SEED=${SEED}`);
  const chance = new Chance(SEED);
  await withOneDay((supabaseDirectory) =>
    withRace(async (race) => {
      const { sql, workers, setClock, isBalanced } = race;
      const [first, second, third] = workers as [Sql, Sql, Sql, ...Sql[]];
      const day = new Day(race);

      await t.step("of two that are due each of 300 people gets one, the better", async () => {
        await day.begin(PEOPLE, ["praise", "tip"], chance);
        await day.sendAtOnce([first, second], chance);
        assert.deepEqual(withoutOnePlace(await day.fates()), [], "while some only are claimed");

        await day.runOn([first, second], chance);
        const fates = await day.fates();
        assert.deepEqual(withoutOnePlace(fates), []);
        assert.deepEqual(
          fates.filter(({ status, program }) => (status === "sent") !== (program === "praise")),
          [],
        );
        assert.deepEqual(withoutWinner(fates), []);
        const [attempts] = await sql`select count(*)::int as count from private.message_attempts`;
        assert.equal(attempts?.count, PEOPLE, "nobody was texted twice");
        assert.ok(await isBalanced());
      });

      for (
        const [clock, when] of [
          [NOON, "in the same hour"],
          // Then the two have no row of the budget in common that one of them could wait for.
          [ONE_O_CLOCK, "in the next hour"],
        ] as const
      ) {
        await t.step(
          `a better one that comes while the worse is being claimed takes no second place, ${when}`,
          async () => {
            await day.begin(20, ["tip"], chance);
            let others: Promise<unknown>[] = [];
            const tokens = await first.begin(async (transaction) => {
              const worse = await transaction`
                select lease_token from public.get_messages_to_send(50)`;
              assert.equal(worse.length, 20);

              // Either may have to wait for this transaction, and that is as good.
              await setClock(clock);
              let isQueued = false;
              const queueing = queueBetter(third).then(() => {
                isQueued = true;
              });
              await untilDoneOrWaiting(sql, queueing, 1);
              const claiming = day.claim(second, 50, 0);
              await untilDoneOrWaiting(sql, claiming, isQueued ? 1 : 2);
              others = [queueing, claiming];
              return worse.map((row) => row.lease_token as string);
            });
            await Promise.all(others);
            await day.sendAtOnce([second, third], chance);
            assert.deepEqual(withoutOnePlace(await day.fates()), []);

            const started = await first`
              select attempt_id, lease_token from public.start_messages(${tokens}::uuid[])`;
            await first`
              select from public.update_message_statuses(${
              first.json(started.map(({ attempt_id, lease_token }) => ({
                ...{ attempt_id, lease_token, outcome: "accepted" },
                provider_message_id: `SM-${attempt_id}`,
              })))
            })`;
            await day.runOn([first, second], chance);
            const fates = await day.fates();
            assert.equal(fates.length, 40, "both were queued");
            assert.deepEqual(withoutOnePlace(fates), []);
            assert.deepEqual(withoutWinner(fates), []);
            assert.ok(await isBalanced());
          },
        );
      }
    }, { supabaseDirectory })
  );
});
