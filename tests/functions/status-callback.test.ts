import assert from "node:assert/strict";
import twilio from "twilio";
import type { Environment } from "../../supabase/functions/_shared/environment.ts";
import { RundownError } from "../../supabase/functions/_shared/errors.ts";
import { createHandler } from "../../supabase/functions/twilio-status/handler.ts";
import { parseStatusCallback } from "../../supabase/functions/twilio-status/status-callback.ts";
import { recordingLogger } from "./recording-logger.ts";

const ATTEMPT = "00000000-0000-4000-8000-00000000000a";
const SID = "SM0123456789abcdef0123456789abcdef";
const PARAMS = { MessageSid: SID, MessageStatus: "delivered", To: "+12025550101" };

const callbackOf = (attempt: string | null, params: Record<string, unknown>) => {
  const parsed = parseStatusCallback(attempt, params);
  assert.ok("callback" in parsed, JSON.stringify(parsed));
  return parsed.callback;
};
const problemsOf = (attempt: string | null, params: Record<string, unknown>) => {
  const parsed = parseStatusCallback(attempt, params);
  assert.ok("problems" in parsed, JSON.stringify(parsed));
  return parsed.problems.map((problem) => problem.split(":")[0]);
};

Deno.test("a callback says which attempt, which message, which status and which error", () => {
  assert.deepEqual(callbackOf(ATTEMPT, PARAMS), {
    attemptId: ATTEMPT,
    providerMessageId: SID,
    deliveryStatus: "delivered",
    errorCode: null,
  });
  const failed = { ...PARAMS, MessageStatus: "undelivered", ErrorCode: "30003" };
  assert.equal(callbackOf(ATTEMPT, failed).errorCode, 30003);
});

Deno.test("a status that nobody knows yet is passed on", () => {
  assert.equal(
    callbackOf(ATTEMPT, { ...PARAMS, MessageStatus: "beamed" }).deliveryStatus,
    "beamed",
  );
});

Deno.test("an error code that cannot be read never hides the proof that the message exists", () => {
  for (const ErrorCode of ["", "0", "-1", "1.5", "none", "99999999999", ["1", "2"]]) {
    assert.equal(callbackOf(ATTEMPT, { ...PARAMS, ErrorCode }).errorCode, null);
  }
});

Deno.test("every parameter that is missing or malformed is named", () => {
  assert.deepEqual(problemsOf(null, {}), ["attempt", "MessageSid", "MessageStatus"]);
  assert.deepEqual(problemsOf("1; drop table", PARAMS), ["attempt"]);
  assert.deepEqual(problemsOf("", PARAMS), ["attempt"]);
  for (const MessageSid of ["", "SM1", "AC0123456789abcdef0123456789abcdef", [SID, SID]]) {
    assert.deepEqual(problemsOf(ATTEMPT, { ...PARAMS, MessageSid }), ["MessageSid"]);
  }
  for (const MessageStatus of ["", "x".repeat(51), undefined, ["sent", "failed"]]) {
    assert.deepEqual(problemsOf(ATTEMPT, { ...PARAMS, MessageStatus }), ["MessageStatus"]);
  }
});

const ENVIRONMENT = {
  PUBLIC_FUNCTIONS_URL: "https://example.com/functions/v1",
  TWILIO_AUTH_TOKEN: "token",
} as Environment;

function world(answer: () => Promise<string>, environment = () => ENVIRONMENT) {
  const recorded: unknown[][] = [];
  const { log, lines, entries } = recordingLogger();
  const handle = createHandler({
    environment,
    log,
    database: {
      recordDeliveryStatus: (...args) => {
        recorded.push(args);
        return answer();
      },
    },
  });
  const call = (query: string, params: Record<string, string> = PARAMS, method = "POST") =>
    handle(
      new Request(`http://127.0.0.1/twilio-status${query}`, {
        method,
        headers: {
          "x-twilio-signature": twilio.getExpectedTwilioSignature(
            ENVIRONMENT.TWILIO_AUTH_TOKEN,
            `${ENVIRONMENT.PUBLIC_FUNCTIONS_URL}/twilio-status${query}`,
            params,
          ),
        },
        ...(method === "POST" ? { body: new URLSearchParams(params) } : {}),
      }),
    );
  return { call, recorded, lines, entries };
}

Deno.test("every genuine callback is answered 204, whatever the database makes of it", async () => {
  for (const result of ["applied", "known", "unknown_attempt", "unknown_status", "other_message"]) {
    const { call, recorded, entries, lines } = world(() => Promise.resolve(result));
    const response = await call(`?attempt=${ATTEMPT}`);
    assert.deepEqual([response.status, await response.text()], [204, ""]);
    assert.deepEqual(recorded, [[ATTEMPT, SID, "delivered", null]]);
    assert.equal(entries()[0]?.result, result);
    assert.doesNotMatch(lines.join(), /2025550101/);
  }
});

Deno.test("a callback that the database could not take is a server error, so that Twilio calls again", async () => {
  const { call } = world(() => Promise.reject(new RundownError("database_unreachable", "Gone")));
  assert.equal((await call(`?attempt=${ATTEMPT}`)).status, 503);
});

Deno.test("a genuine callback that makes no sense is refused by name, and nothing is written", async () => {
  const { call, recorded } = world(() => Promise.resolve("applied"));
  const response = await call("", { MessageSid: SID });
  assert.equal(response.status, 400);
  const { error } = await response.json();
  assert.match(error.message, /^Cannot read the status callback: attempt: .*; MessageStatus: /);
  assert.deepEqual(recorded, []);
});

Deno.test("only POST is taken, before anything else is looked at", async () => {
  const { call, recorded } = world(() => Promise.resolve("applied"));
  const response = await call(`?attempt=${ATTEMPT}`, PARAMS, "GET");
  assert.deepEqual([response.status, response.headers.get("allow"), recorded], [405, "POST", []]);
});

Deno.test("anybody may call, so what is wrong with which setting is told to the log alone", async () => {
  const { call, lines } = world(() => Promise.resolve("applied"), () => {
    throw new RundownError("configuration", "Cannot start: TWILIO_AUTH_TOKEN is not set");
  });
  const response = await call(`?attempt=${ATTEMPT}`);
  assert.equal(response.status, 500);
  assert.doesNotMatch(await response.text(), /TWILIO_AUTH_TOKEN/);
  assert.match(lines.join(), /TWILIO_AUTH_TOKEN is not set/);
});
