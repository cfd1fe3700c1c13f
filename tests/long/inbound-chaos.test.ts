/**
 * Hours of texts from people while everything goes wrong: webhooks are lost, functions are killed,
 * the database restarts, rows are locked, accounts and contacts deleted, and Twilio's list lags,
 * fails or lacks fields. The emulator's own records judge it. INBOUND_SEED repeats a run's decisions,
 * INBOUND_TEXTS sets its size.
 */
import assert from "node:assert/strict";
import type { Faults } from "../../emulators/twilio/mod.ts";
import { connect, type Sql } from "../../local/database.ts";
import { LOCAL_KEYS } from "../../local/keys.ts";
import { addPeople } from "../../local/people.ts";
import { Chance } from "../../local/random.ts";
import { until, withWorld, type World } from "../system/world.ts";
import { type Kept, type Said, violations } from "./inbound-verdict.ts";

const TEXTS = Number(Deno.env.get("INBOUND_TEXTS") ?? 2_000);
const SEED = Number(Deno.env.get("INBOUND_SEED") ?? Math.floor(Math.random() * 1e9));
/** Each has a phone of their own, a coach whom the next one knows as well, and a friend to ask. */
const PEOPLE = 60;
const PHONES = 3 * PEOPLE;
const TEXTS_A_STEP = 80;
/** Texts under way at once. */
const LANES = 8;
const STEP_MS = 6 * 60_000;
const BEGIN = new Date("2026-06-14T16:50:00Z");

/** +1 NPA 555 01xx: a hundred fictitious numbers in each area. */
const phoneOf = (index: number) =>
  `+1${301 + Math.floor(index / 100)}55501${String(index % 100).padStart(2, "0")}`;

/** Half of them decide something. What Twilio takes for START it must hear as well, or it refuses. */
const WORDS = [
  ...["STOP", "stop", "please stop texting me", "Unsubscribe", "opt out", "stop texting"],
  ...["START", "start", "UNSTOP", "YES", "yes"],
  ...["no", "NO", "thanks!", "see you at five", "3", "2.5", "WHY", "STATUS", "less", "more"],
];

async function populate({ sql, run }: World): Promise<void> {
  await sql`
    update private.settings
    set messages_per_hour = 1000, replies_per_hour = 1000, lease_duration = '4 seconds'`;
  await addPeople(
    sql,
    Array.from({ length: PEOPLE }, (_, index) => ({
      id: crypto.randomUUID(),
      name: `P${index}`,
      goals: [{ title: "Run", weekly_target: 30, days_old: 28 }],
      contacts: ([
        ["self", index, "confirmed"],
        ["coach", PEOPLE + index, "confirmed"],
        ["friend", 2 * PEOPLE + index, "pending"],
        ["family", PEOPLE + (index + 1) % PEOPLE, "confirmed"],
      ] as const).map(([relationship, phone, consent_status]) => ({
        ...{ name: relationship, phone: phoneOf(phone), relationship, timezone: "UTC" },
        consent_status,
      })),
    })),
  );
  await sql`
    insert into public.consent_events (user_id, contact_id, phone, event)
    select user_id, id, phone, 'confirmed' from public.contacts
    where consent_status = 'confirmed'`;
  await sql`
    insert into public.invitations (user_id, contact_id)
    select user_id, id from public.contacts where consent_status = 'pending'`;
  await run("message-scheduler");
  await run("message-sender");
}

/** What Twilio's side of a step is like. */
function faultsOf(chance: Chance): Partial<Faults> {
  const fields = [["body"], ["date_created", "date_sent"], ["direction"], ["from"], ["to"], [
    "sid",
  ]];
  return {
    seed: chance.below(1e9),
    inboundLost: [0, 0.1, 0.5, 1][chance.below(4)]!,
    listLag: chance.onceIn(4) ? "until_released" : 0,
    nullFields: {
      fields: chance.onceIn(2) ? fields[chance.below(fields.length)]! : [],
      every: 1 + chance.below(4),
    },
    replies: chance.onceIn(4) ? [{ kind: "server_error", on: "read", probability: 0.5 }] : [],
    callbacks: [{ kind: "lost", probability: 0.3 }],
  };
}

/** Texts that many people send at once; resolves when Twilio has tried to hand each over. */
async function textAll(
  { twilio }: World,
  texts: [phone: string, body: string][],
  onText: () => void,
): Promise<void> {
  const rest = [...texts];
  await Promise.all(Array.from({ length: LANES }, async () => {
    for (let text = rest.pop(); text; text = rest.pop()) {
      await twilio.reply(...text, LOCAL_KEYS.twilioPhoneNumber);
      onText();
    }
  }));
}

/** Holds what texts need, or deletes whom they are about, until enough of them have tried. */
async function meddle(
  databaseUrl: string,
  chance: Chance,
  released: Promise<void>,
  gone: Set<string>,
): Promise<void> {
  const sql = connect(databaseUrl, { max: 1 });
  const name = `P${chance.below(PEOPLE)}`;
  const kind = chance.below(5);
  try {
    await sql.begin(async (transaction) => {
      await act(transaction as unknown as Sql, kind, name, gone);
      await released;
    });
  } catch {
    // The database went away, or the deletion lost against a text: it is as if it had not been.
  } finally {
    await sql.end();
  }
}

async function act(sql: Sql, kind: number, name: string, gone: Set<string>): Promise<void> {
  const user = sql`(select id from public.users where display_name = ${name})`;
  if (kind === 0) {
    // What is taken in meanwhile may be erased as well.
    const phones = await sql`
      select phone from public.contacts where user_id = ${user}
      union
      select from_phone from public.inbound_messages where user_id = ${user}`;
    for (const { phone } of phones) gone.add(phone);
    await sql`delete from auth.users where id = ${user}`;
  } else if (kind === 1) {
    await sql`
      delete from public.contacts where user_id = ${user} and relationship = 'family'`;
  } else {
    await sql`
      select from public.notification_preferences
      where user_id in (select id from public.users order by id limit 20)
      order by user_id for update`;
  }
}

/** Whatever becomes of the call. */
async function callSender(world: World): Promise<void> {
  const response = await world.call("message-sender", {
    body: '{"wait": true}',
    signal: AbortSignal.timeout(60_000),
  }).catch(() => undefined);
  await response?.body?.cancel().catch(() => {});
}

/** Of runs that were killed nobody reports the end. */
async function forgetKilledRuns({ sql }: World): Promise<void> {
  await sql`delete from public.function_runs where status = 'running'`;
}

async function untilQuiet(world: World): Promise<void> {
  const { sql } = world;
  const isQuiet = async () =>
    (await sql`select from public.function_runs where status = 'running'`).length === 0;
  await until("no sender runs", isQuiet, 3_000).catch(async () => {
    await world.restartFunctions("SIGKILL");
    await forgetKilledRuns(world);
  });
}

async function step(world: World, chance: Chance, gone: Set<string>): Promise<void> {
  const phones = Array.from({ length: PHONES }, (_, index) => phoneOf(index));
  // Each phone once, so that every text has a time of its own among those of its phone.
  const texts = Array.from({ length: TEXTS_A_STEP }, (): [string, string] => [
    phones.splice(chance.below(phones.length), 1)[0]!,
    WORDS[chance.below(WORDS.length)]!,
  ]);
  await world.twilio.setFaults(faultsOf(chance));
  let tried = 0;
  const half = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  // A STOP waits for two seconds; others wait until what holds them is over.
  const timer = setTimeout(held.resolve, 2_500);
  const meddling = meddle(world.databaseUrl, chance, held.promise, gone);
  const texting = textAll(world, texts, () => {
    if (++tried === TEXTS_A_STEP / 2) half.resolve();
    if (tried === TEXTS_A_STEP - LANES) held.resolve();
  });
  const sending = chance.onceIn(2) ? callSender(world) : undefined;
  if (chance.onceIn(4)) {
    await half.promise;
    await world.restartFunctions("SIGKILL");
    await forgetKilledRuns(world);
  } else if (chance.onceIn(8)) {
    await half.promise;
    await world.restartDatabase(() => world.restartFunctions("SIGKILL"));
    await forgetKilledRuns(world);
  }
  await texting;
  held.resolve();
  clearTimeout(timer);
  await Promise.all([meddling, sending]);
  await callSender(world);
  await untilQuiet(world);
  await world.twilio.settled();
  if (chance.onceIn(2)) world.twilio.release();
}

async function kept({ sql }: World): Promise<Kept> {
  return {
    texts: await sql<Kept["texts"][number][]>`
      select inbound_messages.provider_message_id as sid, inbound_messages.created_at as "keptAt",
        answer.created_at as "answeredAt"
      from public.inbound_messages
      left join public.message_queue as answer on answer.id = inbound_messages.answer_id`,
    known: (await sql`select provider_message_id as sid from private.known_texts`)
      .map(({ sid }) => sid),
    optedOut: (await sql`
      select phone from private.phone_numbers where opted_out_at is not null`)
      .map(({ phone }) => phone),
    confirmed: (await sql`
      select distinct phone from public.contacts where consent_status = 'confirmed'`)
      .map(({ phone }) => phone),
    agreed: await sql<Kept["agreed"][number][]>`
      select event.evidence ->> 'provider_message_id' as sid, min(attempt.created_at) as "askedAt"
      from public.consent_events as event
      left join public.invitations
        on invitations.id = (event.evidence ->> 'invitation_id')::uuid
      left join private.message_attempts as attempt on attempt.message_id = invitations.message_id
      where event.event = 'confirmed' and event.evidence ? 'invitation_id'
        -- With a contact or an account its question goes, and nothing tells when it was asked.
        and exists (select from public.contacts where contacts.id = event.contact_id)
      group by event.id`,
    sent: await sql<Kept["sent"][number][]>`
      select attempt.to_phone as phone, attempt.created_at as at,
        message_queue.program = 'reply' as "isAnswer"
      from private.message_attempts as attempt
      join public.message_queue on message_queue.id = attempt.message_id
      where attempt.outcome = 'accepted'`,
  };
}

Deno.test("whatever goes wrong, each text is taken in once and every STOP binds", async () => {
  console.log(`INBOUND_SEED=${SEED} INBOUND_TEXTS=${TEXTS}`);
  const chance = new Chance(SEED);
  const gone = new Set<string>();
  await withWorld({ clock: BEGIN }, async (world) => {
    await populate(world);
    let now = BEGIN.getTime();
    for (let sent = 0; sent < TEXTS; sent += TEXTS_A_STEP) {
      now += STEP_MS;
      await world.setClock(new Date(now));
      await step(world, chance, gone);
    }

    // The storm is over: the last fetch finds what is missing still.
    await world.twilio.clearFaults();
    world.twilio.release();
    await world.setClock(new Date(now + STEP_MS));
    await until("all is fetched", async () => {
      const report = await world.run("message-sender");
      await world.twilio.settled();
      const [row] = await world.sql`
        select failing_since is null as is_well,
          exists (select from private.postponed_stops) as is_waiting
        from private.inbound_fetching`;
      return report.fetched === 0 && row!.is_well && !row!.is_waiting;
    }, 60_000);

    const said: Said[] = world.twilio.inbound.map(({ messageSid, from, body, at, webhook }) => ({
      ...{ sid: messageSid, phone: from, body, at },
      isLost: webhook?.httpStatus !== 200,
    }));
    const all = await kept(world);
    console.log(
      `${said.length} texts, ${said.filter(({ isLost }) => isLost).length} without a webhook, ` +
        `${
          said.length - all.texts.length
        } erased, ${all.optedOut.length} of ${PHONES} opted out, ` +
        `${all.sent.length} texts sent`,
    );
    assert.equal(said.length, Math.ceil(TEXTS / TEXTS_A_STEP) * TEXTS_A_STEP);
    assert.deepEqual(violations(said, all, gone), [], `INBOUND_SEED=${SEED}`);
  });
});
