/** Reading Twilio's list of what people texted us, from a real server on 127.0.0.1. */
import assert from "node:assert/strict";
import type { Environment } from "../../supabase/functions/_shared/environment.ts";
import {
  type IncomingList,
  listIncomingTexts,
} from "../../supabase/functions/_shared/twilio-incoming.ts";
import { httpAnswer, withRawServer } from "./raw-http-server.ts";

const SERVICE = "MG0123456789abcdef0123456789abcdef";
const sid = (number: number) => `SM${String(number).padStart(32, "0")}`;

/** One row of the list; what a test says of it in the place of what is usual. */
function row(number: number, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    sid: sid(number),
    body: "Hi",
    num_media: "0",
    from: "+12025550101",
    to: "+12025550100",
    direction: "inbound",
    status: "received",
    messaging_service_sid: null,
    date_created: `Sun, 07 Jun 2026 12:00:${String(number).padStart(2, "0")} +0000`,
    date_sent: null,
    ...changes,
  };
}

const listed = (messages: unknown[], next_page_uri: string | null = null) =>
  httpAnswer(200, { messages, next_page_uri });

async function list(
  answers: string | string[],
  changes: Partial<Environment> = {},
  isOutOfTime = () => false,
): Promise<IncomingList & { ids: number[]; requests: readonly string[] }> {
  let result: IncomingList = { texts: [], problem: undefined };
  let requests: readonly string[] = [];
  await withRawServer(answers, async (server) => {
    const environment: Environment = {
      TWILIO_ACCOUNT_SID: "AC0123456789abcdef0123456789abcdef",
      TWILIO_AUTH_TOKEN: "token",
      TWILIO_PHONE_NUMBER: "+12025550100",
      TWILIO_API_BASE_URL: server.url,
      PUBLIC_FUNCTIONS_URL: "https://example.com/functions/v1",
      SENDER_CONCURRENCY: 8,
      ...changes,
    };
    result = await listIncomingTexts(
      environment,
      "2026-06-07",
      new Date("2026-06-07T12:00:01Z"),
      isOutOfTime,
    );
    requests = server.requests;
  });
  const ids = result.texts.map(({ providerMessageId }) => Number(providerMessageId.slice(2)));
  return { ...result, ids, requests };
}

Deno.test("texts come with their own time, the oldest first, from the moment on", async () => {
  const { texts, ids, problem, requests: [request] } = await list(listed([
    row(4, { body: "a\0b", num_media: "2" }),
    row(3, { direction: "outbound-api" }),
    row(2, { date_created: null, date_sent: "Sun, 07 Jun 2026 12:00:02 +0000" }),
    row(1),
    row(0),
  ]));
  assert.deepEqual([ids, problem], [[1, 2, 4], undefined]);
  assert.equal(texts[1]!.sentAt?.toISOString(), "2026-06-07T12:00:02.000Z");
  assert.deepEqual(texts[2], {
    providerMessageId: sid(4),
    from: "+12025550101",
    to: "+12025550100",
    body: "ab",
    mediaCount: 2,
    sentAt: new Date("2026-06-07T12:00:04Z"),
  });
  assert.match(
    request!,
    /^GET \S+\/Messages\.json\?To=%2B12025550100&DateSent=2026-06-07&PageSize=1000 HTTP/,
  );
});

Deno.test("rows with null fields, and what is no text, hide no other", async () => {
  const { texts, ids, problem } = await list(listed([
    row(30),
    null,
    "nonsense",
    row(29, { sid: null }),
    row(28, { from: null }),
    row(27, { from: "Rundown" }),
    row(26, { body: null }),
    row(25, { body: "" }),
    row(24, { body: null, num_media: "1" }),
    row(23, { to: null }),
    row(22, { direction: null }),
    row(21, { direction: null, status: "sent" }),
    row(20, { direction: null, status: null }),
    row(19, { num_media: null }),
    row(18, { date_created: null }),
    row(17, { date_created: "soon" }),
    row(16),
  ]));
  assert.deepEqual([ids, problem], [[16, 17, 18, 19, 22, 23, 24, 30], undefined]);
  assert.deepEqual(
    texts.map(({ sentAt }) => sentAt?.getUTCSeconds()),
    [16, undefined, undefined, 19, 22, 23, 24, 30],
    "a time is told or not, never made up",
  );
  const { texts: [undated] } = await list(listed([row(1, { date_created: null })]));
  assert.equal(undated!.sentAt, undefined);
  const { ids: old } = await list(listed([row(0), row(0, { date_created: null })]));
  assert.deepEqual(old, [], "below what is too old it is too old");
});

Deno.test("with a service all its numbers are listed, and no other service's texts", async () => {
  const { ids, requests: [request] } = await list(
    listed([
      row(3, { to: "+12025550188" }),
      row(2, { messaging_service_sid: SERVICE }),
      row(1, { messaging_service_sid: SERVICE.replace(/f$/, "0") }),
    ]),
    { TWILIO_MESSAGING_SERVICE_SID: SERVICE },
  );
  assert.deepEqual(ids, [2, 3]);
  assert.match(request!, /Messages\.json\?DateSent=2026-06-07&PageSize=1000 HTTP/);
});

Deno.test("pages are read until the moment, and never for ever", async () => {
  const next = "/2010-04-01/Accounts/AC1/Messages.json?Page=1";
  const { ids, requests } = await list([
    listed([row(4)], next),
    listed([row(3), row(0)], next),
    listed([row(2)]),
  ]);
  assert.deepEqual([ids, requests.length], [[3, 4], 2]);
  const endless = await list(listed([row(4, { body: null })], next));
  assert.equal(endless.requests.length, 50);
  assert.match(endless.problem!, /more than 50 pages/);
  const late = await list(listed([row(4)], next), {}, () => true);
  assert.match(late.problem!, /too long/);
});

Deno.test("a page that fails is told, and what came before it is kept", async () => {
  const next = "/2010-04-01/Accounts/AC1/Messages.json?Page=1";
  const { ids, problem } = await list([
    listed([row(4), row(3)], next),
    httpAnswer(500, { code: 20500, message: "Internal Server Error" }),
  ]);
  assert.deepEqual([ids, problem], [[3, 4], "Cannot list texts: Twilio answered 500"]);
  assert.match((await list(httpAnswer(200, { rows: [] }))).problem!, /Twilio answered 200/);
});
