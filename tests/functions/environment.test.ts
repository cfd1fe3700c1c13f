import assert from "node:assert/strict";
import { readEnvironment } from "../../supabase/functions/_shared/environment.ts";
import { RundownError } from "../../supabase/functions/_shared/errors.ts";

const VALID = {
  TWILIO_ACCOUNT_SID: "AC0123456789abcdef0123456789abcdef",
  TWILIO_AUTH_TOKEN: "the-secret-token",
  TWILIO_PHONE_NUMBER: "+12025550100",
  PUBLIC_FUNCTIONS_URL: "https://example.com/functions/v1",
};
const SERVICE = "MG0123456789abcdef0123456789abcdef";

function problemsOf(changes: Record<string, string | undefined>): readonly string[] {
  try {
    readEnvironment({ ...VALID, ...changes });
  } catch (error) {
    assert.ok(error instanceof RundownError);
    assert.deepEqual([error.code, error.status], ["configuration", 500]);
    assert.equal(error.message, `Cannot start: ${error.problems.join("; ")}`);
    return error.problems;
  }
  throw new Error(`${JSON.stringify(changes)} was accepted`);
}

Deno.test("valid settings are read, with defaults for the optional ones", () => {
  assert.deepEqual(readEnvironment({ ...VALID, PATH: "/bin", UNRELATED: "1" }), {
    ...VALID,
    TWILIO_API_BASE_URL: "https://api.twilio.com",
    SENDER_CONCURRENCY: 8,
  });
  assert.deepEqual(
    readEnvironment({
      ...VALID,
      TWILIO_PHONE_NUMBER: undefined,
      TWILIO_MESSAGING_SERVICE_SID: SERVICE,
      TWILIO_API_BASE_URL: "http://127.0.0.1:54325//",
      PUBLIC_FUNCTIONS_URL: "http://127.0.0.1:54321/functions/v1/",
      SENDER_CONCURRENCY: "3",
      RUNDOWN_ALLOWED_RECIPIENTS: " +12025550101, +12025550102,",
    }),
    {
      TWILIO_ACCOUNT_SID: VALID.TWILIO_ACCOUNT_SID,
      TWILIO_AUTH_TOKEN: VALID.TWILIO_AUTH_TOKEN,
      TWILIO_MESSAGING_SERVICE_SID: SERVICE,
      TWILIO_API_BASE_URL: "http://127.0.0.1:54325",
      PUBLIC_FUNCTIONS_URL: "http://127.0.0.1:54321/functions/v1",
      SENDER_CONCURRENCY: 3,
      RUNDOWN_ALLOWED_RECIPIENTS: ["+12025550101", "+12025550102"],
    },
  );
});

for (const name of ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "PUBLIC_FUNCTIONS_URL"]) {
  Deno.test(`${name} that is missing or empty is named`, () => {
    assert.deepEqual(problemsOf({ [name]: undefined }), [`${name} is not set`]);
    assert.deepEqual(problemsOf({ [name]: "" }), [`${name} is not set`]);
  });
}

Deno.test("a sender must be named: a number or a Messaging Service", () => {
  const problem = ["Neither TWILIO_PHONE_NUMBER nor TWILIO_MESSAGING_SERVICE_SID is set"];
  assert.deepEqual(problemsOf({ TWILIO_PHONE_NUMBER: undefined }), problem);
  assert.deepEqual(
    problemsOf({ TWILIO_PHONE_NUMBER: "", TWILIO_MESSAGING_SERVICE_SID: "" }),
    problem,
  );
});

const MALFORMED: Record<string, string[]> = {
  TWILIO_ACCOUNT_SID: ["AC123", "SK0123456789abcdef0123456789abcdef", " "],
  TWILIO_PHONE_NUMBER: ["12025550100", "+1 202 555 0100", "+0123456789", "RUNDOWN"],
  TWILIO_MESSAGING_SERVICE_SID: ["MG123", "AC0123456789abcdef0123456789abcdef"],
  TWILIO_API_BASE_URL: ["api.twilio.com", "ftp://api.twilio.com", "https://a.example/?x=1"],
  PUBLIC_FUNCTIONS_URL: ["/functions/v1", "https://a.example/v1#rc=3", "https://a.example/v1?a=b"],
  SENDER_CONCURRENCY: ["0", "51", "2.5", "many", "-1", "NaN"],
  RUNDOWN_ALLOWED_RECIPIENTS: ["somebody", "+12025550101;+12025550102", "+12025550101,555"],
};
for (const [name, values] of Object.entries(MALFORMED)) {
  Deno.test(`${name} that is malformed is named with its value`, () => {
    for (const value of values) {
      const problems = problemsOf({ [name]: value });
      assert.equal(problems.length, 1, value);
      assert.ok(problems[0]?.startsWith(`${name} is "${value}": `), problems[0]);
    }
  });
}

Deno.test("an empty optional setting counts as not set", () => {
  const names = Object.keys(MALFORMED).filter((name) => !(name in VALID));
  const environment = readEnvironment({
    ...VALID,
    ...Object.fromEntries(names.map((name) => [name, ""])),
  });
  assert.deepEqual(environment, readEnvironment(VALID));
});

Deno.test("a list of allowed recipients without a number allows nobody, rather than everybody", () => {
  assert.deepEqual(
    readEnvironment({ ...VALID, RUNDOWN_ALLOWED_RECIPIENTS: "," }).RUNDOWN_ALLOWED_RECIPIENTS,
    [],
  );
});

Deno.test("all problems are named at once", () => {
  const problems = problemsOf({
    ...{ TWILIO_ACCOUNT_SID: undefined, TWILIO_AUTH_TOKEN: "", TWILIO_PHONE_NUMBER: "x" },
    ...{ TWILIO_MESSAGING_SERVICE_SID: "x", TWILIO_API_BASE_URL: "x", PUBLIC_FUNCTIONS_URL: "x" },
    ...{ SENDER_CONCURRENCY: "x", RUNDOWN_ALLOWED_RECIPIENTS: "x" },
  });
  const named = problems.map((problem) => /^\w+/.exec(problem)?.[0]);
  assert.deepEqual(problemsOf(Object.fromEntries(Object.keys(VALID).map((name) => [name, ""]))), [
    "TWILIO_ACCOUNT_SID is not set",
    "TWILIO_AUTH_TOKEN is not set",
    "PUBLIC_FUNCTIONS_URL is not set",
    "Neither TWILIO_PHONE_NUMBER nor TWILIO_MESSAGING_SERVICE_SID is set",
  ]);
  assert.deepEqual(named.sort(), [
    "PUBLIC_FUNCTIONS_URL",
    "RUNDOWN_ALLOWED_RECIPIENTS",
    "SENDER_CONCURRENCY",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_API_BASE_URL",
    "TWILIO_AUTH_TOKEN",
    "TWILIO_MESSAGING_SERVICE_SID",
    "TWILIO_PHONE_NUMBER",
  ]);
});

Deno.test("a secret is never echoed, nor a password inside a URL", () => {
  const problems = problemsOf({
    TWILIO_ACCOUNT_SID: "x",
    PUBLIC_FUNCTIONS_URL: "https://user:p@ss:word@example.com/functions/v1",
  });
  assert.equal(problems.length, 2);
  assert.doesNotMatch(problems.join(), /the-secret-token|user:|ss:word/);
  assert.match(problems.join(), /PUBLIC_FUNCTIONS_URL is "https:\/\/\*\*\*@example\.com/);
});
