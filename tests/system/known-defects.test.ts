/** The defects of the system that Rundown takes the place of, each by its letter in the requirements. */
import assert from "node:assert/strict";
import {
  creations,
  NEXT_MORNING,
  NEXT_SLOT,
  phone,
  SLOT,
  states,
  withWorld,
  type World,
} from "./world.ts";

const phones = (count: number) => Array.from({ length: count }, (_, index) => phone(index));
const texted = ({ twilio }: World) => twilio.accepted.map(({ to }) => to).sort();

Deno.test("defects of the system before", (t) =>
  withWorld({}, async (world) => {
    const { sql } = world;

    await t.step("(a) time and weekday are the user's, not the server's", async () => {
      await world.addUser([phone(0)]);
      await sql`
        update public.notification_preferences
        set send_day = 'Monday', send_time = '08:00', timezone = 'Pacific/Auckland'`;
      await sql`update public.contacts set timezone = 'Pacific/Auckland'`;
      await world.run("message-scheduler");
      const [message] = await world.queue();
      assert.equal(message?.scheduled_for.toISOString(), "2026-06-14T20:00:00.000Z");
    });
    await world.clear();

    await t.step("(b) what is tried again waits longer each time, and not for ever", async () => {
      await world.queueTexts([phone(0)]);
      world.twilio.setNumber(phone(0), { errorCode: 30017 });
      const waits: number[] = [];
      for (let now = SLOT;;) {
        await world.run("message-sender");
        const [message] = await world.queue();
        if (message!.status !== "queued") break;
        waits.push(message!.scheduled_for.getTime() - now.getTime());
        // A Date knows no microseconds.
        now = new Date(message!.scheduled_for.getTime() + 1);
        await world.setClock(now);
      }
      assert.equal(waits.length, 2);
      assert.ok(waits[1]! >= waits[0]!, `waits of ${waits} ms`);
      assert.deepEqual(states(await world.queue()), [[phone(0), "failed", "attempts_exhausted"]]);
      assert.equal(creations(world), 3);
    });
    await world.clear();

    await t.step("(c, g) senders that overlap text nobody twice and exceed no hour", async () => {
      await world.queueTexts(phones(20));
      await sql`
        insert into public.message_rate_limits (time_slot, max_messages_per_slot)
        values (date_trunc('hour', ${SLOT}::timestamptz), 12)`;
      await Promise.all([1, 2, 3].map(() => world.run("message-sender")));
      assert.equal(texted(world).length, 12);
      await world.setClock(new Date(SLOT.getTime() + 3_600_000));
      await Promise.all([1, 2, 3].map(() => world.run("message-sender")));
      assert.deepEqual(texted(world), phones(20));
    });
    await world.clear();

    await t.step(
      "(d) a status write that fails after acceptance sends no second text",
      async () => {
        await world.queueTexts([phone(0)]);
        await sql.unsafe(`
        create function private.fail() returns trigger language plpgsql as $$
        begin raise exception 'a test'; end; $$;
        create trigger fail before update on private.message_attempts
        for each row when (new.outcome = 'accepted') execute function private.fail();`).simple();
        await world.twilio.setFaults({ callbacks: [{ kind: "lost" }] });
        await assert.rejects(world.run("message-sender"));
        await sql.unsafe(
          "drop trigger fail on private.message_attempts; drop function private.fail",
        )
          .simple();
        assert.equal((await world.run("message-sender")).claimed, 0);
        await sql`update public.message_queue set lease_expires_at = now() - interval '1 second'`;
        assert.equal((await world.run("message-sender")).proven, 1);
        assert.deepEqual(states(await world.queue()), [[phone(0), "sent", null]]);
        assert.equal(creations(world), 1);
      },
    );
    await world.clear();

    await t.step("(f) the provider's id and the carrier's word are kept, STOP counts", async () => {
      await world.queueTexts(phones(2));
      await world.twilio.reply(phone(1), "STOP", "+12025550100");
      await world.run("message-sender");
      await world.twilio.settled();
      const log = await sql`
        select provider_message_id, delivery_status from public.messages where status = 'sent'`;
      assert.deepEqual(log.map((row) => ({ ...row })), [
        { provider_message_id: world.twilio.accepted[0]!.sid, delivery_status: "delivered" },
      ]);
      await world.setClock(NEXT_MORNING);
      await world.run("message-scheduler");
      await world.setClock(NEXT_SLOT);
      await world.run("message-sender");
      assert.deepEqual(texted(world), [phone(0), phone(0)], "never again the one who said STOP");
      assert.equal(creations(world), 2);
    });
    await world.clear();

    await t.step("(h) the weekly cap is each contact's own", async () => {
      await world.queueTexts(phones(3));
      await world.run("message-sender");
      assert.deepEqual(texted(world), phones(3), "one a week means one for each");
    });
    await world.clear();

    await t.step("(i) a goal that is reached after planning is not told as missed", async () => {
      const user = await world.queueTexts([phone(0)]);
      await sql`
        insert into public.activities (user_id, goal_id, amount, occurred_at)
        select user_id, id, 3, private.clock_now() from public.goals where user_id = ${user}`;
      await world.run("message-sender");
      assert.deepEqual(states(await world.queue()), [[phone(0), "canceled", "met_and_silent"]]);
      assert.equal(creations(world), 0);
    });
    await world.clear();

    await t.step("(i) a slot that has passed is made up for the same day", async () => {
      await world.addUser([phone(0)]);
      await world.setClock(new Date(SLOT.getTime() + 3_600_000));
      await world.run("message-scheduler");
      await world.run("message-sender");
      assert.deepEqual(texted(world), [phone(0)]);
    });

    await t.step("(j) nobody signed in may run a function with its owner's rights", async () => {
      const open = await sql`
        select oid::regprocedure::text as name from pg_proc
        where pronamespace in ('public'::regnamespace, 'private'::regnamespace)
          and prosecdef
          and (
            has_function_privilege('anon', oid, 'execute')
            or has_function_privilege('authenticated', oid, 'execute')
            or proconfig is null
          )`;
      assert.deepEqual(open.map(({ name }) => name), []);
    });
  }));

Deno.test("defect (e): without Twilio's settings nothing is marked as sent", () =>
  withWorld({ functionsEnv: { TWILIO_AUTH_TOKEN: undefined } }, async (world) => {
    await world.queueTexts([phone(0)]);
    await assert.rejects(world.run("message-sender"), /TWILIO_AUTH_TOKEN/);
    assert.deepEqual(states(await world.queue()), [[phone(0), "queued", null]]);
  }));
