/** Settings that are missing, a database and a Twilio that do not answer, a sender that is killed. */
import assert from "node:assert/strict";
import {
  creations,
  type FunctionName,
  phone,
  states,
  until,
  withWorld,
  type World,
} from "./world.ts";

/** Ends every lease at once, as three minutes would. */
async function endLeases({ sql }: World): Promise<void> {
  await sql`
    update public.message_queue set lease_expires_at = now() - interval '1 second'
    where status = 'processing'`;
}

/** Moves the clock to when the last of the queued messages is due again. */
async function waitForRetry(world: World): Promise<void> {
  const due = (await world.queue()).filter(({ status }) => status === "queued");
  const latest = Math.max(...due.map(({ scheduled_for }) => scheduled_for.getTime()));
  await world.setClock(new Date(latest + 1));
}

async function budget({ sql }: World): Promise<unknown[]> {
  const rows = await sql`select messages_sent, messages_reserved from public.message_rate_limits`;
  return rows.map(({ messages_sent, messages_reserved }) => [messages_sent, messages_reserved]);
}

const MISSING = {
  TWILIO_ACCOUNT_SID: undefined,
  TWILIO_AUTH_TOKEN: undefined,
  TWILIO_PHONE_NUMBER: undefined,
  PUBLIC_FUNCTIONS_URL: undefined,
};
const MALFORMED = {
  TWILIO_ACCOUNT_SID: "AC1",
  TWILIO_AUTH_TOKEN: "",
  TWILIO_PHONE_NUMBER: "2025550100",
  TWILIO_API_BASE_URL: "api.twilio.com",
  PUBLIC_FUNCTIONS_URL: "functions",
  SENDER_CONCURRENCY: "all",
  RUNDOWN_ALLOWED_RECIPIENTS: "me",
};

Deno.test("parts that are missing or do not answer", async (t) => {
  const functionsEnv: Record<string, string | undefined> = {};
  await withWorld({ functionsEnv }, async (world) => {
    await world.queueTexts([phone(0)]);
    const before = await world.queue();

    for (const [how, settings] of Object.entries({ missing: MISSING, malformed: MALFORMED })) {
      Object.assign(functionsEnv, settings);
      await world.restartFunctions();

      await t.step(`every ${how} setting is named, and nothing is claimed or sent`, async () => {
        const response = await world.call("message-sender", { body: '{"wait": true}' });
        const { error } = await response.json();
        assert.deepEqual([response.status, error.code], [500, "configuration"]);
        for (const name of Object.keys(settings)) {
          assert.ok(error.message.includes(name), `${name} in ${error.message}`);
        }
        assert.equal(error.problems.length, Object.keys(settings).length);
        assert.deepEqual(await world.queue(), before);
        assert.equal(creations(world), 0);
        const runs = await world.sql`
          select from public.function_runs where function_name = 'message-sender'`;
        assert.equal(runs.length, 0);
      });

      await t.step(
        `with ${how} settings a callback is 500, and strangers are not told which`,
        async () => {
          const response = await fetch(`${world.functionsUrl}/twilio-status`, { method: "POST" });
          const text = await response.text();
          assert.equal(response.status, 500);
          for (const name of Object.keys(settings)) assert.equal(text.includes(name), false, name);
        },
      );

      await t.step(`with ${how} settings the scheduler, which needs none, goes on`, async () => {
        assert.equal((await world.run("message-scheduler")).more, false);
      });
      for (const name of Object.keys(settings)) delete functionsEnv[name];
    }

    await t.step("once they are set, what waited is sent", async () => {
      await world.restartFunctions();
      assert.equal((await world.run("message-sender")).accepted, 1);
    });
    await world.clear();

    await t.step("with allowed recipients nobody else is texted", async () => {
      functionsEnv.RUNDOWN_ALLOWED_RECIPIENTS = `${phone(1)},${phone(2)}`;
      await world.restartFunctions();
      await world.queueTexts([phone(0), phone(1)]);
      await world.run("message-sender");
      assert.deepEqual(world.twilio.accepted.map(({ to }) => to), [phone(1)]);
      assert.deepEqual(states(await world.queue()), [
        [phone(0), "failed", "recipient_not_allowed"],
        [phone(1), "sent", null],
      ]);
      delete functionsEnv.RUNDOWN_ALLOWED_RECIPIENTS;
      await world.restartFunctions();
    });
    await world.clear();

    await t.step(
      "a database that is down is 503 at once, and everything works when it is back",
      async () => {
        await world.queueTexts([phone(0)]);
        await world.restartDatabase(async () => {
          for (const name of ["message-scheduler", "message-sender"] as FunctionName[]) {
            for (const body of ["", '{"wait": true}']) {
              const response = await world.call(name, { body });
              const { error } = await response.json();
              assert.deepEqual([response.status, error.code], [503, "database_unreachable"]);
              assert.match(error.message, /^Cannot call begin_function_run: .* does not answer/);
            }
          }
          assert.equal(creations(world), 0);
        });
        assert.equal((await world.run("message-sender")).accepted, 1);
        await world.twilio.settled();
        assert.deepEqual(states(await world.queue()), [[phone(0), "sent", null]]);
      },
    );
    await world.clear();

    await t.step(
      "a database that goes away in the middle of a run loses and doubles nothing",
      async () => {
        await world.queueTexts([phone(0), phone(1)]);
        await world.twilio.setFaults({
          replies: [{ kind: "hang", created: true, next: 2 }],
          callbacks: [{ kind: "late" }],
          listLag: "until_released",
        });
        const response = await world.call("message-sender");
        assert.equal(response.status, 202);
        await response.body?.cancel();
        await until("Twilio has both", () => world.twilio.accepted.length === 2);
        await world.restartDatabase(async () => {
          await world.restartFunctions("SIGKILL");
        });
        await endLeases(world);
        await world.run("message-sender");
        assert.deepEqual(states(await world.queue()), [
          [phone(0), "unconfirmed", "outcome_unknown"],
          [phone(1), "unconfirmed", "outcome_unknown"],
        ]);
        world.twilio.release();
        await world.twilio.settled();
        assert.deepEqual(states(await world.queue()), [
          [phone(0), "sent", null],
          [phone(1), "sent", null],
        ]);
        assert.equal(world.twilio.accepted.length, 2);
      },
    );
    await world.clear();

    await t.step(
      "a Twilio that refuses connections stops the run; texts wait and burn no attempt",
      async () => {
        await world.queueTexts(Array.from({ length: 20 }, (_, index) => phone(index)));
        await world.twilio.setFaults({ refuse: true });
        const report = await world.run("message-sender");
        assert.deepEqual(
          [report.claimed, report.not_sent, report.released, report.stopped],
          // Eight lanes at first, then four, two and one.
          [20, 15, 5, "pushback"],
        );
        const [run] = await world.sql`
        select status from public.function_runs where function_name = 'message-sender'`;
        assert.equal(run?.status, "succeeded");
        const waiting = await world.queue();
        assert.ok(waiting.every(({ status, attempts }) => status === "queued" && attempts === 0));
        assert.equal(waiting.filter(({ reason }) => reason === "retry").length, 15);
        assert.deepEqual(await budget(world), [[0, 0]]);

        await world.twilio.clearFaults();
        await waitForRetry(world);
        assert.equal((await world.run("message-sender")).accepted, 20);
        await world.twilio.settled();
        assert.equal(new Set(world.twilio.accepted.map(({ to }) => to)).size, 20);
        assert.equal(world.twilio.accepted.length, 20);
      },
    );
    await world.clear();

    await t.step("a 429 sends a text back for as long as Twilio asks", async () => {
      await world.queueTexts([phone(0)]);
      const faults = { kind: "too_many_requests", retryAfterSeconds: 900, next: 1 } as const;
      await world.twilio.setFaults({ replies: [faults] });
      const before = (await world.queue())[0]!;
      assert.equal((await world.run("message-sender")).stopped, "pushback");
      const after = (await world.queue())[0]!;
      assert.deepEqual([after.status, after.reason, after.attempts], ["queued", "retry", 0]);
      assert.ok(after.scheduled_for.getTime() >= before.scheduled_for.getTime() + 900_000);
    });
    await world.clear();

    await t.step("a sender that is killed loses nothing and doubles nothing", async () => {
      await world.queueTexts(Array.from({ length: 20 }, (_, index) => phone(index)));
      await world.twilio.setFaults({
        replies: [{ kind: "hang", created: true, next: 4 }, { kind: "hang", next: 4 }],
        callbacks: [{ kind: "late" }],
      });
      const response = await world.call("message-sender");
      await response.body?.cancel();
      await until("Twilio was asked eight times", () => creations(world) === 8);
      await world.restartFunctions("SIGKILL");
      await world.twilio.clearFaults();
      const held = await world.queue();
      assert.ok(held.every(({ status }) => status === "processing"));
      const [killed] = await world.sql`
        select status from public.function_runs where function_name = 'message-sender'`;
      assert.equal(killed?.status, "running");

      // Before the leases run out nobody else may touch them.
      assert.equal((await world.run("message-sender")).claimed, 0);
      assert.equal(creations(world), 8);

      await endLeases(world);
      const report = await world.run("message-sender");
      // Four of the eight exist, and Twilio's list proves it. Nobody tries the others again.
      assert.deepEqual([report.accepted, report.proven], [12, 4]);
      const after = await world.queue();
      const count = (which: string) => after.filter(({ status }) => status === which).length;
      assert.deepEqual([count("sent"), count("unconfirmed")], [16, 4]);
      assert.equal(creations(world), 20);

      world.twilio.release();
      await world.twilio.settled();
      await world.run("message-sender");
      assert.equal(creations(world), 20);
      assert.equal(new Set(world.twilio.accepted.map(({ to }) => to)).size, 16);
      assert.equal(world.twilio.accepted.length, 16);
      assert.deepEqual(await budget(world), [[20, 0]]);

      // Without proof in two hours they have failed, and stay failed.
      await world.sql`
        update public.message_queue set unconfirmed_at = now() - interval '2 hours'
        where status = 'unconfirmed'`;
      // One run looks them up in vain, the next gives them up.
      await world.sql`update private.message_attempts set looked_up_at = null`;
      await world.run("message-sender");
      await world.run("message-sender");
      const ended = (await world.queue()).filter(({ status }) => status !== "sent");
      assert.deepEqual(
        ended.map(({ status, reason }) => [status, reason]),
        Array(4).fill(["failed", "outcome_unknown"]),
      );
    });
  });
});
