/** How the functions tell a database that answers with an error from one that does not answer. */
import { createClient } from "@supabase/supabase-js";
import assert from "node:assert/strict";
import { freePort } from "../../local/free-port.ts";
import type { Database as Schema } from "../../supabase/functions/_shared/database-types.ts";
import { createDatabase, type Outcome } from "../../supabase/functions/_shared/database.ts";
import { RundownError } from "../../supabase/functions/_shared/errors.ts";
import { httpAnswer, withRawServer } from "./raw-http-server.ts";

const databaseAt = (url: string) =>
  createDatabase(
    createClient<Schema>(url, "key", { auth: { persistSession: false, autoRefreshToken: false } }),
  );

const failsWith = (code: string, message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof RundownError);
  assert.equal(error.code, code);
  assert.match(error.message, message);
  return true;
};

Deno.test("an error of the database is named with the function that was called", () =>
  withRawServer(
    httpAnswer(400, { code: "RD040", message: "batch_size is 0", details: null, hint: null }),
    async ({ url, requests }) => {
      await assert.rejects(
        databaseAt(url).claimMessages(0, false),
        failsWith("database", /^Cannot call get_messages_to_send: batch_size is 0$/),
      );
      assert.equal(requests.length, 1);
    },
  ));

for (const status of [502, 503, 504]) {
  Deno.test(`${status} means that the database does not answer`, () =>
    withRawServer(
      httpAnswer(status, { code: "PGRST001", message: "Database client error" }),
      async ({ url, requests }) => {
        await assert.rejects(
          databaseAt(url).sweepMessages(),
          failsWith("database_unreachable", /^Cannot call sweep_messages: .*does not answer/),
        );
        assert.equal(requests.length, 1, "what may have been done is not done again");
      },
    ));
}

Deno.test("a refused and a lost connection mean that the database does not answer", async () => {
  const unreachable = failsWith("database_unreachable", /does not answer/);
  await withRawServer("", async ({ url, requests }) => {
    await assert.rejects(databaseAt(url).sweepMessages(), unreachable);
    assert.equal(requests.length, 1, "what may have been done is not done again");
  });
  await assert.rejects(databaseAt(`http://127.0.0.1:${freePort()}`).sweepMessages(), unreachable);
});

Deno.test("outcomes are reported in the names of the SQL function, and only what is known", () =>
  withRawServer(httpAnswer(200, []), async ({ url, requests }) => {
    const outcomes: Outcome[] = [
      { outcome: "accepted", providerMessageId: "SM1", segments: 2 },
      { outcome: "rejected", errorCode: 21610, errorMessage: "stopped" },
      { outcome: "not_sent", errorMessage: "too many", retryAfterSeconds: 7 },
      { outcome: "unknown", errorMessage: "lost", errorCode: undefined },
    ];
    await databaseAt(url).reportOutcomes(outcomes.map((outcome, index) => ({
      message: {
        ...{ messageId: "m", leaseToken: `t${index}`, attemptId: `a${index}` },
        ...{ channel: "sms", address: "+12025550101", body: "Hi" },
        ...{ startWithinMs: 1, validForSeconds: 1 },
      },
      outcome,
    })));
    const { outcomes: sent } = JSON.parse(requests[0]!.split("\r\n\r\n")[1]!);
    assert.deepEqual(sent, [
      {
        ...{ attempt_id: "a0", lease_token: "t0", outcome: "accepted" },
        ...{ provider_message_id: "SM1", segments: 2 },
      },
      {
        ...{ attempt_id: "a1", lease_token: "t1", outcome: "rejected" },
        ...{ error_message: "stopped", error_code: 21610 },
      },
      {
        ...{ attempt_id: "a2", lease_token: "t2", outcome: "not_sent" },
        ...{ error_message: "too many", retry_after_seconds: 7 },
      },
      { attempt_id: "a3", lease_token: "t3", outcome: "unknown", error_message: "lost" },
    ]);
  }));
