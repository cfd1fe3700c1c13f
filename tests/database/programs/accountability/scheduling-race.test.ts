/** Turns that many want to plan at once. */
import assert from "node:assert/strict";
import { withRace } from "../../race.ts";

Deno.test("scheduling at the same time", (t) =>
  withRace(async ({ sql, workers, populate }) => {
    await t.step("schedulers plan each person once", async () => {
      await populate(80);
      const counts = await Promise.all(workers.map(async (worker) => {
        let users = 0;
        for (;;) {
          const [batch] = await worker`select * from public.schedule_due_messages(10)`;
          users += batch?.users;
          if (!batch?.more) return users;
        }
      }));

      assert.equal(counts.reduce((sum, users) => sum + users, 0), 80, "nobody is taken twice");
      const [queue] = await sql`
        select count(*)::int as messages, count(distinct user_id)::int as users
        from public.message_queue`;
      assert.deepEqual({ ...queue }, { messages: 80, users: 80 });
      const [due] = await sql`
        select count(*)::int as people from public.notification_preferences
        where next_due_at <> '2026-06-14 18:00Z'`;
      assert.equal(due?.people, 0, "everybody's due time moved on by one week");
    });

    await t.step(
      "the same person, scheduled by hand from all sides, gets one message",
      async () => {
        await populate(1);
        const answers = await Promise.all(workers.map(async (worker) =>
          (await worker`
          select message_id
          from public.users
          join public.contacts on contacts.user_id = users.id
          cross join lateral public.schedule_accountability_message(users.id, contacts.id)`)[0]
            ?.message_id
        ));
        assert.equal(new Set(answers).size, 1);
        assert.ok(answers[0]);
      },
    );
  }));
