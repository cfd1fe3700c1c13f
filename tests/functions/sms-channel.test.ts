/** The channel of texts: which numbers it takes at all. What Twilio answers: twilio.test.ts. */
import assert from "node:assert/strict";
import type { SendResult } from "../../supabase/functions/_shared/channels/channel.ts";
import { smsChannel } from "../../supabase/functions/_shared/channels/sms.ts";
import { httpAnswer, withRawServer } from "./raw-http-server.ts";

const SID = "SM0123456789abcdef0123456789abcdef";

/** What comes of a text to this number, and how often Twilio was asked. */
async function send(
  address: string,
  allowed: string[] | undefined,
): Promise<[SendResult["outcome"], number]> {
  let asked = 0;
  let result: SendResult | undefined;
  await withRawServer(httpAnswer(201, { sid: SID, num_segments: "1" }), async (server) => {
    result = await smsChannel({
      TWILIO_ACCOUNT_SID: "AC0123456789abcdef0123456789abcdef",
      TWILIO_AUTH_TOKEN: "token",
      TWILIO_PHONE_NUMBER: "+12025550100",
      TWILIO_API_BASE_URL: server.url,
      PUBLIC_FUNCTIONS_URL: "https://example.com/functions/v1",
      SENDER_CONCURRENCY: 8,
      RUNDOWN_ALLOWED_RECIPIENTS: allowed,
    }).send({
      ...{ messageId: "m1", leaseToken: "t1", attemptId: "a1" },
      ...{ channel: "sms", address, body: "Hi", startWithinMs: 60_000, validForSeconds: 60 },
    });
    asked = server.requests.length;
  });
  return [result!.outcome, asked];
}

const ACCEPTED = { outcome: "accepted", providerMessageId: SID, segments: 1 };
const REFUSED = {
  outcome: "rejected",
  errorCode: null,
  errorMessage: "The number is not in RUNDOWN_ALLOWED_RECIPIENTS",
};

Deno.test("without a list of allowed recipients everybody is texted", async () => {
  assert.deepEqual(await send("+12025550101", undefined), [ACCEPTED, 1]);
});

Deno.test("with allowed recipients nobody else is texted, and Twilio is not asked", async () => {
  assert.deepEqual(await send("+12025550102", ["+12025550102"]), [ACCEPTED, 1]);
  assert.deepEqual(await send("+12025550101", ["+12025550102"]), [REFUSED, 0]);
  assert.deepEqual(await send("+12025550101", []), [REFUSED, 0]);
});
