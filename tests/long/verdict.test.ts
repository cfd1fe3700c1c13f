/** The judge of the chaos test, on made-up records: each rule broken once. */
import assert from "node:assert/strict";
import { type Records, violations } from "./verdict.ts";

const AT = new Date("2026-06-14T18:10:00Z");
const HOUR = new Date("2026-06-14T18:00:00Z");

/** One message that was sent, and what is changed about it. */
function records(changes: Partial<Records> = {}): Records {
  return {
    taken: [{ sid: "SM1", attemptId: "a1", to: "+1", at: AT }],
    messages: [{ id: "m1", status: "sent", reason: null, sid: "SM1", phone: "+1" }],
    attempts: [{
      ...{ id: "a1", messageId: "m1", phone: "+1", outcome: "accepted" },
      ...{ budgetHour: HOUR, startedAt: new Date(5_000) },
    }],
    hours: [{ startsAt: HOUR, sent: 1, reserved: 0, limit: 1 }],
    stops: new Map(),
    refused: new Set(),
    allowedHours: [8, 21],
    ...changes,
  };
}
const message = records().messages[0]!;
const attempt = records().attempts[0]!;
const taken = records().taken[0]!;

Deno.test("a run in which all is well has no violations", () => {
  assert.deepEqual(violations(records()), []);
  const stopped = records({ stops: new Map([["+1", new Date(4_500)]]) });
  assert.deepEqual(violations(stopped), [], "what was under way when STOP came may leave");
});

for (
  const [rule, changes, expected] of [
    [
      "a message that is taken twice",
      { taken: [taken, { ...taken, sid: "SM2" }] },
      /m1 was taken 2 times/,
    ],
    ["a text without an attempt", { taken: [taken, { ...taken, attemptId: "a9" }] }, /without/],
    ["a text to another number", { attempts: [{ ...attempt, phone: "+2" }] }, /another number/],
    ["a text at night", { taken: [{ ...taken, at: new Date("2026-06-14T21:00Z") }] }, /outside/],
    ["a sent message that nobody has", { taken: [] }, /nobody has it/],
    ["an id that is another's", { messages: [{ ...message, sid: "SM9" }] }, /another id/],
    [
      "a failed message that was taken",
      { messages: [{ ...message, status: "failed", reason: "outcome_unknown" }] },
      /was taken/,
    ],
    ["a message that never ended", { messages: [{ ...message, status: "unconfirmed" }] }, /still/],
    [
      "an opt-out that nobody asked for",
      { taken: [], messages: [{ ...message, status: "canceled", reason: "number_opted_out" }] },
      /nothing confirms "number_opted_out"/,
    ],
    [
      "a number that was never refused",
      { taken: [], messages: [{ ...message, status: "failed", reason: "number_unreachable" }] },
      /nothing confirms "number_unreachable"/,
    ],
    [
      "a reason that the run cannot have",
      { taken: [], messages: [{ ...message, status: "failed", reason: "rejected" }] },
      /nothing confirms "rejected"/,
    ],
    [
      "an attempt that never ended",
      { attempts: [{ ...attempt, outcome: null }] },
      /a1 never ended/,
    ],
    ["a start after STOP", { stops: new Map([["+1", new Date(3_999)]]) }, /after the STOP/],
    [
      "an hour that is exceeded",
      { hours: [{ startsAt: HOUR, sent: 2, reserved: 0, limit: 1 }] },
      /2 sent of 1/,
    ],
    [
      "a reservation that stays",
      { hours: [{ startsAt: HOUR, sent: 1, reserved: 1, limit: 2 }] },
      /1 reserved/,
    ],
    [
      "an hour that forgets a text",
      { hours: [{ startsAt: HOUR, sent: 0, reserved: 0, limit: 2 }] },
      /counts 0 sent, and 1 were taken/,
    ],
    [
      "an hour that counts a text twice",
      { hours: [{ startsAt: HOUR, sent: 2, reserved: 0, limit: 2 }] },
      /counts 2 sent, and 1 were or may have been taken/,
    ],
  ] as [string, Partial<Records>, RegExp][]
) {
  Deno.test(`found out: ${rule}`, () => {
    assert.match(violations(records(changes)).join("\n"), expected);
  });
}
