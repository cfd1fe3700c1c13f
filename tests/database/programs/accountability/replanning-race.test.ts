/** Changes of mind while others plan and claim. */
import assert from "node:assert/strict";
import type { Sql } from "../../../../local/database.ts";
import { SUNDAY_EVENING, SUNDAY_NOON, untilWaiting, withRace } from "../../race.ts";

Deno.test("replanning at the same time", (t) =>
  withRace(async ({ sql, workers, setClock, populate, populateAndQueue, isBalanced }) => {
    /** What is queued of the one person: when, in which words, and how often. */
    const queued = async () => {
      const rows = await sql`
        select message_style, scheduled_for from public.message_queue where status = 'queued'`;
      assert.equal(rows.length, 1);
      return { style: rows[0]!.message_style, at: rows[0]!.scheduled_for.toISOString() };
    };

    await t.step(
      "a change waits for a scheduler that is running, and has the last word",
      async () => {
        const [scheduler, changer] = workers as [Sql, Sql];
        const changes: [change: string, expected: { style: string; at: string }][] = [
          ["update public.notification_preferences set send_time = '20:00'", {
            style: "supportive",
            at: "2026-06-07T20:00:00.000Z",
          }],
          ["update public.users set message_style = 'chaotic'", {
            style: "chaotic",
            at: "2026-06-07T18:00:00.000Z",
          }],
          ["update public.contacts set timezone = 'Asia/Tokyo'", {
            style: "supportive",
            at: "2026-06-07T23:00:00.000Z",
          }],
        ];
        for (const [change, expected] of changes) {
          await populate(1);
          let changed: Promise<unknown> | undefined;
          await scheduler.begin(async (transaction) => {
            // Somebody is due and taken, and not planned yet: the worst moment.
            await transaction`select from public.notification_preferences for update`;
            changed = changer.unsafe(change).execute();
            await untilWaiting(sql, 1);
            await transaction`select public.schedule_due_messages()`;
          });
          await changed;
          assert.deepEqual(await queued(), expected, change);
        }
      },
    );

    await t.step("a proposal by hand and a change of the time agree on the time", async () => {
      await populate(1);
      const [proposer, changer] = workers as [Sql, Sql];
      let changed: Promise<unknown> | undefined;
      await proposer.begin(async (transaction) => {
        await transaction`
          select public.schedule_accountability_message(user_id, id) from public.contacts`;
        changed = changer`
          update public.notification_preferences set send_time = '20:00'`.execute();
        await untilWaiting(sql, 1);
      });
      await changed;
      assert.equal((await queued()).at, "2026-06-07T20:00:00.000Z");
    });

    await t.step("of two changes at once, none is lost", async () => {
      await populate(1);
      await sql`select public.schedule_due_messages()`;
      const [first, second] = workers as [Sql, Sql];
      let changed: Promise<unknown> | undefined;
      await first.begin(async (transaction) => {
        await transaction`update public.notification_preferences set send_time = '20:00'`;
        changed = second`update public.users set message_style = 'snarky'`.execute();
        await untilWaiting(sql, 1);
      });
      await changed;
      assert.deepEqual(await queued(), { style: "snarky", at: "2026-06-07T20:00:00.000Z" });
    });

    await t.step("a change leaves alone what a sender is just claiming", async () => {
      await populateAndQueue(1);
      // The nominal time is still to come, so that only the claim protects it.
      await sql`update public.occurrences set nominal_at = nominal_at + interval '1 hour'`;
      const [claimer, changer] = workers as [Sql, Sql];
      await claimer.begin(async (transaction) => {
        await transaction`select public.get_messages_to_send(1)`;
        await changer`update public.users set message_style = 'chaotic'`;
      });
      const messages = await sql`
        select message_queue.status, message_style, decision
        from public.message_queue
        join public.occurrences on occurrences.id = occurrence_id`;
      assert.deepEqual([...messages], [
        { status: "processing", message_style: "supportive", decision: "queued" },
      ]);
    });

    await t.step("a log that is taken back while it is planned is told all the same", async () => {
      const takenBack = [
        "delete from public.activities",
        "update public.activities set amount = 1",
        "update public.activities set occurred_at = occurred_at - interval '8 days'",
      ];
      for (const change of takenBack) {
        await populate(1);
        await sql`
          insert into public.activities (user_id, goal_id, amount, occurred_at)
          select user_id, id, 3, private.clock_now() - interval '1 hour' from public.goals`;
        const [scheduler, changer] = workers as [Sql, Sql];
        let changed: Promise<unknown> | undefined;
        await scheduler.begin(async (transaction) => {
          const [planned] = await transaction`select silent from public.schedule_due_messages()`;
          assert.equal(planned!.silent, 1);
          changed = changer.unsafe(change).execute();
          await untilWaiting(sql, 1);
        });
        await changed;
        assert.equal((await queued()).at, "2026-06-07T18:00:00.000Z", change);
      }
    });

    await t.step("a log that is taken back leaves alone what a sender is claiming", async () => {
      await populate(1);
      await sql`update public.notification_preferences set send_if_goal_met = true`;
      await sql`
        insert into public.activities (user_id, goal_id, amount, occurred_at)
        select user_id, id, 3, private.clock_now() - interval '1 hour' from public.goals`;
      await sql`select public.schedule_due_messages()`;
      const [claimer, changer] = workers as [Sql, Sql];
      await setClock(SUNDAY_EVENING);
      // The nominal time is still to come, so that only the claim protects it.
      await sql`update public.occurrences set nominal_at = nominal_at + interval '1 hour'`;
      await claimer.begin(async (transaction) => {
        await transaction`select public.get_messages_to_send(1)`;
        await changer`delete from public.activities`;
      });
      const messages = await sql`
        select message_queue.status, message_type, decision
        from public.message_queue
        join public.occurrences on occurrences.id = occurrence_id`;
      assert.deepEqual([...messages], [
        { status: "processing", message_type: "congratulatory", decision: "queued" },
      ]);
    });

    await t.step(
      "who takes back and who deletes the account do not wait in a circle",
      async () => {
        for (let round = 0; round < 20; round++) {
          await populate(1);
          await sql`
          insert into public.activities (user_id, goal_id, amount, occurred_at)
          select user_id, id, 1, private.clock_now() - interval '1 hour'
          from public.goals, generate_series(1, 3)`;
          await sql`select public.schedule_due_messages()`;
          const [person] = await sql`select id from public.users`;
          const claims = JSON.stringify({ sub: person!.id });
          const [deleter, ...changers] = workers as [Sql, ...Sql[]];
          await Promise.all([
            deleter`delete from auth.users`,
            ...changers.slice(0, 3).map((changer, index) =>
              changer.begin(async (transaction) => {
                await transaction`
                select set_config('request.jwt.claims', ${claims}, true)`;
                await (index < 2
                  ? transaction`delete from public.activities`
                  : transaction`update public.activities set amount = 0.5`);
              })
            ),
          ]);
          const [left] = await sql`
          select (select count(*) from public.activities) + (select count(*) from public.users)
            as rows`;
          assert.equal(Number(left!.rows), 0);
        }
      },
    );

    await t.step(
      "changes, claims and schedulers do not wait for each other in a circle",
      async () => {
        await populateAndQueue(24);
        // An hour before their time, though due already: both kinds want the same messages.
        await setClock(new Date("2026-06-07T17:00Z"));
        const people = await sql`select id from public.users order by id`;
        for (let round = 0; round < 50; round++) {
          await sql`
          update public.message_queue set scheduled_for = ${SUNDAY_NOON} where status = 'queued'`;
          await Promise.all(workers.map(async (worker, index) => {
            if (index === 0) return await worker`select public.schedule_due_messages(5)`;
            if (index < 3) {
              const claimed = await worker`select lease_token from public.get_messages_to_send(8)`;
              const tokens = claimed.map((row) => row.lease_token);
              return await worker`select public.release_messages(${tokens}::uuid[])`;
            }
            // Each person changes something of their own, two of them at the same time.
            const person = people[(round + (index >> 1) * 5) % people.length]!.id;
            const even = (round + index) % 2 === 0;
            const changes = [
              () =>
                worker`
              update public.users set message_style = ${even ? "snarky" : "chaotic"}
              where id = ${person}`,
              () =>
                worker`
              update public.notification_preferences set send_if_goal_met = not send_if_goal_met
              where user_id = ${person}`,
              () =>
                worker`
              update public.contacts set timezone = ${even ? "UTC" : "Africa/Abidjan"}
              where user_id = ${person}`,
              () =>
                worker`
              insert into public.goals (user_id, title, weekly_target)
              values (${person}, ${`Goal ${round}`}, 1)`,
              () => worker`delete from public.goals where user_id = ${person} and title <> 'Run'`,
            ];
            return await changes[(round + index) % changes.length]!();
          }));
        }
        const [plans] = await sql`
        select
          count(*)::int as messages,
          count(distinct message_queue.user_id)::int as people,
          count(*) filter (where message_queue.status = 'queued')::int as queued,
          count(*) filter (where decision = 'queued')::int as decided
        from public.message_queue
        join public.occurrences on occurrences.id = occurrence_id`;
        assert.deepEqual({ ...plans }, { messages: 24, people: 24, queued: 24, decided: 24 });
        assert.ok(await isBalanced());
      },
    );
  }));
