/**
 * Twenty thousand texts of nonsense, half of them signed: none breaks the webhook, nothing comes in
 * without a signature, and no noise is taken for a command. FUZZ_SEED repeats a run.
 */
import assert from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import twilio from "twilio";
import { LOCAL_KEYS } from "../../local/keys.ts";
import { phone, withWorld, type World } from "../system/world.ts";

const TEXTS = Number(Deno.env.get("FUZZ_TEXTS") ?? 10_000);
const SEED = Number(Deno.env.get("FUZZ_SEED") ?? Math.floor(Math.random() * 2 ** 31));
/** Requests under way at once. */
const LANES = 8;

const COMMANDS = [
  ...["stop", "start", "help", "yes", "no", "mute", "why", "good", "bad", "crisis"],
  ...["not_understood", "quiet", "reaction", "automatic", "picture", "who", "about"],
];
/** Words with which commands begin, or that make one anywhere. */
const WORDS = [
  ...["STOP", "stop it", "Yes", "sí", "no", "HELP", "mute", "MUTE Robin", "done", "3 km", "why"],
  ...["opt out", "unsubscribe", "start", "alto", "don't stop", "pause 1w", "skip", "good"],
];

const anything = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc.string({ maxLength: 2_000 }),
  // Command words, hidden among other things.
  fc.array(fc.oneof(fc.constantFrom(...WORDS), fc.string({ unit: "binary", maxLength: 5 })), {
    maxLength: 5,
  }).map((parts) => parts.join(" ")),
);
/** Nothing that anybody could read as a word of ours: Cyrillic letters and signs. */
const noise = fc.string({
  unit: fc.constantFrom(..."абвгдежзиклмнопрст .,!?:;-_#%&()[]{}<>/\\|~^*=\"'\n\t"),
  maxLength: 160,
});

/** Posts a text as Twilio does; `sign` makes its signature of URL and parameters. */
async function post(
  { functionsUrl }: World,
  body: string,
  index: number,
  sign: (url: string, params: Record<string, string>) => string | undefined,
): Promise<number> {
  const url = `${functionsUrl}/twilio-inbound`;
  const params = {
    MessageSid: `SM${index.toString(16).padStart(32, "0")}`,
    From: phone(index % 20),
    Body: body,
  };
  const signature = sign(url, params);
  const response = await fetch(url, {
    method: "POST",
    body: new URLSearchParams(params),
    headers: signature === undefined ? {} : { "x-twilio-signature": signature },
  });
  await response.body?.cancel();
  return response.status;
}

/** What the functions said of what they refused: else a status that nobody expected tells nothing. */
function refusals({ logs }: World): string {
  return logs.filter((line) => line.includes("request refused") || line.includes("request failed"))
    .slice(-3).join("\n");
}

/** The statuses of posting these texts, many at once. */
async function postAll(
  texts: readonly string[],
  send: (text: string, index: number) => Promise<number>,
): Promise<number[]> {
  const statuses: number[] = [];
  let next = 0;
  await Promise.all(Array.from({ length: LANES }, async () => {
    while (next < texts.length) {
      const index = next++;
      statuses.push(await send(texts[index]!, index));
    }
  }));
  return statuses;
}

Deno.test(`texts of nonsense, FUZZ_SEED=${SEED}`, (t) =>
  withWorld({}, async (world) => {
    const { sql } = world;
    const count = async (table: string) =>
      (await sql.unsafe(`select count(*)::int as rows from ${table}`))[0]!.rows as number;
    // Twenty numbers that said yes, so that a text has somebody to be about.
    await world.addUser(Array.from({ length: 20 }, (_, index) => phone(index)));
    const signed = (url: string, params: Record<string, string>) =>
      twilio.getExpectedTwilioSignature(LOCAL_KEYS.twilioAuthToken, url, params);

    await t.step("without a signature nothing comes in", async () => {
      // None, an empty one, nonsense, another's, another text's, another URL's.
      const forgeries = [
        () => undefined,
        () => "",
        () => "c2lnbmVk",
        (url: string, params: Record<string, string>) =>
          twilio.getExpectedTwilioSignature("another token", url, params),
        (url: string, params: Record<string, string>) => signed(url, { ...params, Body: "YES" }),
        (url: string, params: Record<string, string>) => signed(`${url}?attempt=1`, params),
      ];
      const texts = fc.sample(anything.filter((text) => text !== "YES"), {
        seed: SEED,
        numRuns: TEXTS,
      });
      const statuses = await postAll(
        texts,
        (text, index) => post(world, text, index, forgeries[index % forgeries.length]!),
      );
      assert.deepEqual([...new Set(statuses)], [403]);
      assert.equal(await count("public.inbound_messages"), 0);
      assert.equal(await count("public.message_queue"), 0);
    });

    await t.step("noise is no command, and changes nothing but that it was said", async () => {
      const texts = fc.sample(noise, { seed: SEED, numRuns: TEXTS / 2 });
      const statuses = await postAll(texts, (text, index) => post(world, text, index, signed));
      assert.deepEqual([...new Set(statuses)], [200], refusals(world));
      const commands = await sql`select distinct command from public.inbound_messages`;
      assert.deepEqual(commands.map(({ command }) => command), [null]);
      assert.equal(await count("public.inbound_messages"), texts.length);
      assert.equal(await count("public.activities"), 0);
      const consents = await sql`select distinct consent_status from public.contacts`;
      assert.deepEqual(consents.map((row) => row.consent_status), ["confirmed"]);
      // One helpful answer a day for each number.
      assert.equal(await count("public.message_queue"), 20);
    });

    await t.step("anything else is one of the commands that a contact has", async () => {
      const texts = fc.sample(anything, { seed: SEED + 1, numRuns: TEXTS / 2 });
      const statuses = await postAll(
        texts,
        (text, index) => post(world, text, TEXTS + index, signed),
      );
      assert.deepEqual([...new Set(statuses)], [200], refusals(world));
      const commands = await sql`
        select distinct coalesce(command, 'not_understood') as command
        from public.inbound_messages`;
      assert.deepEqual(commands.filter(({ command }) => !COMMANDS.includes(command)), []);
      assert.equal(await count("public.activities"), 0, "a contact logs nothing");
    });
  }));
