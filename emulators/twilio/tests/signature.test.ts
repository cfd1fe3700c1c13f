import assert from "node:assert/strict";
import twilio from "twilio";
import { signWebhook } from "../signature.ts";
import { countSegments } from "../segments.ts";
import { create, TOKEN, withEmulator, withReceiver } from "./harness.ts";

const PARAMS = {
  CallSid: "CA1234567890ABCDE",
  Digits: "1234",
  From: "+14158675309",
  To: "+18005551212",
  Caller: "+14158675309",
};

/** Signatures that Twilio's libraries publish, with token 12345. */
const VECTORS: [string, Record<string, string | string[]>, string][] = [
  ["https://mycompany.com/myapp.php?foo=1&bar=2", PARAMS, "RSOYDt4T1cUTdK1PDd93/VVr8B8="],
  ["https://mycompany.com:443/myapp.php?foo=1&bar=2", PARAMS, "kvajT1Ptam85bY51eRf/AJRuM3w="],
  ["http://mycompany.com:80/myapp.php?foo=1&bar=2", PARAMS, "0ZXoZLH/DfblKGATFgpif+LLRf4="],
  ["http://mycompany.com:1234/myapp.php?foo=1&bar=2", PARAMS, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="],
  ["https://mycompany.com/myapp.php?foo=1&bar=2", {
    Sid: "CA123",
    SidAccount: "AC123",
    Digits: ["5678", "1234", "1234"],
  }, "IK+Dwps556ElfBT0I3Rgjkr1wJU="],
];

Deno.test("signatures equal the published ones", () => {
  for (const [url, params, signature] of VECTORS) {
    assert.equal(signWebhook("12345", url, params), signature, url);
  }
});

Deno.test("the fragment and the credentials of a URL are not signed", () => {
  const [url, params, signature] = VECTORS[0] ?? assert.fail();
  assert.equal(signWebhook("12345", `${url}#rc=3&rp=all`, params), signature);
  const withUser = url.replace("https://", "https://user:p%40ss@");
  assert.equal(signWebhook("12345", withUser, params), signature);
});

Deno.test("the SDK accepts a callback, and refuses it once anything in it changed", () =>
  withReceiver((receiver) =>
    withEmulator({}, async (emulator) => {
      const url = `${receiver.url}/functions/v1/twilio-status?m=a%2Fb&name=Ana%20B`;
      await (await create(emulator, { StatusCallback: `${url}#rc=2&rp=all` })).body?.cancel();
      await emulator.settled();
      assert.equal(receiver.received.length, 2);
      for (const { headers, params, path } of receiver.received) {
        assert.equal(receiver.url + path, url);
        const signature = headers.get("x-twilio-signature") ?? "";
        assert.ok(twilio.validateRequest(TOKEN, signature, url, params));
        assert.ok(!twilio.validateRequest("other", signature, url, params));
        assert.ok(!twilio.validateRequest(TOKEN, signature, `${url}&x=1`, params));
        const changed = { ...params, MessageStatus: "failed" };
        assert.ok(!twilio.validateRequest(TOKEN, signature, url, changed));
        assert.ok(!twilio.validateRequest(TOKEN, signature, url, { ...params, Extra: "" }));
      }
    })
  ));

Deno.test("segments: 160 GSM-7 units in one and 153 in each of several, UCS-2 70 and 67", () => {
  const cases: [string, number][] = [
    ["a".repeat(160), 1],
    ["a".repeat(161), 2],
    ["a".repeat(306), 2],
    ["a".repeat(307), 3],
    // Two units each.
    ["€".repeat(80), 1],
    ["€".repeat(81), 2],
    // A pair of units is never split: 76 of them fit into 153.
    ["€".repeat(152), 2],
    ["€".repeat(153), 3],
    ["’".repeat(70), 1],
    ["’".repeat(71), 2],
    ["’".repeat(134), 2],
    ["’".repeat(135), 3],
    ["👍".repeat(35), 1],
    ["👍".repeat(36), 2],
    // A surrogate pair is never split: 33 of them fit into 67.
    ["👍".repeat(66), 2],
    ["👍".repeat(67), 3],
    [`${"a".repeat(69)}👍`, 2],
  ];
  for (const [body, segments] of cases) {
    assert.equal(countSegments(body), segments, `${[...body].length} × ${[...body].at(-1)}`);
  }
  assert.equal(countSegments("’".repeat(71), true), 1);
});

Deno.test("a resource tells its segments as a string", () =>
  withEmulator({}, async (emulator) => {
    for (const [body, segments] of [["a".repeat(161), "2"], ["👍".repeat(35), "1"]]) {
      const created = await (await create(emulator, { Body: body })).json();
      assert.equal(created.num_segments, segments);
    }
  }));
