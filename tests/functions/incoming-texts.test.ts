/** What the doctor says of where Twilio sends incoming texts. */
import assert from "node:assert/strict";
import { startTwilioEmulator } from "../../emulators/twilio/mod.ts";
import { checkIncomingTexts, twilioAccessFrom } from "../../ops/commands/incoming-texts.ts";
import { httpAnswer, withRawServer } from "./raw-http-server.ts";

const ACCOUNT = "AC0123456789abcdef0123456789abcdef";
const SERVICE = "MG0123456789abcdef0123456789abcdef";
const NUMBER = "+12025550100";
const HERE = "https://example.com/functions/v1/twilio-inbound";
const RETRIES = "#rc=3&rp=5xx,ct,rt";

const access = (apiBaseUrl: string, changes: Record<string, string> = {}) =>
  twilioAccessFrom({
    TWILIO_ACCOUNT_SID: ACCOUNT,
    TWILIO_AUTH_TOKEN: "token",
    TWILIO_PHONE_NUMBER: NUMBER,
    TWILIO_API_BASE_URL: apiBaseUrl,
    ...changes,
  }, "https://example.com/")!;

/** The problems of a number, and of a service, that are configured so. */
async function problemsOf(url?: string, fallbackUrl?: string): Promise<string[]> {
  const emulator = await startTwilioEmulator({
    accountSid: ACCOUNT,
    authToken: "token",
    senders: [NUMBER],
    messagingServices: { [SERVICE]: [NUMBER] },
    ...(url === undefined ? {} : { inboundWebhookUrl: url }),
    ...(fallbackUrl === undefined ? {} : { inboundFallbackUrl: fallbackUrl }),
  });
  try {
    const ofNumber = await checkIncomingTexts(access(emulator.url));
    const ofService = await checkIncomingTexts(
      access(emulator.url, { TWILIO_MESSAGING_SERVICE_SID: SERVICE }),
    );
    assert.deepEqual(ofService.problems, ofNumber.problems);
    assert.match(ofService.fix, /^Console: Messaging, Services/);
    assert.match(ofNumber.fix, /^Console: Phone Numbers/);
    assert.ok(ofNumber.fix.includes(`enter ${HERE}${RETRIES} as the URL`));
    return ofNumber.problems;
  } finally {
    await emulator.stop();
  }
}

Deno.test("texts that come here, are tried again and have a fallback are well", async () => {
  assert.deepEqual(await problemsOf(HERE + RETRIES, HERE + RETRIES), []);
  assert.deepEqual(await problemsOf(`${HERE}#rp=all`, `${HERE}#rc=1&rp=rt,ct,5xx,4xx`), []);
});

Deno.test("what is missing is told by itself", async () => {
  assert.deepEqual(await problemsOf(), ["texts: no URL is set", "the fallback: no URL is set"]);
  assert.deepEqual(await problemsOf(HERE + RETRIES), ["the fallback: no URL is set"]);
  assert.deepEqual(await problemsOf(HERE, HERE + RETRIES), [
    'texts: the URL does not ask Twilio to try again (it ends in "#")',
  ]);
  assert.deepEqual(await problemsOf(`${HERE}#rc=0&rp=all`, `${HERE}#rc=3&rp=5xx`), [
    'texts: the URL does not ask Twilio to try again (it ends in "#rc=0&rp=all")',
    'the fallback: the URL does not ask Twilio to try again (it ends in "#rc=3&rp=5xx")',
  ]);
  assert.deepEqual(await problemsOf(`https://demo.twilio.com/welcome`, HERE + RETRIES), [
    "texts: the URL is https://demo.twilio.com/welcome",
  ]);
});

Deno.test("a service may leave it to its number, and the method counts", async () => {
  const service = httpAnswer(200, {
    inbound_request_url: null,
    inbound_method: "POST",
    fallback_url: null,
    fallback_method: "POST",
    use_inbound_webhook_on_number: true,
  });
  const number = httpAnswer(200, {
    incoming_phone_numbers: [{
      phone_number: NUMBER,
      sms_url: HERE + RETRIES,
      sms_method: "GET",
      sms_fallback_url: HERE + RETRIES,
      sms_fallback_method: "POST",
    }],
  });
  await withRawServer([service, number], async ({ url }) => {
    const { problems } = await checkIncomingTexts(
      access(url, { TWILIO_MESSAGING_SERVICE_SID: SERVICE }),
    );
    assert.deepEqual(problems, ["texts: the method is GET"]);
  });
  await withRawServer(service, async ({ url }) => {
    const { problems } = await checkIncomingTexts(
      access(url, { TWILIO_MESSAGING_SERVICE_SID: SERVICE, TWILIO_PHONE_NUMBER: "" }),
    );
    assert.match(problems.join(), /leaves it to each number.*TWILIO_PHONE_NUMBER is not set/);
  });
});

Deno.test("a number that is not ours, and a Twilio that does not say, are told", async () => {
  await withRawServer(httpAnswer(200, { incoming_phone_numbers: [] }), async ({ url }) => {
    const { problems } = await checkIncomingTexts(access(url));
    assert.deepEqual(problems, [`the account has no number ${NUMBER}`]);
  });
  for (
    const [answer, said] of [
      [httpAnswer(401, { code: 20003 }), /^Twilio answers 401$/],
      [httpAnswer(200, "<html>"), /^Twilio answers 200$/],
      ["", /^Twilio cannot be reached$/],
    ] as const
  ) {
    await withRawServer(answer, async ({ url }) => {
      await assert.rejects(checkIncomingTexts(access(url)), { message: said });
    });
  }
});

Deno.test("without credentials and a sender Twilio is not asked", () => {
  assert.equal(twilioAccessFrom({}, "https://example.com"), undefined);
  assert.equal(
    twilioAccessFrom({ TWILIO_ACCOUNT_SID: ACCOUNT, TWILIO_AUTH_TOKEN: "t" }, "https://e.com"),
    undefined,
  );
  assert.equal(access("").apiBaseUrl, "https://api.twilio.com");
  assert.equal(access("").publicFunctionsUrl, "https://example.com/functions/v1");
});
