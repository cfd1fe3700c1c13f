/** What begins an attempt, or keeps it from beginning, at one moment. */
import assert from "node:assert/strict";
import type { Sql } from "../../../local/database.ts";
import { withRace } from "../race.ts";

Deno.test("starting at the same time", (t) =>
  withRace(async ({ sql, workers, populateAndQueue }) => {
    await t.step("a lease starts once", async () => {
      await populateAndQueue(5);
      const claimed = await sql`select lease_token from public.get_messages_to_send(5)`;
      const tokens = claimed.map((row) => row.lease_token);
      const started = await Promise.all(workers.map((worker, index) =>
        // From both ends, so that those who lock in another order would wait in a circle.
        worker`
          select message_id
          from public.start_messages(${index % 2 === 0 ? tokens : tokens.toReversed()}::uuid[])`
      ));
      assert.equal(started.flat().length, 5);
      const [attempts] = await sql`select count(*)::int as number from private.message_attempts`;
      assert.equal(attempts?.number, 5);
    });

    await t.step("STOP that commits before the start keeps the text from starting", async () => {
      await populateAndQueue(1);
      const [claimed] = await sql`select lease_token from public.get_messages_to_send(1)`;
      const [stopper, sender] = workers as [Sql, Sql];
      const started = await stopper.begin(async (transaction) => {
        await transaction`
          insert into private.phone_numbers (phone, opted_out_at)
          select phone, now() from public.contacts`;
        return sender`
          select from public.start_messages(array[${claimed?.lease_token}::uuid])`;
      });
      assert.equal(started.length, 1, "what is not committed binds nobody");

      await populateAndQueue(1);
      const [next] = await sql`select lease_token from public.get_messages_to_send(1)`;
      await stopper`
        insert into private.phone_numbers (phone, opted_out_at)
        select phone, now() from public.contacts
        on conflict (phone) do update set opted_out_at = excluded.opted_out_at`;
      assert.equal(
        (await sender`select from public.start_messages(array[${next?.lease_token}::uuid])`).length,
        0,
      );
    });
  }));
