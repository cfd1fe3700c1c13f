/** What becomes of a text on its way to its webhook, and how it can be read later. */
import assert from "node:assert/strict";
import {
  ANA,
  answer,
  BEN,
  create,
  PATH,
  request,
  SENDER,
  SERVICE,
  withEmulator,
  withReceiver,
} from "./harness.ts";

const TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>';
const twiml = () => new Response(TWIML, { headers: { "content-type": "text/xml" } });
const failed = () => new Response("oops", { status: 500 });

Deno.test("a webhook that fails is tried again as its URL's fragment says", async (t) => {
  const cases = [
    ["#rc=3&rp=5xx,ct,rt", 4],
    ["#rc=1&rp=all", 2],
    ["#rc=3&rp=ct", 1],
    ["", 1],
  ] as const;
  for (const [fragment, tries] of cases) {
    await t.step(
      fragment || "no fragment",
      () =>
        withReceiver(
          (receiver) =>
            withEmulator({ inboundWebhookUrl: receiver.url + fragment }, async (emulator) => {
              const { webhook } = await emulator.reply(ANA, "Hello");
              assert.deepEqual([receiver.received.length, webhook?.tries], [tries, tries]);
              const tokens = receiver.received.map(({ headers }) =>
                headers.get("i-twilio-idempotency-token")
              );
              assert.equal(new Set(tokens).size, 1);
            }),
          failed,
        ),
    );
  }
  await t.step("until it succeeds", () =>
    withReceiver(
      (receiver) =>
        withEmulator({ inboundWebhookUrl: `${receiver.url}#rc=3&rp=5xx` }, async (emulator) => {
          const { webhook } = await emulator.reply(ANA, "Hello");
          assert.deepEqual([webhook?.tries, webhook?.problem], [2, null]);
        }),
      (_, count) => count === 1 ? failed() : twiml(),
    ));
});

Deno.test("the fallback is called when the webhook failed, and told why", () =>
  withReceiver((receiver) => {
    const urls = {
      inboundWebhookUrl: `${receiver.url}/first#rc=1&rp=5xx`,
      inboundFallbackUrl: `${receiver.url}/second`,
    };
    return withEmulator(urls, async (emulator) => {
      const { webhook } = await emulator.reply(ANA, "Hello");
      assert.deepEqual(receiver.received.map(({ path }) => path), ["/first", "/first", "/second"]);
      assert.deepEqual([webhook?.tries, webhook?.isFallback, webhook?.problem], [3, true, null]);
      const [, , last] = receiver.received;
      assert.deepEqual(
        [last?.params.Body, last?.params.ErrorCode, last?.params.ErrorUrl],
        ["Hello", "11200", urls.inboundWebhookUrl],
      );
    });
  }, ({ path }) => path === "/first" ? failed() : twiml()));

Deno.test("the fallback is left alone when the webhook answered", () =>
  withReceiver((receiver) => {
    const urls = { inboundWebhookUrl: receiver.url, inboundFallbackUrl: `${receiver.url}/second` };
    return withEmulator(urls, async (emulator) => {
      const { webhook } = await emulator.reply(ANA, "Hello");
      assert.deepEqual([receiver.received.length, webhook?.isFallback], [1, false]);
    });
  }, twiml));

Deno.test("a webhook can be lost, and the list have the text all the same, perhaps later", () =>
  withReceiver((receiver) =>
    withEmulator({ inboundWebhookUrl: receiver.url }, async (emulator) => {
      const bodies = async () => {
        const [, list] = await answer(await request(emulator, `${PATH}.json?To=%2B12025550100`));
        return (list.messages as { body: string }[]).map(({ body }) => body);
      };
      await emulator.setFaults({ inboundLost: 1, listLag: "until_released" });
      const { webhook } = await emulator.reply(ANA, "Hello");
      assert.deepEqual([receiver.received.length, webhook?.tries], [0, 0]);
      assert.deepEqual(await bodies(), []);
      emulator.release();
      assert.deepEqual(await bodies(), ["Hello"]);
      await emulator.clearFaults();
      await emulator.reply(ANA, "Again");
      assert.deepEqual([receiver.received.length, await bodies()], [1, ["Again", "Hello"]]);
    }), twiml));

Deno.test("rows of a list can have fields that are null", () =>
  withEmulator({}, async (emulator) => {
    await emulator.reply(ANA, "One", SENDER);
    await emulator.reply(BEN, "Two", SENDER);
    await (await create(emulator, { Body: "Three" })).body?.cancel();
    await emulator.setFaults({ nullFields: { fields: ["body", "date_created"], every: 2 } });
    const [, list] = await answer(await request(emulator, `${PATH}.json`));
    const rows = list.messages as Record<string, unknown>[];
    assert.deepEqual(rows.map(({ body }) => body), [null, "Two", null]);
    assert.deepEqual(rows.map(({ date_created }) => date_created === null), [true, false, true]);
    assert.ok(rows.every(({ sid }) => sid !== null));
  }));

Deno.test("where numbers and services send texts can be read", () => {
  const urls = {
    inboundWebhookUrl: "https://example.com/in#rc=3",
    inboundFallbackUrl: "https://example.com/fallback",
  };
  const options = { ...urls, messagingServices: { [SERVICE]: [ANA] } };
  return withEmulator(options, async (emulator) => {
    const numbers = PATH.replace("Messages", "IncomingPhoneNumbers.json");
    const [status, list] = await answer(
      await request(emulator, `${numbers}?PhoneNumber=${encodeURIComponent(SENDER)}`),
    );
    const found = list.incoming_phone_numbers as Record<string, unknown>[];
    assert.deepEqual([status, found.length], [200, 1]);
    assert.deepEqual(
      [found[0]?.phone_number, found[0]?.sms_url, found[0]?.sms_method, found[0]?.sms_fallback_url],
      [SENDER, urls.inboundWebhookUrl, "POST", urls.inboundFallbackUrl],
    );
    const [, all] = await answer(await request(emulator, numbers));
    assert.equal((all.incoming_phone_numbers as unknown[]).length, 2);
    const [, none] = await answer(await request(emulator, `${numbers}?PhoneNumber=%2B12025550199`));
    assert.deepEqual(none.incoming_phone_numbers, []);

    const [, service] = await answer(await request(emulator, `/v1/Services/${SERVICE}`));
    assert.deepEqual(
      [service.inbound_request_url, service.fallback_url, service.use_inbound_webhook_on_number],
      [urls.inboundWebhookUrl, urls.inboundFallbackUrl, false],
    );
    const other = `/v1/Services/${SERVICE.replace(/f$/, "0")}`;
    assert.equal((await answer(await request(emulator, other)))[1].code, 20404);
    const wrong = { headers: { authorization: "Basic x" } };
    assert.equal((await answer(await request(emulator, numbers, wrong)))[1].code, 20003);
    const [refused] = await answer(await request(emulator, numbers, { method: "POST" }));
    assert.equal(refused, 405);
  });
});
