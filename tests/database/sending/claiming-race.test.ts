/** Claims that many make at once. */
import assert from "node:assert/strict";
import type { Sql } from "../../../local/database.ts";
import { SUNDAY_EVENING, untilWaiting, withRace } from "../race.ts";

Deno.test("claiming at the same time", (t) =>
  withRace(async ({ sql, workers, populateAndQueue, isBalanced }) => {
    await t.step("claimers never share a message nor exceed the budget of the hour", async () => {
      await populateAndQueue(120);
      const claims = await Promise.all(workers.map(async (worker) => {
        const claimed: string[] = [];
        for (;;) {
          const batch = await worker`select message_id from public.get_messages_to_send(7)`;
          if (batch.length === 0) return claimed;
          claimed.push(...batch.map((row) => row.message_id));
        }
      }));

      const all = claims.flat();
      assert.equal(new Set(all).size, all.length, "no message is claimed twice");
      assert.equal(all.length, 100, "the budget of the hour is granted to the text");
      const [hour] = await sql`select messages_reserved from public.message_rate_limits`;
      assert.equal(hour?.messages_reserved, 100);
      assert.ok(await isBalanced());
    });

    await t.step("the budget holds while others report, give back and sweep", async () => {
      await populateAndQueue(60);
      await sql`update private.settings set messages_per_hour = 25`;
      await Promise.all(workers.map(async (worker, index) => {
        for (let round = 0; round < 6; round++) {
          const batch = await worker`select lease_token from public.get_messages_to_send(3)`;
          const tokens = batch.map((row) => row.lease_token);
          const started = await worker`
            select attempt_id, lease_token
            from public.start_messages(${tokens.slice(0, 2)}::uuid[])`;
          for (const [position, attempt] of started.entries()) {
            const accepted = position === 0;
            await worker`
              select public.update_message_status(
                ${attempt.attempt_id}, ${attempt.lease_token},
                ${accepted ? "accepted" : "not_sent"},
                provider_message_id => ${accepted ? `SM-${attempt.attempt_id}` : null}
              )`;
          }
          await worker`select public.release_messages(${tokens}::uuid[])`;
          if (index % 2 === 0) await worker`select public.sweep_messages()`;
        }
      }));

      const [hour] = await sql`
        select
          messages_sent, messages_reserved,
          (select count(*)::int from public.message_queue where status = 'sent') as sent
        from public.message_rate_limits`;
      assert.ok(hour);
      assert.equal(hour.messages_sent, hour.sent, "what is counted is what was sent");
      assert.ok(hour.sent > 0 && hour.sent <= 25, `${hour.sent} texts in an hour of 25`);
      assert.equal(hour.messages_reserved, 0);
      assert.ok(await isBalanced());
      await sql`update private.settings set messages_per_hour = 100`;
    });

    await t.step("claims that wait for the same budget get no more than is left", async () => {
      await populateAndQueue(20);
      await sql`
        insert into public.message_rate_limits (time_slot, max_messages_per_slot)
        values (${SUNDAY_EVENING}, 5)`;
      const [first, ...others] = workers as [Sql, ...Sql[]];
      let waiting: Promise<number[]> | undefined;
      await first.begin(async (transaction) => {
        await transaction`select from public.get_messages_to_send(1)`;
        waiting = Promise.all(
          others.map(async (worker) =>
            (await worker`select from public.get_messages_to_send(2)`).length
          ),
        );
        await untilWaiting(sql, others.length);
      });
      const granted = await waiting;
      assert.equal(granted?.reduce((sum, messages) => sum + messages, 0), 4);
      assert.ok(await isBalanced());
    });

    /** Closed again by the next populate(). */
    const openCircuit = () =>
      sql`
        update private.delivery_circuits
        set
          opened_at = private.clock_now(), reason = 'provider_configuration',
          probe_after = private.clock_now()`;

    await t.step("while the circuit is open, claimers take one probe between them", async () => {
      await populateAndQueue(20);
      await openCircuit();
      const claims = await Promise.all(
        workers.map((worker) => worker`select message_id from public.get_messages_to_send(50)`),
      );
      assert.equal(claims.flat().length, 1);
      const [circuit] = await sql`select probe_message_id from private.delivery_circuits`;
      assert.equal(circuit?.probe_message_id, claims.flat()[0]?.message_id);

      // And whoever waits while the probe is taken finds that it is.
      await populateAndQueue(20);
      await openCircuit();
      const [first, ...others] = workers as [Sql, ...Sql[]];
      let waiting: Promise<number[]> | undefined;
      await first.begin(async (transaction) => {
        const taken = await transaction`select from public.get_messages_to_send(50)`;
        assert.equal(taken.length, 1);
        waiting = Promise.all(
          others.map(async (worker) =>
            (await worker`select from public.get_messages_to_send(50)`).length
          ),
        );
        await untilWaiting(sql, others.length);
      });
      assert.deepEqual(await waiting, others.map(() => 0));
      assert.ok(await isBalanced());
    });
  }));
