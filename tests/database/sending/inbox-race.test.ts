/** The inbox, with many senders and people who change their minds at once. */
import assert from "node:assert/strict";
import { SUNDAY_EVENING, SUNDAY_NOON, withRace } from "../race.ts";

const PEOPLE = 300;

Deno.test("delivering to inboxes at the same time", (t) =>
  withRace(async ({ sql, workers, setClock, isBalanced }) => {
    /** An empty world with somebody's one entry for each of so many people, due in the evening. */
    const populate = async (people: number) => {
      await sql`delete from auth.users`;
      await sql`delete from public.message_templates where program = 'diary'`;
      await sql`delete from private.programs where program = 'diary'`;
      await sql`select tests.open_diary()`;
      await setClock(SUNDAY_NOON);
      await sql`select tests.create_user('D' || n) from generate_series(1, ${people}::int) as n`;
      await sql`
        select tests.write(array(
          select tests.entry('D' || n, ${SUNDAY_EVENING}) from generate_series(1, ${people}::int) n
        ))`;
      await setClock(SUNDAY_EVENING);
    };

    await t.step("every message is delivered exactly once, whichever sender claims", async () => {
      await populate(PEOPLE);
      const claims = await Promise.all(workers.map(async (worker) => {
        const rows = [];
        for (let round = 0; round < 3; round++) {
          rows.push(...await worker`select * from public.get_messages_to_send(50)`);
        }
        return rows;
      }));
      assert.deepEqual(claims.flat(), [], "no sender gets any of it");
      const [counted] = await sql`
        select
          (select count(*)::int from public.message_queue where status = 'sent') as sent,
          (select count(*)::int from public.messages where channel = 'inbox') as logged,
          (select count(*)::int from public.inbox_messages) as delivered,
          (select count(distinct user_id)::int from public.inbox_messages) as people,
          (select count(*)::int from private.message_attempts) as attempts`;
      assert.deepEqual({ ...counted }, {
        sent: PEOPLE,
        logged: PEOPLE,
        delivered: PEOPLE,
        people: PEOPLE,
        attempts: 0,
      });
      assert.ok(await isBalanced());
    });

    await t.step(
      "who leaves or changes their mind meanwhile has all of it or nothing",
      async () => {
        await populate(PEOPLE);
        const everybody = await sql`select id from public.users order by id`;
        await Promise.all(workers.map(async (worker, index) => {
          if (index < 3) {
            for (let round = 0; round < 8; round++) {
              await worker`select * from public.get_messages_to_send(50)`;
            }
            return;
          }
          for (const { id } of everybody.filter((_, place) => place % 15 === index)) {
            if (index % 2 === 0) {
              await worker`delete from auth.users where id = ${id}`;
            } else {
              await worker`
              insert into public.channel_choices (user_id, channel, is_on)
              values (${id}, 'inbox', false)`;
            }
          }
        }));
        await sql`select * from public.get_messages_to_send(50)`;
        const odd = await sql`
        select message.id, message.status, message.reason, inbox.id as inbox
        from public.message_queue as message
        full join public.inbox_messages as inbox on inbox.id = message.id
        where (message.status = 'sent') is distinct from (inbox.id is not null)
          or message.status not in ('sent', 'canceled')`;
        assert.deepEqual([...odd], []);
        const unwanted = await sql`
        select from public.message_queue as message
        join public.channel_choices as choice using (user_id)
        where message.status <> 'sent' and message.reason <> 'channel_off'
          and message.reason <> 'superseded'`;
        assert.equal(unwanted.length, 0);
      },
    );
  }));
