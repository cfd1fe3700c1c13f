import assert from "node:assert/strict";
import twilio from "twilio";
import type { Database } from "../../supabase/functions/_shared/database.ts";
import type { Environment } from "../../supabase/functions/_shared/environment.ts";
import { createHandler } from "../../supabase/functions/twilio-inbound/handler.ts";
import { recordingLogger } from "./recording-logger.ts";

const ENVIRONMENT = {
  PUBLIC_FUNCTIONS_URL: "https://example.com/functions/v1",
  TWILIO_AUTH_TOKEN: "12345",
} as Environment;
const URL = `${ENVIRONMENT.PUBLIC_FUNCTIONS_URL}/twilio-inbound`;

/** A signed text as Twilio brings it, and who it was taken in from. */
async function receive(from: string, signedFrom = from) {
  const params = { MessageSid: `SM${"0".repeat(32)}`, From: from, Body: "STOP" };
  const taken: string[] = [];
  const { log, entries } = recordingLogger();
  const handle = createHandler({
    environment: () => ENVIRONMENT,
    database: {
      recordInboundMessage: (text: { from: string }) => {
        taken.push(text.from);
        return Promise.resolve("stop");
      },
    } as unknown as Database,
    log,
    ringSender: () => Promise.resolve(),
  });
  const response = await handle(
    new Request(URL, {
      method: "POST",
      body: new URLSearchParams(params),
      headers: {
        "x-twilio-signature": twilio.getExpectedTwilioSignature(
          ENVIRONMENT.TWILIO_AUTH_TOKEN,
          URL,
          { ...params, From: signedFrom },
        ),
      },
    }),
  );
  return { status: response.status, body: await response.text(), taken, lines: entries() };
}

Deno.test("a text by RCS is from that phone, however the prefix is written", async () => {
  for (const from of ["rcs:+12025550111", "RCS:+12025550111", "Rcs:+12025550111"]) {
    const { status, taken } = await receive(from);
    assert.deepEqual({ status, taken }, { status: 200, taken: ["+12025550111"] }, from);
  }
});

Deno.test("the signature is about the address as Twilio wrote it", async () => {
  const { status, taken } = await receive("rcs:+12025550111", "+12025550111");
  assert.deepEqual({ status, taken }, { status: 403, taken: [] });
});

Deno.test("a phone and a short code with a plus are taken in as they are", async () => {
  for (const from of ["+12025550111", "+68849"]) {
    assert.deepEqual((await receive(from)).taken, [from]);
  }
});

Deno.test("what is no phone is heard in silence, and never tried again", async () => {
  for (
    const from of ["68849", "AMAZON", "My Bank", "", "+", "rcs:agent_1", "whatsapp:+12025550111"]
  ) {
    const { status, body, taken, lines } = await receive(from);
    assert.deepEqual({ status, taken }, { status: 200, taken: [] }, from);
    assert.match(body, /<Response\/>$/);
    assert.equal(lines.length, 1);
    // The name of a sender says whose customer somebody is.
    assert.doesNotMatch(JSON.stringify(lines), /68849|AMAZON|My Bank|agent_1|2025550111/);
  }
});
