/** Taking in what people texted us and no webhook brought. */
import assert from "node:assert/strict";
import type { IncomingText } from "../../supabase/functions/_shared/database.ts";
import type { IncomingList } from "../../supabase/functions/_shared/twilio-incoming.ts";
import { fetchInbound } from "../../supabase/functions/message-sender/fetch-inbound.ts";
import { recordingLogger } from "./recording-logger.ts";

/** An id with a question mark has no time. */
const text = (providerMessageId: string): IncomingText => ({
  providerMessageId,
  from: "+12025550101",
  body: "Hi",
  mediaCount: 0,
  sentAt: providerMessageId.endsWith("?") ? undefined : new Date("2026-06-07T12:00Z"),
});

interface Options {
  from?: string;
  until?: string;
  /** What Twilio has on each day; a string is why it does not answer. */
  days?: Record<string, string[] | string>;
  known?: string[];
  /** Ids that cannot be taken in. */
  broken?: string[];
  /** Ids of these that were tried often enough. */
  givenUp?: string[];
  /** Milliseconds that a list, and taking a text in, take. */
  takes?: number;
  databaseFails?: boolean;
}

/** Fetches once, and tells in which order what was done. */
async function fetchOnce(options: Options): Promise<{ calls: string[]; lines: string[] }> {
  const { days = {}, known = [], broken = [], takes = 0 } = options;
  const calls: string[] = [];
  const { log, lines } = recordingLogger();
  let now = 1_000;
  const fetched = await fetchInbound({
    log,
    now: () => now,
    listTexts(day, from, isOutOfTime) {
      assert.equal(from.toISOString(), new Date(options.from!).toISOString());
      calls.push(`list ${day}`);
      now += takes;
      if (isOutOfTime()) return Promise.resolve({ texts: [], problem: "too slow" });
      const list = days[day] ?? [];
      const result: IncomingList = typeof list === "string"
        ? { texts: [], problem: list }
        : { texts: list.map(text), problem: undefined };
      return Promise.resolve(result);
    },
    database: {
      beginInboundFetch() {
        if (options.databaseFails) return Promise.reject(new Error("no database"));
        return Promise.resolve({ from: new Date(options.from!), until: new Date(options.until!) });
      },
      findMissedTexts: (texts) =>
        Promise.resolve(
          texts.map(({ providerMessageId: id }) => id).filter((id) => !known.includes(id)),
        ),
      recordInboundMessage({ providerMessageId }) {
        calls.push(`take in ${providerMessageId}`);
        now += takes;
        return broken.includes(providerMessageId)
          ? Promise.reject(new Error("refused"))
          : Promise.resolve("stop");
      },
      giveUpText({ providerMessageId }, error) {
        assert.equal(error, "Error: refused");
        return Promise.resolve(options.givenUp?.includes(providerMessageId) ?? false);
      },
      finishInboundFetch(until, error) {
        calls.push(error === undefined ? `until ${until.toISOString()}` : error);
        return Promise.resolve();
      },
    },
  });
  calls.push(`${fetched} fetched`);
  return { calls, lines };
}

const HOUR = { from: "2026-06-07T11:00Z", until: "2026-06-07T12:10Z" };

Deno.test("what was never taken in is, in the order of the list", async () => {
  const { calls } = await fetchOnce({
    ...HOUR,
    days: { "2026-06-07": ["SM1", "SM2", "SM3"] },
    known: ["SM2"],
  });
  assert.deepEqual(calls, [
    "list 2026-06-07",
    "take in SM1",
    "take in SM3",
    "until 2026-06-07T12:10:00.000Z",
    "2 fetched",
  ]);
});

Deno.test("after a long silence day after day is fetched, and done when it is whole", async () => {
  const { calls } = await fetchOnce({
    from: "2026-06-05T23:59:59Z",
    until: "2026-06-07T00:00Z",
    days: { "2026-06-05": ["SM1"], "2026-06-07": ["SM2"] },
  });
  assert.deepEqual(calls, [
    ...["list 2026-06-05", "take in SM1", "until 2026-06-06T00:00:00.000Z"],
    ...["list 2026-06-06", "until 2026-06-07T00:00:00.000Z"],
    ...["list 2026-06-07", "take in SM2", "until 2026-06-07T00:00:00.000Z", "2 fetched"],
  ]);
});

Deno.test("a text that cannot be taken in keeps no other out, and is fetched again", async () => {
  const { calls, lines } = await fetchOnce({
    from: "2026-06-06T12:00Z",
    until: "2026-06-07T12:00Z",
    days: { "2026-06-06": ["SM1", "SM2"], "2026-06-07": ["SM3"] },
    broken: ["SM1"],
  });
  assert.deepEqual(calls, [
    ...["list 2026-06-06", "take in SM1", "take in SM2"],
    ...["list 2026-06-07", "take in SM3"],
    ...["1 of 2 texts could not be taken in", "2 fetched"],
  ]);
  assert.match(lines.join("\n"), /cannot take in a text.*SM1.*refused/);
});

Deno.test("a text without its time waits for a list that tells it, unless it is known", async () => {
  const { calls } = await fetchOnce({
    ...HOUR,
    days: { "2026-06-07": ["SM1?", "SM2", "SM3?"] },
    known: ["SM3?"],
  });
  assert.deepEqual(calls, [
    ...["list 2026-06-07", "take in SM2", "1 of 2 texts have no time", "1 fetched"],
  ]);
});

Deno.test("a day that cannot be listed hides no other, and the next fetch begins with it", async () => {
  const { calls } = await fetchOnce({
    from: "2026-06-06T12:00Z",
    until: "2026-06-07T12:00Z",
    days: { "2026-06-06": "Twilio answered 500", "2026-06-07": ["SM3"] },
  });
  assert.deepEqual(calls, [
    ...["list 2026-06-06", "list 2026-06-07", "take in SM3", "Twilio answered 500", "1 fetched"],
  ]);
});

Deno.test("a provider that answers slowly keeps back what is due for twenty seconds at most", async () => {
  const { calls } = await fetchOnce({
    from: "2026-06-01T12:00Z",
    until: "2026-06-07T12:00Z",
    days: { "2026-06-01": "slow", "2026-06-02": "slow" },
    takes: 10_000,
  });
  assert.deepEqual(calls, ["list 2026-06-01", "list 2026-06-02", "slow", "0 fetched"]);
});

Deno.test("more texts than time are taken in by the next run", async () => {
  const { calls } = await fetchOnce({
    ...HOUR,
    days: { "2026-06-07": ["SM1", "SM2", "SM3", "SM4"] },
    takes: 6_000,
  });
  assert.deepEqual(calls, [
    ...["list 2026-06-07", "take in SM1", "take in SM2", "take in SM3"],
    ...["There are more texts than time to take them in", "3 fetched"],
  ]);
});

Deno.test("a fetch that fails throws nothing, so that sending goes on", async () => {
  const { calls, lines } = await fetchOnce({ ...HOUR, databaseFails: true });
  assert.deepEqual(calls, ["0 fetched"]);
  assert.match(lines.join("\n"), /cannot fetch texts.*no database/);
});

Deno.test("what is given up keeps no fetch back", async () => {
  const { calls } = await fetchOnce({
    ...HOUR,
    days: { "2026-06-07": ["SM1", "SM2"] },
    broken: ["SM1"],
    givenUp: ["SM1"],
  });
  assert.deepEqual(calls, [
    "list 2026-06-07",
    "take in SM1",
    "take in SM2",
    "until 2026-06-07T12:10:00.000Z",
    "1 fetched",
  ]);
});
