/** What a person changes while others are at it: real connections, each with its own transactions. */
import assert from "node:assert/strict";
import { connect, type Sql } from "../../../../local/database.ts";
import { startStack } from "../../../../local/stack.ts";
import { loadHelpers } from "../../pgtap.ts";

const PATIENCE_MS = 5_000;
const SUNDAY_NOON = new Date("2026-06-07T12:00Z");

/** What Maya may change while she is due on Sunday at 18:00 UTC, and when she is due then. */
const CHANGES: Record<string, { change: string; due: string | null }> = {
  "the day": { change: "send_day = 'Wednesday'", due: "2026-06-10T18:00:00.000Z" },
  "the time": { change: "send_time = '19:30'", due: "2026-06-07T19:30:00.000Z" },
  "the time, to one that is over": {
    change: "send_time = '11:00'",
    due: "2026-06-14T11:00:00.000Z",
  },
  "the zone": { change: "timezone = 'America/New_York'", due: "2026-06-07T22:00:00.000Z" },
  "day, time and zone": {
    change: "send_day = 'Monday', send_time = '07:00', timezone = 'Asia/Tokyo'",
    due: "2026-06-07T22:00:00.000Z",
  },
  "the switch": { change: "enabled = false", due: null },
  "nothing that counts": { change: "send_if_goal_met = true", due: "2026-06-07T18:00:00.000Z" },
};

Deno.test("the last word of a person", async (t) => {
  const stack = await startStack({ apiPort: 0, databasePort: 0, twilioPort: 0, seed: false });
  const { sql } = stack;
  // Whoever waits where nobody should fails, instead of waiting for ever.
  const patient = { max: 1, connection: { lock_timeout: PATIENCE_MS } };
  const [app, scheduler] = [1, 2].map(() => connect(stack.databaseUrl, patient)) as [Sql, Sql];
  try {
    await loadHelpers(stack.databaseUrl);

    /** Maya with one contact, due on Sunday at 18:00 UTC; it is noon. */
    const meetMaya = async () => {
      await sql`delete from auth.users`;
      await stack.setClock(SUNDAY_NOON);
      await sql`select tests.create_person('Maya')`;
    };
    /** Changes something of Maya's as her app does. */
    const asMaya = (work: (transaction: Sql) => Promise<unknown>) =>
      app.begin(async (transaction) => {
        await transaction`select tests.act_as_user(tests.user_id('Maya'))`;
        await work(transaction as unknown as Sql);
      });
    const change = (assignments: string) => (transaction: Sql) =>
      transaction.unsafe(`update public.notification_preferences set ${assignments}`);
    /** The first turn that is planned or still to be planned, and every text that waits. */
    const outlook = async () => {
      const [row] = await sql<{ due: Date | null; queued: Date[] | null }[]>`
        select
          least(
            preferences.next_due_at,
            (
              select min(nominal_at) from public.occurrences
              where occurrences.user_id = preferences.user_id and decision <> 'superseded'
            )
          ) as due,
          (
            select array_agg(nominal_at)
            from public.message_queue
            join public.occurrences on occurrences.id = message_queue.occurrence_id
            where message_queue.user_id = preferences.user_id and status = 'queued'
          ) as queued
        from public.notification_preferences as preferences`;
      return { due: row?.due?.toISOString() ?? null, queued: row?.queued ?? [] };
    };
    const assertLastWord = async (due: string | null) => {
      await sql`select public.schedule_due_messages()`;
      const found = await outlook();
      assert.equal(found.due, due);
      const isSoon = due !== null && due < "2026-06-08T18:00";
      assert.deepEqual(found.queued.map((at) => at.toISOString()), isSoon ? [due] : []);
    };

    for (const [what, { change: assignments, due }] of Object.entries(CHANGES)) {
      await t.step(`${what}: while a scheduler holds her, the change waits and wins`, async () => {
        await meetMaya();
        let changed: Promise<unknown> | undefined;
        await scheduler.begin(async (transaction) => {
          const [taken] = await transaction`select users from public.schedule_due_messages()`;
          assert.equal(taken?.users, 1, "the scheduler has her");
          changed = asMaya(change(assignments));
          await untilWaiting(sql);
        });
        await changed;
        await assertLastWord(due);
      });

      await t.step(`${what}: while she changes it, schedulers pass her by`, async () => {
        await meetMaya();
        await asMaya(async (transaction) => {
          await change(assignments)(transaction);
          const [taken] = await scheduler`select users from public.schedule_due_messages()`;
          assert.equal(taken?.users, 0, "nobody waits for her, nobody plans the old time");
        });
        await assertLastWord(due);
      });

      await t.step(`${what}: while she changes it, planning her by hand waits`, async () => {
        await meetMaya();
        let planned: Promise<unknown> | undefined;
        await asMaya(async (transaction) => {
          await change(assignments)(transaction);
          planned = scheduler`
            select from public.schedule_accountability_message(
              tests.user_id('Maya'), tests.contact_id('Maya')
            )`.then(() => {});
          await untilWaiting(sql);
        });
        await planned;
        const found = await outlook();
        assert.equal(found.due, due);
        assert.deepEqual(
          found.queued.map((at) => at.toISOString()),
          due === null ? [] : [due],
          "it asked for her next turn, whenever that is",
        );
      });
    }

    await t.step(
      "a pause that waits for a scheduler moves no due time and stops the text",
      async () => {
        await meetMaya();
        let paused: Promise<unknown> | undefined;
        await scheduler.begin(async (transaction) => {
          await transaction`select public.schedule_due_messages()`;
          paused = asMaya((app) => app`update public.users set paused_until = '2026-06-10'`);
          await untilWaiting(sql);
        });
        await paused;
        const [row] = await sql`select tests.plan('Maya') as plan`;
        assert.equal(
          row?.plan,
          "06-07 18:00 skipped paused | 06-07 18:00 canceled superseded; next 06-14 18:00",
        );
      },
    );

    for (
      const [what, statement, plan] of [
        [
          "a contact whose number changes",
          "update public.contacts set phone = '+12025550191'",
          "06-07 18:00 skipped contact_not_confirmed | 06-07 18:00 canceled superseded; " +
          "next 06-14 18:00",
        ],
        [
          "a contact who is removed",
          "delete from public.contacts",
          "06-07 18:00 queued | 06-07 18:00 canceled contact_deleted; next 06-14 18:00",
        ],
      ] as const
    ) {
      await t.step(`${what} waits for a scheduler that is about to reach them`, async () => {
        await meetMaya();
        let changed: Promise<unknown> | undefined;
        await scheduler.begin(async (transaction) => {
          // As far as a scheduler is before it queues.
          await transaction`select from public.notification_preferences for update`;
          changed = asMaya((app) => app.unsafe(statement));
          await untilWaiting(sql);
          await transaction`select public.schedule_due_messages()`;
        });
        await changed;
        const [row] = await sql`select tests.plan('Maya') as plan`;
        assert.equal(row?.plan, plan);
      });
    }

    await t.step("a number that is added twice at once is added once", async () => {
      await meetMaya();
      const add = (connection: Sql) =>
        connection`
          insert into public.contacts (user_id, name, phone, relationship, timezone)
          values (tests.user_id('Maya'), 'Ben', '+12025550190', 'friend', 'UTC')`;
      let second: Promise<string> | undefined;
      await scheduler.begin(async (transaction) => {
        await add(transaction as unknown as Sql);
        second = add(app).then(() => "added", (error) => error.constraint_name);
        await untilWaiting(sql);
      });
      assert.equal(await second, "a_user_has_a_number_once", "neither saw the other's");
      const [count] = await sql`
        select count(*)::int as contacts from public.contacts where phone = '+12025550190'`;
      assert.equal(count?.contacts, 1);
    });
  } finally {
    await Promise.all([app.end(), scheduler.end()]);
    await stack.stop();
  }
});

/** Resolves once a connection waits for a lock that another holds. */
async function untilWaiting(sql: Sql): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while ((await sql`select from pg_locks where not granted`).length === 0) {
    assert.ok(performance.now() < end, "nobody waits");
  }
}
