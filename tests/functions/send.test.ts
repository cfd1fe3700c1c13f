/** The sender's loop, with a fake queue that watches what may never happen. */
import assert from "node:assert/strict";
import type {
  ClaimedMessage,
  Outcome,
  StartedMessage,
} from "../../supabase/functions/_shared/database.ts";
import type { SendResult } from "../../supabase/functions/_shared/twilio.ts";
import { send, type SendDeps } from "../../supabase/functions/message-sender/send.ts";
import { recordingLogger } from "./recording-logger.ts";

const ACCEPTED: SendResult = {
  outcome: { outcome: "accepted", providerMessageId: "SM1", segments: 1 },
  pushback: false,
};
const REJECTED: SendResult = {
  outcome: { outcome: "rejected", errorCode: 21211, errorMessage: "no number" },
  pushback: false,
};
const UNKNOWN: SendResult = {
  outcome: { outcome: "unknown", errorMessage: "lost" },
  pushback: false,
};
const TOO_MANY: SendResult = {
  outcome: { outcome: "not_sent", errorMessage: "too many" },
  pushback: true,
};

type Report = { message: StartedMessage; outcome: Outcome };

interface Options {
  /** How many messages are due. */
  due?: number;
  concurrency?: number;
  allowedRecipients?: string[];
  timeLimitMs?: number;
  /** By the message's number, from 1. */
  result?: (number: number) => SendResult | Promise<SendResult>;
  /** Numbers of messages that the database does not let start. */
  refused?: number[];
  startWithinMs?: number;
  /** Milliseconds that each call takes. */
  takes?: Partial<Record<"schedule" | "claim" | "start" | "send", number>>;
  /** Throws, to let a report fail; called with its try, from 1. */
  onReport?: (reports: Report[], attempt: number) => void;
  onStart?: (attempt: number) => void;
  /** How many batches of people there are to plan first. */
  batchesToPlan?: number;
  planningFails?: boolean;
}

/** A queue of `due` messages, and everything that the sender did to it, in order. */
function world(options: Options = {}) {
  const { due = 0, concurrency = 8, takes = {}, result = () => ACCEPTED } = options;
  const calls: string[] = [];
  const state = new Map<string, "claimed" | "started" | "reported" | "released">();
  const sent: number[] = [];
  const reports: Report[] = [];
  const { log, entries, lines } = recordingLogger();
  let now = 5_000;
  let mostUnreported = 0;
  let claims = 0;
  let reportCalls = 0;
  let startCalls = 0;
  let planned = 0;
  const numberOf = ({ messageId }: ClaimedMessage) => Number(messageId.slice(1));
  const move = (
    token: string,
    from: string | undefined,
    to: "claimed" | "started" | "released",
  ) => {
    assert.equal(state.get(token), from, `${token} becomes ${to}`);
    state.set(token, to);
  };

  const deps: SendDeps = {
    now: () => now,
    log,
    concurrency,
    allowedRecipients: options.allowedRecipients,
    database: {
      sweepMessages: () => {
        calls.push("sweep");
        return Promise.resolve({ requeued: 0, unconfirmed: 0, expired: 0, failed: 0 });
      },
      scheduleDueMessages: (horizon) => {
        calls.push(`schedule ${horizon}`);
        now += takes.schedule ?? 0;
        if (options.planningFails) return Promise.reject(new Error("somebody has 30,000 contacts"));
        const more = ++planned < (options.batchesToPlan ?? 1);
        return Promise.resolve({ users: 0, queued: 0, silent: 0, skipped: 0, broken: 0, more });
      },
      claimMessages: (size) => {
        now += takes.claim ?? 0;
        const batch = Array.from(
          { length: Math.min(size, due - claims) },
          (_, index) => ({
            messageId: `m${claims + index + 1}`,
            leaseToken: `t${claims + index + 1}`,
          }),
        );
        claims += batch.length;
        calls.push(`claim ${batch.length}`);
        for (const { leaseToken } of batch) move(leaseToken, undefined, "claimed");
        return Promise.resolve(batch);
      },
      // deno-lint-ignore require-await -- async, so that a failure rejects
      startMessages: async (messages) => {
        options.onStart?.(++startCalls);
        now += takes.start ?? 0;
        const started = messages.filter((message) => !options.refused?.includes(numberOf(message)));
        calls.push(`start ${started.length}`);
        for (const { leaseToken } of started) move(leaseToken, "claimed", "started");
        const unreported = [...state.values()].filter((each) => each === "started").length;
        mostUnreported = Math.max(mostUnreported, unreported);
        return started.map((message) => ({
          ...message,
          attemptId: `a${numberOf(message)}`,
          toPhone: `+120255501${String(numberOf(message) % 100).padStart(2, "0")}`,
          body: "Hi",
          startWithinMs: options.startWithinMs ?? 60_000,
          validForSeconds: 60,
        }));
      },
      releaseMessages: (messages) => {
        calls.push(`release ${messages.map(numberOf).join(" ")}`);
        for (const { leaseToken } of messages) move(leaseToken, "claimed", "released");
        return Promise.resolve(messages.length);
      },
      // deno-lint-ignore require-await -- async, so that a failure rejects
      reportOutcomes: async (list) => {
        calls.push(`report ${list.map(({ message }) => numberOf(message)).join(" ")}`);
        options.onReport?.(list, ++reportCalls);
        for (const { message: { leaseToken } } of list) {
          assert.ok(["started", "reported"].includes(state.get(leaseToken)!));
          state.set(leaseToken, "reported");
        }
        reports.push(...list);
      },
    },
    async sendText(message) {
      assert.equal(state.get(message.leaseToken), "started", "only what was started is sent");
      sent.push(numberOf(message));
      now += takes.send ?? 0;
      return await result(numberOf(message));
    },
  };
  return {
    run: () => send(deps, options.timeLimitMs ?? 110_000),
    ...{ calls, state, sent, reports, entries, lines },
    mostUnreported: () => mostUnreported,
    count: (which: string) => [...state.values()].filter((each) => each === which).length,
  };
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

Deno.test("a run sweeps, plans what is due within thirty minutes, and then claims", async () => {
  const { run, calls } = world({ batchesToPlan: 3 });
  assert.deepEqual(await run(), {
    ...{ claimed: 0, accepted: 0, rejected: 0, not_sent: 0, unknown: 0, released: 0 },
    stopped: "nothing_due",
  });
  const plan = "schedule 30 minutes";
  assert.deepEqual(calls, ["sweep", plan, plan, plan, "claim 0"]);
});

Deno.test("a run claims fifty at a time until nothing is due, and sends each message once", async () => {
  const { run, calls, sent, count } = world({ due: 120 });
  const report = await run();
  assert.deepEqual([report.claimed, report.accepted, report.stopped], [120, 120, "nothing_due"]);
  assert.deepEqual(sent, range(1, 120));
  assert.equal(count("reported"), 120);
  assert.deepEqual(calls.filter((call) => call.startsWith("claim")), [
    ...["claim 50", "claim 50", "claim 20", "claim 0"],
  ]);
});

for (const concurrency of [1, 3, 8, 50]) {
  Deno.test(`with concurrency ${concurrency} no more than that are started and unreported`, async () => {
    const { run, mostUnreported, count } = world({
      due: 70,
      concurrency,
      // Some are slow, so that the others of a chunk have to wait for them.
      result: (number) =>
        number % 7 ? ACCEPTED : new Promise((resolve) => setTimeout(() => resolve(ACCEPTED), 1)),
    });
    await run();
    assert.equal(mostUnreported(), concurrency);
    assert.equal(count("reported"), 70);
  });
}

Deno.test("the texts of a chunk are sent side by side", async () => {
  const waiting: (() => void)[] = [];
  const { run, count } = world({
    due: 4,
    concurrency: 4,
    result: () =>
      new Promise((resolve) => {
        waiting.push(() => resolve(ACCEPTED));
        // Nobody is answered before all four have asked.
        if (waiting.length === 4) { for (const answer of waiting) answer(); }
      }),
  });
  await run();
  assert.equal(count("reported"), 4);
});

Deno.test("outcomes are counted and reported as they were", async () => {
  const results = [ACCEPTED, REJECTED, UNKNOWN, ACCEPTED];
  const { run, reports } = world({ due: 4, result: (number) => results[number - 1]! });
  const report = await run();
  assert.deepEqual(
    [report.accepted, report.rejected, report.unknown, report.not_sent, report.released],
    [2, 1, 1, 0, 0],
  );
  assert.deepEqual(reports.map(({ outcome }) => outcome), results.map(({ outcome }) => outcome));
});

Deno.test("what the database does not let start is given back and not sent", async () => {
  const { run, sent, calls, count } = world({ due: 10, concurrency: 5, refused: [2, 3, 9] });
  const report = await run();
  assert.deepEqual(sent, [1, 4, 5, 6, 7, 8, 10]);
  assert.deepEqual([report.accepted, report.released], [7, 3]);
  assert.deepEqual(calls.filter((call) => call.startsWith("release")), [
    "release 2 3",
    "release 9",
  ]);
  assert.equal(count("released") + count("reported"), 10);
});

Deno.test("a chunk of which nothing may start reports nothing", async () => {
  const { run, calls } = world({ due: 2, refused: [1, 2] });
  assert.equal((await run()).released, 2);
  assert.deepEqual(calls.filter((call) => call.startsWith("report")), []);
});

Deno.test("at the time limit a run stops between two chunks and gives the rest back", async () => {
  // Each chunk takes 4 × 10 s; after the third, 110 s have passed.
  const { run, sent, count, calls } = world({
    due: 60,
    concurrency: 4,
    takes: { send: 10_000 },
    timeLimitMs: 110_000,
  });
  const report = await run();
  assert.deepEqual([report.stopped, report.accepted, report.released], ["time_limit", 12, 38]);
  assert.deepEqual(sent, range(1, 12));
  assert.equal(count("claimed") + count("started"), 0, "nothing is left under a lease");
  assert.equal(calls.at(-1), `release ${range(13, 50).join(" ")}`);
});

Deno.test("at the time limit a run claims nothing more, and plans nothing more", async () => {
  const claiming = world({ due: 200, concurrency: 50, takes: { claim: 60_000 } });
  assert.equal((await claiming.run()).stopped, "time_limit");
  assert.deepEqual(claiming.calls.filter((call) => call.startsWith("claim")), [
    "claim 50",
    "claim 50",
  ]);
  const planning = world({ due: 1, batchesToPlan: 1_000, takes: { schedule: 60_000 } });
  assert.equal((await planning.run()).stopped, "time_limit");
  assert.deepEqual(planning.calls, ["sweep", "schedule 30 minutes", "schedule 30 minutes"]);
});

Deno.test("pushback stops the whole run: the chunk is reported, the rest given back unharmed", async () => {
  const { run, sent, reports, count } = world({
    due: 120,
    concurrency: 4,
    result: (number) => number === 6 ? TOO_MANY : ACCEPTED,
  });
  const report = await run();
  assert.deepEqual(
    [report.stopped, report.accepted, report.not_sent, report.released],
    ["pushback", 7, 1, 42],
  );
  assert.deepEqual(sent, range(1, 8));
  assert.equal(reports.length, 8);
  assert.equal(count("claimed") + count("started"), 0);
});

Deno.test("pushback in the last chunk of a batch stops the run as well, with nothing to give back", async () => {
  const { run, calls } = world({
    due: 60,
    concurrency: 50,
    result: (number) => number === 50 ? TOO_MANY : ACCEPTED,
  });
  assert.deepEqual((await run()).stopped, "pushback");
  assert.deepEqual(calls.filter((call) => /claim|release/.test(call)), ["claim 50"]);
});

Deno.test("no text is sent after its latest start, counted from before the database was asked", async () => {
  const late = world({ due: 1, startWithinMs: 1_000, takes: { start: 1_000 } });
  assert.equal((await late.run()).not_sent, 1);
  assert.deepEqual(late.sent, []);
  assert.deepEqual(late.reports.map(({ outcome }) => outcome), [
    { outcome: "not_sent", errorMessage: "The latest start had passed" },
  ]);
  const inTime = world({ due: 1, startWithinMs: 1_000, takes: { start: 999 } });
  assert.equal((await inTime.run()).accepted, 1);
});

Deno.test("with allowed recipients nobody else is texted, and the others are told why", async () => {
  const { run, sent, reports } = world({
    due: 3,
    allowedRecipients: ["+12025550102"],
  });
  const report = await run();
  assert.deepEqual([report.accepted, report.rejected], [1, 2]);
  assert.deepEqual(sent, [2]);
  assert.deepEqual(reports[0]?.outcome, {
    outcome: "rejected",
    errorCode: null,
    errorMessage: "The number is not in RUNDOWN_ALLOWED_RECIPIENTS",
  });
  const nobody = world({ due: 3, allowedRecipients: [] });
  await nobody.run();
  assert.deepEqual(nobody.sent, []);
});

Deno.test("planning that fails keeps back nothing that is planned already", async () => {
  const { run, sent, lines } = world({ due: 3, planningFails: true });
  assert.equal((await run()).accepted, 3);
  assert.equal(sent.length, 3);
  assert.match(lines.join("\n"), /cannot plan what is due soon.*30,000 contacts/);
});

Deno.test("a report that fails is tried again, and the text is not sent again", async () => {
  const { run, sent, calls, count, entries } = world({
    due: 2,
    onReport: (_, attempt) => {
      if (attempt < 3) throw new Error("gone");
    },
  });
  assert.equal((await run()).accepted, 2);
  assert.deepEqual(sent, [1, 2]);
  assert.equal(count("reported"), 2);
  assert.equal(calls.filter((call) => call === "report 1 2").length, 3);
  assert.deepEqual(
    entries().filter(({ level }) => level === "error").map((
      { event, attempt },
    ) => [event, attempt]),
    [["cannot report outcomes", 1], ["cannot report outcomes", 2]],
  );
});

Deno.test("one outcome that the database refuses does not take the others with it", async () => {
  const { run, state, count } = world({
    due: 120,
    concurrency: 4,
    onReport: (reports) => {
      if (reports.some(({ message }) => message.messageId === "m3")) throw new Error("no attempt");
    },
  });
  await assert.rejects(run(), /no attempt/);
  assert.deepEqual(["t1", "t2", "t3", "t4"].map((token) => state.get(token)), [
    ...["reported", "reported", "started", "reported"],
  ]);
  assert.equal(count("released"), 46, "the rest of the batch is given back at once");
});

Deno.test("when nothing can be reported the run ends with nothing more started", async () => {
  const { run, sent, mostUnreported } = world({
    due: 120,
    concurrency: 4,
    onReport: () => {
      throw new Error("gone");
    },
  });
  await assert.rejects(run(), /gone/);
  assert.deepEqual(sent, range(1, 4));
  assert.equal(mostUnreported(), 4);
});

Deno.test("a start that fails sends nothing and gives back what cannot have been started", async () => {
  const { run, sent, count } = world({
    due: 12,
    concurrency: 4,
    onStart: (attempt) => {
      if (attempt === 2) throw new Error("gone");
    },
  });
  await assert.rejects(run(), /gone/);
  assert.deepEqual(sent, range(1, 4));
  assert.equal(count("released"), 4);
  // Whether the failed call started these four is not known: their leases decide.
  assert.equal(count("claimed"), 4);
});

Deno.test("a run writes one line for each chunk, with its messages and without their numbers", async () => {
  const { run, entries, lines } = world({
    due: 100,
    result: (number) => number === 1 ? TOO_MANY : REJECTED,
  });
  await run();
  assert.deepEqual(entries().map(({ event }) => event), ["attempts ended"]);
  const attempts = entries()[0]?.attempts as Record<string, unknown>[];
  assert.deepEqual(attempts[1], {
    message_id: "m2",
    attempt_id: "a2",
    ...REJECTED.outcome,
  });
  assert.doesNotMatch(lines.join(), /\+1202555/);

  const all = world({ due: 100 });
  await all.run();
  assert.ok(all.lines.length < 20, "few enough for the platform");
});
