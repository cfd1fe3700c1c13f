/** When sending stops by itself or by an operator, slows down, and begins again. */
import assert from "node:assert/strict";
import {
  creations,
  NEXT_SLOT,
  phone,
  SLOT,
  states,
  until,
  withWorld,
  type World,
} from "./world.ts";

const phones = (count: number) => Array.from({ length: count }, (_, index) => phone(index));
const minutesAfter = (instant: Date, minutes: number) =>
  new Date(instant.getTime() + minutes * 60_000);

async function everybodyOnce(world: World, count: number): Promise<void> {
  await world.twilio.settled();
  assert.deepEqual(states(await world.queue()), phones(count).map((each) => [each, "sent", null]));
  assert.deepEqual(world.twilio.accepted.map(({ to }) => to).sort(), phones(count));
}

async function circuit({ sql }: World): Promise<Record<string, unknown>> {
  const [row] = await sql`
    select opened_at is not null as is_open, reason, error_code, pace::float8
    from private.delivery_circuits`;
  return { ...row };
}

Deno.test("stopping and slowing down", (t) =>
  withWorld({}, async (world) => {
    await t.step(
      "an account that Twilio refuses stops everything, and a probe goes on",
      async () => {
        await world.queueTexts(phones(20));
        for (const each of phones(20)) world.twilio.setNumber(each, { errorCode: 20003 });
        const report = await world.run("message-sender");
        assert.equal(report.stopped, "circuit_open");
        const tried = creations(world);
        assert.ok(tried <= 8, `${tried} texts were tried`);
        assert.deepEqual(await circuit(world), {
          ...{ is_open: true, reason: "provider_configuration", error_code: 20003, pace: 1 },
        });
        assert.ok((await world.queue()).every(({ status, attempts }) =>
          status === "queued" && attempts === 0
        ));
        assert.equal((await world.run("message-sender")).stopped, "circuit_open");
        assert.equal(creations(world), tried);

        await world.setClock(minutesAfter(SLOT, 5));
        await world.run("message-sender");
        assert.equal(creations(world), tried + 1, "one probe");
        const alerts = await world.sql`select kind, times from public.alerts`;
        assert.deepEqual(alerts.map((row) => ({ ...row })), [{ kind: "circuit_open", times: 1 }]);

        for (const each of phones(20)) {
          world.twilio.clearNumber(each);
        }
        await world.setClock(minutesAfter(SLOT, 60));
        assert.equal((await world.run("message-sender")).accepted, 20);
        assert.equal((await circuit(world)).is_open, false);
        await everybodyOnce(world, 20);
      },
    );
    await world.clear();

    await t.step(
      "five answers lost in a row stop it as well; lookups find what was sent",
      async () => {
        await world.queueTexts(phones(20));
        await world.twilio.setFaults({
          replies: [{ kind: "reset", created: true, next: 8 }],
          callbacks: [{ kind: "lost" }],
        });
        const report = await world.run("message-sender");
        assert.deepEqual([report.unknown, report.stopped], [8, "circuit_open"]);
        assert.equal((await circuit(world)).reason, "outcomes_unknown");
        await world.setClock(minutesAfter(SLOT, 5));
        const next = await world.run("message-sender");
        // Who was first to lose its answer may have started another in the call that said so.
        assert.deepEqual([next.proven, Number(report.accepted) + Number(next.accepted)], [8, 12]);
        await everybodyOnce(world, 20);
      },
    );
    await world.clear();

    await t.step("lookups that fail stop the clock", async () => {
      await world.queueTexts(phones(1));
      await world.twilio.setFaults({
        replies: [
          { kind: "reset", next: 1 },
          { kind: "server_error", on: "read" },
        ],
      });
      assert.equal((await world.run("message-sender")).unknown, 1);
      await world.sql`update public.message_queue set unconfirmed_at = now() - interval '2 hours'`;
      await world.run("message-sender");
      await world.run("message-sender");
      assert.deepEqual(states(await world.queue()), [[phone(0), "unconfirmed", "outcome_unknown"]]);
      await world.twilio.clearFaults();
      await world.run("message-sender");
      await world.run("message-sender");
      assert.deepEqual(states(await world.queue()), [[phone(0), "failed", "outcome_unknown"]]);
    });
    await world.clear();

    await t.step("a pause holds from the next start on, and nothing is lost by it", async () => {
      await world.queueTexts(phones(40));
      await world.twilio.setFaults({ latencyMs: 100 });
      const response = await world.call("message-sender");
      await response.body?.cancel();
      await until("the first are on their way", () =>
        creations(world) > 0);
      await world.sql`select private.pause_sending('A test')`;
      const startedAtPause = (await world.sql`select from private.message_attempts`).length;
      const [run] = await until("the run has ended", async () => {
        const runs = await world.sql`
          select report from public.function_runs
          where function_name = 'message-sender' and status <> 'running'`;
        return runs.length > 0 && runs;
      });
      assert.equal(run?.report.stopped, "paused");
      assert.equal(creations(world), startedAtPause);
      assert.equal((await world.run("message-sender")).stopped, "paused");
      assert.ok(
        (await world.queue()).every(({ status }) => status === "sent" || status === "queued"),
      );
      await world.sql`select private.resume_sending()`;
      await world.run("message-sender");
      await everybodyOnce(world, 40);
    });
    await world.clear();

    await t.step("too many requests halve the pace of the hour", async () => {
      await world.queueTexts(phones(60));
      await world.twilio.setFaults({ replies: [{ kind: "too_many_requests", next: 3 }] });
      const report = await world.run("message-sender");
      assert.deepEqual([report.accepted, report.not_sent, report.stopped], [50, 3, "budget_spent"]);
      assert.equal((await circuit(world)).pace, 0.5);
      await world.setClock(minutesAfter(SLOT, 60));
      assert.equal((await world.run("message-sender")).accepted, 10);
      await everybodyOnce(world, 60);
    });
    await world.clear();

    await t.step("a run for replies leaves accountability texts alone", async () => {
      await world.queueTexts(phones(2));
      const call = (body: string) => world.call("message-sender", { body });
      const { report } = await (await call('{"wait": true, "replies_only": true}')).json();
      assert.deepEqual([report.claimed, report.stopped], [0, "nothing_due"]);
      const wrong = await call('{"replies_only": "yes"}');
      assert.equal(wrong.status, 400);
      assert.match((await wrong.json()).error.problems.join(), /replies_only/);
      assert.equal((await world.run("message-sender")).accepted, 2);
      await everybodyOnce(world, 2);
    });
    await world.clear();

    await t.step("an hour without budget says so", async () => {
      await world.queueTexts(phones(2));
      await world.sql`
        insert into public.message_rate_limits (time_slot, max_messages_per_slot)
        values (date_trunc('hour', ${SLOT}::timestamptz), 1)`;
      const report = await world.run("message-sender");
      assert.deepEqual([report.accepted, report.stopped], [1, "budget_spent"]);
      await world.setClock(NEXT_SLOT);
    });
  }));
