/** From schedule to phone when things happen twice, at once, or are lost on the way. */
import assert from "node:assert/strict";
import { LOCAL_KEYS } from "../../local/keys.ts";
import {
  creations,
  NEXT_MORNING,
  NEXT_SLOT,
  phone,
  SLOT,
  states,
  until,
  withWorld,
  type World,
} from "./world.ts";

const phones = (count: number) => Array.from({ length: count }, (_, index) => phone(index));

async function occurrences({ sql }: World): Promise<readonly unknown[]> {
  return await sql`select user_id, contact_id, nominal_at, decision, reasons from public.occurrences
    order by user_id, contact_id`;
}

/** How often each phone was texted. */
function textsByPhone(world: World): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { to } of world.twilio.accepted) counts[to] = (counts[to] ?? 0) + 1;
  return counts;
}

const onceEach = (count: number) => Object.fromEntries(phones(count).map((each) => [each, 1]));

Deno.test("scheduling and sending", (t) =>
  withWorld({}, async (world) => {
    await t.step(
      "the scheduler queues a text for each contact, and running again changes nothing",
      async () => {
        await world.addUser(phones(3));
        const report = await world.run("message-scheduler");
        assert.deepEqual([report.users, report.queued, report.more], [1, 3, false]);
        const queue = await world.queue();
        const decisions = await occurrences(world);
        assert.deepEqual(states(queue), phones(3).map((each) => [each, "queued", null]));
        assert.ok(queue.every((message) => message.scheduled_for.getTime() === SLOT.getTime()));

        assert.equal((await world.run("message-scheduler")).users, 0);
        // Also when its memory of who was planned is lost.
        await world.sql`update public.notification_preferences set next_due_at = ${SLOT}`;
        const again = await world.run("message-scheduler");
        assert.deepEqual([again.users, again.queued], [1, 0]);
        assert.deepEqual(await world.queue(), queue);
        assert.deepEqual(await occurrences(world), decisions);
      },
    );
    await world.clear();

    await t.step("schedulers at once queue what one alone would have queued", async () => {
      for (let user = 0; user < 10; user++) await world.addUser(phones(2));
      const reports = await Promise.all(
        Array.from({ length: 4 }, () => world.run("message-scheduler")),
      );
      const sum = (name: string) =>
        reports.reduce((total, report) => total + Number(report[name]), 0);
      assert.deepEqual([sum("users"), sum("queued")], [10, 20]);
      assert.equal((await world.queue()).length, 20);
      assert.equal((await occurrences(world)).length, 20);
    });
    await world.clear();

    await t.step(
      "a lost ring of the scheduler loses no text: the sender plans what is due",
      async () => {
        await world.addUser([phone(0)]);
        await world.setClock(new Date(SLOT.getTime() - 181 * 60_000));
        await world.run("message-sender");
        assert.deepEqual(await world.queue(), []);
        await world.setClock(new Date(SLOT.getTime() - 179 * 60_000));
        await world.run("message-sender");
        assert.deepEqual(states(await world.queue()), [[phone(0), "queued", null]]);
        await world.setClock(SLOT);
        assert.equal((await world.run("message-sender")).accepted, 1);
      },
    );
    await world.clear();

    await t.step("senders at once text everybody once", async () => {
      await world.queueTexts(phones(60));
      await world.twilio.setFaults({ latencyMs: 20 });
      const reports = await Promise.all(
        Array.from({ length: 4 }, () => world.run("message-sender")),
      );
      const sum = (name: string) =>
        reports.reduce((total, report) => total + Number(report[name]), 0);
      assert.deepEqual([sum("claimed"), sum("accepted")], [60, 60]);
      await world.twilio.settled();
      assert.deepEqual(textsByPhone(world), onceEach(60));
      assert.deepEqual(
        states(await world.queue()),
        phones(60).map((each) => [each, "sent", null]),
      );
    });

    await t.step("running again sends nothing again", async () => {
      assert.equal((await world.run("message-sender")).claimed, 0);
      assert.equal(world.twilio.accepted.length, 60);
    });

    await t.step(
      "each sent text is a row of the log, with Twilio's id and what the carrier said",
      async () => {
        const log = await world.sql`
        select messages.status, messages.provider_message_id, messages.delivery_status,
          messages.segments, messages.sent_at, messages.program, messages.message_type
        from public.messages
        join public.message_queue on message_queue.id = messages.id
        order by messages.provider_message_id`;
        const accepted = world.twilio.accepted.toSorted((a, b) => a.sid < b.sid ? -1 : 1);
        assert.deepEqual(
          log.map((row) => ({ ...row })),
          accepted.map(({ sid, segments }) => ({
            ...{ status: "sent", provider_message_id: sid, delivery_status: "delivered", segments },
            ...{ sent_at: SLOT, program: "accountability", message_type: "accountability" },
          })),
        );
      },
    );
    await world.clear();

    await t.step(
      "an hour's budget holds whoever sends: the rest is sent in the next hour",
      async () => {
        await world.addUser(phones(5));
        await world.run("message-scheduler");
        // Afterwards, or the scheduler would have found other hours for them.
        await world.sql`
        insert into public.message_rate_limits (time_slot, max_messages_per_slot)
        values (${SLOT}, 3)`;
        await world.setClock(SLOT);
        const reports = await Promise.all([
          world.run("message-sender"),
          world.run("message-sender"),
        ]);
        assert.equal(reports.reduce((sum, { accepted }) => sum + Number(accepted), 0), 3);
        await world.setClock(new Date(SLOT.getTime() + 3_600_000));
        assert.equal((await world.run("message-sender")).accepted, 2);
        await world.twilio.settled();
        assert.deepEqual(textsByPhone(world), onceEach(5));
      },
    );
    await world.clear();

    await t.step(
      "a number that Twilio refuses fails with the reason, and the log says so",
      async () => {
        await world.queueTexts(phones(2));
        world.twilio.setNumber(phone(0), { errorCode: 21211 });
        const report = await world.run("message-sender");
        assert.deepEqual([report.accepted, report.rejected], [1, 1]);
        assert.deepEqual(states(await world.queue()), [
          [phone(0), "failed", "number_unreachable"],
          [phone(1), "sent", null],
        ]);
        const [row] = await world.sql`
        select reason, error_code, provider_message_id, sent_at from public.messages
        where status = 'failed'`;
        assert.deepEqual({ ...row }, {
          ...{ reason: "number_unreachable", error_code: 21211 },
          ...{ provider_message_id: null, sent_at: null },
        });
      },
    );
    await world.clear();

    await t.step(
      "STOP typed on the phone, or known to Twilio alone: the number is never texted again",
      async () => {
        await world.addUser(phones(3));
        await world.run("message-scheduler");
        await world.twilio.reply(phone(0), "Stop", LOCAL_KEYS.twilioPhoneNumber);
        assert.ok(world.twilio.isOptedOut(phone(0), LOCAL_KEYS.twilioPhoneNumber));
        world.twilio.setNumber(phone(2), { errorCode: 21610 });
        await world.setClock(SLOT);
        await world.run("message-sender");
        await world.twilio.settled();
        assert.deepEqual(states(await world.queue()), [
          [phone(0), "canceled", "superseded"],
          [phone(1), "sent", null],
          [phone(2), "failed", "number_opted_out"],
        ]);
        const numbers = await world.sql`
          select phone from private.phone_numbers
          where opted_out_at is not null and is_blocked_by_provider
          order by phone`;
        assert.deepEqual(numbers.map((row) => row.phone), [phone(0), phone(2)]);

        await world.setClock(NEXT_MORNING);
        await world.run("message-scheduler");
        await world.setClock(NEXT_SLOT);
        assert.equal((await world.run("message-sender")).claimed, 1);
        await world.twilio.settled();
        assert.deepEqual(textsByPhone(world), { [phone(1)]: 2 });
        assert.equal(creations(world), 3);
        const skipped = await world.sql`
          select reasons from public.occurrences
          where nominal_at = ${NEXT_SLOT} and decision = 'skipped'
          order by reasons`;
        assert.deepEqual(
          skipped.map((row) => row.reasons),
          [["contact_not_confirmed"], ["number_opted_out"]],
        );
      },
    );
    await world.clear();

    const losses = {
      "half a reply": { kind: "half_reply" },
      "a reset after the request": { kind: "reset", created: true },
      "a server error": { kind: "server_error", created: true },
      "a proxy's error": { kind: "bad_gateway", created: true },
    } as const;
    for (const [loss, fault] of Object.entries(losses)) {
      await t.step(
        `a reply that is lost by ${loss} is unconfirmed until a callback proves it`,
        async () => {
          await world.clear();
          await world.queueTexts([phone(0)]);
          await world.twilio.setFaults({
            replies: [{ ...fault, next: 1 }],
            callbacks: [{ kind: "late", status: "sent" }, { kind: "lost", status: "delivered" }],
            listLag: "until_released",
          });
          assert.equal((await world.run("message-sender")).unknown, 1);
          assert.deepEqual(states(await world.queue()), [[
            phone(0),
            "unconfirmed",
            "outcome_unknown",
          ]]);
          assert.equal((await world.run("message-sender")).claimed, 0);

          world.twilio.release();
          await world.twilio.settled();
          const [proven] = await world.queue();
          assert.deepEqual(
            [proven?.status, proven?.reason, proven?.provider_message_id],
            ["sent", null, world.twilio.accepted[0]?.sid],
          );
          await world.run("message-sender");
          assert.deepEqual(textsByPhone(world), onceEach(1));
          assert.equal(creations(world), 1);
        },
      );
    }

    await t.step(
      "a proof that comes when the text was already given up makes it sent",
      async () => {
        await world.clear();
        await world.queueTexts([phone(0)]);
        await world.twilio.setFaults({
          replies: [{ kind: "half_reply", next: 1 }],
          callbacks: [{ kind: "late" }],
          listLag: "until_released",
        });
        await world.run("message-sender");
        await world
          .sql`update public.message_queue set unconfirmed_at = now() - interval '2 hours'`;
        // One run looks it up in vain, the next gives it up.
        await world.run("message-sender");
        await world.run("message-sender");
        assert.deepEqual(states(await world.queue()), [[phone(0), "failed", "outcome_unknown"]]);
        world.twilio.release();
        await world.twilio.settled();
        assert.deepEqual(states(await world.queue()), [[phone(0), "sent", null]]);
        const log = await world.sql`select status, reason from public.messages`;
        assert.deepEqual(log.map((row) => ({ ...row })), [{ status: "sent", reason: null }]);
      },
    );

    await t.step(
      "an account that is deleted while its text is on the way harms nobody else",
      async () => {
        await world.clear();
        const leaving = await world.addUser([phone(0)]);
        await world.queueTexts([phone(1), phone(2)]);
        await world.twilio.setFaults({ latencyMs: 300, callbacks: [{ kind: "lost" }] });
        const response = await world.call("message-sender");
        await response.body?.cancel();
        await until("Twilio has all three", () => world.twilio.accepted.length === 3);
        await world.sql`delete from auth.users where id = ${leaving}`;
        await until("both others are reported", async () => {
          return (await world.queue()).every(({ status }) => status === "sent");
        });
        await world.twilio.settled();
        assert.deepEqual(states(await world.queue()), [
          [phone(1), "sent", null],
          [phone(2), "sent", null],
        ]);
        const [budget] = await world.sql`select messages_reserved from public.message_rate_limits`;
        assert.equal(budget?.messages_reserved, 0);
      },
    );
    await world.clear();

    await t.step(
      "the logs of a whole run hold no number and no secret, and are few",
      async () => {
        await world.queueTexts(phones(20));
        world.twilio.setNumber(phone(0), { errorCode: 21211 });
        world.twilio.setNumber(phone(1), { callbackErrorCode: 30003 });
        await world.twilio.reply(phone(2), "STOP", LOCAL_KEYS.twilioPhoneNumber);
        await world.twilio.setFaults({
          replies: [{ kind: "half_reply", next: 1 }, { kind: "server_error", next: 1 }],
        });
        await world.run("message-sender");
        await world.twilio.settled();
        await world.twilio.setFaults({ refuse: true });
        await world.setClock(NEXT_MORNING);
        await world.run("message-scheduler");
        await world.setClock(NEXT_SLOT);
        await world.run("message-sender");
        await world.twilio.clearFaults();
        for (
          const init of [
            { body: `To=${encodeURIComponent(phone(3))}` },
            { body: JSON.stringify({ [phone(3)]: 1 }) },
            { headers: { apikey: "sb_secret_of_somebody" } },
          ]
        ) {
          await (await world.call("message-sender", init)).body?.cancel();
        }
        const forged = `${world.functionsUrl}/twilio-status?attempt=1&To=${
          encodeURIComponent(phone(3))
        }`;
        const response = await fetch(forged, {
          method: "POST",
          headers: { "x-twilio-signature": "forged" },
          body: new URLSearchParams({ To: phone(3) }),
        });
        assert.equal(response.status, 403);
        await response.body?.cancel();

        const whole = world.logs.join("\n");
        for (
          const event of ["run finished", "attempts ended", "status callback", "request refused"]
        ) {
          assert.ok(whole.includes(`"event":"${event}"`), event);
        }
        assert.doesNotMatch(whole, /(\+|%2B)1?202555\d|12025550/i);
        assert.match(whole, /\*{9}\d\d/);
        const { publishable: _, twilioAccountSid: __, twilioPhoneNumber: ___, ...secrets } =
          LOCAL_KEYS;
        for (const [name, secret] of Object.entries(secrets)) {
          assert.equal(whole.includes(secret), false, name);
          assert.equal(whole.includes(btoa(secret)), false, name);
        }
        assert.equal(whole.includes(btoa(`${LOCAL_KEYS.twilioAccountSid}:`).slice(0, 20)), false);
        for (const line of world.logs) assert.doesNotThrow(() => JSON.parse(line), line);

        const bySender = world.logs.filter((line) => line.includes('"function":"message-sender"'));
        const ofRuns = bySender.map((line) => JSON.parse(line)).filter(({ run_id }) => run_id);
        assert.ok(ofRuns.length < 15, `${ofRuns.length} lines for two runs of 20 texts`);
        const [attempts] = ofRuns.filter(({ event }) => event === "attempts ended");
        assert.ok(attempts.attempts.every((each: Record<string, string>) => each.message_id));
      },
    );
  }));
