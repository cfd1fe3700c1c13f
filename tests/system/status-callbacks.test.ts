/** twilio-status over HTTP: who is believed, and what a callback does to the message it is about. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import twilio from "twilio";
import { LOCAL_KEYS } from "../../local/keys.ts";
import { phone, states, until, withWorld, type World } from "./world.ts";

interface Callback {
  attempt: string;
  params: Record<string, string>;
}

/** The callback that Twilio would send for the only message there is. */
async function callbackOf(world: World, status: string, errorCode?: number): Promise<Callback> {
  const [attempt] = await world.sql`select id from private.message_attempts`;
  const message = world.twilio.accepted[0]!;
  return {
    attempt: attempt?.id,
    params: {
      ...{ AccountSid: message.accountSid, ApiVersion: "2010-04-01", From: message.from! },
      ...{ To: message.to, MessageSid: message.sid, SmsSid: message.sid },
      ...{ MessageStatus: status, SmsStatus: status },
      ...(errorCode === undefined ? {} : { ErrorCode: String(errorCode) }),
    },
  };
}

interface Changes {
  signature?: string | null;
  body?: string;
  query?: string;
  method?: string;
}

/** Posts a callback as Twilio would, signed for the URL that Twilio knows. */
async function post(world: World, callback: Callback, changes: Changes = {}): Promise<Response> {
  const url = `${world.functionsUrl}/twilio-status?attempt=${callback.attempt}`;
  const signature = changes.signature === undefined
    ? twilio.getExpectedTwilioSignature(LOCAL_KEYS.twilioAuthToken, url, callback.params)
    : changes.signature;
  const response = await fetch(
    changes.query === undefined ? url : url.replace(/\?.*/, changes.query),
    {
      method: changes.method ?? "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        ...(signature === null ? {} : { "x-twilio-signature": signature }),
      },
      ...(changes.method === "GET"
        ? {}
        : { body: changes.body ?? new URLSearchParams(callback.params).toString() }),
    },
  );
  return response;
}

async function statusOf(response: Response): Promise<number> {
  await response.body?.cancel();
  return response.status;
}

/** Everything that a callback could change. */
async function everything({ sql }: World): Promise<string> {
  const tables = await Promise.all([
    sql`select * from private.message_attempts`,
    sql`select * from public.messages`,
    sql`select * from public.message_queue`,
    sql`select * from private.phone_numbers`,
    sql`select * from public.message_rate_limits`,
  ]);
  return createHash("sha256").update(JSON.stringify(tables)).digest("hex");
}

async function deliveryStatus({ sql }: World): Promise<unknown[]> {
  const [log] = await sql`select status, delivery_status, error_code from public.messages`;
  const [attempt] = await sql`
    select outcome, delivery_status, error_code from private.message_attempts`;
  return [log?.status, log?.delivery_status, attempt?.delivery_status, log?.error_code];
}

/** One text that Twilio accepted and says nothing about by itself. */
async function sendOne(world: World): Promise<void> {
  await world.clear();
  await world.queueTexts([phone(0)]);
  await world.twilio.setFaults({ callbacks: [{ kind: "lost" }] });
  await world.run("message-sender");
  await world.twilio.settled();
  assert.deepEqual(await deliveryStatus(world), ["sent", null, null, null]);
}

Deno.test("status callbacks", (t) =>
  withWorld({}, async (world) => {
    await t.step(
      "Twilio's own callbacks are answered 204 and move the status to delivered",
      async () => {
        await world.queueTexts([phone(0)]);
        await world.run("message-sender");
        await world.twilio.settled();
        assert.deepEqual(
          world.twilio.callbacks.map((
            { messageStatus, httpStatus },
          ) => [messageStatus, httpStatus]),
          [["sent", 204], ["delivered", 204]],
        );
        assert.deepEqual(await deliveryStatus(world), ["sent", "delivered", "delivered", null]);
      },
    );

    await t.step("what Twilio did not sign is 403, and nothing is written", async () => {
      await sendOne(world);
      const callback = await callbackOf(world, "delivered");
      const body = new URLSearchParams({ ...callback.params, MessageStatus: "failed" }).toString();
      const other = crypto.randomUUID();
      const before = await everything(world);
      const forgeries: Record<string, Changes> = {
        "no signature": { signature: null },
        "an empty signature": { signature: "" },
        "a wrong signature": { signature: btoa("x".repeat(20)) },
        "a tampered body": { body },
        "an added parameter": { body: `${new URLSearchParams(callback.params)}&ErrorCode=21610` },
        "another attempt": { query: `?attempt=${other}` },
        "no attempt": { query: "" },
        "an added query": { query: `?attempt=${callback.attempt}&x=1` },
        "no body": { body: "" },
      };
      for (const [what, changes] of Object.entries(forgeries)) {
        const response = await post(world, callback, changes);
        const { error } = await response.json();
        assert.deepEqual([response.status, error.code], [403, "forbidden"], what);
      }
      assert.equal(await everything(world), before);
      assert.equal(
        await statusOf(await post(world, callback)),
        204,
        "the genuine one still counts",
      );
    });

    await t.step("GET is 405 and says what is allowed", async () => {
      const response = await post(world, await callbackOf(world, "sent"), { method: "GET" });
      assert.deepEqual([response.status, response.headers.get("allow")], [405, "POST"]);
      await response.body?.cancel();
    });

    await t.step(
      "a signed callback that makes no sense is 400 and names the parameters",
      async () => {
        const { attempt } = await callbackOf(world, "sent");
        const response = await post(world, { attempt, params: { MessageSid: "SM1" } });
        const { error } = await response.json();
        assert.equal(response.status, 400);
        assert.deepEqual(
          error.problems.map((problem: string) => problem.split(":")[0]),
          ["MessageSid", "MessageStatus"],
        );
      },
    );

    await t.step(
      "an attempt that we do not know and a status that nobody knows are 204 and change nothing",
      async () => {
        await sendOne(world);
        const { attempt, params } = await callbackOf(world, "beamed");
        const before = await everything(world);
        assert.equal(await statusOf(await post(world, { attempt, params })), 204);
        const unknown = { attempt: crypto.randomUUID(), params };
        assert.equal(await statusOf(await post(world, unknown)), 204);
        assert.equal(await everything(world), before);
      },
    );

    await t.step("a callback that comes twice counts once", async () => {
      const callback = await callbackOf(world, "delivered");
      assert.equal(await statusOf(await post(world, callback)), 204);
      const once = await everything(world);
      assert.equal(await statusOf(await post(world, callback)), 204);
      assert.equal(await everything(world), once);
      assert.deepEqual(await deliveryStatus(world), ["sent", "delivered", "delivered", null]);
    });

    await t.step("callbacks out of order only ever move the status up", async () => {
      await sendOne(world);
      const seen: unknown[] = [];
      for (
        const status of ["sending", "queued", "sent", "delivered", "sent", "failed", "accepted"]
      ) {
        assert.equal(await statusOf(await post(world, await callbackOf(world, status))), 204);
        seen.push((await deliveryStatus(world))[1]);
      }
      assert.deepEqual(seen, [
        ...["sending", "sending", "sent", "delivered", "delivered", "delivered", "delivered"],
      ]);
    });

    await t.step("many callbacks at once end where they would end one by one", async () => {
      await sendOne(world);
      const statuses = ["queued", "sending", "sent", "delivered", "sent", "delivered", "queued"];
      const callbacks = await Promise.all(statuses.map((status) => callbackOf(world, status)));
      const answers = await Promise.all(callbacks.map((callback) => post(world, callback)));
      assert.deepEqual(await Promise.all(answers.map(statusOf)), Array(7).fill(204));
      assert.deepEqual(await deliveryStatus(world), ["sent", "delivered", "delivered", null]);
    });

    await t.step(
      "a delivery that fails keeps its error code and never causes a resend",
      async () => {
        await sendOne(world);
        await statusOf(await post(world, await callbackOf(world, "undelivered", 30003)));
        assert.deepEqual(await deliveryStatus(world), [
          "sent",
          "undelivered",
          "undelivered",
          30003,
        ]);
        assert.equal((await world.run("message-sender")).claimed, 0);
        assert.equal(world.twilio.accepted.length, 1);
      },
    );

    await t.step("an opt-out in a callback opts the number out", async () => {
      await sendOne(world);
      await statusOf(await post(world, await callbackOf(world, "failed", 21610)));
      const [number] = await world.sql`select phone, opted_out_at from private.phone_numbers`;
      assert.equal(number?.phone, phone(0));
      assert.ok(number?.opted_out_at);
    });

    await t.step(
      "a callback that comes before the sender's own report makes the text sent, once",
      async () => {
        await world.clear();
        await world.queueTexts([phone(0)]);
        await world.twilio.setFaults({ callbacks: [{ kind: "early" }] });
        assert.equal((await world.run("message-sender")).accepted, 1);
        await world.twilio.settled();
        assert.deepEqual(await deliveryStatus(world), ["sent", "delivered", "delivered", null]);
        assert.deepEqual(states(await world.queue()), [[phone(0), "sent", null]]);
        const [budget] = await world.sql`
        select messages_sent, messages_reserved from public.message_rate_limits`;
        assert.deepEqual({ ...budget }, { messages_sent: 1, messages_reserved: 0 });
      },
    );

    await t.step(
      "a callback while the database is away is a server error, so that Twilio calls again",
      async () => {
        await sendOne(world);
        const callback = await callbackOf(world, "delivered");
        await world.restartDatabase(async () => {
          assert.equal(await statusOf(await post(world, callback)), 503);
        });
        await until(
          "the callback is taken",
          async () => await statusOf(await post(world, callback)) === 204,
        );
        assert.equal((await deliveryStatus(world))[1], "delivered");
      },
    );
  }));
