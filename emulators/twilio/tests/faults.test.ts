import assert from "node:assert/strict";
import type { TwilioEmulator } from "../mod.ts";
import {
  ANA,
  answer,
  create,
  PATH,
  request,
  statuses,
  until,
  withEmulator,
  withReceiver,
} from "./harness.ts";

/** Why a request found no answer: the error's words and those of its causes. */
async function lost(response: Promise<Response>): Promise<string> {
  try {
    const text = await (await response).text();
    assert.fail(`there was an answer: ${text}`);
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    assert.ok(error instanceof Error);
    return `${error.name} ${error.message} ${error.cause ?? ""}`;
  }
}

/** The bodies in the list, newest first. */
async function listed(emulator: TwilioEmulator): Promise<string[]> {
  const [, list] = await answer(await request(emulator, `${PATH}.json?To=%2B12025550101`));
  return (list.messages as { body: string }[]).map((each) => each.body);
}

Deno.test("429 creates nothing and says when to come back, the next N times", () =>
  withEmulator({}, async (emulator) => {
    await emulator.setFaults({
      replies: [
        { kind: "too_many_requests", next: 1, retryAfterSeconds: 3 },
        { kind: "too_many_requests", next: 1 },
      ],
    });
    for (const retryAfter of ["3", null]) {
      const response = await create(emulator);
      assert.equal(response.headers.get("retry-after"), retryAfter);
      const [status, body] = await answer(response);
      assert.deepEqual([status, body.code, body.status], [429, 20429, 429]);
    }
    assert.equal(emulator.accepted.length, 0);
    assert.equal((await answer(await create(emulator)))[0], 201);
    assert.deepEqual(emulator.requests.map((each) => each.status), [429, 429, 201]);
  }));

for (const created of [false, true]) {
  const what = created ? "the message exists" : "nothing was created";

  Deno.test(`a server error in Twilio's JSON, and ${what}`, () =>
    withEmulator({}, async (emulator) => {
      for (const [status, code] of [[500, 20500], [503, 20503], [504, 20504]] as const) {
        await emulator.setFaults({ replies: [{ kind: "server_error", status, created, next: 1 }] });
        const [answered, body] = await answer(await create(emulator));
        assert.deepEqual([answered, body.code], [status, code]);
      }
      assert.equal(emulator.accepted.length, created ? 3 : 0);
      assert.ok(emulator.accepted.every((each) => each.replyLost));
    }));

  Deno.test(`a proxy's 502 in HTML, and ${what}`, () =>
    withEmulator({}, async (emulator) => {
      await emulator.setFaults({ replies: [{ kind: "bad_gateway", created, next: 1 }] });
      const response = await create(emulator);
      assert.equal(response.status, 502);
      assert.equal(response.headers.get("content-type"), "text/html");
      assert.match(await response.text(), /^<html>/);
      assert.equal(emulator.accepted.length, created ? 1 : 0);
    }));

  Deno.test(`a request that hangs until the client gives up, and ${what}`, () =>
    withReceiver((receiver) =>
      withEmulator({}, async (emulator) => {
        await emulator.setFaults({ replies: [{ kind: "hang", created }] });
        const abort = new AbortController();
        const pending = create(emulator, { StatusCallback: receiver.url }, {
          signal: abort.signal,
        });
        const gone = lost(pending);
        if (created) {
          // The callbacks prove that it exists, while the client still waits.
          await until(() => emulator.accepted.length === 1);
          await emulator.settled();
          assert.deepEqual(statuses(receiver), ["sent", "delivered"]);
        }
        abort.abort();
        assert.match(await gone, /^AbortError/);
        assert.equal(emulator.accepted.length, created ? 1 : 0);
        assert.equal(emulator.accepted[0]?.replyLost, created ? true : undefined);
      })
    ));

  Deno.test(`a connection closed without an answer, and ${what}`, () =>
    withEmulator({}, async (emulator) => {
      await emulator.setFaults({ replies: [{ kind: "reset", created, next: 1 }] });
      assert.match(await lost(create(emulator)), /closed before message completed|reset/);
      assert.equal(emulator.accepted.length, created ? 1 : 0);
      assert.equal((await answer(await create(emulator)))[0], 201);
    }));
}

Deno.test("half a reply: status and headers arrive, the body breaks off, the message exists", () =>
  withReceiver((receiver) =>
    withEmulator({}, async (emulator) => {
      await emulator.setFaults({ replies: [{ kind: "half_reply", next: 1 }] });
      const response = await create(emulator, { StatusCallback: receiver.url });
      assert.equal(response.status, 201);
      await assert.rejects(response.text(), TypeError);
      await emulator.settled();
      assert.equal(emulator.accepted.length, 1);
      assert.equal(emulator.accepted[0]?.replyLost, true);
      assert.deepEqual(statuses(receiver), ["sent", "delivered"]);
    })
  ));

Deno.test("a slow reply is like any other, only later, and so is a slow refusal", () =>
  withEmulator({}, async (emulator) => {
    await emulator.setFaults({
      replies: [
        { kind: "slow", delayMs: 100, next: 1 },
        { kind: "too_many_requests", delayMs: 100, next: 1 },
      ],
    });
    for (const status of [201, 429]) {
      const start = performance.now();
      assert.equal((await answer(await create(emulator)))[0], status);
      assert.ok(performance.now() - start >= 100);
    }
    assert.equal(emulator.accepted[0]?.replyLost, false);
  }));

Deno.test("a refused connection fails to connect, and the same port answers again afterwards", () =>
  withEmulator({}, async (emulator) => {
    await (await create(emulator)).body?.cancel();
    await emulator.setFaults({ refuse: true });
    assert.match(await lost(create(emulator)), /\(Connect\).*refused/);
    assert.match(await lost(create(emulator)), /\(Connect\).*refused/);
    await emulator.clearFaults();
    assert.equal((await answer(await create(emulator)))[0], 201);
    assert.equal(emulator.accepted.length, 2);
  }));

Deno.test("connections are refused for a while, and settled waits for the end of it", () =>
  withEmulator({}, async (emulator) => {
    await emulator.setFaults({ refuse: { forMs: 50 } });
    assert.match(await lost(create(emulator)), /refused/);
    await emulator.settled();
    assert.equal((await answer(await create(emulator)))[0], 201);
  }));

Deno.test("refusing until cleared overrides refusing for a while", () =>
  withEmulator({}, async (emulator) => {
    await emulator.setFaults({ refuse: { forMs: 50 } });
    await emulator.setFaults({ refuse: true });
    await emulator.settled();
    assert.match(await lost(create(emulator)), /refused/);
    await emulator.clearFaults();
    assert.equal((await answer(await create(emulator)))[0], 201);
  }));

Deno.test("latency delays the reply, not the message; a client that gave up finds it created", () =>
  withEmulator({}, async (emulator) => {
    await emulator.setFaults({ latencyMs: 80 });
    const before = performance.now();
    await (await create(emulator)).body?.cancel();
    assert.ok(performance.now() - before >= 79);

    const gaveUp = lost(create(emulator, {}, { signal: AbortSignal.timeout(30) }));
    assert.match(await gaveUp, /^TimeoutError/);
    await emulator.settled();
    assert.deepEqual(emulator.accepted.map((each) => each.replyLost), [false, true]);
    assert.equal(emulator.accepted[1]?.status, "delivered");
  }));

Deno.test("reads fail on their own: a fault on create leaves them alone, and the other way round", () =>
  withEmulator({}, async (emulator) => {
    await emulator.setFaults({ replies: [{ kind: "server_error", status: 503, on: "read" }] });
    assert.equal((await answer(await create(emulator)))[0], 201);
    assert.equal((await answer(await request(emulator, `${PATH}.json`)))[0], 503);
    const sid = emulator.accepted[0]?.sid;
    await emulator.setFaults({ replies: [{ kind: "half_reply", on: "any" }] });
    await lost(request(emulator, `${PATH}/${sid}.json`));
    await emulator.setFaults({ replies: [{ kind: "server_error" }] });
    assert.equal((await answer(await request(emulator, `${PATH}/${sid}.json`)))[0], 200);
  }));

Deno.test("a fault by chance strikes about as often as it should, and alike for one seed", () =>
  withEmulator({}, async (emulator) => {
    const run = async (seed: number) => {
      await emulator.clearFaults();
      await emulator.setFaults({
        seed,
        replies: [{ kind: "too_many_requests", probability: 0.3 }],
      });
      const statuses: number[] = [];
      for (let i = 0; i < 100; i++) statuses.push((await answer(await create(emulator)))[0]);
      return statuses;
    };
    const [one, again, other] = [await run(7), await run(7), await run(8)];
    assert.deepEqual(again, one);
    assert.notDeepEqual(other, one);
    const struck = one.filter((status) => status === 429).length;
    assert.ok(struck > 15 && struck < 45, `${struck} of 100`);
  }));

Deno.test("a new message is missing from the list until the lag is over or released, but can be fetched", () =>
  withEmulator({}, async (emulator) => {
    await emulator.setFaults({ listLag: "until_released" });
    const [, { sid }] = await answer(await create(emulator, { Body: "unseen" }));
    assert.deepEqual(await listed(emulator), []);
    assert.equal((await answer(await request(emulator, `${PATH}/${sid}.json`)))[0], 200);
    emulator.release();
    assert.deepEqual(await listed(emulator), ["unseen"]);

    await emulator.setFaults({ listLag: 60 });
    const before = performance.now();
    await (await create(emulator, { Body: "slow" })).body?.cancel();
    while (!(await listed(emulator)).includes("slow")) assert.ok(performance.now() - before < 5000);
    assert.ok(performance.now() - before >= 59);
  }));

Deno.test("setting some faults leaves the others; wrong faults are refused whole, by name", () =>
  withEmulator({}, async (emulator) => {
    await emulator.setFaults({ latencyMs: 1, replies: [{ kind: "too_many_requests" }] });
    await emulator.setFaults({ latencyMs: 2 });
    assert.equal((await answer(await create(emulator)))[0], 429);
    const wrong = {
      latencyMs: -1,
      replies: [{ kind: "explode" }],
      refused: true,
    } as unknown as Parameters<TwilioEmulator["setFaults"]>[0];
    await assert.rejects(emulator.setFaults(wrong), (error: Error) => {
      for (const name of ["latencyMs", "replies.0.kind", "refused", "explode"]) {
        assert.ok(error.message.includes(name), `${name} in ${error.message}`);
      }
      return error instanceof TypeError;
    });
    assert.equal((await answer(await create(emulator)))[0], 429);
    await emulator.clearFaults();
    assert.equal((await answer(await create(emulator)))[0], 201);
  }));

Deno.test("what a number does is checked", () =>
  withEmulator({}, (emulator) => {
    assert.throws(() => emulator.setNumber("0101", {}), /"0101": that is no number in E\.164/);
    const wrong = { finalStatus: "lost" } as unknown as Parameters<TwilioEmulator["setNumber"]>[1];
    assert.throws(() => emulator.setNumber(ANA, wrong), /finalStatus/);
    const impossible = { finalStatus: "delivered", callbackErrorCode: 30003 } as const;
    assert.throws(() => emulator.setNumber(ANA, impossible), /"delivered" carries no error 30003/);
    return Promise.resolve();
  }));
