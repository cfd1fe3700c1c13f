import assert from "node:assert/strict";
import { startTwilioEmulator, type TwilioEmulator } from "../mod.ts";
import { ACCOUNT, ANA, answer, create, SENDER, TOKEN, until, withEmulator } from "./harness.ts";

async function control(
  emulator: TwilioEmulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<[number, Record<string, unknown> & Record<string, unknown>[]]> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`${emulator.url}/_emulator/${path}`, init);
  return [response.status, await response.json()];
}

Deno.test("another process can set faults and numbers, reply, wait, read and reset", () =>
  withEmulator({}, async (emulator) => {
    const replies = [{ kind: "too_many_requests", next: 1 }];
    const [set, faults] = await control(emulator, "PUT", "faults", { replies });
    assert.deepEqual([set, faults.replies], [200, replies]);
    assert.equal((await answer(await create(emulator)))[0], 429);
    assert.deepEqual((await control(emulator, "GET", "faults"))[1].replies, []);
    // PUT replaces them all.
    await control(emulator, "PUT", "faults", { replies: [{ kind: "hang" }] });
    assert.deepEqual((await control(emulator, "PUT", "faults", { latencyMs: 1 }))[1].replies, []);
    assert.equal((await control(emulator, "DELETE", "faults"))[1].latencyMs, 0);

    await control(emulator, "PUT", `numbers/${ANA}`, { callbackErrorCode: 30005 });
    await (await create(emulator)).body?.cancel();
    assert.deepEqual(await control(emulator, "GET", "settled"), [200, { settled: true }]);
    const [, [message]] = await control(emulator, "GET", "messages");
    assert.deepEqual([message?.status, message?.errorCode], ["undelivered", 30005]);
    assert.equal((await control(emulator, "DELETE", `numbers/${ANA}`))[0], 200);

    const [replied, inbound] = await control(emulator, "POST", "replies", {
      from: ANA,
      body: "STOP",
    });
    assert.deepEqual([replied, inbound.to, inbound.optedOut], [201, SENDER, true]);
    assert.equal((await control(emulator, "GET", "inbound"))[1].length, 1);
    assert.equal((await control(emulator, "GET", "requests"))[1].length, 2);
    assert.equal((await control(emulator, "GET", "callbacks"))[1].length, 0);
    assert.equal((await control(emulator, "POST", "release"))[0], 200);

    assert.equal((await control(emulator, "POST", "reset"))[0], 200);
    for (const record of ["messages", "requests", "inbound"]) {
      assert.deepEqual((await control(emulator, "GET", record))[1], [], record);
    }
    assert.equal((await answer(await create(emulator)))[0], 201);
  }));

Deno.test("refusing connections over HTTP begins after the reply and ends by itself", () =>
  withEmulator({}, async (emulator) => {
    const [status] = await control(emulator, "PUT", "faults", { refuse: { forMs: 100 } });
    assert.equal(status, 200);
    await assert.rejects(async () => {
      // It begins a moment after the reply: the first request may still come through.
      for (let i = 0; i < 5; i++) await (await fetch(emulator.url)).body?.cancel();
    }, TypeError);
    await emulator.settled();
    assert.equal((await control(emulator, "GET", "faults"))[1].refuse, false);
    const [refused, body] = await control(emulator, "PUT", "faults", { refuse: true });
    assert.equal(refused, 400);
    assert.match(String(body.error), /nobody could reach the emulator/);
  }));

Deno.test("bad input to the control routes gets 400 or 404 with a reason, and changes nothing", () =>
  withEmulator({}, async (emulator) => {
    const cases: [string, string, string | undefined, number, RegExp][] = [
      ["GET", "nothing", undefined, 404, /There is no GET .*nothing.*Use one of: GET/],
      ["POST", "messages", undefined, 404, /There is no POST/],
      ["PUT", "faults", "{", 400, /"{" is not JSON/],
      ["PUT", "faults", '{"latency":5}', 400, /latency/],
      ["PUT", "numbers/0101", "{}", 400, /"0101": that is no number/],
      ["PUT", "numbers/%E0%A4%A", "{}", 400, /URI/],
      ["POST", "replies", "[]", 400, /not of the form/],
      ["POST", "replies", '{"from":"1","body":"Hi"}', 400, /"1": that is no number/],
    ];
    for (const [method, path, body, status, reason] of cases) {
      const init = body === undefined ? { method } : { method, body };
      const response = await fetch(`${emulator.url}/_emulator/${path}`, init);
      assert.equal(response.status, status, path);
      assert.match((await response.json()).error, reason);
    }
    assert.equal((await answer(await create(emulator)))[0], 201);
  }));

Deno.test("another website cannot drive the emulator through a visitor's browser", () =>
  withEmulator({}, async (emulator) => {
    const foreign = { method: "POST", headers: { origin: "https://example.com" } };
    const response = await fetch(`${emulator.url}/_emulator/reset`, foreign);
    assert.equal(response.status, 403);
    assert.match((await response.json()).error, /"https:\/\/example\.com" are not allowed/);
    const own = { method: "POST", headers: { origin: emulator.url } };
    const allowed = await fetch(`${emulator.url}/_emulator/reset`, own);
    assert.equal(allowed.status, 200);
    await allowed.body?.cancel();
  }));

Deno.test("events begin with a snapshot and tell every change of a message", () =>
  withEmulator({ labels: { [ANA]: "Coach Ana" } }, async (emulator) => {
    const response = await fetch(`${emulator.url}/_emulator/events`);
    assert.match(response.headers.get("content-type") ?? "", /^text\/event-stream/);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    assert.ok(reader);
    let text = "";
    const until = async (wanted: string) => {
      while (!text.includes(wanted)) text += (await reader.read()).value ?? assert.fail("ended");
    };
    await until("event: snapshot");
    await (await create(emulator)).body?.cancel();
    await until('"status":"delivered"');
    const bubbles = text.split("\n\n").filter((each) => each.startsWith("event: bubble"))
      .map((each) => JSON.parse(each.split("\ndata: ")[1] ?? ""));
    assert.deepEqual(bubbles.map((each) => each.bubble.status), ["queued", "sent", "delivered"]);
    assert.equal(bubbles[0].label, "Coach Ana");
    await reader.cancel();
  }));

Deno.test("a reset cuts short what runs: no callback of before arrives after", () =>
  withEmulator({}, async (emulator) => {
    await emulator.setFaults({ carrierDelayMs: 60_000 });
    await (await create(emulator, { StatusCallback: "http://127.0.0.1:9/" })).body?.cancel();
    const [old] = emulator.accepted;
    emulator.reset();
    await emulator.settled();
    assert.equal(old?.status, "queued");
    assert.deepEqual([emulator.accepted.length, emulator.callbacks.length], [0, 0]);
  }));

Deno.test("stop frees the port at once and ends requests that hang", async () => {
  const options = { accountSid: ACCOUNT, authToken: TOKEN, senders: [SENDER] };
  const first = await startTwilioEmulator(options);
  await first.setFaults({ replies: [{ kind: "hang", created: true }], carrierDelayMs: 60_000 });
  const hanging = assert.rejects(create(first), TypeError);
  await until(() => first.requests.length === 1);
  await first.stop();
  await hanging;
  const port = Number(new URL(first.url).port);
  const second = await startTwilioEmulator({ ...options, port });
  assert.equal(second.url, first.url);

  await assert.rejects(startTwilioEmulator({ ...options, port }), (error: Error) => {
    assert.match(error.message, new RegExp(`port ${port} of 127\\.0\\.0\\.1 is taken`));
    return true;
  });
  await second.stop();
  await second.stop();
});

Deno.test("wrong options are named all at once", async () => {
  const wrong = startTwilioEmulator({
    port: 70_000,
    accountSid: "AC1",
    authToken: "",
    senders: ["0100"],
    messagingServices: { MG1: [] },
    inboundWebhookUrl: "/inbound",
    inboundFallbackUrl: "/fallback",
    labels: { "555": "Ana" },
  });
  await assert.rejects(wrong, (error: Error) => {
    for (
      const value of [
        ...["70000", '"AC1"', 'authToken ""', '"0100"', '"MG1"', '"/inbound"', '"/fallback"'],
        '"555"',
      ]
    ) {
      assert.ok(error.message.includes(value), `${value} in ${error.message}`);
    }
    return error instanceof TypeError;
  });
});

Deno.test("without a webhook for it a text is only recorded", () =>
  withEmulator({}, async (emulator) => {
    const record = await emulator.reply(ANA, "Hello");
    assert.equal(record.webhook, null);
    assert.deepEqual(emulator.inbound, [record]);
  }));

Deno.test({
  name: "stop leaves no timer, connection or request behind, whatever was under way",
  sanitizeOps: true,
  sanitizeResources: true,
  fn: async () => {
    const silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const silentUrl = `http://127.0.0.1:${silent.addr.port}/`;
    const emulator = await startTwilioEmulator({
      ...{ accountSid: ACCOUNT, authToken: TOKEN, senders: [SENDER] },
      inboundWebhookUrl: silentUrl,
    });
    // A webhook that worked, one that waits for an answer, and one that is late.
    emulator.setNumber(ANA, { finalStatus: "sent" });
    await (await create(emulator, { StatusCallback: "http://127.0.0.1:9/" })).body?.cancel();
    await emulator.settled();
    const replying = emulator.reply(ANA, "Hello");
    await emulator.setFaults({ callbacks: [{ kind: "late", delayMs: 60_000 }] });
    await (await create(emulator, { StatusCallback: silentUrl })).body?.cancel();
    // A reply that is slow, and one that never comes.
    await emulator.setFaults({ latencyMs: 60_000, replies: [{ kind: "hang", next: 1 }] });
    const waiting = [create(emulator), create(emulator)].map((each) =>
      assert.rejects(each, TypeError)
    );
    const events = await fetch(`${emulator.url}/_emulator/events`);
    await until(() => emulator.requests.length === 4);

    await emulator.stop();
    assert.equal((await replying).webhook?.httpStatus, null);
    await Promise.all(waiting);
    await events.text().catch(() => undefined);
    silent.close();
  },
});
