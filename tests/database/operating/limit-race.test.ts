/** Setting the texts per hour while senders are at it: real connections, each with transactions. */
import assert from "node:assert/strict";
import { connect, type Sql } from "../../../local/database.ts";
import { withServer } from "../server.ts";

const PATIENCE_MS = 5_000;

Deno.test("a new number of texts per hour", (t) =>
  withServer({ durable: false }, async ({ url, sql }) => {
    // Whoever waits where nobody should fails, instead of waiting for ever.
    const patient = { max: 1, connection: { lock_timeout: PATIENCE_MS } };
    const [operator, sender] = [1, 2].map(() => connect(url, patient)) as [Sql, Sql];
    const reserve = (sql: Sql, wanted: number) =>
      sql`
        select granted
        from private.reserve_budget(date_trunc('hour', now(), 'UTC'), ${wanted}, 0, 1)`;
    const untilOneWaits = async () => {
      for (let left = PATIENCE_MS; left > 0; left -= 20) {
        const [row] = await sql`select from pg_locks where not granted`;
        if (row) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error("Nobody waits");
    };
    try {
      await t.step("binds the hour that a sender is just about to begin", async () => {
        let granted: Promise<number> | undefined;
        await operator.begin(async (transaction) => {
          await transaction`select private.set_messages_per_hour(3)`;
          granted = reserve(sender, 10).then(([row]) => row?.granted);
          await untilOneWaits();
        });
        assert.equal(await granted, 3);
      });

      await t.step("waits for a sender that holds the hour, and not in a circle", async () => {
        let setting: Promise<unknown> | undefined;
        await sender.begin(async (transaction) => {
          // As a report does: the row first, what it says of it afterwards.
          await transaction`select from public.message_rate_limits for update`;
          setting = operator`select private.set_messages_per_hour(50)`.then(() => "set");
          await untilOneWaits();
          await transaction`update public.message_rate_limits set messages_sent = 1`;
        });
        assert.equal(await setting, "set");
        const [hour] = await sql`
          select max_messages_per_slot, messages_sent from public.message_rate_limits`;
        assert.deepEqual({ ...hour }, { max_messages_per_slot: 50, messages_sent: 1 });
      });
    } finally {
      await operator.end();
      await sender.end();
    }
  }));
