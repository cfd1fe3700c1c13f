import assert from "node:assert/strict";
import { createLogger, maskPhones } from "../../supabase/functions/_shared/log.ts";
import { recordingLogger } from "./recording-logger.ts";

const PHONE = "+12025550101";
const MASKED = "+*********01";

Deno.test("a log line is one line of JSON with level, event and the fields of its logger", () => {
  const { log, lines } = recordingLogger({ function: "message-sender" });
  const ofRun = log.with({ run_id: "r" });
  ofRun.info("run finished", { claimed: 2, text: "two\nlines" });
  ofRun.error("run failed");
  log.info("started");
  assert.equal(lines[0]?.includes("\n"), false);
  assert.deepEqual(lines.map((line) => JSON.parse(line)), [
    {
      level: "info",
      event: "run finished",
      function: "message-sender",
      run_id: "r",
      claimed: 2,
      text: "two\nlines",
    },
    { level: "error", event: "run failed", function: "message-sender", run_id: "r" },
    { level: "info", event: "started", function: "message-sender" },
  ]);
});

Deno.test("a logger writes to standard output unless told otherwise", () => {
  const original = console.log;
  const lines: unknown[] = [];
  console.log = (line) => lines.push(line);
  try {
    createLogger().info("here");
  } finally {
    console.log = original;
  }
  assert.deepEqual(lines, ['{"level":"info","event":"here"}']);
});

Deno.test("phone numbers are masked wherever they stand in a line", () => {
  const places: Record<string, Record<string, unknown>> = {
    "as a field": { to: PHONE },
    "as a key": { [PHONE]: 1 },
    "inside a sentence": { message: `The number ${PHONE} is opted out (${PHONE}).` },
    "in nested objects and arrays": { attempts: [{ to: { phone: PHONE } }, [PHONE]] },
    "in JSON inside JSON": { body: JSON.stringify({ To: PHONE, deeper: JSON.stringify([PHONE]) }) },
    "URL-encoded": { url: `https://example.com/?To=${encodeURIComponent(PHONE)}&x=1` },
    "URL-encoded in lower case": { url: `https://example.com/?To=%2b12025550101` },
    "with a prefix": { message: `whatsapp:${PHONE}` },
  };
  for (const [place, fields] of Object.entries(places)) {
    const { log, lines } = recordingLogger();
    log.with(fields).info("here", fields);
    assert.doesNotMatch(lines[0]!, /\d{5}/, place);
    assert.match(lines[0]!, /\*{9}01/, place);
    assert.doesNotThrow(() => JSON.parse(lines[0]!), place);
  }
  const { log, lines } = recordingLogger();
  log.info(`texting ${PHONE}`);
  assert.equal(lines[0], `{"level":"info","event":"texting ${MASKED}"}`);
});

Deno.test("numbers of any length of E.164 are masked but for their last two digits", () => {
  assert.equal(maskPhones("+1234567"), "+*****67");
  assert.equal(maskPhones("+123456789012345"), "+*************45");
  assert.equal(maskPhones("%2B4912345678"), "%2B********78");
});

Deno.test("ids, SIDs, times, codes and counts stay readable", () => {
  const fields = {
    message_id: "00000000-0000-4000-8000-000000000001",
    sid: "SM00000000000000000000000000000000",
    account: "AC0123456789abcdef0123456789abcdef",
    at: "2026-06-14T22:00:00.000+00:00",
    offset: "2026-06-14 22:00:00+0530",
    epoch: 1781474400000,
    errorCode: 21610,
    bigNumber: 12345678901,
    url: "http://127.0.0.1:54321/functions/v1/twilio-status?attempt=1234567",
  };
  const { log, entries } = recordingLogger();
  log.info("here", fields);
  assert.deepEqual(entries(), [{ level: "info", event: "here", ...fields }]);
});
