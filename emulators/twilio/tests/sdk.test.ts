import assert from "node:assert/strict";
import twilio from "twilio";
import { ERROR_MESSAGES } from "../errors.ts";
import { ACCOUNT, ANA, BEN, create, sdk, SENDER, TOKEN, withEmulator } from "./harness.ts";

Deno.test("the SDK creates a message and fetches it again", () =>
  withEmulator({}, async (emulator) => {
    const client = sdk(emulator);
    const created = await client.messages.create({ to: ANA, from: SENDER, body: "Hello, Ana" });
    assert.equal(created.status, "queued");
    assert.equal(created.price, null);
    await emulator.settled();

    const fetched = await client.messages(created.sid).fetch();
    assert.equal(fetched.status, "delivered");
    assert.equal(fetched.body, "Hello, Ana");
    assert.equal(fetched.price, "-0.00830");
    assert.equal(fetched.priceUnit, "USD");
    assert.ok(fetched.dateSent instanceof Date);
  }));

Deno.test("the SDK redacts a message, and cannot cancel one that is not scheduled", () =>
  withEmulator({}, async (emulator) => {
    const client = sdk(emulator);
    const { sid } = await client.messages.create({ to: ANA, from: SENDER, body: "secret" });
    assert.equal((await client.messages(sid).update({ body: "" })).body, "");
    assert.equal((await client.messages(sid).fetch()).body, "");
    await assert.rejects(client.messages(sid).update({ body: "other" }), { code: 20001 });
    await assert.rejects(client.messages(sid).update({ status: "canceled" }), { code: 30409 });
  }));

Deno.test("the SDK pages through a list, newest first, and back", () =>
  withEmulator({}, async (emulator) => {
    const client = sdk(emulator);
    for (let i = 1; i <= 7; i++) {
      await client.messages.create({ to: ANA, from: SENDER, body: `${i}` });
    }

    const all = await client.messages.list({ pageSize: 3 });
    assert.deepEqual(all.map((each) => each.body), ["7", "6", "5", "4", "3", "2", "1"]);
    assert.equal((await client.messages.list({ limit: 4, pageSize: 3 })).length, 4);

    const first = await client.messages.page({ pageSize: 3 });
    // A message that comes in meanwhile must not shift the pages that follow.
    await client.messages.create({ to: ANA, from: SENDER, body: "8" });
    const second = await first.nextPage();
    assert.deepEqual(second?.instances.map((each) => each.body), ["4", "3", "2"]);
    const third = await second?.nextPage();
    assert.deepEqual(third?.instances.map((each) => each.body), ["1"]);
    assert.equal(third?.nextPageUrl, undefined);
    const back = await third?.previousPage();
    assert.deepEqual(back?.instances.map((each) => each.body), ["4", "3", "2"]);
  }));

Deno.test("the SDK filters a list by To, From and whole days of DateSent in GMT", async () => {
  let now = new Date("2026-11-20T23:59:59Z");
  await withEmulator({ senders: [SENDER, "+12025550109"], now: () => now }, async (emulator) => {
    const client = sdk(emulator);
    const send = async (at: string, to: string, from: string, body: string) => {
      now = new Date(at);
      await client.messages.create({ to, from, body });
      await emulator.settled();
    };
    await send("2026-11-20T23:59:59Z", ANA, SENDER, "friday");
    await send("2026-11-21T00:00:00Z", ANA, "+12025550109", "saturday");
    await send("2026-11-22T12:00:00Z", BEN, SENDER, "sunday");
    await emulator.setFaults({ carrierDelayMs: 60_000 });
    await client.messages.create({ to: ANA, from: SENDER, body: "not sent yet" });

    const bodies = async (filter: Parameters<typeof client.messages.list>[0]) =>
      (await client.messages.list(filter)).map((each) => each.body);
    const saturday = new Date("2026-11-21T00:00:00Z");
    assert.deepEqual(await bodies({ to: ANA }), ["not sent yet", "saturday", "friday"]);
    assert.deepEqual(await bodies({ from: "+12025550109" }), ["saturday"]);
    assert.deepEqual(await bodies({ to: ANA, from: SENDER }), ["not sent yet", "friday"]);
    assert.deepEqual(await bodies({ dateSent: saturday }), ["saturday"]);
    assert.deepEqual(await bodies({ dateSentAfter: saturday }), ["sunday", "saturday"]);
    assert.deepEqual(await bodies({ dateSentBefore: saturday }), ["saturday", "friday"]);
    // Only the day counts, even though the SDK sends a time as well.
    const noon = new Date("2026-11-21T12:00:00Z");
    assert.deepEqual(await bodies({ to: ANA, dateSentAfter: noon }), ["saturday"]);
  });
});

Deno.test("the SDK receives every code of the error table as its RestException", () =>
  withEmulator({}, async (emulator) => {
    const client = sdk(emulator);
    const statuses = new Map([
      ...[20005, 20006, 20008, 20403].map((code): [number, number] => [code, 403]),
      ...[[20003, 401], [20004, 405], [20404, 404], [20422, 422], [20429, 429]] as const,
      ...[[20500, 500], [20503, 503], [20504, 504]] as const,
    ]);
    for (const code of ERROR_MESSAGES.keys()) {
      emulator.setNumber(ANA, { errorCode: code });
      const error = await client.messages.create({ to: ANA, from: SENDER, body: "Hi" }).then(
        () => assert.fail(`${code} was not thrown`),
        (reason) => reason,
      );
      assert.ok(error instanceof twilio.RestException, `${code}: ${error}`);
      assert.equal(error.code, code);
      assert.equal(error.status, statuses.get(code) ?? 400);
      assert.equal(error.moreInfo, `https://www.twilio.com/docs/errors/${code}`);
      assert.ok(error.message.startsWith(ERROR_MESSAGES.get(code) ?? "?"), error.message);
    }
    assert.equal(emulator.accepted.length, 0);
  }));

Deno.test("the SDK with a wrong token or account gets 20003", () =>
  withEmulator({}, async (emulator) => {
    const wrong = { status: 401, code: 20003 };
    const other = "ACffffffffffffffffffffffffffffffff";
    await assert.rejects(sdk(emulator, ACCOUNT, "wrong").messages.list(), wrong);
    await assert.rejects(sdk(emulator, other, TOKEN).messages.list(), wrong);
  }));

Deno.test("a resource has every key that Twilio sends, in Twilio's types", async () => {
  const now = () => new Date("2026-11-08T17:04:05.678Z");
  await withEmulator({ now }, async (emulator) => {
    const created = await (await create(emulator)).json();
    const sid = emulator.accepted[0]?.sid ?? "";
    const uri = `/2010-04-01/Accounts/${ACCOUNT}/Messages/${sid}`;
    assert.match(sid, /^SM[0-9a-f]{32}$/);
    assert.deepEqual(created, {
      account_sid: ACCOUNT,
      api_version: "2010-04-01",
      body: "Hi",
      date_created: "Sun, 08 Nov 2026 17:04:05 +0000",
      date_sent: null,
      date_updated: "Sun, 08 Nov 2026 17:04:05 +0000",
      direction: "outbound-api",
      error_code: null,
      error_message: null,
      from: SENDER,
      messaging_service_sid: null,
      num_media: "0",
      num_segments: "1",
      price: null,
      price_unit: null,
      sid,
      status: "queued",
      subresource_uris: { media: `${uri}/Media.json` },
      to: ANA,
      uri: `${uri}.json`,
    });
  });
});
