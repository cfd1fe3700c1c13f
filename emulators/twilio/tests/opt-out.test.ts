import assert from "node:assert/strict";
import twilio from "twilio";
import { type AdvancedOptOut, keywordOf } from "../keywords.ts";
import {
  ACCOUNT,
  ANA,
  answer,
  BEN,
  create,
  PATH,
  request,
  SENDER,
  SERVICE,
  statuses,
  TOKEN,
  withEmulator,
  withReceiver,
} from "./harness.ts";

const SECOND = "+12025550109";
const TOLL_FREE = "+18005550100";

Deno.test("keywords are whole messages, trimmed, in any case", () => {
  for (const word of "STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT".split(" ")) {
    assert.equal(keywordOf(word, SENDER), "STOP");
  }
  for (const word of "START YES UNSTOP".split(" ")) assert.equal(keywordOf(word, SENDER), "START");
  for (const word of "HELP INFO".split(" ")) assert.equal(keywordOf(word, SENDER), "HELP");
  assert.equal(keywordOf(" \n sToP ", SENDER), "STOP");
  for (const text of ["STOP please", "opt out", "STOP.", "don't stop", "Y", "yes!", ""]) {
    assert.equal(keywordOf(text, SENDER), undefined, text);
  }
});

Deno.test("toll-free numbers know fewer keywords", () => {
  assert.equal(keywordOf("stop", TOLL_FREE), "STOP");
  assert.equal(keywordOf("unstop", TOLL_FREE), "START");
  for (const word of ["QUIT", "CANCEL", "YES"]) assert.equal(keywordOf(word, TOLL_FREE), undefined);
});

Deno.test("STOP blocks the sender with 21610 until START, with Twilio's own answers", () =>
  withEmulator({}, async (emulator) => {
    assert.equal((await answer(await create(emulator)))[0], 201);

    const stop = await emulator.reply(ANA, "stop");
    assert.match(stop.autoReply ?? "", /^You have successfully been unsubscribed\./);
    assert.ok(stop.optedOut);
    const [status, body] = await answer(await create(emulator));
    assert.deepEqual([status, body.code], [400, 21610]);
    assert.equal((await answer(await create(emulator, { To: BEN })))[0], 201);
    assert.equal((await emulator.reply(ANA, "STOP")).autoReply, null);

    const help = await emulator.reply(ANA, "help");
    assert.match(help.autoReply ?? "", /^Reply STOP to unsubscribe\./);
    assert.ok(emulator.isOptedOut(ANA, SENDER));
    assert.equal((await emulator.reply(ANA, "STOP please")).autoReply, null);

    const start = await emulator.reply(ANA, "Yes");
    assert.match(start.autoReply ?? "", /^You have successfully been re-subscribed/);
    assert.equal((await answer(await create(emulator)))[0], 201);
    // Whoever was not opted out gets no answer to YES.
    assert.equal((await emulator.reply(ANA, "YES")).autoReply, null);
    // Twilio's own answers are no messages of the account.
    assert.equal(emulator.accepted.length, 3);
  }));

Deno.test("STOP to one number leaves the account's other numbers alone", () =>
  withEmulator({ senders: [SENDER, SECOND] }, async (emulator) => {
    await emulator.reply(ANA, "STOP", SENDER);
    assert.equal((await answer(await create(emulator, { From: SENDER })))[1].code, 21610);
    assert.equal((await answer(await create(emulator, { From: SECOND })))[0], 201);
  }));

Deno.test("STOP to a number of a Messaging Service holds for the whole service, and fails late", () =>
  withReceiver((receiver) =>
    withEmulator({ messagingServices: { [SERVICE]: [SENDER, SECOND] } }, async (emulator) => {
      await emulator.reply(ANA, "STOP", SECOND);
      assert.equal((await answer(await create(emulator, { From: SENDER })))[1].code, 21610);
      const params = { From: undefined, MessagingServiceSid: SERVICE };
      const response = await create(emulator, { ...params, StatusCallback: receiver.url });
      assert.equal((await answer(response))[0], 201);
      await emulator.settled();
      assert.deepEqual(statuses(receiver), ["failed"]);
      assert.equal(receiver.received[0]?.params.ErrorCode, "21610");
    })
  ));

const ADVANCED: AdvancedOptOut = {
  STOP: { words: ["STOP", "ABMELDEN"], reply: "Brand: bye." },
  START: { words: ["START"], reply: "Brand: hello again." },
  HELP: { words: ["HELP", "HILFE"], reply: "Brand: automated, not a person." },
};

Deno.test("Advanced Opt-Out: words and answers of the service, and OptOutType names the keyword", () =>
  withReceiver((receiver) => {
    const options = {
      ...{ inboundWebhookUrl: receiver.url, advancedOptOut: { [SERVICE]: ADVANCED } },
      ...{ senders: [BEN], messagingServices: { [SERVICE]: [SENDER, TOLL_FREE] } },
    };
    return withEmulator(options, async (emulator) => {
      const said = async (body: string, to = SENDER) => {
        const { autoReply, webhook } = await emulator.reply(ANA, body, to);
        return [autoReply, webhook?.params.OptOutType ?? null];
      };
      assert.deepEqual(await said("hilfe"), ["Brand: automated, not a person.", "HELP"]);
      assert.deepEqual(await said("START"), ["Brand: hello again.", "START"]);
      assert.deepEqual(await said("abmelden"), ["Brand: bye.", "STOP"]);
      assert.ok(emulator.isOptedOut(ANA, SENDER));
      assert.deepEqual(await said("YES"), [null, null], "not among its words");
      assert.deepEqual(await said("Abmelden bitte"), [null, null]);
      assert.deepEqual(await said("start"), ["Brand: hello again.", "START"]);
      assert.ok(!emulator.isOptedOut(ANA, SENDER));
      assert.deepEqual(await said("ABMELDEN", BEN), [null, null], "elsewhere it is a word");
      assert.deepEqual(
        (await emulator.reply(ANA, "STOP", BEN)).autoReply?.slice(0, 8),
        "You have",
        "a number outside the service has the defaults",
      );
      assert.deepEqual(
        await said("ABMELDEN", TOLL_FREE),
        [null, null],
        "nor does the network know",
      );
      assert.match(String((await said("STOP", TOLL_FREE))[0]), /^NETWORK MSG/);
    });
  }));

Deno.test("Advanced Opt-Out of a service that the account has not is refused", () =>
  assert.rejects(
    withEmulator({ advancedOptOut: { [SERVICE]: ADVANCED } }, async () => {}),
    { name: "TypeError", message: /advancedOptOut names "MG0123456789abcdef/ },
  ));

Deno.test("on a toll-free number a YES undoes no STOP, and HELP is answered until then", () =>
  withEmulator({ senders: [TOLL_FREE] }, async (emulator) => {
    const said = async (body: string) => (await emulator.reply(ANA, body)).autoReply?.slice(0, 11);
    assert.equal(await said("INFO"), "Reply STOP ");
    assert.equal(await said("UNSUBSCRIBE"), undefined);
    assert.ok(!emulator.isOptedOut(ANA, TOLL_FREE));
    assert.equal(await said("STOP"), "NETWORK MSG");
    assert.equal(await said("HELP"), undefined);
    assert.equal(await said("YES"), undefined);
    assert.equal((await answer(await create(emulator, { From: TOLL_FREE })))[1].code, 21610);
    assert.equal(await said("UNSTOP"), "NETWORK MSG");
    assert.equal((await answer(await create(emulator, { From: TOLL_FREE })))[0], 201);
  }));

Deno.test("a text is POSTed to the webhook, signed, with Twilio's parameters, keywords too", () => {
  const respond = () =>
    new Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', {
      headers: { "content-type": "text/xml" },
    });
  return withReceiver((receiver) => {
    const url = `${receiver.url}/functions/v1/twilio-inbound?k=1`;
    return withEmulator({ inboundWebhookUrl: url }, async (emulator) => {
      const record = await emulator.reply(ANA, "STOP");
      assert.equal(record.webhook?.httpStatus, 200);
      assert.equal(record.webhook?.problem, null);
      const { params, headers } = receiver.received[0] ?? assert.fail("nothing came in");
      const signature = headers.get("x-twilio-signature") ?? "";
      assert.ok(twilio.validateRequest(TOKEN, signature, url, params));
      assert.ok(!twilio.validateRequest(TOKEN, signature, url, { ...params, Body: "START" }));
      const { messageSid } = record;
      const expected = {
        AccountSid: ACCOUNT,
        ApiVersion: "2010-04-01",
        Body: "STOP",
        From: ANA,
        FromCity: "",
        MessageSid: messageSid,
        NumMedia: "0",
        NumSegments: "1",
        SmsMessageSid: messageSid,
        SmsSid: messageSid,
        SmsStatus: "received",
        To: SENDER,
      };
      assert.deepEqual({ ...params, ...expected }, params);
      assert.equal("MessagingServiceSid" in params, false);
      const [, resource] = await answer(await request(emulator, `${PATH}/${messageSid}.json`));
      assert.deepEqual([resource.direction, resource.status], ["inbound", "received"]);
    });
  }, respond);
});

Deno.test("a webhook that answers wrongly is on record with Twilio's complaint", async (t) => {
  const cases: [string, () => Response, RegExp | null][] = [
    ["HTTP 500", () => new Response("oops", { status: 500 }), /^11200.*500/],
    ["a redirect", () => redirect(), /^11200.*302/],
    ["JSON", () => Response.json({ ok: true }), /^12300.*application\/json/],
    ["no TwiML", () => xml("<Reply/>"), /^12100/],
    ["a verb", () => xml("<Response><Message>Hi</Message></Response>"), /does not act them out/],
    ["204", () => new Response(null, { status: 204 }), null],
    ["empty TwiML", () => xml("<Response></Response>"), null],
  ];
  const redirect = () => new Response(null, { status: 302, headers: { location: "/login" } });
  const xml = (text: string) => new Response(text, { headers: { "content-type": "text/xml" } });
  for (const [what, respond, problem] of cases) {
    await t.step(
      what,
      () =>
        withReceiver(
          (receiver) =>
            withEmulator({ inboundWebhookUrl: receiver.url }, async (emulator) => {
              const { webhook } = await emulator.reply(ANA, "Hello");
              if (problem === null) assert.equal(webhook?.problem, null);
              else assert.match(webhook?.problem ?? "", problem);
            }),
          respond,
        ),
    );
  }
});

Deno.test("a reply goes to the number that texted last", () =>
  withEmulator({ senders: [SENDER, SECOND] }, async (emulator) => {
    assert.equal((await emulator.reply(ANA, "first")).to, SENDER);
    await (await create(emulator, { From: SECOND })).body?.cancel();
    assert.equal((await emulator.reply(ANA, "second")).to, SECOND);
  }));

Deno.test("a text that cannot be is refused, naming what is wrong with it", () =>
  withEmulator({}, async (emulator) => {
    const cases: [string, string, string | undefined, RegExp][] = [
      ["555", "Hi", undefined, /"555": that is no number in E\.164/],
      [ANA, "", undefined, /it is empty/],
      [ANA, "x".repeat(1601), undefined, /it has 1601 characters/],
      [ANA, "Hi", BEN, /"\+12025550102" is no number of the account\. It has: \+12025550100/],
      [SENDER, "Hi", SENDER, /it is the Twilio number itself/],
    ];
    for (const [from, body, to, problem] of cases) {
      await assert.rejects(emulator.reply(from, body, to), { name: "TypeError", message: problem });
    }
    assert.equal(emulator.inbound.length, 0);
  }));
