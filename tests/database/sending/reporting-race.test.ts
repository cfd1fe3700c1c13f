/** Reports and callbacks that come at once. */
import assert from "node:assert/strict";
import type { Sql } from "../../../local/database.ts";
import { Chance } from "../../../local/random.ts";
import { SUNDAY_EVENING, untilWaiting, withRace } from "../race.ts";

Deno.test("reporting at the same time", (t) =>
  withRace(async ({ sql, workers, setClock, populateAndQueue, isBalanced }) => {
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

    await t.step(
      "reports and callbacks about the same numbers do not wait in a circle",
      async () => {
        const [rounds, reporters, reportsEach] = [120, 5, 20];
        // Ten numbers that everybody shares, and two hours that the claims are booked on.
        await populateAndQueue(reporters * reportsEach, 10);
        for (const hour of [SUNDAY_EVENING, new Date("2026-06-07T19:00Z")]) {
          await setClock(hour);
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
        await setClock(hour);
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
  }));

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
