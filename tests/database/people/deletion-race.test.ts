/** Accounts and contacts that are deleted while others act on them. */
import assert from "node:assert/strict";
import type { Sql } from "../../../local/database.ts";
import { SUNDAY_EVENING, SUNDAY_NOON, untilWaiting, withRace } from "../race.ts";

Deno.test("deleting at the same time", (t) =>
  withRace(async ({ sql, workers, setClock, populate, populateAndQueue, isBalanced }) => {
    await t.step("an account can be deleted while a report on its message comes in", async () => {
      await populateAndQueue(1);
      const [claimed] = await sql`select lease_token from public.get_messages_to_send(1)`;
      const [attempt] = await sql`
        select attempt_id, lease_token
        from public.start_messages(array[${claimed?.lease_token}::uuid])`;
      assert.ok(attempt);
      const [reporter, deleter] = workers as [Sql, Sql];
      let deletion: Promise<unknown> | undefined;
      await reporter.begin(async (transaction) => {
        await transaction`select private.lock_messages_of_attempts(array[${attempt.attempt_id}::uuid])`;
        deletion = deleter`delete from auth.users`.then(() => "deleted");
        await untilWaiting(sql, 1);
        await transaction`
          select public.update_message_status(
            ${attempt.attempt_id}, ${attempt.lease_token}, 'accepted', provider_message_id => 'SM1'
          )`;
      });
      assert.equal(await deletion, "deleted");
      const [hour] = await sql`
        select messages_sent, messages_reserved from public.message_rate_limits`;
      assert.deepEqual({ ...hour }, { messages_sent: 1, messages_reserved: 0 });
    });

    await t.step("an account can be deleted while its turn is planned", async () => {
      await populateAndQueue(1);
      await setClock(SUNDAY_NOON);
      await sql`update public.notification_preferences set next_due_at = ${SUNDAY_EVENING}`;
      await sql`
        update public.notification_preferences set send_day = 'Monday'`;
      const [planner, deleter] = workers as [Sql, Sql];
      let deletion: Promise<unknown> | undefined;
      await planner.begin(async (transaction) => {
        await transaction`select from public.notification_preferences for update`;
        deletion = deleter`delete from auth.users`.then(() => "deleted");
        await untilWaiting(sql, 1);
        await transaction`update public.notification_preferences set send_day = 'Sunday'`;
      });
      assert.equal(await deletion, "deleted");
      assert.equal((await sql`select from public.occurrences`).length, 0);
    });

    await t.step("accounts with plans, goals and contacts can be deleted together", async () => {
      await populate(5);
      await sql`select tests.create_goal('P' || n, 1, 'Read') from generate_series(1, 5) as n`;
      await sql`select tests.create_contact('P' || n, 'coach') from generate_series(1, 5) as n`;
      await sql`select public.schedule_due_messages()`;
      assert.equal((await sql`select from public.message_queue`).length, 10);
      await sql`delete from auth.users where id <> tests.user_id('P1')`;
      assert.equal((await sql`select from public.message_queue`).length, 2);
      assert.equal((await sql`select from public.occurrences`).length, 2);
    });

    await t.step("people and contacts can be deleted in the middle of everything", async () => {
      await populateAndQueue(40);
      const people = await sql`
        select users.id, contacts.id as contact_id
        from public.users
        join public.contacts on contacts.user_id = users.id
        order by users.id`;
      await Promise.all(workers.map(async (worker, index) => {
        if (index % 2 === 0) {
          // A sender, until there is nothing to send.
          for (;;) {
            const claimed = await worker`select lease_token from public.get_messages_to_send(4)`;
            if (claimed.length === 0) return;
            const tokens = claimed.map((row) => row.lease_token);
            const started = await worker`
              select attempt_id, lease_token from public.start_messages(${tokens}::uuid[])`;
            for (const attempt of started) {
              await worker`
                select public.update_message_status(
                  ${attempt.attempt_id}, ${attempt.lease_token}, 'accepted',
                  provider_message_id => ${`SM-${attempt.attempt_id}`}
                )`;
            }
          }
        }
        // Each deletes people of its own, one at a time: their accounts or their contacts.
        for (const person of people.slice(index * 4, index * 4 + 8)) {
          await (index % 4 === 1
            ? worker`delete from auth.users where id = ${person.id}`
            : worker`delete from public.contacts where id = ${person.contact_id}`);
        }
      }));
      assert.ok(await isBalanced());
    });
  }));
