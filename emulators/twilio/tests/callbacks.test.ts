import assert from "node:assert/strict";
import {
  ACCOUNT,
  ANA,
  create,
  SENDER,
  SERVICE,
  statuses,
  until,
  withEmulator,
  withReceiver,
} from "./harness.ts";

Deno.test("callbacks come after the reply to the request, sent before delivered, none for queued", () =>
  withReceiver((receiver) =>
    withEmulator({}, async (emulator) => {
      // With a reply this late, a callback sent too early would be here first.
      await emulator.setFaults({ latencyMs: 50 });
      await (await create(emulator, { StatusCallback: receiver.url })).body?.cancel();
      await emulator.settled();
      assert.deepEqual(statuses(receiver), ["sent", "delivered"]);
      const repliedMs = emulator.requests[0]?.endedAtMs ?? assert.fail("no reply");
      for (const { atMs } of receiver.received) assert.ok(atMs > repliedMs);
    })
  ));

Deno.test("a callback carries Twilio's parameters", async () => {
  const now = () => new Date("2026-11-08T17:04:05Z");
  await withReceiver((receiver) =>
    withEmulator({ now }, async (emulator) => {
      await (await create(emulator, { StatusCallback: `${receiver.url}/?m=1` })).body?.cancel();
      await emulator.settled();
      const sid = emulator.accepted[0]?.sid;
      const common = {
        AccountSid: ACCOUNT,
        ApiVersion: "2010-04-01",
        From: SENDER,
        MessageSid: sid,
        SmsSid: sid,
        To: ANA,
      };
      const [sent, delivered] = receiver.received;
      assert.deepEqual(sent?.params, { ...common, MessageStatus: "sent", SmsStatus: "sent" });
      assert.deepEqual(delivered?.params, {
        ...common,
        MessageStatus: "delivered",
        SmsStatus: "delivered",
        RawDlrDoneDate: "2611081704",
      });
      assert.match(sent?.headers.get("content-type") ?? "", /^application\/x-www-form-urlencoded/);
      const [one, two] = receiver.received.map((each) =>
        each.headers.get("i-twilio-idempotency-token")
      );
      assert.ok(one && two && one !== two);
    })
  );
});

Deno.test("a message ends as its recipient's number says, with the code in the last callback", async (t) => {
  const cases = [
    [{ finalStatus: "sent" }, ["sent"], undefined],
    [{ finalStatus: "undelivered" }, ["sent", "undelivered"], "30008"],
    [{ callbackErrorCode: 30003 }, ["sent", "undelivered"], "30003"],
    [{ finalStatus: "failed", callbackErrorCode: 30007 }, ["failed"], "30007"],
  ] as const;
  for (const [behaviour, expected, code] of cases) {
    await t.step(
      JSON.stringify(behaviour),
      () =>
        withReceiver((receiver) =>
          withEmulator({}, async (emulator) => {
            emulator.setNumber(ANA, behaviour);
            await (await create(emulator, { StatusCallback: receiver.url })).body?.cancel();
            await emulator.settled();
            assert.deepEqual(statuses(receiver), expected);
            assert.equal(receiver.received.at(-1)?.params.ErrorCode, code);
            assert.equal(emulator.accepted[0]?.errorCode ?? undefined, code && Number(code));
            // What was never sent has no date of sending.
            assert.equal(emulator.accepted[0]?.sentAt === null, expected[0] === "failed");
          })
        ),
    );
  }
});

Deno.test("the callbacks of a Messaging Service name it", () =>
  withReceiver((receiver) =>
    withEmulator({ messagingServices: { [SERVICE]: [SENDER] } }, async (emulator) => {
      const params = { From: undefined, MessagingServiceSid: SERVICE };
      await (await create(emulator, { ...params, StatusCallback: receiver.url })).body?.cancel();
      await emulator.settled();
      assert.deepEqual(statuses(receiver), ["sent", "delivered"]);
      for (const each of receiver.received) {
        assert.equal(each.params.MessagingServiceSid, SERVICE);
        assert.equal(each.params.From, SENDER);
      }
    })
  ));

Deno.test("a lost callback never arrives, and is on record", () =>
  withReceiver((receiver) =>
    withEmulator({}, async (emulator) => {
      await emulator.setFaults({ callbacks: [{ kind: "lost", status: "sent", next: 1 }] });
      await (await create(emulator, { StatusCallback: receiver.url })).body?.cancel();
      await emulator.settled();
      assert.deepEqual(statuses(receiver), ["delivered"]);
      const record = emulator.callbacks.map((each) => [each.messageStatus, each.fault, each.try]);
      assert.deepEqual(record, [["sent", "lost", 0], ["delivered", null, 1]]);
    })
  ));

Deno.test("a doubled callback arrives twice with one idempotency token", () =>
  withReceiver((receiver) =>
    withEmulator({}, async (emulator) => {
      await emulator.setFaults({ callbacks: [{ kind: "doubled", status: "delivered" }] });
      await (await create(emulator, { StatusCallback: receiver.url })).body?.cancel();
      await emulator.settled();
      assert.deepEqual(statuses(receiver), ["sent", "delivered", "delivered"]);
      const tokens = receiver.received.map((each) =>
        each.headers.get("i-twilio-idempotency-token")
      );
      assert.equal(tokens[1], tokens[2]);
    })
  ));

Deno.test("a late callback arrives after its delay, behind the ones that follow", () =>
  withReceiver((receiver) =>
    withEmulator({}, async (emulator) => {
      await emulator.setFaults({ callbacks: [{ kind: "late", status: "sent", delayMs: 60 }] });
      await (await create(emulator, { StatusCallback: receiver.url })).body?.cancel();
      await emulator.settled();
      assert.deepEqual(statuses(receiver), ["delivered", "sent"]);
      const [delivered, sent] = receiver.received;
      assert.ok((sent?.atMs ?? 0) - (delivered?.atMs ?? 0) > 30);
    })
  ));

Deno.test("a callback that is late without a delay waits for its release, and settled does not", () =>
  withReceiver((receiver) =>
    withEmulator({}, async (emulator) => {
      await emulator.setFaults({ callbacks: [{ kind: "late", status: "delivered" }] });
      await (await create(emulator, { StatusCallback: receiver.url })).body?.cancel();
      await emulator.settled();
      assert.deepEqual(statuses(receiver), ["sent"]);
      assert.equal(emulator.accepted[0]?.status, "delivered");
      emulator.release();
      await emulator.settled();
      assert.deepEqual(statuses(receiver), ["sent", "delivered"]);
    })
  ));

Deno.test("reordered callbacks of a message arrive in reverse", () =>
  withReceiver((receiver) =>
    withEmulator({}, async (emulator) => {
      await emulator.setFaults({ callbacks: [{ kind: "reordered", next: 1 }] });
      for (let i = 0; i < 2; i++) {
        await (await create(emulator, { StatusCallback: receiver.url })).body?.cancel();
        await emulator.settled();
      }
      assert.deepEqual(statuses(receiver), ["delivered", "sent", "sent", "delivered"]);
    })
  ));

Deno.test("early callbacks arrive before the reply to the request", () =>
  withReceiver((receiver) =>
    withEmulator({}, async (emulator) => {
      await emulator.setFaults({ callbacks: [{ kind: "early" }] });
      await (await create(emulator, { StatusCallback: receiver.url })).body?.cancel();
      const before = statuses(receiver);
      await emulator.settled();
      assert.deepEqual(before, ["sent", "delivered"]);
      assert.deepEqual(statuses(receiver), before);
      const repliedMs = emulator.requests[0]?.endedAtMs ?? 0;
      assert.ok(receiver.received.every((each) => each.atMs < repliedMs));
    })
  ));

Deno.test("a callback that is refused a connection is tried once more, one that gets 500 is not", async () => {
  const url = "http://127.0.0.1:2/"; // a port of the system, where nobody listens
  const respond = () => new Response(null, { status: 500 });
  await withReceiver((receiver) =>
    withEmulator({}, async (emulator) => {
      emulator.setNumber(ANA, { finalStatus: "sent" });
      await (await create(emulator, { StatusCallback: url })).body?.cancel();
      await emulator.settled();
      assert.deepEqual(emulator.callbacks.map((each) => [each.try, each.httpStatus]), [
        [1, null],
        [2, null],
      ]);
      assert.match(emulator.callbacks[0]?.error ?? "", /refused/);

      await (await create(emulator, { StatusCallback: receiver.url })).body?.cancel();
      await emulator.settled();
      assert.equal(receiver.received.length, 1);
      assert.equal(emulator.callbacks.at(-1)?.httpStatus, 500);
    }), respond);
});

Deno.test("connection overrides in the fragment decide what is tried again, under one token", async (t) => {
  const cases: [string, number, number][] = [
    ["#rc=3&rp=all", 500, 4],
    ["#rc=2&rp=5xx", 503, 3],
    ["#rc=2&rp=5xx", 404, 1],
    ["#rc=2&rp=4xx,ct", 404, 3],
    ["#rc=9&rp=all", 500, 2],
    ["#rc=0&rp=all", 500, 1],
  ];
  for (const [fragment, status, tries] of cases) {
    await t.step(
      `${fragment} and ${status}: ${tries} tries`,
      () =>
        withReceiver((receiver) =>
          withEmulator({}, async (emulator) => {
            emulator.setNumber(ANA, { finalStatus: "sent" });
            const url = `${receiver.url}/${fragment}`;
            await (await create(emulator, { StatusCallback: url })).body?.cancel();
            await emulator.settled();
            assert.equal(receiver.received.length, tries);
            const tokens = receiver.received.map((each) =>
              each.headers.get("i-twilio-idempotency-token")
            );
            assert.equal(new Set(tokens).size, 1);
          }), () => new Response(null, { status })),
    );
  }
});

Deno.test("a retry that succeeds ends the retries", () =>
  withReceiver(
    (receiver) =>
      withEmulator({}, async (emulator) => {
        emulator.setNumber(ANA, { finalStatus: "sent" });
        const url = `${receiver.url}/#rc=5&rp=all`;
        await (await create(emulator, { StatusCallback: url })).body?.cancel();
        await emulator.settled();
        assert.deepEqual(emulator.callbacks.map((each) => each.httpStatus), [503, 200]);
      }),
    (_, count) => new Response(null, { status: count === 1 ? 503 : 200 }),
  ));

Deno.test("a callback whose answer takes longer than rt is given up", () => {
  const never = Promise.withResolvers<Response>();
  return withReceiver((receiver) =>
    withEmulator({}, async (emulator) => {
      emulator.setNumber(ANA, { finalStatus: "sent" });
      const url = `${receiver.url}/#ct=100&rt=100`;
      await (await create(emulator, { StatusCallback: url })).body?.cancel();
      await emulator.settled();
      never.resolve(new Response(null));
      assert.equal(emulator.callbacks.length, 1);
      assert.match(emulator.callbacks[0]?.error ?? "", /no answer within 200 ms/);
    }), () => never.promise);
});

Deno.test("credentials in a callback's URL are sent as Basic authentication", () =>
  withReceiver((receiver) =>
    withEmulator({}, async (emulator) => {
      emulator.setNumber(ANA, { finalStatus: "sent" });
      const url = receiver.url.replace("http://", "http://user:p%40ss@");
      await (await create(emulator, { StatusCallback: url })).body?.cancel();
      await emulator.settled();
      assert.equal(
        receiver.received[0]?.headers.get("authorization"),
        `Basic ${btoa("user:p@ss")}`,
      );
    })
  ));

Deno.test("a reset drops the callbacks that wait behind one that is being answered", () => {
  const answering = Promise.withResolvers<void>();
  return withReceiver((receiver) =>
    withEmulator({}, async (emulator) => {
      await (await create(emulator, { StatusCallback: receiver.url })).body?.cancel();
      await until(() => receiver.received.length === 1);
      emulator.reset();
      answering.resolve();
      await emulator.settled();
      assert.deepEqual(statuses(receiver), ["sent"]);
      assert.equal(emulator.callbacks.length, 0);
    }), async () => {
    await answering.promise;
    return new Response(null);
  });
});
