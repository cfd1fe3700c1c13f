import assert from "node:assert/strict";
import twilio from "twilio";
import type { Environment } from "../../supabase/functions/_shared/environment.ts";
import { RundownError } from "../../supabase/functions/_shared/errors.ts";
import { readSignedForm } from "../../supabase/functions/_shared/twilio-signature.ts";

const TOKEN = "12345";
/** The parameters of the vectors in the test suites of Twilio's Python and Ruby libraries. */
const PARAMS = {
  CallSid: "CA1234567890ABCDE",
  Digits: "1234",
  From: "+14158675309",
  To: "+18005551212",
  Caller: "+14158675309",
};

interface Call {
  /** What PUBLIC_FUNCTIONS_URL says. */
  base: string;
  name: string;
  search: string;
  body: string;
  signature: string | null;
  token?: string;
}

const GENUINE: Call = {
  base: "https://mycompany.com",
  name: "myapp.php",
  search: "?foo=1&bar=2",
  body: new URLSearchParams(PARAMS).toString(),
  signature: "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
};

function read(changes: Partial<Call> = {}): Promise<Record<string, string | string[]>> {
  const call = { ...GENUINE, ...changes };
  // Behind the gateway a request has another scheme, host and path than the one that was signed.
  const request = new Request(`http://127.0.0.1:9000/${call.name}${call.search}`, {
    method: "POST",
    body: call.body,
    headers: call.signature === null ? {} : { "x-twilio-signature": call.signature },
  });
  return readSignedForm(request, call.name, {
    PUBLIC_FUNCTIONS_URL: call.base,
    TWILIO_AUTH_TOKEN: call.token ?? TOKEN,
  } as Environment);
}

const isForbidden = (error: unknown) =>
  error instanceof RundownError && error.code === "forbidden" && error.status === 403;

const forged = (changes: Partial<Call>) => assert.rejects(read(changes), isForbidden);

Deno.test("Twilio's published vectors are accepted, with and without a port", async () => {
  const { Caller, CallSid, Digits, From, To } = PARAMS;
  assert.deepEqual({ ...await read() }, { CallSid, Digits, From, To, Caller });
  const vectors: [base: string, signature: string][] = [
    ["https://mycompany.com", "RSOYDt4T1cUTdK1PDd93/VVr8B8="],
    ["https://mycompany.com:443", "kvajT1Ptam85bY51eRf/AJRuM3w="],
    ["http://mycompany.com:80", "0ZXoZLH/DfblKGATFgpif+LLRf4="],
    ["http://mycompany.com:1234", "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="],
  ];
  for (const [base, signature] of vectors) await read({ base, signature });
});

Deno.test("the worked example of Twilio's documentation is accepted", async () => {
  await read({
    base: "https://example.com",
    body: new URLSearchParams({
      ...PARAMS,
      ...{ From: "+14158675310", Caller: "+14158675310" },
    }).toString(),
    signature: "L/OH5YylLD5NRKLltdqwSvS0BnU=",
  });
});

Deno.test("a parameter that comes more than once is read whole, and its vector is accepted", async () => {
  const params = await read({
    base: "https://mycompany.com",
    body: "Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234",
    signature: "IK+Dwps556ElfBT0I3Rgjkr1wJU=",
  });
  assert.deepEqual(params.Digits, ["5678", "1234", "1234"]);
});

Deno.test("empty parameters, spaces, plus signs and other scripts are signed like Twilio does", async () => {
  const params = {
    Body: "  1 + 1 = 2 & ça va? 👍\n",
    FromCity: "",
    To: "+12025550100",
    a: "",
    A: "",
  };
  const url = `${GENUINE.base}/${GENUINE.name}${GENUINE.search}`;
  assert.deepEqual(
    {
      ...await read({
        body: new URLSearchParams(params).toString(),
        signature: twilio.getExpectedTwilioSignature(TOKEN, url, params),
      }),
    },
    params,
  );
});

Deno.test("without a signature nobody gets in, and is told so", async () => {
  await assert.rejects(read({ signature: null }), /There is no X-Twilio-Signature/);
  await forged({ signature: null });
  await forged({ signature: "" });
});

Deno.test("a change of any part is refused", async () => {
  const tampered = (name: string, value: string) =>
    new URLSearchParams({ ...PARAMS, [name]: value }).toString();
  const changes: Record<string, Partial<Call>> = {
    "the signature": { signature: "RSOYDt4T1cUTdK1PDd93/VVr8B9=" },
    "the signature's length": { signature: "RSOYDt4T1cUTdK1PDd93" },
    "the token": { token: "12346" },
    "the host": { base: "https://mycompany.example" },
    "the scheme": { base: "http://mycompany.com" },
    "a path before the function": { base: "https://mycompany.com/functions/v1" },
    "the function": { name: "other.php" },
    "the query": { search: "?foo=1&bar=3" },
    "the query's order": { search: "?bar=2&foo=1" },
    "no query": { search: "" },
    "a value": { body: tampered("Digits", "1235") },
    "an emptied value": { body: tampered("Digits", "") },
    "another parameter": { body: tampered("Extra", "") },
    "a parameter that objects have": { body: `${GENUINE.body}&__proto__=x` },
    "a parameter less": { body: GENUINE.body.replace("Digits=1234&", "") },
    "a renamed parameter": { body: GENUINE.body.replace("Digits", "digits") },
    "a doubled parameter with another value": { body: `${GENUINE.body}&Digits=5` },
    "no body": { body: "" },
  };
  for (const [part, change] of Object.entries(changes)) {
    await assert.rejects(read(change), isForbidden, part);
  }
});

Deno.test("a refusal names the URL that was checked and never the token or the right signature", async () => {
  const error = await read({ token: "secret-token" }).catch((error) => error);
  assert.ok(error.message.includes('"https://mycompany.com/myapp.php?foo=1&bar=2"'));
  assert.doesNotMatch(error.message, /secret-token|RSOYDt4T1cUTdK1PDd93/);
});
