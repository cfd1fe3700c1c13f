/** What must hold while many act at once: real connections, each with transactions of its own. */
import assert from "node:assert/strict";
import { connect, type Sql } from "../../local/database.ts";
import { startStack } from "../../local/stack.ts";
import { loadHelpers } from "./pgtap.ts";
import { Chance } from "../../local/random.ts";

const SUNDAY_NOON = new Date("2026-06-07T12:00Z");
const SUNDAY_EVENING = new Date("2026-06-07T18:00Z");
const WORKERS = 8;

Deno.test("at the same time", async (t) => {
  const stack = await startStack({ apiPort: 0, databasePort: 0, twilioPort: 0, seed: false });
  const { sql } = stack;
  const workers = Array.from({ length: WORKERS }, () => connect(stack.databaseUrl, { max: 1 }));
  try {
    await loadHelpers(stack.databaseUrl);

    /** An empty world: so many people, due on Sunday at 18:00 UTC, who may share some numbers. */
    const populate = async (people: number, numbers: number | null = null) => {
      await sql`delete from auth.users`;
      await sql`delete from public.message_rate_limits`;
      await sql`delete from private.phone_numbers`;
      await sql`select public.resume_sending()`;
      await stack.setClock(SUNDAY_NOON);
      await sql`
        select tests.create_person(
          'P' || n, phone => '+1202' || (5550000 + n % ${numbers}::int)::text
        )
        from generate_series(1, ${people}::int) as n`;
    };
    const populateAndQueue = async (people: number, numbers: number | null = null) => {
      await populate(people, numbers);
      while ((await sql`select more from public.schedule_due_messages(500)`)[0]?.more);
      // All in one hour, be it too full for them: the claim is what these tests are about.
      await sql`update public.message_queue set scheduled_for = ${SUNDAY_EVENING}`;
      await stack.setClock(SUNDAY_EVENING);
    };
    const isBalanced = async () =>
      (await sql`select tests.budget_is_balanced() as balanced`)[0]?.balanced;

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

    await t.step(
      "a report and a callback about one attempt agree on one sent message",
      async () => {
        await populateAndQueue(1);
        const [claimed] = await sql`select lease_token from public.get_messages_to_send(1)`;
        const [attempt] = await sql`
        select attempt_id, lease_token
        from public.start_messages(array[${claimed?.lease_token}::uuid])`;
        assert.ok(attempt);
        await Promise.all(workers.map((worker, index) =>
          index % 2 === 0
            ? worker`
              select public.update_message_status(
                ${attempt.attempt_id}, ${attempt.lease_token}, 'accepted',
                provider_message_id => 'SM1', segments => 1
              )`
            : worker`
              select public.record_delivery_status(${attempt.attempt_id}, 'SM1', 'delivered')`
        ));
        const [message] = await sql`
        select message_queue.status, delivery_status, messages.segments, messages_sent
        from public.message_queue
        join public.messages using (id)
        cross join public.message_rate_limits`;
        assert.deepEqual(
          { ...message },
          { status: "sent", delivery_status: "delivered", segments: 1, messages_sent: 1 },
        );
      },
    );

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

    await t.step(
      "changes, claims and schedulers do not wait for each other in a circle",
      async () => {
        await populateAndQueue(24);
        // An hour before their time, though due already: both kinds want the same messages.
        await stack.setClock(new Date("2026-06-07T17:00Z"));
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

    await t.step("an account can be deleted while its turn is planned", async () => {
      await populateAndQueue(1);
      await stack.setClock(SUNDAY_NOON);
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

    await t.step(
      "reports and callbacks about the same numbers do not wait in a circle",
      async () => {
        const [rounds, reporters, reportsEach] = [120, 5, 20];
        // Ten numbers that everybody shares, and two hours that the claims are booked on.
        await populateAndQueue(reporters * reportsEach, 10);
        for (const hour of [SUNDAY_EVENING, new Date("2026-06-07T19:00Z")]) {
          await stack.setClock(hour);
          await sql`
            select from public.start_messages(array(
              select lease_token from public.get_messages_to_send(${reporters * reportsEach / 2})
            ))`;
        }
        const chance = new Chance(1);
        const attempts = await sql`select id, lease_token from private.message_attempts`;
        assert.equal(attempts.length, reporters * reportsEach);

        const failures: unknown[] = [];
        for (let round = 0; round < rounds; round++) {
          await forgetOutcomes(sql);
          // Numbers alone, or the operator's alerts as well: whoever waits there waits nowhere else.
          const codes = round % 2 === 0 ? [21610, 21614] : [21610, 21614, 21617, 21408];
          const order = shuffled([...attempts], chance);
          const calls = workers.map((worker, index) => {
            if (index >= reporters) {
              const { id } = order[chance.below(order.length)]!;
              return worker`
                select public.record_delivery_status(
                  ${id}, ${`SM-${id}`}, 'undelivered', ${codes[chance.below(codes.length)]!}
                )`;
            }
            const reports = order.slice(index * reportsEach, (index + 1) * reportsEach).map(
              ({ id, lease_token }) => ({
                attempt_id: id,
                lease_token,
                ...(chance.onceIn(4)
                  ? { outcome: "accepted", provider_message_id: `SM-${id}` }
                  : { outcome: "rejected", error_code: codes[chance.below(codes.length)]! }),
              }),
            );
            return worker`select public.update_message_statuses(${sql.json(reports)})`;
          });
          for (const call of await Promise.allSettled(calls)) {
            if (call.status === "rejected") failures.push(call.reason.code ?? call.reason);
          }
        }
        assert.deepEqual(failures, [], "every report and every callback was recorded");
        const [open] = await sql`
          select count(*)::int as number from private.message_attempts where outcome is null`;
        assert.equal(open?.number, 0);
        assert.ok(await isBalanced());
      },
    );

    await t.step("reports settle hours in one order, whatever each says of them", async () => {
      const NEXT_HOUR = new Date("2026-06-07T19:00Z");
      await populateAndQueue(4);
      for (const hour of [SUNDAY_EVENING, NEXT_HOUR]) {
        await stack.setClock(hour);
        await sql`
          select from public.start_messages(array(
            select lease_token from public.get_messages_to_send(2)
          ))`;
      }
      const attempts = await sql`
        select id, lease_token, budget_hour from private.message_attempts
        order by budget_hour, id`;
      const [earlier, later] = [attempts.slice(0, 2), attempts.slice(2)];
      const [holder, ...reporters] = workers as [Sql, ...Sql[]];
      let reporting: Promise<unknown> | undefined;
      await holder.begin(async (transaction) => {
        await transaction`select from public.message_rate_limits for update`;
        // One was accepted in the earlier hour and not sent in the later one, the other's way round.
        reporting = Promise.allSettled([[earlier, later], [later, earlier]].map(
          ([accepted, notSent], index) =>
            reporters[index]!`
              select from public.update_message_statuses(${
              sql.json([
                {
                  attempt_id: accepted![index]!.id,
                  lease_token: accepted![index]!.lease_token,
                  outcome: "accepted",
                  provider_message_id: `SM${index}`,
                },
                {
                  attempt_id: notSent![index]!.id,
                  lease_token: notSent![index]!.lease_token,
                  outcome: "not_sent",
                },
              ])
            })`,
        ));
        await untilWaiting(sql, 2);
      });
      const results = await reporting as PromiseSettledResult<unknown>[];
      assert.deepEqual(results.map(({ status }) => status), ["fulfilled", "fulfilled"]);
      const hours = await sql`
        select messages_sent, messages_reserved from public.message_rate_limits order by time_slot`;
      assert.deepEqual(hours.map((hour) => ({ ...hour })), [
        { messages_sent: 1, messages_reserved: 0 },
        { messages_sent: 1, messages_reserved: 0 },
      ]);
    });

    await t.step("what every number says last holds, whatever else goes on", async () => {
      const seed = Date.now();
      const chance = new Chance(seed);
      // Four numbers that everybody knows and four that everybody asks: whoever decides about one
      // changes the plans of all people, as the others do. Each person has a phone of their own.
      const PEOPLE = 12;
      await populate(PEOPLE, 4);
      await sql`
        select
          tests.create_contact('P' || n, 'self', '+1202556' || (1000 + n)),
          tests.create_contact(
            'P' || n, 'coach', '+1202557' || (1000 + n % 4), consent_status => 'pending'
          ),
          tests.create_contact('P' || n, 'friend', '+1202555000' || (n + 1) % 4)
        from generate_series(1, ${PEOPLE}::int) as n`;
      await sql`
        insert into public.consent_events (user_id, contact_id, phone, event)
        select user_id, id, phone, 'confirmed' from public.contacts
        where consent_status = 'confirmed'`;
      await sql`select public.schedule_due_messages()`;
      await stack.setClock(new Date("2026-06-07T16:00Z"));

      const [texters, senders] = [workers.slice(0, 5), workers.slice(5)];
      const numbers = (await sql`select distinct phone from public.contacts order by phone`)
        .map(({ phone }) => phone as string);
      const said = new Map<
        string,
        { stopped: boolean; paused: boolean; times: number; log: number }
      >(
        numbers.map((phone) => [phone, { stopped: false, paused: false, times: 1, log: 0 }]),
      );
      const words = Array.from({ length: 60 * texters.length }, () =>
        [
          chance.below(1000),
          [
            "STOP",
            "START",
            "STOP",
            "START",
            "yes",
            "no",
            "1 times",
            "pause 1w",
            "resume",
            "less",
            "more",
            "snooze 30m",
            "mute",
            "why",
          ][chance.below(14)]!,
        ] as const);
      let isOver = false;
      const talk = Promise.all(texters.map(async (texter, index) => {
        // Each number has one person who writes, so that it has a last word.
        const own = numbers.filter((_, place) => place % texters.length === index);
        for (const [at, word] of words.filter((_, place) => place % texters.length === index)) {
          const phone = own[at % own.length]!;
          await texter`
            select public.record_inbound_message(${`SM-${crypto.randomUUID()}`}, ${phone}, ${word})`;
          const state = said.get(phone)!;
          if (word === "START" || (word === "yes" && state.stopped)) state.stopped = false;
          else if (state.stopped) continue;
          else if (word === "STOP") state.stopped = true;
          else if (word === "pause 1w") state.paused = true;
          else if (word === "resume") state.paused = false;
          else if (word === "less") state.times = Math.max(state.times - 1, 0);
          else if (word === "more") state.times = Math.min(state.times + 1, 7);
          else if (word === "1 times") state.log++;
        }
      })).finally(() => isOver = true);
      const work = senders.map(async (sender, index) => {
        while (!isOver) {
          if (index === 0) {
            await sender`
              insert into public.invitations (user_id, contact_id)
              select user_id, id from public.contacts
              where consent_status = 'pending'
                and id not in (select contact_id from public.invitations)
              limit 1`;
            await sender`select public.schedule_due_messages(3, '10 days')`;
          }
          await sender`select public.sweep_messages()`;
          const claimed = await sender`select lease_token from public.get_messages_to_send(5)`;
          const started = await sender`
            select attempt_id, lease_token
            from public.start_messages(${claimed.map((row) => row.lease_token)}::uuid[])`;
          const outcomes = started.map(({ attempt_id, lease_token }, place) => ({
            attempt_id,
            lease_token,
            // Numbers that cannot be reached are locked by reports as those that stop are by texts.
            ...(place % 3 === 0
              ? { outcome: "rejected", error_code: 21211 }
              : { outcome: "accepted", provider_message_id: `SM-${attempt_id}` }),
          }));
          await sender`select public.update_message_statuses(${sql.json(outcomes)})`;
        }
      });
      await Promise.all([talk, ...work]);

      const seeded = `(seed ${seed})`;
      const state = await sql`
        select
          contacts.phone,
          coalesce(bool_or(opted_out_at is not null), false) as stopped,
          bool_or(relationship = 'self') as is_own,
          bool_or(paused_until is not null) as paused,
          max(max_messages_per_week) as times,
          max((
            select coalesce(sum(amount), 0)::int from public.activities
            where activities.user_id = contacts.user_id
          )) as log
        from public.contacts
        join public.users on users.id = contacts.user_id
        join public.notification_preferences as preferences on preferences.user_id = users.id
        left join private.phone_numbers on phone_numbers.phone = contacts.phone
        group by contacts.phone`;
      for (const { phone, is_own, stopped, paused, times, log } of state) {
        const last = said.get(phone)!;
        assert.equal(stopped, last.stopped, `${phone} stopped ${seeded}`);
        if (is_own) assert.deepEqual({ stopped, paused, times, log }, last, `${phone} ${seeded}`);
      }
      const contradictions = await sql`
        select contacts.phone, contacts.consent_status, last.event
        from public.contacts
        left join private.phone_numbers on phone_numbers.phone = contacts.phone
        cross join lateral (
          select event from public.consent_events
          where consent_events.contact_id = contacts.id
          order by recorded_at desc
          limit 1
        ) as last
        where contacts.consent_status <> case
            when last.event in ('confirmed', 'restarted') then 'confirmed'
            when last.event in ('stopped', 'muted') then 'stopped'
            when last.event = 'declined' then 'declined'
            else 'pending'
          end
          or contacts.consent_status = 'confirmed' and phone_numbers.opted_out_at is not null`;
      assert.deepEqual([...contradictions], [], `contacts are what the ledger says ${seeded}`);
      assert.ok(await isBalanced(), seeded);
    });
  } finally {
    await Promise.all(workers.map((worker) => worker.end()));
    await stack.stop();
  }
});

/** Resolves once so many connections wait for a lock that another holds. */
async function untilWaiting(sql: Sql, connections: number): Promise<void> {
  while (
    (await sql`select distinct pid from pg_locks where not granted`).length < connections
  );
}

/** The same in another order. */
function shuffled<T>(items: T[], chance: Chance): T[] {
  return items
    .map((item) => ({ item, place: chance.next() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

/** Makes every attempt one that nobody has reported on, in an hour that it is reserved in. */
async function forgetOutcomes(sql: Sql): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`set local session_replication_role = replica`;
    await transaction`delete from private.phone_numbers`;
    await transaction`delete from public.messages`;
    await transaction`
      update private.message_attempts
      set outcome = null, provider_message_id = null, delivery_status = null, settled_at = null`;
    await transaction`
      update public.message_queue
      set
        status = 'processing', reason = null, lease_token = attempt.lease_token,
        lease_expires_at = 'infinity', budget_hour = attempt.budget_hour, attempts = 1,
        provider_message_id = null, sent_at = null, finished_at = null
      from private.message_attempts as attempt
      where attempt.message_id = message_queue.id`;
    await transaction`
      update public.message_rate_limits
      set
        messages_sent = 0,
        messages_reserved = (
          select count(*) from public.message_queue where budget_hour = time_slot
        )`;
  });
}
