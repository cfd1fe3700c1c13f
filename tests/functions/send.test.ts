/** The sender's loop, with a fake queue that watches what may never happen. */
import assert from "node:assert/strict";
import type { Channel, SendResult } from "../../supabase/functions/_shared/channels/channel.ts";
import type {
  ClaimedMessage,
  Report,
  WhyNothing,
} from "../../supabase/functions/_shared/database.ts";
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

interface Options {
  /** How many messages are due. */
  due?: number;
  concurrency?: number;
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
  /** Before a claim takes anything. */
  onClaim?: (attempt: number) => void | Promise<void>;
  /** How many batches of people there are to plan first. */
  batchesToPlan?: number;
  planningFails?: boolean;
  repliesOnly?: boolean;
  /** By the message's number; by default all are texts. */
  channelOf?: (number: number) => string;
  /** What the database says when a claim got nothing; by default that nothing is due. */
  whyNothing?: WhyNothing;
}

/** A queue of `due` messages, and everything that the sender did to it, in order. */
function world(options: Options = {}) {
  const { due = 0, concurrency = 8, takes = {}, result = () => ACCEPTED } = options;
  const calls: string[] = [];
  const state = new Map<string, "claimed" | "started" | "reported" | "released">();
  const sent: number[] = [];
  const valid: number[] = [];
  const reports: Report[] = [];
  const { log, entries, lines } = recordingLogger();
  let now = 5_000;
  let mostUnreported = 0;
  let claims = 0;
  let reportCalls = 0;
  let startCalls = 0;
  let claimCalls = 0;
  /** What each call that reports and starts does of each. */
  const exchanges: string[] = [];
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

  const report = (list: Report[]) => {
    if (list.length === 0) return;
    calls.push(`report ${list.map(({ message }) => numberOf(message)).join(" ")}`);
    options.onReport?.(list, ++reportCalls);
    for (const { message: { leaseToken } } of list) {
      assert.ok(["started", "reported"].includes(state.get(leaseToken)!));
      state.set(leaseToken, "reported");
    }
    reports.push(...list);
  };

  const channel = (name: string): Channel => ({
    async send(message) {
      assert.equal(state.get(message.leaseToken), "started", "only what was started is sent");
      assert.equal(message.channel, name);
      sent.push(numberOf(message));
      valid.push(message.validForSeconds);
      now += takes.send ?? 0;
      return await result(numberOf(message));
    },
    find: () => Promise.resolve([]),
  });

  const deps: SendDeps = {
    now: () => now,
    wait: (ms) => {
      calls.push(`wait ${ms}`);
      now += ms;
      return Promise.resolve();
    },
    log,
    listTexts: () => Promise.resolve({ texts: [], problem: undefined }),
    concurrency,
    repliesOnly: options.repliesOnly ?? false,
    database: {
      beginInboundFetch: () => {
        calls.push("fetch");
        return Promise.resolve({ from: new Date(0), until: new Date(0) });
      },
      findMissedTexts: () => Promise.resolve([]),
      giveUpText: () => Promise.resolve(false),
      recordInboundMessage: () => Promise.resolve("known"),
      finishInboundFetch: () => Promise.resolve(),
      settleStops: () => Promise.resolve(0),
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
      attemptsToLookUp: () => {
        calls.push("look up");
        return Promise.resolve([]);
      },
      recordLookup: () => Promise.resolve(false),
      whyNothingToSend: () => Promise.resolve(options.whyNothing ?? "nothing_due"),
      claimMessages: async (size, repliesOnly) => {
        assert.equal(repliesOnly, options.repliesOnly ?? false);
        await options.onClaim?.(++claimCalls);
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
        return { messages: batch, more: claims < due };
      },
      // deno-lint-ignore require-await -- async, so that a failure rejects
      reportAndStart: async (list, messages) => {
        exchanges.push(`${list.length}+${messages.length}`);
        report(list);
        if (messages.length === 0) return [];
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
          channel: options.channelOf?.(numberOf(message)) ?? "sms",
          address: `+120255501${String(numberOf(message) % 100).padStart(2, "0")}`,
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
      reportOutcomes: async (list) => report(list),
    },
    channels: { sms: channel("sms"), pigeon: channel("pigeon") },
  };
  return {
    run: () => send(deps, options.timeLimitMs ?? 110_000),
    ...{ calls, exchanges, state, sent, valid, reports, entries, lines },
    mostUnreported: () => mostUnreported,
    count: (which: string) => [...state.values()].filter((each) => each === which).length,
  };
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

Deno.test("a run fetches, sweeps, looks up, plans what is due within three hours, and then claims", async () => {
  const { run, calls } = world({ batchesToPlan: 3 });
  assert.deepEqual(await run(), {
    ...{ claimed: 0, accepted: 0, rejected: 0, not_sent: 0, unknown: 0, released: 0 },
    ...{ fetched: 0, proven: 0, claim_ms: 0, slowest_claim_ms: 0, stopped: "nothing_due" },
  });
  const plan = "schedule 3 hours";
  assert.deepEqual(calls, ["fetch", "sweep", "look up", plan, plan, plan, "claim 0"]);
});

Deno.test("a run claims fifty at a time until nothing is due, and sends each message once", async () => {
  const { run, calls, sent, count } = world({ due: 120 });
  const report = await run();
  assert.deepEqual([report.claimed, report.accepted, report.stopped], [120, 120, "nothing_due"]);
  assert.deepEqual(sent, range(1, 120));
  assert.equal(count("reported"), 120);
  assert.deepEqual(calls.filter((call) => call.startsWith("claim")), [
    ...["claim 50", "claim 50", "claim 20"],
  ]);
});

for (const concurrency of [1, 3, 8, 50]) {
  Deno.test(`with concurrency ${concurrency} no more than that are started and unreported`, async () => {
    const { run, mostUnreported, count } = world({
      due: 70,
      concurrency,
      // Some are slow, so that lanes come free one by one.
      result: (number) =>
        number % 7 ? ACCEPTED : new Promise((resolve) => setTimeout(() => resolve(ACCEPTED), 1)),
    });
    await run();
    assert.equal(mostUnreported(), concurrency);
    assert.equal(count("reported"), 70);
  });
}

Deno.test("texts are sent side by side", async () => {
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

Deno.test("one slow text keeps no other lane waiting", async () => {
  let answerSlowOne = () => {};
  const { run, sent, count } = world({
    due: 40,
    concurrency: 4,
    result: (number) => {
      if (number === 2) return new Promise((resolve) => answerSlowOne = () => resolve(ACCEPTED));
      if (number === 40) answerSlowOne();
      return ACCEPTED;
    },
  });
  await run();
  assert.deepEqual(sent, range(1, 40));
  assert.equal(count("reported"), 40);
});

const AFTER_A_MOMENT = () =>
  new Promise<SendResult>((resolve) => setTimeout(() => resolve(ACCEPTED), 1));

Deno.test("a lane that ends is reported and starts its next text in one call", async () => {
  const { run, exchanges, count } = world({ due: 5, concurrency: 1, result: AFTER_A_MOMENT });
  await run();
  assert.deepEqual(exchanges, ["0+1", "1+1", "1+1", "1+1", "1+1", "1+0"]);
  assert.equal(count("reported"), 5);
});

Deno.test("the next messages are claimed while the lanes work", async () => {
  let isLastSent = () => {};
  const { run, sent, count } = world({
    due: 70,
    concurrency: 4,
    onClaim: (attempt) =>
      attempt === 2 ? new Promise((resolve) => isLastSent = resolve) : undefined,
    result: (number) => {
      // What the first claim brought is sent while the second is under way.
      if (number === 50) isLastSent();
      return AFTER_A_MOMENT();
    },
  });
  await run();
  assert.deepEqual(sent, range(1, 70));
  assert.equal(count("reported"), 70);
});

Deno.test("a claim that fails ends the run; what was claimed before is given back", async () => {
  const { run, sent, count } = world({
    due: 120,
    concurrency: 4,
    result: AFTER_A_MOMENT,
    onClaim: (attempt) => {
      if (attempt === 2) throw new Error("gone");
    },
  });
  await assert.rejects(run(), /gone/);
  assert.equal(count("reported"), sent.length);
  assert.equal(count("claimed") + count("started"), 0);
});

Deno.test("what a claim brings after the time limit is given back", async () => {
  const { run, sent, count } = world({
    due: 70,
    concurrency: 4,
    takes: { send: 1_000 },
    timeLimitMs: 50_000,
    // Beyond the end of the run, as far as this one can know.
    onClaim: (attempt) =>
      attempt === 2 ? new Promise((resolve) => setTimeout(resolve, 10)) : undefined,
  });
  const report = await run();
  assert.equal(report.stopped, "time_limit");
  assert.deepEqual([report.claimed, report.accepted, report.released], [70, sent.length, 20]);
  assert.equal(count("claimed") + count("started"), 0, "nothing is left under a lease");
});

Deno.test("the call that tells of pushback starts nothing", async () => {
  const { run, exchanges } = world({
    due: 9,
    concurrency: 4,
    result: (number) => number === 2 ? TOO_MANY : ACCEPTED,
  });
  await run();
  assert.deepEqual(exchanges.slice(0, 3), ["0+4", "4+0", "0+2"]);
});

Deno.test("outcomes are counted and reported as they were", async () => {
  const results = [ACCEPTED, REJECTED, UNKNOWN, ACCEPTED];
  const { run, reports } = world({ due: 4, result: (number) => results[number - 1]! });
  const report = await run();
  assert.deepEqual(
    [report.accepted, report.rejected, report.unknown, report.not_sent, report.released],
    [2, 1, 1, 0, 0],
  );
  assert.deepEqual(
    reports.map(({ message, outcome }) => [message.messageId, outcome]),
    results.map(({ outcome }, index) => [`m${index + 1}`, outcome]),
  );
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

Deno.test("where nothing may start nothing is reported", async () => {
  const { run, calls } = world({ due: 2, refused: [1, 2] });
  assert.equal((await run()).released, 2);
  assert.deepEqual(calls.filter((call) => call.startsWith("report")), []);
});

Deno.test("at the time limit a run starts nothing more and gives the rest back", async () => {
  const { run, sent, count, calls } = world({
    due: 60,
    concurrency: 4,
    takes: { send: 10_000 },
    timeLimitMs: 110_000,
  });
  const report = await run();
  assert.equal(report.stopped, "time_limit");
  // Eleven texts fill the time; up to three others were started with the last of them.
  assert.ok(sent.length >= 11 && sent.length <= 14, `${sent.length} texts`);
  assert.deepEqual([report.accepted, report.released], [sent.length, 50 - sent.length]);
  assert.equal(count("claimed") + count("started"), 0, "nothing is left under a lease");
  assert.equal(calls.at(-1), `release ${range(sent.length + 1, 50).join(" ")}`);
});

Deno.test("a run reports how long its claims took, together and the slowest", async () => {
  const { run } = world({ due: 120, takes: { claim: 40, start: 7, send: 3 } });
  const report = await run();
  assert.deepEqual([report.claim_ms, report.slowest_claim_ms], [120, 40]);
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
  assert.deepEqual(planning.calls, [
    ...["fetch", "sweep", "look up", "schedule 3 hours", "schedule 3 hours"],
  ]);
});

Deno.test("pushback halves the lanes and waits, and then the run goes on", async () => {
  const { run, sent, reports, calls, count } = world({
    due: 120,
    concurrency: 4,
    result: (number) => number === 6 ? TOO_MANY : ACCEPTED,
  });
  const report = await run();
  assert.deepEqual(
    [report.stopped, report.accepted, report.not_sent, report.released],
    ["nothing_due", 119, 1, 0],
  );
  assert.deepEqual(sent, range(1, 120));
  assert.equal(reports.length, 120);
  assert.equal(count("claimed") + count("started"), 0);
  const afterwards = calls.slice(calls.indexOf("wait 1000"));
  assert.ok(afterwards.every((call) => !/start [3-9]/.test(call)), "two at once from then on");
});

Deno.test("a provider that names a wait is given it, unless the next run is as good", async () => {
  const afterSeconds = (retryAfterSeconds: number): SendResult => ({
    outcome: { outcome: "not_sent", errorMessage: "too many", retryAfterSeconds },
    pushback: true,
  });
  const patient = world({ due: 9, result: (number) => number === 1 ? afterSeconds(10) : ACCEPTED });
  assert.equal((await patient.run()).stopped, "nothing_due");
  assert.deepEqual(patient.calls.filter((call) => /wait/.test(call)), ["wait 10000"]);

  const hopeless = world({
    due: 99,
    result: (number) => number === 1 ? afterSeconds(11) : ACCEPTED,
  });
  const report = await hopeless.run();
  assert.deepEqual([report.stopped, report.accepted + report.released], ["pushback", 49]);
  assert.deepEqual(hopeless.calls.filter((call) => /wait/.test(call)), []);
  assert.equal(hopeless.count("claimed") + hopeless.count("started"), 0);
});

Deno.test("a provider that refuses even one at a time ends the run", async () => {
  const { run, sent, count, calls } = world({ due: 120, concurrency: 4, result: () => TOO_MANY });
  const report = await run();
  assert.equal(report.stopped, "pushback");
  assert.ok(sent.length <= 12, `${sent.length} texts were tried`);
  assert.deepEqual(calls.filter((call) => /wait/.test(call)), ["wait 1000", "wait 1000"]);
  assert.equal(report.not_sent + report.released, 50);
  assert.equal(count("claimed") + count("started"), 0);
});

for (const whyNothing of ["paused", "circuit_open", "budget_spent"] as const) {
  Deno.test(`a run that finds nothing to claim says why: ${whyNothing}`, async () => {
    const { run, calls } = world({ whyNothing });
    assert.equal((await run()).stopped, whyNothing);
    assert.deepEqual(calls.filter((call) => /claim/.test(call)), ["claim 0"]);
  });
}

Deno.test("what others hold is asked for three times, not for ever", async () => {
  const { run, calls } = world({ whyNothing: "claimed_elsewhere" });
  assert.equal((await run()).stopped, "claimed_elsewhere");
  assert.deepEqual(calls.filter((call) => /claim/.test(call)), ["claim 0", "claim 0", "claim 0"]);
});

Deno.test("a run for replies does nothing but claim and send them", async () => {
  const { run, calls } = world({ due: 1, repliesOnly: true });
  assert.equal((await run()).accepted, 1);
  assert.deepEqual(calls, ["claim 1", "start 1", "report 1"]);
});

Deno.test("the provider has as much less time as passed since the database was asked", async () => {
  const { run, valid } = world({ due: 2, takes: { start: 1_001 } });
  await run();
  assert.deepEqual(valid, [58, 58]);
  const late = world({ due: 1, takes: { start: 59_001 } });
  assert.equal((await late.run()).not_sent, 1, "less than a second is no time at all");
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

Deno.test("each message leaves by its own channel, and by none that this sender lacks", async () => {
  const channels = ["sms", "pigeon", "toString", "sms"];
  const { run, sent, reports } = world({
    due: 4,
    channelOf: (number) => channels[number - 1]!,
  });
  const report = await run();
  assert.deepEqual([report.accepted, report.not_sent], [3, 1]);
  assert.deepEqual(sent, [1, 2, 4]);
  assert.deepEqual(reports.find(({ message }) => message.messageId === "m3")?.outcome, {
    outcome: "not_sent",
    errorMessage: 'This sender has no channel "toString"',
  });
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
    entries().filter(({ level }) => level === "error").map(({ event }) => event),
    ["cannot report outcomes", "cannot report outcomes"],
  );
});

Deno.test("one outcome that the database refuses does not take the others with it", async () => {
  const { run, state, sent, count } = world({
    due: 120,
    concurrency: 4,
    onReport: (reports) => {
      if (reports.some(({ message }) => message.messageId === "m3")) throw new Error("no attempt");
    },
  });
  await assert.rejects(run(), /no attempt/);
  assert.equal(state.get("t3"), "started");
  assert.equal(count("reported"), sent.length - 1);
  assert.equal(count("claimed"), 0, "the rest of the batch is given back at once");
});

Deno.test("when nothing can be reported the run ends with nothing more started", async () => {
  const { run, sent, mostUnreported, count } = world({
    due: 120,
    concurrency: 4,
    onReport: () => {
      throw new Error("gone");
    },
  });
  await assert.rejects(run(), /gone/);
  assert.deepEqual(sent, range(1, 4));
  assert.equal(mostUnreported(), 4);
  assert.equal(count("claimed"), 0);
});

Deno.test("a start that fails sends nothing; what is under way is reported all the same", async () => {
  const { run, sent, count } = world({
    due: 12,
    concurrency: 4,
    result: () => new Promise((resolve) => setTimeout(() => resolve(ACCEPTED), 1)),
    onStart: (attempt) => {
      if (attempt === 2) throw new Error("gone");
    },
  });
  await assert.rejects(run(), /gone/);
  assert.deepEqual(sent, range(1, 4));
  assert.equal(count("reported"), 4);
  assert.equal(count("claimed") + count("started"), 0, "the others are given back");
});

Deno.test("a run writes few lines, with its messages and without their numbers", async () => {
  const { run, entries, lines } = world({ due: 49, result: () => REJECTED });
  await run();
  assert.deepEqual(entries().map(({ event }) => event), ["attempts ended"]);
  const attempts = entries()[0]?.attempts as Record<string, unknown>[];
  assert.deepEqual(attempts[1], {
    message_id: "m2",
    attempt_id: "a2",
    ...REJECTED.outcome,
  });
  assert.doesNotMatch(lines.join(), /\+1202555/);

  const all = world({ due: 1_000 });
  await all.run();
  assert.ok(all.lines.length <= 20, "few enough for the platform");
});
