/** sendText() against real servers and real failures of the network, on 127.0.0.1. */
import assert from "node:assert/strict";
import { freePort } from "../../local/free-port.ts";
import type { SendResult } from "../../supabase/functions/_shared/channels/channel.ts";
import type { UnprovenAttempt } from "../../supabase/functions/_shared/database.ts";
import type { Environment } from "../../supabase/functions/_shared/environment.ts";
import { findTexts, sendText, statusCallbackUrl } from "../../supabase/functions/_shared/twilio.ts";
import { httpAnswer, withRawServer } from "./raw-http-server.ts";

const SID = "SM0123456789abcdef0123456789abcdef";
const ATTEMPT = "00000000-0000-4000-8000-00000000000a";
const TEXT = { attemptId: ATTEMPT, toPhone: "+12025550101", body: "Hi & bye", validForSeconds: 60 };

function environment(url: string, changes: Partial<Environment> = {}): Environment {
  return {
    TWILIO_ACCOUNT_SID: "AC0123456789abcdef0123456789abcdef",
    TWILIO_AUTH_TOKEN: "token",
    TWILIO_PHONE_NUMBER: "+12025550100",
    TWILIO_API_BASE_URL: url,
    PUBLIC_FUNCTIONS_URL: "https://example.com/functions/v1",
    SENDER_CONCURRENCY: 8,
    ...changes,
  };
}

/** The result of sending one text to a server that answers so. */
async function resultOf(answer: string | undefined, timeoutMs?: number): Promise<SendResult> {
  let result: SendResult | undefined;
  await withRawServer(answer, async (server) => {
    result = await sendText(environment(server.url), TEXT, timeoutMs);
    assert.equal(server.requests.length, 1, "a text is posted exactly once");
  });
  return result!;
}

const twilioError = (code: unknown, status: number) => ({
  code,
  message: "What Twilio says",
  more_info: `https://www.twilio.com/docs/errors/${code}`,
  status,
});

async function formOf(changes: Partial<Environment>): Promise<[head: string, URLSearchParams]> {
  let request = "";
  await withRawServer(httpAnswer(201, { sid: SID }), async (server) => {
    await sendText(environment(server.url, changes), TEXT);
    request = server.requests[0]!;
  });
  const [head, body] = request.split("\r\n\r\n");
  return [head!, new URLSearchParams(body)];
}

Deno.test("a text is posted as Twilio's API wants it, from the number", async () => {
  const [head, form] = await formOf({});
  assert.match(
    head,
    /^POST \/2010-04-01\/Accounts\/AC0123456789abcdef0123456789abcdef\/Messages\.json HTTP/,
  );
  assert.match(head, /^content-type: application\/x-www-form-urlencoded/im);
  const credentials = btoa("AC0123456789abcdef0123456789abcdef:token");
  assert.ok(head.includes(`Basic ${credentials}`));
  assert.deepEqual(Object.fromEntries(form), {
    To: "+12025550101",
    From: "+12025550100",
    Body: "Hi & bye",
    ValidityPeriod: "60",
    StatusCallback:
      `https://example.com/functions/v1/twilio-status?attempt=${ATTEMPT}#rc=3&rp=5xx,ct,rt`,
  });
});

Deno.test("a Messaging Service sends in place of the number when there is one", async () => {
  const service = "MG0123456789abcdef0123456789abcdef";
  const [, form] = await formOf({ TWILIO_MESSAGING_SERVICE_SID: service });
  assert.deepEqual([form.get("MessagingServiceSid"), form.get("From")], [service, null]);
});

Deno.test("the callback's URL names the attempt", () => {
  assert.equal(
    statusCallbackUrl(environment("http://127.0.0.1"), ATTEMPT),
    `https://example.com/functions/v1/twilio-status?attempt=${ATTEMPT}`,
  );
});

Deno.test("201 with an id is accepted, with the segments if Twilio knows them by now", async () => {
  const cases: [unknown, number | null][] = [
    ["2", 2],
    [3, 3],
    ["0", null], // with a Messaging Service: not counted yet
    [null, null],
    [undefined, null],
    ["many", null],
  ];
  for (const [num_segments, segments] of cases) {
    assert.deepEqual(await resultOf(httpAnswer(201, { sid: SID, num_segments })), {
      outcome: { outcome: "accepted", providerMessageId: SID, segments },
      pushback: false,
    });
  }
  const { outcome } = await resultOf(httpAnswer(200, { sid: SID }));
  assert.equal(outcome.outcome, "accepted");
});

Deno.test("success without Twilio's id is unknown, never accepted", async () => {
  const bodies = [{}, { sid: "" }, { sid: null }, { sid: "MG0123456789abcdef0123456789abcdef" }];
  for (const body of [...bodies, "<html>Welcome</html>", "", "[]", "null"]) {
    assert.deepEqual(await resultOf(httpAnswer(201, body)), {
      outcome: {
        outcome: "unknown",
        errorMessage: "Twilio answered 201 without a message id",
        errorCode: undefined,
      },
      pushback: false,
    });
  }
  assert.equal((await resultOf(httpAnswer(204, ""))).outcome.outcome, "unknown");
});

const LOST: Record<string, string> = {
  "the answer breaks off in its body": httpAnswer(201, { sid: SID }).slice(0, -5),
  "the answer breaks off in its head": httpAnswer(201, { sid: SID }).slice(0, 20),
  "the connection is closed without an answer": "",
  "the answer is no HTTP": "hello\r\n\r\n",
};
for (const [how, answer] of Object.entries(LOST)) {
  Deno.test(`when ${how}, the outcome is unknown`, async () => {
    const { outcome, pushback } = await resultOf(answer);
    assert.deepEqual([outcome.outcome, pushback], ["unknown", false]);
    assert.ok("errorMessage" in outcome && outcome.errorMessage.length > 0);
  });
}

Deno.test("a kept-alive connection that ends without an answer is unknown, and nothing is posted again", async () => {
  const first = httpAnswer(201, { sid: SID }, { connection: "keep-alive" });
  const outcomes: string[] = [];
  await withRawServer([first, "", first], async (server) => {
    for (const attemptId of [ATTEMPT, ATTEMPT.replace(/a$/, "b")]) {
      const { outcome } = await sendText(environment(server.url), { ...TEXT, attemptId });
      outcomes.push(outcome.outcome);
    }
    assert.equal(server.requests.length, 2);
  });
  assert.deepEqual(outcomes, ["accepted", "unknown"]);
});

Deno.test("a connection that is reset under the request is unknown", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  // Closing with the request unread makes the system reset the connection.
  const resetting = listener.accept().then(async (connection) => {
    await connection.read(new Uint8Array(1));
    connection.close();
  });
  const url = `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`;
  const { outcome } = await sendText(environment(url), { ...TEXT, body: "x".repeat(1_600) });
  assert.equal(outcome.outcome, "unknown");
  await resetting;
  listener.close();
});

Deno.test("a connection that nobody accepts was not sent, and the run should stop", async () => {
  const { outcome, pushback } = await sendText(environment(`http://127.0.0.1:${freePort()}`), TEXT);
  assert.deepEqual([outcome.outcome, pushback], ["not_sent", true]);
  assert.ok("errorMessage" in outcome && /refused/.test(outcome.errorMessage));
});

Deno.test("no answer in time is unknown", async () => {
  const begin = performance.now();
  const { outcome, pushback } = await resultOf(undefined, 50);
  assert.ok(performance.now() - begin < 5_000);
  assert.deepEqual([outcome.outcome, pushback], ["unknown", false]);
});

Deno.test("a body that does not end in time is unknown", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepted = listener.accept().then(async (connection) => {
    await connection.write(
      new TextEncoder().encode("HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\n{"),
    );
    return connection;
  });
  const url = `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`;
  const { outcome } = await sendText(environment(url), TEXT, 50);
  assert.equal(outcome.outcome, "unknown");
  (await accepted).close();
  listener.close();
});

Deno.test("429 was never processed: not sent, with the wait that Twilio names, and a pushback", async () => {
  const answer = twilioError(20429, 429);
  const waits: Record<string, number | undefined> = {
    "7": 7,
    "0.2": 1,
    "0": undefined,
    "-1": undefined,
    "Wed, 21 Oct 2026 07:28:00 GMT": undefined,
    "99999999999": 86_400,
  };
  for (const [value, seconds] of Object.entries(waits)) {
    const result = await resultOf(httpAnswer(429, answer, { "retry-after": value }));
    assert.deepEqual(result, {
      outcome: {
        outcome: "not_sent",
        errorMessage: "What Twilio says",
        errorCode: 20429,
        ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
      },
      pushback: true,
    }, value);
  }
  for (const body of [answer, "<html>Too many</html>"]) {
    const { outcome, pushback } = await resultOf(httpAnswer(429, body));
    assert.deepEqual([outcome.outcome, pushback], ["not_sent", true]);
    assert.equal("retryAfterSeconds" in outcome, false);
  }
});

Deno.test("a refusal in Twilio's own words is rejected, with its code", async () => {
  for (const [status, code] of [[400, 21610], [400, 21211], [404, 20404], [409, 30409]] as const) {
    assert.deepEqual(await resultOf(httpAnswer(status, twilioError(code, status))), {
      outcome: { outcome: "rejected", errorCode: code, errorMessage: "What Twilio says" },
      pushback: false,
    });
  }
});

Deno.test("a refusal of our account is a pushback as well", async () => {
  for (const [status, code] of [[401, 20003], [403, 20005]] as const) {
    const { outcome, pushback } = await resultOf(httpAnswer(status, twilioError(code, status)));
    assert.deepEqual([outcome.outcome, pushback], ["rejected", true]);
  }
});

Deno.test("a refusal that is not in Twilio's words is unknown: a proxy may have passed it on", async () => {
  const bodies = [
    "<html>Bad Request</html>",
    {},
    { code: "21610", message: "code is no number" },
    { code: 99_999_999_999, message: "code is no code" },
    { message: "no code" },
  ];
  for (const body of bodies) {
    const { outcome } = await resultOf(httpAnswer(400, body));
    assert.deepEqual(outcome, {
      outcome: "unknown",
      errorMessage: "Twilio answered 400",
      errorCode: undefined,
    });
  }
});

Deno.test("server errors are unknown, in Twilio's words with their code", async () => {
  for (const [status, code] of [[500, 20500], [503, 20503], [504, 20504]] as const) {
    assert.deepEqual(await resultOf(httpAnswer(status, twilioError(code, status))), {
      outcome: { outcome: "unknown", errorMessage: "What Twilio says", errorCode: code },
      pushback: false,
    });
  }
  const { outcome } = await resultOf(httpAnswer(502, "<html>Bad Gateway</html>"));
  assert.deepEqual(outcome, {
    outcome: "unknown",
    errorMessage: "Twilio answered 502",
    errorCode: undefined,
  });
});

Deno.test("a redirect is not followed and is unknown", async () => {
  for (const status of [301, 302, 303, 307, 308]) {
    await withRawServer(httpAnswer(201, { sid: SID }), async (elsewhere) => {
      const { outcome } = await resultOf(httpAnswer(status, "", { location: elsewhere.url }));
      assert.equal(outcome.outcome, "unknown");
      assert.deepEqual(elsewhere.requests, []);
    });
  }
});

/** What Twilio's list holds: newest first, minutes after 18:00. */
function listed(
  messages: { sid: string; minute: number; body?: string; direction?: string }[],
  nextPage: string | null = null,
) {
  return httpAnswer(200, {
    messages: messages.map(({ sid, minute, body = "Hi", direction = "outbound-api" }) => ({
      ...{ sid, body, direction },
      date_created: new Date(Date.UTC(2026, 5, 7, 18, minute)).toUTCString(),
    })),
    next_page_uri: nextPage,
  });
}

const UNPROVEN: UnprovenAttempt = {
  attemptId: ATTEMPT,
  channel: "sms",
  address: "+12025550101",
  body: "Hi",
  createdFrom: new Date("2026-06-07T18:10:00Z"),
  createdUntil: new Date("2026-06-07T18:15:00Z"),
};

async function found(answers: string | string[]): Promise<[string[], readonly string[]]> {
  let sids: string[] = [];
  let requests: readonly string[] = [];
  await withRawServer(answers, async (server) => {
    sids = await findTexts(environment(server.url), UNPROVEN);
    requests = server.requests;
  });
  return [sids, requests];
}

Deno.test("texts are found by number, body, direction and stretch, the newest first", async () => {
  const [sids, [request]] = await found(listed([
    { sid: "SM1", minute: 16 },
    { sid: "SM2", minute: 15 },
    { sid: "SM3", minute: 14, body: "Hi " },
    { sid: "SM4", minute: 13, direction: "inbound" },
    { sid: "SM5", minute: 12, direction: "outbound-reply" },
    { sid: "SM6", minute: 10 },
    { sid: "SM7", minute: 9 },
  ]));
  assert.deepEqual(sids, ["SM2", "SM5", "SM6"]);
  assert.match(request!, /^GET \S+\/Messages\.json\?To=%2B12025550101&PageSize=100 HTTP/);
});

Deno.test("a row with null fields hides no other", async () => {
  const rows = [
    null,
    {
      sid: null,
      body: "Hi",
      direction: "outbound-api",
      date_created: "Sun, 07 Jun 2026 18:12:00 GMT",
    },
    {
      sid: "SM2",
      body: null,
      direction: "outbound-api",
      date_created: "Sun, 07 Jun 2026 18:12:00 GMT",
    },
    { sid: "SM3", body: "Hi", direction: null, date_created: "Sun, 07 Jun 2026 18:12:00 GMT" },
    { sid: "SM4", body: "Hi", direction: "outbound-api", date_created: null },
    {
      sid: "SM5",
      body: "Hi",
      direction: "outbound-api",
      date_created: "Sun, 07 Jun 2026 18:12:00 GMT",
    },
  ];
  const [sids] = await found(httpAnswer(200, { messages: rows, next_page_uri: null }));
  assert.deepEqual(sids, ["SM5"]);
});

Deno.test("pages are read until the stretch is over, and never for ever", async () => {
  const next = "/2010-04-01/Accounts/AC1/Messages.json?Page=1";
  const [sids, requests] = await found([
    listed([{ sid: "SM1", minute: 14 }], next),
    listed([{ sid: "SM2", minute: 11 }, { sid: "SM3", minute: 9 }], next),
    listed([{ sid: "SM4", minute: 11 }]),
  ]);
  assert.deepEqual(sids, ["SM1", "SM2"]);
  assert.equal(requests.length, 2);
  const [, endless] = await found(listed([{ sid: "SM1", minute: 14 }], next));
  assert.equal(endless.length, 3);
});

Deno.test("a list that does not come is an error, not an empty list", async () => {
  for (
    const answer of [
      httpAnswer(500, twilioError(20500, 500)),
      httpAnswer(200, "<html>"),
      httpAnswer(200, { messages: "none" }),
      "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{",
    ]
  ) {
    await assert.rejects(found(answer), { name: "RundownError", code: "provider" });
  }
});
