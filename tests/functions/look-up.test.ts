/** Asking the provider about attempts that nobody heard back from. */
import assert from "node:assert/strict";
import type { Channel, Channels } from "../../supabase/functions/_shared/channels/channel.ts";
import type { UnprovenAttempt } from "../../supabase/functions/_shared/database.ts";
import { lookUpUnproven } from "../../supabase/functions/message-sender/look-up.ts";
import { recordingLogger } from "./recording-logger.ts";

const attempts = Array.from({ length: 9 }, (_, index): UnprovenAttempt => ({
  attemptId: `a${index}`,
  channel: "sms",
  address: "+12025550101",
  body: "Hi",
  createdFrom: new Date(0),
  createdUntil: new Date(1),
}));

const bySms = (find: Channel["find"]): Channels => ({
  sms: { send: () => Promise.reject(new Error("nothing is sent")), find },
});

Deno.test("what the provider has is recorded, what it lacks as well, and failures are not", async () => {
  const recorded: [string, string[]][] = [];
  const { log, lines } = recordingLogger();
  let underWay = 0;
  const proven = await lookUpUnproven({
    log,
    now: () => 0,
    channels: bySms(async ({ attemptId }) => {
      assert.ok(++underWay <= 4, "no more than four lists at once");
      await Promise.resolve();
      underWay--;
      if (attemptId === "a3") throw new Error("Twilio answered 500");
      return attemptId === "a5" ? ["SM2", "SM1"] : [];
    }),
    database: {
      attemptsToLookUp: () => Promise.resolve([...attempts]),
      recordLookup: (attemptId, sids) => {
        recorded.push([attemptId, sids]);
        return Promise.resolve(sids.length > 0);
      },
    },
  });
  assert.equal(proven, 1);
  assert.deepEqual(recorded.map(([attemptId]) => attemptId).sort(), [
    ...["a0", "a1", "a2", "a4", "a5", "a6", "a7", "a8"],
  ]);
  assert.deepEqual(recorded.find(([attemptId]) => attemptId === "a5")?.[1], ["SM2", "SM1"]);
  assert.match(lines.join("\n"), /cannot look an attempt up.*answered 500/);
});

Deno.test("a provider that answers slowly keeps nothing else back", async () => {
  let now = 1_000;
  const asked: string[] = [];
  await lookUpUnproven({
    log: recordingLogger().log,
    now: () => now,
    channels: bySms(({ attemptId }) => {
      asked.push(attemptId);
      now += 5_000;
      return Promise.resolve([]);
    }),
    database: {
      attemptsToLookUp: () => Promise.resolve([...attempts]),
      recordLookup: () => Promise.resolve(false),
    },
  });
  assert.deepEqual(asked, ["a0", "a1", "a2", "a3"], "after twenty seconds the rest waits");
});

Deno.test("an attempt of a channel that this sender lacks is left as it is, and told", async () => {
  const { log, lines } = recordingLogger();
  const recorded: string[] = [];
  const proven = await lookUpUnproven({
    log,
    now: () => 0,
    channels: bySms(() => Promise.resolve(["SM1"])),
    database: {
      attemptsToLookUp: () =>
        Promise.resolve([{ ...attempts[0]!, channel: "pigeon" }, attempts[1]!]),
      recordLookup: (attemptId) => {
        recorded.push(attemptId);
        return Promise.resolve(true);
      },
    },
  });
  assert.deepEqual([proven, recorded], [1, ["a1"]]);
  assert.match(lines.join("\n"), /cannot look an attempt up.*no channel .*pigeon/);
});
