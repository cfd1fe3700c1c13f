/** What people texted and no webhook brought: a sender run takes it in before it sends. */
import assert from "node:assert/strict";
import { LOCAL_KEYS } from "../../local/keys.ts";
import { creations, phone, SLOT, withWorld, type World } from "./world.ts";

const minutesAfter = (instant: Date, minutes: number) =>
  new Date(instant.getTime() + minutes * 60_000);

const textIn = ({ twilio }: World, index: number, body: string) =>
  twilio.reply(phone(index), body, LOCAL_KEYS.twilioPhoneNumber);

async function kept({ sql }: World): Promise<(string | null)[]> {
  const rows = await sql`select command from public.inbound_messages order by sent_at`;
  return rows.map(({ command }) => command);
}

async function alerts({ sql }: World): Promise<string[]> {
  const rows = await sql`select kind from public.alerts order by kind`;
  return rows.map(({ kind }) => kind);
}

Deno.test("fetching", (t) =>
  withWorld({}, async (world) => {
    await t.step("a STOP that no webhook brought is heard before anything is sent", async () => {
      await world.queueTexts([phone(0), phone(1)]);
      // The confirmation of a STOP leaves within five minutes.
      await world.setClock(minutesAfter(SLOT, -4));
      await world.run("message-sender");
      await world.twilio.setFaults({ inboundLost: 1 });
      await textIn(world, 0, "please stop texting me");
      assert.deepEqual(await kept(world), []);
      await world.setClock(SLOT);
      const report = await world.run("message-sender");
      assert.deepEqual([report.fetched, report.accepted], [1, 2]);
      const texts = Object.fromEntries(world.twilio.accepted.map(({ to, body }) => [to, body]));
      assert.deepEqual(Object.keys(texts).sort(), [phone(0), phone(1)]);
      assert.match(texts[phone(0)]!, /you are opted out/);
      assert.deepEqual(await kept(world), ["stop"]);
      assert.deepEqual(await alerts(world), ["inbound_webhook_missed"]);
      assert.equal((await world.run("message-sender")).fetched, 0, "once");
    });
    await world.clear();

    await t.step("who waits for an answer gets it by the run that fetches", async () => {
      await world.queueTexts([phone(0)]);
      await world.run("message-sender");
      await world.twilio.setFaults({ inboundLost: 1 });
      await textIn(world, 0, "WHY");
      await world.setClock(minutesAfter(SLOT, 2));
      const report = await world.run("message-sender");
      assert.deepEqual([report.fetched, report.accepted], [1, 1]);
      assert.deepEqual(await alerts(world), [], "its webhook may have been on its way");
    });
    await world.clear();

    await t.step("rows with null fields hide no other; what they hide comes later", async () => {
      await world.addUser([phone(0), phone(1), phone(2)]);
      await world.setClock(SLOT);
      await world.run("message-sender");
      await world.twilio.setFaults({ inboundLost: 1, nullFields: { fields: ["body"], every: 2 } });
      for (const index of [0, 1, 2]) await textIn(world, index, "STOP");
      assert.equal((await world.run("message-sender")).fetched, 1);
      await world.twilio.setFaults({
        nullFields: { fields: ["date_created", "date_sent"], every: 1 },
      });
      assert.equal((await world.run("message-sender")).fetched, 0, "none has a time");
      await world.twilio.setFaults({ nullFields: { fields: ["date_created"], every: 1 } });
      assert.equal((await world.run("message-sender")).fetched, 2);
      assert.deepEqual(await kept(world), ["stop", "stop", "stop"]);
    });
    await world.clear();

    await t.step("a text whose list lags is fetched within the hour", async () => {
      await world.addUser([phone(0)]);
      await world.setClock(SLOT);
      await world.run("message-sender");
      await world.twilio.setFaults({ inboundLost: 1, listLag: "until_released" });
      await textIn(world, 0, "STOP");
      await world.setClock(minutesAfter(SLOT, 50));
      assert.equal((await world.run("message-sender")).fetched, 0);
      world.twilio.release();
      await world.setClock(minutesAfter(SLOT, 60));
      assert.equal((await world.run("message-sender")).fetched, 1);
    });
    await world.clear();

    await t.step("a list that fails stops no sending, and is told after half an hour", async () => {
      await world.queueTexts([phone(0)]);
      await world.twilio.setFaults({ replies: [{ kind: "server_error", on: "read" }] });
      const report = await world.run("message-sender");
      assert.deepEqual([report.fetched, report.accepted, creations(world)], [0, 1, 1]);
      await world.setClock(minutesAfter(SLOT, 30));
      const [trouble] = await world.sql`
        select details ->> 'error' as error from private.find_trouble()
        where kind = 'inbound_fetch_failing'`;
      assert.equal(trouble?.error, "Cannot list texts: Twilio answered 500");
      await world.twilio.clearFaults();
      await world.run("message-sender");
      assert.equal(
        (await world.sql`
          select from private.find_trouble() where kind = 'inbound_fetch_failing'`).length,
        0,
      );
    });
    await world.clear();

    await t.step("what the number got before the project began is not ours", async () => {
      await world.addUser([phone(0)]);
      await world
        .sql`update private.inbound_fetching set inbound_since = ${SLOT}, fetched_until = null`;
      await world.twilio.setFaults({ inboundLost: 1 });
      await world.setClock(minutesAfter(SLOT, -1));
      await textIn(world, 0, "STOP");
      await world.setClock(SLOT);
      await textIn(world, 0, "Hello");
      assert.equal((await world.run("message-sender")).fetched, 1);
      assert.deepEqual(await kept(world), [null]);
    });
    await world.clear();

    await t.step("a run for replies does not fetch", async () => {
      await world.addUser([phone(0)]);
      await world.twilio.setFaults({ inboundLost: 1 });
      await textIn(world, 0, "STOP");
      const response = await world.call("message-sender", {
        body: '{"wait": true, "replies_only": true}',
      });
      assert.equal((await response.json()).report.fetched, 0);
    });
  }));
