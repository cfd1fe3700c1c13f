import assert from "node:assert/strict";
import { startTwilioEmulator } from "../mod.ts";
import { ACCOUNT, ANA, answer, create, SENDER, SERVICE, TOKEN, withEmulator } from "./harness.ts";

const EMPTY_SERVICE = "MGffffffffffffffffffffffffffffffff";
const options = { messagingServices: { [SERVICE]: ["+12025550110"], [EMPTY_SERVICE]: [] } };

/** Every refusal that a request brings on itself: what it says, the request, the code. */
const REFUSALS: [string, Record<string, string | undefined>, number][] = [
  ["no To", { To: undefined }, 21604],
  ["an empty To", { To: "" }, 21604],
  ["a To without plus", { To: "12025550101" }, 21211],
  ["a plus that was decoded to a space", { To: " 12025550101" }, 21211],
  ["a national To", { To: "(202) 555-0101" }, 21211],
  ["a short code as To", { To: "+911" }, 21211],
  ["a word as To", { To: "Coach" }, 21211],
  ["an impossible area code", { To: "+11025550101" }, 21211],
  ["too many digits", { To: "+4912345678901234" }, 21211],
  ["To equal to From", { To: SENDER }, 21266],
  ["neither From nor service", { From: undefined }, 21603],
  ["a From that is no number", { From: "Rundown" }, 21212],
  ["a From of someone else", { From: "+12025550199" }, 21659],
  ["no Body", { Body: undefined }, 21602],
  ["an empty Body", { Body: "" }, 21602],
  ["1601 characters", { Body: "x".repeat(1601) }, 21617],
  ["a ValidityPeriod of 0", { ValidityPeriod: "0" }, 21624],
  ["a ValidityPeriod of 36001", { ValidityPeriod: "36001" }, 21624],
  ["a ValidityPeriod in words", { ValidityPeriod: "an hour" }, 21624],
  ["a relative StatusCallback", { StatusCallback: "/status" }, 21609],
  ["a StatusCallback over ftp", { StatusCallback: "ftp://example.com/" }, 21609],
  ["an underscore in its host", { StatusCallback: "https://my_host.example.com/" }, 21609],
  ["a space in its path", { StatusCallback: "https://example.com/a b" }, 21609],
  ["a malformed service", { From: undefined, MessagingServiceSid: "MG1" }, 21705],
  ["an unknown service", {
    From: undefined,
    MessagingServiceSid: "MGeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee",
  }, 21701],
  ["an empty service", { From: undefined, MessagingServiceSid: EMPTY_SERVICE }, 21704],
  ["magic From: invalid", { From: "+15005550001" }, 21212],
  ["magic From: not SMS-capable", { From: "+15005550007" }, 21606],
  ["magic From: queue full", { From: "+15005550008" }, 21611],
  ["magic To: invalid", { To: "+15005550001" }, 21211],
  ["magic To: not routable", { To: "+15005550002" }, 21612],
  ["magic To: no permission", { To: "+15005550003" }, 21408],
  ["magic To: opted out", { To: "+15005550004" }, 21610],
  ["magic To: landline", { To: "+15005550009" }, 21614],
  ["media", { MediaUrl: "https://example.com/cat.png" }, 20001],
  ["a schedule", { ScheduleType: "fixed", SendAt: "2026-12-01T00:00:00Z" }, 20001],
];

Deno.test("each bad request is refused with Twilio's code, and nothing is created", async (t) => {
  await withEmulator(options, async (emulator) => {
    for (const [what, params, code] of REFUSALS) {
      await t.step(`${what}: ${code}`, async () => {
        const [status, body] = await answer(await create(emulator, params));
        assert.equal(body.code, code);
        assert.equal(status, 400);
        assert.equal(body.status, 400);
        assert.equal(body.more_info, `https://www.twilio.com/docs/errors/${code}`);
        assert.ok(typeof body.message === "string" && body.message.length > 5);
      });
    }
    assert.equal(emulator.accepted.length, 0);
  });
});

Deno.test("what lies just inside the limits is accepted", () =>
  withEmulator(options, async (emulator) => {
    const fine: Record<string, string | undefined>[] = [
      { Body: "x".repeat(1600) },
      { ValidityPeriod: "1" },
      { ValidityPeriod: "36000" },
      { To: "+4915112345678" },
      { From: "+15005550006" },
      { From: "+12025550110" },
      { StatusCallback: "http://127.0.0.1:9/my_path?my_key=1#rc=0" },
      { StatusCallback: "http://localhost:9/#rc=0" },
      { From: undefined, MessagingServiceSid: SERVICE },
    ];
    for (const params of fine) {
      const [status, body] = await answer(await create(emulator, params));
      assert.equal(status, 201, JSON.stringify([params, body]));
    }
    assert.equal(emulator.accepted.length, fine.length);
  }));

Deno.test("without a list of senders any number may send", async () => {
  const emulator = await startTwilioEmulator({ accountSid: ACCOUNT, authToken: TOKEN });
  try {
    const [status] = await answer(await create(emulator, { From: "+12025550150" }));
    assert.equal(status, 201);
  } finally {
    await emulator.stop();
  }
});

Deno.test("a Messaging Service accepts first and says its sender and segments later", () =>
  withEmulator(options, async (emulator) => {
    const params = { From: undefined, MessagingServiceSid: SERVICE };
    const [status, body] = await answer(await create(emulator, params));
    assert.equal(status, 201);
    assert.equal(body.status, "accepted");
    assert.equal(body.from, null);
    assert.equal(body.num_segments, "0");
    assert.equal(body.messaging_service_sid, SERVICE);
    await emulator.settled();
    assert.equal(emulator.accepted[0]?.from, "+12025550110");
    assert.equal(emulator.accepted[0]?.status, "delivered");
  }));

Deno.test("a Messaging Service keeps texting a phone from the number it knows", () =>
  withEmulator({ messagingServices: { [SERVICE]: [SENDER, "+12025550110"] } }, async (emulator) => {
    const service = { From: undefined, MessagingServiceSid: SERVICE };
    for (const params of [{ From: "+12025550110" }, service, { ...service, To: "+12025550102" }]) {
      assert.equal((await answer(await create(emulator, params)))[0], 201);
      await emulator.settled();
    }
    const senders = emulator.accepted.map((each) => each.from);
    assert.deepEqual(senders, ["+12025550110", "+12025550110", SENDER]);
  }));

Deno.test("a Messaging Service reports late what a From reports at once", async (t) => {
  await withEmulator(options, async (emulator) => {
    const service = { From: undefined, MessagingServiceSid: SERVICE };
    const cases: [number, number][] = [[21610, 21610], [21611, 30001], [21614, 21614]];
    for (const [asked, reported] of cases) {
      await t.step(`${asked} becomes ${reported}`, async () => {
        emulator.reset();
        emulator.setNumber(ANA, { errorCode: asked });
        assert.equal((await answer(await create(emulator)))[1].code, asked);
        assert.equal((await answer(await create(emulator, service)))[0], 201);
        await emulator.settled();
        assert.equal(emulator.accepted[0]?.status, "failed");
        assert.equal(emulator.accepted[0]?.errorCode, reported);
      });
    }
    await t.step("but an invalid To at once", async () => {
      const [status, body] = await answer(await create(emulator, { ...service, To: "Coach" }));
      assert.deepEqual([status, body.code], [400, 21211]);
    });
  });
});
